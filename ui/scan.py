"""Scanners: tells a scan from typing wherever the cursor is, and hands scans on one at a time.

A USB scanner is a keyboard that types fast and ends with Enter or Tab. Times are milliseconds.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from loanmgr.domain import keyboards
from loanmgr.domain.codes import LETTERS, has_shape, is_ours, normalise

GAP_MS = 35
SMALLEST_GAP_MS = 20
LARGEST_GAP_MS = 80
SHORTEST = 6
"""Fewer characters than this are typing, however fast."""
TORN, TORN_AND_ENTER = 3, 2
"""So many at a scanner's speed are a piece of a code where nobody can be writing."""
ACCEPTS_SCAN = "acceptsScan"
"""Property of a text field, such as a serial number, that takes a maker's own bar code."""

_TERMINATORS = {Qt.Key.Key_Return: "Enter", Qt.Key.Key_Enter: "Enter", Qt.Key.Key_Tab: "Tab"}
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


class Kind(Enum):
    """What a scanner read."""

    OURS = "a label of ours"
    UNREADABLE = "built like a label of ours, but the check digits are wrong"
    FOREIGN = "any other code: an old tag, a maker's serial, an EAN"


@dataclass(frozen=True)
class Scan:
    """One thing read: `text` in capitals without spaces, or as it came where it is foreign."""

    text: str
    kind: Kind = Kind.OURS


@dataclass(frozen=True)
class Burst:
    """How a scanner typed, for trying one out."""

    scan: Scan
    slowest_gap_ms: int
    suffix: str
    lower_case: bool
    layout: str = ""
    """What is set to another keyboard, where the code could be read all the same."""


