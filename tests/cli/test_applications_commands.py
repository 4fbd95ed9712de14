"""Commands about reduced rates: applying, deciding, ending, and what waits."""

import pytest

LATER = ("--today", "2026-12-05")


def balance(cli, card):
    return cli.json("account", card).data["balance_pence"]


def test_an_application_is_noted_decided_and_ended(cli, town):
    applied = cli.json("apply", town.pupil, "--scheme", "reduced-50").data
    assert (applied["state"], applied["grace_until_on"]) == ("applied", "2026-12-19")
    cli("lend", town.violin, "--to", town.pupil)
    assert balance(cli, town.family) == 1200
    [waits] = cli.json("list", "applications").data["applications"]
    assert (waits["pupil"], waits["is_seen"]) == (town.pupil, False)

    decided = cli.json("decide", town.pupil, "awarded", "--evidence", "letter").data
    assert (decided["state"], decided["less_pence"]) == ("awarded", 0)
    assert cli("list", "applications").out == "Nothing waits for a decision.\n"

    ended = cli(*LATER, "end-award", town.pupil).out
    assert ended == "Ended: Amira Okafor, to 4 December 2026.\n"


def test_refusing_says_what_is_due_now(cli, town):
    cli("apply", town.pupil, "--scheme", "reduced-50", "--evidence", "letter")
    cli("lend", town.violin, "--to", town.pupil)
    said = cli("decide", town.pupil, "refused").out
    assert said == (
        "Refused: Amira Okafor, to 31 August 2027. £12.00 more is due for what was charged.\n"
    )
    assert balance(cli, town.family) == 2400


def test_what_is_left_of_a_budget(cli, town, here):
    (here / "pot.toml").write_text(
        '[[schemes]]\ncode = "pot"\nname = "Hardship"\npublic_name = "Reduced rate"\n'
        "percent = 50\nbudget_pence = 5000\n"
    )
    assert cli("policy", "import", "pot.toml").status == 0
    assert cli.json("list", "pots").data["pots"][-1] == {
        "scheme": "pot",
        "name": "Hardship",
        "budget_pence": 5000,
        "given_pence": 0,
        "left_pence": 5000,
    }
    assert "Hardship" in cli("list", "pots").out


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (("decide", "PUPIL", "awarded"), "nothing_applied"),
        (("end-award", "PUPIL"), "nothing_runs"),
        (("apply", "PUPIL", "--scheme", "nobody"), "unknown_scheme"),
        (("apply", "PUPIL", "--scheme", "reduced-50", "--received", "2027-01-01"), "in_the_future"),
        (("apply", "PUPIL", "--scheme", "reduced-50", "--reason", "x"), "reason"),
    ],
)
def test_what_cannot_be_is_refused_in_words(cli, town, typed, code):
    typed = [town.pupil if word == "PUPIL" else word for word in typed]
    assert cli.json(*typed).refused["code"] == code


def test_a_decision_that_is_none_is_wrong_usage(cli, town):
    assert cli("decide", town.pupil, "perhaps").status == 2
