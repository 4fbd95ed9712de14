"""Renew instead, after a return: where it is refused, what came back stays returned."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from loanmgr.services import accounts, lending, renewals, scanning
from tests import factories


@pytest.fixture
def band(desk, town):
    """A partner, who pays until the end of term, with a violin that is renewed already."""
    card = factories.borrower(desk, "partner", "Band")
    code = factories.violin(desk)
    desk.run(lending.lend, lending.Lend((code,), card, until_on=date(2026, 12, 18)))
    desk.run(renewals.renew, renewals.Renew((code,)))
    return card, code


def shown(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument


def test_refused_it_stays_returned_and_the_band_says_so(eyes, desk, band):
    card, code = band
    eyes.scan(card)
    assert eyes.scan(code).startswith("Returned: Violin 3/4")
    credited = desk.look(accounts.account, card).balance_pence
    assert "was renewed already" in eyes.press(Qt.Key.Key_F6)
    assert eyes.band.endswith("It stays returned.")
    assert shown(desk, code).status == "available"
    assert desk.look(accounts.account, card).balance_pence == credited


def test_it_can_still_be_said_what_is_wrong_with_it_and_undone(eyes, desk, band):
    card, code = band
    eyes.scan(card)
    eyes.scan(code)
    eyes.press(Qt.Key.Key_F6)
    eyes.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert eyes.band.startswith("Undone: ")
    assert shown(desk, code).status == "on_loan"
    eyes.scan(code)
    eyes.press(Qt.Key.Key_F6)
    assert eyes.press(Qt.Key.Key_F9) == "What is wrong with Violin 3/4?"
