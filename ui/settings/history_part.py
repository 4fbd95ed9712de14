"""Earlier versions: who changed what, when, from what to what; each can be undone from here."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from loanmgr.domain.policy import wording
from loanmgr.domain.policy.changing import Version
from loanmgr.services import policy_history
from loanmgr.services.policy_history import HistoryOf, PolicyChange
from ui.list_view import ListView
from ui.runner import Runner
from ui.table import ActionColumn, Column, TableModel
from ui.text import short_date
from ui.tokens import SPACE
from ui.widgets.parts import EmptyState, button, column, row, words


class HistoryPart(QWidget):
    """The changes of one entry or of a whole list, newest first."""

    left = Signal()
    undo_wanted = Signal(object)
    """The id of the act that is to be taken back."""

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._asked: HistoryOf | None = None
        self.heading = words("History", "h1")
        self.model: TableModel[PolicyChange] = TableModel(self._columns(), self, key=_key)
        self.list = ListView(self.model, "History")
        self.empty = EmptyState("Nothing was changed yet.")
        self.told = words("", wrap=True)
        self.list.selected.connect(self._tell)
        back = button("Back", self.left.emit, kind="quiet", icon="chevron-left")
        head = row(back, self.heading, 1)
        layout = column(head, self.list, self.empty, self.told, gap=SPACE.m)
        layout.setStretch(1, 1)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def show_of(self, array: str, version: Version | None) -> None:
        """Show the history of an entry, or of its whole list."""
        self._asked = HistoryOf(array, "" if version is None else version.code)
        title = wording.page(array).title
        self.heading.setText(f"History: {title}")
        self.load()

    def load(self) -> None:
        """Read it again."""
        if self._asked is not None:
            self._runner.look(self, policy_history.history_of, self._asked, self._show)

    def _show(self, found: tuple[PolicyChange, ...]) -> None:
        self.model.show_rows(found)
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.told.setText("")
        if found:
            self.list.show_first()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, change: PolicyChange | None) -> None:
        lines = [] if change is None else [f"{each.words}." for each in change.entries]
        self.told.setText("\n".join(lines))

    def _columns(self) -> list[Column[PolicyChange]]:
        return [
            Column("When", lambda each: each.at.astimezone().date(), short_date, chars=12),
            Column("Who", lambda each: each.who, chars=16, drop=1),
            Column("What", lambda each: "; ".join(entry.words for entry in each.entries)),
            ActionColumn(
                "",
                lambda each: "Undone" if each.is_undone else "Undo",
                chars=8,
                act=self._undo,
                about=lambda each: each.what,
            ),
        ]

    def _undo(self, change: PolicyChange) -> None:
        if not change.is_undone:
            self.undo_wanted.emit(change.act)


def _key(change: PolicyChange) -> UUID:
    return change.act
