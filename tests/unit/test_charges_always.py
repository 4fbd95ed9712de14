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
    Given,
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
    st.builds(lambda pence: {"set_price_per_year_pence": pence}, st.integers(0, 50_000)),
    st.builds(lambda pence: {"family_price_per_term_pence": pence}, st.integers(0, 50_000)),
    st.just({"free": True}),
)


CAPS = st.fixed_dictionaries(
    {},
    optional={
        "cap_per_term_pence": PENCE,
        "cap_per_year_pence": PENCE,
        "cap_per_family_term_pence": PENCE,
        "instruments": st.integers(1, 3),
        "stacks": st.booleans(),
        "automatic": st.booleans(),
    },
)


SCHEMES = st.builds(
    lambda code, effect, caps: Scheme(code, code, "Reduced rate", **caps, **effect),
    st.sampled_from(["one", "two", "three"]),
    EFFECTS,
    CAPS,
)


GIVEN = st.lists(
    st.builds(
        Given,
        DAYS,
        PENCE,
        PENCE,
        st.sampled_from(["", "one", "two", "three"]),
        st.none() | st.just(AWARD),
        st.booleans(),
        st.sampled_from(["1", "2", "3"]),
    ),
    max_size=4,
).map(tuple)


AWARDS = st.lists(
    st.builds(
        AwardHeld,
        st.none() | st.just(AWARD),
        st.sampled_from(["one", "two", "three"]),
        st.sampled_from(STATES),
        DAYS,
        st.none() | DAYS,
        st.none() | DAYS,
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


@given(TARIFFS, st.lists(SCHEMES, max_size=3), AWARDS, GIVEN, DAYS)
def test_whatever_the_policy_a_quote_adds_up_and_never_goes_below_nothing(
    tariff, schemes, awards, given_before, day
):
    policy = replace(POLICY, tariffs=(tariff,), schemes=tuple(schemes))
    found = quote(policy, on(day, given=given_before), awards)
    assert found.full_pence == found.due_pence + found.discount_pence
    assert 0 <= found.due_pence <= found.full_pence
    assert sum(step.pence for step in found.steps) == found.due_pence
    assert sum(taken.pence for taken in found.discounts) == found.discount_pence
    assert found.charge_on >= day
    assert found.next_charge_on is None or found.next_charge_on > found.charge_on


@given(st.lists(SCHEMES, max_size=3), AWARDS, GIVEN, DAYS)
def test_no_discount_passes_its_cap(schemes, awards, given_before, day):
    policy = replace(POLICY, schemes=tuple(schemes))
    by_code = {scheme.code: scheme for scheme in reversed(schemes)}
    for taken in quote(policy, on(day, given=given_before), awards).discounts:
        scheme = by_code[taken.scheme_code]
        for cap in (
            scheme.cap_per_term_pence,
            scheme.cap_per_year_pence,
            scheme.cap_per_family_term_pence,
        ):
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
