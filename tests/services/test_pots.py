"""Budgets: what is given never passes them, whoever charges and on however many desks."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.jobs import billing as jobs
from loanmgr.services import (
    accounts,
    applications,
    awards,
    baskets,
    lending,
    policy,
    quotes,
    returns,
    swaps,
    undo,
)
from loanmgr.services.applications import Apply, Decide
from loanmgr.services.billing import Bill
from loanmgr.services.lending import Lend
from tests.factories import lend, on_the_counter, pupil, violin

SPRING = date(2027, 1, 5)


def pot_of(pence, percent=50, **more):
    """Return the policy of a scheme with a budget."""
    lines = "\n".join(f"{key} = {value}" for key, value in more.items())
    return f"""
[[schemes]]
code = "pot"
name = "Hardship"
public_name = "Reduced rate"
percent = {percent}
budget_pence = {pence}
{lines}
"""


@pytest.fixture
def pot(desk):
    """Return what starts a scheme with a budget, and gives so many children an award."""

    def begin(pence, children=2, **more):
        desk.run(policy.bring_in, policy.BringIn(pot_of(pence, **more)))
        names = ("Amira Okafor", "Ben Carter", "Mia Carter", "Tunde Bello")[:children]
        cards = [pupil(desk, name) for name in names]
        for card in cards:
            desk.run(awards.award, awards.Award(card, "pot"))
        return cards

    return begin


def left(desk):
    [found] = [each for each in desk.look(applications.pots, None) if each.scheme == "pot"]
    return found.left_pence


def owed(desk, card):
    return desk.look(accounts.account, card).balance_pence


def test_the_last_of_a_budget_lowers_by_what_is_left_and_then_nothing(desk, pot):
    first, second, third = pot(1500, 3)
    assert lend(desk, violin(desk), first).total_due_pence == 1200

    line = lend(desk, violin(desk), second).lines[0]

    assert line.charge.due_pence == 2400 - 300
    said = "takes off half up to £3.00, which is left of its budget for the year, £3.00"
    assert said in line.charge.because
    assert sum(step.pence for step in line.charge.steps) == 2100
    assert left(desk) == 0
    line = lend(desk, violin(desk), third).lines[0]
    assert line.charge.discount_pence == 0
    assert "Reduced rate takes off nothing, as its budget for the year is spent" in (
        line.charge.because
    )


def test_a_preview_and_a_quote_say_what_lending_charges(desk, pot):
    first, second = pot(1500)
    lend(desk, violin(desk), first)
    code = violin(desk)
    preview = desk.look(lending.preview, Lend((code,), second)).quote.due_pence
    ask = quotes.Ask("violin", "3/4", desk.look(lambda look, _: look.on, None), None, second)
    assert preview == desk.look(quotes.price, ask).due_pence == 2100
    assert lend(desk, code, second).total_due_pence == 2100


def test_what_lies_on_a_counter_takes_from_the_pot_in_turn(desk, pot):
    (child,) = pot(1500, 1)
    on_the_counter(desk, child, violin(desk), violin(desk))
    shown = desk.look(baskets.current, None)
    assert [line.quote.due_pence for line in shown.lines] == [1200, 2100]
    done = desk.run(baskets.finish, baskets.Finish(shown.basket, quoted_pence=3300)).result
    assert (done.total_due_pence, left(desk)) == (3300, 0)


def test_a_pot_that_runs_out_between_preview_and_finish_is_said_before_money(
    desk, another_desk, pot
):
    first, second = pot(1200)
    other = another_desk()
    basket = on_the_counter(desk, first, violin(desk))
    on_the_counter(other, second, violin(desk))
    shown = desk.look(baskets.current, None).total_pence
    theirs = other.look(baskets.current, None)
    assert shown == theirs.total_pence == 1200
    paid = baskets.Finish(basket, paying="cash", quoted_pence=shown)
    desk.run(baskets.finish, paid)

    request = baskets.Finish(theirs.basket, paying="cash", quoted_pence=1200)
    with pytest.raises(RuleError, match=r"it is £24\.00 now, not £12\.00") as refusal:
        other.run(baskets.finish, request)

    assert refusal.value.code == "quote_changed"
    assert (owed(desk, second), left(desk)) == (0, 0)
    again = other.look(baskets.current, None)
    assert (len(again.lines), again.total_pence) == (1, 2400)
    asked = baskets.Finish(again.basket, paying="cash", quoted_pence=2400)
    assert other.run(baskets.finish, asked).result.paid_pence == 2400


def test_the_run_gives_what_is_left_and_shows_that_before(desk, clock, pot):
    first, second = pot(2400 + 1200 + 500)
    for child in (first, second):
        lend(desk, violin(desk), child)
    clock.go_to(SPRING)
    shown = jobs.preview(desk, SPRING, "reduced", lambda *_: True)
    assert sorted(line.discount_pence for line in shown.lines) == [500, 1200]
    done = jobs.run(desk, Bill(SPRING), lambda *_: True)
    assert done.due_pence == shown.due_pence == 2400 * 2 - 1700
    assert left(desk) == 0


def test_a_new_academic_year_has_a_pot_of_its_own(desk, clock, pot):
    (child,) = pot(1200, 1)
    lend(desk, violin(desk), child)
    clock.go_to(date(2027, 9, 4))
    assert left(desk) == 1200
    other = pupil(desk, "Tunde Bello")
    assert desk.run(awards.award, awards.Award(other, "pot")).result.state == "awarded"


def test_an_award_of_a_spent_pot_goes_on_the_waiting_list(desk, pot):
    (child,) = pot(1200, 1)
    lend(desk, violin(desk), child)
    waits = pupil(desk, "Tunde Bello")

    done = desk.run(awards.award, awards.Award(waits, "pot")).result

    assert (done.state, done.grace_until_on) == ("waiting_list", None)
    [waiting] = desk.look(applications.waiting, None)
    assert (waiting.pupil, waiting.state) == (waits, "waiting_list")
    assert lend(desk, violin(desk), waits).total_due_pence == 2400
    with pytest.raises(RuleError, match="on the waiting list for it already"):
        desk.run(awards.award, awards.Award(waits, "pot"))
    desk.run(policy.bring_in, policy.BringIn(pot_of(5000)))
    decided = desk.run(applications.decide, Decide(waits, "awarded")).result
    assert (decided.state, decided.less_pence) == ("awarded", 1200)


def test_a_late_decision_lowers_by_no_more_than_is_left(desk):
    desk.run(policy.bring_in, policy.BringIn(pot_of(1500, grace_days=0)))
    children = [pupil(desk, name) for name in ("Amira Okafor", "Ben Carter")]
    for child in children:
        desk.run(applications.apply, Apply(child, "pot"))
        assert lend(desk, violin(desk), child).total_due_pence == 2400
    less = [
        desk.run(applications.decide, Decide(child, "awarded", "letter")).result.less_pence
        for child in children
    ]
    assert less == [1200, 300]
    assert left(desk) == 0


def test_deciding_on_what_was_reduced_already_takes_nothing_twice(desk):
    desk.run(policy.bring_in, policy.BringIn(pot_of(1200)))
    child = pupil(desk)
    desk.run(applications.apply, Apply(child, "pot"))
    assert lend(desk, violin(desk), child).total_due_pence == 1200
    assert desk.run(applications.decide, Decide(child, "refused")).result.less_pence == -1200
    assert left(desk) == 1200
    desk.run(undo.undo, undo.Undo())
    assert left(desk) == 0


def test_undoing_never_passes_a_budget(desk, pot):
    first, second = pot(1200)
    act = lend(desk, violin(desk), first).lines[0].act
    undone = desk.run(undo.undo, undo.Undo(act)).result
    assert lend(desk, violin(desk), second).total_due_pence == 1200

    with pytest.raises(RuleError, match="was spent meanwhile"):
        desk.run(undo.undo, undo.Undo(undone.act))

    assert (left(desk), owed(desk, first)) == (0, 0)


def test_a_hire_that_goes_on_after_its_return_never_passes_a_budget(desk, clock, pot):
    first, second = pot(1200)
    clock.go_to(date(2026, 9, 8))
    for child in (first, second):
        desk.run(awards.award, awards.Award(child, "pot", to_on=date(2026, 11, 20)))
    code, other = violin(desk), violin(desk)
    lend(desk, code, first)
    assert desk.run(returns.return_one, returns.Return(code)).result.credit_pence == 1200
    lend(desk, violin(desk), second)
    with pytest.raises(RuleError, match="was spent meanwhile"):
        desk.run(swaps.swap, swaps.Swap(code, other))
