"""Families, pupils, schools, teachers and other borrowers: adding them, and finding twins."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.faults import RowChangedError
from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.codes import is_ours, normalise
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.policy import SCHOOL_YEARS
from loanmgr.domain.words import fold, long_date, surname
from loanmgr.services import facts, search
from loanmgr.services.work import Look, Work

FAMILY = Sql(
    "SELECT id, code, name, account_id, left_on FROM family WHERE id = :key AND struck_act IS NULL"
)
ADULTS_OF = Sql(
    "SELECT COALESCE(MAX(position), -1) AS last FROM adult WHERE family_id = :family"
    " AND struck_act IS NULL"
)
SCHOOL = Sql("SELECT id, kind FROM borrower WHERE id = :key")
SAME_SCHOOL = Sql(
    "SELECT id FROM borrower WHERE kind = 'school' AND LOWER(name) = LOWER(:name)"
    " AND struck_act IS NULL ORDER BY id LIMIT 2"
)
URN_TAKEN = Sql("SELECT borrower_id FROM school WHERE urn = :urn AND struck_act IS NULL")


@dataclass(frozen=True)
class Added:
    """The card (or label) of what was added."""

    code: str


@dataclass(frozen=True)
class AddFamily:
    """A payer with a card."""

    name: str
    contact: str = ""
    address: str = ""
    postcode: str = ""
    adult: str = ""
    """Full name of the parent or carer; the family's name unless said."""
    note: str = ""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class AddCarer:
    """Another grown-up of a family, who may bring and fetch for it."""

    family: str
    name: str
    contact: str = ""
    prefers: str = ""
    """How they like to be written to: email, text, phone or post."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class AddPupil:
    """A child of a family."""

    family: str
    name: str
    school: str = ""
    """The school's card, its name or its URN."""
    year: str = ""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class AddSchool:
    """A school that borrows and pays."""

    name: str
    urn: str = ""
    address: str = ""
    postcode: str = ""
    contact: str = ""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class AddBorrower:
    """A teacher, an adult learner or a partner, who pays for themself."""

    kind: str
    name: str
    contact: str = ""
    school: str = ""
    id: UUID = field(default_factory=new_id)


def add_family(work: Work, request: AddFamily) -> Added:
    """Add a family with its card."""
    name = texts.required(request.name, "name", "the family's name")
    code = work.number("B")
    account = work.add("account", kind="family")
    key = work.add(
        "family",
        code=code,
        name=name,
        account_id=account,
        address=texts.line(request.address, "address"),
        postcode=texts.line(request.postcode, "postcode").upper(),
        note=texts.note(request.note),
    )
    work.add(
        "adult",
        family_id=key,
        name=texts.line(request.adult, "adult") or name,
        contact=texts.line(request.contact, "contact"),
        position=0,
    )
    _card(work, "family", key, code)
    work.what = f"Added the {surname(name)} family, card {code}"
    return Added(code)


def add_carer(work: Work, request: AddCarer) -> Added:
    """Add another grown-up to a family, who is found by name from now on."""
    name = texts.required(request.name, "name", "the parent's or carer's name")
    family = family_of(work, request.family)
    work.add(
        "adult",
        family_id=family.id,
        name=name,
        contact=texts.line(request.contact, "contact"),
        position=work.one(ADULTS_OF, family=family.id).last + 1,
        prefers=way(request.prefers),
    )
    search.refresh(work, "family", family.id)
    work.about("family", family.id, "family")
    work.what = f"Added {name} to the {surname(family.name)} family"
    return Added(family.code)


def add_pupil(work: Work, request: AddPupil) -> Added:
    """Add a child to a family."""
    name = texts.required(request.name, "name", "the child's name")
    family = family_of(work, request.family)
    if family.left_on is not None:
        message = f"The family left on {long_date(family.left_on)}. Note first that they are back."
        raise RuleError(message, "family_left", "family")
    year = school_year(request.year)
    pupil = _borrower(
        work,
        kind="pupil",
        name=name,
        account_id=family.account_id,
        family_id=family.id,
        school_id=school_named(work, request.school),
        year=year,
        year_on=work.on if year else None,
        contact="",
    )
    work.about("family", family.id, "family")
    work.what = f"Added {name} to the {surname(family.name)} family"
    return Added(pupil)


def add_school(work: Work, request: AddSchool) -> Added:
    """Add a school, which borrows and pays."""
    name = texts.required(request.name, "name", "the school's name")
    urn = free_urn(work, request.urn)
    account = work.add("account", kind="school")
    code = _borrower(
        work,
        kind="school",
        name=name,
        account_id=account,
        family_id=None,
        school_id=None,
        year="",
        contact=texts.line(request.contact, "contact"),
    )
    key = facts.thing_of(work, code)[1]
    work.add(
        "school",
        borrower_id=key,
        urn=urn,
        address=texts.line(request.address, "address"),
        postcode=texts.line(request.postcode, "postcode").upper(),
    )
    work.what = f"Added {name}"
    return Added(code)


