"""Deposits that are due back: held until somebody chooses, on papers as in the account."""

from datetime import timedelta

import pytest

from loanmgr.services import (
    accounts,
    awards,
    joining,
    losing,
    papers,
    policy,
    returns,
    settling,
    undo,
)
from loanmgr.services.accounts import Pay
from loanmgr.services.joining import Join
from loanmgr.services.losing import Lost
from loanmgr.services.papers import IssueInvoice
from loanmgr.services.papers import run as runs
from tests.factories import family, lend, pupil, violin
from tests.services.test_losing import EXCESS
from tests.services.test_paying import WITH_DEPOSIT

CHEAP = WITH_DEPOSIT.replace("deposit_pence = 2500", "").replace("2400", "1000")


@pytest.fixture
def home(desk):
    desk.run(policy.bring_in, policy.BringIn(WITH_DEPOSIT))
    return family(desk)


@pytest.fixture
def child(desk, home):
    return pupil(desk, of=home)


def invoice(desk, card):
    return desk.run(papers.issue_invoice, IssueInvoice(card)).result


def unpaid(desk, card):
    """Return what is unpaid by the account, and by the papers."""
    by_line = sum(line.unpaid_pence or 0 for line in desk.look(accounts.account, card).lines)
    return by_line, sum(row.unpaid_pence for row in desk.look(papers.papers_of, card))


def back(desk, code):
    return desk.run(returns.return_one, returns.Return(code)).result.act


def test_one_that_is_due_back_takes_nothing_off_the_next_invoice(desk, home, child):
    code = violin(desk)
    lend(desk, code, child)
    assert invoice(desk, home).total_pence == 4900
    desk.run(accounts.pay, Pay(home, 4900, "bank"))
    back(desk, code)
    lend(desk, violin(desk), pupil(desk, "Ben Okafor", of=home))

    done = invoice(desk, home)

    assert (done.total_pence, done.to_pay_pence) == (4900, 4900)
    assert unpaid(desk, home) == (4900, 4900)


def test_by_choice_it_pays_the_invoice(desk, home, child):
    code = violin(desk)
    lend(desk, code, child)
    invoice(desk, home)
    desk.run(accounts.pay, Pay(home, 4900, "bank"))
    back(desk, code)
    lend(desk, violin(desk), pupil(desk, "Ben Okafor", of=home))
    due = invoice(desk, home)
    lines = desk.look(accounts.account, home).lines
    [held] = [line for line in lines if line.what.startswith("Given back: ")]
    hire = next(line for line in lines if line.kind == "charge" and line.unpaid_pence)

    put = settling.Allocate(held.line, hire.line)
    assert desk.run(settling.allocate, put).result.amount_pence == 2400

    assert due.total_pence == 4900
    assert unpaid(desk, home) == (2500, 2500)


def test_one_that_came_and_went_between_two_invoices_is_on_neither(desk, home, child):
    code = violin(desk)
    lend(desk, code, child)
    returned = back(desk, code)

    done = invoice(desk, home)

    paper = desk.look(papers.paper, done.number).said
    assert [line.what for line in paper.lines] == ["Violin 3/4 hire, autumn term"]
    assert (done.total_pence, done.to_pay_pence) == (2400, 2400)
    desk.run(undo.undo, undo.Undo(returned))
    again = invoice(desk, home)
    assert (again.total_pence, again.to_pay_pence) == (2500, 2500)
    assert unpaid(desk, home) == (4900, 4900)


def test_one_that_nobody_paid_pays_none_but_itself(desk, home, child):
    code = violin(desk)
    lend(desk, code, child)
    invoice(desk, home)
    back(desk, code)
    assert unpaid(desk, home) == (2400, 2400)
    lend(desk, code, child)
    invoice(desk, home)
    assert unpaid(desk, home) == (7300, 7300)


def test_one_that_was_set_against_a_loss_pays(desk, home, child):
    desk.run(policy.bring_in, policy.BringIn(EXCESS))
    code = violin(desk, value_pence=18_000)
    lend(desk, code, child)
    desk.run(accounts.pay, Pay(home, 4900, "bank"))
    desk.run(losing.lost, Lost(code, use_deposit=True))
    assert unpaid(desk, home)[0] == desk.look(accounts.account, home).balance_pence
    done = invoice(desk, home)
    assert done.to_pay_pence == unpaid(desk, home)[0] == unpaid(desk, home)[1]


def test_joined_records_know_which_is_due_back_for_which(desk, home, child, clock):
    code = violin(desk)
    lend(desk, code, child)
    clock.go_to(clock.on + timedelta(days=7))
    back(desk, code)
    other = family(desk, "N. Okafor")
    desk.run(joining.join_records, Join(home, other))
    assert unpaid(desk, other)[0] == 2400
    assert invoice(desk, other).total_pence == 2400


def test_a_run_asks_nobody_whose_deposit_covers_it_and_says_so(desk, home, child):
    code, ben = violin(desk), pupil(desk, "Ben Okafor", of=home)
    lend(desk, code, child)
    invoice(desk, home)
    desk.run(accounts.pay, Pay(home, 4900, "bank"))
    back(desk, code)
    desk.run(policy.bring_in, policy.BringIn(CHEAP))
    lend(desk, violin(desk), ben)

    plan = desk.look(runs.plan_invoices, (home,))

    assert plan.lines == ()
    [told] = plan.exceptions
    assert (told.case, told.is_invoiced) == ("deposit", False)
    assert told.message.startswith("A deposit of £25.00 is due back and covers what is new")


def test_a_reduced_rate_asks_one_of_whoever_it_lowers_a_hire_for(desk):
    desk.run(policy.bring_in, policy.BringIn(FREE_WITH_DEPOSIT))
    home = family(desk)
    child, sister = pupil(desk, of=home), pupil(desk, "Ben Okafor", of=home)
    desk.run(awards.award, awards.Award(child, "free-with-deposit"))
    code = violin(desk)

    hers, plain = lend(desk, code, child), lend(desk, violin(desk), sister)

    assert (hers.total_due_pence, hers.deposit_pence) == (0, 2500)
    assert (plain.total_due_pence, plain.deposit_pence) == (2400, 0)
    desk.run(accounts.pay, Pay(home, 4900, "bank"))
    back(desk, code)
    assert desk.look(accounts.account, home).balance_pence == -2500


FREE_WITH_DEPOSIT = """
[[schemes]]
code = "free-with-deposit"
name = "Free school meals, with a deposit"
public_name = "Reduced rate"
free = true
deposit_pence = 2500
"""
