"""What lies on the counter for nobody is kept for later and still gets its family by a card."""

import pytest
from PySide6.QtCore import Qt

from loanmgr.domain.codes import make

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def waits(eyes, town):
    """A family waits, and a cello lies there that nobody has asked for yet."""
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F8)
    assert "Who is it for?" in eyes.scan(town.cello)
    return town


def test_brought_back_it_is_asked_again_and_a_card_takes_it(eyes, waits):
    eyes.press(Qt.Key.Key_Tab, CTRL)
    eyes.enter()
    assert eyes.band.startswith("Lent: Violin 1/2")
    assert "Who is it for? Scan a card or type a name." in eyes.press(Qt.Key.Key_Tab, CTRL)
    eyes.scan(waits.mia)
    assert "Mia" in eyes.program.desk.session.view.lines[0].borrower_name


def test_it_can_be_kept_for_later_by_the_command_card(eyes, waits):
    eyes.press(Qt.Key.Key_Tab, CTRL)
    eyes.enter()
    eyes.press(Qt.Key.Key_Tab, CTRL)
    assert eyes.scan(make("C", 3)).startswith("Kept for later")
    assert "Who is it for?" in eyes.press(Qt.Key.Key_Tab, CTRL)
    eyes.scan(waits.ben)
    assert eyes.program.desk.session.view.title == "Ben Carter"


def test_two_families_change_places_with_it(eyes, waits):
    eyes.press(Qt.Key.Key_Tab, CTRL)
    assert "Who is it for?" in eyes.press(Qt.Key.Key_Tab, CTRL)
    assert eyes.press(Qt.Key.Key_Tab, CTRL).startswith("Amira Okafor is at the desk.")
