"""Words as they are kept: trimmed, of a length that fits, in characters that both engines store."""

from loanmgr.domain.errors import RuleError

MAX_TEXT = 5000
"""Longer notes are refused rather than cut."""

MAX_LINE = 300
"""Longer names and numbers are refused; what is searched must fit into an index."""


def line(text: str, field: str) -> str:
    """Return a name or a number on one line, with single spaces.

    Raises:
        RuleError: it is too long, or has a character that cannot be kept.
    """
    return _kept(" ".join(text.split()), field, MAX_LINE)


def note(text: str, field: str = "note") -> str:
    """Return a text that may run over several lines.

    Raises:
        RuleError: it is too long, or has a character that cannot be kept.
    """
    return _kept("\n".join(text.strip().splitlines()), field, MAX_TEXT)


def required(text: str, field: str, what: str) -> str:
    """Return a name that must be there, or refuse by saying what it is: ``the child's name``."""
    found = line(text, field)
    if not found:
        raise RuleError(f"Say {what}.", "missing", field)
    return found


def _kept(text: str, field: str, longest: int) -> str:
    if len(text) > longest:
        raise RuleError(f"That is longer than {longest} characters.", "too_long", field)
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise RuleError("That has a character that can't be kept.", "character", field)
    return text
