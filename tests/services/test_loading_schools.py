"""Schools from the national register: brought in once, kept up to date, never lost."""

from datetime import date

import pytest

from loanmgr.domain.errors import RuleError
from loanmgr.jobs import schools as jobs
from loanmgr.services import (
    details,
    exports,
    find,
    imports,
    joining,
    records,
    returns,
    schools,
    undo,
)
from loanmgr.services.exports import Export
from loanmgr.services.imports import ImportList
from loanmgr.services.imports.table import ImportProblems
from loanmgr.services.undo import Undo
from tests import factories
from tests.gias import Made, row, sheet
from tests.tables import counts

HERTS = ("Hertfordshire",)
OPEN = {"EstablishmentStatus (name)": "Open", "CloseDate": ""}
SHUT = {"EstablishmentStatus (name)": "Closed", "CloseDate": "31-08-2026"}


def made(urn, name="", area="Hertfordshire", **more):
    return Made(urn, name, area, {**OPEN, **more})


THREE = (
    made(110001, "O’Connell Primary School"),
    made(110002, "St. Anne's Primary", Postcode="ZZ1 2ZZ"),
    made(110003, "Elsewhere School", "Ashbyshire"),
)


@pytest.fixture
def look(desk, tmp_path):
    """Read a file and say what it would do."""

    def look_into(data, areas=HERTS, *, step=lambda *_said: True):
        file = tmp_path / "schools.csv"
        file.write_bytes(data)
        return jobs.look_into(desk, file, areas, step)

    return look_into


@pytest.fixture
def load(desk, look):
    """Bring a file in."""

    def bring_in(data, areas=HERTS):
        found = look(data, areas)
        assert found.problems == ()
        return desk.run(schools.load_schools, found.request).result

    return bring_in


def exported(desk):
    return desk.look(exports.export, Export("schools"))


def one(desk, name):
    [hit] = [hit for hit in desk.look(find.find, name) if hit.kind == "school"]
    return desk.look(records.person, hit.code)


def problems(look, data):
    return [str(problem) for problem in look(data).problems]


def test_schools_of_the_area_come_in_with_cards_and_are_found(desk, load):
    done = load(sheet(THREE))
    assert (done.new, done.updated, done.skipped, done.areas) == (2, 0, 0, HERTS)
    assert [hit.name for hit in desk.look(find.find, "oconnell")] == []
    assert [hit.name for hit in desk.look(find.find, "o'connell")] == ["O’Connell Primary School"]
    assert desk.look(find.find, "elsewhere") == ()
    known = one(desk, "connell")
    cells = row(THREE[0])
    assert (known.urn, known.postcode) == ("110001", cells["Postcode"])
    assert known.address.startswith(cells["Street"])
    factories.lend(desk, factories.violin(desk), known.code)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_letters_arrive_as_they_were_written(desk, load, encoding):
    name = "Llanfair–Môr “Old” School’s Infants"
    load(sheet([made(110001, name)], encoding=encoding))
    assert one(desk, "llanfair").name == name


def test_the_same_file_twice_changes_nothing(desk, load):
    load(sheet(THREE))
    before = exported(desk), counts(desk)
    again = load(sheet(THREE))
    assert (again.new, again.updated, again.skipped) == (0, 0, 2)
    assert exported(desk) == before[0]
    gone_up = {"act", "act_body"}
    assert all(before[1][t] == n for t, n in counts(desk).items() if t not in gone_up)


def test_what_was_exported_comes_in_again_and_changes_nothing(desk, load, another_desk):
    load(sheet(THREE))
    before = exported(desk)
    again = load(before.encode(), None)
    assert (again.new, again.updated, again.skipped) == (0, 0, 2)
    assert exported(desk) == before


def test_a_newer_file_brings_what_has_changed(desk, load):
    load(sheet([made(110001, "Old Name School")]))
    newer = made(110001, "New Name School", TelephoneNum="1632960111", NumberOfPupils="77")
    done = load(sheet([newer]))
    assert (done.new, done.updated) == (0, 1)
    assert one(desk, "new name").urn == "110001"
    assert desk.look(find.find, "old name") == ()
    assert "01632960111" in exported(desk)
    assert ",77," in exported(desk)


def test_all_schools_are_one_act_that_is_undone_as_a_whole(desk, load):
    before = exported(desk)
    done = load(sheet(THREE))
    desk.run(undo.undo, Undo(done.act))
    assert exported(desk) == before
    assert desk.look(find.find, "connell") == ()
    assert desk.look(schools.areas_before, None) == ()
    again = load(sheet(THREE))
    assert again.new == 2
    after = exported(desk)
    undone = desk.run(undo.undo, Undo(again.act)).result
    desk.run(undo.undo, Undo(undone.act))
    assert exported(desk) == after
    assert one(desk, "connell").urn == "110001"


