"""What an invoice costs that is not paid in time: a fee once, and simple interest by days.

A year has 365 days. Interest is on what is unpaid on the day it is charged, without fees and
interest themselves, and is rounded half up to the penny, once for each span of days at one rate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from loanmgr.domain.money import half_up, pounds
from loanmgr.domain.words import short_date

FEE, INTEREST = "fee", "interest"
YEAR_DAYS = 365
HUNDREDTHS = 100
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LateInvoice:
    """An invoice of which something is unpaid after its day."""

    number: str
    due_on: date
    """The last day on which it was in time."""
    unpaid_pence: int
    has_fee: bool = False
    """A fee was charged for it already."""
    charged_to_on: date | None = None
    """The last day that interest was charged for."""


@dataclass(frozen=True)
class LateCharge:
    """What is charged for an invoice, and why."""

    kind: str
    """fee or interest."""
    from_on: date
    """The first day that it is charged for."""
    to_on: date
    pence: int
    what: str
    """As its line of the account says it."""
    why: str
    """The same in short, where the invoice is named beside it: 34 days at 9 %."""


def interest(pence: int, percent: Decimal, days: int) -> int:
    """Return the simple interest on a sum for so many days, rounded half up to the penny."""
    return half_up(pence * int(percent * HUNDREDTHS) * days, HUNDREDTHS * 100 * YEAR_DAYS)


def due(
    invoice: LateInvoice,
    on: date,
    fee_on: Callable[[date], int | None],
    percent_on: Callable[[date], Decimal | None],
) -> tuple[LateCharge, ...]:
    """Say what an invoice costs by a day that was not charged before.

    Args:
        invoice: what is late.
        on: the last day to charge for.
        fee_on: the fee for an invoice that becomes late on a day; None is none.
        percent_on: the interest a year on a day; None is none.
    """
    late_on = invoice.due_on + ONE_DAY
    if on < late_on or invoice.unpaid_pence <= 0:
        return ()
    found = []
    fee = None if invoice.has_fee else fee_on(late_on)
    if fee:
        why = f"due {short_date(invoice.due_on)}"
        what = f"Late fee on invoice {invoice.number}, {why}"
        found.append(LateCharge(FEE, late_on, late_on, fee, what, why))
    begins_on = max(late_on, (invoice.charged_to_on or invoice.due_on) + ONE_DAY)
    return (*found, *_interest(invoice, begins_on, on, percent_on))


def _interest(
    invoice: LateInvoice, begins_on: date, on: date, percent_on: Callable[[date], Decimal | None]
) -> list[LateCharge]:
    """Charge each span of days at one rate; what comes to less than half a penny is left."""
    found = []
    days = (begins_on + timedelta(days=n) for n in range((on - begins_on).days + 1))
    for percent, span in groupby(days, key=percent_on):
        first, *rest = span
        last = rest[-1] if rest else first
        number = (last - first).days + 1
        pence = interest(invoice.unpaid_pence, percent, number) if percent else 0
        if pence and percent:
            why = f"{number} day{'' if number == 1 else 's'} at {percent.normalize():f} %"
            of = f"{pounds(invoice.unpaid_pence)} of invoice {invoice.number}"
            what = f"Interest on {of}, {why}"
            found.append(LateCharge(INTEREST, first, last, pence, what, why))
    return found
