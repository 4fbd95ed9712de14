"""A new family that is half typed is here again when the window opens, and lost to nobody."""

import pytest
from PySide6.QtCore import Qt

from loanmgr.services.half_typed_families import half_typed
from tests.ui.desk.test_new_family import fill


def text(eyes, field):
    """What stands in a field of the panel that is open."""
    return eyes.program.desk.new_family.form.control(field).text()


@pytest.fixture
def kept(eyes, desk):
    """Wait until what was typed is kept; return it."""

    def wait():
        keeper = eyes.program.desk.session.half_typed
        eyes.qtbot.waitUntil(lambda: not keeper.waits)
        return desk.look(half_typed, None)

    return wait


@pytest.fixture
def bello(eyes, town):
    """Grace Bello is typed as far as her child's school and letter."""
    eyes.press(Qt.Key.Key_F4)
    fill(eyes, "Grace Bello", "07700 900456", "3 High Street", "AB1 3EF", "Tobi Bello")
    eyes.type("St A")
    form = eyes.program.desk.new_family.form
    eyes.qtbot.waitUntil(lambda: bool(form.control("school_1").suggestions))
    eyes.enter()
    form.control("scheme_1").setCurrentText("B")
    form.control("evidence_1").setCurrentText("Will bring it")
    return eyes


def test_everything_is_there_again_and_can_be_saved(bello, kept, open_window, desk):
    bello.click("Another child")
    bello.type("Ada")
    bello.click("Another adult")
    bello.type("Uche Eze")
    kept()
    after = open_window()
    assert after.band.startswith("We kept this for you: Grace B. The new family is half typed")
    assert "Half typed:" not in after.words()  # once is enough
    after.press(Qt.Key.Key_F4)
    assert text(after, "adult") == "Grace Bello"
    assert text(after, "postcode") == "AB1 3EF"
    assert text(after, "school_1") == "St Anne's Primary"
    assert text(after, "name_2") == "Ada Bello"
    assert text(after, "adult_2") == "Uche Eze"
    form = after.program.desk.new_family.form
    assert form.control("scheme_1").currentText() == "B"
    assert form.control("evidence_1").currentText() == "Will bring it"
    assert "Half typed" not in after.words()
    after.click("Save and lend")
    assert after.band.startswith("The Bello family is at the desk.")
    assert desk.look(half_typed, None) == ()
    assert open_window().band == ""


def test_it_can_be_dropped_and_brought_back(bello, kept, open_window, desk):
    kept()
    after = open_window()
    assert after.click("Drop it") == "Dropped: Grace B. The new family was not saved."
    assert desk.look(half_typed, None) == ()
    assert "Half typed" not in after.words()
    after.click("Bring it back")
    assert text(after, "name_1") == "Tobi Bello"
    after.program.desk.session.half_typed.save()
    assert [each.name for each in desk.look(half_typed, None)] == ["Grace Bello"]


def test_start_afresh_in_the_panel(bello, kept, desk):
    kept()
    bello.click("Start afresh")
    assert bello.program.desk.new_family is None
    assert desk.look(half_typed, None) == ()
    bello.press(Qt.Key.Key_F4)
    assert text(bello, "adult") == ""
    assert not bello.sees("Start afresh")


def test_escape_leaves_it_in_a_line_above_the_list_of_today(bello):
    bello.press(Qt.Key.Key_Escape)
    assert "Half typed: new family, Grace B." in bello.words()
    bello.click("Go on")
    assert bello.sees("Save and lend")
    assert text(bello, "name_1") == "Tobi Bello"


def test_what_was_emptied_by_hand_is_not_kept(eyes, town, kept):
    eyes.press(Qt.Key.Key_F4)
    eyes.type("Gr")
    assert [each.name for each in kept()] == ["Gr"]
    eyes.program.desk.new_family.form.control("adult").clear()
    assert kept() == ()


def test_the_line_is_there_when_the_band_says_something_else(bello, kept, open_window, town):
    kept()
    after = open_window()
    after.scan(town.flute)
    assert "Half typed: new family, Grace B." in after.words()


def test_another_child_of_a_family_is_kept_beside_a_new_family(bello, kept, open_window, town):
    bello.press(Qt.Key.Key_Escape)
    bello.scan(town.okafor)
    bello.click("Add a child")
    bello.type("Ada")
    assert [each.name for each in kept()] == ["Grace Bello", "Ada Okafor"]
    after = open_window()
    after.scan(town.okafor)
    after.click("Add a child")
    assert text(after, "name_1") == "Ada Okafor"
    after.click("Save and lend")
    assert [child.name for child in after.view.children] == ["Amira Okafor", "Ada Okafor"]
    after.press(Qt.Key.Key_F4)
    assert text(after, "name_1") == "Tobi Bello"


def test_those_who_are_here_already_are_not_half_typed_any_more(eyes, town, kept):
    eyes.press(Qt.Key.Key_F4)
    eyes.type("Ngozi Ok")
    eyes.qtbot.waitUntil(lambda: eyes.sees("Use their record"))
    assert len(kept()) == 1
    eyes.click("Use their record")
    assert kept() == ()


def test_it_is_said_with_the_family_that_was_at_the_desk(eyes, town, kept, open_window):
    eyes.press(Qt.Key.Key_F4)
    eyes.type("Grace Bello")
    eyes.press(Qt.Key.Key_Escape)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    kept()
    after = open_window()
    assert after.band.startswith("We kept this for you. Amira Okafor: 1 instrument, not finished.")
    assert after.band.endswith("A new family is half typed: Grace B.")
    after.click("Go on")
    assert text(after, "adult") == "Grace Bello"
