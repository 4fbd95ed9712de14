"""The settings of Ashby's register, at the office's desk."""

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from loanmgr.settings import Settings
from ui.settings.kept import Kept
from ui.settings.page import SettingsPage


class Office:
    """The page, and the hands and eyes of who uses it."""

    def __init__(self, page):
        self.page = page
        self.said = []
        page.say.connect(self.said.append)

    def press(self, words):
        (found,) = [b for b in self.page.findChildren(QPushButton, words) if self.sees_it(b)]
        found.click()
        QApplication.processEvents()

    def sees_it(self, widget):
        return widget.isVisibleTo(self.page)

    def sees(self, text):
        QApplication.processEvents()
        labels = self.page.findChildren(QLabel)
        return any(text in label.text() for label in labels if self.sees_it(label))

    def go(self, title):
        self.press(title)
        return next(each for each in self.page.lists.values() if each.entries.title == title)

    def open(self, title, name):
        part = self.go(title)
        row = next(row for row in part.entries.model.rows if row.name == name)
        part.entries.list.opened.emit(row)
        QApplication.processEvents()
        return part.editor

    def type(self, editor, **typed):
        for key, text in typed.items():
            control = editor.form.controls[{"since": "from"}.get(key, key)]
            control.part.setText(text)
        QApplication.processEvents()


@pytest.fixture
def page_for(qapp, runner_on, tmp_path):
    """Open the settings of a desk."""

    pages = []

    def make(desk):
        page = SettingsPage(runner_on(desk), Kept(Settings(tmp_path)))
        pages.append(page)
        page.resize(1118, 700)
        page.show()
        page.shown()
        QApplication.processEvents()
        return Office(page)

    yield make
    for page in pages:
        shiboken6.delete(page)  # one that is only closed would hold on to the keyboard


@pytest.fixture
def office(page_for, desk):
    """The settings page of the desk, where the service lead sits."""
    return page_for(desk)
