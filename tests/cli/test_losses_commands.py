"""Commands about loss and damage."""

import pytest


def balance(cli, card):
    return cli.json("account", card).data["balance_pence"]


@pytest.fixture
def out(cli, town):
    """A violin worth £180.00 that went out; its label."""
    code = cli.code("add", "instrument", "--type", "violin", "--value-pence", "18000")
    assert cli("lend", code, "--to", town.pupil).status == 0
    return code


def test_a_loss_is_priced_reported_and_undone(cli, town, out):
    would = cli.json("lost", out, "--dry-run").data
    assert (would["act"], would["charge"]["due_pence"]) == (None, 18_000)
    assert balance(cli, town.family) == 2400

    done = cli.json("lost", out, "--stolen", "--crime-ref", "41/123").data
    assert done["was_with_code"] == town.pupil
    assert done["charge"]["steps"] == [{"what": "Replacement value £180.00", "pence": 18_000}]
    assert balance(cli, town.family) == 20_400
    shown = cli.json("show", out).data
    assert (shown["status"], shown["charges"][0]["due_pence"]) == ("missing", 18_000)

    refused = cli.json("lost", out).refused
    assert refused["code"] == "already_lost"
    cli("undo", done["act"])
    assert balance(cli, town.family) == 2400


def test_a_loss_says_in_words_what_it_costs(cli, out):
    said = cli("lost", out).out
    assert said.startswith("Reported lost: Violin ")
    assert "£180.00 is charged:\n  Replacement value £180.00\n" in said


def test_a_value_nobody_knows_is_asked_for(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    refused = cli.json("lost", town.violin).refused
    assert (refused["code"], refused["field"]) == ("no_value", "value_pence")
    assert cli.json("lost", town.violin, "--value-pence", "500").data["charge"]["due_pence"] == 500


@pytest.mark.parametrize(
    ("typed", "left"),
    [(("found",), 2400), (("return",), 2400), (("found", "--keep-charge"), 20_400)],
)
def test_what_turns_up_takes_its_charge_off_or_keeps_it(cli, town, out, typed, left):
    cli("lost", out)
    command, *options = typed
    said = cli(command, out, *options)
    assert said.status == 0
    assert "charged for its loss" in said.out
    assert balance(cli, town.family) == left


def test_damage_and_lowering_it(cli, town, out):
    done = cli.json("damaged", out, "--fault", "Scroll broken", "--cost-pence", "4500").data
    assert done["charge"]["due_pence"] == 4500
    assert balance(cli, town.family) == 6900
    lowered = cli.json("lower", out, "--reason", "wear and tear", "--to-pence", "1000").data
    assert (lowered["off_pence"], lowered["due_pence"]) == (3500, 1000)
    assert balance(cli, town.family) == 3400
    assert "wear and tear" not in cli("account", town.family).out


def test_a_price_says_what_a_loss_costs(cli, town, here):
    asked = ("--type", "violin", "--from", "2026-11-21", "--for", town.pupil)
    assert cli.json("quote", *asked).data["if_lost"] is None
    text = '[[tariffs]]\ncode = "loss"\nname = "Loss"\nbasis = "loss"\nprice_pence = 5000\n'
    (here / "loss.toml").write_text(text, encoding="utf-8")
    cli("policy", "import", "loss.toml")
    assert cli.json("quote", *asked).data["if_lost"]["due_pence"] == 5000
    assert "If it is lost: £50.00." in cli("quote", *asked).out


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        (("lost", "M1"), 1),
        (("lost",), 2),
        (("damaged", "M1"), 2),
        (("lower", "M1"), 2),
        (("found", "M1"), 1),
    ],
)
def test_nonsense_changes_nothing(cli, typed, status):
    assert cli(*typed).status == status


def test_a_crime_reference_is_for_what_was_stolen(cli, out):
    assert cli("lost", out, "--crime-ref", "41").status == 2
    assert cli("lower", out, "--reason", "x", "--charge", "soon").status == 2
    assert cli.json("lower", out, "--reason", "x").refused["code"] == "no_charge"
