"""Awards and what they take off; a reason is never part of any text made here.

Amounts are whole pence, or parts of a penny until the one rounding; ``_on`` is a date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from loanmgr.domain.calendar import academic_year_end, cap_window, paying_term
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import parts_of
from loanmgr.domain.policy import SCHOOL_YEARS, Policy, Scheme
from loanmgr.domain.policy.words import listed

APPLIED = "applied"
AWARDED = "awarded"
EVIDENCE_AWAITED = "evidence_awaited"
WAITING_LIST = "waiting_list"
REFUSED = "refused"
ENDED = "ended"

STATES = (APPLIED, AWARDED, EVIDENCE_AWAITED, WAITING_LIST, REFUSED, ENDED)
"""What an award can be."""

AWAITED = "awaited"
"""The evidence kind of *will bring it*."""


@dataclass(frozen=True)
class AwardHeld:
    """A pupil's place on a scheme, as far as a charge depends on it."""

    award: UUID | None
    scheme_code: str
    state: str
    from_on: date
    to_on: date | None
    grace_until_on: date | None = None
    """The last day on which it counts although evidence or decision are awaited."""
    taken: tuple[tuple[date, int], ...] = ()
    """Discounts already given under it: charge date and pence. Only a scheme with a cap asks."""


class Sum(NamedTuple):
    """An exact sum that awards may lower: so many parts of a penny, and how many make one."""

    parts: int
    per_penny: int


class Offer(NamedTuple):
    """What one award would take off a sum, in its parts of a penny."""

    held: AwardHeld
    scheme: Scheme
    uncapped_parts: int
    off_parts: int
    """The same within the cap."""


def counts_on(held: AwardHeld, on: date) -> bool:
    """Say whether a charge of a day is discounted under an award.

    An award that has ended still counts for the days it ran; one whose evidence or decision is
    awaited counts until its days of grace run out.
    """
    if on < held.from_on or (held.to_on is not None and on > held.to_on):
        return False
    if held.state in (AWARDED, ENDED):
        return True
    is_open = held.state in (APPLIED, EVIDENCE_AWAITED)
    return is_open and held.grace_until_on is not None and on <= held.grace_until_on


def best_offers(
    policy: Policy, awards: Iterable[AwardHeld], on: date, lowered: Sum, what: str = "hire"
) -> tuple[Offer, ...]:
    """Choose the awards that lower a sum charged on a day, the largest first.

    The best single one wins, together with those whose schemes stack.
    """
    offers = [
        _offer(policy, held, scheme, on, lowered)
        for held in awards
        if counts_on(held, on)
        and (scheme := policy.scheme_on(held.scheme_code, on))
        and what in scheme.applies_to
    ]
    offers = [offer for offer in offers if offer.off_parts]
    if len(offers) > 1:
        offers.sort(key=_worth, reverse=True)
        best = next((offer for offer in offers if not offer.scheme.stacks), None)
        offers = [offer for offer in offers if offer is best or offer.scheme.stacks]
    return tuple(offers)


def state_for(scheme: Scheme, evidence: str) -> str:
    """Return the state of an award made with a kind of evidence.

    Raises:
        RuleError: the scheme takes no such evidence.
    """
    if evidence == AWAITED:
        return EVIDENCE_AWAITED
    if evidence in scheme.evidence:
        return AWARDED
    raise RuleError(
        f"{scheme.public_name} takes {listed((*scheme.evidence, AWAITED), 'or')} as evidence, "
        f"not {evidence}.",
        "unknown_evidence",
        "evidence",
    )


def award_ends_on(policy: Policy, scheme: Scheme, from_on: date) -> date | None:
    """Return the last day of an award that begins on a day; None where it runs until ended."""
    if scheme.lasts == "academic_year":
        return academic_year_end(from_on)
    if scheme.lasts == "term":
        return paying_term(policy, from_on, last_days=0).to_on
    return None


def grace_ends_on(scheme: Scheme, received_on: date) -> date | None:
    """Return the last day an application counts while its evidence is awaited; None is no day."""
    return received_on + timedelta(days=scheme.grace_days) if scheme.grace_days else None


def year_allows(scheme: Scheme, school_year: str) -> bool:
    """Say whether a pupil's school year reaches a scheme's floor; an unknown one does not."""
    if not scheme.from_year:
        return True
    known = school_year in SCHOOL_YEARS
    return known and SCHOOL_YEARS.index(school_year) >= SCHOOL_YEARS.index(scheme.from_year)


def _worth(offer: Offer) -> tuple[int, bool]:
    return offer.off_parts, offer.held.state == AWARDED


def _offer(policy: Policy, held: AwardHeld, scheme: Scheme, on: date, lowered: Sum) -> Offer:
    uncapped = _taken_off(scheme, lowered)
    if scheme.cap_per_term_pence is None:
        return Offer(held, scheme, uncapped, uncapped)
    first_on, last_on = cap_window(policy, on)
    taken = sum(pence for taken_on, pence in held.taken if first_on <= taken_on <= last_on)
    left_pence = max(0, scheme.cap_per_term_pence - taken)
    return Offer(held, scheme, uncapped, min(uncapped, left_pence * lowered.per_penny))


def _taken_off(scheme: Scheme, lowered: Sum) -> int:
    if scheme.hundredths:
        return parts_of(lowered.parts, scheme.hundredths)
    if scheme.fixed_pence is not None:
        return min(lowered.parts, scheme.fixed_pence * lowered.per_penny)
    if scheme.set_price_pence is not None:
        return max(0, lowered.parts - scheme.set_price_pence * lowered.per_penny)
    return lowered.parts
