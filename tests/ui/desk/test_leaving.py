"""Closing the window with unfinished families: it asks, and nothing is lost whatever is pressed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from loanmgr.domain.errors import StoreError
from loanmgr.services import baskets
from tests.tables import count
from tests.ui.audit import audit
from tests.ui.scanner import burst


@pytest.fixture
def two_unfinished(eyes, town, clock):
    """A family that waits since 12 minutes, and one at the desk."""
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F8)
    eyes.scan(town.ben)
    eyes.scan(town.cello)
    clock.pass_by(minutes=12)


def leave(eyes):
    """Close the window; return the dialog that asks, or None."""
    eyes.window.close()
    QApplication.processEvents()
    return eyes.program.leaving.dialog


def press(dialog, words):
    dialog.findChild(QPushButton, words).click()
    QApplication.processEvents()


def unfinished(desk):
    return [basket.title for basket in desk.look(baskets.unfinished, None).baskets]


def test_with_nothing_unfinished_it_closes(eyes):
    assert leave(eyes) is None
    assert not eyes.window.isVisible()


def test_somebody_who_looks_and_takes_nothing_does_not_hold_it_open(eyes, town):
    eyes.scan(town.okafor)
    assert leave(eyes) is None
    assert not eyes.window.isVisible()


@pytest.mark.usefixtures("two_unfinished")
class TestItAsks:
    def test_by_name_with_how_many_and_how_long(self, eyes):
        dialog = leave(eyes)
        assert eyes.window.isVisible()
        assert dialog.heading.text() == "2 are not finished."
        assert dialog.lines.text().splitlines() == [
            "Okafor family: 1 instrument, waiting, 12 min",
            "Carter family: 1 instrument, at the desk, 12 min",
        ]
        assert audit(dialog) == []

    def test_kept_they_are_here_again_next_time(self, eyes, desk, open_window):
        press(leave(eyes), "Keep for next time")
        assert not eyes.window.isVisible()
        assert unfinished(desk) == ["Okafor family", "Carter family"]
        again = open_window()
        assert again.band.startswith("We kept this for you")
        assert "1 waiting: Okafor family" in again.words()

    def test_put_back_they_are_free_again_and_nothing_is_lent(self, eyes, desk):
        before = count(desk, "loan_line")
        press(leave(eyes), "Put everything back")
        assert not eyes.window.isVisible()
        assert unfinished(desk) == []
        assert count(desk, "basket") == count(desk, "basket_line") == 0
        assert count(desk, "loan_line") == before

    @pytest.mark.parametrize("how", ["button", "Esc", "closed again"])
    def test_not_closed_everything_is_as_it_was(self, eyes, desk, how):
        dialog = leave(eyes)
        if how == "button":
            press(dialog, "Don't close")
        elif how == "Esc":
            eyes.press(Qt.Key.Key_Escape)
        else:
            dialog.close()
        assert eyes.window.isVisible()
        assert eyes.program.leaving.dialog is None
        assert unfinished(desk) == ["Okafor family", "Carter family"]
        assert leave(eyes) is not None

    def test_a_scan_while_it_asks_presses_nothing(self, eyes, town, desk, qtbot):
        dialog = leave(eyes)
        handle = dialog.windowHandle()
        qtbot.waitUntil(lambda: QApplication.focusWindow() is handle)
        burst(town.flute)
        QApplication.processEvents()
        assert dialog.isVisible()
        assert unfinished(desk) == ["Okafor family", "Carter family"]

    def test_ctrl_q_asks_too(self, eyes):
        eyes.press(Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        assert eyes.program.leaving.dialog is not None


def test_where_the_database_does_not_answer_the_window_still_closes(eyes, town):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)

    def sick(*_anything):
        raise StoreError("The database is not there.", "missing")

    eyes.program.runner._desk.get().look = sick
    assert leave(eyes) is None
    assert not eyes.window.isVisible()


def test_what_a_question_keeps_is_said_to_be_gone(eyes, town):
    eyes.scan(town.carter)
    eyes.scan(town.violin)
    eyes.shoot(town.cello)
    QApplication.processEvents()
    dialog = leave(eyes)
    assert dialog.told.text().endswith("1 scan behind the question will be gone: answer it first.")
    press(dialog, "Don't close")
    eyes.click("Ben Carter, Year 6")
    eyes.qtbot.waitUntil(lambda: len(eyes.view.lines) == 2)
