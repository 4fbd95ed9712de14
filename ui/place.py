"""What stands in the middle of the window: the places of the navigation, and their pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget

from ui.scan import Scan
from ui.widgets.band import Message
from ui.widgets.suggestions import Suggestion

Done = Callable[[], None]
"""To be called once, when a scan's result is on the screen or could not be had."""


class Page(QWidget):
    """One place, or one record opened in place.

    It talks up to the window by these signals, and the window talks down to it by these methods;
    each of them may be left as it is.
    """

    say = Signal(Message)
    """Show this in the band; the answer comes back to `chosen`."""
    tick = Signal(str)
    """Say something small in the status bar, such as "Already read"."""
    opens = Signal(object)
    """Open this page (a record) in place; Back returns here."""
    leaves = Signal()
    """Go back to where this page was opened."""
    goes = Signal(str)
    """Go to a place by its long name."""
    finished = Signal()
    """The user is done with a form: put the cursor back into the scan box."""
    waiting = Signal(str, str)
    """Say in the strip, in a tone, who is waiting (no words hide it); see `open_waiting`."""
    next_scan_changed = Signal()
    commands_changed = Signal()

    help_about: ClassVar[str] = ""
    """The page of the help that F1 opens, where that is not the one of the place."""
    takes_scans: ClassVar[bool] = True
    """Whether `handle_scan` is written; where it is not, a scan opens the record of what it is."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.setAccessibleName(title)

    def next_scan(self) -> str:
        """Say what the next scan will do, to follow "Next scan:"."""
        return "opens its record"

    def handle_scan(self, scan: Scan, done: Done) -> None:
        """Deal with a scan; no other comes until `done` has been called."""
        raise NotImplementedError

    def picked(self, suggestion: Suggestion) -> bool:  # noqa: ARG002
        """Take something found by typing; return False to have its record opened."""
        return False

    def entered(self) -> None:
        """Enter in the empty scan box: finish what is in hand."""

    def not_found(self, text: str) -> None:
        """Say that nothing is called what was typed."""
        words = f"Nothing here is called “{text}”."
        self.say.emit(Message("info", words, "Try fewer letters, or the number on the label."))

    def chosen(self, key: str) -> None:
        """Do what was chosen in the band, of a message this page has said."""

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return what this page can do now, by the keys of `ui.commands`."""
        return {}

    def open_waiting(self) -> None:
        """Open who is waiting: the strip's button was pressed."""

    def shown(self) -> None:
        """Come into view: reload what may be old."""


@dataclass(frozen=True)
class Place:
    """An entry of the navigation. Its page is made when it is first gone to."""

    name: str
    short: str
    icon: str
    make: Callable[[], Page]
    at_foot: bool = False


def scrolling_in(stack: QStackedWidget) -> QScrollArea:
    """Put into a stack what stands there for a page, and scrolls it where it does not fit.

    A page that keeps a button in sight has a scrolling part of its own above it. The page comes
    last: all that lies in a widget is dressed again whenever that gets another parent.
    """
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    stack.addWidget(area)
    return area
