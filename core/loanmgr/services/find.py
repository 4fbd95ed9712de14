"""What the scan box finds while somebody types: at most eight rows that answer by themselves.

Exact codes come first, then texts that begin so, then texts that have it anywhere; nothing sorts
all hits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from loanmgr.db.search import anywhere, plan_once
from loanmgr.db.sql import Sql
from loanmgr.domain.codes import normalise
from loanmgr.domain.school_years import year_of
from loanmgr.domain.words import fold
from loanmgr.services.facts import named
from loanmgr.services.work import Look

HITS = 8
KINDS = ("instrument", "family", "borrower", "school")
"""What is searched, in the order of groups: a surname opens the family, not its eldest child."""

EXACT = Sql("SELECT kind, thing FROM code WHERE text = :text")
STARTS = Sql(
    " UNION ALL ".join(
        "SELECT * FROM (SELECT kind, thing, rank FROM search_entry"  # noqa: S608
        f" WHERE kind = '{kind}' AND text >= :start AND text < :stop ORDER BY text LIMIT 8)"
        f" AS found_{kind}"
        for kind in KINDS
    )
)
KEYS = tuple(f"k{number}" for number in range(HITS))
AMONG = f"IN ({', '.join(':' + name for name in KEYS)})"
"""All hits of a kind are read by one statement; names that are not needed repeat the last."""

INSTRUMENTS = Sql(f"""
SELECT i.id, i.code, t.name AS type_name, s.code AS size_code, i.make, i.model, i.fault,
  i.missing_on, i.retired_on, i.unready, b.name AS holder, b.kind AS holder_kind,
  line.due_on, basket_line.id AS on_counter,
  place.name AS place,
  kept.until_on AS kept_until_on, kept_for.name AS kept_for, kept_for.kind AS kept_kind,
  (SELECT COUNT(*) FROM part WHERE part.instrument_id = i.id AND part.missing_on IS NOT NULL
     AND part.struck_act IS NULL) AS parts_missing
FROM instrument AS i JOIN instrument_type AS t ON t.id = i.type_id
JOIN place ON place.id = i.here_place_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
LEFT JOIN loan_line AS line
  ON line.instrument_id = i.id AND line.returned_at IS NULL AND line.passed_on_at IS NULL
LEFT JOIN borrower AS b ON b.id = line.borrower_id
LEFT JOIN basket_line ON basket_line.instrument_id = i.id
LEFT JOIN reservation AS kept ON kept.instrument_id = i.id AND kept.struck_act IS NULL
LEFT JOIN borrower AS kept_for ON kept_for.id = kept.borrower_id
WHERE i.id {AMONG} AND i.struck_act IS NULL
""")  # noqa: S608
FAMILIES = Sql(f"""
SELECT id, code, name,
  (SELECT COUNT(*) FROM borrower WHERE borrower.family_id = family.id AND struck_act IS NULL) AS n
FROM family WHERE id {AMONG} AND struck_act IS NULL
""")  # noqa: S608
BORROWERS = Sql(f"""
SELECT b.id, b.code, b.name, b.kind, b.year, b.year_on, school.name AS school,
  (SELECT COUNT(*) FROM loan_line AS line WHERE line.borrower_id = b.id
     AND line.returned_at IS NULL AND line.passed_on_at IS NULL) AS out
