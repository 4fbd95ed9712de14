"""The main window: what is always in sight, and the page in the middle."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QMainWindow,
    QStackedWidget,
    QWidget,
)

from ui import pointer, reading_order, theme, was_where
from ui.commands import MenuBar
from ui.cursor import Cursor
from ui.curtain import Curtain
from ui.navigation import Navigation
from ui.place import Done, Page, Place, scrolling_in
from ui.roles import set_role
from ui.runner import Runner
from ui.scan import GAP_MS, Scan, ScanFilter, ScanQueue
from ui.sounds import Cue, Sounds
from ui.speaking import Speaking
from ui.status_bar import StatusBar
from ui.tokens import SIZE, SPACE, Tone
from ui.top_bar import TopBar
from ui.visits import Visits
from ui.widgets.band import Band, Message, NoticeStrip
from ui.widgets.parts import column, row
from ui.widgets.striped import StripedBand
from ui.widgets.suggestions import Suggestion

SMALLEST = QSize(1024, 700)
TEXT_STEP = 0.1
FLASH_MS = 120
IDLE_MS = 10 * 60 * 1000
Deed = Callable[[], object]
_CUES = {"ok": Cue.OK, "ask": Cue.ASK, "stop": Cue.STOP}
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


def utc_now() -> datetime:
    """Return what the clock of this computer says."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Start:
    """What the window is told when it is made.

    `available` is the room on the screen where it is not to be asked for; `memory` keeps the
    window's size and place.
    """

    centre: str
    staff: str
    gap_ms: int = GAP_MS
    sounds: Sounds = field(default_factory=Sounds)
    memory: QSettings | None = None
    available: QSize | None = None
    now: Callable[[], datetime] = utc_now


