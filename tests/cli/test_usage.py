"""The command line with nonsense: a plain sentence, the right exit status, nothing lost."""

import json
from pathlib import Path

import pytest

from loanmgr.cli import usage
from loanmgr.cli.grammar import COMMANDS
from loanmgr.cli.run import main
from tests.tables import meddle

NONSENSE = {
    (): "Say what to do",
    ("dragon",): "There is no command “dragon”",
    ("lned", "x"): "Did you mean lend?",
    ("find",): "TEXT is missing",
    ("lend", "M00000159"): "--to is missing",
    ("lend", "--to", "B00000177"): "CODE is missing",
    ("lend", "x", "--to"): "--to needs a value",
    ("lend", "x", "--to", "y", "--until", "tomorrow"): "“tomorrow” is not a day",
    ("lend", "x", "--to", "y", "--until", "2026-02-30"): "“2026-02-30” is not a day",
    ("lend", "x", "--to", "y", "--until", "20261121"): "Write it like 2026-11-21",
    ("return", "x", "--on", "0001-01-01"): "too far from today",
    ("return", "x", "y", "--fault", "Peg slips"): "one instrument at a time",
    ("add",): "Say what to add: family, carer, pupil",
    ("add", "dragon"): "There is no command “add dragon”",
    ("policy",): "Say what to do: export, import, set",
    ("add", "instrument", "--type", "violin", "--value-pence", "12.50"): "whole pence",
    ("add", "instrument", "--type", "violin", "--value-pence", "-5"): "whole pence",
    ("add", "instrument", "--type", "violin", "--value-pence", "٣"): "whole pence",
    ("add", "instrument", "--type", "x", "--value-pence", "9" * 400): "whole pence",
    ("undo", "yesterday"): "named by its id",
    ("undo", "one", "two"): "one word too many",
    ("find", "a\x00b"): "not text",
    ("find", "a\udcffb"): "not text",
    ("find", "--frobnicate", "x"): "not known",
    ("import", "dragons", "x.csv"): "“dragons” is not one of undo, instruments, families",
    ("import", "families", "none.csv"): "none.csv can't be read: no such file",
    ("import", "families", "x.csv", "--map", "m.toml"): "later version",
    ("policy", "import", "none.toml"): "none.toml can't be read",
    ("backup", "x"): "Backups come with a later version",
    ("report", "loans"): "Reports come with a later version",
    ("doctor",): "A look over database, policy, printer and disk comes with a later version",
    ("labels", "-o", "x.pdf"): "Say which labels",
    ("labels", "M1", "--unprinted", "-o", "x.pdf"): "Say which labels",
    ("labels", "M1", "-o", "x.doc"): "ends in .pdf or .zpl",
    ("labels", "M1", "--first", "2", "-o", "x.zpl"): "--first is for sheets",
    ("init", "--seed", "7"): "go with --demo",
}


@pytest.mark.parametrize("words", NONSENSE, ids=" ".join)
def test_what_has_no_meaning_is_told_in_one_sentence_and_ends_with_2(bare, words):
    said = bare(*words)
    assert said.status == 2
    assert NONSENSE[words] in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
    assert "Traceback" not in said.err


@pytest.mark.parametrize("words", NONSENSE, ids=" ".join)
def test_a_script_gets_one_object_for_it(bare, words):
    said = bare.json(*words)
    assert said.status == 2
    assert said.data == {"usage": {"message": said.err.strip()}}


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (["--today", "x"], "“x” is not a day"),
        (["--frobnicate"], "not known"),
        (["--data"], "--data needs a value"),
    ],
)
def test_options_before_the_command_are_checked_too(capsys, before, words):
    assert main([*before, "find", "x"] if before != ["--data"] else before) == 2
    assert words in capsys.readouterr().err


def test_a_very_long_word_is_cut_in_the_sentence_about_it(bare):
    assert len(bare("x" * 5000).err) < 150


def test_json_after_the_command_is_not_taken_for_the_option(bare):
    assert bare("find", "--json", "x").status == 2


def test_a_database_of_another_kind_is_wrong_usage(capsys, tmp_path):
    for url in ("mysql://here/there", "nonsense", "postgresql://h:port/x", "sqlite:x"):
        assert main(["--data", str(tmp_path), "--database", url, "find", "x"]) == 2
        assert "named by a URL" in capsys.readouterr().err


def test_help_and_version_are_given_and_end_with_0(capsys):
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(command.name in told for command in COMMANDS)
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("loanmgr ")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_explains_itself(capsys, command):
    assert main([*command.name.split(), "--help"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"usage: loanmgr {command.name}")


def test_options_may_stand_between_codes():
    command, options = usage.command(["lend", "one", "--to", "card", "two"])
    assert (command.name, options.codes, options.to) == ("lend", ["one", "two"], "card")


def test_no_register_is_told_with_what_to_do_and_makes_no_file(bare, here):
    said = bare("find", "violin")
    assert said.status == 3
    assert (
        said.err == f"There is no register in {here / 'data'} yet. Make one there: loanmgr init.\n"
    )
    assert not (here / "data").exists()
    assert bare.json("find", "violin").data["failed"]["code"] == "no_register"


def test_a_folder_without_a_register_is_told_the_same(bare, here):
    (here / "data").mkdir()
    assert bare("find", "violin").status == 3
    assert list((here / "data").iterdir()) == []


def test_a_database_without_a_register_is_told_too(empty_database_url, capsys, here):
    before = ["--data", str(here / "data"), "--database", empty_database_url]
    assert main([*before, "find", "violin"]) == 3
    assert "There is no register in that database yet" in capsys.readouterr().err


def test_a_database_that_does_not_answer_ends_with_3(capsys, here):
    url = f"postgresql://nobody@/nothing?host={here}"
    assert main(["--data", str(here), "--json", "--database", url, "find", "x"]) == 3
    assert json.loads(capsys.readouterr().out)["failed"]["code"] == "unreachable"


def test_a_file_that_is_no_database_ends_with_3(bare, here):
    (here / "data").mkdir()
    (here / "data" / "register.sqlite").write_bytes(b"not a database, whatever its name" * 99)
    said = bare.json("find", "violin")
    assert (said.status, said.data["failed"]["code"]) == (3, "damaged")


def test_settings_that_cannot_be_read_end_with_3(bare, here):
    (here / "data").mkdir()
    (here / "data" / "settings.toml").write_text("theme = dark")
    said = bare("find", "violin")
    assert said.status == 3
    assert "The settings in" in said.err


def test_somebody_unknown_is_refused(cli):
    said = cli.json("find", "violin", before=("--as", "Nobody Known"))
    assert said.refused["code"] == "unknown_staff"


def test_our_own_fault_is_told_apart_and_written_down(cli, town, started_url):
    meddle(started_url, "UPDATE act_body SET effects = 'no JSON at all'")
    said = cli.json("undo")
    assert said.status == 70
    assert said.err.count("\n") == 1
    assert "DecodeError" in Path(said.data["fault"]["details"]).read_text(encoding="utf-8")
