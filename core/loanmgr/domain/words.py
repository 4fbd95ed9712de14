"""Names, dates and lists as people say them, and text as it is searched."""

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime


def long_date(on: date) -> str:
    """Return a date with its month's name: 18 December 2026."""
    return f"{on.day} {on:%B %Y}"


def short_date(on: date) -> str:
    """Return a date for a column: 18 Dec 2026."""
    return f"{on.day} {on:%b %Y}"


def day_month(on: date) -> str:
    """Return a date near today: 18 Dec."""
    return f"{on.day} {on:%b}"


def clock(at: datetime) -> str:
    """Return an instant as the time on the wall here: 10:44."""
    return f"{at.astimezone():%H:%M}"


def first_name(name: str) -> str:
    """Return how somebody is spoken of after the first mention."""
    return next(iter(name.split(maxsplit=1)), name)


def short_name(name: str) -> str:
    """Return a name as it may stand on a screen that faces a queue: Amira O."""
    words = name.split()
    return name if len(words) < 2 else f"{words[0]} {words[-1][0]}."


def surname(name: str) -> str:
    """Return the last word of a name, by which a family is known."""
    return (name.rsplit(maxsplit=1) or [name])[-1]


def listed(words: Iterable[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def count(number: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun: 1 label, 1,204 labels, 2 families."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def fold(text: str) -> str:
    """Return text as it is searched: marks and controls removed, case folded, single spaces."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    apart = unicodedata.normalize("NFKD", text.replace("’", "'"))
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(plain.casefold().replace("đ", "d").replace("ø", "o").replace("ł", "l").split())
