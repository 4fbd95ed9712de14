"""Prices that ask who hires: where they live, lessons, ensembles, how many, since when."""

from dataclasses import replace
from datetime import date

import pytest

from loanmgr.domain.charges import quote, renewal
from loanmgr.domain.policy import Tariff
from tests.unit.prices import ANY, HIRE, POLICY, on

ELSEWHERE = Tariff("elsewhere", "From outside the area", "term", 6000, residents=False)
LESSONS = Tariff("lessons", "With lessons", "term", 2000, lessons=True)
ENSEMBLE = Tariff("ensemble", "In the orchestra", "free", residents=True, ensemble=True)
SECOND_CHILD = Tariff("sibling", "Second child", "term", 1500, from_child=2)
THIRD_CHILD = Tariff("third", "Third child", "term", 500, from_child=3)
ANOTHER = Tariff("another", "Another instrument", "term", 750, from_instrument=2)


def with_tariffs(*tariffs):
    return replace(POLICY, tariffs=(ANY, *tariffs))


@pytest.mark.parametrize(
    ("who", "paid"),
    [
        ({}, "any"),
        ({"is_resident": False}, "elsewhere"),
        ({"has_lessons": True}, "lessons"),
        ({"in_ensemble": True}, "ensemble"),
        ({"is_resident": False, "in_ensemble": True}, "elsewhere"),
        ({"has_lessons": True, "lessons_until_on": date(2026, 11, 19)}, "any"),
        ({"has_lessons": True, "lessons_until_on": date(2026, 11, 20)}, "lessons"),
        ({"child_no": 2}, "sibling"),
        ({"child_no": 4}, "third"),
        ({"instrument_no": 2}, "another"),
        ({"instrument_no": 2, "child_no": 3}, "another"),
        ({"has_lessons": True, "instrument_no": 2}, "lessons"),
    ],
)
def test_who_hires_decides_what_they_pay(who, paid):
    policy = with_tariffs(ELSEWHERE, LESSONS, ENSEMBLE, SECOND_CHILD, THIRD_CHILD, ANOTHER)
    assert quote(policy, replace(HIRE, **who)).tariff_code == paid


def test_a_price_says_whom_it_is_for():
    policy = with_tariffs(replace(ANOTHER, residents=False, lessons=False))
    found = quote(policy, replace(HIRE, is_resident=False, instrument_no=2))
    assert found.steps[0].what == (
        "Another instrument: £7.50 a term, for every instrument, from outside the area, "
        "without lessons, from the 2nd instrument on"
    )


def test_who_is_new_pays_nothing_in_the_first_academic_year():
    """Doncaster: £16.00 a term, and no charge in the first academic year for new pupils."""
    policy = replace(POLICY, tariffs=(replace(ANY, price_pence=1600, free_first="academic_year"),))
    first = quote(policy, HIRE)
    assert (first.due_pence, first.because) == (0, "Violin, free in the first academic year")
    assert first.next_charge_on == date(2027, 1, 5)
    summer = renewal(policy, HIRE, date(2027, 3, 25))
    assert (summer.due_pence, summer.next_charge_on) == (0, date(2027, 9, 2))
    assert renewal(policy, HIRE, date(2027, 7, 21)).due_pence == 1600
    known = replace(HIRE, first_on=date(2025, 9, 10))
    assert quote(policy, known).due_pence == 1600


def test_who_is_new_pays_nothing_for_twelve_months():
    policy = replace(POLICY, tariffs=(replace(ANY, free_first="twelve_months"),))
    assert renewal(policy, HIRE, date(2027, 7, 21)).due_pence == 0
    assert quote(policy, on(date(2027, 11, 20), first_on=date(2026, 11, 20))).due_pence == 2400


def test_few_lessons_left_in_the_second_half_cost_nothing_this_term():
    """Durham: no charge for a term with fewer than eight lessons left in its second half."""
    policy = replace(POLICY, tariffs=(replace(ANY, least_weeks=4, last_days=0),))
    assert quote(policy, on(date(2026, 11, 25))).period_code == "2026-autumn"
    found = quote(policy, on(date(2026, 12, 1)))
    assert (found.period_code, found.charge_on) == ("2027-spring", date(2027, 1, 5))
    assert quote(policy, on(date(2026, 9, 2))).period_code == "2026-autumn"


def test_a_price_told_of_in_january_is_paid_by_running_hires_from_the_summer():
    dearer = replace(
        ANY, price_pence=2550, from_on=date(2027, 1, 1), running_from_on=date(2027, 4, 1)
    )
    policy = replace(POLICY, tariffs=(replace(ANY, to_on=date(2026, 12, 31)), dearer))
    assert renewal(policy, HIRE, date(2026, 12, 18)).due_pence == 2400
    assert renewal(policy, HIRE, date(2027, 3, 25)).due_pence == 2550
    assert quote(policy, on(date(2027, 1, 10))).due_pence == 2550
