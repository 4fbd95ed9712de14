"""Lending at the desk: what lies on the counter, the questions about it, and Finish."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Protocol
from uuid import UUID

from loanmgr.domain.routing import Before
from loanmgr.services import accounts, baskets
from loanmgr.services.accounts import SignAgreement, Signed
from loanmgr.services.baskets import AddLine, BasketLine, Finish, Finished, OpenBasket, Paying
from loanmgr.services.payers import SchoolPays
from ui.desk import messages
from ui.desk.collecting import Collecting
from ui.desk.papers import Printing
from ui.desk.paying import SCHOOL
from ui.desk.questions import Questions
from ui.desk.returns import Returns
from ui.desk.session import DeskSession
from ui.desk.swaps import Swaps
from ui.widgets.band import Message

Then = Callable[[], None]


class TakeSum(Protocol):
    """Keeps a sum that is typed and not kept yet, then goes on."""

    def __call__(self, then: Then, *, must_be_one: bool) -> None: ...


class Checkout:
    """What is done with the basket in front of us; `questions` asks what stands against it."""

    def __init__(self, session: DeskSession, returns: Returns) -> None:
        self._session = session
        self._returns = returns
        self.questions = Questions(session, returns)
        self.swaps = Swaps(session)
        self.collecting = Collecting(session)
        self.take_sum: TakeSum = _go_on
        """Set by the window where sums are typed; what is no sum may stop it."""

    # Who is in front of us.

    def open_card(self, card: str, *, kept: str = "") -> None:
        """Put the owner of a card in front of us; what waited on the counter joins them."""
        session = self._session
        waited = session.view is not None and not session.view.card

        def told() -> None:
            if waited and session.view is not None and session.view.lines:
                self.after_add(session.view.lines[-1].instrument)
            else:
                self.questions.proceed(partial(self._say_opened, kept))

        session.draft(baskets.open_basket, OpenBasket(card), told)

    def park_and_open(self, card: str) -> None:
        """Keep who is here for later and put the owner of a card in front of us."""
        view = self._session.view
        self.open_card(card, kept=view.title if view is not None else "")

    def finish_and_open(self, card: str) -> None:
        """Finish who is here and put the owner of a card in front of us."""
        session, view = self._session, self._session.view
        if view is None or self.questions.open(view) or any(not n.borrower for n in view.lines):
            self.park_and_open(card)
            return
        unsigned = self._unsigned()

        def opened(result: Finished) -> None:
            message = self._lent(result, unsigned, view.paying)
            who = session.view.title if session.view is not None else ""
            more = f"{message.detail} {who} is at the desk."
            found = self.questions.open(session.view) if session.view is not None else []
            then = tuple(each.about.title for each in found)
            message = replace(message, detail=more, then=then)
            session.ask(message, self._after_lent(result, view.card))

        def told(result: Finished) -> None:
            session.draft(baskets.open_basket, OpenBasket(card), partial(opened, result))

        session.run(baskets.finish, self._finish_request(), told, "lent")

    def park(self) -> None:
        """Keep who is here for later."""
        session, view = self._session, self._session.view
        if view is None or not view.lines:
            self._leave_empty()
            return
        message = messages.kept_for_later(view.title, len(view.lines))
        session.before = Before()
        kept = partial(session.ask, message, {})
        park = partial(session.draft, baskets.park, view.basket, kept)
        self.take_sum(park, must_be_one=False)

    def resume(self, basket: UUID | None = None) -> None:
        """Bring back a family that waits: the one named, or the one that waits longest."""
        session = self._session
        waiting = sorted(session.shown.parked, key=lambda each: each.parked_at)
        wanted = basket or (waiting[0].basket if waiting else None)
        if wanted is None:
            session.ticked.emit("Nobody is waiting")
            session.end()
            return
        session.before = Before()
        session.draft(baskets.resume, wanted, self._resumed)

    def _resumed(self) -> None:
        view = self._session.view
        if view is not None and view.lines and not view.card:
            self.after_add(view.lines[-1].instrument)  # it lay there for nobody: whose is it?
        else:
            self.questions.proceed(self._say_opened)

    def change_player(self) -> None:
        """Ask which child the next instrument is for."""
        view = self._session.view
        if view is None or not view.children:
            self._session.end()
            return
        answers: dict[str, Then] = {
            f"child:{child.code}": partial(self.questions.choose, child.code, self._say_opened)
            for child in view.children
        }
        answers["leave"] = self._say_opened
        self._session.ask(messages.who_next(view.children), answers)

    # What lies on the counter.

    def add(self, code: str, *, from_other_desk: bool = False) -> None:
        """Put an instrument on the counter and ask what there is to ask.

        What is kept for one of them is for that one, whoever else is chosen.
        """
        kept = self._session.view.kept if self._session.view is not None else ()
        player = next((each.borrower for each in kept if each.instrument == code), "")
        request = AddLine(code, player, from_other_desk=from_other_desk)
        self._session.draft(baskets.add_line, request, lambda: self.after_add(code))

    def after_add(self, code: str) -> None:
        """Say what was added, or ask first what is open about it and who plays it."""
        session, view = self._session, self._session.view
        line = self._line(code)
        if view is None or line is None:
            session.end()
        elif not view.card:
            session.ask(messages.who_is_it_for(line), self._not_lent(line))
        else:
            self.questions.proceed(lambda: self._say_added(code))

    # Finishing.

    def finish(self) -> None:
        """Lend everything on the counter; a family with nothing on it goes."""
        session, view = self._session, self._session.view
        if view is None:
            session.end()
        elif not view.lines:
            self.questions.proceed(self._leave_empty)
        elif not view.card:
            self.after_add(view.lines[-1].instrument)
        else:
            self.questions.proceed(partial(self.collecting.ask, self._finish_with_sum))

    def pay_by(self, method: str) -> None:
        """Keep how they will pay."""
        self._keep_paying(method, None)

    def pay_now(self, pence: int | None) -> None:
        """Keep how much of what is due is paid now; None for all of it."""
        view = self._session.view
        self._keep_paying(view.paying if view is not None else "", pence)

    def school_pays(self, basket: UUID, asked: SchoolPays) -> None:
        """Keep that a school pays for what its pupils take, whoever is in front of us by now."""
        session, paying = self._session, Paying(basket, SCHOOL, None, asked)
        session.draft(baskets.keep_paying, paying, session.end)

    def _keep_paying(self, way: str, pence: int | None) -> None:
        session, view = self._session, self._session.view
        if view is None:
            session.end()
            return
        session.draft(baskets.keep_paying, Paying(view.basket, way, pence), session.end)

    def note(self, text: str) -> None:
        """Keep a note, which is printed on the agreement."""
        self._session.keep(self._session.end, note=text)

    def sign_on_paper(self, *, signed: bool) -> None:
        """Keep that the agreement was signed on paper; it is recorded at Finish."""
        self._session.keep(self._session.end, signed="paper" if signed else "")

    def _finish_with_sum(self) -> None:
        self.take_sum(self._finish, must_be_one=True)

    def _finish(self) -> None:
        session, view = self._session, self._session.view
        if view is None:
            session.end()
            return
        unsigned = self._unsigned()

        def told(result: Finished) -> None:
            session.before = Before()
            message = self._lent(result, unsigned, view.paying)
            answers = self._after_lent(result, view.card)
            session.refresh(lambda: session.ask(message, answers))

        session.run(baskets.finish, self._finish_request(), told, "lent")

    def _finish_request(self) -> Finish:
        view = self._session.view
        assert view is not None  # noqa: S101 - asked for only with a basket
        return Finish(
            view.basket,
            "",
            view.paying,
            view.signed,
            view.settled,
            view.overrides,
            view.pays_pence,
            view.school_pays,
            tuple(line.request for line in view.lines if line.is_swap),
            view.total_pence,
        )

    def _lent(self, result: Finished, unsigned: str, paying: str) -> Message:
        return messages.lent(result, unsigned=unsigned, paid_by=accounts.HOW.get(paying, ""))

    def _after_lent(self, result: Finished, card: str) -> dict[str, Then]:
        session = self._session

        def agreement() -> None:
            session.prints.emit(Printing(card))
            session.end()

        def receipt() -> None:
            session.prints.emit(Printing(receipt_of=result.act))
            session.end()

        return {
            "undo": session.undoing.of(result.act),
            "agreement": agreement,
            "receipt": receipt,
            "signed_on_paper": lambda: self._sign(card),
        }

    def _sign(self, card: str) -> None:
        session = self._session

        def told(result: Signed) -> None:
            answers = {"undo": session.undoing.of(result.act)}
            session.refresh(lambda: session.ask(messages.signed(result.year), answers))

        session.run(accounts.sign_agreement, SignAgreement(card), told, "signed")

    def _unsigned(self) -> str:
        """Return the words of an agreement that is not signed."""
        view = self._session.view
        if view is None or view.is_signed:
            return ""
        return next((v.title for v in view.verdicts if v.case == "unsigned"), "")

    def _leave_empty(self) -> None:
        session, view = self._session, self._session.view
        if view is None or not view.card:
            session.end()
            return
        session.before = Before()
        message = messages.nothing_lent(view.title)
        session.draft(baskets.put_back, view.basket, lambda: session.ask(message, {}))

    # Small things.

    def _say_opened(self, kept: str = "") -> None:
        view = self._session.view
        if view is None:
            self._session.end()
        else:
            self._session.ask(messages.opened(view, kept), {})

    def _say_added(self, code: str) -> None:
        session, line = self._session, self._line(code)
        if line is None:
            session.end()
            return
        session.undoing.can_take_off(code)
        if line.instead_of is not None:
            self.swaps.say(line)
            return
        session.ask(messages.added(line), self._not_lent(line))

    def _not_lent(self, line: BasketLine) -> dict[str, Then]:
        """Return what takes an instrument off the counter: put back, handed in, the wrong one."""
        session = self._session

        def while_it_lies(deed: Then) -> Then:
            here = partial(self._line, line.instrument)
            return lambda: deed() if here() else session.ask(messages.gone(line.name), {})

        return {
            "undo": while_it_lies(partial(session.take_off, line.instrument)),
            "handed_in": while_it_lies(partial(self._returns.hand_in, line.instrument)),
            "wrong": while_it_lies(partial(self._returns.wrong_on_counter, line)),
        }

    def _line(self, code: str) -> BasketLine | None:
        view = self._session.view
        lines = view.lines if view is not None else ()
        return next((line for line in lines if line.instrument == code), None)


def _go_on(then: Then, *, must_be_one: bool) -> None:  # noqa: ARG001 - nothing is typed
    then()
