"""How scanning and lending grow from a small register to one a hundred times its size.

What the program adds to the bare driver may grow by half; the whole by no more than the bare
driver's own growth and three tenths.
"""

from collections.abc import Sequence
from contextlib import ExitStack

from tests.bench.lend import Lending
from tests.bench.measure import Line, Times, turn_by_turn
from tests.bench.plan import Plan
from tests.bench.scan import Scanning

ADDED_LIMIT = 1.5
TOTAL_LIMIT = 1.3


def run(plan: Plan) -> list[Line]:
    """Measure both sizes in turn, so that all four sides meet the same weather."""
    with ExitStack() as open_ones:
        pairs = [open_ones.enter_context(Scanning(plan, size)).sides for size in plan.growth]
        scans = turn_by_turn(pairs, plan.operations, plan.warm_up)
    with ExitStack() as open_ones:
        lendings = [open_ones.enter_context(Lending(plan, size, "FULL")) for size in plan.growth]
        pairs = [lending.sides for lending in lendings]
        lent = turn_by_turn(pairs, plan.operations, plan.warm_up)
    return [*_lines("Scan", scans), *_lines("Lending", lent)]


def _lines(what: str, measured: Sequence[tuple[Times, Times]]) -> list[Line]:
    (small, bare_small), (large, bare_large) = measured
    added = (large.median - bare_large.median) / (small.median - bare_small.median)
    total = large.median / small.median
    own = bare_large.median / bare_small.median
    return [
        Line(f"{what}, small register", small.median / bare_small.median, None, "×", *measured[0]),
        Line(f"{what}, large register", large.median / bare_large.median, None, "×", *measured[1]),
        Line(f"{what}: growth of what we add", added, ADDED_LIMIT),
        Line(f"{what}: our growth against the bare driver's", total / own, TOTAL_LIMIT),
    ]
