"""Verdicts: what a scan or an act gets, told before it is done, in the words of the desk."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


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
    about: str = ""
    """Code of whom or what it is about, where the same may be said of another."""

    @property
    def key(self) -> str:
        """Return what tells it apart from all others of a visit."""
        return f"{self.case} {self.about}".strip()

    def is_settled(self, settled: Collection[str]) -> bool:
        """Say whether it is among the keys (or cases) that were answered on this visit."""
        return self.key in settled or self.case in settled

    @property
    def message(self) -> str:
        """Return the whole message as one line."""
        return f"{self.title} {self.text}".strip()


@dataclass(frozen=True)
class Override:
    """What a lead let pass on a visit, and why."""

    key: str
    """The key of the verdict."""
    reason: str
    by: UUID | None = None
    """Id of the lead who allowed it; whoever is at the desk unless said."""


def stops(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Return the verdicts that hold up what was asked for."""
    return tuple(verdict for verdict in verdicts if verdict.level is Level.STOP)


def asks(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """Return the questions."""
    return tuple(verdict for verdict in verdicts if verdict.level is Level.ASK)
