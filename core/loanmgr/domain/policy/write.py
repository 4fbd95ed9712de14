"""Write a policy as TOML text, or as rows for the database; reading either gives it back."""

import json
from collections.abc import Sequence
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from typing import Any

from loanmgr.domain.policy.entries import Entry, Size
from loanmgr.domain.policy.keys import NESTED, SHAPES, Key, Shape
from loanmgr.domain.policy.whole import Policy

_COLUMNS = ("code", "name", "from", "to")
"""Keys that the database keeps in columns of their own."""

_HEAD = "# Policy of the music service. Every key is explained in docs/policy.md.\n"


def export(policy: Policy) -> str:
    """Write a policy as the TOML file that ``parse`` reads."""
    parts = [_HEAD]
    for shape in SHAPES:
        for entry in _entries(policy, shape):
            said = _said(entry, shape.keys)
            lines = "".join(f"{key} = {_toml(value)}\n" for key, value in said.items())
            parts.append(f"[[{shape.array}]]\n{lines}")
    return "\n".join(parts)


def table(entry: Entry, shape: Shape) -> dict[str, Any]:
    """Give one entry as a table of the file, with values that JSON can hold."""
    return {key: _plain(value) for key, value in _said(entry, shape.keys).items()}


def said_in_file(value: Any) -> str:
    """Write one value as the file has it."""
    return _toml(value)


def rows(policy: Policy) -> dict[str, list[dict[str, Any]]]:
    """Give each entry as a dated row: array, code, name, from_on, to_on and the rest as a rule.

    A rule holds only what JSON can: dates as ISO text, percentages as numbers.
    """
    return {
        shape.array: [_row(entry, shape) for entry in _entries(policy, shape)] for shape in SHAPES
    }


def _row(entry: Entry, shape: Shape) -> dict[str, Any]:
    said = _said(entry, shape.keys)
    return {
        "array": shape.array,
        "code": said["code"],
        "name": said["name"],
        "from_on": said.get("from"),
        "to_on": said.get("to"),
        "rule": {key: _plain(value) for key, value in said.items() if key not in _COLUMNS},
    }


def _entries(policy: Policy, shape: Shape) -> Sequence[Entry]:
    entries: Sequence[Entry] = getattr(policy, shape.array)
    return entries


def _said(entry: Any, keys: Sequence[Key]) -> dict[str, Any]:
    """Pick the keys whose values differ from what they are when nothing is said."""
    unsaid = {field.name: field.default for field in fields(entry) if field.default is not MISSING}
    found = ((key, getattr(entry, key.field)) for key in keys)
    return {key.name: value for key, value in found if key.required or value != unsaid[key.field]}


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if type(value) in NESTED:
        return _toml_table(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _toml_table(table: Any) -> str:
    said = _said(table, NESTED[type(table)])
    if isinstance(table, Size) and said.keys() == {"code"}:
        return _toml(table.code)
    return f"{{ {', '.join(f'{key} = {_toml(value)}' for key, value in said.items())} }}"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if type(value) in NESTED:
        said = _said(value, NESTED[type(value)])
        is_plain = isinstance(value, Size) and said.keys() == {"code"}
        return value.code if is_plain else said
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
