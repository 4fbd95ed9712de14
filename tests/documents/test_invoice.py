"""Invoices, credit notes and statements on paper: lines, sums carried over, VAT, an address."""

import dataclasses
import re
from datetime import date

import pytest

from loanmgr.documents.agreement import Service
from loanmgr.documents.invoice import CreditNote, Invoice, PaperLine, Statement, drawn
from tests.documents.reading import boxes, fonts_of, lines_of, text_of

ON = date(2026, 11, 21)
HEAD = (
    Service("Ashby Music Service", ("1 High Street", "Ashby AB1 1AA"), "01234 567890"),
    "INV-00042",
    ON,
    ("Zoë O'Neill-Nguyễn", "14 Mill Lane", "AB1 2CD"),
    "B00000177",
)
HIRE = PaperLine(ON, "Violin 3/4 hire, autumn term", 2400, "Amira Okafor", "4711")
OFF = PaperLine(ON, "Reduced rate", -1200)
MORE = {
    "pay_to": ("Bank transfer to Ashbyshire Council", "00-00-00, 12345678"),
    "late_note": "Interest of 5 % is charged on what is late.",
    "vat_number": "GB 123 4567 89",
}
INVOICE = Invoice(*HEAD, (HIRE, OFF), date(2026, 12, 5), **MORE)
NOTE = CreditNote(*HEAD, (OFF,), "INV-00041", date(2026, 10, 1), 2400, **MORE)
STATEMENT = Statement(
    *HEAD,
    (HIRE, PaperLine(ON, "Paid by bank", -500, is_money=True)),
    date(2026, 9, 1),
    ON,
    600,
    600,
    2500,
    **MORE,
)


@pytest.mark.parametrize(
    "said",
    [
        "Ashby Music Service",
        "1 High Street",
        "01234 567890",
        "Zoë O'Neill-Nguyễn",
        "14 Mill Lane",
        "Invoice INV-00042",
        "Date 21 Nov 2026",
        "Card B 0000 0177",
        "Violin 3/4 hire, autumn term £24.00",
        "Amira Okafor · Order 4711",
        "Reduced rate −£12.00",
        "To pay by 5 December 2026 £12.00",
        "Quote INV-00042",
        "Interest of 5 % is charged on what is late.",
        "Page 1 of 1",
    ],
)
def test_the_invoice_says(said):
    assert said in _words(INVOICE)


def test_what_was_paid_already_is_taken_off():
    words = _words(dataclasses.replace(INVOICE, paid_pence=500))
    assert "Total £12.00 Paid already −£5.00 To pay by 5 December 2026 £7.00" in words
    paid = _words(dataclasses.replace(INVOICE, paid_pence=1200))
    assert "Nothing is left to pay £0.00" in paid
    assert "How to pay" not in paid


def test_without_a_taxed_line_there_is_no_word_of_vat():
    assert "VAT" not in _words(INVOICE)
    assert "Tax point" not in _words(INVOICE)


def test_a_taxed_line_shows_net_rate_vat_and_gross():
    taxed = dataclasses.replace(HIRE, vat_code="standard 20")
    words = _words(dataclasses.replace(INVOICE, lines=(taxed, OFF)))
    assert "Tax point 21 Nov 2026" in words
    assert "VAT number GB 123 4567 89" in words
    assert "£20.00 20 % £4.00 £24.00" in words
    assert "−£12.00 no VAT £0.00 −£12.00" in words
    credited = _words(dataclasses.replace(NOTE, lines=(dataclasses.replace(taxed, pence=-2400),)))
    assert "£20.00 20 % £4.00 £24.00" in credited


def test_a_credit_note_names_the_invoice_it_answers():
    words = _words(NOTE)
    assert "For invoice INV-00041 of 1 Oct 2026" in words
    assert "Credited to invoice INV-00041 £12.00" in words
    assert "Invoice INV-00041 was for £24.00." in words


