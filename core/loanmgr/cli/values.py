"""What may be typed as a value: days, sums in pence, counts and words."""

import re
from argparse import ArgumentTypeError
from datetime import date

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
MOST_PENCE = 10**11
MOST_COUNT = 10**7
POUNDS = re.compile(r"£?(\d{1,7}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?", re.ASCII)


def text(typed: str) -> str:
    """Return words as they were typed, or refuse what no screen could show."""
    if "\x00" in typed or any("\ud800" <= letter <= "\udfff" for letter in typed):
        raise ArgumentTypeError(f"{shown(typed)} has a character that is not text.")
    return typed


def day(typed: str) -> date:
    """Return a day written as 2026-11-21."""
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = None
    if found is None or typed != found.isoformat():
        raise ArgumentTypeError(f"{shown(typed)} is not a day. Write it like 2026-11-21.")
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ArgumentTypeError(f"{typed} is too far from today to be meant.")
    return found


def pence(typed: str) -> int:
    """Return a sum in whole pence."""
    return _whole(typed, "a sum in whole pence, such as 12000 for £120", MOST_PENCE)


def pounds(typed: str) -> int:
    """Return a sum written as people write it, 12 or £12.50, in whole pence."""
    found = POUNDS.fullmatch(typed.strip())
    if found is None or len(typed) > 16:
        raise ArgumentTypeError(f"{shown(typed)} is not a sum. Write it like 12 or 12.50.")
    whole, part = found.group(1).replace(",", ""), found.group(2) or "0"
    return int(whole) * 100 + int(part.ljust(2, "0"))


def count(typed: str) -> int:
    """Return how many of something, from 0."""
    return _whole(typed, "a whole number", MOST_COUNT)


def shown(typed: str) -> str:
    """Return what was typed as it can stand in a sentence: short, and printable anywhere."""
    plain = typed.encode("utf-8", "backslashreplace").decode()
    printable = "".join(letter if letter.isprintable() else "\ufffd" for letter in plain)
    return f"“{printable[:40]}…”" if len(printable) > 40 else f"“{printable}”"


def _whole(typed: str, what: str, most: int) -> int:
    plain = typed.isascii() and typed.isdigit() and len(typed) <= len(str(most))
    if not plain or int(typed) > most:
        raise ArgumentTypeError(f"{shown(typed)} is not {what}.")
    return int(typed)
