"""The invoice run as a job: preview and issue, with progress and Stop; one invoice an act.

It cannot be taken back as a whole: each invoice keeps its number, and a credit note answers it.
"""

from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError
from loanmgr.jobs.billing import PAGE, Progress
from loanmgr.services import papers
from loanmgr.services.papers import IssueInvoice
from loanmgr.services.papers import run as runs
from loanmgr.services.papers.run import BeginInvoices, InvoiceExcepted, PlannedInvoice
from loanmgr.services.papers.shown import PaperShown


@dataclass(frozen=True)
class Plan:
    """What a run invoices."""

    only: str
    lines: tuple[PlannedInvoice, ...]
    exceptions: tuple[InvoiceExcepted, ...]

    @property
    def total_pence(self) -> int:
        """What all the invoices come to."""
        return sum(line.total_pence for line in self.lines)

    @property
    def to_pay_pence(self) -> int:
        """The same without what was paid already."""
        return sum(line.to_pay_pence for line in self.lines)


@dataclass(frozen=True)
class Outcome:
    """What a run came to."""

    run: UUID
    invoices: tuple[str, ...] = ()
    """Their numbers."""
    total_pence: int = 0
    failed: tuple[str, ...] = ()
    """Why an account was not invoiced."""
    is_whole: bool = True
    """It was not stopped."""


def preview(desk: Desk, only: str, progress: Progress) -> Plan | None:
    """Say what a run would invoice; None where it was stopped."""
    lines: list[PlannedInvoice] = []
    exceptions: list[InvoiceExcepted] = []
    cards = desk.look(runs.cards_to_invoice, only)
    for done in range(0, len(cards), PAGE):
        if not progress(done, len(cards), "Reading the accounts"):
            return None
        page = desk.look(runs.plan_invoices, cards[done : done + PAGE])
        lines += page.lines
        exceptions += page.exceptions
    progress(len(cards), len(cards), "Ready")
    return Plan(only, tuple(lines), tuple(exceptions))


def run(desk: Desk, request: BeginInvoices, progress: Progress) -> Outcome:
    """Issue an invoice to everybody who is due one; the same request again does the rest.

    Raises:
        RuleError: the run may not be begun.
    """
    desk.run(runs.begin_invoices, request)
    with desk.many_acts():
        return _issue_all(desk, request, progress)


def _issue_all(desk: Desk, request: BeginInvoices, progress: Progress) -> Outcome:
    outcome = Outcome(request.id)
    cards = desk.look(runs.cards_to_invoice, request.only)
    for done, card in enumerate(cards):
        if not progress(done, len(cards), "Issuing"):
            return replace(outcome, is_whole=False)
        outcome = _issue(desk, request, card, outcome)
    progress(len(cards), len(cards), "Ready")
    return outcome


def printed(desk: Desk, numbers: tuple[str, ...], progress: Progress) -> list[PaperShown]:
    """Read papers to be drawn; fewer where it was stopped."""
    found: list[PaperShown] = []
    for done, number in enumerate(numbers):
        if not progress(done, len(numbers), "Reading the papers"):
            break
        found.append(desk.look(papers.paper, number))
    return found


def _issue(desk: Desk, request: BeginInvoices, card: str, outcome: Outcome) -> Outcome:
    asked = IssueInvoice(card, request.id, uuid5(request.id, f"invoice {card}"))
    try:
        issued = desk.run(papers.issue_invoice, asked).result
    except RuleError as refusal:
        if refusal.code == papers.NOTHING:  # or another desk has invoiced it meanwhile
            return outcome
        return replace(outcome, failed=(*outcome.failed, refusal.message))
    return replace(
        outcome,
        invoices=(*outcome.invoices, issued.number),
        total_pence=outcome.total_pence + issued.total_pence,
    )
