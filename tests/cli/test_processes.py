"""The command line as processes of its own: pipes, signals, and two of them at once."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.factories import A_SATURDAY, family, lend, open_desk, pupil, violin
from tests.tables import connected, count

LOANMGR = (sys.executable, "-m", "loanmgr.cli")


@pytest.fixture
def words(started_sqlite_url, tmp_path):
    """What every command on a started SQLite register begins with."""
    return line(started_sqlite_url, tmp_path)


def line(url, folder):
    today = A_SATURDAY.isoformat()
    return (*LOANMGR, "--data", str(folder / "data"), "--database", url, "--today", today)


def run(*words, **options):
    return subprocess.run(words, capture_output=True, timeout=60, check=False, **options)


def test_it_runs_as_a_module_from_any_folder(words, tmp_path):
    done = run(*words, "--json", "find", "violin", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == {"results": []}


def test_the_environment_names_folder_and_database(tmp_path):
    environment = {**os.environ, "LOANMGR_DATA": str(tmp_path / "kept")}
    assert run(*LOANMGR, "init", env=environment).returncode == 0
    assert (tmp_path / "kept" / "register.sqlite").is_file()
    environment["LOANMGR_DATABASE"] = f"sqlite:///{tmp_path / 'other.sqlite'}"
    assert run(*LOANMGR, "find", "x", env=environment).returncode == 3


def test_of_two_that_lend_the_same_instrument_one_wins(started_url, tmp_path):
    desk = open_desk(started_url)
    code = violin(desk)
    children = [pupil(desk, "Amira Okafor"), pupil(desk, "Ben Carter")]
    words = line(started_url, tmp_path)

    with ThreadPoolExecutor(2) as pool:
        lends = [pool.submit(run, *words, "--json", "lend", code, "--to", c) for c in children]
        done = sorted((lent.result() for lent in lends), key=lambda each: each.returncode)

    assert [each.returncode for each in done] == [0, 1]
    refused = json.loads(done[1].stdout)["refused"]
    assert refused["code"] == "on_loan_elsewhere"
    assert refused["message"].startswith("This violin is on loan to ")
    assert count(desk, "loan_line") == 1
    desk.close()


def test_a_reader_that_goes_away_is_no_fault(words):
    process = subprocess.Popen(
        [*words, "find", "violin"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), told) == (0, b"")


def test_an_answer_that_cannot_be_written_is_told(words):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*words, "find", "violin"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 74
    assert done.stderr.startswith(b"It was done, but the answer could not be written: ")
    assert done.stderr.count(b"\n") == 1


def test_closed_standard_streams_are_no_fault(words):
    command = " ".join(f"'{word}'" for word in (*words, "add", "family", "--name", "Fry"))
    done = run("sh", "-c", f"{command} <&- >&-")
    assert (done.returncode, done.stderr) == (0, b"")
    done = run("sh", "-c", f"{command} <&- >&- 2>&-")
    assert done.returncode == 0


def test_bytes_that_are_no_text_are_wrong_usage(words):
    done = run(*words, "find", b"Zo\xeb")
    assert done.returncode == 2
    assert b"not text" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_stream_with_few_letters_still_gets_an_answer(words, started_sqlite_url):
    desk = open_desk(started_sqlite_url)
    family(desk, "Zoë O'Neill-Nguyễn")
    desk.close()
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run(*words, "find", "nguyen", env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Zo? O'Neill-Nguy?n" in done.stdout
    done = run(*words, "--json", "find", "nguyen", env=environment)
    assert json.loads(done.stdout)["results"][0]["name"] == "Zoë O'Neill-Nguyễn"


@pytest.fixture
def hears_ctrl_c():
    """Begin as from a keyboard: tests run in the background are told to ignore Ctrl+C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_stops_it_with_one_word(words, tmp_path):
    pipe = tmp_path / "prices.toml"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [*words, "policy", "import", str(pipe)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with pipe.open("wb"):  # opens when the command reads
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)
    assert (process.returncode, *said) == (130, b"", b"Stopped.\n")


def test_a_register_that_stays_busy_ends_with_3(words, started_sqlite_url):
    with connected(started_sqlite_url) as other:
        other.begin_writing()
        done = run(*words, "--json", "add", "family", "--name", "Fry")
        other.abandon()
    assert done.returncode == 3
    assert json.loads(done.stdout)["failed"]["code"] == "busy"
    assert done.stderr == b"The register is busy. Nothing was changed; try again in a moment.\n"


def test_finding_loads_nothing_it_does_not_need(words):
    heavy = "{'alembic', 'sqlalchemy.orm', 'reportlab', 'PySide6'}"
    script = (
        "import sys; from loanmgr.cli.run import main\n"
        f"main({list(words[3:])!r} + ['find', 'violin'])\n"
        f"print(sorted({heavy} & set(sys.modules)))"
    )
    done = run(sys.executable, "-c", script)
    assert done.stdout.decode().splitlines()[-1] == "[]"


def test_it_works_beside_an_open_desk(words, started_sqlite_url):
    desk = open_desk(started_sqlite_url)
    child, code = pupil(desk), violin(desk)
    lend(desk, code, child)
    assert run(*words, "return", code).returncode == 0
    lend(desk, code, child)
    assert json.loads(run(*words, "--json", "show", code).stdout)["status"] == "on_loan"
    desk.close()
