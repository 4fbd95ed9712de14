"""Loss and damage: charged once to whoever had it, taken off when it turns up, undone whole."""

from datetime import date, timedelta

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import (
    accounts,
    baskets,
    damaging,
    deposits,
    handing_in,
    instruments,
    losing,
    passing,
    policy,
    returns,
    scanning,
    swaps,
    undo,
    waiving,
)
from loanmgr.services.damaging import Damaged
from loanmgr.services.instruments import Found
from loanmgr.services.losing import Lost
from loanmgr.services.returns import Return
from loanmgr.services.undo import Undo
from loanmgr.services.waiving import KeepLoss, Waive
from tests import factories
from tests.factories import A_SATURDAY, lend, pupil, school, violin
from tests.services.racing import at_once, split
from tests.tables import count, meddle, one

RACES = 8
"""The drill (python -m tests.drills losses) has two hundred of them."""
HIRE = 2400
EXCESS = """
[[tariffs]]
code = "loss"
name = "Loss"
basis = "loss"
excess_pence = 5000
pay_within_days = 28
vat = "loss"

[[tariffs]]
code = "strings"
name = "Strings"
families = ["strings"]
basis = "term"
price_pence = 2400
deposit_pence = 2500
"""
LIVE = "SELECT COUNT(*) FROM charge WHERE kind = 'loss' AND ended_act IS NULL"


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def entries(desk, card):
    found = desk.look(accounts.account, card).lines
    return [(line.kind, line.what, line.amount_pence) for line in found]


def report(desk, code, **more):
    return desk.run(losing.lost, Lost(code, **more)).result


@pytest.fixture
def amira(desk):
    return pupil(desk)


@pytest.fixture
def code(desk, amira):
    """A violin worth £180.00 that Amira has."""
    code = violin(desk, value_pence=18_000)
    lend(desk, code, amira)
    return code


