"""The Labels place: chooses what to print, shows the sheet, prints it, asks how it came out."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from loanmgr.domain.codes import has_shape
from loanmgr.services import cards, labels
from loanmgr.services.cards import CardRow, CardsFor
from loanmgr.services.labels import LabelRow, LabelsFor, Unprinted
from ui.labels import said
from ui.labels.computer import ThisComputer
from ui.labels.layout import Layout
from ui.labels.order import Order, Source
from ui.labels.press import PDF, Press
from ui.labels.rows import PrintAgain
from ui.place import Done, Page
from ui.runner import Runner
from ui.scan import Kind, Scan
from ui.text import count
from ui.widgets.suggestions import Suggestion


class LabelsPage(Page):
    """Labels in the navigation. It begins with what was never printed."""

    waiting_changed = Signal(int)
    """How many instruments' labels were never printed; `LabelsBadge` counts where no page is."""

    def __init__(self, runner: Runner, computer: ThisComputer | None = None) -> None:
        super().__init__("Labels")
        self._runner = runner
        self._computer = computer or ThisComputer()
        self._service = ""
        self._waiting = 0
        self._rows: dict[Source, tuple[LabelRow, ...]] = dict.fromkeys(Source, ())
        self._panel: PrintAgain | None = None
        self.source = Source.UNPRINTED
        self.press = Press(runner, self._computer, self)
        self.parts = Layout(runner, self._computer.sheet)
        self.setLayout(self.parts.whole)
        self.parts.options.show_first(self._computer.next_free(self._computer.sheet))
        self._connect()
        self._show()

    # What the window and other places use.

    def add(self, codes: Sequence[str], then: Callable[[], None] = lambda: None) -> None:
        """Add instruments, by label, to those chosen; `then` is called once in any case."""
        request = LabelsFor(tuple(codes))

        def found(rows: tuple[LabelRow, ...]) -> None:
            self._choose(Source.CHOSEN, rows)
            then()

        self._runner.look(self, labels.labels_for, request, found, self._refused(then))

    def add_cards(self, codes: Sequence[str], then: Callable[[], None] = lambda: None) -> None:
        """Add cards of families or schools to those to print."""
        request = CardsFor(tuple(codes))

        def found(rows: tuple[CardRow, ...]) -> None:
            self._choose(Source.CARDS, tuple(LabelRow(r.code, r.name, "", "") for r in rows))
            then()

        self._runner.look(self, cards.cards_for, request, found, self._refused(then))

    def reload(self) -> None:
        """Look which labels were never printed."""
        self._runner.look(self, labels.unprinted, labels.UnprintedPage(), self._take_unprinted)

    def next_scan(self) -> str:
        return "adds it to the labels to print"

    def handle_scan(self, scan: Scan, done: Done) -> None:
        if scan.kind is Kind.UNREADABLE:
            self.say.emit(said.damaged())
            done()
        else:
            self._adding(scan.text)((scan.text,), done)

    def picked(self, suggestion: Suggestion) -> bool:
        code = getattr(suggestion.value, "code", "")
        if code[:1] not in ("M", "B"):
            return False
        self._adding(code)((code,))
        return True

    def chosen(self, key: str) -> None:
        answers: Mapping[str, Callable[[], object]] = {
            said.YES: self.press.all_right,
            said.SOME: self._ask_which,
            said.NONE: self.press.none_printed,
            said.UNDO: self.press.take_back,
            said.SAVE: self.save,
        }
        answers[key]()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {"print": self.print_labels}

    def shown(self) -> None:
        self.reload()
        self.press.ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.parts.fit(self.width())

    # What is printed.

    @property
    def order(self) -> Order:
        """What would be printed now, as far as its rows are here."""
        options = self.parts.options
        return Order(
            self._rows[self.source],
            self.source,
            options.stock,
            1 if options.problem else options.first,
            options.copies,
            self._service if options.with_service else "",
        )

    @property
    def labels_to_print(self) -> int:
        """How many labels would be printed now."""
        return self._numbers()[self.source] * self.parts.options.copies

    def print_labels(self) -> None:
        """Make the sheets and open them with the platform's viewer."""
        if not self._refuses():
            self._with_all_rows(lambda: self.press.print_order(self.order))

    def save(self) -> None:
        """Make the sheets and write them where the user says."""
        where = "" if self._refuses() else self._computer.ask_where(self, PDF)
        if where:
            path = Path(where if where.lower().endswith(".pdf") else f"{where}.pdf")
            self._with_all_rows(lambda: self.press.save_order(self.order, path))

    def print_command_cards(self) -> None:
        """Make the desk's sheet of command cards and open it with the platform's viewer."""
        self.press.print_command_cards(self._service)

    def show_source(self, source: Source) -> None:
        """Print something else."""
        self.source = source
        self._show()

    def _connect(self) -> None:
        parts = self.parts
        parts.sources.chosen.connect(self.show_source)
        parts.options.changed.connect(self._show)
        parts.options.stock_chosen.connect(self._show_stock)
        parts.sheet.first_chosen.connect(parts.options.show_first)
        parts.wanted.left_out.connect(self._leave_out)
        parts.print.clicked.connect(self.print_labels)
        parts.save.clicked.connect(self.save)
        parts.command_cards.clicked.connect(self.print_command_cards)
        self.press.said.connect(self.say)
        self.press.changed.connect(self._show)
        self.press.sheet_moved.connect(self._move_sheet)
        self.press.settled.connect(self._settle)
        self._runner.changed.connect(self._look_again)

    def _refuses(self) -> bool:
        """Say why nothing can be printed, and go there."""
        if self.parts.options.problem:
            self.parts.options.focus_problem()
            self.say.emit(said.refused(self.parts.options.problem))
            return True
        if self.press.printed is not None:
            self.press.ask()  # one sheet at a time: who prints twice wastes a sheet
            return True
        return self.press.busy or not self.labels_to_print

    def _with_all_rows(self, then: Callable[[], None]) -> None:
        """Read the rows that were only counted so far, and go on."""
        if len(self._rows[self.source]) == self._numbers()[self.source]:
            then()
            return

        def read(rows: tuple[LabelRow, ...]) -> None:
            self._rows[Source.UNPRINTED] = rows
            self._waiting = len(rows)
            then()

        self._runner.look(self, labels.every_unprinted, None, read, self.press.refuse)

    def _adding(self, code: str) -> Callable[..., None]:
        """Return what adds a thing of this code: a card, or a label."""
        return self.add_cards if has_shape(code) and code[0] == "B" else self.add

    def _refused(self, then: Callable[[], None]) -> Callable[[Exception], None]:
        def refused(error: Exception) -> None:
            then()
            self.press.refuse(error)

        return refused

    def _choose(self, source: Source, rows: tuple[LabelRow, ...]) -> None:
        """Add to what is chosen, each thing once."""
        here = {row.code for row in self._rows[source]}
        fresh = tuple(row for row in dict.fromkeys(rows) if row.code not in here)
        self.source = source
        self._rows[source] += fresh
        self._show()
        if fresh:
            total = count(self.labels_to_print, source.noun)
            self.say.emit(said.added(fresh, source.noun, total))
        else:
            self.tick.emit(f"Already among the {source.noun}s to print")

    def _leave_out(self, row: LabelRow) -> None:
        left = tuple(each for each in self._rows[self.source] if each != row)
        self._rows[self.source] = left
        self._show()

    def _take_unprinted(self, found: Unprinted) -> None:
        self._service = found.service
        self._waiting = found.total
        self._rows[Source.UNPRINTED] = found.rows
        self.waiting_changed.emit(found.total)
        self._show()

    def _look_again(self, tables: frozenset[str]) -> None:
        if "instrument" in tables and self.isVisible():
            self.reload()

    def _show_stock(self) -> None:
        stock = self.parts.options.stock
        self._computer.keep_stock(stock.code)
        self.parts.options.show_first(self._computer.next_free(stock))
        self._show()

    def _move_sheet(self, order: Order, first: int) -> None:
        self._computer.keep_next_free(order.stock, first)
        if self.parts.options.stock == order.stock:
            self.parts.options.show_first(first)

    # How it came out.

    def _ask_which(self) -> None:
        if self.press.printed is None:
            return
        if self._panel is not None:
            self._panel.deleteLater()
        self._panel = PrintAgain(self.press.printed.order.rows, self)
        self._panel.chosen.connect(self.press.settle)
        self._panel.open()

    def _settle(self, order: Order, again: tuple[LabelRow, ...]) -> None:
        """Keep what is to be printed again, and forget what is done."""
        if order.source is not Source.UNPRINTED:
            done = {row.code for row in order.rows}
            left = (row for row in self._rows[order.source] if row.code not in done)
            self._rows[order.source] = tuple(left)
        if again:
            self.source = Source.CARDS if order.source is Source.CARDS else Source.REPRINTS
            self._rows[self.source] += again
        elif not self._rows[self.source]:
            self.source = Source.UNPRINTED
        self._show()

    # What is seen.

    def _numbers(self) -> dict[Source, int]:
        numbers = {source: len(rows) for source, rows in self._rows.items()}
        return numbers | {Source.UNPRINTED: self._waiting}

    def _show(self) -> None:
        parts, numbers, total = self.parts, self._numbers(), self.labels_to_print
        parts.sources.show_numbers(self.source, numbers)
        parts.wanted.show_rows(self.source, self._rows[self.source], numbers[self.source])
        parts.show_order(self.order, total, can_print=bool(total) and not self.press.busy)
        noun = self.source.noun
        words = f"Print {count(total, noun)}" if total else f"Print {noun}s"
        parts.name_print(f"Making {count(total, noun)}…" if self.press.busy else words)
