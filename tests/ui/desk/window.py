"""The whole window over Ashby's register, worked by keys, with everything done at once."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget

from loanmgr.domain.routing import Before
from tests.ui.scanner import ENTER, keys_at

FINGERS_MS, SCANNER_MS = 200, 4


class Eyes:
    """Sees the window as a person does, by the words and names on it, and works it by keys."""

    def __init__(self, program, qtbot):
        self.program, self.window, self.qtbot = program, program.window, qtbot
        self.keys = 0
        """Keys pressed by hand so far."""

    # What is seen.

    @property
    def band(self):
        """What the band says, in one line."""
        message = self.window.band.message
        return f"{message.words} {message.detail}".strip() if message else ""

    @property
    def next_scan(self):
        return self.window.top.next_scan.text()

    @property
    def focus(self):
        """The name of what has the keyboard."""
        widget = QApplication.focusWidget()
        return widget.accessibleName() if widget is not None else ""

    @property
    def view(self):
        """Who is in front of the desk."""
        return self.program.desk.session.view

    def sees(self, name):
        """Say whether something of this name is on the screen."""
        return any(w.isVisible() for w in self.window.findChildren(QWidget, name))

    def rows(self, name):
        """The cells of a table on the screen, row by row."""
        model = self.widget(name).model()
        return [
            [model.index(row, column).data() or "" for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def words(self):
        """Every word on the screen, tables included."""
        shown = [w for w in self.window.findChildren(QWidget) if w.isVisible()]
        said = [w.text() for w in shown if isinstance(w, QLabel | QPushButton)]
        for table in (w for w in shown if w.objectName() in {"On the counter", TODAY}):
            said += [cell for row in self.rows(table.objectName()) for cell in row]
        return " · ".join(said).replace("\N{NO-BREAK SPACE}", " ")

    def widget(self, name):
        """The one thing of this name on the screen."""
        [found] = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
        return found

    # What is done.

    def scan(self, code):
        """Scan a label, as a scanner types it, not within two seconds of the one before."""
        if self.program.desk is not None:
            self.program.desk.session.before = Before()
        self.shoot(code)
        QApplication.processEvents()
        return self.band

    def shoot(self, code):
        """Pull the scanner's trigger; the keys say themselves how fast they came."""
        keys_at(code, SCANNER_MS, ENTER)

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        """Press a key by hand."""
        self.keys += 1
        QTest.keyClick(QGuiApplication.focusWindow(), key, modifier)
        QApplication.processEvents()
        return self.band

    def enter(self):
        """Press Enter by hand."""
        return self.press(Qt.Key.Key_Return)

    def come_back(self):
        """Bring back the family that waits, by Ctrl+Tab."""
        return self.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)

    def answer(self, digit):
        """Press a number key by hand, and see what the band says then."""
        before = self.window.band.message
        self.press(Qt.Key(Qt.Key.Key_0.value + digit))
        self.qtbot.waitUntil(lambda: self.window.band.message is not before)
        return self.band

    def type(self, text):
        """Type words into what has the keyboard."""
        field = QApplication.focusWidget()
        before = field.text()
        keys_at(text, FINGERS_MS)
        self.qtbot.waitUntil(lambda: len(field.text()) == len(before) + len(text))

    def click(self, name):
        """Press a button by its words."""
        self.widget(name).click()
        QApplication.processEvents()
        return self.band

    def save_as(self, path):
        """Press Save as PDF, and say where."""
        self.click("Save as PDF")
        [dialog] = self.window.findChildren(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.close()
        return self.band

    def press_cell(self, table, row, words):
        """Press the button of a row in a table by keyboard; it stands in the last column."""
        view = self.widget(table)
        column = view.model().columnCount() - 1
        assert view.model().index(row, column).data() == words
        view.setFocus()
        view.setCurrentIndex(view.model().index(row, column))
        before = self.window.band.message
        self.press(Qt.Key.Key_Space)
        self.qtbot.waitUntil(lambda: self.window.band.message is not before)
        return self.band


TODAY = "Today at this desk"