def test_undoing_an_update_brings_the_old_name_back(desk, load):
    load(sheet([made(110001, "Old Name School")]))
    done = load(sheet([made(110001, "New Name School")]))
    desk.run(undo.undo, Undo(done.act))
    assert one(desk, "old name").name == "Old Name School"
    assert desk.look(find.find, "new name") == ()


def test_a_load_is_not_undone_under_a_pupil(desk, load):
    done = load(sheet(THREE))
    factories.pupil(desk, school="O’Connell Primary School")
    with pytest.raises(RuleError, match="is at this school"):
        desk.run(undo.undo, Undo(done.act))


def test_our_own_school_of_that_name_and_postcode_is_joined_and_said(desk, load):
    card = factories.school(desk, "St Annes Primary", postcode="zz12zz")
    done = load(sheet(THREE))
    assert (done.new, done.updated) == (1, 1)
    assert done.joined == (f"St Annes Primary {card}",)
    assert desk.look(records.person, card).urn == "110002"


def test_a_school_known_by_name_alone_is_joined_where_only_one_can_be_meant(desk, load, look):
    factories.school(desk, "St Anne’s Primary")
    twins = [*THREE, made(110004, "St Annes Primary", Postcode="ZZ9 9ZZ")]
    [said] = problems(look, sheet(twins))
    assert "URN or postcode" in said
    assert said.startswith("Row 3, EstablishmentName: St. Anne's Primary, as are 1 more rows")
    assert load(sheet(THREE)).joined != ()


def test_two_of_ours_at_one_place_are_asked_about(desk, look):
    for _ in range(2):
        factories.school(desk, "St Anne's Primary", postcode="ZZ1 2ZZ")
    found = look(sheet(THREE))
    assert "We have 2 schools called St. Anne's Primary there" in found.problems[0].message
    with pytest.raises(ImportProblems):
        desk.run(schools.load_schools, found.request)
    assert desk.look(find.find, "connell") == ()


def test_a_school_outside_the_area_that_is_here_is_kept_up_to_date(desk, load):
    card = factories.school(desk, "Elsewhere", urn="110003")
    load(sheet(THREE))
    assert desk.look(records.person, card).name == "Elsewhere School"


def test_a_closed_school_keeps_what_it_has_and_is_lent_nothing_more(desk, load):
    load(sheet(THREE))
    known, violin = one(desk, "connell"), factories.violin(desk)
    factories.lend(desk, violin, known.code)
    done = load(sheet([made(110001, "O’Connell Primary School", **SHUT), *THREE[1:]]))
    assert (done.updated, done.closed) == (1, 1)
    with pytest.raises(RuleError, match="closed on 31 August 2026"):
        factories.lend(desk, factories.violin(desk), known.code)
    assert desk.look(records.person, known.code).left_on == date(2026, 8, 31)
    desk.run(returns.return_one, returns.Return(violin))
    load(sheet(THREE))
    factories.lend(desk, violin, known.code)


def test_a_closed_school_that_was_never_here_does_not_come_in(desk, load):
    assert load(sheet([made(110001, "Gone School", **SHUT)])).new == 0


def test_an_academy_joins_ours_by_its_open_row(desk, load):
    card = factories.school(desk, "Ford School", postcode="ZZ1 1ZZ")
    old = made(110008, "Ford School", Postcode="ZZ1 1ZZ", **SHUT)
    done = load(sheet([old, made(110009, "Ford School", Postcode="ZZ1 1ZZ")]))
    assert done.joined == (f"Ford School {card}",)
    assert desk.look(records.person, card).urn == "110009"


def test_a_school_that_is_no_longer_in_the_file_is_reported_and_stays(desk, load):
    load(sheet(THREE))
    done = load(sheet(THREE[1:]))
    assert [name.rpartition(" ")[0] for name in done.gone] == ["O’Connell Primary School"]
    assert one(desk, "connell").left_on is None


def test_the_area_is_remembered(desk, load, look):
    assert look(sheet(THREE), None).needs_area
    load(sheet(THREE))
    load(exported(desk).encode(), None)
    assert desk.look(schools.areas_before, None) == HERTS
    assert look(sheet(THREE), None).tried.loaded.skipped == 2


def test_an_area_that_the_file_does_not_have(look):
    with pytest.raises(RuleError, match="Did you mean Hertfordshire"):
        look(sheet(THREE), ("Hertfordshier",))


def test_what_our_own_list_says_of_a_school_without_a_urn(desk, load):
    done = load(b"name,postcode,contact,closed\nFord School,zz1 1zz,office@ford.example,\n", None)
    assert done.new == 1
    done = load(b"name,postcode,contact\nFord School,ZZ11ZZ,head@ford.example\n", None)
    assert (done.new, done.updated) == (0, 1)
    assert one(desk, "ford").contact == "head@ford.example"


