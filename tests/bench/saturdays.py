"""A window that is worked without a pause: python -m tests.bench.saturdays FOLDER.

FOLDER has the register and script.json: the steps of a Saturday, then those of many rounds. A step
is a label to scan, a figure to press, or the name of a key. Prints one JSON object.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from loanmgr.domain.codes import is_ours
from tests.bench.windows import open_program, say
from tests.ui.scanner import ENTER, keys_at

PATIENCE_MS = 120_000
BEAT_MS = 4
SCANNER_MS = 4
MEMORY = Path("/proc/self/status")
_Key, _Modifier = Qt.Key, Qt.KeyboardModifier
KEYS = {
    "Finish": (_Key.Key_Return, _Modifier.NoModifier),
    "Undo": (_Key.Key_Z, _Modifier.ControlModifier),
    "Needs repair": (_Key.Key_F9, _Modifier.NoModifier),
}


class Heart(QObject):
    """Beats on the window's own thread and notes the longest time it could not."""

    def __init__(self, doing: Callable[[], str]) -> None:
        super().__init__()
        self._doing = doing
        self._last = time.perf_counter()
        self.gaps: list[tuple[float, str]] = []
        """Seconds beyond the beat, and the step that was being done."""
        self._timer = QTimer(self, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last - BEAT_MS / 1000, self._doing()))
        self._last = now


class Hands(QObject):
    """Does one step after the other, each as soon as the answer to the last one is painted."""

    def __init__(self, program: Any) -> None:
        super().__init__()
        self._window = program.window
        self._band = program.window.band
        self._band.installEventFilter(self)
        self._steps: list[str] = []
        self._place = 0
        self._then: Callable[[], None] = lambda: None
        self._after_each: Callable[[], None] = lambda: None
        self._shown: object = None
        self._began_at = 0.0
        self.step = ""
        self.scans: list[float] = []
        self.keys: list[float] = []
        self.answered = 0
        self._dog = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._dog.timeout.connect(self._stuck)
        self._dog.start()

    def work(
        self,
        steps: list[str],
        then: Callable[[], None],
        after_each: Callable[[], None] = lambda: None,
    ) -> None:
        """Do these steps from the first, then call `then`."""
        self.scans, self.keys = [], []
        self._steps, self._place = steps, 0
        self._then, self._after_each = then, after_each
        self._next()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        is_news = self._began_at and self._band.message is not self._shown
        if is_news and event.type() is QEvent.Type.Paint:
            began_at, self._began_at = self._began_at, 0.0
            QTimer.singleShot(0, lambda: self._painted(began_at))
        return False

    def _painted(self, began_at: float) -> None:
        taken = time.perf_counter() - began_at
        (self.scans if is_ours(self.step) else self.keys).append(taken)
        self._dog.stop()
        self._after_each()
        self._next()

    def _next(self) -> None:
        if self._window.queue.busy and not self._asked():
            QTimer.singleShot(1, self._next)
        elif self._asked() and not self._is_answer():
            self.answered += 1
            self._do("1")
        elif self._place == len(self._steps):
            self._then()
        else:
            self._place += 1
            self._do(self._steps[self._place - 1])

    def _asked(self) -> bool:
        return self._band.message is not None and self._band.message.must_answer

    def _is_answer(self) -> bool:
        return self._place < len(self._steps) and self._steps[self._place].isdigit()

    def _do(self, step: str) -> None:
        self.step = step
        self._shown = self._band.message
        self._dog.start()
        window = self._window.windowHandle()
        self._began_at = time.perf_counter()
        if is_ours(step):
            keys_at(step, SCANNER_MS, ENTER, window)
        elif step in KEYS:
            QTest.keyClick(window, *KEYS[step])
        else:
            QTest.keyClick(window, step)

    def _stuck(self) -> None:
        print(f"Nothing followed {self.step}: {self._band.message}", file=sys.stderr)
        QApplication.exit(1)


class Saturday(QObject):
    """The whole run: a Saturday with the heart beating, then rounds with memory watched."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._script = json.loads((folder / "script.json").read_text(encoding="utf-8"))
        self._program = open_program(folder)
        self._hands = Hands(self._program)
        self._heart = Heart(lambda: self._hands.step)
        self._told: dict[str, Any] = {"resident_mib": []}
        self._program.opened.connect(lambda: QTimer.singleShot(1000, self._begin))

    def _begin(self) -> None:
        self._heart.start()
        self._hands.work(self._script["saturday"], self._saturday_done)

    def _saturday_done(self) -> None:
        self._heart.stop()
        self._told["scans"], self._told["keys"] = self._hands.scans, self._hands.keys
        self._told["answered"] = self._hands.answered
        slow = sorted(self._heart.gaps, reverse=True)
        self._told["longest_gap"] = slow[0][0]
        self._told["gaps"] = slow[:8]
        self._hands.work(self._script["warm_up"], self._warm)

    def _warm(self) -> None:
        self._hands.work(self._script["rounds"], self._done, self._weigh)

    def _weigh(self) -> None:
        marks = self._script["marks"]
        here = len(self._told["resident_mib"])
        if here < len(marks) and len(self._hands.scans) >= marks[here]:
            gc.collect()
            self._told["resident_mib"].append(resident_mib())

    def _done(self) -> None:
        self._program.close()
        say(json.dumps(self._told))
        QApplication.quit()


def resident_mib() -> float:
    """Return the memory this process holds of its own; pages of the register's file come and go."""
    lines = MEMORY.read_text(encoding="ascii").splitlines()
    own = next(line for line in lines if line.startswith("RssAnon:"))
    return int(own.split()[1]) / 2**10


if __name__ == "__main__":
    app = QApplication([])
    run = Saturday(Path(sys.argv[1]))
    sys.exit(app.exec())
