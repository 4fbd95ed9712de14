"""Letters from a list: looked at first, written and noted as sent, or taken back again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtWidgets import QWidget

from loanmgr.domain import posting
from loanmgr.domain.ids import new_id
from loanmgr.jobs import letters as jobs
from loanmgr.jobs import reminder_letters, renewal_letters
from loanmgr.jobs.billing import Progress as Step
from loanmgr.jobs.letters import Drawn
from loanmgr.services import award_renewals
from loanmgr.services.award_renewals import BeginLetters
from loanmgr.services.reminders import LATE, LEAVERS, BeginReminders
from ui.acting import ActingPage
from ui.desk import papers
from ui.runner import Progress
from ui.text import count, long_date
from ui.tokens import SPACE
from ui.widgets.band import Choice
from ui.widgets.parts import button, row

if TYPE_CHECKING:
    from loanmgr.desk import Desk


@dataclass(frozen=True)
class Letters:
    """One kind of letter: how it is drawn and noted, and what its file is called."""

    file: str
    until: str
    """What the day it names is for, before that day."""
    usual_deadline: Callable[[date], date]
    draw: Callable[["Desk", date, Step], Drawn | None]
    note: Callable[["Desk", UUID, Drawn, Step], jobs.Noted]


@dataclass(frozen=True)
class Written:
    """What a job has written: the files, and how many were noted as sent."""

    pdf: Path | None
    others: Path | None
    said: str
    letters: int
    twice: str = ""
    """Whom another desk wrote to meanwhile, in words."""


def _reminders(kind: str, file: str, until: str) -> Letters:
    def draw(desk: "Desk", until_on: date, step: Step) -> Drawn | None:
        return reminder_letters.draw(desk, kind, until_on, step)

    def note(desk: "Desk", run: UUID, drawn: Drawn, step: Step) -> jobs.Noted:
        begin = BeginReminders(kind, drawn.until_on, run)
        return reminder_letters.note(desk, begin, drawn, step)

    return Letters(file, until, posting.usual_deadline, draw, note)


RENEWALS = Letters(
    "Reduced rates that end",
    "Answers by",
    award_renewals.usual_deadline,
    renewal_letters.draw,
    lambda desk, run, drawn, step: renewal_letters.note(
        desk, BeginLetters(drawn.until_on, run), drawn, step
    ),
)
TO_LEAVERS = _reminders(LEAVERS, "What is still out", "To be brought back by")
TO_LATE = _reminders(LATE, "Reminders to pay", "To be paid by")


class LetterBar(QWidget):
    """Two buttons below a list: look at its letters, or write them and note that they were sent."""

    def __init__(
        self, page: ActingPage, open_file: papers.OpenFile, today: Callable[[], date]
    ) -> None:
        super().__init__()
        self._page, self._open_file, self._today = page, open_file, today
        self._kind = RENEWALS
        self.preview = button("Look at the letters", self.look_at)
        self.write = button("Write to them", self.write_all, kind="primary")
        self.setLayout(row(self.write, self.preview, 1, gap=SPACE.s))
        self.hide()

    def show_kind(self, kind: Letters | None) -> None:
        """Offer letters of a kind, or none."""
        self.setVisible(kind is not None)
        self._kind = kind or self._kind

    def look_at(self) -> None:
        """Draw the letters and open them; nothing is noted as sent."""
        self._begin("Writing letters", None, self._shown)

    def write_all(self) -> None:
        """Write to everybody on the list who is due a letter, and note that."""
        run = new_id()
        self._begin("Writing letters", run, lambda done: self._written(run, done))

    def rest(self) -> None:
        """Let letters be written again."""
        for each in (self.preview, self.write):
            each.setEnabled(True)

    def _begin(self, title: str, run: UUID | None, then: Callable[[Written], None]) -> None:
        kind, until_on = self._kind, self._kind.usual_deadline(self._today())
        folder = papers.folder()

        def work(desk: "Desk", progress: Progress) -> Written | None:
            if run is not None:
                progress.touched(frozenset({"act"}))
            drawn = kind.draw(desk, until_on, progress.goes_on)
            if drawn is None:
                return None
            files = _files(folder, f"{kind.file} {until_on:%Y-%m-%d}", drawn)
            if run is None:
                return Written(*files, jobs.said(drawn), 0)
            noted = kind.note(desk, run, drawn, progress.goes_on)
            return Written(*files, jobs.said(drawn), noted.letters, jobs.twice(noted))

        def done(written: Written | None) -> None:
            self.rest()
            if written is not None:
                then(written)

        for each in (self.preview, self.write):
            each.setEnabled(False)
        self._page.runner.job(self._page, title, work, done, self._page.refused)

    def _shown(self, done: Written) -> None:
        where = self._open(done)
        detail = f"{where} Nothing is noted as sent."
        self._page.tell(done.said, detail.strip(), more=self._list_of(done))

    def _written(self, run: UUID, done: Written) -> None:
        until_on = self._kind.usual_deadline(self._today())
        until = f"{self._kind.until} {long_date(until_on)}."
        back = [
            *self._list_of(done),
            (Choice("not_sent", "Not sent after all"), lambda: self._not_sent(run)),
        ]
        detail = " ".join(filter(None, (done.twice, done.said, until, self._open(done))))
        self._page.tell(f"Written to {count(done.letters, 'payer')}.", detail, more=back)
        self._page.load()

    def _list_of(self, done: Written) -> list[tuple[Choice, Callable[[], object]]]:
        others = done.others
        if others is None:
            return []
        return [(Choice("others", "Open the list"), lambda: self._open_file(others))]

    def _open(self, done: Written) -> str:
        """Open the letters; say where they are if this computer has nothing to open them with."""
        if done.pdf is None:
            return ""
        shown = self._open_file(done.pdf)
        return "Print them from the window that has opened." if shown else f"In {done.pdf}."

    def _not_sent(self, run: UUID) -> None:
        """Count letters as not sent: who would have got one is listed as not written to."""
        page = self._page

        def work(desk: "Desk", progress: Progress) -> object:
            progress.touched(frozenset({"act"}))
            return jobs.take_back(desk, run, progress.goes_on)

        def back(_done: object) -> None:
            page.tell("Taken back: those letters count as not sent.")
            page.load()

        page.runner.job(page, "Taking letters back", work, back, page.refused)


def _files(folder: Path, name: str, drawn: Drawn) -> tuple[Path | None, Path | None]:
    """Write the letters, and the list of who is told otherwise, each if there are any.

    The folder is ours, and what was written there earlier under these names is of another run.
    """
    pdf, others = folder / f"{name}.pdf", folder / f"{name}, not on paper.csv"
    sheet = jobs.others_sheet(drawn) if drawn.others else b""
    for path, content in ((pdf, drawn.pdf), (others, sheet)):
        if content:
            path.write_bytes(content)
        else:
            with suppress(PermissionError):  # open in a program that lets nobody take it away
                path.unlink(missing_ok=True)
    return pdf if drawn.pdf else None, others if drawn.others else None
