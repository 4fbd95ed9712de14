"""What nobody had on record as out, and the day on which something really came back."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import (
    accounts,
    baskets,
    handing_in,
    history,
    instruments,
    records,
    returns,
    scanning,
    undo,
)
from loanmgr.services.handing_in import HandedInOn, HandIn
from loanmgr.services.returns import Return
from tests import factories
from tests.factories import lend, on_the_counter, pupil, violin
from tests.tables import count, meddle, one, rows


def hand_in(desk, code):
    return desk.run(handing_in.hand_in, HandIn(code)).result


def set_day(desk, code, on):
    return desk.run(handing_in.handed_in_on, HandedInOn(code, on)).result


def shown(desk, code):
    return desk.look(scanning.scan, scanning.Scan(code)).instrument


class TestNotRecordedAsOut:
    def test_it_is_here_and_there_is_neither_loan_nor_charge(self, desk, register_url):
        code = violin(desk, make="Stentor", serial="ST-9")
        other = "INSERT INTO place (code, kind, name) VALUES ('L00000294', 'centre', 'Brook')"
        meddle(register_url, other)
        meddle(register_url, "UPDATE instrument SET here_place_id = 2")

        handed = hand_in(desk, code)

        assert (handed.was_with, handed.put, handed.make, handed.serial) == (
            "",
            "Ashby Music Centre",
            "Stentor",
            "ST-9",
        )
        assert one(desk, "SELECT here_place_id FROM instrument") == 1
        assert (count(desk, "loan_line"), count(desk, "ledger")) == (0, 0)

    def test_its_timeline_says_that_it_was_not_recorded_as_out(self, desk):
        code = violin(desk)
        hand_in(desk, code)
        newest = desk.look(history.timeline, history.TimelineOf(code))[0]
        assert newest.what == f"Handed in: Violin 3/4 {code}, not recorded as out"
        events = desk.look(records.happenings, records.Events(code, "loans"))
        assert newest.what in [event.what for event in events]

    def test_it_comes_off_the_basket_of_the_family_in_front_of_us(self, desk):
        code, more = violin(desk), violin(desk)
        on_the_counter(desk, pupil(desk), code, more)
        hand_in(desk, code)
        assert [n.instrument for n in desk.look(baskets.current, None).lines] == [more]

    def test_a_missing_one_is_found(self, desk, register_url):
        code = violin(desk)
        meddle(register_url, "UPDATE instrument SET missing_on = :on", on=date(2026, 10, 3))
        handed = hand_in(desk, code)
        assert (handed.found, handed.missing_since_on) == (True, date(2026, 10, 3))
        assert shown(desk, code).status == "available"

    def test_one_of_another_centre_goes_into_the_van_box(self, desk, register_url):
        code = violin(desk)
        other = "INSERT INTO place (code, kind, name) VALUES ('L00000294', 'centre', 'Brook')"
        meddle(register_url, other)
        meddle(register_url, "UPDATE instrument SET home_place_id = 2, here_place_id = 2")
        assert hand_in(desk, code).belongs_to == "Brook"
        assert one(desk, "SELECT here_place_id FROM instrument") == 1

    def test_what_is_on_loan_is_returned_instead(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk))
        with pytest.raises(RuleError, match="is on loan to Amira Okafor") as refusal:
            hand_in(desk, code)
        assert refusal.value.code == "on_loan_elsewhere"

    def test_what_lies_on_another_counter_is_left_there(self, desk, another_desk):
        code = violin(desk)
        on_the_counter(another_desk("Ashby 2"), pupil(desk), code)
        with pytest.raises(RuleError, match="on the counter at Ashby 2"):
            hand_in(desk, code)

    def test_what_another_desk_returned_today_was_on_record(self, desk, another_desk):
        code = violin(desk)
        lend(desk, code, pupil(desk))
        another_desk("Ashby 2").run(returns.return_one, Return(code))
        with pytest.raises(RuleError, match="was already returned at Ashby 2") as refusal:
            hand_in(desk, code)
        assert refusal.value.code == "already_returned"
        assert desk.look(returns.returned_today, code).startswith("returned at Ashby 2 at ")

    def test_two_desks_take_it_in_once(self, desk, another_desk):
        code = violin(desk)
        hand_in(another_desk("Ashby 2"), code)
        with pytest.raises(RuleError, match="was already handed in at Ashby 2 at"):
            hand_in(desk, code)

    def test_undo_puts_it_back_where_it_was(self, desk, register_url):
        code = violin(desk)
        meddle(register_url, "UPDATE instrument SET missing_on = :on", on=date(2026, 10, 3))
        desk.run(undo.undo, undo.Undo(hand_in(desk, code).act))
        assert shown(desk, code).status == "missing"


class TestTheDayItCameBack:
    @pytest.fixture
    def late(self, desk, clock):
        """A violin due on 5 December that is returned on 12 December."""
        code = violin(desk)
        lend(desk, code, factories.school(desk), until_on=date(2026, 12, 5))
        clock.go_to(date(2026, 12, 12))
        assert desk.run(returns.return_one, Return(code)).result.late_days == 7
        return code

    def test_lateness_goes_by_it(self, desk, late):
        done = set_day(desk, late, date(2026, 12, 7))
        assert (done.late_days, done.was_with) == (2, "St Anne's Primary")
        assert one(desk, "SELECT returned_on FROM loan_line") == date(2026, 12, 7)
        what = rows(desk, "SELECT what FROM act_body ORDER BY act_no DESC")[0].what
        assert what == f"Day set: Violin 3/4 {late}, handed in on 7 Dec, 2 days late"

    def test_in_time_after_all(self, desk, late):
        assert set_day(desk, late, date(2026, 12, 5)).late_days == 0

    def test_it_may_be_set_again(self, desk, late):
        set_day(desk, late, date(2026, 12, 5))
        assert set_day(desk, late, date(2026, 12, 11)).late_days == 6

    def test_undo_gives_the_day_back(self, desk, late):
        desk.run(undo.undo, undo.Undo(set_day(desk, late, date(2026, 12, 5)).act))
        assert one(desk, "SELECT returned_on FROM loan_line") == date(2026, 12, 12)

    def test_the_return_is_undone_after_it(self, desk, late):
        done = set_day(desk, late, date(2026, 12, 5))
        returned = rows(desk, "SELECT uuid FROM act WHERE use_case = 'return_one'")[0].uuid
        with pytest.raises(RuleError, match="Undo this first: Day set"):
            desk.run(undo.undo, undo.Undo(returned))
        desk.run(undo.undo, undo.Undo(done.act))
        desk.run(undo.undo, undo.Undo(returned))
        assert shown(desk, late).status == "on_loan"

    @pytest.mark.parametrize(
        ("on", "words"),
        [
            (date(2026, 12, 13), "has not come yet"),
            (date(2026, 11, 20), "It went out on 21 November 2026"),
            (date(2026, 12, 12), "handed in on 12 December 2026 already"),
        ],
    )
    def test_a_day_that_cannot_be_is_refused(self, desk, late, on, words):
        with pytest.raises(RuleError, match=words) as refusal:
            set_day(desk, late, on)
        assert refusal.value.field == "on"

    def test_what_is_out_again_or_never_was_has_no_such_day(self, desk, late):
        lend(desk, late, pupil(desk))
        with pytest.raises(RuleError, match="is on loan to Amira Okafor"):
            set_day(desk, late, date(2026, 12, 5))
        with pytest.raises(RuleError, match="was never lent"):
            set_day(desk, violin(desk), date(2026, 12, 5))

    def test_charges_go_by_it(self, desk, clock):
        clock.go_to(date(2026, 9, 3))
        child, code = pupil(desk), violin(desk)
        lend(desk, code, child)
        clock.go_to(date(2026, 9, 12))
        assert desk.run(returns.return_one, Return(code)).result.credit_pence == 0

        done = set_day(desk, code, date(2026, 9, 9))

        assert done.credit_pence == 2400
        assert desk.look(accounts.account, child).balance_pence == 0
        with pytest.raises(RuleError, match=r"taken off for 9 Sep\. Undo the return"):
            set_day(desk, code, date(2026, 9, 12))
        desk.run(undo.undo, undo.Undo(done.act))
        assert desk.look(accounts.account, child).balance_pence == 2400

    def test_what_a_pupil_had_from_a_school_came_back_for_both(self, desk, register_url, clock):
        code = violin(desk)
        lend(desk, code, factories.school(desk))
        passed = (
            "INSERT INTO loan_line (uuid, loan_id, instrument_id, borrower_id, parent_line_id,"
            " lent_at, lent_on, act_no) SELECT :uuid, loan_id, instrument_id, :child, id, lent_at,"
            " lent_on, act_no FROM loan_line"
        )
        pupil(desk)
        child = rows(desk, "SELECT id FROM borrower WHERE kind = 'pupil'")[0].id
        at = rows(desk, "SELECT lent_at FROM loan_line")[0].lent_at
        meddle(register_url, "UPDATE loan_line SET passed_on_at = :at", at=at)
        meddle(register_url, passed, uuid=new_id(), child=child)
        clock.go_to(date(2026, 11, 28))
        desk.run(returns.return_one, Return(code))

        set_day(desk, code, date(2026, 11, 25))

        days = {row.returned_on for row in rows(desk, "SELECT returned_on FROM loan_line")}
        assert days == {date(2026, 11, 25)}


class TestTheLabelOnAnother:
    def test_the_return_is_taken_back_and_its_timeline_tells_the_lead(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk))
        act = desk.run(returns.return_one, Return(code)).result.act

        done = desk.run(instruments.wrong_label, instruments.WrongLabel(code, act)).result

        assert shown(desk, code).status == "on_loan"
        told = [event.what for event in desk.look(history.timeline, history.TimelineOf(code))]
        assert f"Wrong instrument: the label of Violin 3/4 {code} is on another" in told
        desk.run(undo.undo, undo.Undo(done.act))
        assert shown(desk, code).status == "available"

    def test_nothing_is_noted_where_the_act_cannot_be_taken_back(self, desk):
        code = violin(desk)
        lend(desk, code, pupil(desk))
        act = desk.run(returns.return_one, Return(code)).result.act
        lend(desk, code, pupil(desk, "Ben Carter"))
        before = count(desk, "act")
        with pytest.raises(RuleError, match="Something later stands on it"):
            desk.run(instruments.wrong_label, instruments.WrongLabel(code, act))
        assert count(desk, "act") == before
