"""Who is in front of us and what lies on the counter for them; the left half of the desk."""

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from loanmgr.domain.words import first_name
from loanmgr.services.baskets import AlreadyOut, BasketLine, BasketView
from ui import announce, icons, theme
from ui.desk import messages
from ui.desk.collecting import is_collected
from ui.desk.collecting_row import CollectingRow
from ui.list_view import ListView
from ui.table import ActionColumn, Align, Column, TableModel
from ui.text import day_and_month, pounds, short_date
from ui.tokens import SIZE, SPACE
from ui.widgets.chip import StatusChip
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, Elided, button, column, row, set_words, words

TABLE = "On the counter"
NAME_WIDTH = 260
LEAST_LIST = 76
"""The heading and one row."""


@dataclass(frozen=True)
class Lying:
    """One row: an instrument on the counter, or one they have at home."""

    code: str
    name: str
    who: str
    due_on: date | None
    until_returned: bool
    pence: int | None
    action: str | None
    is_out: bool = False
    swap: str = ""
    """What it is swapped for."""

    @property
    def words(self) -> str:
        """What it is, and who plays it where there are several."""
        who = first_name(self.who) if self.who else ""
        if self.is_out:
            return f"{who or 'Already'} has: {self.name}"
        swap = " (swap)" if self.swap else ""
        return f"{who}: {self.name}{swap}" if who else f"{self.name}{swap}"


class KeptLine(QWidget):
    """What is kept for who is here, in a line with the mark of what is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Kept for them")
        icon, self.said = QLabel(), words("", "strong", wrap=True)
        icons.wear(icon, "bookmark", "info", SIZE.icon_table)
        layout = row(column(icon, 1), self.said, gap=SPACE.s)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show what is kept, and say it once; nothing hides the line."""
        is_news = bool(text) and text != self.said.text()
        self.said.setText(text)
        self.setVisible(bool(text))
        if is_news:
            announce.say(self, text)


