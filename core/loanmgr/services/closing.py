"""Closing a desk: what one day at it came to, what is left to do, and the cash that was counted.

Nothing is locked by it: whatever is done afterwards counts on the same day, and is told apart.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import MOST_PENCE, pounds
from loanmgr.domain.words import clock
from loanmgr.services import attention, history
from loanmgr.services.accounts import METHODS
from loanmgr.services.baskets import rows
from loanmgr.services.work import Look, Work

SERVICE = Sql("SELECT name FROM register")
DAY_ACTS = 20_000
"""Acts of one desk that a day is looked for in: more than anybody does, even by a script."""

COUNTS = Sql(
    # How often each was undone and done again: an act stands where that is even.
    "WITH RECURSIVE link(first, last, links) AS (SELECT no, no, 0 FROM act"
    "  WHERE act.desk_id = :desk AND act.business_on = :on AND act.undoes IS NULL"
    "  AND act.seq > :seq AND act.use_case IN ('lend', 'lend_line', 'swap', 'swap_line', 'renew',"
    "   'renew_line', 'return_one', 'hand_in', 'needs_repair')"
    "  AND NOT EXISTS (SELECT 1 FROM act AS part WHERE part.part_of = act.no)"
    "  UNION ALL SELECT link.first, act.no, link.links + 1 FROM link"
    "  JOIN act ON act.undoes = link.last),"
    " chain AS (SELECT first, MAX(links) AS links FROM link GROUP BY first)"
    " SELECT act.use_case, COUNT(*) AS n FROM chain JOIN act ON act.no = chain.first"
    " WHERE chain.links % 2 = 0 GROUP BY act.use_case"
)
MONEY = Sql("""
SELECT payment.method,
  CAST(SUM(CASE WHEN payment.amount_pence > 0 THEN payment.amount_pence ELSE 0 END) AS BIGINT)
    AS taken_pence,
  CAST(SUM(CASE WHEN payment.amount_pence < 0 THEN -payment.amount_pence ELSE 0 END) AS BIGINT)
    AS given_back_pence
FROM act JOIN payment ON payment.uuid = act.uuid
WHERE act.desk_id = :desk AND act.business_on = :on AND act.seq > :seq
  AND act.use_case IN ('pay', 'refund') AND payment.struck_act IS NULL
