"""Numbers without gaps: the row of a series is locked last, and all at once is written."""

from loanmgr.db.sql import Sql
from loanmgr.services.work import Work

SERIES = Sql("SELECT id, next FROM document_series WHERE kind = :kind")


def take(work: Work, kind: str) -> int:
    """Return the next number of a kind of paper; call it when everything else is decided.

    The row is locked in a statement of its own and read in a later one, so that a desk which waited
    sees what the one before it took. What is refused or dies afterwards takes no number.
    """
    key = work.one(SERIES, kind=kind).id
    work.lock("document_series", key)
    number = int(work.one(SERIES, kind=kind).next)
    work.change("document_series", key, {"next": number}, {"next": number + 1})
    return number
