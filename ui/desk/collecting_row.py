"""Two fields above the list: by when all of it comes back, and who collects it."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from loanmgr.services.baskets import BasketView
from ui import theme
from ui.text import day_typed, short_date
from ui.tokens import SPACE
from ui.widgets.parts import name, row, words
from ui.widgets.suggestions import Suggestion
from ui.widgets.type_ahead import TypeAhead

DAY_WIDTH = 130


class CollectingRow(QWidget):
    """Shown for a school, a teacher or a partner; Enter keeps what was typed."""

    until_chosen = Signal(object)
    """The day, or None for what the price list says."""
    collector_chosen = Signal(str)
    wrong_day = Signal(str)
    """What was typed is no day, in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: BasketView | None = None
        self.until = QLineEdit()
        self.collector = TypeAhead("Collected by", shortest=1)
        name(self.until, "Bring back by")
        theme.hold_width(self.until, DAY_WIDTH)
        self.until.setToolTip("Such as 18 Dec or 18/12/2026. Empty: as the price list says.")
        self.until.editingFinished.connect(self._until_typed)
        self.collector.typed.connect(self._offer)
        self.collector.chosen.connect(lambda _found: self._collector_typed())
        self.collector.entered.connect(lambda _text: self._collector_typed())
        self.collector.editingFinished.connect(self._collector_typed)
        labels = [words("Bring back by"), words("Collected by")]
        labels[0].setBuddy(self.until)
        labels[1].setBuddy(self.collector)
        self.setLayout(row(labels[0], self.until, labels[1], self.collector, gap=SPACE.s))

    def show_basket(self, view: BasketView) -> None:
        """Show what is kept; a field that is being typed into is left alone."""
        self._view = view
        usual = {_usual(line.quote.due_on) for line in view.lines if line.quote is not None}
        self.until.setPlaceholderText(usual.pop() if len(usual) == 1 else "")
        shown = short_date(view.until_on) if view.until_on is not None else ""
        _fill(self.until, shown)
        _fill(self.collector, view.collected_by)

    def type_collector(self) -> None:
        """Put the cursor where the name is typed."""
        self.collector.setFocus()
        self.collector.selectAll()

    def _until_typed(self) -> None:
        view = self._view
        if view is None or not self.until.isModified():
            return
        self.until.setModified(False)
        try:
            until_on = day_typed(self.until.text(), self._today(view))
        except ValueError as fault:
            self.wrong_day.emit(str(fault))
            return
        if until_on != view.until_on:
            self.until_chosen.emit(until_on)

    def _collector_typed(self) -> None:
        said = " ".join(self.collector.text().split())
        if self._view is not None and said != self._view.collected_by:
            self.collector.setModified(False)
            self.collector_chosen.emit(said)

    def _offer(self, text: str) -> None:
        known = self._view.collectors if self._view is not None else ()
        like = [each for each in known if text.casefold() in each.casefold()]
        self.collector.offer(text, [Suggestion(each, each, icon="people") for each in like])

    def _today(self, view: BasketView) -> date:
        return view.on


def _usual(due_on: date | None) -> str:
    return short_date(due_on) if due_on is not None else "Until returned"


def _fill(field: QLineEdit, text: str) -> None:
    typing = field.hasFocus() and field.isModified()
    if not typing and field.text() != text:
        field.setText(text)
