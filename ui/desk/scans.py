"""Where a scan goes at the desk: each move of the rule table (ux.md 2.4) and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject

from loanmgr.domain.routing import Before, Move
from loanmgr.domain.verdicts import stops
from loanmgr.services import instruments, scanning
from loanmgr.services.instruments import GiveAlias, Noted
from loanmgr.services.parts import PartIn
from loanmgr.services.register import About
from loanmgr.services.scanning import Scanned, ScannedInstrument
from loanmgr.services.work import Look
from ui.desk import messages
from ui.desk.checkout import Checkout
from ui.desk.papers import Printing
from ui.desk.passing import Passing
from ui.desk.returns import Returns
from ui.desk.session import DeskSession
from ui.runner import Runner
from ui.scan import Kind, Scan


@dataclass(frozen=True)
class AtTheDesk:
    """The desk without a screen, put together."""

    session: DeskSession
    checkout: Checkout
    returns: Returns
    scans: "Scans"


def at_the_desk(runner: Runner, about: About, parent: QObject | None = None) -> AtTheDesk:
    """Put the parts of a desk together."""
    session = DeskSession(runner, about, parent)
    returns = Returns(session)
    checkout = Checkout(session, returns)
    return AtTheDesk(session, checkout, returns, Scans(session, checkout, returns))


class Scans:
    """Hands scans, and what was found by typing, to who deals with them."""

    def __init__(self, session: DeskSession, checkout: Checkout, returns: Returns) -> None:
        self._session = session
        self._checkout = checkout
        self._returns = returns
        self._passing = Passing(session)

    def handle(self, scan: Scan, done: Callable[[], None]) -> None:
        """Deal with a scan; `done` is called when its result is on the screen."""

        def finished() -> None:
            done()
            self._session.end()

        if scan.kind is Kind.UNREADABLE:
            self._session.do(partial(self._session.ask, messages.damaged(), {}))
        else:
            self._session.do(partial(self._look, scan.text))
        self._session.do(finished)

    def found(self, code: str) -> None:
        """Take something found by typing as if it had been scanned, however soon after a scan."""
        self._session.do(partial(self._look, code, typed=True))

    def wants_instrument(self) -> bool:
        """Say whether an instrument found by typing is for the desk and not for its record."""
        return bool(self._session.alias) or self._session.adds_typed

    def command(self, name: str) -> None:
        """Do what a command card says."""
        self._session.do(partial(self._command, name))

    def print_paper(self) -> None:
        """Print the agreement of who is here, else what belongs to the last thing done."""
        session = self._session
        view = session.view
        message = session.message
        if view is not None and view.card:
            session.prints.emit(Printing(view.card, with_basket=True))
        elif message is not None and messages.AGREEMENT in message.choices:
            session.chosen("agreement")
        elif message is not None and any(c.key == "receipt" for c in message.choices):
            session.chosen("receipt")
        else:
            session.ticked.emit("There is nothing to print")

    def _look(self, code: str, *, typed: bool = False) -> None:
        session = self._session
        before = Before() if typed else session.before
        business = session.view is not None and session.view.unfinished_business
        request = scanning.Scan(code, before, business)
        session.look(_scan, request, self._scanned)

    def _scanned(self, answer: tuple[Scanned, datetime]) -> None:
        session, found = self._session, answer[0]
        session.scanned_at = answer[1]
        if found.move not in (Move.ALREADY_READ, Move.ALREADY_RETURNED):
            session.stamp(found.code)
            session.adds_typed = False
        if session.alias and found.instrument is not None:
            alias, session.alias = session.alias, ""
            self._give_alias(found.instrument.code, alias)
            return
        if found.move not in (Move.ALREADY_READ, Move.ALREADY_RETURNED, Move.DAMAGED):
            session.left_label, session.alias = session.alias, ""  # turned to something else
        self._routes()[found.move](found)

    def _routes(self) -> dict[Move, Callable[[Scanned], None]]:
        return {
            Move.ALREADY_READ: partial(self._tick, "Already read"),
            Move.ALREADY_RETURNED: partial(self._tick, "Already returned, put it on the shelf"),
            Move.ALREADY_ADDED: partial(self._tick, "Already added"),
            Move.RETURN: self._return,
            Move.RETURN_OFFER_RENEW: self._return,
            Move.ON_LOAN_ELSEWHERE: self._on_loan_elsewhere,
            Move.ADD: self._add,
            Move.WHO_PLAYS: self._add,
            Move.WAIT_ON_COUNTER: self._add,
            Move.ON_COUNTER_ELSEWHERE: self._on_counter_elsewhere,
            Move.STOPPED: self._stopped,
            Move.FOUND: self._found,
            Move.OPEN_CARD: self._open_card,
            Move.JOIN_WAITING: self._open_card,
            Move.FINISH_AND_OPEN: self._finish_and_open,
            Move.PARK_AND_OPEN: self._park_and_open,
            Move.PUT_LAST_HERE: self._put_last_here,
            Move.COMMAND: self._command_card,
            Move.PART_IN: self._part_in,
            Move.OPEN_RECORD: self._open_record,
            Move.UNKNOWN: self._unknown,
            Move.DAMAGED: self._damaged,
        }

    # Instruments.

    def _return(self, found: Scanned) -> None:
        scanned = _instrument(found)
        take_back = partial(self._returns.take_back, scanned)
        if scanned.passed_by:
            self._passing.ask_back(scanned, take_back)
        else:
            take_back()

    def _on_loan_elsewhere(self, found: Scanned) -> None:
        session, scanned = self._session, _instrument(found)
        view = session.view
        if view is None or (scanned.passed_by and scanned.passed_by_code == view.chosen):
            self._return(found)
            return
        lend_it = partial(self._checkout.add, scanned.code)
        session.ask(
            messages.on_loan_elsewhere(scanned, view),
            {
                "return_and_lend": partial(self._returns.take_back, scanned, lend_it),
                "return": partial(self._returns.take_back, scanned),
                "pass_on": partial(self._passing.to_whom, scanned),
                "aside": partial(session.ask, messages.put_aside(scanned.name), {}),
            },
        )

    def _add(self, found: Scanned) -> None:
        self._checkout.add(found.code if not found.instrument else found.instrument.code)

    def _on_counter_elsewhere(self, found: Scanned) -> None:
        scanned = _instrument(found)
        move = partial(self._checkout.add, scanned.code, from_other_desk=True)
        leave = partial(self._session.ask, messages.left_there(scanned.name), {})
        message = messages.on_counter_elsewhere(scanned)
        self._session.ask(message, {"move": move, "leave": leave})

    def _stopped(self, found: Scanned) -> None:
        session, scanned = self._session, _instrument(found)
        found_stops = [v for v in stops(found.verdicts) if v.case != "on_loan_elsewhere"]
        about = next((v for v in found_stops if not v.may_override), found_stops[0])
        if session.is_open and about.may_override:
            # It lies on the counter with its question, and all else there is to ask of it.
            self._checkout.add(scanned.code)
            return
        answers = {
            "open": partial(self._open, scanned.code),
            "ready": partial(self._returns.ready, scanned.code),
            "handed_in": partial(self._returns.hand_in, scanned.code),
        }
        session.ask(messages.stopped(about), answers)

    def _found(self, found: Scanned) -> None:
        self._returns.find(_instrument(found))

    def _give_alias(self, code: str, alias: str) -> None:
        session = self._session

        def told(noted: Noted) -> None:
            message = messages.label_added(alias, noted.name, noted.instrument)
            answers = {"undo": session.undoing.of(noted.act)}
            session.refresh(lambda: session.ask(message, answers))

        session.run(instruments.give_alias, GiveAlias(code, alias), told, "added")

    # Cards.

    def _open_card(self, found: Scanned) -> None:
        self._checkout.open_card(found.code)

    def _finish_and_open(self, found: Scanned) -> None:
        self._checkout.finish_and_open(found.code)

    def _park_and_open(self, found: Scanned) -> None:
        self._checkout.park_and_open(found.code)

    def _put_last_here(self, found: Scanned) -> None:
        self._returns.put_last_here(found.code, found.title)

    def _command_card(self, found: Scanned) -> None:
        self._command(found.command)

    def _command(self, name: str) -> None:
        session = self._session

        def at_once(act: Callable[[], None]) -> Callable[[], None]:
            def do() -> None:
                act()
                session.end()

            return do

        {
            "finish": self._checkout.finish,
            "undo": at_once(session.undoing.undo),
            "park": self._checkout.park,
            "needs_repair": self._returns.ask_fault,
            "parts_missing": self._returns.ask_parts,
            "print_agreement": at_once(self.print_paper),
        }[name]()

    # Labels of other things, and of none.

    def _part_in(self, found: Scanned) -> None:
        self._checkout.questions.part_in(PartIn(found.code))

    def _open_record(self, found: Scanned) -> None:
        self._open(found.code)

    def _unknown(self, found: Scanned) -> None:
        session, label = self._session, found.code

        def search() -> None:
            session.searches.emit(label)
            session.end()

        def alias() -> None:
            session.alias = label
            session.ask(messages.which_instrument(label), {})

        def new() -> None:
            session.new_instrument.emit(label)
            session.end()

        answers = {"search": search, "alias": alias, "new_instrument": new}
        session.ask(messages.unknown(label), answers)

    def _damaged(self, _found: Scanned) -> None:
        self._session.ask(messages.damaged(), {})

    def _open(self, code: str) -> None:
        self._session.opens_record.emit(code)
        self._session.end()

    def _tick(self, words: str, _found: Scanned) -> None:
        self._session.ticked.emit(words)
        self._session.end()


def _scan(look: Look, request: scanning.Scan) -> tuple[Scanned, datetime]:
    """Say what a label is, and when it was read by the desk's own clock."""
    return scanning.scan(look, request), look.now


def _instrument(found: Scanned) -> ScannedInstrument:
    assert found.instrument is not None  # noqa: S101 - these moves are for instruments alone
    return found.instrument
