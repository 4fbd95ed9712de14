"""Applications for a reduced rate: received, decided by a lead, and what charges become."""

from dataclasses import dataclass, field
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
    OPEN_STATES,
    REFUSED,
    WAITING_LIST,
    AwardHeld,
    counts_from,
    grace_ends_on,
)
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.policy import Scheme
from loanmgr.domain.policy.words import listed
from loanmgr.domain.school_years import year_of
from loanmgr.domain.words import long_date
from loanmgr.services import awards, facts, locks, sight
from loanmgr.services import pots as pots_left
from loanmgr.services.awards import Awarded
from loanmgr.services.identity import LEADS
from loanmgr.services.rerating import rerate
from loanmgr.services.work import Look, Work

DECISIONS = (AWARDED, REFUSED, WAITING_LIST)

RENEWED_WITHIN = timedelta(days=120)
"""An application so shortly before an award ends is for the time after it."""

RUNNING = Sql(
    "SELECT to_on FROM award WHERE borrower_id = :borrower AND scheme_kind = :kind"
    " AND struck_act IS NULL AND state IN ('awarded', 'evidence_awaited')"
    " AND from_on <= :on AND to_on >= :on"
)
OPEN = Sql(
    "SELECT * FROM award WHERE borrower_id = :borrower AND struck_act IS NULL"
    " AND state IN ('applied', 'evidence_awaited', 'waiting_list') ORDER BY id DESC LIMIT 1"
)
RUNNING = Sql(
    "SELECT * FROM award WHERE borrower_id = :borrower AND struck_act IS NULL"
    " AND state = 'awarded' AND from_on <= :on AND (to_on IS NULL OR to_on >= :on)"
    " ORDER BY id DESC LIMIT 1"
)
LIST = Sql("""
SELECT b.code AS pupil, b.name AS pupil_name, b.year, b.year_on, award.scheme,
  award.state, award.evidence, award.reason, award.to_on, family.name AS family,
  family.code AS card, award.received_on, award.grace_until_on, award.from_on
FROM award JOIN borrower AS b ON b.id = award.borrower_id
LEFT JOIN family ON family.id = b.family_id
WHERE award.struck_act IS NULL AND award.state IN ('applied', 'waiting_list')
ORDER BY award.state, award.received_on, award.id LIMIT 500
""")
RUN = Sql("SELECT no FROM act WHERE uuid = :id")
LOWERS_YET = """
FROM award JOIN borrower AS b ON b.id = award.borrower_id
JOIN charge ON charge.award_id = award.id AND charge.ended_act IS NULL
  AND charge.agreed_by IS NULL AND charge.charge_on >= award.from_on
WHERE award.state IN ('applied', 'evidence_awaited') AND award.grace_until_on < :on
  AND award.struck_act IS NULL
"""
"""Whose days of grace are over, and that charges are still reduced by."""
RUN_OUT = Sql(f"SELECT DISTINCT b.code {LOWERS_YET} ORDER BY b.code")
RUN_OUT_OF = Sql(
    f"SELECT award.* {LOWERS_YET} AND award.borrower_id = :borrower"
    " ORDER BY award.from_on, award.id LIMIT 1"
)


@dataclass(frozen=True)
class Apply:
    """Note that a reduced rate was applied for; somebody decides later."""

    pupil: str
    scheme: str
    evidence: str = AWAITED
    """Its kind, where it was seen with the application."""
    received_on: date | None = None
    """The day it came in; today unless said."""
    reason: str = ""
    """On which ground, where the scheme tells grounds apart."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Decide:
    """Award what was applied for, refuse it, or put it on the waiting list."""

    pupil: str
    decision: str
    evidence: str = ""
    """Its kind, where it is seen with the decision."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class EndAward:
    """End an award that runs: circumstances have changed."""

    pupil: str
    last_on: date | None = None
    """The last day it counts; yesterday unless said."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class EndGrace:
    """Take back what was reduced while evidence was awaited that never came."""

    pupil: str
    run: UUID | None = None
    """The billing run that does it."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Decided:
    """What was decided, and what it changes of charges that were made."""

    award: UUID
    pupil: str
    pupil_name: str
    state: str
    from_on: date
    to_on: date
    less_pence: int
    """So much less is due; more where it is below nothing."""


@dataclass(frozen=True)
class Application:
    """One that waits for a decision."""

    pupil: str
    pupil_name: str
    year: str
    scheme: str
    state: str
    is_seen: bool
    """Evidence was seen with it."""
    received_on: date
    from_on: date
    grace_until_on: date | None
    to_on: date
    family: str
    card: str
    """The family's card."""
    reason: str = ""
    """On which ground; empty for who may not see it."""
    evidence: str = ""
    """Its kind; empty for who may not see it."""
    takes: tuple[str, ...] = ()
    """Kinds of evidence that the scheme takes, for who may see it."""


