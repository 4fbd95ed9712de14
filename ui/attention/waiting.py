"""How much waits for the lead, kept fresh behind the desk's back, and the line that says so."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from loanmgr.services import attention
from loanmgr.services.attention import MOST, Waiting
from ui.runner import Runner
from ui.text import listed
from ui.widgets.band import NoticeStrip

PAUSE_MS = 1000
"""The desk has been quiet for so long: a scan never waits behind this."""
TABLES = frozenset({"agreement", "award", "borrower", "family", "instrument", "loan_line"})


class ForTheLead(QObject):
    """Counts what waits on the three lists, again whenever the desk has been quiet for a while."""

    counted = Signal(Waiting)

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.waiting = Waiting()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.count)
        runner.changed.connect(self._changed)

    def count(self) -> None:
        """Ask how many wait."""
        self._runner.look(self, attention.waiting, None, self._came)

    def soon(self) -> None:
        """Count when the desk has been quiet for a while."""
        self._pause.start()

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self.soon()

    def _came(self, waiting: Waiting) -> None:
        self.waiting = waiting
        self.counted.emit(waiting)


class LeadLine(NoticeStrip):
    """One quiet line on the idle desk, while something waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("For the lead", "Look at them", parent)

    def show_waiting(self, waiting: Waiting) -> None:
        """Say how many of each wait."""
        self.show_words(sentence(waiting), "neutral")


def sentence(waiting: Waiting) -> str:
    """Return how many wait, in one sentence; nothing where nothing does."""
    parts = (
        (waiting.unsigned, "unsigned"),
        (waiting.turned_up, "turned up"),
        (waiting.evidence, "evidence to check"),
    )
    said = [f"{how_many(number)} {what}" for number, what in parts if number]
    return f"For the lead: {listed(said)}." if said else ""


def how_many(number: int) -> str:
    """Write how many are on a list, which is never longer than `MOST`."""
    return f"{number:,}" if number < MOST else f"{MOST} and more"
