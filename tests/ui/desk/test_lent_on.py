"""What came back and is lent on is not the last return any more: F9 is not about the one before."""

import pytest
from PySide6.QtCore import Qt

from loanmgr.services import scanning

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def lent_on(eyes, town):
    """Ben's flute came back and lies on the counter for Mia."""
    eyes.scan(town.flute)
    eyes.scan(town.mia)
    assert eyes.scan(town.flute).startswith("Added: Flute")
    return eyes


@pytest.mark.parametrize("lent", [False, True])
def test_f9_does_not_touch_what_is_lent_on(lent_on, lent):
    if lent:
        assert lent_on.enter().startswith("Lent: Flute")
    said = lent_on.press(Qt.Key.Key_F9)
    assert said == "Scan an instrument first. Then say that it needs repair."
    said = lent_on.press(Qt.Key.Key_F9, SHIFT)
    assert said == "Scan an instrument first. Then say which part is missing."


def test_it_still_is_of_what_came_back_where_something_else_is_added(eyes, town):
    eyes.scan(town.flute)
    eyes.scan(town.mia)
    eyes.scan(town.cello)
    eyes.enter()
    assert eyes.press(Qt.Key.Key_F9) == "What is wrong with Flute?"


def test_a_part_found_missing_late_stays_with_who_brought_it_back(hands, volunteer, town):
    hands.scan(town.flute)
    volunteer.scan(town.mia)
    volunteer.scan(town.flute)
    volunteer.enter()
    hands.session.do(hands.returns.ask_parts)
    hands.session.chosen("missing:case")
    assert hands.words.startswith("The case of Flute is missing.")
    assert hands.scan(town.mia).startswith("Ben still has the case of Flute")


@pytest.mark.parametrize("lent", [False, True])
def test_f9_says_that_another_desk_has_it_by_now(hands, volunteer, town, lent):
    hands.scan(town.flute)
    volunteer.scan(town.mia)
    volunteer.scan(town.flute)
    if lent:
        volunteer.enter()
    hands.session.do(hands.returns.ask_fault)
    where = "on loan to Mia Carter" if lent else "on the counter at Ashby 2"
    assert hands.words == f"Flute has gone out since. It is {where}. Nothing was noted."


def test_a_fault_that_was_being_told_is_not_noted_on_who_has_it_by_now(hands, volunteer, town):
    hands.scan(town.flute)
    hands.session.do(hands.returns.ask_fault)
    volunteer.scan(town.mia)
    volunteer.scan(town.flute)
    volunteer.enter()
    assert hands.choose("Pad leaks").startswith("Flute has gone out since.")
    found = hands.desk.look(scanning.scan, scanning.Scan(town.flute))
    assert found.instrument.fault == ""
