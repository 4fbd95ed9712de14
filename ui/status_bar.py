"""The bar at the foot: connection, jobs, the last scan, and sound."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from ui.roles import set_role
from ui.runner import Job
from ui.text import clock
from ui.tokens import SPACE
from ui.widgets.chip import ProgressChip, StatusChip
from ui.widgets.parts import button, row, set_words, words


class StatusBar(QFrame):
    """Small facts in words; nothing here needs an answer."""

    sound_switched = Signal(bool)

    def __init__(self, *, sound_on: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, area="status")
        self.connection = StatusChip()
        self.connection.hide()
        self._jobs = row(gap=SPACE.l)
        self._note = words("", "meta")
        self._last_scan = words("", "meta")
        self._sound = button("Sound on", self._switch, kind="status")
        self._sound_on = sound_on
        self._show_sound()
        self.setLayout(
            row(
                self.connection,
                self._jobs,
                1,
                self._note,
                self._last_scan,
                self._sound,
                edge=(SPACE.l, 2),
                gap=SPACE.l,
            )
        )

    def show_note(self, text: str) -> None:
        """Say something small; the next scan or note takes its place."""
        self._note.setText(text)

    def show_scan(self, at: datetime) -> None:
        """Say when something was last scanned."""
        self._last_scan.setText(f"Last scan {clock(at)}")
        self._note.clear()

    def show_job(self, job: Job) -> None:
        """Show a job until it ends."""
        chip = ProgressChip(job)
        chip.ended.connect(chip.hide)
        chip.ended.connect(chip.deleteLater)
        self._jobs.addWidget(chip)

    def show_sound(self, *, on: bool) -> None:
        """Say whether sounds are on."""
        self._sound_on = on
        self._show_sound()

    def _switch(self) -> None:
        self._sound_on = not self._sound_on
        self._show_sound()
        self.sound_switched.emit(self._sound_on)

    def _show_sound(self) -> None:
        set_words(self._sound, "Sound on" if self._sound_on else "Sound off")
