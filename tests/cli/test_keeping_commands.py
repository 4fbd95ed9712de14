"""Commands about what is kept for somebody."""


def test_it_is_kept_listed_and_given_up(cli, town):
    done = cli.json("keep", town.violin, town.pupil).data
    assert (done["instrument"], done["borrower"], done["until_on"]) == (
        town.violin,
        town.pupil,
        "2026-11-27",
    )
    shown = cli.json("show", town.violin).data
    assert (shown["status"], shown["kept_for"]) == ("kept", "Amira Okafor")
    assert (shown["kept_for_code"], shown["kept_until_on"]) == (town.pupil, "2026-11-27")
    [row] = cli.json("list", "kept").data["kept"]
    assert (row["instrument"], row["borrower"], row["until_on"]) == (
        town.violin,
        town.pupil,
        "2026-11-27",
    )
    assert row["holder"] == ""
    [hit] = cli.json("find", town.violin).data["results"]
    assert hit["status"] == "kept"

    assert cli.json("keep", town.violin, "--end").data["borrower"] == town.pupil
    assert cli.json("list", "kept").data == {"kept": []}
    assert cli.json("keep", town.violin, "--end").refused["code"] == "not_kept"


def test_it_is_said_in_words(cli, town):
    said = cli("keep", town.violin, town.school, "--until", "2026-11-24").out
    assert said.startswith("Kept: Violin 3/4 ")
    assert said.endswith("for St Anne's Primary, until 24 November 2026.\n")
    assert "kept for St Anne's Primary" in cli("find", town.violin).out
    assert f"kept for St Anne's Primary {town.school} until" in cli("show", town.violin).out
    assert "St Anne's Primary" in cli("list", "kept").out
    assert cli("keep", town.violin, "--end").out.startswith("No longer kept: Violin 3/4 ")
    assert cli("list", "kept").out == "Nothing is kept.\n"


def test_lending_to_anybody_else_is_a_question_and_undo_takes_the_keeping_back(cli, town):
    act = cli.json("keep", town.violin, town.school).data["act"]
    lent = cli.json("lend", town.violin, "--to", town.pupil).data
    assert {"case": "kept", "message": "Kept for St Anne's Primary until 27 Nov."} in lent["asks"]
    [row] = cli.json("list", "kept").data["kept"]
    assert row["holder"] == "Amira Okafor"
    cli("undo")
    cli("undo", act)
    assert cli.json("show", town.violin).data["status"] == "available"


def test_lending_to_them_ends_it(cli, town):
    cli("keep", town.violin, town.pupil)
    lent = cli.json("lend", town.violin, "--to", town.family).data
    assert "kept" not in [each["case"] for each in lent["asks"]]
    assert cli.json("list", "kept").data == {"kept": []}


def test_what_can_not_be_is_refused_at_its_field(cli, town):
    for typed, code, field in (
        ((town.violin, town.pupil, "--until", "2026-12-24"), "kept_too_long", "until_on"),
        ((town.violin, town.pupil, "--until", "2026-11-20"), "until_in_the_past", "until_on"),
        ((town.violin, town.violin), "wrong_kind", "borrower"),
        ((town.pupil, town.pupil), "wrong_kind", "instrument"),
        (("M99999999", town.pupil), None, "instrument"),
    ):
        refused = cli.json("keep", *typed).refused
        assert code is None or refused["code"] == code
        assert refused["field"] == field
    cli("lend", town.violin, "--to", town.pupil)
    assert cli.json("keep", town.violin, town.school).refused["code"] == "on_loan"


def test_wrong_usage_says_what_is_missing(cli, town):
    for typed in ((town.violin,), (town.violin, town.pupil, "--end")):
        said = cli("keep", *typed)
        assert said.status == 2
        assert "--end" in said.err
