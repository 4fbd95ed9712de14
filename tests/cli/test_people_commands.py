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
