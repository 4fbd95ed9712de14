"""What the scan box finds while somebody types, on both engines: the first eight hits."""

from collections.abc import Iterable

from loanmgr.desk import Desk
from loanmgr.services.find import HITS, find
from tests.bench.measure import Line, Times, timed, times
from tests.bench.plan import Plan
from tests.bench.registers import open_desk
from tests.bench.terms import Terms, terms

LIMIT_MS = 5.0
P95 = 0.95


def run(plan: Plan) -> list[Line]:
    """Look for the commonest and for absent terms of each length."""
    file = plan.registers.sqlite(plan.size)
    wanted = list(terms(file, plan.terms))
    lines = []
    for engine, url in (
        ("SQLite", f"sqlite:///{file}"),
        ("PostgreSQL", plan.registers.postgres(plan.size)),
    ):
        desk = open_desk(url)
        for found in wanted:  # as everywhere, what is looked for first is not counted
            _find(desk, found.common[: plan.warm_up // len(wanted)], are_there=True)
        for found in wanted:
            lines += _lines(desk, engine, found)
        desk.close()
    return lines


def _lines(desk: Desk, engine: str, wanted: Terms) -> Iterable[Line]:
    for how, those in (("common", wanted.common), ("absent", wanted.absent)):
        if those:
            taken = _find(desk, those, are_there=how == "common")
            what = f"{engine}: {len(those)} {how} terms of {wanted.length}, p95"
            yield Line(what, taken.at(P95) * 1000, LIMIT_MS, "ms", taken)


def _find(desk: Desk, wanted: Iterable[str], *, are_there: bool) -> Times:
    seconds = []
    for term in wanted:
        taken, hits = timed(lambda _, term=term: desk.look(find, term), 0)
        assert bool(hits) == are_there, (term, hits)
        assert len(hits) <= HITS
        seconds.append(taken)
    return times(seconds)
