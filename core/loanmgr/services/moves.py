"""Moves: an instrument is put down at a place."""

from dataclasses import dataclass, field
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import facts
from loanmgr.services.work import Work

PLACE = Sql("SELECT id, name FROM place WHERE id = :key")


@dataclass(frozen=True)
class PutHere:
    """Put an instrument down at a place."""

    instrument: str
    place: str = ""
    """The place's label; the desk's own centre unless said."""
    stays: bool = False
    """It belongs there from now on."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Put:
    """What was put where."""

    act: UUID
    instrument: str
    name: str
    place: str


def put_here(work: Work, request: PutHere) -> Put:
    """Put an instrument that nobody has down at a place."""
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    known = facts.instrument(work, key)
    row = known.row
    place = work.one(PLACE, key=_place_key(work, request.place))

    if row.line_id is not None:
        message = f"{known.name} {row.code} is on loan to {row.holder_name}."
        raise RuleError(message, "on_loan_elsewhere", "instrument")
    before, after = {"here_place_id": row.here_place_id}, {"here_place_id": place.id}
    if request.stays:
        before["home_place_id"], after["home_place_id"] = row.home_place_id, place.id
    if before == after:
        raise RuleError(f"{known.name} {row.code} is in {place.name} already.", "nothing_changed")

    work.change("instrument", key, before, after)
    work.about("instrument", key, "moved")
    verb = "Kept" if request.stays else "Put"
    work.what = f"{verb} in {place.name}: {known.name} {row.code}"
    return Put(request.id, row.code, known.name, place.name)


def _place_key(work: Work, text: str) -> int:
    if not text:
        return work.identity.place
    kind, key = facts.thing_of(work, text, "place")
    if kind != "place":
        raise RuleError(f"{text.strip()} is not a place.", "wrong_kind", "place")
    return key
