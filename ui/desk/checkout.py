"""Lending at the desk: what lies on the counter, the questions about it, and Finish."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from uuid import UUID

from loanmgr.domain.routing import Before
from loanmgr.domain.verdicts import Choice, Level, Verdict
from loanmgr.services import accounts, baskets
from loanmgr.services.accounts import Paid, Pay, SignAgreement, Signed
from loanmgr.services.baskets import AddLine, BasketLine, Choose, Finish, Finished, OpenBasket
from ui.desk import deeds, messages
from ui.desk.returns import Returns
from ui.desk.session import DeskSession, Printing
from ui.widgets.band import Message

Then = Callable[[], None]
Open = tuple[Verdict, BasketLine]
"""A question that is still open, and the instrument it is about."""


class Checkout:
    """What is done with the basket in front of us."""

    def __init__(self, session: DeskSession, returns: Returns) -> None:
        self._session = session
        self._returns = returns

    # Who is in front of us.

    def open_card(self, card: str, *, kept: str = "") -> None:
        """Put the owner of a card in front of us; what waited on the counter joins them."""
        session = self._session
        waited = session.view is not None and not session.view.card

        def told() -> None:
            if waited and session.view is not None and session.view.lines:
                self.after_add(session.view.lines[-1].instrument)
            else:
                self._say_opened(kept)

        session.draft(baskets.open_basket, OpenBasket(card), told)

    def park_and_open(self, card: str) -> None:
        """Keep who is here for later and put the owner of a card in front of us."""
        view = self._session.view
        self.open_card(card, kept=view.title if view is not None else "")

    def finish_and_open(self, card: str) -> None:
        """Finish who is here and put the owner of a card in front of us."""
        session, view = self._session, self._session.view
        if view is None or self._open(view) or any(not n.borrower for n in view.lines):
            self.park_and_open(card)
            return
        unsigned = self._unsigned()

        def opened(result: Finished) -> None:
            message = self._lent(result, unsigned, view.paying)
            who = session.view.title if session.view is not None else ""
            more = f"{message.detail} {who} is at the desk."
            session.ask(replace(message, detail=more), self._after_lent(result, view.card))

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
        session.draft(baskets.park, view.basket, lambda: session.ask(message, {}))

    def resume(self, basket: UUID | None = None) -> None:
        """Bring back a family that waits: the one named, or the one that waits longest."""
        session = self._session
        waiting = sorted(session.shown.parked, key=lambda each: each.parked_at)
        if not waiting:
            session.ticked.emit("No family is waiting")
            session.end()
            return
        session.before = Before()
        wanted = basket or waiting[0].basket
        session.draft(baskets.resume, wanted, self._say_opened)

    def change_player(self) -> None:
        """Ask which child the next instrument is for."""
        view = self._session.view
        if view is None or not view.children:
            self._session.end()
            return
        answers: dict[str, Then] = {
            f"child:{child.code}": partial(self._choose, child.code, self._say_opened)
            for child in view.children
        }
        answers["leave"] = self._say_opened
        self._session.ask(messages.who_next(view.children), answers)

    # What lies on the counter.

    def add(self, code: str, *, from_other_desk: bool = False) -> None:
        """Put an instrument on the counter and ask what there is to ask."""
        request = AddLine(code, from_other_desk=from_other_desk)
        self._session.draft(baskets.add_line, request, lambda: self.after_add(code))

    def add_anyway(self, code: str, about: Verdict, *, leave: Then) -> None:
        """Ask why an instrument that is stopped is lent, then put it on the counter."""

        def add(reason: str) -> None:
            request = AddLine(code)
            settle = partial(self._settle, about, lambda: self.after_add(code), reason)
            self._session.draft(baskets.add_line, request, settle)

        self._ask_reason(add, leave=leave)

    def after_add(self, code: str) -> None:
        """Say what was added, or ask first who plays it and what else is open."""
        session, view = self._session, self._session.view
        line = self._line(code)
        if view is None or line is None:
            session.end()
        elif not view.card:
            hand_in = partial(self._returns.hand_in, code)
            session.ask(messages.who_is_it_for(line.name), {"handed_in": hand_in})
        elif not line.borrower:
            self._ask_who_plays(line)
        else:
            self.proceed(lambda: self._say_added(code))

    def proceed(self, then: Then) -> None:
        """Ask the next open question, or go on where there is none."""
        view = self._session.view
        found = self._open(view) if view is not None else []
        if not found:
            then()
            return
        self._ask(found[0], then)

    # Finishing.

    def finish(self) -> None:
        """Lend everything on the counter; a family with nothing on it goes."""
        session, view = self._session, self._session.view
        if view is None:
            session.end()
        elif not view.lines:
            self._leave_empty()
        elif not view.card:
            self.after_add(view.lines[-1].instrument)
        else:
            nameless = next((line for line in view.lines if not line.borrower), None)
            if nameless is not None:
                self._ask_who_plays(nameless, then=self.finish)
            else:
                self.proceed(self._finish)

    def pay_by(self, method: str) -> None:
        """Keep how they will pay."""
        self._session.keep(self._session.end, paying=method)

    def note(self, text: str) -> None:
        """Keep a note, which is printed on the agreement."""
        self._session.keep(self._session.end, note=text)

    def sign_on_paper(self, *, signed: bool) -> None:
        """Keep that the agreement was signed on paper; it is recorded at Finish."""
        self._session.keep(self._session.end, signed="paper" if signed else "")

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
        return Finish(view.basket, view.override, view.paying, view.signed, view.settled)

    def _lent(self, result: Finished, unsigned: str, paying: str) -> Message:
        paid_by = {"cash": "in cash", "card": "by card"}.get(paying, "")
        return messages.lent(result, unsigned=unsigned, paid_by=paid_by)

    def _after_lent(self, result: Finished, card: str) -> dict[str, Then]:
        session = self._session

        def agreement() -> None:
            session.prints.emit(Printing(card))
            session.end()

        def receipt() -> None:
            session.prints.emit(Printing(receipt_of=result.act))
            session.end()

        return {
            "undo": session.undo_of(result.act),
            "agreement": agreement,
            "receipt": receipt,
            "signed_on_paper": lambda: self._sign(card),
        }

    def _sign(self, card: str) -> None:
        session = self._session

        def told(result: Signed) -> None:
            answers = {"undo": session.undo_of(result.act)}
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

    # Questions.

    def _open(self, view: baskets.BasketView) -> list[Open]:
        """Return what is not answered yet, stops first; the agreement is asked for by itself."""
        if not view.lines:
            return []
        newest = view.lines[-1]
        found = [(v, line) for line in view.lines for v in line.verdicts]
        found += [(v, newest) for v in view.verdicts if v.case != "unsigned"]
        return sorted(found, key=lambda pair: pair[0].level is not Level.STOP)

    def _ask(self, question: Open, then: Then) -> None:
        about, line = question
        again = partial(self._ask, question, then)
        message = messages.verdict(about)
        answers = {
            choice.key: self._answer(choice, question, (then, again)) for choice in about.choices
        }
        answers["another"] = partial(self._session.take_off, line.instrument)
        answers["renew"] = partial(self._renew_late, then)
        self._session.ask(message, answers)

    def _answer(self, choice: Choice, question: Open, ways: tuple[Then, Then]) -> Then:
        about, line = question
        then, again = ways
        session = self._session
        if choice.key == "override" or choice.lead_only:
            return partial(
                self._ask_reason, partial(self._settle, about, then), leave=again, line=line
            )
        known: dict[str, Then] = {
            "go_on": partial(self._settle, about, then, ""),
            "take_payment": partial(self._ask_how_paid, again),
            "open": partial(self._open_record, line.instrument),
            "return": partial(session.take_off, line.instrument),
        }
        return known.get(choice.key, partial(session.ask, messages.scan_what_comes_back(), {}))

    def _settle(self, about: Verdict, then: Then, reason: str) -> None:
        view = self._session.view
        if view is None:
            self._session.end()
            return
        settled = (*view.settled, about.case)
        self._session.keep(
            lambda: self.proceed(then), settled=settled, override=reason or view.override
        )

    def _ask_reason(
        self, then: Callable[[str], None], *, leave: Then, line: BasketLine | None = None
    ) -> None:
        session = self._session
        if not session.is_lead:
            put_back = partial(session.take_off, line.instrument) if line else self._leave
            session.ask(messages.not_a_lead(), {"another": put_back, "ask_again": leave})
            return
        answers: dict[str, Then] = {
            f"reason:{reason}": partial(then, reason) for reason in deeds.REASONS
        }
        session.ask(messages.why_anyway(session.about.person), {**answers, "leave": leave})

    def _ask_who_plays(self, line: BasketLine, then: Then | None = None) -> None:
        session, view = self._session, self._session.view
        assert view is not None  # noqa: S101 - the line lies in it
        put_back = partial(session.take_off, line.instrument)
        if not view.children:
            add_child = partial(self._add_child, view.card)
            session.ask(
                messages.no_children(view.title), {"another": put_back, "add_child": add_child}
            )
            return
        after = then or partial(self.after_add, line.instrument)
        answers: dict[str, Then] = {
            f"child:{child.code}": partial(self._choose, child.code, after)
            for child in view.children
        }
        session.ask(messages.who_plays(view.children, line.name), {**answers, "another": put_back})

    def _ask_how_paid(self, again: Then) -> None:
        view = self._session.view
        pence = view.owed_pence if view is not None else 0
        answers: dict[str, Then] = {
            f"pay:{method}": partial(self._pay, method, pence) for method in ("cash", "card")
        }
        self._session.ask(messages.how_paid(pence), {**answers, "ask_again": again})

    def _pay(self, method: str, pence: int) -> None:
        session, view = self._session, self._session.view
        card = view.card if view is not None else ""
        request = Pay(card, pence, method)

        def told(_result: Paid) -> None:
            session.last_paid = request.id
            answers: dict[str, Then] = {
                "undo": session.undo_of(request.id),
                "receipt": partial(self._print_receipt, request.id),
            }

            def say() -> None:
                session.say(messages.paid(pence, method), answers)
                self.proceed(session.end)

            session.refresh(say)

        session.run(accounts.pay, request, told, "paid")

    def _renew_late(self, then: Then) -> None:
        view, today = self._session.view, self._session.shown.now.date()
        out = view.out if view is not None else ()
        late = tuple(o.instrument for o in out if o.due_on is not None and o.due_on < today)
        self._returns.renew(late, lambda: self.proceed(then))

    # Small things.

    def _print_receipt(self, act: UUID) -> None:
        self._session.prints.emit(Printing(receipt_of=act))
        self._session.end()

    def _open_record(self, code: str) -> None:
        self._session.opens_record.emit(code)
        self._session.end()

    def _add_child(self, card: str) -> None:
        self._session.new_family.emit(card)
        self._session.end()

    def _choose(self, child: str, then: Then) -> None:
        view = self._session.view
        if view is None:
            self._session.end()
            return
        self._session.draft(baskets.choose, Choose(view.basket, child), then)

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
        session.can_take_off(code)
        session.ask(messages.added(line), {"undo": partial(session.take_off, code)})

    def _leave(self) -> None:
        self._session.ask(messages.left_alone(), {})

    def _line(self, code: str) -> BasketLine | None:
        view = self._session.view
        lines = view.lines if view is not None else ()
        return next((line for line in lines if line.instrument == code), None)
