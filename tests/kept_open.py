"""Connections that are kept open from one test to the next, with what PostgreSQL has planned.

The program makes a connection for each window and each thread, and plans some thirty statements on
it. A test of it is over after a few: planning took longer than everything else it did.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event

SHELVES: dict[tuple[str, str], "Shelf"] = {}
"""By folder of the server's socket, and name of the database."""

AS_NEW = "RESET ALL"
OPEN = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


class Kept(psycopg.Connection[Any]):
    """A connection that goes back to its shelf when it is closed."""

    shelf: "Shelf | None" = None
    _is_put_away = False

    @property
    def closed(self) -> bool:
        """Say so too of one that whoever had it has closed."""
        return self._is_put_away or super().closed

    def taken(self) -> "Kept":
        """Return it as somebody's own."""
        self._is_put_away = False
        return self

    def close(self) -> None:
        """Put it away for the next, as it was when it was new."""
        if self._is_put_away:
            return
        if self.shelf is None or not self._is_as_new():
            super().close()
            return
        self._is_put_away = True
        self.shelf.put(self)

    def _is_as_new(self) -> bool:
        with suppress(psycopg.Error):
            if self.pgconn.transaction_status in OPEN:
                self.rollback()
            if self.pgconn.transaction_status == TransactionStatus.IDLE:
                self.execute(AS_NEW)
                return True
        return False


class Shelf:
    """The connections to one database that nobody has at the moment."""

    def __init__(self, folder: str, database: str) -> None:
        self._key = folder, database
        self._kept: list[Kept] = []
        SHELVES[self._key] = self

    def connection(self, asked: Mapping[str, Any]) -> Kept:
        """Return one that was put away, else a new one."""
        with suppress(IndexError):
            return self._kept.pop().taken()
        new = Kept.connect(**asked)
        new.shelf = self
        return new

    def put(self, connection: Kept) -> None:
        """Take one back."""
        self._kept.append(connection)

    def backends(self) -> list[int]:
        """Return the numbers by which the server knows those that are put away."""
        return [connection.info.backend_pid for connection in self._kept]

    def clear(self) -> None:
        """Close for good all that are put away."""
        while self._kept:
            connection = self._kept.pop().taken()
            connection.shelf = None
            connection.close()

    def close(self) -> None:
        """Close all of them for good, and keep no more."""
        del SHELVES[self._key]
        self.clear()


def clear_shelves() -> None:
    """Have connections made anew, which see what was set for their database meanwhile."""
    for shelf in SHELVES.values():
        shelf.clear()


@event.listens_for(Engine, "do_connect")
def _from_its_shelf(
    dialect: Any, _record: object, _arguments: object, asked: dict[str, Any]
) -> Kept | None:
    if dialect.name != "postgresql":
        return None
    shelf = SHELVES.get((str(asked.get("host")), str(asked.get("dbname"))))
    return shelf and shelf.connection(asked)
