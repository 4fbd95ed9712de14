"""What a run would do, before it is done: its lines for a spreadsheet, its exceptions to read."""

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from loanmgr.services.imports.table import guarded

ON_SCREEN = 40
"""Exceptions that a person is shown at once; a script gets all of them."""


def sheet(lines: Sequence[Any], kind: type) -> bytes:
    """Return a CSV file with a row for each line and a column for each field of its kind."""
    text = io.StringIO(newline="")
    names = [field.name for field in fields(kind)]
    writer = csv.DictWriter(text, names, lineterminator="\r\n")
    writer.writeheader()
    for line in lines:
        writer.writerow({name: guarded(str(cell)) for name, cell in asdict(line).items()})
    return text.getvalue().encode()


def to_look_at(found: Sequence[str]) -> list[str]:
    """Return what a person is told of exceptions; nothing where there are none."""
    if not found:
        return []
    more = len(found) - ON_SCREEN
    rest = [f"  and {more:,} more, all with --json"] if more > 0 else []
    return [f"To look at: {len(found):,}", *(f"  {each}" for each in found[:ON_SCREEN]), *rest]