def test_a_fresh_register_given_an_export_has_the_same_cards(desk, load):
    done = load(sheet(THREE))
    out = exported(desk)
    desk.run(undo.undo, Undo(done.act))
    assert load(out.encode(), None).updated == 2
    assert exported(desk) == out


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"URN": "12"}, "Row 2, URN: A URN is six digits; “12” is not."),
        ({"NumberOfPupils": "many"}, "Row 2, NumberOfPupils: “many” is not a whole number."),
        ({"EstablishmentName": " "}, "Row 2, EstablishmentName: Say the school's name."),
        (
            {"EstablishmentStatus (name)": "Shut"},
            "Row 2, EstablishmentStatus (name): A school is Open, Closed, Open, but proposed to"
            " close and Proposed to open; “Shut” is none of them.",
        ),
        (
            {**SHUT, "CloseDate": "2019-08-31"},
            "Row 2, CloseDate: “2019-08-31” is not a date such as 31-08-2026.",
        ),
        ({"Street": "x" * 301}, "Row 2, Street: That is longer than 300 characters."),
    ],
)
def test_what_is_wrong_is_told_by_row_and_column(look, more, said):
    assert said in problems(look, sheet([made(110001, "Ford School", **more)]))


def test_the_same_urn_twice(look):
    assert problems(look, sheet([made(110001, "A"), made(110001, "B")])) == [
        "Row 3, URN: Row 2 has the same: 110001."
    ]


def test_a_missing_column_is_named(look):
    with pytest.raises(RuleError, match=r"no column “Trusts \(name\)” and “Postcode”"):
        look(sheet(THREE, without=["Postcode", "Trusts (name)"]))


def test_a_file_that_breaks_off(look):
    whole = sheet(THREE).rstrip()
    with pytest.raises(ImportProblems, match="breaks off in the middle"):
        look(whole[: whole.rindex(b"Streams")])
    assert "fewer cells" in problems(look, whole[: whole.rindex(b',"')])[0]


def test_a_file_in_another_encoding(look):
    torn = sheet(THREE).replace(b"Anne", b"Ann\x81")
    with pytest.raises(RuleError, match=r"neither in Windows-1252 nor in UTF-8 \(see line 3\)"):
        look(torn)


def test_reading_can_be_stopped_and_changes_nothing(desk, look):
    many = sheet(made(110000 + at) for at in range(1200))
    before = counts(desk)
    assert look(many, step=lambda *_said: False) is None
    assert counts(desk) == before


def test_a_pupil_s_school_is_named_by_its_urn(desk, load):
    load(sheet(THREE))
    card = factories.pupil(desk, school="110001")
    assert desk.look(records.person, card).children[0].school == "O’Connell Primary School"
    with pytest.raises(RuleError, match="no school with URN 999999"):
        factories.pupil(desk, "Ben Carter", school="999999")


def test_a_card_of_somebody_else_in_our_own_list(desk, look):
    child = factories.pupil(desk)
    [said] = problems_of_ours(look, f"code,name\n{child},Ford School\n")
    assert said == f"Row 2, code: {child} is the label of something else."


def test_a_list_written_before_two_were_joined_is_asked_about(desk, look, load):
    kept, gone = factories.school(desk, "Ford School"), factories.school(desk, "Ford Scool")
    before = exported(desk)
    desk.run(joining.join_records, joining.Join(gone, kept))
    [said] = problems_of_ours(look, before)
    assert said == f"Row 3, code: Row 2 is the same school here: Ford School {kept}."
    alone = f"code,name,postcode\n{gone},Ford School,ZZ1 1ZZ\n"
    assert load(alone.encode(), None).updated == 1
    assert desk.look(records.person, kept).postcode == "ZZ1 1ZZ"


def problems_of_ours(look, text):
    return [str(problem) for problem in look(text.encode(), None).problems]


def test_schools_of_one_name_are_told_apart_by_urn_and_card(desk, load):
    load(sheet([made(110001, "Ford School"), made(110002, "Ford School", Postcode="ZZ8 8ZZ")]))
    with pytest.raises(RuleError, match="Several schools are called Ford School"):
        factories.pupil(desk, school="Ford School")
    wrong = b"family,child,school\nNgozi Okafor,Amira Okafor,ford school\n"
    with pytest.raises(ImportProblems, match="Several schools are called ford school"):
        desk.run(imports.import_list, ImportList.of("families", wrong))
    right = b"family,child,school\nNgozi Okafor,Amira Okafor,110002\n"
    desk.run(imports.import_list, ImportList.of("families", right))
    [hit] = [hit for hit in desk.look(find.find, "amira") if hit.kind == "pupil"]
    school = desk.look(details.details, hit.code).school
    assert desk.look(records.person, school).urn == "110002"
    out = desk.look(exports.export, Export("families"))
    assert school in out
    again = desk.run(imports.import_list, ImportList.of("families", out.encode())).result
    assert (again.new, again.updated) == (0, 0)


def test_two_desks_load_at_once(desk, look, another_desk):
    other = another_desk()
    first, second = look(sheet(THREE)), look(sheet(THREE))
    desk.run(schools.load_schools, first.request)
    done = other.run(schools.load_schools, second.request).result
    assert (done.new, done.skipped) == (0, 2)
