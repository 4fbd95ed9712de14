"""Invoices, credit notes and statements: issued once, numbered without gaps, never taken back."""

from datetime import date, timedelta

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import (
    accounts,
    applications,
    awards,
    details,
    history,
    households,
    lending,
    papers,
    policy,
    undo,
)
from loanmgr.services.applications import Apply, Decide
from loanmgr.services.papers import CreditNote, InvoicesPage, IssueInvoice, IssueStatement
from loanmgr.services.papers import run as runs
from loanmgr.services.payers import SchoolPays
from tests import factories
from tests.factories import family, half_price, lend, pupil, violin
from tests.tables import copy_row, count, one

PAPERS = """
[[limits]]
code = "papers"
name = "What papers say"
payment_days = 14
late_note = "Interest of 5 % above the Bank of England's base rate is charged on what is late."
address = ["Music Centre", "1 High Street", "Ashby AB1 1AA"]
contact = "01234 567890"
pay_to = ["Sort code 00-00-00, account 12345678"]
vat_number = "GB 000 0000 00"
"""
IN_CARE = """
[[schemes]]
code = "care"
name = "In care"
public_name = "Reduced rate"
kind = "care"
percent = 10
confidential = true
evidence = ["none"]
"""
ELSEWHERE = """
[[systems]]
code = "speedadmin"
name = "SpeedAdmin"
kind = "pupils"
accounts = ["family"]
invoices = true
columns = [
  { heading = "Reference", field = "reference" },
  { heading = "Amount", field = "amount" },
]
"""


def invoice(desk, card, **more):
    return desk.run(papers.issue_invoice, IssueInvoice(card, **more)).result


def statement(desk, card, *days):
    return desk.run(papers.issue_statement, IssueStatement(card, *days)).result


def credit(desk, number):
    return desk.run(papers.issue_credit_note, CreditNote(number)).result


def shown(desk, number):
    return desk.look(papers.paper, number)


def pay(desk, card, pence):
    desk.run(accounts.pay, accounts.Pay(card, pence, "bank"))


def said(desk, number):
    return [(line.what, line.pence) for line in shown(desk, number).said.lines]


@pytest.fixture
def amira(desk):
    """A child of a family with an address, and a violin that was lent to her for the term."""
    home = family(desk, "Ngozi Okafor", address="14 Mill Lane, Ashby", postcode="AB1 2CD")
    child = pupil(desk, of=home)
    done = desk.run(lending.lend, lending.Lend((violin(desk),), child))
    return home, child, done.act


def test_an_invoice_asks_for_everything_that_is_on_none_yet(desk, amira):
    home, child, _ = amira
    desk.run(policy.bring_in, policy.BringIn(PAPERS))

    done = invoice(desk, child)

    assert (done.number, done.card, done.payer) == ("INV-00001", home, "Ngozi Okafor")
    assert (done.total_pence, done.to_pay_pence, done.lines) == (2400, 2400, 1)
    paper = shown(desk, done.number)
    assert (paper.issued_on, paper.due_on) == (date(2026, 11, 21), date(2026, 12, 5))
    assert (paper.to.name, paper.to.lines) == (
        "Ngozi Okafor",
        ("14 Mill Lane", "Ashby", "AB1 2CD"),
    )
    [line] = paper.said.lines
    assert (line.what, line.who, line.vat_code) == (
        "Violin 3/4 hire, autumn term",
        "Amira Okafor",
        "non-business",
    )
    assert paper.said.address == ("Music Centre", "1 High Street", "Ashby AB1 1AA")
    assert paper.said.late_note.startswith("Interest of 5 %")
    with pytest.raises(RuleError, match="nothing to invoice for Ngozi Okafor") as refused:
        invoice(desk, home)
    assert refused.value.code == papers.NOTHING
    assert count(desk, "document") == 1


def test_a_reduced_rate_stands_under_its_public_name(desk):
    child = pupil(desk)
    half_price(desk, child)
    lend(desk, violin(desk), child)
    done = invoice(desk, child)
    assert said(desk, done.number) == [
        ("Violin 3/4 hire, autumn term", 2400),
        ("Reduced rate", -1200),
    ]
    assert done.total_pence == 1200


def test_what_was_taken_back_before_it_was_invoiced_is_on_no_paper(desk, amira):
    home, child, act = amira
    desk.run(undo.undo, undo.Undo(act))
    with pytest.raises(RuleError, match="nothing to invoice"):
        invoice(desk, home)
    lend(desk, violin(desk), child)
    assert invoice(desk, home).lines == 1
    assert desk.look(papers.credits_due, home) == ()


def test_what_was_paid_at_the_desk_is_taken_off_what_is_to_pay(desk, amira):
    home, _, _ = amira
    pay(desk, home, 1000)
    done = invoice(desk, home)
    assert (done.total_pence, done.to_pay_pence) == (2400, 1400)
    assert shown(desk, done.number).said.paid_pence == 1000


