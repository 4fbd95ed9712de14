"""The place Settings: its pages at the left, one of them in front."""

from uuid import UUID

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedLayout, QWidget

from loanmgr.domain.policy import wording
from loanmgr.domain.policy.keys import SHAPES
from loanmgr.services.policy import TABLES
from loanmgr.services.undo import Undo, undo
from ui import theme
from ui.acting import ActingPage
from ui.place import Done
from ui.runner import Runner
from ui.scan import Scan, ScanFilter
from ui.settings import finding, known
from ui.settings.contents import Contents
from ui.settings.finding import Found
from ui.settings.kept import Kept
from ui.settings.known import Known
from ui.settings.laptop import LaptopCard, RegisterCard
from ui.settings.list_part import ListPart
from ui.settings.policy_cards import CARDS, PolicyCard
from ui.settings.policy_file import Asks, PolicyFileCard, ask_where, ask_which
from ui.settings.scanner import ScannerCard
from ui.settings.scrolling import reading, room_for, scrolling
from ui.settings.try_part import TryPart
from ui.tokens import SPACE
from ui.widgets.parts import column, row, words

ONE_COLUMN_BELOW = 800
GLANCE, TRY, FILE, LAPTOP = "At a glance", "Try a price", "Policy file", "This laptop"


class SettingsPage(ActingPage):
    """Terms, prices, reduced rates and limits to change; this laptop; the policy as a file."""

    takes_scans = False
    tables = frozenset({"register", "staff_role", *TABLES.values()})
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
        super().__init__("Settings", runner)
        self._known: Known | None = None
        self.laptop = LaptopCard(kept)
        self.scanner = ScannerCard(kept, scans)
        self.register = RegisterCard(kept)
        self.file = PolicyFileCard(runner, *asks)
        self.cards = [PolicyCard(title, lines) for title, lines in CARDS]
        self.lists = {shape.array: ListPart(runner, shape) for shape in SHAPES}
        self.try_part = TryPart(runner, title=TRY)
        self.parts: dict[str, QWidget] = self._make_parts()
        self.contents = Contents(list(self.parts), self._find)
        self._lay_out()
        self._connect()
        self.show_part(LAPTOP)

    def next_scan(self) -> str:
        """Say what the next scan will do."""
        return "tries the scanner" if self.scanner.trying else super().next_scan()

    def handle_scan(self, _scan: Scan, done: Done) -> None:
        """Leave the scan to the test of the scanner, which has read it already."""
        done()

    def load(self) -> None:
        """Read the policy again."""
        self.look(known.known, None, self._show_known)

    def show_part(self, title: str) -> None:
        """Bring a page to the front by its title."""
        self._stack.setCurrentWidget(self.parts[title])
        self.contents.show_page(title)
        if title == TRY:
            self.try_part.ask()
        self._fit()

    def open_list(self, array: str) -> ListPart:
        """Bring the page of a list to the front and return it."""
        self.show_part(wording.page(array).title)
        return self.lists[array]

    @property
    def is_dirty(self) -> bool:
        """Say whether something is typed that is not saved."""
        return any(each.is_dirty for each in self.lists.values())

    def ask_about_unsaved(self) -> None:
        """Go to what is not saved, and ask what becomes of it."""
        for array, each in self.lists.items():
            if each.is_dirty and each.editor is not None:
                self.open_list(array)
                each.editor.leave()
                return

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _make_parts(self) -> dict[str, QWidget]:
        lists: dict[str, QWidget] = {
            wording.page(array).title: part for array, part in self.lists.items()
        }
        left = column(self.laptop, 1, gap=SPACE.m)
        right = column(self.scanner, self.register, 1, gap=SPACE.m)
        self._laptop_columns: QBoxLayout = row(left, right, gap=SPACE.m)
        halves = (column(*self.cards[:2], 1, gap=SPACE.m), column(*self.cards[2:], 1, gap=SPACE.m))
        self._glance_columns: QBoxLayout = row(*halves, gap=SPACE.m)
        for columns in (self._laptop_columns, self._glance_columns):
            columns.setStretch(0, 1)
            columns.setStretch(1, 1)
        return lists | {
            TRY: self.try_part,
            GLANCE: reading(
                column(words(GLANCE, "h1"), self._glance_columns, 1, edge=SPACE.s, gap=SPACE.m),
                "What holds now",
            ),
            FILE: scrolling(column(words(FILE, "h1"), self.file, 1, gap=SPACE.m)),
            LAPTOP: scrolling(column(self._laptop_columns, 1, gap=SPACE.m)),
        }

    def _lay_out(self) -> None:
        front = QWidget()
        self._stack = QStackedLayout(front)
        self._stack.setContentsMargins(0, 0, 0, 0)
        layout = row(self.contents, room_for(front), gap=SPACE.l)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        # Last: all that lies in a widget is dressed again whenever that gets another parent.
        for part in self.parts.values():
            self._stack.addWidget(part)
        self.setMinimumSize(1, 1)  # as large as the window: its parts scroll, each by itself

    def _connect(self) -> None:
        self.file.said.connect(self.say)
        self.file.brought_in.connect(self._brought_in)
        self.register.another.connect(self.another_register)
        self.scanner.trying_changed.connect(self._take_scans)
        self.contents.chosen.connect(self.show_part)
        self.contents.found.connect(self._go_to)
        for part in self.lists.values():
            part.did.connect(lambda said, act: self.tell(said, act=act))
            part.undo_wanted.connect(self._undo)
            part.try_wanted.connect(lambda: self.show_part(TRY))
            part.failed.connect(self.refused)
            part.detail_changed.connect(self._fit)

    def _fit(self) -> None:
        narrow = self.width() < theme.px(ONE_COLUMN_BELOW + 200)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._laptop_columns.setDirection(way)
        self._glance_columns.setDirection(way)
        front = self._stack.currentWidget()
        needed = front.room_wanted if isinstance(front, ListPart) else 0
        self.contents.setVisible(self.width() >= theme.px(needed))

    def _take_scans(self, trying: bool) -> None:  # noqa: FBT001 - receives a signal
        self.takes_scans = trying  # type: ignore[misc]  # only while the scanner is tried out
        self.next_scan_changed.emit()

    def _show_known(self, now: Known) -> None:
        self._known = now
        for card in self.cards:
            card.show_policy(now.policy, now.on)
        for part in self.lists.values():
            part.show_known(now)
        self.try_part.show_known(now)
        self.file.show_may_change(may=now.may_change)

    def _find(self, text: str) -> list:  # type: ignore[type-arg]
        return [] if self._known is None else finding.find(text, list(self.parts), self._known)

    def _go_to(self, found: Found) -> None:
        self.show_part(found.page)
        if found.version is not None:
            self.lists[found.version.array].open(found.version)

    def _undo(self, act: UUID) -> None:
        self.run(undo, Undo(act), self._undone)

    def _brought_in(self, act: UUID) -> None:
        self._act = act
