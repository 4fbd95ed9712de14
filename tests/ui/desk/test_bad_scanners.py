"""Bad scanners at the desk: what can be read is read, and for the rest there is a sentence."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loanmgr.domain.keyboards import FIGURES, MISMATCHES
from tests.ui.scanner import ENTER, keys_at
from ui.scan import GAP_MS, LARGEST_GAP_MS

FAST, SLOW_BLUETOOTH = 4, 60
RETURNED = "Returned: Flute."


def heard(eyes):
    """The band, once what came has been dealt with."""
    QApplication.processEvents()
    return eyes.band


def quiet(eyes, qtbot):
    """Let the scanner's pause pass after which keys are judged where no Enter comes."""
    timer = eyes.window.scans._timer
    qtbot.waitUntil(lambda: not timer.isActive())
    return heard(eyes)


@pytest.fixture
def on_a_button(eyes):
    """The keyboard on a button, where nothing can be written."""
    button = eyes.widget("Instruments")
    button.setFocus()
    assert QApplication.focusWidget() is button
    return button


def test_caps_lock_turns_the_letter_round(eyes, town):
    keys_at(town.flute.swapcase(), FAST, ENTER)
    assert heard(eyes).startswith(RETURNED)


def test_no_enter_at_the_end(eyes, town, qtbot):
    keys_at(town.flute, FAST)
    assert quiet(eyes, qtbot).startswith(RETURNED)


@pytest.mark.parametrize("mismatch", MISMATCHES, ids=lambda each: f"{each.name} {each.figures}")
@pytest.mark.parametrize("end", [ENTER, Qt.Key.Key_Tab])
def test_another_keyboard_is_read_all_the_same(eyes, town, mismatch, end):
    comes = dict(zip(FIGURES, mismatch.figures, strict=True)) | {"M": mismatch.m[0]}
    keys_at("".join(comes[character] for character in town.flute), FAST, end)
    assert heard(eyes).startswith(RETURNED)


def test_a_german_keyboard_exchanges_letters_that_no_code_has(town):
    assert not set("YZ") & {code[0] for code in vars(town).values()}


def test_what_cannot_be_read_back_gets_a_sentence(eyes):
    keys_at("'''$;à=)", FAST, ENTER)
    assert heard(eyes).startswith("We don't know label")
    assert "set to another keyboard: Settings, Test my scanner." in eyes.band


class TestSlowBluetooth:
    def test_in_the_scan_box_it_is_read_as_if_typed(self, eyes, town, qtbot):
        eyes.window.focus_scan()
        keys_at(town.flute, SLOW_BLUETOOTH, ENTER)
        qtbot.waitUntil(lambda: eyes.band.startswith(RETURNED))

    @pytest.mark.usefixtures("on_a_button")
    def test_with_its_gap_set_it_is_read_wherever_the_cursor_is(self, eyes, town):
        assert SLOW_BLUETOOTH > GAP_MS
        eyes.program.kept.change(scanner_gap_ms=LARGEST_GAP_MS)
        keys_at(town.flute, SLOW_BLUETOOTH, ENTER)
        assert heard(eyes).startswith(RETURNED)
        assert eyes.window.place == "Desk"


class TestTornCodes:
    """A code that comes in two pieces, as from a scanner that loses its connection."""

    def test_in_the_scan_box_the_pieces_come_together(self, eyes, town, qtbot):
        eyes.window.focus_scan()
        keys_at(town.flute[:4], FAST)
        quiet(eyes, qtbot)
        keys_at(town.flute[4:], FAST, ENTER)
        qtbot.waitUntil(lambda: eyes.band.startswith(RETURNED))

    @pytest.mark.usefixtures("on_a_button")
    @pytest.mark.parametrize("at", [3, 4, 6])
    def test_elsewhere_they_press_nothing_and_are_told(self, eyes, town, qtbot, at):
        keys_at(town.flute[:at], FAST)
        assert quiet(eyes, qtbot).startswith("That label didn't read properly.")
        keys_at(town.flute[at:], FAST, ENTER)
        rest = ("That label didn't read properly.", f"We don't know label {town.flute[at:]}.")
        assert quiet(eyes, qtbot).startswith(rest)
        assert eyes.window.place == "Desk"

    def test_they_do_not_answer_a_question(self, eyes, town, qtbot):
        eyes.scan(town.carter)
        eyes.scan(town.violin)
        asked = eyes.window.band.message
        assert asked.must_answer
        keys_at("M002211", FAST)
        quiet(eyes, qtbot)
        keys_at("21", FAST, ENTER)
        assert quiet(eyes, qtbot)
        assert eyes.window.band.message.words == asked.words

    @pytest.mark.usefixtures("on_a_button")
    def test_a_single_figure_and_enter_are_fingers(self, eyes):
        QTest.keyClick(QGuiApplication.focusWindow(), "1")
        QTest.keyClick(QGuiApplication.focusWindow(), ENTER)
        QApplication.processEvents()
        assert "didn't read" not in eyes.band


@pytest.mark.usefixtures("on_a_button")
def test_a_makers_bar_code_without_enter_presses_nothing_and_is_told(eyes, qtbot):
    keys_at("5012345678900", FAST)
    assert quiet(eyes, qtbot).startswith("We don't know label 5012345678900.")


def test_eight_scans_in_a_second_are_all_dealt_with(eyes, town):
    eyes.scan(town.school)
    for code in [town.violin, town.violin, town.cello, town.cello] * 2:
        keys_at(code, FAST, ENTER)
    QApplication.processEvents()
    assert (eyes.window.queue.busy, eyes.window.queue.waiting) == (False, ())
    lying = {line.instrument for line in eyes.program.desk.session.view.lines}
    assert lying == {town.violin, town.cello}
