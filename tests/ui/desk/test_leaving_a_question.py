"""A question is answered before another family's turn comes: what was scanned behind it is kept."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests import factories

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def asked(eyes, town, desk):
    """Amira's violin waits; the Carters are asked who plays theirs, and a cello was scanned."""
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F8)
    eyes.scan(town.carter)
    assert eyes.scan(factories.violin(desk)).startswith("Who plays it?")
    eyes.shoot(town.cello)
    QApplication.processEvents()
    return eyes


def lines(eyes):
    """What lies on the counter, and for whom."""
    view = eyes.view
    return [(line.name, line.borrower_name) for line in view.lines]


@pytest.mark.parametrize(
    ("key", "held"), [(Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Tab, CTRL)]
)
def test_no_key_leaves_a_question(asked, key, held):
    assert asked.press(key, held).startswith("Who plays it?")
    assert asked.program.desk.session.view.title == "Carter family"
    asked.answer(1)
    QApplication.processEvents()
    asked.qtbot.waitUntil(lambda: len(lines(asked)) == 2)
    assert [name for name, _who in lines(asked)] == ["Violin 3/4", "Cello 1/2"]


def test_the_button_does_not_leave_it(asked):
    assert asked.click("Keep for later").startswith("Who plays it?")
    assert asked.program.desk.session.view.title == "Carter family"


def test_after_the_answer_they_change_places(asked):
    asked.press(Qt.Key.Key_Escape)
    asked.qtbot.waitUntil(lambda: len(lines(asked)) == 1)
    asked.answer(1)
    asked.press(Qt.Key.Key_Tab, CTRL)
    assert asked.program.desk.session.view.title == "Amira Okafor"


def test_a_paper_printed_meanwhile_leaves_question_and_scan(asked, opened):
    assert asked.press(Qt.Key.Key_F5).startswith("Who plays it?")
    asked.qtbot.waitUntil(lambda: bool(opened))
    QApplication.processEvents()
    assert asked.band.startswith("Who plays it?")
    assert len(asked.window.queue.waiting) == 1
    asked.answer(1)
    asked.qtbot.waitUntil(lambda: len(lines(asked)) == 2)
