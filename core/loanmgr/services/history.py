"""Timelines: what happened to a thing, at a desk, or today, read from the acts alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.services import facts
from loanmgr.services.work import Look

PAGE = 50

COLUMNS = (
    "SELECT act.no, act.uuid, act.made_at, act.business_on, act.use_case, staff.name AS who,"
    " body.what, back.no AS undone_by"
)
JOINS = (
    " JOIN act_body AS body ON body.act_no = act.no JOIN staff ON staff.id = act.staff_id"
    " LEFT JOIN act AS back ON back.undoes = act.no"
)
OF_THING = Sql(
    f"{COLUMNS} FROM (SELECT DISTINCT act_no FROM act_thing WHERE kind = :kind AND thing = :thing"  # noqa: S608
    " AND act_no < :before ORDER BY act_no DESC LIMIT :page) AS found"
    f" JOIN act ON act.no = found.act_no{JOINS} ORDER BY act.no DESC"
)
OF_DESK = Sql(
    f"{COLUMNS}, (SELECT COUNT(*) FROM act AS part WHERE part.part_of = act.no) AS parts"  # noqa: S608
    f" FROM act{JOINS} WHERE act.desk_id = :desk AND act.business_on = :on AND act.undoes IS NULL"
    " AND act.use_case IN ('lend', 'lend_line', 'swap', 'swap_line', 'return_one', 'pay', 'found',"
    " 'needs_repair', 'part_missing', 'part_in', 'put_here', 'renew', 'award', 'award_again',"
    " 'evidence_seen', 'add_family', 'sign_agreement', 'hand_in', 'handed_in_on', 'ready',"
    " 'wrong_label', 'looked_into', 'pass_on', 'hand_back')"
    " AND act.seq > :seq AND NOT (act.use_case = 'lend' AND EXISTS"
    " (SELECT 1 FROM act AS part WHERE part.part_of = act.no))"
    " ORDER BY act.seq DESC LIMIT :page"
)
COUNTS = Sql(
    # How often each was undone and done again: an act stands where that is even.
    "WITH RECURSIVE link(first, last, links) AS (SELECT no, no, 0 FROM act"
    "  WHERE act.desk_id = :desk AND act.business_on = :on AND act.undoes IS NULL"
    "  AND act.seq > :seq AND act.use_case IN ('lend', 'lend_line', 'swap', 'swap_line',"
    "   'return_one', 'needs_repair')"
    "  AND NOT EXISTS (SELECT 1 FROM act AS part WHERE part.part_of = act.no)"
    "  UNION ALL SELECT link.first, act.no, link.links + 1 FROM link"
    "  JOIN act ON act.undoes = link.last),"
    " chain AS (SELECT first, MAX(links) AS links FROM link GROUP BY first)"
    " SELECT act.use_case, COUNT(*) AS n FROM chain JOIN act ON act.no = chain.first"
    " WHERE chain.links % 2 = 0 GROUP BY act.use_case"
)
JOINED = {
    table: Sql(
        f"SELECT gone.id FROM code JOIN {table} AS gone ON gone.code = code.text"  # noqa: S608
        f" WHERE code.kind = '{table}' AND code.thing = :key AND code.is_alias = 1"
        " AND gone.id <> :key ORDER BY gone.id"
    )
    for table in ("family", "borrower")
}
"""Records that were joined with one, by their old cards."""
UNDONE_BY = Sql("SELECT no FROM act WHERE undoes = :no")
SEQ = Sql("SELECT seq FROM desk WHERE id = :desk")

TODAY_ACTS = 2000
"""Acts of one desk that today's list looks back at."""


@dataclass(frozen=True)
class Event:
    """One line of a timeline."""

    act: UUID
    number: int
    """Place in the order of acts; give the smallest back to read on."""
    at: datetime
    on: date
    who: str
    what: str
    use_case: str
    is_undone: bool


@dataclass(frozen=True)
class TimelineOf:
    """A page of the timeline of the thing a code names."""

    code: str
    before: int | None = None
    page: int = PAGE


@dataclass(frozen=True)
class Today:
    """What was done at this desk today, newest first, and how much of each."""

    events: tuple[Event, ...]
    lent: int
    returned: int
    to_repair: int


def timeline(look: Look, request: TimelineOf) -> tuple[Event, ...]:
    """Return what happened to a thing, newest first, and to those that were joined with it."""
    return page_of(look, OF_THING, request.code, (request.before, request.page))


def page_of(
    look: Look, statement: Sql, code: str, part: tuple[int | None, int]
) -> tuple[Event, ...]:
    """Return a page of the timeline of what a code names; `part` is where it begins, how long."""
    kind, key = facts.thing_of(look, code)
    before, page = part[0] if part[0] is not None else 2**62, part[1]
    joined = look.rows(JOINED[kind], key=key) if kind in JOINED else []
    found: dict[int, Any] = {}
    for thing in (key, *(row.id for row in joined)):
        rows = look.rows(statement, kind=kind, thing=thing, before=before, page=page)
        found.update((row.no, row) for row in rows)
    newest = sorted(found, reverse=True)[:page]
    return tuple(event_of(look, found[number]) for number in newest)


def today(look: Look, _request: None = None) -> Today:
    """Return what was done at this desk today."""
    desk = look.identity.desk
    since = seq_before(look)
    rows = look.rows(OF_DESK, desk=desk, on=look.on, seq=since, page=20)
    counts = {row.use_case: row.n for row in look.rows(COUNTS, desk=desk, on=look.on, seq=since)}
    return Today(
        tuple(event_of(look, row) for row in rows),
        lent(counts),
        counts.get("return_one", 0) + counts.get("swap", 0),
        counts.get("needs_repair", 0),
    )


def seq_before(look: Look, acts: int = TODAY_ACTS) -> int:
    """Return the number in this desk's acts that a look back over so many of them begins after."""
    return int(look.one(SEQ, desk=look.identity.desk).seq) - acts


def lent(counts: Mapping[str, int]) -> int:
    """Return how many instruments went out, from how often each use case was run."""
    return sum(counts.get(each, 0) for each in ("lend", "lend_line", "swap", "swap_line"))


def is_undone(look: Look, undone_by: int | None) -> bool:
    """Say whether what took an act back stands, rather than having been taken back itself."""
    links = 0
    while undone_by is not None:
        links += 1
        again = look.one(UNDONE_BY, no=undone_by)
        undone_by = again.no if again else None
    return links % 2 == 1


def event_of(look: Look, row: Any) -> Event:
    """Return a row of a timeline as an event, which may have been undone and done again."""
    return Event(
        row.uuid,
        row.no,
        row.made_at,
        row.business_on,
        row.who,
        row.what,
        row.use_case,
        is_undone(look, row.undone_by),
    )
