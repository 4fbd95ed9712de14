"""Labels of instruments: which were never printed, what each says, and that it was printed."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import facts
from loanmgr.services.facts import named
from loanmgr.services.work import Look, Work

PAGE = 200

COLUMNS = (
    "SELECT i.code, i.make, i.model, t.name AS type_name, s.code AS size_code, place.name AS place"
    " FROM instrument AS i JOIN instrument_type AS t ON t.id = i.type_id"
    " JOIN place ON place.id = i.home_place_id LEFT JOIN instrument_size AS s ON s.id = i.size_id"
)
NEEDED = "i.labelled_at IS NULL AND i.retired_on IS NULL AND i.struck_act IS NULL"
UNPRINTED = Sql(f"{COLUMNS} WHERE {NEEDED} AND i.code > :after ORDER BY i.code LIMIT :count")
HOW_MANY = Sql(f"SELECT COUNT(*) AS n FROM instrument AS i WHERE {NEEDED}")  # noqa: S608
ONE = Sql(f"{COLUMNS} WHERE i.id = :key AND i.struck_act IS NULL")
PRINTED_AT = Sql("SELECT code, labelled_at FROM instrument WHERE id = :key")
SERVICE = Sql("SELECT name FROM register")


@dataclass(frozen=True)
class UnprintedPage:
    """Instruments whose label was never printed, by code, after one of them."""

    after: str = ""
    count: int = PAGE


@dataclass(frozen=True)
class LabelRow:
    """What one label says, and what tells the instrument apart."""

    code: str
    name: str
    """Type and size, as it stands on the label."""
    make: str
    place: str


@dataclass(frozen=True)
class Unprinted:
    """A page of instruments that need a label, and how many there are in all."""

    service: str
    rows: tuple[LabelRow, ...]
    total: int


@dataclass(frozen=True)
class LabelsFor:
    """Instruments by label, old label or card, in the order their labels are wanted."""

    codes: tuple[str, ...]


@dataclass(frozen=True)
class MarkPrinted:
    """Note that labels came out of the printer; or, of a sheet that went wrong, that not."""

    codes: tuple[str, ...]
    is_printed: bool = True
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Marked:
    """How many labels were noted."""

    act: UUID
    labels: int


def unprinted(look: Look, request: UnprintedPage) -> Unprinted:
    """Return a page of instruments whose label was never printed."""
    rows = look.rows(UNPRINTED, after=request.after, count=request.count)
    return Unprinted(
        look.one(SERVICE).name, tuple(_row(row) for row in rows), int(look.one(HOW_MANY).n)
    )


def every_unprinted(look: Look, _request: None = None) -> tuple[LabelRow, ...]:
    """Return all instruments whose label was never printed."""
    return tuple(_row(row) for row in look.rows(UNPRINTED, after="", count=1_000_000))


def labels_for(look: Look, request: LabelsFor) -> tuple[LabelRow, ...]:
    """Return what the labels of these instruments say.

    Raises:
        RuleError: a code is unknown, or not an instrument's.
    """
    keys = [facts.instrument_key(look, code, "codes") for code in request.codes]
    return tuple(_row(look.one(ONE, key=key)) for key in keys)


def mark_printed(work: Work, request: MarkPrinted) -> Marked:
    """Note that labels were printed, or that they were not after all."""
    if not request.codes:
        raise RuleError("There are no labels to print.", "nothing_to_print", "codes")
    keys = [facts.instrument_key(work, code, "codes") for code in dict.fromkeys(request.codes)]
    at = work.now if request.is_printed else None
    for key in keys:
        before = work.one(PRINTED_AT, key=key).labelled_at
        work.change("instrument", key, {"labelled_at": before}, {"labelled_at": at})
        work.about("instrument", key, "labelled")
    done = "Printed" if request.is_printed else "Not printed after all"
    labels = "1 label" if len(keys) == 1 else f"{len(keys):,} labels"
    work.what = f"{done}: {labels}"
    return Marked(request.id, len(keys))


def _row(row: Any) -> LabelRow:
    return LabelRow(
        row.code,
        named(row.type_name, row.size_code),
        f"{row.make} {row.model}".strip(),
        row.place,
    )
