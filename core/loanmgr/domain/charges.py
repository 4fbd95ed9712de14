"""What a hire costs, for whom and why: one function for preview, lending, renewal and bill.

Amounts are whole pence; ``_on`` is a date.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from loanmgr.domain import calendar
from loanmgr.domain.calendar import Period
from loanmgr.domain.discounts import (
    AwardHeld,
    Given,
    Lowered,
    Offer,
    Pots,
    Sum,
    best_offers,
    spent_schemes,
)
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import PARTS, half_up, pounds
from loanmgr.domain.policy import Hirer, Policy, Tariff
from loanmgr.domain.policy.words import day

__all__ = [
    "AwardHeld",
    "Discount",
    "Given",
    "Hire",
    "Quote",
    "Step",
    "quote",
    "renewal",
]

_PRICE_FOR = {
    "term": "a term",
    "half_term": "a half term",
    "month": "a month",
    "year": "a year",
    "fixed": "for the whole loan",
}


@dataclass(frozen=True)
class Hire:
    """What is hired, by whom and from when, as far as the price depends on it."""

    type_code: str
    family: str
    size: str
    borrower_kind: str
    from_on: date
    until_on: date | None = None
    """The day to bring it back by that the desk chose, if it chose one."""
    is_part: bool = False
    is_resident: bool = True
    """The borrower lives or goes to school in the service's area."""
    has_lessons: bool = False
    """They have lessons with the service, ``lessons_until_on`` where that is known to end."""
    lessons_until_on: date | None = None
    in_ensemble: bool = False
    instrument_no: int = 1
    """Which of their instruments out it is."""
    child_no: int = 1
    """Which of the family's children that hire they are."""
    first_on: date | None = None
    """The day they first hired anything; None where it is today."""
    key: str = ""
    """Names the hire among those of ``given``."""
    given: tuple[Given, ...] = ()
    """The charges of the same account that stand, where a scheme looks back at them."""
    pots: Pots | None = None
    """What is left of budgets, where a scheme has one."""

    def hirer(self, on: date) -> Hirer:
        """Return who hires, as it is on a day."""
        has_lessons = self.has_lessons and (
            self.lessons_until_on is None or on <= self.lessons_until_on
        )
        return Hirer(
            self.borrower_kind,
            self.is_resident,
            has_lessons,
            self.in_ensemble,
            self.instrument_no,
            self.child_no,
        )


@dataclass(frozen=True)
class Step:
    """One line of the working; the lines of a quote add up to what is due."""

    what: str
    pence: int


@dataclass(frozen=True)
class Discount:
    """What one award takes off."""

    scheme_code: str
    public_name: str
    award: UUID | None
    pence: int


NO_DISCOUNT = Discount("", "", None, 0)


@dataclass(frozen=True)
class Quote:
    """A charge that has been worked out but is not yet owed, able to explain itself."""

    full_pence: int
    discount_pence: int
    due_pence: int
    because: str
    """One sentence for staff and family, without the reason for a discount."""
    steps: tuple[Step, ...]
    tariff_code: str
    charge_on: date
    """The later of the period's start and the day of lending; awards are judged on it."""
    period_code: str = ""
    """Empty where no period is charged: a free hire, or one back before a period begins."""
    period_label: str = ""
    """The period inside a sentence: autumn term."""
    period_from_on: date | None = None
    period_to_on: date | None = None
    due_on: date | None = None
    """The day to bring it back by; None where the hire runs until returned."""
    next_charge_on: date | None = None
    next_charge_unknown: str = ""
    """Why no date can be given for a next charge that will come: term dates are missing."""
    scheme_code: str = ""
    public_name: str = ""
    award: UUID | None = None
    discounts: tuple[Discount, ...] = ()
    """All that was taken off, the largest first; more than one only where schemes stack."""
    deposit_pence: int = 0
    vat_code: str = ""
    pay_within_days: int | None = None
    """So many days after it is charged it counts as owed, where its price says so."""


class _Charged(NamedTuple):
    """A tariff and the period it charges; no period where nothing is ever to be paid."""

    tariff: Tariff
    charge_on: date
    period: Period | None
    nothing_because: str = ""
    """Why nothing is paid, of the period or, without one, at all."""


class Reduced(NamedTuple):
    """What is left of a sum after discounts, with their part of the working."""

    due_pence: int
    discounts: tuple[Discount, ...]
    words: tuple[str, ...]
    steps: tuple[Step, ...]