GROUP BY payment.method
""")
UNFINISHED = Sql(
    f"{rows.COLUMNS} WHERE basket.desk_id = :desk ORDER BY basket.parked_at IS NULL, basket.id"
)
CLOSINGS = Sql(
    "SELECT act.uuid, act.seq, act.made_at, staff.name AS who, body.result, back.no AS undone_by"
    " FROM act JOIN act_body AS body ON body.act_no = act.no"
    " JOIN staff ON staff.id = act.staff_id LEFT JOIN act AS back ON back.undoes = act.no"
    " WHERE act.desk_id = :desk AND act.business_on = :on AND act.seq > :seq"
    " AND act.use_case = 'close_desk' ORDER BY act.seq DESC"
)


@dataclass(frozen=True)
class Counts:
    """How much was done at a desk."""

    returned: int = 0
    lent: int = 0
    """Swaps included."""
    renewed: int = 0
    swapped: int = 0
    to_repair: int = 0


@dataclass(frozen=True)
class Money:
    """What came in and went back in one way."""

    method: str
    taken_pence: int
    given_back_pence: int

    @property
    def left_pence(self) -> int:
        """Return what is left of it here."""
        return self.taken_pence - self.given_back_pence


@dataclass(frozen=True)
class Unfinished:
    """Somebody who is still being served at this desk."""

    basket: UUID
    title: str
    items: int
    since: datetime
    """When they came, or were kept for later."""


@dataclass(frozen=True)
class Closed:
    """An earlier closing of the same day, and what came after it."""

    act: UUID
    at: datetime
    who: str
    expected_pence: int
    counted_pence: int | None
    since: Counts
    money_since: tuple[Money, ...]

    @property
    def is_all(self) -> bool:
        """Say whether nothing came after it."""
        return self.since == Counts() and not self.money_since


@dataclass(frozen=True)
class Day:
    """What one day at one desk came to."""

    on: date
    service: str
    centre: str
    desk: str
    person: str
    counts: Counts
    money: tuple[Money, ...]
    expected_pence: int
    """Cash that should be in the box, without what lay in it before."""
    to_check: int
    """Awards of the whole service that still run and whose evidence is awaited."""
    unsigned: int
    """Agreements of the whole service, of this year, that nobody has signed."""
    unfinished: tuple[Unfinished, ...]
    closed: Closed | None = None


@dataclass(frozen=True)
class CloseDesk:
    """Close a desk for the day; the cash may have been counted."""

    counted_pence: int | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class DeskClosed:
    """A day as it was closed."""

    act: UUID
    at: datetime
    day: Day
    counted_pence: int | None

    @property
    def difference_pence(self) -> int | None:
        """Return what is in the box beyond what should be; negative where some is missing."""
        return None if self.counted_pence is None else self.counted_pence - self.day.expected_pence


def day(look: Look, _request: None = None) -> Day:
    """Say what this day at this desk came to so far."""
    since = history.seq_before(look, DAY_ACTS)
    money = _money(look, since)
    cash = next((each.left_pence for each in money if each.method == "cash"), 0)
    left = look.one(attention.WAITING, year=calendar.academic_year(look.on), on=look.on)
    return Day(
        look.on,
        look.one(SERVICE).name,
        look.identity.place_name,
        look.identity.desk_name,
        look.identity.staff_name,
        _counts(look, since),
        money,
        cash,
        left.evidence,
        left.unsigned,
        _unfinished(look),
        _closed(look, since),
    )


def close_desk(work: Work, request: CloseDesk) -> DeskClosed:
    """Record that the desk was closed, with all its counts and the cash in the box.

    Raises:
        RuleError: that much cash cannot have been counted.
    """
    counted = request.counted_pence
    if counted is not None and not 0 <= counted <= MOST_PENCE:
        raise RuleError("Say how much cash is in the box.", "amount", "counted_pence")
    found = day(work)
    counts = found.counts
    work.what = (
        f"Closed: {found.desk}, returned {counts.returned}, lent {counts.lent},"
        f" {pounds(found.expected_pence)} in cash"
    )
    if counted is not None and counted != found.expected_pence:
        work.what += f", {pounds(counted)} counted"
    return DeskClosed(request.id, work.now, found, counted)


def left_to_do(found: Day) -> tuple[tuple[str, int], ...]:
    """Return what is left to do, with its words."""
    return (
        ("Not finished", len(found.unfinished)),
        ("Evidence to check", found.to_check),
        ("Agreements not signed", found.unsigned),
    )


def waiting(each: Unfinished) -> tuple[str, str, str]:
    """Return who is unfinished, what lies there of theirs, and since when, in words."""
    items = "1 instrument" if each.items == 1 else f"{each.items} instruments"
    return each.title, items, clock(each.since)


def _counts(look: Look, since: int) -> Counts:
    found = look.rows(COUNTS, desk=look.identity.desk, on=look.on, seq=since)
    of = {row.use_case: row.n for row in found}

    def together(*cases: str) -> int:
        return sum(of.get(case, 0) for case in cases)

    return Counts(
        together("return_one", "hand_in", "swap"),
        together("lend", "lend_line", "swap", "swap_line"),
        together("renew", "renew_line"),
        together("swap", "swap_line"),
        together("needs_repair"),
    )


def _money(look: Look, since: int) -> tuple[Money, ...]:
    found = look.rows(MONEY, desk=look.identity.desk, on=look.on, seq=since)
    by_method = {
        row.method: Money(row.method, row.taken_pence, row.given_back_pence) for row in found
    }
    return tuple(by_method[method] for method in METHODS if method in by_method)


def _unfinished(look: Look) -> tuple[Unfinished, ...]:
    return tuple(
        Unfinished(row.uuid, rows.title(row), row.items, row.parked_at or row.opened_at)
        for row in look.rows(UNFINISHED, desk=look.identity.desk)
        if row.items
    )


def _closed(look: Look, since: int) -> Closed | None:
    """Return the newest closing of this day that was not undone."""
    for row in look.rows(CLOSINGS, desk=look.identity.desk, on=look.on, seq=since):
        if not history.is_undone(look, row.undone_by):
            return _closing(look, row)
    return None


def _closing(look: Look, row: Any) -> Closed:
    done = msgspec.json.decode(row.result, type=DeskClosed)
    return Closed(
        row.uuid,
        row.made_at,
        row.who,
        done.day.expected_pence,
        done.counted_pence,
        _counts(look, row.seq),
        _money(look, row.seq),
    )


def counted(counts: Counts) -> tuple[tuple[str, int], ...]:
    """Return the counts of a day with their words, as screen and paper list them."""
    return (
        ("Returned", counts.returned),
        ("Lent", counts.lent),
        ("Renewed", counts.renewed),
        ("Swapped, also counted above", counts.swapped),
        ("To repair", counts.to_repair),
    )
