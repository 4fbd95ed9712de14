"""Which invoices are paid: said in one place for papers, lists and commands."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from loanmgr.db.many import SqlIn
from loanmgr.domain import papers as rules
from loanmgr.services.papers import reading
from loanmgr.services.work import Look

ALLOCATED = SqlIn(
    "SELECT account_id, charged_line_id, amount_pence FROM allocation"
    " WHERE account_id IN ({values}) AND struck_act IS NULL"
)


def paid_of(look: Look, accounts: Collection[int]) -> dict[int, int]:
    """Return what is still to pay of each invoice of some accounts, by the document's key.

    What somebody put to a line pays that; the rest of what was paid pays the oldest first.
    """
    lines: dict[int, list[Any]] = defaultdict(list)
    for row in reading.lines_of_many(look, accounts):
        lines[row.account_id].append(row)
    put = allocated(look, accounts)
    found: dict[int, int] = {}
    for rows in lines.values():
        found |= rules.unpaid(reading.entries(rows), put)
    return found


def allocated(look: Look, accounts: Collection[int]) -> dict[int, int]:
    """Return what somebody put to certain lines of some accounts, by line."""
    put: dict[int, int] = defaultdict(int)
    for row in ALLOCATED.rows(look.connection, accounts):
        put[row.charged_line_id] += row.amount_pence
    return put
