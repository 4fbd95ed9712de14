"""A command line on a started register, on both engines, that says what a script would see."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loanmgr import settings
from loanmgr.cli.run import main
from tests.factories import family, open_desk, pupil, school, violin

TODAY = "2026-11-21"


@dataclass(frozen=True)
class Said:
    """What one run of the command line said, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Return standard output as the one JSON object it is."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)

    @property
    def refused(self) -> Any:
        """Return what was refused, of a run that ended with 1."""
        assert self.status == 1, (self.status, self.err)
        return self.data["refused"]


class CommandLine:
    """Runs commands on one register, on one day."""

    def __init__(self, before: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        self.before = before
        self._capsys = capsys

    def __call__(self, *words: object, before: tuple[str, ...] = ()) -> Said:
        """Run a command as a person would; `before` stands before the command."""
        self._capsys.readouterr()
        status = main([*self.before, *before, *map(str, words)])
        said = self._capsys.readouterr()
        return Said(status, said.out, said.err)

    def json(self, *words: object, before: tuple[str, ...] = ()) -> Said:
        """Run a command as a script would."""
        return self(*words, before=("--json", *before))

    def code(self, *words: object) -> str:
        """Run a command that adds something, and return its code."""
        said = self.json(*words)
        assert said.status == 0, said.err
        return str(said.data["code"])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of this test's own, where relative files go."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def cli(started_url: str, here: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on a register that was just started, on SQLite and on PostgreSQL."""
    before = ["--data", str(here / "data"), "--database", started_url, "--today", TODAY]
    return CommandLine(before, capsys)


@pytest.fixture
def bare(here: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line on a folder with nothing in it."""
    return CommandLine(["--data", str(here / "data"), "--today", TODAY], capsys)


@dataclass(frozen=True)
class Town:
    """The codes of a family with one child, and of a violin."""

    family: str
    school: str
    pupil: str
    violin: str


@pytest.fixture
def town(cli: CommandLine, started_url: str, here: Path) -> Town:
    """Amira Okafor of Year 6, her family and school, and a violin that is in."""
    desk = open_desk(started_url, name=settings.load(here / "data").command_line_desk)
    home = family(desk, "Ngozi Okafor", postcode="ab1 2cd")
    card = school(desk, "St Anne's Primary", urn="123456")
    child = pupil(desk, "Amira Okafor", of=home, school=card)
    there = Town(home, card, child, violin(desk, serial="ST-1"))
    desk.close()
    return there


@pytest.fixture
def violins(cli: CommandLine) -> Callable[[], str]:
    """Make further violins."""
    return lambda: cli.code("add", "instrument", "--type", "violin", "--size", "3/4")
