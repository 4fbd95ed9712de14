"""Paying at the desk: one choice with its details, change, parts, a school, and undoing it."""

from datetime import date

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication

from loanmgr.services import accounts
from loanmgr.services.accounts import Pay
from tests import factories
from ui.desk.paying import notes_for


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def pay_by(eyes, words):
    """Choose a way to pay by keyboard."""
    box = eyes.widget("How they will pay")
    box.setFocus()
    at = box.findText(words)
    assert at >= 0
    step = Qt.Key.Key_Down if at > box.currentIndex() else Qt.Key.Key_Up
    for _each in range(abs(at - box.currentIndex())):
        eyes.press(step)
    assert box.currentText() == words


@pytest.fixture
def served(eyes, town):
    """Amira Okafor with a violin on the counter, £12.00 to pay."""
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    return eyes


@pytest.mark.parametrize(
    ("due", "notes"),
    [
        (1200, (1500, 2000, 5000)),
        (2400, (2500, 3000, 4000)),
        (3000, (4000, 5000)),
        (2000, (5000,)),
        (1823, (2000, 5000)),
    ],
)
def test_the_sums_people_hand_over(due, notes):
    assert notes_for(due) == notes


def test_cash_with_change_stores_the_sum_due_alone(served, town, desk):
    assert not served.sees("Given")
    pay_by(served, "Cash")
    served.widget("Given").setFocus()
    served.type("20")
    assert "Change £8.00" in served.words()
    served.enter()
    assert served.focus == "Scan"
    said = served.enter()
    assert "Paid £12.00 in cash." in said
    assert balance(desk, town.okafor) == 0


def test_a_note_is_one_press(served):
    pay_by(served, "Cash")
    served.click("£20")
    assert "Change £8.00" in served.words()
    assert served.focus == "Scan"


def test_less_than_is_due_is_a_part_and_the_rest_is_said(served, town, desk):
    pay_by(served, "Card")
    served.widget("Pays now").setFocus()
    served.type("5")
    served.enter()
    assert "£7.00 goes on the account." in served.words()
    said = served.enter()
    assert "Paid £5.00 by card. £7.00 goes on the account." in said
    assert balance(desk, town.okafor) == 700


def test_a_part_is_there_again_after_a_power_cut(served, open_window):
    pay_by(served, "Cash")
    served.widget("Given").setFocus()
    served.type("5")
    served.enter()
    again = open_window()
    assert again.widget("Given").text() == "5.00"
    assert "£7.00 goes on the account." in again.words()


@pytest.mark.parametrize("typed", ["ten", "1.2.3", "-5"])
def test_what_is_no_sum_is_said_and_not_kept(served, typed):
    pay_by(served, "Cash")
    served.widget("Given").setFocus()
    served.type(typed)
    served.enter()
    assert "is not a sum in pounds" in served.words()
    assert served.program.desk.session.view.pays_pence is None


def test_change_for_another_sum_is_forgotten(served, town):
    pay_by(served, "Cash")
    served.click("£20")
    served.scan(town.cello)
    assert served.widget("Given").text() == ""
    assert "Change" not in served.words()


def test_a_school_pays_its_own_price(served, town, desk):
    pay_by(served, "School pays")
    assert served.focus == "Agreed by"
    assert served.widget("School").text() == "St Anne's Primary"
    served.type("Mr Ali")
    served.enter()
    assert "£15.00" in served.words()
    assert "£0.00" in served.words()
    said = served.enter()
    assert "St Anne's Primary pays £15.00." in said
    assert (balance(desk, town.okafor), balance(desk, town.school)) == (0, 1500)


def test_a_school_pays_only_when_somebody_there_agreed(served):
    pay_by(served, "School pays")
    served.enter()
    assert "Say who at the school agreed." in served.words()
    served.press(Qt.Key.Key_Escape)
    assert (
        served.widget("How they will pay").currentText() == "Card"
    )  # the last one passed on the way


def test_who_pays_stands_in_why_this_price(served):
    pay_by(served, "School pays")
    served.type("Mr Ali")
    served.enter()
    served.click("Why this price?")
    assert "Paid by St Anne's Primary, agreed by Mr Ali" in served.words()


