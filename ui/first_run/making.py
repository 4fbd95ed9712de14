"""What is done off the GUI thread while a register is made, found or set aside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from loanmgr.domain.errors import RuleError, StoreError
from ui.settings.address import file_of, is_address

if TYPE_CHECKING:
    # Never at run time: the first window shows before the database's libraries are read.
    from loanmgr.services.demo import DemoMade, DemoSize

STARTING = Path(__file__).resolve().parents[2] / "resources" / "policy" / "starting.toml"
BESIDES = ("", "-wal", "-shm")
"""What SQLite may keep beside a database's file."""

Progress = Callable[[int, int, str], bool]


@dataclass(frozen=True)
class Answers:
    """The answers to the questions of a new register."""

    service: str
    centre: str
    person: str


@dataclass(frozen=True)
class Target:
    """Where a new register goes, and whether made-up data has to make room for it."""

    url: str
    set_aside: bool = False


def make_up(target: Target, size: "DemoSize | None", on: date, progress: Progress) -> "DemoMade":
    """Make a register of made-up data, whole or not at all."""
    from loanmgr.services.demo import SEED, DemoSize, make_demo  # noqa: PLC0415

    _make_folder(target.url)
    return make_demo(target.url, size or DemoSize(), SEED, on, progress)


def start(target: Target, answers: Answers, on: date) -> Path | None:
    """Make an empty register; return where the made-up data is now, if it was set aside."""
    from loanmgr.desk import Desk  # noqa: PLC0415
    from loanmgr.services.register import StartRegister  # noqa: PLC0415

    policy = STARTING.read_text(encoding="utf-8")
    request = StartRegister(answers.service, answers.centre, answers.person, policy)
    _make_folder(target.url)
    file = file_of(target.url)
    aside = set_aside(file, on) if target.set_aside and file is not None else None
    try:
        Desk.create(target.url, request)
    except BaseException:
        if aside is not None and file is not None:
            _move(aside, file)
        raise
    return aside


def join(url: str, desk_name: str) -> None:
    """Open a register to see that it is one.

    Raises:
        RuleError: the address cannot be one of a register.
        StoreError: there is no register, or it cannot be reached.
    """
    if not is_address(url):
        raise RuleError(
            "That is not the address of a register. It begins with postgresql:// or sqlite:///.",
            "address",
            "address",
        )
    file = file_of(url)
    if file is not None and not file.is_file():
        raise StoreError(f"There is no file {file}.", "missing")
    try:
        open_once(url, desk_name)
    except (RuleError, StoreError):
        raise
    except Exception as error:
        # What a driver raises about an address is for those who wrote the driver.
        raise StoreError("That address can't be opened. Look at every part of it.") from error


def open_once(url: str, desk_name: str) -> None:
    """Open a register and close it again."""
    from loanmgr.desk import Desk  # noqa: PLC0415

    Desk.open(url, desk_name=desk_name).close()


def is_register(url: str, desk_name: str) -> bool:
    """Say whether a file has a register in it, be it a sick one."""
    file = file_of(url)
    if file is None or not file.is_file():
        return False
    try:
        open_once(url, desk_name)
    except StoreError as error:
        return error.code != "no_register"
    return True


def set_aside(file: Path, on: date) -> Path:
    """Give a register's file another name beside it, and return that."""
    number = 1
    while (aside := _aside(file, on, number)).exists():
        number += 1
    _move(file, aside)
    return aside


def _aside(file: Path, on: date, number: int) -> Path:
    again = f" {number}" if number > 1 else ""
    return file.with_name(f"{file.stem} made up {on.isoformat()}{again}{file.suffix}")


def _move(file: Path, to: Path) -> None:
    for ending in BESIDES:
        part = file.with_name(file.name + ending)
        if part.exists():
            part.rename(to.with_name(to.name + ending))


def _make_folder(url: str) -> None:
    file = file_of(url)
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"The folder {file.parent} can't be made: {error.strerror}."
            raise StoreError(message, "folder") from error
