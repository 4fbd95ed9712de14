"""Pressing, reading and waiting on a page of the families' place, as its tests do."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton


def press(page, words):
    """Press a button by its words."""
    QApplication.processEvents()  # what was put into a layout is shown by the next event
    found = [b for b in page.findChildren(QPushButton) if b.accessibleName() == words]
    QTest.mouseClick(next(b for b in found if b.isVisible()), Qt.MouseButton.LeftButton)


def shows(page):
    """Return everything in words on a page."""
    QApplication.processEvents()
    said = (w for w in page.findChildren(QLabel) if w.isVisibleTo(page))
    return "\n".join(label.text() for label in said)
