"""A volunteer at the desk: reads the screen, scans, and presses keys."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from tests.ui.scanner import ENTER, keys_at

SCANNER_MS = 4
PATIENCE_MS = 20_000


class Volunteer:
    """Does one thing after another, and waits for what the band says, never for time."""

    def __init__(self, program, qtbot):
        self.program, self.window, self.qtbot = program, program.window, qtbot
        self.scans = self.keys = 0

    def reads(self, words):
        """Wait until the band says this; `words` is how it begins."""
        self.qtbot.waitUntil(lambda: self.band.startswith(words), timeout=PATIENCE_MS)
        return self.band

    def scan(self, code, words):
        """Scan a label, and read what happened."""
        self.shoot(code)
        return self.reads(words)

    def shoot(self, code):
        """Pull the scanner's trigger and look away."""
        self.scans += 1
        keys_at(code, SCANNER_MS, ENTER, window=self.window.windowHandle())

    def press(self, key, words, modifier=Qt.KeyboardModifier.NoModifier):
        """Press a key, and read what happened."""
        self.keys += 1
        QTest.keyClick(QGuiApplication.focusWindow(), key, modifier)
        return self.reads(words)

    def sees(self, words):
        """Wait until these words stand somewhere on the screen."""
        self.qtbot.waitUntil(lambda: words in self.everything(), timeout=PATIENCE_MS)

    @property
    def band(self):
        message = self.window.band.message
        return f"{message.words} {message.detail}".strip() if message else ""

    @property
    def counts(self):
        return self.window.findChild(QLabel, "Counts of today").text()

    @property
    def focus(self):
        widget = QApplication.focusWidget()
        return widget.accessibleName() if widget is not None else ""

    def everything(self):
        """All words on the screen."""
        shown = [w for w in self.window.findChildren(QWidget) if w.isVisible()]
        return " · ".join(w.text() for w in shown if isinstance(w, QLabel | QPushButton))

    def rows(self, table):
        """The first cells of each row of a table on the screen."""
        [found] = [w for w in self.window.findChildren(QWidget, table) if w.isVisible()]
        model = found.model()
        return [
            [model.index(row, column).data() or "" for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]
