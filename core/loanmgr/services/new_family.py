"""A new family at the counter: parent, children and their reduced rates, kept as one act."""

from dataclasses import dataclass, field
from uuid import UUID, uuid5

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import awards, facts, people
from loanmgr.services.awards import Award
from loanmgr.services.baskets import rows
from loanmgr.services.people import AddCarer, AddFamily, AddPupil
from loanmgr.services.work import Look, Work

EVIDENCE = (
    ("letter", "Seen today"),
    ("school", "School confirms"),
    ("awaited", "Will bring it"),
    ("none", "Not needed"),
)
"""Kinds of evidence that a desk asks for, in its words."""


@dataclass(frozen=True)
class NewChild:
    """A child of the family, with the scheme that applies, if one does."""

    name: str
    school: str = ""
    """The school's card, or its name."""
    year: str = ""
    scheme: str = ""
    """Code of the scheme."""
    evidence: str = "letter"


@dataclass(frozen=True)
class NewCarer:
    """Another grown-up of the family."""

    name: str
    contact: str = ""


@dataclass(frozen=True)
class NewFamily:
    """A parent or carer and the children.

    Problems name a child's field as `name_2`, that of the second grown-up as `adult_2`.
    """

    adult: str
    contact: str = ""
    address: str = ""
    postcode: str = ""
    children: tuple[NewChild, ...] = ()
    family: str = ""
    """The card of a family that is here already and only gets the children and carers."""
    carers: tuple[NewCarer, ...] = ()
    """The grown-ups besides the first."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class AddedFamily:
    """The cards of the family and of its new children."""

    act: UUID
    code: str
    children: tuple[str, ...]


@dataclass(frozen=True)
class SchemeLetter:
    """A scheme as it is asked for: by a letter, since the screen faces the queue."""

    letter: str
    code: str
    evidence: tuple[str, ...]
    """Kinds of evidence it takes."""


def letters(look: Look, _request: None = None) -> tuple[SchemeLetter, ...]:
    """Return the schemes of today, each under its letter."""
    held = [scheme for scheme in look.policy().schemes if scheme.in_force(look.on)]
    return tuple(
        SchemeLetter(chr(ord("A") + place), scheme.code, ("awaited", *scheme.evidence))
        for place, scheme in enumerate(held)
    )


def new_family(work: Work, request: NewFamily) -> AddedFamily:
    """Add a family with its children and awards; whole, or not at all.

    Raises:
        RuleError: something is missing or wrong; `field` says where.
    """
    if not request.children and not (request.family and request.carers):
        raise RuleError("Say the child's name.", "missing", "name_1")
    code = request.family or _add_family(work, request)
    for place, carer in enumerate(request.carers, start=2):
        _add_carer(work, (request.id, code), carer, place)
    cards = tuple(
        _add_child(work, request, code, place) for place in range(1, len(request.children) + 1)
    )
    work.do("basket", rows.DROP_TYPED, id=request.id)
    kind, key = facts.thing_of(work, code, "family")
    work.about(kind, key, "added")
    who = _who(request)
    what = "New in the family" if request.family else f"New family: {request.adult.strip()}"
    work.what = f"{what}: {who}" if request.family else f"{what}, with {who}"
    return AddedFamily(request.id, code, cards)


def _add_family(work: Work, request: NewFamily) -> str:
    adult = AddFamily(
        request.adult,
        request.contact,
        request.address,
        request.postcode,
        id=uuid5(request.id, "family"),
    )
    try:
        return work.part(people.add_family, adult).code
    except RuleError as refusal:
        if refusal.field == "name":
            raise RuleError("Say the parent's or carer's name.", refusal.code, "adult") from refusal
        raise


def _who(request: NewFamily) -> str:
    """Return whom a family gets: the only one by name, several by their number."""
    if len(request.children) > 1:
        return f"{len(request.children)} children"
    names = (*(child.name for child in request.children), *(c.name for c in request.carers))
    return names[0].strip()


def _add_carer(work: Work, of: tuple[UUID, str], carer: NewCarer, place: int) -> None:
    act, family = of
    request = AddCarer(family, carer.name, carer.contact, id=uuid5(act, f"adult{place}"))
    try:
        work.part(people.add_carer, request)
    except RuleError as refusal:
        field_name = "adult" if refusal.field == "name" else refusal.field
        raise RuleError(refusal.message, refusal.code, f"{field_name}_{place}") from refusal


def _add_child(work: Work, request: NewFamily, family: str, place: int) -> str:
    child = request.children[place - 1]
    pupil = AddPupil(family, child.name, child.school, child.year, uuid5(request.id, f"c{place}"))
    try:
        card = work.part(people.add_pupil, pupil).code
        if child.scheme:
            award_id = uuid5(request.id, f"award{place}")
            given = Award(card, child.scheme, child.evidence, id=award_id)
            work.part(awards.award, given)
    except RuleError as refusal:
        # Each child has fields of its own on the panel.
        raise RuleError(refusal.message, refusal.code, f"{refusal.field}_{place}") from refusal
    return card
