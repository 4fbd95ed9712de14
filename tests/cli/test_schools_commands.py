"""Schools on the command line: what a script gets for each outcome, on both engines."""

import pytest

from tests.gias import Made, sheet, whole

OPEN = {"EstablishmentStatus (name)": "Open", "CloseDate": ""}
SCHOOLS = tuple(
    Made(110_001 + at, name, "Hertfordshire", OPEN)
    for at, name in enumerate(("Ford School", "O’Connell Primary", "Llanfair–Môr Infants"))
)


@pytest.fixture
def register(here):
    (here / "all.csv").write_bytes(sheet((*SCHOOLS, Made(120_000, "Far School", "Ashbyshire"))))
    return "all.csv"


def brought(cli, *words):
    said = cli.json("import", "schools", *words)
    assert said.status == 0, said.err
    return said.data


def test_schools_of_the_area_come_in_and_the_area_is_remembered(cli, register):
    first = brought(cli, register, "--area", "hertfordshire")
    assert (first["new"], first["areas"]) == (3, ["Hertfordshire"])
    again = brought(cli, register)
    assert (again["import"], again["new"], again["skipped"]) == (None, 0, 3)
    assert cli.json("find", "llanfair").data["results"][0]["kind"] == "school"


def test_a_dry_run_tells_school_by_school_and_changes_nothing(cli, register):
    tried = brought(cli, register, "--area", "Hertfordshire", "--dry-run")
    assert [line["kind"] for line in tried["schools"]] == ["new"] * 3
    assert cli.json("find", "llanfair").data["results"] == []


def test_a_load_is_taken_back_as_a_whole(cli, register):
    done = brought(cli, register, "--area", "Hertfordshire")
    assert cli.json("import", "undo", done["import"]).status == 0
    assert cli.json("find", "llanfair").data["results"] == []


def test_without_an_area_a_person_is_told_how_to_say_it(cli, register):
    refused = cli.json("import", "schools", register).refused
    assert refused["code"] == "no_area"
    assert '--area "Hertfordshire"' in refused["message"]
    assert "“Ashbyshire”" in refused["message"]


def test_an_unknown_area_and_a_missing_file(cli, register, stock_file):
    wrong = cli.json("import", "schools", register, "--area", "Hertfordshier").refused
    assert (wrong["code"], wrong["field"]) == ("area", "area")
    assert cli("import", "schools", "none.csv").status == 2
    assert cli("import", "instruments", stock_file, "--area", "Brook").status == 2


@pytest.fixture
def stock_file(here):
    (here / "stock.csv").write_text("type\nviolin\n", encoding="utf-8")
    return "stock.csv"


def test_what_is_wrong_is_listed_by_row_and_column(cli, here):
    bad = Made(110_001, "Ford School", "Hertfordshire", {**OPEN, "StatutoryLowAge": "three"})
    (here / "bad.csv").write_bytes(sheet([bad]))
    said = cli.json("import", "schools", "bad.csv", "--area", "Hertfordshire")
    assert said.refused["code"] == "import_problems"
    assert said.data["problems"] == [
        {"row": 2, "column": "StatutoryLowAge", "message": "“three” is not a whole number."}
    ]
    assert cli.json("find", "ford school").data["results"] == []


def test_a_register_of_many_areas_in_one_go(cli, here):
    (here / "many.csv").write_bytes(whole(3000))
    done = brought(cli, "many.csv", "--area", "Hertfordshire", "--area", "Bristol, City of")
    assert done["areas"] == ["Hertfordshire", "Bristol, City of"]
    assert done["new"] > 10
    assert brought(cli, "many.csv")["new"] == 0


def test_a_pupil_s_school_by_urn(cli, register):
    brought(cli, register, "--area", "Hertfordshire")
    home = cli.code("add", "family", "--name", "Ngozi Okafor")
    child = cli.code(
        "add", "pupil", "--family", home, "--name", "Amira Okafor", "--school", "110002"
    )
    school = cli.json("show", child).data["school"]
    assert cli.json("show", school).data["urn"] == "110002"