class TestLost:
    def test_it_is_missing_and_its_holder_pays_its_value(self, desk, amira, code):
        told = report(desk, code)

        assert told.was_with == "Amira Okafor"
        assert told.charge.due_pence == 18_000
        assert told.charge.because == "Violin 3/4 lost: replacement value £180.00"
        assert not told.hire_goes_on
        assert entries(desk, amira)[-1] == ("charge", f"Violin 3/4 {code} lost", 18_000)
        assert balance(desk, amira) == HIRE + 18_000
        assert desk.look(scanning.scan, scanning.Scan(code)).instrument.status == "missing"

    def test_the_preview_says_what_the_report_does(self, desk, code):
        shown = desk.look(losing.preview, Lost(code))
        told = report(desk, code)
        assert shown.charge == told.charge
        assert shown.was_with == told.was_with

    def test_excess_vat_and_days_to_pay_are_the_tariffs(self, desk, amira, code):
        desk.run(policy.bring_in, policy.BringIn(EXCESS))
        assert report(desk, code).charge.due_pence == 5000
        line = desk.look(accounts.account, amira).lines[-1]
        assert line.due_on == A_SATURDAY + timedelta(days=28)
        assert one(desk, "SELECT vat_code FROM ledger WHERE amount_pence = 5000") == "loss"

    def test_stolen_keeps_the_crime_reference_with_the_act(self, desk, amira, code):
        told = report(desk, code, is_stolen=True, crime_ref="41/123/26")
        assert told.charge.because.startswith("Violin 3/4 stolen")
        what = one(desk, "SELECT what FROM act_body ORDER BY act_no DESC LIMIT 1")
        assert what.startswith(f"Stolen: Violin 3/4 {code}, was with Amira Okafor; £180.00")
        assert what.endswith("crime reference 41/123/26")
        assert not any("41/123" in line[1] for line in entries(desk, amira))

    def test_a_value_nobody_knows_is_asked_for_and_then_kept(self, desk, amira):
        code = violin(desk)
        lend(desk, code, amira)
        with pytest.raises(RuleError, match="We don't know what Violin 3/4 is worth") as refusal:
            report(desk, code)
        assert refusal.value.field == "value_pence"
        assert balance(desk, amira) == HIRE

        assert report(desk, code, value_pence=9000).charge.due_pence == 9000
        assert one(desk, "SELECT value_pence FROM instrument") == 9000

    def test_nothing_is_charged_for_what_nobody_has(self, desk):
        code = violin(desk)
        told = report(desk, code)
        assert told.charge.because == "nobody has it on loan"
        assert count(desk, "charge") == 0
        assert desk.look(scanning.scan, scanning.Scan(code)).instrument.status == "missing"

    def test_twice_is_refused_with_who_reported_it(self, desk, code, another_desk):
        report(desk, code)
        with pytest.raises(
            RuleError, match=r"is missing since 21 Nov 2026 already: reported at"
        ) as no:
            report(another_desk(), code)
        assert no.value.code == "already_lost"
        assert "Ashby 1" in no.value.message
        assert "Pat Lead" in no.value.message

    def test_a_day_to_come_or_before_it_went_out_is_refused(self, desk, code):
        with pytest.raises(RuleError, match="has not come yet"):
            report(desk, code, on=date(2026, 11, 22))
        with pytest.raises(RuleError, match="It went out on"):
            report(desk, code, on=date(2026, 11, 1))
        assert one(desk, LIVE) == 0

    def test_undone_the_hire_goes_on_as_it_was(self, desk, amira, code):
        before = balance(desk, amira)
        told = report(desk, code)
        desk.run(undo.undo, Undo(told.act))
        assert balance(desk, amira) == before
        assert desk.look(scanning.scan, scanning.Scan(code)).instrument.status == "on_loan"
        assert report(desk, code).charge.due_pence == 18_000
        assert one(desk, LIVE) == 1

    def test_an_award_for_losses_lowers_it_and_one_for_hire_does_not(self, desk, amira, code):
        factories.half_price(desk, amira)
        assert desk.look(losing.preview, Lost(code)).charge.due_pence == 18_000
        scheme = """
        [[schemes]]
        code = "reduced-50"
        name = "Low income, half price"
        public_name = "Reduced rate"
        percent = 50
        applies_to = ["hire", "loss"]
        """
        desk.run(policy.bring_in, policy.BringIn(scheme))
        told = report(desk, code)
        assert (told.charge.full_pence, told.charge.due_pence) == (18_000, 9000)
        assert [line[2] for line in entries(desk, amira)[-2:]] == [18_000, -9000]

    def test_deciding_an_award_later_leaves_a_loss_alone_that_it_is_not_for(
        self, desk, amira, code
    ):
        report(desk, code)
        factories.half_price(desk, amira)
        due = one(desk, "SELECT due_pence FROM charge WHERE kind = 'loss'")
        assert due == 18_000

    def test_policy_may_let_the_hire_go_on(self, desk, amira):
        text = """
        [[tariffs]]
        code = "others"
        name = "Others"
        basis = "term"
        price_pence = 3000
        hire_stops_at_loss = false
        """
        desk.run(policy.bring_in, policy.BringIn(text))
        code = factories.instrument(desk, "flute", value_pence=30_000)
        lend(desk, code, amira)
        told = report(desk, code)
        assert told.hire_goes_on
        assert one(desk, "SELECT COUNT(*) FROM loan_line WHERE returned_at IS NULL") == 1
        with pytest.raises(RuleError, match="missing since"):
            report(desk, code)
        back = desk.run(returns.return_one, Return(code)).result
        assert back.loss_off_pence == 30_000
        assert balance(desk, amira) == 3000

    def test_lending_them_another_is_a_hire_of_its_own(self, desk, amira, code):
        report(desk, code)
        other = violin(desk)
        basket = factories.on_the_counter(desk, amira, other)
        desk.run(baskets.finish, baskets.Finish(basket, signed="paper"))
        assert one(desk, "SELECT COUNT(*) FROM loan_line WHERE hire_id IS NOT NULL") == 0
        assert balance(desk, amira) == 2 * HIRE + 18_000


