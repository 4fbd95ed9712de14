"""The grown-ups of a family: who signs, how to reach each, and how each likes to be written to."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.words import fold, listed
from loanmgr.services import people, search, sight
from loanmgr.services.work import Look, Work

ADULTS = Sql(
    "SELECT id, name, contact, prefers, position FROM adult WHERE family_id = :family"
    " AND struck_act IS NULL ORDER BY position, id"
)


@dataclass(frozen=True)
class ChangeCarer:
    """Change what is known of a grown-up of a family; what is None stays as it is."""

    family: str
    carer: str
    """Their name."""
    name: str | None = None
    contact: str | None = None
    prefers: str | None = None
    """email, text, phone or post; empty where they have no wish."""
    signs: bool = False
    """They are the one who signs from now on, and letters go to them."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class RemoveCarer:
    """Take a grown-up off a family's record."""

    family: str
    carer: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Carer:
    """A grown-up of a family as they are now."""

    name: str
    contact: str
    prefers: str


@dataclass(frozen=True)
class Carers:
    """The grown-ups of a family, who signs first."""

    act: UUID
    family: str
    carers: tuple[Carer, ...]


def change_carer(work: Work, request: ChangeCarer) -> Carers:
    """Change a grown-up's name, number or wish, or who of them signs.

    Raises:
        RuleError: there is no such grown-up, or nothing is different.
    """
    family = people.family_of(work, request.family)
    adults = work.rows(ADULTS, family=family.id)
    row = _named(adults, request.carer)
    wanted: dict[str, Any] = {}
    if request.name is not None:
        wanted["name"] = texts.required(request.name, "name", "the parent's or carer's name")
    if request.contact is not None:
        wanted["contact"] = texts.line(request.contact, "contact")
    if request.prefers is not None:
        wanted["prefers"] = people.way(request.prefers)
    changed = work.change_to("adult", row, wanted)
    if changed and wanted.get("name", row.name) != row.name:
        _rename(work, family, row.name, wanted["name"])
    if request.signs and row is not adults[0]:
        changed = _put_in_order(work, [row, *(each for each in adults if each is not row)])
    if not changed:
        raise RuleError("That is how it is already.", "nothing_changed", "carer")
    name = wanted.get("name", row.name)
    work.what = f"{name} signs from now on" if request.signs else f"Changed: {name}, {family.name}"
    return _told(work, request.id, family)


def remove_carer(work: Work, request: RemoveCarer) -> Carers:
    """Take a grown-up off a family's record; the next one signs.

    Raises:
        RuleError: there is no such grown-up, or it is the only one.
    """
    family = people.family_of(work, request.family)
    adults = work.rows(ADULTS, family=family.id)
    row = _named(adults, request.carer)
    rest = [each for each in adults if each is not row]
    if not rest:
        message = f"{row.name} is the only grown-up of this family. Add another one first."
        raise RuleError(message, "only_one", "carer")
    work.change("adult", row.id, {"struck_act": None}, {"struck_act": work.act_no})
    _put_in_order(work, rest)
    _rename(work, family, row.name, rest[0].name)
    work.what = f"Taken off the record: {row.name}, {family.name}"
    return _told(work, request.id, family)


def carers(look: Look, card: str) -> tuple[Carer, ...]:
    """Return the grown-ups of a family, who signs first."""
    family = people.known_family(look, card)
    return _listed(look, family.id)


def _named(adults: list[Any], text: str) -> Any:
    """Return the grown-up of a name, or by the beginning of it where that is one of them."""
    wanted = fold(text)
    same = [each for each in adults if fold(each.name) == wanted]
    begins = [each for each in adults if wanted and fold(each.name).startswith(wanted)]
    if len(same or begins) != 1:
        names = listed(each.name for each in adults)
        message = f"There is no {text.strip()[:80] or 'such'} in this family: {names}."
        if same or begins:
            message = f"Say which one, by their full name: {names}."
        raise RuleError(message, "unknown_carer", "carer")
    return (same or begins)[0]


def _put_in_order(work: Work, adults: list[Any]) -> bool:
    changed = [
        work.change_to("adult", each, {"position": place}) for place, each in enumerate(adults)
    ]
    return any(changed)


def _rename(work: Work, family: Any, before: str, after: str) -> None:
    """Let a family that is known by a grown-up's name go by the new one."""
    if family.name == before:
        work.change_to("family", family, {"name": after})


def _told(work: Work, act: UUID, family: Any) -> Carers:
    search.refresh(work, "family", family.id)
    work.about("family", family.id, "changed")
    return Carers(act, family.code, _listed(work, family.id))


def _listed(look: Look, family: int) -> tuple[Carer, ...]:
    rows = look.rows(ADULTS, family=family)
    if sight.is_hidden(look, "family", family):
        return tuple(Carer(row.name, "", "") for row in rows)
    return tuple(Carer(row.name, row.contact, row.prefers or "") for row in rows)
