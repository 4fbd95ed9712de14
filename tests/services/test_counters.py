"""On the counter of a whole centre: who lies where, taken over by another desk, nothing lost."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import baskets, instruments, places, returns
from loanmgr.services.baskets import (
    AddLine,
    Choose,
    Details,
    Finish,
    HireAnew,
    OpenBasket,
    RemoveLine,
)
from tests import factories
from tests.factories import on_the_counter, open_desk, pupil, violin
from tests.services.racing import at_once, split
from tests.tables import count, meddle

ROUNDS = 5


@pytest.fixture
def other(another_desk):
    return another_desk("Ashby 2")


def counters(desk):
    return desk.look(baskets.on_counter, None)


def told(desk):
    return [(b.title, b.items, b.desk, b.is_ours, b.is_parked) for b in counters(desk).baskets]


def lying(desk):
    view = desk.look(baskets.current, None)
    return [line.instrument for line in view.lines] if view is not None else None


class TestTheList:
    def test_it_has_every_desks_baskets_what_waits_longest_first(self, desk, other, clock):
        codes = [violin(desk) for _ in range(4)]
        parked = on_the_counter(desk, pupil(desk, "Jo Patel"), *codes[:2])
        clock.pass_by(minutes=1)
        desk.draft(baskets.park, parked)
        clock.pass_by(minutes=1)
        on_the_counter(other, pupil(desk, "Ben Carter"), codes[2])
        clock.pass_by(minutes=1)
        desk.draft(baskets.add_line, AddLine(codes[3]))
        assert told(desk) == [
            ("Patel family", 2, "Ashby 1", True, True),
            ("Carter family", 1, "Ashby 2", False, False),
            ("On the counter", 1, "Ashby 1", True, False),
        ]
        found = counters(desk)
        assert found.baskets[0].instruments == tuple(codes[:2])
        assert (found.now - found.baskets[0].since).total_seconds() == 120
        assert found.centre == "Ashby Music Centre"

    def test_somebody_with_nothing_on_the_counter_is_not_on_it(self, desk):
        desk.draft(baskets.open_basket, OpenBasket(pupil(desk)))
        assert counters(desk).baskets == ()

    def test_another_centres_counters_are_its_own(self, desk, another_desk, register_url):
        another_desk("Ashby 2")
        code = desk.run(places.add_place, places.AddPlace("Brook", "centre")).result.code
        meddle(
            register_url,
            f"UPDATE desk SET place_id = (SELECT id FROM place WHERE code = '{code}')"
            " WHERE name = 'Ashby 2'",
        )
        brook = open_desk(register_url, name="Ashby 2")
        on_the_counter(brook, pupil(desk), violin(desk))
        assert counters(desk).baskets == ()
        assert len(counters(brook).baskets) == 1
        brook.close()

    def test_what_a_desk_has_not_finished_is_its_own_alone(self, desk, other):
        mine = on_the_counter(desk, pupil(desk), violin(desk))
        on_the_counter(other, pupil(desk), violin(desk))
        found = desk.look(baskets.unfinished, None).baskets
        assert [basket.basket for basket in found] == [mine]


class TestTakenOver:
    @pytest.fixture
    def theirs(self, desk, other):
        """A basket of the other desk with two instruments, a note and a chosen child."""
        child, codes = pupil(desk, "Amira Okafor"), (violin(desk), violin(desk))
        basket = on_the_counter(other, child, *codes)
        other.draft(baskets.keep_details, Details(basket, "cash", "paper", "Left-handed"))
        return basket, codes, child

    def test_everything_comes_along(self, desk, other, theirs):
        basket, codes, child = theirs
        before = other.look(baskets.current, None)
        desk.draft(baskets.resume, basket)
        assert desk.look(baskets.current, None) == before
        assert other.look(baskets.current, None) is None
        assert (before.paying, before.note, before.chosen) == ("cash", "Left-handed", child)
        lent = desk.run(baskets.finish, Finish(basket, paying="cash")).result
        assert {line.instrument for line in lent.lines} == set(codes)

    def test_who_was_being_served_here_waits(self, desk, theirs):
        mine = on_the_counter(desk, pupil(desk, "Jo Patel"), violin(desk))
        desk.draft(baskets.resume, theirs[0])
        assert [waiting.basket for waiting in desk.look(baskets.parked, None)] == [mine]

    def test_the_desk_that_had_it_is_told_which_desk_has_it(self, desk, other, theirs):
        desk.draft(baskets.resume, theirs[0])
        [gone] = other.look(baskets.taken_over, (theirs[0],))
        assert (gone.desk, gone.items) == ("Ashby 1", 2)
        assert desk.look(baskets.taken_over, (theirs[0],)) == ()

    @pytest.mark.parametrize("verb", ["finish", "park", "put_back", "keep", "choose"])
    def test_whoever_had_it_can_do_no_more_with_it(self, desk, other, theirs, verb):
        basket, codes, child = theirs
        desk.draft(baskets.resume, basket)
        verbs = {
            "finish": lambda: other.run(baskets.finish, Finish(basket)),
            "park": lambda: other.draft(baskets.park, basket),
            "put_back": lambda: other.draft(baskets.put_back, basket),
            "keep": lambda: other.draft(baskets.keep_details, Details(basket, "card")),
            "choose": lambda: other.draft(baskets.choose, Choose(basket, child)),
        }
        with pytest.raises(RuleError, match="was taken over by Ashby 1") as refusal:
            verbs[verb]()
        assert refusal.value.code == "taken_over"
        assert lying(desk) == list(codes)

    def test_one_that_was_finished_meanwhile_is_gone(self, desk, other, theirs):
        other.run(baskets.finish, Finish(theirs[0]))
        with pytest.raises(RuleError, match="finished or put back already"):
            desk.draft(baskets.resume, theirs[0])
        assert desk.look(baskets.taken_over, (theirs[0],)) == ()

    def test_it_can_be_taken_back(self, desk, other, theirs):
        desk.draft(baskets.resume, theirs[0])
        other.draft(baskets.resume, theirs[0])
        assert lying(other) == list(theirs[1])
        assert lying(desk) is None


class TestRaces:
    @pytest.fixture
    def desks(self, desk, other):
        return desk, other

    def test_one_desk_finishes_while_the_other_takes_over(self, desk, desks):
        for _ in range(ROUNDS):
            code = violin(desk)
            basket = on_the_counter(desk, pupil(desk), code)
            answers = at_once(
                desks,
                lambda at, b=basket: at.run(baskets.finish, Finish(b)),
                lambda at, b=basket: at.draft(baskets.resume, b),
            )
            won, lost = split(answers)
            assert len(won) == 1
            assert [refusal.code for refusal in lost] in (["taken_over"], ["basket_gone"])
            if lost[0].code == "taken_over":
                assert lying(desks[1]) == [code]
                desks[1].run(baskets.finish, Finish(basket))
        assert count(desk, "loan_line") == ROUNDS

    def test_one_puts_it_back_while_the_other_takes_over(self, desk, desks):
        for _ in range(ROUNDS):
            code = violin(desk)
            basket = on_the_counter(desk, pupil(desk), code)
            answers = at_once(
                desks,
                lambda at, b=basket: at.draft(baskets.put_back, b),
                lambda at, b=basket: at.draft(baskets.resume, b),
            )
            [refusal] = split(answers)[1]
            there = lying(desks[1])
            assert (refusal.code, there) in (("taken_over", [code]), ("basket_gone", None))
            if there:
                desks[1].draft(baskets.put_back, basket)

    def test_two_desks_take_over_the_same_waiting_basket(self, desk, desks, another_desk):
        third = another_desk("Ashby 3")
        for _ in range(ROUNDS):
            code = violin(desk)
            basket = on_the_counter(third, factories.pupil(desk), code)
            at_once(desks, lambda at, b=basket: at.draft(baskets.resume, b))
            found = [lying(each) for each in desks]
            assert sorted(found, key=bool) == [None, [code]]
            desks[found.index([code])].draft(baskets.put_back, basket)


def move_here(desk, code):
    desk.draft(baskets.add_line, AddLine(code, from_other_desk=True))


class TestMovedToAnotherCounter:
    """What another desk took over stays there, whatever this one still shows."""

    @pytest.fixture
    def code(self, desk, other):
        code = violin(desk)
        on_the_counter(desk, pupil(desk), code)
        on_the_counter(other, pupil(desk, "Ben Carter"))
        move_here(other, code)
        return code

    def test_it_is_not_taken_off_there(self, desk, other, code):
        with pytest.raises(RuleError, match="on the counter at Ashby 2 now") as refusal:
            desk.draft(baskets.remove_line, RemoveLine(code))
        assert refusal.value.field == "instrument"
        assert lying(other) == [code]

    def test_nor_by_its_label_being_wrong(self, desk, other, code):
        before = count(desk, "act")
        with pytest.raises(RuleError, match="on the counter at Ashby 2 now"):
            desk.run(instruments.wrong_label, instruments.WrongLabel(code))
        assert (lying(other), count(desk, "act")) == ([code], before)

    def test_nor_by_its_return_being_taken_back(self, desk, other):
        code = violin(desk)
        factories.lend(desk, code, pupil(desk))
        act = desk.run(returns.return_one, returns.Return(code)).result.act
        on_the_counter(other, pupil(desk, "Ben Carter"), code)
        with pytest.raises(RuleError, match="on the counter at Ashby 2 now"):
            desk.run(instruments.wrong_label, instruments.WrongLabel(code, act))
        assert lying(other) == [code]

    def test_parked_at_the_other_desk_it_stays_too(self, desk, other, code):
        other.draft(baskets.park, other.look(baskets.current, None).basket)
        with pytest.raises(RuleError, match="Ashby 2"):
            desk.draft(baskets.remove_line, RemoveLine(code))

    def test_what_is_parked_at_this_desk_is_taken_off(self, desk):
        codes = [violin(desk), violin(desk)]
        desk.draft(baskets.park, on_the_counter(desk, pupil(desk), *codes))
        desk.draft(baskets.remove_line, RemoveLine(codes[0]))
        assert [b.items for b in counters(desk).baskets] == [1]
        desk.draft(baskets.remove_line, RemoveLine(codes[1]))
        assert waiting(desk) == []


def waiting(desk):
    return [(b.title, b.items) for b in desk.look(baskets.parked, None)]


class TestEmptied:
    """Nobody waits with nothing on the counter."""

    @pytest.fixture
    def code(self, desk):
        code = violin(desk)
        basket = on_the_counter(desk, pupil(desk), code)
        desk.draft(baskets.keep_details, Details(basket, note="back at noon", signed="paper"))
        desk.draft(baskets.park, basket)
        return code

    def test_a_family_whose_last_instrument_goes_to_another_waits_no_more(self, desk, code):
        on_the_counter(desk, pupil(desk, "Ben Carter"))
        move_here(desk, code)
        assert (waiting(desk), lying(desk), count(desk, "basket")) == ([], [code], 1)

    def test_nor_one_of_another_desk(self, desk, other, code):
        move_here(other, code)
        assert (waiting(desk), lying(other)) == ([], [code])

    def test_with_something_left_it_waits(self, desk):
        codes = [violin(desk), violin(desk)]
        desk.draft(baskets.park, on_the_counter(desk, pupil(desk), *codes))
        move_here(desk, codes[0])
        assert waiting(desk) == [("Okafor family", 1)]

    def test_who_is_being_served_stays(self, desk, other):
        code = violin(desk)
        on_the_counter(desk, pupil(desk), code)
        move_here(other, code)
        assert lying(desk) == []

    def test_what_lay_for_nobody_is_gone_with_its_last_instrument(self, desk, other):
        code = violin(desk)
        desk.draft(baskets.add_line, AddLine(code))
        move_here(other, code)
        assert lying(desk) is None


class TestNewHireInstead:
    """It was said of one family's instrument, and goes with it no further."""

    @pytest.fixture
    def code(self, desk):
        code = violin(desk)
        on_the_counter(desk, pupil(desk), code)
        desk.draft(baskets.hire_anew, HireAnew(code))
        return code

    def test_it_does_not_follow_the_instrument_to_another_family(self, desk, other, code):
        on_the_counter(other, pupil(desk, "Ben Carter"))
        move_here(other, code)
        assert not other.look(baskets.current, None).lines[0].is_new_hire

    def test_nor_to_another_child(self, desk, code):
        view = desk.look(baskets.current, None)
        other_child = pupil(desk, "Tunde Okafor", of=view.card)
        desk.draft(baskets.add_line, AddLine(code, borrower=other_child))
        assert not desk.look(baskets.current, None).lines[0].is_new_hire

    def test_scanned_again_for_the_same_child_it_stays(self, desk, code):
        desk.draft(baskets.add_line, AddLine(code))
        assert desk.look(baskets.current, None).lines[0].is_new_hire
