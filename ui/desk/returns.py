"""Taking instruments back at the desk: what came, what is wrong with it, where it goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.routing import Before
from loanmgr.services import (
    baskets,
    handing_in,
    instruments,
    moves,
    renewals,
    returns,
    scanning,
    waiving,
)
from loanmgr.services.baskets import BasketLine, BasketView, RemoveLine
from loanmgr.services.damaging import DamageNoted
from loanmgr.services.handing_in import DaySet, HandedInOn, HandIn
from loanmgr.services.instruments import (
    Found,
    FoundAgain,
    NeedsRepair,
    Noted,
    PartMissing,
    Ready,
    WrongLabel,
)
from loanmgr.services.moves import Put, PutHere
from loanmgr.services.renewals import Renew, Renewed
from loanmgr.services.returns import Return, Returned
from loanmgr.services.scanning import Scan, Scanned, ScannedInstrument
from loanmgr.services.undo import Undo, Undone
from loanmgr.services.undo import undo as take_back
from loanmgr.services.waiving import KeepLoss, Waived
from ui.desk import deeds, messages
from ui.desk.session import DeskSession


class Returns:
    """What is done with an instrument that came back."""

    def __init__(self, session: DeskSession) -> None:
        self._session = session
        self._family = ""
        """Family of instruments of what came in last, such as strings."""
        self._renews = self._handed_in = False
        self._came_on: date | None = None
        """The business date it came on; of what is seen later the deposit is not kept."""

    def take_back(self, found: ScannedInstrument, then: Callable[[], None] | None = None) -> None:
        """Take an instrument back; say so, unless something follows by itself."""
        session = self._session
        renews = session.is_open and found.due_on is not None

        def told(result: Returned) -> None:
            self._remember(result, found.family, renews=renews)
            session.refresh(then or self._say)

        session.run(returns.return_one, Return(found.code), told, "returned")

    def hand_in(self, code: str) -> None:
        """Take in what nobody had on record as out; unless it was returned today already."""
        session = self._session

        def decide(where: str) -> None:
            if where:
                self._only_take_off(code, where)
            else:
                session.run(handing_in.hand_in, HandIn(code), told, "handed in")

        def told(result: Returned) -> None:
            self._remember(result, result.family, handed_in=True)
            session.refresh(self._say)

        session.look(returns.returned_today, code, decide)

    def _only_take_off(self, code: str, where: str) -> None:
        session, view = self._session, self._session.view
        lines = view.lines if view is not None else ()
        name = next((line.name for line in lines if line.instrument == code), "It")
        message = messages.already_returned(f"{name} was already {where}.")
        session.before = Before()
        session.draft(baskets.remove_line, RemoveLine(code), lambda: session.ask(message, {}))

    def _remember(
        self, result: Returned, family: str, *, renews: bool = False, handed_in: bool = False
    ) -> None:
        session = self._session
        session.stamp(result.instrument, returned=result.instrument)
        session.last_returned = result
        self._family, self._renews, self._handed_in = family, renews, handed_in
        self._came_on = result.on

    def ready(self, code: str) -> None:
        """Note that an instrument is ready for the next person."""
        session, result = self._session, self._session.last_returned

        def told(noted: Noted) -> None:
            if result is not None and result.instrument == code:
                session.last_returned = replace(result, unready="")
            answers = {"undo": session.undoing.of(noted.act)}
            session.refresh(lambda: session.ask(messages.ready(noted.name), answers))

        session.run(instruments.ready, Ready(code), told, "noted")

    # On which day it came.

    def _ask_day(self) -> None:
        session = self._session
        if session.last_returned is not None:
            session.asks_day.emit(session.last_returned)
        session.end()

    def set_day(self, code: str, on: date) -> None:
        """Set the day on which what came back last was handed in."""
        session, result = self._session, self._session.last_returned

        def told(done: DaySet) -> None:
            if result is not None and result.instrument == code:
                session.last_returned = replace(result, on=on, late_days=done.late_days)
            message = messages.day_set(done, session.about.centre)
            answers = {"undo": session.undoing.of(done.act)}
            session.refresh(lambda: session.ask(message, answers))

        session.run(handing_in.handed_in_on, HandedInOn(code, on), told, "changed")

    # The label on another instrument.

    def _wrong(self, result: Returned) -> None:
        looks = messages.looks_like(result.make, result.serial)
        self._take_back_wrong(WrongLabel(result.instrument, result.act), looks)

    def wrong_on_counter(self, line: BasketLine) -> None:
        """Take off the counter what bears the label of another instrument."""
        looks = messages.looks_like(line.make, line.serial)
        request = WrongLabel(line.instrument)
        self._session.draft(
            baskets.remove_line,
            RemoveLine(line.instrument),
            lambda: self._take_back_wrong(request, looks),
        )

    def _take_back_wrong(self, request: WrongLabel, looks: str) -> None:
        session = self._session

        def told(noted: Noted) -> None:
            session.before, session.last_returned = Before(), None
            message = messages.wrong_instrument(noted.name, noted.instrument, looks)
            answers = {"undo": session.undoing.of(noted.act)}
            session.refresh(lambda: session.ask(message, answers))

        session.run(instruments.wrong_label, request, told, "taken back")

    def find(self, found: ScannedInstrument) -> None:
        """Take an instrument off the list of missing ones."""
        session = self._session

        def told(result: FoundAgain) -> None:
            message = messages.found_again(result)
            answers: dict[str, Callable[[], None]] = {
                "undo": session.undoing.of(result.act),
                "keep_charge": partial(self.keep_charge, result.instrument),
            }
            session.refresh(lambda: session.ask(message, answers))

        session.run(instruments.found, Found(found.code), told, "changed")

    # What is wrong with what came back.

    def ask_fault(self) -> None:
        """Ask what is wrong with what came back last."""
        session, result = self._session, self._session.last_returned
        if result is None:
            session.ask(messages.scan_first("Then say that it needs repair."), {})
        else:
            self._while_it_is_here(result.instrument, partial(self._ask_fault_of, result))

    def _ask_fault_of(self, result: Returned) -> None:
        session = self._session
        question = messages.what_is_wrong(result.name, self._family, had=bool(result.was_with))
        answers: dict[str, Callable[[], None]] = {
            choice.key: partial(self.note_fault, result.instrument, choice.words)
            for choice in question.choices
        }
        answers["damaged"] = partial(self._ask_damage, result)
        answers[f"fault:{deeds.OTHER_FAULT}"] = partial(self._ask_other_fault, result)
        answers["leave"] = self._say
        session.ask(question, answers)

    def _ask_other_fault(self, result: Returned) -> None:
        """Have the fault typed; the band says meanwhile that this came in."""
        session = self._session
        session.say(messages.say_the_fault(result.name))
        session.asks_fault.emit(result, self._family)
        session.end()

    def note_fault(self, code: str, fault: str) -> None:
        """Note what is wrong with an instrument, unless it has gone out again."""
        self._while_it_is_here(code, partial(self._note_fault, code, fault))

    def _while_it_is_here(self, code: str, deed: Callable[[], None]) -> None:
        """Do something, unless somebody has it by now, or another desk: the fault is not theirs."""
        session = self._session

        def decide(found: Scanned) -> None:
            now = found.instrument
            if now is not None and now.status in ("on_loan", "on_counter"):
                session.last_returned = None
                session.ask(messages.gone_since(now), {})
            else:
                deed()

        session.look(scanning.scan, Scan(code), decide)

    def _note_fault(self, code: str, fault: str) -> None:
        session, result = self._session, self._session.last_returned

        def told(noted: Noted) -> None:
            session.refresh(partial(say, noted))

        def say(noted: Noted) -> None:
            kept = 0
            if result is not None and result.instrument == code:
                session.last_returned = now = self._deposit_kept(result)
                kept = now.deposit_kept_pence
            answers = {"undo": session.undoing.of(noted.act)}
            session.ask(messages.needs_repair(noted.name, fault, kept), answers)

        session.run(instruments.needs_repair, NeedsRepair(code, fault), told, "noted")

    def _deposit_kept(self, result: Returned) -> Returned:
        """Return what came back with its deposit kept after all, where it came back today."""
        if self._came_on != self._session.today:
            return result
        kept = result.deposit_kept_pence + result.deposit_back_pence
        return replace(result, deposit_back_pence=0, deposit_kept_pence=kept)

    # What somebody pays for it.

    def _ask_damage(self, result: Returned) -> None:
        """Have it typed what is broken; the band says meanwhile that this came in."""
        session = self._session
        session.say(messages.say_the_fault(result.name))
        session.asks_damage.emit(result, self._family)
        session.end()

    def damaged(self, done: DamageNoted) -> None:
        """Say what was noted, and charged."""
        session, result = self._session, self._session.last_returned
        if result is not None and result.instrument == done.instrument:
            session.last_returned = self._deposit_kept(result)
        answers = {} if done.act is None else {"undo": session.undoing.of(done.act)}
        message = messages.damage_noted(done)
        session.refresh(lambda: session.ask(message, answers))

    def keep_charge(self, code: str) -> None:
        """Let what was charged for an instrument's loss stand, although it is here."""
        session = self._session

        def told(done: Waived) -> None:
            answers = {"undo": session.undoing.of(done.act)}
            message = messages.charge_kept(done)
            session.refresh(lambda: session.ask(message, answers))

        session.run(waiving.keep_loss, KeepLoss(code), told, "changed")

    def ask_parts(self) -> None:
        """Ask which part is missing; asked already, take it that the first one is."""
        session, result = self._session, self._session.last_returned
        if result is None or not result.parts:
            session.ask(messages.scan_first("Then say which part is missing."), {})
        elif session.message == messages.parts(result):
            self._missing(result, result.parts[0])
        else:
            answers: dict[str, Callable[[], None]] = {
                f"missing:{part}": partial(self._missing, result, part) for part in result.parts
            }
            answers["here"] = self._say
            session.ask(messages.parts(result), answers)

    def _missing(self, result: Returned, part: str) -> None:
        session = self._session

        def told(noted: Noted) -> None:
            left = tuple(each for each in result.parts if each != part)
            now = replace(result, parts=left, missing=(*result.missing, part))
            answers = {"undo": session.undoing.of(noted.act), "parts_missing": self.ask_parts}
            session.refresh(partial(say, now, answers))

        def say(without: Returned, answers: dict[str, Callable[[], None]]) -> None:
            session.last_returned = now = self._deposit_kept(without)
            session.ask(messages.without_part(now, part), answers)

        request = PartMissing(result.instrument, part, returned_by=result.act)
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
            answers = {"undo": session.undoing.of(put.act)}
            session.refresh(lambda: session.ask(messages.put_here(put.name, put.place), answers))

        session.run(moves.put_here, request, told, "moved")

    # Lending it on instead.

    def renew(
        self,
        codes: tuple[str, ...],
        then: Callable[[], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        pressed: BasketView | None = None,
    ) -> None:
        """Lend on what somebody has, for the next period; say so, unless something follows.

        What was renewed since a button was pressed over it is not renewed again.
        """
        session = self._session
        if not codes:
            session.ask(messages.nothing_to_renew(), {})
            return
        request = Renew(codes, _ends(pressed or session.view))

        def told(result: Renewed) -> None:
            answers = {"undo": session.undoing.of(request.id)}
            session.refresh(then or (lambda: session.ask(messages.renewed(result), answers)))

        session.run(renewals.renew, request, told, "renewed", failed)

    def renew_what_is_here(self, pressed: BasketView | None = None) -> None:
        """Renew what the band offers to, else everything of who is here that has an end."""
        session, view, message = self._session, self._session.view, self._session.message
        if message is not None and any(choice.key == "renew" for choice in message.choices):
            session.chosen("renew")
            session.end()
            return
        ends = view is not None and any(each.can_renew for each in view.out)
        if pressed is None or view is None or pressed.basket != view.basket:
            pressed = view  # their card was scanned before the key, and came after it
        self.renew((view.card,) if view is not None and ends else (), pressed=pressed)

    def _renew_instead(self, result: Returned) -> None:
        session = self._session

        def returned_undone(undone: Undone) -> None:
            session.last_returned, session.before = None, Before()
            failed = partial(self._return_again, result, undone.act)
            self.renew((result.instrument,), failed=failed)

        session.run(take_back, Undo(result.act), returned_undone, "renewed")

    def _return_again(self, result: Returned, undone: UUID, error: Exception) -> None:
        """Let what is not renewed after all be returned, as it was; it lies here."""
        session = self._session

        def told(again: Undone) -> None:
            session.last_returned = replace(result, act=again.act)
            if isinstance(error, RuleError | StoreError):
                answers = {"undo": session.undoing.of(again.act)}
                message = messages.not_renewed(error.message)
                session.refresh(lambda: session.ask(message, answers))
            else:
                session.faulted.emit(error)
                session.refresh(session.end)

        session.run(take_back, Undo(undone), told, "returned")

    def _say(self) -> None:
        """Say what came in last, with everything that may be wrong about it."""
        session, result = self._session, self._session.last_returned
        if result is None:
            session.end()
            return
        answers: dict[str, Callable[[], None]] = {
            "undo": session.undoing.of(result.act),
            "ready": partial(self.ready, result.instrument),
            "needs_repair": self.ask_fault,
            "parts_missing": self.ask_parts,
            "keep_here": lambda: self._put(PutHere(result.instrument, stays=True)),
            "renew": lambda: self._renew_instead(result),
            "handed_in_on": self._ask_day,
            "wrong": partial(self._wrong, result),
            "keep_charge": partial(self.keep_charge, result.instrument),
        }
        centre = session.about.centre
        if self._handed_in:
            message = messages.handed_in(result, centre)
        else:
            message = messages.returned(result, centre, can_renew=self._renews)
        session.ask(message, answers)


def _ends(view: BasketView | None) -> tuple[tuple[str, date], ...]:
    """Return until when each thing was out that somebody sees."""
    out = view.out if view is not None else ()
    return tuple((each.instrument, each.due_on) for each in out if each.due_on is not None)
