"""The robot's Saturday: families without a pause, each answer until painted; then memory.

The window is a process of its own (`tests.bench.saturdays`), offscreen, worked by key events.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.bench.lend import request, things_to_lend
from tests.bench.measure import Line, times
from tests.bench.plan import Plan
from tests.bench.registers import ROOT
from tests.bench.window import OFFSCREEN, OUT, PAINTED_LIMIT_MS, REGISTER

FRAME_LIMIT_MS = 100.0
GROWTH_LIMIT_MIB = 4.0
HANDS_ON = 20
"""Instruments that go in and out again while memory is watched."""

RETURN, DAMAGED, LEND, AGAIN = "return", "damaged", "lend", "again"
MISTAKE, BOTH = "mistake", "both"
QUEUE = (RETURN, LEND, AGAIN, DAMAGED, MISTAKE, BOTH)
"""What the families in the queue want, over and over."""


def run(plan: Plan) -> list[Line]:
    """Serve the families of a Saturday, then scan on and on."""
    with plan.registers.copies(plan.size, 1) as [file]:
        full = file.rename(file.with_name(REGISTER))
        found = things_to_lend(f"sqlite:///{full}", plan.visits + HANDS_ON)
        asked = [request(told) for told in found]
        pairs = [(lend.borrower, lend.instruments[0]) for lend in asked]
        saturday = _saturday(pairs[HANDS_ON:], _out(full, plan.visits), plan.visits)
        script = {"saturday": saturday, **_rounds(pairs[:HANDS_ON], plan.scans)}
        told = _work(full.parent, script)
    return _lines(told, plan)


def _saturday(pairs: list[tuple[str, str]], out: list[str], visits: int) -> list[str]:
    """Return the steps of the families, one after the other: labels, and names of keys."""
    lent, back = iter(pairs), iter(out)
    steps = []
    for number in range(visits):
        wants = QUEUE[number % len(QUEUE)]
        if wants in (RETURN, DAMAGED, BOTH):
            steps.append(next(back))
        if wants == DAMAGED:
            steps += ["Needs repair", "1"]
        if wants in (LEND, MISTAKE, BOTH):
            card, label = next(lent)
            steps += [card, label, "Finish"]
        if wants == AGAIN:  # brings back what was just lent, and goes on with the hire
            steps += [label, card, label, "Finish"]
        if wants == MISTAKE:
            steps.append("Undo")
    return steps


def _rounds(pairs: list[tuple[str, str]], scans: int) -> dict[str, Any]:
    """Return what is lent first, and the rounds in which it comes back and goes out again."""
    each = [[label, card, label, "Finish"] for card, label in pairs]
    steps = [step for one in each for step in one]
    times_round = -(-scans // (3 * len(pairs)))
    return {
        "warm_up": [step for card, label in pairs for step in (card, label, "Finish")],
        "rounds": steps * times_round,
        "marks": [scans // 5, scans],
    }


def _out(register: Path, count: int) -> list[str]:
    with closing(sqlite3.connect(register)) as connection:
        return [label for (label,) in connection.execute(OUT, (count,))]


def _work(folder: Path, script: dict[str, Any]) -> dict[str, Any]:
    (folder / "script.json").write_text(json.dumps(script), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "tests.bench.saturdays", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **OFFSCREEN},
        cwd=ROOT,
        check=True,
    )
    return dict(json.loads(done.stdout))


def _lines(told: dict[str, Any], plan: Plan) -> list[Line]:
    scans, keys = times(told["scans"]), times(told["keys"])
    few, many = told["resident_mib"]
    assert len(told["scans"]) >= plan.visits, "Every family has something scanned"
    return [
        Line(
            "Saturday: a scan until painted, p95",
            scans.at(0.95) * 1e3,
            PAINTED_LIMIT_MS,
            "ms",
            scans,
        ),
        Line("Saturday: a key until painted, p95", keys.at(0.95) * 1e3, None, "ms", keys),
        Line(
            "Saturday: longest gap between events", told["longest_gap"] * 1e3, FRAME_LIMIT_MS, "ms"
        ),
        Line(f"Memory after {plan.scans // 5:,} scans", few, None, "MiB"),
        Line(f"Growth until {plan.scans:,} scans", max(0.0, many - few), GROWTH_LIMIT_MIB, "MiB"),
    ]
