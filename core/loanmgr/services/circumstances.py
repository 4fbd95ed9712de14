"""What a price may ask of a borrower: where they live, lessons with the service, ensembles."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.words import listed, long_date
from loanmgr.services import facts
from loanmgr.services.work import Look, Work

KNOWN = Sql(
    "SELECT id, code, name, family_id, outside_area, has_lessons, lessons_until_on, in_ensemble"
    " FROM borrower WHERE id = :key"
)
ENDED_LESSONS = Sql("""
SELECT b.code, b.name, b.lessons_until_on, i.code AS instrument, t.name AS type_name,
  s.code AS size_code, line.lent_on
FROM borrower AS b
JOIN loan_line AS line ON line.borrower_id = b.id AND line.returned_at IS NULL
  AND line.passed_on_at IS NULL
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE b.lessons_until_on < :today AND b.struck_act IS NULL
ORDER BY b.lessons_until_on, b.id, line.id
""")


@dataclass(frozen=True)
class Circumstances:
    """Note how it is with a borrower; what is None stays as it is."""

    borrower: str
    in_area: bool | None = None
    """Lives or goes to school in the service's area."""
    has_lessons: bool | None = None
    lessons_until_on: date | None = None
    """The last day of the lessons, where it is known; it takes it that there are some."""
    in_ensemble: bool | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class HowItIs:
    """How it is with a borrower now."""

    borrower: str
    name: str
    in_area: bool
    has_lessons: bool
    lessons_until_on: date | None
    in_ensemble: bool


@dataclass(frozen=True)
class StillOut:
    """An instrument with somebody whose lessons have ended."""

    borrower: str
    name: str
    lessons_until_on: date
    instrument: str
    what: str
    """Type and size: Violin 3/4."""
    lent_on: date


def note(work: Work, request: Circumstances) -> HowItIs:
    """Note what prices ask of a borrower; charges that were made stay as they are.

    Raises:
        RuleError: nothing was said, or lessons were said to end and not to be.
    """
    key = facts.borrower_key(work, request.borrower, "borrower")
    work.lock("borrower", key)
    row = work.one(KNOWN, key=key)
    if request.has_lessons is False and request.lessons_until_on is not None:
        message = "Lessons can't end on a day and not be had at all."
        raise RuleError(message, "lessons", "lessons_until_on")
    if not work.change_to("borrower", row, _said(request)):
        message = f"That is how it is with {row.name} already."
        raise RuleError(message, "nothing_changed", "borrower")
    work.about("borrower", key, "changed")
    work.about("family", row.family_id, "changed")
    now = _told(work.one(KNOWN, key=key))
    work.what = f"{row.name}: {listed(words(now))}"
    return now


def known(look: Look, card: str) -> HowItIs:
    """Say how it is with a borrower."""
    return _told(look.one(KNOWN, key=facts.borrower_key(look, card, "borrower")))


def to_recall(look: Look, _request: None = None) -> tuple[StillOut, ...]:
    """List what is still with borrowers whose lessons have ended, the longest ended first."""
    return tuple(
        StillOut(
            row.code,
            row.name,
            row.lessons_until_on,
            row.instrument,
            facts.named(row.type_name, row.size_code),
            row.lent_on,
        )
        for row in look.rows(ENDED_LESSONS, today=look.on)
    )


def words(now: HowItIs) -> tuple[str, ...]:
    """Say how it is with a borrower, in a few words for each."""
    until = f" until {long_date(now.lessons_until_on)}" if now.lessons_until_on else ""
    return (
        "from the area" if now.in_area else "from outside the area",
        f"with lessons{until}" if now.has_lessons else "without lessons",
        "in an ensemble" if now.in_ensemble else "in no ensemble",
    )


def _said(request: Circumstances) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if request.in_area is not None:
        said["outside_area"] = None if request.in_area else 1
    if request.has_lessons is not None:
        said |= {"has_lessons": 1 if request.has_lessons else None, "lessons_until_on": None}
    if request.lessons_until_on is not None:
        said |= {"has_lessons": 1, "lessons_until_on": request.lessons_until_on}
    if request.in_ensemble is not None:
        said["in_ensemble"] = 1 if request.in_ensemble else None
    return said


def _told(row: Any) -> HowItIs:
    return HowItIs(
        row.code,
        row.name,
        not row.outside_area,
        bool(row.has_lessons),
        row.lessons_until_on,
        bool(row.in_ensemble),
    )
