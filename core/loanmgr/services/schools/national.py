"""The national register's file of all schools in England, read row by row.

It is published as one CSV of some 50,000 rows and 135 columns in Windows-1252. Only rows that are
wanted are kept, so that it takes no more room than those.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import listed
from loanmgr.services.imports.table import MOST_PROBLEMS, ImportProblems, Problem
from loanmgr.services.schools.offered import CLOSED, Cells, Offered, Value

NAME, AREA, STATE, POSTCODE = (
    "EstablishmentName",
    "LA (name)",
    "EstablishmentStatus (name)",
    "Postcode",
)
ADDRESS = ("Street", "Locality", "Address3", "Town", "County (name)")
HEAD = ("HeadTitle (name)", "HeadFirstName", "HeadLastName")
PHASE, TRUST, PHONE, SITE = (
    "PhaseOfEducation (name)",
    "Trusts (name)",
    "TelephoneNum",
    "SchoolWebsite",
)
FROM_AGE, TO_AGE, PUPILS, CLOSED_ON = (
    "StatutoryLowAge",
    "StatutoryHighAge",
    "NumberOfPupils",
    "CloseDate",
)
COLUMNS = (
    *("URN", AREA, NAME, STATE, PHASE, FROM_AGE, TO_AGE, PUPILS, TRUST),
    *(*ADDRESS, POSTCODE, PHONE, SITE, *HEAD, CLOSED_ON),
)
"""What is read of it, by the file's own names; all must be there."""

NO_LETTERS = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d", b"\x00")
"""Bytes that stand for nothing in Windows-1252 (nor in a text at all)."""

CHUNK = 1 << 20
STEP = 500
"""Rows between two looks at how far the reading has come."""

WITHOUT_ZERO = 10
"""Digits of a telephone number whose leading 0 the file has lost."""

NOTHING = frozenset({"", "not applicable", "not recorded"})
"""What the file says of a head or trust where it says nothing."""

Step = Callable[[int], bool]
"""Told how many bytes are read; says whether to go on."""


@dataclass
class Wanted:
    """Which rows are kept: those of our areas, and those of schools that are here already."""

    areas: frozenset[str] = frozenset()
    """Names of local authorities, case folded."""
    urns: frozenset[str] = frozenset()


@dataclass
class Found:
    """What a whole file holds for us."""

    schools: list[Offered] = field(default_factory=list)
    areas: Counter[str] = field(default_factory=Counter)
    """Every local authority in the file, with how many of its schools are not closed."""
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    wrong: int = 0
    """How many problems there are in all."""


def is_national(start: bytes) -> bool:
    """Say by the beginning of a file whether it is the national register."""
    names = _names(start.split(b"\n", 1)[0].decode("latin-1"))
    return "URN" in names and (NAME in names or AREA in names)


def encoding_of(stream: BinaryIO) -> str:
    """Return how the letters of a file are written: UTF-8, else Windows-1252.

    Raises:
        RuleError: neither.
    """
    decoder, is_utf_8, line, bad_line = codecs.getincrementaldecoder("utf-8")(), True, 1, 0
    while chunk := stream.read(CHUNK):
        if is_utf_8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf_8 = False
        at = min((chunk.find(byte) for byte in NO_LETTERS if byte in chunk), default=-1)
        if at >= 0 and not bad_line:
            bad_line = line + chunk.count(b"\n", 0, at)
            if b"\x00" in chunk:
                is_utf_8 = False
        line += chunk.count(b"\n")
    stream.seek(0)
    is_utf_8 = is_utf_8 and not decoder.getstate()[0]  # it ends inside a letter
    if is_utf_8:
        return "utf-8-sig"
    if bad_line:
        message = (
            f"The file is neither in Windows-1252 nor in UTF-8 (see line {bad_line:,})."
            " Download it again, and leave it as it comes."
        )
        raise RuleError(message, "encoding", "file")
    return "cp1252"


def read(stream: BinaryIO, wanted: Wanted, step: Step) -> Found | None:
    """Read a whole file; None where it was stopped.

    Raises:
        RuleError: it cannot be read as text.
        ImportProblems: a column is missing, or the file breaks off.
    """
    encoding = encoding_of(stream)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        records = _records(text)
        reader = _Reader(next(records, []), wanted)
        for number, record in enumerate(records, start=2):
            if number % STEP == 0 and not step(stream.tell()):
                return None
            reader.take(number, record)
    finally:
        text.detach()
    return reader.found


