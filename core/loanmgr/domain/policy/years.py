"""Copying a school year: its terms moved on by whole weeks, what ends with it carried on.

Every ``_on`` is a date, money is whole pence.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import floor
from typing import Any

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy.changing import ONE_DAY, is_dated
from loanmgr.domain.policy.check import check
from loanmgr.domain.policy.entries import Tariff, Term
from loanmgr.domain.policy.keys import SHAPES
from loanmgr.domain.policy.problems import PolicyProblem, PolicyProblems
from loanmgr.domain.policy.whole import Policy
from loanmgr.domain.policy.words import listed

_YEAR = re.compile(r"(\d{4})/(\d\d)", re.ASCII)
_CALENDAR_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d|/\d\d)")
_SCHOOL_YEAR = re.compile(r"(?<!\d)(20\d\d)/(\d\d)(?!\d)")
YEAR_WEEKS, LONG_YEAR_WEEKS = 52, 53
ROUND_TO = (1, 5, 10, 50, 100)
MOST_PERCENT = 100


@dataclass(frozen=True)
class Rise:
    """Dearer or cheaper from a day on: by a percentage, then by a sum, rounded once."""

    from_on: date
    percent: Decimal = Decimal(0)
    pence: int = 0
    round_to: int = 1
    """The new price is a multiple of so many pence, the nearest, halves upwards."""
    running_from_on: date | None = None
    """Hires that run already pay it for periods that begin on this day or later."""

    def price(self, pence: int) -> int:
        """Return the new price for an old one."""
        exact = pence * (100 + self.percent) / 100 + self.pence
        steps = floor(exact / self.round_to + Decimal("0.5"))
        return max(0, steps) * self.round_to


def first_year(year: str) -> int:
    """Read a school year such as 2026/27 and return the calendar year it begins in.

    Raises:
        RuleError: it is not a school year.
    """
    found = _YEAR.fullmatch(year.strip())
    if found is None or int(found[2]) != (int(found[1]) + 1) % 100 or found[1] < "1990":
        message = f"{year.strip()[:20]} is not a school year. Write it like 2026/27."
        raise RuleError(message, "no_year", "year")
    return int(found[1])


def copy_year(policy: Policy, year: str, rise: Rise | None = None) -> Policy:
    """Copy a school year to the next.

    Its terms come again, moved on by 52 weeks (53 where September would be August) and marked
    estimated. Prices, reduced rates and limits that end in it and have no later version go on for
    a year. With a rise, every price from its day on is a version of its own.

    Raises:
        RuleError: the year has no terms, or the next one has some.
        PolicyProblems: what would come out contradicts itself.
    """
    first = first_year(year)
    terms = _of_year(policy, first)
    if not terms:
        raise RuleError(f"No term of {year.strip()} is known, so there is nothing to copy.", "none")
    following = _of_year(policy, first + 1)
    if following:
        names = listed(term.name for term in following)
        message = f"{_named(first + 1)} has terms already: {names}. Change those instead."
        raise RuleError(message, "there_already", "year")
    copied = replace(policy, terms=(*policy.terms, *_moved(terms, first)))
    carried = _carried_on(copied, first)
    return checked(carried if rise is None else raised(carried, rise, policy.tariffs))


def raised(policy: Policy, rise: Rise, known: tuple[Tariff, ...]) -> Policy:
    """Give every price a version of its own from a day on; one that was planned for later stays.

    Args:
        policy: with what was carried on.
        rise: by how much, and from when.
        known: the prices there were before that.

    Raises:
        RuleError: it is out of all reason, or makes something free.
    """
    if rise.round_to not in ROUND_TO or abs(rise.percent) > MOST_PERCENT:
        raise RuleError("A rise is up to 100 %, rounded to 1, 5, 10, 50 or 100 pence.", "rise")
    found: list[Tariff] = []
    for tariff in policy.tariffs:
        begins_later = tariff.from_on is not None and tariff.from_on >= rise.from_on
        is_planned = begins_later and tariff in known
        found += [tariff] if is_planned else _risen(tariff, rise)
    return replace(policy, tariffs=tuple(found))


def checked(policy: Policy) -> Policy:
    """Return a policy that contradicts nothing.

    Raises:
        PolicyProblems: it does.
    """
    if wrong := check(policy):
        raise PolicyProblems(tuple(PolicyProblem(None, each.message) for each in wrong))
    in_order = tuple(sorted(policy.terms, key=lambda term: term.from_on))
    return replace(policy, terms=in_order)


def _of_year(policy: Policy, first: int) -> list[Term]:
    begins_on, ends_on = date(first, 9, 1), date(first + 1, 8, 31)
    return [term for term in policy.terms if begins_on <= term.to_on <= ends_on]


def _named(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02d}"


def _moved(terms: list[Term], first: int) -> Iterable[Term]:
    begins_on = min(term.from_on for term in terms)
    by = timedelta(weeks=YEAR_WEEKS)
    if begins_on >= date(first, 9, 1) and begins_on + by < date(first + 1, 9, 1):
        by = timedelta(weeks=LONG_YEAR_WEEKS)  # or autumn would begin in the year before
    for term in terms:
        half_from, half_to = term.half_term_from_on, term.half_term_to_on
        yield replace(
            term,
            code=_next_name(term.code, first),
            name=_next_name(term.name, first),
            from_on=term.from_on + by,
            to_on=term.to_on + by,
            half_term_from_on=half_from + by if half_from else None,
            half_term_to_on=half_to + by if half_to else None,
            estimated=True,
        )


def _next_name(text: str, first: int) -> str:
    """Return a name with its year counted up; one without a year gets the school year."""
    counted = _SCHOOL_YEAR.sub(lambda found: _named(int(found[1]) + 1), text)
    if counted == text:
        counted = _CALENDAR_YEAR.sub(lambda found: str(int(found[1]) + 1), text)
    if counted == text:
        joint = "-" if " " not in text and text == text.casefold() else " "
        return f"{text}{joint}{_named(first + 1)}"
    return counted


def _carried_on(policy: Policy, first: int) -> Policy:
    begins_on, ends_on = date(first, 9, 1), date(first + 1, 8, 31)
    changed: dict[str, Any] = {}
    for shape in SHAPES:
        if not is_dated(shape):
            continue
        entries: tuple[Any, ...] = getattr(policy, shape.array)
        later = {entry.code for entry in entries if entry.to_on is None or entry.to_on > ends_on}
        more = [
            _gone_on(entry)
            for entry in entries
            if entry.to_on
            and begins_on <= entry.to_on <= ends_on
            and entry.code not in later
            and not _is_followed(entry, entries)
        ]
        if more:
            changed[shape.array] = (*entries, *more)
    return replace(policy, **changed)


def _is_followed(entry: Any, entries: tuple[Any, ...]) -> bool:
    return any(
        each.code == entry.code and each.to_on > entry.to_on for each in entries if each.to_on
    )


def _gone_on(entry: Any) -> Any:
    from_on = entry.to_on + ONE_DAY
    ends_on = _year_later(entry.to_on)
    more = {"running_from_on": None} if isinstance(entry, Tariff) else {}
    return replace(entry, from_on=from_on, to_on=ends_on, **more)


def _year_later(on: date) -> date:
    is_leap_day = (on.month, on.day) == (2, 29)
    return date(on.year + 1, 2, 28) if is_leap_day else on.replace(year=on.year + 1)


def _risen(tariff: Tariff, rise: Rise) -> list[Tariff]:
    """Return the versions a price has with a rise."""
    price = rise.price(tariff.price_pence)
    is_over = tariff.to_on is not None and tariff.to_on < rise.from_on
    if not tariff.price_pence or is_over or price == tariff.price_pence:
        return [tariff]
    if not price:
        message = f"The price {tariff.name} would be £0.00; a free hire is chosen for itself."
        raise RuleError(message, "rise", "pence")
    since = rise.from_on
    running_on = None if tariff.is_loss else rise.running_from_on
    dearer = replace(
        tariff, price_pence=price, running_from_on=running_on or tariff.running_from_on
    )
    if tariff.from_on is not None and tariff.from_on >= since:
        return [dearer]
    before = replace(tariff, to_on=since - ONE_DAY)
    return [before, replace(dearer, from_on=since, running_from_on=running_on)]
