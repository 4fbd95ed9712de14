"""Values in words: money (whole pence), dates, times and counts, the same in every window."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from loanmgr.domain import words

MONTHS = (
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
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MINUS = "\N{MINUS SIGN}"

count, listed = words.count, words.listed
"""As the command line and letters write them."""


def pounds(pence: int) -> str:
    """Write pence as pounds, such as £1,012.50; less than nothing has a real minus sign."""
    whole, rest = divmod(abs(pence), 100)
    return f"{MINUS if pence < 0 else ''}£{whole:,}.{rest:02}"


def pence_typed(text: str) -> int | None:
    """Read a sum typed in pounds, such as 129, £12.50 or 1,012.50; nothing typed is None.

    Raises:
        ValueError: it is not a sum, in words for the field.
    """
    plain = text.strip().removeprefix("£").replace(",", "").strip()
    if not plain:
        return None
    whole, dot, rest = plain.partition(".")
    if not (whole or "0").isdecimal() or (dot and not (rest.isdecimal() and len(rest) <= 2)):
        raise ValueError(f"{text.strip()[:20]} is not a sum in pounds, such as 12.50.")
    return int(whole or 0) * 100 + int((rest or "0").ljust(2, "0"))


def long_date(on: date) -> str:
    """Write a date such as 18 December 2026, whatever the computer's language is."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def short_date(on: date) -> str:
    """Write a date such as 18 Dec 2026, for columns."""
    return f"{on.day} {MONTHS[on.month - 1][:3]} {on.year}"


def day_and_date(on: date) -> str:
    """Write a date such as Friday 18 December 2026."""
    return f"{DAYS[on.weekday()]} {long_date(on)}"


def day_and_month(on: date) -> str:
    """Write a date such as 18 Dec, where the year is plain to see."""
    return f"{on.day} {MONTHS[on.month - 1][:3]}"


def day_typed(text: str, today: date, *, is_past: bool = False) -> date | None:
    """Read a day typed as 18 Dec, 18 December 2026, 18/12 or 2026-12-18; nothing typed is None.

    A day without its year is the next such day, or the last one where it `is_past`; today counts.

    Raises:
        ValueError: it is not a day, in words for the field.
    """
    said = text.strip()
    if not said:
        return None
    parts = [part for part in re.split(r"[\s./,-]+", said.casefold()) if part]
    if parts and len(parts[0]) == 4:  # 2026-12-18
        parts.reverse()
    numbers = [int(part) if part.isdecimal() else _month_named(part) for part in parts]
    try:
        day, month, *rest = numbers
        if not rest:
            this_year = date(today.year, month, day)
            if is_past:
                return this_year if this_year <= today else date(today.year - 1, month, day)
            return this_year if this_year >= today else date(today.year + 1, month, day)
        [year] = rest
        return date(year + 2000 if year < 100 else year, month, day)
    except (ValueError, OverflowError) as fault:
        raise ValueError(f"{said[:20]} is not a day, such as 18 Dec or 18/12/2026.") from fault


def _month_named(part: str) -> int:
    known = (n for n, month in enumerate(MONTHS, 1) if month.casefold().startswith(part))
    return next(known, 0) if len(part) >= 3 else 0


def clock(at: datetime) -> str:
    """Write an instant as the time on the wall here, such as 10:58."""
    return f"{at.astimezone():%H:%M}"


def since(age: timedelta) -> str:
    """Write how long ago something was: just now, 4 min, 2 hours, 3 days."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return count(minutes // 60, "hour")
    return count(minutes // (24 * 60), "day")


def short_name(name: str) -> str:
    """Write a person's name for a screen that faces the queue: Amira O."""
    first, *rest = name.split() or [""]
    return f"{first} {rest[-1][0]}." if rest else first


def listed_by_name(names: Iterable[str], most: int = 6) -> str:
    """Write a list in which things of one name stand together: 30 × Violin 1/2 and Cello 1/2."""
    numbers = Counter(names)
    each = [
        f"{number} \N{MULTIPLICATION SIGN} {name}" if number > 1 else name
        for name, number in numbers.items()
    ]
    left = sum(list(numbers.values())[most:])
    return listed([*each[:most], f"{left:,} more"] if left else each)
