"""Commands that change the policy an entry at a time, tell its history, and try a price out."""

import pytest

STRINGS = ("policy", "set", "tariffs", "strings")


def price(cli, *more):
    said = cli.json("try", "--type", "violin", "--size", "3/4", *more)
    assert said.status == 0, said.err
    return said.data


def due(cli, *more):
    return price(cli, *more)["saved"]["first"]["due_pence"]


def test_a_price_is_set_told_and_undone(cli):
    said = cli.json(*STRINGS, "price_pence=2600", "example=no")
    (changed,) = said.data["changed"]
    assert (changed["list"], changed["code"], changed["how"]) == ("tariffs", "strings", "changed")
    assert changed["keys"][0] == {
        "key": "price_pence",
        "label": "Price",
        "before": "£24.00",
        "after": "£26.00",
    }
    assert due(cli) == 2600
    assert cli("undo", said.data["act"]).status == 0
    assert due(cli) == 2400


def test_it_is_said_in_words(cli):
    assert cli(*STRINGS, "price_pence=2600").out == "Strings: Price £24.00, now £26.00.\n"
    again = cli(*STRINGS, "price_pence=2600").out
    assert again == "The policy says all of that already; nothing is changed.\n"


def test_a_dry_run_changes_nothing(cli):
    assert cli.json(*STRINGS, "price_pence=2600", "--dry-run").data["changed"]
    assert due(cli) == 2400


def test_a_new_version_begins_on_its_day(cli):
    said = cli.json(*STRINGS, "price_pence=2700", "--new-from", "2027-01-01")
    assert [each["how"] for each in said.data["changed"]] == ["changed", "added"]
    assert (due(cli), due(cli, "--on", "2027-01-10")) == (2400, 2700)
    older = cli.json(*STRINGS, "name=Old strings", "--version-from", "2027-01-01")
    assert older.data["changed"][0]["from"] == "2027-01-01"


def test_a_new_entry_needs_what_it_needs(cli):
    said = cli.json("policy", "set", "limits", "adult-owed", "borrowers=adult")
    assert said.refused["code"] == "policy_problems"
    (problem,) = said.data["problems"]
    assert "has no name" in problem["message"]
    made = cli.json(
        "policy",
        "set",
        "limits",
        "adult-owed",
        "name=Adults owe",
        "borrowers=adult",
        "owed_pence=900",
    )
    assert made.data["changed"][0]["how"] == "added"
    gone = cli.json("policy", "remove", "limits", "adult-owed")
    assert gone.data["changed"][0]["how"] == "removed"


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("set", "tarifs", "strings", "price_pence=1"), 1, "Did you mean tariffs?"),
        (("set", "tariffs", "strings", "prize=1"), 1, "No tariff has a key prize."),
        (("set", "tariffs", "strings", "price_pence"), 2, "is no KEY=VALUE."),
        (("set", "tariffs", "strings", "price_pence=lots"), 1, "whole pence"),
        (("set", "terms", "2026-autumn", "to=2027-01-20"), 1, "terms never overlap"),
        (("set", "types", "violin", "name=Fiddle", "--new-from", "2027-01-01"), 2, "no versions"),
        (("end", "tariffs", "dragons", "2027-01-01"), 1, "There is no price dragons."),
        (("remove", "intervals", "hygiene"), 1, "check"),
        (("copy-year", "soon"), 1, "soon is not a school year. Write it like 2026/27."),
        (("copy-year", "2031/32"), 1, "No term of 2031/32 is known"),
        (("copy-year", "2026/27", "--rise", "4"), 2, "A rise needs --from"),
        (("copy-year", "2026/27", "--rise", "dear", "--from", "2027-09-01"), 2, "percentage"),
        (("copy-year", "2026/27", "--round", "5"), 2, "go with --rise"),
        (("history", "--list", "prizes"), 1, "A policy has no list called prizes."),
    ],
)
def test_what_can_not_be_is_told_in_a_sentence(cli, words, status, told):
    said = cli("policy", *words)
    assert (said.status, told in said.err) == (status, True), said.err
    assert cli.json("policy", "history").data["history"] == []


def test_an_entry_ends(cli):
    said = cli.json("policy", "end", "tariffs", "strings", "2026-12-31")
    assert said.data["changed"][0]["keys"][0]["after"] == "31 Dec 2026"
    beyond = price(cli, "--on", "2027-01-10")["saved"]
    assert "£30.00" in beyond["first"]["because"]


def test_a_year_is_copied_with_a_rise(cli):
    rise = ("--rise", "3.5", "--round", "10", "--from", "2027-09-01")
    tried = cli.json("policy", "copy-year", "2026/27", *rise, "--dry-run").data
    assert tried["act"] is None
    done = cli.json("policy", "copy-year", "2026/27", *rise).data
    assert done["changed"] == tried["changed"]
    assert due(cli, "--on", "2027-09-10") == 2480
    assert due(cli) == 2400


def test_the_history_tells_by_entry(cli):
    cli(*STRINGS, "price_pence=2600")
    cli("policy", "set", "limits", "pupil", "instruments=3")
    found = cli.json("policy", "history", "strings").data["history"]
    assert [each["changed"][0]["code"] for each in found] == ["strings"]
    assert len(cli.json("policy", "history").data["history"]) == 2
    said = cli("policy", "history", "--list", "limits").out
    assert "Instruments at once 2, now 3" in said
    assert cli("policy", "history", "adult").out == "Nothing was changed yet.\n"


def test_a_file_is_tried_without_being_brought_in(cli, here):
    (here / "dear.toml").write_text(
        '[[tariffs]]\ncode = "strings"\nname = "Strings"\nfamilies = ["strings"]\n'
        'basis = "month"\nprice_pence = 900\n'
    )
    found = price(cli, "--file", "dear.toml", "--scheme", "reduced-50")
    assert found["saved"]["first"]["due_pence"] == 1200
    assert found["unsaved"]["first"]["due_pence"] == 450
    assert [each["charge_on"] for each in found["unsaved"]["later"]][:2] == [
        "2027-01-01",
        "2027-02-01",
    ]
    said = cli("try", "--type", "violin", "--size", "3/4", "--file", "dear.toml").out
    assert said.index("As it is:") < said.index("With dear.toml:")
    assert "Within a year:" in said
    assert due(cli) == 2400
    (here / "wrong.toml").write_text("[[tariffs]]\nprize = 1\n")
    assert cli.json("try", "--type", "violin", "--file", "wrong.toml").refused
    assert cli("try", "--type", "violin", "--file", "none.toml").status == 2


def test_what_is_refused_is_part_of_the_answer(cli):
    found = cli.json("try", "--type", "violin", "--size", "3/4", "--on", "2031-01-01").data
    assert found["saved"]["first"] is None
    assert "term" in found["saved"]["refused"]
