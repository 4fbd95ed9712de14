"""A question of the desk waits for its answer wherever somebody goes, and whatever else is said."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from loanmgr.domain.errors import StoreError
from tests import factories

KEPT = "Next scan: is kept until you answer"


@pytest.fixture
def asked(eyes, town, desk):
    """The Carters are asked who plays the violin, and the lead goes to the lists meanwhile."""
    eyes.scan(town.carter)
    assert eyes.scan(factories.violin(desk)).startswith("Who plays it?")
    eyes.program.open_to_look_at()
    return eyes


def lines(eyes):
    """What lies on the counter, and for whom."""
    return [(line.name, line.borrower_name) for line in eyes.view.lines]


def test_the_line_under_the_box_says_that_a_scan_is_kept(asked):
    assert asked.next_scan == KEPT


def test_what_another_page_says_does_not_answer_it(asked, town):
    asked.shoot(town.cello)
    QApplication.processEvents()
    asked.press_cell("Agreements to sign", 0, "Agreement signed on paper")
    assert asked.band.startswith("Signed: ")
    assert asked.next_scan == KEPT
    assert asked.window.page.title == "To look at"
    assert len(asked.window.queue.waiting) == 1
    asked.shoot(town.violin)
    QApplication.processEvents()
    assert asked.band.startswith("Who plays it?")
    assert asked.focus == "Ben Carter, Year 6"


def test_it_stands_there_again_when_the_desk_does(asked):
    asked.press_cell("Agreements to sign", 0, "Agreement signed on paper")
    asked.press(Qt.Key.Key_F2)
    assert asked.band.startswith("Who plays it?")
    assert asked.focus == "Ben Carter, Year 6"


def test_answered_from_elsewhere_it_leads_back_to_the_desk_with_what_was_scanned(asked, town):
    asked.shoot(town.cello)
    QApplication.processEvents()
    asked.answer(1)
    asked.qtbot.waitUntil(lambda: len(lines(asked)) == 2)
    assert asked.window.place == "Desk"
    assert lines(asked) == [("Violin 3/4", "Ben Carter"), ("Cello 1/2", "Ben Carter")]


def test_what_went_wrong_behind_it_leaves_it_standing(asked):
    asked.press(Qt.Key.Key_F2)
    asked.program.runner.report(None, StoreError("The database can't be reached.", "away"))
    assert asked.band.startswith("Who plays it?")
    assert "The database can't be reached." in asked.words()
    asked.answer(1)
    assert lines(asked) == [("Violin 3/4", "Ben Carter")]
