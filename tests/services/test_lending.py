"""Lending: what is written, what it costs, and what stands against it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from loanmgr.db import faults
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import (
    accounts,
    history,
    instruments,
    lending,
    people,
    returns,
    scanning,
    undo,
)
from loanmgr.services.lending import Lend
from tests import factories
from tests.factories import half_price, lend, pupil, violin
from tests.tables import LEDGER_SUM, copy_row, count, counts, meddle, one, rows


def status(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument.status


def balance(desk, card):
    return desk.look(accounts.account, card).balance_pence


class TestOneInstrument:
    def test_lending_writes_a_line_a_charge_and_the_ledger(self, desk):
        child, code = pupil(desk), violin(desk)

        lent = lend(desk, code, child)

        assert status(desk, code) == "on_loan"
        assert lent.total_due_pence == 2400
        assert [line.instrument for line in lent.lines] == [code]
        assert lent.lines[0].next_charge_on == date(2027, 1, 5)
        assert lent.lines[0].due_on is None
        assert balance(desk, child) == 2400
        assert one(desk, LEDGER_SUM) == 2400

    def test_a_reduced_rate_applies_by_itself_and_is_a_line_of_its_own(self, desk):
        child, code = pupil(desk), violin(desk)
        half_price(desk, child)

        charge = lend(desk, code, child).lines[0].charge

        assert (charge.full_pence, charge.discount_pence, charge.due_pence) == (2400, 1200, 1200)
        lines = desk.look(accounts.account, child).lines
        assert [(line.kind, line.amount_pence) for line in lines] == [
            ("charge", 2400),
            ("discount", -1200),
        ]
        assert balance(desk, child) == 1200

    def test_a_charge_explains_itself_to_the_penny_and_never_says_why(self, desk):
        child, code = pupil(desk), violin(desk)
        half_price(desk, child)

        charge = lend(desk, code, child).lines[0].charge

        assert sum(step.pence for step in charge.steps) == charge.due_pence == 1200
        stored = rows(desk, "SELECT because, scheme, tariff, period, award_id FROM charge")[0]
        assert (stored.scheme, stored.tariff, stored.period) == (
            "reduced-50",
            "strings",
            "2026-autumn",
        )
        assert stored.award_id is not None
        words = " ".join([charge.because, *(step.what for step in charge.steps)])
        words += " ".join(line.what for line in desk.look(accounts.account, child).lines)
        assert "Low income" not in words
        assert "Reduced rate" in words

    def test_siblings_each_need_an_award_of_their_own(self, desk):
        home = factories.family(desk)
        amira, tunde = pupil(desk, "Amira", of=home), pupil(desk, "Tunde", of=home)
        half_price(desk, amira)

        assert lend(desk, violin(desk), amira).total_due_pence == 1200
        assert lend(desk, violin(desk), tunde).total_due_pence == 2400
        assert balance(desk, home) == 3600

    def test_the_preview_says_what_lending_will_charge(self, desk):
        child, code = pupil(desk), violin(desk)
        half_price(desk, child)

        before = desk.look(lending.preview, Lend((code,), child))
        charge = lend(desk, code, child).lines[0].charge

        assert (before.quote.due_pence, before.quote.because) == (charge.due_pence, charge.because)
        assert [verdict.case for verdict in before.verdicts] == ["unsigned"]

    def test_the_act_is_on_the_timeline_of_everything_it_was_about(self, desk):
        home = factories.family(desk)
        child, code = pupil(desk, of=home), violin(desk)

        lend(desk, code, child)

        for card in (home, child, code):
            newest = desk.look(history.timeline, history.TimelineOf(card))[0]
            assert newest.what == (
                f"Lent: Violin 3/4 {code} to Amira Okafor, until returned; next charge 5 Jan"
            )

    def test_a_day_to_bring_it_back_by_is_kept(self, desk):
        child, code = pupil(desk), violin(desk)

        lent = lend(desk, code, child, until_on=date(2026, 12, 18))

        assert lent.lines[0].due_on == date(2026, 12, 18)
        assert lent.lines[0].next_charge_on is None

    def test_a_school_brings_back_by_the_end_of_term_at_its_own_price(self, desk):
        lent = lend(desk, violin(desk), factories.school(desk))

        assert lent.lines[0].due_on == date(2026, 12, 18)
        assert lent.total_due_pence == 1500

    def test_a_teacher_pays_nothing_and_nothing_is_put_on_the_account(self, desk):
        teacher = factories.borrower(desk, "teacher", "Jo Marsh")

        assert lend(desk, violin(desk), teacher).total_due_pence == 0
        assert count(desk, "charge") == count(desk, "ledger") == 0

    def test_a_missing_instrument_that_is_lent_is_found(self, desk, register_url):
        child, code = pupil(desk), violin(desk)
        meddle(register_url, "UPDATE instrument SET missing_on = :on", on=date(2026, 10, 3))

        lend(desk, code, child)
        desk.run(returns.return_one, returns.Return(code))

        assert status(desk, code) == "available"

    def test_old_labels_spaces_and_small_letters_name_the_instrument(self, desk):
        child, code = pupil(desk), violin(desk, aliases=("hms 0042",))

        lent = lend(desk, " hMs0042", f"{child[0].lower()} {child[1:5]} {child[5:]}")

        assert lent.lines[0].instrument == code


class TestSeveralInstruments:
    def test_several_are_one_loan_with_an_act_each(self, desk):
        child, one_code, other = pupil(desk), violin(desk), factories.instrument(desk, "flute")

        done = desk.run(lending.lend, Lend((one_code, other), child))

        assert [line.instrument for line in done.result.lines] == [one_code, other]
        assert done.result.total_due_pence == 2400 + 3000
        assert count(desk, "loan") == 1
        acts = rows(desk, "SELECT use_case, part_of, no FROM act ORDER BY no DESC LIMIT 3")
        assert sorted(act.use_case for act in acts) == ["lend", "lend_line", "lend_line"]
        assert {act.part_of for act in acts} == {None, min(act.no for act in acts)}

    def test_todays_list_counts_instruments_not_acts(self, desk):
        desk.run(lending.lend, Lend((violin(desk), violin(desk)), pupil(desk)))

        assert desk.look(history.today, None).lent == 2

    def test_one_that_is_stopped_keeps_all_here(self, desk):
        child, good, broken = pupil(desk), violin(desk), violin(desk)
        desk.run(instruments.needs_repair, instruments.NeedsRepair(broken, "crack in the top"))
        before = counts(desk)

        with pytest.raises(RuleError, match="needs repair"):
            desk.run(lending.lend, Lend((good, broken), child))

        assert counts(desk) == before
        assert status(desk, good) == "available"

    def test_the_same_one_twice_by_label_and_by_alias_is_told(self, desk):
        child, code = pupil(desk), violin(desk, aliases=("OLD-7",))

        with pytest.raises(RuleError, match="named twice"):
            desk.run(lending.lend, Lend((code, "old-7"), child))

    def test_the_limit_counts_what_went_out_a_moment_ago(self, desk):
        child = pupil(desk)
        three = tuple(violin(desk) for _ in range(3))

        with pytest.raises(RuleError, match="Limit is 2 instruments; Amira has 2") as refusal:
            desk.run(lending.lend, Lend(three, child))

        assert refusal.value.code == "limit_reached"
        assert count(desk, "loan_line") == 0

    def test_none_at_all_is_told(self, desk):
        with pytest.raises(RuleError, match="Say which instrument"):
            desk.run(lending.lend, Lend((), pupil(desk)))


class TestWhatStandsAgainstIt:
    def test_on_loan_names_who_has_it(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk, "Tunde Bello"))

        with pytest.raises(RuleError, match="on loan to Tunde Bello") as refusal:
            lend(desk, code, pupil(desk))

        assert refusal.value.code == "on_loan_elsewhere"

    def test_on_loan_cannot_be_overridden(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk, "Tunde Bello"))

        with pytest.raises(RuleError, match="on loan to Tunde Bello"):
            lend(desk, code, pupil(desk), override="they say they have it")

    def test_damage_needs_a_named_override_which_is_kept(self, desk):
        child, code = pupil(desk), violin(desk)
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "crack"))

        with pytest.raises(RuleError, match="needs repair \\(crack"):
            lend(desk, code, child)
        lend(desk, code, child, override="Only the varnish")

        act = rows(desk, "SELECT overridden_by_id, override_reason FROM act ORDER BY no DESC")[0]
        assert act.override_reason == "Only the varnish"
        assert act.overridden_by_id is not None

    def test_a_volunteer_cannot_override(self, desk, register_url, another_desk):
        child, code = pupil(desk), violin(desk)
        desk.run(instruments.needs_repair, instruments.NeedsRepair(code, "crack"))
        meddle(register_url, "INSERT INTO staff (uuid, name) VALUES (:id, 'Vic')", id=new_id())
        volunteer = another_desk(staff="Vic")

        with pytest.raises(RuleError, match="Only a desk lead"):
            lend(volunteer, code, child, override="please")

    def test_retired_is_final(self, desk, register_url):
        child, code = pupil(desk), violin(desk)
        meddle(register_url, "UPDATE instrument SET retired_on = :on", on=date(2026, 1, 5))

        with pytest.raises(RuleError, match="Retired on 5 January 2026"):
            lend(desk, code, child, override="please")

    def test_who_has_left_gets_nothing_new_but_may_return(self, desk, register_url):
        child, code, other = pupil(desk), violin(desk), violin(desk)
        lend(desk, code, child)
        meddle(register_url, "UPDATE borrower SET left_on = :on", on=date(2026, 11, 1))

        with pytest.raises(RuleError, match="Amira Okafor left on 1 November 2026"):
            lend(desk, other, child)
        assert desk.run(returns.return_one, returns.Return(code)).result.was_with == "Amira Okafor"

    def test_a_family_with_several_children_is_told_their_cards(self, desk):
        home, code = factories.family(desk), violin(desk)
        amira, tunde = pupil(desk, "Amira", of=home), pupil(desk, "Tunde", of=home)

        with pytest.raises(RuleError, match=f"Amira {amira}, Tunde {tunde}"):
            lend(desk, code, home)

    def test_a_family_with_one_child_is_that_child(self, desk):
        home, code = factories.family(desk), violin(desk)
        amira = pupil(desk, "Amira", of=home)

        assert lend(desk, code, home).lines[0].borrower == amira

    def test_a_family_without_children_is_told_so(self, desk):
        with pytest.raises(RuleError, match="no children"):
            lend(desk, violin(desk), factories.family(desk))

    def test_questions_take_their_safe_answer_and_are_listed(self, desk):
        child, code = pupil(desk, year="1"), violin(desk, size="4/4")

        asked = lend(desk, code, child).asks

        assert [question.case for question in asked] == ["unsigned", "size"]
        assert all(question.message for question in asked)

    def test_an_answered_question_is_not_listed_again(self, desk):
        child, code = pupil(desk), violin(desk)

        assert lend(desk, code, child, settled=("unsigned",)).asks == ()

    def test_money_owed_is_asked_about_above_the_limit(self, desk, clock):
        child = pupil(desk)
        lend(desk, violin(desk), child)
        clock.go_to(date(2026, 11, 21) + timedelta(days=31))
        owed = desk.look(accounts.account, child).owed_pence
        child_asked = desk.look(lending.preview, Lend((violin(desk),), child)).verdicts

        assert owed == 2400
        assert [v.title for v in child_asked if v.case == "money_owed"] == [
            "£24.00 owed since December."
        ]

    def test_a_day_before_today_is_no_day_to_bring_it_back_by(self, desk):
        with pytest.raises(RuleError, match="before today") as refusal:
            lend(desk, violin(desk), pupil(desk), until_on=date(2026, 11, 20))
        assert refusal.value.field == "until_on"

    def test_beyond_the_last_known_term_says_which_dates_are_missing(self, desk, clock):
        child, code = pupil(desk), violin(desk)
        clock.go_to(date(2031, 5, 1))

        with pytest.raises(RuleError, match="term"):
            lend(desk, code, child)
        assert count(desk, "loan_line") == 0

    @pytest.mark.parametrize(
        ("instrument", "message"),
        [
            ("M00000299", "didn't read properly"),
            ("NOT-OURS", "We don't know label NOT-OURS"),
            ("B", "We don't know label B"),
            ("", "Say which label"),
            ("   ", "Say which label"),
        ],
    )
    def test_a_label_that_names_nothing_is_told(self, desk, instrument, message):
        with pytest.raises(RuleError, match=message):
            lend(desk, instrument, pupil(desk))

    def test_a_card_is_no_instrument_and_an_instrument_is_no_card(self, desk):
        child, code = pupil(desk), violin(desk)

        with pytest.raises(RuleError, match=f"{child} is not an instrument's label"):
            lend(desk, child, child)
        with pytest.raises(RuleError, match=f"{code} is not a borrower's card"):
            lend(desk, code, code)

    def test_what_was_never_added_after_all_is_told(self, desk):
        child, code = pupil(desk), violin(desk)
        desk.run(undo.undo, undo.Undo())

        with pytest.raises(RuleError, match="taken back"):
            lend(desk, code, child)


class TestTheDatabaseItselfRefuses:
    """What follows is written past every rule of ours, straight into the tables."""

    @staticmethod
    def refused(call):
        with pytest.raises(Exception) as refusal:  # noqa: PT011 - each engine has its own
            call()
        assert faults.is_constraint(refusal.value)

    def test_a_second_holder(self, desk, register_url):
        lend(desk, violin(desk), pupil(desk))
        self.refused(lambda: copy_row(register_url, "loan_line", 1, uuid=new_id()))

    def test_a_second_live_charge_for_a_hire_and_period(self, desk, register_url):
        lend(desk, violin(desk), pupil(desk))
        self.refused(lambda: copy_row(register_url, "charge", 1, uuid=new_id()))

    def test_a_charge_after_the_first_was_taken_back_is_welcome(self, desk, register_url):
        lend(desk, violin(desk), pupil(desk))
        meddle(register_url, "UPDATE charge SET ended_act = act_no")
        assert copy_row(register_url, "charge", 1, uuid=new_id(), ended_act=None) == 2

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ledger SET amount_pence = 1",
            "UPDATE ledger SET what = 'else' WHERE id = 1",
            "DELETE FROM ledger",
        ],
    )
    def test_a_changed_or_removed_ledger_line(self, desk, register_url, statement):
        lend(desk, violin(desk), pupil(desk))
        self.refused(lambda: meddle(register_url, statement))
        assert one(desk, LEDGER_SUM) == 2400

    def test_a_ledger_line_taken_back_twice(self, desk, register_url):
        lend(desk, violin(desk), pupil(desk))
        taken_back = {"kind": "reversal", "amount_pence": -2400, "reverses_id": 1}
        copy_row(register_url, "ledger", 1, uuid=new_id(), **taken_back)
        self.refused(lambda: copy_row(register_url, "ledger", 1, uuid=new_id(), **taken_back))

    def test_a_line_of_an_act_that_does_not_exist(self, desk, register_url):
        lend(desk, violin(desk), pupil(desk))
        self.refused(lambda: copy_row(register_url, "ledger", 1, uuid=new_id(), act_no=999_999))

    def test_the_same_id_twice(self, desk, register_url):
        lend(desk, violin(desk), pupil(desk))
        self.refused(lambda: copy_row(register_url, "loan", 1))

    def test_a_code_for_two_things(self, desk, register_url):
        violin(desk)
        self.refused(lambda: copy_row(register_url, "code", 2))


class TestPassingOn:
    """A school's instrument in a pupil's hands; the screens for it come later, the rows work."""

    @pytest.fixture
    def passed_on(self, desk, register_url):
        """A violin lent to a school and passed on to a pupil: the keys of both lines."""
        code = violin(desk)
        lend(desk, code, factories.school(desk))
        child = pupil(desk)
        key = one(desk, "SELECT id FROM borrower WHERE code = :code", code=child)
        meddle(register_url, "UPDATE loan_line SET passed_on_at = lent_at")
        line = copy_row(
            register_url,
            "loan_line",
            1,
            uuid=uuid4(),
            borrower_id=key,
            parent_line_id=1,
            passed_on_at=None,
        )
        return code, 1, line

    def test_the_pupil_is_the_holder_and_has_it_returned_for_both(self, desk, passed_on):
        code, _, _ = passed_on
        assert desk.look(scanning.scan, scanning.Scan(code)).instrument.holder == "Amira Okafor"

        back = desk.run(returns.return_one, returns.Return(code)).result

        assert back.was_with == "Amira Okafor"
        assert status(desk, code) == "available"
        assert one(desk, "SELECT COUNT(*) FROM loan_line WHERE returned_at IS NULL") == 0

    def test_undoing_that_return_gives_it_back_to_the_pupil_in_the_schools_care(
        self, desk, passed_on
    ):
        code, _, _ = passed_on
        before = rows(desk, "SELECT * FROM loan_line ORDER BY id")

        desk.run(returns.return_one, returns.Return(code))
        desk.run(undo.undo, undo.Undo())

        assert rows(desk, "SELECT * FROM loan_line ORDER BY id") == before

    def test_a_second_pupil_is_refused(self, register_url, passed_on):
        _, _, child = passed_on
        TestTheDatabaseItselfRefuses.refused(
            lambda: copy_row(register_url, "loan_line", child, uuid=uuid4())
        )

    def test_a_second_school_is_refused(self, register_url, passed_on):
        _, parent, _ = passed_on
        TestTheDatabaseItselfRefuses.refused(
            lambda: copy_row(register_url, "loan_line", parent, uuid=uuid4())
        )

    def test_a_childs_instrument_is_its_parents(self, desk, register_url, passed_on):
        _, _, child = passed_on
        other = one(desk, "SELECT id FROM instrument WHERE code = :code", code=violin(desk))
        meddle(
            register_url,
            "UPDATE loan_line SET returned_at = lent_at WHERE id = :child",
            child=child,
        )
        TestTheDatabaseItselfRefuses.refused(
            lambda: copy_row(
                register_url,
                "loan_line",
                child,
                uuid=uuid4(),
                instrument_id=other,
                returned_at=None,
            )
        )

    def test_lending_what_a_pupil_has_names_the_pupil(self, desk, passed_on):
        code, _, _ = passed_on
        with pytest.raises(RuleError, match="on loan to Amira Okafor"):
            lend(desk, code, pupil(desk, "Tunde Bello"))


def test_another_familys_child_of_the_same_name_is_another_child(desk):
    amira, namesake = pupil(desk), pupil(desk)
    lend(desk, violin(desk), amira)

    assert balance(desk, amira) == 2400
    assert balance(desk, namesake) == 0
    assert people.Added(amira) != people.Added(namesake)
