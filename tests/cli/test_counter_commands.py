"""Commands of the counter, with the keys that scripts rely on, on both engines."""

from uuid import UUID

import pytest

from tests.factories import lend as lend_at_the_desk
from tests.factories import open_desk, pupil, violin
from tests.tables import meddle


def lend(cli, town, *more):
    said = cli.json("lend", town.violin, "--to", town.pupil, *more)
    assert said.status == 0, said.err
    return said.data


def test_lending_says_what_a_script_needs(cli, town):
    lent = lend(cli, town)

    assert UUID(lent["loan"])
    (line,) = lent["lines"]
    assert line["instrument"] == town.violin
    assert (line["due_on"], line["next_charge_on"]) == (None, "2027-01-05")
    charge = line["charge"]
    assert (charge["full_pence"], charge["discount_pence"], charge["due_pence"]) == (2400, 0, 2400)
    assert charge["because"].startswith("Violin, autumn term £24.00")
    assert (lent["total_due_pence"], lent["deposit_pence"]) == (2400, 0)


def test_a_reduced_rate_is_taken_off_by_itself(cli, town):
    awarded = cli.json("award", town.pupil, "--scheme", "reduced-50", "--evidence", "letter").data
    assert UUID(awarded["award"])
    assert awarded["state"] == "awarded"
    charge = lend(cli, town)["lines"][0]["charge"]
    assert (charge["discount_pence"], charge["due_pence"]) == (1200, 1200)


def test_questions_take_their_safe_answer_and_are_listed(cli, town):
    said = cli.json("lend", town.violin, "--to", town.pupil)
    assert said.data["asks"] == [
        {"case": "unsigned", "message": "Agreement for 2026/27 not signed."}
    ]
    assert "Asked: Agreement for 2026/27 not signed." in said.err


def test_a_familys_card_picks_its_only_child_and_no_other(cli, town):
    assert cli.json("lend", town.violin, "--to", town.family).status == 0
    second = cli.code("add", "pupil", "--family", town.family, "--name", "Ben Okafor")
    other = cli.code("add", "instrument", "--type", "flute")
    refused = cli.json("lend", other, "--to", town.family).refused
    assert refused["code"] == "which_child"
    assert town.pupil in refused["message"]
    assert second in refused["message"]


def test_what_is_out_is_refused_naming_who_has_it(cli, town):
    lend(cli, town)
    said = cli.json("lend", town.violin, "--to", town.pupil)
    assert said.refused == {
        "code": "on_loan_elsewhere",
        "message": "This violin is on loan to Amira Okafor.",
        "field": "instruments",
    }
    assert said.err == "This violin is on loan to Amira Okafor.\n"


@pytest.mark.parametrize(
    ("code", "why"),
    [("M00000160", "damaged_label"), ("M00421721", "unknown_label"), ("NOTHING", "unknown_label")],
)
def test_codes_that_are_unknown_or_did_not_read_are_refused(cli, town, code, why):
    assert cli.json("lend", code, "--to", town.pupil).refused["code"] == why
    assert cli.json("show", code).refused["code"] == why


def test_a_stop_is_overridden_with_a_reason(cli, town):
    cli("return", town.violin)
    lend(cli, town)
    cli("return", town.violin, "--fault", "Peg slips")
    assert cli.json("lend", town.violin, "--to", town.pupil).refused["code"] == "needs_repair"
    assert lend(cli, town, "--override", "Mended on the spot")["lines"]


def test_several_go_out_and_come_back_at_once(cli, town, violins):
    second = violins()
    lent = cli.json("lend", town.violin, second, "--to", town.pupil).data
    assert [line["instrument"] for line in lent["lines"]] == [town.violin, second]
    assert lent["total_due_pence"] == 4800
    back = cli.json("return", second, town.violin).data["returned"]
    assert [each["instrument"] for each in back] == [second, town.violin]


def test_returning_says_who_had_it_and_where_it_goes(cli, town):
    lend(cli, town, "--until", "2026-12-01")
    said = cli.json("return", town.violin, "--missing", "bow", before=("--today", "2026-12-04"))
    (back,) = said.data["returned"]
    assert back["instrument"] == town.violin
    assert (back["was_with"], back["late_days"]) == ("Amira Okafor", 3)
    assert back["put"] == "Ashby Music Centre"
    assert cli.json("show", town.violin).data["status"] == "incomplete"


def test_handed_in_earlier_counts_from_that_day(cli, town):
    lend(cli, town, "--until", "2026-12-01")
    later = ("--today", "2026-12-09")
    said = cli.json("return", town.violin, "--on", "2026-12-02", before=later)
    assert said.data["returned"][0]["late_days"] == 1


