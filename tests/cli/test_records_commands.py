"""Commands about one thing's record: adding, showing, awards and accounts."""

import pytest


def test_each_thing_that_is_added_has_a_code(cli, town):
    assert town.family.startswith("B")
    assert town.violin.startswith("M")
    assert cli.code("add", "teacher", "--name", "Mel Okoro", "--school", town.school)
    assert cli.code("add", "adult", "--name", "Pat Green")
    assert cli.code("add", "partner", "--name", "Ashby Youth Strings")
    assert cli.code("add", "place", "--name", "Cupboard 2", "--kind", "cupboard").startswith("L")


def test_all_that_can_be_said_of_an_instrument_is_kept_and_shown(cli):
    place = cli.code("add", "place", "--name", "Cupboard 2", "--kind", "cupboard")
    code = cli.code(
        *("add", "instrument", "--type", "Violin", "--size", "1/2", "--make", "Stentor"),
        *("--model", "Student II", "--serial", "ST-77", "--place", place),
        *("--value-pence", "12000", "--alias", "old 7", "--alias", "5012345678900"),
        *("--note", "Spare key\nin case"),
    )
    shown = cli.json("show", "OLD 7").data
    assert shown["code"] == code
    assert (shown["kind"], shown["name"], shown["status"]) == (
        "instrument",
        "Violin 1/2",
        "available",
    )
    assert (shown["type"], shown["size"], shown["serial"]) == ("violin", "1/2", "ST-77")
    assert shown["aliases"] == ["5012345678900", "OLD7"]
    assert shown["place"] == {"code": place, "name": "Cupboard 2"}
    assert [part["name"] for part in shown["parts"]] == ["bow", "case"]
    assert (shown["value_pence"], shown["note"]) == (12000, "Spare key\nin case")


def test_a_timeline_says_who_did_what_and_when_newest_first(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    cli("return", town.violin)
    cli("undo")
    timeline = cli.json("show", town.violin).data["timeline"]
    whats = [event["what"].partition(":")[0] for event in timeline]
    assert whats == ["Undone", "Returned", "Lent", "Added"]
    assert timeline[0].keys() == {"act", "at", "on", "who", "what", "is_undone"}
    assert timeline[0]["who"] == "Pat Lead"
    assert timeline[0]["on"] == "2026-11-21"
    assert [event["is_undone"] for event in timeline] == [False, True, False, False]


def test_a_family_shows_its_children_what_is_out_and_what_is_owed(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    shown = cli.json("show", town.family).data
    assert shown["kind"] == "family"
    assert shown["children"][0]["name"] == "Amira Okafor"
    assert shown["out"][0]["instrument"] == town.violin
    assert (shown["balance_pence"], shown["owed_pence"]) == (2400, 0)
    assert shown["postcode"] == "AB1 2CD"


def test_a_pupils_page_never_says_why_the_rate_is_reduced(cli, town):
    cli("award", town.pupil, "--scheme", "reduced-50", "--evidence", "letter")
    said = cli.json("show", town.pupil)
    (held,) = said.data["awards"]
    assert (held["public_name"], held["state"]) == ("Reduced rate", "awarded")
    assert "income" not in said.out
    assert "income" not in cli("show", town.pupil).out


@pytest.mark.parametrize("kind", ["school", "teacher"])
def test_other_borrowers_are_shown_by_their_kind(cli, town, kind):
    code = town.school
    if kind == "teacher":
        code = cli.code("add", "teacher", "--name", "Mel Okoro", "--school", town.school)
    shown = cli.json("show", code).data
    assert (shown["kind"], shown["code"], shown["status"]) == (kind, code, None)


def test_a_place_shows_what_stands_there(cli, town):
    place = cli.json("show", town.violin).data["here"]["code"]
    shown = cli.json("show", place).data
    assert (shown["kind"], shown["place_kind"], shown["instruments"]) == ("place", "centre", 1)


def test_what_was_taken_back_is_not_shown(cli, town):
    cli("undo")
    assert cli.json("show", town.violin).refused["code"] == "unknown_label"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "family", "--name", " "), "missing"),
        (("add", "family", "--name", "x" * 5000), "too_long"),
        (("add", "family", "--name", "Fry", "--note", "x" * 5001), "too_long"),
        (("add", "pupil", "--family", "B00000177", "--name", "Al", "--year", "14"), "year"),
        (("add", "pupil", "--family", "B00000177", "--name", "Al", "--school", "Nil"), "no_school"),
        (("add", "pupil", "--family", "M00000159", "--name", "Al"), "wrong_kind"),
        (("add", "school", "--name", "St Anne's", "--urn", "12345"), "urn"),
        (("add", "school", "--name", "St Anne's", "--urn", "123456"), "urn_taken"),
        (("add", "instrument", "--type", "dragon"), "unknown_type"),
        (("add", "instrument", "--type", "violin", "--size", "9/4"), "unknown_size"),
        (("add", "instrument", "--type", "violin", "--place", "Atlantis"), "unknown_label"),
        (("add", "instrument", "--type", "violin", "--alias", "M00000159"), "own_code"),
        (("add", "place", "--name", "ashby music centre"), "name_taken"),
        (("add", "place", "--name", "Attic", "--kind", "castle"), "kind"),
        (("add", "place", "--name", "Attic", "--in", "M00000159"), "wrong_kind"),
        (("award", "B00000371", "--scheme", "nil", "--evidence", "letter"), "unknown_scheme"),
        (("award", "B00000371", "--scheme", "reduced-50", "--evidence", "x"), "evidence"),
        (("account", "M00000159"), "wrong_kind"),
    ],
)
def test_what_cannot_be_is_refused_in_words(cli, town, words, code):
    said = cli.json(*words)
    assert said.refused["code"] == code
    assert said.err.endswith(".\n")


