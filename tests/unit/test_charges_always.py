"""Whatever the policy says, a quote adds up, keeps its caps and charges a period once."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.charges import quote, renewal
from loanmgr.domain.discounts import (
    STATES,
    AwardHeld,
)
from loanmgr.domain.policy import Scheme, Tariff
from tests.unit.prices import (
    AWARD,
    POLICY,
    on,
)

DAYS = st.dates(date(2026, 8, 1), date(2027, 11, 30))


PENCE = st.integers(1, 50_000)


EFFECTS = st.one_of(
    st.builds(lambda part: {"percent": Decimal(part) / 100}, st.integers(1, 10_000)),
    st.builds(lambda pence: {"fixed_pence": pence}, PENCE),
    st.builds(lambda pence: {"set_price_pence": pence}, st.integers(0, 50_000)),
    st.just({"free": True}),
)


SCHEMES = st.builds(
    lambda code, effect, cap, stacks: Scheme(
        code, code, "Reduced rate", cap_per_term_pence=cap, stacks=stacks, **effect
    ),
    st.sampled_from(["one", "two", "three"]),
    EFFECTS,
    st.none() | PENCE,
    st.booleans(),
)


AWARDS = st.lists(
    st.builds(
        AwardHeld,
        st.none() | st.just(AWARD),
        st.sampled_from(["one", "two", "three"]),
        st.sampled_from(STATES),
        DAYS,
        st.none() | DAYS,
        st.none() | DAYS,
        st.lists(st.tuples(DAYS, PENCE), max_size=2).map(tuple),
    ),
    max_size=4,
)


TARIFFS = st.one_of(
    st.builds(
        lambda pence, rule, ends: Tariff("any", "Any", "term", pence, part_period=rule, ends=ends),
        PENCE,
        st.sampled_from(["full", "weeks", "months"]),
        st.sampled_from(["until_returned", "fixed"]),
    ),
    st.builds(
        lambda pence, basis: Tariff("any", "Any", basis, pence),
        PENCE,
        st.sampled_from(["month", "year", "fixed"]),
    ),
)


@given(TARIFFS, st.lists(SCHEMES, max_size=3), AWARDS, DAYS)
def test_whatever_the_policy_a_quote_adds_up_and_never_goes_below_nothing(
    tariff, schemes, awards, day
):
    policy = replace(POLICY, tariffs=(tariff,), schemes=tuple(schemes))
    found = quote(policy, on(day), awards)
    assert found.full_pence == found.due_pence + found.discount_pence
    assert 0 <= found.due_pence <= found.full_pence
    assert sum(step.pence for step in found.steps) == found.due_pence
    assert sum(taken.pence for taken in found.discounts) == found.discount_pence
    assert found.charge_on >= day
    assert found.next_charge_on is None or found.next_charge_on > found.charge_on


@given(st.lists(SCHEMES, max_size=3), AWARDS, DAYS)
def test_no_discount_passes_its_cap(schemes, awards, day):
    policy = replace(POLICY, schemes=tuple(schemes))
    caps = {scheme.code: scheme.cap_per_term_pence for scheme in reversed(schemes)}
    for taken in quote(policy, on(day), awards).discounts:
        cap = caps[taken.scheme_code]
        assert cap is None or taken.pence <= cap


@given(DAYS, DAYS)
def test_renewing_never_charges_a_period_twice(day, until_on):
    until_on = max(day, until_on)
    hire = on(day, until_on=until_on)
    charged, found = [], quote(POLICY, hire)
    while found.next_charge_on is not None:
        charged.append(found.period_code)
        following = renewal(POLICY, hire, found.period_to_on)
        assert following.charge_on == found.next_charge_on
        found = following
    charged.append(found.period_code)
    assert len(set(charged)) == len(charged)
