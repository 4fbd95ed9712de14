"""Awards: when they count, what they take off, and that nobody is told why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from loanmgr.domain.charges import quote, renewal
from loanmgr.domain.discounts import (
    APPLIED,
    AWARDED,
    ENDED,
    EVIDENCE_AWAITED,
    REFUSED,
    WAITING_LIST,
    Given,
    award_ends_on,
    counts_from,
    grace_ends_on,
    state_for,
    year_allows,
)
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import Scheme
from tests.unit.prices import (
    AWARD,
    HALF,
    HELD,
    HIRE,
    OTHER_AWARD,
    POLICY,
    on,
    priced,
)


def test_a_cap_bounds_the_discount():
    found = quote(priced(13_000, percent=Decimal(50), cap_per_term_pence=5000), HIRE, [HELD])
    assert (found.due_pence, found.discount_pence) == (8000, 5000)
    assert found.because == (
        "Violin, autumn term £130.00; Reduced rate takes off half up to £50.00 a term, £50.00"
    )
    assert [(step.what, step.pence) for step in found.steps[2:]] == [
        ("Reduced rate takes off half, £65.00", -6500),
        ("Reduced rate takes off no more than £50.00 a term", 1500),
    ]


def test_a_cap_is_shared_by_all_that_is_hired_under_the_award_in_a_term():
    policy = priced(13_000, percent=Decimal(50), cap_per_term_pence=5000)
    before = (
        under(date(2026, 5, 1), 5000),
        under(date(2026, 9, 2), 3000),
        under(date(2026, 10, 1), 500),
    )
    assert quote(policy, replace(HIRE, given=before), [HELD]).discount_pence == 1500
    spent = replace(HIRE, given=(under(date(2026, 9, 2), 5000),))
    assert quote(policy, spent, [HELD]).discounts == ()


def under(charge_on, off_pence, due_pence=0, **more):
    """A charge of before under the award that is held."""
    return Given(charge_on, due_pence, off_pence, "half", AWARD, **more)


def test_a_cap_a_year_goes_on_from_term_to_term_and_begins_again_in_september():
    policy = priced(13_000, percent=Decimal(50), cap_per_year_pence=12_000)
    before = (under(date(2026, 9, 2), 6500), under(date(2026, 8, 31), 9000))
    found = quote(policy, replace(HIRE, given=before), [HELD])
    assert found.discount_pence == 5500
    assert found.steps[-1].what == "Reduced rate takes off no more than £120.00 a year"


def test_a_cap_of_a_family_counts_what_its_children_had_off():
    policy = priced(13_000, percent=Decimal(50), cap_per_family_term_pence=9000)
    sibling = Given(date(2026, 9, 2), 6500, 6500, "half", OTHER_AWARD, is_own=False)
    assert quote(policy, replace(HIRE, given=(sibling,)), [HELD]).discount_pence == 2500


def test_a_price_for_the_year_is_paid_once_and_then_nothing():
    """Devon: £30.00 a term, or with free school meals £30.00 for the academic year."""
    policy = priced(3000, set_price_per_year_pence=3000)
    assert quote(policy, HIRE, [HELD]).due_pence == 3000
    paid = replace(HIRE, from_on=date(2027, 1, 10), given=(under(date(2026, 9, 2), 0, 3000),))
    assert quote(policy, paid, [HELD]).due_pence == 0


def test_a_family_pays_no_more_than_its_price_for_a_term():
    """Coventry's groups: £80.00 a term for a family, whoever plays, without an award."""
    policy = priced(3000, family_price_per_term_pence=8000, automatic=True)
    before = tuple(Given(date(2026, 9, 2), 3000, is_own=False, hire=hire) for hire in "12")
    assert quote(policy, replace(HIRE, given=before)).due_pence == 2000
    assert quote(policy, replace(HIRE, given=before, borrower_kind="school")).due_pence == 3000


