"""Correcting a line of an account in the window: put, written off, given back, each undone."""

import pytest
from PySide6.QtCore import Qt

from loanmgr.services import accounts, losing, policy, undo
from tests import factories
from tests.tables import one
from tests.ui.desk.conftest import open_window, opened

__all__ = ["open_window", "opened"]

LENT = "SELECT uuid FROM act WHERE use_case = 'lend' ORDER BY no DESC LIMIT 1"
LOSS = """
[[tariffs]]
code = "loss"
name = "Loss"
basis = "loss"
pay_within_days = 28
vat = "loss"
"""


@pytest.fixture
def family(desk, town):
    """A family whose child has a violin and a flute, £54.00 in all, of which £30.00 is paid."""
    card = factories.family(desk, "Al Fry")
    child = factories.pupil(desk, "Kit Fry", of=card)
    factories.lend(desk, factories.violin(desk), child)
    factories.lend(desk, factories.instrument(desk), child)
    desk.run(accounts.pay, accounts.Pay(card, 3000, "cash"))
    return card


@pytest.fixture
def eyes(open_window, family):
    eyes = open_window()
    eyes.program._records_there().open(family)
    eyes.click("Correct a line…")
    return eyes


def unpaid(desk, card):
    lines = desk.look(accounts.account, card).lines
    return [line.unpaid_pence for line in lines if line.unpaid_pence is not None]


def panel(eyes):
    return eyes.window.page.correcting


def choose(eyes, word):
    box = panel(eyes).line
    at = next(n for n in range(box.count()) if word in box.itemText(n))
    box.setCurrentIndex(at)


def test_a_payment_is_put_to_another_line(eyes, desk, family):
    assert unpaid(desk, family) == [0, 2400]
    choose(eyes, "Flute")
    assert panel(eyes).about.text() == "£24.00 of it is unpaid."
    assert (panel(eyes).way, panel(eyes).sums[panel(eyes).way].text()) == (
        "Put a payment to it",
        "24.00",
    )
    panel(eyes).do()
    assert "Put to that line: £24.00." in eyes.band
    assert unpaid(desk, family) == [1800, 600]
    eyes.window.page.chosen("undo")
    assert unpaid(desk, family) == [0, 2400]


def test_a_line_is_written_off_for_a_reason(eyes, desk, family):
    choose(eyes, "Flute")
    panel(eyes).choose("Write it off")
    panel(eyes).do()
    assert panel(eyes).isVisible()
    assert unpaid(desk, family) == [0, 2400]
    panel(eyes).reason.setText("Moved abroad")
    panel(eyes).do()
    assert "Written off: £24.00." in eyes.band
    assert unpaid(desk, family) == [0, 0]
    assert desk.look(accounts.account, family).balance_pence == 0


def test_money_is_given_back_and_says_for_what(eyes, desk, family):
    panel(eyes).choose("Give money back for it")
    panel(eyes).sums["Give money back for it"].setText("5")
    panel(eyes).do()
    assert panel(eyes).isVisible()
    assert desk.look(accounts.account, family).balance_pence == 2400
    panel(eyes).close_panel()
    desk.run(accounts.pay, accounts.Pay(family, 3000, "bank"))
    eyes.window.page.load()
    eyes.click("Give money back…")
    choose(eyes, "Violin")
    assert panel(eyes).way == "Give money back for it"
    assert panel(eyes).sums[panel(eyes).way].text() == "6.00"
    assert panel(eyes).method.currentText() == "Bank transfer"
    panel(eyes).agreed.setText("Mo Head")
    panel(eyes).do()
    assert "Given back: £6.00 by bank transfer." in eyes.band
    last = desk.look(accounts.account, family).lines[-1]
    assert last.what == (
        "Given back by bank transfer, paid for Violin 3/4 hire, autumn term; agreed by Mo Head"
    )


