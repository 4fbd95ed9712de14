"""Who pays so late that what they have may be called back, by the service's own days."""

from datetime import date, timedelta

import pytest

from loanmgr.jobs import billing
from loanmgr.services import accounts, papers, policy, returns
from tests import factories
from tests.factories import lend, pupil, violin

RULE = """
[[limits]]
code = "late"
name = "Called back"
borrowers = ["pupil"]
payment_days = 20
recall_after_days = 30
"""
LENT = date(2026, 11, 21)
DUE = LENT + timedelta(days=20)


@pytest.fixture
def hire(desk):
    """A violin that a pupil has had since November; to be paid in twenty days."""
    desk.run(policy.bring_in, policy.BringIn(RULE))
    child, code = pupil(desk), violin(desk)
    lend(desk, code, child)
    return child, code


def late(desk):
    return desk.look(papers.late_out, None)


def test_the_days_to_pay_are_the_policy_s(desk, hire):
    [line] = desk.look(accounts.account, hire[0]).lines
    assert line.due_on == DUE


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (30, False), (31, True)])
def test_thirty_days_after_it_was_due_it_may_be_called_back(desk, clock, hire, days, is_late):
    clock.go_to(DUE + timedelta(days=days))
    found = late(desk)
    assert bool(found) == is_late
    if is_late:
        assert (found[0].instrument, found[0].owed_pence, found[0].since_on) == (
            hire[1],
            2400,
            DUE,
        )


def test_what_was_paid_or_is_back_is_not_called_back(desk, clock, hire):
    child, code = hire
    clock.go_to(DUE + timedelta(days=60))
    desk.run(accounts.pay, accounts.Pay(child, 2000, "cash"))
    assert late(desk)[0].owed_pence == 400
    desk.run(accounts.pay, accounts.Pay(child, 400, "cash"))
    assert late(desk) == ()
    desk.run(returns.return_one, returns.Return(code))
    assert late(desk) == ()


def test_others_than_the_rule_names_are_never_called_back(desk, clock, hire):
    school = factories.school(desk)
    lend(desk, violin(desk), school)
    clock.go_to(date(2027, 6, 1))
    assert [each.payer for each in late(desk)] == ["Parent of Amira Okafor"]


def test_a_billing_run_says_it_first_and_charges_all_the_same(desk, clock, hire):
    clock.go_to(DUE + timedelta(days=40))
    plan = billing.preview(desk, desk.look(lambda look, _: look.on, None), "reduced", _go_on)
    [said] = [each for each in plan.exceptions if each.case == "late"]
    assert said.message == "£24.00 owed since 11 Dec: what is out may be called back."
    assert said.is_charged
    assert len(plan.lines) == 1


def test_without_such_a_rule_nobody_is(desk, clock):
    lend(desk, violin(desk), pupil(desk))
    clock.go_to(date(2027, 6, 1))
    assert late(desk) == ()


def _go_on(_done, _of, _what):
    return True
