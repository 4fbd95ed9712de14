"""What the end of a hire does to its charges."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.ending import Charged, credit, periods_still_owed
from tests.unit.prices import ANY, POLICY, TERMS

AUTUMN = Charged("2026-autumn", date(2026, 9, 2), date(2026, 12, 18), 2401)
SPRING = Charged("2027-spring", date(2027, 1, 5), date(2027, 3, 25), 2401)
YEAR = Charged("2026/27", date(2026, 9, 1), date(2027, 8, 31), 12_000)


def off(tariff, back_on, *charges, which=-1):
    charges = charges or (AUTUMN,)
    place = which % len(charges)
    return credit(POLICY, tariff, charges, place, back_on)


@pytest.mark.parametrize(
    ("back_on", "whole"),
    [
        (date(2026, 8, 1), True),
        (date(2026, 9, 9), True),
        (date(2026, 9, 10), False),
        (date(2026, 12, 18), False),
    ],
)
def test_within_a_week_of_the_periods_start_the_charge_is_taken_off(back_on, whole):
    found = off(ANY, back_on)
    assert (found.is_whole, found.pence) == (whole, 2401 if whole else 0)


def test_the_second_half_is_given_back_where_the_price_says_so():
    tariff = replace(ANY, gives_back="half_term")
    found = off(tariff, date(2026, 10, 25))
    assert (found.pence, found.is_whole, found.words) == (1200, False, "the second half unused")
    assert off(tariff, date(2026, 11, 2)).pence == 0


def test_unused_weeks_and_months_are_given_back():
    weeks = off(replace(ANY, gives_back="weeks"), date(2026, 12, 10))
    assert (weeks.words, weeks.pence) == ("1 of 15 weeks unused", 160)
    months = off(replace(ANY, basis="year", gives_back="months"), date(2027, 5, 10), YEAR)
    assert (months.words, months.pence) == ("3 of 12 months unused", 3000)


def test_the_least_periods_are_kept_however_early_it_comes_back():
    """Herefordshire: by the month, for two months at least."""
    tariff = replace(ANY, basis="month", least_periods=2, gives_back="nothing")
    april = Charged("2026-04", date(2026, 4, 1), date(2026, 4, 30), 700)
    may = Charged("2026-05", date(2026, 5, 1), date(2026, 5, 31), 700)
    june = Charged("2026-06", date(2026, 6, 1), date(2026, 6, 30), 700)
    three = (april, may, june)
    assert [credit(POLICY, tariff, three, n, date(2026, 4, 3)).pence for n in range(3)] == [
        0,
        0,
        700,
    ]
    assert (periods_still_owed(tariff, 0), periods_still_owed(tariff, 1)) == (2, 1)
    assert periods_still_owed(tariff, 5) == periods_still_owed(ANY, 0) == 0


def test_notice_given_too_late_pays_another_year():
    """Swindon and Wiltshire: notice by 1 July, or another year is charged."""
    tariff = replace(ANY, basis="year", notice_days=62)
    next_year = Charged("2027/28", date(2027, 9, 1), date(2028, 8, 31), 10_000)
    assert off(tariff, date(2027, 6, 30), YEAR, next_year).is_whole
    assert off(tariff, date(2027, 7, 1), YEAR, next_year).pence == 0


@given(
    st.sampled_from(["nothing", "half_term", "weeks", "months"]),
    st.integers(0, 30),
    st.integers(0, 3),
    st.integers(0, 10_000),
    st.dates(date(2026, 8, 1), date(2027, 8, 1)),
)
def test_no_more_comes_off_than_was_charged(gives_back, days, least, pence, back_on):
    tariff = replace(ANY, gives_back=gives_back, take_off_days=days, least_periods=least)
    for term in TERMS:
        charge = Charged(term.code, term.from_on, term.to_on, pence)
        found = credit(POLICY, tariff, (charge,), 0, back_on)
        assert 0 <= found.pence <= pence
        assert not (least and found.pence)
