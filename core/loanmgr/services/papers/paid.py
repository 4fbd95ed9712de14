"""Which invoices are paid: said in one place for papers, lists and commands."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from loanmgr.domain import papers as rules
from loanmgr.domain.papers import Entry
from loanmgr.services import owed
from loanmgr.services.papers import reading
from loanmgr.services.work import Look


def paid_of(look: Look, wanted: Collection[int]) -> dict[int, int]:
    """Return what is still to pay of each invoice of some accounts, by the document's key.

    What somebody put to a line pays that; the rest of what was paid pays the oldest first.
    """
    lines: dict[int, list[Any]] = defaultdict(list)
    for row in reading.lines_of_many(look, wanted):
        lines[row.account_id].append(row)
    found: dict[int, int] = {}
    for account, rows in lines.items():
        found |= unpaid_of(look, account, rows, reading.entries(rows))
    return found


def unpaid_of(
    look: Look, account: int, rows: Sequence[Any], entries: Sequence[Entry]
) -> dict[int, int]:
    """Return what is still to pay of each invoice of an account whose lines are known."""
    return rules.unpaid(entries, owed.settled(look, account, rows))
