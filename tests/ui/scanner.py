"""A scanner and fingers, simulated by key events to the window that has the keyboard."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest

ENTER = Qt.Key.Key_Return


def burst(text, end=ENTER, window=None):
    """Type as a scanner does: everything at once, then Enter (or another key, or nothing)."""
    target = window or QGuiApplication.focusWindow()
    for character in text:
        QTest.keyClick(target, character)
    if end is not None:
        QTest.keyClick(target, end)


def keys_at(text, gap_ms, end=None, window=None):
    """Deliver keys at once whose own times are `gap_ms` apart, as after a pause of the program."""
    target = window or QGuiApplication.focusWindow()
    at = 1_000
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
