"""Terms, academic years and the periods hires pay for; nothing else knows when a term is.

Every ``_on`` is a date. Terms never overlap and the gaps between them are holidays, as long as
they are no longer than a summer; beyond what is known we refuse, and never guess.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import Policy, Term
from loanmgr.domain.policy.words import day

LAST_DAYS = 14
"""A hire begun in the last so many days of a term pays from the next one."""

LONGEST_HOLIDAY_DAYS = 70
"""A longer gap between two terms means that the dates of a term are missing."""

ONE_DAY = timedelta(days=1)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Period(NamedTuple):
    """A stretch of time that is charged once for a hire."""

    code: str
    """Names the period for good: ``2026-autumn``, ``2026-11``, ``2026/27``."""
    label: str
    """As it stands inside a sentence: ``autumn term``."""
    from_on: date
    to_on: date
    paid_from_on: date
    """The day a part-period rule counts from; never before ``from_on``."""
    term: Term | None = None
    """The term it is, or is half of."""


class Part(NamedTuple):
    """How much of a period is left: so many of so many."""

    left: int
    of: int
    words: str


def academic_year(on: date) -> str:
    """Name the academic year of a day, 1 September to 31 August: ``2026/27``."""
    first = _first_year(on)
    return f"{first}/{(first + 1) % 100:02d}"


def academic_year_start(on: date) -> date:
    """Return the 1 September that a day's academic year begins on."""
    return date(_first_year(on), 9, 1)


def academic_year_end(on: date) -> date:
    """Return the 31 August that a day's academic year ends on."""
    return date(_first_year(on) + 1, 8, 31)


def term_on(policy: Policy, on: date) -> Term | None:
    """Find the term a day lies in; None in a holiday."""
    latest = _latest(policy, on)
    return latest if latest and on <= latest.to_on else None


def paying_term(policy: Policy, on: date, last_days: int = LAST_DAYS) -> Term:
    """Find the term that a hire begun on a day pays for.

    That is the term the day lies in, but the next one in a holiday or the term's last days.

    Raises:
        RuleError: the dates of that term are not known.
    """
    current = term_on(policy, on)
    if current and on + timedelta(days=last_days) <= current.to_on:
        return current
    return next_term(policy, on)


def next_term(policy: Policy, after_on: date) -> Term:
    """Find the first term that begins after a day.

    Raises:
        RuleError: its dates are not known.
    """
    term = find_next_term(policy, after_on)
    if term is None:
        raise dates_missing(policy, after_on)
    return term


def find_next_term(policy: Policy, after_on: date) -> Term | None:
    """Find the first term that begins after a day, or None where its dates are not known."""
    place = bisect_right(policy.term_starts, after_on)
    if place == len(policy.terms):
        return None
    term = policy.terms[place]
    if place == 0:
        is_summer_before = term.from_on.month in (8, 9) and after_on >= date(
            term.from_on.year, 8, 1
        )
        return term if is_summer_before else None
    gap = term.from_on - policy.terms[place - 1].to_on
    return term if gap.days <= LONGEST_HOLIDAY_DAYS else None


def first_period(policy: Policy, basis: str, on: date, last_days: int = LAST_DAYS) -> Period:
    """Find the period that a hire begun on a day pays for first.

    Args:
        policy: where the terms are.
        basis: term, half_term, month or year. A month is charged on its first day, whatever
            the day of lending.
        on: the day of lending.
        last_days: how many last days of a term pay from the next.

    Raises:
        RuleError: the dates of that period are not known.
    """
    if basis == "month":
        return _month(on if on.day == 1 else _next_month(on))
    term = paying_term(policy, on, last_days)
    paid_from_on = max(on, term.from_on)
    if basis == "term":
        return _whole_term(term, paid_from_on)
    if basis == "half_term":
        return next(half for half in _halves(term, paid_from_on) if paid_from_on <= half.to_on)
    return _year(term.to_on, paid_from_on)


def next_period(policy: Policy, basis: str, after_on: date) -> Period:
    """Find the first period that begins after a day.

    Raises:
        RuleError: its dates are not known.
    """
    period = find_next_period(policy, basis, after_on)
    if period is None:
        raise dates_missing(policy, after_on)
    return period


def find_next_period(policy: Policy, basis: str, after_on: date) -> Period | None:
    """Find the first period that begins after a day, or None where its dates are not known."""
    if basis == "month":
        return _month(_next_month(after_on))
    if basis == "year":
        begins_on = academic_year_end(after_on) + ONE_DAY
        return _year(begins_on, begins_on)
    return _next_half(policy, after_on) if basis == "half_term" else _after(policy, after_on)


def part_left(period: Period, rule: str) -> Part | None:
    """Say how much of a period a hire begun inside it has left; None where it pays it all.

    Args:
        period: what is charged.
        rule: full, half_term, weeks or months. Begun weeks and months count; the week of half
            term does not.
    """
    if rule == "full" or period.paid_from_on <= period.from_on:
        return None
    if rule == "half_term":
        first, second = _halves(_term_of(period), period.paid_from_on)
        is_second = period.paid_from_on > first.to_on
        return Part(1, 2, second.label.split(" of ")[0]) if is_second else None
    if rule == "weeks":
        left, of = _weeks(period, period.paid_from_on), _weeks(period, period.from_on)
    else:
        left, of = _months(period.paid_from_on, period), _months(period.from_on, period)
    return Part(left, of, f"{left} of {of} {rule}") if left < of else None


