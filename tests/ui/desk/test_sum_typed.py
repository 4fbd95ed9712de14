"""A sum that is typed and not left yet: what is on the screen is booked, and no scan changes it."""

import pytest
from PySide6.QtCore import Qt

from loanmgr.domain.codes import make
from loanmgr.services import accounts
from tests import factories
from tests.ui.desk.test_paying import balance, pay_by

FINISH, PARK = make("C", 1), make("C", 3)


def paid(desk, card):
    lines = desk.look(accounts.account, card).lines
    return [line.amount_pence for line in lines if line.kind == "payment"]


@pytest.fixture
def paying(eyes, town):
    """Amira Okafor pays £12.00 in cash for a violin; the cursor is where the sum is typed."""
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    pay_by(eyes, "Cash")
    eyes.widget("Given").setFocus()
    return eyes


class TestWhatIsOnTheScreenIsBooked:
    def test_by_the_command_card(self, paying, town, desk):
        paying.type("5")
        assert "Paid £5.00 in cash." in paying.scan(FINISH)
        assert (paid(desk, town.okafor), balance(desk, town.okafor)) == ([-500], 700)

    def test_by_enter_in_the_scan_box(self, paying, town, desk):
        paying.type("5")
        paying.press(Qt.Key.Key_Escape)
        paying.enter()
        assert paid(desk, town.okafor) == [-500]

    def test_a_part_that_was_taken_out_again_is_all_of_it(self, paying, town, desk):
        paying.type("5")
        paying.enter()
        paying.widget("Given").setFocus()
        paying.widget("Given").selectAll()
        paying.press(Qt.Key.Key_Delete)
        paying.scan(FINISH)
        assert paid(desk, town.okafor) == [-1200]

    def test_more_than_is_due_is_what_is_due(self, paying, town, desk):
        paying.type("20")
        paying.scan(FINISH)
        assert paid(desk, town.okafor) == [-1200]

    @pytest.mark.parametrize("how", ["F8", "card"])
    def test_kept_for_later(self, paying, town, desk, how):
        paying.type("5")
        if how == "F8":
            paying.press(Qt.Key.Key_F8)
        else:
            paying.scan(PARK)
        paying.come_back()
        assert paying.view.pays_pence == 500
        assert "£7.00 goes on the account." in paying.words()
        paying.window.focus_scan()
        paying.enter()
        assert paid(desk, town.okafor) == [-500]

    def test_when_the_next_family_came_in_between(self, paying, town, desk):
        paying.type("5")
        paying.scan(town.carter)
        assert paying.view.title == "Carter family"
        paying.come_back()
        assert paying.widget("Given").text() == "5"
        paying.window.focus_scan()
        paying.enter()
        assert paid(desk, town.okafor) == [-500]

    def test_another_family_does_not_pay_it(self, paying, town, desk):
        paying.type("5")
        paying.scan(town.mia)
        paying.scan(town.cello)
        due = paying.view.to_pay_pence
        pay_by(paying, "Cash")
        assert paying.widget("Given").text() == ""
        paying.scan(FINISH)
        assert due and paid(desk, town.carter) == [-due]


class TestWhatIsNoSum:
    def test_finish_refuses_and_goes_there(self, paying, town, desk):
        paying.type("1.2.3")
        paying.press(Qt.Key.Key_Escape)
        assert paying.focus == "Scan"
        assert "is not a sum in pounds" in paying.enter()
        assert paying.focus == "Given"
        assert paid(desk, town.okafor) == []
        assert paying.view.title == "Amira Okafor"

    def test_it_can_be_put_right(self, paying, town, desk):
        paying.type("1.2.3")
        paying.scan(FINISH)
        paying.widget("Given").selectAll()
        paying.press(Qt.Key.Key_Delete)
        paying.type("5")
        paying.scan(FINISH)
        assert paid(desk, town.okafor) == [-500]

    def test_it_is_there_again_when_they_come_back(self, paying, town, desk):
        paying.type("1.2.3")
        paying.press(Qt.Key.Key_F8)
        paying.come_back()
        assert paying.widget("Given").text() == "1.2.3"
        paying.window.focus_scan()
        assert "is not a sum in pounds" in paying.enter()
        assert paid(desk, town.okafor) == []


class TestAScanInTheMiddle:
    def test_something_is_added_and_the_typing_goes_on(self, paying, town):
        paying.type("2")
        assert "Cello" in paying.scan(town.cello)
        assert (paying.focus, paying.widget("Given").text()) == ("Given", "2")
        assert paying.view.pays_pence is None
        paying.type("0")
        assert paying.widget("Given").text() == "20"

    def test_something_comes_back_and_the_typing_goes_on(self, paying, town, desk):
        clarinet = factories.instrument(desk, "clarinet")
        factories.lend(desk, clarinet, town.amira)
        paying.type("2")
        paying.scan(clarinet)
        assert (paying.focus, paying.widget("Given").text()) == ("Given", "2")
        assert paying.view.pays_pence is None

    def test_a_question_takes_the_cursor_and_nothing_else(self, paying, town):
        paying.type("2")
        paying.scan(town.flute)
        assert paying.program.desk.session.asks
        assert paying.focus != "Given"
        assert paying.widget("Given").text() == "2"
        assert paying.view.pays_pence is None

    def test_the_cursor_goes_home_where_nothing_is_being_typed(self, paying, town):
        paying.scan(town.cello)
        assert paying.focus == "Scan"
