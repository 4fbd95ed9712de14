"""The closing page: counts, money, the cash box, who is unfinished; always one page."""

import dataclasses
from datetime import date

import pytest

from loanmgr.documents.agreement import Service
from loanmgr.documents.closing import ClosingSheet, MoneyLine, closing
from tests.documents.reading import fonts_of, text_of

DAY = ClosingSheet(
    service=Service("Ashby Music Service"),
    desk="Ashby 1",
    centre="Ashby Music Centre",
    on=date(2026, 11, 21),
    closed="12:10 by Zoë O'Neill-Nguyễn",
    counts=(("Returned", 41), ("Lent", 27)),
    money=(MoneyLine("cash", 18_400, 1_200), MoneyLine("card", 9_600, 0)),
    expected_pence=17_200,
    counted_pence=17_000,
    left=(("Not finished", 1), ("Evidence to check", 3)),
    unfinished=(("Patel family", "2 instruments", "11:52"),),
)


@pytest.mark.parametrize(
    "said",
    [
        "Ashby 1, 21 November 2026",
        "Closed at 12:10 by Zoë O'Neill-Nguyễn",
        "Returned 41",
        "Cash £184.00 £12.00 £172.00",
        "Card £96.00 £0.00 £96.00",
        "Expected in the cash box, without the float £172.00",
        "Missing from the box £2.00",
        "Evidence to check 3",
        "Patel family 2 instruments 11:52",
        "Page 1 of 1",
    ],
)
def test_the_page_says(said: str) -> None:
    assert said in text_of(closing(DAY))


@pytest.mark.parametrize(
    ("counted", "said"),
    [(None, "Counted not counted"), (17_200, "Difference £0.00"), (17_300, "Too much in the box")],
)
def test_the_box_in_words(counted: int | None, said: str) -> None:
    assert said in text_of(closing(dataclasses.replace(DAY, counted_pence=counted)))


def test_a_quiet_day() -> None:
    quiet = dataclasses.replace(DAY, money=(), unfinished=(), expected_pence=0, counted_pence=0)
    assert "No money was taken or given back." in text_of(closing(quiet))


def test_it_is_one_page_however_many_wait() -> None:
    many = tuple((f"{'Featherstonehaugh ' * 4}{n}", "2 instruments", "11:52") for n in range(300))
    money = tuple(MoneyLine(each, 1, 1) for each in ("cash", "card", "bank", "cheque"))
    said = text_of(closing(dataclasses.replace(DAY, unfinished=many, money=money)))
    assert "And 282 more." in said
    assert "Page 1 of 1" in said


def test_letters_of_every_name_are_in_the_file() -> None:
    assert all(fonts_of(closing(DAY)).values())
