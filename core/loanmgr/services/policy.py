"""The service's policy in the database: read as a whole, brought in as one act."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.faults import RowChangedError
from loanmgr.db.sql import Sql
from loanmgr.domain import policy as rules
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.policy import Policy, PolicyProblems
from loanmgr.services import leads
from loanmgr.services.work import Draft, Look, Work

TABLES = {
    "terms": "term",
    "tariffs": "tariff",
    "schemes": "scheme",
    "limits": "borrowing_limit",
    "intervals": "service_interval",
    "systems": "billing_system",
    "types": "instrument_type",
}
"""The tables behind the arrays of the policy file."""

COLUMNS = ("code", "name", "from_on", "to_on", "rule", "position")
ENTRIES = {
    array: Sql(
        f"SELECT id, {', '.join(COLUMNS)} FROM {table}"  # noqa: S608
        " WHERE struck_act IS NULL ORDER BY position, id"
    )
    for array, table in TABLES.items()
}
SIZES = Sql("SELECT id, code FROM instrument_size WHERE type_id = :type AND struck_act IS NULL")
REGISTER = Sql("SELECT id, policy_version FROM register")


Moved = tuple[str, str, date | None, date | None] | None


@dataclass(frozen=True)
class BringIn:
    """Bring in a policy file: its entries are added, or replace those of the same code."""

    text: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class BroughtIn:
    """How many entries the file has, and how many of them were new or different."""

    terms: int
    tariffs: int
    schemes: int
    changed: int = 0


def load(look: Look) -> Policy:
    """Read the policy of this transaction."""
    return _read(tuple((array, tuple(look.rows(sql))) for array, sql in ENTRIES.items()))


@lru_cache(maxsize=4)
def _read(found: tuple[tuple[str, tuple[Any, ...]], ...]) -> Policy:
    # Desks of one program read the same entries, and understanding them takes longer than reading.
    return rules.from_rows({array: map(_entry, entries) for array, entries in found})


def export(look: Look, _request: None = None) -> str:
    """Write the policy as its file."""
    return rules.export(look.policy())


def try_in(look: Look, request: BringIn) -> BroughtIn:
    """Say what bringing a file in would change."""
    wanted, counts = _merged(look.policy(), request.text)
    return replace(counts, changed=len(_differences(look, wanted)))


def bring_in(work: Work, request: BringIn) -> BroughtIn:
    """Bring a policy file in, whole or not at all.

    Raises:
        PolicyProblems: something in it cannot be read or contradicts; told by line.
    """
    now = begin(work)
    wanted, counts = _merged(now, request.text)
    changed = put_in_force(work, wanted)
    entries = "1 entry" if changed == 1 else f"{changed} entries"
    work.what = f"Policy brought in: {entries} new or changed"
    return replace(counts, changed=changed)


def begin(work: Work) -> Policy:
    """Return the policy that is about to be changed; nobody else changes it meanwhile.

    Raises:
        RuleError: the person at the desk may not change it.
    """
    leads.check_may_change_policy(work)
    work.lock("register", 1)
    if work.one(REGISTER).policy_version != work.policy_version:
        # Another desk brought one in while we waited; what it brought must not be struck again.
        raise RowChangedError("register")
    return work.policy()


def put_in_force(work: Work, wanted: Policy, moved: Moved = None) -> int:
    """Write what is otherwise in a policy that was checked; return how many entries that are.

    `moved` is the list, the code, and the old and the new first day of an entry that begins on
    another day, so that it stays the same row.
    """
    found = _differences(work, wanted, moved)
    for difference in found:
        _apply(work, *difference)
    if found:
        row = work.one(REGISTER)
        after = {"policy_version": row.policy_version + 1}
        work.change("register", row.id, {"policy_version": row.policy_version}, after)
    return len(found)


def check_undone(work: Work) -> None:
    """Refuse to take back a change of policy by who may not, or that leaves a contradiction.

    Raises:
        RuleError: why it can't be taken back alone.
    """
    leads.check_may_change_policy(work)
    try:
        load(work)
    except PolicyProblems as fault:
        problem = fault.problems[0].message
        message = f"That can't be undone by itself, as something later goes with it. {problem}"
        raise RuleError(message, "policy_contradicts", "act") from fault


def put_first(draft: Draft, policy: Policy) -> None:
    """Fill the tables of a new register."""
    for array, entries in rules.rows(policy).items():
        for position, entry in enumerate(entries):
            key = draft.put(TABLES[array], **_columns(entry, position))
            for place, size in enumerate(_sizes(entry) if array == "types" else ()):
                draft.put("instrument_size", type_id=key, code=size, position=place)


def _merged(now: Policy, text: str) -> tuple[Policy, BroughtIn]:
    merged = rules.merge(now, text)
    brought = merged.brought
    counts = BroughtIn(brought["terms"], brought["tariffs"], brought["schemes"])
    return merged.policy, counts


def _differences(
    look: Look, wanted: Policy, moved: Moved = None
) -> list[tuple[str, Any, dict[str, Any] | None]]:
    """Return what to do, as (array, row there is or None, columns there should be or None).

    A row keeps its place in the list, so that one small change is one row; what is new comes last.
    """
    found: list[tuple[str, Any, dict[str, Any] | None]] = []
    for array, entries in rules.rows(wanted).items():
        rows = look.rows(ENTRIES[array])
        have = {(row.code, row.from_on): row for row in rows}
        if moved is not None and moved[0] == array:
            have[moved[1], moved[3]] = have.pop((moved[1], moved[2]))
        last = max((row.position for row in rows), default=-1)
        for entry in entries:
            row = have.pop((entry["code"], entry["from_on"]), None)
            last += row is None
            columns = _columns(entry, last if row is None else row.position)
            if row is None or any(getattr(row, name) != value for name, value in columns.items()):
                found.append((array, row, columns))
        found += [(array, row, None) for row in have.values()]
    return found


def _apply(work: Work, array: str, row: Any, columns: dict[str, Any] | None) -> None:
    table = TABLES[array]
    if columns is None:
        work.change(table, row.id, {"struck_act": None}, {"struck_act": work.act_no})
        work.about(table, row.id, "policy")
        return
    if row is None:
        key = work.add(table, **columns)
    else:
        key = row.id
        changed = {n: v for n, v in columns.items() if getattr(row, n) != v}
        work.change(table, key, {n: getattr(row, n) for n in changed}, changed)
    work.about(table, key, "policy")
    if array == "types":
        _keep_sizes(work, key, _sizes({"rule": msgspec.json.decode(columns["rule"])}))


def _keep_sizes(work: Work, type_key: int, sizes: list[str]) -> None:
    """Add sizes that are new; one that is left out stays for the instruments that have it."""
    have = {row.code for row in work.rows(SIZES, type=type_key)}
    for position, size in enumerate(sizes):
        if size not in have:
            work.add("instrument_size", type_id=type_key, code=size, position=position)


def _columns(entry: dict[str, Any], position: int) -> dict[str, Any]:
    rule = msgspec.json.encode(entry["rule"], order="deterministic").decode()
    return {
        "code": entry["code"],
        "name": entry["name"],
        "from_on": entry.get("from_on"),
        "to_on": entry.get("to_on"),
        "rule": rule,
        "position": position,
    }


def _entry(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "from_on": row.from_on,
        "to_on": row.to_on,
        "rule": msgspec.json.decode(row.rule),
    }


def _sizes(entry: dict[str, Any]) -> list[str]:
    sizes = entry["rule"].get("sizes", [])
    return [size["code"] if isinstance(size, dict) else size for size in sizes]
