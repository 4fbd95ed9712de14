"""Twelve desks on one PostgreSQL server at human pace, some of their acts meeting.

A tenth of the acts meet: children of one family are lent to, pupils put on one scheme. Rounds of
both sides take turns, each desk a process of its own.
"""

import multiprocessing
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection
from typing import Any, Self

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.desk import Desk
from loanmgr.services import awards, lending, people
from loanmgr.services.awards import Award
from loanmgr.services.lending import Lend
from loanmgr.services.work import Work
from tests.bench import bare
from tests.bench.bare import Told, ToldAward
from tests.bench.lend import (
    FREE,
    PUPILS,
    RehearsedError,
    rehearse_lending,
    rehearsed,
    request,
    shuffled,
)
from tests.bench.measure import Line, times
from tests.bench.plan import Plan
from tests.bench.registers import SEED, TODAY, open_desk

SCHEME = "reduced-50"
RETRIES_LIMIT_PERCENT = 5.0
P99_LIMIT = 5.0
ROUNDS = 4
CHILD_MAY_HAVE = 2
EACH_MEETING = 20
"""One act in so many is for the family, one in so many for the scheme: a tenth together."""

TOLD_AWARD = Sql(
    "SELECT scheme, scheme_kind, state, evidence, seen_on, received_on, from_on, to_on FROM award"
    " WHERE uuid = :id"
)
Job = Told | ToldAward


@dataclass
class Report:
    """What one desk did in one round."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    tries: int = 0


def run(plan: Plan) -> list[Line]:
    """Let all desks work on both sides in turn."""
    with plan.registers.postgres_copies(plan.size, 2) as (ours, plain):
        jobs = _jobs(plan, [ours, plain])
        with _Desks(plan, ours, plain) as desks:
            reports = desks.work(jobs)
    mine, theirs = (_together(reports[side]) for side in ("ours", "bare"))
    assert not theirs.errors, theirs.errors[:3]
    fast, bare_fast = times(mine.seconds), times(theirs.seconds)
    retries = (mine.tries - len(mine.seconds)) / len(mine.seconds) * 100
    print("\n".join(mine.errors[:5]), end="")
    what = f"{plan.desks} desks"
    return [
        Line(
            f"{what}: p99 against p99",
            fast.at(0.99) / bare_fast.at(0.99),
            P99_LIMIT,
            "×",
            fast,
            bare_fast,
        ),
        Line(f"{what}: acts tried again", retries, RETRIES_LIMIT_PERCENT, "%"),
        Line(f"{what}: errors shown", len(mine.errors), 0, ""),
    ]


def _jobs(plan: Plan, urls: Sequence[str]) -> list[Job]:
    """Return acts in random order, after making the one family in every register."""
    count = plan.warm_up * plan.desks // 10 + plan.operations
    meeting = max(1, count // EACH_MEETING)
    # Some of what is free to lend costs nothing, and is passed over.
    some = meeting // CHILD_MAY_HAVE + meeting // 4 + 1
    children = [_family(url, some) for url in urls][-1]
    desk, chance = open_desk(urls[-1]), random.Random(SEED)
    labels, cards = (shuffled(desk, Sql(text), chance) for text in (FREE, PUPILS))
    cards = [card for card in cards if card not in children]
    spare = iter(labels)
    family = [Lend((next(spare),), child) for child in children * CHILD_MAY_HAVE]
    found: list[Job] = rehearsed(desk, rehearse_lending, family, meeting)
    asked = (Lend((label,), cards.pop()) for label in spare)
    found += rehearsed(desk, rehearse_lending, asked, count - 2 * meeting)
    on_scheme = (Award(cards.pop(), SCHEME) for _ in range(len(cards)))
    found += rehearsed(desk, _rehearse_award, on_scheme, meeting)
    desk.close()
    chance.shuffle(found)
    return found


def _family(url: str, children: int) -> list[str]:
    desk = open_desk(url)
    family = desk.run(people.add_family, people.AddFamily("Grace Meeting")).result.code
    made = [
        desk.run(people.add_pupil, people.AddPupil(family, f"Child{number} Meeting")).result.code
        for number in range(children)
    ]
    desk.close()
    return made


def _rehearse_award(work: Work, asked: Award) -> None:
    answer = awards.award(work, asked)
    row = work.connection.execute(TOLD_AWARD, {"id": asked.id}).fetchone()
    texts = [msgspec.json.encode(what).decode() for what in (asked, answer)]
    texts = [text.replace(str(asked.id), "ACT") for text in texts]
    raise RehearsedError(ToldAward(asked.pupil, TODAY, work.what, *texts, tuple(row)))


class _Desks:
    """The desks' processes, each with a wire to give it work and to hear what came of it."""

    def __init__(self, plan: Plan, ours: str, plain: str) -> None:
        self._plan, self._urls = plan, (ours, plain)
        self._wires: list[Connection] = []
        self._processes: list[Any] = []

    def __enter__(self) -> Self:
        spawning = multiprocessing.get_context("spawn")
        for number in range(self._plan.desks):
            here, there = spawning.Pipe()
            name = f"Counter {number + 1}"
            told = (there, self._urls, name, self._plan.pause_seconds)
            process = spawning.Process(target=_sit, args=told, daemon=True)
            process.start()
            self._wires.append(here)
            self._processes.append(process)
        for wire in self._wires:
            wire.recv()
        return self

    def __exit__(self, *_: object) -> None:
        for wire in self._wires:
            wire.send(None)
        for process in self._processes:
            process.join()

    def work(self, jobs: Sequence[Job]) -> dict[str, list[Report]]:
        """Do all jobs on both sides, in rounds that take turns; the first of each are warm-up."""
        reports: dict[str, list[Report]] = {"ours": [], "bare": []}
        warm_up = len(jobs) - self._plan.operations
        starts = [0, warm_up, *_shares(warm_up, len(jobs))]
        for begin, end in pairwise(starts):
            for side in ("bare", "ours"):
                done = self._round(side, jobs[begin:end])
                if begin >= warm_up:
                    reports[side] += done
        return reports

    def _round(self, side: str, jobs: Sequence[Job]) -> list[Report]:
        for number, wire in enumerate(self._wires):
            wire.send((side, jobs[number :: len(self._wires)]))
        return [wire.recv() for wire in self._wires]


