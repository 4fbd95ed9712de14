"""The cursor goes back to where somebody was typing, after a question and after a hidden screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from loanmgr.services import instruments
from tests import factories

CTRL = Qt.KeyboardModifier.ControlModifier
ADULT = "Parent or carer's full name"


@pytest.fixture
def grace(eyes, town):
    """Amira is at the desk; a new family is half typed, and the cursor stands in its name."""
    eyes.scan(town.amira)
    eyes.press(Qt.Key.Key_F4)
    eyes.type("Grace Bell")
    eyes.press(Qt.Key.Key_Left)
    return eyes


def adult(eyes):
    return eyes.program.desk.new_family.form.control("adult")


def goes_on(eyes):
    """Say whether the next letter goes to where the cursor was, before the last one."""
    if eyes.focus != ADULT:
        return False
    eyes.type("l")
    return adult(eyes).text() == "Grace Belll"


class TestAfterAQuestion:
    def test_by_a_number_key(self, grace, town):
        assert grace.scan(town.flute) == "This flute is on loan to Ben Carter."
        grace.answer(2)
        assert grace.band.startswith("Returned: Flute.")
        assert goes_on(grace)

    def test_by_a_click(self, grace, town):
        grace.scan(town.flute)
        choice = grace.widget("Just return it")
        choice.setFocus(Qt.FocusReason.MouseFocusReason)
        choice.click()
        assert goes_on(grace)

    def test_after_the_last_of_several(self, grace, desk):
        big = factories.violin(desk, size="4/4")
        desk.run(instruments.needs_repair, instruments.NeedsRepair(big, "peg slips"))
        assert grace.scan(big).startswith("This violin needs repair")
        grace.answer(2)
        assert grace.answer(1).startswith("Full size is usually")
        assert grace.window.band.isAncestorOf(grace.window.focusWidget())
        assert grace.answer(2).startswith("Added: Violin 4/4")
        assert goes_on(grace)

    def test_a_button_of_the_band_that_nobody_had_to_press(self, eyes, town):
        eyes.press(Qt.Key.Key_F4)
        eyes.type("Grace Bell")
        eyes.press(Qt.Key.Key_Left)
        assert eyes.scan(town.flute).startswith("Returned: Flute.")
        [undo] = eyes.window.band.findChildren(QPushButton, "Undo")
        undo.setFocus(Qt.FocusReason.MouseFocusReason)
        assert eyes.enter().startswith("Undone")
        assert goes_on(eyes)

    def test_a_scan_is_a_scan_all_the_same(self, grace, town):
        grace.scan(town.flute)
        grace.answer(2)
        assert grace.scan(town.violin).startswith("Added: Violin 1/2")
        assert goes_on(grace)

    def test_not_where_the_answer_opened_something_to_type_into(self, grace, town):
        grace.scan(town.flute)
        grace.answer(2)
        assert grace.press(Qt.Key.Key_F9).startswith("What is wrong with")
        grace.click("Damaged, to be paid…")
        assert grace.focus == grace.program.desk.damage.fault.accessibleName()

    def test_to_the_scan_box_where_the_panel_was_closed_meanwhile(self, grace, town):
        grace.scan(town.flute)
        grace.program.desk.new_family.close_panel()
        choice = grace.widget("Just return it")
        choice.setFocus(Qt.FocusReason.MouseFocusReason)
        choice.click()
        assert grace.focus == "Scan"

    def test_to_the_scan_box_where_nobody_was_typing(self, eyes, town):
        eyes.scan(town.amira)
        eyes.scan(town.flute)
        eyes.answer(2)
        assert eyes.focus == "Scan"


class TestAfterAHiddenScreen:
    def test_by_hand(self, grace):
        grace.press(Qt.Key.Key_L, CTRL)
        assert grace.focus == "Scan"
        grace.press(Qt.Key.Key_L, CTRL)
        assert goes_on(grace)

    def test_shown_by_the_button_under_the_mouse(self, grace):
        grace.press(Qt.Key.Key_L, CTRL)
        grace.click("Show the screen")
        assert goes_on(grace)

    @pytest.mark.parametrize("key", [Qt.Key.Key_Shift, Qt.Key.Key_Space, Qt.Key.Key_X])
    def test_by_itself_and_the_key_that_shows_it_types_nothing(self, grace, key):
        grace.window._idle.timeout.emit()
        grace.press(key)
        grace.qtbot.waitUntil(lambda: not grace.window.curtain.isVisible())
        assert adult(grace).text() == "Grace Bell"
        assert goes_on(grace)

    def test_a_scan_shows_it_and_is_whole(self, grace, town):
        grace.window._idle.timeout.emit()
        assert grace.scan(town.violin).startswith("Added: Violin 1/2")
        assert goes_on(grace)

    def test_an_open_question_is_asked_on_and_then_one_goes_on_typing(self, grace, town):
        grace.scan(town.flute)
        grace.press(Qt.Key.Key_L, CTRL)
        grace.press(Qt.Key.Key_L, CTRL)
        assert grace.window.band.isAncestorOf(grace.window.focusWidget())
        grace.answer(2)
        assert goes_on(grace)

    def test_a_question_that_came_meanwhile_comes_first(self, grace, town):
        grace.press(Qt.Key.Key_L, CTRL)
        grace.scan(town.flute)
        grace.press(Qt.Key.Key_L, CTRL)
        grace.answer(2)
        assert goes_on(grace)

    def test_the_key_that_shows_it_answers_no_question(self, grace, town):
        asked = grace.scan(town.flute)
        grace.window._idle.timeout.emit()
        grace.press(Qt.Key.Key_2)
        grace.qtbot.waitUntil(lambda: not grace.window.curtain.isVisible())
        assert grace.band == asked

    def test_a_sum_that_is_half_typed_is_not_taken(self, eyes, town):
        eyes.scan(town.amira)
        eyes.scan(town.violin)
        way = eyes.widget("How they will pay")
        way.setCurrentIndex(way.findText("Cash"))
        way.activated.emit(way.currentIndex())
        eyes.widget("Given").setFocus()
        eyes.type("5")
        eyes.press(Qt.Key.Key_L, CTRL)
        assert eyes.view.pays_pence is None
        eyes.press(Qt.Key.Key_L, CTRL)
        assert eyes.focus == "Given"
        eyes.type("0")
        assert eyes.widget("Given").text() == "50"
