"""A scanner and fingers, simulated by key events to the window that has the keyboard."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtTest import QTest

ENTER = Qt.Key.Key_Return
BEGINS_AT_MS, SCANNER_MS = 1_000, 4


class ScannersTimes(QObject):
    """Gives keys the times of a scanner, however long a busy computer takes to send them.

    A timer that runs out between two of them runs once more: it would not have with a scanner.
    """

    at_ms = BEGINS_AT_MS

    def eventFilter(self, watched, event):  # noqa: N802
        if isinstance(event, QKeyEvent) and isinstance(watched, QWindow):
            event.setTimestamp(self.at_ms)
        return event.type() == QEvent.Type.Timer and isinstance(watched, QTimer)


def burst(text, end=ENTER, window=None):
    """Type as a scanner does: everything at once, then Enter (or another key, or nothing)."""
    target = window or QGuiApplication.focusWindow()
    times, app = ScannersTimes(), QCoreApplication.instance()
    app.installEventFilter(times)
    for key in (*text, end):
        if key is not None:
            QTest.keyClick(target, key)
        times.at_ms += SCANNER_MS
    app.removeEventFilter(times)


def keys_at(text, gap_ms, end=None, window=None):
    """Deliver keys at once whose own times are `gap_ms` apart, as after a pause of the program."""
    target = window or QGuiApplication.focusWindow()
    at = BEGINS_AT_MS
    for character in text:
        _send(target, ord(character.upper()), character, at)
        at += gap_ms
    if end is not None:
        _send(target, end, "\r", at)


def _send(window, key, text, at):
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        event.setTimestamp(at)
        QCoreApplication.sendEvent(window, event)
