"""The numbered papers of an account: issuing one, and those that were, opened again by Enter."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from loanmgr.domain.papers import CREDIT_NOTE, INVOICE, NOUNS
from loanmgr.services import papers
from loanmgr.services.papers import (
    AccountPapers,
    CreditNote,
    Issued,
    IssueInvoice,
    IssueStatement,
    PaperRow,
    PaperShown,
)
from ui import theme
from ui.acting import ActingPage
from ui.desk import papers as files
from ui.list_view import ListView
from ui.table import Align, Column, TableModel
from ui.text import long_date, pounds, short_date
from ui.tokens import SIZE
from ui.widgets.parts import Card, button

ROWS_SEEN = 5


class PapersCard(Card):
    """Shows only once something was issued; its buttons stand below the account."""

    def __init__(self, page: ActingPage, open_file: files.OpenFile) -> None:
        super().__init__("Papers")
        self._page = page
        self._open_file = open_file
        self._card = ""
        self.model: TableModel[PaperRow] = TableModel(_COLUMNS, self, key=lambda row: row.number)
        self.list = ListView(self.model, "Papers", row_height=SIZE.row_compact)
        self.body.addWidget(self.list)
        self.invoice = button("Send invoice", self.issue_invoice, icon="document")
        self.statement = button("Statement", self.issue_statement, icon="document")
        self.credit = button("Credit note", self.issue_credit_note, icon="document")
        self._due: tuple[str, ...] = ()
        self.list.opened.connect(lambda row: self.open_paper(row.number))
        for each in (self.invoice, self.credit):
            each.hide()
        self.hide()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """What is pressed to issue a paper."""
        return self.statement, self.invoice, self.credit

    def load(self, card: str) -> None:
        """Ask for the papers of a card's account."""
        self._card = card
        self._page.look(papers.account_papers, card, self._show)

    def issue_invoice(self) -> None:
        """Ask the account for what is on no invoice yet."""
        self._issue(self.invoice, papers.issue_invoice, IssueInvoice(self._card))

    def issue_statement(self) -> None:
        """Say what was charged and paid this school year."""
        self._issue(self.statement, papers.issue_statement, IssueStatement(self._card))

    def issue_credit_note(self) -> None:
        """Answer the oldest invoice that something has lowered."""
        if self._due:
            self._issue(self.credit, papers.issue_credit_note, CreditNote(self._due[0]))

    def open_paper(self, number: str, said: str = "") -> None:
        """Draw a paper as it was issued, and open it."""

        def draw(shown: PaperShown) -> None:
            write = partial(files.write_papers, (shown,))
            opened = partial(self._opened, said or f"{NOUNS[shown.kind]} {number} is ready.")
            page = self._page
            page.runner.document(page, lambda: write(files.folder()), opened, page.refused)

        self._page.look(papers.paper, number, draw)

    def _issue(
        self, pressed: QPushButton, use_case: Callable[..., Issued], request: object
    ) -> None:
        """Issue a paper and open it; until then another press of its button does nothing."""
        pressed.setEnabled(False)

        def issued(done: Issued) -> None:
            pressed.setEnabled(True)
            self.open_paper(done.number, _said(done))

        def refused(error: Exception) -> None:
            pressed.setEnabled(True)
            self._page.refused(error)

        self._page.runner.run(self._page, use_case, request, issued, refused)

    def _opened(self, said: str, path: Path) -> None:
        shown = self._open_file(path)
        where = "Print it from the window that has opened." if shown else f"It is in {path}."
        self._page.tell(said, where)

    def _show(self, found: AccountPapers) -> None:
        self._due = found.credits_due
        self.invoice.setVisible(found.to_invoice_pence > 0)
        self.credit.setVisible(bool(found.credits_due))
        self.model.show_rows(found.rows)
        rows = min(len(found.rows), ROWS_SEEN)
        self.list.setFixedHeight(theme.px(SIZE.row_compact) * rows + theme.px(SIZE.row + 12))
        self.setVisible(bool(found.rows))


def _said(done: Issued) -> str:
    said = f"{NOUNS[done.kind]} {done.number} issued: {pounds(done.total_pence)}"
    if done.kind == INVOICE and done.due_on and done.to_pay_pence:
        said += f", {pounds(done.to_pay_pence)} to pay by {long_date(done.due_on)}"
    return f"{said}."


def _name(row: PaperRow) -> str:
    noun = f"{NOUNS[row.kind]} {row.number}"
    return f"{noun} for {row.answers}" if row.kind == CREDIT_NOTE else noun


def _left(row: PaperRow) -> str:
    if row.kind != INVOICE:
        return ""
    return pounds(row.unpaid_pence) if row.unpaid_pence else "paid"


_COLUMNS: tuple[Column[PaperRow], ...] = (
    Column("Date", lambda row: row.issued_on, short_date, chars=11),
    Column("Paper", _name),
    Column("Pay by", lambda row: row.due_on, short_date, chars=11, drop=1),
    Column("Sum", lambda row: row.total_pence, pounds, align=Align.RIGHT, chars=10),
    Column("Still to pay", _left, align=Align.RIGHT, chars=12),
)