def quote(policy: Policy, hire: Hire, awards: Iterable[AwardHeld] = ()) -> Quote:
    """Price the first period of a hire.

    Raises:
        RuleError: no tariff covers it, or the dates of the term it would pay for are not known.
    """
    if hire.until_on is not None and hire.until_on < hire.from_on:
        raise RuleError(
            f"It can't be brought back on {day(hire.until_on)}, before it goes out on "
            f"{day(hire.from_on)}.",
            "until_before_from",
            "until",
        )
    charged = _first(policy, hire, _tariff(policy, hire, hire.from_on))
    if charged.charge_on > hire.from_on:  # it pays from a later day, at that day's price
        charged = _first(policy, hire, _tariff(policy, hire, charged.charge_on))
    return _priced(policy, hire, charged, tuple(awards), charged.tariff.deposit_pence)


def is_free(policy: Policy, hire: Hire) -> bool:
    """Say whether a hire costs nothing, whatever the term.

    Raises:
        RuleError: no tariff covers it.
    """
    return _tariff(policy, hire, hire.from_on).basis == "free"


def renewal(
    policy: Policy, hire: Hire, after_period_to_on: date, awards: Iterable[AwardHeld] = ()
) -> Quote:
    """Price the next period of a hire that is paid up to a day, at the prices of that period.

    Raises:
        RuleError: no tariff covers it, or the dates of the next term are not known.
    """
    tariff = _tariff(policy, hire, after_period_to_on + calendar.ONE_DAY)
    charged = _next(policy, hire, tariff, after_period_to_on)
    later = tariff_on(policy, hire, charged.charge_on)
    if later is not tariff:
        charged = _next(policy, hire, later, after_period_to_on)
    return _priced(policy, hire, charged, tuple(awards), None)


def tariff_on(policy: Policy, hire: Hire, on: date) -> Tariff:
    """Find the tariff that a hire pays on a day; a price may hold later for those that run.

    Raises:
        RuleError: no tariff covers it.
    """
    tariff = _tariff(policy, hire, on)
    begins_on, holds_on = tariff.from_on, tariff.running_from_on
    if begins_on and holds_on and hire.from_on < begins_on and on < holds_on:
        return _tariff(policy, hire, begins_on - calendar.ONE_DAY)
    return tariff


def _tariff(policy: Policy, hire: Hire, on: date) -> Tariff:
    kind = (hire.type_code, hire.family, hire.is_part)
    tariff = policy.tariff_for(kind, hire.size, hire.hirer(on), on)
    if tariff is None:
        raise RuleError(
            f"No price covers {_name(policy, hire)} for a {hire.borrower_kind} on {day(on)}. "
            "Put one in Settings → Prices, or in a file for loanmgr policy import.",
            "no_tariff",
            "type",
        )
    return tariff


def _first(policy: Policy, hire: Hire, tariff: Tariff) -> _Charged:
    from_on = hire.from_on
    if tariff.basis == "free":
        return _Charged(tariff, from_on, None, "free")
    if tariff.basis == "fixed":
        return _Charged(tariff, from_on, _whole_loan(policy, hire, tariff, from_on))
    period = calendar.first_period(policy, tariff.basis, from_on, tariff.last_days)
    if hire.until_on is not None and hire.until_on < period.from_on:
        why = f"back before {_the(period)} begins on {day(period.from_on)}, nothing to pay"
        return _Charged(tariff, from_on, None, why)
    if calendar.few_weeks_left(period, tariff.least_weeks):
        period = calendar.next_period(policy, tariff.basis, period.to_on)
    charge_on = max(from_on, period.from_on)
    return _Charged(tariff, charge_on, period, _free_at_first(hire, tariff, charge_on))


def _next(policy: Policy, hire: Hire, tariff: Tariff, after_on: date) -> _Charged:
    begins_on = after_on + calendar.ONE_DAY
    if tariff.basis == "free":
        return _Charged(tariff, begins_on, None, "free")
    if tariff.basis == "fixed":
        return _Charged(tariff, begins_on, _whole_loan(policy, hire, tariff, begins_on))
    period = calendar.next_period(policy, tariff.basis, after_on)
    return _Charged(tariff, period.from_on, period, _free_at_first(hire, tariff, period.from_on))


def _free_at_first(hire: Hire, tariff: Tariff, charge_on: date) -> str:
    """Say why somebody who is new pays nothing yet, or return an empty text."""
    first_on = hire.first_on or hire.from_on
    if tariff.free_first == "academic_year":
        until_on = calendar.academic_year_end(first_on)
        return "free in the first academic year" if charge_on <= until_on else ""
    if tariff.free_first == "twelve_months":
        return "free in the first twelve months" if charge_on < _year_later(first_on) else ""
    return ""


def _year_later(on: date) -> date:
    is_leap_day = (on.month, on.day) == (2, 29)
    return date(on.year + 1, 3, 1) if is_leap_day else on.replace(year=on.year + 1)


