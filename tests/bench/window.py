"""Starting the window, with and without instruments, and a scan until its result is painted."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from loanmgr.desk import Desk
from loanmgr.services.register import StartRegister
from tests.bench.measure import Line, Times, ratio, times
from tests.bench.plan import Plan
from tests.bench.registers import ROOT, STARTING

BARE_LIMIT, FULL_LIMIT, PAINTED_LIMIT_MS = 3.0, 1.1, 50.0
REGISTER = "register.sqlite"
OFFSCREEN = {
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "core")]),
    "QT_QPA_PLATFORM": "offscreen",
    "QT_LOGGING_RULES": "default.warning=false",
}
SCANS_SHARE = 5
"""Scans in a window take their time, so fewer are counted than elsewhere."""

OUT = """
SELECT i.code FROM loan_line AS line JOIN instrument AS i ON i.id = line.instrument_id
WHERE line.returned_at IS NULL AND line.passed_on_at IS NULL ORDER BY line.uuid LIMIT ?
"""


@dataclass
class Starts:
    """What many starts of one window came to."""

    usable: list[float] = field(default_factory=list)
    """Seconds from starting the process until the scan box could be used."""
    opened: list[float] = field(default_factory=list)
    """Seconds until the register was open too."""
    peak_kib: list[int] = field(default_factory=list)


def run(plan: Plan) -> list[Line]:
    """Start all windows in turn, then scan in one."""
    with ExitStack() as open_ones:
        empty = open_ones.enter_context(plan.registers.room())
        policy = STARTING.read_text(encoding="utf-8")
        Desk.create(f"sqlite:///{empty / REGISTER}", StartRegister("Bench", "Hall", "Pat", policy))
        [file] = open_ones.enter_context(plan.registers.copies(plan.size, 1))
        full = file.rename(file.with_name(REGISTER)).parent
        wanted = {"bare": ["bare"], "empty": ["ours", str(empty)], "full": ["ours", str(full)]}
        starts = {name: Starts() for name in wanted}
        for number in range(plan.starts + 1):
            for name, arguments in wanted.items():
                # The first of each only fetches files from the disk.
                _start(arguments, starts[name] if number else Starts())
        painted = _scan(full, plan.operations // SCANS_SHARE + 1)
    return [
        *_lines(starts),
        Line("Scan until painted, p95", painted.at(0.95) * 1000, PAINTED_LIMIT_MS, "ms", painted),
    ]


def _lines(starts: dict[str, Starts]) -> list[Line]:
    bare, empty, full = (starts[name] for name in ("bare", "empty", "full"))
    things = "a full register"
    return [
        ratio(
            "Window until the scan box can be used, no instruments",
            times(empty.usable),
            times(bare.usable),
            BARE_LIMIT,
        ),
        ratio(f"The same with {things}", times(full.usable), times(bare.usable), BARE_LIMIT),
        ratio(
            "Scan box with a full register against none",
            times(full.usable),
            times(empty.usable),
            FULL_LIMIT,
        ),
        ratio(
            "Register open with a full register against none",
            times(full.opened),
            times(empty.opened),
            FULL_LIMIT,
        ),
        ratio("Register open against a bare window", times(full.opened), times(bare.usable), None),
        *(
            Line(f"Peak memory, {name} window", max(found.peak_kib) / 1024, None, "MiB")
            for name, found in starts.items()
        ),
    ]


def _start(arguments: Sequence[str], into: Starts) -> None:
    began_at = time.perf_counter()
    with _child(arguments) as child:
        assert child.stdout is not None
        for line in child.stdout:
            taken = time.perf_counter() - began_at
            if line == "usable\n":
                into.usable.append(taken)
            elif line == "open\n":
                into.opened.append(taken)
            else:
                into.peak_kib.append(int(line))
    assert child.returncode == 0, arguments


def _scan(folder: Path, count: int) -> Times:
    with closing(sqlite3.connect(folder / REGISTER)) as connection:
        labels = [label for (label,) in connection.execute(OUT, (count,))]
    with _child(["scan", str(folder), *labels]) as child:
        assert child.stdout is not None
        seconds = [float(line) for line in child.stdout]
    assert child.returncode == 0
    assert len(seconds) == len(labels)
    return times(seconds)


def _child(arguments: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "tests.bench.windows", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **OFFSCREEN},
        cwd=ROOT,
    )
