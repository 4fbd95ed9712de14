"""Lists: the last page against the first on both engines, and plans that search, never scan."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from loanmgr.db.sql import Connection, Sql
from loanmgr.desk import Desk
from loanmgr.services.find import find
from loanmgr.services.lists import InstrumentsPage, PeoplePage, instruments, people
from loanmgr.services.scanning import Scan, scan
from tests.bench.measure import Line, Pair, turn_by_turn
from tests.bench.plan import Plan
from tests.bench.registers import open_desk

LIMIT = 3.0
LISTS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "instruments by label": (instruments, InstrumentsPage),
    "instruments by type": (instruments, partial(InstrumentsPage, by="type")),
    "instruments on loan": (instruments, partial(InstrumentsPage, status="on_loan")),
    "instruments available": (instruments, partial(InstrumentsPage, status="available")),
    "families by name": (people, PeoplePage),
    "pupils by name": (people, partial(PeoplePage, kind="pupil")),
}
PAGES_SHARE = 20
"""A page is some 200 things, so fewer pages are read than single things elsewhere."""

READ_AS_A_WHOLE = ("SCAN CONSTANT ROW", "SCAN register")
"""What may be read from end to end: values, and the one row about the register."""


def run(plan: Plan) -> list[Line]:
    """Read first and last pages in turn, then look at the plans of SQLite."""
    file = plan.registers.sqlite(plan.size)
    lines = []
    for engine, url in (
        ("SQLite", f"sqlite:///{file}"),
        ("PostgreSQL", plan.registers.postgres(plan.size)),
    ):
        desk = open_desk(url)
        lines += [_last_against_first(plan, desk, engine, name) for name in LISTS]
        desk.close()
    desk = open_desk(f"sqlite:///{file}")
    lines.append(_scanning(desk))
    desk.close()
    return lines


def _last_against_first(plan: Plan, desk: Desk, engine: str, name: str) -> Line:
    question, page = LISTS[name]
    after = _before_last_page(desk, name)

    def last(_: int) -> Any:
        return desk.look(question, page(after=after))

    def first(_: int) -> Any:
        return desk.look(question, page())

    counts = (max(2, plan.operations // PAGES_SHARE), max(1, plan.warm_up // PAGES_SHARE))
    [(end, begin)] = turn_by_turn([Pair(last, first, _as_long)], *counts)
    ratio = end.median / begin.median
    return Line(f"{engine}, {name}: last page against first", ratio, LIMIT, "×", end, begin)


def _before_last_page(desk: Desk, name: str) -> str:
    """Return the code after which a whole page is left."""
    question, page = LISTS[name]
    backwards = desk.look(question, page(descending=True))
    before = desk.look(question, page(descending=True, after=backwards[-1].code, count=1))
    return str(before[0].code) if before else ""


def _as_long(last: Any, first: Any) -> None:
    assert len(last) == len(first) > 0
    assert len({row.code for row in last}) == len(last)


def _scanning(desk: Desk) -> Line:
    """Count the steps that read a table from end to end, in what is asked all the time."""
    pages = [
        (question, page(after=_before_last_page(desk, name), descending=way))
        for name, (question, page) in LISTS.items()
        for way in (False, True)
    ]
    label = desk.look(instruments, InstrumentsPage())[0].code
    desk.look(scan, Scan(label))  # after which the desk knows the policy
    with _heard() as heard:
        for question, asked in [*pages, (scan, Scan(label)), (find, "vi"), (find, "violin")]:
            desk.look(question, asked)
    driver = desk._connection(reads_only=True).driver
    found = {
        f"{step}: {' '.join(sql.text.split())[:200]}"
        for sql, params in heard
        for *_, step in driver.execute(f"EXPLAIN QUERY PLAN {sql.text}", params)
        if _scans_a_table(step, sql)
    }
    print("\n".join(sorted(found)), end="")
    return Line("Steps of plans that scan a table", len(found), 0, "")


def _scans_a_table(step: str, sql: Sql) -> bool:
    """Say whether a step reads a table from end to end, and not what another step has chosen."""
    name = re.match(r"SCAN (\w+)", step)
    return name is not None and not (
        step.startswith(READ_AS_A_WHOLE) or re.search(rf"\) AS {name[1]}\b", sql.text)
    )


@contextmanager
def _heard() -> Iterator[list[tuple[Sql, Any]]]:
    """Listen to the statements that are run."""
    heard, execute = [], Connection.execute

    def listening(connection: Connection, sql: Sql, params: Any) -> Any:
        heard.append((sql, connection._adapt(params)))
        return execute(connection, sql, params)

    Connection.execute = listening  # type: ignore[method-assign]
    try:
        yield heard
    finally:
        Connection.execute = execute  # type: ignore[method-assign]
