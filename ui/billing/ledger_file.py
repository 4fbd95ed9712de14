"""The whole ledger saved as a spreadsheet, from the menu File."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from loanmgr.jobs import ledger, saving
from ui.runner import Failed, Progress, Runner
from ui.text import count
from ui.widgets.band import Message

if TYPE_CHECKING:
    from loanmgr.desk import Desk

KINDS = "Spreadsheets (*.csv)"
MARK = "\ufeff"
"""By this a spreadsheet knows that a file is in UTF-8."""

Says = Callable[[Message], object]


def save(over: QWidget, runner: Runner, say: Says, failed: Failed) -> None:
    """Ask where, and write every line of every account there."""
    path = QFileDialog.getSaveFileName(over, "Save the ledger", "ledger.csv", KINDS)[0]
    if path:
        work = partial(_write, Path(path))
        runner.job(over, "Writing the ledger", work, partial(_written, say, Path(path)), failed)


def _write(path: Path, desk: "Desk", progress: Progress) -> int | str:
    """Return how many lines were written, or why they could not be; nothing where stopped."""
    done = ledger.text(desk, progress.goes_on)
    if done is None:
        return ""
    try:
        saving.save(path, (MARK + done[0]).encode())
    except OSError as fault:
        return fault.strerror or str(fault)
    return done[1]


def _written(say: Says, path: Path, done: int | str) -> None:
    if isinstance(done, int):
        lines = count(done, "line")
        say(Message("ok", f"The ledger is saved: {lines}.", f"The file is {path}."))
    elif done:
        say(Message("stop", f"{path.name} couldn't be written: {done}."))
    else:
        say(Message("ok", "Stopped. No file is written."))
