"""What agreements and receipts say."""

from uuid import UUID

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, agreements, baskets
from loanmgr.services.agreements import AgreementOf, ReceiptOf
from tests import ashby, factories


@pytest.fixture
def town(desk):
    return ashby.fill(desk)


def test_an_agreement_lists_what_is_out_and_what_lies_on_the_counter(desk, town):
    factories.on_the_counter(desk, town.ben, town.cello)
    found = desk.look(agreements.agreement_of, AgreementOf(town.ben, with_basket=True))
    assert (found.borrower, found.year) == ("Joe Carter", "2026/27")
    assert [(line.name, line.player) for line in found.lines] == [
        ("Flute", "Ben Carter"),
        ("Cello 1/2", "Ben Carter"),
    ]
    assert [(charge.item, charge.full_pence) for charge in found.charges] == [
        ("Flute hire, autumn term", 3000),
        ("Cello 1/2 hire, autumn term", 3600),
    ]


def test_an_agreement_shows_the_reduced_charge_and_the_parts_but_no_reason(desk, town):
    basket = factories.on_the_counter(desk, town.amira, town.violin)
    desk.run(baskets.finish, baskets.Finish(basket))
    found = desk.look(agreements.agreement_of, AgreementOf(town.okafor))
    assert [(c.full_pence, c.discount_pence) for c in found.charges] == [(2400, 1200)]
    assert "bow" in found.lines[0].parts
    assert "income" not in repr(found).casefold()


def test_a_receipt_shows_what_was_paid_for(desk, town):
    basket = factories.on_the_counter(desk, town.amira, town.violin)
    done = desk.run(baskets.finish, baskets.Finish(basket, paying="cash"))
    found = desk.look(agreements.receipt_of, ReceiptOf(done.act))
    assert found.payer == "Ngozi Okafor"
    assert found.lines == (("Violin 1/2 hire, autumn term", 2400), ("Reduced rate", -1200))
    assert (found.paid_pence, found.method, found.balance_pence) == (1200, "cash", 0)


def test_a_payment_by_itself_has_a_receipt_too(desk, town):
    paid = desk.run(accounts.pay, accounts.Pay(town.ben, 3000, "card"))
    found = desk.look(agreements.receipt_of, ReceiptOf(paid.act))
    assert found.lines == (("Paid towards what is owed", 3000),)


def test_where_nothing_was_paid_there_is_no_receipt(desk, town):
    basket = factories.on_the_counter(desk, town.amira, town.violin)
    done = desk.run(baskets.finish, baskets.Finish(basket))
    with pytest.raises(RuleError, match="no receipt"):
        desk.look(agreements.receipt_of, ReceiptOf(done.act))
    with pytest.raises(RuleError, match="no receipt"):
        desk.look(agreements.receipt_of, ReceiptOf(UUID(int=0)))
