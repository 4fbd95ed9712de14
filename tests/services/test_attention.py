"""What a lead has to look into."""

from datetime import date

import pytest

from loanmgr.services import attention, handing_in, returns, undo
from loanmgr.services.handing_in import HandIn
from loanmgr.services.returns import Return
from tests.factories import lend, pupil, violin


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
