"""What is past its day on an account, line by line, as a letter may ask for it."""

from datetime import timedelta

from loanmgr.db.many import SqlIn
from loanmgr.domain.papers import INVOICE, number_words
from loanmgr.domain.taking_back import on_paper
from loanmgr.services import owed
from loanmgr.services.papers import reading
from loanmgr.services.reminders.said import Owed
from loanmgr.services.work import Look

INVOICES = SqlIn("SELECT id, number FROM document WHERE id IN ({values})")


def of_account(look: Look, account: int, account_kind: str) -> tuple[Owed, ...]:
    """Return what of an account is past its day, the longest owed first.

    What is on an invoice has the time that the invoice gives. Nothing is owed to us where another
    system sends the invoices: that system reminds. Less than the policy's limit is nothing.
    """
    if reading.invoiced_elsewhere(look, account_kind) is not None:
        return ()
    rows = reading.lines(look, account)
    past = owed.past_day(rows, owed.settled(look, account, rows).unpaid, look.on)
    wanted = {each.row.invoice_id for each in past if each.row.invoice_id is not None}
    invoices = {row.id: row for row in INVOICES.rows(look.connection, wanted)}
    found = []
    for row, due_on, pence in past:
        invoice = invoices.get(row.invoice_id)
        number = number_words(INVOICE, invoice.number) if invoice else ""
        found.append(Owed(on_paper(row.what), row.player or "", number, due_on, pence))
    kind = reading.borrower_kind(account_kind)
    least = look.policy().limits_on(kind, look.on).owed_pence or 0
    if sum(each.pence for each in found) <= least:
        return ()
    return tuple(found)


def is_recalled(look: Look, account_kind: str, owes: tuple[Owed, ...]) -> bool:
    """Say whether something is owed so long that what is out may be called back."""
    kind = reading.borrower_kind(account_kind)
    days = look.policy().papers_on(kind, look.on).recall_after_days
    if days is None or not owes:
        return False
    return owes[0].due_on < look.on - timedelta(days=days)