def test_renewing_a_loan_with_an_end(cli, town):
    cli.json("lend", town.violin, "--to", town.school)
    renewed = cli.json("renew", town.violin).data
    assert renewed["renewed"][0]["due_on"] == "2027-03-25"
    assert renewed["total_due_pence"] == 1500
    assert cli.json("renew", town.violin).refused["code"] == "renewed_already"


def test_swapping_one_for_another(cli, town, violins):
    lend(cli, town)
    new = violins()
    swapped = cli.json("swap", town.violin, new).data
    assert UUID(swapped["act"])
    assert swapped["returned"]["instrument"] == town.violin
    assert swapped["lent"]["instrument"] == new
    assert swapped["total_due_pence"] == 0


def test_a_card_renews_everything_with_an_end(cli, town, violins):
    cli.json("lend", town.violin, violins(), "--to", town.school)
    renewed = cli.json("renew", town.violin).data
    rest = cli.json("renew", town.school).data
    assert (len(renewed["renewed"]), len(rest["renewed"]), renewed["left"]) == (1, 1, [])
    assert "was renewed already at" in rest["left"][0]
    assert cli.json("renew", town.school).refused["code"] == "renewed_already"
    assert cli.json("renew", town.pupil).refused["code"] == "nothing_to_renew"


def test_swapping_what_was_returned_today(cli, town, violins):
    lend(cli, town)
    new = violins()
    cli("return", town.violin)
    swapped = cli.json("swap", town.violin, new).data
    assert swapped["returned"]["instrument"] == town.violin
    assert (swapped["lent"]["instrument"], swapped["total_due_pence"]) == (new, 0)
    assert cli.json("swap", town.violin, violins()).refused["code"] == "not_on_loan"
    assert cli.json("undo", swapped["act"]).data["undid"].startswith("Swapped: ")


def test_undo_takes_back_the_newest_and_then_the_one_before(cli, town):
    act = lend(cli, town)["act"]
    cli("return", town.violin)

    undone = cli.json("undo").data
    assert UUID(undone["act"])
    assert undone["undid"].startswith("Returned: Violin 3/4")
    assert cli.json("undo").data["undid_act"] == act
    assert cli.json("find", town.violin).data["results"][0]["status"] == "available"


def test_undo_by_id_and_what_stands_in_its_way(cli, town):
    act = lend(cli, town)["act"]
    cli("return", town.violin)
    refused = cli.json("undo", act).refused
    assert refused["code"] == "later_act"
    assert "Undo this first: Returned: Violin" in refused["message"]
    assert cli.json("undo", "01a1fd6a-6664-77c5-aad5-d64fd6eddad4").refused["code"] == "unknown_act"


def test_undoing_an_undo_does_it_again(cli, town):
    lend(cli, town)
    undone = cli.json("undo").data["act"]
    cli("undo", undone)
    assert cli.json("find", town.violin).data["results"][0]["status"] == "on_loan"


def test_nothing_to_undo_is_refused(cli):
    assert cli.json("undo").refused["code"] == "nothing_to_undo"


def test_finding_says_kind_code_name_state_and_holder(cli, town):
    lend(cli, town)
    results = cli.json("find", "violin").data["results"]
    assert results == [
        {
            "kind": "instrument",
            "code": town.violin,
            "name": "Violin 3/4",
            "status": "on_loan",
            "holder": "Amira Okafor",
            "detail": "",
        }
    ]
    kinds = {hit["kind"]: hit["status"] for hit in cli.json("find", "okafor").data["results"]}
    assert kinds == {"family": None, "pupil": None}


def test_finding_nothing_is_an_answer(cli):
    said = cli("find", "nothing", "like", "this")
    assert (said.status, said.out) == (0, "Nothing is called that.\n")
    assert cli.json("find", "x" * 5000).data == {"results": []}


def test_a_price_is_explained_to_the_penny(cli, town):
    cli("award", town.pupil, "--scheme", "Low income, half price", "--evidence", "school")
    asked = ("--type", "violin", "--size", "3/4", "--from", "2026-11-21", "--for", town.pupil)
    quoted = cli.json("quote", *asked).data
    assert (quoted["full_pence"], quoted["discount_pence"], quoted["due_pence"]) == (
        2400,
        1200,
        1200,
    )
    assert sum(step["pence"] for step in quoted["steps"]) == 1200
    assert all(step["what"] for step in quoted["steps"])
    assert lend(cli, town)["lines"][0]["charge"]["because"] == quoted["because"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("--type", "dragon"), "unknown_type"),
        (("--type", "violin", "--size", "9/4"), "unknown_size"),
        (("--type", "violin", "--until", "2026-11-01"), "until_before_from"),
    ],
)
def test_a_price_that_cannot_be_is_refused(cli, town, asked, code):
    said = cli.json("quote", *asked, "--from", "2026-11-21", "--for", town.pupil)
    assert said.refused["code"] == code


