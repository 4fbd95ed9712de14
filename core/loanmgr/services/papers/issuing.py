"""Issuing: each paper is an act of its own, takes the next number and is never taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from loanmgr.db.faults import RowChangedError
from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain import papers as rules
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import pounds
from loanmgr.domain.papers import CREDIT_NOTE, INVOICE, STATEMENT, Entry, number_words
from loanmgr.domain.taking_back import on_paper
from loanmgr.domain.words import long_date
from loanmgr.services import accounts, owed
from loanmgr.services.papers import paid, reading, series
from loanmgr.services.papers.printed import Printed, PrintedLine, stored
from loanmgr.services.papers.reading import PayerKnown
from loanmgr.services.work import Look, Work

NOTHING = "nothing_to_invoice"
"""Why an invoice is refused where nothing new is to pay."""

DOCUMENT = Sql(
    "SELECT id, account_id, issued_on, total_pence FROM document"
    " WHERE kind = :kind AND number = :number"
)
RUN = Sql("SELECT no FROM act WHERE uuid = :id AND use_case = 'begin_invoices'")
COMING = -1
"""Stands for the invoice that is being issued."""


@dataclass(frozen=True)
class IssueInvoice:
    """Ask an account for everything that is on no invoice yet."""

    account: str
    """A card of the account."""
    run: UUID | None = None
    """The run it belongs to."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class CreditNote:
    """Give what has lowered the lines of an invoice since it was issued."""

    invoice: str
    """The number of the invoice."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class IssueStatement:
    """Say what was charged and paid between two days."""

    account: str
    from_on: date | None = None
    """The beginning of the academic year unless said."""
    to_on: date | None = None
    """Today unless said."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Issued:
    """A paper that was issued."""

    act: UUID
    kind: str
    number: str
    card: str
    payer: str
    total_pence: int
    to_pay_pence: int
    """Of an invoice, without what was paid before."""
    due_on: date | None
    lines: int


def issue_invoice(work: Work, request: IssueInvoice) -> Issued:
    """Issue an invoice for what is on none yet.

    Raises:
        RuleError: there is nothing to invoice, or for a run nothing to pay, or another system
            invoices such accounts.
    """
    who = reading.payer_of(work, accounts.locked_row(work, request.account).account_id)
    check_ours(work, who)
    rows = reading.lines(work, who.account)
    all_lines = reading.to_sort(work, who, rows)
    taken = rules.sort(all_lines).to_invoice
    total = check_something(who, taken)
    if request.run is not None:
        check_asked(who, all_lines)
    after = rules.on_paper(all_lines, taken, COMING)
    to_pay = paid.unpaid_of(work, who.account, rows, after)[COMING]
    said = _said(work, who, _printed(rows, taken), paid_pence=total - to_pay)
    due_on = work.on + timedelta(days=work.policy().payment_days(who.borrower_kind, work.on))
    if request.run is not None:
        work.belongs_to = work.one(RUN, id=request.run).no
    values = {"total_pence": total, "due_on": due_on}
    number = _write(work, request.id, (INVOICE, who, said), values, taken)
    work.what = f"Invoice {number} issued: {who.name}, {pounds(total)}"
    return Issued(
        request.id, INVOICE, number, who.card, who.name, total, to_pay, due_on, len(taken)
    )


def issue_credit_note(work: Work, request: CreditNote) -> Issued:
    """Answer an invoice with what has lowered its lines since.

    Raises:
        RuleError: there is no such invoice, or nothing has lowered it.
    """
    invoice = document(work, request.invoice, INVOICE)
    work.lock("account", invoice.account_id)
    if document(work, request.invoice, INVOICE).account_id != invoice.account_id:
        raise RowChangedError("document")  # its account was joined with another meanwhile
    who = reading.payer_of(work, invoice.account_id)
    rows = reading.lines(work, who.account)
    taken = rules.sort(reading.to_sort(work, who, rows)).to_credit.get(invoice.id, ())
    answers = number_words(*rules.number_read(request.invoice) or (INVOICE, 0))
    if not taken:
        message = f"Nothing has lowered invoice {answers} since, so there is nothing to credit."
        raise RuleError(message, "nothing_to_credit", "invoice")
    total = -sum(entry.pence for entry in taken)
    about = {
        "invoice": answers,
        "invoice_on": invoice.issued_on,
        "invoice_pence": invoice.total_pence,
    }
    said = _said(work, who, _printed(rows, taken), **about)
    values = {"total_pence": total, "answers_id": invoice.id}
    number = _write(work, request.id, (CREDIT_NOTE, who, said), values, taken)
    work.what = f"Credit note {number} for {answers} issued: {who.name}, {pounds(total)}"
    return Issued(request.id, CREDIT_NOTE, number, who.card, who.name, total, 0, None, len(taken))


