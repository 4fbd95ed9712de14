"""What the end of a hire does to its charges: taken off, given back in part, the least still owed.

Amounts are whole pence; ``_on`` is a date and days count whole.
"""

from datetime import date, timedelta
from typing import NamedTuple

from loanmgr.domain import calendar
from loanmgr.domain.calendar import Period
from loanmgr.domain.money import half_up
from loanmgr.domain.policy import Policy, Tariff


class Charged(NamedTuple):
    """A charge of a hire that stands."""

    period_code: str
    from_on: date
    to_on: date
    due_pence: int


class Credit(NamedTuple):
    """What comes off one charge when a hire ends."""

    pence: int
    """Nothing where it stays as it is."""
    is_whole: bool
    """The charge is taken off altogether."""
    words: str = ""
    """Which part was not used: the second half unused."""


NOTHING = Credit(0, is_whole=False)


def credit(
    policy: Policy, tariff: Tariff, charges: tuple[Charged, ...], which: int, back_on: date
) -> Credit:
    """Say what comes off one of a hire's charges when the hire ends on a day.

    Args:
        policy: where the terms are.
        tariff: the price the hire pays.
        charges: those of the hire that stand, by the day they begin.
        which: place of the charge among them.
        back_on: the day it was handed in.
    """
    charge = charges[which]
    if which < tariff.least_periods:
        return NOTHING
    if back_on <= charge.from_on + timedelta(days=tariff.take_off_days):
        is_late = tariff.notice_days and back_on >= charge.from_on - timedelta(tariff.notice_days)
        return NOTHING if is_late else Credit(charge.due_pence, is_whole=True)
    return _unused(policy, tariff, charge, back_on)


def _unused(policy: Policy, tariff: Tariff, charge: Charged, back_on: date) -> Credit:
    """Return what is given back of a period that has begun."""
    if tariff.gives_back == "nothing" or back_on >= charge.to_on:
        return NOTHING
    term = calendar.term_on(policy, charge.from_on)
    if tariff.gives_back != "months" and (term is None or term.half_term_from_on is None):
        return NOTHING  # nobody is kept from bringing something back by dates that are missing
    period = Period(charge.period_code, "", charge.from_on, charge.to_on, charge.from_on, term)
    unused = calendar.part_unused(period, tariff.gives_back, back_on)
    if unused is None:
        return NOTHING
    kept = half_up(charge.due_pence * (unused.of - unused.left), unused.of)
    return Credit(charge.due_pence - kept, is_whole=False, words=unused.words)


def periods_still_owed(tariff: Tariff, charged: int) -> int:
    """Return how many periods are still to be charged when a hire ends after so many."""
    return max(0, tariff.least_periods - charged)
