"""A window worked as a person works it, by scans, keys and buttons; nothing is waited for."""

import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QScrollArea,
    QWidget,
)

from loanmgr.settings import Settings
from ui import theme
from ui.app import Program, Surroundings
from ui.attention.waiting import ForTheLead
from ui.labels.badge import LabelsBadge
from ui.list_view import ListView
from ui.runner import Lanes
from ui.scan import Burst, Scan
from ui.settings.kept import Kept
from ui.shots.story import ON, Clock, Story, open_desk
from ui.sounds import Sounds
from ui.widgets.side_panel import SidePanel

Shown = TypeVar("Shown", bound=QWidget)
NEVER_MS = 24 * 60 * 60 * 1000
GAP_MS = 9
"""How fast the scanner of the pictures types."""


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
        clock = Clock(ON)
        around = Surroundings(
            lanes=lanes, sounds=sounds, available=size, today=lambda: ON, now=lambda: clock.at
        )
        opening = partial(open_desk, self.kept.settings.url, clock=clock)
        self.program = Program(opening, self.kept, around)
        self.window = self.program.window
        self.front: QWidget = self.window
        self._in_sight: QWidget | None = None
        self.window.resize(size)
        self.window.show()
        self.program.open()
        settle()
        self._counters: list[ForTheLead | LabelsBadge] = [
            *self.program.findChildren(ForTheLead),
            *self.program.findChildren(LabelsBadge),
        ]
        self._stop_the_clocks()

    def _stop_the_clocks(self) -> None:
        """Let nothing be looked at by itself: each look lets the story's clock go on."""
        only = Qt.FindChildOption.FindDirectChildrenOnly
        for each in (*self._counters, self.program.runner, self.program.desk):
            for timer in each.findChildren(QTimer, options=only) if each is not None else ():
                timer.setInterval(NEVER_MS)

    def scan(self, code: str) -> None:
        """Scan a label, and wait until the window has dealt with it."""
        self.window.scans.scanned.emit(code)
        settle()
        while self.window.queue.busy or self.window.top.scan.property("flash"):
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        settle()

    def go(self, place: str) -> None:
        """Go to a place by its name."""
        self._in_sight = None
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
        box.setFocus()
        box.selectAll()
        for letter in given:
            press_key(box, Qt.Key(ord(letter)), letter)
        press_key(box, Qt.Key.Key_Return)
        settle()

    def search(self, text: str) -> None:
        """Type into the scan box; nothing clears it."""
        box = self.window.top.scan
        box.close_list()
        box.setFocus()
        box.setText(text)
        if text:
            box.typed.emit(text)
        settle()

    def filter_instruments(self, text: str) -> None:
        """Type into the filter of the instruments, and wait until nothing is left."""
        shown = self._only(ListView, "Instruments").shown_model
        self._only(QLineEdit, "Filter").setText(text)
        while shown.rows:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        settle()

    def try_scanner(self, code: str) -> None:
        """Scan once while the scanner is tried out; pictures show what is said about it."""
        self.window.scans.burst.emit(Burst(Scan(code), GAP_MS, "Enter", lower_case=False))
        settle()
        self._in_sight = self._only(QPushButton, "Stop the test")

    def close_window(self) -> None:
        """Try to close the window, which asks what becomes of those who are not finished."""
        self.window.close()
        settle()
        if self.program.leaving is None or self.program.leaving.dialog is None:
            raise LookupError("Nothing is asked")
        self.front = self.program.leaving.dialog

    def stay(self) -> None:
        """Don't close the window after all."""
        if isinstance(self.front, QDialog):
            self.front.reject()
        self.front = self.window
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

    def count(self) -> None:
        """Count what waits, as the window does by itself when the desk is quiet."""
        for each in self._counters:
            each.count()
        settle()

    def picture(self) -> QImage:
        """Return what is shown, which must be as large as it should be."""
        self.count()
        if self._in_sight is not None:
            _scroll_to(self._in_sight)
        if isinstance(self.front, QDialog):
            result = _with_dialog(self.window.grab().toImage(), self.front)
        else:
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


def press_key(widget: QWidget, key: Qt.Key, letter: str = "") -> None:
    """Press a key and let it go."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(widget, event)


def _scroll_to(part: QWidget) -> None:
    around = part.parentWidget()
    while around is not None and not isinstance(around, QScrollArea):
        around = around.parentWidget()
    if isinstance(around, QScrollArea):
        around.ensureWidgetVisible(part, 0, theme.px(40))
    settle()


def _with_dialog(picture: QImage, dialog: QDialog) -> QImage:
    """Draw a dialog over the middle of its window, with an edge as the desktop gives it one."""
    over = dialog.grab().toImage()
    space = picture.size() - over.size()
    place = QRect(QPoint(space.width() // 2, space.height() // 2), over.size())
    painter = QPainter(picture)
    painter.drawImage(place, over)
    painter.setPen(theme.colour("border_strong"))
    painter.drawRect(place.adjusted(-1, -1, 0, 0))
    painter.end()
    return picture


def settle() -> None:
    """Let the windows lay themselves out."""
    for _each in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
