"""A centre's own list comes in whole or not at all, once, and can be taken back."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import exports, find, imports, lending, undo
from loanmgr.services.exports import Export
from loanmgr.services.imports import ImportList, ImportProblems
from loanmgr.services.lending import Lend
from loanmgr.services.scanning import Scan, scan
from loanmgr.services.undo import Undo

STOCK = """Type,Size,Make,Serial,Old codes,Place,Value,Bought,Note
Violin,3/4,Stentor,ST-1,HMS-0001,Cupboard 1,£129,03/09/2019,
violin,1/2,Stentor,ST-2,HMS-0002; OLD 7,Cupboard 1,"£1,250.00",2024-11-05,=1+1
Ukulele,soprano,Mahalo,,,Cupboard 2,,,
Ukulele,soprano,Mahalo,,,Cupboard 2,,,
"""
PEOPLE = """Family,Contact,Address,Postcode,Child,School,Year
Zoë O'Neill-Nguyễn,07700 900123,14 Mill Lane,zz1 2zz,Amira O'Neill-Nguyễn,St Anne's Primary,4
Zoë O'Neill-Nguyễn,,,ZZ1 2ZZ,Dele O'Neill-Nguyễn,St Anne's Primary,2
Ben Carter,ben@example.org,2 Mill Lane,ZZ1 3ZZ,,,
"""


def bring_in(desk, kind, text):
    return desk.run(imports.import_list, ImportList.of(kind, text.encode()))


def problems_of(desk, kind, text):
    with pytest.raises(ImportProblems) as refused:
        bring_in(desk, kind, text)
    return [str(problem) for problem in refused.value.problems]


def listed(desk, kind):
    return desk.look(exports.export, Export(kind))


def test_a_list_of_instruments_comes_in(desk):
    done = bring_in(desk, "instruments", STOCK).result
    assert (done.new, done.updated, done.skipped) == (4, 0, 0)
    assert done.made == ("place Cupboard 1", "place Cupboard 2")
    violin = desk.look(scan, Scan("hms-0001")).instrument
    assert (violin.name, violin.make, violin.put) == ("Violin 3/4", "Stentor", "Cupboard 1")
    assert desk.look(scan, Scan("OLD7")).instrument.name == "Violin 1/2"


def test_a_list_of_families_comes_in_with_children_and_schools(desk):
    done = bring_in(desk, "families", PEOPLE).result
    assert (done.new, done.made) == (4, ("school St Anne's Primary",))
    [child] = [hit for hit in desk.look(find.find, "amira") if hit.kind == "pupil"]
    assert child.detail == "Year 4 · St Anne's Primary"
    assert [hit.kind for hit in desk.look(find.find, "nguyen")].count("pupil") == 2


@pytest.mark.parametrize(
    ("kind", "text", "rows"), [("instruments", STOCK, 4), ("families", PEOPLE, 4)]
)
def test_the_same_file_twice_changes_nothing(desk, kind, text, rows):
    bring_in(desk, kind, text)
    before = listed(desk, kind)
    again = bring_in(desk, kind, text).result
    assert (again.new, again.updated, again.skipped) == (0, 0, rows)
    assert listed(desk, kind) == before


@pytest.mark.parametrize(("kind", "text"), [("instruments", STOCK), ("families", PEOPLE)])
def test_what_was_exported_comes_in_again_and_changes_nothing(desk, kind, text):
    bring_in(desk, kind, text)
    out = listed(desk, kind)
    again = bring_in(desk, kind, out).result
    assert (again.new, again.updated) == (0, 0)
    assert listed(desk, kind) == out


@pytest.mark.parametrize(("kind", "text"), [("instruments", STOCK), ("families", PEOPLE)])
def test_a_fresh_register_given_an_export_has_the_same_things(desk, another_desk, kind, text):
    first = bring_in(desk, kind, text)
    out = listed(desk, kind)
    desk.run(undo.undo, Undo(first.act))
    assert listed(desk, kind).count("\n") == 1
    bring_in(desk, kind, out)
    assert listed(desk, kind) == out


def test_a_changed_cell_changes_that_instrument_only(desk):
    bring_in(desk, "instruments", STOCK)
    edited = listed(desk, "instruments").replace("ST-1", "ST-9")
    done = bring_in(desk, "instruments", edited).result
    assert (done.new, done.updated, done.skipped) == (0, 1, 3)
    assert desk.look(find.find, "st-9")[0].name == "Violin 3/4"


def test_an_import_is_one_act_that_is_undone_as_a_whole(desk):
    done = bring_in(desk, "instruments", STOCK)
    desk.run(undo.undo, Undo(done.act))
    assert desk.look(find.find, "stentor") == ()
    assert desk.look(scan, Scan("HMS-0001")).instrument is None
    again = bring_in(desk, "instruments", STOCK).result
    assert again.new == 4


def test_an_import_is_not_undone_under_a_loan(desk):
    bring_in(desk, "families", PEOPLE)
    done = bring_in(desk, "instruments", STOCK)
    [child] = [hit for hit in desk.look(find.find, "amira") if hit.kind == "pupil"]
    desk.run(lending.lend, Lend(("HMS-0001",), child.code))
    with pytest.raises(RuleError, match="Lent: Violin 3/4"):
        desk.run(undo.undo, Undo(done.act))


def test_problems_are_told_by_row_and_column_and_nothing_comes_in(desk):
    text = STOCK.replace("Ukulele,soprano", "Ukelele,giant", 1).replace("£129", "lots")
    told = problems_of(desk, "instruments", text)
    assert told[0] == "Row 2, value: “lots” is not a sum such as 129.00."
    assert told[1].startswith("Row 4, type: ")
    assert "ukulele" in told[1].lower()
    assert listed(desk, "instruments").count("\n") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Type,Serail\nViolin,1\n", "Row 1, Serail: We don't know this column. Did you mean"),
        ("Make\nStentor\n", "Row 1, type: This column is needed."),
        ("Type,type\nViolin,Violin\n", "Row 1, type: This column is there twice."),
        ("Type,Size\nViolin,7/9\n", "Row 2, size: A violin doesn't come in “7/9”"),
        ("Type,Bought\nViolin,2019?\n", "Row 2, bought: “2019?” is not a full date"),
        ("Type,Code\nViolin,M00000001\n", "Row 2, code: “M00000001” is not one of our labels"),
        (
            "Type,Serial\nViolin,A1\nViolin,A1\n",
            "Row 3, serial: This is the same serial as in row 2",
        ),
        ("Type,Old codes\nViolin,X1\nCello,X1\n", "Row 3, old codes: This is the same old label"),
        ("Type,Note\nViolin," + "x" * 5001 + "\n", "Row 2, note: That is longer than 5000"),
        ("Type\nViolin,extra\n", "Row 2: This row has more cells than the header has columns."),
    ],
)
def test_each_problem_has_its_sentence(desk, text, message):
    assert problems_of(desk, "instruments", text)[0].startswith(message)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        ("Type,Note\nViolin,caf\u00e9\n".encode("cp1252"), "not_utf_8"),
        (b"PK\x03\x04\x00\x00\x00", "not_a_list"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(desk, data, code):
    with pytest.raises(RuleError) as refused:
        desk.run(imports.import_list, ImportList.of("instruments", data))
    assert refused.value.code == code


def test_a_header_alone_brings_in_nothing(desk):
    assert bring_in(desk, "instruments", "type,size\n").result.new == 0


def test_semicolons_a_byte_order_mark_and_utf_16_are_read(desk):
    text = (
        STOCK.replace(",", ";").replace("£1;250", "£1,250").replace("HMS-0002; OLD 7", "HMS-0002")
    )
    assert bring_in(desk, "instruments", "\ufeff" + text).result.new == 4
    request = ImportList.of("families", PEOPLE.encode("utf-16"))
    assert desk.run(imports.import_list, request).result.new == 4


def test_a_formula_leaves_as_text_and_comes_back_as_it_was(desk):
    bring_in(desk, "instruments", STOCK)
    assert "'=1+1" in listed(desk, "instruments")
    bring_in(desk, "instruments", listed(desk, "instruments").replace("Mahalo", "Kala"))
    assert listed(desk, "instruments").count("'=1+1") == 1


def test_rows_of_one_family_have_to_agree(desk):
    text = PEOPLE.replace("O'Neill-Nguyễn,,,ZZ1", "O'Neill-Nguyễn,07700 900999,,ZZ1")
    assert problems_of(desk, "families", text) == [
        "Row 3, contact: Row 2 says “07700 900123” for the same family."
    ]


def test_trying_a_list_tells_what_it_would_do_and_changes_nothing(desk):
    tried = desk.look(imports.try_list, ImportList.of("instruments", STOCK.encode()))
    assert (tried.new, tried.problems) == (4, ())
    assert listed(desk, "instruments").count("\n") == 1
    wrong = ImportList.of("instruments", b"Type\nFiddle\n")
    assert len(desk.look(imports.try_list, wrong).problems) == 1


def test_a_thousand_new_instruments_take_their_numbers_in_one_go(desk):
    text = "type\n" + "Ukulele\n" * 1000
    assert bring_in(desk, "instruments", text).result.new == 1000
