"""The rules of lending on plain facts: states, verdicts in the words of the desk, dates."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loanmgr.domain.discounts import AwardHeld
from loanmgr.domain.lending import (
    BorrowerFacts,
    InstrumentFacts,
    Overdue,
    about_borrower,
    about_instrument,
    about_size,
    ages_in_year,
    in_force,
    late_days,
    status_of,
    year_words,
)
from loanmgr.domain.policy import LimitsHeld, Size
from loanmgr.domain.verdicts import Level, asks, stops

TODAY = date(2026, 11, 21)
VIOLIN = InstrumentFacts("M00000159", "Violin", "Violin 3/4")
AMIRA = BorrowerFacts("Amira Okafor", "pupil", "4", signed=True, year_name="2026/27")
TWO = LimitsHeld(2, 500, None)


def about(**facts):
    return about_borrower(replace(AMIRA, **facts), TWO, TODAY)


class TestStates:
    @pytest.mark.parametrize(
        ("facts", "status"),
        [
            ({}, "available"),
            ({"holder": "Tunde"}, "on_loan"),
            ({"on_counter": True}, "on_counter"),
            ({"missing_on": TODAY}, "missing"),
            ({"fault": "crack"}, "needs_repair"),
            ({"missing_parts": ("bow",)}, "incomplete"),
            ({"retired_on": TODAY}, "retired"),
            ({"holder": "Tunde", "on_counter": True, "fault": "crack"}, "on_loan"),
            ({"fault": "crack", "missing_parts": ("bow",)}, "needs_repair"),
            ({"retired_on": TODAY, "fault": "crack", "missing_on": TODAY}, "retired"),
        ],
    )
    def test_the_gravest_is_the_word(self, facts, status):
        assert status_of(VIOLIN._replace(**facts)) == status


class TestInstruments:
    def test_nothing_stands_against_a_good_one(self):
        assert about_instrument(VIOLIN) == ()

    def test_on_loan_stops_and_cannot_be_overridden(self):
        (verdict,) = about_instrument(VIOLIN._replace(holder="Tunde Bello"))
        assert (verdict.level, verdict.may_override) == (Level.STOP, False)
        assert verdict.message == "This violin is on loan to Tunde Bello."

    def test_damage_stops_and_a_lead_may_override(self):
        (verdict,) = about_instrument(VIOLIN._replace(fault="crack", fault_on=date(2026, 10, 3)))
        assert (verdict.level, verdict.may_override) == (Level.STOP, True)
        assert verdict.title == "This violin needs repair (crack, noted 3 Oct)."
        assert [c.label for c in verdict.choices if c.lead_only] == ["Lend anyway"]

    def test_a_missing_part_asks(self):
        (verdict,) = about_instrument(VIOLIN._replace(missing_parts=("Bow", "Case")))
        assert verdict.level is Level.ASK
        assert verdict.title == "This violin has no bow and case."

    def test_three_missing_parts_are_a_list(self):
        (verdict,) = about_instrument(VIOLIN._replace(missing_parts=("Bow", "Case", "Mute")))
        assert verdict.title == "This violin has no bow, case and mute."

    def test_all_that_is_wrong_is_said(self):
        found = about_instrument(
            VIOLIN._replace(holder="Tunde", fault="crack", missing_parts=("bow",), retired_on=TODAY)
        )
        assert [verdict.case for verdict in found] == [
            "retired",
            "on_loan_elsewhere",
            "needs_repair",
            "incomplete",
        ]
        assert len(stops(found)) == 3
        assert len(asks(found)) == 1


class TestBorrowers:
    def test_nothing_stands_against_a_good_one(self):
        assert about() == ()

    @pytest.mark.parametrize(
        ("out", "told"), [(1, []), (2, ["limit_reached"]), (5, ["limit_reached"])]
    )
    def test_the_limit(self, out, told):
        assert [verdict.case for verdict in about(out=out)] == told

    def test_the_limit_in_words(self):
        assert about(out=2)[0].title == "Limit is 2 instruments; Amira has 2."
        one = about_borrower(replace(AMIRA, out=1), LimitsHeld(1, 500, None), TODAY)
        assert one[0].title == "Limit is 1 instrument; Amira has 1."

    def test_no_limit_for_schools(self):
        assert about_borrower(replace(AMIRA, out=99), LimitsHeld(None, 500, None), TODAY) == ()

    @pytest.mark.parametrize(("pence", "told"), [(499, []), (500, []), (501, ["money_owed"])])
    def test_owed_above_the_limit(self, pence, told):
        assert [verdict.case for verdict in about(owed_pence=pence)] == told

    def test_owed_in_words(self):
        found = about(owed_pence=2400, owed_since_on=date(2026, 9, 30))
        assert found[0].title == "£24.00 owed since September."
        assert about(owed_pence=2400)[0].title == "£24.00 owed."

    def test_what_is_overdue(self):
        late = Overdue("Violin 1/2", "M00000256", date(2026, 7, 17))
        (verdict,) = about(overdue=(late,))
        assert verdict.title == "Amira still has Violin 1/2 M00000256, due 17 Jul."

    @pytest.mark.parametrize(
        ("left_on", "told"),
        [(date(2026, 11, 22), []), (TODAY, ["left"]), (date(2026, 7, 1), ["left"])],
    )
    def test_leavers(self, left_on, told):
        found = about(left_on=left_on)
        assert [verdict.case for verdict in found] == told
        assert not any(verdict.may_override for verdict in found)

    def test_unsigned(self):
        (verdict,) = about(signed=False)
        assert verdict.title == "Agreement for 2026/27 not signed."

    def test_a_school_is_called_by_its_whole_name(self):
        school = BorrowerFacts("St Anne's Primary", "school", out=2, signed=True)
        assert about_borrower(school, TWO, TODAY)[0].title.endswith("St Anne's Primary has 2.")


def held(state="awarded", from_on=date(2026, 9, 1), to_on=date(2027, 8, 31), grace=None):
    return AwardHeld(uuid4(), "reduced-50", state, from_on, to_on, grace)


class TestAwards:
    @pytest.mark.parametrize(
        ("award", "holds"),
        [
            (held(), True),
            (held(from_on=TODAY, to_on=TODAY), True),
            (held(from_on=date(2026, 11, 22)), False),
            (held(to_on=date(2026, 11, 20)), False),
            (held(to_on=None), True),
            (held("evidence_awaited", grace=TODAY), True),
            (held("evidence_awaited", grace=date(2026, 11, 20)), False),
            (held("evidence_awaited"), False),
            (held("refused"), False),
            (held("waiting_list"), False),
            (held("ended"), False),
        ],
    )
    def test_in_force(self, award, holds):
        assert in_force(award, TODAY) is holds

    def test_one_that_ended_is_asked_about_for_a_year(self):
        (verdict,) = about(awards=(held(to_on=date(2026, 8, 31)),))
        assert verdict.message == "Reduced rate ended on 31 Aug. Full price applies today."
        assert about(awards=(held(to_on=date(2025, 8, 31)),)) == ()

    def test_evidence_that_never_came_is_asked_about(self):
        (verdict,) = about(awards=(held("evidence_awaited", grace=date(2026, 11, 1)),))
        assert verdict.title == "Evidence not received (due 1 Nov)."

    def test_one_in_force_silences_the_others(self):
        assert about(awards=(held(to_on=date(2026, 8, 31)), held())) == ()


class TestSizes:
    FULL = Size("4/4", "Full size", 12, None)
    SMALL = Size("1/8", "", 4, 7)

    def said(self, size, year, kind="pupil"):
        return [v.title for v in about_size(size, replace(AMIRA, year=year, kind=kind))]

    def test_too_big_and_too_small(self):
        assert self.said(self.FULL, "4") == [
            "Full size is usually for age 12 and over. Amira is in Year 4."
        ]
        assert self.said(self.SMALL, "6") == ["1/8 is usually for ages 4 to 7. Amira is in Year 6."]

    @pytest.mark.parametrize("year", ["R", "1", "2", "3"])
    def test_usual_ones_are_not_asked_about(self, year):
        assert self.said(self.SMALL, year) == []

    @pytest.mark.parametrize(
        ("size", "year", "offered"),
        [
            (FULL, "4", "Choose 3/4"),
            (FULL, "R", "Choose 1/8"),
            (SMALL, "9", "Choose Full size"),
            (SMALL, "5", "Choose 3/4"),
            (FULL, "N", "Choose 1/8"),
        ],
    )
    def test_the_nearest_one_that_fits_is_named(self, size, year, offered):
        sizes = (Size("left-handed"), self.SMALL, Size("3/4", "", 9, 12), self.FULL)
        (verdict,) = about_size(size, replace(AMIRA, year=year), sizes)
        assert [choice.label for choice in verdict.choices] == [offered, "It's right"]

    @pytest.mark.parametrize("sizes", [(), (Size("left-handed"), FULL)])
    def test_where_none_fits_none_is_named(self, sizes):
        (verdict,) = about_size(self.FULL, replace(AMIRA, year="4"), sizes)
        assert verdict.choices[0].label == "Choose another"

    def test_without_a_year_or_a_size_nothing_is_asked(self):
        assert self.said(self.FULL, "") == []
        assert self.said(None, "4") == []
        assert self.said(self.FULL, "4", kind="adult") == []


def test_school_years():
    assert ages_in_year("N") == (3, 4)
    assert ages_in_year("R") == (4, 5)
    assert ages_in_year("1") == (5, 6)
    assert ages_in_year("13") == (17, 18)
    assert ages_in_year("") is None
    assert [year_words(year) for year in ("N", "R", "4", "")] == [
        "Nursery",
        "Reception",
        "Year 4",
        "",
    ]


@given(st.dates(), st.dates())
def test_days_late_are_never_negative(due_on, returned_on):
    late = late_days(due_on, returned_on)
    assert late == max(0, (returned_on - due_on).days)
    assert late_days(None, returned_on) == 0
