"""Awards: from when, until when, on which evidence, and never two of a kind at a time."""

from datetime import date, timedelta

import pytest

from loanmgr.db import faults
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import applications, awards, policy, undo
from loanmgr.services.applications import Decide
from loanmgr.services.awards import Award
from tests import factories
from tests.factories import half_price, joins, lend, pupil, violin
from tests.tables import copy_row, count, meddle, rows


def award(desk, child, scheme="reduced-50", **more):
    return desk.run(awards.award, Award(child, scheme, **more)).result


def test_it_runs_from_today_to_the_end_of_the_academic_year(desk):
    given = award(desk, pupil(desk))
    assert (given.state, given.from_on, given.to_on) == (
        "awarded",
        date(2026, 11, 21),
        date(2027, 8, 31),
    )


def test_by_the_name_or_the_code_of_the_scheme_whatever_its_capitals(desk):
    award(desk, pupil(desk), "low income, half price")
    award(desk, pupil(desk), "REDUCED-100")


def test_who_saw_the_evidence_and_when_is_kept_but_not_the_evidence(desk):
    award(desk, pupil(desk), evidence="school")
    kept = rows(desk, "SELECT evidence, seen_on, seen_by_id, received_on FROM award")[0]
    assert (kept.evidence, kept.seen_on, kept.received_on) == (
        "school",
        date(2026, 11, 21),
        date(2026, 11, 21),
    )
    assert kept.seen_by_id is not None


def test_it_is_never_backdated(desk):
    with pytest.raises(RuleError, match="can't begin before the day") as refusal:
        award(desk, pupil(desk), from_on=date(2026, 11, 20))
    assert (refusal.value.code, refusal.value.field) == ("backdated", "from_on")


def test_a_charge_of_before_it_stays_full(desk):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    award(desk, child)
    assert lend(desk, violin(desk), child).total_due_pence == 1200
    assert [row.due_pence for row in rows(desk, "SELECT due_pence FROM charge ORDER BY id")] == [
        2400,
        1200,
    ]


def test_one_that_begins_later_does_not_lower_a_charge_of_today(desk):
    child = pupil(desk)
    award(desk, child, from_on=date(2026, 11, 22))
    assert lend(desk, violin(desk), child).total_due_pence == 2400


def test_one_that_ended_yesterday_does_not_either_and_is_asked_about(desk, clock):
    child = pupil(desk)
    award(desk, child, to_on=date(2026, 11, 30))
    clock.go_to(date(2026, 12, 1))
    lent = lend(desk, violin(desk), child)
    assert lent.total_due_pence == 2400
    assert "evidence_run_out" in [ask.case for ask in lent.asks]


def test_a_hire_of_next_term_is_judged_by_its_own_charge_date(desk, clock):
    child = pupil(desk)
    award(desk, child, to_on=date(2026, 12, 31))
    clock.go_to(date(2026, 12, 10))
    assert lend(desk, violin(desk), child).total_due_pence == 2400


def test_evidence_awaited_counts_for_its_days_of_grace(desk, clock):
    child = pupil(desk)
    given = award(desk, child, evidence="awaited")
    assert (given.state, given.grace_until_on) == (
        "evidence_awaited",
        date(2026, 11, 21) + timedelta(days=28),
    )
    assert lend(desk, violin(desk), child).total_due_pence == 1200

    clock.go_to(date(2026, 12, 20))
    desk.run(policy.bring_in, policy.BringIn(UNTIL_THE_END))
    lent = lend(desk, violin(desk), child)
    assert lent.total_due_pence == 2400
    assert "evidence_not_received" in [ask.case for ask in lent.asks]


UNTIL_THE_END = """
[[tariffs]]
code = "strings"
name = "Strings"
families = ["strings"]
basis = "month"
price_pence = 2400
"""


def test_evidence_the_scheme_does_not_take_is_refused_naming_what_it_takes(desk):
    with pytest.raises(RuleError, match="needs evidence: letter, school, none and awaited"):
        award(desk, pupil(desk), evidence="hearsay")


@pytest.mark.parametrize("scheme", ["reduced-75", "", "x" * 300])
def test_an_unknown_scheme_is_refused(desk, scheme):
    with pytest.raises(RuleError):
        award(desk, pupil(desk), scheme)


def test_only_pupils_hold_awards(desk):
    with pytest.raises(RuleError, match="Jo Marsh is not a pupil"):
        award(desk, factories.borrower(desk, "teacher", "Jo Marsh"))


def test_the_end_is_not_before_the_beginning(desk):
    with pytest.raises(RuleError, match="can't end before it begins"):
        award(desk, pupil(desk), from_on=date(2027, 3, 1), to_on=date(2027, 2, 28))


