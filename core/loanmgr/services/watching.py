"""What other desks have changed since a window last looked, asked for about once a second.

Each desk numbers its own acts, so one number a desk says how far its acts were seen; numbers of
different desks are never compared, since they are not committed in their order. Baskets leave no
act: they are few, and are compared as they stand.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.services.work import Look

FEW_ACTS = 50
SMALL_EFFECTS = 20_000
"""Letters. More acts, or larger ones, are not read: then anything may have changed."""

PICTURE = Sql(
    "SELECT 'desk' AS kind, id, seq, 0 AS owner, 0 AS player, 0 AS parked FROM desk"
    " UNION ALL SELECT 'basket', id, desk_id, COALESCE(family_id, 0), COALESCE(borrower_id, 0),"
    " CASE WHEN parked_at IS NULL THEN 0 ELSE 1 END FROM basket"
    " UNION ALL SELECT 'line', id, basket_id, instrument_id, COALESCE(borrower_id, 0), 0"
    " FROM basket_line"
)
ACTS = Sql(
    "SELECT act.no, act.uuid, act.part_of,"
    " CASE WHEN LENGTH(body.effects) <= :small THEN body.effects END AS effects"
    " FROM act JOIN act_body AS body ON body.act_no = act.no"
    " WHERE act.desk_id = :desk AND act.seq > :seq ORDER BY act.seq LIMIT :count"
)

BASKETS = frozenset({"basket", "basket_line"})
EVERYTHING = BASKETS | frozenset(
    {"account", "adult", "agreement", "award", "borrower", "borrowing_limit", "charge", "code"}
    | {"family", "instrument", "instrument_size", "instrument_type", "ledger", "loan"}
    | {"loan_line", "owner", "part", "payment", "place", "policy", "register", "scheme", "school"}
    | {"allocation", "billing_system", "contact_person", "document", "document_line"}
    | {"document_series", "late_charge", "reservation", "sent_line", "transfer"}
    | {"service_interval", "staff", "staff_role", "tariff", "term"}
)
"""Tables whose rows are shown somewhere."""


@dataclass(frozen=True)
class Seen:
    """How far a window has seen: each desk's own newest number, and the baskets as they stood."""

    desks: dict[int, int]
    baskets: frozenset[tuple[Any, ...]]


@dataclass(frozen=True)
class Since:
    """What has been seen, and the ids of the acts that this window did itself."""

    seen: Seen
    own: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class News:
    """What has changed since, and how far has been seen now."""

    seen: Seen
    tables: frozenset[str]
    """Names of the tables that others have changed."""
    met: frozenset[UUID] = frozenset()
    """Own acts that were met: they will not come again."""


def seen(look: Look, _request: None = None) -> Seen:
    """Return how things stand."""
    rows = [tuple(row) for row in look.rows(PICTURE)]
    return Seen(
        {row[1]: row[2] for row in rows if row[0] == "desk"},
        frozenset(row for row in rows if row[0] != "desk"),
    )


def since(look: Look, request: Since) -> News:
    """Return what others have changed since a window last looked."""
    before, now = request.seen, seen(look)
    tables = set(BASKETS) if now.baskets != before.baskets else set()
    met: set[UUID] = set()
    for desk, number in now.desks.items():
        if number > before.desks.get(desk, 0):
            tables |= _changed(look, desk, before.desks.get(desk, 0), (request.own, met))
    return News(now, frozenset(tables), frozenset(met))


def _changed(
    look: Look, desk: int, number: int, own: tuple[frozenset[UUID], set[UUID]]
) -> frozenset[str]:
    """Return the tables that a desk's acts after a number have changed, but for our own acts."""
    ours, met = own
    rows = look.rows(ACTS, desk=desk, seq=number, small=SMALL_EFFECTS, count=FEW_ACTS + 1)
    if len(rows) > FEW_ACTS:
        return EVERYTHING
    of_ours = {row.no for row in rows if row.uuid in ours}
    met |= {row.uuid for row in rows if row.uuid in ours}
    theirs = [row for row in rows if row.no not in of_ours and row.part_of not in of_ours]
    if any(row.effects is None for row in theirs):
        return EVERYTHING
    effects = (effect for row in theirs for effect in msgspec.json.decode(row.effects))
    return frozenset(effect[1] for effect in effects)
