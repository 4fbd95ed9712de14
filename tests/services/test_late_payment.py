"""Paying late is charged once: a fee an invoice, interest a span of days; undone, charged anew."""

from datetime import date, timedelta

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.jobs import billing
from loanmgr.services import accounts, joining, papers, policy, runs, settling, undo
from loanmgr.services.accounts import Pay
from loanmgr.services.billing import Bill
from loanmgr.services.joining import Join
from loanmgr.services.papers import IssueInvoice
from loanmgr.services.settling import WriteOff
from loanmgr.services.undo import Undo
from tests import factories
from tests.factories import lend, pupil, school, violin
from tests.services import other_systems as other
from tests.services.racing import at_once
from tests.tables import count, one, rows

LENT = date(2026, 11, 21)
DUE = LENT + timedelta(days=30)
HIRE = 2400
RULES = """
[[limits]]
code = "fee"
name = "Late fee"
borrowers = ["pupil"]
late_fee_pence = 500
late_percent = 9

[[limits]]
code = "interest"
name = "Late interest"
borrowers = ["school"]
late_percent = 12.5
"""
STANDING = "SELECT COUNT(*) FROM late_charge WHERE struck_act IS NULL"


@pytest.fixture
def child(desk):
    """A pupil whose hire of £24.00 is on an invoice that is due on 21 December."""
    desk.run(policy.bring_in, policy.BringIn(RULES))
    card = pupil(desk)
    lend(desk, violin(desk), card)
    assert desk.run(papers.issue_invoice, IssueInvoice(card)).result.due_on == DUE
    return card


def today(desk):
    return desk.look(lambda look, _: look.on, None)


def preview(desk):
    return billing.preview_late(desk, today(desk), _go_on)


def charge(desk):
    return billing.run(desk, Bill(today(desk), is_late=True), _go_on)


def late(desk, card):
    found = desk.look(accounts.account, card).lines
    return [(line.what, line.amount_pence) for line in found[1:] if line.kind == "charge"]


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def _go_on(_done, _of, _what):
    return True


def test_on_its_last_day_nothing_is_charged(desk, clock, child):
    clock.go_to(DUE)
    assert preview(desk).lines == ()
    assert charge(desk).charges == 0
    assert balance(desk, child) == HIRE


def test_a_month_late_costs_the_fee_and_interest_as_was_shown(desk, clock, child):
    clock.go_to(DUE + timedelta(days=34))
    plan = preview(desk)
    assert [(line.kind, line.name, line.period, line.due_pence) for line in plan.lines] == [
        ("fee", "INV-00001", "due 21 Dec 2026", 500),
        ("interest", "INV-00001", "34 days at 9 %", 20),  # 24.00 × 9 % × 34 / 365 = 0.2012
    ]
    assert count(desk, "late_charge") == 0
    done = charge(desk)
    assert (done.accounts, done.charges, done.due_pence) == (1, 2, plan.due_pence)
    assert late(desk, child) == [
        ("Late fee on invoice INV-00001, due 21 Dec 2026", 500),
        ("Interest on £24.00 of invoice INV-00001, 34 days at 9 %", 20),
    ]


@pytest.mark.usefixtures("child")
def test_again_on_the_same_day_nothing_is_charged_and_later_the_days_since(desk, clock):
    clock.go_to(DUE + timedelta(days=34))
    charge(desk)
    assert preview(desk).lines == ()
    assert charge(desk).charges == 0
    clock.go_to(DUE + timedelta(days=100))
    [line] = preview(desk).lines
    assert (line.kind, line.period, line.charge_on) == (
        "interest",
        "66 days at 9 %",
        DUE + timedelta(days=35),
    )


def test_what_was_paid_in_part_costs_interest_on_the_rest(desk, clock, child):
    desk.run(accounts.pay, Pay(child, 400, "cash"))
    clock.go_to(DUE + timedelta(days=365))
    _fee, line = preview(desk).lines
    assert line.because == "Interest on £20.00 of invoice INV-00001, 365 days at 9 %"
    assert line.due_pence == 180


