"""Awards: a pupil's place on a discount scheme, with the kind of evidence that was seen."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.discounts import (
    APPLIED,
    AWAITED,
    AWARDED,
    ENDED,
    EVIDENCE_AWAITED,
    OPEN_STATES,
    WAITING_LIST,
    award_ends_on,
    year_allows,
)
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import last_ended, year_words
from loanmgr.domain.policy import SCHOOL_YEARS, Scheme
from loanmgr.domain.policy.words import listed
from loanmgr.domain.words import long_date
from loanmgr.services import facts, locks, pots
from loanmgr.services.facts import BorrowerKnown
from loanmgr.services.rerating import rerate
from loanmgr.services.work import Look, Work

OVERLAPS = Sql(
    "SELECT from_on, to_on FROM award WHERE borrower_id = :borrower AND scheme_kind = :kind"
    " AND struck_act IS NULL AND state IN ('applied', 'awarded', 'evidence_awaited')"
    " AND from_on <= :to_on AND to_on >= :from_on ORDER BY from_on LIMIT 1"
)

WAITS = Sql(
    "SELECT id FROM award WHERE borrower_id = :borrower AND scheme_kind = :kind"
    " AND struck_act IS NULL AND state = 'waiting_list'"
    " AND from_on <= :to_on AND to_on >= :from_on LIMIT 1"
)
AWAITED_OF = Sql(
    "SELECT * FROM award WHERE borrower_id = :borrower AND state = 'evidence_awaited'"
    " AND struck_act IS NULL AND (to_on IS NULL OR to_on >= :on) ORDER BY id DESC LIMIT 1"
)
ENDS = (AWARDED, EVIDENCE_AWAITED)
"""States of an award that counted, and may be asked for again when it has run out."""


@dataclass(frozen=True)
class Award:
    """Put a pupil on a scheme."""

    pupil: str
    scheme: str
    evidence: str = "letter"
    from_on: date | None = None
    to_on: date | None = None
    reason: str = ""
    """On which ground, where the scheme tells grounds apart."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class AwardAgain:
    """Put a pupil again on the scheme whose award ran out, from today."""

    pupil: str
    is_seen: bool = True
    """New evidence was seen today; otherwise it will be brought."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class EvidenceSeen:
    """Note that evidence that was awaited has been seen today."""

    pupil: str
    evidence: str = ""
    """Its kind; the usual one of the scheme unless said."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Awarded:
    """The award, and what it is now."""

    award: UUID
    state: str
    from_on: date
    to_on: date
    grace_until_on: date | None = None
    pupil: str = ""
    """Their card."""
    pupil_name: str = ""


def award(work: Work, request: Award) -> Awarded:
    """Put a pupil on a scheme, from today to the end of the academic year unless said.

    Raises:
        RuleError: the scheme does not take the evidence, or a like award overlaps.
    """
    who = facts.borrower_key(work, request.pupil, "pupil")
    work.lock("borrower", who)
    known = facts.borrower(work, who)
    first = request.from_on or work.on
    scheme = scheme_of_day(work, request.scheme, first)
    check_pupil(known, scheme)
    reason = check_reason(work, scheme, request.reason, first)
    last = request.to_on or last_day(work, scheme, known, first)
    _check_days(work, first, last)
    state = _state(scheme, request.evidence.strip().lower())
    check_overlap(work, known, scheme, (first, last))

    waits = state == EVIDENCE_AWAITED
    if pots.is_spent(work, scheme):
        state = WAITING_LIST
    elif not waits and not may_award(work, scheme):
        state = APPLIED  # with its evidence seen; it counts for as long as that would be awaited
    grace = work.on + timedelta(days=scheme.grace_days) if state in OPEN_STATES else None
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
        reason=reason or None,
        act_no=work.act_no,
    )
    work.about("borrower", who, "award")
    work.about("family", known.row.family_id, "award")
    if state == WAITING_LIST:
        work.what = (
            f"On the waiting list, as this year's budget is spent: {scheme.public_name} for"
            f" {known.row.name}"
        )
        return Awarded(request.id, state, first, last, None, known.row.code, known.row.name)
    work.what = f"{scheme.public_name} for {known.row.name} until {long_date(last)}"
    if state == APPLIED:
        work.what = f"Applied for, evidence seen: {scheme.public_name} for {known.row.name}"
    return Awarded(request.id, state, first, last, grace, known.row.code, known.row.name)


