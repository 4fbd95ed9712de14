"""Writing the whole ledger as the text of a CSV file; it can be stopped at any page."""

import csv
import io
from collections.abc import Callable

from loanmgr.desk import Desk
from loanmgr.services import ledger_export
from loanmgr.services.ledger_export import COLUMNS, LedgerPage

Progress = Callable[[int, int, str], bool]
"""Told how much is done, of how much, and what is being done; says whether to go on."""


def text(desk: Desk, progress: Progress) -> tuple[str, int] | None:
    """Return the file and how many lines it has; None where it was stopped."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    last, done, lines = desk.look(ledger_export.last_line, None), 0, 0
    while done < last:
        if not progress(done, last, "Writing the ledger"):
            return None
        found = desk.look(ledger_export.page, LedgerPage(done))
        writer.writerows(found.rows)
        lines += len(found.rows)
        if found.last == done:
            break
        done = found.last
    return written.getvalue(), lines
