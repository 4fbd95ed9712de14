"""What a lead has to look into: lists of what the desk let pass, each read by one statement."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.services.facts import named
from loanmgr.services.work import Look

TURNED_UP_DAYS = 28
"""So many days back the lead sees what was handed in without being on record as out."""

MOST = 500
"""Lines of one list; a service with more has another problem."""

TURNED_UP = Sql("""
WITH RECURSIVE link(first, last, links) AS (
  SELECT no, no, 0 FROM act
  WHERE use_case = 'hand_in' AND business_on BETWEEN :since AND :on
  UNION ALL
  SELECT link.first, act.no, link.links + 1 FROM link JOIN act ON act.undoes = link.last),
chain AS (SELECT first, MAX(links) AS links FROM link GROUP BY first)
SELECT act.uuid, act.business_on, act.made_at, desk.name AS desk, staff.name AS who,
  i.code, i.make, i.model, t.name AS type_name, s.code AS size_code,
  b.name AS last_with, b.code AS last_card, b.kind AS last_kind, line.lent_on, line.returned_on
FROM chain JOIN act ON act.no = chain.first
JOIN desk ON desk.id = act.desk_id JOIN staff ON staff.id = act.staff_id
JOIN act_thing AS about
  ON about.act_no = act.no AND about.kind = 'instrument' AND about.role = 'handed_in'
JOIN instrument AS i ON i.id = about.thing
JOIN instrument_type AS t ON t.id = i.type_id LEFT JOIN instrument_size AS s ON s.id = i.size_id
LEFT JOIN loan_line AS line ON line.id = (SELECT MAX(newest.id) FROM loan_line AS newest
  WHERE newest.instrument_id = i.id AND newest.struck_act IS NULL
  AND newest.lent_at <= act.made_at)
LEFT JOIN borrower AS b ON b.id = line.borrower_id
WHERE chain.links % 2 = 0 ORDER BY act.business_on DESC, act.no DESC LIMIT :most
""")
"""How often each was undone and done again is counted: it stands where that is even."""


@dataclass(frozen=True)
class TurnedUp:
    """An instrument that was handed in although the register had it as here."""

    act: UUID
    on: date
    at: datetime
    desk: str
    who: str
    """Who took it in."""
    instrument: str
    name: str
    make: str
    last_with: str = ""
    """Who had it last before; empty when nobody ever did."""
    last_with_code: str = ""
    last_with_kind: str = ""
    lent_on: date | None = None
    """When the last borrower had it from and until."""
    returned_on: date | None = None


def turned_up(look: Look, _request: None = None) -> tuple[TurnedUp, ...]:
    """Return what was handed in without being on record as out, newest first."""
    since = look.on - timedelta(days=TURNED_UP_DAYS)
    rows = look.rows(TURNED_UP, since=since, on=look.on, most=MOST)
    return tuple(_turned_up(row) for row in rows)


def _turned_up(row: Any) -> TurnedUp:
    return TurnedUp(
        row.uuid,
        row.business_on,
        row.made_at,
        row.desk,
        row.who,
        row.code,
        named(row.type_name, row.size_code),
        f"{row.make} {row.model}".strip(),
        row.last_with or "",
        row.last_card or "",
        row.last_kind or "",
        row.lent_on,
        row.returned_on,
    )