def test_what_was_paid_costs_nothing(desk, clock, child):
    clock.go_to(DUE + timedelta(days=50))
    desk.run(accounts.pay, Pay(child, HIRE, "cash"))
    assert preview(desk).lines == ()


def test_there_is_no_interest_on_interest_nor_a_fee_for_a_fee(desk, clock, child):
    clock.go_to(DUE + timedelta(days=34))
    charge(desk)
    assert desk.run(papers.issue_invoice, IssueInvoice(child)).result.total_pence == 520
    clock.go_to(DUE + timedelta(days=400))
    [line] = preview(desk).lines
    assert line.because == "Interest on £24.00 of invoice INV-00001, 366 days at 9 %"


def test_each_kind_of_borrower_has_its_own(desk, clock, child):
    card = school(desk)
    lend(desk, violin(desk), card)
    issued = desk.run(papers.issue_invoice, IssueInvoice(card)).result
    clock.go_to(DUE + timedelta(days=365))
    charge(desk)
    pence = (issued.total_pence * 125 * 2 + 1000) // 2000
    assert late(desk, card) == [
        (
            f"Interest on £{issued.total_pence / 100:.2f} of invoice INV-00002, 365 days at 12.5 %",
            pence,
        )
    ]
    assert len(late(desk, child)) == 2


def test_the_run_is_taken_back_whole_and_charges_again(desk, clock, child):
    clock.go_to(DUE + timedelta(days=34))
    run = charge(desk).run
    back = billing.take_back(desk, run, _go_on)
    assert (back.accounts, balance(desk, child), one(desk, STANDING)) == (1, HIRE, 0)
    charge(desk)
    assert (balance(desk, child), one(desk, STANDING)) == (HIRE + 520, 2)


def test_one_account_undone_is_not_done_again_beside_another_charge(desk, clock, child):
    clock.go_to(DUE + timedelta(days=34))
    part = desk.look(runs.standing, runs.TakeBack(charge(desk).run))[0].act
    back = desk.run(undo.undo, Undo(part))
    charge(desk)
    with pytest.raises(RuleError, match="charged again since"):
        desk.run(undo.undo, Undo(back.act))
    assert balance(desk, child) == HIRE + 520


def test_undone_and_done_again_it_stands_once(desk, clock, child):
    clock.go_to(DUE + timedelta(days=34))
    part = desk.look(runs.standing, runs.TakeBack(charge(desk).run))[0].act
    back = desk.run(undo.undo, Undo(part))
    desk.run(undo.undo, Undo(back.act))
    assert balance(desk, child) == HIRE + 520
    assert preview(desk).lines == ()
    clock.go_to(DUE + timedelta(days=35 + 365))
    [line] = preview(desk).lines
    assert "£24.00" in line.because


def test_two_desks_at_once_charge_it_once(desk, another_desk, clock, child):
    clock.go_to(DUE + timedelta(days=34))
    at_once((desk, another_desk()), charge)
    assert one(desk, STANDING) == 2
    assert balance(desk, child) == HIRE + 520


@pytest.mark.usefixtures("child")
def test_the_database_keeps_a_fee_from_standing_twice(desk, clock):
    clock.go_to(DUE + timedelta(days=34))
    charge(desk)
    twice = rows(
        desk,
        "SELECT document_id, kind, from_on, COUNT(*) AS n FROM late_charge"
        " WHERE struck_act IS NULL GROUP BY document_id, kind, from_on",
    )
    assert {row.n for row in twice} == {1}


def test_stopped_each_account_is_charged_wholly_or_not_at_all(desk, clock, child):
    others = [pupil(desk, f"Child {n}") for n in range(3)]
    for other_child in others:
        lend(desk, violin(desk), other_child)
        desk.run(papers.issue_invoice, IssueInvoice(other_child))
    clock.go_to(DUE + timedelta(days=34))
    request = Bill(today(desk), is_late=True)
    done = billing.run(desk, request, lambda at, _of, _what: at < 2)
    assert (done.is_whole, done.accounts) == (False, 2)
    assert sorted(len(late(desk, card)) for card in (child, *others)) == [0, 0, 2, 2]
    assert billing.run(desk, request, _go_on).accounts == 2
    assert {len(late(desk, card)) for card in (child, *others)} == {2}


