"""Undo and Redo at the desk: what they would do, in words, and doing it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from loanmgr.domain.routing import Before
from loanmgr.jobs import billing as jobs
from loanmgr.jobs.billing import Outcome
from loanmgr.services import undo
from loanmgr.services.undo import PaidFor, Undo, Undone
from loanmgr.services.undo_checks import TakenBackInPartsError
from ui.desk import deeds, messages
from ui.runner import Progress

if TYPE_CHECKING:
    from loanmgr.desk import Desk
    from ui.desk.session import DeskSession


class Undoing:
    """Takes acts back and does them again; an adding to the counter is no act, but goes first."""

    def __init__(self, session: "DeskSession") -> None:
        self._session = session
        self.added = ""
        """The instrument whose adding to the counter is the last thing done."""
        self._redo: list[tuple[UUID, str]] = []

    @property
    def words(self) -> str:
        """Name what Undo would take back; empty where there is nothing."""
        if self.added:
            line = next((n for n in self._session.lines if n.instrument == self.added), None)
            if line is not None:
                return f"adding of {line.name}"
        newest = self._session.shown.undo
        return deeds.undo_target(newest) if newest else ""

    @property
    def redo_words(self) -> str:
        """Name what Redo would do again."""
        return self._redo[-1][1] if self._redo else ""

    def undo(self) -> None:
        """Take back the last thing done at this desk."""
        if self.added:
            self._session.chosen_line_off(self.added)
        else:
            self.undo_act(None)

    def undo_act(self, act: UUID | None) -> None:
        """Take an act back: the newest, or the one that is named."""
        self._session.do(lambda: self._undo(Undo(act)))

    def redo(self) -> None:
        """Do again what was last undone."""
        self._session.do(self._do_again)

    def of(self, act: UUID) -> Callable[[], None]:
        """Return what takes an act back, for the choice in its message."""
        return lambda: self._undo(Undo(act))

    def can_take_off(self, instrument: str) -> None:
        """Let Undo take this instrument off the counter again."""
        self.added = instrument
        self._session.changed.emit()

    def forget(self) -> None:
        """Forget what Undo and Redo would refer to: something new is being done."""
        self.added = ""
        self._redo = []

    def _undo(self, request: Undo) -> None:
        """Take an act back; where money came in for it, somebody decides about that first."""
        session = self._session

        def decide(found: PaidFor | None) -> None:
            if found is None:
                self._take_back(request)
                return
            answers: dict[str, Callable[[], None]] = {
                "give_back": partial(self._take_back, Undo(found.act, give_back=True)),
                "keep_credit": partial(self._take_back, Undo(found.act)),
                "leave": lambda: session.ask(messages.nothing_undone(), {}),
            }
            session.ask(messages.was_paid(found), answers)

        session.look(undo.paid_for, request, decide)

    def _take_back(self, request: Undo) -> None:
        session = self._session

        def told(result: Undone) -> None:
            target = deeds.undo_target(result.said.partition(": ")[2])
            if not result.is_again:
                self._redo.append((result.act, target))
            session.before, session.last_returned, self.added = Before(), None, ""

            def say() -> None:
                if result.is_again:
                    session.say(messages.done_again(target), {"undo": self.of(result.act)})
                else:
                    session.say(messages.undone(result, target), {"redo": self._do_again})
                session.end()

            session.refresh(say)

        session.act(undo.undo, request, told, "undone")

    def in_parts(self, run: TakenBackInPartsError) -> None:
        """Take a run of many acts back as a job, while the desk goes on."""
        session, target = self._session, deeds.undo_target(run.what)

        def work(desk: "Desk", progress: Progress) -> Outcome:
            progress.touched(jobs.CHANGED)
            return jobs.take_back(desk, run.act, progress.goes_on)

        def told(done: Outcome) -> None:
            said = messages.run_undone(target, done, run.message)
            session.do(lambda: session.refresh(lambda: session.ask(said, {})))

        session.runner.job(session, f"Undoing {target}", work, told, session.refuse)
        session.say(messages.undoing_run(target))

    def _do_again(self) -> None:
        session = self._session
        if not self._redo:
            session.end()
            return
        act, what = self._redo[-1]

        def told(result: Undone) -> None:
            self._redo = [kept for kept in self._redo if kept[0] != act]

            def say() -> None:
                session.say(messages.done_again(what), {"undo": self.of(result.act)})
                session.end()

            session.refresh(say)

        session.act(undo.undo, Undo(act), told, "done")
