"""The receipt: sums, how it was paid, what is left, and never why a charge is reduced."""

import dataclasses
import re
from datetime import date

import pytest

from loanmgr.documents.agreement import Service
from loanmgr.documents.receipt import Receipt, ReceiptLine, receipt
from tests.documents.reading import fonts_of, lines_of, text_of

PAID = Receipt(
    service=Service("Ashby Music Service", ("14 Market Street", "Ashby AB1 2CD")),
    number="ASHBY2-000187",
    paid_on=date(2026, 11, 14),
    account="O'Neill-Nguyễn family",
    lines=(
        ReceiptLine("Hire, Violin 3/4, autumn term 2026", 2_400),
        ReceiptLine("Reduced rate", -1_200),
    ),
    paid_by="card",
    paid_pence=1_200,
    balance_pence=0,
)


@pytest.mark.parametrize(
    "said",
    [
        "Ashby Music Service 14 Market Street Ashby AB1 2CD",
        "Receipt ASHBY2-000187",
        "Account O'Neill-Nguyễn family",
        "Date 14 Nov 2026",
        "Hire, Violin 3/4, autumn term 2026 £24.00",
        "Reduced rate −£12.00",
        "Total £12.00",
        "Paid by card £12.00",
        "Left to pay on this account £0.00",
        "Page 1 of 1",
    ],
)
def test_the_receipt_says(said: str) -> None:
    assert said in text_of(receipt(PAID))


@pytest.mark.parametrize(
    ("balance_pence", "said"),
    [
        (1_050, "Still to pay on this account £10.50"),
        (-500, "In credit on this account £5.00"),
    ],
)
def test_what_is_left_is_said_in_words(balance_pence: int, said: str) -> None:
    assert said in text_of(receipt(dataclasses.replace(PAID, balance_pence=balance_pence)))


def test_money_given_back_is_called_that() -> None:
    back = dataclasses.replace(PAID, lines=(ReceiptLine("Deposit", -5_000),), paid_pence=-5_000)

    words = text_of(receipt(back))

    assert "Total −£50.00" in words and "Given back by card £50.00" in words


def test_a_long_receipt_runs_over_pages_and_keeps_every_line() -> None:
    lines = tuple(ReceiptLine(f"Hire, Violin number {n}", 100 + n) for n in range(150))

    pdf = receipt(dataclasses.replace(PAID, lines=lines))

    pages = [" ".join(page) for page in lines_of(pdf)]
    assert len(pages) > 2
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert [int(n) for n in re.findall(r"number (\d+)", text_of(pdf))] == list(range(150))


def test_the_receipt_has_no_place_for_a_reason_or_an_address_of_the_family() -> None:
    asked = {field.name for field in dataclasses.fields(Receipt)}

    assert not [name for name in asked if re.search("reason|scheme|award|address", name)]


def test_all_fonts_are_embedded() -> None:
    assert all(fonts_of(receipt(PAID)).values())
