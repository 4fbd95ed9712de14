"""When things happen in a made-up history: busy Septembers, Saturdays, quiet holidays.

Days are ordinals of the calendar (`date.toordinal`).
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from loanmgr.domain import calendar
from loanmgr.domain.policy import Policy
from loanmgr.services.demo.terms import YEARS_BACK, first_year

SATURDAY, SUNDAY = 6, 0
"""The rest of an ordinal after sevens."""

AUTUMN_WEEKS = (6.0, 5.0, 4.0, 2.5, 2.0, 1.5, 1.2)
OTHER_WEEKS = (2.2, 1.8, 1.2, 1.0)
OUT_BY_MONTH = (0.98, 1.0, 1.0, 0.97, 0.96, 0.9, 0.62, 0.55, 0.8, 0.95, 1.0, 1.0)
"""How much is out in each month, compared with the most that ever is."""

OUT_AT_LAST = 0.29
"""Schools come on top, so that about a third of all is out."""
MOST_OUT = 0.6
LENT_NEVER_RETURNED = 0.4
"""At most so much of all that was ever lent is still out."""


@dataclass(frozen=True)
class Span:
    """Hours in which acts happen, in seconds after midnight."""

    start: int
    length: int


MORNING = Span(9 * 3600, 4 * 3600)
EARLY = Span(9 * 3600, 50 * 60)
"""On the last day: what was done before somebody looks."""
OFFICE = Span(9 * 3600, 3 * 3600)
AFTERNOON = Span(13 * 3600, 2 * 3600)


class Plan:
    """How many of each thing each day has, from the first day to the last."""

    def __init__(self, policy: Policy, today: date, size: tuple[int, int, int]) -> None:
        instruments, families, loans = size
        year = first_year(today) - YEARS_BACK
        self.first = date(year, 8, 1).toordinal()
        self.last = today.toordinal()
        self.open = [
            day
            for day in range(self.first, self.last + 1)
            if day == self.last or _opens(policy, date.fromordinal(day))
        ]
        """Days on which the centres are open: Saturdays in term, and the last day."""
        self.weights = [self._weight(policy, day) for day in self.open]
        self._lift_last(loans)
        self.lends = dict(zip(self.open, shared_out(loans, self.weights), strict=True))
        self.families = self._joining(families)
        self.instruments = self._buying(instruments)
        self._back = self._returned_by(instruments, loans)
        self._place = {day: place for place, day in enumerate(self.open)}

    def _weight(self, policy: Policy, day: int) -> float:
        on = date.fromordinal(day)
        term = calendar.term_on(policy, on)
        if term is None:
            return 0.3
        week = (on - term.from_on).days // 7
        weeks = AUTUMN_WEEKS if term.from_on.month in (8, 9) else OTHER_WEEKS
        if (term.to_on - on).days <= calendar.LAST_DAYS:
            return 0.3
        return weeks[week] if week < len(weeks) else 0.9

    def _lift_last(self, loans: int) -> None:
        """See to it that the last day has something to show, even of a small history."""
        others = sum(self.weights[:-1])
        wanted = min(12, loans / 12)
        if loans > wanted:
            self.weights[-1] = max(self.weights[-1], wanted * others / (loans - wanted))

    def _joining(self, families: int) -> dict[int, int]:
        start = [self.first + n for n in range(2, 30) if (self.first + n) % 7 not in (0, 6)]
        early = families * 9 // 20
        days = dict(zip(start, shared_out(early, [1.0] * len(start)), strict=True))
        for day, count in zip(self.open, shared_out(families - early, self.weights), strict=True):
            days[day] = days.get(day, 0) + count
        return days

    def _buying(self, instruments: int) -> dict[int, int]:
        start = [self.first + n for n in range(25) if (self.first + n) % 7 not in (0, 6)]
        later = [
            day
            for day in range(self.first + 60, self.last - 40)
            if day % 7 == 3 and date.fromordinal(day).month in (3, 6, 7, 9)
        ]
        early = instruments if not later else instruments * 17 // 20
        days = dict(zip(start, shared_out(early, [1.0] * len(start)), strict=True))
        if later:
            rest = shared_out(instruments - early, [1.0] * len(later))
            days.update(zip(later, rest, strict=True))
        return days

    def _returned_by(self, instruments: int, loans: int) -> list[float]:
        """Say how many have come back by each open day, so that a share stays out."""
        level = OUT_BY_MONTH[date.fromordinal(self.last).month - 1]
        at_last = min(instruments * OUT_AT_LAST, loans * LENT_NEVER_RETURNED)
        most = min(instruments * MOST_OUT, at_last / level)
        lent, back = 0, 0.0
        returned, self._out = [], []
        for day in self.open:
            lent += self.lends[day]
            out = most * OUT_BY_MONTH[date.fromordinal(day).month - 1]
            if day == self.last:
                out = at_last
            back = max(back, lent - out)
            returned.append(back)
            self._out.append(lent - back)
        return returned

    def returns_on(self, day: int) -> float:
        """Return about how many come back on an open day."""
        place = self._place.get(day, 0)
        return self._back[place] - self._back[place - 1] if place else 0.0

    def back_on(self, day: int, random: Random) -> int:
        """Choose the open day on which what is lent on a day comes back; 0 where it stays out.

        Things come back in turn, give or take: after about as many others as are out.
        """
        place = self._place[day]
        chance = random.random()
        long = random.random()
        share = 0.2 + 1.3 * chance if long < 0.85 else 1.5 + 0.7 * chance
        wanted = self._back[place] + self._out[place] * share
        found = bisect_left(self._back, wanted, place + 1)
        return self.open[found] if found < len(self.open) else 0

    def span(self, day: int) -> Span:
        """Return the hours in which things are lent and returned on a day."""
        if day == self.last:
            return EARLY if day % 7 in (SATURDAY, SUNDAY) else AFTERNOON
        return MORNING if day % 7 == SATURDAY else AFTERNOON


def _opens(policy: Policy, on: date) -> bool:
    if on.weekday() != 5:
        return False
    term = calendar.term_on(policy, on)
    if term is None:
        # The Saturday before term families come for their first instrument.
        return calendar.term_on(policy, on + timedelta(days=7)) is not None and on.month in (8, 9)
    first, last = term.half_term_from_on, term.half_term_to_on
    return not (first and last and first - timedelta(days=2) <= on <= last + timedelta(days=2))


def shared_out(count: int, weights: list[float]) -> list[int]:
    """Share a count out by weights, so that the shares add up to it."""
    sums = list(accumulate(weights))
    if not sums:
        return []
    ends = [round(count * each / sums[-1]) for each in sums]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
