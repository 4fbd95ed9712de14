"""Payments put to lines by choice, what is written off, money given back, and paid twice."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.giving_back import Came
from loanmgr.services import accounts, lending, settling, undo
from loanmgr.services.accounts import Pay, Refund
from loanmgr.services.settling import Allocate, WriteOff
from tests.factories import half_price, instrument, lend, pupil, violin
from tests.services.racing import at_once, split
from tests.tables import LEDGER_SUM, count, meddle, one


@pytest.fixture
def child(desk):
    """A pupil with a violin for £12.00 and a flute for £15.00."""
    card = pupil(desk)
    half_price(desk, card)
    lend(desk, violin(desk), card)
    lend(desk, instrument(desk, "flute"), card)
    return card


def lines(desk, card):
    return desk.look(accounts.account, card).lines


def debts(desk, card):
    """What is unpaid, by the words of the line."""
    found = lines(desk, card)
    return {each.what: each.unpaid_pence for each in found if each.unpaid_pence is not None}


def line(desk, card, word):
    return next(each.line for each in lines(desk, card) if word in each.what)


def paid(desk, card, pence):
    desk.run(accounts.pay, Pay(card, pence, "cash"))
    return lines(desk, card)[-1].line


def put(desk, payment, to, pence=None):
    return desk.run(settling.allocate, Allocate(payment, to, pence)).result


LENT = "SELECT uuid FROM act WHERE use_case = 'lend' ORDER BY no LIMIT 1"
VIOLIN, FLUTE = "Violin 3/4 hire, autumn term", "Flute hire, autumn term"


def test_what_is_paid_pays_the_oldest_first_and_by_choice_what_somebody_chose(desk, child):
    payment = paid(desk, child, 1300)
    assert debts(desk, child) == {VIOLIN: 0, FLUTE: 1400}

    done = put(desk, payment, line(desk, child, FLUTE))
    assert (done.amount_pence, done.unpaid_pence, done.left_pence) == (1300, 200, 0)
    assert debts(desk, child) == {VIOLIN: 1200, FLUTE: 200}

    desk.run(undo.undo, undo.Undo(done.act))
    assert debts(desk, child) == {VIOLIN: 0, FLUTE: 1400}
    assert desk.look(accounts.account, child).balance_pence == 1400


def test_never_more_than_the_payment_has_or_the_line_owes(desk, child):
    payment, flute = paid(desk, child, 3000), line(desk, child, FLUTE)
    with pytest.raises(RuleError, match=r"Only £15.00 can be put to that line."):
        put(desk, payment, flute, 1501)
    put(desk, payment, flute, 1500)
    with pytest.raises(RuleError, match=r"Only £0.00 can be put|Nothing is to pay of that line"):
        put(desk, payment, flute)
    with pytest.raises(RuleError, match=r"Only £15.00 is left of what came in."):
        put(desk, payment, line(desk, child, VIOLIN), 1501)
    assert put(desk, payment, line(desk, child, VIOLIN)).amount_pence == 1200
    assert lines(desk, child)[-1].left_pence == 300


def test_what_makes_no_sense_is_refused(desk, child):
    payment, flute = paid(desk, child, 500), line(desk, child, FLUTE)
    other = paid(desk, pupil(desk, "Ben Carter"), 500)
    for of, to, pence, message in (
        (other, flute, None, "on different accounts"),
        (flute, payment, None, "Nothing is left of what came in"),
        (payment, flute, 0, "Say how much"),
        (payment, flute, -5, "Say how much"),
        (payment, other, None, "on different accounts"),
    ):
        with pytest.raises(RuleError, match=message):
            put(desk, of, to, pence)
    assert count(desk, "allocation") == 0


def test_two_desks_at_the_last_penny_put_it_once(desk, child, another_desk):
    put_once(desk, another_desk(), child)


def put_once(desk, other, child):
    """Let two desks put the same payment to two lines at once."""
    payment = paid(desk, child, 100)
    targets = [line(desk, child, VIOLIN), line(desk, child, FLUTE)]
    answers = at_once(
        [desk, other],
        lambda at: put(at, payment, targets[0], 100),
        lambda at: put(at, payment, targets[1], 100),
    )
    (done,), (refusal,) = split(answers)
    assert (done.amount_pence, refusal.code) == (100, "amount")


def test_the_office_writes_off_for_a_reason_that_is_on_no_line(desk, child):
    done = desk.run(
        settling.write_off, WriteOff(child, "Moved abroad", line=line(desk, child, FLUTE))
    ).result
    assert (done.amount_pence, done.balance_pence) == (1500, 1200)
    assert debts(desk, child) == {VIOLIN: 1200, FLUTE: 0}
    assert lines(desk, child)[-1].what == f"Written off: {FLUTE}"
    assert one(desk, "SELECT override_reason FROM act WHERE use_case = 'write_off'") == (
        "Moved abroad"
    )
    desk.run(settling.write_off, WriteOff(child, "Moved abroad", 200))
    assert desk.look(accounts.account, child).balance_pence == 1000
    desk.run(undo.undo, undo.Undo())
    desk.run(undo.undo, undo.Undo(done.act))
    assert debts(desk, child) == {VIOLIN: 1200, FLUTE: 1500}
    assert count(desk, "ledger") == 8


def test_no_more_is_written_off_than_is_unpaid(desk, child):
    paid(desk, child, 2000)
    flute = line(desk, child, FLUTE)
    for request, message in (
        (WriteOff(child, "why", 701), r"Only £7.00 of this account can be written off."),
        (WriteOff(child, "why", 701, flute), r"Only £7.00 of that line can be written off."),
        (WriteOff(child, "why", 0), "Only £7"),
        (WriteOff(child, "why", -1), "Only £7"),
        (WriteOff(child, " "), "Say why it is written off"),
        (WriteOff(child, "why", None, line(desk, child, VIOLIN)), "Nothing is unpaid of that"),
    ):
        with pytest.raises(RuleError, match=message):
            desk.run(settling.write_off, request)
    other = line(desk, child, FLUTE)
    with pytest.raises(RuleError, match="not on this account"):
        desk.run(settling.write_off, WriteOff(pupil(desk, "Ben"), "why", None, other))


@pytest.mark.parametrize(
    ("role", "may"),
    [("volunteer", False), ("desk_lead", False), ("office", True), ("service_lead", True)],
)
def test_only_the_office_and_the_service_lead_write_off(desk, child, another_desk, role, may):
    meddle(desk.url, f"UPDATE staff_role SET role = '{role}'")
    person = another_desk(staff="Pat Lead")
    before = one(desk, LEDGER_SUM)
    if may:
        person.run(settling.write_off, WriteOff(child, "why"))
        assert one(desk, LEDGER_SUM) == 0
    else:
        with pytest.raises(RuleError, match="Only the office or the service lead"):
            person.run(settling.write_off, WriteOff(child, "why"))
        assert one(desk, LEDGER_SUM) == before


def test_money_given_back_names_the_line_the_way_and_who_agreed(desk, child):
    paid(desk, child, 3000)
    back = Refund(300, account=child, method="bank", line=line(desk, child, FLUTE), agreed_by="Mo")
    desk.run(accounts.refund, back)
    said = lines(desk, child)[-1].what
    assert said == f"Given back by bank transfer, paid for {FLUTE}; agreed by Mo"
    assert debts(desk, child) == {VIOLIN: 0, FLUTE: 0, said: 0}
    other = line(desk, child, FLUTE)
    ben = pupil(desk, "Ben Carter")
    paid(desk, ben, 500)
    with pytest.raises(RuleError, match="not on this account"):
        desk.run(accounts.refund, Refund(100, account=ben, method="cash", line=other))


@pytest.mark.parametrize(
    ("came", "how"),
    [("cash", "in cash"), ("bank", "by bank transfer"), ("cheque", "by cheque")],
)
def test_money_goes_back_the_way_it_came_unless_said(desk, child, came, how):
    paid(desk, child, 3000)
    desk.run(accounts.pay, Pay(child, 500, came))
    view = desk.look(accounts.account, child)
    assert (view.came[0], view.lines[-1].what) == (Came(came, 500), f"Paid {how}")
    done = desk.run(accounts.refund, Refund(100, account=child))
    assert done.result.method == came
    assert lines(desk, child)[-1].what.startswith(f"Given back {how};")
    assert desk.run(accounts.refund, Refund(100, account=child, method="card")).result.method == (
        "card"
    )
    assert desk.look(accounts.account, child).came[0] == Came(came, 300)


def in_credit(desk, child):
    """Pay £30.00 by card and £10.00 in cash, and take back a hire of £12.00 of those £27.00."""
    desk.run(accounts.pay, Pay(child, 3000, "card"))
    cash = desk.run(accounts.pay, Pay(child, 1000, "cash")).result.payment
    desk.run(undo.undo, undo.Undo(one(desk, LENT)))
    assert desk.look(accounts.account, child).balance_pence == -2500
    return cash


def test_of_a_payment_that_went_back_already_nothing_goes_back_that_way(desk, child):
    desk.run(accounts.refund, Refund(1000, in_credit(desk, child)))
    done = desk.run(accounts.refund, Refund(1500, account=child)).result
    assert (done.method, done.balance_pence) == ("card", 0)


def test_where_it_came_in_several_ways_somebody_says_how_it_goes_back(desk, child):
    in_credit(desk, child)
    with pytest.raises(RuleError) as asked:
        desk.run(accounts.refund, Refund(2500, account=child))
    assert (asked.value.code, asked.value.field) == ("method", "method")
    assert asked.value.message == (
        "Say how £25.00 is given back: £10.00 came in cash and £15.00 by card."
    )
    for pence, how in ((1000, "cash"), (1500, "card")):
        assert desk.run(accounts.refund, Refund(pence, account=child)).result.method == how
    assert desk.look(accounts.account, child).balance_pence == 0


def test_a_payment_goes_back_once_whichever_way_it_is_asked_for(desk, child):
    cash = in_credit(desk, child)
    desk.run(accounts.refund, Refund(1000, account=child))
    with pytest.raises(RuleError, match=r"No more than £0.00 can be given back"):
        desk.run(accounts.refund, Refund(1000, cash))


def test_money_that_came_through_another_system_says_no_way_of_ours(desk, child):
    paid(desk, child, 4000)
    meddle(desk.url, "UPDATE payment SET method = 'elsewhere'")
    with pytest.raises(RuleError, match=r"Say how £1.00 is given back: £1.00 came through another"):
        desk.run(accounts.refund, Refund(100, account=child))


def test_where_no_payment_says_how_it_is_asked(desk, child):
    desk.run(settling.write_off, WriteOff(child, "why"))
    desk.run(undo.undo, undo.Undo(one(desk, LENT)))
    view = desk.look(accounts.account, child)
    assert (view.came, view.balance_pence < 0) == ((), True)
    with pytest.raises(RuleError, match="Say how it is given back") as asked:
        desk.run(accounts.refund, Refund(100, account=child))
    assert asked.value.field == "method"


def test_the_same_payment_again_is_asked_about(desk, child, clock):
    def take(reference, pence=500, **more):
        return desk.run(accounts.pay, Pay(child, pence, "cheque", reference, **more)).result

    take("100231")
    with pytest.raises(RuleError, match="is recorded for today already") as asked:
        take(" 100231 ")
    assert asked.value.code == "paid_before"
    take("100231", again=True)
    take("100231", 600)
    take("100232")
    take("")
    take("")
    desk.run(undo.undo, undo.Undo())
    clock.go_to(clock.on.replace(day=22))
    take("100232")
    assert count(desk, "payment") == 7


def test_a_charge_that_is_taken_back_frees_what_was_put_to_it(desk):
    card = pupil(desk)
    lend(desk, violin(desk), card)
    flute = lending.Lend((instrument(desk, "flute"),), card)
    lent = desk.run(lending.lend, flute).act
    put(desk, paid(desk, card, 3000), line(desk, card, FLUTE))
    assert debts(desk, card) == {VIOLIN: 2400, FLUTE: 0}
    desk.run(undo.undo, undo.Undo(lent))
    assert debts(desk, card) == {VIOLIN: 0}
    assert sum(each.left_pence or 0 for each in lines(desk, card)) == 600
