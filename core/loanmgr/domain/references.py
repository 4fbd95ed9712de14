"""References: how another system calls what it was told, and tells us by that it was paid.

A reference is drawn from the id of the charge it is about (of the line, where there is no charge).
Everything about one charge has the same one, whenever and however often it is sent.
"""

from uuid import UUID

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are read as another one."""

START = "LN"
"""Keeps a spreadsheet from taking a reference for a number, and us from taking it for a card."""

LENGTH = 12
"""Sixty bits: among two million charges, one chance in half a million that any two are alike."""


def reference(of: UUID) -> str:
    """Return the reference of a charge or a line by its id."""
    bits = of.int & ((1 << (5 * LENGTH)) - 1)
    letters = [LETTERS[(bits >> (5 * at)) & 31] for at in reversed(range(LENGTH))]
    return START + "".join(letters)


def line_reference(of: str, number: int) -> str:
    """Return the reference of one of the lines that share one."""
    return f"{of}/{number}"


def compared(text: str) -> str:
    """Return a reference as it is looked up: capitals, without spaces, dashes, a line's number."""
    plain = "".join(letter for letter in text.upper() if letter not in " -\u00a0")
    return plain.partition("/")[0]


def is_reference(text: str) -> bool:
    """Say whether a text can be one of our references."""
    rest = text.removeprefix(START)
    is_long = text.startswith(START) and len(rest) == LENGTH
    return is_long and all(letter in LETTERS for letter in rest)
