"""Leavers: nothing new is lent, returns and payments go on, and what is open is on a list."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.jobs import billing as jobs
from loanmgr.services import accounts, leaving, lending, people, records, returns, undo
from loanmgr.services.accounts import Pay
from loanmgr.services.leaving import ComeBack, Leave
from loanmgr.services.lending import Lend
from loanmgr.services.people import AddPupil
from loanmgr.services.returns import Return
from loanmgr.services.undo import Undo
from tests.factories import A_SATURDAY, borrower, family, lend, pupil, school, violin


def left(desk, card, **more):
    return desk.run(leaving.leave, Leave(card, **more)).result


def listed(desk):
    return [each.card for each in desk.look(leaving.leavers, None)]


def test_a_family_leaves_with_its_children_and_gets_nothing_new(desk):
    home = family(desk)
    child = pupil(desk, of=home)
    lend(desk, code := violin(desk), child)
    done = left(desk, home, because="moved to Leeds")
    assert (done.left_on, done.out, done.balance_pence) == (A_SATURDAY, 1, 2400)
    assert not done.is_closed
    with pytest.raises(RuleError, match=r"Amira Okafor left on 21 November 2026\."):
        lend(desk, violin(desk), child)
    with pytest.raises(RuleError, match="Note first that they are back"):
        desk.run(people.add_pupil, AddPupil(home, "Dele Okafor"))

    desk.run(returns.return_one, Return(code))
    desk.run(accounts.pay, Pay(home, 2400, "cash"))
    assert listed(desk) == []
    shown = desk.look(records.person, home)
    assert (shown.left_on, shown.out, shown.account.balance_pence) == (A_SATURDAY, (), 0)


@pytest.mark.parametrize("kind", ["school", "teacher", "partner", "adult"])
def test_every_kind_of_borrower_can_leave_and_come_back(desk, kind):
    card = school(desk) if kind == "school" else borrower(desk, kind, "Sam Mills")
    assert left(desk, card).is_closed
    with pytest.raises(RuleError, match=r"(left|closed) on 21 November 2026"):
        lend(desk, violin(desk), card)
    desk.run(leaving.come_back, ComeBack(card))
    lend(desk, violin(desk), card)
    assert listed(desk) == []


def test_who_left_with_something_is_listed_the_longest_gone_first(desk, clock):
    owes, has, clear = pupil(desk, "A"), pupil(desk, "B"), pupil(desk, "C")
    brother = pupil(desk, "D", of=(half := family(desk, "Half There")))
    for child in (owes, has, brother):
        lend(desk, violin(desk), child)
    homes = [desk.look(records.person, each).code for each in (has, owes, clear)]
    clock.go_to(date(2026, 12, 5))
    left(desk, homes[0])
    left(desk, homes[1], on=date(2026, 12, 1))
    left(desk, homes[2])
    left(desk, brother)
    assert listed(desk) == [homes[1], *sorted([homes[0], brother])]
    assert half not in listed(desk)


def test_coming_back_brings_those_who_left_with_it_and_undo_takes_either_back(desk, clock):
    home = family(desk)
    first, second = pupil(desk, of=home), pupil(desk, "Dele Okafor", of=home)
    left(desk, first)
    clock.go_to(date(2026, 12, 5))
    gone = left(desk, home)
    with pytest.raises(RuleError, match=f"Bring back {home} instead"):
        desk.run(leaving.come_back, ComeBack(second))
    desk.run(leaving.come_back, ComeBack(home))
    children = desk.look(records.person, home).children
    assert [child.left_on for child in children] == [A_SATURDAY, None]
    desk.run(undo.undo, Undo())
    assert desk.look(records.person, home).left_on == date(2026, 12, 5)
    desk.run(undo.undo, Undo(gone.act))
    shown = desk.look(records.person, home)
    assert (shown.left_on, [c.left_on for c in shown.children]) == (None, [A_SATURDAY, None])


def test_a_billing_run_names_a_child_who_left_alone(desk, clock):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    left(desk, child)
    clock.go_to(date(2027, 1, 5))
    plan = jobs.preview(desk, date(2027, 1, 5), "reduced", lambda *_: True)
    [told] = plan.exceptions
    assert (told.case, told.message) == ("left", "Amira Okafor left on 21 Nov; it is still out.")


def test_nonsense_is_refused(desk):
    home = family(desk)
    with pytest.raises(RuleError, match="has not come yet"):
        left(desk, home, on=date(2026, 11, 22))
    with pytest.raises(RuleError, match="not noted as having left"):
        desk.run(leaving.come_back, ComeBack(home))
    left(desk, home)
    with pytest.raises(RuleError, match="left on 21 November 2026 already"):
        left(desk, home)
    with pytest.raises(RuleError, match="is not a borrower's card"):
        left(desk, violin(desk))


def test_a_lead_cannot_let_it_pass(desk):
    child = pupil(desk)
    left(desk, child)
    with pytest.raises(RuleError, match="left on"):
        desk.run(lending.lend, Lend((violin(desk),), child, override="they are nice"))
