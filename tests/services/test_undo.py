"""Undo: from the effects of an act, once, with money answered by its opposite; and redo."""

from datetime import date
from uuid import uuid4

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    awards,
    baskets,
    find,
    history,
    instruments,
    people,
    policy,
    returns,
    scanning,
    undo,
)
from loanmgr.services.undo import StandsInTheWayError, Undo
from tests import factories
from tests.factories import half_price, lend, on_the_counter, pupil, violin
from tests.tables import LEDGER_SUM, count, meddle, one, rows


def take_back(desk, act=None):
    return desk.run(undo.undo, Undo(act)).result


def shown(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def back(desk, code, **more):
    return desk.run(returns.return_one, returns.Return(code, **more)).result


def out(desk, child, **more):
    code = violin(desk)
    return code, lend(desk, code, child, **more).lines[0].act


class TestLending:
    def test_it_is_here_again_and_nothing_is_owed(self, desk):
        child = pupil(desk)
        half_price(desk, child)
        code, act = out(desk, child)

        undone = take_back(desk)

        assert undone.undid_act == act
        assert undone.undid.startswith("Lent: Violin 3/4")
        assert shown(desk, code).status == "available"
        assert balance(desk, child) == 0

    def test_the_ledger_keeps_both(self, desk):
        child = pupil(desk)
        half_price(desk, child)
        out(desk, child)
        take_back(desk)

        lines = desk.look(accounts.account, child).lines
        assert sorted(line.amount_pence for line in lines) == [-2400, -1200, 1200, 2400]
        assert [line.kind for line in lines] == ["charge", "discount", "reversal", "reversal"]

    def test_undone_and_done_again_it_is_owed_once(self, desk):
        child = pupil(desk)
        half_price(desk, child)
        code, _ = out(desk, child)

        again = take_back(desk, take_back(desk).act)

        assert again.undid.startswith("Undone: Lent")
        assert shown(desk, code).holder == "Amira Okafor"
        assert balance(desk, child) == 1200
        assert one(desk, "SELECT COUNT(*) FROM charge WHERE ended_act IS NULL") == 1

    def test_there_and_back_many_times(self, desk):
        child = pupil(desk)
        code, act = out(desk, child)
        for owed in (0, 2400, 0, 2400, 0):
            act = take_back(desk, act).act
            assert balance(desk, child) == owed
        assert shown(desk, code).status == "available"

    def test_done_again_its_charge_can_still_fall_away(self, desk, clock):
        clock.go_to(date(2026, 9, 3))
        child = pupil(desk)
        half_price(desk, child)
        code, _ = out(desk, child)
        take_back(desk, take_back(desk).act)

        assert back(desk, code).credit_pence == 1200
        assert balance(desk, child) == 0

    def test_done_again_an_unpaid_charge_still_says_since_when(self, desk, clock):
        child = pupil(desk)
        out(desk, child)
        take_back(desk, take_back(desk).act)
        clock.go_to(date(2027, 1, 20))

        on_the_counter(desk, child, violin(desk))
        titles = [v.title for v in desk.look(baskets.current, None).verdicts]
        assert "£24.00 owed since December." in titles

    def test_not_twice(self, desk):
        _, act = out(desk, pupil(desk))
        take_back(desk, act)

        with pytest.raises(RuleError, match="already undone") as refusal:
            take_back(desk, act)
        assert refusal.value.code == "already_undone"

    def test_not_under_a_return_which_is_named(self, desk):
        code, act = out(desk, pupil(desk))
        returned = back(desk, code)

        with pytest.raises(StandsInTheWayError, match=f"Returned: Violin 3/4 {code}") as refusal:
            take_back(desk, act)
        assert refusal.value.act == returned.act

    def test_the_named_one_first_and_then_it(self, desk):
        code, act = out(desk, pupil(desk))
        back(desk, code)
        with pytest.raises(StandsInTheWayError) as refusal:
            take_back(desk, act)

        take_back(desk, refusal.value.act)
        take_back(desk, act)

        assert shown(desk, code).status == "available"

    def test_under_a_return_that_was_done_again_the_doing_again_is_named(self, desk):
        code, act = out(desk, pupil(desk))
        back(desk, code)
        again = take_back(desk, take_back(desk).act)

        with pytest.raises(StandsInTheWayError) as refusal:
            take_back(desk, act)

        assert refusal.value.act == again.act
        take_back(desk, refusal.value.act)
        take_back(desk, act)

    def test_the_years_agreement_stays_for_the_next_loan(self, desk):
        child = pupil(desk)
        _, first = out(desk, child)
        _, second = out(desk, child)

        for act in (first, second):
            take_back(desk, act)
        out(desk, child)
        take_back(desk, take_back(desk).act)

        agreements = rows(desk, "SELECT struck_act, signed_on FROM agreement")
        assert [tuple(agreement) for agreement in agreements] == [(None, None)]

    def test_a_signature_is_taken_off_again(self, desk):
        child = pupil(desk)
        signed = desk.run(accounts.sign_agreement, accounts.SignAgreement(child)).result.act
        lend(desk, violin(desk), child)

        undone = take_back(desk, signed)
        assert one(desk, "SELECT COUNT(*) FROM agreement WHERE signed_on IS NOT NULL") == 0
        take_back(desk, undone.act)
        assert one(desk, "SELECT COUNT(*) FROM agreement WHERE signed_on IS NOT NULL") == 1

    def test_a_signed_agreement_stays(self, desk):
        child = pupil(desk)
        _, act = out(desk, child)
        signed = desk.run(accounts.sign_agreement, accounts.SignAgreement(child)).result.act

        take_back(desk, act)

        agreement = rows(desk, "SELECT signed_on, struck_act FROM agreement")[0]
        assert agreement.signed_on is not None
        assert agreement.struck_act is None
        take_back(desk, signed)

    def test_it_can_be_lent_to_somebody_else_then(self, desk):
        code, act = out(desk, pupil(desk))
        undone = take_back(desk, act)
        lend(desk, code, pupil(desk, "Tunde Bello"))

        with pytest.raises(StandsInTheWayError, match="to Tunde Bello"):
            take_back(desk, undone.act)


class TestSeveral:
    def test_all_lines_at_once(self, desk):
        child, codes = pupil(desk), (violin(desk), violin(desk))
        request = factories.lending.Lend(codes, child)
        desk.run(factories.lending.lend, request)

        take_back(desk)

        assert [shown(desk, code).status for code in codes] == ["available", "available"]
        assert balance(desk, child) == 0

    def test_one_line_alone_and_then_the_rest(self, desk):
        child, codes = pupil(desk), (violin(desk), violin(desk))
        lent = desk.run(factories.lending.lend, factories.lending.Lend(codes, child)).result

        take_back(desk, lent.lines[0].act)
        assert [shown(desk, code).status for code in codes] == ["available", "on_loan"]
        take_back(desk)

        assert [shown(desk, code).status for code in codes] == ["available", "available"]
        assert one(desk, LEDGER_SUM) == 0

    def test_all_lines_alone_leave_nothing_of_it_to_undo(self, desk):
        child, codes = pupil(desk), (violin(desk), violin(desk))
        lent = desk.run(factories.lending.lend, factories.lending.Lend(codes, child)).result
        for line in lent.lines:
            take_back(desk, line.act)

        assert not desk.look(undo.newest, None).startswith("Lent 2 instruments")

    def test_all_lines_again(self, desk):
        child, codes = pupil(desk), (violin(desk), violin(desk))
        desk.run(factories.lending.lend, factories.lending.Lend(codes, child))

        take_back(desk, take_back(desk).act)

        assert [shown(desk, code).status for code in codes] == ["on_loan", "on_loan"]
        assert balance(desk, child) == 4800

    def test_one_line_returned_since_keeps_the_whole(self, desk):
        child, codes = pupil(desk), (violin(desk), violin(desk))
        desk.run(factories.lending.lend, factories.lending.Lend(codes, child))
        act = rows(desk, "SELECT uuid FROM act WHERE use_case = 'lend'")[0].uuid
        back(desk, codes[1])

        with pytest.raises(StandsInTheWayError, match=f"Returned: Violin 3/4 {codes[1]}"):
            take_back(desk, act)
        assert shown(desk, codes[0]).status == "on_loan"


class TestReturning:
    def test_it_is_out_again_with_the_same_charge(self, desk):
        child = pupil(desk)
        code, _ = out(desk, child)
        before = rows(desk, "SELECT * FROM loan_line")
        back(desk, code)

        take_back(desk)

        assert rows(desk, "SELECT * FROM loan_line") == before
        assert shown(desk, code).holder == "Amira Okafor"

    def test_parts_and_fault_are_as_before(self, desk):
        code, _ = out(desk, pupil(desk))
        back(desk, code, missing=("bow",), fault="peg slips")

        take_back(desk)

        assert (shown(desk, code).status, shown(desk, code).fault) == ("on_loan", "")
        assert one(desk, "SELECT COUNT(*) FROM part WHERE missing_on IS NOT NULL") == 0

    def test_a_charge_that_fell_away_is_owed_again(self, desk, clock):
        clock.go_to(date(2026, 9, 3))
        child = pupil(desk)
        code, _ = out(desk, child)
        back(desk, code)
        assert balance(desk, child) == 0

        take_back(desk)
        assert balance(desk, child) == 2400
        assert back(desk, code).credit_pence == 2400
        assert balance(desk, child) == 0

    def test_what_was_found_is_missing_again(self, desk, register_url):
        code = violin(desk)
        meddle(register_url, "UPDATE instrument SET missing_on = :on", on=date(2026, 10, 3))
        back(desk, code)

        take_back(desk)

        assert shown(desk, code).status == "missing"

    def test_not_when_it_was_lent_since_which_is_named(self, desk):
        code, _ = out(desk, pupil(desk))
        returned = back(desk, code)
        lent = lend(desk, code, pupil(desk, "Tunde Bello"))

        with pytest.raises(StandsInTheWayError, match="to Tunde Bello") as refusal:
            take_back(desk, returned.act)
        assert refusal.value.act == lent.lines[0].act

    def test_not_when_its_fault_was_mended_since_which_is_named(self, desk):
        code, _ = out(desk, pupil(desk))
        returned = back(desk, code, fault="peg slips")
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, ""))

        with pytest.raises(StandsInTheWayError, match="Mended"):
            take_back(desk, returned.act)

    def test_several_at_once(self, desk):
        codes = (out(desk, pupil(desk))[0], out(desk, pupil(desk))[0])
        desk.run(returns.return_all, returns.ReturnAll(codes))

        take_back(desk)

        assert [shown(desk, code).status for code in codes] == ["on_loan", "on_loan"]


