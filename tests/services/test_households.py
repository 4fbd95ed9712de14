"""Children who change household, and organisations that pay: what goes along and what stays."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.jobs import billing as jobs
from loanmgr.services import (
    accounts,
    agreements,
    attention,
    baskets,
    households,
    leaving,
    lending,
    records,
    returns,
    undo,
)
from loanmgr.services.accounts import Pay
from loanmgr.services.agreements import AgreementOf
from loanmgr.services.baskets import Finish
from loanmgr.services.billing import Bill
from loanmgr.services.households import MoveChild, Pays
from loanmgr.services.leaving import Leave
from loanmgr.services.lending import Lend
from loanmgr.services.returns import Return
from loanmgr.services.undo import Undo
from tests.factories import (
    borrower,
    family,
    half_price,
    lend,
    on_the_counter,
    pupil,
    school,
    violin,
)

SPRING = date(2027, 1, 5)


def move(desk, child, to):
    return desk.run(households.move_child, MoveChild(child, to)).result


def owed(desk, card):
    return desk.look(accounts.account, card).balance_pence


def bill(desk, clock):
    clock.go_to(SPRING)
    return jobs.run(desk, Bill(SPRING), lambda *_: True)


@pytest.fixture
def out(desk):
    """A child with a violin, their family, and another family."""
    home, other = family(desk), family(desk, "Ada Obi")
    child = pupil(desk, of=home)
    lend(desk, code := violin(desk), child)
    return child, code, home, other


@pytest.fixture
def council(desk):
    """A county council that pays for children in care."""
    return borrower(desk, "partner", "Ashby County Council")


def test_the_loan_comes_along_and_the_debt_stays(desk, clock, out):
    child, code, home, other = out
    half_price(desk, child, from_on=SPRING)
    done = move(desk, child, other)
    assert (done.family, done.out, done.payer) == (other, 1, other)
    assert (owed(desk, home), owed(desk, other)) == (2400, 0)
    old, new = desk.look(records.person, home), desk.look(records.person, other)
    assert (old.children, old.out, old.awards) == ((), (), ())
    assert ([c.code for c in new.children], [line.code for line in new.out]) == ([child], [code])

    bill(desk, clock)
    assert (owed(desk, home), owed(desk, other)) == (2400, 1200)


def test_what_is_given_back_goes_to_who_paid(desk, out):
    child, code, home, other = out
    desk.run(accounts.pay, Pay(home, 2400, "cash"))
    move(desk, child, other)
    back = desk.run(returns.return_one, Return(code)).result
    assert owed(desk, home) == -back.credit_pence
    assert owed(desk, other) == 0


def test_a_rate_decided_later_lowers_what_the_old_account_was_charged(desk, out):
    child, _, home, other = out
    move(desk, child, other)
    half_price(desk, child)
    assert (owed(desk, home), owed(desk, other)) == (
        2400,
        0,
    )  # an award made is not one applied for
    assert desk.look(records.person, other).awards[0].pupil_code == child


def test_the_new_family_signs_and_no_paper_of_the_old_one_names_the_child(desk, out):
    child, _, home, other = out
    move(desk, child, other)
    assert [each.code for each in desk.look(attention.unsigned, None)] == [other]
    assert desk.look(agreements.agreement_of, AgreementOf(home)).lines == ()
    assert len(desk.look(agreements.agreement_of, AgreementOf(other)).lines) == 1
    events = desk.look(records.happenings, records.Events(home))
    assert not any("Obi" in event.what for event in events)
    told = [event.what for event in desk.look(records.happenings, records.Events(child))]
    assert told[0] == "Moved to another family: Amira Okafor"
    assert any(what.startswith("Lent: Violin") for what in told)


def test_undo_brings_the_child_back_with_the_loan(desk, out):
    child, code, home, other = out
    move(desk, child, other)
    desk.run(undo.undo, Undo())
    page = desk.look(records.person, home)
    assert ([c.code for c in page.children], page.out[0].code) == ([child], code)
    assert len(desk.look(agreements.agreement_of, AgreementOf(home)).lines) == 1
    desk.run(undo.undo, Undo(desk.look(records.happenings, records.Events(child))[0].act))
    assert desk.look(records.person, other).out[0].code == code


def test_a_limit_holds_after_a_move(desk, out):
    child, _, _, other = out
    lend(desk, violin(desk), child)
    move(desk, child, other)
    with pytest.raises(RuleError, match="Limit is 2 instruments; Amira has 2"):
        lend(desk, violin(desk), child)


def test_moves_that_make_no_sense_are_refused(desk, out):
    child, code, home, other = out
    twin = pupil(desk, "amira  Okafor", of=other)
    gone = family(desk, "Gone Away")
    desk.run(leaving.leave, Leave(gone))
    refused = [
        (child, home, "is in that family already"),
        (child, other, f"amira Okafor {twin} is in that family already. Join the two records"),
        (child, gone, "That family left on 21 November 2026"),
        (child, twin, "is not a family's card"),
        (school(desk), other, "is not the card of a family's child"),
        (code, other, "is not a borrower's card"),
    ]
    for card, to, message in refused:
        with pytest.raises(RuleError, match=message):
            move(desk, card, to)
    on_the_counter(desk, child, violin(desk))
    with pytest.raises(RuleError, match="being served at Ashby 1"):
        move(desk, child, family(desk, "New Home"))


def test_an_organisation_pays_from_now_on(desk, clock, out, council):
    child, code, home, other = out
    done = desk.run(households.pays, Pays(child, council, "Jo Hall")).result
    assert (done.payer, done.payer_name, done.letters_to) == (
        council,
        "Ashby County Council",
        "Jo Hall",
    )
    bill(desk, clock)
    assert (owed(desk, home), owed(desk, council)) == (2400, 2400)
    assert "for Amira Okafor" in desk.look(accounts.account, council).lines[-1].what
    page = desk.look(records.person, home)
    assert (page.out[0].code, page.account.balance_pence) == (code, 2400)

    move(desk, child, other)  # another carer
    assert owed(desk, other) == 0
    desk.run(returns.return_one, Return(code))
    assert desk.look(records.person, other).account.lines == ()

    desk.run(households.pays, Pays(child))
    lend(desk, violin(desk), child)
    assert owed(desk, other) > 0


def test_a_counter_says_who_pays_and_no_sum(desk, council, out):
    child, _, home, _ = out
    sister = pupil(desk, "Zoe Okafor", of=home)
    desk.run(households.pays, Pays(child, council))
    desk.run(accounts.pay, Pay(home, 2400, "cash"))
    basket = on_the_counter(desk, child, violin(desk))
    desk.draft(baskets.choose, baskets.Choose(basket, sister))
    desk.draft(baskets.add_line, baskets.AddLine(violin(desk)))
    view = desk.look(baskets.current, None)
    by_child = {line.borrower: line for line in view.lines}
    assert by_child[child].paid_by == "Ashby County Council"
    assert (by_child[child].quote.due_pence, by_child[sister].quote.due_pence) == (0, 2400)
    assert (view.to_pay_pence, view.paid_by) == (2400, "Ashby County Council")
    given = desk.look(agreements.agreement_of, AgreementOf(home, with_basket=True))
    assert [charge.full_pence for charge in given.charges] == [2400]

    done = desk.run(baskets.finish, Finish(basket, paying="cash", signed="paper")).result
    assert (done.total_due_pence, done.paid_pence, done.paid_by) == (
        2400,
        2400,
        "Ashby County Council",
    )
    assert (owed(desk, home), owed(desk, council)) == (0, 2400)
    unsigned = [each.code for each in desk.look(attention.unsigned, None)]
    assert council in unsigned
    assert home not in unsigned


def test_a_paper_for_one_child_in_care_names_no_other(desk, council):
    one, other = pupil(desk), pupil(desk, "Ben Carter")
    for child in (one, other):
        desk.run(households.pays, Pays(child, council, "Jo Hall"))
        lend(desk, violin(desk), child)
    given = desk.look(agreements.agreement_of, AgreementOf(one))
    assert [line.player for line in given.lines] == ["Amira Okafor"]
    assert (given.borrower, given.charges) == ("Ashby County Council, for Jo Hall", ())
    assert len(desk.look(agreements.agreement_of, AgreementOf(council)).lines) == 2


def test_payers_that_make_no_sense_are_refused(desk, council, out, another_desk):
    child, *_ = out
    for request, message in [
        (Pays(child, school(desk)), "is not a partner's card"),
        (Pays(child, "", "Jo Hall"), "Letters go to the family"),
        (Pays(child), "That is how it is already"),
        (Pays(council, council), "is not the card of a family's child"),
    ]:
        with pytest.raises(RuleError, match=message):
            desk.run(households.pays, request)
    desk.run(leaving.leave, Leave(council))
    with pytest.raises(RuleError, match="Ashby County Council left on"):
        desk.run(households.pays, Pays(child, council))


def test_what_an_organisation_owes_is_said_at_no_counter(desk, clock, council, out):
    child, *_ = out
    desk.run(households.pays, Pays(child, council))
    bill(desk, clock)
    clock.go_to(date(2027, 3, 1))
    lent = desk.run(lending.lend, Lend((violin(desk),), child)).result
    assert [asked.case for asked in lent.asks if asked.case in ("money_owed", "unsigned")] == []
