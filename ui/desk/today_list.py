"""What was done at this desk today, newest first, with Undo on each line."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from loanmgr.services.counter import Counter, Deed
from ui.list_view import ListView
from ui.table import ActionColumn, Align, Column, Mark, TableModel
from ui.text import clock, short_name
from ui.tokens import SIZE
from ui.widgets.flow import flowing
from ui.widgets.parts import Card, EmptyState, button, words

TABLE = "Today at this desk"

KINDS: dict[str, tuple[str, str, str]] = {
    "return_one": ("Returned", "arrow-in", "ok"),
    "lend": ("Lent", "arrow-out", "info"),
    "lend_line": ("Lent", "arrow-out", "info"),
    "swap": ("Swapped", "arrow-out", "info"),
    "swap_line": ("Swapped", "arrow-out", "info"),
    "needs_repair": ("Needs repair", "spanner", "repair"),
    "part_missing": ("Part missing", "missing", "warn"),
    "part_in": ("Handed in", "arrow-in", "ok"),
    "award_again": ("Reduced rate", "tick-circle", "ok"),
    "evidence_seen": ("Evidence seen", "tick-circle", "ok"),
    "hand_in": ("Handed in", "arrow-in", "ok"),
    "handed_in_on": ("Handed in on", "clock", "neutral"),
    "ready": ("Ready", "tick-circle", "ok"),
    "wrong_label": ("Wrong label", "label", "warn"),
    "looked_into": ("Looked into", "clipboard", "neutral"),
    "award": ("Reduced rate", "tick-circle", "ok"),
    "found": ("Found", "search", "ok"),
    "put_here": ("Put away", "box", "neutral"),
    "give_alias": ("Label added", "label", "neutral"),
    "keep_for": ("Kept", "bookmark", "neutral"),
    "keep_no_longer": ("No longer kept", "bookmark", "neutral"),
    "pass_on": ("Passed on", "arrow-out", "info"),
    "hand_back": ("Handed back", "arrow-in", "ok"),
    "renew": ("Renewed", "clock", "info"),
    "pay": ("Paid", "pound", "ok"),
    "refund": ("Given back", "pound", "neutral"),
    "close_desk": ("Closed", "clock", "neutral"),
    "sign_agreement": ("Signed", "document", "neutral"),
    "add_family": ("New family", "people", "neutral"),
    "new_family": ("New family", "people", "neutral"),
}
"""For each use case: its word, its shape and its tone."""


class TodayList(Card):
    """The list of today, or what to do while it is empty."""

    undo_wanted = Signal(object)
    family_wanted = Signal()
    counters_wanted = Signal()
    """Show what lies on every counter of the centre."""
    closing_wanted = Signal()
    """Close the desk for the day."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.counts = words("", "soft")
        self.counts.setObjectName("Counts of today")
        self.model = TableModel(self._columns(), self, spoken=_spoken, key=lambda deed: deed.act)
        self.list = ListView(self.model, TABLE, row_height=SIZE.row_desk)
        self.list.setMinimumHeight(90)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.empty = EmptyState(
            "Scan an instrument to return it, or a card to lend.",
            "New family",
            self.family_wanted.emit,
        )
        self.closing = button("Close the desk", self.closing_wanted.emit, kind="link")
        self.closing.hide()
        counters = button("Every counter", self.counters_wanted.emit, kind="link", keys="Ctrl+K")
        head = flowing(words(TABLE, "h2"), right=(self.counts, counters, self.closing))
        self.body.addLayout(head)
        self.body.addWidget(self.empty, 1)
        self.body.addWidget(self.list, 1)
        self.list.hide()

    def show_counter(self, shown: Counter) -> None:
        """Show what was done today and how much of each."""
        if tuple(self.model.rows) != shown.deeds:
            self.model.show_rows(shown.deeds)
        self.list.setVisible(bool(shown.deeds))
        self.empty.setVisible(not shown.deeds)
        each = (("Returned", shown.returned), ("Lent", shown.lent), ("To repair", shown.to_repair))
        counts = (f"{what} {number}".replace(" ", "\N{NO-BREAK SPACE}") for what, number in each)
        self.counts.setText("\N{NO-BREAK SPACE}\N{EN DASH} ".join(counts))

    def _columns(self) -> list[Column[Deed]]:
        return [
            Column("Time", lambda d: d.at, clock, chars=6),
            Column("What", lambda d: _kind(d)[0], mark=_mark, chars=13),
            Column("Instrument", lambda d: d.thing or _rest(d), chars=0),
            Column("Label", lambda d: d.code or None, chars=11, drop=2),
            Column("Who", lambda d: _who(d) or None, chars=16),
            Column("Where or until", lambda d: _note(d) or None, chars=20, drop=1),
            ActionColumn(
                "",
                _action,
                align=Align.CENTRE,
                chars=8,
                act=self._pressed,
                about=lambda d: f"{_kind(d)[0]} {d.thing}".strip(),
            ),
        ]

    def _pressed(self, deed: Deed) -> None:
        if not deed.is_undone:
            self.undo_wanted.emit(deed.act)


def _kind(deed: Deed) -> tuple[str, str, str]:
    return KINDS.get(deed.use_case, (deed.use_case, "info", "neutral"))


def _mark(deed: Deed) -> Mark:
    _, icon, tone = _kind(deed)
    return ("undo", "neutral") if deed.is_undone else (icon, tone)


def _action(deed: Deed) -> str | None:
    return None if deed.is_undone else "Undo"


def _who(deed: Deed) -> str:
    return short_name(deed.who) if deed.is_person else deed.who


def _note(deed: Deed) -> str:
    return "Undone" if deed.is_undone else deed.note


def _rest(deed: Deed) -> str:
    """Return what is said of a deed that is about no instrument; names stand in their column."""
    return "" if deed.who else deed.what.partition(": ")[2] or deed.what


def _spoken(deed: Deed) -> str:
    undone = "undone: " if deed.is_undone else ""
    parts = (f"{undone}{_kind(deed)[0]}", deed.thing or _rest(deed), _who(deed), deed.note)
    return f"{clock(deed.at)}, {', '.join(part for part in parts if part)}"
