"""Places: rooms, cupboards and centres with labels, and taking one back that nothing stands in."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import places, show, undo
from loanmgr.services.places import AddPlace
from tests.factories import violin
from tests.tables import rows


def add(desk, name, **more):
    return desk.run(places.add_place, AddPlace(name, **more)).result.code


def test_a_place_stands_in_the_desks_own_centre_unless_said(desk):
    shown = desk.look(show.show, add(desk, "Cupboard 2", kind="cupboard"))
    assert shown.more["centre"] == "Ashby Music Centre"
    assert shown.more["place_kind"] == "cupboard"


def test_another_centre_has_places_of_its_own(desk):
    centre = add(desk, "Borley Music Centre", kind="centre")
    room = add(desk, "Room 4", inside=centre)
    assert desk.look(show.show, room).more["centre"] == "Borley Music Centre"
    with pytest.raises(RuleError, match="is not a centre"):
        add(desk, "Shelf", inside=room)


def test_an_instrument_may_belong_there(desk):
    room = add(desk, "Room 4")
    shown = desk.look(show.show, violin(desk, place=room))
    assert shown.more["place"] == {"code": room, "name": "Room 4"}


def test_each_place_has_a_name_of_its_own_until_it_is_taken_back(desk):
    add(desk, "Room 4")
    with pytest.raises(RuleError, match="There is a place called room 4 already"):
        add(desk, "room 4")
    desk.run(undo.undo, undo.Undo())
    assert add(desk, "Room 4").startswith("L")


def test_taking_one_back_is_itself_undone(desk):
    code = add(desk, "Room 4")
    undone = desk.run(undo.undo, undo.Undo()).result
    (row,) = rows(desk, "SELECT closed_on FROM place WHERE code = :code", code=code)
    assert row.closed_on is not None
    desk.run(undo.undo, undo.Undo(undone.act))
    (row,) = rows(desk, "SELECT closed_on FROM place WHERE code = :code", code=code)
    assert row.closed_on is None


def test_a_place_that_something_belongs_in_by_now_stays(desk):
    act = desk.run(places.add_place, AddPlace("Room 4")).act
    violin(desk, place="Room 4")
    desk.run(undo.undo, undo.Undo(act))
    with pytest.raises(RuleError, match="There is a place called Room 4 already"):
        add(desk, "Room 4")


@pytest.mark.parametrize(
    ("name", "kind", "code"), [(" ", "room", "missing"), ("Attic", "castle", "kind")]
)
def test_what_is_no_place_is_refused(desk, name, kind, code):
    with pytest.raises(RuleError) as refused:
        add(desk, name, kind=kind)
    assert refused.value.code == code
