"""The timeline of a record, with a choice of what it tells and more of it on request."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton

from loanmgr.services import records
from loanmgr.services.history import PAGE, Event
from loanmgr.services.records import Events
from ui import theme
from ui.runner import Runner
from ui.text import clock, day_and_month
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, button
from ui.widgets.timeline import Happening, Timeline

PARTS = (("all", "All"), ("loans", "Loans"), ("repairs", "Repairs"), ("money", "Money"))
ICONS = {
    "lend": ("arrow-out", "info"),
    "lend_line": ("arrow-out", "info"),
    "renew": ("arrow-out", "info"),
    "renew_line": ("arrow-out", "info"),
    "return_one": ("arrow-in", "ok"),
    "needs_repair": ("spanner", "repair"),
    "part_missing": ("missing", "warn"),
    "found": ("search", "ok"),
    "pay": ("pound", "ok"),
    "award": ("tick-circle", "ok"),
    "sign_agreement": ("document", "neutral"),
    "mark_printed": ("label", "neutral"),
    "undo": ("undo", "neutral"),
}
PLAIN = ("dot", "text2")
_WIDE = 640


class History(Card):
    """Shows what happened to the thing of a code."""

    def __init__(self, runner: Runner, code: str, parts: tuple[str, ...] = ()) -> None:
        super().__init__("Timeline")
        self._runner = runner
        self._code = code
        self._own = ""
        self._names_fit = True
        self._about = "all"
        self._events: list[Event] = []
        self.timeline = Timeline()
        self.timeline.setMinimumHeight(theme.px(160))
        self.more = button("Show what was before", self._ask_more, kind="link")
        self.more.hide()
        self._group = QButtonGroup(self)
        choices = FlowLayout()
        theme.space(choices, 0, SPACE.xs)
        for about, label in PARTS:
            if not parts or about in parts:
                choices.addWidget(self._choice(about, label))
        self.body.addLayout(choices)
        self.body.addWidget(self.timeline, 1)
        self.body.addWidget(self.more)

    def load(self, own: str = "") -> None:
        """Begin again with the newest; `own` is what the thing is called, which goes unsaid."""
        self._own = own or self._own
        self._events = []
        self._ask(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._names_fit != (self.width() >= theme.px(_WIDE)):
            self._write()

    def _write(self) -> None:
        """Show what happened; who did it goes first where there is no room for all."""
        self._names_fit = self.width() >= theme.px(_WIDE)
        lines = [_happening(event, self._own) for event in self._events]
        if not self._names_fit:
            lines = [replace(line, who="") for line in lines]
        self.timeline.show_happenings(lines)

    def _choice(self, about: str, label: str) -> QPushButton:
        result = button(label, partial(self._choose, about), kind="quiet")
        result.setCheckable(True)
        result.setChecked(about == self._about)
        self._group.addButton(result)
        return result

    def _choose(self, about: str) -> None:
        self._about = about
        self.load()

    def _ask_more(self) -> None:
        self._ask(self._events[-1].number)

    def _ask(self, before: int | None) -> None:
        asked = Events(self._code, self._about, before)
        self._runner.look(self, records.happenings, asked, self._came(self._about))

    def _came(self, about: str) -> Callable[[tuple[Event, ...]], None]:
        def came(events: tuple[Event, ...]) -> None:
            if about != self._about:
                return
            self._events += events
            self._write()
            self.more.setVisible(len(events) == PAGE)

        return came


def _happening(event: Event, own: str) -> Happening:
    icon, tone = ICONS.get(event.use_case, PLAIN)
    if event.is_undone:
        icon, tone = "undo", "text2"
    what = event.what
    if own:
        what = what.replace(f": {own}", "").replace(f" of {own}", "")
    what = f"{what} (undone)" if event.is_undone else what
    same_day = event.at.astimezone().date() == event.on
    at = f" {clock(event.at)}" if same_day else ""
    when = f"{day_and_month(event.on)}{at}"
    return Happening(when, str(event.on.year), what, event.who, icon, tone)