def test_an_award_for_one_instrument_lowers_no_second_one():
    policy = priced(2400, percent=Decimal(50), instruments=1)
    before = (under(date(2026, 9, 2), 1200, 1200, hire="7"),)
    assert quote(policy, replace(HIRE, given=before), [HELD]).discount_pence == 0
    assert quote(policy, replace(HIRE, given=before, key="7"), [HELD]).discount_pence == 1200


def test_an_application_after_the_deadline_counts_from_the_next_term():
    scheme = replace(HALF, apply_within_days=28)
    assert counts_from(POLICY, scheme, date(2026, 9, 30)) == date(2026, 9, 30)
    assert counts_from(POLICY, scheme, date(2026, 10, 1)) == date(2027, 1, 5)
    assert counts_from(POLICY, HALF, date(2026, 10, 1)) == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("effect", "due", "words"),
    [
        ({"percent": Decimal(100)}, 0, "takes off all of it, £30.00"),
        ({"free": True}, 0, "takes off all of it, £30.00"),
        ({"percent": Decimal("33.33")}, 2000, "takes off 33.33 %, £10.00"),
        ({"percent": Decimal("25.0")}, 2250, "takes off 25 %, £7.50"),
        ({"fixed_pence": 500}, 2500, "takes off £5.00"),
        ({"fixed_pence": 9900}, 0, "takes off £30.00"),
        ({"set_price_pence": 500}, 500, "takes off £25.00"),  # a price band, as in Slough
        ({"fixed_pence": 900, "cap_per_term_pence": 500}, 2500, "takes off up to £5.00 a term, £5"),
    ],
)
def test_every_effect_says_what_it_takes_off(effect, due, words):
    found = quote(priced(3000, **effect), HIRE, [HELD])
    assert found.due_pence == due
    assert f"Reduced rate {words}" in found.because


def test_a_set_price_above_the_price_takes_nothing_off():
    found = quote(priced(400, set_price_pence=500), HIRE, [HELD])
    assert (found.due_pence, found.scheme_code, found.award) == (400, "", None)


@pytest.mark.parametrize(
    ("state", "grace_until_on", "is_reduced"),
    [
        (AWARDED, None, True),
        (ENDED, None, True),  # for the days it ran
        (EVIDENCE_AWAITED, date(2026, 11, 20), True),  # the last day of grace
        (EVIDENCE_AWAITED, date(2026, 11, 19), False),
        (EVIDENCE_AWAITED, None, False),
        (APPLIED, date(2026, 12, 1), True),
        (APPLIED, None, False),
        (WAITING_LIST, date(2026, 12, 1), False),
        (REFUSED, date(2026, 12, 1), False),
    ],
)
def test_an_award_counts_by_its_state_and_its_days_of_grace(state, grace_until_on, is_reduced):
    held = replace(HELD, state=state, grace_until_on=grace_until_on)
    assert quote(POLICY, HIRE, [held]).due_pence == (1200 if is_reduced else 2400)


@pytest.mark.parametrize(
    ("from_on", "to_on", "is_reduced"),
    [
        (date(2026, 11, 20), None, True),
        (date(2026, 11, 21), None, False),
        (date(2026, 9, 1), date(2026, 11, 19), False),
        (date(2026, 9, 1), date(2026, 11, 20), True),
    ],
)
def test_an_award_is_judged_on_the_charge_date(from_on, to_on, is_reduced):
    held = replace(HELD, from_on=from_on, to_on=to_on)
    assert quote(POLICY, HIRE, [held]).due_pence == (1200 if is_reduced else 2400)


def test_an_award_from_february_lowers_a_hire_of_february_and_not_the_term_before_it():
    held = replace(HELD, from_on=date(2027, 2, 1))
    assert quote(POLICY, on(date(2027, 2, 10)), [held]).due_pence == 1200
    assert quote(POLICY, on(date(2027, 1, 10)), [held]).due_pence == 2400
    spring_end = date(2027, 3, 25)
    assert renewal(POLICY, on(date(2027, 1, 10)), spring_end, [held]).due_pence == 1200


def test_a_hire_of_december_that_pays_from_january_is_judged_in_january():
    ends_with_the_year = replace(HELD, to_on=date(2026, 12, 31))
    found = quote(POLICY, on(date(2026, 12, 14)), [ends_with_the_year])
    assert (found.charge_on, found.due_pence) == (date(2027, 1, 5), 2400)


