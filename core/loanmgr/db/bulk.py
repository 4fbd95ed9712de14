"""Filling a new register at one go, whole or not at all.

On SQLite in a file of its own beside the register, which takes the register's name once it is
complete; on PostgreSQL in one transaction. Values are given as SQLite keeps them: dates and
instants as ISO text, UUIDs as sixteen bytes.
"""

import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, make_url

from loanmgr.db import faults
from loanmgr.db.engine import open_engine
from loanmgr.db.sql import KEY_COLUMNS, Connection, Sql
from loanmgr.db.upgrade import bring_up_to_date, migrate, upgrade, version_of
from loanmgr.domain.errors import StoreError

Row = Sequence[Any]
Step = Callable[[str], None]
"""Told what is done next; may raise, and nothing is kept."""

AT_ONCE = (50, 5, 1)
"""Rows in one statement; 500 are no quicker, and preparing them all takes half a second."""

FILLING = (
    # The file is thrown away unless it is finished, so nothing has to outlive a power cut yet.
    "PRAGMA journal_mode = MEMORY",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -262144",
    "PRAGMA threads = 2",
)
SQLITE_LATER = (
    "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger')"
    " AND sql IS NOT NULL ORDER BY type, name"
)
SQLITE_SEARCH = (
    # Fewer and larger pieces to merge, but enough of them that they end up levels above what a
    # desk writes: else the first that names something new merges all of it, and waits seconds.
    "INSERT INTO search_text(search_text, rank) VALUES ('hashsize', 4194304)",
    "INSERT INTO search_text(rowid, text) SELECT id, text FROM search_entry WHERE rank <= 1",
    "INSERT INTO search_text(search_text, rank) VALUES ('hashsize', 1048576)",
    "INSERT INTO search_text(search_text) VALUES ('optimize')",
)
POSTGRESQL_CHECKED_LATER = (
    # Foreign keys and exclusions; unique ones stay, they cost little.
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = current_schema()::regnamespace AND contype IN ('f', 'x')"
    " ORDER BY contype, conname"
)
POSTGRESQL_LATER = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname) ORDER BY indexname"
)
POSTGRESQL_COUNTED = (
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%'"
)
EXISTS = Sql("SELECT id FROM register")


@dataclass(frozen=True)
class Columns:
    """Where rows go, and what their values are."""

    table: str
    names: tuple[str, ...]
    """The columns that the values of a row are for, in their order."""
    alike: Mapping[str, Any] = field(default_factory=dict)
    """Columns that are the same in every row."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """Columns that repeat another one of the row."""


class Bulk(Protocol):
    """A register that is being filled."""

    connection: Connection
    """For ordinary statements, in the same transaction."""

    def add(self, columns: Columns, rows: Sequence[Row]) -> None:
        """Add many rows."""

    def change(self, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Set columns of many rows; each row is the values and then the key."""

    def do(self, statement: str) -> None:
        """Run a statement that both engines read alike."""

    def finish(self, step: Step) -> None:
        """Make everything that is only made when the rows are there."""


@contextmanager
def filling(url: str) -> Iterator[Bulk]:
    """Make the tables of a new register and hand them over to be filled; `finish` ends it.

    Raises:
        StoreError: there is a register already, or the place cannot be written to.
    """
    fill = _sqlite if make_url(url).get_backend_name() == "sqlite" else _postgresql
    try:
        with _keeping_garbage(), fill(url) as bulk:
            yield bulk
    except Exception as error:
        raise faults.explained(error) from error


@contextmanager
def _keeping_garbage() -> Iterator[None]:
    """Look for no cycles meanwhile: whoever fills keeps millions of things, none of them garbage.

    Looking through them again and again takes about a fifteenth of the time.
    """
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


@contextmanager
def _sqlite(url: str) -> Iterator[Bulk]:
    place = make_url(url).database
    if not place or place == ":memory:":
        raise StoreError("A register filled at one go needs a file.", "no_file")
    _refuse_where_one_is(open_engine(url), Path(place))
    fresh = Path(f"{place}.filling")
    _throw_away(fresh)
    try:
        engine = open_engine(str(make_url(url).set(database=str(fresh))))
        upgrade(engine)
        connection = Connection(engine)
        try:
            bulk = _Sqlite(connection)
            yield bulk
            bulk.close()
        finally:
            connection.close()
        _make_last(fresh)
        fresh.replace(place)
    finally:
        _throw_away(fresh)


def _refuse_where_one_is(engine: Engine, file: Path) -> None:
    """Refuse a file with a register in it; one with empty tables may be replaced."""
    if not file.exists() or version_of(engine) is None:
        return
    bring_up_to_date(engine)
    connection = Connection(engine)
    try:
        _refuse_a_register(connection)
    finally:
        connection.close()


def _refuse_a_register(connection: Connection) -> None:
    if connection.one(EXISTS, {}) is not None:
        raise StoreError("There is a register here already.", "exists")


def _throw_away(fresh: Path) -> None:
    for ending in ("", "-journal", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{fresh}{ending}").unlink()


def _make_last(fresh: Path) -> None:
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())


