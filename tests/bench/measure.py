"""Timing two sides turn by turn, so that both meet the same weather, and telling them apart.

Seconds inside, microseconds and milliseconds on paper. The ratio of the medians decides.
"""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FSYNCS = 300


@dataclass(frozen=True)
class Times:
    """How long each of many operations took."""

    seconds: tuple[float, ...]
    """In rising order."""

    def at(self, share: float) -> float:
        """Return the time that this share of the operations stayed within."""
        return self.seconds[min(len(self.seconds) - 1, int(len(self.seconds) * share))]

    @property
    def median(self) -> float:
        """Return the time that half of the operations stayed within."""
        return self.at(0.5)

    def __str__(self) -> str:
        return " ".join(short(self.at(share)) for share in (0.5, 0.95, 0.99))


@dataclass(frozen=True)
class Line:
    """One line of the table: a figure with its limit, and the times behind it."""

    what: str
    figure: float
    limit: float | None
    """None where a figure is only told."""
    unit: str = "×"
    ours: Times | None = None
    bare: Times | None = None

    @property
    def holds(self) -> bool:
        """Say whether the figure is within its limit."""
        return self.limit is None or self.figure <= self.limit


def ratio(what: str, ours: Times, bare: Times, limit: float | None) -> Line:
    """Compare two sides by their medians."""
    return Line(what, ours.median / bare.median, limit, "×", ours, bare)


@dataclass(frozen=True)
class Pair:
    """Two sides of one job; `same` compares their answers and raises where they differ."""

    ours: Callable[[int], Any]
    bare: Callable[[int], Any]
    same: Callable[[Any, Any], None]


def turn_by_turn(pairs: Sequence[Pair], operations: int, warm_up: int) -> list[tuple[Times, Times]]:
    """Time the same operations on both sides of every pair, each in turn: (ours, bare) of each.

    The first `warm_up` operations are not counted. Who goes first changes each time. Answers are
    compared every time, outside the clock.
    """
    seconds: list[tuple[list[float], list[float]]] = [([], []) for _ in pairs]
    for number in range(warm_up + operations):
        for pair, (ours, bare) in zip(pairs, seconds, strict=True):
            if number % 2:
                first, second = timed(pair.ours, number), timed(pair.bare, number)
            else:
                second, first = timed(pair.bare, number), timed(pair.ours, number)
            pair.same(first[1], second[1])
            if number >= warm_up:
                ours.append(first[0])
                bare.append(second[0])
    return [(times(ours), times(bare)) for ours, bare in seconds]


def timed(side: Callable[[int], Any], number: int) -> tuple[float, Any]:
    """Run one operation; return how long it took and its answer."""
    before = time.perf_counter()
    answer = side(number)
    return time.perf_counter() - before, answer


def times(seconds: Sequence[float]) -> Times:
    """Put times in order."""
    return Times(tuple(sorted(seconds)))


def fsync(folder: Path) -> Times:
    """Time what the disk under a folder takes to make 4 KiB last."""
    name = folder / "fsync"
    taken = []
    handle = os.open(name, os.O_CREAT | os.O_RDWR)
    try:
        for number in range(FSYNCS):
            os.pwrite(handle, b"x" * 4096, number * 4096)
            before = time.perf_counter()
            os.fsync(handle)
            taken.append(time.perf_counter() - before)
    finally:
        os.close(handle)
        name.unlink()
    return times(taken)


def short(seconds: float) -> str:
    """Return a time as a table shows it."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def table(lines: Sequence[Line]) -> str:
    """Set the lines as a Markdown table."""
    rows: list[tuple[str, ...]] = [
        ("What", "Ours p50, p95, p99", "Bare p50, p95, p99", "Figure", "Limit", "Holds")
    ]
    rows += [_cells(line) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )


def _cells(line: Line) -> tuple[str, ...]:
    limit = "" if line.limit is None else f"{_number(line.limit)} {line.unit}"
    holds = "" if line.limit is None else "yes" if line.holds else "NO"
    figure = f"{_number(line.figure)} {line.unit}"
    return (line.what, _side(line.ours), _side(line.bare), figure, limit, holds)


def _number(figure: float) -> str:
    return f"{figure:.0f}" if figure == int(figure) or figure >= 100 else f"{figure:.2f}"


def _side(side: Any) -> str:
    return "" if side is None else str(side)
