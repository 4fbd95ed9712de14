"""How the lists of the page Invoices look."""

from loanmgr.services.papers import PaperRow
from loanmgr.services.papers.run import InvoiceExcepted, PlannedInvoice
from ui.table import Align, Column, Mark
from ui.text import pounds, short_date


def issued() -> list[Column[PaperRow]]:
    """Return the columns of invoices that were issued."""
    return [
        Column("Invoice", lambda row: row.number, chars=12),
        Column("Date", lambda row: row.issued_on, short_date, chars=12, drop=1),
        Column("Who pays", lambda row: row.payer),
        Column("Card", lambda row: row.card, chars=11, drop=2),
        Column("Pay by", lambda row: row.due_on, short_date, chars=12),
        Column("Sum", lambda row: row.total_pence, pounds, chars=10, align=Align.RIGHT),
        Column("Still to pay", _left, chars=13, align=Align.RIGHT),
    ]


def planned() -> list[Column[PlannedInvoice]]:
    """Return the columns of invoices that a run would issue."""
    return [
        Column("Who pays", lambda row: row.payer),
        Column("Card", lambda row: row.account, chars=11, drop=1),
        Column("Lines", lambda row: row.lines, chars=7, align=Align.RIGHT, drop=2),
        Column("Sum", lambda row: row.total_pence, pounds, chars=11, align=Align.RIGHT),
        Column("To pay", lambda row: row.to_pay_pence, pounds, chars=11, align=Align.RIGHT),
    ]


def exceptions() -> list[Column[InvoiceExcepted]]:
    """Return the columns of what somebody should look at first."""

    def told(row: InvoiceExcepted) -> Mark:
        return ("info", "info") if row.is_invoiced else ("warning", "warn")

    return [
        Column("Who pays", lambda row: row.payer, chars=22),
        Column("What to look at", lambda row: row.message, mark=told),
        Column("In this run", _in_run, chars=11),
    ]


def _in_run(row: InvoiceExcepted) -> str:
    return "Invoiced" if row.is_invoiced else "Left out"


def _left(row: PaperRow) -> str:
    return pounds(row.unpaid_pence) if row.unpaid_pence else "paid"
