"""Makes sheets, opens or saves them, asks how they came out, and notes what was printed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import labels, undo
from loanmgr.services.labels import LabelRow, Marked, MarkPrinted
from loanmgr.services.undo import Undo, Undone
from ui.labels import said
from ui.labels.computer import ThisComputer, put_aside
from ui.labels.order import Order, Source
from ui.runner import Runner
from ui.widgets.band import Message

PDF = "Labels.pdf"
COMMAND_CARDS = "Command cards.pdf"


@dataclass(frozen=True)
class Printed:
    """What went to the printer, or into a file, and is not answered for."""

    order: Order
    path: Path
    is_saved: bool


class Press(QObject):
    """The printing of the Labels place, without its screen."""

    said = Signal(Message)
    changed = Signal()
    """`busy` is another."""
    sheet_moved = Signal(Order, int)
    """On the sheet of this order, the first free label is now this one."""
    settled = Signal(Order, tuple)
    """An order is answered for; these of its rows are to be printed again."""

    def __init__(
        self, runner: Runner, computer: ThisComputer, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._computer = computer
        self._marked: tuple[UUID, int] | None = None
        self.printed: Printed | None = None
        self.busy = False

    def print_order(self, order: Order) -> None:
        """Make the sheets and open them with the platform's viewer, which prints them."""

        def make() -> Path:
            return put_aside(order.pdf(), PDF)

        def made(path: Path) -> None:
            self._set_busy(busy=False)
            if self._computer.view(path):
                self._went_out(Printed(order, path, is_saved=False))
            else:
                self.said.emit(said.no_viewer(order.words, path))

        self._make(make, made)

    def save_order(self, order: Order, path: Path) -> None:
        """Make the sheets and write them to a file."""

        def make() -> None:
            path.write_bytes(order.pdf())

        def made(_nothing: None) -> None:
            self._set_busy(busy=False)
            self._went_out(Printed(order, path, is_saved=True))

        self._make(make, made)

    def print_command_cards(self, service: str) -> None:
        """Open the sheet of command cards."""

        def make() -> Path:
            from loanmgr.documents.cards import command_cards  # noqa: PLC0415 - seldom wanted

            return put_aside(command_cards(service), COMMAND_CARDS)

        def made(path: Path) -> None:
            self._set_busy(busy=False)
            if not self._computer.view(path):
                self.said.emit(said.no_viewer("command cards", path))

        self._make(make, made)

    def ask(self) -> None:
        """Ask how it came out, if that is not answered yet."""
        if self.printed is not None:
            path = self.printed.path if self.printed.is_saved else None
            self.said.emit(said.came_out(self.printed.order, path))

    def all_right(self) -> None:
        """Note everything as printed."""
        self.settle(())

    def none_printed(self) -> None:
        """Forget the order: the paper was not used."""
        if self.printed is None:
            return
        order, self.printed = self.printed.order, None
        self.sheet_moved.emit(order, order.first)
        self.said.emit(said.kept(order))

    def settle(self, again: tuple[LabelRow, ...]) -> None:
        """Note as printed what came out right; the rest is to be printed again."""
        if self.printed is None:
            return
        order, self.printed = self.printed.order, None
        self.settled.emit(order, again)
        anew = {row.code for row in again}
        right = tuple(row.code for row in order.rows if row.code not in anew)
        if again:
            self.said.emit(said.again(len(again), order.source.noun))
        elif order.source is Source.CARDS:
            self.said.emit(said.cards_done(order))
        if right and order.source is not Source.CARDS:
            self._runner.run(
                self, labels.mark_printed, MarkPrinted(right), self._note, self._failed
            )

    def take_back(self) -> None:
        """Note that the labels were not printed after all."""
        if self._marked is None:
            return
        (act, number), self._marked = self._marked, None

        def undone(_undone: Undone) -> None:
            self.said.emit(said.unmarked(number))

        self._runner.run(self, undo.undo, Undo(act), undone, self._failed)

    def refuse(self, error: Exception) -> None:
        """Say why something was not done; a fault of ours is shown as such."""
        if isinstance(error, RuleError | StoreError):
            self.said.emit(said.refused(error.message))
        elif isinstance(error, OSError):
            self.said.emit(said.not_saved(error.strerror or "the file can't be written"))
        else:
            self._runner.report(self, error)

    def _make(self, make: Callable[[], object], made: Callable[..., None]) -> None:
        if not self.busy:
            self._set_busy(busy=True)
            self._runner.document(self, make, made, self._failed)

    def _went_out(self, printed: Printed) -> None:
        """Take the paper as used until somebody says that it is not."""
        self.printed = printed
        self.sheet_moved.emit(printed.order, printed.order.next_free)
        self.ask()

    def _note(self, marked: Marked) -> None:
        self._marked = (marked.act, marked.labels)
        self.said.emit(said.marked(marked.labels))

    def _failed(self, error: Exception) -> None:
        self._set_busy(busy=False)
        self.refuse(error)

    def _set_busy(self, *, busy: bool) -> None:
        self.busy = busy
        self.changed.emit()
