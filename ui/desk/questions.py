"""What stands against lending: said together, answered one after another, each once a visit."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from loanmgr.domain.verdicts import Choice, Level, Override, Verdict
from loanmgr.services import accounts, awards, baskets, instruments, leads, parts
from loanmgr.services.accounts import Paid, Pay
from loanmgr.services.awards import AwardAgain, Awarded, EvidenceSeen
from loanmgr.services.baskets import BasketLine, BasketView, Choose
from loanmgr.services.instruments import Noted, Ready
from loanmgr.services.leads import Lead
from loanmgr.services.parts import PartBack, PartIn
from ui.desk import deeds, messages
from ui.desk.papers import Printing
from ui.desk.returns import Returns
from ui.desk.session import DeskSession

Then = Callable[[], None]


class Open(NamedTuple):
    """A question that is still open, and the instrument on the counter that it is about."""

    about: Verdict
    line: BasketLine | None
    """None for what is said as soon as a card is scanned."""


class Questions:
    """Asks what is open about who is here and what lies on the counter."""

    def __init__(self, session: DeskSession, returns: Returns) -> None:
        self._session = session
        self._returns = returns

    def open(self, view: BasketView) -> list[Open]:
        """Return what is not answered yet, stops first; the agreement is asked for by itself."""
        if not view.lines:
            return [Open(v, None) for v in view.verdicts if v.case == "part_open"]
        found = [Open(v, line) for line in view.lines for v in line.verdicts]
        found += [Open(v, view.lines[-1]) for v in view.verdicts if v.case != "unsigned"]
        return sorted(found, key=lambda each: each.about.level is not Level.STOP)

    def proceed(self, then: Then) -> None:
        """Ask what is open, with all that follows it in sight; go on where nothing is."""
        view = self._session.view
        if view is None or not view.card:  # of nobody there is nothing to ask but who it is
            then()
            return
        found = self.open(view)
        nameless = next((line for line in view.lines if not line.borrower), None)
        stopped = bool(found) and found[0].about.level is Level.STOP
        if nameless is not None and not stopped:
            self._ask_who_plays(nameless, then)
        elif found:
            self._ask(found, then)
        else:
            then()

    def part_in(self, request: PartIn) -> None:
        """Take in a part that was missing, and go on with what is open."""
        session = self._session

        def told(back: PartBack) -> None:
            answers = {"undo": session.undoing.of(back.act)}
            self._say_and_proceed(lambda: session.say(messages.part_in(back), answers))

        session.run(parts.part_in, request, told, "changed")

    # Asking.

    def _ask(self, found: list[Open], then: Then) -> None:
        session = self._session
        question, *later = found
        about, line = question
        again = partial(self._ask, found, then)
        answers: dict[str, Then] = {
            choice.key: self._answer(choice, question, (then, again)) for choice in about.choices
        }
        if line is not None:
            answers["another"] = partial(session.take_off, line.instrument)
        answers["renew"] = partial(self._renew_late, then)
        session.ask(messages.verdict(about, [each.about for each in later]), answers)

    def _answer(self, choice: Choice, question: Open, ways: tuple[Then, Then]) -> Then:
        about, line = question
        then, again = ways
        session = self._session
        if choice.key == "override" or choice.lead_only:
            return partial(self._ask_override, about, ways)
        code = line.instrument if line is not None else ""
        label, _, part = about.about.partition(" ")
        known: dict[str, Then] = {
            "go_on": partial(self._settle, about, then),
            "take_payment": partial(self._ask_how_paid, again),
            "open": partial(self._open_record, code),
            "return": partial(session.take_off, code),
            "ready": partial(self._ready, code),
            "part_in": partial(self.part_in, PartIn(label, part)),
            "award_seen": partial(self._award, awards.award_again, AwardAgain(label)),
            "award_awaited": partial(
                self._award, awards.award_again, AwardAgain(label, is_seen=False)
            ),
            "evidence_seen": partial(self._award, awards.evidence_seen, EvidenceSeen(label)),
        }
        return known.get(choice.key, partial(session.ask, messages.scan_what_comes_back(), {}))

    def _settle(self, about: Verdict, then: Then, override: Override | None = None) -> None:
        view = self._session.view
        if view is None:
            self._session.end()
            return
        self._session.keep(
            lambda: self.proceed(then),
            settled=(*view.settled, about.key),
            overrides=(*view.overrides, *([override] if override is not None else ())),
        )

    def _say_and_proceed(self, say: Then) -> None:
        """Ask what is still open, then say what an answer did.

        What was about to follow is left: whoever pressed Enter sees the new price first.
        """

        def show() -> None:
            view = self._session.view
            if view is not None and self.open(view):
                # What is asked next takes its place at once. Between the two nothing is asked:
                # scans that were kept would come in.
                self.proceed(told)
            else:
                told()

        def told() -> None:
            say()
            self._session.end()

        self._session.refresh(show)

    # A lead lets it pass.

    def _ask_override(self, about: Verdict, ways: tuple[Then, Then]) -> None:
        session = self._session
        if session.is_lead:
            self._ask_reason(about, session.about.person, None, ways)
            return
        session.look(leads.leads, None, partial(self._ask_who_allows, about, ways))

    def _ask_who_allows(
        self, about: Verdict, ways: tuple[Then, Then], found: tuple[Lead, ...]
    ) -> None:
        session = self._session
        answers: dict[str, Then] = {
            f"lead:{lead.id}": partial(self._ask_reason, about, lead.name, lead.id, ways)
            for lead in found
        }
        session.ask(messages.who_allows(found), {**answers, "leave": ways[1]})

    def _ask_reason(
        self, about: Verdict, name: str, by: UUID | None, ways: tuple[Then, Then]
    ) -> None:
        then, again = ways
        answers: dict[str, Then] = {
            f"reason:{reason}": partial(self._settle, about, then, Override(about.key, reason, by))
            for reason in deeds.REASONS
        }
        self._session.ask(messages.why_anyway(name), {**answers, "leave": again})

    # Who plays it.

    def _ask_who_plays(self, line: BasketLine, then: Then) -> None:
        session, view = self._session, self._session.view
        assert view is not None  # noqa: S101 - the line lies in it
        put_back = partial(session.take_off, line.instrument)
        if not view.children:
            add_child = partial(self._add_child, view.card)
            answers: dict[str, Then] = {"another": put_back, "add_child": add_child}
            session.ask(messages.no_children(view.title), answers)
            return
        answers = {
            f"child:{child.code}": partial(self.choose, child.code, partial(self.proceed, then))
            for child in view.children
        }
        session.ask(messages.who_plays(view.children, line.name), {**answers, "another": put_back})

    def choose(self, child: str, then: Then) -> None:
        """Keep who plays what comes next, and what lies there without a player."""
        view = self._session.view
        if view is None:
            self._session.end()
            return
        self._session.draft(baskets.choose, Choose(view.basket, child), then)

    def _add_child(self, card: str) -> None:
        self._session.new_family.emit(card)
        self._session.end()

    # Answers that are acts of their own, each with its Undo.

    def _award(self, use_case: Any, request: AwardAgain | EvidenceSeen) -> None:
        session = self._session

        def told(given: Awarded) -> None:
            answers = {"undo": session.undoing.of(request.id)}

            def say() -> None:
                view = session.view
                total = view.to_pay_pence if view is not None and view.lines else None
                session.say(messages.reduced_rate(given, total), answers)

            self._say_and_proceed(say)

        session.run(use_case, request, told, "changed")

    def _ready(self, code: str) -> None:
        session = self._session

        def told(noted: Noted) -> None:
            answers = {"undo": session.undoing.of(noted.act)}
            self._say_and_proceed(lambda: session.say(messages.ready(noted.name), answers))

        session.run(instruments.ready, Ready(code), told, "noted")

    def _ask_how_paid(self, again: Then) -> None:
        view = self._session.view
        pence = view.owed_pence if view is not None else 0
        answers: dict[str, Then] = {
            f"pay:{method}": partial(self._pay, method, pence) for method in ("cash", "card")
        }
        answers["pay:part"] = partial(self._ask_how_much, pence, again)
        self._session.ask(messages.how_paid(pence), {**answers, "ask_again": again})

    def _ask_how_much(self, owed_pence: int, again: Then) -> None:
        """Ask in a panel for a part of what is owed; meanwhile the question stands."""
        view = self._session.view
        again()
        self._session.sum_wanted.emit(view.card if view is not None else "", owed_pence)

    def _pay(self, method: str, pence: int) -> None:
        session, view = self._session, self._session.view
        request = Pay(view.card if view is not None else "", pence, method)
        how = accounts.HOW[method]
        session.run(accounts.pay, request, lambda paid: self.told_paid(paid, how), "paid")

    def told_paid(self, paid: Paid, how: str) -> None:
        """Say what was paid, and ask what is still open."""
        session = self._session
        session.last_paid = paid.payment
        owed = session.view.owed_pence if session.view is not None else 0

        def print_receipt() -> None:
            session.prints.emit(Printing(receipt_of=paid.payment))
            session.end()

        answers: dict[str, Then] = {
            "undo": session.undoing.of(paid.payment),
            "receipt": print_receipt,
        }
        self._say_and_proceed(lambda: session.say(messages.paid(paid, how, owed), answers))

    def _renew_late(self, then: Then) -> None:
        view, today = self._session.view, self._session.today
        out = view.out if view is not None else ()
        late = tuple(o.instrument for o in out if o.can_renew and o.due_on and o.due_on < today)
        self._returns.renew(late, lambda: self.proceed(then))

    def _open_record(self, code: str) -> None:
        self._session.opens_record.emit(code)
        self._session.end()
