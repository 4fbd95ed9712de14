"""Cards to scan: borrower cards on label sheets, and the desk's command cards."""

import dataclasses

import pytest

from loanmgr.documents import stocks
from loanmgr.documents.cards import COMMANDS, BorrowerCard, cards, command_cards
from loanmgr.domain import codes
from loanmgr.domain.errors import RuleError
from tests.documents.reading import Box, boxes, cropped, decoded, one_bit, pictures, text_of


def test_the_command_cards_are_the_six_of_the_desk() -> None:
    assert [(command.code, command.word) for command in COMMANDS] == [
        ("C00000193", "Finish"),
        ("C00000290", "Undo"),
        ("C00000387", "Keep for later"),
        ("C00000484", "Needs repair"),
        ("C00000581", "Parts missing"),
        ("C00000678", "Print agreement"),
    ]


@pytest.mark.parametrize("dpi", [203, 300])
def test_each_command_card_reads_as_its_command(dpi: int) -> None:
    pdf = command_cards("Ashby Music Service")
    page = one_bit(pictures(pdf, dpi)[0])
    bars = [box for box in boxes(pdf) if box.bottom_mm - box.top_mm < 40]

    read = [decoded(cropped(page, _with_margin(box), dpi)) for box in bars]

    assert read == [[command.code] for command in COMMANDS]


def test_a_command_card_says_what_it_does_and_which_key_does_it_too() -> None:
    words = text_of(command_cards("Ashby Music Service"))

    for command in COMMANDS:
        for said in (command.word, command.does, command.key, codes.grouped(command.code)):
            assert said in words


def test_borrower_cards_read_back_with_the_family_beside_them() -> None:
    stock = stocks.stock("L7160")
    given = [
        BorrowerCard(codes.make("B", n), f"O'Neill-Nguyễn {n} family", "Ashby Music Service")
        for n in range(1, 22)
    ]

    pdf = cards(given, stock)

    page = one_bit(pictures(pdf, 203)[0])
    read = [decoded(cropped(page, _with_margin(box), 203)) for box in boxes(pdf)]
    assert read == [[card.code] for card in given]
    assert all(card.name in text_of(pdf) for card in given)


def test_a_borrower_card_has_no_place_for_a_child() -> None:
    assert {field.name for field in dataclasses.fields(BorrowerCard)} == {
        "code",
        "name",
        "service",
    }


def test_borrower_cards_go_on_from_the_first_free_label() -> None:
    stock = stocks.stock("L7651")

    with pytest.raises(RuleError, match="a number from 1 to 65"):
        cards([BorrowerCard("B00000194", "Okafor family", "Ashby")], stock, 66)


def _with_margin(box: Box) -> Box:
    return Box(box.left_mm - 4, box.top_mm, box.right_mm + 4, box.bottom_mm)