def _shares(begin: int, end: int) -> list[int]:
    """Return where each of the rounds from `begin` to `end` stops."""
    return [begin + (end - begin) * number // ROUNDS for number in range(1, ROUNDS + 1)]


def _sit(wire: Connection, urls: tuple[str, str], name: str, pause_seconds: float) -> None:
    """Be one desk: do what the wire brings, on either side, until it brings nothing."""
    desk, twin = (open_desk(url, name) for url in urls)
    who = twin.identity
    twin.close()
    connection = bare.open_postgres(urls[1])
    plain = bare.Desk(connection, (who.desk, who.staff, who.place))
    tries = _counted(desk)
    sides = {"ours": lambda job: _ours(desk, job), "bare": lambda job: _plainly(plain, job)}
    wire.send("ready")
    chance = random.Random(name)
    while (asked := wire.recv()) is not None:
        side, jobs = asked
        report, before = Report(), tries[0]
        for job in jobs:
            time.sleep(pause_seconds * chance.uniform(0.5, 1.5))
            _timed(report, sides[side], job)
        report.tries = tries[0] - before
        wire.send(report)
    desk.close()
    connection.close()


def _timed(report: Report, side: Callable[[Job], object], job: Job) -> None:
    before = time.perf_counter()
    try:
        side(job)
    except Exception as error:
        report.errors.append(repr(error))
    report.seconds.append(time.perf_counter() - before)


def _counted(desk: Desk) -> list[int]:
    """Count how often a desk begins an act, tries after a lost race included."""
    tries, once = [0], desk._run_once

    def counting(*asked: Any) -> Any:
        tries[0] += 1
        return once(*asked)

    desk._run_once = counting  # type: ignore[method-assign]
    return tries


def _ours(desk: Desk, job: Job) -> None:
    if isinstance(job, Told):
        desk.run(lending.lend, request(job))
    else:
        desk.run(awards.award, Award(job.card, SCHEME))


def _plainly(plain: bare.Desk, job: Job) -> None:
    if isinstance(job, Told):
        plain.lend(job)
    else:
        plain.award(job)


def _together(reports: Sequence[Report]) -> Report:
    return Report(
        [second for report in reports for second in report.seconds],
        [error for report in reports for error in report.errors],
        sum(report.tries for report in reports),
    )
