"""The Desk place: today's list, or who is in front of us with what lies on the counter."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from loanmgr.services import agreements
from loanmgr.services.agreements import AgreementOf, ReceiptOf
from loanmgr.services.counter import Counter
from loanmgr.services.find import Hit
from loanmgr.services.register import About
from loanmgr.services.returns import Returned
from ui.desk import deeds, messages, papers
from ui.desk.basket_panel import BasketPanel
from ui.desk.checkout_panel import CheckoutPanel
from ui.desk.closing_page import ClosingPage
from ui.desk.counters_page import CountersPage
from ui.desk.day_panel import DayPanel
from ui.desk.halves import Halves
from ui.desk.lost import LostAtDesk
from ui.desk.money import DeskMoney
from ui.desk.new_families import NewFamilies
from ui.desk.new_family import NewFamilyPanel
from ui.desk.note import Note
from ui.desk.scans import at_the_desk
from ui.desk.today_list import TodayList
from ui.desk.why_price import WhyPrice
from ui.instruments.damaged_panel import DamagedPanel
from ui.instruments.fault_panel import FaultPanel
from ui.place import Done, Page
from ui.runner import Runner
from ui.scan import Scan
from ui.text import since
from ui.tokens import SPACE
from ui.widgets.band import Message
from ui.widgets.one_at_a_time import OneAtATime
from ui.widgets.parts import column
from ui.widgets.side_panel import SidePanel
from ui.widgets.suggestions import Suggestion

Panel = TypeVar("Panel", bound=SidePanel)

STRIP_MS = 30_000
AMBER_MINUTES = 10
"""A family that has waited so long turns the strip amber; nothing is ever dropped by a timer."""


class DeskPage(Page):
    """Shows what the session has to show, and hands it what is pressed."""

    opens_record = Signal(str)
    searches = Signal(str)
    new_instrument = Signal(str)
    undo_changed = Signal(str, str)
    """What Undo and Redo would do, in words."""

    def __init__(
        self,
        runner: Runner,
        about: About,
        parent: QWidget | None = None,
        *,
        open_file: papers.OpenFile = papers.open_in_viewer,
    ) -> None:
        super().__init__("Desk", parent)
        self.at = at_the_desk(runner, about, self)
        self.session = self.at.session
        self._runner = runner
        self._open_file = open_file
        self._paper: Path | None = None
        self._drawn: Counter | None = None
        self.today = TodayList()
        self.idle, self._above = QWidget(), column(gap=SPACE.m)
        self.more_commands: dict[str, Callable[[], object]] = {}
        """What the program offers besides, by the keys of `ui.commands`."""
        self.basket, self.checkout = BasketPanel(), CheckoutPanel()
        self.why, self.note = WhyPrice(self), Note(self)
        self.lost = LostAtDesk(self, self.session, runner)
        self.money = DeskMoney(self, self.session, self.at.checkout, self.checkout)
        self.families = NewFamilies(self, self.session, runner)
        self.day: DayPanel | None = None
        self.fault: FaultPanel | None = None
        self.damage: DamagedPanel | None = None
        self._strip = QTimer(self, interval=STRIP_MS)
        self._lay_out()
        self._connect()
        self._connect_what_is_typed()

    def begin(self) -> None:
        """Show what is there, once everybody who wants to know is listening."""
        self.session.begin()
        self.families.begin()

    @property
    def new_family(self) -> NewFamilyPanel | None:
        """The panel for a new family that was opened last."""
        return self.families.panel

    def put_above_today(self, part: QWidget) -> None:
        """Show something above the list of today while nobody is served."""
        self._above.insertWidget(self._above.count() - 1, part)

    # What the window asks and tells.

    def next_scan(self) -> str:
        return self.session.next_scan

    def handle_scan(self, scan: Scan, done: Done) -> None:
        self.at.scans.handle(scan, done)

    def picked(self, suggestion: Suggestion) -> bool:
        hit = suggestion.value
        if not isinstance(hit, Hit) or self.session.asks:
            self._remind()
            return self.session.asks
        if hit.kind == "instrument" and not self.at.scans.wants_instrument():
            return False
        if hit.kind == "place":
            return False
        self.at.scans.found(hit.code)
        return True

    def entered(self) -> None:
        if self.session.asks:
            self._remind()
        else:
            self.session.do(self.at.checkout.finish)

    def chosen(self, key: str) -> None:
        if key == "save_copy":
            self._save_copy()
        else:
            self.session.chosen(key)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        session, checkout, returns = self.session, self.at.checkout, self.at.returns
        offered: dict[str, Callable[[], object]] = {
            "new_family": self.open_new_family,
            "needs_repair": lambda: session.do(returns.ask_fault),
            "parts_missing": lambda: session.do(returns.ask_parts),
            "agreement": self.at.scans.print_paper,
            "renew": self._renew,
            "counters": self.open_counters,
            "close_desk": self.open_closing,
        }
        if session.is_open:
            offered["note"] = self._open_note
            offered["keep"] = lambda: self._leave_for(checkout.park)
        offered |= self.more_commands
        if session.shown.parked:
            offered["next_waiting"] = lambda: self._leave_for(checkout.resume)
        return offered

    def open_waiting(self) -> None:
        if len(self.session.shown.parked) > 1:
            self.open_counters()
        else:
            self._leave_for(self.at.checkout.resume)

    def open_closing(self) -> None:
        """Show what the day came to, to close the desk."""
        page = ClosingPage(self._runner, self.session.about.desk, open_file=self._open_file)
        page.faulted.connect(self.session.faulted)
        page.brings.connect(self._bring_here)
        self.opens.emit(page)

    def open_counters(self) -> None:
        """Show who is unfinished at every desk of this centre."""
        page = CountersPage(self._runner, self.session.about.centre)
        page.faulted.connect(self.session.faulted)
        page.brings.connect(self._bring_here)
        self.opens.emit(page)

    def _bring_here(self, basket: UUID) -> None:
        self.goes.emit(self.title)
        self._leave_for(partial(self.at.checkout.resume, basket))

    def undo(self) -> None:
        """Undo the last thing done at this desk."""
        self.session.undoing.undo()

    def redo(self) -> None:
        """Do again what was undone last."""
        self.session.undoing.redo()

    def open_new_family(self) -> None:
        """Open the panel for a new family; what was typed before is still in it."""
        self.families.open()

    # How it is made.

    def _lay_out(self) -> None:
        self._lending = Halves(self.basket, self.checkout)
        self._stack = OneAtATime(self)
        self.idle.setLayout(self._above)
        self._above.addWidget(self.families.strip)
        self._above.addWidget(self.today, 1)
        self._stack.addWidget(self.idle)
        self._stack.addWidget(self._lending)
        self.today.closing_wanted.connect(self.open_closing)
        self.today.closing.setVisible(self.session.is_lead)

    def _connect(self) -> None:
        session, checkout = self.session, self.at.checkout
        session.said.connect(self._say)
        session.ticked.connect(self.tick)
        session.changed.connect(self._show)
        session.opens_record.connect(self.opens_record)
        session.searches.connect(self.searches)
        session.new_instrument.connect(self.new_instrument)
        session.new_family.connect(self._another_child)
        session.prints.connect(self._print)
        self._connect_panels()
        self.today.undo_wanted.connect(session.undoing.undo_act)
        self.today.family_wanted.connect(self.open_new_family)
        self.today.counters_wanted.connect(self.open_counters)
        self.basket.removed.connect(session.chosen_line_off)
        self.basket.renewed.connect(self._renew_one)
        self.basket.change_wanted.connect(lambda: session.do(checkout.change_player))
        self.basket.child_wanted.connect(self._another_child)
        self.basket.typing_wanted.connect(self._add_by_typing)
        self.basket.note_wanted.connect(self._open_note)
        self.basket.swap_wanted.connect(lambda: session.do(checkout.swaps.change))
        self.note.saved.connect(lambda *said: session.do(partial(self._keep_note, *said)))
        self.checkout.finish_wanted.connect(self.entered)
        self.checkout.park_wanted.connect(lambda: self._leave_for(checkout.park))
        self.checkout.paying.done.connect(self.finished)
        self.checkout.signing_chosen.connect(self._sign)
        self.checkout.agreement_wanted.connect(self.at.scans.print_paper)
        self.checkout.why_wanted.connect(self._explain)
        self._strip.timeout.connect(self._tell_ages)
        self._strip.start()

    def _connect_panels(self) -> None:
        session = self.session
        self.families.saved.connect(self._family_saved)
        self.families.known.connect(self.at.scans.found)
        session.asks_day.connect(self._ask_day)
        session.asks_fault.connect(self._ask_fault)
        session.asks_damage.connect(self._ask_damage)
        self.basket.lost_wanted.connect(lambda code: session.do(partial(self.lost.ask, code)))
        self.lost.closed.connect(self.finished)

    def _connect_what_is_typed(self) -> None:
        session, checkout = self.session, self.at.checkout
        for each in (self.note, self.checkout.paying):
            each.half_typed.connect(session.half_typed.keep)
        collecting = self.basket.collecting
        collecting.until_chosen.connect(
            lambda day: session.do(partial(checkout.collecting.bring_back, day))
        )
        collecting.collector_chosen.connect(
            lambda who: session.do(partial(checkout.collecting.name, who))
        )
        collecting.wrong_day.connect(lambda words: session.say(messages.refused(words)))
        session.collector_wanted.connect(self.basket.collecting.type_collector)

    # Showing.

    def _show(self) -> None:
        self.note.follow(self.session.view)
        if self._drawn is not self.session.shown:  # else only the message is another
            self._drawn = self.session.shown
            self._show_counter(self._drawn)
        self.next_scan_changed.emit()
        self.commands_changed.emit()
        self.undo_changed.emit(self.session.undoing.words, self.session.undoing.redo_words)

    def _show_counter(self, shown: Counter) -> None:
        view = shown.basket
        if view is not None:
            self.basket.show_basket(view)
            self.checkout.show_basket(view)
        self.today.show_counter(shown)
        self._stack.setCurrentWidget(self._lending if view is not None else self.idle)
        self._show_waiting()

    def _tell_ages(self) -> None:
        if self.session.shown.parked:
            self.session.look_again()

    def _show_waiting(self) -> None:
        shown = self.session.shown
        ages = [(each, shown.now - each.parked_at) for each in shown.parked]
        words = deeds.parked_strip([(e.title, e.items, since(age)) for e, age in ages])
        late = any(age.total_seconds() >= AMBER_MINUTES * 60 for _, age in ages)
        self.waiting.emit(words, "warn" if late else "info")

    def _say(self, message: Message) -> None:
        self.say.emit(message)
        focus = QApplication.focusWidget()
        ours = focus is not None and self.isAncestorOf(focus)
        busy = self._panel_is_open() or self.checkout.paying.is_typing
        if ours and not message.must_answer and not busy:
            self.finished.emit()

    def _panel_is_open(self) -> bool:
        panels: tuple[SidePanel | None, ...] = (
            *(self.note, self.why),
            *(self.day, self.fault, self.damage),
        )
        shown = any(panel is not None and panel.isVisible() for panel in panels)
        return shown or self.families.is_open or self.money.is_open or self.lost.is_open

    def _remind(self) -> None:
        if self.session.asks and self.session.message is not None:
            self.say.emit(self.session.message)

    def _leave_for(self, deed: Callable[[], None]) -> None:
        """Turn to others, unless there is a question: what was scanned behind it is for these."""

        def leave() -> None:
            if self.session.asks:
                self._remind()
                self.session.end()
            else:
                deed()

        self.session.do(leave)

    # What is pressed.

    def _renew(self) -> None:
        self.session.do(partial(self.at.returns.renew_what_is_here, self.session.view))

    def _renew_one(self, code: str) -> None:
        self.session.do(partial(self.at.returns.renew, (code,), pressed=self.session.view))

    def _sign(self, signed: bool) -> None:  # noqa: FBT001 - receives a signal
        self.session.do(partial(self.at.checkout.sign_on_paper, signed=signed))

    def _add_by_typing(self) -> None:
        self.session.adds_typed = True
        self.session.say(messages.type_it())
        self.finished.emit()

    def _open_note(self) -> None:
        if self.session.view is not None:
            self.note.edit(self.session.view)

    def _keep_note(self, basket: UUID, text: str) -> None:
        view = self.session.view
        if view is not None and view.basket == basket:
            self.at.checkout.note(text)
        else:  # the next card came first: it is asked again when they are back
            self.note.put_aside(basket, (text,))
            self.session.end()

    def _explain(self) -> None:
        if self.session.view is not None:
            self.why.explain(self.session.view)
            self.why.open()

    def _ask_day(self, result: Returned) -> None:
        """Ask on which day something came; only the newest is asked about."""
        self.day = _instead_of(self.day, DayPanel(self))
        set_day = self.at.returns.set_day
        self.day.told.connect(lambda on: self.session.do(partial(set_day, result.instrument, on)))
        about = f"{result.name}, was with {result.was_with}" if result.was_with else result.name
        self.day.begin(about, result.lent_on, self.session.today, now=result.on)

    def _ask_fault(self, result: Returned, family: str) -> None:
        self.fault = _instead_of(self.fault, FaultPanel(self, family))
        note = self.at.returns.note_fault
        self.fault.told.connect(
            lambda fault: self.session.do(partial(note, result.instrument, fault))
        )
        self.fault.begin()

    def _ask_damage(self, result: Returned, family: str) -> None:
        of = (result.instrument, result.name, family)
        self.damage = _instead_of(self.damage, DamagedPanel(self, self._runner, of))
        say = self.at.returns.damaged
        self.damage.noted.connect(lambda done: self.session.do(partial(say, done)))
        self.damage.begin()

    def _family_saved(self, card: str) -> None:
        self.at.scans.found(card)
        self.finished.emit()

    def _another_child(self, card: str) -> None:
        view = self.session.view
        self.families.open(card, view.title if view is not None else "")

    # Papers.

    def _print(self, wanted: papers.Printing) -> None:
        question: Any
        request: Any
        write: Any
        if wanted.receipt_of is not None:
            question, request = agreements.receipt_of, ReceiptOf(wanted.receipt_of)
            write = papers.write_receipt
        else:
            question = agreements.agreement_of
            request = AgreementOf(wanted.card, wanted.with_basket)
            write = papers.write_agreement

        def draw(facts: Any) -> None:
            self._runner.document(self, lambda: write(facts, papers.folder()), self._show_paper)

        self._runner.look(self, question, request, draw)

    def _show_paper(self, path: Path) -> None:
        self._paper = path
        shown = self._open_file(path)
        self._tell_of_paper(messages.paper_made(path.stem, shown=shown))

    def _save_copy(self) -> None:
        if self._paper is not None:
            papers.save_copy(self, self._runner, self._paper, self._tell_saved)

    def _tell_saved(self, to: Path) -> None:
        self._tell_of_paper(messages.paper_saved(to.name))

    def _tell_of_paper(self, message: Message) -> None:
        """Say it in the band, unless a question stands there: it, and scans behind it, stay."""
        if self.session.asks:
            self.tick.emit(message.words)
        else:
            self.say.emit(message)


def _instead_of(old: Panel | None, new: Panel) -> Panel:
    if old is not None:
        old.hide()
        old.deleteLater()
    return new
