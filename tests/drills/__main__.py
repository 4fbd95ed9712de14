"""Long drills: ``python -m tests.drills [races|numbers|limits|…]``, all of them unless said.

Races are two desks lending the same instrument, numbers two desks issuing invoices, limits two
desks at the last unit of each, Saturdays random acts with what must always be true, meetings
twelve desks of which a tenth of the acts are for one family. Pennies are two desks that put
the last penny of a payment to two lines, sendings two that tell another system at once, losses
two that report one loss, or of which one takes it back, promises two that keep, lend or give up one
instrument.
"""

import contextlib
import functools
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.jobs import systems as jobs
from loanmgr.services import accounts, lending, losing, papers, returns, settling
from loanmgr.services.settling import Allocate
from tests import factories
from tests.databases import Room
from tests.factories import lend, open_desk, pupil, violin
from tests.services import other_systems
from tests.services.limits import RACES as RACES_AT_LIMITS
from tests.services.promises import RACES as RACES_OF_PROMISES
from tests.services.racing import Deed, at_once, split
from tests.services.test_always import play
from tests.tables import LEDGER_SUM, count, one, rows

RACES = 1000
NUMBERS = 200
LIMIT_RACES = 200
SMALL_RACES = 200
SATURDAYS = 60
DESKS, VISITS = 12, 40
Lent = Callable[[], contextlib.AbstractContextManager[str]]


def races(lent: Lent) -> str:
    """Race for a thousand instruments; one winner each, and the loser is told who has it."""
    with lent() as url:
        desks = [open_desk(url, name=f"Ashby {n}") for n in (1, 2)]
        schools = [factories.school(desk, f"School {n}") for n, desk in enumerate(desks)]
        codes = [violin(desks[0], parts=()) for _ in range(RACES)]
        began = time.monotonic()
        wins = [0, 0]
        for code in codes:
            answers = at_once(
                desks,
                lambda at, code=code: lend(at, code, schools[0]),
                lambda at, code=code: lend(at, code, schools[1]),
            )
            (winner,), (loser,) = split(answers)
            name = winner.lines[0].borrower_name
            assert loser.message == f"This violin is on loan to {name}.", loser.message
            wins[name == "School 1"] += 1
        took = time.monotonic() - began
        assert count(desks[0], "loan_line") == RACES
        assert one(desks[0], LEDGER_SUM) == RACES * 1500
        _close(desks)
    return f"{RACES} races, won {wins[0]} to {wins[1]}, {took:.0f} s"


def limits(lent: Lent) -> str:
    """Race for the last unit of every limit; nobody ever passes it."""
    began = time.monotonic()
    for race in RACES_AT_LIMITS.values():
        with lent() as url:
            desks = [open_desk(url, name=f"Ashby {n}") for n in (1, 2)]
            race(desks, LIMIT_RACES)
            _close(desks)
    took = time.monotonic() - began
    return f"{LIMIT_RACES} races at each of {len(RACES_AT_LIMITS)} limits, {took:.0f} s"


def numbers(lent: Lent) -> str:
    """Race for two hundred numbers of invoices: none twice, none left out."""
    with lent() as url:
        desks = [open_desk(url, name=f"Office {n}") for n in (1, 2)]
        began = time.monotonic()
        for at in range(NUMBERS):
            cards = [pupil(desks[0], f"Child {at} {side}") for side in "ab"]
            for card in cards:
                lend(desks[0], violin(desks[0], parts=()), card)
            mine, yours = (_invoices(card) for card in cards)
            answers = at_once(desks, mine, yours)
            assert not split(answers)[1], answers
        took = time.monotonic() - began
        found = [row.number for row in rows(desks[0], "SELECT number FROM document")]
        assert sorted(found) == list(range(1, 2 * NUMBERS + 1)), found
        _close(desks)
    return f"{2 * NUMBERS} numbers in {NUMBERS} races, {took:.0f} s"


def _invoices(card: str) -> Deed:
    return lambda desk: desk.run(papers.issue_invoice, papers.IssueInvoice(card))


def losses(lent: Lent) -> str:
    """Report two hundred losses at two desks each, and take two hundred more back meanwhile."""
    with lent() as url:
        desks = [open_desk(url, name=f"Ashby {n}") for n in (1, 2)]
        school = factories.school(desks[0])
        began = time.monotonic()
        for _ in range(SMALL_RACES):
            twice, back = (_lent_to(desks[0], school) for _ in range(2))
            _, (loser,) = split(at_once(desks, _reports(twice)))
            assert loser.code == "already_lost", loser.message
            at_once(desks, _reports(back), _takes_back(back))
        took = time.monotonic() - began
        live = "SELECT COUNT(*) FROM charge WHERE kind = 'loss' AND ended_act IS NULL"
        assert one(desks[0], live) == SMALL_RACES
        _close(desks)
    return f"{SMALL_RACES} losses reported twice, {SMALL_RACES} while they came back, {took:.0f} s"


def _lent_to(desk: Desk, card: str) -> str:
    code = violin(desk, parts=(), value_pence=1000)
    lend(desk, code, card)
    return code


def _reports(code: str) -> Deed:
    return lambda desk: desk.run(losing.lost, losing.Lost(code))


def _takes_back(code: str) -> Deed:
    return lambda desk: desk.run(returns.return_one, returns.Return(code))


