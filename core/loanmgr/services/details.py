"""Correcting what is known of a family, a child, a school, a teacher, a partner or an adult."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.school_years import year_of
from loanmgr.domain.words import fold, listed
from loanmgr.services import facts, people, search, sight
from loanmgr.services.work import Look, Work

FAMILY = Sql(
    "SELECT id, code, name, address, postcode, note, struck_act, 'family' AS kind FROM family"
    " WHERE id = :key"
)
BORROWER = Sql(
    "SELECT id, code, name, kind, contact, school_id, year, year_on, address, postcode,"
    " family_id, struck_act FROM borrower WHERE id = :key"
)
FIRST_ADULT = Sql(
    "SELECT id, name, contact FROM adult WHERE family_id = :key AND struck_act IS NULL"
    " ORDER BY position, id LIMIT 1"
)
SCHOOL = Sql(
    "SELECT borrower_id AS id, urn, address, postcode FROM school WHERE borrower_id = :key"
)
ALIKE = Sql(
    "SELECT thing FROM search_entry WHERE kind = :kind AND text >= :start AND text < :stop"
    " AND rank = 1 AND thing <> :key LIMIT 3"
)
CARDS = {
    "family": Sql("SELECT code, name FROM family WHERE id = :key"),
    "borrower": Sql("SELECT code, name FROM borrower WHERE id = :key"),
}

FIELDS = {
    "family": ("name", "address", "postcode", "contact", "note"),
    "pupil": ("name", "school", "year"),
    "school": ("name", "address", "postcode", "contact", "urn"),
    "teacher": ("name", "address", "postcode", "contact", "school"),
    "adult": ("name", "address", "postcode", "contact", "school"),
    "partner": ("name", "address", "postcode", "contact"),
}
"""What can be changed of whom."""

WORDS = {"contact": "phone or email", "urn": "URN"}
"""What a field is called, where that is not its own name."""


@dataclass(frozen=True)
class ChangeDetails:
    """Correct what is known of somebody; what is None stays as it is."""

    card: str
    name: str | None = None
    address: str | None = None
    postcode: str | None = None
    contact: str | None = None
    note: str | None = None
    """Of a family."""
    school: str | None = None
    """Card, name or URN of the school a child goes to or a teacher works at; empty for none."""
    year: str | None = None
    """School year of a child."""
    urn: str | None = None
    """Of a school; empty for none."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Details:
    """Somebody as they are known now."""

    card: str
    name: str
    kind: str
    address: str
    postcode: str
    contact: str
    note: str = ""
    school: str = ""
    """Card of their school."""
    year: str = ""
    urn: str = ""


@dataclass(frozen=True)
class Changed:
    """Who was changed, and who else goes by that name."""

    act: UUID
    details: Details
    changed: tuple[str, ...]
    """Which fields, in words."""
    alike: tuple[str, ...] = ()
    """Others of the same name, by name and card: perhaps one of them is there twice."""


def change_details(work: Work, request: ChangeDetails) -> Changed:
    """Correct somebody's name, address or how to reach them.

    Raises:
        RuleError: nothing is different, or it is not something that is known of such a card.
    """
    kind, row = _who(work, request.card)
    wanted = _wanted(request, row.kind)
    change = _change_family if kind == "family" else _change_borrower
    changed = change(work, row, wanted)
    if not changed:
        raise RuleError("That is how it is already.", "nothing_changed", "card")
    search.refresh(work, kind, row.id)
    work.about(kind, row.id, "changed")
    if kind == "borrower" and row.family_id is not None:
        work.about("family", row.family_id, "family")
    now = details(work, request.card)
    said = tuple(WORDS.get(name, name) for name in changed)
    work.what = f"Corrected {now.name}: {listed(said)}"
    alike = _alike(work, kind, row, now.name) if "name" in changed else ()
    return Changed(request.id, now, said, alike)


def details(look: Look, card: str) -> Details:
    """Return what is known of somebody, to be corrected.

    Raises:
        RuleError: the code is not the card of anybody.
    """
    kind, row = _who(look, card)
    # A volunteer's screen faces the queue.
    hides_address = row.kind != "school" and look.identity.role == "volunteer"
    found = _known(look, kind, row)
    return replace(found, address="", postcode="") if hides_address else found


