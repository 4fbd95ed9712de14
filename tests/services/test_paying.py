"""Paying at Finish: all of it or a part, by a school at its own price, and deposits."""

from datetime import timedelta

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    baskets,
    handing_in,
    instruments,
    parts,
    policy,
    returns,
    swaps,
    undo,
)
from loanmgr.services.baskets import Finish, Paying
from loanmgr.services.payers import SchoolPays
from tests import factories
from tests.factories import half_price, lend, on_the_counter, pupil, school, violin
from tests.tables import one, rows

WITH_DEPOSIT = """
[[tariffs]]
code = "deposit"
name = "Strings with a deposit"
families = ["strings"]
borrowers = ["pupil"]
basis = "term"
price_pence = 2400
deposit_pence = 2500
"""


@pytest.fixture
def child(desk):
    return pupil(desk)


@pytest.fixture
def st_annes(desk):
    return school(desk)


@pytest.fixture
def deposits(desk):
    """A policy by which strings take a deposit."""
    desk.run(policy.bring_in, policy.BringIn(WITH_DEPOSIT))


def finish(desk, basket, **more):
    return desk.run(baskets.finish, Finish(basket, **more)).result


def view(desk):
    return desk.look(baskets.current, None)


def account(desk, card):
    return desk.look(accounts.account, card)


def balance(desk, card):
    return account(desk, card).balance_pence


class TestNow:
    def test_all_of_it_unless_said(self, desk, child):
        done = finish(desk, on_the_counter(desk, child, violin(desk)), paying="cash")
        assert (done.paid_pence, balance(desk, child)) == (2400, 0)

    @pytest.mark.parametrize(("pays", "left"), [(1000, 1400), (0, 2400), (2400, 0), (9999, 0)])
    def test_a_part_leaves_the_rest_on_the_account(self, desk, child, pays, left):
        basket = on_the_counter(desk, child, violin(desk))
        desk.draft(baskets.keep_paying, Paying(basket, "card", pays))
        assert view(desk).now_pence == 2400 - left

        done = finish(desk, basket, paying="card", pays_pence=pays)

        assert (done.paid_pence, balance(desk, child)) == (2400 - left, left)

    @pytest.mark.parametrize("wrong", [Paying, lambda b: Paying(b, "cowrie")])
    def test_a_sum_or_way_that_is_none_is_refused(self, desk, child, wrong):
        basket = on_the_counter(desk, child, violin(desk))
        request = wrong(basket) if wrong is not Paying else Paying(basket, "cash", -1)
        with pytest.raises(RuleError):
            desk.draft(baskets.keep_paying, request)

    def test_what_is_in_credit_is_said(self, desk, child):
        desk.run(accounts.pay, accounts.Pay(child, 1200, "cash"))
        on_the_counter(desk, child, violin(desk))
        assert view(desk).credit_pence == 1200


def asked(school_card, **more):
    return SchoolPays(school_card, **{"order_no": "4711", "agreed_by": "Mr Ali"} | more)


