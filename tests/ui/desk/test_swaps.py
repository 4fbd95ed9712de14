"""Swap by itself in the window: scans, one sentence, and a new hire instead by keyboard."""

from functools import partial

import pytest
from PySide6.QtCore import Qt

from loanmgr.services import accounts, baskets, policy, scanning
from loanmgr.services.payers import SchoolPays
from tests import factories
from tests.services.test_swaps import DEARER_FULL_SIZE
from tests.ui.audit import audit


@pytest.fixture
def small(desk, town):
    """A 1/4 violin that Amira has."""
    code = factories.violin(desk, "1/4")
    factories.lend(desk, code, town.amira)
    return code


@pytest.fixture
def dearer(eyes, desk, town):
    """A 3/4 violin that Ben has brought back, and a full-size one, which is £6.00 dearer."""
    desk.run(policy.bring_in, policy.BringIn(DEARER_FULL_SIZE))
    old, new = factories.violin(desk), factories.violin(desk, "4/4")
    factories.lend(desk, old, town.ben)
    eyes.scan(town.ben)
    eyes.scan(old)
    return old, new


def status(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument.status


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def test_return_card_scan_enter_is_a_swap_that_costs_nothing_more(eyes, town, desk, small):
    before = balance(desk, town.okafor)
    eyes.scan(small)
    eyes.scan(town.okafor)
    assert eyes.scan(town.violin) == (
        f"Swap: Violin 1/2, Stentor Student II — {town.violin}"
        f" Swap for Violin 1/4 {small}, same hire: nothing more to pay."
        " Until returned; next charge 5 January 2027."
    )
    assert [c.words for c in eyes.window.band.message.choices] == ["New hire instead", "Undo"]
    assert not eyes.window.band.message.numbered  # a number goes where the cursor is: to the scan
    (row,) = eyes.rows("On the counter")
    assert row[0] == "Violin 1/2 (swap)"
    lies = eyes.widget("On the counter").model()
    told = lies.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert f"swap for Violin 1/4 {small}" in told
    assert row[3] == "£0.00"
    assert eyes.enter().startswith(
        "Swapped: Violin 1/4 for Violin 1/2 Amira Okafor, same hire, until returned;"
        " next charge 5 Jan. Nothing more to pay."
    )
    assert (eyes.keys, eyes.focus) == (1, "Scan")
    assert balance(desk, town.okafor) == before
    assert (status(desk, small), status(desk, town.violin)) == ("available", "on_loan")


def test_card_first_is_the_same(eyes, town, desk, small):
    eyes.scan(town.okafor)
    assert eyes.scan(small).startswith("Returned: Violin 1/4.")
    assert eyes.scan(town.violin).startswith("Swap: Violin 1/2")
    assert eyes.sees("Make it a new hire")


def test_a_new_hire_instead_by_keyboard_and_back(eyes, town, desk, small):
    eyes.scan(town.okafor)
    eyes.scan(small)
    eyes.scan(town.violin)
    eyes.window.band.focus_first()
    eyes.press(Qt.Key.Key_Space)
    eyes.qtbot.waitUntil(lambda: eyes.band.startswith("New hire: Violin 1/2"))
    assert "£12.00 to pay." in eyes.band
    assert [row[0] for row in eyes.rows("On the counter")] == ["Violin 1/2"]
    assert "£12.00" in eyes.words()

    eyes.widget("Make it a swap").setFocus()
    eyes.press(Qt.Key.Key_Space)
    eyes.qtbot.waitUntil(lambda: eyes.band.startswith("Swap: Violin 1/2"))
    eyes.widget("Make it a new hire").setFocus()
    eyes.press(Qt.Key.Key_Space)
    eyes.qtbot.waitUntil(lambda: eyes.band.startswith("New hire: Violin 1/2"))
    eyes.window.focus_scan()
    assert eyes.enter().startswith("Lent: Violin 1/2 to Amira Okafor")


def test_the_dearer_one_says_the_difference(eyes, dearer):
    old, new = dearer
    assert eyes.scan(new).startswith("Full size is usually for age 12 and over.")
    assert "same hire: £6.00 more to pay." in eyes.answer(2)
    assert "£6.00" in eyes.words()
    eyes.click("Why this price?")
    assert f"Swap for Violin 3/4 {old}: the same hire goes on" in eyes.words()


def test_of_two_swaps_one_is_made_a_new_hire_by_its_number(hands, town, desk):
    old = [factories.violin(desk) for _ in range(2)]
    new = [factories.violin(desk) for _ in range(2)]
    for code in old:
        factories.lend(desk, code, town.amira)
    hands.scan(town.okafor)
    for code in (*old, *new):
        hands.scan(code)
    hands.session.do(hands.checkout.swaps.change)
    assert hands.choices == [
        f"Violin 3/4 {new[0]}: make it a new hire",
        f"Violin 3/4 {new[1]}: make it a new hire",
        "Leave them Esc",
    ]
    assert hands.choose(f"Violin 3/4 {new[1]}: make it a new hire").startswith("New hire: ")
    assert [line.is_swap for line in hands.view.lines] == [True, False]
    hands.session.do(hands.checkout.swaps.change)
    assert hands.choose("Leave them") == "Nothing was changed."


def test_undo_takes_the_new_one_off_the_counter_and_leaves_the_return(hands, town, desk, small):
    hands.scan(small)
    hands.scan(town.okafor)
    hands.scan(town.violin)
    hands.session.undoing.undo()
    assert hands.words.startswith("Put back: Violin 1/2.")
    assert (hands.lying, status(desk, small)) == ([], "available")


def test_undo_after_the_swap_names_it(hands, town, desk, small):
    hands.scan(small)
    hands.scan(town.okafor)
    hands.scan(town.violin)
    hands.enter()
    assert hands.session.undoing.words == "swap of Violin 1/4 for Violin 1/2"
    hands.session.undoing.undo()
    assert "swap of Violin 1/4 for Violin 1/2" in hands.words
    assert hands.session.undoing.words == "return of Violin 1/4"


def test_scanned_back_by_mistake_it_goes_out_on_its_own_hire(hands, town, desk, small):
    before = balance(desk, town.okafor)
    hands.scan(town.okafor)
    hands.scan(small)
    hands.clock.pass_by(minutes=2)
    assert "Lent again, same hire: nothing more to pay." in hands.scan(small)
    assert hands.enter().startswith("Lent: Violin 1/4 to Amira Okafor")
    assert (balance(desk, town.okafor), status(desk, small)) == (before, "on_loan")


def test_nothing_to_swap_offers_no_button(hands, eyes, town, desk):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    assert not any(eyes.sees(way) for way in ("Make it a new hire", "Make it a swap"))


def test_the_choice_has_a_name_and_room(eyes, town, desk, small):
    eyes.scan(small)
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    assert audit(eyes.window) == []


def test_another_desk_was_faster(hands, town, register_url, small):
    """What was a swap is a hire by now: the price that is asked is the one that was shown last."""
    hands.scan(small)
    hands.scan(town.okafor)
    hands.scan(town.violin)
    other = factories.open_desk(register_url, hands.clock, "Ashby 2")
    factories.on_the_counter(other, town.okafor, factories.violin(other))
    basket = other.look(baskets.current, None).basket
    other.run(baskets.finish, baskets.Finish(basket))
    other.close()
    hands.session.do(lambda: hands.session.refresh(hands.session.end))
    assert hands.view.lines[0].instead_of is None


def test_a_dearer_one_that_a_school_was_to_pay_says_who_does(eyes, town, dearer):
    _old, new = dearer
    eyes.scan(new)
    eyes.answer(2)
    asked = SchoolPays(town.school, agreed_by="Mr Ali")
    pays = partial(eyes.program.desk.at.checkout.school_pays, eyes.view.basket, asked)
    eyes.program.desk.session.do(pays)
    assert "£6.00 is not paid by St Anne's Primary: a swap stays" in eyes.enter()
