"""What nobody had on record as out, and what waits for the next person, on the command line."""

import pytest

NOT_OUT = "--not-recorded-out"


def test_what_was_not_recorded_as_out_is_refused_and_then_handed_in(cli, town):
    refused = cli.json("return", town.violin).refused
    assert refused["code"] == "not_on_loan"
    hint = "is not on loan. To take it in all the same, add --not-recorded-out."
    assert refused["message"].endswith(hint)

    handed = cli.json("return", town.violin, NOT_OUT).data
    assert handed["returned"][0]["was_with"] is None
    [found] = cli.json("list", "turned-up").data["turned_up"]
    assert (found["instrument"], found["act"]) == (town.violin, handed["act"])
    assert (found["on"], found["last_with"]) == ("2026-11-21", None)


def test_what_turned_up_names_who_had_it_last_and_undone_it_is_not_listed(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    cli("return", town.violin)
    later = ("--today", "2026-11-28")
    cli("return", town.violin, NOT_OUT, before=later)
    assert "Amira Okafor" in cli("list", "turned-up", before=later).out
    assert cli("undo", before=later).status == 0
    assert cli.json("list", "turned-up", before=later).data == {"turned_up": []}
    words = "Nothing turned up in the last four weeks.\n"
    assert cli("list", "turned-up", before=later).out == words


def test_what_is_out_is_returned_and_not_handed_in(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    assert cli.json("return", town.violin, NOT_OUT).refused["code"] == "on_loan_elsewhere"


def test_returned_twice_it_says_where_and_by_whom(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    cli("return", town.violin)
    refused = cli.json("return", town.violin).refused
    assert refused["code"] == "already_returned"
    assert "was already returned at " in refused["message"]


@pytest.mark.parametrize("also", [("--on", "2026-11-20"), ("--fault", "peg"), ("--missing", "bow")])
def test_there_is_no_day_fault_or_part_of_a_loan_that_never_was(cli, town, also):
    said = cli("return", town.violin, NOT_OUT, *also)
    assert (said.status, "stands alone" in said.err) == (2, True)


def test_only_one_at_a_time_is_handed_in(cli, town, violins):
    assert cli("return", town.violin, violins(), NOT_OUT).status == 2


def test_a_list_has_a_name(cli):
    said = cli("list")
    assert (said.status, "Say what to list: counter, turned-up" in said.err) == (2, True)


def test_a_tablet_is_lent_when_somebody_said_that_it_is_ready(cli, town):
    tablet = cli.code("add", "instrument", "--type", "tablet", "--size", "iPad")
    cli("lend", tablet, "--to", town.pupil)
    waits = "wiped, signed out, charger back"
    assert cli.json("return", tablet).data["returned"][0]["unready"] == waits
    assert cli.json("show", tablet).data["unready"] == waits
    assert cli.json("lend", tablet, "--to", town.pupil).refused["code"] == "unready"

    done = cli.json("ready", tablet).data
    assert done["instrument"] == tablet
    assert cli.json("ready", tablet).refused["code"] == "is_ready"
    assert cli.json("lend", tablet, "--to", town.pupil).status == 0
