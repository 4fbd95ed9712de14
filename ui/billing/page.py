"""The page Billing run: what has come due is priced, looked through, charged, and taken back."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QWidget

from loanmgr.jobs import billing as jobs
from loanmgr.jobs.billing import Outcome, Plan
from loanmgr.services.billing import Bill, Planned
from loanmgr.services.runs import PastRun
from ui.billing import columns, past_runs
from ui.billing.plan_page import PlanPage
from ui.list_view import ListView
from ui.runner import Progress, Runner
from ui.table import PagedModel, TableModel
from ui.text import count, listed, long_date, pounds
from ui.tokens import SPACE
from ui.widgets.band import Message
from ui.widgets.flow import flowing
from ui.widgets.list_switch import ListSwitch
from ui.widgets.parts import EmptyState, button, column, name, words

if TYPE_CHECKING:
    from loanmgr.desk import Desk

CHARGES, TO_LOOK_AT, PAST = "Charges", "To look at", "Past runs"
NAMES = {CHARGES: "What is charged", TO_LOOK_AT: "What to look at first", PAST: "Billing runs done"}
UNDECIDED = (
    ("Reduced while its days of grace last", "reduced"),
    ("At the full price", "full"),
    ("Left out of this run", "held"),
)
COME_DUE, LATE = "What has come due", "What is paid late"
POLICY = frozenset({"borrowing_limit", "register", "scheme", "service_interval", "tariff", "term"})
HIRERS = frozenset({"award", "borrower", "family", "instrument", "part"})


class BillingPage(PlanPage):
    """Everything is shown before it is done, and can be taken back as a whole, then or later."""

    takes_scans = False
    help_about = "Billing run"
    tables = jobs.CHANGED
    plan_tables = jobs.CHANGED - {"act"} | POLICY | HIRERS | {"allocation", "document"}

    def __init__(
        self,
        runner: Runner,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__("Billing run", runner, parent)
        self._today = today
        self._run: UUID | None = None
        self.plan: Plan | None = None
        self.which = CHARGES
        self.models: dict[str, TableModel[Any]] = {
            CHARGES: TableModel(columns.charges(), self, key=_key),
            TO_LOOK_AT: TableModel(
                columns.exceptions(), self, key=lambda r: (r.instrument, r.case, r.message)
            ),
            PAST: past_runs.model(runner, self.take_run_back, self._past_came, self),
        }
        self.lists = {each: ListView(model, NAMES[each]) for each, model in self.models.items()}
        self.undecided = QComboBox()
        name(self.undecided, "Reduced rates not decided yet")
        for label, value in UNDECIDED:
            self.undecided.addItem(label, value)
        self.what = QComboBox()
        name(self.what, "What is charged")
        self.what.addItems((COME_DUE, LATE))
        self.charge = button("Charge", self.charge_all, kind="primary")
        self.take_back = button("Take the run back", self.take_it_back)
        self.empty = EmptyState("")
        self._undecided = words("Reduced rates not decided yet", "soft")
        asked = (self._undecided, self.undecided)
        self._switch = ListSwitch(self, self.lists, self.empty, self.show_list, before=asked)
        self.choices = self._switch.choices
        self._lay_out()
        self.undecided.currentIndexChanged.connect(lambda _at: self.load())
        self.what.currentIndexChanged.connect(lambda _at: self.load())
        for which in (CHARGES, TO_LOOK_AT):
            opened = self.lists[which].opened
            opened.connect(lambda r: self.opens_record.emit(r.instrument or r.account))
        self._show(None)

    def load(self) -> None:
        """Price what has come due by today, anew, and list what was charged before."""
        self._past().reload()
        self.price(self._today())

    def load_again(self) -> None:
        self._past().refresh()

    def plan_again(self) -> None:
        self.price(self._today())

    def price(self, on: date) -> None:
        """Price what has come due by a day."""
        if self._is_busy:
            return
        asked = on, self.undecided.currentData()
        is_late = self.is_late
        for each in (self.undecided, self._undecided):
            each.setVisible(not is_late)

        def price(desk: "Desk", progress: Progress) -> Plan | None:
            if is_late:
                return jobs.preview_late(desk, on, progress.goes_on)
            return jobs.preview(desk, *asked, progress.goes_on)

        self._begin_plan("Pricing what is out", price, self._priced)

    @property
    def is_late(self) -> bool:
        """Say whether it is about paying late."""
        return self.what.currentText() == LATE

    def show_list(self, which: str) -> None:
        """Bring one of the lists to the front."""
        self.which = which
        nothing = _empty(self.plan, self._today())
        self.empty.sentence.setText("There was no billing run yet." if which == PAST else nothing)
        self._switch.choose(which, has_rows=bool(self.models[which].rows))

    def charge_all(self) -> None:
        """Charge everything that is shown, account by account."""
        if self.plan is None or not self.plan.lines:
            return
        request = Bill(self.plan.on, self.plan.undecided, is_late=self.plan.is_late)

        def charge(desk: "Desk", progress: Progress) -> Outcome:
            progress.touched(jobs.CHANGED)
            return jobs.run(desk, request, progress.goes_on)

        self._begin("Charging", charge, self._charged)

    def take_it_back(self) -> None:
        """Take the charges of the last run back."""
        if self._run is not None:
            self._take_back(self._run)

    def take_run_back(self, of: PastRun) -> None:
        """Take the charges of an earlier run back, or what is left of them."""
        if of.standing and not self._is_busy:
            self._take_back(of.run)

    def _take_back(self, run: UUID) -> None:

        def back(desk: "Desk", progress: Progress) -> Outcome:
            progress.touched(jobs.CHANGED)
            return jobs.take_back(desk, run, progress.goes_on)

        self._begin("Taking the run back", back, self._taken_back)

    def resting(self) -> Sequence[QWidget]:
        return self.charge, self.take_back

    def _ended(self) -> None:
        super()._ended()
        self.take_back.setEnabled(True)
        self._show(self.plan)

    def _priced(self, plan: Plan | None) -> None:
        self._show(plan)
        if plan is not None and plan.is_late != self.is_late:
            self.load()  # another list was asked for while this one was priced
            return
        if plan is None:
            self.detail.setText("Stopped. Choose how it is charged, or come back, to price it.")

    def _charged(self, done: Outcome) -> None:
        self._run = done.run
        self.take_back.setVisible(True)
        was_late = self.plan is not None and self.plan.is_late
        what = "paying late" if was_late else count(done.charges, "period")
        said = f"Charged {pounds(done.due_pence)} for {what} to {count(done.accounts, 'account')}."
        rest = "" if done.is_whole else "Stopped: each account is charged wholly or not at all."
        self.say.emit(Message("ok", said, " ".join((rest, *done.failed[:3])).strip()))
        self.load()

    def _taken_back(self, done: Outcome) -> None:
        if done.run == self._run and done.is_whole and not done.failed:
            self._run = None
            self.take_back.setVisible(False)
        left = f"{len(done.failed)} stay: {done.failed[0]}" if done.failed else ""
        if not done.is_whole:
            left = f"Stopped. The rest stays charged until it is taken back under {PAST}. {left}"
        said = f"Taken back: the charges of {count(done.accounts, 'account')}."
        self.say.emit(Message("ok", said, left.strip()))
        self.load()

    def _past(self) -> PagedModel[PastRun]:
        model = self.models[PAST]
        assert isinstance(model, PagedModel)  # noqa: S101 - asked of this one alone
        return model

    def _past_came(self) -> None:
        if self.which == PAST:
            self.show_list(PAST)

    def _show(self, plan: Plan | None) -> None:
        self.plan = plan
        lines, found = (plan.lines, plan.exceptions) if plan else ((), ())
        self.models[CHARGES].show_rows(lines)
        self.models[TO_LOOK_AT].show_rows(found)
        for which, rows in ((CHARGES, lines), (TO_LOOK_AT, found)):
            self._switch.show_count(which, f"{len(rows):,}")
        due_pence = plan.due_pence if plan else 0
        self.charge.setText(f"Charge {pounds(due_pence)}" if lines else "Charge")
        self.charge.setAccessibleName(self.charge.text())
        self.charge.setEnabled(bool(lines))
        self.detail.setText(_about(plan))
        self.show_list(self.which)

    def _lay_out(self) -> None:
        self.take_back.setVisible(False)
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        title, acts = words("Billing run", "h1"), (self.take_back, self.charge)
        head = flowing(back, title, self.what, right=acts, gap=SPACE.m)
        lists = self._switch
        layout = column(head, self.detail, self.old, lists.bar, lists.body, gap=SPACE.m)
        layout.setStretch(4, 1)
        self.setLayout(layout)


def _key(line: Planned) -> tuple[object, ...]:
    return line.account, line.instrument, line.charge_on, line.kind, line.name


def _about(plan: Plan | None) -> str:
    if plan is None or not plan.lines:
        return ""
    accounts = len({line.account for line in plan.lines})
    if plan.is_late:
        invoices = count(len({line.name for line in plan.lines}), "invoice")
        whom = count(accounts, "account")
        return f"Unpaid by {long_date(plan.on)}: {invoices} of {whom}. Nothing is charged yet."
    kinds = [line.kind for line in plan.lines]
    said = [count(kinds.count("hire"), "period")]
    for kind, noun in (("loss", "replacement value"), ("part", "part"), ("service", "service")):
        if kind in kinds:
            said.append(count(kinds.count(kind), noun))
    off = plan.full_pence - plan.due_pence
    less = f", {pounds(off)} of reduced rates taken off" if off else ""
    return (
        f"Come due by {long_date(plan.on)}: {listed(said)} of"
        f" {count(accounts, 'account')}{less}. Nothing is charged yet."
    )


def _empty(plan: Plan | None, on: date) -> str:
    if plan is None:
        return "It is being priced."
    if plan.is_late:
        return plan.note or "Nothing is unpaid after its day that was not charged for."
    return f"Nothing has come due by {long_date(on)}."
