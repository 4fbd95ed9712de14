"""Closing a desk: counts, money by method, who is unfinished, and closing once more."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    attention,
    baskets,
    closing,
    instruments,
    renewals,
    returns,
    undo,
)
from loanmgr.services.closing import CloseDesk, Counts
from tests import factories
from tests.factories import lend, on_the_counter, pupil, violin


def day(desk):
    return desk.look(closing.day, None)


def close(desk, counted=None):
    return desk.run(closing.close_desk, CloseDesk(counted)).result


def pay(desk, card, pence, method="cash"):
    return desk.run(accounts.pay, accounts.Pay(card, pence, method)).result.payment


def test_a_day_on_which_nothing_was_done(desk):
    found = day(desk)
    assert (found.desk, found.centre, found.person) == (
        "Ashby 1",
        "Ashby Music Centre",
        "Pat Lead",
    )
    assert (found.counts, found.money, found.expected_pence) == (Counts(), (), 0)
    assert (found.unfinished, found.closed) == ((), None)


def test_what_was_done_is_counted_and_what_was_undone_is_not(desk):
    child, codes = pupil(desk), [violin(desk) for _each in range(3)]
    basket = on_the_counter(desk, child, *codes[:2])
    desk.run(baskets.finish, baskets.Finish(basket))
    lend(desk, codes[2], pupil(desk))
    desk.run(undo.undo, undo.Undo())
    desk.run(returns.return_one, returns.Return(codes[0]))
    desk.run(instruments.needs_repair, instruments.NeedsRepair(codes[0], "crack"))
    assert day(desk).counts == Counts(returned=1, lent=2, to_repair=1)


def test_renewed(desk, clock):
    code, card = violin(desk), factories.school(desk)
    lend(desk, code, card)
    clock.go_to(clock.on.replace(month=12, day=19))
    desk.run(renewals.renew, renewals.Renew((code,)))
    assert day(desk).counts == Counts(renewed=1)


def test_money_by_method_with_what_went_back(desk):
    child = pupil(desk)
    paid = pay(desk, child, 2400)
    pay(desk, child, 1000, "card")
    never = pay(desk, child, 5000)
    desk.run(accounts.refund, accounts.Refund(400, paid))
    desk.run(undo.undo, undo.Undo(never))

    found = day(desk)

    assert [(m.method, m.taken_pence, m.given_back_pence, m.left_pence) for m in found.money] == [
        ("cash", 2400, 400, 2000),
        ("card", 1000, 0, 1000),
    ]
    assert found.expected_pence == 2000


def test_each_desk_and_each_day_for_itself(desk, another_desk, clock):
    other = another_desk()
    pay(desk, pupil(desk), 1000)
    pay(other, pupil(other), 500)
    assert (day(desk).expected_pence, day(other).expected_pence) == (1000, 500)
    clock.go_to(clock.on.replace(day=28))
    assert (day(desk).money, day(desk).counts) == ((), Counts())
    pay(desk, pupil(desk), 300)
    assert day(desk).expected_pence == 300


def test_who_is_unfinished_is_listed_with_nothing_lost(desk):
    first = on_the_counter(desk, pupil(desk, "Amira Okafor"), violin(desk))
    second = on_the_counter(desk, pupil(desk, "Ben Carter"), violin(desk), violin(desk))
    assert [(each.basket, each.items) for each in day(desk).unfinished] == [(first, 1), (second, 2)]
    close(desk)
    assert desk.look(baskets.current, None).basket == second


def test_what_is_left_to_sign_and_to_check(desk):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    factories.half_price(desk, child, evidence="awaited")
    found = day(desk)
    assert (found.unsigned, found.to_check) == (1, 1)
    desk.run(accounts.sign_agreement, accounts.SignAgreement(child))
    assert day(desk).unsigned == 0


def test_evidence_of_a_rate_that_has_run_out_is_left_to_nobody(desk, clock):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    factories.half_price(desk, child, evidence="awaited")
    clock.go_to(clock.on.replace(year=clock.on.year + 2))
    assert day(desk).to_check == len(desk.look(attention.evidence, None)) == 0


@pytest.mark.parametrize(("counted", "difference"), [(None, None), (2400, 0), (2000, -400)])
def test_counted_cash_shows_the_difference(desk, counted, difference):
    pay(desk, pupil(desk), 2400)
    done = close(desk, counted)
    assert (done.day.expected_pence, done.difference_pence) == (2400, difference)


@pytest.mark.parametrize("counted", [-1, 10**12])
def test_cash_that_cannot_be(desk, counted):
    with pytest.raises(RuleError, match="Say how much cash"):
        close(desk, counted)
    assert day(desk).closed is None


def test_closing_twice_says_when_and_what_came_since(desk, clock):
    pay(desk, pupil(desk), 1000)
    first = close(desk, 1000)
    assert day(desk).closed.is_all
    clock.pass_by(minutes=20)
    lend(desk, violin(desk), pupil(desk))
    pay(desk, pupil(desk), 700)

    closed = day(desk).closed

    assert (closed.act, closed.at, closed.who) == (first.act, first.at, "Pat Lead")
    assert (closed.expected_pence, closed.counted_pence) == (1000, 1000)
    assert closed.since == Counts(lent=1)
    assert [(m.method, m.taken_pence) for m in closed.money_since] == [("cash", 700)]
    assert close(desk).day.closed.act == first.act
    assert day(desk).closed.is_all


def test_closing_can_be_undone(desk):
    close(desk)
    undone = desk.run(undo.undo, undo.Undo()).result
    assert undone.undid.startswith("Closed: Ashby 1, returned 0, lent 0, £0.00 in cash")
    assert day(desk).closed is None
    desk.run(undo.undo, undo.Undo(undone.act))
    assert day(desk).closed is not None
