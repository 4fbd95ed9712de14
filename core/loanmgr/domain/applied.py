"""What of an account is paid: by choice first, then the oldest first. Derived, never stored.

Lines about one charge are one debt, whatever was taken off or given back of it; a payment with what
went back of it is one sum that came in. A deposit that is due back pays nothing by itself, other
than the deposit: it is set against what is owed only by choice, and goes out with money given back.
One that was kept for a loss pays as money does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

REFUND, DEPOSIT, REVERSAL = "refund", "deposit", "reversal"
GIVEN_BACK = "Given back: "
"""How the words of a deposit's return begin, before those of the deposit."""
MOVED = "; of "
"""What comes after the words of a line that stands on this account since two became one."""


@dataclass(frozen=True)
class Line:
    """A line of the ledger; lines come oldest first."""

    key: int
    kind: str
    pence: int
    on: date
    """The day after which it is late, or the day it was entered."""
    charge: int | None = None
    payment: int | None = None
    reverses: int | None = None
    what: str = ""


@dataclass(frozen=True)
class Put:
    """A part of what came in that somebody put to a certain line."""

    paid: int
    charged: int
    pence: int


@dataclass(frozen=True)
class Applied:
    """What is unpaid of each debt, and left of each sum that came in, by its first line's key."""

    unpaid: Mapping[int, int]
    left: Mapping[int, int]
    owing: Mapping[int, int]
    """What each debt comes to."""
    came: Mapping[int, int]
    """What each sum that came in comes to."""
    of: Mapping[int, int]
    """The first line's key for every line."""


@dataclass
class _Sum:
    """Lines that stand and fall together."""

    first: Line
    pence: int = 0


@dataclass
class _Open:
    """What is open of debts and of what came in, while it is applied."""

    debts: dict[int, int] = field(default_factory=dict)
    came: dict[int, int] = field(default_factory=dict)

    def pay(self, paid: int, debt: int, most: int | None = None) -> None:
        """Pay as much of a debt from a sum as both allow."""
        pence = min(self.debts.get(debt, 0), self.came.get(paid, 0))
        pence = max(0, pence if most is None else min(pence, most))
        if pence:
            self.debts[debt] -= pence
            self.came[paid] -= pence


def apply(lines: Sequence[Line], puts: Iterable[Put] = ()) -> Applied:
    """Say what of each debt is unpaid, and what of each sum that came in is left."""
    roots = _roots(lines)
    sums: dict[int, _Sum] = {}
    for line in lines:
        found = sums.setdefault(roots[line.key], _Sum(line))
        found.pence += line.pence
    found_sums = list(sums.values())
    debts = [each for each in found_sums if each.pence > 0]
    came = [each for each in found_sums if each.pence < 0]
    opened = _Open(
        {each.first.key: each.pence for each in debts},
        {each.first.key: -each.pence for each in came},
    )
    owing, all_came = dict(opened.debts), dict(opened.came)
    deposits = [each for each in came if is_due_back(each.first.kind, each.first.what)]
    for put in puts:
        paid, charged = roots.get(put.paid, -1), roots.get(put.charged, -1)
        opened.pay(paid, charged, put.pence)
    _give_back(opened, debts, deposits, came)
    for debt in sorted(debts, key=lambda each: (each.first.on, each.first.key)):
        for each in came:
            if each not in deposits:
                opened.pay(each.first.key, debt.first.key)
    _return_unpaid(opened, found_sums)
    return Applied(opened.debts, opened.came, owing, all_came, roots)


def is_due_back(kind: str, what: str) -> bool:
    """Say whether a line is a deposit that goes back to who paid it."""
    return kind == DEPOSIT and what.startswith(GIVEN_BACK)


def deposits_of(lines: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Return which deposit each one that goes back was: the newest before it, by its words.

    Takes keys and words of the deposits that stand, oldest first.
    """
    taken: dict[str, int] = {}
    found: dict[int, int] = {}
    for key, what in lines:
        words = what.partition(MOVED)[0]
        if not words.startswith(GIVEN_BACK):
            taken[words] = key
        elif words.removeprefix(GIVEN_BACK) in taken:
            found[key] = taken[words.removeprefix(GIVEN_BACK)]
    return found


def _return_unpaid(opened: _Open, sums: Iterable[_Sum]) -> None:
    """Let a deposit that is due back stand against what nobody had paid of that deposit."""
    standing = [each.first for each in sums if each.first.kind == DEPOSIT and each.pence]
    for back, deposit in deposits_of((first.key, first.what) for first in standing).items():
        opened.pay(back, deposit)


def _give_back(opened: _Open, debts: list[_Sum], deposits: list[_Sum], came: list[_Sum]) -> None:
    """Take what was given back out of deposits first, then out of what came in."""
    for debt in debts:
        if debt.first.kind == REFUND:
            for each in (*deposits, *came):
                opened.pay(each.first.key, debt.first.key)


def _roots(lines: Sequence[Line]) -> dict[int, int]:
    """Return the first line of what each line belongs to."""
    roots: dict[int, int] = {}
    of_charge: dict[int, int] = {}
    of_payment: dict[int, int] = {}
    for line in lines:
        if line.charge is not None:
            roots[line.key] = of_charge.setdefault(line.charge, line.key)
        elif line.payment is not None:
            roots[line.key] = of_payment.setdefault(line.payment, line.key)
        else:
            roots[line.key] = roots.get(line.reverses or -1, line.key)
    return roots
