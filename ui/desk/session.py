"""The desk without a screen: what scans, answers and keys do, one after another.

It asks and acts through the runner, and tells what happened by signals. Whatever is asked for while
something is being done waits its turn, so that Enter right after a scan finishes with that scan.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.routing import Before
from loanmgr.services import baskets, counter
from loanmgr.services.baskets import BasketView, Details, OnCounter
from loanmgr.services.counter import Counter
from loanmgr.services.register import About
from loanmgr.services.returns import Returned
from loanmgr.services.undo import StandsInTheWayError
from loanmgr.services.undo_checks import TakenBackInPartsError
from loanmgr.services.work import Look
from ui.desk import deeds, messages
from ui.desk.half_typed import HalfTypedKeeper
from ui.desk.papers import Printing
from ui.desk.undoing import Undoing
from ui.runner import ACTS, Runner
from ui.widgets.band import Message

Request = TypeVar("Request")
Answers = Mapping[str, Callable[[], None]]
Verb = Callable[..., None]

LEADS = ("desk_lead", "office", "service_lead")
TABLES = frozenset(
    {"basket", "basket_line", "loan_line", "ledger", "agreement", "award", "borrower", "family"}
    | {"instrument", "part", "reservation", "school", "scheme", "tariff", "term", ACTS}
)
"""What is shown at the desk; changes of others make it look again."""

LEAVE_LINES = (baskets.keep_details, baskets.keep_paying, baskets.choose)
"""Drafts after which the last thing done is still what was put on the counter."""

NOTHING = Counter(None, (), (), 0, 0, 0, "", datetime.fromtimestamp(0, UTC))


class DeskSession(QObject):
    """Keeps what is shown and what is asked; every way to change it ends in `_end`."""

    said = Signal(Message)
    ticked = Signal(str)
    """Something too small for the band, such as "Already read"."""
    changed = Signal()
    """There is something else to show: `shown`, `next_scan`, what Undo would do."""
    opens_record = Signal(str)
    searches = Signal(str)
    """Search for this as if it had been typed."""
    new_instrument = Signal(str)
    """Open the form for a new instrument; it may bear this label."""
    new_family = Signal(str)
    """Open the panel for a new family, or for another child of this card's."""
    asks_day = Signal(object)
    """Ask by a panel on which day this, which came back, was handed in."""
    asks_fault = Signal(object, str)
    """Ask by a panel what is wrong with this, which came back, of a family of instruments."""
    asks_damage = Signal(object, str)
    """Ask by a panel what is broken about this, which came back, of a family of instruments."""
    collector_wanted = Signal()
    """Put the cursor where it is typed who collects."""
    prints = Signal(Printing)
    sum_wanted = Signal(str, int)
    """Ask how much of what is owed is paid: the card, and what is owed in pence."""
    faulted = Signal(object)
    """Something went wrong that is our fault."""

    def __init__(
        self,
        runner: Runner,
        about: About,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.runner = runner
        self.about = about
        self.undoing = Undoing(self)
        self.half_typed = HalfTypedKeeper(runner, self)
        self.shown: Counter = NOTHING
        self.today = NOTHING.now.date()
        """The business date of what is shown; its instant is UTC's and may be of another day."""
        self.message: Message | None = None
        self.before = Before()
        self.last_returned: Returned | None = None
        self.last_paid: UUID | None = None
        self.alias = ""
        """An unknown label that waits for its instrument."""
        self.left_label = ""
        """A label that waited in vain; the next message says so."""
        self.adds_typed = False
        """The next instrument found by typing is meant for the basket."""
        self.scanned_at: datetime | None = None
        """When the newest scan was read, by the desk's own clock."""
        self._answers: Answers = {}
        self._waiting: deque[Callable[[], None]] = deque()
        self._busy = False
        self._own_acts = 0
        """Acts of ours that every page is still to be told of."""
        runner.elsewhere.connect(self._elsewhere_changed)
        runner.changed.connect(self._others_changed)

    # What is shown.

    @property
    def view(self) -> BasketView | None:
        """Who is in front of us."""
        return self.shown.basket

    @property
    def lines(self) -> tuple[baskets.BasketLine, ...]:
        """What lies on the counter."""
        return self.view.lines if self.view is not None else ()

    @property
    def is_open(self) -> bool:
        """Say whether somebody is known to be in front of us."""
        return self.view is not None and bool(self.view.card)

    @property
    def is_lead(self) -> bool:
        """Say whether the person at the desk may override a stop."""
        return self.about.role in LEADS

    @property
    def asks(self) -> bool:
        """Say whether a question is open."""
        return self.message is not None and self.message.must_answer

    @property
    def next_scan(self) -> str:
        """Say what the next scan will do."""
        view = self.view
        several = view is not None and len(view.children) > 1 and not view.chosen
        table = (
            (self.asks, "is kept until you answer"),
            (bool(self.alias), f"is the instrument that gets label {self.alias[:20]}"),
            (view is None, "returns it, or asks who it is for"),
            (not self.is_open, "a card takes what is on the counter"),
            (several, "asks who plays it (or returns something they brought)"),
        )
        title = view.title if view is not None else ""
        adds = f"adds to {title} (or returns something they brought)"
        return next((words for holds, words in table if holds), adds)

    # What is wanted of it.

    def begin(self) -> None:
        """Show what is there; what a crash left unfinished is said to be kept."""

        def kept() -> None:
            if self.view is not None and self.view.lines:
                self.say(messages.kept_for_you(self.view))
            self.end()

        self.do(lambda: self.refresh(kept))

    def chosen(self, key: str) -> None:
        """Do what was chosen in the band."""
        answer = self._answers.get(key)
        if answer is not None:
            self.do(answer)

    def chosen_line_off(self, instrument: str) -> None:
        """Take an instrument off the counter."""
        self.do(lambda: self.take_off(instrument))

    # How things are done, one after another.

    def do(self, action: Callable[[], None]) -> None:
        """Do something when everything before it is done; it must come to `end`."""
        self._waiting.append(action)
        self._next()

    def end(self) -> None:
        """Say that what was in hand is done."""
        self._busy = False
        self._next()

    def _next(self) -> None:
        while self._waiting and not self._busy:
            self._busy = True
            try:
                self._waiting.popleft()()
            except BaseException:
                self._busy = False  # a fault of ours must not stop the desk for good
                raise

    def look(
        self, question: Any, request: Any, then: Callable[[Any], None], failed: Any = None
    ) -> None:
        """Ask something; `then` must come to `end`."""
        self.runner.look(self, question, request, self._guarded(then), failed or self._failed)

    def run(
        self, use_case: Any, request: Any, then: Verb, nothing_was: str, failed: Any = None
    ) -> None:
        """Do an act; `nothing_was` says what did not happen where it cannot be saved."""
        self.undoing.forget()
        self.act(use_case, request, then, nothing_was, failed)

    def act(
        self, use_case: Any, request: Any, then: Verb, nothing_was: str, failed: Any = None
    ) -> None:
        """Do an act after which what was undone before can still be done again."""

        def again() -> None:
            self.act(use_case, request, then, nothing_was)

        def fail(error: Exception) -> None:
            self._own_acts -= 1
            if failed is not None:
                failed(error)
            else:
                self._failed(error, again, nothing_was)

        self._own_acts += 1
        self.runner.run(self, use_case, request, self._guarded(then), fail)

    def draft(self, change: Any, request: Any, then: Callable[[], None]) -> None:
        """Keep unfinished work, look again, and go on."""

        def again() -> None:
            self.draft(change, request, then)

        if change not in LEAVE_LINES:
            self.undoing.added = ""
        self.runner.draft(
            self,
            change,
            request,
            self._guarded(lambda _result: self.refresh(then)),
            lambda error: self._failed(error, again, "kept"),
        )

    def refresh(self, then: Callable[[], None]) -> None:
        """Look at the whole counter again, show it, and go on."""

        def show(found: tuple[Counter, date]) -> None:
            self.shown, self.today = found
            self._forget_what_moved()
            self.changed.emit()
            then()

        self.look(_counter, None, show, self._cannot_show)

    def refuse(self, error: Exception) -> None:
        """Say why a job was not done, when nobody waits for it."""
        if isinstance(error, RuleError | StoreError):
            self.say(messages.refused(error.message))
        else:
            self.faulted.emit(error)

    def _cannot_show(self, error: Exception) -> None:
        """Say why nothing can be shown; looking again at once would only fail again."""
        self.refuse(error)
        self.end()

    def _forget_what_moved(self) -> None:
        """Forget the return of what is lent on, and the adding of what is here no more."""
        lying = {line.instrument for line in self.lines}
        if self.last_returned is not None and self.last_returned.instrument in lying:
            self.last_returned = None  # a fault found now is not of the loan before
        if self.undoing.added not in lying:
            self.undoing.added = ""

    def look_again(self) -> None:
        """Show what has changed meanwhile: what others have done, how long somebody waits."""
        self.do(self._look_again)

    def say(self, message: Message, answers: Answers | None = None) -> None:
        """Put a message into the band, with what each of its choices does."""
        left, self.left_label = self.left_label, ""
        self.message = message = messages.and_label_left(message, left)
        self._answers = dict(answers or {})
        self.said.emit(message)
        self.changed.emit()

    def ask(self, message: Message, answers: Answers) -> None:
        """Put a question; what was in hand is done until it is answered."""
        self.say(message, answers)
        self.end()

    def stamp(self, code: str, *, returned: str = "") -> None:
        """Remember what was scanned last, so that a label read twice is one scan."""
        at = self.scanned_at
        self.before = Before(code, at, returned, at if returned else None)

    def take_off(self, instrument: str) -> None:
        """Take an instrument off the counter and say so."""
        name = next((n.name for n in self.lines if n.instrument == instrument), "")
        if not name:  # another desk has it: its counter is not ours to clear
            self.ask(messages.gone("It"), {})
            return

        def told() -> None:
            self.say(messages.put_back(name))
            self.end()

        self.before = Before()
        self.draft(baskets.remove_line, baskets.RemoveLine(instrument), told)

    def keep(self, then: Callable[[], None], **details: Any) -> None:
        """Keep what was typed or answered at checkout."""
        view = self.view
        if view is None:
            self.end()
            return
        kept = Details(
            view.basket,
            view.paying,
            view.signed,
            view.note,
            view.settled,
            view.overrides,
            view.collected_by,
            view.until_on,
        )
        self.draft(baskets.keep_details, replace(kept, **details), then)

    # What goes wrong.

    def _failed(
        self, error: Exception, again: Callable[[], None] | None = None, nothing_was: str = ""
    ) -> None:
        self.shown = replace(self.shown)  # what was pressed or ticked did not happen: draw it anew
        if isinstance(error, TakenBackInPartsError):
            self.undoing.in_parts(error)
        elif isinstance(error, StandsInTheWayError) and error.act is not None:
            target = deeds.undo_target(error.message.partition("Undo this first: ")[2])
            answers = {"undo_first": self.undoing.of(error.act)}
            self.say(messages.refused(error.message, undo_first=target), answers)
        elif isinstance(error, RuleError) and error.code == "already_returned":
            self.say(messages.already_returned(error.message))
        elif isinstance(error, RuleError):
            self.say(messages.refused(error.message))
        elif isinstance(error, StoreError):
            self._not_saved(error, again, nothing_was)
        else:
            self.faulted.emit(error)
        self.refresh(self.end) if isinstance(error, RuleError) else self.end()

    def _not_saved(
        self, error: StoreError, again: Callable[[], None] | None, nothing_was: str
    ) -> None:
        if again is None:
            self.say(messages.refused(error.message))
            return

        def leave() -> None:
            self.say(messages.refused(error.message))
            self.end()

        answers = {"again": again, "leave": leave}
        self.say(messages.not_saved(error.message, nothing_was), answers)

    def _guarded(self, then: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return `then` so that a fault of ours in it does not stop the desk for good."""

        def guarded(result: Any) -> None:
            try:
                then(result)
            except BaseException:
                self.end()
                raise

        return guarded

    def _elsewhere_changed(self, tables: frozenset[str]) -> None:
        if self._busy and tables & TABLES:  # else `_others_changed` comes next
            self.look_again()

    def _others_changed(self, tables: frozenset[str]) -> None:
        if ACTS in tables and self._own_acts:
            self._own_acts -= 1
            tables -= {ACTS}
        elif ACTS in tables:  # done on another page, so Undo is for that and no more for ours
            self.undoing.forget()
        if not self._busy and tables & TABLES:
            self.look_again()

    def _look_again(self) -> None:
        """Show what others have done; what was ours and is at another desk now is said."""
        before, added = self.shown, self.undoing.added

        def seen() -> None:
            self._tell_gone(before, added)
            gone = tuple(_ours(before) - _ours(self.shown))
            if gone:
                self.look(baskets.taken_over, gone, partial(self._tell_taken, before))
            else:
                self.end()

        self.refresh(seen)

    def _tell_gone(self, before: Counter, added: str) -> None:
        """Say that what the band tells of was taken off this counter elsewhere."""
        was, view = before.basket, self.view
        if was is None or (was.card and (view is None or was.basket != view.basket)):
            return
        lying = {line.instrument for line in self.lines}
        for line in was.lines:
            if line.instrument in lying:
                continue
            if not self.asks and (line.instrument == added or not was.card):
                self.say(messages.gone(line.name))
            else:
                self.ticked.emit(f"{line.name} is on this counter no more")

    def _tell_taken(self, before: Counter, taken: tuple[OnCounter, ...]) -> None:
        in_front = before.basket.basket if before.basket is not None else None
        for basket in taken:
            if basket.basket == in_front:
                self.before = Before()
                answers = {"bring_back": partial(self._bring_back, basket.basket)}
                self.say(messages.taken_over(basket), answers)
            else:
                self.ticked.emit(f"{basket.title}: taken over by {basket.desk}")
        self.end()

    def _bring_back(self, basket: UUID) -> None:
        self.draft(baskets.resume, basket, self.end)


def _counter(look: Look, _request: None) -> tuple[Counter, date]:
    """Look at the whole counter, and on which day."""
    return counter.counter(look), look.on


def _ours(shown: Counter) -> set[UUID]:
    """Return what this desk has not finished."""
    in_front = {shown.basket.basket} if shown.basket is not None else set()
    return in_front | {waiting.basket for waiting in shown.parked}
