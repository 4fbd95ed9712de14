"""What a loss costs: value, excess, cap, percentage, fixed price, and the schemes that lower it."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain import losses
from loanmgr.domain.discounts import Given
from loanmgr.domain.errors import RuleError
from loanmgr.domain.losses import DAMAGE, LOSS, PART, Asked
from loanmgr.domain.policy import PolicyProblems, Scheme, Tariff, merge
from tests.unit.prices import HALF, HELD, HIRE, POLICY

ON = date(2026, 12, 3)
LOST = Asked(LOSS, "Violin 3/4", "lost", ON, 18_000)
BROKEN = Asked(DAMAGE, "Violin 3/4", "damaged (peg slips)", ON, 18_000, 4_500)
BOW = Asked(PART, "Bow of Violin 3/4", "not handed in", ON, 2_500, part="bow")


def loss(**more):
    return Tariff("loss", "Loss", "loss", **more)


def priced(asked, *tariffs, schemes=(), awards=(), hire=HIRE):
    policy = replace(POLICY, tariffs=(*POLICY.tariffs, *tariffs), schemes=schemes)
    return losses.price(policy, hire, asked, tuple(awards))


def added_up(quote):
    return sum(step.pence for step in quote.steps)


@pytest.mark.parametrize(
    ("tariff", "pence", "because"),
    [
        ({}, 18_000, "replacement value £180.00"),
        (
            {"excess_pence": 5000},
            5000,
            "replacement value £180.00; insured beyond an excess of £50.00",
        ),
        ({"excess_pence": 0}, 0, "replacement value £180.00; insured beyond an excess of £0.00"),
        ({"cap_pence": 10_000}, 10_000, "replacement value £180.00; no more than £100.00"),
        (
            {"percent_of_value": Decimal("33.33")},
            5999,
            "replacement value £180.00; 33.33 % of that £59.99",
        ),
        ({"price_pence": 4000}, 4000, "Loss £40.00"),
        ({"excess_pence": 20_000}, 18_000, "replacement value £180.00"),
        (
            {"price_pence": 20_000, "excess_pence": 30_000},
            18_000,
            "Loss £200.00; no more than it is worth, £180.00",
        ),
    ],
)
def test_a_loss_costs_what_its_tariff_says(tariff, pence, because):
    quote = priced(LOST, loss(**tariff))
    assert (quote.full_pence, quote.due_pence) == (pence, pence)
    assert quote.because == f"Violin 3/4 lost: {because}"
    assert added_up(quote) == pence


def test_mending_is_charged_up_to_what_the_instrument_is_worth():
    tariff = Tariff("damage", "Damage", "damage")
    assert priced(BROKEN, tariff).due_pence == 4500
    dear = priced(BROKEN._replace(cost_pence=20_000), tariff)
    assert dear.due_pence == 18_000
    assert [step.pence for step in dear.steps] == [20_000, -2000]
    with pytest.raises(RuleError, match="Say what mending Violin 3/4 costs"):
        priced(BROKEN._replace(cost_pence=None), tariff)


def test_a_fixed_price_for_damage_asks_for_no_cost():
    fixed = Tariff("damage", "Damage", "damage", price_pence=2000)
    assert priced(BROKEN._replace(cost_pence=None), fixed).due_pence == 2000


def test_without_a_tariff_nothing_is_charged():
    assert priced(LOST) is None
    assert priced(LOST, loss(borrowers=("school",))) is None


def test_a_value_that_nobody_knows_is_asked_for():
    with pytest.raises(RuleError, match="We don't know what Violin 3/4 is worth") as refusal:
        priced(LOST._replace(value_pence=None), loss())
    assert refusal.value.code == "no_value"
    with pytest.raises(RuleError, match="We don't know what the bow of Violin 3/4 is worth"):
        priced(BOW._replace(value_pence=None), Tariff("p", "Part", "part_loss"))


def test_the_price_of_a_part_by_name_goes_before_that_of_any_part():
    bow = Tariff("bow", "Bow", "part_loss", price_pence=3000, part_names=("bow",))
    other = Tariff("part", "Part", "part_loss", price_pence=1000)
    assert priced(BOW, other, bow).due_pence == 3000
    assert priced(BOW._replace(part="Case"), other, bow).due_pence == 1000
    assert priced(BOW._replace(part="BOW"), other, bow).due_pence == 3000


def test_a_scheme_for_hire_does_not_lower_a_loss_and_one_for_losses_does():
    both = replace(HALF, applies_to=("hire", "loss"))
    assert priced(LOST, loss(), schemes=(HALF,), awards=[HELD]).due_pence == 18_000
    lowered = priced(LOST, loss(excess_pence=5001), schemes=(both,), awards=[HELD])
    assert (lowered.full_pence, lowered.discount_pence, lowered.due_pence) == (5001, 2500, 2501)
    assert added_up(lowered) == 2501


def test_a_price_for_the_year_is_not_used_up_by_a_loss():
    """£30.00 of hire a year; the £180.00 that a violin cost are not hire."""
    year = Scheme("half", "Year", "Reduced rate", set_price_per_year_pence=3000)
    before = (Given(ON, 18_000, what="loss"),)
    policy = replace(POLICY, schemes=(year,))
    hire = replace(HIRE, given=before)
    assert losses.charges.quote(policy, hire, [HELD]).due_pence == 2400


@given(
    value=st.integers(0, 1_000_000),
    percent=st.none() | st.decimals("0.01", "100", places=2),
    excess=st.none() | st.integers(0, 500_000),
    cap=st.none() | st.integers(0, 500_000),
    off=st.none() | st.decimals("0.01", "100", places=2),
)
def test_no_loss_costs_less_than_nothing_or_more_than_its_bounds(value, percent, excess, cap, off):
    tariff = loss(percent_of_value=percent, excess_pence=excess, cap_pence=cap)
    scheme = replace(HALF, percent=off, applies_to=("loss",)) if off else HALF
    quote = priced(LOST._replace(value_pence=value), tariff, schemes=(scheme,), awards=[HELD])
    assert 0 <= quote.due_pence <= quote.full_pence <= value
    assert quote.full_pence <= min(x for x in (excess, cap, value) if x is not None)
    assert quote.full_pence - quote.discount_pence == quote.due_pence == added_up(quote)


class TestWhen:
    @pytest.mark.parametrize(
        ("tariff", "due_on", "until", "from_on"),
        [
            ({"replacement_after_days": 14}, date(2026, 12, 18), (None, None), date(2027, 1, 1)),
            ({}, date(2026, 12, 18), (None, None), None),
            ({"replacement_after_days": 14}, None, (None, None), None),
            ({"replacement_after_days": 14}, None, (ON, None), None),
            (
                {"replacement_after_days": 1, "ends_with_lessons": True},
                None,
                (ON, None),
                date(2026, 12, 19),
            ),
            (
                {"replacement_after_days": 1, "ends_with_lessons": True},
                None,
                (date(2026, 12, 28), None),
                date(2026, 12, 29),
            ),
            ({"replacement_after_days": 28}, None, (None, ON), date(2026, 12, 31)),
        ],
    )
    def test_the_value_is_charged_from_a_day(self, tariff, due_on, until, from_on):
        made = Tariff("any", "Any", "term", 2400, **tariff)
        end = losses.ends_on(POLICY, made, due_on, until)
        assert losses.charged_from(made, end) == from_on

    def test_a_part_is_charged_after_its_days(self):
        made = Tariff("any", "Any", "term", 2400, parts_after_days=28)
        assert losses.part_charged_from(made, ON) == date(2026, 12, 31)
        assert losses.part_charged_from(replace(made, parts_after_days=0), ON) is None


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ('basis = "term"\nprice_pence = 1\nexcess_pence = 1', "for hiring.*it has no excess_pence"),
        ('basis = "loss"\nlast_days = 3', "lost or broken.*it has no last_days"),
        ('basis = "loss"\npart_names = ["bow"]', 'only basis = "part_loss" has'),
        ('basis = "loss"\nprice_pence = 1\npercent_of_value = 50', "it can have only one"),
        (
            'basis = "term"\nprice_pence = 1\nends_with_lessons = true',
            "from when replacement_after_days counts",
        ),
        ('basis = "loss"\ncap_pence = -1', "whole pence from 0 up"),
        ('basis = "loss"\npart_period = "weeks"', "part_period can only be"),
    ],
)
def test_a_contradiction_is_told_by_its_line(rule, message):
    text = f'[[tariffs]]\ncode = "x"\nname = "X"\n{rule}\n'
    with pytest.raises(PolicyProblems) as found:
        merge(replace(POLICY, tariffs=()), text)
    [problem] = found.value.problems
    assert re.search(message, problem.message)


def test_two_prices_for_one_loss_are_refused_and_a_hire_beside_it_is_not():
    text = '[[tariffs]]\ncode = "{0}"\nname = "{0}"\nbasis = "{1}"\n'
    both = text.format("a", "loss") + text.format("b", "damage") + text.format("c", "part_loss")
    assert len(merge(POLICY, both).policy.tariffs) == 4
    with pytest.raises(PolicyProblems, match="both hold for the same"):
        merge(POLICY, text.format("a", "loss") + text.format("b", "loss"))
