"""Lending: `Desk.run(lend)`, act included, against bare SQL that leaves the same rows."""

import contextlib
import random
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.desk import Desk, Done
from loanmgr.domain import calendar
from loanmgr.domain.errors import RuleError
from loanmgr.services import lending
from loanmgr.services.lending import Lend, Lent
from loanmgr.services.work import Work
from tests.bench import bare
from tests.bench.bare import TOLD_OF_CHARGE, TOLD_OF_LEDGER, Told, ToldAward
from tests.bench.measure import Line, Pair, ratio, turn_by_turn
from tests.bench.plan import Plan
from tests.bench.registers import SEED, TODAY, Size, open_desk

LIMITS = {"FULL": 4.0, "OFF": 6.0}
OWED_BEFORE_ASKED_PENCE = 500
"""As in the starting policy."""

FREE = """
SELECT i.code FROM instrument AS i JOIN instrument_type AS t ON t.id = i.type_id
WHERE i.struck_act IS NULL AND i.retired_on IS NULL AND i.fault IS NULL AND i.missing_on IS NULL
AND NOT EXISTS (SELECT 1 FROM loan_line AS line WHERE line.instrument_id = i.id
  AND line.returned_at IS NULL AND line.passed_on_at IS NULL)
AND NOT EXISTS (SELECT 1 FROM part WHERE part.instrument_id = i.id
  AND part.missing_on IS NOT NULL AND part.struck_act IS NULL)
AND NOT EXISTS (SELECT 1 FROM basket_line WHERE basket_line.instrument_id = i.id)
ORDER BY i.id
"""
PUPILS = "SELECT code FROM borrower WHERE kind = 'pupil' AND left_on IS NULL ORDER BY id"
TOLD_CHARGE = Sql(
    f"SELECT charge.id, line.due_on, line.next_charge_on, award_id, {', '.join(TOLD_OF_CHARGE)}"
    " FROM loan_line AS line JOIN charge ON charge.hire_id = line.id"
    " AND charge.ended_act IS NULL AND charge.kind IS NULL"
    " WHERE line.uuid = :id"
)
TOLD_LEDGER = Sql(
    f"SELECT {', '.join(TOLD_OF_LEDGER)} FROM ledger WHERE charge_id = :charge ORDER BY id"
)
WRITTEN = {
    "act": "no",
    "act_body": "act_no",
    "act_thing": "act_no",
    "agreement": "id",
    "loan": "id",
    "loan_line": "id",
    "charge": "id",
    "ledger": "id",
}
"""The tables lending adds rows to, each with a column that grows."""

SAME_BYTES = 0.02


def run(plan: Plan) -> list[Line]:
    """Lend with and without waiting for the disk."""
    lines = []
    for synchronous, limit in LIMITS.items():
        with Lending(plan, plan.size, synchronous) as both:
            [(ours, plain)] = turn_by_turn([both.sides], plan.operations, plan.warm_up)
        how = "waiting for the disk" if synchronous == "FULL" else "without fsync"
        lines.append(ratio(f"Lending, {how}", ours, plain, limit))
    return lines


class Lending:
    """The same lendings on both sides, each on its own copy of one register."""

    def __init__(self, plan: Plan, size: Size, synchronous: str) -> None:
        self._room = contextlib.ExitStack()
        self._copies = plan.registers.copies(size, 2)
        self._count = plan.warm_up + plan.operations
        self._synchronous = synchronous

    def __enter__(self) -> Self:
        ours, plain = self._files = self._room.enter_context(self._copies)
        # Rehearsed on both, so that both find the same pages in memory.
        _, self._told = (things_to_lend(f"sqlite:///{file}", self._count) for file in self._files)
        self._desk = open_desk(f"sqlite:///{ours}")
        driver = self._desk._connection().driver
        driver.execute(f"PRAGMA synchronous = {self._synchronous}")
        self._connection = bare.open_sqlite(plain, self._synchronous)
        who = self._desk.identity
        self._plain = bare.Desk(self._connection, (who.desk, who.staff, who.place))
        self.sides = Pair(
            lambda number: self._desk.run(lending.lend, request(self._told[number])),
            lambda number: self._plain.lend(self._told[number]),
            same,
        )
        self._before = [highest(file) for file in self._files]
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._desk.close()
        self._connection.close()
        if kind is None:
            ours, plain = map(written, self._files, self._before)
            check_written(ours, plain)
        self._room.close()


