"""School years: what was written down on a day goes on by itself from each 1 September."""

from datetime import date
from typing import Protocol

from loanmgr.domain.calendar import academic_year_start
from loanmgr.domain.policy import SCHOOL_YEARS


class Noted(Protocol):
    """A row with a school year, and the day on which it was so."""

    @property
    def year(self) -> str:
        """N, R or 1 to 13; empty when not known."""

    @property
    def year_on(self) -> date | None:
        """The day on which that was the year; None keeps it as it is."""


def year_of(row: Noted, on: date) -> str:
    """Return the school year of a row's pupil on a day; empty when not known or after Year 13."""
    return year_on(row.year or "", row.year_on, on)


def year_on(year: str, noted_on: date | None, on: date) -> str:
    """Return what a school year that was noted on a day has become; empty after Year 13."""
    if not year or noted_on is None:
        return year
    passed = academic_year_start(on).year - academic_year_start(noted_on).year
    place = SCHOOL_YEARS.index(year) + passed
    return SCHOOL_YEARS[max(0, place)] if place < len(SCHOOL_YEARS) else ""


def has_finished(year: str, noted_on: date | None, on: date) -> bool:
    """Say whether a pupil whose school year is known is beyond Year 13."""
    return bool(year) and not year_on(year, noted_on, on)


def finished_before(on: date) -> tuple[tuple[str, date], ...]:
    """Return for each school year before which day it was noted, if it is over by now."""
    first = academic_year_start(on)
    last = len(SCHOOL_YEARS) - 1
    return tuple(
        (year, first.replace(year=first.year - (last - place)))
        for place, year in enumerate(SCHOOL_YEARS)
    )
