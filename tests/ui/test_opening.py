"""Opening the register behind the window: scans are kept, and a sick register is said plainly."""

import gc
from datetime import date

import pytest
import shiboken6
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from loanmgr.domain.errors import StoreError
from loanmgr.settings import Settings
from tests.ui.inline import inline_lanes
from tests.ui.scanner import ENTER, keys_at
from ui.__main__ import Doors, _show, main
from ui.app import Program, Surroundings
from ui.garbage import Sweeper
from ui.settings.kept import Kept
from ui.sounds import Sounds


@pytest.fixture
def program(qtbot, tmp_path):
    made = []

    def make(open_desk):
        around = Surroundings(lanes=inline_lanes(), sounds=Sounds(on=False))
        program = Program(open_desk, Kept(Settings(tmp_path)), around)
        made.append(program)
        qtbot.addWidget(program.window)
        program.window.show()
        handle = program.window.windowHandle()
        qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is handle)
        return program

    yield make
    for each in made:
        each.close()


def words(window):
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def press(window, name):
    next(b for b in window.findChildren(QPushButton, name) if b.isVisible()).click()


def test_what_is_scanned_before_the_register_is_open_is_used_then(program, desk, town, qtbot):
    opening = program(lambda: desk)
    assert "Opening the register" in words(opening.window)
    keys_at(town.flute, 4, ENTER)
    assert opening.window.page.next_scan() == "is kept until the register is open"
    opening.open()
    qtbot.waitUntil(lambda: opening.window.band.message is not None)
    assert opening.window.band.message.words == "Returned: Flute."
    assert opening.window.top.centre.text() == "Ashby Music Centre"


def test_a_sick_register_is_said_plainly_and_tried_again(program, desk, town):
    answers = [StoreError("The register's file is damaged. Restore a backup.", "damaged")]

    def sometimes():
        if answers:
            raise answers.pop()
        return desk

    sick = program(sometimes)
    sick.open()
    assert "The register's file is damaged. Restore a backup." in words(sick.window)
    press(sick.window, "Try again")
    assert sick.desk is not None
    assert sick.window.page.next_scan() == "returns it, or asks who it is for"


def test_another_register_may_be_chosen_instead_of_a_sick_one(program, qtbot):
    def damaged():
        raise StoreError("The register's file is damaged. Restore a backup.", "damaged")

    sick = program(damaged)
    sick.open()
    with qtbot.waitSignal(sick.other_wanted):
        press(sick.window, "Choose another…")


def test_where_there_is_no_register_yet_the_first_run_is_asked_for(program, qtbot):
    def nothing():
        raise StoreError("There is no register here yet.", "no_register")

    empty = program(nothing)
    with qtbot.waitSignal(empty.no_register):
        empty.open()


def test_a_folder_without_a_register_opens_on_the_first_run(qtbot, tmp_path):
    doors = Doors(Kept(Settings(tmp_path / "new")))
    doors.enter()
    assert doors.program is None
    qtbot.addWidget(doors.first)
    assert doors.first.isVisible()


def test_a_named_register_that_is_not_there_is_asked_about_and_not_made(qtbot, tmp_path):
    file = tmp_path / "drive" / "register.sqlite"
    doors = Doors(Kept(Settings(tmp_path, database=f"sqlite:///{file}")))
    doors.enter()
    qtbot.addWidget(doors.first)
    assert doors.first.isVisible()
    assert not file.exists()


def test_a_register_that_is_there_is_opened_behind_the_window(qtbot, register_url, tmp_path, town):
    assert (tmp_path / "register.sqlite").exists()
    doors = Doors(Kept(Settings(tmp_path, desk_name="Ashby 1")))
    doors.enter()
    qtbot.addWidget(doors.program.window)
    with qtbot.waitSignal(doors.program.opened):
        pass
    assert doors.program.desk.session.about.desk == "Ashby 1"
    doors.close()


def test_settings_that_cannot_be_read_are_said_before_there_is_a_window(tmp_path, capsys):
    (tmp_path / "settings.toml").write_text("theme = ", encoding="utf-8")
    assert main(["--data", str(tmp_path)]) == 3
    assert "can't be read" in capsys.readouterr().err


def test_while_the_window_is_there_no_worker_collects_garbage(tmp_path, qapp, monkeypatch):
    found = []
    monkeypatch.setattr(
        type(qapp), "exec", lambda _app: found.append((gc.isenabled(), qapp.findChild(Sweeper)))
    )
    gc.enable()
    _show(qapp, Kept(Settings(tmp_path)), date.today)
    (collects, sweeper) = found[0]
    assert not collects
    assert sweeper is not None
    shiboken6.delete(sweeper)


def test_other_places_and_their_records_open_and_lead_back(program, desk, town, qtbot):
    whole = program(lambda: desk)
    whole.open()
    for place in ("Instruments", "Families and schools", "Labels", "Settings"):
        whole.window.go(place)
        assert whole.window.page.title == place
    whole.window.go("Instruments")
    keys_at(town.violin, 4, ENTER)
    qtbot.waitUntil(lambda: whole.window.page.title != "Instruments")
    whole.window.back()
    assert whole.window.page.title == "Instruments"
