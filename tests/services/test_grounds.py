"""Grounds that change on a date: free meals for all on Universal Credit from September 2026."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import applications, awards, policy
from loanmgr.services.applications import Apply
from loanmgr.services.awards import Award
from tests.factories import pupil

CHANGES = """
[[schemes]]
code = "fsm"
name = "Free school meals"
public_name = "Reduced rate"
percent = 100
reasons = ["Universal Credit under £7,400", "Income Support"]
to = 2026-08-31

[[schemes]]
code = "fsm"
name = "Free school meals"
public_name = "Reduced rate"
percent = 100
reasons = ["Universal Credit", "Income Support"]
from = 2026-09-01

[[schemes]]
code = "winter"
name = "Winter help"
public_name = "Winter rate"
percent = 25
from = 2026-12-01
"""
SUMMER, AUTUMN = date(2026, 8, 25), date(2026, 9, 1)


@pytest.fixture
def child(desk, clock):
    clock.go_to(SUMMER)
    desk.run(policy.bring_in, policy.BringIn(CHANGES))
    return pupil(desk)


def apply(desk, child, reason, scheme="fsm", **more):
    return desk.run(applications.apply, Apply(child, scheme, reason=reason, **more)).result


def test_a_ground_of_september_is_refused_in_august(desk, clock, child):
    with pytest.raises(RuleError) as refusal:
        apply(desk, child, "Universal Credit")
    assert refusal.value.message == (
        "Universal Credit is a ground only from 1 September 2026; on 25 August 2026 it is for"
        " Universal Credit under £7,400 or Income Support."
    )
    assert refusal.value.field == "reason"
    clock.go_to(AUTUMN)
    assert apply(desk, child, "Universal Credit").state == "applied"


def test_a_ground_of_august_is_refused_in_september_but_counts_by_the_day_it_came_in(
    desk, clock, child
):
    clock.go_to(AUTUMN)
    with pytest.raises(RuleError, match="was a ground only until 31 August 2026"):
        apply(desk, child, "Universal Credit under £7,400")
    came_in = apply(desk, child, "Universal Credit under £7,400", received_on=SUMMER)
    assert came_in.from_on == SUMMER


def test_an_award_names_a_ground_of_its_day_too(desk, clock, child):
    with pytest.raises(RuleError, match="only from 1 September 2026"):
        desk.run(awards.award, Award(child, "fsm", reason="Universal Credit"))
    begins = Award(child, "fsm", from_on=AUTUMN, reason="Universal Credit")
    assert desk.run(awards.award, begins).result.state == "awarded"


def test_what_is_not_offered_yet_is_refused(desk, child):
    with pytest.raises(RuleError, match="Winter rate is not offered on 25 August 2026"):
        apply(desk, child, "", "winter")
