"""The program put together: window, runner, scanner, and the pages of every place."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QSize, Signal

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.settings import Settings
from ui.announce import Sounds
from ui.fault import FaultWindow
from ui.opening import Later, Problem
from ui.place import Done, Page, Place
from ui.runner import Lanes, Runner
from ui.scan import Scan
from ui.settings.kept import Kept
from ui.shell import MainWindow, Start
from ui.widgets.band import Message
from ui.widgets.suggestions import Suggestion

if TYPE_CHECKING:
    # Never at run time: the window shows before the database's libraries are read.
    from loanmgr.desk import Desk
    from loanmgr.services.register import About
    from ui.desk.page import DeskPage

OpenDesk = Callable[[], "Desk"]
DESK, INSTRUMENTS, FAMILIES = "Desk", "Instruments", "Families and schools"


@dataclass(frozen=True)
class Surroundings:
    """What a window is given from outside, so that a test can give it something else."""

    lanes: Lanes | None = None
    sounds: Sounds | None = None
    memory: QSettings | None = None
    available: QSize | None = None


class Program(QObject):
    """One window on one register, from opening it to closing it."""

    no_register = Signal()
    """There is no register where the settings say; a first one can be made."""
    other_wanted = Signal()
    """Another register is to be chosen."""
    opened = Signal()

    def __init__(
        self, open_desk: OpenDesk, settings: Settings, around: Surroundings | None = None
    ) -> None:
        super().__init__()
        around = around or Surroundings()
        self.kept = Kept(settings, self)
        self.runner = Runner(open_desk, self._show_error, around.lanes)
        self.about: About | None = None
        self.desk: DeskPage | None = None
        self._later: dict[str, Later] = {}
        sounds = around.sounds or Sounds(on=settings.sound_on)
        start = Start("", "", settings.scanner_gap_ms, sounds, around.memory, around.available)
        self.window = MainWindow([self._place(*each) for each in self._places()], start)
        self.kept.follow(self.window)
        self.window.watch(self.runner)
        self._connect()

    def open(self) -> None:
        """Open the register on the worker; the window can be used for typing meanwhile."""
        self.runner.look(self, _about, None, self._opened, self._not_opened)

    def close(self) -> None:
        """Finish what was asked for and close the register."""
        self.runner.close()

    # The places.

    def _places(self) -> list[tuple[str, str, str, Callable[[], Page], bool]]:
        return [(DESK, "Desk", "desk", self._desk_page, False)]

    def _place(
        self,
        name: str,
        short: str,
        icon: str,
        make: Callable[[], Page],
        at_foot: bool,  # noqa: FBT001
    ) -> Place:
        def later() -> Page:
            page = self._later[name] = Later(name, make)
            if self.about is not None:
                page.become()
            return page

        return Place(name, short, icon, later, at_foot)

    def _desk_page(self) -> Page:
        from ui.desk.page import DeskPage  # noqa: PLC0415 - reads the database's libraries

        assert self.about is not None  # noqa: S101 - places are made once it is known
        page = self.desk = DeskPage(self.runner, self.about)
        page.opens_record.connect(self._open_instrument)
        page.searches.connect(self._search_for)
        page.new_instrument.connect(self._new_instrument)
        page.undo_changed.connect(self.window.show_undo)
        page.session.faulted.connect(partial(self._show_error, page))
        self._later[DESK].made.connect(lambda _page: page.begin())
        return page

    # Opening.

    def _opened(self, about: "About") -> None:
        self.about = about
        self.window.top.centre.setText(about.centre)
        self.window.top.staff.show_text(about.person)
        for later in self._later.values():
            later.become()
        self.opened.emit()

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, StoreError) and error.code == "no_register":
            self.no_register.emit()
            return
        message = getattr(error, "message", "")
        sentence = message or "The register can't be opened."
        if not message:
            self._show_error(None, error)
        for later in self._later.values():
            later.show_problem(Problem(sentence, self._again, self.other_wanted.emit))

    def _again(self) -> None:
        for later in self._later.values():
            later.show_opening()
        self.open()

    # What the window tells.

    def _connect(self) -> None:
        window = self.window
        window.searched.connect(self._search)
        window.picked.connect(self._picked)
        window.undo_wanted.connect(self._undo)
        window.redo_wanted.connect(self._redo)
        window.opens_scanned = self._open_scanned

    def _undo(self) -> None:
        if self.desk is not None:
            self.desk.undo()

    def _redo(self) -> None:
        if self.desk is not None:
            self.desk.redo()

    def _search(self, text: str) -> None:
        if self.about is None:
            return
        from loanmgr.services import find  # noqa: PLC0415 - after the window is there
        from ui import found  # noqa: PLC0415

        def show(hits: tuple[Any, ...]) -> None:
            self.window.offer_results(text, found.suggestions(hits))

        self.runner.look(self.window, find.find, text, show)

    def _search_for(self, text: str) -> None:
        self.window.top.scan.setText(text)
        self.window.focus_scan()
        self._search(text)

    def _picked(self, suggestion: Suggestion) -> None:
        hit = suggestion.value
        if hit.kind == "instrument":
            self._open_instrument(hit.code)
        else:
            self._open_person(hit.code)

    def _open_scanned(self, scan: Scan, done: Done) -> None:
        """Open the record of what was scanned; what has none is for the desk to deal with."""
        self.window.go(DESK)
        self.window.page.handle_scan(scan, done)

    def _open_instrument(self, code: str) -> None:
        del code

    def _open_person(self, code: str) -> None:
        self.window.go(DESK)
        if self.desk is not None:
            self.desk.at.scans.found(code)

    def _new_instrument(self, label: str) -> None:
        del label

    # What goes wrong.

    def _show_error(self, _owner: QObject | None, error: Exception) -> None:
        if isinstance(error, RuleError | StoreError):
            self.window.say(Message("stop", error.message))
        else:
            FaultWindow(error, self.window).open()


def _about(look: Any, _request: None) -> Any:
    """Say whose register this is; runs on the worker, which reads the libraries there."""
    from loanmgr.services import counter, find, register  # noqa: PLC0415

    del counter, find  # the desk's page wants them at once
    return register.about(look)


def build_window(
    open_desk: OpenDesk, settings: Settings, around: Surroundings | None = None
) -> Program:
    """Put the program together and begin to open the register."""
    program = Program(open_desk, settings, around)
    program.open()
    return program
