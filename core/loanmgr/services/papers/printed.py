"""What stands on a paper, kept as it was printed, so that a second print says the same."""

from dataclasses import dataclass
from datetime import date

import msgspec


@dataclass(frozen=True)
class PrintedLine:
    """One line of a paper; what was paid is negative."""

    on: date
    what: str
    pence: int
    who: str = ""
    """The child it is for."""
    order_no: str = ""
    """The order number of the school that pays."""
    vat_code: str = ""
    is_money: bool = False
    """Money that moved, rather than what something costs."""


@dataclass(frozen=True)
class Addressed:
    """To whom a paper goes, as it stands in the window of an envelope."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Printed:
    """What a paper says besides its number, dates and sums."""

    service: str
    card: str
    """Of the account, by its payer."""
    lines: tuple[PrintedLine, ...] = ()
    address: tuple[str, ...] = ()
    """The service's own."""
    contact: str = ""
    pay_to: tuple[str, ...] = ()
    vat_number: str = ""
    late_note: str = ""
    paid_pence: int = 0
    """Of an invoice, what was paid before it was issued."""
    owed_pence: int = 0
    """Of a statement, what was past its day when it was issued."""
    deposit_pence: int = 0
    """Of a statement, deposits that will be given back."""
    billed_by: str = ""
    """The other system that sends the bills; then this is none."""
    invoice: str = ""
    """Of a credit note, the number of the invoice it answers, its day and its sum."""
    invoice_on: date | None = None
    invoice_pence: int = 0


def stored(value: Printed | Addressed) -> str:
    """Return what is kept in the database."""
    return msgspec.json.encode(value).decode()


def printed(text: str) -> Printed:
    """Read what a paper says."""
    return msgspec.json.decode(text, type=Printed)


def addressed(text: str) -> Addressed:
    """Read to whom a paper went."""
    return msgspec.json.decode(text, type=Addressed)
