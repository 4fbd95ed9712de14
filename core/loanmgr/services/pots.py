"""Pots: what schemes with a budget have given in an academic year, and what is left of it.

What was given is the sum of the charges that stand, never a counter of its own. Whoever charges
locks the scheme first and reads the sum in a later statement, so that two desks cannot both give
the last of it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.calendar import academic_year_end, academic_year_start
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import pounds
from loanmgr.domain.policy import Scheme
from loanmgr.services.work import Look, Work

GIVEN = Sql(
    "SELECT CAST(COALESCE(SUM(discount_pence), 0) AS BIGINT) AS given_pence FROM charge"
    " WHERE scheme = :code AND charge_on BETWEEN :first AND :last AND ended_act IS NULL"
)
HELD = Sql("SELECT DISTINCT scheme FROM award WHERE borrower_id = :key AND struck_act IS NULL")
ROWS = Sql("SELECT id FROM scheme WHERE code = :code AND struck_act IS NULL ORDER BY id")


@dataclass(frozen=True)
class Taken:
    """What was priced out of a pot and is not entered yet."""

    scheme: str
    year_on: date
    """The 1 September that the academic year begins on."""
    pence: int


class PotsLeft:
    """What is left of every pot, each read once; what is priced meanwhile is noted."""

    def __init__(self, look: Look, taken: Iterable[Taken] = ()) -> None:
        self._look = look
        self._given: dict[tuple[str, date], int] = {}
        self._noted: dict[tuple[str, date], int] = {}
        for each in taken:
            self._note(each.scheme, each.year_on, each.pence)

    def left_pence(self, scheme: Scheme, on: date) -> int | None:
        """Return what a scheme can still give on a day; None where it has no budget."""
        if scheme.budget_pence is None:
            return None
        pot = scheme.code, academic_year_start(on)
        if pot not in self._given:
            self._given[pot] = given_pence(self._look, scheme.code, on)
        return max(0, scheme.budget_pence - self._given[pot] - self._noted.get(pot, 0))

    def note(self, quote: Quote) -> None:
        """Note what a charge takes that is priced and not entered yet."""
        self.note_given(quote.scheme_code, quote.charge_on, quote.discount_pence)

    def note_given(self, scheme: str | None, on: date, pence: int) -> None:
        """Note what is taken out of a pot; below nothing is given back to it."""
        if scheme and pence:
            self._note(scheme, academic_year_start(on), pence)

    @property
    def taken(self) -> tuple[Taken, ...]:
        """What was noted, for whoever prices on from there."""
        return tuple(Taken(*pot, pence) for pot, pence in self._noted.items())

    def _note(self, scheme: str, year_on: date, pence: int) -> None:
        pot = scheme, year_on
        self._noted[pot] = self._noted.get(pot, 0) + pence


def left(look: Look, taken: Iterable[Taken] = ()) -> PotsLeft | None:
    """Return what is left of the pots; None where no scheme has one, which asks nothing."""
    return PotsLeft(look, taken) if look.policy().budgeted else None


def given_pence(look: Look, code: str, on: date) -> int:
    """Return what a scheme has given in the academic year of a day."""
    first, last = academic_year_start(on), academic_year_end(on)
    return int(look.one(GIVEN, code=code, first=first, last=last).given_pence)


def lock(work: Work, borrowers: Iterable[int]) -> None:
    """Keep other desks from giving out of the pots that these borrowers' charges may take from."""
    policy = work.policy()
    if not policy.budgeted or work.is_alone:
        return
    held = {row.scheme for key in borrowers for row in work.rows(HELD, key=key)}
    _lock(work, (held | set(policy.automatic_schemes)) & policy.budgeted)


def check_left(work: Work, scheme: Scheme) -> None:
    """Refuse an award out of a pot that is spent.

    Raises:
        RuleError: nothing is left of it.
    """
    if is_spent(work, scheme):
        given = given_pence(work, scheme.code, work.on)
        message = (
            f"The pot of {scheme.public_name} is spent: {pounds(given)} of "
            f"{pounds(scheme.budget_pence or 0)} this year. Put it on the waiting list."
        )
        raise RuleError(message, "pot_spent", "decision")


def is_spent(work: Work, scheme: Scheme) -> bool:
    """Say whether nothing is left of a scheme's budget; other desks wait from here on."""
    if scheme.budget_pence is None:
        return False
    _lock(work, {scheme.code})
    return given_pence(work, scheme.code, work.on) >= scheme.budget_pence


@contextmanager
def never_passed(work: Work) -> Iterator[None]:
    """Do what lets discounts stand again, unless more would then be given than a budget has.

    Raises:
        RuleError: the budget was given to others meanwhile.
    """
    budgeted = work.policy().budgeted
    _lock(work, budgeted)
    days = list(_years(work.on)) if budgeted else []
    before = {(code, on): given_pence(work, code, on) for code in budgeted for on in days}
    yield
    for (code, on), was in before.items():
        scheme = work.policy().scheme_on(code, on)
        if scheme is None or scheme.budget_pence is None:
            continue
        now = given_pence(work, code, on)
        if now > was and now > scheme.budget_pence:
            message = (
                f"The pot of {scheme.public_name} was spent meanwhile, so the discount of "
                f"{pounds(now - was)} can't stand again."
            )
            raise RuleError(message, "pot_spent", "act")


def _years(on: date) -> Iterator[date]:
    """Return a day in this academic year, in the one before and in the next."""
    first = academic_year_start(on)
    yield on
    yield first.replace(year=first.year - 1)
    yield first.replace(year=first.year + 1)


def _lock(work: Work, codes: Iterable[str]) -> None:
    if work.is_alone:
        return
    rows: list[Any] = [row for code in codes for row in work.rows(ROWS, code=code)]
    for key in sorted(row.id for row in rows):
        work.lock("scheme", key)
