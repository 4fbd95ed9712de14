"""Awards and what they take off; a reason is never part of any text made here.

Amounts are whole pence, or parts of a penny until the one rounding; ``_on`` is a date.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from loanmgr.domain.calendar import (
    academic_year_end,
    academic_year_start,
    cap_window,
    paying_term,
)
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import parts_of, pounds
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

OPEN_STATES = (APPLIED, EVIDENCE_AWAITED)
"""Not decided yet: such an award counts while its days of grace last."""

AWAITED = "awaited"
"""The evidence kind of *will bring it*."""


LEFT_OF_BUDGET = "which is left of its budget for the year"


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


class Given(NamedTuple):
    """A charge that stands on the payer's account, as far as later discounts depend on it."""

    charge_on: date
    due_pence: int
    off_pence: int = 0
    scheme_code: str = ""
    award: UUID | None = None
    is_own: bool = True
    """Of the same borrower, not of a sibling."""
    hire: str = ""
    """Names the hire, so that its own earlier periods are told from another instrument's."""
    what: str = "hire"
    """What it was for, in the words of a scheme's `applies_to`."""


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
    cap_words: str = ""
    """The cap that was reached: £50.00 a term."""


def counts_on(held: AwardHeld, on: date) -> bool:
    """Say whether a charge of a day is discounted under an award.

    An award that has ended still counts for the days it ran; one whose evidence or decision is
    awaited counts until its days of grace run out.
    """
    if on < held.from_on or (held.to_on is not None and on > held.to_on):
        return False
    if held.state in (AWARDED, ENDED):
        return True
    is_open = held.state in OPEN_STATES
    return is_open and held.grace_until_on is not None and on <= held.grace_until_on


class Pots(Protocol):
    """What is left of the budgets of schemes."""

    def left_pence(self, scheme: Scheme, on: date) -> int | None:
        """Return what a scheme can still give on a day; None where it has no budget."""


class Lowered(NamedTuple):
    """A sum that awards may lower, and what was charged before it."""

    sum: Sum
    on: date
    what: str = "hire"
    """In the words of a scheme's `applies_to`: hire, deposit, class_set or loss."""
    given: tuple[Given, ...] = ()
    hire: str = ""
    is_pupils: bool = True
    """Schemes that everybody has without an award are for pupils."""
    pots: Pots | None = None
    """What is left of budgets; None where no scheme has one, or they are not what is asked."""


def best_offers(policy: Policy, awards: Iterable[AwardHeld], lowered: Lowered) -> tuple[Offer, ...]:
    """Choose the awards that lower a sum charged on a day, the largest first.

    The best single one wins, together with those whose schemes stack.
    """
    offers = [offer for offer in _offers(policy, awards, lowered) if offer.off_parts]
    if len(offers) > 1:
        offers.sort(key=_worth, reverse=True)
        best = next((offer for offer in offers if not offer.scheme.stacks), None)
        offers = [offer for offer in offers if offer is best or offer.scheme.stacks]
    return tuple(offers)


def spent_schemes(
    policy: Policy, awards: Iterable[AwardHeld], lowered: Lowered
) -> tuple[Scheme, ...]:
    """Return the schemes that would lower a sum if anything were left of their budgets."""
    pots = lowered.pots
    if pots is None:
        return ()
    found = (offer.scheme for offer in _offers(policy, awards, lowered) if offer.uncapped_parts)
    return tuple(scheme for scheme in found if pots.left_pence(scheme, lowered.on) == 0)


def _offers(policy: Policy, awards: Iterable[AwardHeld], lowered: Lowered) -> list[Offer]:
    on = lowered.on
    without = policy.automatic_schemes if lowered.is_pupils else ()
    held_by_all = (AwardHeld(None, code, AWARDED, date.min, None) for code in without)
    return [
        _offer(policy, held, scheme, lowered)
        for held in (*awards, *held_by_all)
        if counts_on(held, on)
        and (scheme := policy.scheme_on(held.scheme_code, on))
        and lowered.what in scheme.applies_to
        and _reaches(policy, held, scheme, lowered)
    ]


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


def counts_from(policy: Policy, scheme: Scheme, received_on: date) -> date:
    """Return the first day an application can count: the next term's, once a deadline is over."""
    if scheme.apply_within_days is None:
        return received_on
    first_on, last_on = cap_window(policy, received_on)
    if first_on == date.min or received_on <= first_on + timedelta(days=scheme.apply_within_days):
        return received_on
    return last_on + timedelta(days=1)


