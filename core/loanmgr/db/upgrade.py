"""Bringing a database up to the version this program expects, and refusing a newer one."""

import threading
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine

from loanmgr.db import sql
from loanmgr.db.engine import file_of, is_missing
from loanmgr.domain.errors import StoreError

HEAD = "0006"
"""The newest migration; a test compares it with the folder."""

ONE_AT_A_TIME = 5_031_969
"""Any number that no other program locks in our database."""

ALEMBIC = threading.Lock()
"""It keeps what it is working on in the module, for all threads."""

VERSION = sql.Sql("SELECT version_num FROM alembic_version")
MIGRATIONS = Path(__file__).with_name("migrations")


def version_of(engine: Engine) -> str | None:
    """Return the version a database is at, or None where there is no register in it."""
    file = file_of(engine.url.render_as_string(hide_password=False))
    if file is not None and is_missing(file):
        return None
    with closing(sql.Connection(engine, reads_only=True)) as connection:
        return version_at(connection)


def version_at(connection: sql.Connection) -> str | None:
    """Return the version of the database that a connection leads to, or None as above."""
    try:
        found = connection.one(VERSION, {})
    except Exception as error:  # the drivers' errors have no common ancestor
        if _has_no_such_table(error):
            return None
        raise
    return None if found is None else str(found.version_num)


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the migrations that have not been run yet, all or nothing."""
    with engine.connect() as connection:
        begin = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN"
        connection.exec_driver_sql(begin)
        try:
            if engine.dialect.name == "postgresql":
                # Two desks may find the same old register at the same instant.
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
            migrate(connection, to)
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise


def migrate(connection: Connection, to: str = "head") -> None:
    """Run the migrations that have not been run yet, in a transaction that is open already."""
    # Alembic takes longer to import than a desk takes to open; most starts do not need it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with ALEMBIC:
        command.upgrade(config, to)


def bring_up_to_date(engine: Engine) -> None:
    """Upgrade an older register; refuse one from a newer program, or none at all."""
    version = version_of(engine)
    if version == HEAD:
        return
    if version is None:
        raise StoreError("There is no register here yet.", "no_register")
    if version > HEAD:
        raise StoreError(
            "This register was made by a newer version of the program. Install that version here.",
            "newer",
        )
    upgrade(engine)


def _has_no_such_table(error: Exception) -> bool:
    return "no such table" in str(error) or getattr(error, "sqlstate", "") == "42P01"