def _whole_loan(policy: Policy, hire: Hire, tariff: Tariff, from_on: date) -> Period:
    chosen_on = hire.until_on if hire.until_on and hire.until_on >= from_on else None
    to_on = chosen_on or calendar.paying_term(policy, from_on, tariff.last_days).to_on
    return Period(f"from {from_on}", "the whole loan", from_on, to_on, from_on)


def _priced(
    policy: Policy,
    hire: Hire,
    charged: _Charged,
    awards: tuple[AwardHeld, ...],
    asked_pence: int | None,
) -> Quote:
    """Price a period; ``asked_pence`` is the deposit of its price, None where none is taken."""
    tariff, period = charged.tariff, charged.period
    due_on = _due_on(policy, hire, charged)
    if period is None or charged.nothing_because:
        next_on, unknown = (
            (None, "") if period is None else _next_charge(policy, tariff, period, due_on)
        )
        deposit_pence = _deposit(policy, hire, charged, awards, asked_pence)
        nothing = _nothing(_name(policy, hire), charged, due_on, deposit_pence)
        return replace(nothing, next_charge_on=next_on, next_charge_unknown=unknown)
    part = calendar.part_left(period, tariff.part_period)
    left, of = (part.left, part.of) if part else (1, 1)
    exact = Sum(tariff.price_pence * PARTS * left, PARTS * of)
    full_pence = half_up(exact.parts, exact.per_penny)
    less = reduced(policy, awards, lowered_of(hire, charged.charge_on, exact))
    if asked_pence is not None:
        asked_pence = max(asked_pence, _schemes_ask(policy, less, charged.charge_on))
    deposit_pence = _deposit(policy, hire, charged, awards, asked_pence)
    price = f"{_name(policy, hire)}, {period.label} {pounds(tariff.price_pence)}"
    partly = f", {part.words} {pounds(full_pence)}" if part else ""
    steps = [
        Step(f"{tariff.name}: {_price_words(policy, tariff)}", tariff.price_pence),
        Step(_period_words(hire, period), 0),
    ]
    if part:
        steps.append(Step(f"For part of it: {part.words}", full_pence - tariff.price_pence))
    next_on, next_unknown = _next_charge(policy, tariff, period, due_on)
    # What comes out of a budget is counted by the charge's scheme.
    budgeted = (each for each in less.discounts if each.scheme_code in policy.budgeted)
    main = next(budgeted, less.discounts[0] if less.discounts else NO_DISCOUNT)
    return Quote(
        full_pence=full_pence,
        discount_pence=full_pence - less.due_pence,
        due_pence=less.due_pence,
        because="; ".join((price + partly, *less.words)),
        steps=(*steps, *less.steps),
        tariff_code=tariff.code,
        charge_on=charged.charge_on,
        period_code=period.code,
        period_label=period.label,
        period_from_on=period.from_on,
        period_to_on=period.to_on,
        due_on=due_on,
        next_charge_on=next_on,
        next_charge_unknown=next_unknown,
        scheme_code=main.scheme_code,
        public_name=main.public_name,
        award=main.award,
        discounts=less.discounts,
        deposit_pence=deposit_pence,
        vat_code=tariff.vat,
        pay_within_days=tariff.pay_within_days,
    )


def _nothing(name: str, charged: _Charged, due_on: date | None, deposit_pence: int) -> Quote:
    because = f"{name}, {charged.nothing_because}"
    return Quote(
        full_pence=0,
        discount_pence=0,
        due_pence=0,
        because=because,
        steps=(Step(because, 0),),
        tariff_code=charged.tariff.code,
        charge_on=charged.charge_on,
        due_on=due_on,
        deposit_pence=deposit_pence,
        vat_code=charged.tariff.vat,
    )


def _due_on(policy: Policy, hire: Hire, charged: _Charged) -> date | None:
    if hire.until_on is not None and hire.until_on >= charged.charge_on:
        return hire.until_on
    if charged.tariff.ends == "until_returned":
        return None
    if charged.period is not None:
        return charged.period.to_on
    return calendar.paying_term(policy, charged.charge_on, charged.tariff.last_days).to_on


def _next_charge(
    policy: Policy, tariff: Tariff, period: Period, due_on: date | None
) -> tuple[date | None, str]:
    is_last = due_on is not None and due_on <= period.to_on
    if is_last or tariff.basis == "fixed":
        return None, ""
    following = calendar.find_next_period(policy, tariff.basis, period.to_on)
    if following is None:
        return None, calendar.dates_missing(policy, period.to_on).message
    if due_on is not None and due_on < following.from_on:
        return None, ""
    return following.from_on, ""