def issue_statement(work: Work, request: IssueStatement) -> Issued:
    """Issue a statement of what was charged and paid between two days, and what is owed today.

    Raises:
        RuleError: the days are the wrong way round, or to come.
    """
    who = reading.payer_of(work, accounts.locked_row(work, request.account).account_id)
    from_on, to_on = _days(work, request)
    rows = reading.lines(work, who.account)
    opening = sum(row.amount_pence for row in rows if row.entered_on < from_on)
    shown = [row for row in rows if from_on <= row.entered_on <= to_on]
    closing = opening + sum(row.amount_pence for row in shown)
    until = [row for row in rows if row.entered_on <= to_on]
    past = owed.owed(work, rows, owed.settled(work, who.account, rows))
    said = _said(
        work,
        who,
        tuple(map(_line, shown)),
        owed_pence=past.pence,
        deposit_pence=rules.deposits_held(reading.entries(until)),
        billed_by=reading.invoiced_elsewhere(work, who.kind) or "",
    )
    values = {
        "total_pence": closing,
        "opening_pence": opening,
        "from_on": from_on,
        "to_on": to_on,
    }
    number = _write(work, request.id, (STATEMENT, who, said), values, ())
    work.what = f"Statement {number} issued: {who.name}, to {long_date(to_on)}"
    to_pay = max(0, closing)
    return Issued(
        request.id, STATEMENT, number, who.card, who.name, closing, to_pay, None, len(shown)
    )


def check_ours(look: Look, who: PayerKnown) -> None:
    """Refuse to print a bill for an account that another system invoices."""
    elsewhere = reading.invoiced_elsewhere(look, who.kind)
    if elsewhere:
        message = f"{elsewhere} sends the invoices of {who.name}; print a statement instead."
        raise RuleError(message, "invoiced_elsewhere", "account")


def check_asked(who: PayerKnown, lines: Sequence[Entry]) -> None:
    """Refuse a run's invoice to who is in credit, or owes nothing; by hand they may have one."""
    balance = sum(entry.pence for entry in lines)
    if balance <= 0:
        message = f"{who.name} has nothing to pay, so a run asks for nothing."
        raise RuleError(message, NOTHING, "account")


def check_something(who: PayerKnown, taken: Sequence[Entry]) -> int:
    """Return what an invoice would come to, or refuse where nothing is to pay."""
    total = sum(entry.pence for entry in taken)
    if not taken:
        message = f"There is nothing to invoice for {who.name} that is not on an invoice already."
        raise RuleError(message, NOTHING, "account")
    if total <= 0:
        message = f"There is nothing to pay for {who.name}: what is new comes to {pounds(total)}."
        raise RuleError(message, NOTHING, "account")
    return total


def document(look: Look, text: str, kind: str = "") -> Any:
    """Return a paper by its printed number.

    Raises:
        RuleError: there is none of that number.
    """
    read = rules.number_read(text)
    row = look.one(DOCUMENT, kind=read[0], number=read[1]) if read else None
    if read is None or row is None or (kind and read[0] != kind):
        wanted = rules.NOUNS[kind].lower() if kind else "paper"
        raise RuleError(f"There is no {wanted} {text.strip()}.", "unknown_paper", "number")
    return row


def _days(work: Work, request: IssueStatement) -> tuple[date, date]:
    to_on = request.to_on or work.on
    from_on = request.from_on or min(to_on, calendar.academic_year_start(to_on))
    if to_on > work.on:
        message = f"{long_date(to_on)} has not come yet; a statement goes up to today at most."
        raise RuleError(message, "in_the_future", "to_on")
    if from_on > to_on:
        message = f"A statement can't begin on {long_date(from_on)} and end before that."
        raise RuleError(message, "from_after_to", "from_on")
    return from_on, to_on


def _write(
    work: Work,
    uuid: UUID,
    of: tuple[str, PayerKnown, Printed],
    values: dict[str, Any],
    taken: Iterable[Entry],
) -> str:
    """Write a paper under the next number of its kind, and return that as it is printed."""
    kind, who, said = of
    columns: dict[str, Any] = {"due_on": None, "from_on": None, "to_on": None, "answers_id": None}
    columns |= {"opening_pence": 0, **values}
    texts = {"addressed": stored(who.addressed), "body": stored(said)}
    work.about("family" if who.kind == "family" else "borrower", _holder(work, who), "paper")
    number = series.take(work, kind)
    key = work.add(
        "document",
        uuid=uuid,
        kind=kind,
        number=number,
        account_id=who.account,
        issued_on=work.on,
        act_no=work.act_no,
        **columns,
        **texts,
    )
    work.add_many("document_line", ("document_id", "ledger_id"), [(key, e.id) for e in taken])
    return number_words(kind, number)


def _holder(work: Work, who: PayerKnown) -> int:
    of = accounts.FAMILY_OF_ACCOUNT if who.kind == "family" else accounts.BORROWER_OF_ACCOUNT
    return int(work.one(of, account=who.account).id)


def _said(work: Work, who: PayerKnown, lines: tuple[PrintedLine, ...], **more: Any) -> Printed:
    held = work.policy().papers_on(who.borrower_kind, work.on)
    return Printed(
        work.one(reading.SERVICE).name,
        who.card,
        lines,
        held.address,
        held.contact,
        held.pay_to,
        held.vat_number,
        held.late_note,
        **more,
    )


def _printed(rows: Iterable[Any], taken: Iterable[Entry]) -> tuple[PrintedLine, ...]:
    ids = {entry.id for entry in taken}
    return tuple(_line(row) for row in rows if row.id in ids)


def _line(row: Any) -> PrintedLine:
    is_money = row.payment_id is not None or row.kind in rules.MONEY_KINDS
    return PrintedLine(
        row.entered_on,
        on_paper(row.what),
        row.amount_pence,
        row.player or "",
        row.order_no or "",
        row.vat_code,
        is_money,
    )
