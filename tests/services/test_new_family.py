"""A new family at the counter: one act for parent, children and reduced rates."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import baskets, find, new_family, undo
from loanmgr.services.new_family import NewChild, NewFamily
from tests import ashby

AMIRA = NewChild("Amira Okafor", "St Anne's Primary", "4", "reduced-50", "letter")
NEW = NewFamily("Grace Bello", "07700 900456", "3 High Street", "ab1 3ef", (AMIRA,))


@pytest.fixture
def town(desk):
    return ashby.fill(desk)


def test_the_family_opens_at_the_desk_with_its_child_and_reduced_rate(desk, town):
    added = desk.run(new_family.new_family, NEW).result
    desk.draft(baskets.open_basket, baskets.OpenBasket(added.code))
    view = desk.look(baskets.current, None)
    assert (view.title, view.detail) == ("Amira Okafor", "Year 4 · St Anne's Primary")
    assert view.reduced_rate_until_on == date(2027, 8, 31)


def test_it_is_one_act_that_undo_takes_back_whole(desk, town):
    added = desk.run(new_family.new_family, NEW)
    desk.run(undo.undo, undo.Undo(added.act))
    assert desk.look(find.find, "Bello") == ()
    with pytest.raises(RuleError):
        desk.draft(baskets.open_basket, baskets.OpenBasket(added.result.children[0]))


def test_evidence_to_come_reduces_the_rate_for_four_weeks(desk, town):
    awaited = NewChild("Tobi Bello", "", "R", "reduced-50", "awaited")
    added = desk.run(new_family.new_family, NewFamily("Grace Bello", children=(awaited,))).result
    desk.draft(baskets.open_basket, baskets.OpenBasket(added.code))
    assert desk.look(baskets.current, None).reduced_rate_until_on == date(2026, 12, 19)


def test_a_second_child_joins_a_family_that_is_here(desk, town):
    sister = NewChild("Ada Okafor", year="2")
    request = NewFamily("Ngozi Okafor", children=(sister,), family=town.okafor)
    assert desk.run(new_family.new_family, request).result.code == town.okafor
    desk.draft(baskets.open_basket, baskets.OpenBasket(town.okafor))
    names = [child.name for child in desk.look(baskets.current, None).children]
    assert names == ["Amira Okafor", "Ada Okafor"]


@pytest.mark.parametrize(
    ("request_", "field", "words"),
    [
        (NewFamily("", children=(AMIRA,)), "adult", "Say the parent's or carer's name."),
        (NewFamily("Grace Bello"), "name_1", "Say the child's name."),
        (NewFamily("Grace Bello", children=(AMIRA, NewChild(""))), "name_2", "Say the child's"),
        (NewFamily("G. Bello", children=(NewChild("T", year="x"),)), "year_1", "A school year is"),
        (NewFamily("G. Bello", children=(NewChild("T", "St Foo"),)), "school_1", "There is no sch"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(
    desk, town, request_, field, words
):
    with pytest.raises(RuleError, match=words) as refusal:
        desk.run(new_family.new_family, request_)
    assert refusal.value.field == field
    assert [hit for hit in desk.look(find.find, "Bello") if hit.kind == "family"] == []


def test_schemes_are_asked_for_by_letters_without_a_reason(desk, town):
    offered = desk.look(new_family.letters, None)
    assert [(each.letter, each.code) for each in offered] == [
        ("A", "reduced-50"),
        ("B", "reduced-100"),
    ]
    assert set(offered[0].evidence) == {"letter", "school", "none", "awaited"}
