"""On the counter: every unfinished visit at every desk of the centre, and bringing one here."""

from datetime import timedelta
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from loanmgr.services import baskets
from loanmgr.services.baskets import Counters, OnCounter
from ui.acting import ActingPage
from ui.list_view import ListView
from ui.runner import Runner
from ui.table import ActionColumn, Align, Column, Mark, TableModel
from ui.text import count, since
from ui.tokens import SIZE, SPACE
from ui.widgets.parts import EmptyState, button, column, row, words

TABLE = "On every counter"
LONG = timedelta(minutes=10)
"""Who waits so long or longer is marked."""
AGES_MS = 30_000
"""How often ages are said anew."""


class CountersPage(ActingPage):
    """Opens in place over the desk; what is brought here is put in front of us there."""

    takes_scans = False
    tables = frozenset({"basket", "basket_line", "family", "borrower"})
    brings = Signal(object)
    """Put the basket of this id in front of us."""

    def __init__(self, runner: Runner, centre: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{TABLE} at {centre}", runner, parent)
        self._shown: Counters | None = None
        self.heading = words(self.title, "h1", wrap=True)
        self.model: TableModel[OnCounter] = TableModel(
            self._columns(), self, spoken=self._spoken, key=lambda found: found.basket
        )
        self.list = ListView(self.model, TABLE, row_height=SIZE.row_desk)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.list.setMinimumHeight(120)
        self.empty = EmptyState("Nothing lies on any counter.", "Back to the desk", self._leave)
        self._ages = QTimer(self, interval=AGES_MS)
        self._lay_out()
        self._ages.timeout.connect(self._tell_ages)
        self._ages.start()

    def load(self) -> None:
        self.look(baskets.on_counter, None, self._show)

    def _lay_out(self) -> None:
        back = button("Back", self.leaves.emit, kind="quiet", icon="chevron-left")
        hint = "Press Enter on one and it goes on at this desk; nothing in it changes."
        head = row(back, self.heading, gap=SPACE.m)
        head.setStretch(1, 1)
        self.list.opened.connect(self._bring)
        layout = column(head, words(hint, "soft", wrap=True), self.empty, self.list, gap=SPACE.m)
        layout.setStretch(2, 1)
        layout.setStretch(3, 1)
        self.setLayout(layout)
        self.empty.hide()

    def _columns(self) -> tuple[Column[OnCounter], ...]:
        return (
            Column("Who", lambda found: found.title, mark=self._mark),
            Column("Instruments", lambda found: found.items, align=Align.RIGHT, chars=12),
            Column("Desk", lambda found: found.desk, chars=18, drop=1),
            Column("How long", self._how_long, chars=22, sortable=False),
            ActionColumn(
                "",
                _action,
                align=Align.CENTRE,
                chars=14,
                act=self._bring,
                about=lambda found: found.title,
            ),
        )

    def _how_long(self, found: OnCounter) -> str:
        age = since(self._shown.now - found.since) if self._shown is not None else ""
        return f"Waiting, {age}" if found.is_parked else f"Being served, {age}"

    def _mark(self, found: OnCounter) -> Mark:
        if not found.is_parked:
            return "people", "info"
        is_long = self._shown is not None and self._shown.now - found.since >= LONG
        return "hourglass", "warn" if is_long else "info"

    def _spoken(self, found: OnCounter) -> str:
        items = count(found.items, "instrument")
        return f"{found.title}, {items}, {found.desk}, {self._how_long(found)}"

    def _show(self, found: Counters) -> None:
        self._shown = found
        self.model.show_rows(found.baskets)
        self.list.setVisible(bool(found.baskets))
        self.empty.setVisible(not found.baskets)
        self.list.viewport().update()

    def _tell_ages(self) -> None:
        if self.isVisible():
            self.load()

    def _bring(self, found: OnCounter) -> None:
        if _action(found):
            basket: UUID = found.basket
            self.brings.emit(basket)
        else:
            self.leaves.emit()

    def _leave(self) -> None:
        self.leaves.emit()


def _action(found: OnCounter) -> str | None:
    if found.is_ours:
        return "Open" if found.is_parked else None
    return "Bring it here"
