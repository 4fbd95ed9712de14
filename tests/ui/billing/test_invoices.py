"""Invoices in the window: who has not paid, the run, and one family's papers."""

import pytest

from loanmgr.jobs import invoicing as jobs
from loanmgr.services import accounts, papers, undo
from loanmgr.services.papers import IssueInvoice
from tests import factories
from tests.documents.reading import text_of
from tests.tables import one
from ui.families.record_page import PersonPage

LENT = "SELECT uuid FROM act WHERE use_case = 'lend' ORDER BY no DESC LIMIT 1 OFFSET 1"
"""What the first of the two has."""


@pytest.fixture
def payers(desk, town):
    """Two families that owe for a violin; whoever else is in town has paid."""
    desk.run(accounts.pay, accounts.Pay(town.carter, 3000, "cash"))
    cards = [factories.family(desk, name, address="1 Mill Lane") for name in ("Al Fry", "Una Gray")]
    for card in cards:
        factories.lend(desk, factories.violin(desk), factories.pupil(desk, "Kit Fry", of=card))
    return cards


@pytest.fixture
def eyes(open_window, qtbot, payers):
    eyes = open_window()
    qtbot.waitUntil(lambda: "invoices" in eyes.window.page.commands())
    eyes.window.menu.actions["invoices"].trigger()
    qtbot.waitUntil(lambda: eyes.window.page.plan is not None)
    return eyes


def rows(page, which):
    return page.models[which].rows


def test_what_would_be_invoiced_is_shown_and_nothing_is_issued(eyes, desk):
    page = eyes.window.page
    assert page.empty.sentence.text() == "Every invoice is paid."
    assert page.choices["To invoice"].text() == "To invoice  2"
    assert page.issue.text() == "Issue 2 invoices"
    page.show_list("To invoice")
    assert [row.payer for row in rows(page, "To invoice")] == ["Al Fry", "Una Gray"]
    assert "£48.00 to 2 accounts" in page.detail.text()
    assert desk.look(papers.invoices, papers.InvoicesPage()) == ()


def test_issuing_lists_them_as_unpaid_and_prints_them(eyes, opened):
    eyes.click("Issue invoices")
    assert "Issued 2 invoices of £48.00." in eyes.band
    page = eyes.window.page
    assert [row.number for row in rows(page, "Unpaid")] == ["INV-00001", "INV-00002"]
    assert (page.issue.isEnabled(), page.issue.text()) == (False, "Issue invoices")
    assert [choice.key for choice in eyes.window.band.message.choices] == ["print"]
    eyes.click("Print them")
    assert [path.stem for path in opened] == ["Invoice INV-00001 to INV-00002"]
    words = text_of(opened[0].read_bytes())
    assert "Al Fry" in words and "Una Gray" in words


def test_undo_after_a_run_says_what_is_done_instead(eyes, desk, qtbot):
    eyes.click("Issue invoices")
    eyes.window.menu.actions["undo"].trigger()
    qtbot.waitUntil(lambda: "Invoices keep their numbers and are not undone." in eyes.band)
    assert "issue a credit note on the page of who pays" in eyes.band
    assert len(desk.look(papers.invoices, papers.InvoicesPage())) == 2


def test_a_plan_from_before_a_payment_says_so(eyes, desk, payers):
    page = eyes.window.page
    desk.run(accounts.pay, accounts.Pay(payers[0], 2400, "cash"))
    eyes.program.runner.ask_others()
    assert page.is_old
    eyes.click("Look again")
    assert not page.is_old
    assert page.issue.text() == "Issue 1 invoice"
    eyes.click("Issue invoices")
    eyes.program.runner.ask_others()
    assert not page.is_old


def test_a_run_for_schools_alone_has_nobody_here(eyes):
    page = eyes.window.page
    page.whom.setCurrentIndex(2)
    assert (page.plan.lines, page.issue.isEnabled()) == ((), False)
    page.show_list("To invoice")
    assert page.empty.sentence.text().startswith("There is nothing to invoice")


def test_stopped_in_the_middle_the_rest_is_issued_later(eyes, monkeypatch):
    issued = jobs.run

    def run_and_stop(at, request, progress):
        return issued(at, request, lambda done, of, what: progress(done, of, what) and done < 1)

    monkeypatch.setattr(jobs, "run", run_and_stop)
    eyes.click("Issue invoices")
    assert eyes.window.band.message.detail == "Stopped: each account is invoiced or not."
    monkeypatch.setattr(jobs, "run", issued)
    assert eyes.window.page.issue.text() == "Issue 1 invoice"
    eyes.click("Issue invoices")
    assert len(rows(eyes.window.page, "Unpaid")) == 2


def test_enter_opens_an_invoice_again_and_a_family_of_the_run(eyes, desk, payers, opened):
    page = eyes.window.page
    page.lists["To invoice"].opened.emit(rows(page, "To invoice")[0])
    assert isinstance(eyes.window.page, PersonPage)
    eyes.window.back()
    desk.run(papers.issue_invoice, IssueInvoice(payers[0]))
    page.load()
    page.lists["Unpaid"].opened.emit(rows(page, "Unpaid")[0])
    assert [path.stem for path in opened] == ["Invoice INV-00001"]


@pytest.fixture
def record(open_window, qtbot, payers):
    eyes = open_window()
    page = PersonPage(payers[0], eyes.program.runner, open_file=lambda _path: True)
    eyes.window.open_page(page)
    qtbot.waitUntil(lambda: page.record is not None)
    return eyes, page


def test_a_familys_page_sends_an_invoice_once(record):
    eyes, page = record
    assert page.issued.isHidden()
    eyes.click("Send invoice")
    assert "Invoice INV-00001 issued: £24.00, £24.00 to pay by" in eyes.band
    assert page.issued.invoice.isHidden()
    [row] = page.issued.model.rows
    assert (row.number, row.unpaid_pence) == ("INV-00001", 2400)
    assert eyes.window.band.message.choices == ()


def test_a_familys_page_prints_a_statement(record):
    eyes, page = record
    eyes.click("Statement")
    assert "Statement ST-00001 issued: £24.00." in eyes.band
    page.issued.list.opened.emit(page.issued.model.rows[0])
    assert "Statement ST-00001 is ready." in eyes.band


def test_a_credit_note_is_offered_once_something_was_taken_off(record, desk, payers):
    eyes, page = record
    assert page.issued.credit.isHidden()
    eyes.click("Send invoice")
    desk.run(undo.undo, undo.Undo(one(desk, LENT)))
    page.load()
    assert not page.issued.credit.isHidden()
    eyes.click("Credit note")
    assert "Credit note CN-00001 issued: £24.00." in eyes.band
    assert page.issued.credit.isHidden()