class TestMoney:
    def test_a_payment_is_answered_by_its_opposite(self, desk):
        child = pupil(desk)
        out(desk, child)
        desk.run(accounts.pay, accounts.Pay(child, 2400, "cash"))
        assert balance(desk, child) == 0

        take_back(desk)
        assert balance(desk, child) == 2400
        take_back(desk, rows(desk, "SELECT uuid FROM act ORDER BY no DESC")[0].uuid)
        assert balance(desk, child) == 0

    def test_a_finished_basket_leaves_its_payment_as_credit(self, desk):
        child, code = pupil(desk), violin(desk)
        basket = on_the_counter(desk, child, code)
        desk.run(baskets.finish, baskets.Finish(basket, paying="cash", signed="paper"))

        undone = take_back(desk)

        assert undone.kept_pence == 2400
        assert balance(desk, child) == -2400
        assert shown(desk, code).status == "available"

    def test_the_payment_itself_can_be_undone_then(self, desk):
        child, code = pupil(desk), violin(desk)
        basket = on_the_counter(desk, child, code)
        desk.run(baskets.finish, baskets.Finish(basket, paying="cash"))
        take_back(desk)
        paid = rows(desk, "SELECT uuid FROM act WHERE use_case = 'pay'")[0].uuid

        take_back(desk, paid)

        assert balance(desk, child) == 0

    def test_an_award_undone_leaves_the_charge_as_it_was(self, desk):
        child = pupil(desk)
        award = half_price(desk, child)
        out(desk, child)

        take_back(desk, award)

        assert balance(desk, child) == 1200
        assert lend(desk, violin(desk), child).total_due_pence == 2400

    def test_an_award_undone_makes_room_for_another(self, desk):
        child = pupil(desk)
        take_back(desk, half_price(desk, child))

        half_price(desk, child, scheme="reduced-100")

        assert lend(desk, violin(desk), child).total_due_pence == 0

    def test_an_award_done_again_is_refused_where_another_took_its_place(self, desk):
        child = pupil(desk)
        undone = take_back(desk, half_price(desk, child))
        half_price(desk, child, scheme="reduced-100")

        with pytest.raises(RuleError):
            take_back(desk, undone.act)
        assert one(desk, "SELECT COUNT(*) FROM award WHERE struck_act IS NULL") == 1


