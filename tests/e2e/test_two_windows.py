"""Two windows on one register: what one does appears in the other by itself, and takes nothing."""

import pytest
from PySide6.QtCore import Qt

CTRL = Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return


@pytest.fixture
def joan(sit_down):
    volunteer = sit_down("Ashby 1")
    volunteer.sees("Today at this desk")
    return volunteer


@pytest.fixture
def sam(sit_down, joan):
    volunteer = sit_down("Ashby 2")
    volunteer.sees("Today at this desk")
    assert joan.window.isVisible()
    return volunteer


def to_the_front(volunteer):
    volunteer.window.activateWindow()
    volunteer.window.focus_scan()
    handle = volunteer.window.windowHandle()
    volunteer.qtbot.waitUntil(lambda: volunteer.window.isActiveWindow() and handle.isActive())


def scan(volunteer, code, words):
    """Scan where two windows share one process: keys would come to the scanners of both."""
    volunteer.window.scans.scanned.emit(code)
    return volunteer.reads(words)


def states(volunteer):
    """The states of the instruments listed in front."""
    return {row.code: row.status for row in volunteer.window.page.page.model.rows}


def test_a_loan_at_one_desk_appears_in_the_list_at_the_other(joan, sam, town):
    to_the_front(sam)
    sam.window.go("Instruments")
    sam.qtbot.waitUntil(lambda: town.violin in states(sam))
    assert states(sam)[town.violin] == "available"
    to_the_front(joan)
    scan(joan, town.amira, "Amira Okafor is at the desk.")
    scan(joan, town.violin, "Added: Violin 1/2")
    sam.qtbot.waitUntil(lambda: states(sam)[town.violin] == "on_counter")
    joan.press(ENTER, "Lent: Violin 1/2 to Amira Okafor")
    sam.qtbot.waitUntil(lambda: states(sam)[town.violin] == "on_loan")


def test_a_family_is_brought_over_and_both_desks_know(joan, sam, town):
    to_the_front(joan)
    scan(joan, town.amira, "Amira Okafor is at the desk.")
    scan(joan, town.violin, "Added: Violin 1/2")
    to_the_front(sam)
    sam.window.menu.actions["counters"].trigger()
    sam.qtbot.waitUntil(lambda: sam.rows("On every counter") != [])
    assert sam.rows("On every counter")[0][2] == "Ashby 1"
    sam.window.page._bring(sam.window.page.model.rows[0])
    sam.qtbot.waitUntil(lambda: sam.program.desk.session.is_open)
    joan.reads("The Okafor family was taken over by Ashby 2.")
    assert joan.program.desk.session.view is None
    sam.press(ENTER, "Lent: Violin 1/2 to Amira Okafor")


def test_the_same_return_at_both_desks_happens_once(joan, sam, town):
    to_the_front(joan)
    scan(joan, town.flute, "Returned: Flute.")
    to_the_front(sam)
    sam.window.scans.scanned.emit(town.flute)
    sam.qtbot.waitUntil(lambda: sam.band != "")
    assert not sam.band.startswith("Returned: Flute.")


def test_nothing_that_happens_nowhere_is_told(joan, sam, town):
    told = []
    sam.program.runner.elsewhere.connect(told.append)
    runner = sam.program.runner
    for _ in range(3):
        with sam.qtbot.waitSignal(runner._heard):
            runner.ask_others()
    assert told == []
    assert town
    assert joan.window.isVisible()
