"""Renewing at the desk: scan the card and press F6."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from loanmgr.services import accounts, renewals, scanning
from tests import factories
from tests.tables import rows


@pytest.fixture
def with_end(desk, town):
    """Two violins with an end: one of Ben's, one of his sister's."""
    codes = [factories.violin(desk), factories.violin(desk)]
    for code, child in zip(codes, (town.ben, town.mia), strict=True):
        factories.lend(desk, code, child, until_on=date(2026, 12, 1))
    return codes


def until(desk):
    found = rows(
        desk,
        "SELECT due_on FROM loan_line WHERE returned_at IS NULL AND due_on IS NOT NULL ORDER BY id",
    )
    return [row.due_on for row in found]


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def test_card_and_f6_renew_everything_with_an_end(eyes, town, desk, with_end):
    eyes.scan(town.carter)
    assert eyes.press(Qt.Key.Key_F6) == ("Renewed: 2 instruments 2 × Violin 3/4, back by 18 Dec.")
    assert (eyes.keys, eyes.focus) == (1, "Scan")
    assert until(desk) == [date(2026, 12, 18)] * 2


def test_f6_right_behind_the_scan_waits_for_it(eyes, town, desk, with_end):
    eyes.shoot(town.carter)
    eyes.press(Qt.Key.Key_F6)
    eyes.qtbot.waitUntil(lambda: eyes.band.startswith("Renewed: 2 instruments"))


def test_undo_takes_all_of_it_back(eyes, town, desk, with_end):
    eyes.scan(town.carter)
    eyes.press(Qt.Key.Key_F6)
    eyes.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert until(desk) == [date(2026, 12, 1)] * 2


def test_twice_it_says_until_when_and_where(eyes, town, desk, register_url, clock):
    code = factories.violin(desk)
    factories.lend(desk, code, town.amira, until_on=date(2026, 12, 18))
    owed = balance(desk, town.okafor)
    other = factories.open_desk(register_url, clock, "Ashby 2")
    eyes.scan(town.okafor)
    other.run(renewals.renew, renewals.Renew((town.okafor,)))
    other.close()
    assert eyes.press(Qt.Key.Key_F6).startswith(
        f"Amira's Violin 3/4 {code} was renewed already at Ashby 2, until 25 March 2027."
    )
    assert eyes.press(Qt.Key.Key_F6).startswith("Amira's Violin 3/4")
    assert balance(desk, town.okafor) == owed + 1200


def test_what_runs_until_returned_goes_on_anyway(eyes, town):
    eyes.scan(town.carter)
    assert eyes.press(Qt.Key.Key_F6).startswith("There is nothing to renew.")


def test_with_nobody_there_is_nothing_to_renew(eyes, town):
    assert eyes.press(Qt.Key.Key_F6).startswith("There is nothing to renew.")


def test_after_a_return_it_is_renewed_instead(eyes, town, desk, with_end):
    eyes.scan(town.carter)
    eyes.scan(with_end[0])
    assert eyes.press(Qt.Key.Key_F6).startswith("Renewed: Violin 3/4 Ben Carter, back by 18 Dec.")
    assert until(desk) == [date(2026, 12, 18), date(2026, 12, 1)]
    shown = desk.look(scanning.scan, scanning.Scan(with_end[0])).instrument
    assert shown.holder == "Ben Carter"


def test_a_school_with_more_than_the_list_shows_is_renewed_whole(hands, town, desk):
    for _ in range(62):
        factories.lend(desk, factories.instrument(desk, "shoulder_rest"), town.school)
    hands.scan(town.school)
    hands.session.do(hands.returns.renew_what_is_here)
    assert hands.words.startswith("Renewed: 62 instruments")


def test_two_desks_that_press_f6_renew_once(hands, volunteer, town, desk, with_end):
    late, quick = hands, volunteer
    for each in (late, quick):
        each.scan(town.carter)
    quick.session.do(quick.returns.renew_what_is_here)
    late.session.do(late.returns.renew_what_is_here)
    assert late.words.startswith("Ben's Violin 3/4")
    assert "was renewed already at Ashby 2, until 18 December 2026." in late.words
    assert until(desk) == [date(2026, 12, 18)] * 2


def test_f6_that_bounces_renews_once(hands, town, desk, with_end):
    hands.scan(town.carter)
    seen = hands.view
    for _ in range(2):
        hands.session.do(lambda: hands.returns.renew_what_is_here(seen))
    assert until(desk) == [date(2026, 12, 18)] * 2
    hands.session.do(hands.returns.renew_what_is_here)
    assert until(desk) == [date(2027, 3, 25)] * 2
