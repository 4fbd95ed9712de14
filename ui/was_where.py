"""Where a window was when it was closed, for the next time it is opened."""

from PySide6.QtCore import QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

GEOMETRY = "window/geometry"


def put_back(window: QMainWindow, memory: QSettings | None, size: QSize) -> None:
    """Come back where the window was, if that is on a screen that is there now; else of a size."""
    window.resize(size)
    kept = memory.value(GEOMETRY) if memory is not None else None
    if not kept:
        return
    before = window.geometry()
    window.restoreGeometry(kept)
    screens = (screen.availableGeometry() for screen in QGuiApplication.screens())
    if not any(screen.contains(window.geometry()) for screen in screens):
        window.setGeometry(before)


def keep(window: QMainWindow, memory: QSettings | None) -> None:
    """Remember where the window is."""
    if memory is not None:
        memory.setValue(GEOMETRY, window.saveGeometry())
