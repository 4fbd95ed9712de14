"""The program put together: window, runner, scanner, and the pages of every place."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QSettings, QSize, Signal
from PySide6.QtWidgets import QPushButton

from loanmgr.domain.codes import is_ours
from loanmgr.domain.errors import RuleError, StoreError
from ui.fault import FaultWindow
from ui.labels.badge import LabelsBadge
from ui.opening import Later, Problem
from ui.place import Done, Page, Place
from ui.runner import Lanes, Runner
from ui.scan import Kind, Scan
from ui.settings.kept import Kept
from ui.shell import MainWindow, Start, utc_now
from ui.sounds import Sounds
from ui.widgets.band import Message
from ui.widgets.suggestions import Suggestion

if TYPE_CHECKING:
    # Never at run time: the window shows before the database's libraries are read.
    from loanmgr.desk import Desk
    from loanmgr.services.attention import Waiting
    from loanmgr.services.register import About
    from ui.attention.waiting import ForTheLead
    from ui.desk.leaving import Leaving
    from ui.desk.page import DeskPage
    from ui.families.list_page import FamiliesList
    from ui.instruments.list_page import InstrumentsList
    from ui.labels.page import LabelsPage
    from ui.records import Records
    from ui.settings.page import SettingsPage

OpenDesk = Callable[[], "Desk"]
DESK, INSTRUMENTS, FAMILIES = "Desk", "Instruments", "Families and schools"
LABELS, SETTINGS = "Labels", "Settings"
MADE_UP = ("Made-up data. Nothing here is real.", "Start with your own")


@dataclass(frozen=True)
class Surroundings:
    """What a window is given from outside, so that a test can give it something else."""

    lanes: Lanes | None = None
    sounds: Sounds | None = None
    memory: QSettings | None = None
    available: QSize | None = None
    today: Callable[[], date] = date.today
    now: Callable[[], datetime] = utc_now
    open_file: Callable[[Path], bool] | None = None
    """Opens a paper for printing; the program this computer has for it unless said."""


class Program(QObject):
    """One window on one register, from opening it to closing it."""

    no_register = Signal()
    """There is no register where the settings say; a first one can be made."""
    other_wanted = Signal()
    """Another register is to be chosen."""
    opened = Signal()

    def __init__(self, open_desk: OpenDesk, kept: Kept, around: Surroundings | None = None) -> None:
        super().__init__()
        self._around = around or Surroundings()
        self.kept = kept
        self.runner = Runner(open_desk, self._show_error, self._around.lanes)
        self.about: About | None = None
        self.desk: DeskPage | None = None
        self.leaving: Leaving | None = None
        self.lead: ForTheLead | None = None
        self._settings: SettingsPage | None = None
        self._records: Records | None = None
        self._later: dict[str, Later] = {}
        settings = kept.settings
        start = Start(
            "",
            "",
            settings.scanner_gap_ms,
            self._around.sounds or Sounds(on=settings.sound_on, percent=settings.sound_percent),
            self._around.memory,
            self._around.available,
            self._around.now,
        )
        self.window = MainWindow(self._places(), start)
        kept.follow(self.window)
        self.window.watch(self.runner)
        self._connect()

    def open(self) -> None:
        """Open the register on the worker; the window can be used for typing meanwhile."""
        self.runner.look(self, _about, None, self._opened, self._not_opened)

    def close(self) -> None:
        """Finish what was asked for and close the register."""
        self.runner.close()

    # The places.

    def _places(self) -> list[Place]:
        return [
            Place(DESK, "Desk", "desk", partial(self._later_page, DESK, self._desk_page)),
            Place(
                INSTRUMENTS,
                "Instruments",
                "instrument",
                partial(self._later_page, INSTRUMENTS, self._instruments_page),
            ),
            Place(
                FAMILIES,
                "Families",
                "people",
                partial(self._later_page, FAMILIES, self._families_page),
            ),
            Place(LABELS, "Labels", "label", partial(self._later_page, LABELS, self._labels_page)),
            Place(
                SETTINGS,
                "Settings",
                "sliders",
                partial(self._later_page, SETTINGS, self._settings_page),
                at_foot=True,
            ),
        ]

    def _later_page(self, name: str, make: Callable[[], Page]) -> Page:
        page = self._later[name] = Later(name, make)
        if self.about is not None:
            page.become()
        return page

    def _desk_page(self) -> Page:
        from ui.desk import papers  # noqa: PLC0415 - reads the database's libraries
        from ui.desk.page import DeskPage  # noqa: PLC0415

        assert self.about is not None  # noqa: S101 - places are made once it is known
        opens = self._around.open_file or papers.open_in_viewer
        page = self.desk = DeskPage(self.runner, self.about, open_file=opens)
        page.opens_record.connect(self._open_record)
        page.searches.connect(self._search_for)
        page.new_instrument.connect(self._new_instrument)
        page.undo_changed.connect(self.window.show_undo)
        page.session.faulted.connect(partial(self._show_error, page))
        self._later[DESK].made.connect(lambda _page: page.begin())
        self._show_to_the_lead(page)
        self._show_getting_ready(page)
        return page

    def _show_to_the_lead(self, page: "DeskPage") -> None:
        """Count what a lead has to look at; nobody else sees any of it."""
        from loanmgr.services.identity import LEADS  # noqa: PLC0415
        from ui.attention.waiting import ForTheLead, LeadLine  # noqa: PLC0415

        assert self.about is not None  # noqa: S101 - the page was made with it
        if self.about.role not in LEADS:
            return
        self.lead, line = ForTheLead(self.runner, self), LeadLine()
        line.pressed.connect(self.open_to_look_at)
        self.lead.counted.connect(line.show_waiting)
        self.lead.counted.connect(self._show_evidence)
        page.put_above_today(line)
        page.more_commands["to_look_at"] = self.open_to_look_at
        page.more_commands["billing"] = self.open_billing
        page.more_commands["invoices"] = self.open_invoices
        page.more_commands["systems"] = self.open_systems
        page.more_commands["save_ledger"] = self.save_ledger
        page.session.changed.connect(self.lead.soon)
        self.lead.soon()

    def open_to_look_at(self, which: str = "") -> None:
        """Open the lists for the lead, one of them in front."""
        from ui.attention.page import ToLookAt  # noqa: PLC0415
        from ui.desk import papers  # noqa: PLC0415 - reads the database's libraries

        assert self.lead is not None  # noqa: S101 - nobody else is shown a way here
        opens = self._around.open_file or papers.open_in_viewer
        page = ToLookAt(self.runner, today=self._around.today, open_file=opens)
        self._records_there().follow(page)
        self.lead.counted.connect(page.load_again)
        if which:
            page.show_list(which)
        self.window.open_page(page)

    def open_billing(self) -> None:
        """Open the billing run, for a lead."""
        from ui.billing.page import BillingPage  # noqa: PLC0415

        page = BillingPage(self.runner, today=self._around.today)
        self.window.open_page(self._records_there().follow(page))

    def open_invoices(self) -> None:
        """Open the invoices, and the run that issues them, for a lead."""
        from ui.billing.invoices_page import InvoicesPage  # noqa: PLC0415
        from ui.desk import papers  # noqa: PLC0415 - reads the database's libraries

        opens = self._around.open_file or papers.open_in_viewer
        page = InvoicesPage(self.runner, open_file=opens)
        self.window.open_page(self._records_there().follow(page))

    def save_ledger(self) -> None:
        """Save every line of every account as a spreadsheet, for a lead."""
        from ui.billing import ledger_file  # noqa: PLC0415

        ledger_file.save(self.window, self.runner, self.window.say, self._fault)

    def open_load_schools(self) -> None:
        """Open the page that brings schools in from the national register."""
        from ui.families.load_schools import LoadSchoolsPage  # noqa: PLC0415

        self.window.open_page(self._records_there().follow(LoadSchoolsPage(self.runner)))

    def open_systems(self) -> None:
        """Open what goes to and comes from other systems, for a lead."""
        from ui.billing.systems_page import SystemsPage  # noqa: PLC0415

        self.window.open_page(self._records_there().follow(SystemsPage(self.runner)))

    def _show_evidence(self, waiting: "Waiting") -> None:
        self.window.show_badge(FAMILIES, waiting.evidence)
        page = self._later[FAMILIES].page if FAMILIES in self._later else None
        if page is not None:
            cast("FamiliesList", page).show_evidence(waiting.evidence)

    def _show_getting_ready(self, page: "DeskPage") -> None:
        """Show what a register that was started on this laptop still needs."""
        if not self.kept.settings.getting_ready:
            return
        from ui.first_run import ready  # noqa: PLC0415 - on a first day only

        ways: dict[str, Callable[[], object]] = {
            ready.LIST: partial(self._help, "Your own list"),
            ready.SCANNER: lambda: self._go_to(SETTINGS, "Test my scanner"),
            ready.LABELS: partial(self.window.go, LABELS),
            ready.CARDS: lambda: self._go_to(LABELS, "Print command cards"),
            ready.PRICES: self._go_to_prices,
        }
        card = ready.GettingReady(self.runner, self.kept, ways, page.idle)
        page.put_above_today(card)
        card.load()

    def _go_to(self, place: str, button: str) -> None:
        """Go to a place, with the cursor on one of its buttons."""
        self.window.go(place)
        if self._settings is not None and place == SETTINGS:
            self._settings.show_part("This laptop")
        found = self.window.page.findChild(QPushButton, button)
        if found is not None:
            found.setFocus()

    def _go_to_prices(self) -> None:
        self.window.go(SETTINGS)
        if self._settings is not None:
            self._settings.open_list("tariffs")

    def _instruments_page(self) -> Page:
        from ui.instruments.list_page import InstrumentsList  # noqa: PLC0415

        page = InstrumentsList(self.runner, today=self._around.today)
        page.label_wanted.connect(self._print_label)
        return self._records_there().follow(page)

    def _families_page(self) -> Page:
        from ui.families.list_page import FamiliesList  # noqa: PLC0415

        page = FamiliesList(self.runner)
        page.new_family_wanted.connect(self._new_family)
        page.evidence_wanted.connect(lambda: self.open_to_look_at("Evidence to check"))
        page.load_schools_wanted.connect(self.open_load_schools)
        if self.lead is not None:
            page.show_evidence(self.lead.waiting.evidence)
        return self._records_there().follow(page)

    def _labels_page(self) -> Page:
        from ui.first_run import ready  # noqa: PLC0415
        from ui.labels import computer  # noqa: PLC0415
        from ui.labels.page import LabelsPage  # noqa: PLC0415

        here = computer.ThisComputer(
            stock=self.kept.settings.label_stock,
            keep_stock=lambda code: self.kept.change(label_stock=code),
            memory=self._around.memory,
            view=self._around.open_file or computer.view,
        )
        page = LabelsPage(self.runner, here)
        page.waiting_changed.connect(partial(self.window.show_badge, LABELS))
        page.parts.command_cards.clicked.connect(lambda: ready.note(self.kept, ready.CARDS))
        return page

    def _settings_page(self) -> Page:
        from ui.settings.page import SettingsPage  # noqa: PLC0415

        page = self._settings = SettingsPage(self.runner, self.kept, self.window.scans)
        page.faulted.connect(self._fault)
        page.another_register.connect(self.other_wanted)
        page.laptop.sounds_tried.connect(self.window.play_sounds)
        return page

    def _records_there(self) -> "Records":
        from ui.desk import papers  # noqa: PLC0415 - reads the database's libraries
        from ui.records import Asks, Records  # noqa: PLC0415

        if self._records is None:
            opens = self._around.open_file or papers.open_in_viewer
            asks = Asks(self._serve, self._serve, self._print_label, self._fault, opens)
            self._records = Records(self.runner, asks, self)
            self._records.opens.connect(self.window.open_page)
            self._records.missing.connect(self._fault)
        return self._records

    # Opening.

    def _opened(self, about: "About") -> None:
        from ui.desk.leaving import Leaving  # noqa: PLC0415 - reads the database's libraries

        self.about = about
        self.runner.watch()
        self.leaving = Leaving(
            self.window, self.runner, self._fault, lambda: len(self.window.queue.waiting)
        )
        self.window.may_leave = self._may_leave
        LabelsBadge(self.runner, partial(self.window.show_badge, LABELS), self)
        self.window.top.centre.setText(about.centre)
        self.window.top.staff.show_text(about.person)
        if about.made_up:
            self.window.show_striped(*MADE_UP, self.other_wanted.emit)
        for later in list(self._later.values()):
            later.become()
        self.opened.emit()

    def _may_leave(self) -> bool:
        """Ask about settings that are typed and not saved first, then about unfinished families."""
        if self.desk is not None:
            self.desk.session.half_typed.save()
        if self._settings is not None and self._settings.is_dirty:
            self.window.go(SETTINGS)
            self._settings.ask_about_unsaved()
            return False
        return self.leaving is None or self.leaving.may_leave()

    def _not_opened(self, error: Exception) -> None:
        if isinstance(error, StoreError) and error.code == "no_register":
            self.no_register.emit()
            return
        known = isinstance(error, RuleError | StoreError)
        sentence = error.message if known else "The register can't be opened."  # type: ignore[attr-defined]
        if not known:
            self._fault(error)
        for later in self._later.values():
            later.show_problem(Problem(sentence, self._again, self.other_wanted.emit))

    def _again(self) -> None:
        for later in self._later.values():
            later.show_opening()
        self.open()

    # What the window tells.

    def _connect(self) -> None:
        window = self.window
        window.searched.connect(self._search)
        window.picked.connect(self._picked)
        window.undo_wanted.connect(self._undo)
        window.redo_wanted.connect(self._redo)
        window.help_wanted.connect(self._help)
        window.command_cards_wanted.connect(self._print_command_cards)
        window.opens_scanned = self._open_scanned

    def _undo(self) -> None:
        if self.desk is not None:
            self.desk.undo()

    def _redo(self) -> None:
        if self.desk is not None:
            self.desk.redo()

    def _help(self, about: str) -> None:
        from ui.help.page import HelpPage  # noqa: PLC0415 - after the window is there

        page = HelpPage(about)
        page.card_wanted.connect(self._print_reminder)
        self.window.open_page(page)

    def _print_reminder(self) -> None:
        """Print the card that lies beside the scanner."""
        from ui.desk import messages, papers  # noqa: PLC0415 - rarely wanted

        service = self.about.service if self.about is not None else ""
        opens = self._around.open_file or papers.open_in_viewer

        def show(path: Path) -> None:
            # Without a page that speaks, so without its Save as PDF: the viewer saves it.
            made = messages.paper_made(path.stem, shown=opens(path))
            detail = made.detail if made.tone == "ok" else f"It is in {path}."
            self.window.say(Message(made.tone, made.words, detail))

        self.runner.document(self, partial(papers.write_reminder, service, papers.folder()), show)

    def _search(self, text: str) -> None:
        if self.about is None:
            return
        from loanmgr.services import find  # noqa: PLC0415 - after the window is there
        from ui import found  # noqa: PLC0415

        def show(hits: tuple[Any, ...]) -> None:
            self.window.offer_results(text, found.suggestions(hits, self._around.today()))

        self.runner.look(self.window, find.find, text, show)

    def _search_for(self, text: str) -> None:
        self.window.top.scan.setText(text)
        self.window.focus_scan()
        self._search(text)

    def _picked(self, suggestion: Suggestion) -> None:
        hit = suggestion.value
        if hit.kind == "place":
            self._serve(hit.code)
        else:
            self._records_there().open(hit.code)

    def _open_scanned(self, scan: Scan, done: Done) -> None:
        """Open the record of what was scanned; what has none is for the desk to deal with."""
        command = scan.text.startswith("C") and is_ours(scan.text)
        if scan.kind is not Kind.OURS or command or self.about is None:
            self.window.go(DESK)
            self._later[DESK].handle_scan(scan, done)
        else:
            self._records_there().open(scan.text)
            done()

    # What pages ask for.

    def _open_record(self, code: str) -> None:
        self._records_there().open(code)

    def _serve(self, code: str) -> None:
        """Go to the desk with what was found, as if it had been scanned there."""
        self.window.go(DESK)
        if self.desk is not None:
            self.desk.at.scans.found(code)

    def _new_family(self) -> None:
        self.window.go(DESK)
        if self.desk is not None:
            self.desk.open_new_family()

    def _new_instrument(self, label: str) -> None:
        self.window.go(INSTRUMENTS)
        cast("InstrumentsList", self._later[INSTRUMENTS].page).open_new(label)

    def _print_label(self, code: str) -> None:
        self.window.go(LABELS)
        cast("LabelsPage", self._later[LABELS].page).add((code,))

    def _print_command_cards(self) -> None:
        if self.about is not None:
            self.window.go(LABELS)
            cast("LabelsPage", self._later[LABELS].page).print_command_cards()

    # What goes wrong.

    def _fault(self, error: Exception) -> None:
        self._show_error(None, error)

    def _show_error(self, _owner: QObject | None, error: Exception) -> None:
        if isinstance(error, RuleError | StoreError):
            self.window.say(Message("stop", error.message))
        else:
            FaultWindow(error, self.window).open()


def _about(look: Any, _request: None) -> Any:
    """Say whose register this is; runs on the worker, which reads the libraries there."""
    from loanmgr.services import counter, find, register  # noqa: PLC0415

    del counter, find  # the desk's page wants them at once
    return register.about(look)