def _records(text: io.TextIOWrapper) -> Iterator[list[str]]:
    number = 0
    try:
        for number, record in enumerate(csv.reader(text, strict=True), start=1):  # noqa: B007
            yield record
    except csv.Error as error:
        ends = "unexpected end of data" in str(error)
        what = "breaks off in the middle: the file is not whole" if ends else "can't be read"
        raise ImportProblems([Problem(number + 1, "", f"This row {what}.")]) from error


class _Reader:
    """Makes schools of the rows that are wanted."""

    def __init__(self, header: list[str], wanted: Wanted) -> None:
        names = [" ".join(name.removeprefix("\ufeff").split()) for name in header]
        missing = [name for name in COLUMNS if name not in names]
        if missing:
            named = listed(f"“{name}”" for name in missing)
            message = (
                f"The file has no column {named}. Download all fields of all schools, and bring"
                " that file in as it comes."
            )
            raise RuleError(message, "missing_column", "file")
        self._at = {name: names.index(name) for name in COLUMNS}
        self._width = len(header)
        self._wanted = wanted
        self.found = Found()

    def take(self, number: int, record: list[str]) -> None:
        """Take one row of the file."""
        if not record:
            return
        self.found.rows += 1
        if len(record) != self._width:
            less = "fewer" if len(record) < self._width else "more"
            self._keep([Problem(number, "", f"This row has {less} cells than the header.")])
            return
        at = self._at
        area, urn = record[at[AREA]].strip(), record[at["URN"]].strip()
        self.found.areas[area] += record[at[STATE]].strip() != CLOSED
        if area.casefold() in self._wanted.areas or urn in self._wanted.urns:
            problems: list[Problem] = []
            offered = _school(Cells(number, lambda name: record[at[name]], problems))
            self._keep(problems)
            self.found.schools.append(offered)

    def _keep(self, problems: list[Problem]) -> None:
        self.found.wrong += len(problems)
        room = MOST_PROBLEMS - len(self.found.problems)
        self.found.problems += problems[:room]


def _school(cells: Cells) -> Offered:
    state = cells.state(STATE)
    columns: dict[str, Value] = {
        "address": _joined(cells, ADDRESS, ", "),
        "postcode": cells.line(POSTCODE).upper(),
        "local_authority": cells.line(AREA),
        "phase": cells.line(PHASE),
        "state": state,
        "head": _joined(cells, HEAD, " "),
        "telephone": _telephone(cells.line(PHONE)),
        "website": cells.line(SITE),
        "trust": _said(cells.line(TRUST)),
        "from_age": cells.whole(FROM_AGE),
        "to_age": cells.whole(TO_AGE),
        "pupil_count": cells.whole(PUPILS),
        "closed_on": _day(cells, CLOSED_ON) if state == CLOSED else None,
    }
    if not state:
        cells.wrong(STATE, "Say whether it is open.")
    name, urn = cells.name(NAME), cells.urn("URN", needed=True)
    return Offered(cells.row, name, urn, columns=columns)


def _joined(cells: Cells, names: Sequence[str], between: str) -> str:
    return between.join(filter(None, (_said(cells.line(name)) for name in names)))


def _said(text: str) -> str:
    return "" if text.casefold() in NOTHING else text


def _telephone(text: str) -> str:
    is_short = len(text) == WITHOUT_ZERO and text.isascii() and text.isdigit()
    return f"0{text}" if is_short and text[0] != "0" else text


def _day(cells: Cells, name: str) -> date | None:
    text = cells.line(name)
    if not text:
        return None
    try:
        return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 - a date has no zone
    except ValueError:
        cells.wrong(name, f"“{text[:20]}” is not a date such as 31-08-2026.")
        return None


def _names(line: str) -> list[str]:
    try:
        record = next(csv.reader([line.removeprefix("ï»¿")]), [])
    except csv.Error:
        return []
    return [" ".join(name.split()) for name in record]