class TestOverlapping:
    @pytest.mark.parametrize("scheme", ["reduced-50", "reduced-100"])
    def test_two_of_a_kind_are_refused_with_the_days_of_the_first(self, desk, scheme):
        child = pupil(desk)
        half_price(desk, child)
        with pytest.raises(RuleError, match="21 November 2026 to 31 August 2027") as refusal:
            award(desk, child, scheme)
        assert refusal.value.code == "award_overlaps"

    def test_one_after_the_other_is_welcome(self, desk):
        child = pupil(desk)
        award(desk, child, to_on=date(2026, 12, 31))
        award(desk, child, "reduced-100", from_on=date(2027, 1, 1))
        assert count(desk, "award") == 2

    def test_a_brother_has_his_own(self, desk):
        home = factories.family(desk)
        for name in ("Amira", "Tunde"):
            award(desk, pupil(desk, name, of=home))

    @pytest.mark.parametrize(
        ("from_on", "to_on"),
        [
            (date(2026, 11, 21), date(2027, 8, 31)),
            (date(2026, 1, 1), date(2026, 11, 21)),
            (date(2027, 8, 31), date(2028, 8, 31)),
            (date(2026, 12, 1), date(2026, 12, 1)),
        ],
    )
    def test_the_database_itself_refuses_one_more(self, desk, register_url, from_on, to_on):
        half_price(desk, pupil(desk))
        with pytest.raises(Exception) as refusal:  # noqa: PT011 - each engine has its own
            copy_row(register_url, "award", 1, uuid=new_id(), from_on=from_on, to_on=to_on)
        assert faults.is_constraint(refusal.value)
        assert "award_overlap" in str(refusal.value)

    @pytest.mark.parametrize("state", ["applied", "evidence_awaited"])
    def test_the_database_refuses_one_that_comes_to_count(self, desk, register_url, state):
        half_price(desk, pupil(desk))
        waiting = copy_row(register_url, "award", 1, uuid=new_id(), state="waiting_list")
        change = "UPDATE award SET state = :state WHERE id = :key"
        with pytest.raises(Exception) as refusal:  # noqa: PT011 - each engine has its own
            meddle(register_url, change, state=state, key=waiting)
        assert faults.is_constraint(refusal.value)

    @pytest.mark.parametrize(
        "other",
        [
            {"state": "refused"},
            {"state": "waiting_list"},
            {"scheme_kind": "ensemble"},
            {"from_on": date(2027, 9, 1), "to_on": date(2028, 8, 31)},
            {"from_on": date(2025, 9, 1), "to_on": date(2026, 11, 20)},
        ],
    )
    def test_the_database_welcomes_what_does_not_count(self, desk, register_url, other):
        half_price(desk, pupil(desk))
        assert copy_row(register_url, "award", 1, uuid=new_id(), **other) == 2


class TestSchemes:
    TEXT = """
    [[schemes]]
    code = "capped"
    name = "Capped"
    public_name = "Reduced rate"
    kind = "reduced_rate"
    percent = 50
    cap_per_term_pence = 1500
    evidence = ["letter"]
    from_year = "3"
    """

    @pytest.fixture(autouse=True)
    def brought_in(self, desk):
        """A scheme that takes off no more than £15 a term, from Year 3 on."""
        desk.run(policy.bring_in, policy.BringIn(self.TEXT))

    def test_the_cap_counts_all_that_was_given_this_term(self, desk):
        child = pupil(desk)
        award(desk, child, "capped")
        assert lend(desk, violin(desk), child).total_due_pence == 1200
        assert lend(desk, violin(desk), child).total_due_pence == 2100

    def test_what_was_taken_back_does_not_count(self, desk):
        child = pupil(desk)
        award(desk, child, "capped")
        lend(desk, violin(desk), child)
        desk.run(undo.undo, undo.Undo())
        assert lend(desk, violin(desk), child).total_due_pence == 1200

    def test_a_child_below_its_year_is_refused(self, desk):
        with pytest.raises(RuleError, match="Year 3") as refusal:
            award(desk, pupil(desk, year="2"), "capped")
        assert refusal.value.code == "year"
        award(desk, pupil(desk, year="3"), "capped")


LASTING = """
[[schemes]]
code = "term"
name = "Winter help"
public_name = "Winter rate"
kind = "winter"
percent = 25
lasts = "term"

[[schemes]]
code = "care"
name = "In care"
public_name = "Reduced rate"
percent = 100
lasts = "until_ended"
"""


def test_it_lasts_as_long_as_its_scheme_says(desk):
    desk.run(policy.bring_in, policy.BringIn(LASTING))
    child = pupil(desk, year="12")
    assert award(desk, child, "term").to_on == date(2026, 12, 18)
    assert award(desk, child, "care").to_on == date(2028, 8, 31)  # when Year 13 is over


def test_who_may_not_award_records_that_it_was_applied_for(desk, another_desk, clock):
    volunteer = another_desk("Ashby 2", staff=joins(desk, "volunteer"))
    child = pupil(desk)
    done = award(volunteer, child)
    assert (done.state, done.grace_until_on) == ("applied", date(2026, 12, 19))
    assert lend(volunteer, violin(desk), child).total_due_pence == 1200
    [waits] = desk.look(applications.waiting, None)
    assert (waits.pupil, waits.is_seen, waits.evidence) == (child, True, "letter")
    with pytest.raises(RuleError, match="Only a lead or the office decides"):
        volunteer.run(applications.decide, Decide(child, "awarded"))
    assert desk.run(applications.decide, Decide(child, "awarded")).result.less_pence == 0
    clock.go_to(date(2027, 1, 5))
    assert lend(desk, violin(desk), child).total_due_pence == 1200


def test_evidence_that_a_volunteer_saw_waits_for_the_decision(desk, another_desk):
    volunteer = another_desk("Ashby 2", staff=joins(desk, "volunteer"))
    child = pupil(desk)
    award(desk, child, evidence="awaited")
    seen = volunteer.run(awards.evidence_seen, awards.EvidenceSeen(child, "letter")).result
    assert (seen.state, seen.grace_until_on) == ("applied", date(2026, 12, 19))
    assert desk.run(applications.decide, Decide(child, "awarded")).result.state == "awarded"
