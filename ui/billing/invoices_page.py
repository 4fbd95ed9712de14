"""The page Invoices: what is not paid, all that were issued, and the run that issues them."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QWidget

from loanmgr.jobs import invoicing as jobs
from loanmgr.jobs.invoicing import Outcome, Plan
from loanmgr.services import papers
from loanmgr.services.papers import InvoicesPage as AskInvoices
from loanmgr.services.papers import PaperRow, PaperShown
from loanmgr.services.papers.run import BeginInvoices
from ui.billing import invoice_columns as columns
from ui.billing.plan_page import PlanPage
from ui.desk import papers as files
from ui.list_view import ListView
from ui.runner import Progress, Runner
from ui.table import PagedModel, PageRequest, TableModel
from ui.text import count, pounds
from ui.tokens import SPACE
from ui.widgets.band import Choice, Message
from ui.widgets.flow import flowing
from ui.widgets.list_switch import ListSwitch
from ui.widgets.parts import EmptyState, button, column, name, words

if TYPE_CHECKING:
    from loanmgr.desk import Desk

UNPAID, ALL, RUN, TO_LOOK_AT = "Unpaid", "All invoices", "To invoice", "To look at"
LISTS = (UNPAID, ALL, RUN, TO_LOOK_AT)
NAMES = {
    UNPAID: "Unpaid invoices",
    ALL: "Every invoice",
    RUN: "What would be invoiced",
    TO_LOOK_AT: "What to look at before invoicing",
}
EMPTY = {
    UNPAID: "Every invoice is paid.",
    ALL: "No invoice has been issued yet.",
    RUN: "There is nothing to invoice that is not on an invoice already.",
    TO_LOOK_AT: "There is nothing to look at first.",
}
WHOM = (
    ("Everybody", "everybody"),
    ("Families", "families"),
    ("Schools", "schools"),
    ("Others", "others"),
)
TOUCHED = frozenset({"act", "document", "document_line", "document_series"})


class InvoicesPage(PlanPage):
    """Everything is shown before it is issued; what was issued keeps its number."""

    takes_scans = False
    help_about = "Invoices"
    tables = frozenset({"document"})
    plan_tables = frozenset(
        {"account", "adult", "allocation", "billing_system", "borrower", "document", "family"}
        | {"document_line", "ledger", "register"}
    )

    def __init__(
        self,
        runner: Runner,
        parent: QWidget | None = None,
        *,
        open_file: files.OpenFile = files.open_in_viewer,
    ) -> None:
        super().__init__("Invoices", runner, parent)
        self._open_file = open_file
        self.plan: Plan | None = None
        self.which = UNPAID
        self.models: dict[str, TableModel[Any]] = {
            UNPAID: self._paged(is_unpaid=True),
            ALL: self._paged(is_unpaid=False),
            RUN: TableModel(columns.planned(), self, key=lambda r: r.account),
            TO_LOOK_AT: TableModel(columns.exceptions(), self, key=lambda r: (r.account, r.case)),
        }
        self.lists = {each: ListView(model, NAMES[each]) for each, model in self.models.items()}
        self.whom = QComboBox()
        name(self.whom, "Whom to invoice")
        for label, value in WHOM:
            self.whom.addItem(label, value)
        self.issue = button("Issue invoices", self.issue_all, kind="primary")
        self.empty = EmptyState("")
        asked = (words("Whom to invoice", "soft"), self.whom)
        self._switch = ListSwitch(self, self.lists, self.empty, self.show_list, before=asked)
        self.choices = self._switch.choices
        self._lay_out()
        self.whom.currentIndexChanged.connect(lambda _at: self.preview())
        for which in (UNPAID, ALL):
            self.lists[which].opened.connect(lambda each: self.print_papers((each.number,)))
        for which in (RUN, TO_LOOK_AT):
            self.lists[which].opened.connect(lambda each: self.opens_record.emit(each.account))
        self._show(None)

    def load(self) -> None:
        """Ask for what was issued, and for what would be."""
        for which in (UNPAID, ALL):
            self._issued(which).reload()
        self.preview()

    def load_again(self) -> None:
        for which in (UNPAID, ALL):
            self._issued(which).refresh()

    def plan_again(self) -> None:
        self.preview()

    def preview(self) -> None:
        """Say what a run would issue; nothing is issued by it."""
        if self._is_busy:
            return
        only = self.whom.currentData()

        def read(desk: "Desk", progress: Progress) -> Plan | None:
            return jobs.preview(desk, only, progress.goes_on)

        self._begin_plan("Reading the accounts", read, self._previewed)

    def issue_all(self) -> None:
        """Issue every invoice that is shown, one after the other."""
        if self.plan is None or not self.plan.lines:
            return
        request = BeginInvoices(self.plan.only)

        def issue(desk: "Desk", progress: Progress) -> Outcome:
            progress.touched(TOUCHED)
            return jobs.run(desk, request, progress.goes_on)

        self._begin("Issuing invoices", issue, self._did)

    def print_papers(self, numbers: tuple[str, ...]) -> None:
        """Draw invoices into one file and open it."""
        if self._is_busy:
            return

        def read(desk: "Desk", progress: Progress) -> list[PaperShown]:
            return jobs.printed(desk, numbers, progress.goes_on)

        self._begin("Reading the invoices", read, self._draw)

    def show_list(self, which: str) -> None:
        """Bring one of the lists to the front."""
        self.which = which
        self.empty.sentence.setText(self._nothing(which))
        self._switch.choose(which, has_rows=bool(self.models[which].rows))

    def resting(self) -> Sequence[QWidget]:
        return (self.issue,)

    def _ended(self) -> None:
        super()._ended()
        self._show(self.plan)

    def _previewed(self, plan: Plan | None) -> None:
        self._show(plan)
        if plan is None:
            self.detail.setText("Stopped. Choose whom to invoice, or come back, to read it again.")

    def _did(self, done: Outcome) -> None:
        numbers = done.invoices
        said = f"Issued {count(len(numbers), 'invoice')} of {pounds(done.total_pence)}."
        rest = "" if done.is_whole else "Stopped: each account is invoiced or not."
        detail = " ".join((rest, *done.failed[:3])).strip()
        more = [(Choice("print", "Print them"), partial(self.print_papers, numbers))]
        self.tell(said, detail, more=more if numbers else ())
        self.preview()

    def _draw(self, found: list[PaperShown]) -> None:
        if found:
            write = partial(files.write_papers, tuple(found))
            self.runner.document(self, lambda: write(files.folder()), self._opened, self.refused)

    def _opened(self, path: Path) -> None:
        shown = self._open_file(path)
        where = "Print it from the window that has opened." if shown else f"It is in {path}."
        self.say.emit(Message("ok", f"{path.stem} is ready.", where))

    def _paged(self, *, is_unpaid: bool) -> PagedModel[PaperRow]:
        which = UNPAID if is_unpaid else ALL

        def fetch(
            request: PageRequest[PaperRow], arrived: Callable[[Sequence[PaperRow]], None]
        ) -> None:
            after = request.after.number if request.after else ""
            asked = AskInvoices(is_unpaid, after, request.count)

            def failed(error: Exception) -> None:
                self._issued(which).stop()
                self.refused(error)

            def came(rows: Sequence[PaperRow]) -> None:
                arrived(rows)
                if which == self.which:
                    self.show_list(which)

            self.runner.look(self, papers.invoices, asked, came, failed)

        shown = [each for each in columns.issued() if not (is_unpaid and each.title == "Sum")]
        return PagedModel(shown, fetch, self, key=lambda each: each.number)

    def _issued(self, which: str) -> PagedModel[PaperRow]:
        model = self.models[which]
        assert isinstance(model, PagedModel)  # noqa: S101 - asked of those two alone
        return model

    def _nothing(self, which: str) -> str:
        if self.plan is None and which in (RUN, TO_LOOK_AT):
            return "The accounts are being read."
        return EMPTY[which]

    def _show(self, plan: Plan | None) -> None:
        self.plan = plan
        lines, found = (plan.lines, plan.exceptions) if plan else ((), ())
        for which, rows in ((RUN, lines), (TO_LOOK_AT, found)):
            self.models[which].show_rows(rows)
            self._switch.show_count(which, f"{len(rows):,}")
        self.issue.setText(f"Issue {count(len(lines), 'invoice')}" if lines else "Issue invoices")
        self.issue.setAccessibleName(self.issue.text())
        self.issue.setEnabled(bool(lines))
        self.detail.setText(_about(plan))
        self.show_list(self.which)

    def _lay_out(self) -> None:
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        head = flowing(back, words("Invoices", "h1"), right=(self.issue,))
        lists = self._switch
        layout = column(head, self.detail, self.old, lists.bar, lists.body, gap=SPACE.m)
        layout.setStretch(4, 1)
        self.setLayout(layout)


def _about(plan: Plan | None) -> str:
    if plan is None or not plan.lines:
        return ""
    paid = plan.total_pence - plan.to_pay_pence
    less = f", {pounds(paid)} of it paid already" if paid else ""
    return (
        f"To invoice: {pounds(plan.total_pence)} to {count(len(plan.lines), 'account')}{less}."
        " Nothing is issued yet. An invoice that was issued keeps its number: it is answered by a"
        " credit note, not taken back."
    )
