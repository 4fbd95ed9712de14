"""Correcting a name, an address or how to reach somebody, with undo; twins are told of."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import details, find, records, undo
from loanmgr.services.details import ChangeDetails
from loanmgr.services.undo import Undo
from tests import factories


def change(desk, card, **said):
    return desk.run(details.change_details, ChangeDetails(card, **said)).result


def known(desk, card):
    return desk.look(details.details, card)


def found(desk, text):
    return [hit.name for hit in desk.look(find.find, text)]


def test_a_family_s_name_address_and_number(desk):
    card = factories.family(desk, "Ngozi Okafor", contact="07700 900123", postcode="ZZ1 1ZZ")
    before = known(desk, card)
    done = change(
        desk,
        card,
        name="Ngozi Okafor-Bell",
        address="2 New  Lane",
        postcode="zz2 2zz",
        contact="n@example.org",
    )
    assert done.changed == ("name", "address", "postcode", "phone or email")
    now = known(desk, card)
    assert (now.address, now.postcode, now.contact) == ("2 New Lane", "ZZ2 2ZZ", "n@example.org")
    assert [adult.name for adult in desk.look(records.person, card).adults] == ["Ngozi Okafor-Bell"]
    assert found(desk, "bell") == ["Ngozi Okafor-Bell"]
    desk.run(undo.undo, Undo(done.act))
    assert known(desk, card) == before
    assert found(desk, "bell") == []
    assert found(desk, "okafor") == ["Ngozi Okafor"]


@pytest.mark.parametrize("kind", ["teacher", "adult", "partner"])
def test_a_teacher_s_an_adult_s_and_a_partner_s(desk, kind):
    card = factories.borrower(desk, kind, "Bela Moor")
    done = change(desk, card, name="Bela Moore", address="1 Mill Lane", postcode="zz1 1zz")
    assert (done.details.address, done.details.postcode) == ("1 Mill Lane", "ZZ1 1ZZ")
    shown = desk.look(records.person, card)
    assert (shown.name, shown.address, shown.postcode) == ("Bela Moore", "1 Mill Lane", "ZZ1 1ZZ")
    assert found(desk, "moore") == ["Bela Moore"]
    factories.lend(desk, factories.violin(desk), card)
    desk.run(undo.undo, Undo())
    desk.run(undo.undo, Undo(done.act))
    assert desk.look(records.person, card).address == ""


def test_a_school_s(desk):
    card = factories.school(desk, "Ford School", urn="123456")
    change(desk, card, name="Ford Academy", urn="654321", address="Ford", contact="01632 960111")
    now = known(desk, card)
    assert (now.name, now.urn, now.address, now.contact) == (
        "Ford Academy",
        "654321",
        "Ford",
        "01632 960111",
    )
    factories.school(desk, "Other School", urn="123456")
    with pytest.raises(RuleError, match="URN 123456 is here already"):
        change(desk, card, urn="123456")
    change(desk, card, urn="")
    assert known(desk, card).urn == ""


def test_a_child_s_name_school_and_year(desk):
    school = factories.school(desk, "Ford School", urn="123456")
    card = factories.pupil(desk, "Amira Okafor")
    change(desk, card, name="Amira Bell", school="123456", year="R")
    now = known(desk, card)
    assert (now.name, now.school, now.year) == ("Amira Bell", school, "R")
    change(desk, card, school="")
    assert known(desk, card).school == ""
    with pytest.raises(RuleError, match=r"no address of a pupil\. The family has one"):
        change(desk, card, address="1 Mill Lane")


def test_a_year_that_has_turned_by_itself_is_put_right(desk, clock):
    card = factories.pupil(desk, "Amira Okafor", year="4")
    clock.go_to(date(2027, 10, 2))
    assert known(desk, card).year == "5"
    with pytest.raises(RuleError, match="how it is already"):
        change(desk, card, year="5")
    assert change(desk, card, year="4").changed == ("year",)
    assert known(desk, card).year == "4"


def test_nothing_different_wrong_and_unknown(desk):
    card = factories.school(desk, "Ford School")
    for said in ({}, {"name": "Ford School"}, {"address": ""}):
        with pytest.raises(RuleError, match="how it is already"):
            change(desk, card, **said)
    with pytest.raises(RuleError, match="no year of a school"):
        change(desk, card, year="4")
    with pytest.raises(RuleError) as refusal:
        change(desk, card, name=" ")
    assert (refusal.value.code, refusal.value.field) == ("missing", "name")
    with pytest.raises(RuleError, match="is nobody's card"):
        change(desk, factories.violin(desk), name="Ford")
    assert known(desk, card).name == "Ford School"


def test_another_of_the_same_name_is_told_of(desk):
    other = factories.school(desk, "Ford School")
    factories.school(desk, "Ford School Annexe")
    card = factories.school(desk, "Foord School")
    assert change(desk, card, name="Ford  School").alike == (f"Ford School {other}",)
    assert change(desk, card, postcode="ZZ1 1ZZ").alike == ()


def test_two_desks_correct_the_same_name(desk, another_desk):
    card, other = factories.school(desk, "Ford School"), another_desk()
    change(desk, card, name="Ford Primary")
    change(other, card, name="Ford Infants")
    assert known(desk, card).name == "Ford Infants"
