"""Two desks that write the same reminders: they are noted once, and the second is told."""

import pytest

from loanmgr.jobs import letters
from loanmgr.jobs import reminder_letters as jobs
from loanmgr.services import history, leaving, reminders
from loanmgr.services.leaving import Leave
from loanmgr.services.reminders import LATE, LEAVERS, BeginReminders
from tests.factories import family, lend, pupil, school, violin
from tests.services.racing import at_once
from tests.services.test_reminders import LATER, draw, going_on

NAMES = ("Ngozi Okafor", "Una Gray", "Joe Carter")


@pytest.fixture
def desks(desk, another_desk):
    return [desk, another_desk()]


@pytest.fixture
def cards(desk, clock):
    """Three families and a school that left, each with a violin whose hire is past its day."""
    homes = [family(desk, name) for name in NAMES]
    children = [pupil(desk, "Al Child", of=home) for home in homes]
    homes.append(school(desk, "St Anne's"))
    for who in (*children, homes[-1]):
        lend(desk, violin(desk), who)
    clock.go_to(LATER)
    return homes


def gone(desk, cards):
    for card in cards:
        desk.run(leaving.leave, Leave(card))


def note(desk, kind, drawn):
    return jobs.note(desk, BeginReminders(kind, drawn.until_on), drawn, going_on)


def written(desk, card):
    """How often somebody was written to, as their timeline has it."""
    events = desk.look(history.timeline, history.TimelineOf(card))
    return sum(each.what.startswith("Wrote to") for each in events)


def check(desk, cards, answers):
    assert sum(each.letters for each in answers) == len(cards)
    twice = [name for each in answers for name in each.by_others]
    assert sorted(name.split()[-1] for name in twice) == sorted(cards)
    assert [written(desk, card) for card in cards] == [1] * len(cards)
    assert sum("Another desk wrote to" in letters.twice(each) for each in answers) >= 1


def test_leavers_are_noted_once_by_whichever_desk_comes_first(desks, cards):
    gone(desks[0], cards)
    drawn = draw(desks[0], LEAVERS)
    check(desks[0], cards, at_once(desks, lambda desk: note(desk, LEAVERS, drawn)))
    assert all(each.sent_on == LATER for each in desks[0].look(leaving.leavers, None))


def test_so_is_who_pays_late(desks, cards):
    drawn = draw(desks[0], LATE)
    owing = [each.card for each in desks[0].look(reminders.owing, None)]
    assert len(owing) == drawn.pages
    check(desks[0], owing, at_once(desks, lambda desk: note(desk, LATE, drawn)))


def test_written_to_again_on_purpose_they_are_told_too(desks, cards):
    gone(desks[0], cards)
    note(desks[0], LEAVERS, draw(desks[0], LEAVERS))
    again = [draw(desk, LEAVERS, again=True) for desk in desks]
    first, second = (note(desk, LEAVERS, drawn) for desk, drawn in zip(desks, again, strict=True))
    assert (first.letters, first.by_others) == (4, ())
    assert (second.letters, len(second.by_others)) == (0, 4)
    assert [written(desks[0], card) for card in cards] == [2] * 4


def test_what_was_not_sent_after_all_is_in_nobody_s_way(desks, cards):
    gone(desks[0], cards[:1])
    drawn = draw(desks[0], LEAVERS)
    jobs.take_back(desks[1], note(desks[1], LEAVERS, drawn).run, going_on)
    assert note(desks[0], LEAVERS, drawn).letters == 1


def test_the_second_is_told_whom_it_was(desks, cards):
    gone(desks[0], cards[:1])
    drawn = draw(desks[0], LEAVERS)
    note(desks[1], LEAVERS, drawn)
    noted = note(desks[0], LEAVERS, drawn)
    assert letters.twice(noted) == (
        f"Another desk wrote to Ngozi Okafor {cards[0]} a moment ago."
        " Their letter is here too, but not noted twice: don't send it."
    )
    jobs.take_back(desks[0], noted.run, going_on)
    assert written(desks[0], cards[0]) == 1
