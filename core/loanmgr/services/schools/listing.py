"""The list of schools, narrowed by phase, state and whether they have anything: a page a look."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from loanmgr.db.search import things_with
from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import fold
from loanmgr.services.lists import BALANCES, PAGE
from loanmgr.services.work import Look

SCHOOLS = f"""
SELECT b.code, b.name, b.left_on, b.phase, b.state, b.closed_on,
  (SELECT COUNT(*) FROM loan_line AS line WHERE line.borrower_id = b.id
     AND line.returned_at IS NULL AND line.passed_on_at IS NULL) AS items_out,
  (SELECT COUNT(*) FROM loan JOIN loan_line AS line ON line.loan_id = loan.id
     WHERE loan.borrower_id = b.id AND line.returned_at IS NULL
     AND line.passed_on_at IS NOT NULL) AS with_pupils,
  {BALANCES.format(account="b.account_id")}
FROM ({{page}}) AS b ORDER BY b.text
"""  # noqa: S608
# SQLite keeps the order of a CROSS JOIN: names are walked in their order, never sorted.
CHOSEN = (
    "SELECT x.id, x.code, x.name, x.left_on, x.account_id, s.phase, s.state, s.closed_on, e.text"
    " FROM search_entry AS e CROSS JOIN borrower AS x CROSS JOIN school AS s WHERE"
)
PHASES = Sql(
    "SELECT DISTINCT phase FROM school WHERE phase IS NOT NULL AND phase <> ''"
    " AND struck_act IS NULL ORDER BY phase"
)
STATES = {
    "open": "(s.state IS NULL OR s.state <> 'Closed')",
    "closed": "s.state = 'Closed'",
    "closing": "s.state = 'Open, but proposed to close'",
}
"""What a state asks of a school; one of which we know none is open."""

HOLDS = (
    "EXISTS (SELECT 1 FROM loan JOIN loan_line AS line ON line.loan_id = loan.id"
    " WHERE loan.borrower_id = x.id AND line.returned_at IS NULL)"
)


@dataclass(frozen=True)
class SchoolsPage:
    """Which schools to list by name, and after which."""

    text: str = ""
    phase: str = ""
    """Primary, Secondary …; any unless said."""
    state: str = ""
    """open, closed or closing; any unless said."""
    holds: bool = False
    """Only those that have something of ours."""
    descending: bool = False
    after: str = ""
    """Card of the last row of the page before."""
    count: int = PAGE


@dataclass(frozen=True)
class SchoolRow:
    """One school: what it is, what it has and owes."""

    code: str
    name: str
    phase: str
    state: str
    closed_on: date | None
    out: int
    """Instruments it has itself."""
    with_pupils: int
    """Those it has passed on to pupils."""
    owed_pence: int


def schools_page(look: Look, request: SchoolsPage) -> tuple[SchoolRow, ...]:
    """Return a page of schools, in the order of their names.

    Raises:
        RuleError: there is no such state.
    """
    if request.state and request.state not in STATES:
        message = f"Schools are open, closed or closing; {request.state} is none of them."
        raise RuleError(message, "state", "state")
    words, params = things_with(look.connection, "school", fold(request.text))
    statement = _statement(
        request.state, words, (bool(request.phase), request.holds), _order(request)
    )
    given = {"phase": request.phase, "after": request.after}
    params |= {name: value for name, value in given.items() if value}
    rows = look.rows(statement, **params, today=look.on, count=request.count)
    return tuple(_school(row) for row in rows)


def phases(look: Look, _request: None = None) -> tuple[str, ...]:
    """Return the phases our schools are of."""
    return tuple(row.phase for row in look.rows(PHASES))


def _order(request: SchoolsPage) -> tuple[bool, bool]:
    return request.descending, bool(request.after)


@lru_cache(maxsize=256)
def _statement(
    state: str, words: str, narrowed: tuple[bool, bool], order: tuple[bool, bool]
) -> Sql:
    (of_phase, holds), (descending, goes_on) = narrowed, order
    sign, way = ("<", " DESC") if descending else (">", "")
    conditions = [
        "e.kind = 'school' AND e.rank = 1 AND x.id = e.thing AND s.borrower_id = x.id",
        "x.struck_act IS NULL",
    ]
    conditions += [STATES[state]] if state else []
    conditions += ["s.phase = :phase"] if of_phase else []
    conditions += [HOLDS] if holds else []
    conditions += [f"(x.id IN ({words})) = TRUE"] if words else []
    if goes_on:
        # A text ends with the school's own code, so no two are alike.
        conditions.append(
            f"e.text {sign} (SELECT last.text FROM borrower AS shown JOIN search_entry AS last"  # noqa: S608
            " ON last.thing = shown.id AND last.kind = 'school' AND last.rank = 1"
            " WHERE shown.code = :after)"
        )
    page = f"{CHOSEN} {' AND '.join(conditions)} ORDER BY e.text{way} LIMIT :count"
    return Sql(SCHOOLS.format(page=page) + way)


def _school(row: Any) -> SchoolRow:
    return SchoolRow(
        row.code,
        row.name,
        row.phase or "",
        row.state or "",
        row.closed_on or (row.left_on if row.state == "Closed" else None),
        row.items_out,
        row.with_pupils,
        max(0, min(row.owed_pence, row.balance_pence)),
    )