class ScanFilter(QObject):
    """Holds characters for as long as they come too fast for fingers, then swallows or replays.

    Listens to the windows and not to the application: there each key is delivered once, and
    nothing else costs anything.
    """

    scanned = Signal(str)
    """A label of ours."""
    unreadable = Signal(str)
    """A label of ours that did not read properly."""
    foreign = Signal(str)
    """Some other code; it may be known as an alias."""
    burst = Signal(Burst)

    def __init__(self, parent: QObject | None = None, *, gap_ms: int = GAP_MS) -> None:
        super().__init__(parent)
        self._held: list[QKeyEvent] = []
        self._down: set[int] = set()
        self._swallow: set[int] = set()
        self._text = ""
        self._window_at = 0
        # Where the window is in memory: Python's own view of one may die before the window does.
        self._last_at = 0
        self._slowest = 0
        self._replaying = False
        self._waited = False
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_quiet)
        self.gap_ms = gap_ms
        self._listen()

    @property
    def gap_ms(self) -> int:
        """The longest pause between two characters of one scan."""
        return self._gap_ms

    @gap_ms.setter
    def gap_ms(self, gap_ms: int) -> None:
        self._gap_ms = min(max(gap_ms, SMALLEST_GAP_MS), LARGEST_GAP_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in _KEYS or self._replaying:
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWindow):
            return False
        owner = self.parent()
        if isinstance(owner, QWidget) and not owner.isVisible():
            return False  # it was closed: what another window is told is none of its business
        if event.type() is QEvent.Type.KeyRelease:
            return self._released(event)
        return self._pressed(watched, event)

    def _listen(self) -> None:
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)  # noqa: S101 - there are no windows without one
        app.focusWindowChanged.connect(self._listen_to)
        for window in QGuiApplication.allWindows():
            self._listen_to(window)

    @Slot(QWindow)
    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def _pressed(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.isAutoRepeat() or event.modifiers() & _COMMANDS:
            self._replay()
            return False
        if event.key() in _TERMINATORS and self._held:
            return self._ended(event.key())
        if event.key() == Qt.Key.Key_Shift and self._held:
            self._held.append(_copy(event))
            return True
        if len(event.text()) == 1 and event.text().isprintable():
            self._hold(window, event)
            return True
        self._replay()
        return False

    def _released(self, event: QKeyEvent) -> bool:
        if event.key() in self._swallow:
            self._swallow.discard(event.key())
            return True
        self._down.discard(event.key())
        if self._held:
            self._held.append(_copy(event))
            return True
        return False

    def _hold(self, window: QWindow, event: QKeyEvent) -> None:
        # When the program was busy, keys come in a heap: their own times tell typing from a scan.
        gap = event.timestamp() - self._last_at if self._held else 0
        window_at = _address(window)
        if gap > self._gap_ms or window_at != self._window_at:
            self._replay()
            gap = 0
        self._slowest = max(self._slowest, gap)
        self._last_at = event.timestamp()
        self._window_at = window_at
        self._down.add(event.key())
        self._held.append(_copy(event))
        self._text += event.text()
        self._waited = False
        self._timer.start(self._gap_ms)

    def _ended(self, key: int) -> bool:
        """Decide at Enter or Tab; say whether the key was part of a scan."""
        focus = QApplication.focusWidget()
        if len(self._text) < SHORTEST:
            return self._ended_short(key, focus)
        scan = _read(self._text)
        if scan.kind is Kind.FOREIGN:
            if focus is not None and focus.property(ACCEPTS_SCAN):
                self._swallow.add(key)
                self._replay()
                return True
            if _may_be_typing(self._text, focus):
                self._replay()
                return False
        self._down.add(key)
        self._accept(scan, _TERMINATORS[Qt.Key(key)])
        return True

    def _ended_short(self, key: int, focus: QWidget | None) -> bool:
        """Decide about a few characters and Enter: typing, or the rest of a code that was torn."""
        if len(self._text) < TORN_AND_ENTER or _takes_text(focus):
            self._replay()
            return False
        self._down.add(key)
        self._accept(Scan(self._text, Kind.UNREADABLE), _TERMINATORS[Qt.Key(key)])
        return True

    def _on_quiet(self) -> None:
        """Decide where no Enter came, after one more look for keys that are already waiting."""
        if not self._waited:
            self._waited = True
            self._timer.start(0)
            return
        scan = _read(self._text)
        if scan.kind is Kind.OURS:
            self._accept(scan, "")
        elif len(self._text) < TORN or _takes_text(QApplication.focusWidget()):
            self._replay()
        else:
            # No fingers: these keys would answer a question or press what has the focus.
            torn = len(self._text) < SHORTEST or _is_piece(self._text)
            self._accept(Scan(scan.text, Kind.UNREADABLE) if torn else scan, "")

    def _accept(self, scan: Scan, suffix: str) -> None:
        known = keyboards.meant(self._text) if scan.kind is Kind.OURS else None
        layout = known[1] if known is not None else ""
        lower_case = not layout and self._text != self._text.upper()
        burst = Burst(scan, self._slowest, suffix, lower_case, layout)
        self._swallow |= self._down
        self._clear()
        self.burst.emit(burst)
        signals = {
            Kind.OURS: self.scanned,
            Kind.UNREADABLE: self.unreadable,
            Kind.FOREIGN: self.foreign,
        }
        signals[scan.kind].emit(scan.text)

    def _replay(self) -> None:
        held = self._held
        self._clear()
        alive = (each for each in QGuiApplication.allWindows() if _address(each) == self._window_at)
        window = next(alive, None) if held else None
        if window is None:
            return
        self._replaying = True
        try:
            for event in held:
                QCoreApplication.sendEvent(window, event)
        finally:
            self._replaying = False

    def _clear(self) -> None:
        self._timer.stop()
        self._held, self._text, self._down, self._slowest = [], "", set(), 0


class ScanQueue(QObject):
    """Hands scans to one handler, in order, the next when the one before has been dealt with.

    `handle(scan, done)` must call `done` once, when the scan's result is on the screen or could
    not be had; calling it again does no harm. While an answer is needed, scans are kept.
    """

    kept = Signal(Scan)
    """A scan has come while an answer is needed: say so, and that it is not lost."""

    def __init__(
        self, handle: Callable[[Scan, Callable[[], None]], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._handle = handle
        self._waiting: deque[Scan | Callable[[], object]] = deque()
        self._current: object | None = None
        self._held = False

    @property
    def waiting(self) -> tuple[Scan, ...]:
        """Scans that have not been handed on yet."""
        return tuple(each for each in self._waiting if isinstance(each, Scan))

    @property
    def busy(self) -> bool:
        """Say whether a scan is being dealt with."""
        return self._current is not None

    def listen_to(self, scans: ScanFilter) -> None:
        """Take everything a filter reads."""
        scans.scanned.connect(lambda text: self.add(Scan(text)))
        scans.unreadable.connect(lambda text: self.add(Scan(text, Kind.UNREADABLE)))
        scans.foreign.connect(lambda text: self.add(Scan(text, Kind.FOREIGN)))

    def add(self, scan: Scan) -> None:
        """Take a scan, now or when its turn comes."""
        self._waiting.append(scan)
        if self._held:
            self.kept.emit(scan)
        self._next()

    def after_scans(self, deed: Callable[[], object]) -> None:
        """Do something, not before the scans that came before it; at once where they are held."""
        if self._waiting and not self._held:
            self._waiting.append(deed)
        else:
            deed()

    def hold(self) -> None:
        """Keep what is scanned from now on: a question must be answered first."""
        self._held = True

    def release(self) -> None:
        """Go on: the question is answered."""
        self._held = False
        self._next()

    def _next(self) -> None:
        while self._waiting and not self._held and self._current is None:
            first = self._waiting.popleft()
            if isinstance(first, Scan):
                self._hand_on(first)
            else:
                first()

    def _hand_on(self, scan: Scan) -> None:
        turn = self._current = object()

        def done() -> None:
            if self._current is turn:
                self._current = None
                # From the event loop, so that a long row of scans is not a deep row of calls.
                QTimer.singleShot(0, self, self._next)

        try:
            self._handle(scan, done)
        except BaseException:
            done()
            raise


def _address(window: QWindow) -> int:
    return int(shiboken6.getCppPointer(window)[0])


def _read(text: str) -> Scan:
    code = normalise(text)  # Caps Lock inverts case, so codes are compared in capitals
    if is_ours(code):
        return Scan(code)
    if has_shape(code):
        return Scan(code, Kind.UNREADABLE)
    known = keyboards.meant(text)
    return Scan(known[0]) if known is not None else Scan(text.strip(), Kind.FOREIGN)


def _is_piece(text: str) -> bool:
    """Say whether a text may be the beginning of a code of ours."""
    code = normalise(text)
    return code[:1] in LETTERS and code[1:].isdigit()


def _takes_text(focus: QWidget | None) -> bool:
    return focus is not None and focus.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def _may_be_typing(text: str, focus: QWidget | None) -> bool:
    """Say whether somebody, or a program for them, may be writing words into a text field."""
    letters = sum(character.isalpha() for character in text)
    words = " " in text or not any(ch.isdigit() for ch in text)
    return _takes_text(focus) and words and 2 * letters >= len(text)


def _copy(event: QKeyEvent) -> QKeyEvent:
    copy = QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
        event.count(),
    )
    copy.setTimestamp(event.timestamp())
    return copy
