"""Agreements and receipts as files: facts from the register, drawn, and opened on this computer."""

import getpass
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from loanmgr.domain.papers import NOUNS
from loanmgr.domain.words import clock
from loanmgr.services import closing
from loanmgr.services.agreements import AgreementFacts, ReceiptFacts
from loanmgr.services.closing import DeskClosed
from loanmgr.services.papers import PaperShown
from ui.runner import Runner

METHODS = {"cash": "Cash", "card": "Card", "bank": "Bank transfer", "cheque": "Cheque"}
A_DAY_SECONDS = 24 * 60 * 60
OpenFile = Callable[[Path], bool]


@dataclass(frozen=True)
class Printing:
    """A paper that is wanted: the agreement of a card, or the receipt of an act."""

    card: str = ""
    with_basket: bool = False
    receipt_of: UUID | None = None


def open_in_viewer(path: Path) -> bool:
    """Open a file in the program this computer has for it; say whether there is one."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


@cache
def folder() -> Path:
    """Return where papers are put for the viewer: a folder only this user may look into.

    What was left there on another day names people, so it goes when this run makes a paper.
    """
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.TempLocation)
    made = Path(place) / f"loan-papers-{getpass.getuser()}"
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in (*made.glob("*.pdf"), *made.glob("*.csv")):
        if time.time() - left.stat().st_mtime > A_DAY_SECONDS:
            left.unlink(missing_ok=True)
    return made


def save_copy(page: QWidget, runner: Runner, paper: Path, saved: Callable[[Path], None]) -> None:
    """Ask over a page where a paper is to be kept, copy it there, and tell the page where."""

    def copy(to: Path) -> Path:
        to.write_bytes(paper.read_bytes())
        return to

    dialog = QFileDialog(page, "Save as PDF")
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("pdf")
    dialog.selectFile(paper.name)
    dialog.fileSelected.connect(lambda to: runner.document(page, lambda: copy(Path(to)), saved))
    dialog.open()


def write_reminder(service: str, to: Path) -> Path:
    """Draw the card for beside the scanner into a folder; return the file. Touches no window."""
    from loanmgr.documents.reminder import reminder  # noqa: PLC0415 - drawing is rarely wanted

    return _write(to / "Card for volunteers.pdf", reminder(service))


def write_agreement(given: AgreementFacts, to: Path) -> Path:
    """Draw an agreement into a folder; return the file. Touches no window."""
    from loanmgr.jobs.printing import agreement  # noqa: PLC0415 - drawing is rarely wanted

    return _write(to / f"Agreement {_plain(given.number)}.pdf", agreement(given))


def write_receipt(given: ReceiptFacts, to: Path) -> Path:
    """Draw a receipt into a folder; return the file. Touches no window."""
    from loanmgr.documents import receipt as paper  # noqa: PLC0415 - drawing is rarely wanted
    from loanmgr.documents.agreement import Service  # noqa: PLC0415

    drawn = paper.receipt(
        paper.Receipt(
            Service(given.service, (given.centre,)),
            given.number,
            given.on,
            given.payer,
            tuple(paper.ReceiptLine(what, pence) for what, pence in given.lines),
            METHODS.get(given.method, given.method),
            given.paid_pence,
            given.balance_pence,
        )
    )
    return _write(to / f"Receipt {_plain(given.number)}.pdf", drawn)


def write_papers(given: Sequence[PaperShown], to: Path) -> Path:
    """Draw invoices, credit notes or statements into one file; return it. Touches no window."""
    from loanmgr.jobs.printing import pdf  # noqa: PLC0415 - drawing is rarely wanted

    first, last = given[0], given[-1]
    until = f" to {last.number}" if last is not first else ""
    return _write(to / f"{NOUNS[first.kind]} {first.number}{until}.pdf", pdf(given))


def write_closing(done: DeskClosed, to: Path) -> Path:
    """Draw the closing of a desk into a folder; return the file. Touches no window."""
    from loanmgr.documents import closing as paper  # noqa: PLC0415 - drawing is rarely wanted
    from loanmgr.documents.agreement import Service  # noqa: PLC0415

    day = done.day
    drawn = paper.closing(
        paper.ClosingSheet(
            service=Service(day.service),
            desk=day.desk,
            centre=day.centre,
            on=day.on,
            closed=f"{clock(done.at)} by {day.person}",
            counts=closing.counted(day.counts),
            money=tuple(
                paper.MoneyLine(each.method, each.taken_pence, each.given_back_pence)
                for each in day.money
            ),
            expected_pence=day.expected_pence,
            counted_pence=done.counted_pence,
            left=closing.left_to_do(day),
            unfinished=tuple(closing.waiting(each) for each in day.unfinished),
        )
    )
    return _write(to / f"Closing {_plain(day.desk)} {day.on}.pdf", drawn)


def _write(path: Path, drawn: bytes) -> Path:
    path.write_bytes(drawn)
    return path


def _plain(number: str) -> str:
    """Return a number that every file system takes as part of a name."""
    return "".join(char if char.isalnum() or char in " -" else "-" for char in number)
