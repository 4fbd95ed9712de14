"""What a command is made of: its name, the room that answers it, and its arguments."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from loanmgr.cli import values


@dataclass(frozen=True)
class Argument:
    """One argument of a command, as argparse wants it."""

    names: tuple[str, ...]
    options: dict[str, Any]


@dataclass(frozen=True)
class Command:
    """A command, the module and function that answer it, and what may follow it."""

    name: str
    room: str
    function: str
    does: str
    arguments: tuple[Argument, ...] = ()


METAVARS: dict[Callable[[str], Any], str] = {
    values.text: "TEXT",
    values.day: "DATE",
    values.pence: "PENCE",
    values.pounds: "POUNDS",
    values.count: "N",
}


def word(name: str, does: str, **options: Any) -> Argument:
    """Return something that is named by its place, such as a label."""
    return Argument((name,), {"help": does, "type": values.text, **options})


def codes(does: str, **options: Any) -> Argument:
    """Return one or more labels."""
    return word("codes", does, metavar="CODE", nargs="+", **options)


def option(
    name: str, does: str, kind: Callable[[str], Any] = values.text, **options: Any
) -> Argument:
    """Return an option with a value."""
    return Argument((name,), {"help": does, "type": kind, "metavar": METAVARS[kind], **options})


def flag(name: str, does: str) -> Argument:
    """Return an option that is said or not."""
    return Argument((name,), {"help": does, "action": "store_true"})


def output(does: str) -> Argument:
    """Return the file that a command must be told to write."""
    return Argument(
        ("-o", "--output"),
        {"help": does, "required": True, "metavar": "FILE", "type": values.text},
    )
