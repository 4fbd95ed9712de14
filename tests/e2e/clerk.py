"""Somebody in the office: opens pages from the menu, fills in forms, presses what is on screen."""

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QLineEdit,
    QScrollArea,
    QWidget,
)

from tests.e2e.volunteer import FINGERS_MS, Volunteer
from tests.ui.scanner import keys_at

LEFT = Qt.MouseButton.LeftButton


class Clerk(Volunteer):
    """Works with mouse and keys on pages; every press needs its button to be there and usable."""

    ENTER = Qt.Key.Key_Return

    def opens(self, title):
        """Open a page of the menu Go, as by its line there."""
        action = next(a for a in self.window.menu.actions.values() if a.text() == title)
        self.qtbot.waitUntil(action.isEnabled)
        action.trigger()

    def goes_to_place(self, number):
        """Go to a place of the window by its key."""
        self.key(Qt.Key(Qt.Key.Key_0.value + number), Qt.KeyboardModifier.ControlModifier)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        """Press a key wherever the keyboard is."""
        self.keys += 1
        QTest.keyClick(QGuiApplication.focusWindow(), key, modifier)

    def clicks_on(self, name):
        """Click on a button as soon as it can be pressed."""
        found = self.one(name, QAbstractButton)
        self.qtbot.waitUntil(found.isEnabled)
        bring_into_sight(found)
        self.clicks += 1
        at = QPoint(10, found.height() // 2) if is_ticked(found) else found.rect().center()
        self.qtbot.waitUntil(lambda: found.visibleRegion().contains(at))
        QTest.mouseClick(found, LEFT, pos=at)

    def one(self, name, kind=QWidget):
        """The one thing of this name and kind on the screen, as soon as it is there."""

        def there():
            return [w for w in self.window.findChildren(kind, name) if w.isVisible()]

        self.qtbot.waitUntil(lambda: len(there()) == 1)
        return there()[0]

    def rows(self, table):
        """The cells of each row of a table on the screen."""
        model = self.one(table, QAbstractItemView).model()
        return [
            [model.index(row, column).data() or "" for column in range(model.columnCount())]
            for row in range(model.rowCount())
        ]

    def puts(self, *fields):
        """Click into fields and type over what stands there."""
        for name, text in fields:
            field = self.one(name)
            self.qtbot.waitUntil(field.isEnabled)
            bring_into_sight(field)
            QTest.mouseClick(field, LEFT)
            field.selectAll()
            self.keys += len(text)
            if not text:
                QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_Delete)
            keys_at(text, FINGERS_MS, window=QGuiApplication.focusWindow())
            self.qtbot.waitUntil(lambda f=field, t=text: f.text() == t)

    def writes(self, name, text):
        """Click into a field of several lines and type them."""
        field = self.one(name)
        bring_into_sight(field)
        QTest.mouseClick(field.viewport(), LEFT)
        field.insertPlainText(text)
        self.keys += len(text)

    def opens_family(self, name):
        """Find a family in the list of all, and open it."""
        self.goes_to_place(3)
        self.qtbot.waitUntil(lambda: self.window.place == "Families and schools")
        while self.window.page.title != "Families and schools":
            self.window.back()
        self.opens_row("Families", name)
        self.qtbot.waitUntil(lambda: self.window.page.title.startswith(name.split()[-1]))

    def takes(self, pounds, how):
        """Take a payment on the account in front."""
        self.clicks_on("Take payment")
        self.puts(("Amount in pounds", pounds))
        self.clicks_on(how)
        self.goes_to("Reference")
        self.key(self.ENTER)

    def gives_back(self, how):
        """Give back all that the account in front is in credit."""
        self.clicks_on("Give money back…")
        self.chooses("How it goes back", how)
        self.goes_to("Agreed by")
        self.key(self.ENTER)

    def has_left(self):
        """Note on the record in front that they have left."""
        lines = self.window.page.more.actions
        next(lines[words] for words in lines if words.startswith("Has left")).trigger()
        self.clicks_on("They have left")

    def in_a_file(self, path, button):
        """Press a button that asks for a file, and choose this one."""
        self.answers_dialog(path)
        self.clicks_on(button)
        self.comes_back()

    def chooses_in_menu(self, title, path):
        """Choose a line of a menu that asks for a file, and choose this one."""
        self.answers_dialog(path)
        self.opens(title)
        self.comes_back()

    def comes_back(self):
        """Have the keyboard in the window again, as a desktop gives it back after a dialog."""
        handle = self.window.windowHandle()
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is handle)

    def answers_dialog(self, path):
        """Type the name of a file into the dialog that comes next, and press Enter."""

        def answer():
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, QFileDialog):
                QTimer.singleShot(10, answer)
                return
            name = dialog.findChild(QLineEdit, "fileNameEdit")
            name.setText(str(path))
            QTest.keyClick(name, self.ENTER)

        QTimer.singleShot(10, answer)

    def row_of(self, table, words):
        """The place of the row in which a cell begins with these words, as soon as it is there."""

        def place():
            rows = self.rows(table)
            found = [at for at, row in enumerate(rows) if any(c.startswith(words) for c in row)]
            return found[0] if found else None

        self.one(table, QAbstractItemView)
        self.qtbot.waitUntil(lambda: place() is not None)
        return place()

    def opens_row(self, table, words):
        """Open the row in which a cell begins with these words, by Enter."""
        self.picks_row(table, words)
        self.key(Qt.Key.Key_Return)

    def picks_row(self, table, words):
        """Click on the row in which a cell begins with these words."""
        view, at = self.one(table, QAbstractItemView), self.row_of(table, words)
        index = view.model().index(at, 0)
        view.scrollTo(index)
        bring_into_sight(view)
        QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())
        assert view.currentIndex().row() == at


def is_ticked(widget):
    return isinstance(widget, QAbstractButton) and widget.isCheckable() and not widget.icon()


def bring_into_sight(widget):
    """Scroll every area that a widget lies in until it is seen."""
    QApplication.processEvents()
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
    QApplication.processEvents()
