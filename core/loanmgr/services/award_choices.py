"""What can be done about a pupil's reduced rate, for the panel of a family's record."""

from dataclasses import dataclass
from datetime import date

from loanmgr.domain.discounts import AWAITED, AWARDED, OPEN_STATES, WAITING_LIST
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import Scheme
from loanmgr.services import applications, awards, circumstances, facts, sight
from loanmgr.services.circumstances import HowItIs
from loanmgr.services.identity import LEADS
from loanmgr.services.work import Look

USUAL = ("letter", "school", "none")
"""Kinds of evidence that tell nothing."""


@dataclass(frozen=True)
class SchemeChoice:
    """A scheme that can be applied for or awarded today."""

    code: str
    name: str
    """Its own name, for who may see it; else the public one."""
    reasons: tuple[str, ...]
    evidence: tuple[str, ...]
    may_award: bool


@dataclass(frozen=True)
class Waits:
    """What a pupil applied for, and nobody has decided on yet."""

    name: str
    state: str
    is_seen: bool
    received_on: date
    evidence: tuple[str, ...]
    may_decide: bool
    reason: str = ""


@dataclass(frozen=True)
class Runs:
    """The reduced rate that a pupil has today."""

    name: str
    from_on: date
    to_on: date


@dataclass(frozen=True)
class PupilAwards:
    """How it is with a pupil, and what can be done about it."""

    pupil: str
    name: str
    circumstances: HowItIs
    schemes: tuple[SchemeChoice, ...]
    waits: Waits | None
    runs: Runs | None


def of_pupil(look: Look, card: str) -> PupilAwards:
    """Return what can be done about a pupil's reduced rate.

    Raises:
        RuleError: whoever asks is no lead, or it is no pupil's card.
    """
    if look.identity.role not in LEADS:
        raise RuleError("The office changes reduced rates.", "lead_only", "pupil")
    key = facts.borrower_key(look, card, "pupil")
    known = facts.borrower(look, key)
    held = [scheme for scheme in look.policy().schemes if scheme.in_force(look.on)]
    return PupilAwards(
        known.row.code,
        known.row.name,
        circumstances.known(look, card),
        tuple(
            SchemeChoice(
                scheme.code,
                scheme.name if sight.sees(look, scheme) else scheme.public_name,
                scheme.reasons if sight.sees(look, scheme) else (),
                (AWAITED, *_kinds(look, scheme)),
                awards.may_award(look, scheme),
            )
            for scheme in held
            if not scheme.automatic
        ),
        _waits(look, key),
        _runs(look, key),
    )


def _kinds(look: Look, scheme: Scheme) -> tuple[str, ...]:
    """Return the kinds of evidence; one that only this scheme takes would tell the reason."""
    if sight.sees(look, scheme):
        return scheme.evidence
    return tuple(kind for kind in scheme.evidence if kind in USUAL)


def _waits(look: Look, key: int) -> Waits | None:
    row = look.one(applications.OPEN, borrower=key)
    if row is None or row.state not in (*OPEN_STATES, WAITING_LIST):
        return None
    scheme = look.policy().scheme_on(row.scheme, max(row.from_on, look.on))
    of = (row.reason or "", row.evidence)
    seen = sight.of_award(look, row.scheme, row.from_on, of)
    may_decide = scheme is not None and awards.may_award(look, scheme)
    kinds = scheme.evidence if scheme is not None and seen.name else ()
    is_seen = row.evidence != AWAITED
    return Waits(seen.shown, row.state, is_seen, row.received_on, kinds, may_decide, seen.reason)


def _runs(look: Look, key: int) -> Runs | None:
    row = look.one(applications.RUNNING, borrower=key, on=look.on)
    if row is None or row.state != AWARDED:
        return None
    return Runs(sight.of_award(look, row.scheme, look.on).shown, row.from_on, row.to_on)