FROM borrower AS b LEFT JOIN borrower AS school ON school.id = b.school_id
WHERE b.id {AMONG} AND b.struck_act IS NULL
""")  # noqa: S608
PLACES = Sql(f"SELECT id, code, name, kind FROM place WHERE id {AMONG}")  # noqa: S608


@dataclass(frozen=True)
class Hit:
    """One row of the answer."""

    kind: str
    code: str
    name: str
    status: str
    holder: str
    detail: str = ""
    """What else tells it apart: make and model, school and year."""
    holder_kind: str = ""
    due_on: date | None = None
    kept_for: str = ""
    """Whom an instrument is kept for, where its state is that it is kept."""
    kept_kind: str = ""


def find(look: Look, text: str) -> tuple[Hit, ...]:
    """Return what a text finds, best first."""
    wanted = fold(text)
    if len(wanted) < 2:
        return ()
    plan_once(look.connection)
    things: dict[tuple[str, int], None] = {}
    exact = look.one(EXACT, text=normalise(text))
    if exact is not None:
        things[(exact.kind, exact.thing)] = None
    found = look.rows(STARTS, start=wanted, stop=wanted + "\U0010ffff")
    for row in _shared_out(found):
        things[(_kind(row.kind), row.thing)] = None
    if len(things) < HITS and len(wanted) > 2:
        for row in anywhere(look.connection, wanted, HITS):
            things[(_kind(row.kind), row.thing)] = None
    return _hits(look, list(things)[:HITS])


def _kind(searched: str) -> str:
    return "borrower" if searched == "school" else searched


def _shared_out(found: list[Any]) -> list[Any]:
    """Take from each group in turn, so that none hides another; codes before names."""
    groups: dict[str, list[Any]] = {}
    for row in sorted(found, key=lambda row: row.rank > 0):
        groups.setdefault(row.kind, []).append(row)
    kept: dict[str, int] = dict.fromkeys(groups, 0)
    for _ in range(HITS):
        for kind, rows in groups.items():
            if sum(kept.values()) < HITS and kept[kind] < len(rows):
                kept[kind] += 1
    return [row for kind in KINDS if kind in groups for row in groups[kind][: kept[kind]]]


def _hits(look: Look, things: list[tuple[str, int]]) -> tuple[Hit, ...]:
    """Read things of all kinds, one statement a kind, and keep their order."""
    found: dict[tuple[str, int], Hit] = {}
    for kind, (sql, hit) in READERS.items():
        keys = [key for other, key in things if other == kind]
        if keys:
            padded = keys + keys[-1:] * (HITS - len(keys))
            rows = look.rows(sql, **dict(zip(KEYS, padded, strict=True)))
            found |= {(kind, row.id): hit(row, look.on) for row in rows}
    return tuple(found[thing] for thing in things if thing in found)


def _instrument(row: Any, on: date) -> Hit:
    status = status_of_row(row, on)
    make = f"{row.make} {row.model}".strip()
    return Hit(
        "instrument",
        row.code,
        named(row.type_name, row.size_code),
        status,
        row.holder or "",
        make,
        row.holder_kind or "",
        row.due_on,
        *((row.kept_for, row.kept_kind) if status == "kept" else ()),
    )


def status_of_row(row: Any, on: date) -> str:
    """Return the one word for the state of an instrument in a list row, on a day."""
    states = (
        (row.retired_on is not None, "retired"),
        (row.holder is not None, "on_loan"),
        (row.on_counter is not None, "on_counter"),
        (row.missing_on is not None, "missing"),
        (row.fault is not None, "needs_repair"),
        (row.unready is not None or row.parts_missing > 0, "incomplete"),
        (row.kept_until_on is not None and row.kept_until_on >= on, "kept"),
    )
    return next((word for holds, word in states if holds), "available")


def _family(row: Any, _on: date) -> Hit:
    children = "1 child" if row.n == 1 else f"{row.n} children"
    return Hit("family", row.code, row.name, children, "")


def _borrower(row: Any, on: date) -> Hit:
    out = "nothing out" if not row.out else f"{row.out} out"
    said = year_of(row, on)
    year = f"Year {said}" if said.isdigit() else ""
    detail = " · ".join(part for part in (year, row.school or "") if part)
    return Hit(row.kind, row.code, row.name, out, "", detail)


def _place(row: Any, _on: date) -> Hit:
    return Hit("place", row.code, row.name, row.kind, "")


READERS: dict[str, tuple[Sql, Callable[[Any, date], Hit]]] = {
    "instrument": (INSTRUMENTS, _instrument),
    "family": (FAMILIES, _family),
    "borrower": (BORROWERS, _borrower),
    "place": (PLACES, _place),
}
