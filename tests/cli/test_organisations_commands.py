"""Schools, teachers and partners on the command line: contact people, corrections, the list."""

from tests.gias import Made, sheet

OPEN = {"EstablishmentStatus (name)": "Open", "CloseDate": ""}


def done(cli, *words):
    said = cli.json(*words)
    assert said.status == 0, said.err
    return said.data


def test_a_contact_person_comes_changes_and_goes(cli, town):
    school = town.school
    added = done(cli, "contact", "add", school, "--name", "Jo Field", "--role", "Music")
    assert [each["name"] for each in added["contacts"]] == ["Jo Field"]
    changed = done(cli, "contact", "change", school, "jo", "--prefers", "email")
    assert changed["contacts"][0]["prefers"] == "email"
    assert done(cli, "show", school)["contacts"] == changed["contacts"]
    assert "Music" in cli("show", school).out
    gone = done(cli, "contact", "remove", school, "Jo")
    assert gone["contacts"] == []
    assert done(cli, "undo")["undid_act"] == gone["act"]
    assert cli("contact", "change", school, "Jo").status == 2
    assert cli.json("contact", "remove", school, "Sam").refused["code"] == "unknown_contact"


def test_a_name_and_an_address_are_corrected_and_undone(cli, town):
    changed = done(cli, "change", town.school, "--name", "St Anne’s", "--postcode", "zz1 1zz")
    assert (changed["name"], changed["postcode"]) == ("St Anne’s", "ZZ1 1ZZ")
    assert changed["changed"] == ["name", "postcode"]
    assert [hit["name"] for hit in done(cli, "find", "st anne")["results"]] == ["St Anne’s"]
    done(cli, "undo")
    assert done(cli, "show", town.school)["postcode"] == ""
    assert cli("change", town.school).status == 2
    assert cli.json("change", town.school, "--year", "4").refused["field"] == "year"


def test_a_twin_is_told_of(cli, town):
    other = cli.code("add", "partner", "--name", "Ashby Arts")
    card = cli.code("add", "partner", "--name", "Ashby Artz")
    changed = cli.json("change", card, "--name", "Ashby Arts")
    assert changed.data["alike"] == [f"Ashby Arts {other}"]
    assert f"There is another one of that name: Ashby Arts {other}." in changed.err


def test_teachers_adults_and_partners_are_added_found_lent_to_and_corrected(cli, violins):
    for kind in ("teacher", "adult", "partner"):
        card = cli.code("add", kind, "--name", f"Bela {kind}", "--contact", "07700 900111")
        assert done(cli, "find", f"bela {kind}")["results"][0]["kind"] == kind
        lent = done(cli, "lend", violins(), "--to", card)
        assert len(lent["lines"]) == 1
        done(cli, "change", card, "--address", "1 Mill Lane", "--contact", "07700 900222")
        shown = done(cli, "show", card)
        assert (shown["kind"], shown["address"], shown["contact"]) == (
            kind,
            "1 Mill Lane",
            "07700 900222",
        )
        assert len(shown["out"]) == 1


def test_schools_are_listed(cli, here, town):
    schools = [
        Made(110_001 + at, name, "Hertfordshire", {**OPEN, "PhaseOfEducation (name)": phase})
        for at, (name, phase) in enumerate(
            (("Ford High", "Secondary"), ("Brook Infants", "Primary"))
        )
    ]
    (here / "all.csv").write_bytes(sheet(schools))
    done(cli, "import", "schools", "all.csv", "--area", "Hertfordshire")
    everyone = done(cli, "list", "schools")["schools"]
    assert [each["name"] for each in everyone] == [
        "Brook Infants",
        "Ford High",
        "St Anne's Primary",
    ]
    primary = done(cli, "list", "schools", "--phase", "Primary")["schools"]
    assert [each["name"] for each in primary] == ["Brook Infants"]
    assert done(cli, "list", "schools", "--state", "closed")["schools"] == []
    assert done(cli, "list", "schools", "--holding")["schools"] == []
    done(cli, "lend", town.violin, "--to", town.school)
    [holds] = done(cli, "list", "schools", "--holding")["schools"]
    assert (holds["code"], holds["out"]) == (town.school, 1)
    assert "There is no such school." in cli("list", "schools", "--name", "zebra").out