def _known(look: Look, kind: str, row: Any) -> Details:
    if kind == "family":
        adult = look.one(FIRST_ADULT, key=row.id)
        contact = adult.contact if adult is not None else ""
        return Details(row.code, row.name, "family", row.address, row.postcode, contact, row.note)
    own = look.one(SCHOOL, key=row.id) if row.kind == "school" else None
    place = own if own is not None else row
    school = look.one(BORROWER, key=row.school_id).code if row.school_id is not None else ""
    return Details(
        row.code,
        row.name,
        row.kind,
        place.address or "",
        place.postcode or "",
        row.contact,
        school=school,
        year=year_of(row, look.on),
        urn=(own.urn or "") if own is not None else "",
    )


def _who(look: Look, card: str) -> tuple[str, Any]:
    kind, key = facts.thing_of(look, card, "card")
    if kind not in ("family", "borrower"):
        raise RuleError(f"{card.strip()} is nobody's card.", "wrong_kind", "card")
    row = look.one(FAMILY if kind == "family" else BORROWER, key=key)
    if row.struck_act is not None:
        raise RuleError("That record was taken back.", "unknown_label", "card")
    if sight.is_hidden(look, kind, key):
        raise RuleError(f"The office keeps the details of {row.name}.", "office_only", "card")
    return kind, row


def _wanted(request: ChangeDetails, kind: str) -> dict[str, str]:
    """Return what is to be otherwise; a field that such a card does not have is refused."""
    names = ("name", "address", "postcode", "contact", "note", "school", "year", "urn")
    said = {name: text for name in names if (text := getattr(request, name)) is not None}
    for name in said:
        if name not in FIELDS[kind]:
            owner = " The family has one." if kind == "pupil" and name != "urn" else ""
            who = {"adult": "an adult learner"}.get(kind, f"a {kind}")
            message = f"There is no {WORDS.get(name, name)} of {who}.{owner}"
            raise RuleError(message, "wrong_kind", name)
    if "name" in said:
        said["name"] = texts.required(said["name"], "name", "the name")
    for name in ("address", "contact"):
        if name in said:
            said[name] = texts.line(said[name], name)
    if "postcode" in said:
        said["postcode"] = texts.line(said["postcode"], "postcode").upper()
    if "note" in said:
        said["note"] = texts.note(said["note"])
    return said


def _change_family(work: Work, row: Any, wanted: Mapping[str, str]) -> list[str]:
    own = {name: text for name, text in wanted.items() if name != "contact"}
    changed = [name for name, text in own.items() if getattr(row, name) != text]
    work.change_to("family", row, own)
    adult = work.one(FIRST_ADULT, key=row.id)
    if adult is None:
        return changed
    of_adult = {"contact": wanted["contact"]} if "contact" in wanted else {}
    if of_adult and adult.contact != of_adult["contact"]:
        changed.append("contact")
    if "name" in wanted and adult.name == row.name:
        of_adult["name"] = wanted["name"]  # the family is called after who signs
    work.change_to("adult", adult, of_adult)
    return changed


def _change_borrower(work: Work, row: Any, wanted: Mapping[str, str]) -> list[str]:
    own: dict[str, Any] = {}
    of_school: dict[str, Any] = {}
    for name, text in wanted.items():
        if name == "school":
            own["school_id"] = people.school_named(work, text)
        elif name == "year":
            own["year"] = people.school_year(text)
            own["year_on"] = work.on if own["year"] else None
        elif name == "urn":
            of_school["urn"] = people.free_urn(work, text, row.id)
        elif name in ("address", "postcode"):
            (of_school if row.kind == "school" else own)[name] = text
        else:
            own[name] = text
    if "year" in own and own["year"] == year_of(row, work.on):
        del own["year"], own["year_on"]  # it has turned by itself since it was noted
    own = {name: value for name, value in own.items() if value or getattr(row, name)}
    otherwise = [name for name in own if getattr(row, name) != own[name]]
    changed = ["year" if n == "year_on" else n.removesuffix("_id") for n in otherwise]
    changed = list(dict.fromkeys(changed))
    work.change_to("borrower", row, own)
    if of_school:
        known = work.one(SCHOOL, key=row.id)
        changed += [name for name, value in of_school.items() if getattr(known, name) != value]
        work.change_to("school", known, of_school)
    return changed


def _alike(look: Look, kind: str, row: Any, name: str) -> tuple[str, ...]:
    searched = search.SCHOOL if row.kind == "school" else kind
    start = fold(name)
    found = look.rows(ALIKE, kind=searched, start=start, stop=f"{start}\U0010ffff", key=row.id)
    cards = (look.one(CARDS[kind], key=each.thing) for each in found)
    return tuple(f"{each.name} {each.code}" for each in cards if fold(each.name) == start)
