"""Invoices, credit notes and statements, in the words they have on paper. Money is whole pence.

The reason for a reduced rate has no place here, only the words that anybody may read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from loanmgr.documents.agreement import Service
from loanmgr.documents.barcodes import aloud
from loanmgr.documents.bill import Bill, Column, Row, Sum, bills
from loanmgr.domain import vat
from loanmgr.domain.money import pounds
from loanmgr.domain.words import long_date, short_date

DATE_MM, SUM_MM = 25.0, 25.0
BILL_COLUMNS = (Column("Date", DATE_MM), Column("For", 0), Column("Sum", SUM_MM, is_sum=True))
ACCOUNT_COLUMNS = (
    Column("Date", DATE_MM),
    Column("What", 0),
    Column("Charge", SUM_MM, is_sum=True),
    Column("Paid", SUM_MM, is_sum=True),
    Column("Balance", SUM_MM, is_sum=True),
)
VAT_HEAD = ("Net", "VAT rate", "VAT", "Gross")


@dataclass(frozen=True)
class PaperLine:
    """One line: what it is for and for whom; what was paid or taken off is negative."""

    on: date
    what: str
    pence: int
    who: str = ""
    order_no: str = ""
    vat_code: str = ""
    is_money: bool = False
    """Money that moved, rather than what something costs."""


@dataclass(frozen=True)
class Paper:
    """What every paper of an account says."""

    service: Service
    number: str
    issued_on: date
    to: tuple[str, ...]
    """Name and address, line by line."""
    card: str
    lines: tuple[PaperLine, ...]
    pay_to: tuple[str, ...] = field(default=(), kw_only=True)
    late_note: str = field(default="", kw_only=True)
    vat_number: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class Invoice(Paper):
    """An invoice; `paid_pence` came in before it was issued."""

    due_on: date = date.min
    paid_pence: int = 0


@dataclass(frozen=True)
class CreditNote(Paper):
    """A credit note, with the invoice it answers."""

    invoice: str = ""
    invoice_on: date = date.min
    invoice_pence: int = 0


@dataclass(frozen=True)
class Statement(Paper):
    """A statement of the days from one to another; where others send bills, it is none."""

    from_on: date = date.min
    to_on: date = date.min
    opening_pence: int = 0
    owed_pence: int = 0
    deposit_pence: int = 0
    billed_by: str = ""


def drawn(papers: Sequence[Paper]) -> bytes:
    """Draw papers into one PDF, one after the other."""
    return bills([_bill(paper) for paper in papers])


def _bill(paper: Paper) -> Bill:
    if isinstance(paper, Invoice):
        return _invoice(paper)
    if isinstance(paper, CreditNote):
        return _credit_note(paper)
    if isinstance(paper, Statement):
        return _statement(paper)
    raise TypeError(paper)


def _invoice(paper: Invoice) -> Bill:
    total = sum(line.pence for line in paper.lines)
    to_pay = total - paper.paid_pence
    sums = [Sum("Total", pounds(total), is_bold=not paper.paid_pence)]
    if paper.paid_pence:
        sums.append(Sum("Paid already", pounds(-paper.paid_pence)))
    if to_pay > 0:
        sums.append(Sum(f"To pay by {long_date(paper.due_on)}", pounds(to_pay), is_bold=True))
    else:
        sums.append(Sum("Nothing is left to pay", pounds(0), is_bold=True))
    facts = [("Invoice", paper.number), ("Date", short_date(paper.issued_on))]
    how = " · ".join((*paper.pay_to, f"Quote {paper.number}"))
    notes = [("How to pay", f"{how}.")] if to_pay > 0 and paper.pay_to else []
    notes += _late(paper)
    return _with_vat(paper, ("Invoice", 1), facts, (_billed(paper.lines, 1), tuple(sums)), notes)


def _credit_note(paper: CreditNote) -> Bill:
    total = -sum(line.pence for line in paper.lines)
    facts = [
        ("Credit note", paper.number),
        ("Date", short_date(paper.issued_on)),
        ("For invoice", paper.invoice),
        ("of", short_date(paper.invoice_on)),
    ]
    sums = (Sum(f"Credited to invoice {paper.invoice}", pounds(total), is_bold=True),)
    note = (
        f"Invoice {paper.invoice} was for {pounds(paper.invoice_pence)}. This sum is on your"
        " account: it lowers what is to pay, or what you pay next."
    )
    of = (_billed(paper.lines, -1), sums)
    return _with_vat(paper, ("Credit note", -1), facts, of, [("", note)])


def _statement(paper: Statement) -> Bill:
    rows, balance = _running(paper)
    sums = [Sum(_balance(balance), pounds(abs(balance)), is_bold=True)]
    if paper.owed_pence and not paper.billed_by:
        said = f"Past its day on {short_date(paper.issued_on)}, and owed now"
        sums.append(Sum(said, pounds(paper.owed_pence), is_bold=True))
    if paper.deposit_pence:
        said = "Deposits in this account, given back when everything is returned"
        sums.append(Sum(said, pounds(paper.deposit_pence)))
    facts = (
        ("Statement", paper.number),
        ("Date", short_date(paper.issued_on)),
        ("From", short_date(paper.from_on)),
        ("To", short_date(paper.to_on)),
        ("Card", aloud(paper.card)),
    )
    title = "Statement"
    notes = _late(paper) if paper.owed_pence and not paper.billed_by else []
    if paper.billed_by:
        title = "Statement – not a bill"
        notes = [("", f"This is not a bill. {paper.billed_by} sends the bills for this account.")]
    elif balance > 0 and paper.pay_to:
        notes = [("How to pay", " · ".join(paper.pay_to) + "."), *notes]
    return Bill(
        title=title,
        service=paper.service.name,
        address=_letterhead(paper),
        to=paper.to,
        facts=facts,
        columns=ACCOUNT_COLUMNS,
        rows=tuple(rows),
        sums=tuple(sums),
        notes=tuple(notes),
        dated_on=paper.issued_on,
        foot=_foot(paper, "Statement"),
    )


def _with_vat(
    paper: Paper,
    kind: tuple[str, int],
    facts: list[tuple[str, str]],
    of: tuple[tuple[Row, ...], tuple[Sum, ...]],
    notes: list[tuple[str, str]],
) -> Bill:
    """Return an invoice or a credit note; VAT is only spoken of where something is taxed."""
    (noun, sign), (rows, sums) = kind, of
    taxed = vat.taxed((line.vat_code, sign * line.pence) for line in paper.lines)
    free = sum(sign * line.pence for line in paper.lines if vat.rate(line.vat_code) is None)
    facts.append(("Card", aloud(paper.card)))
    if taxed:
        facts.append(("Tax point", short_date(paper.issued_on)))
        if paper.vat_number:
            facts.append(("VAT number", paper.vat_number))
    table = tuple(
        (
            pounds(each.net_pence),
            vat.percent(each.hundredths),
            pounds(each.vat_pence),
            pounds(each.gross_pence),
        )
        for each in taxed
    )
    if table and free:
        table = (*table, (pounds(free), "no VAT", pounds(0), pounds(free)))
    return Bill(
        title=noun,
        service=paper.service.name,
        address=_letterhead(paper),
        to=paper.to,
        facts=tuple(facts),
        columns=BILL_COLUMNS,
        rows=rows,
        sums=sums,
        table=(VAT_HEAD, *table) if table else (),
        notes=tuple(notes),
        dated_on=paper.issued_on,
        foot=_foot(paper, noun),
    )


def _billed(lines: Sequence[PaperLine], sign: int) -> tuple[Row, ...]:
    rows, so_far = [], 0
    for line in lines:
        so_far += sign * line.pence
        cells = (short_date(line.on), line.what, pounds(sign * line.pence))
        rows.append(Row(cells, _under(line), pounds(so_far)))
    return tuple(rows)


def _running(paper: Statement) -> tuple[list[Row], int]:
    balance = paper.opening_pence
    before = (short_date(paper.from_on), "Balance before", "", "", pounds(balance))
    rows = [Row(before, "", pounds(balance))]
    for line in paper.lines:
        balance += line.pence
        charge = "" if line.is_money else pounds(line.pence)
        paid = pounds(-line.pence) if line.is_money else ""
        cells = (short_date(line.on), line.what, charge, paid, pounds(balance))
        rows.append(Row(cells, _under(line), pounds(balance)))
    return rows, balance


def _under(line: PaperLine) -> str:
    order = f"Order {line.order_no}" if line.order_no else ""
    return " · ".join(filter(None, (line.who, order)))


def _balance(pence: int) -> str:
    if pence > 0:
        return "To pay on this account"
    return "In credit on this account" if pence < 0 else "Nothing to pay on this account"


def _late(paper: Paper) -> list[tuple[str, str]]:
    return [("Paying late", paper.late_note)] if paper.late_note else []


def _letterhead(paper: Paper) -> tuple[str, ...]:
    return tuple(filter(None, (*paper.service.address, paper.service.contact)))


def _foot(paper: Paper, noun: str) -> str:
    return f"{paper.service.name}  ·  {noun} {paper.number}  ·  {paper.to[0]}"
