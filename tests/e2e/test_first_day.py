"""The first day: no register yet, four questions, and the first instrument is lent."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton

from loanmgr.settings import Settings
from tests import factories
from tests.e2e.volunteer import Volunteer
from ui.__main__ import Doors
from ui.settings.kept import Kept


@pytest.fixture
def doors(qtbot, qapp, tmp_path, clock):
    settings = Settings(tmp_path / "loans", desk_name="Ashby 1", sound_on=False)
    doors = Doors(Kept(settings), today=clock.today)
    doors.enter()
    yield doors
    doors.close()
    if doors.first is not None:
        doors.first.close()


def press(window, name):
    next(b for b in window.findChildren(QPushButton, name) if b.isVisible()).click()


def type_into(window, name, text):
    next(f for f in window.findChildren(QLineEdit, name) if f.isVisible()).setText(text)


def start_our_register(doors, qtbot):
    first = doors.first
    press(first, "Start our register")
    type_into(first, "Name of the service", "Ashbyshire Music")
    type_into(first, "First centre", "Ashby Music Centre")
    type_into(first, "Your name", "Sam Mills")
    press(first, "Start the register")
    qtbot.waitUntil(lambda: doors.program is not None)
    qtbot.waitUntil(lambda: doors.program.desk is not None)


def test_from_nothing_to_the_first_loan(doors, qtbot, clock):
    start_our_register(doors, qtbot)
    window = doors.program.window
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
    sam = Volunteer(doors.program, qtbot, clock)
    sam.sees("Scan an instrument to return it, or a card to lend.")
    assert window.top.centre.text() == "Ashby Music Centre"

    office = factories.open_desk(doors.kept.settings.url, name="Office")
    child, violin = factories.pupil(office), factories.violin(office)
    office.close()
    sam.scan(child, "Amira Okafor is at the desk.")
    sam.scan(violin, "Added: Violin 3/4")
    sam.press(Qt.Key.Key_Return, "Lent: Violin 3/4 to Amira Okafor")
