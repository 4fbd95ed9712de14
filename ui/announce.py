"""Tells results to ears: words for screen readers, and four short sounds."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QWidget

Note = tuple[int, int]
"""Pitch in hertz and length in milliseconds."""


class Cue(Enum):
    """What a sound means."""

    OK = "ok"
    ASK = "ask"
    STOP = "stop"
    TICK = "tick"


NOTES: dict[Cue, tuple[Note, ...]] = {
    Cue.OK: ((1320, 90),),
    Cue.ASK: ((880, 90), (1175, 110)),
    Cue.STOP: ((330, 115), (330, 135)),
    Cue.TICK: ((1900, 15),),
}


def announcement(
    widget: QWidget, words: str, *, at_once: bool = False
) -> QAccessibleAnnouncementEvent:
    """Return what a screen reader is sent."""
    event = QAccessibleAnnouncementEvent(widget, words)
    event.setPoliteness(
        QAccessible.AnnouncementPoliteness.Assertive
        if at_once
        else QAccessible.AnnouncementPoliteness.Polite
    )
    return event


def say(widget: QWidget, words: str, *, at_once: bool = False) -> None:
    """Have a screen reader say something that happened; `at_once` interrupts what it is saying."""
    QAccessible.updateAccessibility(announcement(widget, words, at_once=at_once))


class Sounds:
    """Plays cues unless they are switched off; nothing is ever told by a sound alone."""

    def __init__(self, *, on: bool = True, player: Callable[[Cue], None] | None = None) -> None:
        self.on = on
        self._play = player or _platform_player()

    def play(self, cue: Cue) -> None:
        """Play a cue and return at once."""
        if self.on:
            self._play(cue)


def _platform_player() -> Callable[[Cue], None]:
    if sys.platform == "win32":
        import winsound  # noqa: PLC0415 - there is none elsewhere

        thread = ThreadPoolExecutor(1, thread_name_prefix="sounds")

        def play(cue: Cue) -> None:
            # The call returns when the note has ended, so it must not be made on the GUI thread.
            for pitch, length in NOTES[cue]:
                thread.submit(winsound.Beep, pitch, length)

        return play
    return _beep


def _beep(cue: Cue) -> None:
    if cue is not Cue.TICK:
        QApplication.beep()