class TestAdding:
    def test_an_instrument_is_not_found_any_more(self, desk):
        code = violin(desk, serial="QX-77")
        take_back(desk)

        assert desk.look(find.find, "QX-77") == ()
        with pytest.raises(RuleError, match="taken back"):
            desk.look(scanning.scan, scanning.Scan(code))

    def test_done_again_it_is_found_by_everything(self, desk):
        code = violin(desk, serial="QX-77", aliases=("OLD-77",))
        take_back(desk, take_back(desk).act)

        for text in (code, "qx-77", "old-77", "violin"):
            assert [hit.code for hit in desk.look(find.find, text)] == [code]

    def test_its_number_is_never_given_again(self, desk):
        first = violin(desk)
        take_back(desk)
        assert violin(desk) != first

    def test_its_old_label_goes_to_the_one_that_is_added_instead(self, desk):
        violin(desk, aliases=("OLD-77",))
        take_back(desk)

        right = violin(desk, aliases=("OLD-77",))

        assert shown(desk, "old-77").code == right

    def test_not_when_it_was_lent_since(self, desk):
        code = violin(desk)
        added = rows(desk, "SELECT uuid FROM act ORDER BY no DESC")[0].uuid
        lend(desk, code, pupil(desk))

        with pytest.raises(StandsInTheWayError, match="Lent: Violin"):
            take_back(desk, added)

    def test_not_while_it_lies_on_a_counter(self, desk):
        code = violin(desk)
        added = rows(desk, "SELECT uuid FROM act ORDER BY no DESC")[0].uuid
        on_the_counter(desk, pupil(desk), code)

        with pytest.raises(RuleError, match="counter"):
            take_back(desk, added)
        assert len(desk.look(baskets.current, None).lines) == 1

    def test_a_child_not_while_their_basket_is_open(self, desk):
        child = pupil(desk)
        on_the_counter(desk, child)

        with pytest.raises(RuleError, match="being served at Ashby 1"):
            take_back(desk)
        assert desk.look(baskets.current, None).chosen == child

    def test_a_family_not_while_it_has_children(self, desk):
        home = factories.family(desk)
        added = rows(desk, "SELECT uuid FROM act ORDER BY no DESC")[0].uuid
        pupil(desk, of=home)

        with pytest.raises(StandsInTheWayError, match="Added Amira Okafor"):
            take_back(desk, added)
        take_back(desk)
        take_back(desk, added)
        assert desk.look(find.find, "okafor") == ()

    def test_a_school_can_be_added_again_with_the_same_urn(self, desk):
        factories.school(desk, urn="123456")
        take_back(desk)

        factories.school(desk, urn="123456")

        with pytest.raises(RuleError, match="URN 123456 is here already"):
            factories.school(desk, "Another", urn="123456")

    def test_a_school_not_while_children_go_there(self, desk):
        factories.school(desk)
        added = rows(desk, "SELECT uuid FROM act ORDER BY no DESC")[0].uuid
        pupil(desk, school="St Anne's Primary")

        with pytest.raises(RuleError):
            take_back(desk, added)

    def test_a_teacher(self, desk):
        factories.borrower(desk, "teacher", "Jo Marsh")
        take_back(desk)
        assert desk.look(find.find, "marsh") == ()


