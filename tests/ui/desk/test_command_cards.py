"""The six command cards at the desk, each read by its printed code, with no key pressed."""

import pytest
from PySide6.QtWidgets import QApplication

from loanmgr.documents.cards import COMMANDS, command_cards
from tests.documents.reading import decoded, pictures
from tests.ui.scanner import ENTER, keys_at

CODES = {command.word: command.code for command in COMMANDS}


@pytest.fixture
def card(eyes):
    """Scan a command card by its word."""

    def scan(word):
        keys_at(CODES[word], 4, ENTER)
        QApplication.processEvents()
        return eyes.band

    return scan


@pytest.fixture
def amira_with_a_violin(eyes, town):
    eyes.scan(town.amira)
    eyes.scan(town.violin)
    eyes.keys = 0


@pytest.mark.usefixtures("amira_with_a_violin")
class TestWithAFamily:
    def test_finish_lends_what_is_on_the_counter(self, eyes, card):
        assert card("Finish").startswith("Lent: Violin 1/2")
        assert eyes.keys == 0

    def test_undo_takes_back_what_was_done_last(self, eyes, card):
        card("Finish")
        assert card("Undo").startswith("Undone: ")
        assert eyes.keys == 0

    def test_keep_for_later_puts_the_family_to_one_side(self, eyes, card):
        assert card("Keep for later").startswith("Kept for later: Amira Okafor.")
        assert eyes.sees("Waiting families")

    def test_print_agreement_opens_a_paper(self, card, opened):
        card("Finish")
        card("Print agreement")
        assert [path.suffix for path in opened] == [".pdf"]


class TestAfterAReturn:
    def test_needs_repair_asks_what_is_wrong(self, eyes, town, card):
        eyes.scan(town.flute)
        assert card("Needs repair") == "What is wrong with Flute?"

    def test_parts_missing_asks_which(self, eyes, town, card):
        eyes.scan(town.flute)
        asked = card("Parts missing")
        assert asked.startswith("Returned: Flute. The case and cleaning rod should be with it.")
        assert eyes.window.band.message.must_answer


def test_in_another_place_a_card_works_at_the_desk(eyes, town, card):
    eyes.scan(town.amira)
    eyes.scan(town.violin)
    eyes.window.go("Instruments")
    assert card("Finish").startswith("Lent: Violin 1/2")
    assert eyes.window.place == "Desk"


def test_the_sheet_is_opened_from_the_menu_and_reads_back(eyes, opened):
    eyes.window.menu.actions["command_cards"].trigger()
    QApplication.processEvents()
    [path] = opened
    [page] = pictures(path.read_bytes(), 300)
    assert sorted(decoded(page)) == sorted(CODES.values())


def test_the_sheet_has_the_cards_that_the_desk_knows():
    [page] = pictures(command_cards("Ashby"), 300)
    assert len(decoded(page)) == len(COMMANDS) == 6
