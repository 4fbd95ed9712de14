"""Speaking to the database on the hot paths: statements built once, rows as named tuples.

The same text serves both engines. Values are told apart by the names of columns: ``_on`` is a date,
``_at`` an aware UTC instant, ``uuid`` a UUID (see `loanmgr.db.models.base`).
"""

import re
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, PoolProxiedConnection

KEY_COLUMNS = {"act": "no", "act_body": "act_no", "school": "borrower_id", "number_range": "letter"}
"""The key of a table, where it is not ``id``."""

WITHOUT_KEY = frozenset({"act_thing"})
_ADAPTED = frozenset((UUID, date, datetime))
_NAME = re.compile(r"(?<![:\w]):(\w+)")


class Sql:
    """One statement with ``:name`` parameters, kept as a module constant."""

    __slots__ = ("_postgresql", "_readers", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._postgresql = _NAME.sub(r"%(\1)s", text.replace("%", "%%"))
        self._readers: dict[str, Reader] = {}

    def for_engine(self, engine: str) -> str:
        """Return the text as the driver of ``sqlite`` or ``postgresql`` wants it."""
        return self.text if engine == "sqlite" else self._postgresql

    def reader(self, engine: str, description: Sequence[Any]) -> "Reader":
        """Return what turns the driver's rows into named tuples, made at first use."""
        reader = self._readers.get(engine)
        if reader is None:
            reader = self._readers[engine] = _reader(engine, tuple(c[0] for c in description))
        return reader


Reader = Callable[[Sequence[Any]], Any]

QUERY_ONLY = Sql("PRAGMA query_only = ON")
WAITS = {
    ("sqlite", True): Sql("PRAGMA synchronous = FULL"),
    ("sqlite", False): Sql("PRAGMA synchronous = NORMAL"),
    ("postgresql", True): Sql("RESET synchronous_commit"),
    ("postgresql", False): Sql("SET synchronous_commit = off"),
}


class Connection:
    """One connection of one thread. Transactions are begun and ended by the desk alone."""

    def __init__(
        self,
        engine: Engine,
        *,
        reads_only: bool = False,
        opened: PoolProxiedConnection | None = None,
    ) -> None:
        self.engine = engine.dialect.name
        self._pooled = opened or engine.raw_connection()
        self.driver: Any = self._pooled.driver_connection
        self._adapt = _for_sqlite if self.engine == "sqlite" else _for_postgresql
        self.reads = 0
        """Statements that read since this connection was opened, for tests that count them."""
        if reads_only and self.engine == "sqlite":
            # Said once: each change of it makes SQLite prepare every statement again.
            self.execute(QUERY_ONLY, {})

    def execute(self, sql: Sql, params: Mapping[str, Any]) -> Any:
        """Run a statement and return the driver's cursor."""
        return self.driver.execute(sql.for_engine(self.engine), self._adapt(params))

    def rows(self, sql: Sql, params: Mapping[str, Any]) -> list[Any]:
        """Return all rows."""
        self.reads += 1
        cursor = self.execute(sql, params)
        found = cursor.fetchall()
        if not found:
            return []
        return list(map(sql.reader(self.engine, cursor.description), found))

    def one(self, sql: Sql, params: Mapping[str, Any]) -> Any:
        """Return the first row, or None."""
        self.reads += 1
        cursor = self.execute(sql, params)
        found = cursor.fetchone()
        return None if found is None else sql.reader(self.engine, cursor.description)(found)

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Add a row and return its key."""
        statement = _insert(self.engine, table, tuple(values))
        cursor = self.driver.execute(statement, self._adapt(values))
        if self.engine == "sqlite":
            return int(cursor.lastrowid)
        return 0 if table in WITHOUT_KEY else cursor.fetchone()[0]

    def insert_many(self, table: str, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Add many rows, in the order of `names`."""
        if not rows:
            return
        adapted = [tuple(map(_plain(self.engine), row)) for row in rows]
        statement = _insert_positional(self.engine, table, tuple(names))
        if self.engine == "sqlite":
            self.driver.executemany(statement, adapted)
        else:
            with self.driver.cursor() as cursor:
                cursor.executemany(statement, adapted)

    def update(
        self, table: str, key: Any, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> bool:
        """Change a row that is still as `before`; say whether it was."""
        statement = _update(self.engine, table, tuple(before), tuple(after))
        params = {f"old_{name}": value for name, value in before.items()}
        params.update({f"new_{name}": value for name, value in after.items()})
        params["key"] = key
        return bool(self.driver.execute(statement, self._adapt(params)).rowcount == 1)

    def begin_reading(self) -> None:
        """Begin a transaction that cannot write, on a connection made with `reads_only`."""
        sqlite = self.engine == "sqlite"
        how = "BEGIN" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        self.driver.execute(how)

    def end_reading(self) -> None:
        """End what `begin_reading` began."""
        self.driver.execute("COMMIT")

    def begin_writing(self) -> None:
        """Begin a transaction; on SQLite wait for the write lock now, never half way through."""
        self.driver.execute("BEGIN IMMEDIATE" if self.engine == "sqlite" else "BEGIN")

    def commit(self) -> None:
        """Make the transaction last."""
        self.driver.execute("COMMIT")

    def wait_for_disk(self, *, waits: bool) -> None:
        """Have each commit wait until it lasts, or not: then it is whole, but may be lost."""
        self.execute(WAITS[self.engine, waits], {})

    def abandon(self) -> bool:
        """Roll back whatever is open; say whether the connection can be used again."""
        try:
            if self.engine == "sqlite":
                if self.driver.in_transaction:
                    self.driver.execute("ROLLBACK")
            elif not self.driver.closed:
                self.driver.execute("ROLLBACK")
        except Exception:  # noqa: BLE001 - a connection that cannot roll back is thrown away
            return False
        return self.engine == "sqlite" or not self.driver.closed

    def close(self) -> None:
        """Close the connection for good."""
        self._pooled.detach()
        self.driver.close()


def _for_sqlite(params: Mapping[str, Any]) -> Mapping[str, Any]:
    # Most statements are given keys and texts only, which go as they are.
    for value in params.values():
        if value.__class__ in _ADAPTED:
            return {name: _sqlite_value(value) for name, value in params.items()}
    return params


def _for_postgresql(params: Mapping[str, Any]) -> Mapping[str, Any]:
    for value in params.values():
        if value.__class__ is UUID:
            return {name: _postgresql_value(value) for name, value in params.items()}
    return params


def _sqlite_value(value: Any) -> Any:
    kind = value.__class__
    if kind is UUID:
        return value.bytes
    if kind is date:
        return value.isoformat()
    if kind is datetime:
        return value.astimezone(UTC).isoformat()
    return value


def _postgresql_value(value: Any) -> Any:
    return value.bytes if value.__class__ is UUID else value


def _plain(engine: str) -> Callable[[Any], Any]:
    return _sqlite_value if engine == "sqlite" else _postgresql_value


def _reader(engine: str, names: tuple[str, ...]) -> Reader:
    row = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024
    converters = [(i, c) for i, name in enumerate(names) if (c := converter(engine, name))]
    if not converters:
        return row._make

    def read(found: Sequence[Any]) -> Any:
        values = list(found)
        for index, convert in converters:
            if values[index] is not None:
                values[index] = convert(values[index])
        return row._make(values)

    return read


def converter(engine: str, column: str) -> Callable[[Any], Any] | None:
    """Return what makes a column's stored value a Python value, or None where nothing is needed."""
    if column == "uuid" or column.endswith("_uuid"):
        return _uuid
    if engine == "sqlite" and column.endswith("_on"):
        return date.fromisoformat
    if engine == "sqlite" and column.endswith("_at"):
        return datetime.fromisoformat
    return None


def _uuid(value: bytes) -> UUID:
    return UUID(bytes=bytes(value))


@cache
def _insert(engine: str, table: str, names: tuple[str, ...]) -> str:
    marks = ", ".join(f":{n}" if engine == "sqlite" else f"%({n})s" for n in names)
    statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
    if engine == "sqlite" or table in WITHOUT_KEY:
        return statement
    return f"{statement} RETURNING {KEY_COLUMNS.get(table, 'id')}"


@cache
def _insert_positional(engine: str, table: str, names: tuple[str, ...]) -> str:
    marks = ", ".join("?" if engine == "sqlite" else "%s" for _ in names)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608


@cache
def _update(engine: str, table: str, before: tuple[str, ...], after: tuple[str, ...]) -> str:
    mark, same = (":{}", "IS") if engine == "sqlite" else ("%({})s", "IS NOT DISTINCT FROM")
    sets = ", ".join(f"{name} = {mark.format('new_' + name)}" for name in after)
    guards = "".join(f" AND {name} {same} {mark.format('old_' + name)}" for name in before)
    key = KEY_COLUMNS.get(table, "id")
    return f"UPDATE {table} SET {sets} WHERE {key} = {mark.format('key')}{guards}"  # noqa: S608
