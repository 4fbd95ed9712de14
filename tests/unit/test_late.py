"""What paying late costs: the fee once, simple interest by days at the rate of each day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.late import LateInvoice, due, interest
from loanmgr.domain.policy import PolicyProblems, export, parse
from tests.unit.test_published import published

POLICY = published("contracts")
DUE = date(2026, 12, 11)


def charged(on, policy=POLICY, kind="school", **had):
    invoice = LateInvoice("INV-00042", DUE, had.pop("unpaid", 36_400), **had)
    return due(
        invoice,
        on,
        lambda day: policy.late_fee(kind, day),
        lambda day: policy.late_percent(kind, day),
    )


def test_worcestershire_asks_five_per_cent_above_the_base_rate():
    [found] = charged(date(2027, 1, 14))
    assert (found.kind, found.pence) == ("interest", 305)  # 364.00 × 9 % × 34 / 365 = 3.0516
    assert found.what == "Interest on £364.00 of invoice INV-00042, 34 days at 9 %"
    assert (found.from_on, found.to_on) == (date(2026, 12, 12), date(2027, 1, 14))


def test_a_rate_that_changes_is_charged_by_the_days_of_each():
    first, second = charged(date(2027, 4, 10))
    assert first.why == "110 days at 9 %"
    assert second.why == "10 days at 8.5 %"
    assert first.to_on + timedelta(days=1) == second.from_on == date(2027, 4, 1)


def test_what_was_charged_is_not_charged_again():
    assert charged(date(2027, 1, 14), charged_to_on=date(2027, 1, 14)) == ()
    [rest] = charged(date(2027, 1, 20), charged_to_on=date(2027, 1, 14))
    assert (rest.why, rest.from_on) == ("6 days at 9 %", date(2027, 1, 15))


def test_a_family_pays_a_fee_once():
    [fee] = charged(date(2027, 1, 14), kind="pupil", unpaid=2400)
    assert (fee.kind, fee.pence) == ("fee", 1000)
    assert fee.what == "Late fee on invoice INV-00042, due 11 Dec 2026"
    assert charged(date(2027, 1, 14), kind="pupil", has_fee=True) == ()


@pytest.mark.parametrize("kind", ["school", "pupil"])
def test_in_time_nothing_is_charged(kind):
    assert charged(DUE, kind=kind) == ()
    assert charged(DUE + timedelta(days=1), kind=kind, unpaid=0) == ()


def test_others_and_the_starting_policy_charge_nothing():
    assert charged(date(2028, 1, 1), kind="teacher") == ()
    assert not published("losses").charges_late


def test_who_was_late_before_the_rule_held_pays_for_the_days_since():
    policy = parse(RULE.replace("late_percent", "from = 2027-01-01\nlate_percent"))
    [found] = charged(date(2027, 1, 10), policy)
    assert found.why == "10 days at 9 %"
    policy = parse(RULE.replace("late_percent = 9", "from = 2027-01-01\nlate_fee_pence = 500"))
    assert charged(date(2027, 1, 10), policy) == ()


def test_half_a_penny_is_rounded_up_and_less_is_left():
    assert interest(36_500, Decimal("0.5"), 1) == 1
    assert interest(36_499, Decimal("0.5"), 1) == 0
    assert charged(date(2026, 12, 12), unpaid=100) == ()


@given(
    st.integers(1, 10**9),
    st.decimals(Decimal("0.01"), 100, places=2),
    st.integers(0, 4000),
    st.integers(0, 4000),
)
def test_interest_on_two_spans_differs_from_one_by_a_penny_at_most(pence, percent, one, two):
    together = interest(pence, percent, one + two)
    assert abs(together - interest(pence, percent, one) - interest(pence, percent, two)) <= 1


def test_it_is_written_out_and_read_back_the_same():
    assert parse(export(POLICY)) == POLICY


RULE = """
[[limits]]
code = "late"
name = "Late"
late_percent = 9
"""


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (RULE.replace("= 9", "= 0"), 5, "a number above 0 and up to 100"),
        (RULE.replace("= 9", "= 9.125"), 5, "at most two decimals"),
        (RULE.replace("= 9", '= "9"'), 5, "a number above 0 and up to 100"),
        (RULE.replace("percent = 9", "fee_pence = 9.5"), 5, "whole pence from 0 up"),
        (
            RULE.replace("percent = 9", "fee_pence = 0"),
            5,
            "The limit Late has late_fee_pence = 0; leave it out.",
        ),
        (
            RULE + RULE.replace('"late"', '"two"').replace('"Late"', '"Two"'),
            10,
            "The limits Late and Two both say late_percent.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_line(text, line, message):
    with pytest.raises(PolicyProblems) as refused:
        parse(text)
    [problem] = refused.value.problems
    assert message in problem.message
    assert problem.line == line