def test_names_with_marks_quotes_and_hyphens_are_kept_as_they_are(cli):
    name = "Zoë O'Neill-Nguyễn"
    code = cli.code("add", "family", "--name", name)
    assert cli.json("show", code).data["name"] == name
    assert cli.json("find", "nguyen").data["results"][0]["code"] == code


def test_a_note_of_5000_letters_is_kept(cli):
    code = cli.code("add", "family", "--name", "Fry", "--note", "ä" * 5000)
    assert cli.json("show", code).data["note"] == "ä" * 5000


def test_what_would_steer_a_terminal_is_not_written_to_it(cli):
    code = cli.code("add", "family", "--name", "Fry", "--note", "\x1b[31mred\x07")
    assert "\x1b" not in cli("show", code).out


def test_evidence_that_is_awaited_has_its_days(cli, town):
    awarded = cli.json("award", town.pupil, "--scheme", "reduced-50", "--evidence", "awaited").data
    assert (awarded["state"], awarded["grace_until_on"]) == ("evidence_awaited", "2026-12-19")
    assert (awarded["from_on"], awarded["to_on"]) == ("2026-11-21", "2027-08-31")


def test_another_carer_of_a_family_is_shown_and_found(cli, town):
    assert cli.code("add", "carer", "--family", town.family, "--name", "Uche Eze") == town.family
    adults = cli.json("show", town.family).data["adults"]
    assert [adult["name"] for adult in adults][-1] == "Uche Eze"
    assert cli.json("find", "eze").data["results"][0]["code"] == town.family
    refused = cli.json("add", "carer", "--family", town.pupil, "--name", "Uche Eze").refused
    assert refused["code"] == "wrong_kind"


def test_awaited_evidence_is_seen(cli, town):
    cli("award", town.pupil, "--scheme", "reduced-50", "--evidence", "awaited")
    seen = cli.json("evidence", town.pupil, "--kind", "school").data
    assert (seen["state"], seen["to_on"]) == ("awarded", "2027-08-31")
    assert cli.json("evidence", town.pupil).refused["code"] == "nothing_awaited"


def test_a_part_is_missing_and_handed_in_by_its_name(cli, town):
    assert cli.json("part", town.violin, "bow").data["part"] == "bow"
    assert cli.json("show", town.violin).data["status"] == "incomplete"
    back = cli.json("part", town.violin, "Bow", "--here").data
    assert (back["instrument"], back["part"], back["was_with"]) == (town.violin, "bow", None)
    assert cli.json("part", town.violin, "bow", "--here").refused["code"] == "not_missing"


def test_who_had_a_part_is_said(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    cli("return", town.violin, "--missing", "bow")
    asked = cli.json("lend", town.violin, "--to", town.pupil).data["asks"]
    assert {"part_open", "incomplete"} <= {ask["case"] for ask in asked}
    assert cli.json("part", town.violin, "bow", "--here").data["was_with"] == "Amira Okafor"


def test_which_part_is_missing_must_be_said(cli, town):
    assert cli("part", town.violin).status == 2


def test_an_award_may_be_given_its_days(cli, town):
    days = ("--from", "2027-01-05", "--to", "2027-03-25")
    said = cli.json("award", town.pupil, "--scheme", "reduced-100", "--evidence", "none", *days)
    assert (said.data["from_on"], said.data["to_on"]) == ("2027-01-05", "2027-03-25")
    again = cli.json("award", town.pupil, "--scheme", "reduced-50", "--evidence", "none", *days)
    assert again.refused["code"] == "award_overlaps"


def test_a_pupils_account_is_the_familys(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    for card in (town.pupil, town.family):
        account = cli.json("account", card).data
        assert (account["balance_pence"], account["owed_pence"]) == (2400, 0)
        assert account["lines"][0]["amount_pence"] == 2400
        assert account["lines"][0]["due_on"] == "2026-12-21"
    later = cli.json("account", town.family, before=("--today", "2026-12-22")).data
    assert later["owed_pence"] == 2400


def test_an_account_is_readable(cli, town):
    cli("lend", town.violin, "--to", town.pupil)
    lines = cli("account", town.family).out.splitlines()
    assert lines[0] == f"Ngozi Okafor {town.family}"
    assert lines[-1] == "To pay £24.00."
    cli("undo")
    assert cli("account", town.family).out.splitlines()[-1] == "Nothing to pay."
