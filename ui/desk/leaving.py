"""Leaving with unfinished work: who is not finished, and what becomes of what lies there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QWidget

from loanmgr.services import baskets
from loanmgr.services.baskets import Counters, OnCounter
from ui import announce, theme
from ui.runner import Runner
from ui.text import count, since
from ui.tokens import SPACE
from ui.widgets.parts import button, column, row, words

WIDTH = 600
SHOWN = 8
"""Families that are named; of more, only how many."""


class LeavingDialog(QDialog):
    """Asks once, and loses nothing whatever is pressed; Esc does not close the window."""

    keeps = Signal()
    puts_back = Signal()

    def __init__(self, found: Counters, parent: QWidget, scans: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle("Not finished yet")
        self.setModal(True)
        many = count(len(found.baskets), "is", "are")
        self.heading = words(f"{many} not finished.", "h2", wrap=True)
        items = count(sum(basket.items for basket in found.baskets), "instrument")
        self.told = words(
            f"Kept, they are here again next time. Put back, {items} can be lent again"
            f" and nothing is charged.{_not_kept(scans)}",
            wrap=True,
        )
        self.lines = words("\n".join(_lines(found)), "strong", wrap=True)
        keep = button("Keep for next time", self._keep, kind="primary")
        keep.setDefault(True)
        stay = button("Don't close", self.reject, keys="Esc")
        self.choices = row(button("Put everything back", self._put_back), stay, 1, keep)
        layout = column(self.heading, self.lines, self.told, edge=SPACE.l, gap=SPACE.m)
        layout.addLayout(self.choices)
        self.setLayout(layout)
        self.setMinimumWidth(theme.px(WIDTH))
        keep.setFocus()
        announce.say(self, f"{self.heading.text()} {self.told.text()}", at_once=True)

    def _keep(self) -> None:
        self.accept()
        self.keeps.emit()

    def _put_back(self) -> None:
        self.accept()
        self.puts_back.emit()


class Leaving:
    """Lets the window close when nothing is unfinished, or when somebody has said what to do."""

    def __init__(
        self,
        window: QWidget,
        runner: Runner,
        refused: Callable[[Exception], None],
        scans: Callable[[], int] = lambda: 0,
    ) -> None:
        self._window, self._runner, self._refused = window, runner, refused
        self._scans = scans
        self._may = False
        self.dialog: LeavingDialog | None = None

    def may_leave(self) -> bool:
        """Say whether the window may close now; where it is not known yet, ask and close later."""
        if self._may or self._runner.is_closed:
            return True
        if self.dialog is None:
            self._runner.look(self._window, baskets.unfinished, None, self._ask, self._close_anyway)
        return self._may

    def _ask(self, found: Counters) -> None:
        if not found.baskets:
            self._close()
            return
        dialog = self.dialog = LeavingDialog(found, self._window, self._scans())
        dialog.keeps.connect(self._close)
        dialog.puts_back.connect(lambda: self._put_back(found.baskets))
        dialog.finished.connect(self._answered)
        dialog.open()

    def _answered(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _put_back(self, left: Sequence[OnCounter]) -> None:
        """Put one back after the other; where one cannot be, the window stays."""
        if not left:
            self._close()
            return
        self._runner.draft(
            self._window,
            baskets.put_back,
            left[0].basket,
            lambda _nothing: self._put_back(left[1:]),
            self._refused,
        )

    def _close_anyway(self, _error: Exception) -> None:
        """Close a window whose database does not answer: what was unfinished is kept there."""
        self._close()

    def _close(self) -> None:
        self._may = True
        self._window.close()


def _not_kept(scans: int) -> str:
    """Say what a question that is open keeps only as long as the window is."""
    if not scans:
        return ""
    return f" {count(scans, 'scan')} behind the question will be gone: answer it first."


def _lines(found: Counters) -> list[str]:
    told = [
        f"{basket.title}: {count(basket.items, 'instrument')},"
        f" {'waiting' if basket.is_parked else 'at the desk'}, {since(found.now - basket.since)}"
        for basket in found.baskets[:SHOWN]
    ]
    more = len(found.baskets) - SHOWN
    return [*told, f"and {more} more"] if more > 0 else told