class TestSchoolPays:
    def test_at_its_price_and_without_the_discount(self, desk, child, st_annes):
        half_price(desk, child)
        basket = on_the_counter(desk, child, violin(desk))
        pays = asked(st_annes)
        desk.draft(baskets.keep_paying, Paying(basket, "school", school=pays))

        shown = view(desk)
        assert (shown.charged_to, shown.to_pay_pence, shown.school_pence) == (
            "St Anne's Primary",
            0,
            1500,
        )
        [line] = shown.lines
        assert (
            line.quote.steps[-1].what == "Paid by St Anne's Primary, order 4711, agreed by Mr Ali"
        )
        assert not shown.unfinished_business

        done = finish(desk, basket, paying="school", school_pays=shown.school_pays)

        assert (done.total_due_pence, done.charged_to, done.charged_pence, done.paid_pence) == (
            0,
            "St Anne's Primary",
            1500,
            0,
        )
        assert (balance(desk, child), balance(desk, st_annes)) == (0, 1500)
        assert account(desk, st_annes).lines[-1].what == (
            "Violin 3/4 hire for Amira Okafor, order 4711, autumn term"
        )

    def test_the_pupil_is_the_borrower_and_signs(self, desk, child, st_annes):
        code = violin(desk)
        lend(desk, code, child, school_pays=asked(st_annes))
        charge = rows(desk, "SELECT order_no, agreed_by, discount_pence FROM charge")[0]
        assert tuple(charge) == ("4711", "Mr Ali", 0)
        back = desk.run(returns.return_one, returns.Return(code)).result
        assert back.was_with == "Amira Okafor"
        home = one(desk, "SELECT account_id FROM loan")
        assert home == one(desk, "SELECT account_id FROM borrower WHERE kind = 'pupil'")
        assert home == one(desk, "SELECT account_id FROM agreement")

    def test_undone_the_school_owes_nothing(self, desk, child, st_annes):
        lend(desk, violin(desk), child, school_pays=asked(st_annes))
        desk.run(undo.undo, undo.Undo())
        assert balance(desk, st_annes) == 0

    def test_without_an_order_it_follows(self, desk, child, st_annes):
        lend(desk, violin(desk), child, school_pays=asked(st_annes, order_no=""))
        assert balance(desk, st_annes) == 1500

    def test_somebody_there_must_agree(self, desk, child, st_annes):
        with pytest.raises(RuleError, match="Say who at St Anne's Primary agreed"):
            lend(desk, violin(desk), child, school_pays=asked(st_annes, agreed_by=" "))

    def test_only_a_school_pays_and_only_for_pupils(self, desk, child, st_annes):
        with pytest.raises(RuleError, match="is not a school's card"):
            lend(desk, violin(desk), child, school_pays=asked(child))
        teacher = factories.borrower(desk, "teacher", "Ms Bell")
        with pytest.raises(RuleError, match="pays for pupils"):
            lend(desk, violin(desk), teacher, school_pays=asked(st_annes))

    def test_brothers_and_sisters_in_one_basket(self, desk, st_annes):
        home = factories.family(desk)
        amira, tunde = pupil(desk, of=home), pupil(desk, "Tunde", of=home)
        basket = on_the_counter(desk, amira, violin(desk))
        desk.draft(baskets.add_line, baskets.AddLine(violin(desk), tunde))
        finish(desk, basket, paying="school", school_pays=asked(st_annes))
        assert (balance(desk, home), balance(desk, st_annes)) == (0, 3000)


