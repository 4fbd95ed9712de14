"""Opens records in place, whatever their code names, and passes on what they ask for."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from loanmgr.domain.errors import RuleError
from loanmgr.services import facts
from ui.acting import ActingPage
from ui.desk import papers
from ui.families.record_page import PersonPage
from ui.instruments.record_page import InstrumentPage
from ui.place import Page
from ui.runner import Runner


@dataclass(frozen=True)
class Asks:
    """What a record asks of the rest of the window."""

    lend: Callable[[str], object]
    """Go to the desk with this instrument on the counter."""
    serve: Callable[[str], object]
    """Go to the desk and serve whoever has this card."""
    print_label: Callable[[str], object]
    """Put this instrument's label on the list to print."""
    faulted: Callable[[Exception], object]
    """Say that something is our fault."""
    open_file: papers.OpenFile = papers.open_in_viewer
    """Open a paper for printing."""


class Records(QObject):
    """Makes the page of a label or card, and gives it to `opens` when it is known what it is."""

    opens = Signal(Page)
    missing = Signal(Exception)
    """The code names nothing that has a record."""

    def __init__(self, runner: Runner, asks: Asks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._asks = asks

    def open(self, code: str) -> None:
        """Open the record of what a code names."""

        def known(found: tuple[str, int]) -> None:
            if found[0] == "instrument":
                self.open_instrument(code)
            elif found[0] in ("family", "borrower"):
                self.open_person(code)
            else:
                self.missing.emit(RuleError(f"{code} has no page of its own.", "no_record"))

        self._runner.look(self, facts.thing_of, code, known, self.missing.emit)

    def open_instrument(self, code: str) -> None:
        """Open the record of an instrument."""
        page = InstrumentPage(code, self._runner)
        page.lends.connect(self._asks.lend)
        page.prints_label.connect(self._asks.print_label)
        self._adopt(page)

    def open_person(self, code: str) -> None:
        """Open the record of a family, a school or another borrower."""
        page = PersonPage(code, self._runner, open_file=self._asks.open_file)
        page.serves.connect(self._asks.serve)
        self._adopt(page)

    def follow(self, page: ActingPage) -> ActingPage:
        """Open the records that a list or a record asks for; return the page."""
        page.opens_record.connect(self.open)
        page.faulted.connect(self._asks.faulted)
        return page

    def _adopt(self, page: ActingPage) -> None:
        self.follow(page)
        self.opens.emit(page)