def test_what_came_in_two_ways_is_said_and_somebody_chooses(eyes, desk, family):
    back = "Give money back for it"
    panel(eyes).close_panel()
    for pence, method in ((2000, "card"), (1000, "bank")):
        desk.run(accounts.pay, accounts.Pay(family, pence, method))
    desk.run(undo.undo, undo.Undo(one(desk, LENT)))
    eyes.window.page.load()
    eyes.click("Give money back…")
    choose(eyes, "Violin")
    assert panel(eyes).sums[back].text() == "36.00"
    assert panel(eyes).came.text() == (
        "£10.00 came by bank transfer, £20.00 by card and £6.00 in cash."
    )
    assert panel(eyes).method.currentText() == ""
    panel(eyes).do()
    assert panel(eyes).isVisible()
    panel(eyes).sums[back].setText("10")
    assert (panel(eyes).came.isVisible(), panel(eyes).method.currentText()) == (
        False,
        "Bank transfer",
    )
    chosen = panel(eyes).method.findData("card")
    panel(eyes).method.setCurrentIndex(chosen)
    panel(eyes).method.activated.emit(chosen)
    panel(eyes).sums[back].setText("30")
    assert panel(eyes).method.currentText() == "Card"
    panel(eyes).do()
    assert "Given back: £30.00 by card." in eyes.band


def test_what_is_charged_for_a_loss_is_lowered_for_a_reason(open_window, desk, town):
    desk.run(policy.bring_in, policy.BringIn(LOSS))
    card = factories.family(desk, "Al Fry")
    code = factories.violin(desk, value_pence=18_000)
    factories.lend(desk, code, factories.pupil(desk, "Kit Fry", of=card))
    desk.run(losing.lost, losing.Lost(code))
    eyes = open_window()
    eyes.program._records_there().open(card)
    eyes.click("Correct a line…")
    choose(eyes, "hire")
    assert not panel(eyes).ways["Lower it"].isVisible()
    choose(eyes, "lost")
    assert panel(eyes).ways["Lower it"].isVisible()
    panel(eyes).choose("Lower it")
    panel(eyes).sums["Lower it"].setText("50")
    panel(eyes).do()
    assert panel(eyes).isVisible()
    assert unpaid(desk, card) == [2400, 18_000]
    panel(eyes).why_lower.setText("House fire")
    panel(eyes).do()
    assert f"Lowered by £130.00 to £50.00: Violin 3/4 {code} lost." in eyes.band
    assert sum(unpaid(desk, card)) == desk.look(accounts.account, card).balance_pence == 7400
    assert all("fire" not in line.what for line in desk.look(accounts.account, card).lines)
    eyes.window.page.chosen("undo")
    assert sum(unpaid(desk, card)) == 20_400


def test_a_sum_that_is_none_is_told_at_the_field(eyes, desk, family):
    panel(eyes).sums[panel(eyes).way].setText("much")
    panel(eyes).do()
    assert panel(eyes).isVisible()
    assert unpaid(desk, family) == [0, 2400]


def test_an_account_without_charges_offers_nothing_to_correct(open_window, desk, town):
    eyes = open_window()
    eyes.program._records_there().open(factories.family(desk, "Una Gray"))
    assert not eyes.sees("Correct a line…")


def test_the_same_payment_twice_is_asked_about_before_it_is_recorded(eyes, desk, family):
    panel(eyes).close_panel()
    page = eyes.window.page

    def pay():
        page.take_payment()
        page.payment.amount.setText("2.00")
        page.payment.reference.setText("100231")
        page.payment.take()

    pay()
    assert "Paid: £2.00" in eyes.band
    pay()
    assert page.payment.isVisible()
    assert page.payment.save.text() == "It is another one: record it"
    assert desk.look(accounts.account, family).balance_pence == 2200
    page.payment.reference.textEdited.emit("100232")
    assert page.payment.save.text() == "Take payment"
    page.payment.take()
    page.payment.take()
    assert desk.look(accounts.account, family).balance_pence == 2000
    page.take_payment()
    assert page.payment.save.text() == "Take payment"


def test_the_account_says_what_of_each_line_is_unpaid(eyes, desk, family):
    account = eyes.window.page.account
    titles = [account.model.headerData(n, Qt.Orientation.Horizontal) for n in range(6)]
    unpaid_at = titles.index("Unpaid")
    said = [account.model.index(n, unpaid_at).data() for n in range(3)]
    assert sorted(said) == ["", "", "£24.00"]
