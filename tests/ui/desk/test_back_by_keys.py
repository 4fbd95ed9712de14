"""What comes back, through the whole window by scanner and keyboard alone, with keys counted."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from loanmgr.services import attention, history, scanning, show
from tests import factories
from tests.ui.desk.window import TODAY
from ui.desk.day_panel import likely_days


def status(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument.status


def to_band(eyes):
    """Go to the first choice of the band, as Tab does."""
    eyes.window.band.focus_first()


@pytest.fixture
def choose(eyes):
    """Press a choice in the band by keyboard."""

    def press(words):
        band = eyes.window.band
        key = next(c.key for c in band.message.choices if c.words == words)
        before = band.message
        assert band.choose(key)
        eyes.qtbot.waitUntil(lambda: band.message is not before)
        return eyes.band

    return press


class TestTheDay:
    def test_a_likely_day_is_two_keys_away(self, eyes, town, clock):
        clock.go_to(date(2026, 11, 28))
        eyes.scan(town.flute)
        eyes.window.band.choose("handed_in_on")
        QApplication.processEvents()
        assert eyes.focus == "Yesterday, Friday 27 November"
        eyes.press(Qt.Key.Key_Tab)
        assert eyes.focus == "Last Saturday, 21 November"
        eyes.press(Qt.Key.Key_Space)
        eyes.qtbot.waitUntil(lambda: eyes.band.startswith("Handed in on 21 Nov: Flute."))
        line = eyes.rows(TODAY)[0]
        assert (line[1], line[2], line[4]) == ("Handed in on", "Flute", "Ben C.")
        assert eyes.focus == "Scan"

    def test_it_is_counted_from_the_day_of_the_desk_and_not_of_the_clock(self, eyes, town, clock):
        clock.on = date(2026, 11, 28)
        eyes.scan(town.flute)
        eyes.window.band.choose("handed_in_on")
        QApplication.processEvents()
        assert eyes.focus == "Yesterday, Friday 27 November"

    def test_any_other_day_since_it_went_out_can_be_typed(self, eyes, town, clock):
        clock.go_to(date(2026, 12, 12))
        eyes.scan(town.flute)
        eyes.window.band.choose("handed_in_on")
        QApplication.processEvents()
        day = eyes.widget("Another day")
        assert day.minimumDate().toPython() == date(2026, 11, 21)
        assert day.maximumDate().toPython() == date(2026, 12, 12)
        day.setFocus()
        eyes.press(Qt.Key.Key_Down)
        eyes.click("Set the day")
        eyes.qtbot.waitUntil(lambda: eyes.band.startswith("Handed in on 11 Dec: Flute."))

    def test_a_scan_meanwhile_is_not_lost(self, eyes, town):
        eyes.scan(town.flute)
        eyes.window.band.choose("handed_in_on")
        QApplication.processEvents()
        eyes.scan(town.okafor)
        eyes.qtbot.waitUntil(lambda: "Amira Okafor is at the desk" in eyes.band)

    def test_no_day_before_it_went_out_is_offered(self):
        days = [on for on, _ in likely_days(date(2026, 11, 21), date(2026, 11, 15))]
        assert days == [date(2026, 11, 21), date(2026, 11, 20)]

    def test_after_a_saturday_yesterday_is_said_once(self):
        words = [said for _, said in likely_days(date(2026, 11, 22), None)]
        assert words == [
            "Today",
            "Yesterday, Saturday 21 November",
            "The Saturday before, 14 November",
        ]


class TestDamage:
    def test_t2_is_one_scan_f9_and_one_digit(self, eyes, town, desk):
        eyes.scan(town.flute)
        eyes.keys = 0
        assert eyes.press(Qt.Key.Key_F9) == "What is wrong with Flute?"
        said = eyes.answer(2)
        assert said == "Needs repair: Flute (Pad leaks). Put it in the workshop box."
        assert (eyes.keys, status(desk, town.flute)) == (2, "needs_repair")

    def test_something_else_is_typed_and_noted_by_enter(self, eyes, town):
        eyes.scan(town.flute)
        eyes.press(Qt.Key.Key_F9)
        eyes.answer(6)
        assert eyes.focus == "In your words" or eyes.sees("In your words")
        eyes.widget("In your words").setFocus()
        eyes.type("smells of soup")
        eyes.enter()
        eyes.qtbot.waitUntil(lambda: eyes.band.startswith("Needs repair: Flute (smells of soup)."))

    def test_the_panel_closed_leaves_it_whole(self, eyes, town, desk):
        eyes.scan(town.flute)
        eyes.press(Qt.Key.Key_F9)
        eyes.answer(6)
        eyes.press(Qt.Key.Key_Escape)
        assert status(desk, town.flute) == "available"

    def test_two_parts_are_missing(self, eyes, town, desk):
        violin = factories.violin(desk, parts=("bow", "case"))
        factories.lend(desk, violin, town.amira)
        eyes.scan(violin)
        eyes.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
        assert eyes.answer(2).startswith("The bow of Violin 3/4 is missing.")
        eyes.press(Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
        assert eyes.answer(2).startswith("The case of Violin 3/4 is missing.")
        missing = [p["name"] for p in desk.look(show.show, violin).more["parts"] if p["missing_on"]]
        assert missing == ["bow", "case"]


class TestTheRest:
    def test_handed_in_by_one_digit_and_listed_with_undo(self, eyes, town, desk):
        eyes.scan(town.cello)
        to_band(eyes)
        assert eyes.answer(1).startswith("Handed in: Cello 1/2.")
        assert eyes.rows(TODAY)[0][1:3] == ["Handed in", "Cello 1/2"]
        assert len(desk.look(attention.turned_up, None)) == 1
        eyes.press_cell(TODAY, 0, "Undo")
        assert desk.look(attention.turned_up, None) == ()

    def test_ready_at_the_return_and_listed(self, eyes, town, desk, choose):
        tablet = factories.instrument(desk, "tablet", size="iPad")
        factories.lend(desk, tablet, town.amira)
        eyes.scan(tablet)
        assert choose("It's ready") == "Ready: Tablet iPad."
        assert eyes.rows(TODAY)[0][1:3] == ["Ready", "Tablet iPad"]
        assert status(desk, tablet) == "available"

    def test_the_wrong_one_is_taken_back_and_listed(self, eyes, town, desk, choose):
        eyes.scan(town.flute)
        assert choose("Wrong instrument").startswith("Taken back: Flute.")
        assert eyes.rows(TODAY)[0][1] == "Wrong label"
        told = [event.what for event in desk.look(history.timeline, history.TimelineOf(town.flute))]
        assert f"Wrong instrument: the label of Flute {town.flute} is on another" in told

    def test_on_loan_to_somebody_else_both_ways(self, eyes, town, desk):
        violin = factories.violin(desk, size="1/2")
        factories.lend(desk, violin, town.mia)
        eyes.scan(town.okafor)
        eyes.scan(violin)
        assert eyes.band == "This violin is on loan to Mia Carter."
        assert eyes.answer(2).startswith("Returned: Violin 1/2.")
        eyes.scan(town.flute)
        assert eyes.answer(1).startswith("Added: Flute")
        assert eyes.enter().startswith("Lent: Flute")
