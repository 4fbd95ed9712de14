"""The window of the first run: it ends with a register that can be opened."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QMainWindow, QScrollArea, QStackedWidget, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.settings import Settings
from ui import theme
from ui.fault import FaultWindow
from ui.first_run import making
from ui.first_run.choices import Choices, Way
from ui.first_run.forms import JoinPage, MakingPage, StartPage, where
from ui.first_run.making import Answers, Target
from ui.roles import set_role
from ui.runner import Lanes, Runner
from ui.settings.kept import Kept
from ui.shell import SMALLEST
from ui.tokens import SPACE
from ui.widgets.parts import column, row

if TYPE_CHECKING:
    from loanmgr.services.demo import DemoMade, DemoSize
    from loanmgr.services.register import About

MADE_UP_BAND = ("Made-up data. Nothing here is real.", "Start with your own")
"""The words of the striped band and of its way out."""

WELCOME = "Welcome. What would you like to do?"
WIDEST = 720
TELL_SECONDS = 0.05


class Telling(QObject):
    """Progress from the worker to the window, and the wish to stop back to the worker."""

    told = Signal(int, int, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.stopped = False
        self._told_at = 0.0

    def stop(self) -> None:
        """Ask the work to end at its next step."""
        self.stopped = True

    def __call__(self, done: int, total: int, what: str) -> bool:
        """Tell how far the work has come; say whether to go on."""
        now = time.monotonic()
        if now - self._told_at >= TELL_SECONDS:
            self._told_at = now
            self.told.emit(done, total, what)
        return not self.stopped


class FirstRunWindow(QMainWindow):
    """Asks which register to open, and makes it if there is none.

    While it is shown no desk of a register that is `current` may be open: its file may be moved.
    """

    opened = Signal(str)
    """The address of the register to open; the settings know it already."""

    def __init__(
        self,
        kept: Kept,
        current: "About | None" = None,
        *,
        lanes: Lanes | None = None,
        today: Callable[[], date] = date.today,
        size: "DemoSize | None" = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("Instrument loans")
        self._kept, self._current = kept, current
        self._today, self._size = today, size
        self._runner = Runner(_no_desk, self._fault, lanes)
        self._target = self._place_for_a_new_one()
        self._telling = Telling(self)
        self._make_pages()
        self._lay_out()
        self._connect()
        self.setMinimumSize(SMALLEST.boundedTo(QGuiApplication.primaryScreen().availableSize()))
        self.resize(SMALLEST)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._telling.stop()
        self._runner.close()
        super().closeEvent(event)

    # What can be done.

    def _place_for_a_new_one(self) -> Target | None:
        """Return where a new register would go, or None where there is no room for one."""
        settings = self._kept.settings
        if self._current is None:
            return Target(settings.url)
        if not settings.database:
            return Target(settings.url, set_aside=True) if self._current.made_up else None
        local = replace(settings, database="").url
        return None if making.is_register(local, settings.desk) else Target(local)

    def _ways(self) -> list[Way]:
        ways = []
        free = self._target is not None and not self._target.set_aside
        if free:
            demo = "Nothing real; it can be thrown away. It takes a few seconds to make."
            ways.append(Way("Look around with made-up data", demo, "search", self._make_up))
        if self._target is not None:
            start = "An empty register with example prices. Four questions."
            ways.append(Way("Start our register", start, "plus", self._show_start, primary=True))
        join = "Paste the address of the database that your office gave you."
        ways.append(Way("Join a register we already have", join, "key", self._show_join))
        if self._current is not None:
            if self._kept.settings.database and self._target is None:
                own = "The one in a file here, which no other computer uses."
                ways.append(Way("Use the register on this computer", own, "desk", self._use_own))
            back = f"{self._current.service}, as it was."
            ways.append(Way("Go on as before", back, "undo", self._go_on_as_before))
        return ways

    def _make_pages(self) -> None:
        title = WELCOME if self._current is None else "Which register would you like to open?"
        self.choices = Choices(title, self._ways())
        self.start = StartPage(self._today())
        self.join = JoinPage()
        self.making = MakingPage()

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        self._holders: dict[QWidget, QScrollArea] = {
            page: _in_the_middle(page)
            for page in (self.choices, self.start, self.join, self.making)
        }
        for holder in self._holders.values():
            self.stack.addWidget(holder)
        ground = QFrame()
        set_role(ground, area="page")
        ground.setLayout(column(self.stack))
        self.setCentralWidget(ground)

    def _connect(self) -> None:
        self.start.answered.connect(self._start)
        self.start.left.connect(self._show_choices)
        self.join.answered.connect(self._join)
        self.join.starts_there.connect(self._start_there)
        self.join.left.connect(self._show_choices)
        self.making.stopped.connect(self._telling.stop)
        self._telling.told.connect(self.making.show_progress)

    def _show(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(self._holders[page])

    def _show_choices(self) -> None:
        self._target = self._place_for_a_new_one()
        self._show(self.choices)
        self.choices.buttons[0].setFocus()

    # Made-up data.

    def _make_up(self) -> None:
        if self._target is None:
            return
        self._telling.stopped = False
        self.choices.say("")
        self.making.begin()
        self._show(self.making)
        work = partial(making.make_up, self._target, self._size, self._today(), self._telling)
        self._runner.document(self, work, self._made_up, self._not_made_up)

    def _made_up(self, _made: "DemoMade") -> None:
        self._open_target()

    def _not_made_up(self, error: Exception) -> None:
        self._show_choices()
        self.choices.say(self._words_of(error))

    # A register of our own.

    def _show_start(self) -> None:
        if self._target is None:
            return
        settings = self._kept.settings
        is_local = self._target.url == replace(settings, database="").url
        aside = "The made-up data is kept under another name." if self._target.set_aside else ""
        self.start.explain(where(self._target.url, is_local=is_local), aside)
        self.start.set_busy(busy=False)
        self._show(self.start)
        self.start.service.setFocus()

    def _start(self, answers: Answers) -> None:
        if self._target is None:
            return
        work = partial(making.start, self._target, answers, self._today())
        self._runner.document(self, work, self._started, self._not_started)

    def _started(self, _aside: Path | None) -> None:
        self._kept.change(getting_ready=True, ready_steps="")
        self._open_target()

    def _not_started(self, error: Exception) -> None:
        self.start.refuse({"": self._words_of(error)})

    # One there is.

    def _show_join(self) -> None:
        self.join.set_busy(busy=False)
        self._show(self.join)
        self.join.address.setFocus()

    def _join(self, url: str) -> None:
        work = partial(making.join, url, self._kept.settings.desk)
        self._runner.document(self, work, lambda _none: self._open(url), self._not_joined)

    def _not_joined(self, error: Exception) -> None:
        empty = isinstance(error, StoreError) and error.code == "no_register"
        self.join.refuse_address(self._words_of(error), is_empty=empty)

    def _start_there(self, url: str) -> None:
        self._target = Target(url)
        self._show_start()

    def _use_own(self) -> None:
        self._open(replace(self._kept.settings, database="").url)

    def _go_on_as_before(self) -> None:
        self.opened.emit(self._kept.settings.url)

    # The end.

    def _open_target(self) -> None:
        if self._target is not None:
            self._open(self._target.url)

    def _open(self, url: str) -> None:
        settings: Settings = self._kept.settings
        if url != settings.url:
            own = replace(settings, database="").url
            self._kept.change(database="" if url == own else url)
        self.opened.emit(url)

    def _words_of(self, error: Exception) -> str:
        if isinstance(error, RuleError | StoreError):
            return error.message
        self._fault(self, error)
        return "Something went wrong, and it is our fault. Nothing was changed."

    def _fault(self, _owner: QObject | None, error: Exception) -> None:
        FaultWindow(error, self).open()


def _no_desk() -> NoReturn:
    raise AssertionError("The first run has no desk")


def _in_the_middle(page: QWidget) -> QScrollArea:
    """Let a page scroll, no wider than can be read at a glance."""
    page.setMaximumWidth(theme.px(WIDEST))
    ground, area = QFrame(), QScrollArea()
    set_role(ground, area="body")
    across = row(1, page, 1, gap=0)
    across.setStretch(1, 100)
    ground.setLayout(column(1, across, 2, edge=(SPACE.xl, SPACE.xl)))
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(ground)
    return area
