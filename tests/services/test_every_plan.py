"""Plans: each statement the program has finds its rows by an index, but for those named here."""

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import chain
from typing import Any

import loanmgr
from loanmgr.db.sql import Sql
from tests.services.test_plans import scanned

READS_ALL = {
    "db.upgrade": {"VERSION"},
    "services.duplicates": {"PAIRS"},
    "services.exports": {"FAMILIES", "LOANS", "PARTS", "SCHOOLS"},
    # Jobs of the office, each with its progress: what they look for is spread over the register.
    "services.applications": {"LIST", "RUN_OUT"},
    "services.award_renewals": {"ENDING"},
    "services.billing.due": {"CARDS"},
    "services.billing.unreturned": {"OUT_CARDS"},
    "services.circumstances": {"ENDED_LESSONS"},
    "services.leaving": {"LEAVERS"},
    "services.papers.late": {"BEHIND"},
    "services.papers.shown": {"MAY_BE_UNPAID"},
    "services.reminders.late": {"BEHIND"},
    "services.reminders.leavers": {"OUT"},
    # Before a list is brought in, and before a rule is changed, all there is is compared with it.
    "services.imports.bring": {"EARLIER"},
    "services.imports.families": {"ADULTS", "FAMILIES", "LABELS"},
    "services.imports.stock": {"KNOWN", "PARTS", "TAKEN"},
    "services.policy_changes": {
        *("AWARDED", "CHARGED_AT", "CHARGED_FOR", "HELD", "LOWERED_BY", "RUNNING"),
    },
    "services.schools.loading": {"NEWEST", "URNS"},
    # Counted or told once, when a page is opened.
    "services.labels": {"HOW_MANY"},
    "services.register": {"BEGUN"},
    "services.schools.listing": {"PHASES"},
    "services.sight": {"FAMILIES"},
}
"""Statements that read a large table from end to end, by module."""


def test_no_other_statement_reads_a_large_table_from_end_to_end(started_url):
    engine = "sqlite" if started_url.startswith("sqlite") else "postgresql"
    named = {sql: name for name, sql in statements() if suits(sql, engine)}
    assert len(named) > 400
    texts = scanned(started_url, named)
    found = {name for sql, name in named.items() if sql.text in texts}
    known = {f"{module}.{name}" for module, names in READS_ALL.items() for name in names}
    assert found - known == set()
    if engine == "sqlite":
        assert known - found == set()


def statements() -> Iterator[tuple[str, Sql]]:
    """Yield every statement that a module of ours keeps, with its name."""
    for found in pkgutil.walk_packages(loanmgr.__path__, "loanmgr."):
        if "migrations" not in found.name:
            importlib.import_module(found.name)
    for name, module in sorted(sys.modules.items()):
        if name.startswith("loanmgr."):
            for constant, value in vars(module).items():
                for sql in within(value):
                    yield f"{name.removeprefix('loanmgr.')}.{constant}", sql


def within(value: Any) -> Iterator[Sql]:
    """Yield the statements in a constant, which may be many by name."""
    if isinstance(value, Sql):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(within, value.values()))
    elif isinstance(value, tuple | list):
        yield from chain.from_iterable(map(within, value))
    elif is_dataclass(value) and not isinstance(value, type):
        yield from chain.from_iterable(within(getattr(value, one.name)) for one in fields(value))


def suits(sql: Sql, engine: str) -> bool:
    """Say whether a statement is for an engine at all, and reads."""
    text = sql.text.strip().upper()
    if engine == "postgresql":
        return "SEARCH_TEXT" not in text and "SQLITE" not in text
    locks = "FOR NO KEY UPDATE" in text or "FOR UPDATE" in text or "FOR SHARE" in text
    return not (text.startswith(("SET ", "RESET ")) or locks or "NEXTVAL" in text)
