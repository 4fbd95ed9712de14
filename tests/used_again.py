"""A PostgreSQL database that one test after the other uses: each finds it as the first one did.

Making a database anew and dropping it takes some 150 ms; putting back what stood in it takes ten.
"""

from typing import Any

import psycopg

from tests.kept_open import Shelf

AT_MOST = 60
"""Uses of one database: rows that were put back leave their dead ones behind."""

TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
STATE_OF = """SELECT '{0}', COUNT(*), MAX(xmin::text::bigint) FROM "{0}\""""
"""PostgreSQL writes a changed row anew, under the number of the transaction that did it."""

SEQUENCES = """
SELECT sequencename, COALESCE(last_value, 1), last_value IS NOT NULL
FROM pg_sequences WHERE schemaname = 'public'
"""
SET_TO = """SELECT setval('"{}"', {}, {})"""
SHAPE = " UNION ALL ".join(
    f"SELECT COUNT(*), MAX(xmin::text::bigint) FROM {catalogue}"
    for catalogue in (
        *("pg_class", "pg_attribute", "pg_constraint", "pg_trigger", "pg_proc", "pg_statistic"),
        "pg_db_role_setting WHERE setdatabase <> 0",
    )
)
"""Changes with every table, column, trigger and rule, and with what the planner is told."""

OTHERS = (
    "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND NOT pid = ANY(%s)"
)
SEND_AWAY = f"SELECT pg_terminate_backend(pid) {OTHERS}"
ARE_GONE = f"SELECT COUNT(*) = 0 {OTHERS}"
AS_ITS_OWNER = "SET session_replication_role = replica"
"""No trigger and no foreign key minds what is put back."""


class UsedAgain:
    """A database, a connection to it, and all that stood in it when it was new."""

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url
        self._uses = 0
        self._connection = psycopg.connect(url, autocommit=True)
        self._shelf = Shelf(self._connection.info.host, name)
        self._connection.execute(AS_ITS_OWNER)
        tables = [name for (name,) in self._rows(TABLES)]
        self._state = " UNION ALL ".join(STATE_OF.format(name) for name in tables)
        self._as_new = self._states()
        self._rows_of = {name: self._copied(name) for name, state in self._as_new.items() if state}
        self._numbers = "; ".join(SET_TO.format(*found) for found in self._rows(SEQUENCES))
        self._shape = self._rows(SHAPE)

    def put_back(self) -> bool:
        """Make it as it was new; say whether that was possible and it may be used again."""
        self._uses += 1
        try:
            self._send_others_away()
            may_be = self._uses < AT_MOST and self._rows(SHAPE) == self._shape
            if may_be:
                self._restore()
        except psycopg.Error:  # a test took the database away, or the server
            return False
        return may_be

    def close(self) -> None:
        """Let go of it, so that it can be dropped."""
        self._shelf.close()
        self._connection.close()

    def _send_others_away(self) -> None:
        """Wait for those who are leaving, as long as asking takes."""
        kept = [self._shelf.backends()]
        self._rows(SEND_AWAY, kept)
        while self._rows(ARE_GONE, kept) != [(True,)]:
            pass

    def _restore(self) -> None:
        states = self._states()
        changed = [name for name, state in states.items() if state != self._as_new[name]]
        emptied = "".join(f'DELETE FROM "{name}"; ' for name in changed)
        with self._connection.transaction():
            self._connection.execute(emptied + self._numbers)
            for name in changed:
                if name in self._rows_of:
                    with self._connection.cursor().copy(f'COPY "{name}" FROM STDIN') as into:
                        into.write(self._rows_of[name])
        self._as_new = self._states()

    def _states(self) -> dict[str, tuple[int, int] | None]:
        """Return for each table how many rows it has and who wrote the newest; None for none."""
        found = self._rows(self._state)
        return {name: (count, newest) if count else None for name, count, newest in found}

    def _copied(self, name: str) -> bytes:
        with self._connection.cursor().copy(f'COPY "{name}" TO STDOUT') as out:
            return b"".join(bytes(part) for part in out)

    def _rows(self, statement: str, values: list[Any] | None = None) -> list[tuple]:
        return self._connection.execute(statement, values).fetchall()
