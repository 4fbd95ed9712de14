"""Files as spreadsheets and people really write them: read rightly, or refused, never half read."""

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.services import exports, imports, instruments
from loanmgr.services.exports import Export
from loanmgr.services.imports import ImportList, ImportProblems
from loanmgr.services.scanning import Scan, scan
from tests.tables import rows


def bring_in(desk, kind, text):
    data = text if isinstance(text, bytes) else text.encode()
    return desk.run(imports.import_list, ImportList.of(kind, data)).result


def problems(desk, kind, text):
    with pytest.raises(ImportProblems) as refused:
        bring_in(desk, kind, text)
    return [str(problem) for problem in refused.value.problems]


def values(desk):
    return [row.value_pence for row in rows(desk, "SELECT value_pence FROM instrument ORDER BY id")]


def test_a_quotation_mark_that_is_never_closed_swallows_no_row(desk):
    text = 'type,note\nviolin,fine\nviolin,"open\nviolin,lost\n'
    assert problems(desk, "instruments", text) == [
        "Row 3: This row opens a quotation mark that is never closed."
    ]


def test_a_quotation_mark_where_none_can_be_is_told_by_row(desk):
    assert problems(desk, "instruments", 'type,note\nviolin,"a" b\n')[0].startswith("Row 2: ")


def test_a_first_line_of_a_spreadsheets_own_is_no_row(desk):
    text = "sep=;\ntype;value\nviolin;12\nviolin;many\n"
    assert problems(desk, "instruments", text)[0].startswith("Row 3, value: ")


def test_a_heading_with_a_comma_does_not_hide_the_semicolons(desk):
    told = problems(desk, "instruments", 'type;size;"make, model"\nviolin;1/2;x\n')
    assert told[0].startswith("Row 1, make, model: We don't know this column.")
    assert len(told) == 1


@pytest.mark.parametrize(
    ("cell", "pence"),
    [
        ("120", 12000),
        ("£1,200.50", 120050),
        ("1200.5", 120050),
        ('"1,200"', 120000),
        ('"1200,50"', 120050),
        ("£ 12", 1200),
        ("0", 0),
    ],
)
def test_sums_are_read_as_people_write_them(desk, cell, pence):
    cell = f'"{cell}"' if "," in cell and not cell.startswith('"') else cell
    bring_in(desk, "instruments", f"type,value\nviolin,{cell}\n")
    assert values(desk) == [pence]


@pytest.mark.parametrize("cell", ["12.345", "-5", "9" * 20, '"1,20"x', "٣", "12 pounds", '"1,2,3"'])
def test_what_is_no_sum_is_told(desk, cell):
    with pytest.raises(ImportProblems):
        bring_in(desk, "instruments", f"type,value\nviolin,{cell}\n")
    assert values(desk) == []


def test_a_day_that_has_not_come_is_told_in_words(desk):
    assert problems(desk, "instruments", "type,bought\nviolin,1/2/2030\n") == [
        "Row 2, bought: 1 February 2030 has not come yet."
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04rest",
        b"\xd0\xcf\x11\xe0rest",
        b"\xff\xfea",
        "type\nM\u00fcller".encode("cp1252"),
    ],
)
def test_files_of_another_kind_say_how_to_save_them(desk, data):
    with pytest.raises(RuleError, match="CSV UTF-8"):
        bring_in(desk, "instruments", data)


def test_problems_are_listed_up_to_a_thousand_and_counted_beyond(desk):
    text = "type,value\n" + "violin,many\n" * 1500
    tried = desk.look(imports.try_list, ImportList.of("instruments", text.encode()))
    assert (len(tried.problems), tried.problem_count) == (1000, 1500)
    with pytest.raises(ImportProblems, match="The list has 1,500 problems"):
        bring_in(desk, "instruments", text)


def test_a_postcode_is_the_same_with_and_without_its_space(desk):
    text = "family,postcode,child\nJo Smith,AB1 2CD,Al Smith\nJo Smith,ab12cd,Bo Smith\n"
    assert bring_in(desk, "families", text).new == 3
    assert bring_in(desk, "families", text).new == 0


def test_one_school_written_three_ways_is_one_school(desk):
    text = (
        "family,postcode,child,school\nJo Smith,AB1 2CD,Al,St Anne's\n"
        "Jo Smith,AB1 2CD,Bo,St Annes\nJo Smith,AB1 2CD,Cy,St. Anne’s\n"
    )
    assert bring_in(desk, "families", text).made == ("school St Anne's",)


def test_years_may_be_written_as_words(desk):
    text = "family,child,year\nJo Smith,Al,Reception\nJo Smith,Bo,nursery\nJo Smith,Cy,Y4\n"
    bring_in(desk, "families", text)
    years = rows(desk, "SELECT year FROM borrower WHERE kind = 'pupil' ORDER BY name")
    assert [row.year for row in years] == ["R", "N", "4"]


def test_numbers_that_a_list_brings_are_given_to_nothing_else(desk):
    listed = "code,type\nM00421721,violin\nM00000256,violin\nM00000159,violin\n"
    bring_in(desk, "instruments", listed)
    added = [
        desk.run(instruments.add_instrument, instruments.AddInstrument("violin")).result.code
        for _ in range(3)
    ]
    assert len({*added, "M00421721", "M00000256", "M00000159"}) == 6
    assert bring_in(desk, "instruments", "type\n" + "ukulele\n" * 300).new == 300


def test_parts_labels_and_search_of_many_are_as_of_one(desk):
    one = desk.run(
        instruments.add_instrument,
        instruments.AddInstrument("violin", "1/2", "Stentor", aliases=("A1",)),
    ).result.code
    bring_in(desk, "instruments", "type,size,make,old codes\nviolin,1/2,Stentor,A2\n")
    both = [desk.look(scan, Scan(text)).instrument for text in ("A1", "A2")]
    assert both[0].code == one
    assert both[0].name == both[1].name
    parts = rows(desk, "SELECT instrument_id, name FROM part ORDER BY instrument_id, name")
    assert [part.name for part in parts] == ["bow", "case", "bow", "case"]
    found = rows(desk, "SELECT thing, rank, text FROM search_entry WHERE kind = 'instrument'")
    shapes = {}
    for row in found:
        shapes.setdefault(row.thing, []).append(row.rank)
    assert [sorted(ranks) for ranks in shapes.values()] == [sorted(next(iter(shapes.values())))] * 2


def test_what_was_exported_is_read_back_letter_for_letter(desk):
    note = "He said \"hi\"; =1+1,\nand 'quoted' – Zoë"
    make = "'=SUM(A1)"
    request = instruments.AddInstrument("violin", make=make, serial="@7", note=note)
    desk.run(instruments.add_instrument, request)
    out = desk.look(exports.export, Export("instruments"))
    assert bring_in(desk, "instruments", out).updated == 0
    (kept,) = rows(desk, "SELECT make, serial, note FROM instrument")
    assert (kept.make, kept.serial, kept.note) == (make, "@7", note)
