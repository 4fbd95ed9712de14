"""Commands about people over time: grown-ups, leavers, households, payers, joined records."""


def test_grown_ups_are_added_changed_and_taken_off(cli, town):
    cli("add", "carer", "--family", town.family, "--name", "Chidi Okafor", "--prefers", "post")
    said = cli.json("carer", town.family, "chidi", "--contact", "07700 900555", "--signs").data
    assert said["carers"][0] == {
        "name": "Chidi Okafor",
        "contact": "07700 900555",
        "prefers": "post",
    }
    assert "Chidi Okafor" in cli("carer", town.family).out
    left = cli.json("carer", town.family, "Chidi Okafor", "--remove").data["carers"]
    assert [each["name"] for each in left] == ["Ngozi Okafor"]
    assert cli("carer", town.family, "Ngozi Okafor").status == 2
    assert cli("carer", town.family, "--signs").status == 2
    assert cli("carer", town.family, "Ngozi", "--remove", "--signs").status == 2


def test_leavers_are_noted_and_listed(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    said = cli("leave", town.family, "--on", "2026-11-20", "--because", "moved away").out
    assert said.endswith("left on 20 November 2026. Still out: 1. To pay £24.00.\n")
    [gone] = cli.json("list", "leavers").data["leavers"]
    assert (gone["card"], gone["out"], gone["balance_pence"]) == (town.family, 1, 2400)
    assert cli.json("lend", town.violin, "--to", town.pupil).status == 1
    assert "is back." in cli("come-back", town.family).out
    assert cli("list", "leavers").out == "Nobody left with anything out or to pay.\n"


def test_two_records_are_joined_and_taken_apart_again(cli, town):
    other = cli.code("add", "family", "--name", "Ngozi Okafor", "--postcode", "AB1 2CD")
    cli("lend", town.violin, "--to", town.pupil)
    [pair] = cli.json("list", "duplicates").data["duplicates"]
    assert (pair["why"], pair["keep"], pair["drop"]) == ("postcode", town.family, other)
    would = cli.json("merge", town.family, "--into", other, "--dry-run").data
    assert (would["act"], would["out"], would["balance_pence"]) == (None, 1, 2400)
    assert would["children"] == ["Amira Okafor"]
    said = cli("merge", town.family, "--into", other).out
    assert said.startswith(f"Joined: Ngozi Okafor {town.family} into Ngozi Okafor {other}.\n")
    assert said.endswith("The old card works on.\n")
    assert cli.json("account", town.family).data["code"] == other
    assert cli.json("show", town.family).data["code"] == other
    assert cli("list", "duplicates").out == "No two records look alike.\n"
    assert cli("merge", town.family, "--into", other).err == "They are one record already.\n"
    cli("undo")
    assert cli.json("account", town.family).data["balance_pence"] == 2400


def test_a_child_changes_household(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    aunt = cli.code("add", "family", "--name", "Ada Obi")
    said = cli("move-child", town.pupil, "--to", aunt).out
    assert said.startswith(f"Amira Okafor belongs to Ada Obi {aunt} now. 1 out came along.\n")
    assert cli.json("account", town.family).data["balance_pence"] == 2400
    assert cli.json("account", town.pupil).data["balance_pence"] == 0


def test_an_organisation_pays_for_a_child(cli, town):
    council = cli.code("add", "partner", "--name", "Ashby County Council")
    said = cli("pays", town.pupil, council, "--letters-to", "Jo Hall").out
    assert said == ("Ashby County Council pays for Amira Okafor now. Letters go to Jo Hall.\n")
    cli("lend", town.violin, "--to", town.pupil)
    assert cli.json("account", council).data["balance_pence"] == 2400
    assert cli.json("account", town.family).data["balance_pence"] == 0
    assert cli("pays", town.pupil, "family").out.startswith("Okafor family pays for Amira")
    assert cli.json("pays", town.pupil, town.school).refused["field"] == "organisation"


def test_a_number_elsewhere_is_said_and_read(cli, town):
    assert cli("their-number", town.pupil).out.endswith("has no number in another system.\n")
    said = cli.json("their-number", town.pupil, "SA 4017").data
    assert (said["borrower"], said["number"]) == (town.pupil, "SA4017")
    assert cli.json("their-number", "sa4017").data["number"] == "SA4017"
    assert cli.json("their-number", town.pupil, "B00000177").status == 1
    assert cli("undo").status == 0
    assert cli.json("their-number", town.pupil).data["number"] is None
