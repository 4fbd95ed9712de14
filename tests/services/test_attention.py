"""What a lead has to look into."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import (
    accounts,
    attention,
    awards,
    handing_in,
    history,
    places,
    returns,
    undo,
)
from loanmgr.services.attention import LookedInto
from loanmgr.services.handing_in import HandIn
from loanmgr.services.returns import Return
from tests import factories
from tests.factories import lend, pupil, violin
from tests.tables import meddle, one


@pytest.fixture
def stray(desk, clock):
    """A violin that Ben brought back in October and somebody handed in today."""
    code = violin(desk, make="Stentor", model="Student II")
    clock.go_to(date(2026, 9, 5))
    lend(desk, code, pupil(desk))
    clock.go_to(date(2026, 9, 12))
    desk.run(returns.return_one, Return(code))
    lend(desk, code, pupil(desk, "Ben Carter"))
    clock.go_to(date(2026, 10, 3))
    desk.run(returns.return_one, Return(code))
    clock.go_to(date(2026, 11, 21))
    return code


def turned_up(desk):
    return desk.look(attention.turned_up, None)


class TestTurnedUp:
    def test_it_names_the_instrument_the_day_the_desk_and_who_had_it_last(
        self, desk, another_desk, stray
    ):
        other = another_desk("Ashby 2")
        act = other.run(handing_in.hand_in, HandIn(stray)).act
        [found] = turned_up(desk)
        assert (found.act, found.instrument, found.name) == (act, stray, "Violin 3/4")
        assert (found.on, found.desk, found.who) == (date(2026, 11, 21), "Ashby 2", "Pat Lead")
        assert (found.make, found.last_with, found.last_with_kind) == (
            "Stentor Student II",
            "Ben Carter",
            "pupil",
        )
        assert (found.lent_on, found.returned_on) == (date(2026, 9, 12), date(2026, 10, 3))

    def test_lent_since_it_still_names_who_had_it_before(self, desk, clock, stray):
        desk.run(handing_in.hand_in, HandIn(stray))
        clock.pass_by(minutes=5)
        lend(desk, stray, pupil(desk, "Mia Carter"))
        assert turned_up(desk)[0].last_with == "Ben Carter"

    def test_one_that_was_never_lent_has_no_last_borrower(self, desk):
        desk.run(handing_in.hand_in, HandIn(violin(desk)))
        assert turned_up(desk)[0].last_with == ""

    def test_what_was_undone_is_left_out_until_it_is_done_again(self, desk, stray):
        desk.run(handing_in.hand_in, HandIn(stray))
        undone = desk.run(undo.undo, undo.Undo()).act
        assert turned_up(desk) == ()
        desk.run(undo.undo, undo.Undo(undone))
        assert [found.instrument for found in turned_up(desk)] == [stray]

    def test_the_newest_comes_first_and_four_weeks_are_kept(self, desk, clock, stray):
        first, second = violin(desk), violin(desk)
        for code, on in ((first, date(2026, 10, 24)), (second, date(2026, 10, 25))):
            clock.go_to(on)
            desk.run(handing_in.hand_in, HandIn(code))
        clock.go_to(date(2026, 11, 21))
        desk.run(handing_in.hand_in, HandIn(stray))
        assert [found.instrument for found in turned_up(desk)] == [stray, second, first]
        clock.go_to(date(2026, 11, 22))
        assert [found.instrument for found in turned_up(desk)] == [stray, second]

    def test_it_is_one_statement(self, desk):
        def reads(look, _request):
            before = look.connection.reads
            attention.turned_up(look)
            return look.connection.reads - before

        assert desk.look(reads, None) == 1


def unsigned(desk):
    return desk.look(attention.unsigned, None)


def evidence(desk):
    return desk.look(attention.evidence, None)


def look_into(desk, code, **more):
    return desk.run(attention.looked_into, LookedInto(code, **more)).result


def will_bring_it(desk, child):
    return factories.half_price(desk, child, evidence="awaited")


class TestUnsigned:
    def test_it_names_who_has_not_signed_since_when_and_what_they_have(self, desk, clock):
        home = factories.family(desk, "Ngozi Okafor")
        child = pupil(desk, of=home)
        clock.go_to(date(2026, 10, 3))
        lend(desk, violin(desk), child)
        clock.go_to(date(2026, 11, 21))
        lend(desk, violin(desk), child)
        [found] = unsigned(desk)
        assert (found.code, found.name, found.kind) == (home, "Ngozi Okafor", "family")
        assert (found.year, found.since_on, found.out) == ("2026/27", date(2026, 10, 3), 2)

    def test_a_school_has_its_own_card(self, desk):
        card = factories.school(desk)
        lend(desk, violin(desk), card, until_on=date(2026, 12, 5))
        assert [(found.code, found.kind) for found in unsigned(desk)] == [(card, "school")]

    def test_who_signs_is_off_it_until_that_is_undone(self, desk):
        home = factories.family(desk)
        lend(desk, violin(desk), pupil(desk, of=home))
        desk.run(accounts.sign_agreement, accounts.SignAgreement(home))
        assert unsigned(desk) == ()
        desk.run(undo.undo, undo.Undo())
        assert [found.code for found in unsigned(desk)] == [home]

    def test_a_loan_that_was_undone_needs_no_signature(self, desk):
        lend(desk, violin(desk), pupil(desk))
        desk.run(undo.undo, undo.Undo())
        assert unsigned(desk) == ()

    def test_last_years_is_not_asked_for_any_more(self, desk, clock):
        lend(desk, violin(desk), pupil(desk))
        clock.go_to(date(2027, 9, 11))
        assert unsigned(desk) == ()

    def test_who_still_has_something_comes_before_who_brought_it_back(self, desk, clock):
        code, other = violin(desk), violin(desk)
        clock.go_to(date(2026, 10, 3))
        lend(desk, code, pupil(desk, "Amira Okafor"))
        desk.run(returns.return_one, Return(code))
        clock.go_to(date(2026, 11, 21))
        lend(desk, other, pupil(desk, "Ben Carter"))
        assert [(n.name, n.out) for n in unsigned(desk)] == [
            ("Parent of Ben Carter", 1),
            ("Parent of Amira Okafor", 0),
        ]


class TestEvidence:
    def test_it_names_the_pupil_and_the_day_grace_ends_and_never_why(self, desk):
        home = factories.family(desk, "Ngozi Okafor")
        child = pupil(desk, of=home)
        will_bring_it(desk, child)
        [found] = evidence(desk)
        assert (found.pupil, found.pupil_name) == (child, "Amira Okafor")
        assert (found.card, found.family) == (home, "Ngozi Okafor")
        assert (found.received_on, found.grace_until_on) == (date(2026, 11, 21), date(2026, 12, 19))
        assert not [word for word in ("income", "reduced-50") if word in repr(found)]

    def test_the_first_to_run_out_comes_first(self, desk, clock):
        first, second = pupil(desk, "Ben Carter"), pupil(desk)
        clock.go_to(date(2026, 10, 3))
        will_bring_it(desk, first)
        clock.go_to(date(2026, 11, 21))
        will_bring_it(desk, second)
        assert [found.pupil for found in evidence(desk)] == [first, second]

    def test_seen_it_is_off_the_list_until_that_is_undone(self, desk):
        child = pupil(desk)
        will_bring_it(desk, child)
        desk.run(awards.evidence_seen, awards.EvidenceSeen(child))
        assert evidence(desk) == ()
        desk.run(undo.undo, undo.Undo())
        assert [found.pupil for found in evidence(desk)] == [child]

    def test_what_its_year_has_ended_is_past(self, desk, clock):
        will_bring_it(desk, pupil(desk))
        clock.go_to(date(2027, 9, 11))
        assert evidence(desk) == ()


class TestLookingInto:
    def test_it_is_off_the_list_where_it_was_handed_in(self, desk, stray):
        desk.run(handing_in.hand_in, HandIn(stray))
        settled = look_into(desk, stray)
        assert (settled.instrument, settled.place) == (stray, "Ashby Music Centre")
        assert turned_up(desk) == ()
        newest = desk.look(history.timeline, history.TimelineOf(stray))[0]
        assert newest.what == f"Looked into: Violin 3/4 {stray}"

    def test_it_is_put_back_where_it_belongs(self, desk, register_url, stray):
        desk.run(places.add_place, places.AddPlace("Brook", "centre"))
        meddle(register_url, "UPDATE instrument SET home_place_id = 2")
        desk.run(handing_in.hand_in, HandIn(stray))
        [found] = turned_up(desk)
        assert (found.home, found.is_home, found.is_out) == ("Brook", False, False)
        assert look_into(desk, stray, puts_back=True).place == "Brook"
        assert one(desk, "SELECT here_place_id FROM instrument") == 2
        desk.run(undo.undo, undo.Undo())
        assert [found.instrument for found in turned_up(desk)] == [stray]
        assert one(desk, "SELECT here_place_id FROM instrument") == 1

    def test_done_again_it_is_off_again(self, desk, stray):
        desk.run(handing_in.hand_in, HandIn(stray))
        look_into(desk, stray)
        undone = desk.run(undo.undo, undo.Undo()).act
        desk.run(undo.undo, undo.Undo(undone))
        assert turned_up(desk) == ()

    def test_turning_up_again_it_is_on_it_again(self, desk, clock, stray):
        desk.run(handing_in.hand_in, HandIn(stray))
        look_into(desk, stray)
        clock.go_to(date(2026, 11, 28))
        desk.run(handing_in.hand_in, HandIn(stray))
        assert [found.on for found in turned_up(desk)] == [date(2026, 11, 28)]

    def test_what_is_out_again_can_be_left_but_not_put_back(self, desk, stray):
        desk.run(handing_in.hand_in, HandIn(stray))
        lend(desk, stray, pupil(desk, "Mia Carter"))
        assert turned_up(desk)[0].is_out
        with pytest.raises(RuleError, match="is on loan to Mia Carter"):
            look_into(desk, stray, puts_back=True)
        look_into(desk, stray)
        assert turned_up(desk) == ()

    def test_what_never_turned_up_is_refused(self, desk):
        with pytest.raises(RuleError, match="was not handed in unrecorded") as refusal:
            look_into(desk, violin(desk))
        assert refusal.value.code == "nothing_changed"


class TestForALead:
    @pytest.fixture
    def volunteer(self, another_desk, register_url):
        staff = "INSERT INTO staff (uuid, name) VALUES (:uuid, 'Joan Volunteer')"
        meddle(register_url, staff, uuid=new_id())
        return another_desk("Ashby 2", staff="Joan Volunteer")

    def test_the_counts_are_those_of_the_lists(self, desk, stray):
        child = pupil(desk)
        lend(desk, violin(desk), child)
        will_bring_it(desk, child)
        desk.run(handing_in.hand_in, HandIn(stray))
        desk.run(handing_in.hand_in, HandIn(violin(desk)))
        waiting = desk.look(attention.waiting, None)
        lists = (unsigned(desk), turned_up(desk), evidence(desk))
        assert (waiting.unsigned, waiting.turned_up, waiting.evidence) == tuple(map(len, lists))
        assert waiting.turned_up == 2

    def test_a_volunteer_sees_none_of_it(self, desk, stray, volunteer):
        desk.run(handing_in.hand_in, HandIn(stray))
        assert volunteer.look(attention.waiting, None) == attention.Waiting()
        for asked in (attention.unsigned, attention.turned_up, attention.evidence):
            with pytest.raises(RuleError, match="for a desk lead"):
                volunteer.look(asked, None)
        with pytest.raises(RuleError, match="for a desk lead"):
            look_into(volunteer, stray)

    @pytest.mark.parametrize("asked", [attention.unsigned, attention.evidence])
    def test_each_list_is_one_statement(self, desk, asked):
        def reads(look, _request):
            before = look.connection.reads
            asked(look)
            return look.connection.reads - before

        assert desk.look(reads, None) == 1
