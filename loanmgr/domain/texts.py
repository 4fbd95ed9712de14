"""Words as they are kept: trimmed, of a length that fits, in characters that both engines store."""

from loanmgr.domain.errors import RuleError

MAX_TEXT = 5000
"""Longer notes and names are refused rather than cut."""


def line(text: str, field: str) -> str:
    """Return a name or a number on one line, with single spaces.

    Raises:
        RuleError: it is too long, or has a character that cannot be kept.
    """
    return _kept(" ".join(text.split()), field)


def note(text: str, field: str = "note") -> str:
    """Return a text that may run over several lines.

    Raises:
        RuleError: it is too long, or has a character that cannot be kept.
    """
    return _kept("\n".join(text.strip().splitlines()), field)


def required(text: str, field: str, what: str) -> str:
    """Return a name that must be there, or refuse by saying what it is: ``the child's name``."""
    found = line(text, field)
    if not found:
        raise RuleError(f"Say {what}.", "missing", field)
    return found


def _kept(text: str, field: str) -> str:
    if len(text) > MAX_TEXT:
        raise RuleError(f"That is longer than {MAX_TEXT} characters.", "too_long", field)
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise RuleError("That has a character that can't be kept.", "character", field)
    return text