def award_again(work: Work, request: AwardAgain) -> Awarded:
    """Put a pupil again on the scheme whose award ran out last, from today.

    Raises:
        RuleError: none ran out within a year, or its scheme is not offered any more.
    """
    who = facts.borrower_key(work, request.pupil, "pupil")
    work.lock("borrower", who)
    known = facts.borrower(work, who)
    ended = last_ended([held for held in known.awards if held.state in ENDS], work.on)
    scheme = work.policy().scheme_on(ended.scheme_code, work.on) if ended else None
    if scheme is None:
        message = f"No reduced rate of {known.row.name} has run out that is still offered."
        raise RuleError(message, "nothing_ended", "pupil")
    evidence = usual_evidence(scheme) if request.is_seen else AWAITED
    return award(work, Award(known.row.code, scheme.code, evidence, id=request.id))


def evidence_seen(work: Work, request: EvidenceSeen) -> Awarded:
    """Note that awaited evidence was seen; after the days of grace it counts from today.

    Raises:
        RuleError: no evidence is awaited, or the scheme takes no such kind of it.
    """
    who = facts.borrower_key(work, request.pupil, "pupil")
    known = locks.borrower(work, who)
    row = work.one(AWAITED_OF, borrower=who, on=work.on)
    scheme = work.policy().scheme_on(row.scheme, work.on) if row is not None else None
    if scheme is None:
        message = f"No evidence is awaited from {known.row.name}."
        raise RuleError(message, "nothing_awaited", "pupil")
    kind = request.evidence.strip().lower() or usual_evidence(scheme)
    if _state(scheme, kind) != AWARDED:
        raise RuleError("Say what was seen.", "evidence", "evidence")
    seen = {"evidence": kind, "seen_by_id": work.identity.staff, "seen_on": work.on}
    if row.grace_until_on is None or row.grace_until_on < work.on:
        awarded = _begin_again(work, request, (row, scheme), seen)
        # What was reduced in the days of grace is taken back: the evidence came too late for it.
        rerate(work, who, row.from_on, [h for h in known.awards if h.award != row.uuid])
    else:
        before = {"state": row.state, "grace_until_on": row.grace_until_on}
        before |= {name: getattr(row, name) for name in seen}
        state, grace = _once_seen(work, scheme, row.grace_until_on)
        work.change("award", row.id, before, {"state": state, "grace_until_on": grace, **seen})
        awarded = Awarded(row.uuid, state, row.from_on, row.to_on, grace)
    awarded = replace(awarded, pupil=known.row.code, pupil_name=known.row.name)
    work.about("borrower", who, "award")
    work.about("family", known.row.family_id, "award")
    until = long_date(awarded.to_on)
    work.what = f"Evidence seen: {scheme.public_name} for {known.row.name} until {until}"
    return awarded


def _once_seen(work: Work, scheme: Scheme, grace_on: date | None) -> tuple[str, date | None]:
    """Return what an award is once its evidence was seen, and until when it counts undecided."""
    return (AWARDED, None) if may_award(work, scheme) else (APPLIED, grace_on)


def _begin_again(
    work: Work, request: EvidenceSeen, of: tuple[Any, Scheme], seen: dict[str, Any]
) -> Awarded:
    """End an award with its days of grace, and go on with another from today."""
    row, scheme = of
    again = work.on + timedelta(days=scheme.grace_days)
    state, grace = _once_seen(work, scheme, again)
    before = {"state": row.state, "to_on": row.to_on}
    last = max(row.grace_until_on or row.from_on, row.from_on)
    work.change("award", row.id, before, {"state": ENDED, "to_on": last})
    work.add(
        "award",
        uuid=request.id,
        borrower_id=row.borrower_id,
        scheme=row.scheme,
        scheme_kind=row.scheme_kind,
        state=state,
        **seen,
        received_on=row.received_on,
        from_on=work.on,
        to_on=row.to_on,
        grace_until_on=grace,
        act_no=work.act_no,
    )
    return Awarded(request.id, state, work.on, row.to_on, grace)


