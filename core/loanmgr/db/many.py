"""Many rows at once: keys for rows to come, and rows whose column is one of many values."""

from collections.abc import Iterable
from typing import Any

from loanmgr.db.sql import Connection, Sql

AT_ONCE = 200
"""Values in one statement."""

LAST_KEY = "SELECT COALESCE(MAX({key}), 0) AS last FROM {table}"
DRAW_KEYS = (
    "SELECT nextval(pg_get_serial_sequence('{table}', '{key}')) AS key"
    " FROM generate_series(1, :count)"
)


class SqlIn:
    """A statement with ``{values}`` for a list of values, asked in portions of a fixed size."""

    __slots__ = ("_sql",)

    def __init__(self, text: str) -> None:
        marks = ", ".join(f":in_{at}" for at in range(AT_ONCE))
        self._sql = Sql(text.replace("{values}", marks))

    def rows(self, connection: Connection, values: Iterable[Any], **params: Any) -> list[Any]:
        """Return the rows of all portions; each value is asked for once."""
        wanted = list(dict.fromkeys(values))
        found: list[Any] = []
        for start in range(0, len(wanted), AT_ONCE):
            portion = wanted[start : start + AT_ONCE]
            # The last portion is filled up, so that there is one statement for any number.
            portion += portion[-1:] * (AT_ONCE - len(portion))
            named = {f"in_{at}": value for at, value in enumerate(portion)}
            found += connection.rows(self._sql, {**named, **params})
        return found


def next_keys(connection: Connection, table: str, count: int) -> list[int]:
    """Return keys for rows that will be added to a table in this transaction."""
    if count == 0:
        return []
    if connection.engine == "sqlite":
        # The write lock is ours, so nobody else takes these.
        last = connection.one(Sql(LAST_KEY.format(key="id", table=table)), {}).last
        return list(range(last + 1, last + 1 + count))
    draw = Sql(DRAW_KEYS.format(key="id", table=table))
    return [row.key for row in connection.rows(draw, {"count": count})]
