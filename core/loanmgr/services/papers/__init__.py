"""Numbered papers of an account: invoices, credit notes and statements, each issued once."""

from loanmgr.services.papers.issuing import (
    NOTHING,
    CreditNote,
    Issued,
    IssueInvoice,
    IssueStatement,
    issue_credit_note,
    issue_invoice,
    issue_statement,
)
from loanmgr.services.papers.late import LateOut, late, late_out
from loanmgr.services.papers.late import words as late_words
from loanmgr.services.papers.paid import paid_of
from loanmgr.services.papers.printed import Printed, PrintedLine
from loanmgr.services.papers.reading import invoiced_elsewhere
from loanmgr.services.papers.shown import (
    AccountPapers,
    InvoicesPage,
    PaperRow,
    PaperShown,
    account_papers,
    credits_due,
    invoices,
    paper,
    papers_of,
)

__all__ = [
    "NOTHING",
    "AccountPapers",
    "CreditNote",
    "InvoicesPage",
    "IssueInvoice",
    "IssueStatement",
    "Issued",
    "LateOut",
    "PaperRow",
    "PaperShown",
    "Printed",
    "PrintedLine",
    "account_papers",
    "credits_due",
    "invoiced_elsewhere",
    "invoices",
    "issue_credit_note",
    "issue_invoice",
    "issue_statement",
    "late",
    "late_out",
    "late_words",
    "paid_of",
    "paper",
    "papers_of",
]
