"""Lists of families with their other grown-ups, and how each likes to be written to."""

import pytest

from loanmgr.services import carers, exports, imports, people, undo
from loanmgr.services.carers import Carer, ChangeCarer
from loanmgr.services.exports import Export
from loanmgr.services.imports import ImportList
from loanmgr.services.imports.table import ImportProblems
from loanmgr.services.people import AddCarer
from tests.factories import family

HEAD = "family,contact,prefers,further adults,postcode"


def bring(desk, *rows, head=HEAD):
    text = "\n".join((head, *rows))
    return desk.run(imports.import_list, ImportList.of("families", text.encode())).result


def listed(desk, card="B00000177"):
    return desk.look(carers.carers, card)


def exported(desk):
    return desk.look(exports.export, Export("families"))


def test_they_come_in_and_the_same_file_again_changes_nothing(desk):
    row = "Ngozi Okafor,07700 900123,Email,Chidi Okafor | 07700 900999 | post; Ada Obi,ZZ1 2ZZ"
    assert bring(desk, row).new == 1
    assert listed(desk) == (
        Carer("Ngozi Okafor", "07700 900123", "email"),
        Carer("Chidi Okafor", "07700 900999", "post"),
        Carer("Ada Obi", "", ""),
    )
    again = bring(desk, row + " ")
    assert (again.new, again.updated, again.skipped) == (0, 0, 1)


def test_what_is_left_out_stays_and_what_is_said_is_changed_and_undone(desk):
    home = family(desk, postcode="ZZ1 2ZZ", contact="07700 900123")
    desk.run(people.add_carer, AddCarer(home, "Chidi Okafor", "07700 900999", "post"))
    before = listed(desk, home)
    done = bring(
        desk, "Ngozi Okafor,07700 900123,text,chidi okafor || phone; Ada | a@b.org,ZZ1 2ZZ"
    )
    assert done.updated == 1
    assert listed(desk, home) == (
        Carer("Ngozi Okafor", "07700 900123", "text"),
        Carer("Chidi Okafor", "07700 900999", "phone"),
        Carer("Ada", "a@b.org", ""),
    )
    desk.run(undo.undo, undo.Undo())
    assert listed(desk, home) == before
    bring(desk, "Ngozi Okafor,07700 900123,,,ZZ1 2ZZ")
    assert listed(desk, home) == before


def test_what_was_exported_comes_in_again_and_changes_nothing(desk):
    home = family(desk, postcode="ZZ1 2ZZ", contact="07700 900123")
    desk.run(people.add_carer, AddCarer(home, "Chidi Okafor", "c@d.org; 07700 | 1", "post"))
    desk.run(people.add_carer, AddCarer(home, "Ada Obi", "", "text"))
    desk.run(carers.change_carer, ChangeCarer(home, "Chidi", signs=True))
    data = exported(desk).encode()
    done = desk.run(imports.import_list, ImportList.of("families", data)).result
    assert (done.new, done.updated, done.skipped) == (0, 0, 1)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Ngozi Okafor,,pigeon,,", "not by pigeon"),
        ("Ngozi Okafor,,,Chidi | 1 | owl,", "not by owl"),
        ("Ngozi Okafor,,,Chidi; chidi,", "twice"),
        ("Ngozi Okafor,,,Chidi | 1 | post | more,", "more than a name"),
        ("Ngozi Okafor,,,| 07700 900123,", "Say the name"),
    ],
)
def test_what_makes_no_sense_is_told_by_row(desk, row, message):
    with pytest.raises(ImportProblems, match="1 problem") as told:
        bring(desk, row)
    assert message in told.value.problems[0].message
    assert told.value.problems[0].row == 2
