"""A half-typed new family: kept for its desk alone, until it is saved or dropped."""

import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import baskets, closing, new_family
from loanmgr.services.half_typed_families import (
    HalfTypedFamily,
    SavedAlready,
    drop_half_typed,
    half_typed,
    keep_half_typed,
    saved,
)
from loanmgr.services.new_family import NewCarer, NewChild, NewFamily
from loanmgr.services.recording import SentTwiceError
from loanmgr.services.undo import Undo, undo
from tests.services.racing import ENVIRONMENT
from tests.tables import count

AMIRA = NewChild("Amira Bello", "St Anne's", "4", "low_income", "awaited")
GRACE = NewFamily("Grace Bello", "07700 900456", "3 High", "", (AMIRA,), "", (NewCarer("Uche"),))

KILLED = """
import os, signal, sys
from loanmgr.services.half_typed_families import HalfTypedFamily, keep_half_typed
from loanmgr.services.new_family import NewFamily
from tests.factories import open_desk
desk = open_desk(sys.argv[1])
desk.draft(keep_half_typed, HalfTypedFamily(NewFamily("Grace Be", "077")))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def typed():
    return HalfTypedFamily(replace(GRACE), "", ("St Anne's",))


def test_kept_whole_and_in_the_place_of_what_was_kept_before(desk, typed):
    desk.draft(keep_half_typed, HalfTypedFamily(replace(typed.request, adult="Gra")))
    desk.draft(keep_half_typed, typed)
    assert desk.look(half_typed, None) == (typed,)
    desk.draft(drop_half_typed, typed.request.id)
    assert desk.look(half_typed, None) == ()
    assert count(desk, "basket") == 0


def test_a_process_that_is_killed_leaves_it(desk, register_url):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, register_url], env=ENVIRONMENT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    [kept] = desk.look(half_typed, None)
    assert (kept.name, kept.request.contact) == ("Grace Be", "077")


def test_no_other_desk_sees_it_or_takes_it_over(desk, another_desk, typed):
    other = another_desk("Ashby 2")
    desk.draft(keep_half_typed, typed)
    assert other.look(half_typed, None) == ()
    other.draft(drop_half_typed, typed.request.id)
    assert desk.look(half_typed, None) == (typed,)


def test_no_list_of_what_lies_on_the_counter_shows_it(desk, typed):
    desk.draft(keep_half_typed, typed)
    assert desk.look(baskets.current, None) is None
    assert desk.look(baskets.parked, None) == ()
    assert desk.look(baskets.on_counter, None).baskets == ()
    assert desk.look(closing.day, None).unfinished == ()


def test_saving_drops_it_with_the_same_act_and_it_is_not_kept_again(desk, typed):
    request = replace(GRACE, children=(NewChild("Amira Bello"),))
    kept = HalfTypedFamily(request, "", ("",))
    desk.draft(keep_half_typed, kept)
    desk.run(new_family.new_family, request)
    assert desk.look(half_typed, None) == ()
    desk.draft(keep_half_typed, kept)
    assert count(desk, "basket") == 0
    desk.run(undo, Undo(request.id))
    assert desk.look(half_typed, None) == ()


TOBI = replace(GRACE, children=(NewChild("Tobi Bello"),))


def test_what_was_saved_in_one_window_is_known_in_the_other(desk, another_desk):
    other = another_desk("Ashby 1")
    desk.draft(keep_half_typed, HalfTypedFamily(TOBI, "", ("",)))
    [seen] = other.look(half_typed, None)
    assert other.look(saved, TOBI.id) is None
    added = desk.run(new_family.new_family, TOBI).result
    found = other.look(saved, seen.request.id)
    assert found == SavedAlready(added.code, "New family: Grace Bello, with Tobi Bello", False)
    assert other.run(new_family.new_family, seen.request).result == added
    with pytest.raises(SentTwiceError):
        other.run(new_family.new_family, replace(seen.request, contact="07700 900457"))
    assert count(desk, "family") == 1


def test_what_was_taken_back_since_is_not_in_until_that_is_undone(desk):
    desk.run(new_family.new_family, TOBI)
    back = desk.run(undo, Undo(TOBI.id))
    assert desk.look(saved, TOBI.id).is_undone
    desk.run(undo, Undo(back.act))
    assert not desk.look(saved, TOBI.id).is_undone


def test_another_child_saved_in_one_window_is_known_in_the_other(desk, another_desk):
    card = desk.run(new_family.new_family, TOBI).result.code
    ada = NewFamily("", children=(NewChild("Ada Bello"),), family=card)
    another_desk("Ashby 1").run(new_family.new_family, ada)
    assert desk.look(saved, ada.id) == SavedAlready(card, "New in the family: Ada Bello", False)


def test_a_refusal_leaves_it(desk, typed):
    request = replace(GRACE, children=(NewChild("Amira Bello", year="x"),))
    desk.draft(keep_half_typed, HalfTypedFamily(request, "", ("",)))
    with pytest.raises(RuleError):
        desk.run(new_family.new_family, request)
    assert len(desk.look(half_typed, None)) == 1


def test_texts_that_can_be_kept(desk, typed):
    for wrong in ("x" * 5001, "a\x00b"):
        with pytest.raises(RuleError):
            desk.draft(keep_half_typed, HalfTypedFamily(replace(GRACE, adult=wrong)))
    odd = HalfTypedFamily(replace(GRACE, adult=' "D\'Arcy"\\ Ünal 李 '), "", ("St Anne's",))
    desk.draft(keep_half_typed, odd)
    assert desk.look(half_typed, None) == (odd,)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (HalfTypedFamily(GRACE), "Grace Bello"),
        (HalfTypedFamily(replace(GRACE, adult=" ")), "Amira Bello"),
        (HalfTypedFamily(replace(GRACE, family="B00000274"), "Okafor family"), "Amira Bello"),
        (HalfTypedFamily(NewFamily("", family="B00000274"), "Okafor family"), "Okafor family"),
        (HalfTypedFamily(NewFamily("")), ""),
    ],
)
def test_whom_it_is_about(typed, name):
    assert typed.name == name
