"""Baskets: what is on the counter, kept through everything, and finished in one go."""

from datetime import date
from uuid import uuid4

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    baskets,
    handing_in,
    instruments,
    lending,
    returns,
    scanning,
    undo,
)
from loanmgr.services.baskets import AddLine, Choose, Details, Finish, OpenBasket, RemoveLine
from tests import factories
from tests.factories import half_price, lend, on_the_counter, pupil, violin
from tests.tables import count, counts, meddle, one, rows


def current(desk):
    return desk.look(baskets.current, None)


def opened(desk, card):
    return desk.draft(baskets.open_basket, OpenBasket(card)).result


def put(desk, code, **more):
    return desk.draft(baskets.add_line, AddLine(code, **more)).result


def finish(desk, basket, **more):
    return desk.run(baskets.finish, Finish(basket, **more)).result


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def shown(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument


@pytest.fixture
def home(desk):
    """A family with two children: the family's card and the children's."""
    family = factories.family(desk)
    return family, pupil(desk, "Amira Okafor", of=family), pupil(desk, "Tunde Okafor", of=family)


class TestOnTheCounter:
    def test_nothing_is_lent_yet(self, desk):
        child, code = pupil(desk), violin(desk)
        before = count(desk, "act")

        on_the_counter(desk, child, code)

        assert shown(desk, code).status == "on_counter"
        assert count(desk, "act") == before
        assert count(desk, "loan_line") == count(desk, "ledger") == 0

    def test_it_shows_what_finishing_will_charge(self, desk):
        child = pupil(desk)
        half_price(desk, child)
        basket = on_the_counter(desk, child, violin(desk), factories.instrument(desk))

        view = current(desk)
        assert view.total_pence == 1200 + 1500
        assert view.reduced_rate_until_on == date(2027, 8, 31)
        assert finish(desk, basket).total_due_pence == view.total_pence

    def test_an_instrument_that_waits_joins_the_next_card(self, desk):
        child, code = pupil(desk), violin(desk)
        basket = put(desk, code)
        assert current(desk).kind == ""

        assert opened(desk, child) == basket

        assert [line.borrower for line in current(desk).lines] == [child]
        assert finish(desk, basket).lines[0].borrower == child

    def test_a_family_with_several_children_asks_who_plays(self, desk, home):
        family, amira, _ = home
        basket = on_the_counter(desk, family, violin(desk))

        with pytest.raises(RuleError, match="Who plays it"):
            finish(desk, basket)
        desk.draft(baskets.choose, Choose(basket, amira))

        assert finish(desk, basket).lines[0].borrower == amira

    def test_a_family_with_one_child_chooses_it(self, desk):
        family = factories.family(desk)
        child = pupil(desk, of=family)

        on_the_counter(desk, family, violin(desk))

        assert current(desk).chosen == child

    def test_each_child_has_lines_and_a_price_of_their_own(self, desk, home):
        family, amira, tunde = home
        half_price(desk, amira)
        basket = opened(desk, family)
        put(desk, violin(desk), borrower=amira)
        put(desk, violin(desk), borrower=tunde)

        assert [line.quote.due_pence for line in current(desk).lines] == [1200, 2400]
        finished = finish(desk, basket)

        assert finished.total_due_pence == balance(desk, family) == 3600
        assert count(desk, "loan") == 2

    def test_taken_off_it_is_free_again(self, desk):
        child, code = pupil(desk), violin(desk)
        on_the_counter(desk, child, code)

        desk.draft(baskets.remove_line, RemoveLine(code))

        assert shown(desk, code).status == "available"
        assert current(desk).lines == ()

    def test_a_basket_for_nobody_goes_with_its_last_instrument(self, desk):
        code = violin(desk)
        put(desk, code)
        desk.draft(baskets.remove_line, RemoveLine(code))
        assert current(desk) is None

    def test_the_same_scan_twice_is_one_line(self, desk):
        child, code = pupil(desk), violin(desk)
        on_the_counter(desk, child, code, code)
        assert len(current(desk).lines) == 1

    def test_a_draft_that_is_sent_twice_changes_nothing_more(self, desk):
        request = AddLine(violin(desk))
        first = desk.draft(baskets.add_line, request).result
        assert desk.draft(baskets.add_line, request).result == first
        assert count(desk, "basket_line") == count(desk, "basket") == 1

    def test_what_was_never_added_after_all_cannot_lie_there(self, desk):
        code = violin(desk)
        desk.run(undo.undo, undo.Undo())

        with pytest.raises(RuleError, match="taken back"):
            put(desk, code)
        assert current(desk) is None

    def test_a_card_is_no_instrument(self, desk):
        child = pupil(desk)
        with pytest.raises(RuleError, match="is not an instrument's label"):
            put(desk, child)
        with pytest.raises(RuleError, match="is not a borrower's card"):
            opened(desk, violin(desk))
        with pytest.raises(RuleError, match="We don't know label"):
            opened(desk, "NOT-OURS")

    def test_a_child_of_another_family_is_refused(self, desk, home):
        family, _, _ = home
        stranger = pupil(desk, "Vic Stranger")
        basket = on_the_counter(desk, family, violin(desk))

        with pytest.raises(RuleError, match="Vic Stranger is not in the Okafor family"):
            desk.draft(baskets.choose, Choose(basket, stranger))
        with pytest.raises(RuleError, match="Vic Stranger is not in the Okafor family"):
            put(desk, violin(desk), borrower=stranger)
        assert len(current(desk).lines) == 1

    def test_choosing_somebody_for_what_waits_opens_their_family(self, desk, home):
        family, amira, _ = home
        basket = put(desk, violin(desk))

        desk.draft(baskets.choose, Choose(basket, amira))

        assert (current(desk).card, current(desk).chosen) == (family, amira)

    def test_what_was_typed_is_kept(self, desk):
        basket = on_the_counter(desk, pupil(desk), violin(desk))
        note = "Zoë will bring “the letter”.\nOn Tuesday."

        desk.draft(
            baskets.keep_details,
            Details(basket, paying="card", signed="paper", note=note, settled=("unsigned",)),
        )

        view = current(desk)
        assert (view.paying, view.note, view.is_signed) == ("card", note, True)
        assert "unsigned" not in [verdict.case for verdict in view.verdicts]

    @pytest.mark.parametrize("note", ["x" * 5001, "a\x00b", "a\ud800b"])
    def test_a_note_that_cannot_be_kept_is_refused(self, desk, note):
        basket = on_the_counter(desk, pupil(desk), violin(desk))
        with pytest.raises(RuleError):
            desk.draft(baskets.keep_details, Details(basket, note=note))


class TestParking:
    def test_a_parked_basket_waits_and_comes_back(self, desk):
        child, code = pupil(desk), violin(desk)
        basket = on_the_counter(desk, child, code)

        desk.draft(baskets.park, basket)
        assert current(desk) is None
        waiting = desk.look(baskets.parked, None)
        assert [(b.title, b.items) for b in waiting] == [("Okafor family", 1)]

        desk.draft(baskets.resume, basket)
        assert current(desk).basket == basket

    def test_the_card_alone_brings_it_back(self, desk):
        child = pupil(desk)
        basket = on_the_counter(desk, child, violin(desk))
        desk.draft(baskets.park, basket)

        assert opened(desk, child) == basket

    @pytest.mark.parametrize("lent", [True, False])
    def test_one_whose_last_instrument_came_back_waits_no_more(self, desk, lent):
        child, code = pupil(desk), violin(desk)
        if lent:
            factories.lend(desk, code, pupil(desk, "Ben Carter"))
        basket = on_the_counter(desk, child, code)
        desk.draft(baskets.keep_details, Details(basket, note="Grandma collects"))
        desk.draft(baskets.park, basket)

        if lent:
            desk.run(returns.return_one, returns.Return(code))
        else:
            desk.run(handing_in.hand_in, handing_in.HandIn(code))

        assert desk.look(baskets.parked, None) == ()
        opened(desk, child)
        assert current(desk).note == ""
        assert count(desk, "basket") == 1

    def test_another_card_parks_what_is_there(self, desk):
        basket = on_the_counter(desk, pupil(desk), violin(desk))
        other = opened(desk, pupil(desk, "Tunde Bello"))

        assert current(desk).basket == other
        assert [b.basket for b in desk.look(baskets.parked, None)] == [basket]

    def test_an_empty_one_is_dropped_instead(self, desk):
        opened(desk, pupil(desk))
        opened(desk, pupil(desk, "Tunde Bello"))
        assert desk.look(baskets.parked, None) == ()
        assert count(desk, "basket") == 1

    def test_what_waits_joins_the_parked_basket_of_the_card(self, desk):
        child, first, second = pupil(desk), violin(desk), violin(desk)
        basket = on_the_counter(desk, child, first)
        desk.draft(baskets.park, basket)
        put(desk, second)

        assert opened(desk, child) == basket
        assert [line.instrument for line in current(desk).lines] == [first, second]
        assert count(desk, "basket") == 1

    def test_resuming_one_parks_the_other(self, desk):
        first = on_the_counter(desk, pupil(desk), violin(desk))
        second = on_the_counter(desk, pupil(desk, "Tunde Bello"), violin(desk))

        desk.draft(baskets.resume, first)

        assert current(desk).basket == first
        assert [b.basket for b in desk.look(baskets.parked, None)] == [second]

    def test_putting_back_empties_the_counter(self, desk):
        code = violin(desk)
        basket = on_the_counter(desk, pupil(desk), code)
        desk.draft(baskets.put_back, basket)
        assert shown(desk, code).status == "available"
        assert count(desk, "basket") == 0

    @pytest.mark.parametrize("change", [baskets.park, baskets.resume, baskets.put_back])
    def test_one_that_has_gone_is_told(self, desk, change):
        with pytest.raises(RuleError, match="finished or put back already") as refusal:
            desk.draft(change, uuid4())
        assert refusal.value.code == "basket_gone"

    def test_they_survive_the_program(self, desk, another_desk):
        basket = on_the_counter(desk, pupil(desk), violin(desk))
        desk.close()
        assert current(another_desk("Ashby 1")).basket == basket


class TestTwoDesks:
    def test_what_lies_at_another_desk_is_told(self, desk, another_desk):
        code, other = violin(desk), another_desk()
        on_the_counter(desk, pupil(desk), code)

        with pytest.raises(RuleError, match="on the counter at another desk"):
            on_the_counter(other, pupil(desk, "Tunde Bello"), code)
        assert shown(other, code).counter_of == "Ashby 1"

    def test_it_can_be_taken_over_by_asking(self, desk, another_desk):
        code, other = violin(desk), another_desk()
        on_the_counter(desk, pupil(desk), code)
        opened(other, pupil(desk, "Tunde Bello"))

        put(other, code, from_other_desk=True)

        assert current(desk).lines == ()
        assert [line.instrument for line in current(other).lines] == [code]

    def test_a_whole_basket_can_be_taken_over(self, desk, another_desk):
        other = another_desk()
        basket = on_the_counter(desk, pupil(desk), violin(desk))

        other.draft(baskets.resume, basket)

        assert current(desk) is None
        assert finish(other, basket).act == basket

    def test_the_first_to_lend_wins_and_the_basket_stays(self, desk, another_desk):
        code = violin(desk)
        basket = on_the_counter(desk, pupil(desk), code)
        lend(another_desk(), code, pupil(desk, "Tunde Bello"))

        with pytest.raises(RuleError, match="on loan to Tunde Bello"):
            finish(desk, basket)
        assert current(desk).basket == basket


class TestFinishing:
    def test_everything_is_one_act_with_a_part_an_instrument(self, desk):
        child, codes = pupil(desk), (violin(desk), factories.instrument(desk))
        basket = on_the_counter(desk, child, *codes)

        finished = finish(desk, basket, paying="cash", signed="paper")

        assert (finished.total_due_pence, finished.paid_pence) == (5400, 5400)
        assert [line.instrument for line in finished.lines] == list(codes)
        acts = rows(desk, "SELECT use_case, part_of IS NULL AS whole FROM act ORDER BY no")[-5:]
        assert [act.use_case for act in acts] == [
            "finish",
            "lend_line",
            "lend_line",
            "pay",
            "sign_agreement",
        ]
        assert [bool(act.whole) for act in acts] == [True, False, False, False, False]
        assert balance(desk, child) == 0
        assert count(desk, "basket") == count(desk, "basket_line") == 0

    def test_unpaid_it_stays_on_the_account(self, desk):
        child = pupil(desk)
        finish(desk, on_the_counter(desk, child, violin(desk)))
        assert balance(desk, child) == 2400

    def test_a_signature_just_given_is_not_asked_for(self, desk):
        basket = on_the_counter(desk, pupil(desk), violin(desk))
        assert "unsigned" not in [ask.case for ask in finish(desk, basket, signed="paper").asks]

    def test_an_unsigned_agreement_is_asked_about_once(self, desk):
        basket = on_the_counter(desk, pupil(desk), violin(desk), violin(desk))
        assert [ask.case for ask in finish(desk, basket).asks] == ["unsigned"]

    def test_an_empty_one_is_told(self, desk):
        with pytest.raises(RuleError, match="nothing on the counter to lend"):
            finish(desk, opened(desk, pupil(desk)))

    def test_something_in_the_way_keeps_all_of_it_here(self, desk):
        child, good, broken = pupil(desk), violin(desk), violin(desk)
        basket = on_the_counter(desk, child, good, broken)
        desk.run(instruments.needs_repair, instruments.NeedsRepair(broken, "crack"))
        before = counts(desk)

        with pytest.raises(RuleError, match="needs repair"):
            finish(desk, basket, paying="cash")

        assert counts(desk) == before
        assert len(current(desk).lines) == 2
        assert finish(desk, basket, override="Seen by Pat").paid_pence == 0

    def test_a_limit_is_told_before_finishing(self, desk):
        child = pupil(desk)
        basket = on_the_counter(desk, child, *(violin(desk) for _ in range(3)))

        assert "limit_reached" in [verdict.case for verdict in current(desk).verdicts]
        with pytest.raises(RuleError, match="Limit is 2"):
            finish(desk, basket)

    def test_each_account_gets_its_own_payment_and_signature(self, desk, register_url):
        amira, tunde = pupil(desk), pupil(desk, "Tunde Bello")
        basket = on_the_counter(desk, amira, violin(desk), violin(desk))
        stranger = one(desk, "SELECT id FROM borrower WHERE code = :code", code=tunde)
        meddle(register_url, "UPDATE basket_line SET borrower_id = :who WHERE id = 2", who=stranger)

        finished = finish(desk, basket, paying="cash", signed="paper")

        assert finished.paid_pence == 4800
        assert (balance(desk, amira), balance(desk, tunde)) == (0, 0)
        assert one(desk, "SELECT COUNT(*) FROM agreement WHERE signed_on IS NOT NULL") == 2

    def test_siblings_each_have_their_own_reduced_rate_and_pay_together(self, desk, home):
        family, amira, tunde = home
        half_price(desk, amira)
        half_price(desk, tunde, scheme="reduced-100", evidence="awaited")
        first, second, third = (violin(desk) for _ in range(3))
        basket = on_the_counter(desk, family)
        for code, who in ((first, amira), (second, tunde), (third, amira)):
            put(desk, code, borrower=who)

        view = current(desk)
        assert [line.quote.due_pence for line in view.lines] == [1200, 0, 1200]
        assert [(each.name, each.until_on) for each in view.reduced] == [
            ("Amira Okafor", date(2027, 8, 31)),
            ("Tunde Okafor", date(2026, 12, 19)),
        ]
        finished = finish(desk, basket, paying="cash", signed="paper")

        assert (finished.total_due_pence, finished.paid_pence) == (2400, 2400)
        assert (count(desk, "payment"), balance(desk, family)) == (1, 0)
        assert one(desk, "SELECT COUNT(DISTINCT award_id) FROM charge") == 2

    def test_with_nothing_to_pay_nobody_pays(self, desk):
        teacher = factories.borrower(desk, "teacher", "Jo Marsh")
        basket = on_the_counter(desk, teacher, violin(desk))
        assert finish(desk, basket, paying="cash").paid_pence == 0
        assert count(desk, "payment") == 0

    def test_what_is_returned_meanwhile_is_not_lent(self, desk):
        child, first, second = pupil(desk), violin(desk), violin(desk)
        basket = on_the_counter(desk, child, first, second)
        desk.run(returns.return_one, returns.Return(first))

        assert [line.instrument for line in finish(desk, basket).lines] == [second]

    def test_what_is_lent_from_elsewhere_says_so(self, desk):
        child, code = pupil(desk), violin(desk)
        on_the_counter(desk, child, code)
        desk.run(lending.lend, lending.Lend((code,), child))

        (line,) = current(desk).lines
        assert "on_loan_elsewhere" in [verdict.case for verdict in line.verdicts]


class TestUndoingIt:
    def test_one_line_alone(self, desk):
        child, codes = pupil(desk), (violin(desk), violin(desk))
        finished = finish(desk, on_the_counter(desk, child, *codes))

        desk.run(undo.undo, undo.Undo(finished.lines[0].act))

        assert [shown(desk, code).status for code in codes] == ["available", "on_loan"]
        assert balance(desk, child) == 2400

    def test_all_of_it_with_the_payment_kept_as_credit_and_again(self, desk):
        child, codes = pupil(desk), (violin(desk), violin(desk))
        finish(desk, on_the_counter(desk, child, *codes), paying="card", signed="paper")

        undone = desk.run(undo.undo, undo.Undo()).result

        assert undone.kept_pence == 4800
        assert balance(desk, child) == -4800
        assert [shown(desk, code).status for code in codes] == ["available", "available"]
        desk.run(undo.undo, undo.Undo(undone.act))
        assert balance(desk, child) == 0
        assert [shown(desk, code).status for code in codes] == ["on_loan", "on_loan"]

    def test_the_rest_after_one_line_and_after_one_came_back(self, desk):
        child, codes = pupil(desk), (violin(desk), violin(desk))
        finished = finish(desk, on_the_counter(desk, child, *codes))
        desk.run(returns.return_one, returns.Return(codes[0]))

        with pytest.raises(undo.StandsInTheWayError, match=f"Returned: Violin 3/4 {codes[0]}"):
            desk.run(undo.undo, undo.Undo(finished.act))
        assert shown(desk, codes[1]).status == "on_loan"
