"""Which term, half term, month or year a hire pays for, and what is said when nobody knows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain import calendar
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import Policy, Term

AUTUMN = Term(
    "2026-autumn",
    "Autumn term 2026",
    date(2026, 9, 2),
    date(2026, 12, 18),
    date(2026, 10, 26),
    date(2026, 10, 30),
)
SPRING = Term("2027-spring", "Spring term 2027", date(2027, 1, 5), date(2027, 3, 25))
SUMMER = Term("2027-summer", "Summer term 2027", date(2027, 4, 12), date(2027, 7, 21))
POLICY = Policy(terms=(AUTUMN, SPRING, SUMMER))

KNOWN_DAYS = st.dates(date(2026, 8, 1), SUMMER.to_on - timedelta(days=14))


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2026, 9, 1), "2026/27"),
        (date(2027, 8, 31), "2026/27"),
        (date(2027, 9, 1), "2027/28"),
        (date(1999, 12, 31), "1999/00"),
    ],
)
def test_an_academic_year_runs_from_september_to_august(on, year):
    assert calendar.academic_year(on) == year
    assert calendar.academic_year_start(on) <= on <= calendar.academic_year_end(on)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_an_academic_year_begins_and_ends_inside_itself(on):
    start, end = calendar.academic_year_start(on), calendar.academic_year_end(on)
    assert (start.month, start.day, end.month, end.day) == (9, 1, 8, 31)
    assert (
        calendar.academic_year(start) == calendar.academic_year(end) == calendar.academic_year(on)
    )


@pytest.mark.parametrize(
    ("on", "term"),
    [
        (date(2026, 8, 25), AUTUMN),  # summer holiday
        (date(2026, 9, 2), AUTUMN),  # first day
        (date(2026, 12, 4), AUTUMN),  # the day before the last fourteen
        (date(2026, 12, 5), SPRING),  # the first of the last fourteen
        (date(2026, 12, 18), SPRING),
        (date(2026, 12, 21), SPRING),  # holiday
        (date(2027, 3, 26), SUMMER),
    ],
)
def test_a_loan_in_a_holiday_or_the_last_days_pays_from_the_next_term(on, term):
    assert calendar.paying_term(POLICY, on) == term


def test_a_service_may_charge_the_term_up_to_its_last_day():
    assert calendar.paying_term(POLICY, date(2026, 12, 18), last_days=0) == AUTUMN


@given(KNOWN_DAYS)
def test_the_term_paid_for_is_never_over_and_never_skips_one(on):
    term = calendar.paying_term(POLICY, on)
    assert on <= term.to_on - timedelta(days=14) or on < term.from_on
    between = [other for other in POLICY.terms if on < other.from_on < term.from_on]
    assert between == []


@given(st.sampled_from(["term", "month", "year"]), KNOWN_DAYS)
def test_periods_follow_each_other_without_overlap(basis, on):
    first = calendar.first_period(POLICY, basis, on)
    following = calendar.find_next_period(POLICY, basis, first.to_on)
    assert first.from_on <= first.paid_from_on <= first.to_on
    assert following is None or (first.to_on < following.from_on and first.code != following.code)


@pytest.mark.parametrize(
    ("on", "missing"),
    [
        (date(2027, 7, 8), "2027/28"),  # the last days of the last known term
        (date(2027, 7, 25), "2027/28"),
        (date(2027, 8, 31), "2027/28"),
        (date(2029, 2, 1), "2028/29"),
    ],
)
def test_beyond_the_last_known_term_the_missing_year_is_named(on, missing):
    with pytest.raises(RuleError) as refused:
        calendar.paying_term(POLICY, on)
    assert refused.value.code == "dates_missing"
    assert refused.value.message == (
        "The term dates after Summer term 2027, which ends on 21 Jul 2027, are missing. "
        f"Put the terms of {missing} in Settings → Terms and dates, "
        "or in a file for loanmgr policy import."
    )


def test_before_the_first_known_term_only_its_own_summer_is_known_to_be_a_holiday():
    assert calendar.paying_term(POLICY, date(2026, 8, 1)) == AUTUMN
    with pytest.raises(RuleError, match="before Autumn term 2026, which begins on 2 Sep 2026"):
        calendar.paying_term(POLICY, date(2026, 7, 10))


def test_a_first_known_term_in_spring_says_nothing_about_the_december_before_it():
    with pytest.raises(RuleError, match="terms of 2026/27"):
        calendar.paying_term(Policy(terms=(SPRING,)), date(2026, 12, 20))


def test_a_gap_longer_than_a_summer_is_a_missing_term_and_no_holiday():
    without_spring = Policy(terms=(AUTUMN, SUMMER))
    with pytest.raises(RuleError, match=r"after Autumn term 2026.* terms of 2026/27"):
        calendar.paying_term(without_spring, date(2027, 1, 20))


def test_without_any_terms_the_year_is_still_named():
    with pytest.raises(RuleError, match=r"The term dates are missing\. Put the terms of 2026/27"):
        calendar.next_period(Policy(), "term", date(2026, 10, 1))


@pytest.mark.parametrize(
    ("on", "code", "label"),
    [
        (date(2026, 10, 25), "2026-autumn/1", "first half of the autumn term"),
        (date(2026, 10, 27), "2026-autumn/2", "second half of the autumn term"),
        (date(2026, 11, 10), "2026-autumn/2", "second half of the autumn term"),
    ],
)
def test_a_half_term_is_what_lies_before_or_after_the_half_term_holiday(on, code, label):
    period = calendar.first_period(POLICY, "half_term", on)
    assert (period.code, period.label) == (code, label)


def test_half_terms_follow_each_other_from_term_to_term():
    with_halves = Policy(
        terms=(
            AUTUMN,
            Term(
                "2027-spring",
                "Spring term 2027",
                SPRING.from_on,
                SPRING.to_on,
                date(2027, 2, 15),
                date(2027, 2, 19),
            ),
        )
    )
    codes, on = [], date(2026, 8, 31)
    while period := calendar.find_next_period(with_halves, "half_term", on):
        codes.append(period.code)
        on = period.to_on
    assert codes == ["2026-autumn/1", "2026-autumn/2", "2027-spring/1", "2027-spring/2"]


def test_a_term_without_its_half_term_is_not_guessed():
    with pytest.raises(RuleError, match="The half term of Spring term 2027 is not known"):
        calendar.first_period(POLICY, "half_term", date(2027, 2, 1))


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2026, 4, 15), "2026-05"), (date(2026, 4, 1), "2026-04"), (date(2026, 12, 2), "2027-01")],
)
def test_a_month_is_charged_on_its_first_day_whatever_the_start(on, code):
    assert calendar.first_period(POLICY, "month", on).code == code


def test_a_year_paid_for_in_the_summer_is_the_next_one():
    july = Policy(terms=(AUTUMN, SPRING, SUMMER, _autumn_2027()))
    assert calendar.first_period(july, "year", date(2027, 7, 25)).code == "2027/28"
    assert calendar.first_period(july, "year", date(2027, 5, 1)).code == "2026/27"


@pytest.mark.parametrize(
    ("rule", "on", "left", "of"),
    [
        ("half_term", date(2026, 10, 27), 1, 2),
        ("half_term", date(2026, 11, 2), 1, 2),
        ("weeks", date(2026, 11, 2), 7, 15),  # 16 weeks from 2 September, half term not counted
        ("weeks", date(2026, 11, 4), 7, 15),  # a begun week counts
        ("weeks", date(2026, 11, 7), 6, 15),  # on a Saturday the school week is over
        ("months", date(2026, 11, 30), 2, 4),
    ],
)
def test_what_is_left_of_a_term_counts_what_is_begun(rule, on, left, of):
    part = calendar.part_left(calendar.first_period(POLICY, "term", on), rule)
    assert part is not None
    assert (part.left, part.of) == (left, of)


@pytest.mark.parametrize("rule", ["full", "half_term", "weeks", "months"])
def test_a_hire_from_the_first_day_pays_the_whole_period(rule):
    period = calendar.first_period(POLICY, "term", AUTUMN.from_on)
    assert calendar.part_left(period, rule) is None


def test_months_left_of_a_year_count_the_one_begun():
    period = calendar.first_period(POLICY, "year", date(2027, 1, 31))
    part = calendar.part_left(period, "months")
    assert part is not None
    assert part.words == "8 of 12 months"


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_every_day_shares_its_cap_with_one_term_only(on):
    first_on, last_on = calendar.cap_window(POLICY, on)
    assert first_on <= on <= last_on
    assert sum(first_on <= term.from_on <= last_on for term in POLICY.terms) <= 1


def _autumn_2027() -> Term:
    return Term("2027-autumn", "Autumn term 2027", date(2027, 9, 2), date(2027, 12, 17))
