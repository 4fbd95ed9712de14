"""Undoing what was paid: it goes back, or stays as credit, and the ledger says which and who."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, baskets, policy, undo
from loanmgr.services.accounts import Pay, Refund
from loanmgr.services.undo import Undo
from tests import factories
from tests.factories import on_the_counter, pupil, violin
from tests.tables import LEDGER_SUM, one, rows

SEVERAL = '[[limits]]\ncode = "pupil"\nname = "P"\nborrowers = ["pupil"]\ninstruments = 9\n'


def finish(desk, child, *codes, **more):
    basket = on_the_counter(desk, child, *codes)
    return desk.run(baskets.finish, baskets.Finish(basket, **{"paying": "cash"} | more)).result


def take_back(desk, act=None, **more):
    return desk.run(undo.undo, Undo(act, **more)).result


def asked(desk, act=None):
    return desk.look(undo.paid_for, Undo(act))


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def pay(desk, card, pence, method="cash"):
    return desk.run(accounts.pay, Pay(card, pence, method)).result.payment


def in_box(desk):
    return one(desk, "SELECT COALESCE(SUM(amount_pence), 0) FROM payment WHERE struck_act IS NULL")


@pytest.fixture
def child(desk):
    return pupil(desk)


def test_what_was_paid_for_a_basket_is_asked_about(desk, child):
    finished = finish(desk, child, violin(desk), violin(desk))
    found = asked(desk)
    assert (found.act, found.pence, found.how) == (finished.act, 4800, "in cash")
    assert not found.is_payment


def test_what_was_not_paid_is_not(desk, child):
    finish(desk, child, violin(desk), paying="")
    assert asked(desk) is None
    factories.family(desk, "Somebody Else")
    assert asked(desk) is None


def test_one_line_is_asked_about_with_its_own_sum(desk, child):
    finished = finish(desk, child, violin(desk), violin(desk), paying="card")
    found = asked(desk, finished.lines[0].act)
    assert (found.pence, found.how) == (2400, "by card")


def test_given_back_the_account_is_at_nought_and_says_who_agreed(desk, child):
    finish(desk, child, violin(desk))

    undone = take_back(desk, give_back=True)

    assert (undone.kept_pence, undone.given_back_pence, undone.given_back) == (0, 2400, "in cash")
    assert (balance(desk, child), in_box(desk)) == (0, 0)
    last = desk.look(accounts.account, child).lines[-1]
    assert (last.kind, last.amount_pence) == ("refund", 2400)
    hire = "Violin 3/4 hire, autumn term"
    assert last.what == f"Given back in cash, paid for {hire}; agreed by Pat Lead"


def test_of_many_things_the_line_names_the_first(desk, child):
    desk.run(policy.bring_in, policy.BringIn(SEVERAL))
    kinds = ("violin", "cello", "flute", "clarinet")
    finish(desk, child, *(factories.instrument(desk, kind) for kind in kinds))
    take_back(desk, give_back=True)
    said = desk.look(accounts.account, child).lines[-1].what
    assert said.startswith("Given back in cash, paid for Violin hire, autumn term, Cello hire")
    assert said.endswith(" and 2 more; agreed by Pat Lead")


def test_of_a_payment_by_itself_the_line_says_the_way_alone(desk, child):
    take_back(desk, pay(desk, child, 1000), give_back=True)
    last = desk.look(accounts.account, child).lines[-1]
    assert last.what == "Given back in cash; agreed by Pat Lead"


def test_one_line_given_back_leaves_the_rest_to_give_back_later(desk, child):
    finished = finish(desk, child, violin(desk), violin(desk))
    assert take_back(desk, finished.lines[0].act, give_back=True).given_back_pence == 2400
    assert (balance(desk, child), in_box(desk)) == (0, 2400)
    assert take_back(desk, finished.act, give_back=True).given_back_pence == 2400
    assert (balance(desk, child), in_box(desk)) == (0, 0)


def test_one_line_of_a_part_payment_gives_back_no_more_than_is_over(desk, child):
    finished = finish(desk, child, violin(desk), violin(desk), pays_pence=3000)
    assert asked(desk, finished.lines[0].act).pence == 600


def test_done_again_it_has_not_been_given_back(desk, child):
    finish(desk, child, violin(desk))
    undone = take_back(desk, give_back=True)
    take_back(desk, undone.act)
    assert (balance(desk, child), in_box(desk)) == (0, 2400)
    assert one(desk, LEDGER_SUM) == 0


def test_a_payment_given_back_was_paid_all_the_same(desk, child):
    paid = pay(desk, child, 1000)
    assert asked(desk).is_payment
    undone = take_back(desk, paid, give_back=True)
    assert (undone.given_back_pence, balance(desk, child), in_box(desk)) == (1000, 0, 0)
    assert [line.kind for line in desk.look(accounts.account, child).lines] == ["payment", "refund"]
    take_back(desk, undone.act)
    assert (balance(desk, child), in_box(desk)) == (-1000, 1000)


def test_a_payment_that_never_was(desk, child):
    paid = pay(desk, child, 1000)
    assert take_back(desk, paid).kept_pence == 0
    assert (balance(desk, child), in_box(desk)) == (0, 0)


def test_a_payment_that_was_given_back_cannot_be_said_never_to_have_been(desk, child):
    paid = pay(desk, child, 1000)
    desk.run(accounts.refund, Refund(400, paid))
    with pytest.raises(RuleError, match="It was given back since"):
        take_back(desk, paid)


def test_a_refund_undone_is_credit_again(desk, child):
    pay(desk, child, 1000)
    desk.run(accounts.refund, Refund(1000, account=child, method="cash"))
    assert balance(desk, child) == 0
    take_back(desk)
    assert (balance(desk, child), in_box(desk)) == (-1000, 1000)


@pytest.mark.parametrize("pence", [0, -5, 1001, 10**30])
def test_no_more_goes_back_than_came(desk, child, pence):
    paid = pay(desk, child, 1000)
    for refund in (Refund(pence, paid), Refund(pence, account=child, method="cash")):
        with pytest.raises(RuleError) as refusal:
            desk.run(accounts.refund, refund)
        assert refusal.value.field == "amount_pence"
    assert len(rows(desk, "SELECT id FROM payment")) == 1


def test_two_desks_give_the_same_payment_back_once(desk, another_desk, child):
    paid = pay(desk, child, 1000)
    desk.run(accounts.refund, Refund(1000, paid))
    with pytest.raises(RuleError, match="No more than £0"):
        another_desk().run(accounts.refund, Refund(1000, paid))


@pytest.mark.parametrize(
    "refund", [Refund(100), Refund(100, account="NONE"), Refund(100, Pay("", 1, "").id)]
)
def test_a_refund_of_nothing_we_know(desk, refund):
    with pytest.raises(RuleError):
        desk.run(accounts.refund, refund)


@pytest.fixture
def done_again(desk, child):
    """A paid loan that was undone, what was paid given back, and done again."""
    finish(desk, child, violin(desk))
    undone = take_back(desk, give_back=True)
    return take_back(desk, undone.act).act


def ledger(desk, card):
    return [(each.kind, each.amount_pence) for each in desk.look(accounts.account, card).lines]


def test_undone_after_it_was_done_again_the_money_goes_back_anew(desk, child, done_again):
    assert asked(desk, done_again).pence == 2400
    undone = take_back(desk, done_again, give_back=True)
    assert (undone.kept_pence, undone.given_back_pence, undone.given_back) == (0, 2400, "in cash")
    assert (balance(desk, child), in_box(desk), one(desk, LEDGER_SUM)) == (0, 0, 0)
    assert ledger(desk, child)[-1] == ("refund", 2400)
    said = desk.look(accounts.account, child).lines[-1].what
    hire = "Violin 3/4 hire, autumn term"
    assert said == f"Given back in cash, paid for {hire}; agreed by Pat Lead"
    take_back(desk, undone.act)
    assert (balance(desk, child), in_box(desk), one(desk, LEDGER_SUM)) == (0, 2400, 0)


def test_undone_after_it_was_done_again_the_money_is_kept(desk, child, done_again):
    undone = take_back(desk, done_again)
    assert (undone.kept_pence, undone.given_back_pence) == (2400, 0)
    assert (balance(desk, child), in_box(desk), one(desk, LEDGER_SUM)) == (-2400, 2400, -2400)
    again = take_back(desk, undone.act)
    assert "given back" not in undone.undid
    assert (balance(desk, child), in_box(desk)) == (0, 2400)
    assert take_back(desk, again.act, give_back=True).given_back_pence == 2400
    assert (balance(desk, child), in_box(desk), one(desk, LEDGER_SUM)) == (0, 0, 0)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
def test_a_payment_that_stands_again_is_asked_about_as_at_first(desk, child, first, second):
    paid = pay(desk, child, 1000)
    again = take_back(desk, take_back(desk, paid, give_back=first).act).act
    assert (balance(desk, child), in_box(desk)) == (-1000, 1000)
    assert asked(desk, again).is_payment
    undone = take_back(desk, again, give_back=second)
    assert (undone.kept_pence, undone.given_back_pence) == (0, 1000 if second else 0)
    assert (balance(desk, child), in_box(desk)) == (0, 0)
    assert (ledger(desk, child)[-1] == ("refund", 1000)) is second
    take_back(desk, undone.act)
    assert (balance(desk, child), in_box(desk)) == (-1000, 1000)