class TestWhoPays:
    @pytest.fixture
    def passed(self, desk):
        """A school's violin, passed on to a pupil; the label, the school and the pupil."""
        st_annes, tunde = school(desk), pupil(desk, "Tunde Bello")
        code = violin(desk, value_pence=12_000)
        lend(desk, code, st_annes)
        desk.run(passing.pass_on, passing.PassOn(code, tunde))
        return code, st_annes, tunde

    def test_the_pupil_pays_for_what_was_passed_on(self, desk, passed):
        code, st_annes, tunde = passed
        before = balance(desk, st_annes)
        report(desk, code)
        assert balance(desk, tunde) == 12_000
        assert balance(desk, st_annes) == before
        assert one(desk, "SELECT COUNT(*) FROM loan_line WHERE returned_at IS NULL") == 0

    def test_the_school_pays_for_what_is_in_its_care(self, desk, passed):
        code, st_annes, tunde = passed
        desk.run(passing.hand_back, passing.HandBack(code))
        before = balance(desk, st_annes)
        report(desk, code)
        assert balance(desk, st_annes) == before + 12_000
        assert balance(desk, tunde) == 0


class TestTurnedUp:
    def test_found_the_charge_is_taken_off(self, desk, amira, code):
        report(desk, code)
        told = desk.run(instruments.found, Found(code)).result
        assert told.loss_off_pence == 18_000
        assert balance(desk, amira) == HIRE
        assert desk.look(scanning.scan, scanning.Scan(code)).instrument.status == "available"

    def test_what_was_paid_for_it_is_credit_then(self, desk, amira, code):
        report(desk, code)
        desk.run(accounts.pay, accounts.Pay(amira, HIRE + 18_000, "cash"))
        back = desk.run(returns.return_one, Return(code)).result
        assert (back.found, back.loss_off_pence) == (True, 18_000)
        assert balance(desk, amira) == -18_000
        given = accounts.Refund(18_000, account=amira, method="cash")
        assert desk.run(accounts.refund, given).result.balance_pence == 0

    @pytest.mark.parametrize("how", ["found", "returned", "handed in"])
    def test_it_is_kept_where_somebody_says_so(self, desk, amira, code, how):
        report(desk, code)
        deed = {
            "found": (instruments.found, Found(code, keeps_loss=True)),
            "returned": (returns.return_one, Return(code, keeps_loss=True)),
            "handed in": (handing_in.hand_in, handing_in.HandIn(code, keeps_loss=True)),
        }[how]
        told = desk.run(*deed).result
        assert (told.loss_off_pence, told.loss_kept_pence) == (0, 18_000)
        assert balance(desk, amira) == HIRE + 18_000

    def test_a_charge_taken_off_can_be_kept_after_all_and_that_be_undone(self, desk, amira, code):
        report(desk, code)
        back = desk.run(returns.return_one, Return(code)).result
        kept = desk.run(waiving.keep_loss, KeepLoss(code)).result
        assert kept.due_pence == 18_000
        assert balance(desk, amira) == HIRE + 18_000
        with pytest.raises(RuleError, match="No charge was taken off"):
            desk.run(waiving.keep_loss, KeepLoss(code))
        with pytest.raises(RuleError, match="Undo this first: Charge kept"):
            desk.run(undo.undo, Undo(back.act))
        desk.run(undo.undo, Undo(kept.act))
        desk.run(undo.undo, Undo(back.act))
        assert balance(desk, amira) == HIRE + 18_000
        assert one(desk, LIVE) == 1

    def test_lending_what_was_missing_takes_the_charge_off(self, desk, amira, code):
        report(desk, code)
        lend(desk, code, pupil(desk, "Ben Carter"))
        assert balance(desk, amira) == HIRE
        assert one(desk, LIVE) == 0

    def test_another_instrument_of_the_hire_leaves_its_charge_alone(self, desk, code):
        """The new one of a swap is lost, and the old one as well, from here."""
        new = violin(desk, value_pence=20_000)
        desk.run(swaps.swap, swaps.Swap(code, new))
        report(desk, new)
        report(desk, code)
        desk.run(instruments.found, Found(code))
        assert one(desk, LIVE) == 1

    def test_undoing_the_find_charges_again(self, desk, amira, code):
        report(desk, code)
        told = desk.run(instruments.found, Found(code)).result
        desk.run(undo.undo, Undo(told.act))
        assert balance(desk, amira) == HIRE + 18_000
        assert one(desk, LIVE) == 1


