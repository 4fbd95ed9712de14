"""Windows that tell how quick they are: python -m tests.bench.windows bare | ours | scan [FOLDER].

``bare`` and ``ours`` print ``usable`` when the box has been painted and can be typed in, ``open``
when the register is open and its page painted, then the largest memory the process had, in KiB.
``scan FOLDER LABEL…`` prints for each label the seconds from the scanner's Enter to the paint.
"""

import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget

SIZE = (1366, 768)
PAUSE_MS = 30
TODAY = date(2026, 11, 21)
"""As in `tests.bench.registers`, which would be read before the window is there."""


class Painted(QObject):
    """Calls back once, after a widget has been painted."""

    def __init__(self, widget: QWidget, then: Callable[[], object]) -> None:
        super().__init__(widget)
        self._widget, self._then = widget, then
        widget.installEventFilter(self)
        widget.update()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Paint:
            self._widget.removeEventFilter(self)
            QTimer.singleShot(0, self._then)
        return False


def bare() -> QMainWindow:
    """Show a window with nothing but a box to type in."""
    window, middle, box = QMainWindow(), QWidget(), QLineEdit()
    layout = QVBoxLayout(middle)
    layout.addWidget(box)
    layout.addStretch()
    window.setCentralWidget(middle)
    window.resize(*SIZE)
    window.show()
    box.setFocus()
    Painted(box, lambda: (say("usable"), _end()))
    return window


def ours(folder: Path) -> Any:
    """Show the program on the register in a folder."""
    program = open_program(folder)
    Painted(program.window.top.scan, lambda: say("usable"))

    def opened() -> None:
        Painted(program.window.page, lambda: (say("open"), program.close(), _end()))

    program.opened.connect(opened)
    return program


class Scanner(QObject):
    """Scans one label after the other, each when the one before has been shown."""

    def __init__(self, program: Any, labels: list[str]) -> None:
        super().__init__()
        self._program, self._labels = program, iter(labels)
        self._band = program.window.band
        self._band.installEventFilter(self)
        self._shown: object = None
        self._began_at = 0.0
        program.opened.connect(self._pause)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        is_news = self._began_at and self._band.message is not self._shown
        if is_news and event.type() is QEvent.Type.Paint:
            began_at, self._began_at = self._began_at, 0.0
            QTimer.singleShot(0, lambda: self._painted(began_at))
        return False

    def _painted(self, began_at: float) -> None:
        say(str(time.perf_counter() - began_at))
        self._pause()

    def _pause(self) -> None:
        QTimer.singleShot(PAUSE_MS, self._scan)

    def _scan(self) -> None:
        label = next(self._labels, None)
        if label is None:
            self._program.close()
            QApplication.quit()
            return
        if self._band.message is not None:
            self._band.clear()
        self._shown = self._band.message
        window = self._program.window.windowHandle()
        for character in label:
            QTest.keyClick(window, character)
        self._began_at = time.perf_counter()
        QTest.keyClick(window, Qt.Key.Key_Return)


def open_program(folder: Path) -> Any:
    """Show the program on the register in a folder, dressed as it is used, and begin to open it."""
    from loanmgr import settings
    from ui.app import Program
    from ui.focusring import FocusRings
    from ui.garbage import Sweeper
    from ui.settings.kept import Kept

    def open_desk() -> Any:
        from loanmgr.desk import Desk

        return Desk.open(found.url, desk_name=found.desk, today=lambda: TODAY)

    found = settings.load(folder)
    kept = Kept(found)
    Sweeper(QApplication.instance())
    kept.wear()
    FocusRings(QApplication.instance())
    program = Program(open_desk, kept)
    program.window.resize(*SIZE)
    program.window.show()
    program.open()
    return program


def say(what: str) -> None:
    """Tell who started this process."""
    print(what, flush=True)


def _end() -> None:
    say(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    QApplication.quit()


def _shown(kind: str, rest: list[str]) -> object:
    if kind == "bare":
        return bare()
    if kind == "ours":
        return ours(Path(rest[0]))
    return Scanner(open_program(Path(rest[0])), rest[1:])


if __name__ == "__main__":
    app = QApplication([])
    shown = _shown(sys.argv[1], sys.argv[2:])
    sys.exit(app.exec())
