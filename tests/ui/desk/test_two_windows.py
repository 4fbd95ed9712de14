"""Two windows of one computer that show the same half-typed family: nothing twice, nothing lost."""

import pytest
from PySide6.QtCore import Qt

from loanmgr.services import find
from loanmgr.services.half_typed_families import half_typed
from loanmgr.services.undo import Undo, undo
from tests.ui.desk.test_half_typed_family import text
from tests.ui.desk.test_new_family import fill


@pytest.fixture
def windows(eyes, town, open_window):
    """Grace Bello is half typed in one window, and shown in another that was opened then."""
    eyes.press(Qt.Key.Key_F4)
    fill(eyes, "Grace Bello", "07700 900456", "3 High Street", "AB1 3EF", "Tobi Bello")
    eyes.program.desk.session.half_typed.save()
    other = open_window()
    other.click("Go on")
    assert text(other, "name_1") == "Tobi Bello"
    return eyes, other


def bellos(desk):
    return sorted(hit.name for hit in desk.look(find.find, "bello") if hit.kind == "family")


def type_into(eyes, field, said):
    eyes.program.desk.new_family.form.control(field).setText(said)


def test_the_same_saved_in_both_is_in_once_and_opened_in_both(windows, desk):
    for eyes in windows:
        eyes.click("Save and lend")
        assert eyes.band == "Tobi Bello is at the desk. Has nothing out."
    assert bellos(desk) == ["Grace Bello"]


class TestSomethingElseInTheOther:
    @pytest.fixture
    def late(self, windows):
        first, other = windows
        type_into(other, "name_1", "Toby Bello")
        first.click("Save and lend")
        other.click("Save and lend")
        return other

    def test_says_so_and_what_stands_there_stays(self, late, desk):
        assert (
            "Another window of this computer has saved this already"
            " (new family: Grace Bello, with Tobi Bello). What stands here was not saved."
        ) in late.words()
        assert text(late, "name_1") == "Toby Bello"
        assert late.focus == "Use their record"
        assert bellos(desk) == ["Grace Bello"]

    def test_is_kept_from_now_on_as_something_of_its_own(self, late, desk, open_window):
        late.program.desk.session.half_typed.save()
        [kept] = desk.look(half_typed, None)
        assert kept.request.children[0].name == "Toby Bello"
        after = open_window()
        after.click("Go on")
        assert text(after, "name_1") == "Toby Bello"

    def test_their_record_is_one_press_away(self, late):
        late.click("Use their record")
        assert late.band == "Tobi Bello is at the desk. Has nothing out."
        late.program.desk.open_new_family()
        assert text(late, "name_1") == "Toby Bello"

    def test_pressed_again_it_is_still_not_saved(self, late, desk):
        late.click("Save and lend")
        assert "What stands here was not saved." in late.words()
        assert bellos(desk) == ["Grace Bello"]

    def test_it_can_be_saved_too(self, late, desk):
        late.click("Save this one too")
        assert late.band == "Toby Bello is at the desk. Has nothing out."
        assert bellos(desk) == ["Grace Bello", "Grace Bello"]
        assert desk.look(half_typed, None) == ()

    def test_it_can_be_dropped(self, late, desk):
        late.click("Start afresh")
        assert late.program.desk.new_family is None
        assert desk.look(half_typed, None) == ()


def test_what_the_other_took_back_is_saved_without_asking(windows, desk):
    first, other = windows
    first.click("Save and lend")
    first.click("Next")  # nobody takes back who is being served
    desk.run(undo, Undo())
    assert bellos(desk) == []
    other.click("Save and lend")
    assert other.band == "Tobi Bello is at the desk. Has nothing out."
    assert bellos(desk) == ["Grace Bello"]


def test_another_child_of_a_family_that_is_here(eyes, town, open_window):
    eyes.scan(town.okafor)
    eyes.click("Add a child")
    eyes.type("Ada")
    eyes.program.desk.session.half_typed.save()
    other = open_window()
    other.scan(town.okafor)
    other.click("Add a child")
    type_into(other, "year_1", "4")
    eyes.click("Save and lend")
    other.click("Save and lend")
    assert "(new in the family: Ada Okafor)" in other.words()
    other.click("Use their record")
    assert [child.name for child in other.view.children] == ["Amira Okafor", "Ada Okafor"]
