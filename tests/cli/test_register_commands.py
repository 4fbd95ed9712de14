"""Commands about the register as a whole: making one, and its policy as a file."""

import getpass

import pytest

from loanmgr.cli.register import keyboard_person
from loanmgr.cli.run import main
from tests.cli.conftest import CommandLine

DEAR = """
[[tariffs]]
code = "ukuleles"
name = "Ukuleles"
types = ["ukulele"]
basis = "term"
price_pence = 5000
"""


def test_init_makes_a_register_with_policy_centre_and_lead(bare, here):
    said = bare.json("init")
    assert said.status == 0
    assert said.data == {"instruments": 0, "families": 0, "loans": 0}
    assert (here / "data" / "register.sqlite").is_file()
    added = bare.json("add", "instrument", "--type", "violin")
    shown = bare.json("show", added.data["code"]).data
    assert shown["timeline"][0]["who"] in bare("init", before=("--data", str(here / "2"))).out
    assert bare.json("policy", "export", "-o", "p.toml").data["terms"] >= 9


def test_init_may_be_told_names(bare):
    named = ("--service", "Ashby Music", "--centre", "Ashby", "--person", "Sam Mills")
    assert "Sam Mills" in bare("init", *named).out
    code = bare.code("add", "instrument", "--type", "violin")
    shown = bare.json("show", code, before=("--as", "sam mills")).data
    assert (shown["place"]["name"], shown["owner"]) == ("Ashby", "Ashby Music")


def test_a_register_that_is_there_is_left_alone(bare):
    bare("init")
    code = bare.code("add", "instrument", "--type", "violin")
    assert bare.json("init").refused["code"] == "exists"
    assert bare.json("find", code).data["results"]


def test_init_fills_an_empty_database_on_either_engine(empty_database_url, here, capsys):
    before = ["--data", str(here / "data"), "--database", empty_database_url]
    cli = CommandLine(before, capsys)
    assert cli("init").status == 0
    assert not (here / "data").exists()
    assert cli.json("init").refused["code"] == "exists"
    assert cli.json("find", "violin").data == {"results": []}


def test_a_databases_password_is_never_shown(room, here, capsys):
    cluster = room.cluster()
    name = cluster.create()
    try:
        url = cluster.loopback_url(name)
        assert main(["--data", str(here), "--database", url, "init"]) == 0
        said = capsys.readouterr()
        assert cluster.password not in said.out + said.err
        assert f"/{name}" in said.out
    finally:
        cluster.drop(name)


def test_a_folder_that_cannot_be_made_is_told(here, capsys):
    (here / "file").write_text("in the way")
    assert main(["--data", str(here / "file" / "data"), "init"]) == 3
    assert "can't be made" in capsys.readouterr().err


def test_the_person_at_the_keyboard_is_known_by_name(bare):

    assert keyboard_person()
    assert keyboard_person() == getpass.getuser() or " " in keyboard_person()


def test_an_exported_policy_brought_in_again_changes_nothing(cli):
    counts = cli.json("policy", "export", "-o", "p.toml").data
    assert counts["tariffs"] == 12
    brought = cli.json("policy", "import", "p.toml").data
    assert brought == {**counts, "changed": 0}
    assert cli.json("undo").refused["code"] == "nothing_to_undo"


def test_a_file_with_one_price_adds_it_and_leaves_the_rest(cli, here):
    (here / "ukuleles.toml").write_text(DEAR)
    tried = cli.json("policy", "import", "ukuleles.toml", "--dry-run").data
    assert (tried["tariffs"], tried["changed"]) == (1, 1)
    assert cli.json("policy", "export", "-o", "p.toml").data["tariffs"] == 12

    assert cli.json("policy", "import", "ukuleles.toml").data["changed"] == 1
    assert cli.json("policy", "export", "-o", "p.toml").data["tariffs"] == 13
    cli("undo")
    assert cli.json("policy", "export", "-o", "p.toml").data["tariffs"] == 12


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (DEAR + "colour = 7\n", 8, "colour"),
        (DEAR.replace('["ukulele"]', '["dragon"]'), 5, "dragon"),
        ("[[tariffs]\n", 1, "cannot be read as TOML"),
        (DEAR.replace("5000", '"fifty"'), 7, "price_pence"),
    ],
)
def test_what_is_wrong_with_a_policy_is_told_by_line(cli, here, text, line, words):
    (here / "wrong.toml").write_text(text)
    said = cli.json("policy", "import", "wrong.toml")
    assert said.refused["code"] == "policy_problems"
    (problem,) = [each for each in said.data["problems"] if each["line"] == line]
    assert words in problem["message"]
    assert f"Line {line}: " in said.err


def test_a_policy_in_other_letters_is_wrong_usage(cli, here):
    (here / "p.toml").write_bytes("name = 'Zoë'".encode("latin-1"))
    said = cli("policy", "import", "p.toml")
    assert (said.status, said.err) == (2, "p.toml is not a text in UTF-8.\n")


def test_a_file_that_cannot_be_written_is_told(cli):
    said = cli("policy", "export", "-o", "nowhere/p.toml")
    assert said.status == 2
    assert said.err == "nowhere/p.toml can't be written: no such file or directory.\n"


def test_an_exported_file_is_replaced_whole(cli, here):
    (here / "p.toml").write_text("old")
    cli("policy", "export", "-o", "p.toml")
    assert (here / "p.toml").read_text(encoding="utf-8").startswith("# Policy")
    assert [path.name for path in here.glob(".*")] == []


def test_few_made_up_instruments_have_few_past_loans(bare, here):
    size = ("--instruments", "20", "--families", "20")
    made = bare.json("init", "--demo", *size, before=("--data", str(here / "few")))
    assert made.data == {"instruments": 20, "families": 20, "loans": 60}, made.err


def test_made_up_data_is_the_same_for_the_same_seed_size_and_day(bare, here):
    size = ("--seed", "7", "--instruments", "60", "--families", "40", "--loans", "90")
    lists = []
    for folder in ("one", "two"):
        before = ("--data", str(here / folder))
        made = bare.json("init", "--demo", *size, before=before)
        assert made.data == {"instruments": 60, "families": 40, "loans": 90}, made.err
        bare("export", "families", "-o", f"{folder}.csv", before=before)
        lists.append((here / f"{folder}.csv").read_text(encoding="utf-8"))
    assert lists[0] == lists[1]
    assert lists[0].count("\n") > 40
    assert bare("init", "--demo", before=("--data", str(here / "one"))).status == 1
    assert bare("init", "--demo", "--person", "Sam Mills").status == 2
