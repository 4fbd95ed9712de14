"""Places: adding a centre, or a room, cupboard, trolley, van or workshop of one."""

from dataclasses import dataclass, field
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.texts import required
from loanmgr.domain.words import listed
from loanmgr.services import facts
from loanmgr.services.people import Added
from loanmgr.services.work import Look, Work

KINDS = ("centre", "room", "cupboard", "trolley", "van", "workshop")

SAME_NAME = Sql(
    "SELECT code FROM place WHERE LOWER(name) = LOWER(:name) AND closed_on IS NULL LIMIT 1"
)
CENTRE = Sql("SELECT id, kind, centre_id FROM place WHERE id = :key")


@dataclass(frozen=True)
class AddPlace:
    """Somewhere instruments are kept."""

    name: str
    kind: str = "room"
    inside: str = ""
    """Label of the centre it stands in; the desk's own centre unless said."""
    id: UUID = field(default_factory=new_id)


def add_place(work: Work, request: AddPlace) -> Added:
    """Add a place with its label."""
    name = required(request.name, "name", "the place's name")
    kind = request.kind.strip().lower()
    if kind not in KINDS:
        raise RuleError(f"A place is a {listed(KINDS)}; {kind[:40]} is not.", "kind", "kind")
    if work.one(SAME_NAME, name=name) is not None:
        raise RuleError(f"There is a place called {name} already.", "name_taken", "name")
    centre = None if kind == "centre" else _centre(work, request.inside)

    code = work.number("L")
    key = work.add("place", code=code, kind=kind, name=name, centre_id=centre)
    work.add("code", text=code, kind="place", thing=key, is_alias=0)
    work.about("place", key, "added")
    work.what = f"Added: {name} ({kind}) {code}"
    return Added(code)


def _centre(look: Look, text: str) -> int:
    if not text.strip():
        return look.identity.place
    kind, key = facts.thing_of(look, text, "inside")
    place = look.one(CENTRE, key=key) if kind == "place" else None
    if place is None or place.kind != "centre":
        raise RuleError(f"{text.strip()} is not a centre.", "wrong_kind", "inside")
    return key
