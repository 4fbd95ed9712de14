"""Other systems in the window: sent, saved again, taken back; what was paid there taken in."""

import csv
from pathlib import Path

import pytest

from loanmgr.services import accounts
from tests import factories
from tests.services.other_systems import PUPILS, paid_file, set_up
from tests.tables import count
from ui.billing.systems_page import NO_SYSTEM


@pytest.fixture
def player(desk, town):
    """A pupil whose violin is on nobody else's account."""
    card = factories.pupil(desk, "Al Fry")
    factories.lend(desk, factories.violin(desk), card)
    return card


def open_page(open_window, qtbot):
    eyes = open_window()
    qtbot.waitUntil(lambda: "systems" in eyes.window.page.commands())
    eyes.window.menu.actions["systems"].trigger()
    qtbot.waitUntil(lambda: eyes.window.page.title == "Other systems")
    return eyes


@pytest.fixture
def eyes(open_window, qtbot, desk, player, tmp_path):
    """The page, with a file that is saved and one that is brought in without asking."""
    set_up(desk, PUPILS)
    eyes = open_page(open_window, qtbot)
    page = eyes.window.page
    qtbot.waitUntil(lambda: page.plan is not None)
    page._where = lambda _parent, _suggested: str(tmp_path / "sent.csv")
    page._which_file = lambda _parent: str(tmp_path / "paid.csv")
    return eyes


def sheet(path):
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_what_is_new_is_shown_and_nothing_is_sent(eyes, desk):
    page = eyes.window.page
    assert page.send.text() == "Send 2 lines…"
    assert page.detail.text() == (
        "2 lines of £54.00 that Pupil system was not told of yet. Nothing is sent yet."
    )
    assert page.empty.sentence.text() == "Nothing was sent to another system yet."
    assert count(desk, "sent_line") == 0


def test_sent_saved_again_and_taken_back(eyes, desk, tmp_path):
    page = eyes.window.page
    eyes.click("Send")
    assert "Sent to Pupil system: 2 lines, £54.00." in eyes.band
    first = (tmp_path / "sent.csv").read_bytes()
    assert [row["Amount"] for row in sheet(tmp_path / "sent.csv")] == ["30.00", "24.00"]
    assert (page.send.text(), page.send.isEnabled()) == ("Send…", False)
    assert page.detail.text() == "Pupil system was told of everything."

    [row] = page.models["Sent"].rows
    (tmp_path / "sent.csv").unlink()
    page.save_again(row)
    assert (tmp_path / "sent.csv").read_bytes() == first
    page.take_back(row)
    assert "Taken back: " in eyes.band
    assert [each.is_taken_back for each in page.models["Sent"].rows] == [True]
    assert page.send.text() == "Send 2 lines…"
    page.save_again(page.models["Sent"].rows[0])
    assert page.send.text() == "Send 2 lines…"


def test_a_place_that_cannot_be_written_to_loses_nothing(eyes, desk, tmp_path):
    page = eyes.window.page
    page._where = lambda _parent, _suggested: str(tmp_path / "nowhere" / "sent.csv")
    eyes.click("Send")
    assert eyes.window.band.message.detail == (
        "The file couldn't be written: no such file or directory."
    )
    page._where = lambda _parent, _suggested: str(tmp_path / "sent.csv")
    eyes.click("Save it elsewhere")
    assert len(sheet(tmp_path / "sent.csv")) == 2
    assert count(desk, "sent_line") == 2


def test_a_file_that_nobody_chose_sends_nothing(eyes, desk):
    eyes.window.page._where = lambda _parent, _suggested: ""
    eyes.click("Send")
    assert count(desk, "sent_line") == 0


def test_what_was_paid_is_shown_taken_in_and_undone(eyes, desk, player, tmp_path):
    page = eyes.window.page
    eyes.click("Send")
    of = next(r for r in sheet(tmp_path / "sent.csv") if r["Student ID"] == player)
    row = (of["Invoice reference"], "P-1", "20/11/2026", "20.00", "4.00")
    (tmp_path / "paid.csv").write_bytes(paid_file(row))

    eyes.click("Bring in what was paid…")
    assert page.told.text() == "It would take in 1 payment, £20.00; what is unpaid, of 1."
    assert [(each.payer, each.pence) for each in page.models["Paid there"].rows] == [
        ("Parent of Al Fry", 2000)
    ]
    assert count(desk, "payment") == 0
    eyes.click("Take in")
    assert "Taken in from Pupil system: 1 payment, £20.00; what is unpaid, of 1." in eyes.band
    assert desk.look(accounts.account, player).owed_pence == 400
    assert not eyes.sees("Take in")

    eyes.click("Bring in what was paid…")
    assert page.told.text() == "Everything in the file is here already."
    assert not eyes.sees("Take in")
    eyes.click("Leave it")
    assert not page.told.isVisible()


def test_what_is_wrong_is_listed_by_row_and_nothing_is_offered(eyes, desk, tmp_path):
    page = eyes.window.page
    (tmp_path / "paid.csv").write_bytes(paid_file(("LN1", "P-1", "", "x", "")))
    eyes.click("Bring in what was paid…")
    assert page.told.text() == "The file has 2 problems. Nothing of it can be taken in."
    assert page.which == "What is wrong"
    assert [(each.row, each.column) for each in page.models["What is wrong"].rows] == [
        (2, "Paid"),
        (2, "Invoice reference"),
    ]
    assert not eyes.sees("Take in")
    (tmp_path / "paid.csv").write_bytes(b"PK\x03\x04")
    eyes.click("Bring in what was paid…")
    assert "That is a workbook" in eyes.band
    (tmp_path / "paid.csv").unlink()
    eyes.click("Bring in what was paid…")
    assert "paid.csv couldn't be read" in eyes.band


def test_without_a_system_the_page_says_where_one_is_added(open_window, qtbot, player):
    eyes = open_page(open_window, qtbot)
    page = eyes.window.page
    assert page.empty.sentence.text() == NO_SYSTEM
    assert not page.send.isEnabled()
    assert not page.bring.isEnabled()


def test_enter_on_a_payment_opens_the_account(eyes, desk, player, tmp_path):
    page = eyes.window.page
    (tmp_path / "paid.csv").write_bytes(paid_file((player, "P-1", "", "5.00", "")))
    eyes.click("Bring in what was paid…")
    page.lists["Paid there"].opened.emit(page.models["Paid there"].rows[0])
    assert "Fry" in eyes.window.page.title
