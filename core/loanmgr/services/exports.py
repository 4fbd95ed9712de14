"""Lists as CSV, in the very columns that an import reads."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.school_years import year_of
from loanmgr.services import sight
from loanmgr.services.imports import families, further, instruments
from loanmgr.services.imports.table import guarded
from loanmgr.services.schools import plain
from loanmgr.services.work import Look

INSTRUMENTS = Sql(
    "SELECT i.id, i.code, t.name AS type_name, s.code AS size_code, i.make, i.model, i.serial,"
    " i.home_place_id, owner.name AS owner, i.value_pence, i.bought_on, i.note, i.fault,"
    " i.fault_on, i.missing_on, i.retired_on FROM instrument AS i"
    " JOIN instrument_type AS t ON t.id = i.type_id JOIN owner ON owner.id = i.owner_id"
    " LEFT JOIN instrument_size AS s ON s.id = i.size_id WHERE i.struck_act IS NULL ORDER BY i.id"
)
ALIASES = Sql(
    "SELECT thing, text FROM code WHERE kind = 'instrument' AND is_alias = 1"
    " AND text NOT LIKE '% %' ORDER BY id"
)
PARTS = Sql("SELECT instrument_id, name FROM part WHERE struck_act IS NULL ORDER BY id")
PLACES = Sql(
    "SELECT place.id, place.name, centre.name AS centre FROM place"
    " LEFT JOIN place AS centre ON centre.id = place.centre_id"
)

FAMILIES = Sql(
    "SELECT f.id AS family_id, f.code, f.name, f.address, f.postcode, f.note,"
    " child.code AS child_code, child.name AS child, child.year, child.year_on,"
    " school.name AS school, school.code AS school_code"
    " FROM family AS f LEFT JOIN borrower AS child ON child.family_id = f.id"
    " AND child.struck_act IS NULL LEFT JOIN borrower AS school ON school.id = child.school_id"
    " WHERE f.struck_act IS NULL ORDER BY f.id, child.id"
)
SCHOOLS = Sql(
    "SELECT b.code, b.name, school.urn, school.address, school.postcode, b.contact,"
    " school.local_authority, school.phase, school.state, school.from_age, school.to_age,"
    " school.pupil_count, school.head, school.telephone, school.website, school.trust,"
    " school.closed_on FROM borrower AS b JOIN school ON school.borrower_id = b.id"
    " WHERE b.struck_act IS NULL ORDER BY b.id"
)
LOANS = Sql(
    "SELECT i.code, t.name AS type_name, s.code AS size_code, b.code AS borrower_code,"
    " b.name AS borrower, line.lent_on, line.due_on, line.returned_on"
    " FROM loan_line AS line JOIN instrument AS i ON i.id = line.instrument_id"
    " JOIN instrument_type AS t ON t.id = i.type_id"
    " LEFT JOIN instrument_size AS s ON s.id = i.size_id"
    " JOIN borrower AS b ON b.id = line.borrower_id WHERE line.struck_act IS NULL ORDER BY line.id"
)
LOAN_COLUMNS = (
    "instrument",
    "type",
    "size",
    "borrower code",
    "borrower",
    "lent",
    "bring back by",
    "returned",
)


@dataclass(frozen=True)
class Export:
    """Which list is wanted: instruments, families, schools or loans."""

    kind: str


def export(look: Look, request: Export) -> str:
    """Return a list as the text of a CSV file."""
    makers = {
        "instruments": _instruments,
        "families": _families,
        "schools": _schools,
        "loans": _loans,
    }
    maker = makers.get(request.kind)
    if maker is None:
        message = f"There is no list of {request.kind}: instruments, families, schools or loans."
        raise RuleError(message, "kind", "kind")
    header, rows = maker(look)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


Listed = tuple[tuple[str, ...], Iterable[list[str]]]


def _instruments(look: Look) -> Listed:
    aliases = _grouped(look.rows(ALIASES))
    parts = _grouped(look.rows(PARTS))
    places = {
        row.id: f"{row.centre}: {row.name}" if row.centre else row.name for row in look.rows(PLACES)
    }
    rows = (
        [
            row.code,
            row.type_name,
            row.size_code or "",
            row.make,
            row.model,
            row.serial,
            "; ".join(aliases.get(row.id, ())),
            "; ".join(parts.get(row.id, ())),
            places[row.home_place_id],
            row.owner,
            _pounds(row.value_pence),
            _day(row.bought_on),
            row.note,
            row.fault or "",
            _day(row.fault_on),
            _day(row.missing_on),
            _day(row.retired_on),
        ]
        for row in look.rows(INSTRUMENTS)
    )
    return instruments.COLUMNS, rows


def _families(look: Look) -> Listed:
    """Return the families; those whose address is kept from whoever asks are left out.

    A row without its address would take that away when the file is brought in again.
    """
    hidden = sight.hidden_families(look)
    adults: dict[int, list[Any]] = {}
    for adult in reversed(look.rows(families.ADULTS)):
        adults.setdefault(adult.family_id, []).append(adult)
    names = Counter(families.school_key(row.name) for row in look.rows(families.SCHOOLS))

    def school(row: Any) -> str:
        """Return a school's name, or its card where others are called that too."""
        is_one = row.school is None or names[families.school_key(row.school)] < 2
        return (row.school or "") if is_one else str(row.school_code)

    rows = (
        [
            row.code,
            row.name,
            *_of_adults(adults.get(row.family_id, [])),
            row.address,
            row.postcode,
            row.note,
            row.child_code or "",
            row.child or "",
            school(row),
            year_of(row, look.on),
        ]
        for row in look.rows(FAMILIES)
        if row.family_id not in hidden
    )
    return families.COLUMNS, rows


def _of_adults(adults: list[Any]) -> tuple[str, str, str]:
    """Return how to reach who signs, their wish, and the other grown-ups of a family."""
    first = adults[0] if adults else None
    reach = (first.contact, first.prefers or "") if first is not None else ("", "")
    return *reach, further.written(adults)


def _schools(look: Look) -> Listed:
    rows = (["" if cell is None else str(cell) for cell in row] for row in look.rows(SCHOOLS))
    return plain.COLUMNS, rows


def _loans(look: Look) -> Listed:
    rows = (
        [
            row.code,
            row.type_name,
            row.size_code or "",
            row.borrower_code,
            row.borrower,
            _day(row.lent_on),
            _day(row.due_on),
            _day(row.returned_on),
        ]
        for row in look.rows(LOANS)
    )
    return LOAN_COLUMNS, rows


def _grouped(rows: Iterable[Any]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for thing, text in rows:
        found.setdefault(thing, []).append(text)
    return found


def _pounds(pence: int | None) -> str:
    return "" if pence is None else f"{pence // 100}.{pence % 100:02d}"


def _day(on: Any) -> str:
    return on.isoformat() if on else ""