@dataclass(frozen=True)
class Pot:
    """What a scheme can give in an academic year, and what is left of it."""

    scheme: str
    name: str
    budget_pence: int
    given_pence: int

    @property
    def left_pence(self) -> int:
        """What is left, never below nothing."""
        return max(0, self.budget_pence - self.given_pence)


def apply(work: Work, request: Apply) -> Awarded:
    """Note an application; it counts from the day it came in, while its days of grace last.

    Raises:
        RuleError: the scheme or its ground is not known, a like award overlaps, a day to come.
    """
    who = facts.borrower_key(work, request.pupil, "pupil")
    work.lock("borrower", who)
    known = facts.borrower(work, who)
    received_on = request.received_on or work.on
    if received_on > work.on:
        raise RuleError(
            f"{long_date(received_on)} has not come yet.", "in_the_future", "received_on"
        )
    scheme = awards.scheme_of_day(work, request.scheme, received_on)
    reason = awards.check_reason(work, scheme, request.reason, received_on)
    awards.check_pupil(known, scheme)
    from_on = _begins_on(work, who, scheme, received_on)
    to_on = _ends_on(work, scheme, known, from_on)
    awards.check_overlap(work, known, scheme, (from_on, to_on))
    evidence = request.evidence.strip().lower()
    awards.check_evidence(scheme, evidence)
    seen = evidence != AWAITED
    grace_on = grace_ends_on(scheme, max(received_on, from_on))
    work.add(
        "award",
        uuid=request.id,
        borrower_id=who,
        scheme=scheme.code,
        scheme_kind=scheme.kind,
        state=APPLIED,
        evidence=evidence,
        seen_by_id=work.identity.staff if seen else None,
        seen_on=work.on if seen else None,
        received_on=received_on,
        from_on=from_on,
        to_on=to_on,
        grace_until_on=grace_on,
        reason=reason or None,
        act_no=work.act_no,
    )
    _about(work, known)
    work.what = f"Applied for: {scheme.public_name} for {known.row.name}"
    code, name = known.row.code, known.row.name
    return Awarded(request.id, APPLIED, from_on, to_on, grace_on, code, name)


def decide(work: Work, request: Decide) -> Decided:
    """Decide on an application; charges since its beginning are lowered, or raised again.

    Raises:
        RuleError: whoever decides is no lead, nothing was applied for, no evidence, an empty pot.
    """
    if request.decision not in DECISIONS:
        raise RuleError(f"Decide {listed(DECISIONS, 'or')}.", "decision", "decision")
    who, known = _pupil(work, request.pupil)
    row = work.one(OPEN, borrower=who)
    scheme = work.policy().scheme_on(row.scheme, max(row.from_on, work.on)) if row else None
    if row is None or scheme is None:
        message = f"Nothing that {known.row.name} applied for waits for a decision."
        raise RuleError(message, "nothing_applied", "pupil")
    if not awards.may_award(work, scheme):
        roles = listed((role.replace("_", " ") for role in scheme.awarded_by), "or")
        who_may = "a lead or the office" if scheme.awarded_by == LEADS else f"the {roles}"
        message = f"Only {who_may} decides on a reduced rate."
        raise RuleError(message, "lead_only", "pupil")
    after: dict[str, Any] = {"state": request.decision, "decided_on": work.on}
    if request.decision == AWARDED:
        after |= _awarded(work, row, scheme, request.evidence.strip().lower() or row.evidence)
    before = {name: getattr(row, name) for name in after}
    work.change("award", row.id, before, after)
    less_pence = rerate(work, who, row.from_on)
    _about(work, known)
    words = {AWARDED: "Awarded", REFUSED: "Refused", WAITING_LIST: "On the waiting list"}
    work.what = f"{words[request.decision]}: {scheme.public_name} for {known.row.name}"
    from_on = after.get("from_on", row.from_on)
    named = known.row.code, known.row.name
    return Decided(row.uuid, *named, request.decision, from_on, row.to_on, less_pence)


def _awarded(work: Work, row: Any, scheme: Scheme, seen: str) -> dict[str, Any]:
    """Return what an award comes to hold, once its evidence and the pot are looked at."""
    awards.check_evidence(scheme, seen)
    if seen == AWAITED:
        raise RuleError("Say what evidence was seen.", "evidence", "evidence")
    pots_left.check_left(work, scheme)
    after: dict[str, Any] = {"evidence": seen, "grace_until_on": None}
    if row.seen_on is None:
        after |= {"seen_on": work.on, "seen_by_id": work.identity.staff}
        if row.grace_until_on is not None and row.grace_until_on < work.on:
            after["from_on"] = work.on  # what came after the days of grace counts from today
    return after


