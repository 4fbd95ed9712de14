"""Opening the database: SQLite for one computer, PostgreSQL for several."""

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

BUSY_SECONDS = 2.0
"""How long one statement waits for another desk; the desk itself tries for longer."""

PREPARED = 500
"""Statements a connection keeps prepared, more than the program has."""

SQLITE_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 268435456",
    # Small: the system keeps pages in memory too, and a window must not grow by what it has read.
    "PRAGMA cache_size = -4096",
)
POSTGRES_OPTIONS = (
    "-c timezone=UTC -c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000"
    # Our statements are short: compiling one would cost more than running it ever saves. Sorting
    # and hashing what a search finds stays in memory.
    " -c jit=off -c work_mem=16MB"
    # Finding the best order of ten tables takes longer than reading what is asked for: they are
    # joined in the order in which they are written.
    " -c join_collapse_limit=1"
)


def open_engine(url: str, *, must_exist: bool = False) -> Engine:
    """Open a database by its SQLAlchemy URL; nothing is read or made before the first statement.

    Connections are in the driver's own autocommit mode: the desk begins and ends transactions. A
    file that `must_exist` is never made by looking for it.
    """
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            poolclass=NullPool,
            creator=partial(_connect_sqlite, file_of(url), "rw" if must_exist else "rwc"),
        )
        event.listen(engine, "connect", _set_up_sqlite)
        return engine
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        use_native_hstore=False,  # asking whether there is that type would cost two journeys
        connect_args={
            "connect_timeout": 3,
            "options": POSTGRES_OPTIONS,
            "application_name": "loanmgr",
        },
    )
    event.listen(engine, "connect", set_up_postgres)
    return engine


def file_of(url: str) -> Path | None:
    """Return the file of an embedded database; None for any other."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or not parts.database or parts.database == ":memory:":
        return None
    return Path(parts.database)


def is_missing(file: Path) -> bool:
    """Say whether a file is not there; one that we may not even look at is there."""
    try:
        return not file.exists()
    except OSError:
        return False


def identity_of(file: Path | None) -> tuple[int, int] | None:
    """Return what tells a file from another one put in its place; None where there is none."""
    if file is None:
        return None
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _connect_sqlite(file: Path | None, mode: str) -> sqlite3.Connection:
    place = ":memory:" if file is None else f"{file.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(
        place,
        uri=True,
        timeout=BUSY_SECONDS,
        cached_statements=512,
        check_same_thread=False,
    )


def set_up_postgres(connection: Any, _entry: object = None) -> None:
    """Keep statements prepared: planning one takes longer than running it."""
    from psycopg.types.numeric import Int8Dumper  # noqa: PLC0415 - where PostgreSQL is used at all

    # A statement is prepared anew for other types, and by itself the driver takes the smallest type
    # a number fits in.
    connection.adapters.register_dumper(int, Int8Dumper)
    connection.prepare_threshold = 1
    connection.prepared_max = PREPARED


def _set_up_sqlite(connection: Any, _entry: object) -> None:
    # The driver's own transactions start too late to be safe; the desk says BEGIN IMMEDIATE itself.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma).close()
