"""Passing on at the desk: from a school or a teacher to a pupil, and back."""

from collections.abc import Callable
from functools import partial

from loanmgr.services import passing
from loanmgr.services.passing import HandBack, HandedBack, PassedOn, PassOn
from loanmgr.services.scanning import ScannedInstrument
from ui.desk import messages
from ui.desk.papers import Printing
from ui.desk.session import DeskSession

Then = Callable[[], None]


class Passing:
    """Lets a pupil have what a school or a teacher holds, and gives it back to them."""

    def __init__(self, session: DeskSession) -> None:
        self._session = session

    def to_whom(self, found: ScannedInstrument) -> None:
        """Pass it on to who is in front of us, asking which child where there are several."""
        session, view = self._session, self._session.view
        if view is None:
            session.end()
        elif view.chosen:
            self._pass_on(found.code, view.chosen)
        else:
            answers: dict[str, Then] = {
                f"child:{child.code}": partial(self._pass_on, found.code, child.code)
                for child in view.children
            }
            answers["another"] = partial(session.ask, messages.put_aside(found.name), {})
            session.ask(messages.who_plays(view.children, found.name), answers)

    def ask_back(self, found: ScannedInstrument, take_back: Then) -> None:
        """Ask whether what was passed on goes back to its holder or to us."""
        session = self._session
        answers: dict[str, Then] = {
            "hand_back": partial(self._hand_back, found.code),
            "return": take_back,
            "aside": partial(session.ask, messages.put_aside(found.name), {}),
        }
        session.ask(messages.back_to_whom(found), answers)

    def _pass_on(self, code: str, to: str) -> None:
        session = self._session

        def told(result: PassedOn) -> None:
            answers: dict[str, Then] = {
                "undo": session.undoing.of(result.act),
                "agreement": partial(self._print, result.line.borrower),
            }
            session.refresh(lambda: session.ask(messages.passed_on(result), answers))

        session.run(passing.pass_on, PassOn(code, to), told, "passed on")

    def _hand_back(self, code: str) -> None:
        session = self._session

        def told(result: HandedBack) -> None:
            answers: dict[str, Then] = {"undo": session.undoing.of(result.act)}
            session.stamp(code, returned=code)
            session.refresh(lambda: session.ask(messages.handed_back(result), answers))

        session.run(passing.hand_back, HandBack(code), told, "handed back")

    def _print(self, card: str) -> None:
        self._session.prints.emit(Printing(card))
        self._session.end()
