"""What is owed and since when: the same answer wherever it is asked, by the day of the invoice."""

from datetime import date, timedelta

import pytest

from loanmgr.services import (
    accounts,
    facts,
    lists,
    losing,
    papers,
    policy,
    reminders,
    settling,
    undo,
)
from loanmgr.services.accounts import Pay
from loanmgr.services.billing import late as late_run
from loanmgr.services.lists import PeoplePage
from loanmgr.services.papers import IssueInvoice
from loanmgr.services.papers.late import late, late_out
from loanmgr.services.settling import Allocate
from loanmgr.services.undo import Undo
from tests.factories import A_SATURDAY, family, lend, pupil, violin
from tests.tables import one

RULES = """
[[limits]]
code = "papers"
name = "Papers"
recall_after_days = 30
late_fee_pence = 500

[[tariffs]]
code = "loss"
name = "Loss"
basis = "loss"
pay_within_days = 90
vat = "loss"
"""
DAY = timedelta(days=1)
OWN = A_SATURDAY + timedelta(days=30)
"""The day to pay by of what is lent on the first Saturday."""
ISSUED = date(2026, 12, 12)
LATER = ISSUED + timedelta(days=30)
"""What an invoice of three weeks later gives."""
LENT = "SELECT uuid FROM act WHERE use_case = 'lend' ORDER BY no DESC LIMIT 1"


@pytest.fixture
def home(desk):
    """A family whose child has a violin."""
    desk.run(policy.bring_in, policy.BringIn(RULES))
    card = family(desk, "Ngozi Okafor")
    lend(desk, violin(desk, value_pence=18_000), pupil(desk, "Amira Okafor", of=card))
    return card


def issue(desk, clock, home, on=ISSUED):
    clock.go_to(on)
    return desk.run(papers.issue_invoice, IssueInvoice(home)).result.due_on


def account_of(look, home):
    return accounts.account_row(look, home).account_id


def fees(look, home):
    return late_run.of_account(look, account_of(look, home), look.on)


def known(look, card):
    return facts.borrower(look, facts.thing_of(look, card, "card")[1]).facts


def check(desk, home, pence, since_on=None):
    """Ask every place what is owed, and those that say it since when."""
    [family_row] = desk.look(lists.people, PeoplePage())
    [child] = desk.look(lists.people, PeoplePage("pupil"))
    at_desk = desk.look(known, child.code)
    letters = [(each.owed_pence, each.since_on) for each in desk.look(reminders.owing, None)]
    assert desk.look(accounts.account, home).owed_pence == pence
    assert (family_row.owed_pence, child.owed_pence) == (pence, pence)
    assert (at_desk.owed_pence, at_desk.owed_since_on) == (pence, since_on)
    assert letters == ([(pence, since_on)] if pence else [])


def test_without_an_invoice_it_is_the_day_of_the_charge(desk, clock, home):
    clock.go_to(OWN)
    check(desk, home, 0)
    clock.go_to(OWN + DAY)
    check(desk, home, 2400, OWN)


def test_an_invoice_gives_its_own_day_everywhere(desk, clock, home):
    assert issue(desk, clock, home) == LATER > OWN
    assert [line.due_on for line in desk.look(accounts.account, home).lines] == [LATER]
    for on in (OWN + DAY, LATER):
        clock.go_to(on)
        check(desk, home, 0)
        assert desk.look(fees, home) == []
    clock.go_to(LATER + DAY)
    check(desk, home, 2400, LATER)
    assert [each.charge.from_on for each in desk.look(fees, home)] == [LATER + DAY]


def test_it_is_called_back_so_long_after_the_invoice_s_day(desk, clock, home):
    issue(desk, clock, home)
    clock.go_to(LATER + 30 * DAY)
    assert desk.look(late_out, None) == ()
    clock.go_to(LATER + 31 * DAY)
    [out] = desk.look(late_out, None)
    assert (out.owed_pence, out.since_on) == (2400, LATER)
    found = desk.look(lambda look, _: late(look, account_of(look, home)), None)
    assert (found.owed_pence, found.since_on) == (2400, LATER)


def test_what_an_invoice_asks_for_before_its_own_day_is_owed_after_the_invoice_s(desk, clock, home):
    [code] = desk.look(out_now, None)
    desk.run(losing.lost, losing.Lost(code))
    clock.go_to(OWN + DAY)
    check(desk, home, 2400, OWN)
    clock.go_to(A_SATURDAY)
    assert issue(desk, clock, home, A_SATURDAY) == OWN
    clock.go_to(OWN)
    check(desk, home, 0)
    clock.go_to(OWN + DAY)
    check(desk, home, 20_400, OWN)
    desk.run(accounts.pay, Pay(home, 2400, "cash"))
    check(desk, home, 18_000, OWN)


def out_now(look, _):
    return [each.code for each in lists.instruments(look, lists.InstrumentsPage()) if each.holder]


def test_what_is_paid_is_not_owed_and_says_nothing_of_since_when(desk, clock, home):
    issue(desk, clock, home, A_SATURDAY)
    clock.go_to(A_SATURDAY + DAY)
    lend(desk, violin(desk), desk.look(lists.people, PeoplePage("pupil"))[0].code)
    clock.go_to(OWN + 2 * DAY)
    check(desk, home, 4800, OWN)
    desk.run(accounts.pay, Pay(home, 2400, "cash"))
    check(desk, home, 2400, OWN + DAY)
    first, _, paid = (each.line for each in desk.look(accounts.account, home).lines)
    desk.run(settling.allocate, Allocate(paid, first))
    check(desk, home, 2400, OWN + DAY)


def test_what_was_taken_back_of_an_invoice_hides_no_other_debt(desk, clock, home):
    child = desk.look(lists.people, PeoplePage("pupil"))[0].code
    issue(desk, clock, home, A_SATURDAY)
    lend(desk, violin(desk), child)
    assert issue(desk, clock, home) == LATER
    clock.go_to(OWN + DAY)
    check(desk, home, 2400, OWN)
    undone = desk.run(undo.undo, Undo(one(desk, LENT))).result
    check(desk, home, 2400, OWN)
    desk.run(undo.undo, Undo(undone.act))
    check(desk, home, 2400, OWN)
    clock.go_to(LATER + DAY)
    check(desk, home, 4800, OWN)


def test_a_credit_note_goes_by_the_invoice_it_answers(desk, clock, home):
    issue(desk, clock, home)
    number = f"INV-{one(desk, 'SELECT number FROM document'):05d}"
    desk.run(undo.undo, Undo(one(desk, LENT)))
    desk.run(papers.issue_credit_note, papers.CreditNote(number))
    for on in (OWN + DAY, LATER + DAY):
        clock.go_to(on)
        check(desk, home, 0)
