"""The grown-ups of a family: who signs, how to reach each, how each likes to be written to."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import carers, find, people, records, undo
from loanmgr.services.carers import Carer, ChangeCarer, RemoveCarer
from loanmgr.services.people import AddCarer
from loanmgr.services.undo import Undo
from tests.factories import family, pupil


@pytest.fixture
def home(desk):
    """A family of two grown-ups and a child."""
    card = family(desk, contact="07700 900123")
    desk.run(people.add_carer, AddCarer(card, "Chidi Okafor", "chidi@example.org", "Email"))
    pupil(desk, of=card)
    return card


def change(desk, home, carer, **more):
    return desk.run(carers.change_carer, ChangeCarer(home, carer, **more)).result.carers


def test_each_has_a_number_and_a_wish(desk, home):
    assert desk.look(carers.carers, home) == (
        Carer("Ngozi Okafor", "07700 900123", ""),
        Carer("Chidi Okafor", "chidi@example.org", "email"),
    )
    changed = change(desk, home, "ngozi", contact="07700 900999", prefers="text")
    assert changed[0] == Carer("Ngozi Okafor", "07700 900999", "text")
    assert change(desk, home, "Ngozi Okafor", prefers="")[0].prefers == ""


def test_another_one_signs(desk, home):
    changed = change(desk, home, "Chidi Okafor", signs=True)
    assert [each.name for each in changed] == ["Chidi Okafor", "Ngozi Okafor"]
    shown = desk.look(records.person, home)
    assert [each.name for each in shown.adults] == ["Chidi Okafor", "Ngozi Okafor"]
    desk.run(undo.undo, Undo())
    assert desk.look(carers.carers, home)[0].name == "Ngozi Okafor"


def test_a_family_goes_by_the_new_name_of_who_it_is_known_by(desk, home):
    change(desk, home, "Ngozi Okafor", name="Ngozi Adeyemi")
    assert desk.look(records.person, home).name == "Ngozi Adeyemi"
    assert home in [hit.code for hit in desk.look(find.find, "adeyemi")]


def test_who_is_taken_off_is_found_no_more_and_undo_brings_them_back(desk, home):
    desk.run(carers.remove_carer, RemoveCarer(home, "Ngozi Okafor"))
    assert desk.look(records.person, home).name == "Chidi Okafor"
    assert desk.look(find.find, "ngozi") == ()
    with pytest.raises(RuleError, match="the only grown-up"):
        desk.run(carers.remove_carer, RemoveCarer(home, "Chidi"))
    desk.run(undo.undo, Undo())
    assert desk.look(records.person, home).name == "Ngozi Okafor"
    assert home in [hit.code for hit in desk.look(find.find, "ngozi")]


@pytest.mark.parametrize(
    ("carer", "more", "message"),
    [
        ("Nobody", {}, "There is no Nobody in this family: Ngozi Okafor and Chidi Okafor."),
        ("", {}, "no such in this family"),
        ("Chidi", {"prefers": "pigeon"}, "by email, text, phone or post, not by pigeon"),
        ("Chidi", {"name": " "}, "Say the parent's or carer's name"),
        ("Chidi", {"prefers": "email"}, "That is how it is already"),
        ("Ngozi", {"signs": True}, "That is how it is already"),
    ],
)
def test_what_makes_no_sense_is_refused(desk, home, carer, more, message):
    before = desk.look(carers.carers, home)
    with pytest.raises(RuleError, match=message):
        change(desk, home, carer, **more)
    assert desk.look(carers.carers, home) == before
