"""Accounts: a ledger whose sum is the balance, payments, and what is owed by now."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, undo
from loanmgr.services.accounts import Pay, SignAgreement
from tests import factories
from tests.factories import half_price, lend, pupil, violin
from tests.tables import count, counts, one


def view(desk, card):
    return desk.look(accounts.account, card)


def pay(desk, card, pence, method="cash", **more):
    return desk.run(accounts.pay, Pay(card, pence, method, **more)).result


def test_the_balance_runs_along_the_lines(desk):
    child = pupil(desk)
    half_price(desk, child)
    lend(desk, violin(desk), child)
    paid = pay(desk, child, 1000, "card", reference="till 3")

    seen = view(desk, child)

    assert [line.balance_pence for line in seen.lines] == [2400, 1200, 200]
    assert seen.balance_pence == paid.balance_pence == 200
    assert seen.lines[-1].what == "Paid by card"


def test_it_is_owed_when_its_days_are_over(desk, clock):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    for on, owed in ((date(2026, 12, 21), 0), (date(2026, 12, 22), 2400)):
        clock.go_to(on)
        assert view(desk, child).owed_pence == owed


def test_a_payment_lowers_what_is_owed_at_once(desk, clock):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    pay(desk, child, 2000)
    assert (view(desk, child).balance_pence, view(desk, child).owed_pence) == (400, 0)
    clock.go_to(date(2027, 2, 1))
    assert view(desk, child).owed_pence == 400


def test_paid_too_much_is_credit_and_nothing_is_owed(desk):
    home = factories.family(desk)
    pay(desk, home, 500)
    assert (view(desk, home).balance_pence, view(desk, home).owed_pence) == (-500, 0)


def test_what_was_taken_back_is_marked_and_owed_no_more(desk, clock):
    child = pupil(desk)
    lend(desk, violin(desk), child)
    desk.run(undo.undo, undo.Undo())
    clock.go_to(date(2027, 2, 1))
    seen = view(desk, child)
    assert (seen.balance_pence, seen.owed_pence) == (0, 0)
    assert [line.is_reversed for line in seen.lines] == [True, False]


@pytest.mark.parametrize("pence", [0, -1, -500, 10**10, 10**30])
def test_a_sum_nobody_pays_is_refused(desk, pence):
    home = factories.family(desk)
    before = counts(desk)
    with pytest.raises(RuleError) as refusal:
        pay(desk, home, pence)
    assert refusal.value.field == "amount_pence"
    assert counts(desk) == before


def test_a_way_to_pay_that_is_none(desk):
    with pytest.raises(RuleError, match="cowrie is not a way to pay"):
        pay(desk, factories.family(desk), 100, "cowrie")


@pytest.mark.parametrize("reference", ["x" * 301, "a\x00b"])
def test_a_reference_that_cannot_be_kept(desk, reference):
    with pytest.raises(RuleError):
        pay(desk, factories.family(desk), 100, reference=reference)


def test_an_instrument_has_no_account(desk):
    with pytest.raises(RuleError, match="is not a borrower's card"):
        view(desk, violin(desk))
    with pytest.raises(RuleError, match="We don't know label"):
        view(desk, "NONE")


class TestAgreements:
    def test_signed_once_a_year(self, desk, clock):
        child = pupil(desk)
        desk.run(accounts.sign_agreement, SignAgreement(child))
        with pytest.raises(RuleError, match="The agreement for 2026/27 is signed already"):
            desk.run(accounts.sign_agreement, SignAgreement(child))
        clock.go_to(date(2027, 9, 1))
        assert desk.run(accounts.sign_agreement, SignAgreement(child)).result.year == "2027/28"
        assert count(desk, "agreement") == 2

    def test_one_for_all_children_of_a_family(self, desk):
        home = factories.family(desk)
        amira, tunde = pupil(desk, of=home), pupil(desk, "Tunde", of=home)
        desk.run(accounts.sign_agreement, SignAgreement(amira))
        assert lend(desk, violin(desk), tunde).asks == ()

    def test_lending_makes_it_and_signing_fills_it_in(self, desk):
        child = pupil(desk)
        lend(desk, violin(desk), child)
        desk.run(accounts.sign_agreement, SignAgreement(child))
        assert count(desk, "agreement") == 1
        assert one(desk, "SELECT signed_how FROM agreement") == "paper"
