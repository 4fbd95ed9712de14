"""What hires cost: which tariff and period count, and every price explains itself."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from loanmgr.domain.charges import quote, renewal
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import Tariff
from tests.unit.prices import (
    ANY,
    AWARD,
    HALF,
    HELD,
    HIRE,
    POLICY,
    on,
    priced,
)


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


@pytest.mark.parametrize(
    ("tariff", "words"),
    [
        (Tariff("s", "Strings", "term", 2400, families=("strings",)), "Strings: £24.00 a term"),
        (
            Tariff("s", "Strings", "term", 2400, families=("strings",), borrowers=("school",)),
            "Strings: £24.00 a term, to schools",
        ),
        (
            Tariff("s", "Strings", "term", 2400, families=("strings",), sizes=("1/2",)),
            "Strings: £24.00 a term, for strings in 1/2",
        ),
        (
            Tariff("s", "Violin and cello", "year", 2400, types=("violin", "cello")),
            "Violin and cello: £24.00 a year",
        ),
    ],
)
def test_a_price_does_not_say_what_its_name_says_already(tariff, words):
    hire = replace(HIRE, size="1/2", borrower_kind="school" if tariff.borrowers else "pupil")
    assert quote(replace(POLICY, tariffs=(tariff,)), hire).steps[0].what == words


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
    for asks, taken in ((4000, 4000), (1000, 2500)):
        dear = replace(plain, schemes=(replace(HALF, deposit_pence=asks),))
        assert quote(dear, HIRE, [HELD]).deposit_pence == taken
        assert quote(dear, HIRE).deposit_pence == 2500
        assert renewal(dear, HIRE, date(2026, 12, 18), [HELD]).deposit_pence == 0
    only = replace(plain, schemes=(replace(HALF, applies_to=("deposit",)),))
    assert (quote(only, HIRE, [HELD]).deposit_pence, quote(only, HIRE, [HELD]).due_pence) == (
        1250,
        2400,
    )
