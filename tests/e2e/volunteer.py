"""A volunteer at the desk: reads the screen, scans, and presses keys."""

import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from tests.ui.scanner import ENTER, keys_at

FINGERS_MS, SCANNER_MS = 200, 4
NEXT_LABEL_SECONDS = 3
"""From one label to the next; a label that is read again within two is read by mistake."""


class Volunteer:
    """Does one thing after another, and waits for what the band says, never for time."""

    def __init__(self, program, qtbot, clock, papers=()):
        self.program, self.window, self.qtbot = program, program.window, qtbot
        self.clock, self.papers = clock, papers
        self.scans = self.keys = self.clicks = 0

    def loses_power(self):
        """Let the laptop go dark: nothing is said to anybody, and nothing hears keys any more."""
        if not shiboken6.isValid(self.window):
            return
        self.program.close()
        self.window.hide()
        self.window.deleteLater()
        self.program.deleteLater()  # else it would show an answer that is under way
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def reads(self, words):
        """Wait until the band says this; `words` is how it begins."""

        def said():
            assert self.band.startswith(words), (self.band, self.choices)

        self.qtbot.waitUntil(said)
        return self.band

    def scan(self, code, words):
        """Scan a label, and read what happened."""
        before = self.window.band.message
        self.clock.pass_by(seconds=NEXT_LABEL_SECONDS)
        self.shoot(code)
        self.qtbot.waitUntil(lambda: self.window.band.message is not before)
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

    def answers(self, number, words):
        """Answer a question by its number, and read what happened."""
        return self.press(Qt.Key(Qt.Key.Key_0.value + number), words)

    def comes_to(self, name):
        """Wait until the keyboard is in a field."""

        def there():
            assert self.focus == name, (self.focus, name)

        self.qtbot.waitUntil(there)

    def fills_in(self, *fields):
        """Type into one field after another, which Tab must reach in this order."""
        for name, text in fields:
            self.comes_to(name)
            self.types(text)
            self.keys += 1
            QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_Tab)

    def types(self, text):
        """Type into what has the keyboard, as fast as fingers do."""
        field = QApplication.focusWidget()
        wanted = field.text() + text
        self.keys += len(text)
        keys_at(text, FINGERS_MS, window=QGuiApplication.focusWindow())

        def typed():
            assert field.text() == wanted, (
                field.objectName(),
                field.text(),
                wanted,
                self.focus,
                self.window.top.scan.text(),
            )

        self.qtbot.waitUntil(typed)

    def chooses(self, name, words):
        """Choose from a list by keyboard."""
        box = self.one(name)
        box.setFocus(Qt.FocusReason.TabFocusReason)
        wanted = box.findText(words)
        assert wanted >= 0, [box.itemText(at) for at in range(box.count())]
        while box.currentIndex() != wanted:
            step = Qt.Key.Key_Down if wanted > box.currentIndex() else Qt.Key.Key_Up
            before = box.currentIndex()
            self.keys += 1
            QTest.keyClick(QGuiApplication.focusWindow(), step)
            self.qtbot.waitUntil(lambda at=before: box.currentIndex() != at)

    def goes_to(self, name):
        """Go to a field, as by Tab."""
        self.one(name).setFocus(Qt.FocusReason.TabFocusReason)

    def presses(self, name, words=None):
        """Press a button by its words; read what happened, where the band says it."""
        self.clicks += 1
        self.one(name).click()
        return self.reads(words) if words is not None else None

    def rows_when_there(self, table):
        """The rows of a table, as soon as there are any."""
        self.one(table)
        self.qtbot.waitUntil(lambda: self.rows(table) != [])
        return self.rows(table)

    def presses_in(self, table, at, words, said):
        """Press the button in the last column of a row by keyboard, and read what happened."""
        self.rows_when_there(table)
        view = self.one(table)
        column = view.model().columnCount() - 1
        assert view.model().index(at, column).data() == words
        view.setFocus()
        view.setCurrentIndex(view.model().index(at, column))
        return self.press(Qt.Key.Key_Space, said)

    def one(self, name):
        """The one thing of this name on the screen, as soon as it is there."""

        def there():
            found = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
            return found[0] if len(found) == 1 else None

        self.qtbot.waitUntil(lambda: there() is not None)
        return there()

    def sees(self, words):
        """Wait until these words stand somewhere on the screen."""

        def shown():
            assert words in self.everything(), self.everything()[-400:]

        self.qtbot.waitUntil(shown)

    @property
    def band(self):
        message = self.window.band.message
        return f"{message.words} {message.detail}".strip() if message else ""

    @property
    def choices(self):
        message = self.window.band.message
        return [choice.words for choice in message.choices] if message else []

    @property
    def counts(self):
        words = self.window.findChild(QLabel, "Counts of today").text()
        return words.replace("\N{NO-BREAK SPACE}", " ")

    @property
    def focus(self):
        widget = QApplication.focusWidget()
        return widget.accessibleName() if widget is not None else ""

    def everything(self):
        """All words on the screen."""
        shown = [w for w in self.window.findChildren(QWidget) if w.isVisible()]
        words = " · ".join(w.text() for w in shown if isinstance(w, QLabel | QPushButton))
        return words.replace("\N{NO-BREAK SPACE}", " ")

    def rows(self, table):
        """The first cells of each row of a table on the screen."""
        [found] = [w for w in self.window.findChildren(QWidget, table) if w.isVisible()]
        model = found.model()
        return [
            [model.index(row, column).data() or "" for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]