class BasketPanel(Card):
    """Name, reduced rate, and the list with Remove and Renew."""

    removed = Signal(str)
    renewed = Signal(str)
    change_wanted = Signal()
    child_wanted = Signal(str)
    typing_wanted = Signal()
    note_wanted = Signal()
    lost_wanted = Signal(str)
    """Something they have is lost: the one in front in the list, where it is one of those."""
    swap_wanted = Signal()
    """Make the swap a new hire instead, or the other way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._view: BasketView | None = None
        self.name = Elided("", "h1")
        self.detail = Elided("", "soft")
        self.change = button("Change", self.change_wanted.emit, kind="link")
        self.add_child = button("Add a child", self._want_child, kind="link")
        self.rate = StatusChip()
        self.kept = KeptLine()
        self.collecting = CollectingRow()
        self.model = TableModel(self._columns(), self, spoken=_spoken, key=lambda r: r.code)
        self.list = ListView(self.model, TABLE, row_height=SIZE.row_desk)
        self.list.setMinimumHeight(LEAST_LIST)
        # A column of buttons without a button leaves its room to the names.
        self.list.horizontalHeader().setMinimumSectionSize(SPACE.s)
        # The list takes what is left: its own wish would push Finish out of a low window.
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.typing = button("Add without scanning", self.typing_wanted.emit)
        self.note = button("Note", self.note_wanted.emit, keys="F7")
        self.swap = button("Make it a new hire", self.swap_wanted.emit)
        self.lost = button("Lost\N{HORIZONTAL ELLIPSIS}", self._want_lost)
        self._lay_out()

    def show_basket(self, view: BasketView) -> None:
        """Show who is here and what lies on the counter."""
        self._view = view
        self.name.show_text(_heading(view))
        # A long name gives way before the window does, a short one never.
        self.name.setMinimumWidth(min(self.name.sizeHint().width(), theme.px(NAME_WIDTH)))
        self.detail.show_text(view.detail)
        self.detail.setVisible(bool(view.detail))
        self.change.setVisible(len(view.children) > 1)
        self.add_child.setVisible(view.kind in ("family", "pupil") and bool(view.children))
        reduced = _reduced(view)
        self.rate.setVisible(bool(reduced))
        if reduced:
            self.rate.show_status("tick-circle", reduced, "ok")
        self.kept.show_text(messages.kept_for_them(view))
        self.collecting.setVisible(is_collected(view))
        self.collecting.show_basket(view)
        several = len(view.children) > 1
        # Grouped by child, in the order in which each child's first one came.
        order = list(dict.fromkeys(line.borrower for line in view.lines))
        lines = sorted(view.lines, key=lambda line: order.index(line.borrower))
        rows = [_line(line, several=several) for line in lines]
        self.model.show_rows(rows + [_out(out, several=several) for out in view.out])
        self.lost.setVisible(bool(view.out))
        self._offer_swap([line for line in view.lines if line.instead_of is not None])
        self.note.setText("Note ✓   F7" if view.note else "Note   F7")

    def _offer_swap(self, lines: list[BasketLine]) -> None:
        """Offer the other way; of several it is asked which one, and said there what it becomes."""
        self.swap.setVisible(bool(lines))
        if len(lines) > 1:
            set_words(self.swap, "Swap or new hire\N{HORIZONTAL ELLIPSIS}")
        elif lines:
            to = "a new hire" if lines[0].is_swap else "a swap"
            set_words(self.swap, f"Make it {to}")

    def minimumSizeHint(self) -> QSize:
        """Return the least size, with as many lines of buttons as this width needs."""
        layout = self.layout()
        lines = layout.totalMinimumHeightForWidth(self.width()) if layout is not None else 0
        return super().minimumSizeHint().expandedTo(QSize(0, lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def _lay_out(self) -> None:
        theme.space(self.body, (SPACE.l, SPACE.s))
        self.body.addLayout(row(self.name, 1, self.change, self.add_child, gap=SPACE.s))
        # Year and school give way before the reduced rates of brothers and sisters do.
        self.detail.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        about = row(self.rate, self.detail)
        about.setStretch(1, 1)
        self.body.addLayout(about)
        self.body.addWidget(self.kept)
        self.body.addWidget(self.collecting)
        self.body.addWidget(self.list, 1)
        below = FlowLayout()
        theme.space(below, 0, SPACE.s)
        for each in (self.typing, self.note, self.swap, self.lost):
            below.addWidget(each)
        self.body.addLayout(below)

    def _columns(self) -> list[Column[Lying]]:
        return [
            Column("Instrument", lambda r: r.words, chars=0),
            Column("Label", lambda r: r.code, chars=10, drop=2),
            Column("Back by", lambda r: r, _until, chars=14, drop=1, sortable=False),
            Column("Charge", lambda r: r.pence, pounds, Align.RIGHT, chars=8),
            ActionColumn(
                "",
                lambda r: r.action,
                align=Align.CENTRE,
                chars=8,
                act=self._act,
                about=lambda r: r.name,
            ),
        ]

    def _act(self, pressed: Lying) -> None:
        if pressed.is_out:
            self.renewed.emit(pressed.code)
        else:
            self.removed.emit(pressed.code)

    def _want_lost(self) -> None:
        chosen = self.list.current_row()
        self.lost_wanted.emit(chosen.code if chosen is not None and chosen.is_out else "")

    def _want_child(self) -> None:
        if self._view is not None:
            self.child_wanted.emit(self._view.card)


def _reduced(view: BasketView) -> str:
    """Return whose rate is reduced, and until when; a child alone goes without a name."""
    if len(view.children) > 1:
        # No award runs for more than a year, so its day goes without one.
        each = [f"{first_name(r.name)} to {day_and_month(r.until_on)}" for r in view.reduced]
        return f"Reduced rate: {', '.join(each)}" if each else ""
    until = view.reduced_rate_until_on
    return "" if until is None else f"Reduced rate to {short_date(until)}"


def _heading(view: BasketView) -> str:
    return "Who is it for?" if not view.card else view.title


def _line(line: BasketLine, *, several: bool) -> Lying:
    quote = line.quote
    return Lying(
        line.instrument,
        line.name,
        line.borrower_name if several else "",
        quote.due_on if quote else None,
        quote is not None and quote.due_on is None,
        quote.due_pence if quote else None,
        "Remove",
        swap=messages.swap_of(line) if line.is_swap else "",
    )


def _out(out: AlreadyOut, *, several: bool) -> Lying:
    # What runs until returned goes on by itself, so there is nothing to renew.
    renew = "Renew" if out.can_renew else None
    who = out.borrower_name if several else ""
    return Lying(
        out.instrument, out.name, who, out.due_on, out.due_on is None, None, renew, is_out=True
    )


def _until(lying: Lying) -> str:
    if lying.due_on is not None:
        return short_date(lying.due_on)
    return "Until returned" if lying.until_returned else ""


def _spoken(lying: Lying) -> str:
    cost = "" if lying.pence is None else f", {pounds(lying.pence)}"
    swap = f", {lying.swap}" if lying.swap else ""
    return f"{lying.words}{swap}, {lying.code}, {_until(lying)}{cost}"