def test_a_late_charge_is_written_off_like_any_other(desk, clock, child):
    clock.go_to(DUE + timedelta(days=34))
    charge(desk)
    fee = next(li for li in desk.look(accounts.account, child).lines if li.what.startswith("Late"))
    desk.run(settling.write_off, WriteOff(child, "first time", line=fee.line))
    assert balance(desk, child) == HIRE + 20
    assert preview(desk).lines == ()


def test_where_another_system_invoices_it_says_what_is_late(desk, clock, child):
    other.set_up(desk, other.PUPILS)
    clock.go_to(DUE + timedelta(days=34))
    assert preview(desk).lines == ()
    assert charge(desk).charges == 0
    assert balance(desk, child) == HIRE


def test_a_billing_run_charges_nothing_for_paying_late(desk, clock, child):
    clock.go_to(DUE + timedelta(days=34))
    plan = billing.preview(desk, today(desk), "reduced", _go_on)
    assert {line.kind for line in plan.lines} == {"hire"}
    assert late(desk, child) == []


def test_without_a_rule_it_says_where_one_would_stand(desk, clock):
    card = pupil(desk)
    lend(desk, violin(desk), card)
    desk.run(papers.issue_invoice, IssueInvoice(card))
    clock.go_to(date(2027, 6, 1))
    plan = preview(desk)
    assert plan.lines == ()
    assert plan.note.startswith("The policy charges nothing for paying late.")
    assert charge(desk).charges == 0
    assert balance(desk, card) == HIRE


@pytest.mark.usefixtures("child")
def test_a_volunteer_may_not_charge_everybody(another_desk, desk, clock):
    clock.go_to(DUE + timedelta(days=34))
    name = factories.joins(desk, "volunteer")
    with pytest.raises(RuleError, match="Only a lead or the office"):
        charge(another_desk("Ashby 2", staff=name))
    assert count(desk, "late_charge") == 0


class TestJoined:
    """Two records of one family, of which one was charged for paying late."""

    @pytest.fixture
    def late(self, desk, clock, child):
        """The cards of the family that was charged £5.20, and of the one that is kept."""
        keep = factories.family(desk, "Ngozi Okafor")
        clock.go_to(DUE + timedelta(days=34))
        drop = preview(desk).lines[0].account
        assert charge(desk).due_pence == balance(desk, child) - HIRE == 520
        return drop, keep

    def join(self, desk, late):
        return desk.run(joining.join_records, Join(*late)).result

    def test_what_was_charged_goes_along_and_is_not_charged_again(self, desk, clock, child, late):
        joined = self.join(desk, late)
        assert (joined.balance_pence, one(desk, STANDING)) == (HIRE + 520, 2)
        assert preview(desk).lines == ()
        clock.go_to(DUE + timedelta(days=35 + 365))
        # Interest goes on with the hire alone: neither the fee nor the interest bears any.
        [line] = preview(desk).lines
        assert (line.account, line.kind, line.name) == (late[1], "interest", "INV-00001")
        assert line.because == "Interest on £24.00 of invoice INV-00001, 366 days at 9 %"
        assert charge(desk).due_pence == line.due_pence == 217
        assert balance(desk, child) == HIRE + 520 + 217

    def test_undo_of_the_joining_gives_them_back(self, desk, clock, child, late):
        act = self.join(desk, late).act
        desk.run(undo.undo, Undo(act))
        assert (balance(desk, child), balance(desk, late[1])) == (HIRE + 520, 0)
        assert (one(desk, STANDING), preview(desk).lines) == (2, ())
        clock.go_to(DUE + timedelta(days=35))
        [line] = preview(desk).lines
        assert line.because == "Interest on £24.00 of invoice INV-00001, 1 day at 9 %"

    def test_the_run_is_taken_back_from_the_joined_account(self, desk, late):
        [run] = desk.look(runs.past, runs.PastRuns())
        self.join(desk, late)
        back = billing.take_back(desk, run.run, _go_on)
        assert (back.accounts, back.failed) == (1, ())
        assert (balance(desk, late[1]), one(desk, STANDING)) == (HIRE, 0)
        assert charge(desk).due_pence == 520
