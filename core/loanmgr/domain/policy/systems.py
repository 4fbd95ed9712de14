"""Other systems that are told what to invoice or to book, and how their files are written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

ACCOUNT_KINDS = ("family", "school", "adult", "teacher", "partner")
"""Whose accounts there are."""

SYSTEM_KINDS = ("finance", "pupils")
"""A general ledger, or a system that knows pupils and may invoice their families."""

SENDS = ("charges", "deposits", "write_offs", "payments")
"""Which lines of an account a system is told of; what takes one back goes where it went."""

DATE_FORMATS = ("YYYY-MM-DD", "DD/MM/YYYY", "DD/MM/YY", "DD.MM.YYYY", "DD Mon YYYY", "YYYYMMDD")
MONEY = ("pounds", "pence")
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
DECIMALS = {"point": ".", "comma": ","}

LINE_KINDS = (
    *("charge", "discount", "credit", "deposit", "payment", "refund", "write_off", "reversal"),
)
"""The kinds of lines an account has."""

FIELDS = (
    *("reference", "line_reference", "kind", "what", "entered", "due"),
    *("amount", "debit", "credit", "vat_code", "ledger_code"),
    *("account_code", "account_name", "account_kind"),
    *("pupil_code", "pupil_number", "pupil_name", "school_name", "order_no"),
    *("instrument_code", "instrument_type", "period", "period_from", "period_to", "transfer"),
)
"""What a column of a file that is sent may hold."""

PAID_FIELDS = ("reference", "payment", "amount", "date", "unpaid")
"""What a column of a file that comes back may say."""


@dataclass(frozen=True)
class SystemColumn:
    """One column of a system's file: its heading, and which of our fields it holds."""

    heading: str
    field: str = ""
    text: str = ""
    """The same words in every row, where it is not one of our fields."""


@dataclass(frozen=True)
class LedgerCode:
    """The code of the general ledger for lines of a kind, a family of instruments, a VAT code."""

    code: str
    kind: str = ""
    family: str = ""
    vat: str = ""

    def fits(self, kind: str, family: str, vat: str) -> bool:
        """Say whether it is the code of such a line."""
        return self.kind in ("", kind) and self.family in ("", family) and self.vat in ("", vat)


@dataclass(frozen=True)
class System:
    """Another system: whose lines it is told, in which columns, and what comes back from it."""

    code: str
    name: str
    kind: str
    accounts: tuple[str, ...]
    """Kinds of accounts whose lines it is told."""
    columns: tuple[SystemColumn, ...]
    from_on: date | None = None
    to_on: date | None = None
    invoices: bool = False
    """It sends the invoices of those accounts, so that we print none."""
    sends: tuple[str, ...] = SENDS
    since_on: date | None = None
    """Lines entered before this day are never sent."""
    date_format: str = "YYYY-MM-DD"
    money: str = "pounds"
    separator: str = "comma"
    decimal: str = "point"
    ledger_code: str = ""
    """The code of lines for which nothing else says one."""
    ledger_codes: tuple[LedgerCode, ...] = ()
    """The first that fits a line is its code, where its tariff has none."""
    paid_columns: tuple[SystemColumn, ...] = ()
    """The columns of the file that says what was paid."""

    def in_force(self, on: date) -> bool:
        """Say whether the rule holds on a day."""
        return (self.from_on is None or self.from_on <= on) and (
            self.to_on is None or on <= self.to_on
        )

    def code_for(self, kind: str, family: str, vat: str) -> str:
        """Return the general-ledger code of a line whose tariff says none."""
        fitting = (each.code for each in self.ledger_codes if each.fits(kind, family, vat))
        return next(fitting, self.ledger_code)

    def paid_heading(self, field: str) -> str:
        """Return how a column of what comes back is headed; empty where there is none."""
        return next((each.heading for each in self.paid_columns if each.field == field), "")


def contradictions(systems: Sequence[System]) -> Iterator[tuple[int, str, str]]:
    """Find what systems cannot mean, as position, key and sentence."""
    for position, system in enumerate(systems):
        for key, message in (*_columns(system), *_paid_columns(system)):
            yield position, key, message
    for position, two in enumerate(systems):
        for one in systems[:position]:
            both = [kind for kind in one.accounts if kind in two.accounts]
            if both and one.invoices and two.invoices and _meet(one, two):
                message = (
                    f"The systems {one.name} and {two.name} both send the invoices of "
                    f"{both[0]} accounts at the same time; only one can."
                )
                yield position, "invoices", message


def _meet(one: System, two: System) -> bool:
    return (one.from_on or date.min) <= (two.to_on or date.max) and (two.from_on or date.min) <= (
        one.to_on or date.max
    )


def _columns(system: System) -> Iterator[tuple[str, str]]:
    headings: set[str] = set()
    for column in system.columns:
        if bool(column.field) == bool(column.text):
            yield (
                "columns",
                f"The system {system.name} has a column {column.heading} that needs one of field "
                "and text, and not both.",
            )
        if column.heading.casefold() in headings:
            yield "columns", f"The system {system.name} has the column {column.heading} twice."
        headings.add(column.heading.casefold())
    fields = {column.field for column in system.columns}
    if "reference" not in fields and "line_reference" not in fields:
        yield (
            "columns",
            f'The system {system.name} has no column with field = "reference", '
            "so nobody could say what was paid.",
        )
    if "amount" not in fields and not fields >= {"debit", "credit"}:
        yield (
            "columns",
            f'The system {system.name} has no column with field = "amount", '
            "nor the two with debit and credit.",
        )


def _paid_columns(system: System) -> Iterator[tuple[str, str]]:
    if not system.paid_columns:
        return
    fields = [column.field for column in system.paid_columns]
    headings = {column.heading.casefold() for column in system.paid_columns}
    if len(headings) < len(fields) or len(set(fields)) < len(fields):
        yield "paid_columns", f"The system {system.name} has a paid column or its field twice."
    if "reference" not in fields:
        yield (
            "paid_columns",
            f'The system {system.name} has no paid column with field = "reference".',
        )
    if "amount" not in fields and "unpaid" not in fields:
        yield (
            "paid_columns",
            f'The system {system.name} has no paid column with field = "amount" or "unpaid".',
        )
    if "unpaid" in fields and not system.invoices:
        yield (
            "paid_columns",
            f"The system {system.name} sends no invoices, so it can't say what is unpaid.",
        )
    if "amount" in fields and "payment" not in fields:
        yield (
            "paid_columns",
            f'The system {system.name} has no paid column with field = "payment", its own number '
            "of a payment, by which none is taken in twice.",
        )
