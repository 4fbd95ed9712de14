"""A price tried out before a rule goes live: what lending would charge, now and over a year.

The very functions that charge are asked, on the policy as it is and as it would be. Nobody and
nothing of the register is needed; nothing is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from loanmgr.domain import calendar, charges
from loanmgr.domain.charges import Hire, Quote
from loanmgr.domain.discounts import (
    AWARDED,
    EVIDENCE_AWAITED,
    AwardHeld,
    award_ends_on,
    grace_ends_on,
    year_allows,
)
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import BORROWERS, SCHOOL_YEARS, Policy, merge
from loanmgr.domain.policy.words import listed
from loanmgr.services import policy_changes
from loanmgr.services.hiring import given_by
from loanmgr.services.instruments import size_of
from loanmgr.services.policy_changes import SaveEntry
from loanmgr.services.work import Look

MOST_CHARGES = 60
KEY = "tried"


@dataclass(frozen=True)
class Someone:
    """Who would hire: what prices ask of a borrower, and the reduced rate they would have."""

    kind: str = "pupil"
    year: str = ""
    in_area: bool = True
    has_lessons: bool = False
    in_ensemble: bool = False
    instrument_no: int = 1
    child_no: int = 1
    first_on: date | None = None
    """The day they first hired anything; the day of lending unless said."""
    scheme: str = ""
    """Code or name of the reduced rate they have, if any."""
    award_from_on: date | None = None
    """The day it holds from; the day of lending unless said."""
    is_awaited: bool = False
    """The evidence for it is still awaited."""


@dataclass(frozen=True)
class Try:
    """What is tried out, and the policy it is tried on besides the saved one."""

    type: str
    size: str
    on: date
    until_on: date | None = None
    who: Someone = Someone()
    unsaved: SaveEntry | None = None
    """An entry as it would be saved."""
    text: str | None = None
    """A policy file as it would be brought in."""


@dataclass(frozen=True)
class Priced:
    """What one policy makes of it: a first charge, those of a year, or why there is none."""

    first: Quote | None
    later: tuple[Quote, ...] = ()
    refused: str = ""
    note: str = ""
    """What somebody should know: the reduced rate is not for them, term dates are missing."""

    @property
    def year_pence(self) -> int:
        """All charges of the year together, without the deposit."""
        first = () if self.first is None else (self.first,)
        return sum(quote.due_pence for quote in (*first, *self.later))


@dataclass(frozen=True)
class Tried:
    """The price by the saved policy, and by the unsaved one where there is one."""

    saved: Priced
    unsaved: Priced | None = None


def try_price(look: Look, request: Try) -> Tried:
    """Price a hire that nobody makes, by the saved policy and by an unsaved one.

    Raises:
        PolicyProblems: the unsaved policy can't be read or contradicts itself.
    """
    now = look.policy()
    saved = price(now, request)
    if request.unsaved is not None:
        return Tried(saved, price(policy_changes.wanted_by(now, request.unsaved), request))
    if request.text is not None:
        return Tried(saved, price(merge(now, request.text).policy, request))
    return Tried(saved)


def price(policy: Policy, request: Try) -> Priced:
    """Price a hire by a policy, with the charges that follow within a year."""
    try:
        hire = _hire(policy, request)
        awards, note = _awards(policy, request)
        first = charges.quote(policy, hire, awards)
    except RuleError as refusal:
        return Priced(None, refused=refusal.message)
    later, missing = _later(policy, (hire, awards), first, request)
    return Priced(first, later, note=" ".join(each for each in (note, missing) if each))


def _hire(policy: Policy, request: Try) -> Hire:
    kind, who = policy.type_named(request.type), request.who
    if who.kind not in BORROWERS:
        message = f"There is no borrower called {who.kind[:40]}; there are {listed(BORROWERS)}."
        raise RuleError(message, "unknown_borrower", "borrower")
    return Hire(
        type_code=kind.code,
        family=kind.family,
        size=size_of(kind, request.size) or "",
        borrower_kind=who.kind,
        from_on=request.on,
        until_on=request.until_on,
        is_part=not kind.counts,
        is_resident=who.in_area,
        has_lessons=who.has_lessons,
        in_ensemble=who.in_ensemble,
        instrument_no=who.instrument_no,
        child_no=who.child_no,
        first_on=who.first_on,
        key=KEY,
    )


def _awards(policy: Policy, request: Try) -> tuple[tuple[AwardHeld, ...], str]:
    """Return the award they would hold, or why they could not."""
    who = request.who
    if not who.scheme:
        return (), ""
    from_on = who.award_from_on or request.on
    named = policy.scheme_named(who.scheme)
    scheme = policy.scheme_on(named.code, from_on)
    if scheme is None:
        return (), f"{named.name} does not hold on the day of the award."
    if who.year and who.year not in SCHOOL_YEARS:
        message = f"{who.year[:20]} is not a school year: N, R or 1 to 13."
        raise RuleError(message, "unknown_year", "year")
    if not year_allows(scheme, who.year):
        return (), f"{scheme.name} is from Year {scheme.from_year} on, so it does not count."
    held = AwardHeld(
        None,
        scheme.code,
        EVIDENCE_AWAITED if who.is_awaited else AWARDED,
        from_on,
        award_ends_on(policy, scheme, from_on),
        grace_ends_on(scheme, from_on) if who.is_awaited else None,
    )
    return (held,), ""


def _later(
    policy: Policy, of: tuple[Hire, tuple[AwardHeld, ...]], first: Quote, request: Try
) -> tuple[tuple[Quote, ...], str]:
    """Return the charges that follow within a year of lending, and what is missing for more."""
    hire, awards = of
    last_on = _year_later(request.on)
    found: list[Quote] = []
    given = [given_by(first, KEY)] if first.period_code else []
    quote = first
    while quote.next_charge_on is not None and quote.next_charge_on < last_on:
        asked = replace(hire, given=tuple(given))
        paid_to_on = quote.next_charge_on - calendar.ONE_DAY
        try:
            quote = charges.renewal(policy, asked, paid_to_on, awards)
        except RuleError as refusal:
            return tuple(found), refusal.message
        found.append(quote)
        given.append(given_by(quote, KEY))
        if len(found) == MOST_CHARGES:
            break
    return tuple(found), quote.next_charge_unknown


def _year_later(on: date) -> date:
    is_leap_day = (on.month, on.day) == (2, 29)
    return date(on.year + 1, 3, 1) if is_leap_day else on.replace(year=on.year + 1)


def as_data(priced: Priced) -> Mapping[str, Any]:
    """Return what a policy makes of it, as programs read it."""
    return {
        "refused": priced.refused or None,
        "note": priced.note or None,
        "first": None if priced.first is None else _quote(priced.first),
        "later": [_quote(quote) for quote in priced.later],
        "year_pence": priced.year_pence,
    }


def _quote(quote: Quote) -> dict[str, Any]:
    return {
        "full_pence": quote.full_pence,
        "discount_pence": quote.discount_pence,
        "due_pence": quote.due_pence,
        "deposit_pence": quote.deposit_pence,
        "because": quote.because,
        "steps": [[step.what, step.pence] for step in quote.steps],
        "tariff": quote.tariff_code,
        "scheme": quote.scheme_code or None,
        "charge_on": quote.charge_on,
        "period": quote.period_label or None,
        "due_on": quote.due_on,
        "next_charge_on": quote.next_charge_on,
    }
