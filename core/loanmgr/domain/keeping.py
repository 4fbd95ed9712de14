"""How long an instrument is kept for somebody, in working days."""

from datetime import date, timedelta

SATURDAY = 5
"""As `date.weekday` counts. Working days are Monday to Friday: bank holidays aren't known."""


def last_day(from_on: date, working_days: int) -> date:
    """Return the last of so many working days; the day it is kept from does not count."""
    on = from_on
    while working_days > 0:
        on += timedelta(days=1)
        working_days -= on.weekday() < SATURDAY
    return on
