"""Read a policy from TOML text or stored rows, or refuse it naming everything that is wrong."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from loanmgr.domain.policy.check import check
from loanmgr.domain.policy.entries import Entry
from loanmgr.domain.policy.keys import SHAPES, Key, Shape
from loanmgr.domain.policy.lines import Path, find_lines, line_of
from loanmgr.domain.policy.problems import PolicyProblem, PolicyProblems
from loanmgr.domain.policy.whole import Policy
from loanmgr.domain.policy.words import did_you_mean, folded

_LINE_IN_FAULT = re.compile(r"\(at line (\d+), column \d+\)")
_ENDLESS = re.compile(r"[0-9_]{1000,}")
"""A number too long for Python to read, of which no line is told."""
_AT_END = "(at end of document)"


@dataclass(frozen=True)
class Merged:
    """A policy with a file brought into it, and how many entries of each list the file had."""

    policy: Policy
    brought: Mapping[str, int]


def parse(text: str) -> Policy:
    """Read a policy file.

    Raises:
        PolicyProblems: with every unknown key, unfit value and contradiction, by line.
    """
    return merge(Policy(), text).policy


def merge(now: Policy, text: str) -> Merged:
    """Bring a policy file into a policy: its entries are added, or replace those of their code.

    A file may so be as short as one tariff that names types the policy already has.

    Raises:
        PolicyProblems: as for ``parse``.
    """
    try:
        return _merge(now, text.removeprefix("\ufeff"))
    except RecursionError as fault:
        message = "This file nests lists in lists far deeper than a policy does."
        raise PolicyProblems([PolicyProblem(1, message)]) from fault


def _merge(now: Policy, text: str) -> Merged:
    tables = _toml(text)
    reader = _Reader(now)
    policy = reader.policy(tables)
    if reader.problems:
        raise _by_line(reader.problems, find_lines(text))
    return Merged(policy, {shape.array: len(tables.get(shape.array, ())) for shape in SHAPES})


def bring(now: Policy, tables: Mapping[str, Any]) -> Policy:
    """Bring tables into a policy as ``merge`` brings those of a file.

    Raises:
        PolicyProblems: as for ``parse``, each by the key it is about instead of its line.
    """
    reader = _Reader(now)
    policy = reader.policy(tables)
    if reader.problems:
        raise PolicyProblems(
            tuple(
                dict.fromkeys(
                    PolicyProblem(None, message, str(path[2]) if len(path) > 2 else "")
                    for path, message in reader.problems
                )
            )
        )
    return policy


def from_rows(rows: Mapping[str, Iterable[Mapping[str, Any]]]) -> Policy:
    """Read a policy from what ``rows`` made: dated columns, and a rule of the remaining keys."""
    tables = {array: [_table(row) for row in entries] for array, entries in rows.items()}
    reader = _Reader()
    policy = reader.policy(tables)
    if reader.problems:
        raise _by_line(reader.problems, {})
    return policy


def _table(row: Mapping[str, Any]) -> dict[str, Any]:
    dates = {"from": row["from_on"], "to": row["to_on"]}
    return {
        "code": row["code"],
        "name": row["name"],
        **{key: on for key, on in dates.items() if on is not None},
        **row["rule"],
    }


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except ValueError as fault:  # a number too long to read is no TOMLDecodeError
        raise PolicyProblems((_unreadable(str(fault), text),)) from fault


def _unreadable(fault: str, text: str) -> PolicyProblem:
    found = _LINE_IN_FAULT.search(fault)
    ends_at = endless.end() if (endless := _ENDLESS.search(text)) else len(text.rstrip("\n"))
    line = int(found[1]) if found else text.count("\n", 0, ends_at) + 1
    what = _LINE_IN_FAULT.sub("", fault).replace(_AT_END, "").strip().rstrip(".")
    message = (
        f"This line cannot be read as TOML ({what}). "
        "Words stand in quotes, dates and numbers do not, and a key is given once."
    )
    return PolicyProblem(line, message)


def _by_line(problems: Sequence[tuple[Path, str]], lines: dict[Path, int]) -> PolicyProblems:
    found = {PolicyProblem(line_of(lines, path), message) for path, message in problems}
    return PolicyProblems(
        tuple(sorted(found, key=lambda problem: (problem.line or 0, problem.message)))
    )


class _Reader:
    """One reading; ``problems`` holds where and what is wrong."""

    def __init__(self, now: Policy | None = None) -> None:
        self.problems: list[tuple[Path, str]] = []
        self._now = now or Policy()

    def policy(self, tables: Mapping[str, Any]) -> Policy:
        """Make the policy of parsed tables, noting what is wrong with them."""
        known = [shape.array for shape in SHAPES]
        for array in tables.keys() - known:
            hint = did_you_mean(array, known)
            self.problems.append(((array,), f"A policy has no list called {array}. {hint}"))
        read = {shape.array: self._entries(shape, tables.get(shape.array)) for shape in SHAPES}
        kept = {array: _kept(getattr(self._now, array), read[array]) for array in known}
        entries: dict[str, Any] = {
            array: (*kept[array], *(entry for _, entry in read[array])) for array in known
        }
        policy = _resolved(Policy(**entries))
        if not self.problems:  # half-read entries would be blamed for what is only missing
            for wrong in check(policy):
                place = wrong.position - len(kept[wrong.array])
                at = (read[wrong.array][place][0], wrong.key) if place >= 0 else ()
                self.problems.append(((wrong.array, *at) if at else (), wrong.message))
        return _in_order(policy, self._now)

    def _entries(self, shape: Shape, tables: Any) -> list[tuple[int, Entry]]:
        if tables is None:
            return []
        if not isinstance(tables, list):
            message = f"Each {shape.noun} begins with a line [[{shape.array}]], in double brackets."
            self.problems.append(((shape.array,), message))
            return []
        read = [(at, self._entry(shape, at, table)) for at, table in enumerate(tables)]
        return [(at, entry) for at, entry in read if entry is not None]

    def _entry(self, shape: Shape, at: int, table: Any) -> Entry | None:
        path: Path = (shape.array, at)
        if not isinstance(table, dict):
            message = f"Each {shape.noun} begins with a line [[{shape.array}]], in double brackets."
            self.problems.append((path, message))
            return None
        before = len(self.problems)
        label = _label(shape, at, table)
        self._unknown_keys(shape, path, label, table)
        values = self._values(shape, path, label, table)
        if len(self.problems) > before:
            return None
        made: Entry = shape.makes(**values)
        return made

    def _unknown_keys(self, shape: Shape, path: Path, label: str, table: dict[str, Any]) -> None:
        known = [key.name for key in shape.keys]
        for name in table.keys() - known:
            hint = did_you_mean(name, known)
            message = f"{label} has a key {name}, which no {shape.noun} has. {hint}"
            self.problems.append(((*path, name), message))

    def _values(
        self, shape: Shape, path: Path, label: str, table: dict[str, Any]
    ) -> dict[str, Any]:
        values = {}
        for key in shape.keys:
            if key.name in table:
                try:
                    values[key.field] = key.value.read(table[key.name])
                except (ValueError, TypeError):
                    self._unfit(path, label, key, table[key.name])
            elif key.required:
                message = f"{label} has no {key.name}; it must be {key.value.must}."
                self.problems.append((path, message))
        return values

    def _unfit(self, path: Path, label: str, key: Key, value: Any) -> None:
        message = f"{label} has {key.name} = {_shown(value)}; it must be {key.value.must}."
        self.problems.append(((*path, key.name), message))


def _label(shape: Shape, at: int, table: dict[str, Any]) -> str:
    called = table.get("name", table.get("code"))
    if isinstance(called, str) and called.strip():
        return f"The {shape.noun} {called[:60]}"
    return f"{shape.noun.title()} number {at + 1}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, list):
        text = f"[{', '.join(_shown(item) for item in value)}]"
    elif isinstance(value, dict):
        text = f"{{ {', '.join(f'{key} = {_shown(item)}' for key, item in value.items())} }}"
    elif isinstance(value, int) and value.bit_length() > 256:
        text = "a number out of all reason"
    else:
        text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _kept(now: tuple[Entry, ...], read: list[tuple[int, Entry]]) -> tuple[Entry, ...]:
    replaced = {entry.code for _, entry in read}
    return tuple(entry for entry in now if entry.code not in replaced)


def _in_order(policy: Policy, before: Policy) -> Policy:
    """Put terms by their dates, and every other entry where its code was before, or last."""

    def placed(array: str) -> tuple[Any, ...]:
        places = {entry.code: place for place, entry in enumerate(getattr(before, array))}
        entries: tuple[Any, ...] = getattr(policy, array)
        return tuple(sorted(entries, key=lambda entry: places.get(entry.code, len(places))))

    by_date = tuple(sorted(policy.terms, key=lambda term: term.from_on))
    others = {shape.array: placed(shape.array) for shape in SHAPES if shape.array != "terms"}
    return replace(policy, terms=by_date, **others)


def _resolved(policy: Policy) -> Policy:
    """Put codes where a scope or a list of checks has names."""
    types = {folded(text): kind.code for kind in policy.types for text in (kind.name, kind.code)}
    checks = {
        folded(text): check.code for check in policy.intervals for text in (check.name, check.code)
    }
    families = {folded(kind.family): kind.family for kind in policy.types}
    sizes = {
        folded(text): size.code
        for kind in policy.types
        for size in kind.sizes
        for text in (size.words, size.code)
    }
    return replace(
        policy,
        tariffs=tuple(
            replace(
                tariff,
                types=_codes(tariff.types, types),
                families=_codes(tariff.families, families),
                sizes=_codes(tariff.sizes, sizes),
            )
            for tariff in policy.tariffs
        ),
        types=tuple(replace(kind, checks=_codes(kind.checks, checks)) for kind in policy.types),
    )


def _codes(named: tuple[str, ...], codes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(codes.get(folded(text), text) for text in named)
