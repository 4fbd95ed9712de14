"""Who collects for a school, a teacher or a partner, and by when it all comes back."""

from collections.abc import Callable
from datetime import date
from functools import partial

from loanmgr.domain.lending import HOLDS_STOCK
from loanmgr.services.baskets import BasketView
from ui.desk import messages
from ui.desk.session import DeskSession

Then = Callable[[], None]

CASE = "collected_by"
"""Under this the question is kept as answered on a visit."""


def is_collected(view: BasketView) -> bool:
    """Say whether a basket is for somebody on whose behalf others come and collect."""
    return view.kind in HOLDS_STOCK


class Collecting:
    """Keeps both for the basket in front of us, and asks who collects where nobody was named."""

    def __init__(self, session: DeskSession) -> None:
        self._session = session

    def ask(self, then: Then) -> None:
        """Ask who collects, once a visit, and go on; nobody else is asked."""
        session, view = self._session, self._session.view
        if view is None or not is_collected(view) or view.collected_by or CASE in view.settled:
            then()
            return
        answers: dict[str, Then] = {
            f"collector:{name}": partial(session.keep, then, collected_by=name)
            for name in view.collectors
        }
        settled = (*view.settled, CASE)
        answers["not_said"] = partial(session.keep, then, settled=settled)
        answers["type"] = self._type
        session.ask(messages.who_collects(view.collectors), answers)

    def name(self, collected_by: str) -> None:
        """Keep who collects."""
        said = " ".join(collected_by.split())
        message = messages.collected_by(said)
        self._session.keep(lambda: self._session.ask(message, {}), collected_by=said)

    def bring_back(self, until_on: date | None) -> None:
        """Keep the day to bring it all back by; None for what the price list says."""
        session = self._session

        def told() -> None:
            view = session.view
            pence = view.total_pence if view is not None else 0
            session.ask(messages.bring_back(until_on, pence), {})

        session.keep(told, until_on=until_on)

    def _type(self) -> None:
        self._session.ask(messages.type_who_collects(), {})
        self._session.collector_wanted.emit()
