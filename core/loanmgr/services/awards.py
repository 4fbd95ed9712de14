"""Awards: a pupil's place on a discount scheme, with the kind of evidence that was seen."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.discounts import AWARDED, EVIDENCE_AWAITED, year_allows
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import year_words
from loanmgr.domain.policy import Scheme
from loanmgr.domain.words import listed, long_date
from loanmgr.services import facts
from loanmgr.services.work import Work

OVERLAPS = Sql(
    "SELECT from_on, to_on FROM award WHERE borrower_id = :borrower AND scheme_kind = :kind"
    " AND struck_act IS NULL AND state IN ('applied', 'awarded', 'evidence_awaited')"
    " AND from_on <= :to_on AND to_on >= :from_on ORDER BY from_on LIMIT 1"
)


@dataclass(frozen=True)
class Award:
    """Put a pupil on a scheme."""

    pupil: str
    scheme: str
    evidence: str = "letter"
    from_on: date | None = None
    to_on: date | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Awarded:
    """The award, and what it is now."""

    award: UUID
    state: str
    from_on: date
    to_on: date
    grace_until_on: date | None = None


def award(work: Work, request: Award) -> Awarded:
    """Put a pupil on a scheme, from today to the end of the academic year unless said.

    Raises:
        RuleError: the scheme does not take the evidence, or a like award overlaps.
    """
    who = facts.borrower_key(work, request.pupil, "pupil")
    work.lock("borrower", who)
    known = facts.borrower(work, who)
    if known.row.kind != "pupil":
        raise RuleError(f"{known.row.name} is not a pupil.", "not_a_pupil", "pupil")
    scheme = work.policy().scheme_named(request.scheme)
    first = request.from_on or work.on
    last = request.to_on or calendar.academic_year_end(first)
    _check_days(work, first, last)
    if not year_allows(scheme, known.row.year):
        lowest = year_words(scheme.from_year)
        message = f"{scheme.public_name} begins with {lowest}; {known.row.name} is not there yet."
        raise RuleError(message, "year", "pupil")
    state = _state(scheme, request.evidence.strip().lower())
    overlap = work.one(OVERLAPS, borrower=who, kind=scheme.kind, from_on=first, to_on=last)
    if overlap is not None:
        message = (
            f"{known.row.name} already has a {scheme.public_name.lower()} from"
            f" {long_date(overlap.from_on)} to {long_date(overlap.to_on)}."
        )
        raise RuleError(message, "award_overlaps", "scheme")

    waits = state == EVIDENCE_AWAITED
    grace = work.on + timedelta(days=scheme.grace_days) if waits else None
    work.add(
        "award",
        uuid=request.id,
        borrower_id=who,
        scheme=scheme.code,
        scheme_kind=scheme.kind,
        state=state,
        evidence=request.evidence.strip().lower(),
        seen_by_id=None if waits else work.identity.staff,
        seen_on=None if waits else work.on,
        received_on=work.on,
        from_on=first,
        to_on=last,
        grace_until_on=grace,
        act_no=work.act_no,
    )
    work.about("borrower", who, "award")
    work.about("family", known.row.family_id, "award")
    work.what = f"{scheme.public_name} for {known.row.name} until {long_date(last)}"
    return Awarded(request.id, state, first, last, grace)


def _check_days(work: Work, first: date, last: date) -> None:
    if last < first:
        raise RuleError("An award can't end before it begins.", "dates", "to_on")
    if first < work.on:
        message = "An award can't begin before the day its application was received."
        raise RuleError(message, "backdated", "from_on")


def _state(scheme: Scheme, evidence: str) -> str:
    if evidence == "awaited":
        return EVIDENCE_AWAITED
    if evidence == "none" and not scheme.evidence:
        return AWARDED
    if evidence in scheme.evidence:
        return AWARDED
    takes = listed((*scheme.evidence, "awaited"))
    message = f"{scheme.public_name} needs evidence: {takes}."
    raise RuleError(message, "evidence", "evidence")
