"""What lies on the counters of a whole centre: every desk's baskets, and where one has gone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.services.baskets import rows
from loanmgr.services.work import Look

AT_CENTRE = Sql(
    f"{rows.COLUMNS} WHERE desk.place_id = :centre AND EXISTS"  # noqa: S608
    " (SELECT 1 FROM basket_line WHERE basket_line.basket_id = basket.id)"
    " ORDER BY COALESCE(basket.parked_at, basket.opened_at), basket.id"
)
CODES = Sql(
    "SELECT i.code FROM basket_line AS line JOIN instrument AS i ON i.id = line.instrument_id"
    " WHERE line.basket_id = :basket ORDER BY line.id"
)


@dataclass(frozen=True)
class OnCounter:
    """One unfinished visit: what lies there, for whom, at which desk, since when."""

    basket: UUID
    title: str
    instruments: tuple[str, ...]
    """Their label codes."""
    desk: str
    is_ours: bool
    """It is this desk's own."""
    is_parked: bool
    """It was kept for later; otherwise somebody is being served."""
    since: datetime
    """When it was kept for later, or begun."""

    @property
    def items(self) -> int:
        """How many instruments lie there."""
        return len(self.instruments)


@dataclass(frozen=True)
class Counters:
    """Everything on the counters of a centre, what waits longest first."""

    centre: str
    baskets: tuple[OnCounter, ...]
    now: datetime


def on_counter(look: Look, _request: None = None) -> Counters:
    """Return what lies on the counter at every desk of this centre."""
    found = look.rows(AT_CENTRE, centre=look.identity.place)
    return Counters(look.identity.place_name, tuple(_basket(look, row) for row in found), look.now)


def unfinished(look: Look, _request: None = None) -> Counters:
    """Return what this desk has not finished."""
    whole = on_counter(look)
    return Counters(whole.centre, tuple(b for b in whole.baskets if b.is_ours), whole.now)


def taken_over(look: Look, baskets: tuple[UUID, ...]) -> tuple[OnCounter, ...]:
    """Return those of these baskets that are at other desks now; others were finished."""
    found = [look.one(rows.BY_ID, basket=basket) for basket in baskets]
    there = [_basket(look, row) for row in found if row is not None]
    return tuple(basket for basket in there if not basket.is_ours)


def _basket(look: Look, row: Any) -> OnCounter:
    return OnCounter(
        row.uuid,
        rows.title(row),
        tuple(line.code for line in look.rows(CODES, basket=row.id)),
        row.desk_name,
        row.desk_id == look.identity.desk,
        row.parked_at is not None,
        row.parked_at or row.opened_at,
    )
