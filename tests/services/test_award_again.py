"""Reduced rates that ran out or lapsed: seen again, to be brought, seen at last, and undone."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import awards, baskets, lending, policy, undo
from loanmgr.services.awards import Award, AwardAgain, EvidenceSeen
from loanmgr.services.lending import Lend
from tests import factories
from tests.factories import lend, pupil, violin
from tests.tables import rows

SEPTEMBER, TODAY = date(2026, 9, 10), date(2026, 11, 21)
AWARDS = (
    "SELECT state, evidence, seen_on, from_on, to_on, grace_until_on FROM award"
    " WHERE struck_act IS NULL ORDER BY id"
)


@pytest.fixture
def ended(desk, clock):
    """A child whose half price ran out in October."""
    clock.go_to(SEPTEMBER)
    child = pupil(desk)
    desk.run(awards.award, Award(child, "reduced-50", "letter", to_on=date(2026, 10, 31)))
    clock.go_to(TODAY)
    return child


@pytest.fixture
def awaited(desk, clock):
    """A child whose evidence was to be seen by 8 October."""
    clock.go_to(SEPTEMBER)
    child = pupil(desk)
    desk.run(awards.award, Award(child, "reduced-50", "awaited"))
    clock.go_to(TODAY)
    return child


def asked(desk, child, case):
    verdicts = desk.look(lending.preview, Lend((violin(desk),), child)).verdicts
    return next((v for v in verdicts if v.case == case), None)


def test_what_ran_out_is_asked_about_with_three_answers(desk, ended):
    about = asked(desk, ended, "evidence_run_out")
    assert about.title == "Reduced rate ended on 31 Oct."
    assert [choice.label for choice in about.choices] == [
        "Seen new evidence",
        "Bring it within 28 days",
        "Full price",
    ]


def test_new_evidence_seen_begins_the_same_scheme_again_today(desk, ended):
    again = desk.run(awards.award_again, AwardAgain(ended)).result
    assert (again.state, again.from_on, again.to_on) == ("awarded", TODAY, date(2027, 8, 31))
    assert (again.pupil, again.pupil_name) == (ended, "Amira Okafor")
    assert lend(desk, violin(desk), ended).total_due_pence == 1200
    assert asked(desk, ended, "evidence_run_out") is None


def test_bringing_it_counts_for_its_days_of_grace(desk, ended):
    again = desk.run(awards.award_again, AwardAgain(ended, is_seen=False)).result
    assert (again.state, again.grace_until_on) == ("evidence_awaited", date(2026, 12, 19))
    assert lend(desk, violin(desk), ended).total_due_pence == 1200


def test_undone_it_is_full_price_again(desk, ended):
    desk.run(awards.award_again, AwardAgain(ended))
    desk.run(undo.undo, undo.Undo())
    assert lend(desk, violin(desk), ended).total_due_pence == 2400


def test_where_nothing_ran_out_it_is_refused(desk):
    with pytest.raises(RuleError, match="has run out") as refusal:
        desk.run(awards.award_again, AwardAgain(pupil(desk)))
    assert refusal.value.code == "nothing_ended"


def test_twice_is_refused_by_the_first(desk, ended):
    desk.run(awards.award_again, AwardAgain(ended))
    with pytest.raises(RuleError, match="already has a reduced rate"):
        desk.run(awards.award_again, AwardAgain(ended))


def test_a_scheme_that_is_not_offered_any_more_leaves_full_price_alone(desk, clock):
    clock.go_to(SEPTEMBER)
    desk.run(policy.bring_in, policy.BringIn(PASSING))
    child = pupil(desk)
    desk.run(awards.award, Award(child, "passing", "letter", to_on=date(2026, 10, 31)))
    clock.go_to(TODAY)
    about = asked(desk, child, "evidence_run_out")
    assert [choice.label for choice in about.choices] == ["Full price"]
    with pytest.raises(RuleError, match="still offered"):
        desk.run(awards.award_again, AwardAgain(child))


PASSING = """
[[schemes]]
code = "passing"
name = "Passing"
public_name = "Reduced rate"
kind = "reduced_rate"
percent = 50
to = 2026-10-31
evidence = ["letter"]
"""


def test_evidence_that_never_came_is_asked_about(desk, awaited):
    about = asked(desk, awaited, "evidence_not_received")
    assert about.message == "Evidence not received (due 8 Oct). Full price now applies."
    assert [choice.label for choice in about.choices] == ["Seen it today", "Ask the office"]
    assert lend(desk, violin(desk), awaited).total_due_pence == 2400


def test_seen_after_the_days_of_grace_it_counts_from_today(desk, awaited):
    seen = desk.run(awards.evidence_seen, EvidenceSeen(awaited)).result
    assert (seen.state, seen.from_on, seen.to_on) == ("awarded", TODAY, date(2027, 8, 31))
    assert [tuple(row) for row in rows(desk, AWARDS)] == [
        ("ended", "awaited", None, SEPTEMBER, date(2026, 10, 8), date(2026, 10, 8)),
        ("awarded", "letter", TODAY, TODAY, date(2027, 8, 31), None),
    ]
    assert lend(desk, violin(desk), awaited).total_due_pence == 1200


def test_seen_within_the_days_of_grace_it_goes_on_as_it_began(desk, awaited, clock):
    clock.go_to(date(2026, 10, 1))
    seen = desk.run(awards.evidence_seen, EvidenceSeen(awaited, "school")).result
    assert (seen.from_on, seen.state) == (SEPTEMBER, "awarded")
    [kept] = rows(desk, AWARDS)
    assert (kept.state, kept.evidence, kept.seen_on, kept.grace_until_on) == (
        "awarded",
        "school",
        date(2026, 10, 1),
        None,
    )


@pytest.mark.parametrize("day", [date(2026, 10, 1), TODAY])
def test_seeing_it_can_be_undone(desk, awaited, clock, day):
    before = rows(desk, AWARDS)
    clock.go_to(day)
    desk.run(awards.evidence_seen, EvidenceSeen(awaited))
    undone = desk.run(undo.undo, undo.Undo()).result
    assert rows(desk, AWARDS) == before
    desk.run(undo.undo, undo.Undo(undone.act))
    assert rows(desk, AWARDS)[-1].state == "awarded"


def test_no_evidence_is_seen_where_none_is_awaited_or_of_no_such_kind(desk, awaited):
    with pytest.raises(RuleError, match="No evidence is awaited from Tunde Bello"):
        desk.run(awards.evidence_seen, EvidenceSeen(pupil(desk, "Tunde Bello")))
    with pytest.raises(RuleError, match="needs evidence"):
        desk.run(awards.evidence_seen, EvidenceSeen(awaited, "a hunch"))
    with pytest.raises(RuleError, match="Say what was seen"):
        desk.run(awards.evidence_seen, EvidenceSeen(awaited, "awaited"))


def test_two_desks_seeing_the_same_evidence_see_it_once(desk, another_desk, awaited):
    desk.run(awards.evidence_seen, EvidenceSeen(awaited))
    with pytest.raises(RuleError, match="No evidence is awaited"):
        another_desk().run(awards.evidence_seen, EvidenceSeen(awaited))


def test_the_basket_shows_what_full_price_comes_to_and_whose(desk, ended):
    factories.on_the_counter(desk, ended, violin(desk))
    [about] = [v for v in desk.look(baskets.current, None).verdicts if v.case == "evidence_run_out"]
    assert about.message == "Reduced rate ended on 31 Oct. Charge today is £24.00."
