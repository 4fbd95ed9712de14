"""What of an account is paid, and what of it is past its day: said in one place for everything.

What is on an invoice is due on the day that the invoice gives, and so is what lowers it; everything
else on its own day. Lists add up by this too, in the statement that reads their page.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from loanmgr.db.sql import Sql
from loanmgr.domain import applied
from loanmgr.domain.applied import Applied, Line, Put
from loanmgr.services.work import Look

DUE_ON = "COALESCE(asked.due_on, line.due_on)"
"""The day by which a line is to be paid, where it and its invoice are read by `ASKED`."""
ASKED = """
LEFT JOIN document_line ON document_line.ledger_id = line.id
LEFT JOIN document AS paper ON paper.id = document_line.document_id
LEFT JOIN document AS asked ON asked.id = COALESCE(paper.answers_id, paper.id)
"""
LINES = Sql(f"""
SELECT line.id, line.uuid, line.kind, line.entered_on, {DUE_ON} AS due_on,
  line.charge_id, line.payment_id, line.reverses_id, line.amount_pence,
  line.what, line.vat_code, act.uuid AS act_uuid, loss.uuid AS loss,
  back.id AS reversed_by FROM ledger AS line
JOIN act ON act.no = line.act_no
LEFT JOIN charge AS loss ON loss.id = line.charge_id AND loss.kind IS NOT NULL
  AND loss.ended_act IS NULL AND line.kind = 'charge'
LEFT JOIN ledger AS back ON back.reverses_id = line.id
{ASKED}
WHERE line.account_id = :account ORDER BY line.id
""")  # noqa: S608
BALANCE = Sql(
    "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS pence FROM ledger"
    " WHERE account_id = :account"
)
PUTS = Sql(
    "SELECT paid_line_id, charged_line_id, amount_pence FROM allocation"
    " WHERE account_id = :account AND struck_act IS NULL ORDER BY id"
)
PAST = """
  (SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) FROM ledger
     WHERE ledger.account_id = {account} AND (ledger.due_on IS NULL OR ledger.due_on < :today))
  + CASE WHEN EXISTS (SELECT 1 FROM document
       WHERE document.account_id = {account} AND document.due_on >= :today)
     OR EXISTS (SELECT 1 FROM ledger
       WHERE ledger.account_id = {account} AND ledger.due_on >= :today)
  THEN (SELECT CAST(COALESCE(SUM(
      CASE WHEN line.due_on < :today THEN -line.amount_pence ELSE line.amount_pence END), 0)
      AS BIGINT)
    FROM ledger AS line
    JOIN document_line ON document_line.ledger_id = CASE WHEN line.charge_id IS NULL
      THEN COALESCE((SELECT up.reverses_id FROM ledger AS up WHERE up.id = line.reverses_id),
        line.reverses_id, line.id)
      ELSE (SELECT MIN(first.id) FROM ledger AS first
        WHERE first.charge_id = line.charge_id AND first.account_id = line.account_id) END
    JOIN document AS paper ON paper.id = document_line.document_id
    JOIN document AS asked ON asked.id = COALESCE(paper.answers_id, paper.id)
    WHERE line.account_id = {account} AND (line.due_on < :today) <> (asked.due_on < :today))
  ELSE 0 END
"""
"""What of an account is past its day, less all it ever paid. The sum of its lines is read from one
index; only where a day is still to come are the days of its invoices looked at."""
EARLY = """
EXISTS (SELECT 1 FROM ledger AS line JOIN document_line ON document_line.ledger_id = line.id
  JOIN document AS asked ON asked.id = document_line.document_id
  WHERE line.account_id = {account} AND line.due_on >= {day} AND asked.due_on < {day})
"""
"""Whether an invoice asked an account for something before its own day."""


class PastDay(NamedTuple):
    """A line of which something is unpaid after its day."""

    row: Any
    due_on: date
    pence: int


class Owed(NamedTuple):
    """What is past its day, and since when."""

    pence: int
    since_on: date | None


def balance(look: Look, account: int) -> int:
    """Return what an account has to pay, whenever that is; less than nothing is in credit."""
    return int(look.one(BALANCE, account=account).pence)


def settled(look: Look, account: int, lines: Sequence[Any] | None = None) -> Applied:
    """Return what of an account's lines is paid."""
    found = look.rows(LINES, account=account) if lines is None else lines
    puts = [
        Put(row.paid_line_id, row.charged_line_id, row.amount_pence)
        for row in look.rows(PUTS, account=account)
    ]
    return applied.apply([_applied_line(row) for row in found], puts)


def due_back(look: Look, account: int, lines: Sequence[Any]) -> int:
    """Return the deposits that wait to be given back, or to be put to what is owed."""
    left = settled(look, account, lines).left
    return sum(left.get(row.id, 0) for row in lines if applied.is_due_back(row.kind, row.what))


def past_day(
    rows: Iterable[Any], unpaid: Mapping[int, int], before_on: date
) -> tuple[PastDay, ...]:
    """Return what is unpaid and was to be paid before a day, the longest owed first."""
    open_rows = (
        PastDay(row, row.due_on or row.entered_on, unpaid[row.id])
        for row in rows
        if unpaid.get(row.id)
    )
    found = (each for each in open_rows if each.due_on < before_on)
    return tuple(sorted(found, key=lambda each: each.due_on))


def owed(look: Look, rows: Sequence[Any], paid: Applied) -> Owed:
    """Return what is past its day today: no more than the account has to pay at all."""
    found = past_day(rows, paid.unpaid, look.on)
    whole = sum(row.amount_pence for row in rows)
    pence = max(0, min(whole, sum(each.pence for each in found)))
    return Owed(pence, found[0].due_on if found else None)


def of_account(look: Look, account: int) -> Owed:
    """Return what of an account is past its day today, and since when."""
    rows = look.rows(LINES, account=account)
    return owed(look, rows, settled(look, account, rows))


def _applied_line(row: Any) -> Line:
    return Line(
        row.id,
        row.kind,
        row.amount_pence,
        row.due_on or row.entered_on,
        row.charge_id,
        row.payment_id,
        row.reverses_id,
        row.what,
    )