class TestPolicy:
    DEARER = """
        [[tariffs]]
        code = "strings"
        name = "Strings"
        families = ["strings"]
        basis = "term"
        price_pence = {price}
    """

    def bring_in(self, desk, text):
        request = policy.BringIn(text)
        desk.run(policy.bring_in, request)
        return request.id

    def test_the_old_price_holds_again(self, desk):
        self.bring_in(desk, self.DEARER.format(price=2800))
        assert lend(desk, violin(desk), pupil(desk)).total_due_pence == 2800

        take_back(desk, rows(desk, "SELECT uuid FROM act WHERE use_case = 'bring_in'")[0].uuid)

        assert lend(desk, violin(desk), pupil(desk)).total_due_pence == 2400

    def test_its_number_only_counts_up(self, desk):
        act = self.bring_in(desk, self.DEARER.format(price=2800))
        version = one(desk, "SELECT policy_version FROM register")
        take_back(desk, act)
        assert one(desk, "SELECT policy_version FROM register") > version

    def test_no_desk_goes_on_with_a_price_that_was_taken_back(self, desk, another_desk):
        child, other = pupil(desk), another_desk()
        act = self.bring_in(desk, self.DEARER.format(price=2800))
        lend(other, violin(desk), child)
        take_back(desk, act)
        self.bring_in(desk, self.DEARER.format(price=2600))

        assert lend(other, violin(desk), child).total_due_pence == 2600

    def test_a_later_one_has_to_go_first_and_is_named(self, desk):
        first = self.bring_in(desk, self.DEARER.format(price=2800))
        second = self.bring_in(desk, self.DEARER.format(price=2600))

        with pytest.raises(StandsInTheWayError, match="Policy brought in") as refusal:
            take_back(desk, first)
        assert refusal.value.act == second

    def test_a_new_size_can_be_brought_in_again(self, desk):
        text = '[[types]]\ncode = "kazoo"\nname = "Kazoo"\nfamily = "woodwind"\nsizes = ["big"]\n'
        wider = text.replace('"big"', '"big", "small"')
        self.bring_in(desk, text)
        take_back(desk, self.bring_in(desk, wider))

        self.bring_in(desk, wider)

        assert shown(desk, factories.instrument(desk, "kazoo", size="small")).status == "available"

    def test_a_type_with_instruments_of_it_stays(self, desk):
        text = '[[types]]\ncode = "kazoo"\nname = "Kazoo"\nfamily = "woodwind"\n'
        act = self.bring_in(desk, text)
        code = factories.instrument(desk, "kazoo")
        lend(desk, code, pupil(desk))

        with pytest.raises(RuleError, match=f"{code}"):
            take_back(desk, act)