def test_beyond_the_known_terms_it_says_what_is_missing(cli, town):
    asked = ("--type", "violin", "--from", "2029-11-21", "--for", town.pupil)
    refused = cli.json("quote", *asked).refused
    assert "loanmgr policy import" in refused["message"]


def test_a_person_reads_sentences(cli, town):
    said = cli("lend", town.violin, "--to", town.pupil)
    grouped = f"{town.violin[0]} {town.violin[1:5]} {town.violin[5:]}"
    first, second = said.out.splitlines()
    assert first == (
        f"Lent: Violin 3/4 {grouped} to Amira Okafor, until returned, next charge 5 January 2027."
    )
    assert second.strip() == "£24.00 to pay: Violin, autumn term £24.00."
    act = ()
    for verb, then in (("Undone", "do it"), ("Done again", "take it back")) * 2:
        first, second = cli("undo", *act).out.splitlines()
        act = (second.split()[-1],)
        assert first.startswith(f"{verb}: Lent: Violin 3/4")
        assert second.startswith(f"To {then} again: loanmgr undo ")


def test_staff_are_named_and_only_leads_override(cli, town, started_url):
    meddle(
        started_url,
        "INSERT INTO staff (id, uuid, name) VALUES (99, :uuid, 'Val Owen')",
        uuid=UUID(int=7),
    )
    cli("return", town.violin)
    lend(cli, town)
    cli("return", town.violin, "--fault", "Peg slips")
    asked = ("lend", town.violin, "--to", town.pupil, "--override", "It will do")
    assert cli.json(*asked, before=("--as", "val owen")).refused["code"] == "lead_only"


def test_the_command_line_is_a_desk_of_its_own(cli, town, started_url):

    desk = open_desk(started_url)
    lend_at_the_desk(desk, violin(desk), pupil(desk, "Ben Carter"))
    desk.close()
    assert cli.json("undo").data["undid"].startswith("Added: Violin")


class TestPassingOn:
    @pytest.fixture
    def teacher(self, cli, town):
        card = cli.code("add", "teacher", "--name", "Ann Lee")
        assert cli.json("lend", town.violin, "--to", card).status == 0
        return card

    def test_to_a_pupil_and_back_to_the_holder(self, cli, town, teacher):
        passed = cli.json("pass", town.violin, "--to", town.pupil).data
        assert (passed["passed_by"], passed["total_due_pence"]) == (teacher, 2400)
        assert passed["lent"]["borrower"] == town.pupil
        shown = cli.json("show", town.violin).data
        assert (shown["holder_code"], shown["passed_by"]) == (town.pupil, teacher)
        assert "on loan to Amira Okafor" in cli("show", town.violin).out
        assert "passed on by Ann Lee" in cli("show", town.violin).out
        assert cli.json("show", teacher).data["passed_on"] == [
            {"instrument": town.violin, "to": town.pupil}
        ]
        assert f"Violin 3/4 {town.violin} to Amira Okafor" in cli("show", teacher).out
        back = cli.json("return", town.violin, "--to-holder").data["handed_back"]
        assert (back["was_with"], back["holder_code"]) == ("Amira Okafor", teacher)
        assert cli.json("show", town.violin).data["holder_code"] == teacher

    @pytest.mark.usefixtures("teacher")
    def test_in_words(self, cli, town):
        said = cli("pass", town.violin, "--to", town.pupil).out
        assert "from Ann Lee to Amira Okafor, until returned, next charge 5 January 2027." in said
        assert "to Ann Lee, was with Amira Okafor." in cli("return", town.violin, "--to-holder").out

    def test_what_is_on_the_shelf_is_refused(self, cli, town):
        refused = cli.json("pass", town.violin, "--to", town.pupil).refused
        assert (refused["code"], refused["field"]) == ("not_on_loan", "instrument")
        assert cli.json("return", town.violin, "--to-holder").refused["code"] == "not_passed_on"

    @pytest.mark.usefixtures("teacher")
    def test_to_the_holder_goes_with_nothing_else(self, cli, town):
        assert cli("return", town.violin, "--to-holder", "--fault", "Peg slips").status == 2


def test_a_school_lends_until_a_day_with_who_collects(cli, town):
    lent = cli.json(
        "lend",
        town.violin,
        "--to",
        town.school,
        "--until",
        "2027-03-01",
        "--collected-by",
        "Jo Lee",
    ).data
    assert lent["lines"][0]["due_on"] == "2027-03-01"
    [event] = cli.json("show", town.school).data["timeline"][:1]
    assert event["what"].endswith("; collected by Jo Lee")
    flute = cli.code("add", "instrument", "--type", "flute")
    refused = cli.json("lend", flute, "--to", town.school, "--until", "2031-03-01").refused
    assert (refused["code"], refused["field"]) == ("dates_missing", "until_on")