class MainWindow(QMainWindow):
    """Keeps the scan box listening, shows places and records, and passes words up and down."""

    searched = Signal(str)
    """Somebody is typing: give `offer_results` what it may be."""
    picked = Signal(Suggestion)
    """Something found by typing is wanted, and the page in front has no use of its own for it."""
    undo_wanted = Signal()
    redo_wanted = Signal()
    help_wanted = Signal(str)
    """F1: the long name of the place in front; or what else of the Help menu is wanted."""
    command_cards_wanted = Signal()
    text_size_changed = Signal(float)
    sound_switched = Signal(bool)

    def __init__(self, places: Sequence[Place], start: Start) -> None:
        super().__init__()
        self.setWindowTitle("Instrument loans")
        self.opens_scanned: Callable[[Scan, Done], None] | None = None
        """Opens the record of what was scanned in a place that has no other use for it."""
        self.may_leave: Callable[[], bool] = lambda: True
        """Asked before the window closes."""
        self._start = start
        self._places = {place.name: place for place in places}
        self._pages: dict[str, Page] = {}
        self._redo = ""
        self._speaking: Speaking[Page] = Speaking()
        self._visits: Visits[Page] = Visits()
        self._holders: dict[Page, QWidget] = {}
        self._who_waits: Page | None = None
        self._make_parts(places)
        self._lay_out()
        self._connect()
        self.setMinimumSize(self._smallest())
        was_where.put_back(self, start.memory, SMALLEST.expandedTo(self.minimumSize()))
        self.go(places[0].name)
        self.top.scan.setFocus()

    # What pages and the program's beginning use.

    def go(self, name: str) -> None:
        """Go to a place by its long name."""
        self._visit(name, self._page_of(name), place=True)

    def open_page(self, page: Page) -> None:
        """Open a record in place; Back returns to what was there."""
        self._adopt(page)
        self._visit(self.place, page)

    def back(self) -> None:
        """Go back to what was shown before."""
        self._show_visit(self._visits.back())

    def forward(self) -> None:
        """Undo a step back."""
        self._show_visit(self._visits.forward())

    @property
    def place(self) -> str:
        """The long name of the place in front."""
        return self._visits.place

    @property
    def page(self) -> Page:
        """The page in front."""
        return self._visits.current

    def say(self, message: Message, speaker: Page | None = None) -> None:
        """Show a message; what is chosen goes to the page that spoke."""
        if message.tone in _CUES:
            self._start.sounds.play(_CUES[message.tone])
        asked = self._speaking.question_of(self.page)
        if asked is not None and speaker is not self.page and not message.must_answer:
            self.status.show_note(message.words)  # who is asked here answers that first
            return
        had_focus = self._cursor.is_in_band
        for page in self._speaking.says(message, speaker):
            self._holders.pop(page).deleteLater()
        self.band.show_message(message)
        self._show_next_scan()
        if message.must_answer:
            self.band.focus_first()
        elif had_focus:
            self._cursor.go_back()

    def offer_results(self, text: str, results: Sequence[Suggestion]) -> None:
        """Show what a text may be."""
        if not self.curtain.isVisible():
            self.top.scan.offer(text, results)

    def show_undo(self, undo: str, redo: str = "") -> None:
        """Name what Undo and Redo would do ("return of Violin 3/4"); no words where nothing."""
        self._redo = redo
        self.top.show_undo(undo)
        self.menu.rename("undo", f"Undo {undo}".strip())
        self.menu.rename("redo", f"Redo {redo}".strip())
        self._offer_commands()

    def show_badge(self, place: str, number: int) -> None:
        """Show how many things wait for somebody in a place."""
        self.navigation.show_badge(place, number)

    def show_striped(self, words: str, action: str, pressed: Callable[[], object]) -> None:
        """Show for good that nothing here is real."""
        self.striped = StripedBand(words, action)
        self.striped.pressed.connect(pressed)
        self._above.insertWidget(0, self.striped)

    def watch(self, runner: Runner) -> None:
        """Show the runner's jobs, and the busy pointer while the desk keeps somebody waiting."""
        runner.started.connect(self.status.show_job)
        runner.waiting.connect(pointer.show_busy)

    def focus_scan(self) -> None:
        """Go home: to the scan box, its text selected."""
        self._cursor.go_home()

    def set_text_size(self, scale: float) -> None:
        """Show everything larger or smaller."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - there is no window without one
        theme.apply(app, theme.scheme(), round(scale, 1))
        self.fit()
        self.text_size_changed.emit(theme.scale())

    def set_sound(self, *, on: bool, percent: int) -> None:
        """Play cues so loud, or none."""
        self._start.sounds.on = on
        self._start.sounds.percent = percent
        self.status.show_sound(on=on)

    def set_lock(self, minutes: int) -> None:
        """Hide the screen when nobody has touched anything for so long."""
        self._idle.setInterval(minutes * 60_000)

    def play_sounds(self) -> None:
        """Play every cue, for somebody who sets the volume."""
        self._start.sounds.play_all()

    # Qt's own events.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        handle.removeEventFilter(self)
        handle.installEventFilter(self)
        self._idle.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT:
            self._idle.start()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            # The key that brings the screen back must not finish a family nobody has seen yet, nor
            # be typed into a form. What it begins in the scan box is a search.
            letter = bool(event.text()) and event.text().isprintable()
            return self._come_back() and not (letter and self._cursor.is_home)
        return False

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's own signature
        """Go by what is read next, not by what was made next."""
        within = self.centralWidget() or self
        to = reading_order.beside(within, QApplication.focusWidget(), forward=next)
        if to is None:
            return False
        to.setFocus(Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.page is not self._pages.get(self.place):
            self.back()
        else:
            self.focus_scan()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_leave():
            event.ignore()
            return
        was_where.keep(self, self._start.memory)
        super().closeEvent(event)

    # How it is made.

    def _make_parts(self, places: Sequence[Place]) -> None:
        self.top = TopBar(self._start.centre, self._start.staff)
        self.navigation = Navigation(places)
        self.band = Band()
        self._cursor = Cursor(self.top.scan, self.band, self)
        self.strip = NoticeStrip("Waiting families", "Open")
        self.stack = QStackedWidget()
        self.stack.setMinimumHeight(1)  # what is short of room scrolls; the band never does
        self.status = StatusBar(sound_on=self._start.sounds.on)
        self.menu = MenuBar(self)
        self.menu.add_places(list(self._places), self.go)
        self.scans = ScanFilter(self, gap_ms=self._start.gap_ms)
        self.queue = ScanQueue(self._handle_scan, self)
        self._flash = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)

    def _lay_out(self) -> None:
        middle = QFrame()
        set_role(middle, area="page")
        body = column(self.band, self.stack, self.strip, edge=(SPACE.l, SPACE.m), gap=SPACE.m)
        body.setStretch(1, 1)
        middle.setLayout(body)
        across = row(self.navigation, middle, gap=0)
        across.setStretch(1, 1)
        self._above = column(gap=0)
        centre = QWidget()
        whole = column(self._above, self.top, across, self.status, gap=0)
        whole.setStretch(2, 1)
        centre.setLayout(whole)
        self.setCentralWidget(centre)
        self.curtain = Curtain(centre, self.top, (self.navigation, middle, self.status))

    def _connect(self) -> None:
        self.queue.listen_to(self.scans)
        self.queue.kept.connect(self._keep)
        self.top.scan.typed_code.connect(self.queue.add)
        self.top.scan.typed.connect(self.searched)
        self.top.scan.chosen.connect(self._picked)
        self.top.scan.entered.connect(self._entered)
        self.top.undo_pressed.connect(self.undo_wanted)
        self.navigation.chosen.connect(self.go)
        self.band.needs_answer.connect(self._hold)
        self.band.chosen.connect(self._chosen)
        self.strip.pressed.connect(self._open_waiting)
        self.status.sound_switched.connect(self._switch_sound)
        self.curtain.closing.connect(self._cursor.hide)
        self.curtain.lifted.connect(self._lifted)
        self.curtain.closed.connect(self._offer_commands)
        self._flash.timeout.connect(partial(set_role, self.top.scan, flash=False))
        self._idle.timeout.connect(partial(self.curtain.close_over, by_itself=True))

    def _smallest(self) -> QSize:
        room = self._start.available or QGuiApplication.primaryScreen().availableSize()
        return SMALLEST.boundedTo(room)

    def fit(self) -> None:
        """Take the form for this width and text size."""
        narrow = self.width() < theme.px(SIZE.narrow_below)
        self.navigation.set_narrow(narrow=narrow)
        self.top.set_narrow(narrow=narrow, beside=self.navigation.minimumWidth())

    # Places and records.

    def _page_of(self, name: str) -> Page:
        if name not in self._pages:
            page = self._places[name].make()
            self._pages[name] = page
            self._adopt(page)
        return self._pages[name]

    def _adopt(self, page: Page) -> None:
        page.say.connect(lambda message: self.say(message, page))
        page.tick.connect(self._tick)
        page.opens.connect(self.open_page)
        page.leaves.connect(self.back)
        page.goes.connect(self.go)
        page.next_scan_changed.connect(self._show_next_scan)
        page.commands_changed.connect(self._offer_commands)
        page.finished.connect(self.focus_scan)
        page.waiting.connect(lambda words, tone: self._show_waiting_families(page, words, tone))
        holder = scrolling_in(self.stack)
        self._holders[page] = holder
        holder.setWidget(page)

    def _visit(self, name: str, page: Page, *, place: bool = False) -> None:
        for dropped in self._visits.add(name, page, is_place=place):
            self._drop(dropped)
        self._show_visit(page)

    def _show_visit(self, page: Page | None) -> None:
        if page is None:
            return
        before = QApplication.focusWidget()
        self.stack.setCurrentWidget(self._holders[page])
        # Hiding what had the focus, Qt hands it to the next widget: whatever that may be.
        handed_on = QApplication.focusWidget()
        self.navigation.show_place(self.place)
        self._show_next_scan()
        self._offer_commands()
        page.shown()
        focus = QApplication.focusWidget()
        strayed = focus is handed_on and handed_on is not before
        if focus is None or not focus.isVisible() or strayed:
            self.focus_scan()
        self._ask_again(page)

    def _drop(self, page: Page) -> None:
        self.stack.removeWidget(self._holders[page])
        if self._speaking.leaves(page):
            self._holders.pop(page).deleteLater()

    def _show_next_scan(self) -> None:
        asked = self._speaking.question is not None
        self.top.show_next_scan("is kept until you answer" if asked else self.page.next_scan())

    def _offer_commands(self) -> None:
        offers: dict[str, Deed] = {
            "hide": self.curtain.toggle,
            "quit": self.close,
            "larger": lambda: self.set_text_size(theme.scale() + TEXT_STEP),
            "smaller": lambda: self.set_text_size(theme.scale() - TEXT_STEP),
            "usual": lambda: self.set_text_size(1.0),
            "scan_box": self.focus_scan,
            "command_cards": self.command_cards_wanted.emit,
            "help": lambda: self.help_wanted.emit(self.page.help_about or self.place),
            "keyboard": lambda: self.help_wanted.emit("Keyboard map"),
            "about": lambda: self.help_wanted.emit("About this program"),
        }
        if self.top.undo.isEnabled():
            offers["undo"] = self.undo_wanted.emit
        if self._redo:
            offers["redo"] = self.redo_wanted.emit
        if self._visits.can_go_back:
            offers["back"] = self.back
        if self._visits.can_go_forward:
            offers["forward"] = self.forward
        if self.curtain.isVisible():  # nothing is done that nobody can see
            self.menu.offer({key: offers[key] for key in ("hide", "scan_box", "quit")})
            return
        home = next(iter(self._pages.values()))
        self.menu.offer(
            {**self._in_turn(home.commands()), **offers, **self._in_turn(self.page.commands())}
        )

    def _in_turn(self, commands: Mapping[str, Deed]) -> dict[str, Deed]:
        """Let what is done to somebody wait for the scans that came before it."""
        return {key: partial(self.queue.after_scans, deed) for key, deed in commands.items()}

    # Scans, typing, and the band.

    def _handle_scan(self, scan: Scan, done: Done) -> None:
        self._idle.start()
        self._come_back()
        self.status.show_scan(self._start.now())
        set_role(self.top.scan, flash=True)
        self._flash.start()
        if self.page.takes_scans:
            self.page.handle_scan(scan, done)
        elif self.opens_scanned is not None:
            self.opens_scanned(scan, done)
        else:
            done()

    def _keep(self, _scan: Scan) -> None:
        self._ask_again()
        self._start.sounds.play(Cue.STOP)
        self.band.remind(len(self.queue.waiting))

    def _ask_again(self, of: Page | None = None) -> None:
        """Show a question that waits for an answer, where something else was said meanwhile."""
        message, asker = self._speaking.question or (None, None)
        if message not in (None, self.band.message) and of in (None, asker):
            self.say(message, asker)

    def _hold(self, needed: bool) -> None:  # noqa: FBT001 - receives a signal
        if needed or self._speaking.question:
            self.queue.hold()
        else:
            self.queue.release()

    def _chosen(self, key: str) -> None:
        before = self.band.message
        speaker = self._speaking.speaker
        if speaker is not None:
            asked = self._speaking.question_of(speaker) is before
            if asked and speaker is not self.page and speaker in self._pages.values():
                self.go(speaker.title)  # what was scanned behind the question is for that place
            speaker.chosen(key)
        now = self.band.message
        asks_more = now is not before and now is not None and now.must_answer
        if not asks_more and self._cursor.is_in_band:
            self._cursor.go_back()

    def _picked(self, suggestion: Suggestion) -> None:
        self.top.scan.clear()
        if not self.page.picked(suggestion):
            self.picked.emit(suggestion)

    def _entered(self, text: str) -> None:
        if self.curtain.isVisible():
            self.curtain.lift()
        elif text:
            self.page.not_found(text)
        else:
            self.queue.after_scans(self.page.entered)

    def _show_waiting_families(self, page: Page, words: str, tone: Tone) -> None:
        self._who_waits = page
        self.strip.show_words(words, tone)

    def _open_waiting(self) -> None:
        if self._who_waits is not None:
            self._who_waits.open_waiting()

    def _tick(self, words: str) -> None:
        self._start.sounds.play(Cue.TICK)
        self.status.show_note(words)

    # Small things.

    def _come_back(self) -> bool:
        """Show the screen again if it hid itself while nobody was here; say whether it had."""
        was_away = self.curtain.isVisible() and self.curtain.by_itself
        if was_away:
            self.curtain.lift()
        return was_away

    def _lifted(self) -> None:
        self._idle.start()
        self._offer_commands()
        self._cursor.come_back()

    def _switch_sound(self, on: bool) -> None:  # noqa: FBT001 - receives a signal
        self._start.sounds.on = on
        self.sound_switched.emit(on)