def add_borrower(work: Work, request: AddBorrower) -> Added:
    """Add a teacher, an adult learner or a partner."""
    if request.kind not in ("teacher", "adult", "partner"):
        raise RuleError(f"{request.kind} is not a kind of borrower.", "kind", "kind")
    name = texts.required(request.name, "name", "the name")
    account = work.add("account", kind=request.kind)
    code = _borrower(
        work,
        kind=request.kind,
        name=name,
        account_id=account,
        family_id=None,
        school_id=school_named(work, request.school),
        year="",
        contact=texts.line(request.contact, "contact"),
    )
    work.what = f"Added {name} ({request.kind})"
    return Added(code)


NO_SCHOOL = frozenset({"", "none", "no school", "home", "home educated", "home-educated"})
"""What is said of a child who goes to no school."""

NAMED_YEARS = {"NURSERY": "N", "RECEPTION": "R"}


def school_year(text: str) -> str:
    """Return a school year as it is kept: N, R, 1 to 13, or empty."""
    said = text.strip().upper()
    year = NAMED_YEARS.get(said) or said.removeprefix("YEAR").removeprefix("Y").strip()
    if year and year not in SCHOOL_YEARS:
        raise RuleError(f"A school year is N, R or 1 to 13; {text[:20]} is not.", "year", "year")
    return year


WAYS = ("email", "text", "phone", "post")
"""How somebody may like to be written to."""


def way(text: str) -> str | None:
    """Return how somebody likes to be written to as it is kept; None where they did not say."""
    said = text.strip().lower()
    if said and said not in WAYS:
        message = f"People are written to by email, text, phone or post, not by {said[:20]}."
        raise RuleError(message, "prefers", "prefers")
    return said or None


def family_of(work: Work, card: str) -> Any:
    """Return the family a card names, with its account locked so that nobody joins it meanwhile.

    Raises:
        RuleError: it is not a family's card.
    """
    found = known_family(work, card)
    work.lock("account", found.account_id)
    again = known_family(work, card)
    if again.id != found.id:
        raise RowChangedError("family")
    return again


def known_family(look: Look, card: str) -> Any:
    """Return the family a card names."""
    kind, key = facts.thing_of(look, card, "family")
    family = look.one(FAMILY, key=key) if kind == "family" else None
    if family is None:
        raise RuleError(f"{card} is not a family's card.", "wrong_kind", "family")
    return family


def _borrower(work: Work, **columns: object) -> str:
    code = work.number("B")
    key = work.add("borrower", code=code, **columns)
    _card(work, "borrower", key, code)
    return code


def _card(work: Work, kind: str, key: int, code: str) -> None:
    work.add("code", text=code, kind=kind, thing=key, is_alias=0)
    search.refresh(work, kind, key)
    work.about(kind, key, "added")


def _school_with(work: Work, urn: str) -> int:
    row = work.one(URN_TAKEN, urn=urn)
    if row is None:
        raise RuleError(f"There is no school with URN {urn} here.", "no_school", "school")
    return int(row.borrower_id)


def free_urn(work: Work, text: str, school: int = 0) -> str | None:
    """Return a URN as it is kept, unless another school than this one has it; None for none.

    Raises:
        RuleError: it is not six digits, or another school has it.
    """
    urn = text.strip()
    if urn and not (urn.isascii() and urn.isdigit() and len(urn) == 6):
        raise RuleError(f"A URN is six digits; {urn[:20]} is not.", "urn", "urn")
    holder = work.one(URN_TAKEN, urn=urn) if urn else None
    if holder is not None and holder.borrower_id != school:
        raise RuleError(f"The school with URN {urn} is here already.", "urn_taken", "urn")
    return urn or None


def school_named(work: Work, text: str) -> int | None:
    """Return the school that a card, a name or a URN names; None where it says there is none.

    Raises:
        RuleError: there is no such school.
    """
    if fold(text) in NO_SCHOOL:
        return None
    said = text.strip()
    if len(said) == 6 and said.isascii() and said.isdigit():
        return _school_with(work, said)
    same = work.rows(SAME_SCHOOL, name=said)
    if len(same) > 1:
        message = f"Several schools are called {said[:80]}: say its URN or its card."
        raise RuleError(message, "several_schools", "school")
    if same:
        return int(same[0].id)
    if not is_ours(normalise(text)):
        raise RuleError(f"There is no school called {text.strip()[:80]}.", "no_school", "school")
    kind, key = facts.thing_of(work, text, "school")
    if kind != "borrower" or work.one(SCHOOL, key=key).kind != "school":
        raise RuleError(f"{text.strip()} is not a school's card.", "wrong_kind", "school")
    return key
