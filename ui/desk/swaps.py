"""Swap or new hire: what lies on the counter for something that came back on the same visit."""

from collections.abc import Callable
from functools import partial

from loanmgr.services import baskets
from loanmgr.services.baskets import BasketLine, HireAnew
from ui.desk import messages
from ui.desk.session import DeskSession

Answers = dict[str, Callable[[], None]]


class Swaps:
    """Says what a swap comes to, and makes it a hire of its own or a swap again."""

    def __init__(self, session: DeskSession) -> None:
        self._session = session

    def say(self, line: BasketLine) -> None:
        """Say that an instrument lies on the counter, as the swap or new hire that it is."""
        answers: Answers = {
            "undo": partial(self._session.take_off, line.instrument),
            "new_hire": partial(self._make, line.instrument, is_new=True),
            "swap": partial(self._make, line.instrument, is_new=False),
        }
        self._session.ask(messages.swap_added(line), answers)

    def change(self) -> None:
        """Make the swap on the counter a new hire, or the other way; ask which, of several."""
        session, view = self._session, self._session.view
        lines = [n for n in view.lines if n.instead_of is not None] if view is not None else []
        if not lines:
            session.end()
        elif len(lines) == 1:
            self._turn(lines[0])
        else:
            answers: Answers = {f"line:{n.instrument}": partial(self._turn, n) for n in lines}
            answers["leave"] = partial(session.ask, messages.left_as_it_was(), {})
            session.ask(messages.swap_or_hire(lines), answers)

    def _turn(self, line: BasketLine) -> None:
        self._make(line.instrument, is_new=line.is_swap)

    def _make(self, code: str, *, is_new: bool) -> None:
        session = self._session

        def told() -> None:
            view = session.view
            lines = view.lines if view is not None else ()
            line = next((n for n in lines if n.instrument == code), None)
            if line is None or line.instead_of is None:
                session.end()
                return
            session.undoing.can_take_off(code)
            self.say(line)

        session.draft(baskets.hire_anew, HireAnew(code, is_new), told)
