"""Verdicts: what a scan or an act gets, told before it is done, in the words of the desk."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a verdict holds up what was asked for."""

    GO = "go"
    ASK = "ask"
    STOP = "stop"


@dataclass(frozen=True)
class Choice:
    """One answer a verdict offers: a verb a person can press."""

    key: str
    label: str
    lead_only: bool = False
    """Only a desk lead may choose it, and gives a reason."""


@dataclass(frozen=True)
class Verdict:
    """One thing to be said about what was scanned or asked for."""

    level: Level
    case: str
    """One word for programs, such as ``needs_repair``."""
    title: str
    """What is so, in one short sentence with the name."""
    text: str = ""
    """What follows from it."""
    choices: tuple[Choice, ...] = ()
    may_override: bool = False
    """A stop that a lead may override with a reason."""

    @property
    def message(self) -> str:
        """Return the whole message as one line."""
        return f"{self.title} {self.text}".strip()


def stops(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Return the verdicts that hold up what was asked for."""
    return tuple(verdict for verdict in verdicts if verdict.level is Level.STOP)


def asks(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Return the questions."""
    return tuple(verdict for verdict in verdicts if verdict.level is Level.ASK)
