"""School years go on by themselves from each 1 September."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.policy import SCHOOL_YEARS
from loanmgr.domain.school_years import finished_before, has_finished, year_on

NOTED = date(2026, 11, 21)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def test_a_year_goes_on_from_1_september_and_ends_after_year_13():
    assert year_on("2", NOTED, date(2027, 8, 31)) == "2"
    assert year_on("2", NOTED, date(2027, 9, 1)) == "3"
    assert year_on("N", NOTED, date(2028, 9, 1)) == "1"
    assert year_on("13", NOTED, date(2027, 9, 1)) == ""
    assert has_finished("13", NOTED, date(2027, 9, 1))
    assert not has_finished("", NOTED, date(2040, 9, 1))


def test_what_was_never_dated_stays_as_it_is():
    assert year_on("5", None, date(2040, 1, 1)) == "5"
    assert year_on("", NOTED, date(2040, 1, 1)) == ""


@given(st.sampled_from(SCHOOL_YEARS), DAYS, DAYS)
def test_who_has_finished_is_found_by_the_day_it_was_noted(year, noted_on, on):
    limits = dict(finished_before(on))
    if on >= noted_on:
        assert has_finished(year, noted_on, on) == (noted_on < limits[year])
