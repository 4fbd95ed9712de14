"""Which lines go on which paper, which invoices are paid, and what of a sum is VAT."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain import papers, vat
from loanmgr.domain.applied import Line, Put, apply
from loanmgr.domain.papers import Entry

PENCE = st.integers(1, 100_000)


@st.composite
def accounts(draw):
    """An account as it grows: charges, discounts, payments and reversals, papers in between."""
    lines: list[Entry] = []
    deeds = [_charge, _discount, _pay, _back, _back, _invoice, _credit]
    for _ in range(draw(st.integers(1, 25))):
        lines = draw(st.sampled_from(deeds))(draw, lines)
    return lines


def _charge(draw, lines):
    key = len(lines) + 1
    return [*lines, Entry(key, "charge", draw(PENCE), charge=key)]


def _discount(draw, lines):
    charges = [line for line in lines if line.kind == "charge"]
    if not charges:
        return lines
    of = draw(st.sampled_from(charges))
    off = draw(st.integers(1, of.pence))
    return [*lines, Entry(len(lines) + 1, "discount", -off, charge=of.id)]


def _pay(draw, lines):
    key = len(lines) + 1
    return [*lines, Entry(key, "payment", -draw(PENCE), payment=key)]


def _back(draw, lines):
    backed = {line.reverses for line in lines}
    standing = [line for line in lines if line.id not in backed]
    if not standing:
        return lines
    of = draw(st.sampled_from(standing))
    back = {"kind": "reversal", "pence": -of.pence, "reverses": of.id}
    fresh = {"id": len(lines) + 1, "document": None, "invoice": None}
    return [*lines, dataclasses.replace(of, **back, **fresh)]


def _invoice(_draw, lines):
    taken = papers.sort(lines).to_invoice
    if sum(line.pence for line in taken) <= 0:
        return lines
    return papers.on_paper(lines, taken, _next(lines))


def _credit(_draw, lines):
    for invoice, taken in papers.sort(lines).to_credit.items():
        key, ids = _next(lines), {line.id for line in taken}
        lines = [
            dataclasses.replace(line, document=key, invoice=invoice) if line.id in ids else line
            for line in lines
        ]
    return lines


def _next(lines):
    return 1 + max((line.document or 0 for line in lines), default=0)


@given(accounts())
def test_papers_add_up_to_the_lines_that_are_on_them(lines):
    on_papers = [line for line in lines if line.document is not None]
    invoiced = sum(line.pence for line in on_papers if line.document == line.invoice)
    credited = -sum(line.pence for line in on_papers if line.document != line.invoice)
    assert invoiced - credited == sum(line.pence for line in on_papers)
    assert all(line.payment is None for line in on_papers)
    by_invoice = {}
    for line in on_papers:
        if line.document == line.invoice:
            by_invoice[line.document] = by_invoice.get(line.document, 0) + line.pence
        else:
            assert line.pence < 0
    assert all(pence > 0 for pence in by_invoice.values())


@given(accounts())
def test_what_is_on_no_paper_goes_on_one_or_cancels(lines):
    found = papers.sort(lines)
    chosen = [*found.to_invoice, *(line for some in found.to_credit.values() for line in some)]
    ids = {line.id for line in lines}
    by_id = {line.id: line for line in lines}
    fresh = [x for x in lines if x.document is None and papers.is_invoiced(x, by_id)]
    assert {line.id for line in chosen} <= ids
    assert sum(line.pence for line in chosen) == sum(line.pence for line in fresh)


@given(accounts())
def test_no_invoice_is_paid_twice_or_more_than_once(lines):
    unpaid = papers.unpaid(lines, applied_to(lines))
    assert all(pence >= 0 for pence in unpaid.values())
    assert sum(unpaid.values()) <= max(0, sum(line.pence for line in lines if line.pence > 0))
    balance = sum(line.pence for line in lines)
    if balance <= 0:
        assert set(unpaid.values()) <= {0}
    assert sum(unpaid.values()) <= sum(applied_to(lines).unpaid.values())


def applied_to(lines, *puts):
    """Say what is paid, as accounts do."""
    plain = [
        Line(x.id, x.kind, x.pence, date(2026, 9, 1), x.charge, x.payment, x.reverses)
        for x in lines
    ]
    return apply(plain, [Put(*put) for put in puts])


def test_what_somebody_chose_to_pay_is_paid_before_the_oldest():
    lines = [
        Entry(1, "charge", 1000, charge=1, document=1, invoice=1),
        Entry(2, "charge", 1000, charge=2, document=2, invoice=2),
        Entry(3, "payment", -1000, payment=3),
    ]
    assert papers.unpaid(lines, applied_to(lines)) == {1: 0, 2: 1000}
    assert papers.unpaid(lines, applied_to(lines, (3, 2, 1000))) == {1: 1000, 2: 0}
    assert papers.unpaid(lines, applied_to(lines, (3, 2, 400))) == {1: 400, 2: 600}


def test_what_is_asked_for_again_is_unpaid_of_the_newer_invoice():
    """A discount that was taken back goes on the next invoice, of the same charge."""
    lines = [
        Entry(1, "charge", 1000, charge=1, document=1, invoice=1),
        Entry(2, "discount", -500, charge=1, document=1, invoice=1),
        Entry(3, "discount", 500, charge=1, document=2, invoice=2),
        Entry(4, "payment", -600, payment=4),
    ]
    assert papers.unpaid(lines, applied_to(lines)) == {1: 0, 2: 400}


def test_a_write_off_is_on_no_paper_and_pays():
    lines = [
        Entry(1, "charge", 1000, charge=1, document=1, invoice=1),
        Entry(2, "write_off", -1000),
    ]
    assert papers.unpaid(lines, applied_to(lines)) == {1: 0}
    assert papers.sort(lines).to_invoice == ()
    lines.append(Entry(3, "reversal", 1000, reverses=2))
    assert papers.unpaid(lines, applied_to(lines)) == {1: 1000}
    assert papers.sort(lines).to_invoice == ()


@pytest.mark.parametrize(
    ("typed", "read"),
    [("INV-00042", ("invoice", 42)), ("cn 7", ("credit_note", 7)), ("St3", ("statement", 3))],
)
def test_numbers_are_read_as_they_are_printed(typed, read):
    assert papers.number_read(typed) == read
    assert papers.number_read(papers.number_words(*read)) == read


@pytest.mark.parametrize("typed", ["", "INV", "INV-", "B00000177", "42", "INV-4x"])
def test_what_is_no_number_is_none(typed):
    assert papers.number_read(typed) is None


@pytest.mark.parametrize(
    ("code", "rate"),
    [
        ("non-business", None),
        ("", None),
        ("Standard", 2000),
        ("reduced", 500),
        ("zero", 0),
        ("standard 17.5", 1750),
        ("special 20 %", 2000),
        ("whatever", None),
    ],
)
def test_a_code_has_its_rate(code, rate):
    assert vat.rate(code) == rate


@pytest.mark.parametrize("code", ["standard 101", "20", "a 1.234", "standard %", "20 %", "a 17,5"])
def test_what_is_no_code_is_told_apart(code):
    assert not vat.is_code(code)


@given(st.lists(st.tuples(st.sampled_from(["standard", "reduced", "exempt"]), PENCE)))
def test_net_and_vat_are_what_is_paid(lines):
    taxed = vat.taxed(lines)
    gross = sum(pence for code, pence in lines if code != "exempt")
    assert sum(each.net_pence + each.vat_pence for each in taxed) == gross
    for each in taxed:
        exact = each.gross_pence * each.hundredths / (10_000 + each.hundredths)
        assert abs(each.vat_pence - exact) <= 0.5
    assert [each.hundredths for each in taxed] == sorted({each.hundredths for each in taxed})
