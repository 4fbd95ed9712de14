"""The page Other systems: what they are told, in files, and what they say was paid."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtWidgets import QComboBox, QFileDialog, QWidget

from loanmgr.domain.ids import new_id
from loanmgr.jobs import saving
from loanmgr.jobs import systems as jobs
from loanmgr.jobs.systems import Plan
from loanmgr.services import systems, undo
from loanmgr.services.systems import InUse, Sent, TakeIn, TakenIn, Transfer
from loanmgr.services.undo import Undo, Undone
from ui.billing import systems_columns as columns
from ui.job_page import JobPage
from ui.list_view import ListView
from ui.runner import Progress, Runner
from ui.table import TableModel
from ui.text import count, pounds
from ui.tokens import SPACE
from ui.widgets.band import Choice
from ui.widgets.flow import flowing
from ui.widgets.list_switch import ListSwitch
from ui.widgets.parts import EmptyState, button, column, name, row, words

if TYPE_CHECKING:
    from loanmgr.desk import Desk

SENT, PAID, PROBLEMS = "Sent", "Paid there", "What is wrong"
LISTS = (SENT, PAID, PROBLEMS)
NAMES = {
    SENT: "What was sent",
    PAID: "What that system says was paid",
    PROBLEMS: "What is wrong with the file",
}
NO_SYSTEM = "The policy names no other system. How to add one stands in docs/policy.md."
EMPTY = {
    SENT: "Nothing was sent to another system yet.",
    PAID: "Bring in a file to see here what it says was paid.",
    PROBLEMS: "Nothing is wrong.",
}
KINDS = "Spreadsheets (*.csv *.txt);;All files (*)"
TOUCHED = frozenset({"act", "transfer", "sent_line"})
NEWEST = 40

AsksWhere = Callable[[QWidget, str], str]
AsksWhich = Callable[[QWidget], str]


def ask_where(parent: QWidget, suggested: str) -> str:
    """Ask where to save a file; nothing where no place is chosen."""
    return QFileDialog.getSaveFileName(parent, "Save the file", suggested, KINDS)[0]


def ask_which(parent: QWidget) -> str:
    """Ask which file to bring in."""
    return QFileDialog.getOpenFileName(parent, "Bring in what was paid", "", KINDS)[0]


class SystemsPage(JobPage):
    """Everything is shown before it is sent or taken in, and can be taken back."""

    takes_scans = False
    help_about = "Other systems"
    tables = frozenset({"billing_system", "transfer"})

    def __init__(
        self,
        runner: Runner,
        parent: QWidget | None = None,
        *,
        where: AsksWhere = ask_where,
        which: AsksWhich = ask_which,
    ) -> None:
        super().__init__("Other systems", runner, parent)
        self._where, self._which_file = where, which
        self._request: TakeIn | None = None
        self._may_take: set[str] = set()
        self._newest: dict[str, UUID] = {}
        self.plan: Plan | None = None
        self.found: TakenIn | None = None
        self.which = SENT
        self.models: dict[str, TableModel[Any]] = {
            SENT: TableModel(
                columns.transfers(self.save_again, self.take_back, self._may_go_back),
                self,
                key=lambda r: r.transfer,
            ),
            PAID: TableModel(columns.payments(), self, key=lambda r: r.row),
            PROBLEMS: TableModel(
                columns.problems(), self, key=lambda r: (r.row, r.column, r.message)
            ),
        }
        self.lists = {each: ListView(model, NAMES[each]) for each, model in self.models.items()}
        self.system = QComboBox()
        name(self.system, "System")
        self.told = words("", wrap=True)
        self.send = button("Send", self.send_all, kind="primary")
        self.bring = button("Bring in what was paid…", self.bring_in, icon="import")
        self.take = button("Take in", self.take_in, kind="primary")
        self.leave = button("Leave it", self.forget)
        self.empty = EmptyState("")
        self._asked = QWidget()
        self._asked.setLayout(row(words("System", "soft"), self.system))
        asked = (self._asked,)
        self._switch = ListSwitch(self, self.lists, self.empty, self.show_list, before=asked)
        self.choices = self._switch.choices
        self._lay_out()
        self.system.currentIndexChanged.connect(lambda _at: self.preview())
        self.lists[PAID].opened.connect(lambda r: self.opens_record.emit(r.card))
        self.lists[SENT].opened.connect(self.save_again)
        self.forget()
        self._show(None)

    def load(self) -> None:
        """Ask which systems there are, and what was sent."""
        self.look(systems.in_use, None, self._came)
        self.look(systems.transfers, NEWEST, self._sent_came)

    # Sending.

    def preview(self) -> None:
        """Find what the chosen system was not told of yet; nothing is sent by it."""
        code = self._code()
        if self._is_busy or not code:
            return

        def read(desk: "Desk", progress: Progress) -> Plan | None:
            return jobs.preview(desk, code, progress.goes_on)

        self._begin("Looking for what is new", read, self._previewed)

    def send_all(self) -> None:
        """Ask where the file is to be, mark the lines as sent, and write it."""
        plan = self.plan
        if plan is None or not plan.lines or self._is_busy:
            return
        path = self._where(self, f"{plan.system}.csv")
        if not path:
            return
        transfer = new_id()

        def send(desk: "Desk", progress: Progress) -> tuple[Sent, str]:
            progress.touched(TOUCHED)
            sent = jobs.send(desk, plan, transfer)
            return sent, _written(desk, transfer, path, progress)

        self._begin("Sending", send, partial(self._did, path))

    def save_again(self, of: Transfer) -> None:
        """Write the file of an earlier transfer once more."""
        if of.is_taken_back or self._is_busy:
            return
        if path := self._where(self, f"{of.system}.csv"):
            self._save(of.transfer, path)

    def take_back(self, of: Transfer) -> None:
        """Take a transfer back, so that its lines go with the next file."""
        self.run(undo.undo, Undo(of.transfer), self._gone_back)

    # What was paid.

    def bring_in(self) -> None:
        """Ask for a file, and show what it says."""
        path = self._which_file(self) if self._code() else ""
        if path:
            read = Path(path).read_bytes
            self.runner.document(self, read, self.show_file, partial(self._unread, Path(path).name))

    def take_in(self) -> None:
        """Take in what is shown."""
        if self._request is not None:
            self.take.setEnabled(False)
            self.run(systems.take_in, self._request, self._taken)

    def forget(self) -> None:
        """Leave what a file says."""
        self._request = self.found = None
        self.take.setEnabled(True)
        self._show_found()

    def show_list(self, which: str) -> None:
        """Bring one of the lists to the front."""
        self.which = which
        self.empty.sentence.setText(EMPTY[which] if self._code() else NO_SYSTEM)
        self._switch.choose(which, has_rows=bool(self.models[which].rows))

    def resting(self) -> Sequence[QWidget]:
        return (self.send,)

    def refused(self, error: Exception) -> None:
        self.take.setEnabled(True)
        super().refused(error)

    # What came of it.

    def _came(self, found: tuple[InUse, ...]) -> None:
        before = self._code()
        self.system.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.system.clear()
        for each in found:
            self.system.addItem(each.name, each.code)
        self.system.setCurrentIndex(max(0, self.system.findData(before)) if found else -1)
        self.system.blockSignals(False)  # noqa: FBT003
        self._may_take = {each.code for each in found if each.takes_payments}
        self._asked.setVisible(bool(found))
        self.bring.setEnabled(self._code() in self._may_take)
        self.show_list(self.which)
        self.preview()

    def _sent_came(self, found: tuple[Transfer, ...]) -> None:
        self._newest = {}
        for each in found:
            if not each.is_taken_back:
                self._newest.setdefault(each.system, each.transfer)
        self.models[SENT].show_rows(found)
        self._count(SENT, len(found))
        self.show_list(self.which)

    def _may_go_back(self, of: Transfer) -> bool:
        return self._newest.get(of.system) == of.transfer

    def _previewed(self, plan: Plan | None) -> None:
        self._show(plan)
        if plan is None:
            self.detail.setText("Stopped. Choose the system, or come back, to look again.")

    def _did(self, path: str, done: tuple[Sent, str]) -> None:
        sent, why = done
        said = f"Sent to {sent.name}: {count(sent.lines, 'line')}, {pounds(sent.total_pence)}."
        if why:
            again = partial(self._again_elsewhere, sent.transfer, f"{sent.system}.csv")
            more = [(Choice("again", "Save it elsewhere"), again)]
            self.tell(said, f"The file couldn't be written: {why}.", more=more)
        else:
            self.tell(said, f"The file is {path}.", act=sent.transfer)
        self.load()

    def _again_elsewhere(self, transfer: UUID, suggested: str) -> None:
        if path := self._where(self, suggested):
            self._save(transfer, path)

    def _save(self, transfer: UUID, path: str) -> None:
        def save(desk: "Desk", progress: Progress) -> str:
            return _written(desk, transfer, path, progress)

        self._begin("Writing the file", save, partial(self._saved, transfer, path))

    def _saved(self, transfer: UUID, path: str, why: str) -> None:
        if why:
            again = partial(self._again_elsewhere, transfer, Path(path).name)
            more = [(Choice("again", "Save it elsewhere"), again)]
            self.tell(f"The file couldn't be written: {why}.", more=more)
        else:
            self.tell("The file is written again.", f"It is {path}.")
        self.show_list(self.which)

    def _gone_back(self, done: Undone) -> None:
        self.tell(f"Taken back: {done.undid}", "Its lines go with the next file.")
        self.load()

    def show_file(self, data: bytes) -> None:
        """Show what a file says was paid, and what is wrong with it."""
        self._request = TakeIn.of(self._code(), data)
        self.look(systems.try_in, self._request, self._tried)

    def _unread(self, file: str, error: Exception) -> None:
        why = getattr(error, "strerror", None) or error
        self.tell(f"{file} couldn't be read: {why}.")

    def _tried(self, found: TakenIn) -> None:
        self.found = found
        self._show_found()
        self.show_list(PROBLEMS if found.problems else PAID)

    def _taken(self, done: TakenIn) -> None:
        self.forget()
        said = f"Taken in from {done.name}: {_what_is_new(done)}."
        self.tell(said, " ".join(done.notes[:2]), act=done.act)
        self.show_list(SENT)

    # Showing.

    def _code(self) -> str:
        return self.system.currentData() or ""

    def _ended(self) -> None:
        super()._ended()
        self._show(self.plan)

    def _show(self, plan: Plan | None) -> None:
        self.plan = plan
        lines = len(plan.lines) if plan else 0
        self.send.setText(f"Send {count(lines, 'line')}…" if lines else "Send…")
        self.send.setAccessibleName(self.send.text())
        self.send.setEnabled(bool(lines))
        self.detail.setText(_about(plan))

    def _show_found(self) -> None:
        found = self.found
        self.models[PAID].show_rows(found.listed if found else ())
        self.models[PROBLEMS].show_rows(found.problems if found else ())
        self._count(PAID, len(found.listed) if found else 0)
        self._count(PROBLEMS, found.problem_count if found else 0)
        is_new = found is not None and bool(found.payments or found.unpaid)
        may = is_new and found is not None and not found.problems
        self.told.setText(_about_file(found))
        self.told.setVisible(found is not None)
        self.take.setVisible(may)
        self.leave.setVisible(found is not None)
        self.show_list(self.which)

    def _count(self, which: str, number: int) -> None:
        self._switch.show_count(which, f"{number:,}")

    def _lay_out(self) -> None:
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        head = flowing(back, words("Other systems", "h1"), right=(self.bring, self.send))
        file = row(self.told, self.leave, self.take)
        file.setStretch(0, 1)
        lists = self._switch
        layout = column(head, self.detail, file, lists.bar, lists.body, gap=SPACE.m)
        layout.setStretch(4, 1)
        self.setLayout(layout)


def _written(desk: "Desk", transfer: UUID, path: str, progress: Progress) -> str:
    """Write a transfer's file; return why it could not be, where it could not."""
    text = jobs.file_of(desk, transfer, progress.goes_on)
    if text is None:
        return "it was stopped"
    try:
        saving.save(Path(path), text.encode())
    except OSError as fault:
        return (fault.strerror or str(fault)).lower()
    return ""


def _about(plan: Plan | None) -> str:
    if plan is None:
        return ""
    if not plan.lines:
        return f"{plan.name} was told of everything."
    rest = "" if plan.is_all else " That is as much as one file takes; send again for the rest."
    return (
        f"{count(len(plan.lines), 'line')} of {pounds(plan.total_pence)} that {plan.name} was not"
        f" told of yet. Nothing is sent yet.{rest}"
    )


def _what_is_new(found: TakenIn) -> str:
    said = f"{count(found.payments, 'payment')}, {pounds(found.total_pence)}"
    return said + (f"; what is unpaid, of {found.unpaid:,}" if found.unpaid else "")


def _about_file(found: TakenIn | None) -> str:
    if found is None:
        return ""
    if found.problem_count:
        problems = count(found.problem_count, "problem")
        return f"The file has {problems}. Nothing of it can be taken in."
    if not found.payments and not found.unpaid:
        return "Everything in the file is here already."
    before = f" {found.skipped:,} were here already." if found.skipped else ""
    notes = " ".join(found.notes[:2])
    return f"It would take in {_what_is_new(found)}.{before} {notes}".strip()
