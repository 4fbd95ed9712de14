"""Reading a system's file of what was paid: cells into sums and days, and what is wrong by row."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import System
from loanmgr.domain.policy.systems import DECIMALS, SEPARATORS
from loanmgr.domain.policy.words import folded
from loanmgr.domain.words import long_date, short_date
from loanmgr.services.imports.table import ImportProblems, Problem, plain, records
from loanmgr.services.systems.sheet import FORMATS

MOST_ROWS = 20_000
MOST_DIGITS = 8
LONGEST_ID = 100


@dataclass
class PaidRow:
    """One row: what was paid of what, and what is still unpaid."""

    number: int
    reference: str
    payment: str = ""
    pence: int = 0
    on: date | None = None
    unpaid_pence: int | None = None
    problems: list[Problem] = field(default_factory=list)


def read(system: System, data: bytes, today: date) -> list[PaidRow]:
    """Read a file's rows, empty ones left out; each notes what is wrong with its cells.

    Raises:
        RuleError: the system sends no such file, or this is none, or it is far too long.
        ImportProblems: columns are missing, or a row is torn.
    """
    if not system.paid_columns:
        message = f"The policy doesn't say which columns {system.name} has for what was paid."
        raise RuleError(message, "no_paid_columns", "system")
    cells = records(data, SEPARATORS[system.separator])
    if not cells or not any(cell.strip() for cell in cells[0]):
        message = "The file is empty: its first row should name the columns."
        raise RuleError(message, "empty", "file")
    if len(cells) > MOST_ROWS + 1:
        message = f"The file has more than {MOST_ROWS:,} rows. Bring it in in parts."
        raise RuleError(message, "too_long", "file")
    places = _places(system, cells[0])
    reader = _Reader(system, places, today)
    rows = [
        reader.row(number, record)
        for number, record in enumerate(cells[1:], start=2)
        if any(cell.strip() for cell in record)
    ]
    _find_doubled(system, rows)
    return rows


def _places(system: System, head: list[str]) -> dict[str, int]:
    found = {folded(name): at for at, name in reversed(list(enumerate(head)))}
    missing = [each for each in system.paid_columns if folded(each.heading) not in found]
    if missing:
        raise ImportProblems(
            [Problem(1, each.heading, "This column is needed.") for each in missing]
        )
    return {each.field: found[folded(each.heading)] for each in system.paid_columns}


def _find_doubled(system: System, rows: list[PaidRow]) -> None:
    """Find payments whose number is there twice."""
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row.payment, row.number) if row.payment and row.pence else 0
        if first and first != row.number:
            message = f"The payment {row.payment[:40]} stands in row {first} already."
            row.problems.append(Problem(row.number, system.paid_heading("payment"), message))


class _Reader:
    """Reads the cells of one file."""

    def __init__(self, system: System, places: dict[str, int], today: date) -> None:
        self._system = system
        self._places = places
        self._today = today
        decimal = re.escape(DECIMALS[system.decimal])
        part = rf"(?:{decimal}(\d{{1,2}}))?" if system.money == "pounds" else "()"
        thousands = "," if system.decimal == "point" else r"\."
        self._sum = re.compile(
            rf"(-?)\s*£?\s*(\d{{1,3}}(?:{thousands}\d{{3}})+|\d+){part}", re.ASCII
        )

    def row(self, number: int, record: list[str]) -> PaidRow:
        """Read one row, noting what is wrong with it."""
        row = PaidRow(number, self._text(record, "reference"))
        if not row.reference:
            self._wrong(row, "reference", "Nothing says what was paid.")
        row.payment = self._text(record, "payment")
        if len(row.payment) > LONGEST_ID:
            self._wrong(row, "payment", f"That is longer than {LONGEST_ID} characters.")
        row.pence = self._pence(record, row, "amount") or 0
        row.unpaid_pence = self._pence(record, row, "unpaid")
        row.on = self._day(record, row)
        if row.pence and not row.payment:
            self._wrong(row, "payment", "A payment needs the number that its system gave it.")
        is_blank = not self._text(record, "amount") and not self._text(record, "unpaid")
        if is_blank and not row.problems:
            at = "amount" if "amount" in self._places else "unpaid"
            self._wrong(row, at, "This row says neither what was paid nor what is unpaid.")
        return row

    def _text(self, record: list[str], name: str) -> str:
        at = self._places.get(name)
        return " ".join(plain(record[at]).split()) if at is not None and at < len(record) else ""

    def _wrong(self, row: PaidRow, name: str, message: str) -> None:
        row.problems.append(Problem(row.number, self._system.paid_heading(name), message))

    def _pence(self, record: list[str], row: PaidRow, name: str) -> int | None:
        text = self._text(record, name)
        if not text:
            return None
        found = self._sum.fullmatch(text)
        whole = re.sub(r"\D", "", found[2]) if found else ""
        if found is None or len(whole) > MOST_DIGITS:
            example = "1250" if self._system.money == "pence" else f"12{self._point()}50"
            self._wrong(row, name, f"“{text[:40]}” is not a sum such as {example}.")
            return None
        pence = int(whole)
        if self._system.money == "pounds":
            pence = pence * 100 + int((found[3] or "").ljust(2, "0"))
        if found[1] and pence:
            self._wrong(row, name, _NEGATIVE[name])
            return None
        return pence

    def _point(self) -> str:
        return DECIMALS[self._system.decimal]

    def _day(self, record: list[str], row: PaidRow) -> date | None:
        text = self._text(record, "date")
        if not text:
            return None
        form = self._system.date_format
        try:
            on = datetime.strptime(text, FORMATS[form]).date()  # noqa: DTZ007 - no zone in a date
        except ValueError:
            example = short_date(self._today)
            message = f"“{text[:40]}” is not a date written {form}, such as {example}."
            if form != "DD Mon YYYY":
                message = f"“{text[:40]}” is not a date written {form}."
            self._wrong(row, "date", message)
            return None
        if on > self._today:
            self._wrong(row, "date", f"{long_date(on)} has not come yet.")
        return on


_NEGATIVE = {
    "amount": "Less than nothing can't be paid. Enter what was given back there as a refund here.",
    "unpaid": "Less than nothing can't be unpaid.",
}