@pytest.mark.usefixtures("deposits")
class TestDeposit:
    def test_it_is_a_line_of_its_own_and_paid_with_the_hire(self, desk, child):
        half_price(desk, child)
        basket = on_the_counter(desk, child, violin(desk))
        assert (view(desk).deposit_pence, view(desk).to_pay_pence) == (2500, 3700)

        done = finish(desk, basket, paying="cash")

        assert (done.total_due_pence, done.deposit_pence, done.paid_pence) == (1200, 2500, 3700)
        assert [(n.kind, n.amount_pence) for n in account(desk, child).lines] == [
            ("charge", 2400),
            ("discount", -1200),
            ("deposit", 2500),
            ("payment", -3700),
        ]

    def test_lending_says_it(self, desk, child):
        lent = lend(desk, violin(desk), child)
        assert (lent.total_due_pence, lent.deposit_pence) == (2400, 2500)

    def test_it_is_given_back_in_full_with_everything(self, desk, child):
        code = violin(desk)
        lend(desk, code, child)
        back = desk.run(returns.return_one, returns.Return(code)).result
        assert (back.deposit_back_pence, back.deposit_kept_pence) == (2500, 0)
        assert balance(desk, child) == 2400
        assert account(desk, child).lines[-1].what == f"Given back: Deposit: Violin 3/4 {code}"

    def test_each_time_it_comes_back(self, desk, child):
        code = violin(desk)
        lend(desk, code, child)
        for _each in range(2):
            desk.run(returns.return_one, returns.Return(code))
            assert balance(desk, child) == 2400
            undone = desk.run(undo.undo, undo.Undo()).result
            assert balance(desk, child) == 4900
        desk.run(undo.undo, undo.Undo(undone.act))
        assert balance(desk, child) == 2400

    @pytest.mark.parametrize("wrong", [{"missing": ("bow",)}, {"fault": "crack"}])
    def test_it_is_kept_until_it_is_whole(self, desk, child, wrong):
        code = violin(desk)
        lend(desk, code, child)
        back = desk.run(returns.return_one, returns.Return(code, **wrong)).result
        assert (back.deposit_back_pence, back.deposit_kept_pence) == (0, 2500)
        assert balance(desk, child) == 4900

        if "fault" in wrong:
            desk.run(instruments.needs_repair, instruments.NeedsRepair(code, ""))
        else:
            request = instruments.PartMissing(code, "bow", is_missing=False)
            desk.run(instruments.part_missing, request)
        assert balance(desk, child) == 2400

    def test_what_is_seen_after_the_scan_keeps_it(self, desk, child):
        code = violin(desk)
        lend(desk, code, child)
        desk.run(returns.return_one, returns.Return(code))
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "crack"))
        assert balance(desk, child) == 4900
        desk.run(undo.undo, undo.Undo())
        assert balance(desk, child) == 2400

    @pytest.mark.parametrize("said", ["at once", "afterwards"])
    def test_it_does_so_whatever_day_it_was_handed_in_on(self, desk, child, clock, said):
        code = violin(desk)
        lend(desk, code, child)
        clock.go_to(clock.on + timedelta(days=7))
        day = clock.on - timedelta(days=1)
        on = day if said == "at once" else None
        desk.run(returns.return_one, returns.Return(code, on))
        if on is None:
            desk.run(handing_in.handed_in_on, handing_in.HandedInOn(code, day))
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "crack"))
        assert balance(desk, child) == 4900
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, ""))
        assert balance(desk, child) == 2400

    def test_a_part_seen_to_be_missing_after_it_went_on_to_another_keeps_it(self, desk, child):
        code, ben = violin(desk), pupil(desk, "Ben Carter")
        lend(desk, code, child)
        back = desk.run(returns.return_one, returns.Return(code)).result
        lend(desk, code, ben)
        missing = instruments.PartMissing(code, "bow", returned_by=back.act)
        desk.run(instruments.part_missing, missing)
        assert (balance(desk, child), balance(desk, ben)) == (4900, 4900)
        desk.run(parts.part_in, parts.PartIn(code, "bow"))
        assert (balance(desk, child), balance(desk, ben)) == (2400, 4900)

    def test_what_is_seen_a_day_later_keeps_nothing(self, desk, child, clock):
        code = violin(desk)
        lend(desk, code, child)
        clock.go_to(clock.on + timedelta(days=7))
        desk.run(returns.return_one, returns.Return(code))
        clock.go_to(clock.on + timedelta(days=1))
        desk.run(handing_in.handed_in_on, handing_in.HandedInOn(code, clock.on))
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "crack"))
        assert balance(desk, child) == 2400

    def test_what_breaks_on_the_shelf_does_not(self, desk, child, clock):
        code = violin(desk)
        lend(desk, code, child)
        desk.run(returns.return_one, returns.Return(code))
        clock.pass_by(days=3)
        clock.go_to(clock.at.date())
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "crack"))
        assert balance(desk, child) == 2400

    def test_a_swap_takes_it_along(self, desk, child):
        old, new = violin(desk), violin(desk)
        lend(desk, old, child)
        desk.run(swaps.swap, swaps.Swap(old, new))
        assert balance(desk, child) == 4900
        desk.run(instruments.needs_repair, instruments.NeedsRepair(old, "crack"))
        back = desk.run(returns.return_one, returns.Return(new)).result
        assert (back.deposit_back_pence, balance(desk, child)) == (2500, 2400)

    def test_a_swap_after_the_return_takes_it_along_too(self, desk, child):
        old, new = violin(desk), violin(desk)
        lend(desk, old, child)
        desk.run(returns.return_one, returns.Return(old))
        desk.run(swaps.swap, swaps.Swap(old, new))
        assert balance(desk, child) == 4900

    def test_undoing_the_loan_takes_it_off(self, desk, child):
        lend(desk, violin(desk), child)
        desk.run(undo.undo, undo.Undo())
        assert balance(desk, child) == 0

    def test_a_school_that_pays_pays_no_deposit_of_families(self, desk, child, st_annes):
        pays = SchoolPays(st_annes, "", "Mr Ali")
        assert lend(desk, violin(desk), child, school_pays=pays).deposit_pence == 0
