"""Taking instruments back at the desk: what came, what is wrong with it, where it goes."""

from collections.abc import Callable
from typing import Any

from loanmgr.domain.routing import Before
from loanmgr.services import instruments, moves, renewals, returns
from loanmgr.services.instruments import Found, FoundAgain, NeedsRepair, Noted, PartMissing
from loanmgr.services.moves import Put, PutHere
from loanmgr.services.renewals import Renew, Renewed
from loanmgr.services.returns import Return, Returned
from loanmgr.services.scanning import ScannedInstrument
from loanmgr.services.undo import Undo
from loanmgr.services.undo import undo as take_back
from ui.desk import messages
from ui.desk.session import DeskSession


class Returns:
    """What is done with an instrument that came back."""

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        self._family = ""

    def take_back(self, found: ScannedInstrument, then: Callable[[], None] | None = None) -> None:
        """Take an instrument back; say so, unless something follows by itself."""
        session = self._session
        renews = session.is_open and found.due_on is not None

        def told(result: Returned) -> None:
            session.stamp(found.code, returned=found.code)
            session.last_returned, self._family = result, found.family
            session.refresh(then or (lambda: self._say(result, can_renew=renews)))

        session.run(returns.return_one, Return(found.code), told, "returned")

    def hand_in(self, code: str) -> None:
        """Take off the counter what nobody had on record, as handed in."""
        session = self._session

        def told(result: Returned) -> None:
            session.stamp(code, returned=code)
            session.last_returned, self._family = result, ""
            answers = {"undo": session.undo_of(result.act)}
            session.refresh(lambda: session.ask(messages.handed_in(result.name), answers))

        session.run(returns.return_one, Return(code), told, "returned")

    def find(self, found: ScannedInstrument) -> None:
        """Take an instrument off the list of missing ones."""
        session = self._session

        def told(result: FoundAgain) -> None:
            message = messages.found_again(result.name, result.missing_since_on)
            answers = {"undo": session.undo_of(result.act)}
            session.refresh(lambda: session.ask(message, answers))

        session.run(instruments.found, Found(found.code), told, "changed")

    # What is wrong with what came back.

    def ask_fault(self) -> None:
        """Ask what is wrong with what came back last."""
        session, result = self._session, self._session.last_returned
        if result is None:
            session.ask(messages.scan_first("Then say that it needs repair."), {})
            return
        answers: dict[str, Callable[[], None]] = {
            choice.key: self._fault(choice.words)
            for choice in messages.what_is_wrong(result.name, self._family).choices
        }
        answers["leave"] = lambda: self._say(result)
        session.ask(messages.what_is_wrong(result.name, self._family), answers)

    def ask_parts(self) -> None:
        """Ask which part is missing; asked already, take it that the first one is."""
        session, result = self._session, self._session.last_returned
        if result is None or not result.parts:
            session.ask(messages.scan_first("Then say which part is missing."), {})
        elif session.message == messages.parts(result):
            self._missing(result, result.parts[0])
        else:
            answers: dict[str, Callable[[], None]] = {
                f"missing:{part}": self._part(result, part) for part in result.parts
            }
            answers["here"] = lambda: self._say(result)
            session.ask(messages.parts(result), answers)

    def _fault(self, fault: str) -> Callable[[], None]:
        return lambda: self._note_fault(fault)

    def _note_fault(self, fault: str) -> None:
        session, result = self._session, self._session.last_returned
        if result is None:
            session.end()
            return

        def told(noted: Noted) -> None:
            message = messages.needs_repair(noted.name, fault)
            answers = {"undo": session.undo_of(noted.act)}
            session.refresh(lambda: session.ask(message, answers))

        request = NeedsRepair(result.instrument, fault)
        session.run(instruments.needs_repair, request, told, "noted")

    def _part(self, result: Returned, part: str) -> Callable[[], None]:
        return lambda: self._missing(result, part)

    def _missing(self, result: Returned, part: str) -> None:
        session = self._session

        def told(noted: Noted) -> None:
            message = messages.without_part(noted.name, part, result.was_with)
            answers = {"undo": session.undo_of(noted.act)}
            session.refresh(lambda: session.ask(message, answers))

        request = PartMissing(result.instrument, part)
        session.run(instruments.part_missing, request, told, "noted")

    # Where it goes.

    def put_last_here(self, place: str, name: str) -> None:
        """Put what came back last down at a place that was scanned."""
        result = self._session.last_returned
        if result is None:
            self._session.ask(messages.nothing_to_put(name), {})
        else:
            self._put(PutHere(result.instrument, place))

    def _put(self, request: PutHere) -> None:
        session = self._session

        def told(put: Put) -> None:
            answers = {"undo": session.undo_of(put.act)}
            session.refresh(lambda: session.ask(messages.put_here(put.name, put.place), answers))

        session.run(moves.put_here, request, told, "moved")

    # Lending it on instead.

    def renew(self, codes: tuple[str, ...], then: Callable[[], None] | None = None) -> None:
        """Lend on what somebody has, for the next period; say so, unless something follows."""
        session = self._session
        if not codes:
            session.ask(messages.nothing_to_renew(), {})
            return
        request = Renew(codes)

        def told(result: Renewed) -> None:
            answers = {"undo": session.undo_of(request.id)}
            session.refresh(then or (lambda: session.ask(messages.renewed(result), answers)))

        session.run(renewals.renew, request, told, "renewed")

    def _renew_instead(self, result: Returned) -> None:
        session = self._session

        def returned_undone(_undone: Any) -> None:
            session.last_returned, session.before = None, Before()
            self.renew((result.instrument,))

        session.run(take_back, Undo(result.act), returned_undone, "renewed")

    def _say(self, result: Returned, *, can_renew: bool = False) -> None:
        session = self._session
        answers: dict[str, Callable[[], None]] = {
            "undo": session.undo_of(result.act),
            "needs_repair": self.ask_fault,
            "parts_missing": self.ask_parts,
            "keep_here": lambda: self._put(PutHere(result.instrument, stays=True)),
            "renew": lambda: self._renew_instead(result),
        }
        message = messages.returned(result, session.about.centre, can_renew=can_renew)
        session.ask(message, answers)
