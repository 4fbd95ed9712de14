"""The command line's start: `find` against importing the libraries it stands on."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.measure import Line, ratio, times
from tests.bench.plan import Plan
from tests.bench.registers import ROOT

LIMIT = 2.5
IMPORTS = "import sqlalchemy.orm, alembic"


def run(plan: Plan) -> list[Line]:
    """Start both in turn."""
    with plan.registers.copies(plan.size, 1) as [file]:
        folder = file.rename(file.with_name("register.sqlite")).parent
        ours = ["sh", _command(), "--data", str(folder), "find", "violin"]
        bare = [sys.executable, "-c", IMPORTS]
        seconds: dict[str, list[float]] = {"ours": [], "bare": []}
        for number in range(plan.starts + 1):
            for name, command in (("ours", ours), ("bare", bare)):
                taken = _run(command)
                if number:
                    seconds[name].append(taken)
    return [ratio("./loanmgr find", times(seconds["ours"]), times(seconds["bare"]), LIMIT)]


def _command() -> str:
    return str(next(p for p in (ROOT / "loanmgr", ROOT / "loanmgr.sh") if p.is_file()))


def _run(command: Sequence[str]) -> float:
    began_at = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=Path("/"))
    return time.perf_counter() - began_at
