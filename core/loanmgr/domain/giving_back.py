"""Which way money goes back: as it came, the newest first, as far as anything is left of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Moved:
    """A payment with what its own lines say is left of it; less than nothing where it went back."""

    key: int
    method: str
    pence: int


@dataclass(frozen=True)
class Came:
    """What came in one way and is still there to give back."""

    method: str
    pence: int


@dataclass(frozen=True)
class Left(Came):
    """What is still there of one payment."""

    key: int


def left(moved: Iterable[Moved]) -> tuple[Left, ...]:
    """Return what is left of each payment, the newest first.

    What went back of no payment in particular was of those before it: of what came the same way
    first, of the rest after that, the newest first.

    Args:
        moved: payments and what went back, oldest first.
    """
    there: dict[Moved, int] = {}
    for each in moved:
        if each.pence > 0:
            there[each] = each.pence
            continue
        back = -each.pence
        same = [paid for paid in reversed(there) if paid.method == each.method]
        for paid in (*same, *reversed(there)):
            taken = min(back, there[paid])
            there[paid] -= taken
            back -= taken
    return tuple(Left(p.method, pence, p.key) for p, pence in reversed(there.items()) if pence)


def ways(found: Iterable[Came], pence: int) -> tuple[Came, ...]:
    """Return which ways a sum came, the newest first; less where less is left."""
    came: dict[str, int] = {}
    for each in found:
        taken = min(pence, each.pence)
        if taken:
            came[each.method] = came.get(each.method, 0) + taken
            pence -= taken
    return tuple(Came(method, sum_) for method, sum_ in came.items())


def way(came: Sequence[Came], pence: int) -> str:
    """Return the one way that all of a sum came; empty where there is no such way."""
    is_one = len(came) == 1 and came[0].pence >= pence
    return came[0].method if is_one else ""
