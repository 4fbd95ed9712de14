"""Commands about what a lead has to look into."""

import pytest

from loanmgr.domain.ids import new_id
from tests.factories import on_the_counter, open_desk
from tests.tables import meddle


def test_who_has_not_signed_is_listed(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    assert cli.json("list", "unsigned").data == {
        "unsigned": [
            {
                "code": town.family,
                "name": "Ngozi Okafor",
                "kind": "family",
                "year": "2026/27",
                "since_on": "2026-11-21",
                "out": 1,
            }
        ]
    }
    assert "Ngozi Okafor" in cli("list", "unsigned").out


def test_whose_evidence_is_awaited_is_listed_with_the_last_day_and_never_why(cli, town):
    cli("award", town.pupil, "--scheme", "reduced-50", "--evidence", "awaited")
    said = cli.json("list", "evidence")
    assert said.data == {
        "evidence": [
            {
                "pupil": town.pupil,
                "pupil_name": "Amira Okafor",
                "family": town.family,
                "family_name": "Ngozi Okafor",
                "received_on": "2026-11-21",
                "grace_until_on": "2026-12-19",
            }
        ]
    }
    plain = cli("list", "evidence").out
    assert "Amira Okafor" in plain
    assert "income" not in said.out + plain


def test_nothing_to_list_is_said(cli, town):
    assert cli.json("list", "unsigned").data == {"unsigned": []}
    assert cli("list", "unsigned").out == "Every agreement of this year is signed.\n"
    assert cli.json("list", "evidence").data == {"evidence": []}
    assert cli("list", "evidence").out == "No evidence is awaited.\n"


@pytest.mark.parametrize("which", ["unsigned", "turned-up", "evidence"])
def test_they_are_for_a_lead(cli, town, started_url, which):
    staff = "INSERT INTO staff (uuid, name) VALUES (:uuid, 'Joan Volunteer')"
    meddle(started_url, staff, uuid=new_id())
    said = cli.json("list", which, before=("--as", "Joan Volunteer"))
    assert said.refused["code"] == "lead_only"


def test_what_lies_on_every_counter(cli, town, started_url):
    assert cli.json("list", "counter").data == {"counter": []}
    assert cli("list", "counter").out == "Nothing lies on a counter at Ashby Music Centre.\n"
    desk = open_desk(started_url)
    on_the_counter(desk, town.pupil, town.violin)
    desk.close()
    [told] = cli.json("list", "counter").data["counter"]
    assert (told["instruments"], told["desk"]) == ([town.violin], "Ashby 1")
    assert told["is_parked"] is False
    assert told["title"] in cli("list", "counter").out
