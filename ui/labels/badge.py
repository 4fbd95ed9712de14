"""How many labels were never printed, counted behind the desk's work for the navigation."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from ui.runner import Runner

QUIET_MS = 500
"""Counted once the desk has been quiet for so long: it never stands in a scan's way."""


class LabelsBadge(QObject):
    """Tells the number at once, and again after each change."""

    def __init__(
        self, runner: Runner, show: Callable[[int], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._show = show
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self.count)
        runner.changed.connect(self._look_again)
        self.count()

    def count(self) -> None:
        """Count now."""
        from loanmgr.services import labels  # noqa: PLC0415 - after the window is there

        def counted(found: labels.Unprinted) -> None:
            self._show(found.total)

        self._runner.look(self, labels.unprinted, labels.UnprintedPage(count=0), counted)

    def _look_again(self, tables: frozenset[str]) -> None:
        if "instrument" in tables:
            self._quiet.start()
