"""The people to write to at a school, a partner or with a teacher, each with what they are for."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import HOLDS_STOCK
from loanmgr.domain.words import fold, listed
from loanmgr.services import facts, people
from loanmgr.services.work import Look, Work

OWNER = Sql("SELECT id, code, name, kind, struck_act FROM borrower WHERE id = :key")
CONTACTS = Sql(
    "SELECT id, name, role, contact, prefers, position FROM contact_person"
    " WHERE borrower_id = :key AND struck_act IS NULL ORDER BY position, id"
)
OF_ACCOUNT = Sql(
    "SELECT c.name, c.role, c.contact, c.prefers FROM borrower AS b"
    " JOIN contact_person AS c ON c.borrower_id = b.id"
    " WHERE b.account_id = :account AND b.struck_act IS NULL AND c.struck_act IS NULL"
    " ORDER BY c.position, c.id"
)
LAST_POSITION = Sql(
    "SELECT CAST(COALESCE(MAX(position), -1) AS BIGINT) AS last FROM contact_person"
    " WHERE borrower_id = :key"
)

FINANCE, MUSIC, OFFICE = "Finance", "Music", "Office"
ROLES = (FINANCE, MUSIC, OFFICE)
"""Roles that papers are addressed by: about money, about instruments, and everything else."""


@dataclass(frozen=True)
class AddContact:
    """Somebody to write to at an organisation."""

    card: str
    name: str
    role: str = ""
    """Finance, Music or Office, with more words behind if you like; or any other."""
    contact: str = ""
    prefers: str = ""
    """email, text, phone or post; empty where they have no wish."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class ChangeContact:
    """Change what is known of somebody to write to; what is None stays as it is."""

    card: str
    who: str
    """Their name, or the beginning of it."""
    name: str | None = None
    role: str | None = None
    contact: str | None = None
    prefers: str | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class RemoveContact:
    """Take somebody off the people to write to."""

    card: str
    who: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Contact:
    """Somebody to write to."""

    name: str
    role: str
    contact: str
    prefers: str


@dataclass(frozen=True)
class Contacts:
    """The people to write to as they are now."""

    act: UUID
    card: str
    contacts: tuple[Contact, ...]


def add_contact(work: Work, request: AddContact) -> Contacts:
    """Add somebody to write to.

    Raises:
        RuleError: the card is no organisation's, or somebody of that name is there already.
    """
    owner = _owner(work, request.card)
    name = texts.required(request.name, "name", "their name")
    there = work.rows(CONTACTS, key=owner.id)
    if any(fold(each.name) == fold(name) for each in there):
        raise RuleError(f"{name} is there already.", "nothing_changed", "name")
    work.add(
        "contact_person",
        borrower_id=owner.id,
        name=name,
        role=texts.line(request.role, "role"),
        contact=texts.line(request.contact, "contact"),
        prefers=people.way(request.prefers) or "",
        position=work.one(LAST_POSITION, key=owner.id).last + 1,
    )
    return _told(work, request.id, owner, f"Added {name} to write to at {owner.name}")


def change_contact(work: Work, request: ChangeContact) -> Contacts:
    """Change somebody to write to.

    Raises:
        RuleError: there is nobody of that name, or nothing is different.
    """
    owner = _owner(work, request.card)
    there = work.rows(CONTACTS, key=owner.id)
    row = _named(there, request.who, owner.name)
    wanted: dict[str, Any] = {}
    if request.name is not None:
        wanted["name"] = texts.required(request.name, "name", "their name")
        if any(fold(o.name) == fold(wanted["name"]) for o in there if o is not row):
            raise RuleError(f"{wanted['name']} is there already.", "nothing_changed", "name")
    for column in ("role", "contact"):
        if (said := getattr(request, column)) is not None:
            wanted[column] = texts.line(said, column)
    if request.prefers is not None:
        wanted["prefers"] = people.way(request.prefers) or ""
    if not work.change_to("contact_person", row, wanted):
        raise RuleError("That is how it is already.", "nothing_changed", "who")
    name = wanted.get("name", row.name)
    return _told(work, request.id, owner, f"Changed: {name}, to write to at {owner.name}")


def remove_contact(work: Work, request: RemoveContact) -> Contacts:
    """Take somebody off.

    Raises:
        RuleError: there is nobody of that name.
    """
    owner = _owner(work, request.card)
    row = _named(work.rows(CONTACTS, key=owner.id), request.who, owner.name)
    work.change("contact_person", row.id, {"struck_act": None}, {"struck_act": work.act_no})
    return _told(work, request.id, owner, f"Taken off: {row.name}, to write to at {owner.name}")


def contacts(look: Look, card: str) -> tuple[Contact, ...]:
    """Return the people to write to at an organisation.

    Raises:
        RuleError: the card is no organisation's.
    """
    return of_borrower(look, _owner(look, card).id)


def of_borrower(look: Look, key: int) -> tuple[Contact, ...]:
    """Return the people to write to of a borrower, by its key."""
    rows = look.rows(CONTACTS, key=key)
    return tuple(Contact(row.name, row.role, row.contact, row.prefers) for row in rows)


def for_papers(look: Look, account: int, role: str) -> str:
    """Return who at an organisation a paper of an account goes to; empty where nobody is set."""
    row = person_for(look, account, role)
    return "" if row is None else str(row.name)


def person_for(look: Look, account: int, role: str) -> Any:
    """Return who at an organisation a paper of an account goes to, or None.

    Papers about money go to who has the role Finance, those about instruments to Music; where
    there is nobody, to Office.
    """
    by_role: dict[str, Any] = {}
    for row in reversed(look.rows(OF_ACCOUNT, account=account)):
        by_role[fold(row.role).partition(" ")[0].rstrip(",:;")] = row
    return by_role.get(role.casefold()) or by_role.get(OFFICE.casefold())


def addressed(look: Look, account: int, payer: str, role: str) -> str:
    """Return a payer as a paper is addressed: with who there gets it, where that is set."""
    name = for_papers(look, account, role)
    return f"{payer}, for {name}" if name else payer


def _owner(look: Look, card: str) -> Any:
    kind, key = facts.thing_of(look, card, "card")
    row = look.one(OWNER, key=key) if kind == "borrower" else None
    if row is None or row.struck_act is not None or row.kind not in HOLDS_STOCK:
        message = f"{card.strip()} is not the card of a school, a teacher or a partner."
        raise RuleError(message, "wrong_kind", "card")
    return row


def _named(there: list[Any], text: str, owner: str) -> Any:
    """Return the one of a name, or by the beginning of it where that is one of them."""
    wanted = fold(text)
    same = [each for each in there if fold(each.name) == wanted]
    begins = [each for each in there if wanted and fold(each.name).startswith(wanted)]
    found = same or begins
    if len(found) == 1:
        return found[0]
    names = listed(each.name for each in there) or "nobody yet"
    message = f"There is no {text.strip()[:80] or 'such'} to write to at {owner}: {names}."
    if found:
        message = f"Say which one, by their full name: {names}."
    raise RuleError(message, "unknown_contact", "who")


def _told(work: Work, act: UUID, owner: Any, what: str) -> Contacts:
    work.about("borrower", owner.id, "changed")
    work.what = what
    return Contacts(act, owner.code, of_borrower(work, owner.id))
