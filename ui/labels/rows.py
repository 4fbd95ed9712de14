"""Lists of labels: those that will be printed, and which of the printed ones to print again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from loanmgr.domain.codes import grouped, has_shape
from loanmgr.services.labels import LabelRow
from ui.labels.order import Source
from ui.list_view import ListView
from ui.table import ActionColumn, Column, Mark, TableModel
from ui.text import count
from ui.tokens import SPACE
from ui.widgets.parts import Card, EmptyState, button, words
from ui.widgets.side_panel import SidePanel

EMPTY = {
    Source.UNPRINTED: "Every instrument has a label.",
    Source.CHOSEN: "Scan an instrument, or find it by name, to print its label again.",
    Source.REPRINTS: "Nothing to print again.",
    Source.CARDS: "Scan a family's or school's card, or find them by name, to print it.",
}


_LEAVE_OUT = 4
"""The column with the button."""


class Wanted(Card):
    """The labels to print, in their order; chosen ones can be left out again."""

    left_out = Signal(LabelRow)

    def __init__(self) -> None:
        super().__init__("Labels to print")
        columns: Sequence[Column[LabelRow]] = (
            Column("Label", lambda row: row.code, _aloud, chars=11, sortable=False),
            Column("Name", lambda row: row.name, sortable=False),
            Column("Make", lambda row: row.make or None, chars=16, drop=2, sortable=False),
            Column("Place", lambda row: row.place or None, chars=12, drop=1, sortable=False),
            ActionColumn(
                "",
                lambda _row: "Leave out" if self._may_leave_out else None,
                chars=9,
                act=self.left_out.emit,
                about=lambda row: f"{row.name}, {_aloud(row.code)}",
            ),
        )
        self._may_leave_out = False
        self._model = TableModel(columns, self, key=lambda row: row.code)
        self.list = ListView(self._model, "Labels to print")
        self._empty = EmptyState("")
        self._rest = words("", "meta", wrap=True)
        self._either = QStackedWidget()
        self._either.addWidget(self.list)
        self._either.addWidget(self._empty)
        self.body.addWidget(self._either)
        self.body.addWidget(self._rest)
        self.body.setStretch(1, 1)

    def show_rows(self, source: Source, rows: Sequence[LabelRow], total: int) -> None:
        """Show what will be printed; `total` may be more than the rows that are here."""
        self._may_leave_out = source is not Source.UNPRINTED
        self.list.leave_out(_LEAVE_OUT, left_out=not self._may_leave_out)
        self._model.show_rows(rows)
        self._empty.sentence.setText(EMPTY[source])
        self._either.setCurrentWidget(self.list if rows else self._empty)
        more = total - len(rows)
        self._rest.setText(f"and {count(more, 'more', 'more')}" if more > 0 else "")
        self._rest.setVisible(more > 0)


@dataclass(frozen=True)
class _Piece:
    """One label that came out of the printer."""

    number: int
    row: LabelRow
    again: bool = False


class PrintAgain(SidePanel):
    """Asks which of the labels just printed did not come out right."""

    chosen = Signal(tuple)
    """The rows to print again; never none."""

    def __init__(self, rows: Sequence[LabelRow], over: QWidget) -> None:
        super().__init__("Which ones to print again?", over)
        columns: Sequence[Column[_Piece]] = (
            Column("Label", lambda p: p.row.code, _aloud, chars=11, sortable=False),
            Column("Name", lambda p: p.row.name, sortable=False),
            Column("Came out", _outcome, mark=_outcome_mark, chars=13, sortable=False),
            ActionColumn(
                "",
                lambda p: "It's fine" if p.again else "Print again",
                chars=11,
                act=lambda p: self._change(p.number, p.number + 1, again=not p.again),
                about=lambda p: f"{p.row.name}, {_aloud(p.row.code)}",
            ),
        )
        self._pieces = [_Piece(number, row) for number, row in enumerate(rows)]
        self._model = TableModel(columns, self, key=lambda p: p.number)
        self.list = ListView(self._model, "Printed labels")
        self.list.opened.connect(lambda p: self._change(p.number, p.number + 1, again=not p.again))
        self._go = button("Print again", self._finish, kind="primary")
        self._fill()
        self._show()
        self.list.show_first()

    def again(self) -> tuple[LabelRow, ...]:
        """Return the rows that are to be printed again."""
        return tuple(piece.row for piece in self._pieces if piece.again)

    def from_here_on(self) -> None:
        """Print the current one and all after it again, as after a paper jam."""
        piece = self.list.current_row()
        if piece is not None:
            self._change(piece.number, len(self._pieces), again=True)

    def _fill(self) -> None:
        how = "Press Enter on each that is smudged, torn or off its label."
        self.body.addWidget(words(how, "soft", wrap=True))
        self.body.addWidget(self.list)
        self.body.setStretch(1, 1)
        content = self.body.parentWidget()
        ground = content.layout() if content is not None else None
        if isinstance(ground, QBoxLayout):  # the list takes all the room there is
            ground.setStretch(0, 1)
            ground.setStretch(1, 0)
        self.footer.setSpacing(SPACE.s)
        self.footer.insertWidget(0, button("This one and all after it", self.from_here_on))
        self.footer.addWidget(self._go)

    def _change(self, start: int, stop: int, *, again: bool) -> None:
        for number in range(start, stop):
            self._pieces[number] = replace(self._pieces[number], again=again)
        self._show()

    def _show(self) -> None:
        self._model.show_rows(self._pieces)
        chosen = len(self.again())
        self._go.setText(f"Print {count(chosen, 'label')} again" if chosen else "Print again")
        self._go.setObjectName("Print again")
        self._go.setAccessibleName(self._go.text())
        self._go.setEnabled(bool(chosen))

    def _finish(self) -> None:
        self.chosen.emit(self.again())
        self.close_panel()


def _outcome(piece: _Piece) -> str:
    return "Print again" if piece.again else "Right"


def _outcome_mark(piece: _Piece) -> Mark:
    return ("printer", "warn") if piece.again else ("tick-circle", "ok")


def _aloud(code: str) -> str:
    return grouped(code) if has_shape(code) else code
