"""Copying a school year: whole weeks on, what ends with it carried on, prices raised."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain import calendar
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import Limit, Policy, Scheme, Tariff, Term, check, parse
from loanmgr.domain.policy.years import Rise, copy_year

STARTING = parse(
    (Path(__file__).parents[2] / "resources/policy/starting.toml").read_text(encoding="utf-8")
)
SEPTEMBER = date(2027, 9, 1)


def the_only(entries, code):
    (found,) = [each for each in entries if each.code == code]
    return found


def year_of(policy, year):
    return [term for term in policy.terms if calendar.academic_year(term.from_on) == year]


def test_every_term_and_half_term_keeps_its_weekdays_and_its_place_in_the_year():
    after = copy_year(STARTING, "2026/27")
    old, new = year_of(STARTING, "2026/27"), year_of(after, "2027/28")
    assert [term.name for term in new] == [
        "Autumn term 2027",
        "Spring term 2028",
        "Summer term 2028",
    ]
    assert [term.code for term in new] == ["2027-autumn", "2028-spring", "2028-summer"]
    for before, later in zip(old, new, strict=True):
        for name in ("from_on", "to_on", "half_term_from_on", "half_term_to_on"):
            assert (getattr(later, name) - getattr(before, name)).days == 364
        assert later.estimated


def test_ten_years_on_autumn_still_begins_in_september():
    policy = STARTING
    for first in range(2026, 2036):
        policy = copy_year(policy, f"{first}/{(first + 1) % 100:02d}")
        assert len(year_of(policy, calendar.academic_year(date(first + 1, 10, 1)))) == 3
    assert check(policy) == ()
    gaps = zip(policy.terms, policy.terms[1:], strict=False)
    assert max((b.from_on - a.to_on).days for a, b in gaps) <= calendar.LONGEST_HOLIDAY_DAYS


def test_a_name_without_a_year_gets_one():
    term = Term("autumn", "Autumn", date(2026, 9, 2), date(2026, 12, 18))
    (_, copied) = copy_year(Policy(terms=(term,)), "2026/27").terms
    assert (copied.code, copied.name) == ("autumn-2027/28", "Autumn 2027/28")


@pytest.mark.parametrize(
    "year", ["", "2026", "2026/28", "26/27", "2026/277", "２０２６/27", "1066/67"]
)
def test_what_is_no_school_year_is_refused(year):
    with pytest.raises(RuleError, match="is not a school year"):
        copy_year(STARTING, year)


def test_what_ends_with_the_year_goes_on_for_another():
    policy = replace(
        STARTING,
        terms=STARTING.terms,
        schemes=(
            Scheme("a", "A", "A", free=True, to_on=date(2027, 8, 31)),
            Scheme("b", "B", "B", kind="b", free=True, to_on=date(2026, 8, 31)),
            Scheme("c", "C", "C", kind="c", free=True, to_on=date(2027, 3, 1)),
            Scheme("c", "C", "C", kind="c", free=True, from_on=date(2027, 3, 2)),
        ),
        limits=(Limit("l", "L", instruments=1, to_on=date(2027, 7, 31)),),
    )
    after = copy_year(policy, "2026/27")
    assert [(s.code, s.from_on, s.to_on) for s in after.schemes if s.code == "a"] == [
        ("a", None, date(2027, 8, 31)),
        ("a", date(2027, 9, 1), date(2028, 8, 31)),
    ]
    assert [len([s for s in after.schemes if s.code == code]) for code in "bc"] == [1, 2]
    assert [limit.from_on for limit in after.limits] == [None, date(2027, 8, 1)]


class TestARise:
    def raised(self, tariffs, **rise):
        policy = replace(STARTING, tariffs=tariffs)
        return copy_year(policy, "2026/27", Rise(**{"from_on": SEPTEMBER} | rise)).tariffs

    def test_a_price_ends_the_day_before_and_its_dearer_version_begins(self):
        old, new = self.raised((Tariff("t", "T", "term", 3640),), percent=Decimal("3.5"))
        assert (old.price_pence, old.to_on) == (3640, date(2027, 8, 31))
        assert (new.price_pence, new.from_on, new.to_on) == (3767, SEPTEMBER, None)

    def test_it_is_rounded_once_to_five_or_ten_pence(self):
        tariff = (Tariff("t", "T", "term", 3640),)
        for step, price in ((1, 3767), (5, 3765), (10, 3770), (50, 3750), (100, 3800)):
            assert (
                self.raised(tariff, percent=Decimal("3.5"), round_to=step)[1].price_pence == price
            )

    def test_a_free_hire_stays_free(self):
        assert len(self.raised((Tariff("t", "T", "free"),), pence=500)) == 1

    def test_a_price_that_was_planned_for_later_stays(self):
        now = Tariff("t", "T", "term", 2000, to_on=date(2027, 12, 31))
        later = Tariff("t", "T", "term", 3000, from_on=date(2028, 1, 1))
        found = self.raised((now, later), pence=100)
        assert [(each.price_pence, each.from_on) for each in found] == [
            (2000, None),
            (2100, SEPTEMBER),
            (3000, date(2028, 1, 1)),
        ]

    def test_what_is_carried_on_is_raised_too(self):
        tariff = Tariff("t", "T", "term", 2000, to_on=date(2027, 8, 31))
        found = self.raised((tariff,), pence=100, running_from_on=date(2028, 1, 1))
        assert [(each.price_pence, each.to_on) for each in found] == [
            (2000, date(2027, 8, 31)),
            (2100, date(2028, 8, 31)),
        ]
        assert found[1].running_from_on == date(2028, 1, 1)

    @pytest.mark.parametrize(
        "rise", [{"percent": Decimal(101)}, {"pence": 1, "round_to": 3}, {"pence": -3000}]
    )
    def test_what_is_out_of_reason_is_refused(self, rise):
        with pytest.raises(RuleError):
            self.raised((Tariff("t", "T", "term", 2000),), **rise)

    @given(
        st.integers(1, 100_000),
        st.decimals(-50, 100, places=2),
        st.integers(-50, 500),
        st.sampled_from([1, 5, 10, 50, 100]),
    )
    def test_it_is_never_further_off_than_half_a_step(self, pence, percent, more, step):
        found = Rise(SEPTEMBER, percent, more, step).price(pence)
        exact = pence * (100 + percent) / 100 + more
        assert found % step == 0
        assert found == 0 or abs(found - exact) * 2 <= step


def test_whatever_is_copied_contradicts_nothing():
    rise = Rise(SEPTEMBER, Decimal(4), round_to=5, running_from_on=date(2028, 1, 1))
    assert check(copy_year(STARTING, "2026/27", rise)) == ()


def test_the_only_year_to_copy_must_be_known():
    with pytest.raises(RuleError, match="nothing to copy"):
        copy_year(Policy(), "2026/27")
    assert the_only(STARTING.terms, "2026-autumn").name == "Autumn term 2026"