def lowered_of(hire: Hire, on: date, exact: Sum, what: str = "hire") -> Lowered:
    """Return a sum that awards may lower, for whoever hires or hired something."""
    is_pupils = hire.borrower_kind == "pupil"
    # A deposit is given back, so no budget is spent on it.
    pots = None if what == "deposit" else hire.pots
    return Lowered(exact, on, what, hire.given, hire.key, is_pupils, pots)


def _schemes_ask(policy: Policy, less: Reduced, on: date) -> int:
    schemes = (policy.scheme_on(each.scheme_code, on) for each in less.discounts)
    return max((each.deposit_pence for each in schemes if each), default=0)


def _deposit(
    policy: Policy,
    hire: Hire,
    charged: _Charged,
    awards: tuple[AwardHeld, ...],
    asked_pence: int | None,
) -> int:
    if not asked_pence:
        return 0
    exact = Sum(asked_pence * PARTS, PARTS)
    offers = best_offers(policy, awards, lowered_of(hire, charged.charge_on, exact, "deposit"))
    rest = max(0, exact.parts - sum(offer.off_parts for offer in offers))
    return half_up(rest, exact.per_penny)


def reduced(policy: Policy, awards: tuple[AwardHeld, ...], lowered: Lowered) -> Reduced:
    """Take discounts off an exact sum; only what is left is rounded, and that once."""
    rest, per_penny = lowered.sum
    due_pence = half_up(rest, per_penny)
    discounts: list[Discount] = []
    words: list[str] = []
    steps: list[Step] = []
    for offer in best_offers(policy, awards, lowered):
        before_pence, wanted_parts = due_pence, rest - offer.uncapped_parts
        rest = max(0, rest - offer.off_parts)
        due_pence = half_up(rest, per_penny)
        scheme, off_pence = offer.scheme, before_pence - due_pence
        discounts.append(Discount(scheme.code, scheme.public_name, offer.held.award, off_pence))
        if offer.off_parts < offer.uncapped_parts:
            wanted_pence = before_pence - half_up(max(0, wanted_parts), per_penny)
            steps.append(Step(_off_words(offer, wanted_pence), -wanted_pence))
            steps.append(
                Step(
                    f"{scheme.public_name} takes off no more than {offer.cap_words}",
                    wanted_pence - off_pence,
                )
            )
            words.append(_off_words(offer, off_pence, f" up to {offer.cap_words}"))
        else:
            words.append(_off_words(offer, off_pence))
            steps.append(Step(words[-1], -off_pence))
    if not discounts:
        spent = {scheme.public_name: None for scheme in spent_schemes(policy, awards, lowered)}
        words += [
            f"{name} takes off nothing, as its budget for the year is spent" for name in spent
        ]
        steps += [Step(each, 0) for each in words]
    if rest % per_penny:
        steps.append(Step("The amount due is rounded to the penny, a half upwards", 0))
    return Reduced(due_pence, tuple(discounts), tuple(words), tuple(steps))


def whole(pence: int) -> Sum:
    """Return whole pence as an exact sum."""
    return Sum(pence * PARTS, PARTS)


def lowered(
    policy: Policy, awards: Iterable[AwardHeld], asked: Lowered
) -> tuple[int, tuple[Discount, ...]]:
    """Return what is due of a sum after discounts, and what each took off, the largest first."""
    less = reduced(policy, tuple(awards), asked)
    return less.due_pence, less.discounts


def _off_words(offer: Offer, pence: int, up_to: str = "") -> str:
    effect = f"{offer.scheme.effect}{up_to}".strip()
    return f"{offer.scheme.public_name} takes off {effect}{', ' if effect else ''}{pounds(pence)}"


def _price_words(policy: Policy, tariff: Tariff) -> str:
    """Say a price and what it is for, where the tariff's name does not say that already."""
    price, why = f"{pounds(tariff.price_pence)} {_PRICE_FOR[tariff.basis]}", policy.why(tariff)
    rest = why.removeprefix(f"for {tariff.name.lower()}")
    is_said = rest != why and rest[:1] in ("", ",")
    return f"{price}{rest}" if is_said else f"{price}, {why}"


def _period_words(hire: Hire, period: Period) -> str:
    name = period.term.name if period.term and period.label == period.term.label else period.label
    words = f"{name[:1].upper()}{name[1:]}, {day(period.from_on)} to {day(period.to_on)}"
    is_later = hire.from_on < period.from_on
    return f"{words}, the first to pay for when lent on {day(hire.from_on)}" if is_later else words


def _the(period: Period) -> str:
    return f"the {period.label}" if period.term else period.label


def _name(policy: Policy, hire: Hire) -> str:
    if hire.is_part:
        return "Part"
    kind = policy.type_by_code.get(hire.type_code)
    return kind.name if kind else hire.type_code
