"""When a service at the hirer's cost comes round, and damage that is free at first."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain import losses
from loanmgr.domain.losses import DAMAGE, LOSS, Asked
from loanmgr.domain.policy import Interval, PolicyProblems, parse
from loanmgr.domain.servicing import months_on, newest_due, price
from tests.unit.test_published import NOVEMBER, hire, published

POLICY = published("contracts")
YEARLY = next(each for each in POLICY.intervals if each.code == "wema-service")
BEGUN = date(2025, 9, 10)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("on", "due_on"),
    [
        (BEGUN, None),
        (date(2026, 9, 9), None),
        (date(2026, 9, 10), date(2026, 9, 10)),
        (date(2027, 9, 9), date(2026, 9, 10)),
        (date(2029, 1, 1), date(2028, 9, 10)),
    ],
)
def test_wema_serves_a_clarinet_after_each_year_of_a_hire(on, due_on):
    assert newest_due(BEGUN, YEARLY, on) == due_on


def test_wema_has_the_hirer_pay_for_it():
    quote = price(YEARLY, "Clarinet Bb", BEGUN, date(2026, 9, 10))
    assert (quote.due_pence, quote.charge_on) == (3500, date(2026, 9, 10))
    assert quote.because == (
        "Yearly service of Clarinet Bb, every 12 months of a hire, since 10 Sep 2025: £35.00"
    )


def test_a_service_that_came_round_before_its_rule_held_is_not_charged():
    later = Interval("s", "S", date(2026, 10, 1), every_months=12, charge_pence=100)
    assert newest_due(BEGUN, later, date(2027, 1, 1)) is None
    assert newest_due(BEGUN, later, date(2027, 9, 10)) == date(2027, 9, 10)


def test_nobody_pays_for_one_without_a_charge():
    assert newest_due(BEGUN, Interval("s", "S", every_months=12), date(2028, 1, 1)) is None


@given(DAYS, st.integers(1, 600), st.integers(0, 20_000))
def test_it_is_the_last_round_of_the_hire_whatever_the_months(begun, every, later):
    on = min(begun + timedelta(days=later), date(2099, 12, 31))
    interval = Interval("s", "S", every_months=every, charge_pence=1)
    found = newest_due(begun, interval, on)
    rounds = [months_on(begun, every * n) for n in range(1, 700) if every * n < 1200]
    assert found == max((each for each in rounds if each <= on), default=None)


@pytest.mark.parametrize(("days", "pence"), [(0, 0), (29, 0), (30, 4000), (400, 4000)])
def test_essex_charges_for_repairs_after_the_first_month(days, pence):
    asked = Asked(DAMAGE, "Violin", "damaged (peg)", NOVEMBER, 9000, 4000, had_days=days)
    found = losses.price(POLICY, hire(), asked)
    assert found.due_pence == pence
    if not pence:
        words = "Violin damaged (peg): nothing to pay in the first 30 days of a hire"
        assert found.because == words


def test_in_the_first_month_nobody_asks_what_mending_costs():
    asked = Asked(DAMAGE, "Violin", "damaged (peg)", NOVEMBER, 9000, had_days=3)
    assert losses.price(POLICY, hire(), asked).full_pence == 0


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (
            '[[tariffs]]\ncode = "l"\nname = "Loss"\nbasis = "loss"\nfree_days = 30\n',
            5,
            'The tariff Loss has free_days, which only basis = "damage" has.',
        ),
        (
            '[[tariffs]]\ncode = "l"\nname = "Term"\nbasis = "term"\nprice_pence = 1\n'
            "free_days = 30\n",
            6,
            'The tariff Term is for hiring, with basis = "term"; it has no free_days.',
        ),
        (
            '[[intervals]]\ncode = "s"\nname = "Clean"\nafter_loan = true\ncharge_pence = 9\n',
            5,
            "The interval Clean has charge_pence, what a hirer pays for it every so many months; "
            "give it every_months.",
        ),
        (
            '[[intervals]]\ncode = "s"\nname = "Service"\nevery_months = 12\ncharge_pence = 0\n',
            5,
            "The interval Service has charge_pence = 0; leave it out.",
        ),
        (
            '[[intervals]]\ncode = "s"\nname = "Service"\nevery_months = 12\ncharge_pence = 9.5\n',
            5,
            "whole pence from 0 up",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_line(text, line, message):
    with pytest.raises(PolicyProblems) as refused:
        parse(text)
    [problem] = refused.value.problems
    assert message in problem.message
    assert problem.line == line


def test_a_loss_is_never_free_at_first():
    asked = Asked(LOSS, "Violin", "lost", NOVEMBER, 9000, had_days=1)
    assert losses.price(POLICY, hire(), asked) is None
