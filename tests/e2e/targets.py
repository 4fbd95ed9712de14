"""The targets of the desk (ux.md 1.3): what each task may take at most, and what it took."""

from dataclasses import dataclass, field

from tests.e2e.robot import Effort


@dataclass(frozen=True)
class Target:
    """At most so many scans, keys and clicks, characters and seconds; None is no limit."""

    number: str
    task: str
    scans: int = 0
    keys: int = 0
    """Keys and chords. What is typed into fields, and Tab between them, is not among them."""
    clicks: int = 0
    typed: int | None = 0
    seconds: float | None = None
    """Of the program's own work and of typing at ordinary speed."""


TARGETS = (
    Target("T1", "Return an instrument", scans=1),
    Target("T2", "Return with damage", scans=1, keys=2),
    Target("T3", "Lend to a known pupil at the reduced rate", scans=2, keys=1, seconds=6),
    Target("T4", "Lend to a known pupil without a card", 1, 2, typed=3, seconds=12),
    # F4, a choice by letter or Enter in each of three fields at most, Enter to save and to lend.
    Target("T5", "New family at the reduced rate", 1, 6, typed=100, seconds=60),
    Target("T6", "Renew everything a pupil has", scans=1, keys=1),
    Target("T14", "Find who has an instrument", typed=None, seconds=5),
    Target("T15", "Undo the last desk action", keys=1),
)
BY_NUMBER = {target.number: target for target in TARGETS}


@dataclass(frozen=True)
class Measured:
    """One go at a target."""

    target: Target
    how: str
    """By what, where there are several ways."""
    effort: Effort

    @property
    def over(self) -> list[str]:
        """What was more than the target allows."""
        target, took = self.target, self.effort
        pairs = (
            ("scans", took.scans, target.scans),
            ("keys", took.keys, target.keys),
            ("clicks", took.presses, target.clicks),
            ("characters", took.typed, target.typed),
            ("seconds", took.seconds, target.seconds),
        )
        return [
            f"{said} {what}, {most} allowed"
            for what, said, most in pairs
            if most is not None and said > most
        ]


@dataclass
class Score:
    """What every task took."""

    rows: list[Measured] = field(default_factory=list)

    def add(self, number: str, effort: Effort, how: str = "") -> None:
        """Note what a task took; more than its target allows is a failure, said in words."""
        row = Measured(BY_NUMBER[number], how, effort)
        self.rows.append(row)
        over = "; ".join(row.over)
        assert not over, f"{number} {row.target.task}: {over}"

    @property
    def left_out(self) -> list[str]:
        """The targets that nobody tried."""
        tried = {row.target.number for row in self.rows}
        return [target.number for target in TARGETS if target.number not in tried]

    def table(self) -> str:
        """Write everything as a table: allowed / measured."""
        lines = [
            "| # | Task | Scans | Keys | Clicks | Characters | Tabs | Seconds | |",
            "|---|---|---|---|---|---|---|---|---|",
        ]
        for number in BY_NUMBER:
            lines += [_line(row) for row in self.rows if row.target.number == number]
        return "\n".join(lines)


def _line(row: Measured) -> str:
    target, took = row.target, row.effort
    how = f", {row.how}" if row.how else ""
    cells = (
        target.number,
        f"{target.task}{how}",
        _of(took.scans, target.scans),
        _of(took.keys, target.keys),
        _of(took.presses, target.clicks),
        _of(took.typed, target.typed),
        str(took.moves),
        _of(f"{took.seconds:.1f}", target.seconds),
        "over" if row.over else "held",
    )
    return f"| {' | '.join(cells)} |"


def _of(took: object, most: object) -> str:
    return f"{took}" if most is None else f"{took} of {most}"
