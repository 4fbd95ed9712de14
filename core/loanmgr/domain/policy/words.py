"""How dates, lists and lookalike names are put into sentences."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=4096)
def day(on: date) -> str:
    """Write a date as people say it: ``5 Jan 2027``, whatever the computer's language."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def listed(names: Iterable[str], last: str = "and") -> str:
    """Join names as a sentence does: ``violin, viola and cello``."""
    *most, final = list(names) or [""]
    return f"{', '.join(most)} {last} {final}" if most else final


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return a name as names are compared: no capitals, marks, or difference of _, - and space."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.replace("_", " ").replace("-", " ").split())


def did_you_mean(text: str, known: Sequence[str]) -> str:
    """Return a question with the nearest known word, or the known words themselves."""
    by_fold = {folded(word): word for word in known}
    near = get_close_matches(folded(text), by_fold, n=1, cutoff=0.7)
    if near:
        return f"Did you mean {by_fold[near[0]]}?"
    if not known:
        return "There are none yet."
    if len(known) > 12:
        return f"There are {len(known)}, from {known[0]} to {known[-1]}."
    return f"What there is: {listed(known)}."
