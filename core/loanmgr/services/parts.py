"""Parts that come back after their instrument did: by their own label or by their name."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import pounds
from loanmgr.domain.words import listed
from loanmgr.services import deposits, facts, loss_charges
from loanmgr.services.work import Look, Work

INSTRUMENT_OF = Sql("SELECT instrument_id FROM part WHERE id = :key AND struck_act IS NULL")
LEFT_WITH = Sql(
    "SELECT b.id, b.code, b.name, b.family_id FROM loan_line AS line"
    " JOIN borrower AS b ON b.id = line.borrower_id WHERE line.id = :key"
)


@dataclass(frozen=True)
class PartIn:
    """Take in a part that was missing."""

    label: str
    """The part's own label, or the label of its instrument."""
    part: str = ""
    """Its name, where the label is the instrument's."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class PartBack:
    """The part that is here again, and who had it."""

    act: UUID
    instrument: str
    name: str
    """Type and size of the instrument."""
    part: str
    was_with: str = ""
    was_with_code: str = ""
    charge_off_pence: int = 0
    """What had been charged for it, and is taken off again."""


def part_in(work: Work, request: PartIn) -> PartBack:
    """Take in a part that was missing; nobody has it any more.

    Raises:
        RuleError: it has no such part, or the part is not missing.
    """
    key, own = _instrument_of(work, request.label)
    work.lock("instrument", key)
    known = facts.instrument(work, key)
    part = _part(work.rows(facts.PARTS, key=key), own, request.part)
    if part.missing_on is None:
        message = f"The {part.name.lower()} of {known.name} {known.row.code} is not missing."
        raise RuleError(message, "not_missing", "part")
    before = {"missing_on": part.missing_on, "left_with_line_id": part.left_with_line_id}
    work.change("part", part.id, before, {"missing_on": None, "left_with_line_id": None})
    charge = loss_charges.part_of(work, part.id, part.left_with_line_id)
    off = loss_charges.take_off(work, charge)
    deposits.weigh(work, key, part.left_with_line_id)
    who = work.one(LEFT_WITH, key=part.left_with_line_id) if part.left_with_line_id else None
    work.about("instrument", key, "part")
    was_with = was_with_code = ""
    if who is not None:
        was_with, was_with_code = who.name, who.code
        work.about("borrower", who.id, "borrower")
        work.about("family", who.family_id, "payer")
    had = f", was with {was_with}" if was_with else ""
    had += f"; {pounds(off)} for it taken off" if off else ""
    work.what = f"Handed in: the {part.name.lower()} of {known.name} {known.row.code}{had}"
    who_had = was_with, was_with_code, off
    return PartBack(request.id, known.row.code, known.name, part.name, *who_had)


def _instrument_of(look: Look, label: str) -> tuple[int, int | None]:
    """Return the key of the instrument, and of the part where the label is the part's own."""
    kind, thing = facts.thing_of(look, label, "label")
    if kind == "part":
        row = look.one(INSTRUMENT_OF, key=thing)
        if row is not None:
            return int(row.instrument_id), thing
    if kind != "instrument":
        message = f"{label.strip()} is not the label of an instrument or a part."
        raise RuleError(message, "wrong_kind", "label")
    return thing, None


def _part(parts: list[Any], own: int | None, name: str) -> Any:
    wanted = name.strip().casefold()
    for part in parts:
        if part.id == own or (own is None and part.name.casefold() == wanted):
            return part
    have = listed(part.name.lower() for part in parts) or "no parts on record"
    words = f"There is no part called {name.strip()}" if wanted else "Say which part"
    raise RuleError(f"{words}; it has {have}.", "unknown_part", "part")
