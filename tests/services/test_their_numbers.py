"""The number by which another system knows a pupil: typed, found by, and in that system's file."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import joining, records, their_numbers, undo
from loanmgr.services.joining import Join
from loanmgr.services.their_numbers import TheirNumber
from loanmgr.services.undo import Undo
from tests.factories import family, lend, pupil, violin
from tests.services.other_systems import PUPILS, send, set_up, sheet


def give(desk, card, number):
    return desk.run(their_numbers.set_number, TheirNumber(card, number)).result


def known(desk, card):
    return desk.look(their_numbers.number_of, card).number


@pytest.fixture
def child(desk):
    return pupil(desk)


def test_it_names_them_and_goes_into_that_systems_file(desk, child):
    set_up(desk, PUPILS)
    lend(desk, violin(desk), child)
    assert known(desk, child) == ""
    assert give(desk, child, " sa 40-17 ").number == "SA40-17"
    assert desk.look(records.person, "sa40-17").asked == child
    [row] = sheet(desk, send(desk).transfer)
    assert row["Student ID"] == "SA40-17"


def test_a_new_one_takes_the_place_of_the_one_before_and_undo_gives_it_back(desk, child):
    first = give(desk, child, "1234")
    second = give(desk, child, "1243")
    with pytest.raises(RuleError):
        desk.look(records.person, "1234")
    other = pupil(desk, "Ben Carter")
    given = give(desk, other, "1234")
    with pytest.raises(RuleError, match="on another thing"):
        desk.run(undo.undo, Undo(second.act))
    desk.run(undo.undo, Undo(given.act))
    desk.run(undo.undo, Undo(second.act))
    assert (known(desk, child), known(desk, other)) == ("1234", "")
    desk.run(undo.undo, Undo(first.act))
    assert known(desk, child) == ""


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "Say the number"),
        ("B00000177", "built like our own cards"),
        ("M00421722", "built like our own cards"),
        ("9" * 41, "at most 40"),
        ("77", "has that number already"),
        ("88", "The number 88 is of Ben Carter"),
    ],
)
def test_what_can_be_none_is_refused(desk, child, number, message):
    give(desk, child, "77")
    give(desk, pupil(desk, "Ben Carter"), "88")
    with pytest.raises(RuleError, match=message):
        give(desk, child, number)
    assert known(desk, child) == "77"


def test_a_family_with_several_children_is_asked_which(desk, child):
    home = family(desk, "Ada Obi")
    for name in ("Zoe Obi", "Max Obi"):
        pupil(desk, name, of=home)
    with pytest.raises(RuleError, match="Say which one"):
        give(desk, home, "99")


def test_the_old_card_of_a_joined_record_is_no_number(desk):
    home = family(desk)
    keep, drop = pupil(desk, of=home), pupil(desk, "Amira O.", of=home)
    give(desk, drop, "5150")
    desk.run(joining.join_records, Join(drop, keep))
    assert known(desk, keep) == "5150"
    give(desk, keep, "5151")
    assert known(desk, keep) == "5151"
    assert desk.look(records.person, drop).asked == keep
