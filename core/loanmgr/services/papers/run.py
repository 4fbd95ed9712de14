"""An invoice run: whom it asks for what, what to look at first, and the act that it all belongs to.

Preview and run decide by the same functions as a single invoice, so what was shown is what is sent.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import papers as rules
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import pounds
from loanmgr.domain.papers import INVOICE, number_words
from loanmgr.domain.words import day_month
from loanmgr.services import owed
from loanmgr.services.identity import LEADS
from loanmgr.services.papers import paid, reading
from loanmgr.services.papers.issuing import COMING
from loanmgr.services.papers.reading import PayerKnown
from loanmgr.services.work import Look, Work

EVERYBODY, FAMILIES, SCHOOLS, OTHERS = "everybody", "families", "schools", "others"
KINDS = {
    EVERYBODY: ("family", "school", "adult", "teacher", "partner"),
    FAMILIES: ("family",),
    SCHOOLS: ("school",),
    OTHERS: ("adult", "teacher", "partner"),
}
"""Kinds of accounts that a run can be limited to."""

NO_ADDRESS, CONFIDENTIAL, LEFT, IN_CREDIT, DEPOSIT, CREDIT_DUE = (
    "no_address",
    "confidential",
    "left",
    "in_credit",
    "deposit",
    "credit_due",
)
CARDS = Sql("""
SELECT DISTINCT account.id, account.kind, COALESCE(family.code, borrower.code) AS card
FROM ledger JOIN account ON account.id = ledger.account_id
LEFT JOIN document_line ON document_line.ledger_id = ledger.id
LEFT JOIN family ON family.account_id = account.id
LEFT JOIN borrower ON borrower.account_id = account.id AND borrower.family_id IS NULL
WHERE document_line.id IS NULL AND ledger.payment_id IS NULL AND ledger.kind <> 'write_off'
  AND (SELECT SUM(other.amount_pence) FROM ledger AS other
    WHERE other.account_id = account.id) <> 0
ORDER BY account.id
""")
"""Those who have something on no invoice yet, unless all of it was paid."""
NUMBERS = Sql(
    "SELECT paper.number FROM document AS paper JOIN act ON act.no = paper.act_no"
    " WHERE paper.kind = 'invoice' AND act.part_of = (SELECT no FROM act WHERE uuid = :run)"
    " ORDER BY paper.number"
)


@dataclass(frozen=True)
class BeginInvoices:
    """Begin an invoice run; its invoices follow, one act each."""

    only: str = EVERYBODY
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Begun:
    """A run that was begun."""

    act: UUID
    only: str


@dataclass(frozen=True)
class PlannedInvoice:
    """An invoice as it will be issued."""

    account: str
    """Card of who pays."""
    payer: str
    payer_kind: str
    lines: int
    total_pence: int
    to_pay_pence: int


@dataclass(frozen=True)
class InvoiceExcepted:
    """What somebody should look at before the run, and what the run does about it."""

    case: str
    account: str
    payer: str
    message: str
    is_invoiced: bool


@dataclass(frozen=True)
class InvoicesPlanned:
    """What a run invoices to some accounts."""

    lines: tuple[PlannedInvoice, ...]
    exceptions: tuple[InvoiceExcepted, ...]


def begin_invoices(work: Work, request: BeginInvoices) -> Begun:
    """Begin a run: every invoice of it belongs to this act.

    Raises:
        RuleError: there are no such accounts, or whoever asks is no lead.
    """
    _check(request.only)
    if work.identity.role not in LEADS:
        message = "Only a lead or the office can invoice everybody."
        raise RuleError(message, "lead_only", "id")
    whom = "" if request.only == EVERYBODY else f" for {request.only}"
    work.what = f"Invoice run{whom}"
    return Begun(request.id, request.only)


def cards_to_invoice(look: Look, only: str) -> tuple[str, ...]:
    """Return the cards of those who have something on no invoice yet.

    Raises:
        RuleError: there are no such accounts.
    """
    _check(only)
    kinds = [kind for kind in KINDS[only] if reading.invoiced_elsewhere(look, kind) is None]
    return tuple(row.card for row in look.rows(CARDS) if row.kind in kinds)


def plan_invoices(look: Look, cards: tuple[str, ...]) -> InvoicesPlanned:
    """Say what a run invoices to some accounts."""
    planned: list[PlannedInvoice] = []
    exceptions: list[InvoiceExcepted] = []
    for card in cards:
        who = reading.payer(look, card)
        lines = reading.lines(look, who.account)
        rows = reading.to_sort(look, who, lines)
        found = rules.sort(rows)
        total = sum(entry.pence for entry in found.to_invoice)
        balance = sum(entry.pence for entry in rows)
        due_back = owed.due_back(look, who.account, lines) if total > 0 >= balance else 0
        exceptions += _exceptions(who, found.to_credit, total, (balance, due_back))
        if total > 0 and balance > 0:
            after = rules.on_paper(rows, found.to_invoice, COMING)
            to_pay = paid.unpaid_of(look, who.account, lines, after)[COMING]
            count = len(found.to_invoice)
            planned.append(PlannedInvoice(who.card, who.name, who.kind, count, total, to_pay))
    return InvoicesPlanned(tuple(planned), tuple(exceptions))


def numbers_of(look: Look, run: UUID) -> tuple[str, ...]:
    """Return the numbers of the invoices that a run has issued."""
    return tuple(number_words(INVOICE, row.number) for row in look.rows(NUMBERS, run=run))


def _exceptions(
    who: PayerKnown, to_credit: Any, total: int, has: tuple[int, int]
) -> list[InvoiceExcepted]:
    """Say what to look at; `has` is the balance, and the deposits that are due back."""
    balance, due_back = has
    is_invoiced = total > 0 and balance > 0
    told: list[tuple[str, str]] = []
    if to_credit:
        pence = -sum(entry.pence for entries in to_credit.values() for entry in entries)
        message = f"{pounds(pence)} of what was invoiced is lowered since: a credit note is due."
        told.append((CREDIT_DUE, message))
    if due_back:
        message = (
            f"A deposit of {pounds(due_back)} is due back and covers what is new: nothing is asked"
            " for. Give it back, or put it to what is owed."
        )
        told.append((DEPOSIT, message))
    elif total > 0 and balance < 0:
        told.append((IN_CREDIT, f"{pounds(-balance)} in credit: nothing is asked for."))
    if is_invoiced and who.is_confidential:
        told.append(
            (CONFIDENTIAL, "The address is kept off paper: hand it over, or write to them.")
        )
    elif is_invoiced and not who.address:
        told.append((NO_ADDRESS, "No address is known: hand it over, or write to them."))
    if is_invoiced and who.left_on is not None:
        told.append((LEFT, f"{who.name} left on {day_month(who.left_on)}."))
    return [
        InvoiceExcepted(case, who.card, who.name, message, is_invoiced) for case, message in told
    ]


def _check(only: str) -> None:
    if only not in KINDS:
        message = f"A run is for everybody, families, schools or others, not for {only}."
        raise RuleError(message, "only", "only")
