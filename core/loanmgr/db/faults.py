"""Telling another desk's interference from a sick database, and both from our own faults."""

import sqlite3
import sys
from typing import Any, NoReturn

from loanmgr.domain.errors import StoreError

PASSING_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
PASSING_POSTGRES = frozenset({"40001", "40P01", "55P03"})
"""Serialization failure, deadlock, lock not available."""

SICK_SQLITE = {
    sqlite3.SQLITE_READONLY: ("The register's file cannot be written to.", "read_only"),
    sqlite3.SQLITE_FULL: ("We couldn't save that: the disk is full.", "full"),
    sqlite3.SQLITE_CANTOPEN: (
        "The register's file can't be opened: it has gone, or you may not use it.",
        "missing",
    ),
    sqlite3.SQLITE_IOERR: ("The disk that holds the register is not answering.", "disk"),
    sqlite3.SQLITE_CORRUPT: ("The register's file is damaged. Restore a backup.", "damaged"),
    sqlite3.SQLITE_NOTADB: ("The register's file is damaged. Restore a backup.", "damaged"),
    sqlite3.SQLITE_PERM: ("The register's file may not be opened by you.", "read_only"),
    sqlite3.SQLITE_AUTH: ("The register's file may not be opened by you.", "read_only"),
}
DISK_FULL = "53100"
BUSY = ("The register is busy. Nothing was changed; try again in a moment.", "busy")
UNREACHABLE = (
    "The register's database can't be reached. Nothing was changed; try again in a moment.",
    "unreachable",
)


class RowChangedError(Exception):
    """A row was no longer as the use case had read it: another desk got there first."""


def original(error: BaseException) -> BaseException:
    """Return the driver's own exception inside SQLAlchemy's."""
    return getattr(error, "orig", None) or error


def may_pass(error: BaseException) -> bool:
    """Say whether the same work may succeed if it is done again from the start."""
    fault = original(error)
    if isinstance(fault, RowChangedError) or is_constraint(fault) or lost_connection(fault):
        return True
    return _is_busy(fault)


def is_constraint(error: BaseException) -> bool:
    """Say whether the database refused the row itself."""
    fault = original(error)
    return isinstance(fault, sqlite3.IntegrityError) or (_sqlstate(fault) or "").startswith("23")


def lost_connection(error: BaseException) -> bool:
    """Say whether PostgreSQL went away or cannot be reached."""
    fault = original(error)
    psycopg = sys.modules.get("psycopg")
    if psycopg is None or not isinstance(fault, psycopg.OperationalError):
        return False
    state = _sqlstate(fault)
    return state is None or state.startswith(("08", "57P"))


def raise_explained(error: BaseException) -> NoReturn:
    """Raise a fault in words staff can act on, or as it is."""
    explanation = explained(error)
    if explanation is error:
        raise error
    raise explanation from error


def explained(error: BaseException) -> BaseException:
    """Return what to raise: a `StoreError` staff can act on, or the fault itself."""
    fault = original(error)
    if lost_connection(fault):
        return StoreError(*UNREACHABLE)
    if isinstance(fault, RowChangedError) or _is_busy(fault):
        return StoreError(*BUSY)
    if _is_garbled(fault):
        return StoreError(*SICK_SQLITE[sqlite3.SQLITE_CORRUPT])
    code = sqlite3.SQLITE_FULL if _sqlstate(fault) == DISK_FULL else _sqlite_code(fault)
    sick = SICK_SQLITE.get(code)
    return StoreError(*sick) if sick else error


def _is_busy(fault: BaseException) -> bool:
    return _sqlite_code(fault) in PASSING_SQLITE or _sqlstate(fault) in PASSING_POSTGRES


def _is_garbled(fault: BaseException) -> bool:
    """Say whether a file gave bytes for text that no text has."""
    if isinstance(fault, sqlite3.OperationalError):
        return str(fault).startswith("Could not decode to UTF-8")
    return isinstance(fault, UnicodeDecodeError)


def _sqlite_code(error: Any) -> int:
    # The low byte is the primary code; see https://sqlite.org/rescode.html.
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _sqlstate(error: Any) -> str | None:
    return getattr(error, "sqlstate", None)
