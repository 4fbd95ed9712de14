"""The mouse pointer while the desk keeps somebody waiting."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication


def show_busy(waits: bool) -> None:  # noqa: FBT001 - receives a signal
    """Show the busy pointer, or the usual one again."""
    if waits:
        QApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
    else:
        QApplication.restoreOverrideCursor()