@pytest.mark.parametrize(("way", "size"), [("Cash", (1093, 580)), ("Card", (1093, 580))])
def test_finish_and_the_sum_are_in_sight_and_nothing_scrolls(served, way, size):
    served.window.resize(QSize(*size))
    QApplication.processEvents()
    pay_by(served, way)
    panel = served.program.desk.checkout
    QApplication.processEvents()
    for part in (panel.total, panel.finish, panel.paying.given):
        assert not part.visibleRegion().isEmpty()
        assert part.visibleRegion().boundingRect().size() == part.size()
    assert not panel._area.verticalScrollBar().isVisible()


def test_finish_and_the_sum_are_in_sight_in_large_text(open_window, town):
    eyes = open_window(text_percent=150)
    eyes.window.resize(QSize(1366, 768))
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    QApplication.processEvents()
    panel = eyes.program.desk.checkout
    for part in (panel.total, panel.finish):
        assert part.visibleRegion().boundingRect().size() == part.size()


class TestUndo:
    def paid(self, hands, town):
        hands.scan(town.okafor)
        hands.scan(town.violin)
        hands.session.do(lambda: hands.checkout.pay_by("cash"))
        hands.enter()

    def test_it_asks_about_the_money(self, hands, town):
        self.paid(hands, town)
        hands.session.undoing.undo()
        assert (
            hands.words
            == "£12.00 was paid in cash. Undoing the loan of Violin 1/2 to Amira Okafor."
        )
        assert hands.choices == ["Give back £12.00 now", "Keep it as credit", "Leave it Esc"]
        assert hands.message.must_answer

    def test_given_back(self, hands, town, desk):
        self.paid(hands, town)
        hands.session.undoing.undo()
        said = hands.choose("Give back £12.00 now")
        assert said == "Undone: loan of Violin 1/2 to Amira Okafor. £12.00 goes back in cash."
        assert balance(desk, town.okafor) == 0

    def test_kept_as_credit_which_the_next_basket_shows(self, hands, town, desk):
        self.paid(hands, town)
        hands.session.undoing.undo()
        assert "stays on the account as credit" in hands.choose("Keep it as credit")
        assert balance(desk, town.okafor) == -1200
        hands.scan(town.okafor)
        assert hands.view.credit_pence == 1200

    def test_left_as_it_is(self, hands, town, desk):
        self.paid(hands, town)
        hands.session.undoing.undo()
        assert hands.choose("Leave it") == "Nothing was undone."
        assert [line.kind for line in desk.look(accounts.account, town.okafor).lines] == [
            "charge",
            "discount",
            "payment",
        ]

    def test_a_scan_waits_for_the_answer(self, served, town):
        pay_by(served, "Cash")
        served.window.focus_scan()
        served.enter()
        served.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert served.band.startswith("£12.00 was paid in cash.")
        assert served.focus == "Give back £12.00 now"
        served.shoot(town.flute)
        assert served.band.startswith("£12.00 was paid in cash.")
        served.answer(2)
        served.qtbot.waitUntil(lambda: served.band.startswith("Returned: Flute."))

    def test_a_payment_alone(self, hands, town, desk):
        desk.run(accounts.pay, Pay(town.okafor, 500, "card"))
        hands.session.undoing.undo()
        assert hands.words.startswith("£5.00 was paid by card.")
        assert hands.choices[1] == "It was never paid"
        hands.choose("It was never paid")
        assert balance(desk, town.okafor) == 0

    def test_what_was_not_paid_is_undone_at_once(self, hands, town):
        hands.scan(town.okafor)
        hands.scan(town.violin)
        hands.enter()
        hands.session.undoing.undo()
        assert hands.words.startswith("Undone: loan of Violin 1/2 to Amira Okafor.")


class TestOwed:
    """Message 16, Take payment: all of it or another sum."""

    @pytest.fixture
    def owing(self, served, town, desk, clock):
        """The Okafors owe £24.00 since another hire."""
        factories.lend(desk, factories.violin(desk), town.amira)
        clock.go_to(date(2026, 12, 28))
        served.press(Qt.Key.Key_F8)
        served.scan(town.okafor)
        return served

    def test_another_sum_leaves_the_rest_owed(self, owing):
        assert owing.enter() == "Take £12.00. How was it paid?"
        owing.click("Another sum")
        field = owing.widget("Amount in pounds")
        assert field.hasFocus()
        field.clear()
        owing.type("5")
        owing.enter()
        owing.qtbot.waitUntil(lambda: "Take payment" in owing.words())
        assert owing.band.startswith("£7.00 owed since")
