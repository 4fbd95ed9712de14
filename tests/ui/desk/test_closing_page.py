"""Closing the desk in the window: counts, the counted cash, who is not finished, and its page."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from loanmgr.services import accounts, baskets, closing
from loanmgr.services.accounts import Pay


def close_by_keys(eyes):
    """Open the page and press Enter in its only field."""
    eyes.window.menu.actions["close_desk"].trigger()
    assert eyes.focus == "Counted, without the float"
    return eyes


@pytest.fixture
def taken(desk, town):
    """£24.00 in cash."""
    desk.run(accounts.pay, Pay(town.okafor, 2400, "cash"))


@pytest.mark.usefixtures("taken")
def test_a_lead_closes_from_the_idle_desk(eyes):
    eyes.click("Close the desk")
    said = eyes.words()
    for words in ("Close Ashby 1", "Expected in the cash box", "£24.00", "Agreements not signed"):
        assert words in said


@pytest.mark.usefixtures("taken")
def test_counted_cash_shows_the_difference_and_is_recorded(eyes, desk, opened):
    close_by_keys(eyes).type("20")
    assert "£4.00 is missing" in eyes.words()
    said = eyes.enter()
    assert said == "Closed: Ashby 1. £24.00 in cash, £4.00 is missing."
    assert desk.look(closing.day, None).closed.counted_pence == 2000
    eyes.click("Print the page")
    [paper] = opened
    assert paper.name == "Closing Ashby 1 2026-11-21.pdf"


@pytest.mark.usefixtures("taken")
def test_who_is_not_finished_stands_above_the_counts(eyes, town):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    eyes.press(Qt.Key.Key_F8)
    page = close_by_keys(eyes).window.page
    assert page.list.isVisible()
    below = page.list.mapTo(page, page.list.rect().bottomLeft()).y()
    for label in page.findChildren(QLabel):
        if label.text() in ("The day", "Left to do"):
            assert label.mapTo(page, label.rect().topLeft()).y() > below


def test_its_page_is_saved_where_one_says(eyes, opened, tmp_path):
    close_by_keys(eyes).enter()
    assert eyes.save_as(tmp_path / "Saturday.pdf") == "Saved: Saturday.pdf."
    assert (tmp_path / "Saturday.pdf").read_bytes().startswith(b"%PDF")
    assert opened == []


@pytest.mark.usefixtures("taken")
def test_not_counted(eyes):
    assert "£24.00 in cash, not counted." in close_by_keys(eyes).enter()


def test_what_is_no_sum_closes_nothing(eyes, desk):
    close_by_keys(eyes).type("lots")
    eyes.enter()
    assert "is not a sum in pounds" in eyes.words()
    assert desk.look(closing.day, None).closed is None


def test_closed_twice_it_says_so(eyes, town):
    close_by_keys(eyes).enter()
    assert "Nothing was done since." in eyes.words()
    eyes.press(Qt.Key.Key_F2)
    eyes.scan(town.flute)
    close_by_keys(eyes)
    assert "Since then: returned 1." in eyes.words()


def test_it_is_undone_like_anything_else(eyes, desk):
    close_by_keys(eyes).enter()
    eyes.click("Undo   Ctrl+Z") if eyes.sees("Undo   Ctrl+Z") else eyes.window.band.choose("undo")
    assert eyes.band.startswith("Undone: Closed: Ashby 1")
    assert desk.look(closing.day, None).closed is None


class TestNotFinished:
    @pytest.fixture
    def waiting(self, eyes, town):
        """The Okafors wait with a violin."""
        eyes.scan(town.okafor)
        eyes.scan(town.violin)
        eyes.press(Qt.Key.Key_F8)
        return close_by_keys(eyes)

    def test_they_are_listed_and_kept_unless_said(self, waiting, desk):
        assert waiting.rows("Not finished")[0][:2] == ["Okafor family", "1"]
        waiting.enter()
        assert len(desk.look(baskets.parked, None)) == 1

    def test_put_back(self, waiting, desk):
        waiting.press_cell("Not finished", 0, "Put back")
        assert waiting.band.startswith("Put back: Okafor family, 1 instrument.")
        assert not waiting.sees("Not finished")
        assert desk.look(baskets.parked, None) == ()

    def test_opened_to_be_finished(self, waiting, town):
        page = waiting.widget("Not finished").model()
        page.rows  # noqa: B018 - the row that is opened
        waiting.program.desk.session.do(waiting.program.desk.at.checkout.resume)
        assert waiting.program.desk.session.view.lines[0].instrument == town.violin
