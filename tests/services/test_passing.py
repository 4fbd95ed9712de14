"""Passing on: what a school or a teacher has goes to a pupil and back, and who pays for it."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import (
    accounts,
    agreements,
    baskets,
    history,
    passing,
    records,
    renewals,
    returns,
    scanning,
    swaps,
    undo,
)
from loanmgr.services.passing import HandBack, PassOn
from tests import factories
from tests.factories import A_SATURDAY, borrower, half_price, instrument, lend, pupil, school
from tests.services.racing import at_once, split
from tests.tables import LEDGER_SUM, count, one, rows

ROUNDS = 5


@pytest.fixture
def teacher(desk):
    return borrower(desk, "teacher", "Ann Lee")


@pytest.fixture
def amira(desk):
    return pupil(desk)


@pytest.fixture
def clarinet(desk, teacher):
    """A clarinet that Ann Lee has."""
    code = instrument(desk, "clarinet", size="Bb")
    lend(desk, code, teacher)
    return code


def pass_on(desk, code, to, **more):
    return desk.run(passing.pass_on, PassOn(code, to, **more)).result


def hand_back(desk, code):
    return desk.run(passing.hand_back, HandBack(code)).result


def take_back(desk, code):
    return desk.run(returns.return_one, returns.Return(code))


def shown(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


def said_of(desk, code):
    return [event.what for event in desk.look(history.timeline, history.TimelineOf(code))]


class TestPassingOn:
    def test_the_pupil_has_it_and_the_teacher_answers_for_it(self, desk, teacher, amira, clarinet):
        passed = pass_on(desk, clarinet, amira)
        assert (passed.passed_by, passed.line.borrower_name) == ("Ann Lee", "Amira Okafor")
        now = shown(desk, clarinet)
        assert (now.status, now.holder, now.passed_by) == ("on_loan", "Amira Okafor", "Ann Lee")
        assert now.passed_by_code == teacher
        parent, child = rows(desk, "SELECT * FROM loan_line ORDER BY id")
        assert (child.parent_line_id, parent.passed_on_at is not None) == (parent.id, True)
        said = f"Passed on: Clarinet Bb {clarinet} from Ann Lee to Amira Okafor, until returned"
        for thing in (clarinet, teacher, amira):
            assert said_of(desk, thing)[0] == f"{said}; next charge 5 Jan"

    def test_from_a_teachers_free_stock_the_pupil_pays_their_own_price(self, desk, amira, clarinet):
        half_price(desk, amira)
        passed = pass_on(desk, clarinet, amira)
        charge = passed.line.charge
        assert (charge.full_pence, charge.due_pence) == (3000, 1500)
        assert passed.line.next_charge_on == date(2027, 1, 5)
        assert balance(desk, amira) == 1500

    def test_what_a_school_pays_for_costs_the_pupil_nothing(self, desk, amira):
        card, code = school(desk), instrument(desk)
        lend(desk, code, card)
        passed = pass_on(desk, code, amira)
        assert (passed.line.charge.due_pence, balance(desk, amira)) == (0, 0)
        assert passed.line.charge.because == "St Anne's Primary pays for it"
        assert passed.line.due_on == date(2026, 12, 18)
        assert (balance(desk, card), one(desk, LEDGER_SUM)) == (1500, 1500)

    def test_it_is_due_back_when_the_holders_loan_ends(self, desk, teacher, amira):
        code = instrument(desk)
        lend(desk, code, teacher, until_on=date(2026, 12, 11))
        assert pass_on(desk, code, amira).line.due_on == date(2026, 12, 11)

    def test_an_overdue_one_is_late_with_the_pupil(self, desk, clock, teacher, amira):
        code = instrument(desk)
        lend(desk, code, teacher, until_on=date(2026, 11, 25))
        clock.go_to(date(2026, 11, 28))
        assert pass_on(desk, code, amira).line.due_on == date(2026, 11, 25)
        assert take_back(desk, code).result.late_days == 3

    def test_limits_and_questions_are_the_pupils(self, desk, amira, clarinet):
        for _ in range(2):
            lend(desk, instrument(desk), amira)
        with pytest.raises(RuleError, match="Limit is 2 instruments; Amira has 2"):
            pass_on(desk, clarinet, amira)
        passed = pass_on(desk, clarinet, amira, override="Her teacher asked for it")
        assert {a.case for a in passed.asks} == {"unsigned"}

    def test_it_counts_towards_the_pupils_limit(self, desk, amira, clarinet):
        pass_on(desk, clarinet, amira)
        lend(desk, instrument(desk), amira)
        with pytest.raises(RuleError, match="Limit is 2 instruments"):
            lend(desk, instrument(desk), amira)

    def test_the_schools_paper_still_lists_it(self, desk, amira):
        card, code = school(desk), instrument(desk)
        lend(desk, code, card)
        pass_on(desk, code, amira)
        for who in (card, amira):
            paper = desk.look(agreements.agreement_of, agreements.AgreementOf(who))
            assert [line.code for line in paper.lines] == [code]


class TestPages:
    def test_the_instruments_page_says_whose_it_is(self, desk, teacher, amira, clarinet):
        pass_on(desk, clarinet, amira)
        record = desk.look(records.instrument, clarinet)
        assert (record.holder, record.passed_by) == ("Amira Okafor", "Ann Lee")
        assert record.passed_by_code == teacher

    def test_the_holders_page_lists_it_with_the_pupil(self, desk, teacher, amira, clarinet):
        pass_on(desk, clarinet, amira)
        [line] = desk.look(records.person, teacher).out
        assert (line.borrower, line.is_passed_on, line.can_renew) == ("Amira Okafor", True, False)
        [theirs] = desk.look(records.person, amira).out
        assert (theirs.passed_by, theirs.is_passed_on) == ("Ann Lee", False)
        hand_back(desk, clarinet)
        [line] = desk.look(records.person, teacher).out
        assert (line.borrower, line.is_passed_on) == ("Ann Lee", False)
        assert desk.look(records.person, amira).out == ()

    def test_at_the_desk_nobody_renews_what_was_passed_on(self, desk, amira):
        code = instrument(desk)
        lend(desk, code, school(desk))
        pass_on(desk, code, amira)
        factories.on_the_counter(desk, amira)
        [out] = desk.look(baskets.current, None).out
        assert (out.due_on, out.can_renew) == (date(2026, 12, 18), False)


class TestRefusals:
    def refused(self, desk, code, to):
        with pytest.raises(RuleError) as refusal:
            pass_on(desk, code, to)
        return refusal.value

    def test_what_is_on_the_shelf(self, desk, amira):
        assert self.refused(desk, instrument(desk), amira).code == "not_on_loan"

    def test_what_a_pupil_has(self, desk, amira):
        code = instrument(desk)
        lend(desk, code, pupil(desk, "Ben Carter"))
        refusal = self.refused(desk, code, amira)
        assert refusal.message == (
            f"Flute {code} is on loan to Ben Carter; only a school, a teacher or a partner"
            " passes on."
        )

    def test_twice(self, desk, amira, clarinet):
        pass_on(desk, clarinet, amira)
        refusal = self.refused(desk, clarinet, pupil(desk, "Ben Carter"))
        assert refusal.message == (
            f"Ann Lee passed on Clarinet Bb {clarinet} to Amira Okafor already."
        )

    def test_to_a_school(self, desk, clarinet):
        assert self.refused(desk, clarinet, school(desk)).field == "to"

    def test_to_nobody_we_know(self, desk, clarinet):
        assert self.refused(desk, clarinet, "B99999957").field == "to"

    def test_swapping_and_renewing_it_before_it_is_back(self, desk, clarinet, amira):
        pass_on(desk, clarinet, amira)
        other = instrument(desk, "clarinet", size="Bb")
        with pytest.raises(RuleError, match="was passed on by Ann Lee"):
            desk.run(swaps.swap, swaps.Swap(clarinet, other))
        with pytest.raises(RuleError, match="was passed on by Ann Lee"):
            desk.run(renewals.renew, renewals.Renew((clarinet,)))

    def test_handing_back_what_nobody_passed_on(self, desk, clarinet):
        with pytest.raises(RuleError) as refusal:
            hand_back(desk, clarinet)
        assert refusal.value.message == (
            f"Nobody passed on Clarinet Bb {clarinet}, so it can only be returned."
        )


class TestBack:
    def test_to_the_teacher_it_is_theirs_again(self, desk, teacher, amira, clarinet):
        pass_on(desk, clarinet, amira)
        back = hand_back(desk, clarinet)
        assert (back.was_with, back.holder, back.credit_pence) == ("Amira Okafor", "Ann Lee", 0)
        now = shown(desk, clarinet)
        assert (now.holder, now.passed_by) == ("Ann Lee", "")
        said = f"Handed back: Clarinet Bb {clarinet} to Ann Lee, was with Amira Okafor"
        for thing in (clarinet, teacher, amira):
            assert said_of(desk, thing)[0] == said

    def test_it_can_be_passed_on_again(self, desk, amira, clarinet):
        ben = pupil(desk, "Ben Carter")
        for who in (amira, ben, amira):
            pass_on(desk, clarinet, who)
            hand_back(desk, clarinet)
        assert shown(desk, clarinet).holder == "Ann Lee"

    def test_within_the_first_days_it_takes_the_charge_off(self, desk, clock, amira):
        clock.go_to(date(2026, 9, 3))
        code, other = instrument(desk), borrower(desk, "teacher", "Max Roe")
        lend(desk, code, other)
        pass_on(desk, code, amira)
        clock.go_to(date(2026, 9, 8))
        assert hand_back(desk, code).credit_pence == 3000
        assert balance(desk, amira) == 0

    def test_to_the_centre_both_lines_end(self, desk, teacher, amira, clarinet):
        pass_on(desk, clarinet, amira)
        back = take_back(desk, clarinet).result
        assert back.was_with == "Amira Okafor"
        assert shown(desk, clarinet).status == "available"
        assert {line.returned_on for line in rows(desk, "SELECT * FROM loan_line")} == {A_SATURDAY}
        said = f"Returned: Clarinet Bb {clarinet}, was with Amira Okafor, passed on by Ann Lee"
        assert said_of(desk, teacher)[0] == said

    def test_to_the_centre_in_the_first_days_the_school_pays_nothing_either(
        self, desk, clock, amira
    ):
        clock.go_to(date(2026, 9, 3))
        card, code = school(desk), instrument(desk)
        lend(desk, code, card)
        pass_on(desk, code, amira)
        assert take_back(desk, code).result.credit_pence == 1500
        assert balance(desk, card) == 0


class TestUndoing:
    def take(self, desk, act=None):
        return desk.run(undo.undo, undo.Undo(act)).result

    def test_passing_on_and_again(self, desk, amira, clarinet):
        pass_on(desk, clarinet, amira)
        undone = self.take(desk)
        assert shown(desk, clarinet).holder == "Ann Lee"
        assert one(desk, LEDGER_SUM) == 0
        self.take(desk, undone.act)
        assert (shown(desk, clarinet).holder, balance(desk, amira)) == ("Amira Okafor", 3000)

    def test_handing_back_and_again(self, desk, amira, clarinet):
        pass_on(desk, clarinet, amira)
        hand_back(desk, clarinet)
        undone = self.take(desk)
        assert (shown(desk, clarinet).holder, shown(desk, clarinet).passed_by) == (
            "Amira Okafor",
            "Ann Lee",
        )
        self.take(desk, undone.act)
        assert shown(desk, clarinet).holder == "Ann Lee"

    def test_returning_what_was_passed_on(self, desk, amira, clarinet):
        pass_on(desk, clarinet, amira)
        act = take_back(desk, clarinet).act
        undone = self.take(desk, act)
        assert shown(desk, clarinet).passed_by == "Ann Lee"
        self.take(desk, undone.act)
        assert shown(desk, clarinet).status == "available"

    def test_in_the_wrong_order_the_later_act_is_named(self, desk, teacher, amira):
        code = instrument(desk)
        lent = lend(desk, code, teacher).lines[0].act
        passed = pass_on(desk, code, amira).act
        with pytest.raises(undo.StandsInTheWayError) as refusal:
            self.take(desk, lent)
        assert refusal.value.act == passed
        back = hand_back(desk, code).act
        with pytest.raises(undo.StandsInTheWayError) as refusal:
            self.take(desk, passed)
        assert refusal.value.act == back


class TestTwoDesks:
    @pytest.fixture
    def desks(self, desk, another_desk):
        return desk, another_desk()

    def stock(self, desk, teacher):
        code = instrument(desk)
        lend(desk, code, teacher)
        return code

    def test_passing_on_the_same_one_has_one_winner(self, desk, desks, teacher):
        for _ in range(ROUNDS):
            code = self.stock(desk, teacher)
            amira, ben = pupil(desk), pupil(desk, "Ben Carter")
            answers = at_once(
                desks,
                lambda at, c=code, a=amira: pass_on(at, c, a),
                lambda at, c=code, b=ben: pass_on(at, c, b),
            )
            (winner,), (loser,) = split(answers)
            name = winner.line.borrower_name
            assert loser.message == f"Ann Lee passed on Flute {code} to {name} already."
            assert shown(desk, code).holder == name

    def test_handing_back_and_returning_the_same_one(self, desk, desks, teacher):
        for _ in range(ROUNDS):
            code = self.stock(desk, teacher)
            pass_on(desk, code, pupil(desk))
            answers = at_once(
                desks, lambda at, c=code: hand_back(at, c), lambda at, c=code: take_back(at, c)
            )
            won, lost = split(answers)
            # Handed back first, it can be returned after that; returned first, nothing is left.
            assert len(won) == 2 or lost[0].code == "not_passed_on"
            assert shown(desk, code).status == "available"

    def test_handing_back_twice(self, desk, desks, teacher):
        for _ in range(ROUNDS):
            code = self.stock(desk, teacher)
            pass_on(desk, code, pupil(desk))
            (_,), (loser,) = split(at_once(desks, lambda at, c=code: hand_back(at, c)))
            assert loser.code == "not_passed_on"
            assert shown(desk, code).holder == "Ann Lee"

    def test_the_same_request_twice_is_done_once(self, desk, desks, amira, clarinet):
        request = PassOn(clarinet, amira)
        answers = at_once(desks, lambda at: at.run(passing.pass_on, request).result)
        assert answers[0] == answers[1]
        assert count(desk, "loan_line") == 2


def test_an_adult_learner_is_passed_on_to_as_well(desk, clarinet):
    adult = factories.borrower(desk, "adult", "Tom Fox")
    assert pass_on(desk, clarinet, adult).line.charge.due_pence == 3000
