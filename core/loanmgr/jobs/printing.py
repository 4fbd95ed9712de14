"""Papers of an account as PDF: agreements, and what was kept when others were issued."""

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from loanmgr.documents import agreement as agreeing
from loanmgr.documents import invoice as drawing
from loanmgr.documents.agreement import Service
from loanmgr.documents.invoice import CreditNote, Invoice, Paper, PaperLine, Statement
from loanmgr.domain.papers import CREDIT_NOTE, INVOICE
from loanmgr.services.agreements import AgreedLine, AgreementFacts
from loanmgr.services.papers.shown import PaperShown

TERMS = Path(__file__).resolve().parents[3] / "resources" / "agreement"


def agreement(given: AgreementFacts) -> bytes:
    """Draw a loan agreement: the terms that everybody agrees to, then the policy's conditions."""
    terms = tomllib.loads((TERMS / f"{given.terms_version}.toml").read_text(encoding="utf-8"))
    charges = (
        agreeing.Charge(charge.item, charge.full_pence, charge.discount_pence)
        for charge in given.charges
    )
    return agreeing.agreement(
        agreeing.Agreement(
            Service(given.service, (given.centre,)),
            given.number,
            given.year,
            given.on,
            given.borrower,
            tuple(map(_agreed, given.lines)),
            tuple(dict.fromkeys(line.player for line in given.lines)),
            given.card,
            tuple(charges),
            given.deposit_pence,
            (*terms["terms"], *given.conditions),
            terms["privacy"],
            given.note,
            given.collected_by,
            given.teacher_signs,
        )
    )


def _agreed(line: AgreedLine) -> agreeing.AgreedInstrument:
    return agreeing.AgreedInstrument(
        line.code,
        line.name,
        line.out_on,
        line.player,
        line.make,
        line.serial,
        line.parts,
        line.value_pence,
        line.due_on,
        line.next_charge_on,
        line.insurance,
    )


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
