"""Chips: a status as shape, word and tone; and a job that is running."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QSizePolicy, QWidget

from ui import icons, theme
from ui.roles import set_role
from ui.runner import Job
from ui.tokens import SIZE, Tone
from ui.widgets.parts import Elided, button, row, words


class StatusChip(QFrame):
    """A status in a pill, never by colour alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._words = QLabel(), Elided("", "strong")
        self._whole = ""
        self.setLayout(row(self._icon, self._words, edge=(8, 2), gap=4))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_status(self, icon: str, text: str, tone: Tone, *, outlined: bool = False) -> None:
        """Show a shape, its word and its tone; `outlined` is for what is not quite so yet."""
        set_role(self, chip=tone, outlined=outlined)
        icons.wear(self._icon, icon, tone, SIZE.icon_table)
        self._whole = text
        self._words.show_text(text)

    def text(self) -> str:
        """Return the word shown."""
        return self._whole


class ProgressChip(QFrame):
    """A job in the status bar: what it does, how far it is, and Stop."""

    ended = Signal()

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self._words = words(job.title, "meta")
        self._bar = QProgressBar(textVisible=False, maximum=0)
        self._bar.setFixedWidth(theme.px(80))
        self._bar.setAccessibleName(job.title)
        self.stop = button("Stop", self._stop, kind="status")
        self.setLayout(row(self._words, self._bar, self.stop, gap=8))
        job.progressed.connect(self._show)
        job.ended.connect(self.ended)

    def _show(self, done: int, total: int) -> None:
        self._bar.setMaximum(total)
        self._bar.setValue(done)
        count = f"{done:,}/{total:,}" if total else f"{done:,}"
        self._words.setText(f"{self._job.title} {count}")

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self._words.setText(f"Stopping: {self._job.title}")
        self._job.stop()