def part_unused(period: Period, rule: str, back_on: date) -> Part | None:
    """Say how much of a period is not used by a hire that ends on a day; None where none is.

    Args:
        period: what was charged.
        rule: half_term, weeks or months. A week or month that has begun is used.
        back_on: the last day of the hire, in the period.
    """
    if rule == "half_term":
        first, _second = _halves(_term_of(period), period.from_on)
        return Part(1, 2, "the second half unused") if back_on <= first.to_on else None
    if rule == "weeks":
        next_monday = back_on + timedelta(days=7 - back_on.weekday())
        left, of = _weeks(period, next_monday), _weeks(period, period.from_on)
    else:
        left = _months(_next_month(back_on), period) if _next_month(back_on) <= period.to_on else 0
        of = _months(period.from_on, period)
    return Part(left, of, f"{left} of {of} {rule} unused") if left > 0 else None


def few_weeks_left(period: Period, least_weeks: int) -> bool:
    """Say whether a hire begins in the second half of a term with fewer school weeks left."""
    if not least_weeks or period.paid_from_on <= period.from_on:
        return False
    first, _second = _halves(_term_of(period), period.from_on)
    is_second = period.paid_from_on > first.to_on
    return is_second and _weeks(period, period.paid_from_on) < least_weeks


def cap_window(policy: Policy, on: date) -> tuple[date, date]:
    """Return the days that share a cap per term: from a term's first to before the next term's."""
    place = bisect_right(policy.term_starts, on)
    starts = (date.min, *policy.term_starts, date.max)
    return starts[place], starts[place + 1] - ONE_DAY


def check_known(policy: Policy, on: date, field: str) -> None:
    """Refuse a day beyond the terms that are known; the summer after the last one is known too."""
    if not policy.terms:
        return
    last_on = policy.terms[-1].to_on
    known_until_on = academic_year_end(last_on) if last_on.month in (6, 7, 8) else last_on
    if on > known_until_on:
        raise RuleError(dates_missing(policy, on).message, "dates_missing", field)


def dates_missing(policy: Policy, on: date) -> RuleError:
    """Say which term dates are missing and where to put them."""
    latest = _latest(policy, on)
    missing = _missing_year(on if latest is None else max(on, latest.to_on + ONE_DAY))
    which = (
        f" after {latest.name}, which ends on {day(latest.to_on)},"
        if latest
        else f" before {policy.terms[0].name}, which begins on {day(policy.terms[0].from_on)},"
        if policy.terms
        else ""
    )
    return RuleError(
        f"The term dates{which} are missing. Put the terms of {missing} in "
        "Settings → Terms and dates, or in a file for loanmgr policy import.",
        "dates_missing",
        "from",
    )


def _missing_year(on: date) -> str:
    is_summer = (on.month, on.day) >= (7, 10) and on.month < 9
    return academic_year(date(on.year, 9, 1) if is_summer else on)


def _first_year(on: date) -> int:
    return on.year if on.month >= 9 else on.year - 1


def _latest(policy: Policy, on: date) -> Term | None:
    place = bisect_right(policy.term_starts, on)
    return policy.terms[place - 1] if place else None


def _whole_term(term: Term, paid_from_on: date) -> Period:
    return Period(term.code, term.label, term.from_on, term.to_on, paid_from_on, term)


def _after(policy: Policy, after_on: date) -> Period | None:
    term = find_next_term(policy, after_on)
    return _whole_term(term, term.from_on) if term else None


def _next_half(policy: Policy, after_on: date) -> Period | None:
    terms = (term_on(policy, after_on), find_next_term(policy, after_on))
    halves = (half for term in terms if term for half in _halves(term, term.from_on))
    return next((half for half in halves if half.from_on > after_on), None)


def _halves(term: Term, paid_from_on: date) -> Iterator[Period]:
    first, last = term.half_term_from_on, term.half_term_to_on
    if first is None or last is None:
        raise RuleError(
            f"The half term of {term.name} is not known. Put its dates in "
            "Settings → Terms and dates, or in a file for loanmgr policy import.",
            "dates_missing",
            "from",
        )
    halves = (
        ("first", "1", term.from_on, first - ONE_DAY),
        ("second", "2", last + ONE_DAY, term.to_on),
    )
    for name, number, from_on, to_on in halves:
        yield Period(
            f"{term.code}/{number}",
            f"{name} half of the {term.label}",
            from_on,
            to_on,
            max(paid_from_on, from_on),
            term,
        )


def _month(first_on: date) -> Period:
    to_on = _next_month(first_on) - ONE_DAY
    label = f"{_MONTHS[first_on.month - 1]} {first_on.year}"
    return Period(f"{first_on.year}-{first_on.month:02d}", label, first_on, to_on, first_on)


def _next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)


def _year(on: date, paid_from_on: date) -> Period:
    code = academic_year(on)
    begins_on = academic_year_start(on)
    return Period(
        code,
        f"year {code}",
        begins_on,
        academic_year_end(on),
        max(paid_from_on, begins_on),
    )


def _term_of(period: Period) -> Term:
    if period.term is None:
        raise ValueError(period)  # policy.check lets no tariff come here
    return period.term


def _months(from_on: date, period: Period) -> int:
    to_on = period.to_on
    return (to_on.year - from_on.year) * 12 + to_on.month - from_on.month + 1


def _weeks(period: Period, from_on: date) -> int:
    """Count the weeks, Monday to Sunday, with a school day from a day to the period's end."""
    term = _term_of(period)
    mondays = set()
    on = from_on
    while on <= period.to_on:
        if on.weekday() < 5 and not _is_half_term(term, on):
            mondays.add(on - timedelta(days=on.weekday()))
        on += ONE_DAY
    return len(mondays)


def _is_half_term(term: Term, on: date) -> bool:
    first, last = term.half_term_from_on, term.half_term_to_on
    return first is not None and last is not None and first <= on <= last