def end_award(work: Work, request: EndAward) -> Decided:
    """End an award that runs; what was charged while it held stays as it is.

    Raises:
        RuleError: none runs, or it would end before it began.
    """
    who, known = _pupil(work, request.pupil)
    row = work.one(RUNNING, borrower=who, on=work.on)
    if row is None:
        message = f"No reduced rate of {known.row.name} runs."
        raise RuleError(message, "nothing_runs", "pupil")
    last_on = request.last_on or work.on - calendar.ONE_DAY
    if last_on < row.from_on - calendar.ONE_DAY or last_on > row.to_on:
        message = f"It runs from {long_date(row.from_on)} to {long_date(row.to_on)}."
        raise RuleError(message, "dates", "last_on")
    after = {"state": ENDED, "to_on": max(last_on, row.from_on)}
    work.change("award", row.id, {"state": row.state, "to_on": row.to_on}, after)
    _about(work, known)
    work.what = f"Ended on {long_date(last_on)}: reduced rate of {known.row.name}"
    named = known.row.code, known.row.name
    return Decided(row.uuid, *named, ENDED, row.from_on, after["to_on"], 0)


def end_grace(work: Work, request: EndGrace) -> Decided:
    """Take back, by one line a charge, what was reduced on evidence that never came.

    Raises:
        RuleError: nothing waits beyond its days of grace.
    """
    who = facts.borrower_key(work, request.pupil, "pupil")
    locks.borrowers(work, (who,))
    known = facts.hirer(work, who)
    row = work.one(RUN_OUT_OF, borrower=who, on=work.on)
    if row is None:
        message = f"The days of grace of {known.row.name} have not run out."
        raise RuleError(message, "nothing_ended", "pupil")
    counted = [held for held in known.awards if not _is_run_out(held, work.on)]
    less_pence = rerate(work, who, row.from_on, counted)
    if request.run is not None:
        work.belongs_to = work.one(RUN, id=request.run).no
    _about(work, known)
    work.what = f"Taken back: reduced rate of {known.row.name}, whose evidence never came"
    named = known.row.code, known.row.name
    return Decided(row.uuid, *named, row.state, row.from_on, row.to_on, less_pence)


def waiting(look: Look, _request: None = None) -> tuple[Application, ...]:
    """List what waits for a decision: applications first, then the waiting list.

    Raises:
        RuleError: whoever asks is no lead.
    """
    if look.identity.role not in LEADS:
        raise RuleError("This list is for a desk lead.", "lead_only", "staff")
    return tuple(_application(look, row) for row in look.rows(LIST))


def _application(look: Look, row: Any) -> Application:
    scheme = look.policy().scheme_on(row.scheme, max(row.from_on, look.on))
    seen = sight.of_award(look, row.scheme, row.from_on, (row.reason or "", row.evidence))
    return Application(
        row.pupil,
        row.pupil_name,
        year_of(row, look.on),
        seen.shown,
        row.state,
        row.evidence != AWAITED,
        row.received_on,
        row.from_on,
        row.grace_until_on,
        row.to_on,
        row.family or "",
        row.card or "",
        seen.reason,
        seen.evidence,
        scheme.evidence if scheme and seen.name else (),
    )


def run_out(look: Look, _request: None = None) -> tuple[str, ...]:
    """Return the cards of pupils whose charges are reduced on evidence that never came."""
    return tuple(row.code for row in look.rows(RUN_OUT, on=look.on))


def pots(look: Look, _request: None = None) -> tuple[Pot, ...]:
    """Say what each scheme has given this academic year, for who may see that there is one."""
    schemes = {s.code: s for s in look.policy().schemes if s.in_force(look.on)}
    budgeted = (s for s in schemes.values() if s.budget_pence is not None)
    return tuple(_pot(look, s) for s in budgeted if sight.sees(look, s))


def _begins_on(work: Work, who: int, scheme: Scheme, received_on: date) -> date:
    """Return its first day: the one it came in, or after the award that is about to end."""
    from_on = counts_from(work.policy(), scheme, received_on)
    running = work.one(RUNNING, borrower=who, kind=scheme.kind, on=from_on)
    if running is None or running.to_on - received_on > RENEWED_WITHIN:
        return from_on
    return date.fromordinal(running.to_on.toordinal() + 1)


def _ends_on(work: Work, scheme: Scheme, known: facts.BorrowerKnown, from_on: date) -> date:
    """Return 31 August of the year it is for: what comes in the summer is for the next one."""
    if scheme.lasts != "academic_year":
        return awards.last_day(work, scheme, known, from_on)
    term = calendar.term_on(work.policy(), from_on) or calendar.find_next_term(
        work.policy(), from_on
    )
    return calendar.academic_year_end(term.from_on if term else from_on)


def _pot(look: Look, scheme: Scheme) -> Pot:
    given = pots_left.given_pence(look, scheme.code, look.on)
    return Pot(scheme.code, scheme.name, scheme.budget_pence or 0, given)


def _is_run_out(held: AwardHeld, on: date) -> bool:
    is_open = held.state in OPEN_STATES
    return is_open and held.grace_until_on is not None and held.grace_until_on < on


def _pupil(work: Work, card: str) -> tuple[int, facts.BorrowerKnown]:
    who = facts.borrower_key(work, card, "pupil")
    return who, locks.borrower(work, who)


def _about(work: Work, known: facts.HirerKnown) -> None:
    work.about("borrower", known.row.id, "award")
    work.about("family", known.row.family_id, "award")
