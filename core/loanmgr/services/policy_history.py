"""Earlier versions of the policy: who changed which entry when, from what to what.

Read from the effects of acts alone: today's rows are taken back act by act.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain.policy import compare
from loanmgr.domain.policy.compare import EntryChange
from loanmgr.domain.policy.keys import SHAPES, Shape
from loanmgr.domain.policy.words import folded
from loanmgr.services import history
from loanmgr.services.policy import TABLES
from loanmgr.services.work import Look

MOST_ACTS = 400
"""How many changes are looked back at; a service makes some twenty a year."""

ACTS = Sql(
    f"{history.COLUMNS}, body.effects FROM (SELECT DISTINCT act_no FROM act_thing"  # noqa: S608
    f" WHERE kind IN ({', '.join(map(repr, TABLES.values()))})"
    f" ORDER BY act_no DESC LIMIT {MOST_ACTS}) AS found"
    f" JOIN act ON act.no = found.act_no{history.JOINS} ORDER BY act.no DESC"
)
ROWS = {
    array: Sql(f"SELECT id, code, name, from_on, to_on, rule, struck_act FROM {table}")  # noqa: S608
    for array, table in TABLES.items()
}


@dataclass(frozen=True)
class HistoryOf:
    """Ask for the changes of one entry, of one list, or of everything."""

    array: str = ""
    code: str = ""


@dataclass(frozen=True)
class PolicyChange:
    """One act that changed the policy, with what it changed of what was asked for."""

    act: UUID
    at: datetime
    who: str
    what: str
    is_undone: bool
    entries: tuple[EntryChange, ...]


_State = dict[str, Any]


def history_of(look: Look, request: HistoryOf) -> tuple[PolicyChange, ...]:
    """Return what was changed, newest first."""
    state: dict[tuple[str, int], _State] = {}
    for array, sql in ROWS.items():
        for row in look.rows(sql):
            state[TABLES[array], row.id] = dict(row._asdict())
    found = []
    for row in look.rows(ACTS):
        changes = _taken_back(state, msgspec.json.decode(row.effects))
        changes = [each for each in changes if _is_asked(each, request)]
        if changes:
            undone = history.is_undone(look, row.undone_by)
            found.append(
                PolicyChange(row.uuid, row.made_at, row.who, row.what, undone, tuple(changes))
            )
    return tuple(found)


def _is_asked(change: EntryChange, request: HistoryOf) -> bool:
    return request.array in ("", change.array) and (
        not request.code or folded(request.code) in (folded(change.code), folded(change.name))
    )


def _taken_back(
    state: dict[tuple[str, int], _State], effects: list[list[Any]]
) -> list[EntryChange]:
    """Take the effects of one act back from the rows; return what they had changed."""
    after: dict[tuple[str, int], _State | None] = {}
    for effect in reversed(effects):
        key = effect[1], effect[2]
        if key not in state:
            continue
        row = state[key]
        after.setdefault(key, None if row["struck_act"] is not None else dict(row))
        if effect[0] == "+":
            row["struck_act"] = 0  # before, there was none
        else:
            row |= {name: _value(name, value) for name, value in effect[3].items()}
    changes = []
    for key, later in after.items():
        shape = _SHAPES[key[0]]
        earlier = None if state[key]["struck_act"] is not None else state[key]
        before, now = (None if row is None else _entry(shape, row) for row in (earlier, later))
        if before != now:
            changes.append(compare.of_entry(shape, before, now))
    return sorted(changes, key=lambda change: change.array)


_SHAPES = {TABLES[shape.array]: shape for shape in SHAPES}


def _entry(shape: Shape, row: _State) -> Any:
    """Return a row of the past as an entry, without asking whether it goes with others."""
    rule = msgspec.json.decode(row["rule"])
    said = {"code": row["code"], "name": row["name"], **rule}
    said |= {key: row[f"{key}_on"] for key in ("from", "to") if row[f"{key}_on"] is not None}
    values = {key.field: key.value.read(said[key.name]) for key in shape.keys if key.name in said}
    return shape.makes(**values)


def _value(name: str, stored: Any) -> Any:
    return date.fromisoformat(stored) if stored and name.endswith("_on") else stored
