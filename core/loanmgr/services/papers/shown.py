"""Papers as they are listed, and as they are drawn again."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import papers as rules
from loanmgr.domain.errors import RuleError
from loanmgr.domain.papers import INVOICE, number_words
from loanmgr.services.lists import PAGE
from loanmgr.services.papers import issuing, paid, reading
from loanmgr.services.papers.printed import Addressed, Printed, addressed, printed
from loanmgr.services.work import Look

COLUMNS = """
SELECT paper.id, paper.uuid, paper.kind, paper.number, paper.account_id, paper.issued_on,
  paper.due_on, paper.total_pence, answered.number AS answers,
  COALESCE(family.name, borrower.name) AS payer, COALESCE(family.code, borrower.code) AS card,
  CASE WHEN family.id IS NULL THEN borrower.kind ELSE 'family' END AS payer_kind
FROM document AS paper
LEFT JOIN document AS answered ON answered.id = paper.answers_id
LEFT JOIN family ON family.account_id = paper.account_id
LEFT JOIN borrower ON borrower.account_id = paper.account_id AND borrower.family_id IS NULL
"""
OF_ACCOUNT = Sql(f"{COLUMNS} WHERE paper.account_id = :account ORDER BY paper.id DESC")
NEWEST_FIRST = Sql(
    f"{COLUMNS} WHERE paper.kind = 'invoice' AND paper.number < :after"
    " ORDER BY paper.number DESC LIMIT :count"
)
MAY_BE_UNPAID = Sql(
    "WITH debtor AS MATERIALIZED (SELECT account_id FROM ledger GROUP BY account_id"  # noqa: S608
    f" HAVING SUM(amount_pence) > 0) {COLUMNS} WHERE paper.kind = 'invoice'"
    " AND paper.account_id IN (SELECT account_id FROM debtor) AND paper.number > :after"
    " ORDER BY paper.number LIMIT :count"
)
"""Invoices of those who have something to pay at all, the oldest first."""
WHOLE = Sql(
    "SELECT id, uuid, kind, number, account_id, issued_on, due_on, from_on, to_on, opening_pence,"
    " total_pence, addressed, body FROM document WHERE id = :key"
)
NUMBER = Sql("SELECT number FROM document WHERE id = :key")
NO_END = 2**62


@dataclass(frozen=True)
class InvoicesPage:
    """Which invoices to list: all, the newest first, or the unpaid ones, the oldest first."""

    is_unpaid: bool = False
    after: str = ""
    """The number of the last one of the page before."""
    count: int = PAGE


@dataclass(frozen=True)
class PaperRow:
    """A paper in a list."""

    id: UUID
    kind: str
    number: str
    card: str
    payer: str
    payer_kind: str
    issued_on: date
    due_on: date | None
    total_pence: int
    unpaid_pence: int
    """Of an invoice, what is still to pay of it."""
    answers: str
    """Of a credit note, the invoice it answers."""


@dataclass(frozen=True)
class AccountPapers:
    """The papers of an account, the newest first, and what could be issued now."""

    rows: tuple[PaperRow, ...]
    to_invoice_pence: int
    """What an invoice would come to; nothing where none can be issued."""
    credits_due: tuple[str, ...]
    """Invoices that a credit note is due for."""
    billed_by: str
    """The other system that sends the invoices, if one does."""


@dataclass(frozen=True)
class PaperShown:
    """Everything a paper says."""

    kind: str
    number: str
    issued_on: date
    due_on: date | None
    from_on: date | None
    to_on: date | None
    opening_pence: int
    total_pence: int
    to: Addressed
    said: Printed


def papers_of(look: Look, card: str) -> tuple[PaperRow, ...]:
    """List the papers of a card's account, the newest first."""
    account = reading.payer(look, card).account
    unpaid = paid.paid_of(look, (account,))
    return tuple(_row(row, unpaid) for row in look.rows(OF_ACCOUNT, account=account))


def account_papers(look: Look, card: str) -> AccountPapers:
    """Return the papers of a card's account, and what could be issued now."""
    who = reading.payer(look, card)
    found = rules.sort(reading.to_sort(look, who, reading.lines(look, who.account)))
    elsewhere = reading.invoiced_elsewhere(look, who.kind) or ""
    total = 0 if elsewhere else sum(entry.pence for entry in found.to_invoice)
    rows = papers_of(look, card)
    numbers = tuple(
        number_words(INVOICE, look.one(NUMBER, key=key).number) for key in sorted(found.to_credit)
    )
    return AccountPapers(rows, max(0, total), numbers, elsewhere)


def invoices(look: Look, request: InvoicesPage) -> tuple[PaperRow, ...]:
    """Return a page of invoices.

    Raises:
        RuleError: the number to go on after is none.
    """
    after = _after(request)
    found: list[PaperRow] = []
    statement = MAY_BE_UNPAID if request.is_unpaid else NEWEST_FIRST
    while len(found) < request.count:
        rows = look.rows(statement, after=after, count=request.count)
        unpaid = paid.paid_of(look, {row.account_id for row in rows})
        listed = [_row(row, unpaid) for row in rows]
        found += [row for row in listed if row.unpaid_pence or not request.is_unpaid]
        if len(rows) < request.count:
            break
        after = rows[-1].number
    return tuple(found[: request.count])


def credits_due(look: Look, card: str) -> tuple[str, ...]:
    """Return the numbers of the invoices of a card's account that a credit note is due for."""
    return account_papers(look, card).credits_due


def paper(look: Look, number: str) -> PaperShown:
    """Return a paper as it was printed.

    Raises:
        RuleError: there is none of that number.
    """
    row = look.one(WHOLE, key=issuing.document(look, number).id)
    return PaperShown(
        row.kind,
        number_words(row.kind, row.number),
        row.issued_on,
        row.due_on,
        row.from_on,
        row.to_on,
        row.opening_pence,
        row.total_pence,
        addressed(row.addressed),
        printed(row.body),
    )


def _after(request: InvoicesPage) -> int:
    if not request.after:
        return 0 if request.is_unpaid else NO_END
    read = rules.number_read(request.after)
    if read is None or read[0] != INVOICE:
        raise RuleError(f"There is no invoice {request.after}.", "unknown_paper", "after")
    return read[1]


def _row(row: Any, unpaid: dict[int, int]) -> PaperRow:
    return PaperRow(
        row.uuid,
        row.kind,
        number_words(row.kind, row.number),
        row.card,
        row.payer,
        row.payer_kind,
        row.issued_on,
        row.due_on,
        row.total_pence,
        unpaid.get(row.id, 0) if row.kind == INVOICE else 0,
        number_words(INVOICE, row.answers) if row.answers else "",
    )