def test_an_invoice_is_never_taken_back_and_says_what_to_do_instead(desk, amira):
    home, _, _ = amira
    done = invoice(desk, home)
    for asked in (undo.Undo(done.act), undo.Undo()):
        with pytest.raises(RuleError, match="issue a credit note") as refused:
            desk.run(undo.undo, asked)
        assert refused.value.code == "issued"
        assert "INV-00001" in refused.value.message
    assert count(desk, "document") == 1


def test_a_charge_taken_back_after_it_was_invoiced_is_credited(desk, amira):
    home, child, act = amira
    first = invoice(desk, home)
    desk.run(undo.undo, undo.Undo(act))
    lend(desk, violin(desk), child)
    assert desk.look(papers.credits_due, home) == (first.number,)

    second = invoice(desk, home)
    note = credit(desk, first.number)

    assert (note.number, note.total_pence) == ("CN-00001", 2400)
    assert said(desk, note.number) == [("Taken back: Violin 3/4 hire, autumn term", -2400)]
    paper = shown(desk, note.number).said
    assert (paper.invoice, paper.invoice_pence) == (first.number, 2400)
    assert second.total_pence == 2400
    unpaid = {row.number: row.unpaid_pence for row in desk.look(papers.papers_of, home)}
    assert unpaid == {first.number: 0, second.number: 2400, note.number: 0}
    with pytest.raises(RuleError, match="Nothing has lowered invoice INV-00001"):
        credit(desk, first.number)


def test_undoing_that_again_puts_the_charge_on_the_next_invoice(desk, amira):
    home, _, act = amira
    first = invoice(desk, home)
    back = desk.run(undo.undo, undo.Undo(act)).result.act
    credit(desk, first.number)
    desk.run(undo.undo, undo.Undo(back))
    again = invoice(desk, home)
    assert said(desk, again.number) == [("Violin 3/4 hire, autumn term", 2400)]


def test_a_reduced_rate_decided_after_the_invoice_lowers_it_by_a_credit_note(desk):
    child = pupil(desk)
    desk.run(applications.apply, Apply(child, "reduced-50"))
    desk.run(applications.decide, Decide(child, "waiting_list"))
    lend(desk, violin(desk), child)
    first = invoice(desk, child)
    assert first.total_pence == 2400
    desk.run(applications.decide, Decide(child, "awarded", evidence="letter"))
    assert desk.look(papers.credits_due, child) == (first.number,)
    note = credit(desk, first.number)
    assert note.total_pence == 1200
    assert all("letter" not in line.what for line in shown(desk, note.number).said.lines)


@pytest.mark.parametrize("number", ["INV-00009", "CN-00001", "invoice", "", "INV-"])
def test_a_number_that_is_none_is_refused(desk, amira, number):
    with pytest.raises(RuleError, match="There is no") as refused:
        credit(desk, number)
    assert refused.value.code == "unknown_paper"
    with pytest.raises(RuleError):
        shown(desk, number)


def test_numbers_are_read_however_they_are_typed(desk, amira):
    home, _, _ = amira
    done = invoice(desk, home)
    for typed in ("inv 1", "INV-1", "inv00001", " INV-00001 "):
        assert shown(desk, typed).number == done.number


def test_payments_pay_the_oldest_invoice_first(desk, clock, amira):
    home, child, _ = amira
    first = invoice(desk, home)
    clock.go_to(date(2026, 11, 28))
    lend(desk, violin(desk), child)
    second = invoice(desk, home)
    pay(desk, home, 3000)
    unpaid = {row.number: row.unpaid_pence for row in desk.look(papers.papers_of, home)}
    assert unpaid == {first.number: 0, second.number: 1800}
    [row] = desk.look(papers.invoices, InvoicesPage(is_unpaid=True))
    assert (row.number, row.unpaid_pence, row.payer_kind) == (second.number, 1800, "family")
    assert len(desk.look(papers.invoices, InvoicesPage())) == 2


def test_the_list_goes_on_page_by_page(desk):
    numbers = []
    for at in range(5):
        child = pupil(desk, f"Child {at}")
        lend(desk, violin(desk), child)
        numbers.append(invoice(desk, child).number)
    for is_unpaid, wanted in ((True, numbers), (False, numbers[::-1])):
        found, after = [], ""
        while page := desk.look(papers.invoices, InvoicesPage(is_unpaid, after, 2)):
            found += [row.number for row in page]
            after = found[-1]
        assert found == wanted


def test_a_school_is_asked_with_its_order_number(desk):
    school = factories.school(desk, address="Church Road, Ashby", postcode="AB1 3EF")
    lend(desk, violin(desk), pupil(desk), school_pays=SchoolPays(school, "4711", "Mr Ali"))
    paper = shown(desk, invoice(desk, school).number)
    assert paper.to.lines == ("Church Road", "Ashby", "AB1 3EF")
    assert [line.order_no for line in paper.said.lines] == ["4711"]


