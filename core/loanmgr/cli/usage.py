"""Reading the command line: options before the command, one command, its arguments."""

import argparse
import difflib
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import Any, NoReturn

from loanmgr import __version__
from loanmgr.cli import values
from loanmgr.cli.arguments import Command
from loanmgr.cli.grammar import COMMANDS, FAMILIES, LATER

PROGRAM = "loanmgr"
WITH_VALUE = ("--data", "--database", "--as", "--today")
"""Options before the command that take the next word along."""

REQUIRED = re.compile(r"the following arguments are required: (.*)")
UNKNOWN = re.compile(r"unrecognized arguments: (.*)", re.DOTALL)
CHOICE = re.compile(r"argument (\S+): invalid choice: '?(.*?)'? \(.*choose from (.*)\)", re.DOTALL)
EXPECTED = re.compile(r"argument (\S+): expected .*")
ARGUMENT = re.compile(r"argument (\S+): (.*)", re.DOTALL)


class UsageError(Exception):
    """The command line was used in a way that has no meaning; says what to write instead."""


class _Parser(ArgumentParser):
    """A parser that says what it does not understand in one sentence, and leaves ending to us."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{_sentence(message)} See: {self.prog} --help")


def split(typed: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part what stands before the command from the command and what follows it."""
    at = 0
    while at < len(typed) and typed[at].startswith("-"):
        at += 2 if typed[at] in WITH_VALUE else 1
    return list(typed[:at]), list(typed[at:])


def options(typed: Sequence[str]) -> Namespace:
    """Read the options that stand before the command."""
    return _top().parse_args(typed)


def command(typed: Sequence[str]) -> tuple[Command, Namespace]:
    """Find the command and read its arguments.

    Raises:
        UsageError: there is no such command, or its arguments do not fit.
    """
    words, rest = _named(typed)
    found = next((each for each in COMMANDS if each.name == words), None)
    if found is None:
        raise UsageError(_unknown(words))
    return found, _parser(found).parse_intermixed_args(rest)


def usage() -> str:
    """Return how the command line is used, with every command on a line."""
    return _top().format_help()


def _named(typed: Sequence[str]) -> tuple[str, list[str]]:
    if not typed:
        raise UsageError(f"Say what to do. See: {PROGRAM} --help")
    if typed[0] in LATER:
        raise UsageError(f"{LATER[typed[0]]} with a later version; there is no {typed[0]} yet.")
    if typed[0] not in FAMILIES:
        return typed[0], list(typed[1:])
    if len(typed) < 2 or typed[1].startswith("-"):
        kinds = [each.name.split()[1] for each in COMMANDS if each.name.startswith(f"{typed[0]} ")]
        raise UsageError(f"Say what to {typed[0]}: {_either(kinds)}.".replace("to policy", "to do"))
    return f"{typed[0]} {typed[1]}", list(typed[2:])


def _unknown(words: str) -> str:
    near = difflib.get_close_matches(words, [each.name for each in COMMANDS], 1)
    hint = f"Did you mean {near[0]}?" if near else f"See: {PROGRAM} --help"
    return f"There is no command {values.shown(words)}. {hint}"


def _top() -> ArgumentParser:
    width = max(len(each.name) for each in COMMANDS)
    commands = "\n".join(f"  {each.name.ljust(width)}  {each.does}" for each in COMMANDS)
    parser = _Parser(
        prog=PROGRAM,
        usage=f"{PROGRAM} [--data DIR] [--database URL] [--as STAFF] [--today DATE] [--json]"
        " COMMAND …",
        description="Lends musical instruments, and knows where each one is.",
        epilog=f"commands:\n{commands}\n\n{PROGRAM} COMMAND --help says more about one.\n"
        "Exit status: 0 done, 1 refused, 2 wrong usage, 3 database busy or sick.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add: Any = parser.add_argument
    add("--data", metavar="DIR", type=values.text, help="folder with the register and settings")
    add("--database", metavar="URL", type=values.text, help="a shared register, or another file")
    add("--as", dest="staff", metavar="STAFF", type=values.text, help="who does it")
    add("--today", metavar="DATE", type=values.day, help="the day it counts for")
    add("--json", action="store_true", help="answer with one JSON object")
    add("--version", action="version", version=f"{PROGRAM} {__version__}")
    return parser


def _parser(found: Command) -> ArgumentParser:
    parser = _Parser(
        prog=f"{PROGRAM} {found.name}", description=_capital(found.does), allow_abbrev=False
    )
    for argument in found.arguments:
        parser.add_argument(*argument.names, **argument.options)
    return parser


def _sentence(message: str) -> str:
    """Put what argparse found wrong into a sentence."""
    if match := CHOICE.match(message):
        choices = [word.strip(" '") for word in match[3].split(",")]
        return f"{values.shown(match[2])} is not one of {_either(choices)}."
    if match := REQUIRED.match(message):
        return f"{match[1]} is missing." if "," not in match[1] else f"Missing: {match[1]}."
    if match := UNKNOWN.match(message):
        return f"{values.shown(match[1])} is one word too many, or an option that is not known."
    if match := EXPECTED.match(message):
        return f"{match[1]} needs a value."
    match = ARGUMENT.match(message)
    return f"{match[1]}: {match[2]}" if match else f"{_capital(message)}."


def _either(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
