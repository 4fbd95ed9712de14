"""A page whose work takes long: one job at a time, said in a line while its buttons rest."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.acting import ActingPage
from ui.roles import set_role
from ui.runner import Runner


class _Detail(QLabel):
    """A line that takes no room while it says nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        set_role(self, role="soft")

    def setText(self, text: str) -> None:
        super().setText(text)
        if self.parentWidget() is not None:  # else it would be shown as a window of its own
            self.setVisible(bool(text))


class JobPage(ActingPage):
    """What is shown again when a job has ended is said in `_ended`."""

    def __init__(self, title: str, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(title, runner, parent)
        self._is_busy = False
        self.detail = _Detail()

    def resting(self) -> Sequence[QWidget]:
        """Return what can't be used while a job runs."""
        raise NotImplementedError

    def refused(self, error: Exception) -> None:
        self._ended()
        super().refused(error)

    def _begin(self, title: str, work: Any, then: Callable[[Any], None]) -> None:
        self._is_busy = True
        for each in self.resting():
            each.setEnabled(False)
        self.detail.setText(f"{title} …")

        def done(result: Any) -> None:
            self._ended()
            then(result)

        self.runner.job(self, title, work, done, self.refused)

    def _ended(self) -> None:
        self._is_busy = False