class TestDeposit:
    @pytest.fixture
    def kept(self, desk, amira):
        desk.run(policy.bring_in, policy.BringIn(EXCESS))
        code = violin(desk, value_pence=18_000)
        lend(desk, code, amira)
        return code

    def test_it_is_kept(self, desk, amira, kept):
        told = report(desk, kept)
        assert (told.deposit_kept_pence, told.deposit_used_pence) == (2500, 0)
        assert balance(desk, amira) == HIRE + 2500 + 5000

    def test_by_choice_it_is_set_against_the_charge(self, desk, amira, kept):
        told = report(desk, kept, use_deposit=True)
        assert (told.deposit_kept_pence, told.deposit_used_pence) == (0, 2500)
        assert balance(desk, amira) == HIRE + 5000
        assert desk.look(deposits.held, 1) == 0
        desk.run(undo.undo, Undo(told.act))
        assert balance(desk, amira) == HIRE + 2500

    def test_it_goes_back_when_the_instrument_turns_up(self, desk, amira, kept):
        report(desk, kept)
        desk.run(instruments.found, Found(kept))
        assert balance(desk, amira) == HIRE

    def test_and_only_once(self, desk, amira, kept):
        report(desk, kept, use_deposit=True)
        desk.run(instruments.found, Found(kept))
        assert balance(desk, amira) == HIRE


class TestDamage:
    def test_mending_is_charged_to_whoever_had_it_last(self, desk, amira, code):
        desk.run(returns.return_one, Return(code))
        before = balance(desk, amira)
        told = desk.run(damaging.damaged, Damaged(code, "Scroll broken", 4500)).result
        assert (told.was_with, told.charge.due_pence) == ("Amira Okafor", 4500)
        assert balance(desk, amira) == before + 4500
        assert entries(desk, amira)[-1][1] == f"Violin 3/4 {code} damaged: Scroll broken"
        assert one(desk, "SELECT fault FROM instrument") == "Scroll broken"

    def test_the_same_fault_is_charged_once(self, desk, amira, code):
        desk.run(damaging.damaged, Damaged(code, "Scroll broken", 4500))
        with pytest.raises(RuleError, match=r"£45\.00 is charged for that already"):
            desk.run(damaging.damaged, Damaged(code, "scroll broken", 4500))
        desk.run(damaging.damaged, Damaged(code, "Peg snapped", 500))
        assert balance(desk, amira) == HIRE + 5000

    def test_without_a_cost_the_fault_is_noted_and_the_charge_follows(self, desk, amira, code):
        told = desk.run(damaging.damaged, Damaged(code, "Scroll broken")).result
        assert told.charge.because == "nobody has said what mending it costs"
        assert balance(desk, amira) == HIRE
        desk.run(damaging.damaged, Damaged(code, "Scroll broken", 4500))
        assert balance(desk, amira) == HIRE + 4500

    def test_never_lent_nobody_pays(self, desk):
        code = violin(desk)
        told = desk.run(damaging.damaged, Damaged(code, "Scroll broken", 4500)).result
        assert told.charge.because == "nobody has had it on loan"
        assert count(desk, "charge") == 0

    def test_undone(self, desk, amira, code):
        told = desk.run(damaging.damaged, Damaged(code, "Scroll broken", 4500)).result
        desk.run(undo.undo, Undo(told.act))
        assert balance(desk, amira) == HIRE
        assert one(desk, "SELECT fault FROM instrument") is None

    @pytest.mark.parametrize("fault", ["", "   "])
    def test_it_must_say_what(self, desk, code, fault):
        with pytest.raises(RuleError, match="Say what is broken"):
            desk.run(damaging.damaged, Damaged(code, fault, 100))


