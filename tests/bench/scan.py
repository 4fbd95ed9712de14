"""Scan to verdict: `Desk.look(scan)` against one statement that reads the same."""

import random
from typing import Any, Self

from loanmgr.services.scanning import Scan, Scanned, scan
from tests.bench import bare
from tests.bench.measure import Line, Pair, ratio, turn_by_turn
from tests.bench.plan import Plan
from tests.bench.registers import SEED, Size, open_desk

LIMIT = 4.0
LABELS = "SELECT code FROM instrument WHERE struck_act IS NULL ORDER BY id"


def run(plan: Plan) -> list[Line]:
    """Scan random instruments on both sides."""
    with Scanning(plan, plan.size) as pair:
        [(ours, plain)] = turn_by_turn([pair.sides], plan.operations, plan.warm_up)
    return [ratio("Scan to verdict", ours, plain, LIMIT)]


class Scanning:
    """The same scans on both sides of one register."""

    def __init__(self, plan: Plan, size: Size) -> None:
        file = plan.registers.sqlite(size)
        self._desk = open_desk(f"sqlite:///{file}")
        self._bare = bare.open_sqlite(file)
        labels = [label for (label,) in self._bare.execute(LABELS)]
        self._labels = random.Random(SEED).choices(labels, k=plan.warm_up + plan.operations)
        self.sides = Pair(self._ours, self._plain, same)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._desk.close()
        self._bare.close()

    def _ours(self, number: int) -> Scanned:
        return self._desk.look(scan, Scan(self._labels[number]))

    def _plain(self, number: int) -> tuple[Any, ...]:
        return bare.scan(self._bare, self._desk.identity.desk, self._labels[number])


def same(ours: Scanned, plain: tuple[Any, ...]) -> None:
    """Compare what the desk is told with what bare SQL read."""
    shown = ours.instrument
    assert shown is not None
    told = (
        *(shown.code, shown.make, shown.model, shown.type_name, shown.holder, shown.holder_code),
        *(shown.due_on, shown.next_charge_on, shown.put, shown.centre, shown.fault),
        *(shown.missing_on, shown.counter_of, shown.counter_family, ours.other_basket),
        *(shown.kept_for, shown.kept_until_on),
    )
    *plain_shown, kept_until, _card, kept_for, mine, _family, _borrower, _lines = plain
    code, make, model, kind, size, *rest, parts = plain_shown
    holder, card, due, charge, home, centre, fault, missing, retired, desk, family, basket = rest
    read = (
        *(code, make, model, kind, holder, card, due, charge, home, centre, fault, missing),
        *(desk, family, basket, kept_for, kept_until),
    )
    assert [_text(value) for value in told] == [_text(value) for value in read]
    assert shown.name == (f"{kind} {size}" if size else kind)
    assert _text(ours.basket) == _text(mine)
    state = (retired, holder, basket, missing, fault, parts, kept_for)
    words = ("retired", "on_loan", "on_counter", "missing", "needs_repair", "incomplete", "kept")
    held = [word for word, holds in zip(words, state, strict=True) if holds]
    assert shown.status == (held or ["available"])[0]
    sentences = " ".join(verdict.message for verdict in ours.verdicts)
    assert all(part.lower() in sentences for part in (parts or "").split(",") if part)


def _text(value: Any) -> str:
    if hasattr(value, "bytes"):
        return str(value.bytes.hex())
    return value.hex() if isinstance(value, bytes) else str(value or "")
