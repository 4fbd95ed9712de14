"""The place Settings: two columns of cards, or one where the window is narrow."""

from datetime import date
from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel

from loanmgr.domain.policy import Policy
from loanmgr.services import undo
from loanmgr.services.undo import Undo, Undone
from ui import theme
from ui.place import Done, Page
from ui.runner import Runner
from ui.scan import Scan, ScanFilter
from ui.settings.kept import Kept
from ui.settings.laptop import LaptopCard, RegisterCard
from ui.settings.policy_cards import CARDS, PolicyCard, policy_now
from ui.settings.policy_file import Asks, PolicyFileCard, ask_where, ask_which
from ui.settings.scanner import ScannerCard
from ui.tokens import SPACE
from ui.widgets.band import Message
from ui.widgets.parts import column, row, words

ONE_COLUMN_BELOW = 1000
POLICY_TABLES = frozenset({"register", "term", "tariff", "scheme", "borrowing_limit"})


class SettingsPage(Page):
    """This laptop on the left, to change; the policy on the right, to read."""

    takes_scans = False
    another_register = Signal()
    """Another register is to be opened instead of this one."""

    def __init__(
        self,
        runner: Runner,
        kept: Kept,
        scans: ScanFilter | None = None,
        *,
        asks: tuple[Asks, Asks] = (ask_where, ask_which),
    ) -> None:
        super().__init__("Settings")
        self._runner = runner
        self._kept = kept
        self._act: UUID | None = None
        self.laptop = LaptopCard(kept)
        self.scanner = ScannerCard(kept, scans)
        self.register = RegisterCard(kept)
        self.file = PolicyFileCard(runner, *asks)
        self.cards = [PolicyCard(title, lines) for title, lines in CARDS]
        self._lay_out()
        self._connect()

    def next_scan(self) -> str:
        """Say what the next scan will do."""
        return "tries the scanner" if self.scanner.trying else super().next_scan()

    def handle_scan(self, _scan: Scan, done: Done) -> None:
        """Leave the scan to the test of the scanner, which has read it already."""
        done()

    def shown(self) -> None:
        """Read the policy again."""
        self._load()

    def chosen(self, key: str) -> None:
        """Take back what was brought in."""
        if key == "undo" and self._act is not None:
            act, self._act = self._act, None
            self._runner.run(self, undo.undo, Undo(act), self._undone)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _lay_out(self) -> None:
        left = column(self.laptop, self.scanner, self.register, 1, gap=SPACE.m)
        right = column(*self.cards[:2], self.file, *self.cards[2:], 1, gap=SPACE.m)
        self._columns: QBoxLayout = row(left, right, gap=SPACE.m)
        self._columns.setStretch(0, 1)
        self._columns.setStretch(1, 1)
        title: QLabel = words("Settings", "h1")
        self.setLayout(column(title, self._columns, 1, gap=SPACE.m))
        self.setMinimumWidth(1)  # as wide as the window, so that it can tell when to be narrow

    def _connect(self) -> None:
        self.file.said.connect(self.say)
        self.file.brought_in.connect(self._brought_in)
        self.register.another.connect(self.another_register)
        self.scanner.trying_changed.connect(self._take_scans)
        self._runner.changed.connect(self._changed)

    def _fit(self) -> None:
        narrow = self.width() < theme.px(ONE_COLUMN_BELOW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(way)

    def _take_scans(self, trying: bool) -> None:  # noqa: FBT001 - receives a signal
        self.takes_scans = trying  # type: ignore[misc]  # only while the scanner is tried out
        self.next_scan_changed.emit()

    def _changed(self, tables: frozenset[str]) -> None:
        if self.isVisible() and tables & POLICY_TABLES:
            self._load()

    def _load(self) -> None:
        self._runner.look(self, policy_now, None, self._show_policy)

    def _show_policy(self, found: tuple[Policy, date]) -> None:
        for card in self.cards:
            card.show_policy(*found)

    def _brought_in(self, act: UUID) -> None:
        self._act = act

    def _undone(self, _undone: Undone) -> None:
        self.say.emit(Message("ok", "Undone: the policy is as it was before."))
