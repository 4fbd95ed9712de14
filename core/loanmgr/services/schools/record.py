"""What the page of a school, a teacher or a partner shows besides what every borrower's shows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.lending import HOLDS_STOCK, year_words
from loanmgr.domain.money import pounds
from loanmgr.domain.policy import Hirer, Policy, Tariff
from loanmgr.domain.school_years import year_of
from loanmgr.services import contacts, facts
from loanmgr.services.contacts import Contact
from loanmgr.services.work import Look

BORROWER = Sql(
    "SELECT id, code, name, kind, outside_area, has_lessons, in_ensemble, struck_act"
    " FROM borrower WHERE id = :key"
)
SCHOOL = Sql("SELECT * FROM school WHERE borrower_id = :key")
PUPILS_WITH_LOANS = Sql("""
SELECT * FROM (
  SELECT b.id, b.code, b.name, b.year, b.year_on,
    (SELECT COUNT(*) FROM loan_line AS line WHERE line.borrower_id = b.id
      AND line.returned_at IS NULL AND line.passed_on_at IS NULL) AS items_out
  FROM borrower AS b WHERE b.school_id = :key AND b.kind = 'pupil' AND b.struck_act IS NULL
) AS ours WHERE items_out > 0 ORDER BY name, id LIMIT :most
""")
MOST_PUPILS = 200
"""Pupils with loans on one page."""

BASES = {
    "term": "a term",
    "half_term": "a half term",
    "month": "a month",
    "year": "a year",
    "fixed": "for the whole time",
}
"""For how long a price is, inside a sentence."""


@dataclass(frozen=True)
class SchoolFacts:
    """What the national register says of a school."""

    urn: str
    local_authority: str
    phase: str
    state: str
    head: str
    telephone: str
    website: str
    trust: str
    from_age: int | None
    to_age: int | None
    pupil_count: int | None
    closed_on: date | None

    @property
    def ages(self) -> str:
        """Say from and to which age: 4 to 11."""
        both = [str(age) for age in (self.from_age, self.to_age) if age is not None]
        return " to ".join(both)


@dataclass(frozen=True)
class Price:
    """One price of a kind of borrower, and what it is for."""

    name: str
    what: str
    """For cello and double bass."""
    how_much: str
    ends: str
    """Brought back by a day, or kept until it is returned."""


@dataclass(frozen=True)
class PupilOut:
    """A pupil at a school who has something of ours."""

    code: str
    name: str
    year: str
    out: int


@dataclass(frozen=True)
class Organisation:
    """What is known of a school, a teacher or a partner besides."""

    code: str
    name: str
    kind: str
    contacts: tuple[Contact, ...]
    prices: tuple[Price, ...]
    school: SchoolFacts | None = None
    pupils: tuple[PupilOut, ...] = ()


def organisation(look: Look, code: str) -> Organisation:
    """Return what is known of a school, a teacher or a partner besides.

    Raises:
        RuleError: the code is not such a card.
    """
    kind, key = facts.thing_of(look, code)
    row = look.one(BORROWER, key=key) if kind == "borrower" else None
    if row is None or row.struck_act is not None or row.kind not in HOLDS_STOCK:
        message = f"{code.strip()} is not the card of a school, a teacher or a partner."
        raise RuleError(message, "wrong_kind", "code")
    is_school = row.kind == "school"
    pupils = look.rows(PUPILS_WITH_LOANS, key=key, most=MOST_PUPILS) if is_school else []
    return Organisation(
        row.code,
        row.name,
        row.kind,
        contacts.of_borrower(look, key),
        prices(look.policy(), _hirer(row), look.on),
        school_facts(look, key) if is_school else None,
        tuple(
            PupilOut(p.code, p.name, year_words(year_of(p, look.on)), p.items_out) for p in pupils
        ),
    )


def school_facts(look: Look, key: int) -> SchoolFacts | None:
    """Return what the national register says of a school, by its key."""
    row = look.one(SCHOOL, key=key)
    if row is None:
        return None
    return SchoolFacts(
        row.urn or "",
        row.local_authority or "",
        row.phase or "",
        row.state or "",
        row.head or "",
        row.telephone or "",
        row.website or "",
        row.trust or "",
        row.from_age,
        row.to_age,
        row.pupil_count,
        row.closed_on,
    )


def prices(policy: Policy, hirer: Hirer, on: date) -> tuple[Price, ...]:
    """Return every price that somebody would pay on a day, in the order of the types."""
    found: dict[str, Tariff] = {}
    for kind in policy.types:
        of = (kind.code, kind.family, not kind.counts)
        for size in ("", *(size.code for size in kind.sizes)):
            tariff = policy.tariff_for(of, size, hirer, on)
            if tariff is not None:
                found.setdefault(tariff.code, tariff)
    return tuple(
        Price(each.name, policy.why(each), _how_much(each), _ends(each)) for each in found.values()
    )


def _hirer(row: Any) -> Hirer:
    return Hirer(row.kind, not row.outside_area, bool(row.has_lessons), bool(row.in_ensemble))


def _how_much(tariff: Tariff) -> str:
    if tariff.basis == "free" or not tariff.price_pence:
        return "free"
    deposit = f", deposit {pounds(tariff.deposit_pence)}" if tariff.deposit_pence else ""
    return f"{pounds(tariff.price_pence)} {BASES.get(tariff.basis, tariff.basis)}{deposit}"


def _ends(tariff: Tariff) -> str:
    return "until a fixed day" if tariff.ends == "fixed" else "until returned"