def test_a_statement_has_a_balance_before_and_after(desk, clock, amira):
    home, child, _ = amira
    pay(desk, home, 500)
    clock.go_to(date(2027, 1, 10))
    lend(desk, violin(desk), child)

    done = statement(desk, home, date(2027, 1, 1))

    paper = shown(desk, done.number)
    assert (paper.number, paper.from_on, paper.to_on) == (
        "ST-00001",
        date(2027, 1, 1),
        date(2027, 1, 10),
    )
    assert (paper.opening_pence, paper.total_pence) == (1900, 4300)
    assert [line.pence for line in paper.said.lines] == [2400]
    assert paper.said.owed_pence == 1900
    whole = shown(desk, statement(desk, home).number)
    assert (whole.from_on, whole.opening_pence) == (date(2026, 9, 1), 0)
    assert [line.is_money for line in whole.said.lines] == [False, True, False]


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ((date(2026, 11, 1), date(2026, 10, 1)), "can't begin on"),
        ((None, date(2026, 12, 1)), "has not come yet"),
    ],
)
def test_a_statement_of_days_that_cannot_be_is_refused(desk, amira, days, why):
    with pytest.raises(RuleError, match=why):
        statement(desk, amira[0], *days)
    assert count(desk, "document") == 0


def test_a_statement_is_not_taken_back_either(desk, amira):
    done = statement(desk, amira[0])
    with pytest.raises(RuleError, match="followed by another one"):
        desk.run(undo.undo, undo.Undo(done.act))


def test_where_another_system_invoices_nothing_is_printed_but_a_statement(desk, amira):
    home, _, _ = amira
    desk.run(policy.bring_in, policy.BringIn(ELSEWHERE))
    with pytest.raises(RuleError, match="SpeedAdmin sends the invoices of Ngozi Okafor"):
        invoice(desk, home)
    assert shown(desk, statement(desk, home).number).said.billed_by == "SpeedAdmin"
    assert desk.look(runs.cards_to_invoice, "everybody") == ()


def test_a_confidential_award_keeps_the_address_off_paper_for_good(desk, clock, amira):
    home, child, _ = amira
    desk.run(policy.bring_in, policy.BringIn(IN_CARE))
    desk.run(awards.award, awards.Award(child, "care", "none"))
    assert shown(desk, invoice(desk, home).number).to.lines == ()
    clock.go_to(date(2027, 9, 10))
    assert shown(desk, statement(desk, home).number).to.lines == ()


def test_who_pays_for_a_child_in_care_has_an_address_and_whom_it_lives_with_has_none(desk, amira):
    home, child, _ = amira
    desk.run(policy.bring_in, policy.BringIn(IN_CARE))
    council = factories.borrower(desk, "partner", "Ashby County Council")
    at = details.ChangeDetails(council, address="County Hall, Ashby", postcode="AB1 0AA")
    desk.run(details.change_details, at)
    desk.run(households.pays, households.Pays(child, council))
    desk.run(awards.award, awards.Award(child, "care", "none"))

    assert shown(desk, statement(desk, council).number).to.lines == (
        *("County Hall", "Ashby", "AB1 0AA"),
    )
    assert shown(desk, statement(desk, home).number).to.lines == ()


def test_what_was_entered_before_invoices_came_from_here_is_on_none(desk, clock, amira):
    home, child, _ = amira
    since = """
[[limits]]
code = "since"
name = "Invoices since December"
invoices_since = 2026-12-01
"""
    desk.run(policy.bring_in, policy.BringIn(since))
    with pytest.raises(RuleError, match="nothing to invoice"):
        invoice(desk, home)
    clock.go_to(date(2027, 1, 10))
    lend(desk, violin(desk), child)
    done = invoice(desk, home)
    assert (done.lines, done.total_pence) == (1, 2400)


def test_the_same_request_twice_is_one_invoice(desk, amira):
    request = IssueInvoice(amira[0])
    first = desk.run(papers.issue_invoice, request).result
    assert desk.run(papers.issue_invoice, request).result == first
    assert count(desk, "document") == 1


@pytest.mark.parametrize("lines", [1, 120])
def test_a_statement_of_many_years_reads_no_more_than_a_short_one(desk, register_url, amira, lines):
    home, _, _ = amira
    key = one(desk, "SELECT MAX(id) FROM ledger")
    for at in range(lines):
        day = date(2016, 9, 1) + timedelta(days=30 * at)
        copy_row(register_url, "ledger", key, uuid=new_id().bytes, entered_on=str(day))
    reads = []

    def counted(work, request):
        before = work.connection.reads
        issued = papers.issue_statement(work, request)
        reads.append(work.connection.reads - before)
        return issued

    done = desk.run(counted, IssueStatement(home, date(2016, 9, 1))).result

    assert done.lines == lines + 1
    assert reads[0] <= 16
    assert len(shown(desk, done.number).said.lines) == lines + 1


def test_it_stands_on_the_timeline_of_who_pays(desk, amira):
    home, _, _ = amira
    invoice(desk, home)
    newest = desk.look(history.timeline, history.TimelineOf(home))[0]
    assert newest.what == "Invoice INV-00001 issued: Ngozi Okafor, £24.00"
