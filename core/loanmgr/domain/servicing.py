"""When a service that comes round is due in a hire, and what its hirer pays for it."""

import calendar
from datetime import date

from loanmgr.domain.charges import Quote, Step
from loanmgr.domain.money import pounds
from loanmgr.domain.policy import Interval
from loanmgr.domain.words import short_date

SERVICE = "service"
"""How its charges are marked."""


def months_on(on: date, months: int) -> date:
    """Return the same day so many months later or earlier, or the last one of a shorter month."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))


def newest_due(begun_on: date, interval: Interval, on: date) -> date | None:
    """Return when the service last came round in a hire by a day; None where it has not yet.

    Whoever was not charged for an earlier round is not charged for it any more: a policy that is
    new asks for one service of a hire that has run for years.
    """
    every = interval.every_months
    if not every or not interval.charge_pence:
        return None
    whole = (on.year - begun_on.year) * 12 + on.month - begun_on.month
    rounds = whole // every
    while rounds and months_on(begun_on, rounds * every) > on:
        rounds -= 1
    due_on = months_on(begun_on, rounds * every)
    return due_on if rounds > 0 and interval.in_force(due_on) else None


def price(interval: Interval, name: str, begun_on: date, due_on: date) -> Quote:
    """Price a service of an instrument, called by its type and size."""
    pence = interval.charge_pence or 0
    every = f"every {interval.every_months} months of a hire"
    because = f"{interval.name} of {name}, {every}, since {short_date(begun_on)}: {pounds(pence)}"
    return Quote(
        pence,
        0,
        pence,
        because,
        (Step(f"{interval.name}, {every}", pence),),
        interval.code,
        due_on,
        period_label=interval.name,
        period_from_on=due_on,
        period_to_on=due_on,
        vat_code=interval.vat,
    )
