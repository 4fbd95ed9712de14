"""The hidden screen: by Ctrl+L, and by itself after ten minutes; what is on the counter stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.audit import audit

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def amira(eyes, town):
    """Amira with a violin on the counter."""
    eyes.scan(town.amira)
    eyes.scan(town.violin)


def leave_alone(eyes):
    """Let ten minutes pass in which nobody touches anything."""
    eyes.window._idle.timeout.emit()
    assert hidden(eyes)


def hidden(eyes):
    return eyes.window.curtain.isVisible()


def lying(eyes):
    return [line.instrument for line in eyes.program.desk.session.view.lines]


@pytest.mark.usefixtures("amira")
class TestByItself:
    def test_after_ten_minutes_or_as_long_as_is_set(self, eyes):
        assert eyes.window._idle.interval() == 10 * 60_000
        eyes.program.kept.change(lock_minutes=3)
        assert eyes.window._idle.interval() == 3 * 60_000

    def test_nothing_of_the_family_is_to_be_seen_and_everything_is_kept(self, eyes, town):
        leave_alone(eyes)
        assert audit(eyes.window.curtain) == []
        assert "Scan something, or press a key." in eyes.window.curtain.message.text()
        eyes.press(Qt.Key.Key_Shift)
        assert not hidden(eyes)
        assert lying(eyes) == [town.violin]

    def test_a_scan_shows_it_and_is_dealt_with(self, eyes, town):
        leave_alone(eyes)
        assert eyes.scan(town.flute) == "This flute is on loan to Ben Carter."
        assert not hidden(eyes)

    @pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_F8, Qt.Key.Key_Escape])
    def test_the_key_that_shows_it_does_nothing_else(self, eyes, town, key):
        leave_alone(eyes)
        eyes.press(key)
        assert not hidden(eyes)
        assert lying(eyes) == [town.violin]
        assert eyes.focus == "Scan"

    def test_an_open_question_is_still_open(self, eyes, town):
        eyes.press(Qt.Key.Key_F8)
        eyes.scan(town.carter)
        eyes.scan(town.cello)
        asked = eyes.window.band.message
        leave_alone(eyes)
        eyes.press(Qt.Key.Key_Shift)
        assert eyes.window.band.message is asked
        assert asked.must_answer


@pytest.mark.usefixtures("amira")
class TestByHand:
    def test_scans_are_read_and_it_stays(self, eyes, town):
        eyes.press(Qt.Key.Key_L, CTRL)
        assert eyes.scan(town.flute) == "This flute is on loan to Ben Carter."
        assert hidden(eyes)
        eyes.press(Qt.Key.Key_L, CTRL)
        assert not hidden(eyes)
        assert eyes.band == "This flute is on loan to Ben Carter."
        assert lying(eyes) == [town.violin]

    def test_enter_lends_nothing_that_nobody_sees(self, eyes, town):
        eyes.press(Qt.Key.Key_L, CTRL)
        eyes.enter()
        assert not hidden(eyes)
        assert lying(eyes) == [town.violin]
        assert eyes.enter().startswith("Lent: ")

    def test_keys_do_nothing_that_nobody_sees(self, eyes, town):
        eyes.press(Qt.Key.Key_L, CTRL)
        for key in (Qt.Key.Key_F8, Qt.Key.Key_F9, Qt.Key.Key_F4):
            eyes.press(key)
        eyes.press(Qt.Key.Key_Z, CTRL)
        assert hidden(eyes)
        assert lying(eyes) == [town.violin]

    def test_ten_minutes_later_it_is_still_hidden_by_hand(self, eyes):
        eyes.press(Qt.Key.Key_L, CTRL)
        leave_alone(eyes)
        eyes.press(Qt.Key.Key_Shift)
        QApplication.processEvents()
        assert hidden(eyes)
