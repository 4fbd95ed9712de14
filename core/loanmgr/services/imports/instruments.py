"""The list of instruments: what its rows mean, and what they change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from loanmgr.domain import codes, texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import long_date
from loanmgr.services.imports.stock import Stock
from loanmgr.services.imports.table import ImportProblems, Row, read
from loanmgr.services.work import Look

COLUMNS = (
    "code",
    "type",
    "size",
    "make",
    "model",
    "serial",
    "old codes",
    "parts",
    "place",
    "owner",
    "value",
    "bought",
    "note",
    "needs repair",
    "needs repair since",
    "missing since",
    "retired",
)


@dataclass
class Change:
    """What one row does: a new instrument, or another look for one that is there."""

    row: Row
    known: Any
    columns: dict[str, Any]
    """The columns of the instrument as the file has them; place and owner by name."""
    code: str = ""
    aliases: tuple[str, ...] = ()
    parts: tuple[str, ...] | None = None


@dataclass
class Plan:
    """What a file does, decided before anything is written."""

    changes: list[Change] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    skipped: int = 0
    made: tuple[str, ...] = ()


def plan(look: Look, data: bytes, *, seen_before: bool) -> Plan:
    """Decide what a file does.

    Raises:
        ImportProblems: something in it cannot be brought in.
    """
    rows = read(data, COLUMNS, ("type",))
    stock = Stock(look)
    found = Plan()
    made: dict[str, None] = {}
    seen: dict[Any, int] = {}
    for row in rows:
        change = _planned(look, stock, row, seen)
        if change is None:
            continue
        made |= dict.fromkeys(_made(stock, row))
        if change.known is None:
            if seen_before and not change.code and not change.aliases and not row.text("serial"):
                found.skipped += 1
                continue
            found.new += 1
            found.changes.append(change)
        elif _differs(stock, change):
            found.updated += 1
            found.changes.append(change)
        else:
            found.skipped += 1
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        raise ImportProblems(problems)
    found.made = tuple(made)
    return found


def _planned(look: Look, stock: Stock, row: Row, seen: dict[Any, int]) -> Change | None:
    columns = _columns(look, stock, row)
    code = codes.normalise(row.text("code"))
    aliases = tuple(codes.normalise(text) for text in row.items("old codes"))
    _check_labels(stock, row, code, aliases)
    if row.problems:
        return None
    known = _known(stock, row, columns, (code, aliases))
    if row.problems:
        return None
    _check_twice(row, columns, (code, aliases, known), seen)
    parts = row.items("parts") if row.has("parts") else None
    for part in parts or ():
        _line(row, "parts", part)
    return Change(row, known, columns, code, aliases, parts)


DAYS = {
    "bought": "bought_on",
    "missing since": "missing_on",
    "retired": "retired_on",
    "needs repair since": "fault_on",
}


def _columns(look: Look, stock: Stock, row: Row) -> dict[str, Any]:
    """Return the columns a row gives, with keys of type and size."""
    kind, size = _kind(look, stock, row)
    columns: dict[str, Any] = {}
    if kind is not None:
        type_key = stock.types[kind.code]
        columns = {"type_id": type_key, "type_code": kind.code}
        if row.has("size"):
            columns["size_id"] = stock.sizes[(type_key, size)] if size else None
    lines = [name for name in ("make", "model", "serial") if row.has(name)]
    columns |= {name: _line(row, name, row.text(name)) for name in lines}
    if row.has("note"):
        columns["note"] = _note(row)
    if row.has("value"):
        columns["value_pence"] = row.pence("value")
    columns |= {column: _day(look, row, name) for name, column in DAYS.items() if row.has(name)}
    named = [name for name in ("place", "owner") if row.text(name)]
    columns |= {name: _line(row, name, row.text(name)) for name in named}
    _check_place(stock, row)
    return columns | _fault(look, row, columns)


def _day(look: Look, row: Row, column: str) -> date | None:
    found = row.day(column)
    if found is not None and found > look.on:
        row.wrong(column, f"{long_date(found)} has not come yet.")
    return found


def _fault(look: Look, row: Row, columns: Mapping[str, Any]) -> dict[str, Any]:
    if not row.has("needs repair"):
        return {}
    fault = _line(row, "needs repair", row.text("needs repair")) or None
    return {"fault": fault, "fault_on": (columns.get("fault_on") or look.on) if fault else None}


def _kind(look: Look, stock: Stock, row: Row) -> tuple[Any, str | None]:
    text, size_text = row.text("type"), row.text("size")
    try:
        kind = stock.kind(look.policy(), text)
    except RuleError as error:
        row.wrong("type", error.message if text else "Say what instrument it is.")
        return None, None
    size = kind.size(size_text) if size_text else None
    if size_text and size is None:
        have = ", ".join(one.code for one in kind.sizes) or "no sizes"
        row.wrong("size", f"A {kind.name.lower()} doesn't come in “{size_text[:40]}”: {have}.")
    return kind, size.code if size else None


def _check_place(stock: Stock, row: Row) -> None:
    text = row.text("place")
    if not text or stock.place(text) is not None:
        return
    near = stock.nearly_place(text)
    if near:
        row.wrong("place", f"There is no place “{text[:60]}”. Did you mean “{near}”?")


def _check_labels(stock: Stock, row: Row, code: str, aliases: tuple[str, ...]) -> None:
    if code and not (codes.is_ours(code) and code.startswith("M")):
        row.wrong("code", f"“{row.text('code')[:40]}” is not one of our labels for instruments.")
    if code in stock.other:
        row.wrong("code", f"{code} is the label of another kind of thing.")
    for alias in aliases:
        _line(row, "old codes", alias)
        if codes.has_shape(alias):
            row.wrong("old codes", f"{alias} is built like our own labels, not like an old one.")
        elif alias in stock.other:
            row.wrong("old codes", f"{alias} is the label of another kind of thing.")


def _known(
    stock: Stock, row: Row, columns: Mapping[str, Any], labels: tuple[str, tuple[str, ...]]
) -> Any:
    """Find the instrument a row is about: by our label, an old one, or type and serial."""
    code, aliases = labels
    found = {stock.label[text] for text in (code, *aliases) if text and text in stock.label}
    if len(found) > 1:
        row.wrong("old codes", "These labels are on two different instruments.")
        return None
    if found:
        known = stock.by_key[found.pop()]
        if code and known.code != code:
            row.wrong("code", f"The old label is on {known.code}, not on {code}.")
        return known
    return None if code else _by_serial(stock, row, columns["type_code"], aliases)


def _by_serial(stock: Stock, row: Row, type_code: str, aliases: tuple[str, ...]) -> Any:
    serial = (type_code, row.text("serial").casefold())
    key = stock.by_serial.get(serial) if serial[1] else None
    if key is not None and stock.serials[serial] > 1:
        row.wrong("serial", "Several instruments have this serial; say which by its label.")
    # One that another old label already tells apart is another instrument.
    told_apart = key is not None and aliases and stock.aliases.get(key)
    return None if key is None or told_apart else stock.by_key[key]


def _check_twice(
    row: Row, columns: Mapping[str, Any], of: tuple[str, tuple[str, ...], Any], seen: dict[Any, int]
) -> None:
    """Note a second row about the same instrument."""
    code, aliases, known = of
    marks: list[tuple[Any, str, str]] = [((a, "label"), "old codes", "old label") for a in aliases]
    if code:
        marks.append(((code, "label"), "code", "label"))
    elif not aliases and row.text("serial"):
        mark = (columns["type_code"], row.text("serial").casefold())
        marks.append((mark, "serial", "serial"))
    if known is not None:
        marks.append(((known.id, "key"), "", "instrument"))
    for mark, column, word in marks:
        if mark in seen and seen[mark] != row.number:
            row.wrong(column, f"This is the same {word} as in row {seen[mark]}.")
            return
        seen[mark] = row.number


def _made(stock: Stock, row: Row) -> list[str]:
    made = []
    if row.text("place") and stock.place(row.text("place")) is None:
        made.append(f"place {row.text('place')}")
    if row.text("owner") and row.text("owner").casefold() not in stock.owners:
        made.append(f"owner {row.text('owner')}")
    return made


def _differs(stock: Stock, change: Change) -> bool:
    if change.known.struck_act is not None or altered(stock, change):
        return True
    if set(change.aliases) - stock.aliases.get(change.known.id, set()):
        return True
    if change.parts is None:
        return False
    have = stock.parts.get(change.known.id, {})
    live = {name for name, part in have.items() if part.struck_act is None}
    return live != {part.casefold() for part in change.parts}


def altered(stock: Stock, change: Change) -> dict[str, Any]:
    """Return the columns whose values differ, with places and owners still by name."""
    found = {
        name: value
        for name, value in change.columns.items()
        if name not in ("type_code", "place", "owner", "fault_on")
        and getattr(change.known, name) != value
    }
    place, owner = change.columns.get("place"), change.columns.get("owner")
    there = stock.place(place) if place else None
    if place and (there is None or there.id != change.known.home_place_id):
        found["place"] = place
    if owner and stock.owner_names[change.known.owner_id].casefold() != owner.casefold():
        found["owner"] = owner
    # A fault without a day of its own is not a new one each time the list is brought in.
    says_since = bool(change.row.text("needs repair since")) or "fault" in found
    since = change.columns.get("fault_on")
    if says_since and change.known.fault_on != since:
        found["fault_on"] = since
    return found


def _line(row: Row, column: str, text: str) -> str:
    try:
        return texts.line(text, column)
    except RuleError as error:
        row.wrong(column, error.message)
        return ""


def _note(row: Row) -> str:
    try:
        return texts.note(row.cells["note"])
    except RuleError as error:
        row.wrong("note", error.message)
        return ""