def year_allows(scheme: Scheme, school_year: str) -> bool:
    """Say whether a pupil's school year reaches a scheme's floor; an unknown one does not."""
    if not scheme.from_year:
        return True
    known = school_year in SCHOOL_YEARS
    return known and SCHOOL_YEARS.index(school_year) >= SCHOOL_YEARS.index(scheme.from_year)


def _worth(offer: Offer) -> tuple[int, bool]:
    return offer.off_parts, offer.held.state == AWARDED


def _reaches(policy: Policy, held: AwardHeld, scheme: Scheme, lowered: Lowered) -> bool:
    """Say whether a hire is among the instruments that an award is good for."""
    if scheme.instruments is None:
        return True
    window = cap_window(policy, lowered.on)
    others = {
        each.hire
        for each in _under(held, lowered.given)
        if each.off_pence and _in(window, each) and each.hire != lowered.hire
    }
    return len(others) < scheme.instruments


def _offer(policy: Policy, held: AwardHeld, scheme: Scheme, lowered: Lowered) -> Offer:
    uncapped = _taken_off(policy, scheme, lowered)
    caps = _caps_left(policy, held, scheme, lowered)
    left_pence, words = min(caps, default=(None, ""))
    if left_pence is None or left_pence * lowered.sum.per_penny >= uncapped:
        return Offer(held, scheme, uncapped, uncapped)
    return Offer(held, scheme, uncapped, left_pence * lowered.sum.per_penny, words)


def _caps_left(
    policy: Policy, held: AwardHeld, scheme: Scheme, lowered: Lowered
) -> list[tuple[int, str]]:
    """Return what each cap of a scheme leaves in pence, with its words."""
    own = _under(held, lowered.given)
    family = [each for each in lowered.given if each.scheme_code == scheme.code]
    term, year = cap_window(policy, lowered.on), _year_of(lowered.on)
    asked = (
        (scheme.cap_per_term_pence, own, term, "a term"),
        (scheme.cap_per_year_pence, own, year, "a year"),
        (scheme.cap_per_family_term_pence, family, term, "a term for the family"),
    )
    left_pence = lowered.pots.left_pence(scheme, lowered.on) if lowered.pots else None
    budget = [] if left_pence is None else [(left_pence, f"{pounds(left_pence)}, {LEFT_OF_BUDGET}")]
    return budget + [
        (
            max(0, cap - sum(each.off_pence for each in given if _in(window, each))),
            f"{pounds(cap)} {a}",
        )
        for cap, given, window, a in asked
        if cap is not None
    ]


def _taken_off(policy: Policy, scheme: Scheme, lowered: Lowered) -> int:
    parts, per_penny = lowered.sum
    if scheme.hundredths:
        return parts_of(parts, scheme.hundredths)
    if scheme.fixed_pence is not None:
        return min(parts, scheme.fixed_pence * per_penny)
    price = _price_left(policy, scheme, lowered)
    return parts if price is None else max(0, parts - price * per_penny)


def _price_left(policy: Policy, scheme: Scheme, lowered: Lowered) -> int | None:
    """Return what is still to be paid of a price that a scheme sets; None where it is free."""
    if scheme.set_price_pence is not None:
        return scheme.set_price_pence
    if scheme.set_price_per_year_pence is not None:
        window = _year_of(lowered.on)
        paid = sum(each.due_pence for each in _of(scheme, lowered, window) if each.is_own)
        return max(0, scheme.set_price_per_year_pence - paid)
    if scheme.family_price_per_term_pence is not None:
        window = cap_window(policy, lowered.on)
        paid = sum(each.due_pence for each in _of(scheme, lowered, window))
        return max(0, scheme.family_price_per_term_pence - paid)
    return None


def _of(scheme: Scheme, lowered: Lowered, window: tuple[date, date]) -> list[Given]:
    """Return the charges of some days that a scheme's price is for."""
    return [each for each in lowered.given if each.what in scheme.applies_to and _in(window, each)]


def _under(held: AwardHeld, given: Iterable[Given]) -> list[Given]:
    if held.award is None:
        return [each for each in given if each.is_own and each.scheme_code == held.scheme_code]
    return [each for each in given if each.award == held.award]


def _year_of(on: date) -> tuple[date, date]:
    return academic_year_start(on), academic_year_end(on)


def _in(window: tuple[date, date], given: Given) -> bool:
    return window[0] <= given.charge_on <= window[1]
