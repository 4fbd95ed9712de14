"""Measuring the program against the bare database driver: python -m tests.bench [NAME]..."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import platformdirs

from tests.bench.measure import Line, fsync, table
from tests.bench.plan import Plan, quick
from tests.bench.registers import Registers

NAMES = (
    *("scan", "lend", "growth", "search", "lists"),
    *("window", "saturday", "money", "cli", "postgres"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and say with the exit status whether every limit holds."""
    asked = _parser().parse_args(arguments)
    registers = Registers(asked.cache)
    try:
        lines = measure(asked.names or NAMES, _plan(asked, registers))
    finally:
        registers.close()
    print(table(lines))
    return 0 if all(line.holds for line in lines) else 1


def measure(names: Sequence[str], plan: Plan) -> list[Line]:
    """Run the benches of these names."""
    disk = fsync(plan.registers.folder)
    lines = [Line("fsync of 4 KiB", disk.median * 1e6, None, "µs", bare=disk)]
    for name in names:
        print(f"Measuring {name}", file=sys.stderr, flush=True)
        found = import_module(f"tests.bench.{name}").run(plan)
        print(table(found), file=sys.stderr, flush=True)
        lines += found
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="loanmgr bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--instruments", type=int, help="in the register measured on")
    parser.add_argument("--families", type=int)
    parser.add_argument("--lines", type=int, help="loan lines, nearly all of them past")
    parser.add_argument("--operations", type=int, help="counted on each side")
    parser.add_argument("--quick", action="store_true", help="small: only that both sides agree")
    parser.add_argument(
        "--cache",
        type=Path,
        default=platformdirs.user_cache_path("loanmgr") / "bench",
        help="where registers are kept from run to run (default: %(default)s)",
    )
    return parser


def _plan(asked: argparse.Namespace, registers: Registers) -> Plan:
    plan = quick(registers) if asked.quick else Plan(registers)
    wanted = {
        name: getattr(asked, name)
        for name in ("instruments", "families", "lines")
        if getattr(asked, name) is not None
    }
    plan = replace(plan, size=replace(plan.size, **wanted))
    return plan if asked.operations is None else replace(plan, operations=asked.operations)


if __name__ == "__main__":
    sys.exit(main())
