"""Grown-ups of a family beside who signs, in one cell: Name | number or e-mail | way; the next.

What is not said of somebody stays, and nobody is taken off a record by a file.
"""

from collections.abc import Iterable
from typing import Any

from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import fold
from loanmgr.services.imports.table import Row
from loanmgr.services.people import way

COLUMN = "further adults"
NEXT, PART = ";", "|"
MOST_PARTS = 3

Change = tuple[Any, dict[str, Any]]
"""A grown-up who is known, or None for a new one, and what is to be different."""


def written(adults: Iterable[Any]) -> str:
    """Write the grown-ups of a family but the first into one cell."""
    return f"{NEXT} ".join(_entry(adult) for adult in list(adults)[1:])


def check(row: Row, cell: str) -> None:
    """Note what is wrong with a cell."""
    seen: set[str] = set()
    for entry in _entries(cell):
        try:
            parts = _parts(entry)
        except RuleError as error:
            row.wrong(COLUMN, error.message)
            continue
        mark = fold(parts["name"])
        if mark in seen:
            row.wrong(COLUMN, f"{parts['name']} is in this family twice.")
        seen.add(mark)


def changes(adults: list[Any], cell: str) -> list[Change]:
    """Return what a cell says that is not so yet, of the grown-ups of a family."""
    known = {fold(adult.name): adult for adult in adults}
    found: list[Change] = []
    for entry in _entries(cell):
        said = _parts(entry)
        adult = known.get(fold(said["name"]))
        if adult is None:
            found.append((None, {"contact": "", **said}))
            continue
        differs = {
            name: text
            for name, text in said.items()
            if name != "name" and _plain(getattr(adult, name)) != text
        }
        if differs:
            found.append((adult, differs))
    return found


def _entries(cell: str) -> list[str]:
    return [entry for entry in cell.split(NEXT) if entry.strip()]


def _parts(entry: str) -> dict[str, str]:
    """Return the name, and what else is said.

    Raises:
        RuleError: there is no name, or too many parts, or no such way.
    """
    parts = [" ".join(part.split()) for part in entry.split(PART)]
    if not parts[0]:
        raise RuleError("Say the name of each further grown-up.", "missing", COLUMN)
    if len(parts) > MOST_PARTS:
        message = f"{parts[0]} has more than a name, a number or e-mail, and a way."
        raise RuleError(message, "too_many", COLUMN)
    contact, wish = (*parts[1:], "", "")[:2]
    said = {"name": texts.line(parts[0], COLUMN)}
    said |= {"contact": texts.line(contact, COLUMN)} if contact else {}
    return said | ({"prefers": way(wish) or ""} if wish else {})


def _entry(adult: Any) -> str:
    parts = [_plain(adult.name), _plain(adult.contact), _plain(adult.prefers)]
    while not parts[-1]:
        parts.pop()
    return f" {PART} ".join(parts)


def _plain(text: str | None) -> str:
    """Return a text without what parts a cell, as it is written and compared."""
    return " ".join((text or "").replace(NEXT, ",").replace(PART, ",").split())