class _Sqlite:
    """A SQLite register that is being filled, without indexes until it is finished."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._driver = connection.driver
        self._later: list[tuple[str, str, str]] = []
        self._statements: dict[tuple[int, int], str] = {}
        for pragma in FILLING:
            self._driver.execute(pragma).close()
        connection.begin_writing()
        self._later = self._driver.execute(SQLITE_LATER).fetchall()
        for kind, name, _ in self._later:
            self._driver.execute(f"DROP {kind} {name}")

    def add(self, columns: Columns, rows: Sequence[Row]) -> None:
        """Add many rows, a good number of them with each statement."""
        done = 0
        execute = self._driver.execute
        for count in AT_ONCE:
            statement = self._statement(columns, count) if len(rows) - done >= count else ""
            while len(rows) - done >= count:
                execute(statement, tuple(chain.from_iterable(rows[done : done + count])))
                done += count

    def change(self, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Set columns of many rows."""
        self._driver.executemany(_update(table, names, "?"), rows)

    def do(self, statement: str) -> None:
        """Run a statement."""
        self._driver.execute(statement)

    def _statement(self, columns: Columns, count: int) -> str:
        key = (id(columns), count)
        if key not in self._statements:
            self._statements[key] = _insert(columns, count)
        return self._statements[key]

    def finish(self, step: Step) -> None:
        """Make the indexes, what is searched anywhere, and the guards; then count for plans."""
        for kind, _, text in self._later:
            if kind == "index":
                step("Making it quick to look up")
                self._driver.execute(text)
        step("Making it searchable")
        for statement in SQLITE_SEARCH:
            self._driver.execute(statement)
        for kind, _, text in self._later:
            if kind == "trigger":
                self._driver.execute(text)
        step("Putting it in its place")
        self._driver.execute("PRAGMA analysis_limit = 1000").close()
        self._driver.execute("ANALYZE")

    def close(self) -> None:
        """End the transaction and go back to the journal that desks share."""
        self.connection.commit()
        self._driver.execute("PRAGMA locking_mode = NORMAL").close()
        self._driver.execute("PRAGMA journal_mode = WAL").close()


def _insert(columns: Columns, count: int) -> str:
    """Write one statement for many rows, with numbered parameters so that copies are bound once."""
    names = (*columns.names, *columns.copies, *columns.alike)
    own = len(columns.names)
    offsets = [*range(own), *(columns.names.index(copied) for copied in columns.copies.values())]
    alike = [_literal(value) for value in columns.alike.values()]
    rows = (
        f"({', '.join([*(f'?{first + offset}' for offset in offsets), *alike])})"
        for first in range(1, count * own + 1, own)
    )
    return f"INSERT INTO {columns.table} ({', '.join(names)}) VALUES {', '.join(rows)}"  # noqa: S608


def _update(table: str, names: Sequence[str], mark: str) -> str:
    sets = ", ".join(f"{name} = {mark}" for name in names)
    return f"UPDATE {table} SET {sets} WHERE {KEY_COLUMNS.get(table, 'id')} = {mark}"  # noqa: S608


def _literal(value: Any) -> str:
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


@contextmanager
def _postgresql(url: str) -> Iterator[Bulk]:
    engine = open_engine(url)
    is_new = version_of(engine) is None
    if not is_new:
        bring_up_to_date(engine)
    with engine.connect() as outer:
        outer.exec_driver_sql("BEGIN")
        try:
            if is_new:
                migrate(outer)
            connection = Connection(engine, opened=outer.connection)
            _refuse_a_register(connection)
            yield _Postgresql(connection)
            outer.exec_driver_sql("COMMIT")
        except BaseException:
            with suppress(Exception):  # a connection that is gone has rolled back by itself
                outer.exec_driver_sql("ROLLBACK")
            raise


class _Postgresql:
    """A PostgreSQL register that is being filled, in a transaction that nobody else sees."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._driver = connection.driver
        self._checks = self._driver.execute(POSTGRESQL_CHECKED_LATER).fetchall()
        for table, name, _ in self._checks:
            self._driver.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        self._later = self._driver.execute(POSTGRESQL_LATER).fetchall()
        for name, _ in self._later:
            self._driver.execute(f"DROP INDEX {name}")

    def add(self, columns: Columns, rows: Sequence[Row]) -> None:
        """Copy many rows in."""
        if not rows:
            return
        names = (*columns.names, *columns.copies, *columns.alike)
        copied = [columns.names.index(name) for name in columns.copies.values()]
        alike = tuple(columns.alike.values())
        statement = f"COPY {columns.table} ({', '.join(names)}) FROM STDIN"
        with self._driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row((*row, *(row[place] for place in copied), *alike))

    def change(self, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
        """Set columns of many rows."""
        with self._driver.cursor() as cursor:
            cursor.executemany(_update(table, names, "%s"), rows)

    def do(self, statement: str) -> None:
        """Run a statement."""
        self._driver.execute(statement)

    def finish(self, step: Step) -> None:
        """Make the indexes, check the references, and let the counters go on after the rows."""
        for _, text in self._later:
            step("Making it quick to look up")
            self._driver.execute(text)
        for table, name, text in self._checks:
            step("Checking that everything fits together")
            self._driver.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {text}")
        for table, column in self._driver.execute(POSTGRESQL_COUNTED).fetchall():
            assert column == KEY_COLUMNS.get(table, "id")  # noqa: S101
            self._driver.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'),"  # noqa: S608
                f" (SELECT COALESCE(MAX({column}), 0) + 1 FROM {table}), false)"
            )
        step("Putting it in its place")
        self._driver.execute("ANALYZE")