class TestLowering:
    def test_a_lead_lowers_it_for_a_reason_that_stays_off_the_account(self, desk, amira, code):
        report(desk, code)
        done = desk.run(waiving.waive, Waive(code, "house fire", 5000)).result
        assert (done.off_pence, done.due_pence) == (13_000, 5000)
        assert balance(desk, amira) == HIRE + 5000
        assert entries(desk, amira)[-1] == ("credit", f"Lowered: Violin 3/4 {code} lost", -13_000)
        assert one(desk, "SELECT override_reason FROM act ORDER BY no DESC LIMIT 1") == "house fire"

    def test_lowered_and_found_nothing_is_left(self, desk, amira, code):
        report(desk, code)
        first = desk.run(waiving.waive, Waive(code, "house fire", 5000)).result
        desk.run(undo.undo, Undo(first.act))
        desk.run(waiving.waive, Waive(code, "house fire", 2000))
        assert desk.run(instruments.found, Found(code)).result.loss_off_pence == 2000
        assert balance(desk, amira) == HIRE
        desk.run(waiving.keep_loss, KeepLoss(code))
        assert balance(desk, amira) == HIRE + 2000

    @pytest.mark.parametrize(
        ("asked", "message"),
        [
            (("", 0), "Say why"),
            (("kind", 18_000), "say less than that"),
            (("kind", -1), "not less than nothing"),
        ],
    )
    def test_it_is_refused_without_sense(self, desk, code, asked, message):
        report(desk, code)
        with pytest.raises(RuleError, match=message):
            desk.run(waiving.waive, Waive(code, *asked))

    def test_a_line_of_the_account_names_it_though_somebody_has_the_instrument_again(
        self, desk, amira, code
    ):
        report(desk, code)
        desk.run(instruments.found, Found(code, keeps_loss=True))
        lend(desk, code, pupil(desk, "Ben Carter"))
        [named] = [each.loss for each in desk.look(accounts.account, amira).lines if each.loss]
        done = desk.run(waiving.waive, Waive("", "house fire", 5000, named)).result
        assert (done.off_pence, done.due_pence) == (13_000, 5000)
        assert balance(desk, amira) == HIRE + 5000
        with pytest.raises(RuleError, match="no charge for a loss"):
            desk.run(waiving.waive, Waive("", "house fire", 0, new_id()))

    def test_what_stands_is_listed(self, desk, code):
        report(desk, code)
        [charge] = desk.look(waiving.charges_of, code)
        told = charge.kind, charge.due_pence, charge.borrower_name
        assert told == ("loss", 18_000, "Amira Okafor")

    def test_a_volunteer_may_not(self, desk, code, another_desk, register_url):
        report(desk, code)
        meddle(register_url, "UPDATE staff_role SET role = 'volunteer'")
        volunteer = another_desk("Ashby 2", staff="Pat Lead")
        with pytest.raises(RuleError, match="Only a lead or the office"):
            volunteer.run(waiving.waive, Waive(code, "house fire"))


def test_two_desks_reporting_one_loss_charge_it_once(desk, another_desk, amira):
    desks = desk, another_desk()
    for _ in range(RACES):
        code = violin(desk, value_pence=1000)
        lend(desk, code, amira, override="a race is not a limit")
        answers = at_once(desks, lambda at, c=code: report(at, c))
        (winner,), (loser,) = split(answers)
        assert winner.charge.due_pence == 1000
        assert loser.code == "already_lost"
    assert one(desk, LIVE) == RACES
    assert balance(desk, amira) == RACES * (HIRE + 1000)


def test_one_desk_reports_it_while_another_takes_it_back(desk, another_desk, amira):
    desks = desk, another_desk()
    for _ in range(RACES):
        code = violin(desk, value_pence=1000)
        lend(desk, code, amira, override="a race is not a limit")
        at_once(
            desks,
            lambda at, c=code: report(at, c),
            lambda at, c=code: at.run(returns.return_one, Return(c)),
        )
    # Whichever was first: what was returned after its loss is charged no more.
    assert one(desk, LIVE) == 0
    assert balance(desk, amira) == RACES * HIRE
