"""What is typed and not taken yet is kept with its basket: a window that dies loses none of it."""

import pytest
from PySide6.QtCore import Qt

from loanmgr.domain.errors import RuleError
from loanmgr.services import baskets
from loanmgr.services.baskets import HalfTyped
from tests.ui.desk.test_paying import pay_by


@pytest.fixture
def served(eyes, town):
    """Amira Okafor with a violin on the counter."""
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    return eyes


@pytest.fixture
def anew(served, open_window):
    """Start the program again, as after its computer was switched off a moment after a key."""

    def begin():
        keeper = served.program.desk.session.half_typed
        served.qtbot.waitUntil(lambda: not keeper.waits)
        return open_window()

    return begin


def write(served, text):
    """Write a note."""
    note = served.widget("Note for the agreement")
    note.setFocus()
    served.qtbot.keyClicks(note, text)


def test_a_sum(served, anew, desk):
    pay_by(served, "Cash")
    served.widget("Given").setFocus()
    served.type("5")
    after = anew()
    assert after.view.pays_pence is None
    assert after.widget("Given").text() == "5"
    assert after.enter().startswith("Lent: Violin 1/2")
    assert "Paid £5.00 in cash." in after.band


def test_a_note(served, anew):
    served.press(Qt.Key.Key_F7)
    write(served, "Grandma collects")
    after = anew()
    assert after.widget("Note for the agreement").toPlainText() == "Grandma collects"
    after.click("Save note")
    assert after.view.note == "Grandma collects"


def test_which_school_and_who_agreed(served, anew):
    pay_by(served, "School pays")
    served.widget("Order number").setFocus()
    served.type("PO 77")
    after = anew()
    assert after.widget("Order number").text() == "PO 77"


def test_what_was_taken_or_not_wanted_is_not_typed_again(served, anew):
    served.press(Qt.Key.Key_F7)
    write(served, "Grandma")
    served.press(Qt.Key.Key_Escape)
    after = anew()
    assert not after.sees("Note for the agreement")
    assert dict(after.view.half_typed) == {}


def test_another_desk_that_takes_them_over_goes_on_typing(served, anew, desk):
    served.press(Qt.Key.Key_F7)
    write(served, "Grandma collects")
    anew()
    view = desk.look(baskets.current, None)
    assert view.half_typed["note"] == ("Grandma collects",)


class TestKept:
    def test_field_by_field(self, served, desk):
        basket = served.view.basket
        desk.draft(baskets.keep_typed, HalfTyped(basket, "note", ("one",)))
        desk.draft(baskets.keep_typed, HalfTyped(basket, "sum cash", ("5",)))
        desk.draft(baskets.keep_typed, HalfTyped(basket, "note", ()))
        assert desk.look(baskets.current, None).half_typed == {"sum cash": ("5",)}

    def test_5000_letters_and_no_more(self, served, desk):
        basket = served.view.basket
        desk.draft(baskets.keep_typed, HalfTyped(basket, "note", ("x" * 5000,)))
        with pytest.raises(RuleError):
            desk.draft(baskets.keep_typed, HalfTyped(basket, "note", ("x" * 5001,)))


def test_what_was_agreed_is_not_asked_again_when_it_was_kept_half_typed(served):
    pay_by(served, "School pays")
    served.type("Mr Ali")
    served.program.desk.session.half_typed.save()
    served.enter()
    assert not served.sees("Agreed by")
    assert served.view.school_pays.agreed_by == "Mr Ali"
