"""What the band offers works on when the record that said it has been left for others."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from loanmgr.services import accounts
from tests.ui.desk.conftest import open_window, opened

__all__ = ["open_window", "opened"]


@pytest.fixture
def eyes(open_window, town):
    """Somebody in front of the window, who took £5 from the Carters and went on to others."""
    seen = open_window()
    records = seen.program._records_there()
    records.open(town.carter)
    seen.click("Take payment")
    seen.widget("Amount in pounds").setText("5")
    seen.enter()
    assert seen.band.startswith("Paid: £5.00 in cash.")
    seen.window.back()
    records.open(town.okafor)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert seen.band.startswith("Paid: £5.00 in cash.")
    return seen


def undo(eyes):
    """Press Undo in the band, not the one in the top bar."""
    eyes.window.band.choose("undo")
    QApplication.processEvents()


def test_undo_in_the_band_asks_about_the_money(eyes, town, desk):
    owed = desk.look(accounts.account, town.carter).balance_pence
    undo(eyes)
    assert eyes.band.startswith("£5.00 was paid in cash.")
    eyes.answer(1)
    assert eyes.band.startswith("Undone: ")
    assert desk.look(accounts.account, town.carter).balance_pence == owed + 500


def test_a_question_asked_by_a_record_that_was_left_can_be_answered(eyes, town, desk):
    undo(eyes)
    eyes.program._records_there().open(town.carter)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    eyes.window.band.choose("leave")
    QApplication.processEvents()
    assert eyes.band == "Nothing was undone."
    eyes.scan(town.amira)
    assert eyes.window.page.title == "Okafor family"


def test_a_record_that_nobody_can_answer_any_more_goes(eyes, town):
    gone = eyes.window._speaking.speaker
    undo(eyes)
    eyes.window.band.choose("leave")
    eyes.window.go("Desk")
    eyes.scan(town.amira)
    assert gone not in eyes.window._holders
