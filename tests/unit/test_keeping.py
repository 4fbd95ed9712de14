"""Working days: Monday to Friday, counted from the day after."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.keeping import last_day

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("from_on", "working_days", "last_on"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),  # from a Monday to the next
        (date(2026, 11, 21), 5, date(2026, 11, 27)),  # from a Saturday to the Friday after
        (date(2026, 11, 22), 1, date(2026, 11, 23)),  # a Sunday
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # a Friday
        (date(2026, 11, 27), 0, date(2026, 11, 27)),
        (date(2026, 12, 24), 2, date(2026, 12, 28)),  # Christmas Day counts: it isn't known
    ],
)
def test_the_last_day(from_on, working_days, last_on):
    assert last_day(from_on, working_days) == last_on


@given(DAYS, st.integers(1, 366))
def test_it_is_a_working_day_with_so_many_of_them_before_it(from_on, working_days):
    last_on = last_day(from_on, working_days)
    days = [from_on + timedelta(days=n) for n in range(1, (last_on - from_on).days + 1)]
    assert last_on.isoweekday() <= 5
    assert sum(day.isoweekday() <= 5 for day in days) == working_days
