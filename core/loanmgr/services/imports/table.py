"""Reading a CSV file into rows of named cells, and saying what is wrong by row and column.

Rows are numbered as a spreadsheet does: the header is row 1.
"""

import csv
import io
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import listed

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by a spreadsheet; it is written with a ' before it."""

POUNDS = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?", re.ASCII)
DECIMAL_COMMA = re.compile(r"£?\s*(\d+),(\d{2})", re.ASCII)
"""As spreadsheets of other countries write it."""

MOST_DIGITS = 9
"""Of whole pounds."""

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files of spreadsheets themselves begin."""

MOST_PROBLEMS = 1000
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell or row."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"Row {self.row}, {self.column}" if self.column else f"Row {self.row}"
        return f"{where}: {self.message}"


class ImportProblems(RuleError):  # noqa: N818 - it is the list of problems, not one fault
    """A list cannot be brought in as it stands; nothing was changed.

    Attributes:
        problems: the first of what is wrong, in the order of the file.
        count: how many there are in all.
    """

    def __init__(self, problems: Iterable[Problem], count_of_all: int = 0) -> None:
        found = sorted(problems, key=lambda problem: problem.row)
        self.count = count_of_all or len(found)
        count = "1 problem" if self.count == 1 else f"{self.count:,} problems"
        lines = [f"The list has {count}; nothing was brought in."]
        lines += [str(problem) for problem in found[:20]]
        if self.count > 20:
            lines.append(f"… and {self.count - 20:,} more.")
        super().__init__("\n".join(lines), "import_problems")
        self.problems = tuple(found[:MOST_PROBLEMS])


@dataclass
class Row:
    """One row: its number, and its cells by column. A column that is not in the file has none."""

    number: int
    cells: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    def has(self, column: str) -> bool:
        """Say whether the file has a column."""
        return column in self.cells

    def text(self, column: str) -> str:
        """Return a cell as text, single-spaced."""
        return " ".join(self.cells.get(column, "").split())

    def wrong(self, column: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(Problem(self.number, column, message))

    def items(self, column: str) -> tuple[str, ...]:
        """Return the entries of a cell that holds several, parted by semicolons."""
        found = (" ".join(item.split()) for item in self.cells.get(column, "").split(";"))
        return tuple(dict.fromkeys(item for item in found if item))

    def pence(self, column: str) -> int | None:
        """Return a sum of pounds, such as 129.00 or £1,250, in pence."""
        text = self.text(column)
        if not text:
            return None
        found = POUNDS.fullmatch(text) or DECIMAL_COMMA.fullmatch(text)
        whole = found[1].replace(",", "") if found else ""
        if found is None or len(whole) > MOST_DIGITS:
            self.wrong(column, f"“{text[:40]}” is not a sum such as 129.00.")
            return None
        return int(whole) * 100 + int((found[2] or "").ljust(2, "0"))

    def day(self, column: str) -> date | None:
        """Return a date, written 2025-03-03, 3/3/2025 (day first) or 3 Mar 2025."""
        text = self.text(column)
        if not text:
            return None
        with suppress(ValueError):
            return date.fromisoformat(text)
        for form in ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d %b %Y", "%d %B %Y"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
            except ValueError:
                continue
        self.wrong(column, f"“{text[:40]}” is not a full date such as 3 Mar 2025.")
        return None


def read(data: bytes, columns: tuple[str, ...], needed: tuple[str, ...]) -> list[Row]:
    """Read a file's rows, empty ones left out.

    Raises:
        RuleError: it is not text in UTF-8, or is empty.
        ImportProblems: it has columns that are not known, or lacks one that is needed.
    """
    records = _records(*_parted(_decoded(data), columns))
    if not records or not any(cell.strip() for cell in records[0]):
        raise RuleError(
            "The file is empty: its first row should name the columns.", "empty", "file"
        )
    header = _header(records[0], columns, needed)
    rows = []
    for number, record in enumerate(records[1:], start=2):
        if any(cell.strip() for cell in record):
            rows.append(_row(number, record, header))
    _raise(rows)
    return rows


def records(data: bytes, delimiter: str) -> list[list[str]]:
    """Read the cells of a file whose columns another system has named.

    Raises:
        RuleError: it is not text in UTF-8.
        ImportProblems: a row of it cannot be read.
    """
    return _records(_decoded(data), delimiter)


def _raise(rows: Iterable[Row]) -> None:
    found = [problem for row in rows for problem in row.problems]
    if found:
        raise ImportProblems(found)


def _decoded(data: bytes) -> str:
    if data.startswith(WORKBOOKS):
        message = "That is a workbook, not a CSV file. Save it from the spreadsheet as “CSV UTF-8”."
        raise RuleError(message, "not_a_list", "file")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf_16(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = (
            f"The file is not in UTF-8 (see line {line})."
            " Save it from the spreadsheet as “CSV UTF-8”."
        )
        raise RuleError(message, "not_utf_8", "file") from error
    if "\x00" in text:
        message = "That is not a CSV file. Save it from the spreadsheet as “CSV UTF-8”."
        raise RuleError(message, "not_a_list", "file")
    return text


def _utf_16(data: bytes) -> str:
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        message = "The file breaks off inside a letter. Save it again as “CSV UTF-8”."
        raise RuleError(message, "not_a_list", "file") from error


def _records(text: str, delimiter: str) -> list[list[str]]:
    # Not strict, a quotation mark that is never closed would swallow the rest of the file.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        ends = "unexpected end of data" in str(error)
        what = "opens a quotation mark that is never closed" if ends else _UNREADABLE
        problem = Problem(len(records) + 1, "", f"This row {what}.")
        raise ImportProblems([problem]) from error
    return records


_UNREADABLE = "has a quotation mark where none can be, or a cell that is far too long"


def _parted(text: str, columns: tuple[str, ...]) -> tuple[str, str]:
    """Return the text, and what parts its cells: the sign that makes most of our columns."""
    first, _, rest = text.partition("\n")
    said = first.strip().lower()
    if said.startswith("sep=") and len(said) == 5:
        return rest, said[-1]  # a line of a spreadsheet's own, which it does not count as a row
    named = first.lower().replace("_", " ")

    def known(mark: str) -> tuple[int, int]:
        cells = [" ".join(cell.strip(' "').split()) for cell in named.split(mark)]
        return sum(cell in columns for cell in cells), -DELIMITERS.index(mark)

    return text, max(DELIMITERS, key=known)


def _header(names: list[str], columns: tuple[str, ...], needed: tuple[str, ...]) -> list[str]:
    found = [" ".join(name.lower().replace("_", " ").split()) for name in names]
    problems = []
    for name, given in zip(found, names, strict=True):
        if name and name not in columns:
            near = get_close_matches(name, columns, 1)
            hint = f" Did you mean “{near[0]}”?" if near else f" There is {listed(columns)}."
            problems.append(Problem(1, given.strip(), f"We don't know this column.{hint}"))
    doubled = {name for name in found if name and found.count(name) > 1}
    problems += [Problem(1, name, "This column is there twice.") for name in sorted(doubled)]
    problems += [Problem(1, name, "This column is needed.") for name in needed if name not in found]
    if problems:
        raise ImportProblems(problems)
    return found


def _row(number: int, record: list[str], header: list[str]) -> Row:
    cells = {name: plain(cell) for name, cell in zip(header, record, strict=False) if name}
    for name in header[len(record) :]:
        if name:
            cells[name] = ""
    row = Row(number, cells)
    if any(cell.strip() for cell in record[len(header) :]):
        row.wrong("", "This row has more cells than the header has columns.")
    return row


def plain(cell: str) -> str:
    """Return a cell without the mark that kept a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and _would_run(cell) else cell


def guarded(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if _would_run(text) else text


def _would_run(text: str) -> bool:
    """Say whether a text begins like a formula, marks against that aside."""
    return text.lstrip("'").startswith(FORMULA_STARTS)
