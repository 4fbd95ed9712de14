"""Reduced rates that end, by command: the list, the letters, and taking back that they went."""

import pytest

JUNE = ("--today", "2027-06-14")


@pytest.fixture
def ends(cli, town):
    """A pupil at half price until 31 August, who has a violin."""
    cli("award", town.pupil, "--scheme", "reduced-50", "--evidence", "letter")
    cli("lend", town.violin, "--to", town.pupil)
    return town.pupil


def listed(cli):
    return cli.json("list", "renewals", before=JUNE).data["renewals"]


def test_letters_are_written_noted_and_taken_back(cli, ends, here):
    [row] = listed(cli)
    assert (row["pupil"], row["public_name"], row["sent_on"]) == (ends, "Reduced rate", None)
    done = cli.json("renewal-letters", "-o", "letters.pdf", before=JUNE).data
    assert (done["letters"], done["pupils"], done["until_on"]) == (1, 1, "2027-07-12")
    assert (here / "letters.pdf").read_bytes().startswith(b"%PDF")
    assert listed(cli)[0]["sent_on"] == "2027-06-14"
    again = cli.json("renewal-letters", "-o", "letters.pdf", before=JUNE)
    assert again.refused["code"] == "nothing_to_write"

    back = cli("renewal-letters", "undo", done["run"], before=JUNE)

    assert back.out == "Taken back: those letters count as not sent.\n"
    assert listed(cli)[0]["sent_on"] is None


def test_the_day_to_answer_by_is_said(cli, ends):
    words = ("renewal-letters", "-o", "letters.pdf", "--until", "2027-07-09")
    said = cli(*words, before=JUNE).out
    assert said.startswith("1 letter written to letters.pdf, answers by 9 July 2027.")
    over = cli.json("renewal-letters", "-o", "l.pdf", "--until", "2027-06-01", before=JUNE)
    assert over.refused["code"] == "until_in_the_past"


@pytest.mark.parametrize(
    "words", [("renewal-letters",), ("renewal-letters", "-o", "l.txt"), ("renewal-letters", "undo")]
)
def test_what_is_typed_wrong_is_said(cli, ends, words):
    assert cli(*words, before=JUNE).status == 2


def test_nobody_ends_and_nobody_has_finished(cli, town):
    assert cli("list", "renewals").out == "No reduced rate ends that is still needed.\n"
    assert cli("list", "finished").out == "Nobody is beyond Year 13.\n"


def test_an_award_names_its_ground(cli, town, here):
    (here / "grounds.toml").write_text(
        '[[schemes]]\ncode = "fsm"\nname = "Meals"\npublic_name = "Reduced rate"\npercent = 50\n'
        'reasons = ["free school meals"]\n'
    )
    cli("policy", "import", "grounds.toml")
    wrong = ("award", town.pupil, "--scheme", "fsm", "--evidence", "letter", "--reason", "none")
    assert cli.json(*wrong).refused["field"] == "reason"
    right = (*wrong[:-1], "free school meals")
    assert cli.json(*right).data["state"] == "awarded"
