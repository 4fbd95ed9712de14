"""A window worked as a person works it, by scans, keys and buttons; nothing is waited for."""

import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QMainWindow, QPushButton, QWidget

from loanmgr.settings import Settings
from ui.app import Program, Surroundings
from ui.runner import Lanes
from ui.settings.kept import Kept
from ui.shots.story import ON, Story, open_desk
from ui.sounds import Sounds
from ui.widgets.side_panel import SidePanel

Shown = TypeVar("Shown", bound=QWidget)


class AtOnce(Executor):
    """Does work where and when it is submitted: nothing has to be waited for."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        result: Future[Any] = Future()
        result.set_result(fn(*args, **kwargs))
        return result


class Stage:
    """One window of one size on a register of its own, and the hands that work it."""

    def __init__(
        self, folder: Path, register: Path, story: Story, looks: tuple[str, QSize]
    ) -> None:
        self.story = story
        self.folder = folder
        theme, size = looks
        self.size = size
        folder.mkdir()
        shutil.copy(register, folder / "register.sqlite")
        self.kept = Kept(Settings(folder, desk_name="Ashby 1", theme=theme))
        self.kept.wear()
        lanes = Lanes(AtOnce(), AtOnce(), AtOnce(), AtOnce())
        sounds = Sounds(player=lambda _cue: None)
        around = Surroundings(lanes=lanes, sounds=sounds, available=size, today=lambda: ON)
        self.program = Program(partial(open_desk, self.kept.settings.url), self.kept, around)
        self.window = self.program.window
        self.front: QMainWindow = self.window
        self.window.resize(size)
        self.window.show()
        self.program.open()
        settle()

    def scan(self, code: str) -> None:
        """Scan a label, and wait until the window has dealt with it."""
        self.window.scans.scanned.emit(code)
        settle()
        while self.window.queue.busy or self.window.top.scan.property("flash"):
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        settle()

    def go(self, place: str) -> None:
        """Go to a place by its name."""
        self.window.go(place)
        settle()

    def command(self, key: str) -> None:
        """Choose a command from the menus."""
        self.window.menu.actions[key].trigger()
        settle()

    def press(self, words: str) -> None:
        """Press the button with these words, wherever it is."""
        self._only(QPushButton, words).click()
        settle()

    def _only(self, kind: type[Shown], words: str) -> Shown:
        found = [each for each in self.front.findChildren(kind, words) if each.isVisible()]
        if len(found) != 1:
            shown = sorted(each.objectName() for each in self.front.findChildren(kind))
            raise LookupError(f"{len(found)} are called {words}: {shown}")
        return found[0]

    def pay_by(self, words: str, given: str) -> None:
        """Say at the checkout how they pay, and what they hand over."""
        way = self._only(QComboBox, "How they will pay")
        way.setCurrentIndex(way.findText(words))
        way.activated.emit(way.currentIndex())
        settle()
        box = self._only(QLineEdit, "Given")
        box.setText(given)
        box.editingFinished.emit()
        settle()

    def close_panels(self) -> None:
        """Close what lies over the page."""
        for panel in self.front.findChildren(SidePanel):
            panel.close_panel()
        settle()

    def answer(self, at: int) -> None:
        """Give one of the answers in the band, counted from 0."""
        message = self.window.band.message
        if message is not None:
            self.window.band.choose(message.choices[at].key)
        settle()

    def show_text_at(self, percent: int) -> None:
        """Show everything larger or smaller."""
        if percent != self.kept.settings.text_percent:
            self.kept.change(text_percent=percent)
            settle()

    def bring_to_front(self, window: QMainWindow) -> None:
        """Show another window instead of the main one."""
        self.front = window
        window.setMinimumSize(1, 1)
        window.resize(self.size)
        window.show()
        settle()

    def picture(self) -> QImage:
        """Return what is shown, which must be as large as it should be."""
        result = self.front.grab().toImage()
        if result.size() != self.size:
            raise ValueError(f"The picture is {result.size()}, not {self.size}")
        return result

    def leave(self) -> None:
        """Close everything."""
        for window in {self.front, self.window}:
            window.close()
            window.deleteLater()  # its scanner's filter would read the next window's keys
        self.program.close()
        self.program.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def settle() -> None:
    """Let the windows lay themselves out."""
    for _each in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
