"""Reminders by command: to leavers and to who pays late, tried first, noted, taken back."""

import csv

import pytest

JANUARY = ("--today", "2027-01-09")


@pytest.fixture
def has(cli, town):
    """A pupil who has a violin, whose hire is not paid."""
    cli("lend", town.violin, "--to", town.pupil)
    return town


def owing(cli):
    return cli.json("list", "owing", before=JANUARY).data["owing"]


def test_who_pays_late_is_tried_written_to_noted_and_taken_back(cli, has, here):
    [row] = owing(cli)
    assert (row["way"], row["sent_on"], row["out"]) == ("post", None, 1)
    tried = cli.json("reminder-letters", "late", "--dry-run", before=JANUARY).data
    assert (tried["letters"], tried["run"], tried["until_on"]) == (1, None, "2027-01-23")
    assert not list(here.glob("*.pdf"))
    assert owing(cli)[0]["sent_on"] is None

    said = cli("reminder-letters", "late", "-o", "late.pdf", before=JANUARY).out.splitlines()
    assert said[0] == "1 letter written to late.pdf, by 23 January 2027."
    assert (here / "late.pdf").read_bytes().startswith(b"%PDF")
    assert not (here / "late.csv").exists()
    assert owing(cli)[0]["sent_on"] == "2027-01-09"
    again = cli.json("reminder-letters", "late", "-o", "late.pdf", before=JANUARY)
    assert again.refused["code"] == "nothing_to_write"

    back = cli("reminder-letters", "undo", said[-1].split()[-1], before=JANUARY)
    assert back.out == "Taken back: those letters count as not sent.\n"
    assert owing(cli)[0]["sent_on"] is None


def test_leavers_who_like_e_mail_are_listed_beside_the_letters(cli, has, here):
    cli("carer", has.family, "Ngozi Okafor", "--contact", "ngozi@example.org", "--prefers", "email")
    cli("leave", has.family)
    said = cli.json("reminder-letters", "leavers", "-o", "gone.pdf", "--dry-run").data
    assert (said["letters"], len(said["others"])) == (0, 1)
    assert not (here / "gone.pdf").exists()
    text = (here / "gone.csv").read_text(encoding="utf-8-sig")
    [row] = csv.DictReader(text.splitlines())
    assert (row["how"], row["contact"]) == ("email", "ngozi@example.org")
    assert has.violin in row["about"]
    assert cli.json("list", "leavers").data["leavers"][0]["sent_on"] is None


def test_the_list_beside_the_letters_is_of_the_same_run(cli, has, here):
    ngozi = ("carer", has.family, "Ngozi Okafor")
    cli(*ngozi, "--contact", "ngozi@example.org", "--prefers", "email")
    cli("leave", has.family)
    asked = ("reminder-letters", "leavers", "-o", "gone.pdf", "--dry-run")
    cli(*asked)
    assert (here / "gone.csv").exists()
    cli(*ngozi, "--prefers", "post")
    said = cli(*asked).out.splitlines()
    assert said[1] == "Everybody gets a letter; the list in gone.csv was of an earlier run."
    assert ((here / "gone.csv").exists(), (here / "gone.pdf").exists()) == (False, True)
    cli(*ngozi, "--prefers", "email")
    said = cli(*asked).out.splitlines()
    assert said[0] == "Nobody gets a letter on paper; gone.pdf stays as it was."


@pytest.mark.parametrize("content", ["", "card,name,sum\r\n", "\ufeffcard;name"])
def test_a_file_of_somebody_s_own_is_never_taken_for_the_list(cli, has, here, content):
    own = here / "gone.csv"
    own.write_text(content, encoding="utf-8", newline="")
    cli("leave", has.family)
    asked = ("reminder-letters", "leavers", "-o", "gone.pdf")
    assert cli(*asked, "--dry-run").status == 0
    assert own.read_bytes() == content.encode()
    (here / "gone.pdf").unlink()
    email = ("--contact", "ngozi@example.org", "--prefers", "email")
    cli("carer", has.family, "Ngozi Okafor", *email)
    said = cli(*asked)
    assert (said.status, own.read_bytes()) == (2, content.encode())
    assert "gone.csv is something else" in said.err
    assert cli.json("list", "leavers").data["leavers"][0]["sent_on"] is None


def test_the_list_of_leavers_says_when_they_were_written_to(cli, has):
    cli("leave", has.family)
    assert "Written to" in cli("list", "leavers").out
    cli("reminder-letters", "leavers", "-o", "gone.pdf", before=("--today", "2026-11-23"))
    assert "23 Nov 2026" in cli("list", "leavers", before=("--today", "2026-12-01")).out


@pytest.mark.parametrize(
    "words",
    [(), ("everybody",), ("late",), ("late", "-o", "l.txt"), ("undo",), ("late", "ID", "-o", "l")],
)
def test_what_is_typed_wrong_is_said(cli, words):
    assert cli("reminder-letters", *words).status == 2


def test_nobody_owes_or_left(cli):
    assert cli("list", "owing").out == "Nobody owes anything past its day.\n"
    for kind in ("late", "leavers"):
        said = cli.json("reminder-letters", kind, "-o", "l.pdf")
        assert said.refused["code"] == "nothing_to_write"