def test_an_award_that_ended_in_august_does_not_lower_the_autumn_renewal():
    found = renewal(POLICY, HIRE, date(2027, 7, 21), [HELD])
    assert (found.period_code, found.due_pence) == ("2027-autumn", 2400)


def test_the_best_single_discount_wins_and_those_that_stack_are_added():
    full = Scheme("band", "Free meals", "Reduced rate", kind="band", set_price_pence=1000)
    extra = Scheme("extra", "Ensemble", "Ensemble rate", kind="x", fixed_pence=500, stacks=True)
    policy = replace(POLICY, schemes=(HALF, full, extra))
    band = replace(HELD, award=OTHER_AWARD, scheme_code="band")
    ensemble = replace(HELD, award=None, scheme_code="extra")
    best = quote(policy, HIRE, [HELD, band])
    assert (best.due_pence, best.award) == (1000, OTHER_AWARD)
    stacked = quote(policy, HIRE, [ensemble, HELD, band])
    assert (stacked.due_pence, stacked.scheme_code) == (500, "band")
    assert [discount.pence for discount in stacked.discounts] == [1400, 500]
    assert stacked.because == (
        "Violin, autumn term £24.00; Reduced rate takes off £14.00; Ensemble rate takes off £5.00"
    )


def test_an_award_follows_its_scheme_from_version_to_version():
    old = replace(HALF, to_on=date(2026, 12, 31))
    new = replace(HALF, percent=Decimal(100), from_on=date(2027, 1, 1))
    policy = replace(POLICY, schemes=(old, new))
    assert quote(policy, HIRE, [HELD]).due_pence == 1200
    assert renewal(policy, HIRE, date(2026, 12, 18), [HELD]).due_pence == 0
    gone = replace(POLICY, schemes=(old,))
    assert renewal(gone, HIRE, date(2026, 12, 18), [HELD]).due_pence == 2400


def test_nothing_that_families_see_names_the_scheme_or_its_reason():
    found = quote(priced(13_000, percent=Decimal(50), cap_per_term_pence=5000), HIRE, [HELD])
    seen = " ".join((found.because, *(step.what for step in found.steps), found.public_name))
    assert "income" not in seen.lower()
    assert "half" not in seen.lower().replace("takes off half", "")


def test_evidence_decides_what_an_award_is():
    scheme = replace(HALF, evidence=("letter", "none"))
    assert state_for(scheme, "letter") == AWARDED
    assert state_for(scheme, "none") == AWARDED
    assert state_for(scheme, "awaited") == EVIDENCE_AWAITED
    with pytest.raises(RuleError) as refused:
        state_for(scheme, "rumour")
    assert refused.value.message == (
        "Reduced rate takes letter, none or awaited as evidence, not rumour."
    )


def test_grace_is_28_days_unless_the_scheme_gives_none():
    assert grace_ends_on(HALF, date(2026, 10, 6)) == date(2026, 11, 3)
    assert grace_ends_on(replace(HALF, grace_days=0), date(2026, 10, 6)) is None


@pytest.mark.parametrize(
    ("lasts", "ends_on"),
    [
        ("academic_year", date(2027, 8, 31)),
        ("term", date(2026, 12, 18)),
        ("until_ended", None),
    ],
)
def test_an_award_lasts_as_long_as_its_scheme_says(lasts, ends_on):
    assert award_ends_on(POLICY, replace(HALF, lasts=lasts), date(2026, 12, 10)) == ends_on


@pytest.mark.parametrize(
    ("floor", "year", "may"),
    [("", "N", True), ("3", "3", True), ("3", "10", True), ("3", "2", False), ("3", "R", False)],
)
def test_a_scheme_may_begin_with_a_school_year(floor, year, may):
    assert year_allows(replace(HALF, from_year=floor), year) is may
    assert year_allows(HALF, "")
    assert not year_allows(replace(HALF, from_year="R"), "")
