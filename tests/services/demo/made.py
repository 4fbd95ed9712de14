"""A small made-up register to look into, and all that a database holds."""

from datetime import UTC, date, datetime

from loanmgr.db.models import Base
from loanmgr.db.sql import Sql
from loanmgr.services.demo import SEED, DemoSize, make_demo
from tests.tables import connected

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SMALL = DemoSize(instruments=60, families=40, loans=150)


def go_on(_done, _whole, _what):
    return True


def made_at(url, size=SMALL, seed=SEED, today=TODAY):
    return make_demo(url, size, seed, today, go_on)


def sqlite_file(folder, name="register.sqlite"):
    return f"sqlite:///{folder / name}"


def everything(url):
    """Return every row of every table as text, and the numbers that desks go on with."""
    with connected(url) as connection:
        found = {}
        for table in Base.metadata.sorted_tables:
            names = ", ".join(column.name for column in table.columns)
            keys = ", ".join(column.name for column in table.primary_key.columns)
            sql = Sql(f"SELECT {names} FROM {table.name} ORDER BY {keys}")
            found[table.name] = [repr(row) for row in connection.rows(sql, {})]
    return found


def schema(url):
    """Return all that the database itself knows of tables, indexes, triggers and constraints."""
    with connected(url) as connection:
        if connection.engine == "sqlite":
            sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE '%stat1'"
            return sorted(map(repr, connection.driver.execute(sql).fetchall()))
        sql = (
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL"
            " SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace UNION ALL"
            " SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
        )
        return sorted(map(repr, connection.driver.execute(sql).fetchall()))