def last_day(look: Look, scheme: Scheme, known: BorrowerKnown, first: date) -> date:
    """Return the last day of an award that begins on a day, unless one is said.

    One that runs until it is ended does so at the latest when the pupil's Year 13 is over.
    """
    if scheme.lasts != "until_ended":
        return award_ends_on(look.policy(), scheme, first) or calendar.academic_year_end(first)
    year = known.facts.year
    left = len(SCHOOL_YEARS) - 1 - (SCHOOL_YEARS.index(year) if year in SCHOOL_YEARS else 0)
    end = calendar.academic_year_end(first)
    return end.replace(year=end.year + left)


def may_award(look: Look, scheme: Scheme) -> bool:
    """Say whether whoever is at the desk awards it; others record that it was applied for."""
    return look.identity.role in scheme.awarded_by


def scheme_of_day(look: Look, named: str, on: date) -> Scheme:
    """Return the version of a scheme that holds on a day.

    Raises:
        RuleError: there is no such scheme, or it is not offered on that day.
    """
    newest = look.policy().scheme_named(named)
    scheme = look.policy().scheme_on(newest.code, on)
    if scheme is None:
        message = f"{newest.public_name} is not offered on {long_date(on)}."
        raise RuleError(message, "not_offered", "scheme")
    return scheme


def check_reason(look: Look, scheme: Scheme, text: str, on: date) -> str:
    """Return a ground as it is kept; none has to be said.

    Raises:
        RuleError: the scheme tells no grounds apart, or it is none of its grounds on that day.
    """
    reason = " ".join(text.split())
    if not reason or reason in scheme.reasons:
        return reason
    if not scheme.reasons:
        raise RuleError(f"{scheme.public_name} asks for no ground.", "reason", "reason")
    others = [s for s in look.policy().schemes if s.code == scheme.code and reason in s.reasons]
    begins = min((s.from_on for s in others if s.from_on and s.from_on > on), default=None)
    ended = max((s.to_on for s in others if s.to_on and s.to_on < on), default=None)
    if begins is not None:
        why = f"{reason} is a ground only from {long_date(begins)}"
    elif ended is not None:
        why = f"{reason} was a ground only until {long_date(ended)}"
    else:
        why = f"{scheme.public_name} is for {listed(scheme.reasons, 'or')}"
        raise RuleError(f"{why}.", "reason", "reason")
    message = f"{why}; on {long_date(on)} it is for {listed(scheme.reasons, 'or')}."
    raise RuleError(f"{message[:1].upper()}{message[1:]}", "reason", "reason")


def check_pupil(known: BorrowerKnown, scheme: Scheme) -> None:
    """Refuse who is no pupil, or below the scheme's lowest school year."""
    if known.row.kind != "pupil":
        raise RuleError(f"{known.row.name} is not a pupil.", "not_a_pupil", "pupil")
    if not year_allows(scheme, known.facts.year):
        lowest = year_words(scheme.from_year)
        message = f"{scheme.public_name} begins with {lowest}; {known.row.name} is not there yet."
        raise RuleError(message, "year", "pupil")


def check_overlap(
    work: Work, known: BorrowerKnown, scheme: Scheme, days: tuple[date, date]
) -> None:
    """Refuse a second award of a kind on the same days, or a second place on its waiting list."""
    first, last = days
    asked = {"borrower": known.row.id, "kind": scheme.kind, "from_on": first, "to_on": last}
    overlap = work.one(OVERLAPS, **asked)
    if overlap is not None:
        message = (
            f"{known.row.name} already has a {scheme.public_name.lower()} from"
            f" {long_date(overlap.from_on)} to {long_date(overlap.to_on)}."
        )
        raise RuleError(message, "award_overlaps", "scheme")
    if work.one(WAITS, **asked) is not None:
        message = f"{known.row.name} is on the waiting list for it already; it is decided there."
        raise RuleError(message, "award_overlaps", "scheme")


def check_evidence(scheme: Scheme, evidence: str) -> None:
    """Refuse a kind of evidence that the scheme does not take."""
    _state(scheme, evidence)


def usual_evidence(scheme: Scheme) -> str:
    """Return the kind of evidence that a desk is mostly shown for a scheme."""
    if "letter" in scheme.evidence or not scheme.evidence:
        return "letter" if scheme.evidence else "none"
    return scheme.evidence[0]


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
