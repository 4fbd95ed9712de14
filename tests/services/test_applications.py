"""Applying for a reduced rate, deciding on it, and what becomes of charges that were made."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.jobs import billing as jobs
from loanmgr.services import accounts, applications, awards, policy, undo
from loanmgr.services.applications import Apply, Decide, EndAward, EndGrace
from loanmgr.services.billing import Bill
from tests.factories import lend, pupil, violin
from tests.tables import LEDGER_SUM, meddle, one

SPRING, SUMMER = date(2027, 1, 5), date(2027, 4, 12)
FIRST_ONLY = """
[[schemes]]
code = "grounds"
name = "Free school meals"
public_name = "Reduced rate"
percent = 50
reasons = ["free school meals", "young carer"]
budget_pence = 1200
"""


def apply(desk, child, scheme="reduced-50", **more):
    return desk.run(applications.apply, Apply(child, scheme, **more)).result


def decide(desk, child, decision="awarded", **more):
    return desk.run(applications.decide, Decide(child, decision, **more)).result


def owed(desk, card):
    return desk.look(accounts.account, card).balance_pence


def bill(desk, on):
    return jobs.run(desk, Bill(on), lambda *_: True)


def test_what_was_applied_for_counts_until_it_is_decided(desk):
    child = pupil(desk)
    applied = apply(desk, child, evidence="letter")
    assert (applied.state, applied.from_on) == ("applied", date(2026, 11, 21))
    assert lend(desk, violin(desk), child).total_due_pence == 1200

    decided = decide(desk, child)

    assert (decided.state, decided.less_pence) == ("awarded", 0)
    assert owed(desk, child) == 1200


def test_refused_takes_the_reduced_rate_back_by_a_line(desk):
    child = pupil(desk)
    apply(desk, child)
    lend(desk, violin(desk), child)

    decided = decide(desk, child, "refused")

    assert decided.less_pence == -1200
    assert owed(desk, child) == one(desk, LEDGER_SUM) == 2400
    newest = desk.look(accounts.account, child).lines[-1]
    assert newest.what == "Reduced rate taken back: Violin 3/4 hire, autumn term"
    desk.run(undo.undo, undo.Undo())
    assert owed(desk, child) == 1200


def test_applied_on_25_august_and_awarded_on_20_september_lowers_autumn(desk, clock):
    child, code = pupil(desk), violin(desk)
    desk.run(policy.bring_in, policy.BringIn(NO_GRACE))
    clock.go_to(date(2026, 8, 25))
    apply(desk, child, "office")
    clock.go_to(date(2026, 9, 5))
    assert lend(desk, code, child).total_due_pence == 2400
    clock.go_to(date(2026, 9, 20))

    assert decide(desk, child, evidence="letter").less_pence == 1200

    lines = [line.what for line in desk.look(accounts.account, child).lines]
    assert lines[-1] == "Reduced rate, decided 20 Sep: Violin 3/4 hire, autumn term"
    assert owed(desk, child) == 1200


NO_GRACE = """
[[schemes]]
code = "office"
name = "Decided by the office"
public_name = "Reduced rate"
percent = 50
grace_days = 0
"""


@pytest.mark.parametrize("received_on", [date(2026, 6, 1), date(2026, 8, 25), date(2026, 8, 31)])
def test_applied_for_anew_before_the_old_one_ends_it_begins_the_day_after(desk, clock, received_on):
    clock.go_to(date(2026, 3, 2))
    child = pupil(desk)
    desk.run(awards.award, awards.Award(child, "reduced-50"))
    clock.go_to(received_on)
    asked = applications.Apply(child, "reduced-50", received_on=received_on)
    renewed = desk.run(applications.apply, asked).result
    assert (renewed.from_on, renewed.to_on) == (date(2026, 9, 1), date(2027, 8, 31))
    assert renewed.grace_until_on == date(2026, 9, 29)


def test_applied_for_twice_in_the_middle_of_a_year_is_refused(desk, clock):
    clock.go_to(date(2026, 3, 2))
    child = pupil(desk)
    desk.run(awards.award, awards.Award(child, "reduced-50"))
    with pytest.raises(RuleError) as refused:
        desk.run(applications.apply, applications.Apply(child, "reduced-50"))
    assert refused.value.code == "award_overlaps"


def test_an_award_from_1_february_leaves_autumn_and_spring_and_lowers_summer(desk, clock):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    clock.go_to(SPRING)
    bill(desk, SPRING)
    clock.go_to(date(2027, 2, 1))
    apply(desk, child, evidence="letter")
    assert decide(desk, child).less_pence == 0
    clock.go_to(SUMMER)
    bill(desk, SUMMER)
    due = [2400, 2400, 1200]
    assert owed(desk, child) == sum(due)


def test_hired_on_10_february_under_an_award_from_1_february_is_half(desk, clock):
    clock.go_to(date(2027, 2, 1))
    child = pupil(desk)
    desk.run(awards.award, awards.Award(child, "reduced-50"))
    clock.go_to(date(2027, 2, 10))
    assert lend(desk, violin(desk), child).total_due_pence == 1200


@pytest.mark.parametrize(("day", "less", "from_on"), [(27, 0, 21), (35, -1200, 26)])
def test_evidence_on_day_27_and_on_day_35_of_28_days_of_grace(desk, clock, day, less, from_on):
    child = pupil(desk)
    apply(desk, child)
    lend(desk, violin(desk), child)
    clock.pass_by(days=day)
    clock.go_to(date.fromordinal(date(2026, 11, 21).toordinal() + day))

    decided = decide(desk, child, evidence="letter")

    assert decided.less_pence == less
    assert decided.from_on.day == from_on
    assert owed(desk, child) == 1200 - less


def test_when_the_days_of_grace_run_out_one_line_takes_the_discount_back(desk, clock):
    child = pupil(desk)
    apply(desk, child)
    lend(desk, violin(desk), child)
    clock.go_to(date(2026, 12, 19))
    assert desk.look(applications.run_out, None) == ()
    with pytest.raises(RuleError, match="have not run out"):
        desk.run(applications.end_grace, EndGrace(child))

    clock.go_to(date(2026, 12, 20))
    assert desk.look(applications.run_out, None) == (child,)
    ended = desk.run(applications.end_grace, EndGrace(child)).result

    assert (ended.less_pence, owed(desk, child)) == (-1200, 2400)
    assert desk.look(applications.run_out, None) == ()
    assert decide(desk, child, evidence="letter").less_pence == 0


def test_the_run_takes_back_what_was_reduced_on_evidence_that_never_came(desk, clock):
    child = pupil(desk)
    apply(desk, child)
    lend(desk, violin(desk), child)
    clock.go_to(SPRING)

    done = bill(desk, SPRING)

    assert owed(desk, child) == 4800
    jobs.take_back(desk, done.run, lambda *_: True)
    assert owed(desk, child) == 1200


def test_grace_that_ran_out_is_taken_back_once_whatever_was_applied_for_since(desk, clock):
    clock.go_to(date(2025, 11, 22))
    child = pupil(desk)
    apply(desk, child)
    lend(desk, violin(desk), child)
    clock.go_to(date(2026, 9, 12))
    apply(desk, child)
    before = owed(desk, child)
    assert desk.look(applications.run_out, None) == (child,)

    ended = desk.run(applications.end_grace, EndGrace(child)).result

    assert (ended.less_pence, owed(desk, child) - before) == (-1200, 1200)
    assert desk.look(applications.run_out, None) == ()
    with pytest.raises(RuleError, match="have not run out"):
        desk.run(applications.end_grace, EndGrace(child))


def test_the_waiting_list_counts_for_nothing_until_it_is_awarded(desk):
    child = pupil(desk)
    apply(desk, child)
    lend(desk, violin(desk), child)
    decide(desk, child, "waiting_list")
    assert owed(desk, child) == 2400
    [waiting] = desk.look(applications.waiting, None)
    assert (waiting.pupil, waiting.state, waiting.is_seen) == (child, "waiting_list", False)
    assert decide(desk, child, evidence="letter").less_pence == 1200


def test_nobody_is_awarded_when_the_pot_is_empty(desk):
    desk.run(policy.bring_in, policy.BringIn(FIRST_ONLY))
    first, second = pupil(desk, "Amira Okafor"), pupil(desk, "Ben Carter")
    for child in (first, second):
        apply(desk, child, "grounds", evidence="letter", reason="young carer")
    decide(desk, first)
    lend(desk, violin(desk), first)
    [pot] = [each for each in desk.look(applications.pots, None) if each.scheme == "grounds"]
    assert (pot.given_pence, pot.left_pence) == (1200, 0)

    with pytest.raises(RuleError, match=r"is spent: £12\.00 of £12\.00") as refusal:
        decide(desk, second)

    assert refusal.value.code == "pot_spent"
    assert decide(desk, second, "waiting_list").state == "waiting_list"


def test_a_ground_that_the_scheme_does_not_have_is_refused(desk):
    desk.run(policy.bring_in, policy.BringIn(FIRST_ONLY))
    child = pupil(desk)
    with pytest.raises(RuleError, match="is for free school meals or young carer"):
        apply(desk, child, "grounds", reason="plays well")
    with pytest.raises(RuleError, match="asks for no ground"):
        apply(desk, child, "reduced-50", reason="plays well")


def test_an_award_ends_when_circumstances_change(desk, clock):
    child = pupil(desk)
    desk.run(awards.award, awards.Award(child, "reduced-50"))
    lend(desk, violin(desk), child)
    clock.go_to(date(2026, 12, 5))
    ended = desk.run(applications.end_award, EndAward(child)).result
    assert ended.to_on == date(2026, 12, 4)
    assert owed(desk, child) == 1200
    assert lend(desk, violin(desk), child).total_due_pence == 2400
    with pytest.raises(RuleError, match="runs"):
        desk.run(applications.end_award, EndAward(child))


def test_what_cannot_be_applied_for_or_decided_is_refused(desk, another_desk):
    child = pupil(desk)
    with pytest.raises(RuleError, match="waits for a decision"):
        decide(desk, child)
    with pytest.raises(RuleError, match="has not come yet"):
        apply(desk, child, received_on=date(2026, 11, 22))
    apply(desk, child)
    with pytest.raises(RuleError, match="already has"):
        apply(desk, child)
    with pytest.raises(RuleError, match="Say what evidence"):
        decide(desk, child)
    with pytest.raises(RuleError, match="Decide awarded, refused or waiting_list"):
        decide(desk, child, "perhaps")
    meddle(desk.url, "INSERT INTO staff (uuid, name) VALUES (:id, 'Vic')", id=new_id())
    with pytest.raises(RuleError, match="Only a lead"):
        decide(another_desk("Ashby 9", staff="Vic"), child, evidence="letter")
