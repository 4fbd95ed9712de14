"""Looking into and meddling with a register's tables by plain SQL, past every rule of ours."""

import contextlib
from collections.abc import Iterator
from typing import Any

from loanmgr.db.engine import open_engine
from loanmgr.db.sql import Connection, Sql
from loanmgr.desk import Desk

LEDGER_SUM = "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS pence FROM ledger"


@contextlib.contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Lend a connection of one's own, each statement for itself."""
    connection = Connection(open_engine(url))
    try:
        yield connection
    finally:
        connection.close()


def rows(desk: Desk, text: str, **params: Any) -> list[Any]:
    """Return rows of a statement, as the desk reads them."""
    return desk.look(lambda look, _: look.rows(Sql(text), **params), None)


def one(desk: Desk, text: str, **params: Any) -> Any:
    """Return the only value of a statement."""
    ((value,),) = rows(desk, text, **params)
    return value


def count(desk: Desk, table: str) -> int:
    """Return how many rows a table has."""
    return int(one(desk, f"SELECT COUNT(*) FROM {table}"))


def counts(desk: Desk) -> dict[str, int]:
    """Return how many rows every table has that an act may write."""
    tables = "act act_body act_thing agreement award basket basket_line charge ledger loan"
    more = "loan_line payment instrument family borrower code search_entry account part"
    return {table: count(desk, table) for table in f"{tables} {more}".split()}


def meddle(url: str, text: str, **params: Any) -> None:
    """Run one statement past every rule of ours; what the database refuses is raised."""
    with connected(url) as connection:
        connection.execute(Sql(text), params)


def copy_row(url: str, table: str, key: int, **changed: Any) -> int:
    """Add a row like another one, but for some columns, and return its key."""
    with connected(url) as connection:
        row = connection.one(Sql(f"SELECT * FROM {table} WHERE id = :key"), {"key": key})
        values = {**row._asdict(), **changed}
        del values["id"]
        return connection.insert(table, values)
