"""A telephone number or an e-mail address, and the ways in which people write the same one."""

from itertools import chain

COUNTRY = "44"
GROUPS = ((11,), (5, 6), (5, 3, 3), (3, 4, 4), (4, 3, 4), (4, 7), (3, 8))
"""How the digits of a number here are put together, its 0 included."""
MARKS = ("", "-", ".", "/")
SHORTEST, LONGEST = 10, 11
"""Digits of a number here, its 0 included."""


def as_compared(contact: str) -> str:
    """Return a number or an address as records compare it: small letters, no spaces."""
    return "".join(char for char in contact.lower() if char.isprintable() and char != " ")


def ways_to_write(contact: str) -> tuple[str, ...]:
    """Return every way in which the same number is commonly written, as records compare it.

    An address, and what is no number from here, is written in one way only.
    """
    own = as_compared(contact)
    number = _number(own)
    ways = chain.from_iterable(_grouped(number, groups) for groups in GROUPS) if number else ()
    return tuple(dict.fromkeys((own, *ways))) if own else ()


def _number(text: str) -> str:
    """Return the digits of a number from here, its 0 included; empty where it is none."""
    if not set(text) <= set("0123456789+()-./"):
        return ""
    digits = "".join(char for char in text if char.isdigit())
    for abroad in (f"00{COUNTRY}", COUNTRY):
        if digits.startswith(abroad):
            digits = "0" + digits.removeprefix(abroad).removeprefix("0")
    is_ours = digits.startswith("0") and not digits.startswith("00")
    return digits if is_ours and SHORTEST <= len(digits) <= LONGEST else ""


def _grouped(number: str, sizes: tuple[int, ...]) -> list[str]:
    starts = [sum(sizes[:at]) for at in range(len(sizes))]
    groups = [
        number[start : start + size]
        for start, size in zip(starts, sizes, strict=True)
        if start < len(number)
    ]
    area, rest = groups[0], groups[1:]
    found = []
    for mark in MARKS:
        own = mark.join(rest)
        found += [mark.join(groups), *([f"({area}){own}"] if rest else [])]
        after = mark.join((area[1:], *rest))
        found.append(f"{COUNTRY}{after}")
        for country in (f"+{COUNTRY}", f"00{COUNTRY}"):
            found += [f"{country}{after}", f"{country}{mark}{after}", f"{country}(0){after}"]
    return found
