"""Papers of an account as PDF: what was kept when they were issued, drawn the same each time."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from loanmgr.documents import invoice as drawing
from loanmgr.documents.agreement import Service
from loanmgr.documents.invoice import CreditNote, Invoice, Paper, PaperLine, Statement
from loanmgr.domain.papers import CREDIT_NOTE, INVOICE
from loanmgr.services.papers.shown import PaperShown


def pdf(papers: Iterable[PaperShown]) -> bytes:
    """Draw papers into one PDF, one after the other."""
    return drawing.drawn([_paper(each) for each in papers])


def _paper(shown: PaperShown) -> Paper:
    said = shown.said
    head = (
        Service(said.service, said.address, said.contact),
        shown.number,
        shown.issued_on,
        (shown.to.name, *shown.to.lines),
        said.card,
        tuple(
            PaperLine(
                *(line.on, line.what, line.pence, line.who),
                *(line.order_no, line.vat_code, line.is_money),
            )
            for line in said.lines
        ),
    )
    more: dict[str, Any] = {
        "pay_to": said.pay_to,
        "late_note": said.late_note,
        "vat_number": said.vat_number,
    }
    if shown.kind == INVOICE:
        return Invoice(*head, shown.due_on or shown.issued_on, said.paid_pence, **more)
    if shown.kind == CREDIT_NOTE:
        on = said.invoice_on or shown.issued_on
        return CreditNote(*head, said.invoice, on, said.invoice_pence, **more)
    return Statement(
        *head,
        shown.from_on or date.min,
        shown.to_on or date.max,
        shown.opening_pence,
        said.owed_pence,
        said.deposit_pence,
        said.billed_by,
        **more,
    )
