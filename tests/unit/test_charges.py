"""What hires cost: every price explains itself, adds up to the penny and tells no reason."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.charges import Hire, quote, renewal
from loanmgr.domain.discounts import (
    APPLIED,
    AWARDED,
    ENDED,
    EVIDENCE_AWAITED,
    REFUSED,
    STATES,
    WAITING_LIST,
    AwardHeld,
    award_ends_on,
    grace_ends_on,
    state_for,
    year_allows,
)
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import InstrumentType, Policy, Scheme, Size, Tariff, Term

AWARD = UUID("01890a5d-ac96-774b-bcce-b302099a8057")
OTHER_AWARD = UUID("01890a5d-ac96-774b-bcce-b302099a8058")

TERMS = (
    Term(
        "2026-autumn",
        "Autumn term 2026",
        date(2026, 9, 2),
        date(2026, 12, 18),
        date(2026, 10, 26),
        date(2026, 10, 30),
    ),
    Term("2027-spring", "Spring term 2027", date(2027, 1, 5), date(2027, 3, 25)),
    Term("2027-summer", "Summer term 2027", date(2027, 4, 12), date(2027, 7, 21)),
    Term("2027-autumn", "Autumn term 2027", date(2027, 9, 2), date(2027, 12, 17)),
)
TYPES = (
    InstrumentType("violin", "Violin", "strings", (Size("1/2"), Size("3/4"))),
    InstrumentType("cello", "Cello", "strings"),
    InstrumentType("flute", "Flute", "woodwind"),
)
ANY = Tariff("any", "Any instrument", "term", 2400)
HALF = Scheme("half", "Low income", "Reduced rate", percent=Decimal(50))
POLICY = Policy(terms=TERMS, tariffs=(ANY,), schemes=(HALF,), types=TYPES)
HIRE = Hire("violin", "strings", "3/4", "pupil", date(2026, 11, 20))
HELD = AwardHeld(AWARD, "half", AWARDED, date(2026, 9, 1), date(2027, 8, 31))


def priced(pence, **scheme):
    """A policy with one price a term and one scheme."""
    made = Scheme("half", "Low income", "Reduced rate", **scheme)
    return replace(POLICY, tariffs=(replace(ANY, price_pence=pence),), schemes=(made,))


def on(day, **changes):
    return replace(HIRE, from_on=day, **changes)


def test_a_violin_at_the_reduced_rate_explains_itself():
    found = quote(POLICY, HIRE, [HELD])
    assert (found.full_pence, found.discount_pence, found.due_pence) == (2400, 1200, 1200)
    assert found.because == "Violin, autumn term £24.00; Reduced rate takes off half, £12.00"
    assert [(step.what, step.pence) for step in found.steps] == [
        ("Any instrument: £24.00 a term, for every instrument", 2400),
        ("Autumn term 2026, 2 Sep 2026 to 18 Dec 2026", 0),
        ("Reduced rate takes off half, £12.00", -1200),
    ]
    assert (found.tariff_code, found.scheme_code, found.award) == ("any", "half", AWARD)
    assert (found.period_code, found.charge_on) == ("2026-autumn", date(2026, 11, 20))
    assert (found.due_on, found.next_charge_on) == (None, date(2027, 1, 5))
    assert (found.deposit_pence, found.vat_code) == (0, "non-business")


def test_the_published_term_or_part_thereof_is_whole_on_3_december():
    worcestershire = priced(3640, percent=Decimal(50))
    assert quote(worcestershire, on(date(2026, 12, 3))).due_pence == 3640
    assert quote(worcestershire, on(date(2026, 12, 3)), [HELD]).due_pence == 1820


def test_half_of_36_45_is_18_23_due_and_18_22_off():
    found = quote(priced(3645, percent=Decimal(50)), HIRE, [HELD])
    assert (found.due_pence, found.discount_pence) == (1823, 1822)
    assert found.steps[-1].what == "The amount due is rounded to the penny, a half upwards"


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
    taken = ((date(2026, 5, 1), 5000), (date(2026, 9, 2), 3000), (date(2026, 10, 1), 500))
    assert quote(policy, HIRE, [replace(HELD, taken=taken)]).discount_pence == 1500
    spent = replace(HELD, taken=((date(2026, 9, 2), 5000),))
    assert quote(policy, HIRE, [spent]).discounts == ()


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


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 12, 14), "2027-spring"),
        (date(2026, 12, 21), "2027-spring"),
        (date(2027, 7, 25), "2027-autumn"),
        (date(2027, 8, 31), "2027-autumn"),
    ],
)
def test_loans_in_holidays_are_charged_once_for_the_term_to_come(day, code):
    first = quote(POLICY, on(day))
    assert (first.period_code, first.charge_on) == (code, first.period_from_on)
    assert first.next_charge_on is None or first.next_charge_on > first.period_to_on


def test_a_loan_back_before_its_term_begins_pays_nothing():
    found = quote(POLICY, on(date(2026, 12, 20), until_on=date(2026, 12, 30)), [HELD])
    assert (found.due_pence, found.period_code, found.next_charge_on) == (0, "", None)
    assert found.because == (
        "Violin, back before the spring term begins on 5 Jan 2027, nothing to pay"
    )
    assert found.due_on == date(2026, 12, 30)


def test_a_chosen_day_is_the_day_to_bring_it_back_and_says_whether_it_is_charged_again():
    this_term = quote(POLICY, on(date(2026, 11, 20), until_on=date(2026, 12, 11)))
    into_spring = quote(POLICY, on(date(2026, 11, 20), until_on=date(2027, 2, 1)))
    holiday = quote(POLICY, on(date(2026, 11, 20), until_on=date(2027, 1, 4)))
    assert (this_term.due_on, this_term.next_charge_on) == (date(2026, 12, 11), None)
    assert (into_spring.due_on, into_spring.next_charge_on) == (
        date(2027, 2, 1),
        date(2027, 1, 5),
    )
    assert (holiday.due_on, holiday.next_charge_on) == (date(2027, 1, 4), None)


def test_a_day_before_it_goes_out_is_refused():
    with pytest.raises(RuleError, match="can't be brought back on 1 Nov 2026") as refused:
        quote(POLICY, on(date(2026, 11, 20), until_on=date(2026, 11, 1)))
    assert refused.value.field == "until"


def test_a_fixed_end_without_a_chosen_day_is_the_end_of_the_period():
    policy = replace(POLICY, tariffs=(replace(ANY, ends="fixed"),))
    found = quote(policy, HIRE)
    assert (found.due_on, found.next_charge_on) == (date(2026, 12, 18), None)
    later = renewal(policy, HIRE, date(2026, 12, 18))
    assert (later.due_on, later.period_code) == (date(2027, 3, 25), "2027-spring")


def test_what_is_not_known_of_the_next_charge_is_said_and_does_not_stop_the_lending():
    found = quote(POLICY, on(date(2027, 10, 1)))
    assert found.due_pence == 2400
    assert found.next_charge_on is None
    assert "Put the terms of 2027/28 in Settings" in found.next_charge_unknown


def test_a_hire_beyond_the_known_terms_is_refused():
    with pytest.raises(RuleError, match="after Autumn term 2027") as refused:
        quote(POLICY, on(date(2027, 12, 20)))
    assert refused.value.code == "dates_missing"


def test_the_most_specific_tariff_wins():
    tariffs = (
        ANY,
        Tariff("strings", "Strings", "term", 2500, families=("strings",)),
        Tariff("violins", "Violins", "term", 2600, types=("violin",)),
        Tariff("halves", "Small violins", "term", 2700, types=("violin",), sizes=("1/2",)),
        Tariff("schools", "Schools", "term", 1500, borrowers=("school",)),
        Tariff("parts", "Parts", "free", parts=True),
    )
    policy = replace(POLICY, tariffs=tariffs)
    hires = {
        "any": replace(HIRE, type_code="flute", family="woodwind"),
        "strings": replace(HIRE, type_code="cello"),
        "violins": HIRE,
        "halves": replace(HIRE, size="1/2"),
        "schools": replace(HIRE, size="1/2", borrower_kind="school"),
        "parts": replace(HIRE, is_part=True),
    }
    assert {code: quote(policy, hire).tariff_code for code, hire in hires.items()} == {
        code: code for code in hires
    }
    assert quote(policy, hires["schools"]).steps[0].what == (
        "Schools: £15.00 a term, for every instrument, to schools"
    )
    assert quote(policy, hires["halves"]).steps[0].what == (
        "Small violins: £27.00 a term, for violin in 1/2"
    )


def test_a_type_the_policy_does_not_know_is_priced_by_its_family():
    found = quote(POLICY, replace(HIRE, type_code="nyckelharpa"))
    assert found.because.startswith("nyckelharpa, autumn term £24.00")


def test_a_hire_without_a_price_is_refused_in_words():
    policy = replace(POLICY, tariffs=(replace(ANY, borrowers=("adult",)),))
    with pytest.raises(RuleError) as refused:
        quote(policy, HIRE)
    assert refused.value.message == (
        "No price covers Violin for a pupil on 20 Nov 2026. Put one in Settings → Prices, "
        "or in a file for loanmgr policy import."
    )


def test_a_new_price_holds_from_the_next_period_and_leaves_running_hires_alone():
    old = replace(ANY, to_on=date(2026, 12, 31))
    new = replace(ANY, price_pence=2550, from_on=date(2027, 1, 1))
    policy = replace(POLICY, tariffs=(old, new))
    assert quote(policy, HIRE).due_pence == 2400
    assert quote(policy, on(date(2026, 12, 14))).due_pence == 2550  # pays for spring
    assert renewal(policy, HIRE, date(2026, 12, 18)).due_pence == 2550


def test_a_part_of_a_term_is_a_step_of_its_own_and_only_the_amount_due_is_rounded():
    weeks = replace(ANY, price_pence=2501, part_period="weeks")
    found = quote(replace(POLICY, tariffs=(weeks,)), on(date(2026, 11, 2)), [HELD])
    # 7 of 15 weeks of £25.01 is £11.6713…, half of it £5.8356…
    assert (found.full_pence, found.due_pence, found.discount_pence) == (1167, 584, 583)
    assert found.because == (
        "Violin, autumn term £25.01, 7 of 15 weeks £11.67; Reduced rate takes off half, £5.83"
    )
    assert found.steps[2].what == "For part of it: 7 of 15 weeks"


def test_a_month_begun_is_free_until_the_first_of_the_next():
    monthly = replace(ANY, basis="month", price_pence=1050)
    found = quote(replace(POLICY, tariffs=(monthly,)), on(date(2027, 4, 15)))
    assert (found.charge_on, found.due_pence) == (date(2027, 5, 1), 1050)
    assert found.because == "Violin, May 2027 £10.50"
    assert found.next_charge_on == date(2027, 6, 1)


def test_a_year_bought_late_is_the_months_that_are_left():
    yearly = replace(ANY, basis="year", price_pence=12_000, part_period="months")
    policy = replace(POLICY, tariffs=(yearly,))
    found = quote(policy, on(date(2027, 1, 31)))
    assert (found.due_pence, found.charge_on) == (8000, date(2027, 1, 31))
    assert found.because == "Violin, year 2026/27 £120.00, 8 of 12 months £80.00"
    later = renewal(policy, HIRE, date(2027, 8, 31))
    assert (later.due_pence, later.charge_on) == (12_000, date(2027, 9, 1))


def test_a_project_has_one_price_however_long():
    project = replace(ANY, basis="fixed", price_pence=200, ends="fixed")
    policy = replace(POLICY, tariffs=(project,))
    found = quote(policy, on(date(2026, 11, 20), until_on=date(2027, 2, 1)))
    assert (found.due_pence, found.next_charge_on) == (200, None)
    assert (found.due_on, found.period_to_on) == (date(2027, 2, 1), date(2027, 2, 1))
    again = renewal(policy, HIRE, date(2026, 12, 18))
    assert again.period_code != quote(policy, HIRE).period_code


def test_what_is_free_says_so_and_is_never_charged_again():
    policy = replace(POLICY, tariffs=(replace(ANY, basis="free", price_pence=0),))
    found = quote(policy, HIRE, [HELD])
    assert (found.due_pence, found.because, found.discounts) == (0, "Violin, free", ())
    assert (found.due_on, found.next_charge_on) == (None, None)
    assert renewal(policy, HIRE, date(2026, 12, 18)).due_pence == 0


def test_a_deposit_is_taken_once_and_lowered_only_where_the_scheme_says_so():
    tariff = replace(ANY, deposit_pence=2500)
    plain = replace(POLICY, tariffs=(tariff,))
    assert quote(plain, HIRE, [HELD]).deposit_pence == 2500
    assert quote(plain, HIRE, [HELD]).due_pence == 1200
    assert renewal(plain, HIRE, date(2026, 12, 18)).deposit_pence == 0
    both = replace(plain, schemes=(replace(HALF, applies_to=("hire", "deposit")),))
    assert quote(both, HIRE, [HELD]).deposit_pence == 1250
    only = replace(plain, schemes=(replace(HALF, applies_to=("deposit",)),))
    assert (quote(only, HIRE, [HELD]).deposit_pence, quote(only, HIRE, [HELD]).due_pence) == (
        1250,
        2400,
    )


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