def saturdays(lent: Lent) -> str:
    """Play many Saturdays."""
    play(lent, SATURDAYS, steps=50)
    return f"{SATURDAYS} Saturdays of 50 deeds"


def meetings(lent: Lent) -> str:
    """Let twelve desks lend and return, a tenth of it for one family."""
    with lent() as url:
        desks = [open_desk(url, name=f"Ashby {n}") for n in range(DESKS)]
        home = factories.family(desks[0])
        met = [pupil(desks[0], f"Met {n}", of=home) for n in range(3)]
        visits = [_visits(desk, met) for desk in desks]
        together = threading.Barrier(DESKS)

        def serve(number: int) -> list[float]:
            together.wait()
            return [_timed(desks[number], *visit) for visit in visits[number]]

        with ThreadPoolExecutor(DESKS) as threads:
            took = sorted(taken for found in threads.map(serve, range(DESKS)) for taken in found)
        out = one(desks[0], "SELECT COUNT(*) FROM loan_line WHERE returned_at IS NULL")
        assert out == 0, out
        _close(desks)
    p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
    return f"{len(took)} visits at {DESKS} desks, p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"


def pennies(lent: Lent) -> str:
    """Race two hundred times for the last penny of a payment."""
    with lent() as url:
        desks = [open_desk(url, name=f"Ashby {n}") for n in (1, 2)]
        home = pupil(desks[0])
        factories.lend(desks[0], violin(desks[0], parts=()), home)
        factories.lend(desks[0], factories.instrument(desks[0]), home)
        lines = [each.line for each in desks[0].look(accounts.account, home).lines]
        for _ in range(SMALL_RACES):
            desks[0].run(accounts.pay, accounts.Pay(home, 1, "cash"))
            paid = desks[0].look(accounts.account, home).lines[-1].line
            answers = at_once(
                desks,
                *(
                    lambda at, to=to, paid=paid: at.run(settling.allocate, Allocate(paid, to, 1))
                    for to in lines
                ),
            )
            (_winner,), (loser,) = split(answers)
            assert loser.code == "amount", loser.message
        assert count(desks[0], "allocation") == SMALL_RACES
        _close(desks)
    return f"{SMALL_RACES} races for the last penny, each won once"


def sendings(lent: Lent) -> str:
    """Let two desks tell another system of the same lines two hundred times."""
    with lent() as url:
        desks = [open_desk(url, name=f"Ashby {n}") for n in (1, 2)]
        other_systems.set_up(desks[0], other_systems.PUPILS)
        home = pupil(desks[0])
        for _ in range(SMALL_RACES):
            desks[0].run(accounts.pay, accounts.Pay(home, 1, "cash"))
            ready = other_systems.plan(desks[0])
            answers = at_once(desks, lambda at, ready=ready: jobs.send(at, ready, new_id()))
            (_winner,), (loser,) = split(answers)
            assert loser.code == "nothing_to_send", loser.message
        assert count(desks[0], "sent_line") == SMALL_RACES
        _close(desks)
    return f"{SMALL_RACES} sendings by two desks at once, each line once"


def promises(lent: Lent) -> str:
    """Keep, lend and give up one instrument at two desks, two hundred times each way."""
    for race in RACES_OF_PROMISES.values():
        with lent() as url:
            desks = [open_desk(url, name=f"Ashby {n}") for n in (1, 2)]
            race(desks, SMALL_RACES)
            _close(desks)
    return f"{SMALL_RACES} races of each of {', '.join(RACES_OF_PROMISES)}"


def _visits(desk: Desk, met: list[str]) -> list[tuple[str, str]]:
    dice = random.Random(desk.identity.desk)
    own = [pupil(desk, f"{desk.identity.desk_name} child {n}") for n in range(4)]
    codes = [violin(desk, parts=()) for _ in range(4)]
    people = [dice.choice(met if dice.random() < 0.1 else own) for _ in range(VISITS)]
    return [(dice.choice(codes), who) for who in people]


def _timed(desk: Desk, code: str, who: str) -> float:
    began = time.monotonic()
    desk.run(lending.lend, lending.Lend((code,), who, override="a drill"))
    desk.run(returns.return_one, returns.Return(code))
    return time.monotonic() - began


def _close(desks: list[Desk]) -> None:
    for desk in desks:
        desk.close()


@contextlib.contextmanager
def _a_file(room: Room) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield room.sqlite(Path(folder) / "register.sqlite", "started")


def main(wanted: list[str]) -> None:
    """Run the drills named, on both engines."""
    drills = {
        "races": races,
        "numbers": numbers,
        "limits": limits,
        "losses": losses,
        "pennies": pennies,
        "sendings": sendings,
        "promises": promises,
        "saturdays": saturdays,
        "meetings": meetings,
    }
    room = Room.open()
    try:
        for engine, lent in {
            "SQLite": functools.partial(_a_file, room),
            "PostgreSQL": functools.partial(room.postgres, "started"),
        }.items():
            for name in wanted or drills:
                try:
                    print(f"{engine}: {drills[name](lent)}", flush=True)
                except RuleError as refusal:
                    sys.exit(f"{engine}, {name}: {refusal.message}")
    finally:
        room.close()


if __name__ == "__main__":
    main(sys.argv[1:])