class TestWhichAct:
    def test_a_bare_undo_takes_this_desks_newest(self, desk, another_desk):
        mine, other = violin(desk), another_desk()
        theirs = violin(other)

        take_back(desk)

        with pytest.raises(RuleError, match="taken back"):
            shown(desk, mine)
        assert shown(desk, theirs).status == "available"

    def test_bare_undos_walk_backwards(self, desk):
        codes = [violin(desk, serial=f"W-{n}") for n in range(3)]
        for left in (2, 1, 0):
            take_back(desk)
            assert len(desk.look(find.find, "w-")) == left
        assert len(codes) == 3
        with pytest.raises(RuleError, match="nothing to undo"):
            take_back(desk)

    def test_a_bare_undo_after_a_redo_takes_the_redo(self, desk):
        child = pupil(desk)
        code, act = out(desk, child)
        for _ in range(2):
            act = take_back(desk, act).act
        assert shown(desk, code).status == "on_loan"

        take_back(desk)
        assert shown(desk, code).status == "available"

    def test_a_bare_undo_after_doing_again_twice(self, desk):
        code, act = out(desk, pupil(desk))
        for _ in range(4):
            act = take_back(desk, act).act
        assert shown(desk, code).status == "on_loan"

        assert desk.look(undo.newest, None).startswith("Done again: Lent")
        take_back(desk)
        assert shown(desk, code).status == "available"

    def test_what_cannot_be_known_is_told(self, desk):
        with pytest.raises(RuleError, match="don't know that act"):
            take_back(desk, uuid4())

    def test_another_desks_act_by_its_id(self, desk, another_desk):
        code, act = out(another_desk(), pupil(desk))
        take_back(desk, act)
        assert shown(desk, code).status == "available"


class TestTimelines:
    def test_they_show_the_undoing_and_what_was_undone(self, desk):
        code, _ = out(desk, pupil(desk))
        take_back(desk)

        newest, lent, _ = desk.look(history.timeline, history.TimelineOf(code))
        assert newest.what == f"Undone: {lent.what}"
        assert lent.is_undone
        assert not newest.is_undone

    def test_what_was_done_again_stands(self, desk):
        code, _ = out(desk, pupil(desk))
        take_back(desk, take_back(desk).act)

        again, undone, lent, _ = desk.look(history.timeline, history.TimelineOf(code))
        assert again.what == f"Done again: {lent.what}"
        assert undone.is_undone
        assert not lent.is_undone
        assert desk.look(history.today, None).lent == 1

    def test_undone_it_does_not_count_today(self, desk):
        out(desk, pupil(desk))
        take_back(desk)
        assert desk.look(history.today, None).lent == 0

    def test_nothing_was_removed(self, desk):
        out(desk, pupil(desk))
        take_back(desk)
        assert count(desk, "loan_line") == count(desk, "charge") == count(desk, "loan") == 1


def test_the_payer_of_an_award_is_told_too(desk):
    home = factories.family(desk)
    child = pupil(desk, of=home)
    desk.run(awards.award, awards.Award(child, "reduced-50"))

    newest = desk.look(history.timeline, history.TimelineOf(home))[0]

    assert newest.what == "Reduced rate for Amira Okafor until 31 August 2027"
    assert people.Added(home).code == home


def test_undoing_a_loan_writes_nothing_that_is_searched(desk):
    lent = lend(desk, violin(desk), pupil(desk))
    newest = "SELECT MAX(id) FROM search_entry"
    before = one(desk, newest)

    take_back(desk, lent.lines[0].act)

    assert one(desk, newest) == before
