"""Families that may be the one being typed: however their names and numbers are written."""

import pytest

from loanmgr.services import people
from loanmgr.services.twins import FamilyLike, twins
from loanmgr.services.undo import Undo, undo
from tests import factories
from tests.services.test_sight import SECRET_ADDRESS, SECRET_CONTACT, protected

__all__ = ["protected"]


def codes(desk, name="", contact=""):
    """The cards of the families that are offered."""
    return [twin.code for twin in desk.look(twins, FamilyLike(name, contact))]


@pytest.fixture
def zoe(desk):
    factories.family(desk, "Ben Carter", contact="07700 900999")
    return factories.family(desk, "Zoë O’Neill", contact="07700 900123")


@pytest.mark.parametrize("typed", ["Zoe O'Neill", "ZOË o'n", "zoe", "Zoé  O'Neill"])
def test_a_name_with_or_without_its_marks(desk, zoe, typed):
    assert codes(desk, typed) == [zoe]


@pytest.mark.parametrize("typed", ["zo", "", "\x00\x00\x00", "Zoe Ward"])
def test_too_little_to_say_or_another(desk, zoe, typed):
    assert codes(desk, typed) == []


@pytest.mark.parametrize("kept", ["07700 900555", "+44 7700 900555", "07700-900555"])
@pytest.mark.parametrize("typed", ["07700900555", "+44 (0)7700 900555", "0044 7700 900-555"])
def test_a_number_however_it_is_written_and_was(desk, zoe, kept, typed):
    card = factories.family(desk, "Uche Eze", contact=kept)
    assert codes(desk, "Somebody Else", typed) == [card]


def test_an_address_in_small_letters_and_of_the_second_adult(desk, zoe):
    desk.run(people.add_carer, people.AddCarer(zoe, "Uche Eze", "Uche@Example.org"))
    assert codes(desk, "", " uche@example.org ") == [zoe]
    assert codes(desk, "", "uche@example.or") == []


def test_what_is_said_of_them(desk, zoe):
    [by_both] = desk.look(twins, FamilyLike("zoe", "07700900123"))
    assert (by_both.name, by_both.same_contact) == ("Zoë O’Neill", True)
    [by_name] = desk.look(twins, FamilyLike("zoe", "07700900124"))
    assert not by_name.same_contact


def test_the_same_number_comes_before_the_same_name_and_three_are_enough(desk, zoe):
    others = [factories.family(desk, f"Grace Bello {n}") for n in range(4)]
    offered = codes(desk, "grace", "07700-900123")
    assert offered[0] == zoe
    assert len(offered) == 3
    assert set(offered[1:]) <= set(others)


def test_none_that_was_taken_back(desk):
    added = desk.run(people.add_family, people.AddFamily("Zoe Ward", "07700 900123"))
    desk.run(undo, Undo(added.act))
    assert codes(desk, "zoe", "07700 900123") == []


def test_text_that_no_database_can_compare_finds_nobody(desk, zoe):
    assert codes(desk, "\ud800\x00", "\x00\ud800") == []


def test_of_who_is_protected_only_the_office_is_told_address_and_number(
    desk, protected, register_url, clock
):
    card = protected[0]
    [office] = desk.look(twins, FamilyLike("", SECRET_CONTACT))
    assert (office.code, office.address) == (card, SECRET_ADDRESS)
    other = factories.open_desk(
        register_url, clock, "Ashby 2", staff=factories.joins(desk, "volunteer")
    )
    assert other.look(twins, FamilyLike("", SECRET_CONTACT)) == ()
    [named] = other.look(twins, FamilyLike("ngozi", SECRET_CONTACT))
    assert (named.code, named.address, named.same_contact) == (card, "", False)
    other.close()
