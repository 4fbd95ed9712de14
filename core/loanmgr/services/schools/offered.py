"""A school as a file tells of it, whichever file that is, and the checks that all files share."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import listed
from loanmgr.services.imports.table import Problem

OPEN, CLOSED = "Open", "Closed"
STATES = (OPEN, CLOSED, "Open, but proposed to close", "Proposed to open")

IN_SCHOOL = (
    "address",
    "postcode",
    "local_authority",
    "phase",
    "state",
    "head",
    "telephone",
    "website",
    "trust",
    "from_age",
    "to_age",
    "pupil_count",
    "closed_on",
)
"""Columns of a school that a file may fill; `contact` beside them is the borrower's."""

NEVER_EMPTY = ("address", "postcode", "contact")
"""Kept as an empty text where nothing is known; the others are left out altogether."""

URN = re.compile(r"\d{6}", re.ASCII)
WHOLE = re.compile(r"\d{1,6}", re.ASCII)

Value = str | int | date | None


@dataclass(frozen=True)
class Offered:
    """One row: which school it is, and what it says of it."""

    row: int
    name: str
    urn: str = ""
    code: str = ""
    """Our own card, which only a list of our own names."""
    columns: Mapping[str, Value] = field(default_factory=dict)
    """By the names of the database; one that the file does not have is left as it is."""

    @property
    def state(self) -> str:
        """Open, Closed …; empty where the file does not say."""
        return str(self.columns.get("state") or "")


class Cells:
    """The cells of one row as values; what is wrong with one is noted under its column."""

    def __init__(self, row: int, cell: Callable[[str], str], problems: list[Problem]) -> None:
        self.row = row
        self._cell = cell
        self._problems = problems

    def wrong(self, column: str, message: str) -> None:
        """Note what is wrong with a cell."""
        self._problems.append(Problem(self.row, column, message))

    def line(self, column: str) -> str:
        """Return a cell as text on one line."""
        try:
            return texts.line(self._cell(column), column)
        except RuleError as error:
            self.wrong(column, error.message)
            return ""

    def name(self, column: str) -> str:
        """Return the school's name, which must be there."""
        found = self.line(column)
        if not found:
            self.wrong(column, "Say the school's name.")
        return found

    def urn(self, column: str, *, needed: bool) -> str:
        """Return the school's number in the national register."""
        found = self._cell(column).strip()
        if (found or needed) and not URN.fullmatch(found):
            self.wrong(column, f"A URN is six digits; “{found[:20]}” is not.")
            return ""
        return found

    def whole(self, column: str) -> int | None:
        """Return a whole number, or None for an empty cell."""
        found = self._cell(column).strip()
        if not found:
            return None
        if not WHOLE.fullmatch(found):
            self.wrong(column, f"“{found[:20]}” is not a whole number.")
            return None
        return int(found)

    def state(self, column: str) -> str:
        """Return whether the school is open, in the national register's words."""
        found = self.line(column)
        known = next((state for state in STATES if state.casefold() == found.casefold()), None)
        if found and known is None:
            self.wrong(column, f"A school is {listed(STATES)}; “{found[:40]}” is none of them.")
        return known or ""