def test_a_statement_runs_from_a_balance_to_a_balance():
    words = _words(STATEMENT)
    assert "1 Sep 2026 Balance before £6.00" in words
    assert "Violin 3/4 hire, autumn term £24.00 £30.00" in words
    assert "Paid by bank £5.00 £25.00" in words
    assert "To pay on this account £25.00" in words
    assert "owed now £6.00" in words
    assert "Deposits in this account, given back when everything is returned £25.00" in words


def test_where_another_system_bills_a_statement_is_none():
    words = _words(dataclasses.replace(STATEMENT, billed_by="SpeedAdmin"))
    assert "Statement – not a bill" in words
    assert "SpeedAdmin sends the bills for this account." in words
    assert "How to pay" not in words and "owed now" not in words


@pytest.mark.parametrize("number", [1, 20, 21, 22, 23, 24, 25, 26, 60, 150])
def test_many_lines_run_over_pages_with_what_is_carried(number):
    lines = tuple(PaperLine(ON, f"Hire number {n}", 100) for n in range(1, number + 1))
    pages = [
        " ".join(page) for page in lines_of(drawn([dataclasses.replace(INVOICE, lines=lines)]))
    ]
    found = [int(n) for page in pages for n in re.findall(r"Hire number (\d+)", page)]
    assert found == list(range(1, number + 1))
    for at, page in enumerate(pages, start=1):
        assert f"Page {at} of {len(pages)}" in page
        carried = re.findall(r"Carried forward £([\d.]+)", page)
        brought = re.findall(r"Brought forward £([\d.]+)", page)
        so_far = len([n for p in pages[:at] for n in re.findall(r"Hire number (\d+)", p)])
        assert carried == ([f"{so_far}.00"] if at < len(pages) else [])
        before = len([n for p in pages[: at - 1] for n in re.findall(r"Hire number (\d+)", p)])
        assert brought == ([f"{before}.00"] if at > 1 else [])
    assert f"Total £{number}.00" in pages[-1]


@pytest.mark.parametrize("number", [18, 19, 20, 21, 22, 45])
def test_nothing_runs_into_the_foot(number):
    lines = tuple(dataclasses.replace(HIRE, vat_code="standard") for _ in range(number))
    pdf = drawn([dataclasses.replace(INVOICE, lines=lines, paid_pence=100)])
    for page in range(len(lines_of(pdf))):
        lowest = sorted({round(box.bottom_mm) for box in boxes(pdf, page, of_text=True)})
        assert [mm for mm in lowest if 281 < mm < 284] == []


def test_the_address_lies_in_the_window_of_an_envelope():
    pdf = drawn([INVOICE])
    found = boxes(pdf, of_text=True)
    address = [box for box in found if 21 < box.left_mm < 23 and box.top_mm < 90]
    assert len(address) >= 3
    assert all(box.top_mm > 45 and box.bottom_mm < 82 and box.right_mm < 110 for box in address)


def test_names_of_any_length_stay_on_the_paper():
    long = dataclasses.replace(
        HIRE, what="Contrabass clarinet " * 12, who="Featherstonehaugh " * 12, order_no="X" * 300
    )
    to = ("Wolfeschlegelsteinhausenbergerdorff " * 5, "A long street name " * 9, "AB1")
    pdf = drawn([dataclasses.replace(INVOICE, lines=(long,), to=to)])
    assert all(box.right_mm < 205 for box in boxes(pdf, of_text=True))
    assert text_of(pdf).count("Contrabass clarinet") == 12


def test_several_papers_go_into_one_file_each_with_its_own_pages():
    pages = lines_of(drawn([INVOICE, NOTE, STATEMENT]))
    assert len(pages) == 3
    assert all("Page 1 of 1" in " ".join(page) for page in pages)


def test_the_same_paper_is_the_same_bytes():
    assert drawn([INVOICE]) == drawn([INVOICE])
    assert all(fonts_of(drawn([INVOICE])).values())


def test_papers_have_no_place_for_a_reason():
    asked = {field.name for kind in (Invoice, PaperLine) for field in dataclasses.fields(kind)}
    assert not [name for name in asked if re.search("reason|scheme|award|evidence", name)]


def _words(paper):
    return text_of(drawn([paper]))
