"""A place while the register is being opened, and once it is; scans made before then are kept."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.place import Done, Page
from ui.scan import Scan
from ui.tokens import SPACE
from ui.widgets.parts import button, column, row, words
from ui.widgets.suggestions import Suggestion


class Later(Page):
    """Stands for a page until it can be made, then wears it and passes everything through."""

    made = Signal(Page)

    def __init__(self, title: str, make: Callable[[], Page]) -> None:
        super().__init__(title)
        self._make = make
        self._waiting: list[tuple[Scan, Done]] = []
        # With its parent first: else it would show its first widget as a window of its own.
        self._stack = QStackedLayout(self)
        self._stack.addWidget(_Notice("Opening the register", ""))
        self.page: Page | None = None

    @property
    def takes_scans(self) -> bool:  # type: ignore[override]
        """Whether the page takes scans; until there is one they are kept for it."""
        return self.page is None or self.page.takes_scans

    def become(self) -> None:
        """Make the page and show it; what was scanned meanwhile is handed to it."""
        if self.page is not None:
            return
        page = self._make()
        self._pass_up(page)
        self.page = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.made.emit(page)
        page.shown()
        self.next_scan_changed.emit()
        self.commands_changed.emit()
        self._hand_on()

    def show_problem(self, problem: "Problem") -> None:
        """Say why there is no register, and what can be done."""
        self._stack.setCurrentIndex(self._stack.addWidget(problem))

    def show_opening(self) -> None:
        """Say again that the register is being opened."""
        self._stack.setCurrentIndex(0)

    def next_scan(self) -> str:
        return "is kept until the register is open" if self.page is None else self.page.next_scan()

    def handle_scan(self, scan: Scan, done: Done) -> None:
        if self.page is None:
            self._waiting.append((scan, done))
        else:
            self.page.handle_scan(scan, done)

    def picked(self, suggestion: Suggestion) -> bool:
        return self.page is not None and self.page.picked(suggestion)

    def entered(self) -> None:
        if self.page is not None:
            self.page.entered()

    def not_found(self, text: str) -> None:
        if self.page is not None:
            self.page.not_found(text)

    def chosen(self, key: str) -> None:
        if self.page is not None:
            self.page.chosen(key)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {} if self.page is None else self.page.commands()

    def open_waiting(self) -> None:
        if self.page is not None:
            self.page.open_waiting()

    def shown(self) -> None:
        if self.page is not None:
            self.page.shown()

    def _pass_up(self, page: Page) -> None:
        for inner, outer in (
            (page.say, self.say),
            (page.tick, self.tick),
            (page.opens, self.opens),
            (page.leaves, self.leaves),
            (page.goes, self.goes),
            (page.finished, self.finished),
            (page.waiting, self.waiting),
            (page.next_scan_changed, self.next_scan_changed),
            (page.commands_changed, self.commands_changed),
        ):
            inner.connect(outer)

    def _hand_on(self) -> None:
        waiting, self._waiting = self._waiting, []
        for scan, done in waiting:
            self.handle_scan(scan, done) if self.takes_scans else done()


class _Notice(QWidget):
    """One sentence in the middle of the page."""

    def __init__(self, sentence: str, detail: str, *buttons: QWidget) -> None:
        super().__init__()
        heading = words(sentence, "h2", wrap=True)
        below = words(detail, "soft", wrap=True)
        if not detail:
            below.hide()
        layout = column(1, heading, below, row(*buttons, 1), 2, edge=SPACE.xxl, gap=SPACE.m)
        self.setLayout(layout)


class Problem(_Notice):
    """A register that cannot be opened: the sentence, and two ways on."""

    def __init__(
        self, sentence: str, again: Callable[[], object], choose: Callable[[], object]
    ) -> None:
        self.again = button("Try again", again, kind="primary")
        self.choose = button("Choose another\N{HORIZONTAL ELLIPSIS}", choose)
        detail = "Nothing was changed. What was scanned meanwhile is kept."
        super().__init__(sentence, detail, self.again, self.choose)
