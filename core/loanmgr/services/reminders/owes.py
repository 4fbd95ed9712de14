"""What is past its day on an account, line by line, as a letter may ask for it."""

from datetime import date, timedelta
from typing import Any

from loanmgr.db.many import SqlIn
from loanmgr.domain.papers import INVOICE, number_words
from loanmgr.domain.taking_back import on_paper
from loanmgr.services import accounts
from loanmgr.services.papers import reading
from loanmgr.services.reminders.said import Owed
from loanmgr.services.work import Look

INVOICES = SqlIn("SELECT id, number, due_on FROM document WHERE id IN ({values})")


def of_account(look: Look, account: int, account_kind: str) -> tuple[Owed, ...]:
    """Return what of an account is past its day, the longest owed first.

    What is on an invoice has the time that the invoice gives. Nothing is owed to us where another
    system sends the invoices: that system reminds. Less than the policy's limit is nothing.
    """
    if reading.invoiced_elsewhere(look, account_kind) is not None:
        return ()
    rows = reading.lines(look, account)
    unpaid = accounts.settled(look, account, rows).unpaid
    open_rows = [row for row in rows if unpaid.get(row.id)]
    wanted = {row.invoice_id for row in open_rows if row.invoice_id is not None}
    invoices = {row.id: row for row in INVOICES.rows(look.connection, wanted)}
    found = []
    for row in open_rows:
        invoice = invoices.get(row.invoice_id)
        due_on = _due_on(row, invoice)
        if due_on < look.on:
            number = number_words(INVOICE, invoice.number) if invoice else ""
            what, who = on_paper(row.what), row.player or ""
            found.append(Owed(what, who, number, due_on, unpaid[row.id]))
    kind = reading.borrower_kind(account_kind)
    least = look.policy().limits_on(kind, look.on).owed_pence or 0
    if sum(each.pence for each in found) <= least:
        return ()
    return tuple(sorted(found, key=lambda each: each.due_on))


def is_recalled(look: Look, account_kind: str, owes: tuple[Owed, ...]) -> bool:
    """Say whether something is owed so long that what is out may be called back."""
    kind = reading.borrower_kind(account_kind)
    days = look.policy().papers_on(kind, look.on).recall_after_days
    if days is None or not owes:
        return False
    return owes[0].due_on < look.on - timedelta(days=days)


def _due_on(row: Any, invoice: Any) -> date:
    due_on: date = row.due_on or row.entered_on
    if invoice is None or invoice.due_on is None:
        return due_on
    until_on: date = invoice.due_on
    return max(due_on, until_on)
