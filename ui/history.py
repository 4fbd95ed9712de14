"""The timeline of a record, with a choice of what it tells and more of it on request."""

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
    "swap": ("arrow-out", "info"),
    "swap_line": ("arrow-out", "info"),
    "pass_on": ("arrow-out", "info"),
    "hand_back": ("arrow-in", "ok"),
    "renew": ("arrow-out", "info"),
    "renew_line": ("arrow-out", "info"),
    "return_one": ("arrow-in", "ok"),
    "needs_repair": ("spanner", "repair"),
    "keep_for": ("bookmark", "neutral"),
    "keep_no_longer": ("bookmark", "neutral"),
    "part_missing": ("missing", "warn"),
    "part_in": ("arrow-in", "ok"),
    "found": ("search", "ok"),
    "pay": ("pound", "ok"),
    "award": ("tick-circle", "ok"),
    "award_again": ("tick-circle", "ok"),
    "evidence_seen": ("tick-circle", "ok"),
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
        """Read what is new; `own` is what the thing is called, which goes unsaid."""
        self._own = own or self._own
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
        self._events = []
        self.load()

    def _ask_more(self) -> None:
        self._ask(self._events[-1].number)

    def _ask(self, before: int | None) -> None:
        asked = Events(self._code, self._about, before)
        self._runner.look(self, records.happenings, asked, partial(self._came, self._about, before))

    def _came(self, about: str, before: int | None, events: tuple[Event, ...]) -> None:
        if about != self._about:
            return
        known = self._events
        is_far = bool(known) and len(events) == PAGE and events[-1].number > known[0].number
        if is_far:
            known = []  # so much has happened that there is a gap
        self._events = _joined(known, events)
        if before is not None or not known:
            self.more.setVisible(len(events) == PAGE)
        if self._events != known or not known:
            self._write()


def _joined(before: list[Event], events: tuple[Event, ...]) -> list[Event]:
    """Put a page that was just read in its place: newer lines above it and older ones stay."""
    if not events:
        return before
    newest, oldest = events[0].number, events[-1].number
    newer = [event for event in before if event.number > newest]
    older = [event for event in before if event.number < oldest]
    return [*newer, *events, *older]


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