class RehearsedError(Exception):
    """Carries what an act would have written, so that nothing is."""

    def __init__(self, told: Told | ToldAward) -> None:
        super().__init__(told)
        self.told = told


def things_to_lend(url: str, count: int) -> list[Told]:
    """Return random lendings that the rules allow, each instrument and each borrower once."""
    desk, chance = open_desk(url), random.Random(SEED)
    labels, cards = (shuffled(desk, Sql(text), chance) for text in (FREE, PUPILS))
    asked = (Lend((label,), card) for label, card in zip(labels, cards, strict=False))
    found = rehearsed(desk, rehearse_lending, asked, count)
    desk.close()
    return found


def rehearsed(
    desk: Desk, rehearse: Callable[[Work, Any], None], asked: Iterable[Any], count: int
) -> list[Any]:
    """Return what the first `count` requests would say and write that no rule refuses."""
    found: list[Any] = []
    for request_ in asked:
        if len(found) == count:
            break
        with contextlib.suppress(RuleError):
            try:
                desk.run(rehearse, request_)
            except RehearsedError as done:
                found.append(done.told)
    assert len(found) == count, f"Only {len(found)} of {count} can be found in this register"
    return found


def rehearse_lending(work: Work, asked: Lend) -> None:
    """Lend, and raise what was written, so that nothing is; refuse a hire that costs nothing."""
    answer = lending.lend(work, asked)
    run = work.connection.execute
    charge = run(TOLD_CHARGE, {"id": asked.id}).fetchone()
    if charge is None:
        raise RuleError("A hire that costs nothing writes fewer rows.")
    key, due_on, next_charge_on, award, *of_charge = charge
    ledger = run(TOLD_LEDGER, {"charge": key}).fetchall()
    texts = [msgspec.json.encode(what).decode() for what in (asked, answer)]
    texts = [text.replace(str(asked.id), "ACT") for text in texts]
    told = Told(
        asked.instruments[0],
        asked.borrower,
        TODAY if work.connection.engine == "postgresql" else TODAY.isoformat(),
        calendar.academic_year(TODAY),
        work.what,
        texts[0],
        texts[1].replace(str(answer.loan), "LOAN"),
        due_on,
        next_charge_on,
        tuple(of_charge),
        award is not None,
        tuple(tuple(entry) for entry in ledger),
    )
    raise RehearsedError(told)


def request(told: Told) -> Lend:
    """Return the request the program gets for a lending."""
    return Lend((told.label,), told.card)


def same(done: Done[Lent], plain: bare.Lent) -> None:
    """Compare what the program answered with what bare SQL found."""
    [line] = done.result.lines
    assert (line.name, line.borrower_name) == (plain.instrument, plain.borrower)
    asked = {question.case for question in done.result.asks}
    assert ("unsigned" in asked) == (not plain.has_signed)
    assert ("money_owed" in asked) == (plain.owed_pence > OWED_BEFORE_ASKED_PENCE)
    assert ("overdue_item" in asked) == (plain.overdue > 0)


def highest(file: Path) -> dict[str, int]:
    """Return how far each table lending adds to has come."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return {
            table: connection.execute(f"SELECT COALESCE(MAX({key}), 0) FROM {table}").fetchone()[0]
            for table, key in WRITTEN.items()
        }


def written(file: Path, before: dict[str, int]) -> dict[str, tuple[int, int]]:
    """Return the rows that were added to each table, and their bytes."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return {table: _rows_and_bytes(connection, table, before[table]) for table in WRITTEN}


def _rows_and_bytes(connection: sqlite3.Connection, table: str, before: int) -> tuple[int, int]:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    length = " + ".join(f"COALESCE(LENGTH(CAST({name} AS BLOB)), 0)" for name in names)
    added = f"SELECT COUNT(*), SUM({length}) FROM {table} WHERE {WRITTEN[table]} > ?"
    found: tuple[int, int] = connection.execute(added, (before,)).fetchone()
    return found


def check_written(ours: dict[str, tuple[int, int]], plain: dict[str, tuple[int, int]]) -> None:
    """Stop where one side left other rows than the other, or rows of another size."""
    for table, (rows, size) in ours.items():
        assert rows == plain[table][0] > 0, (table, rows, plain[table])
        assert abs(size - plain[table][1]) <= SAME_BYTES * plain[table][1], (table, ours, plain)


def shuffled(desk: Desk, sql: Sql, chance: random.Random) -> list[str]:
    found = [row.code for row in desk.look(lambda look, _: look.rows(sql), None)]
    chance.shuffle(found)
    return found
