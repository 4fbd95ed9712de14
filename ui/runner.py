"""The one way from the windows to the desk and back, off the GUI thread."""

import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from loanmgr.domain.errors import StoreError
from ui.others import OtherDesks

if TYPE_CHECKING:
    # Never at run time: the window shows before the database's libraries are read.
    from loanmgr.desk import Desk, Done

Request = TypeVar("Request")
Result = TypeVar("Result")
UseCase = Callable[[Any, Request], Result]
Then = Callable[[Result], None]
Failed = Callable[[Exception], None]
ShowError = Callable[[QObject | None, Exception], None]

ACTS = "act"
"""Stands among the tables that have changed whenever this window has done an act."""

WAIT_MS = 300
"""Waiting that is shorter than this is not worth showing."""
STEP_SECONDS = 0.05
"""A job tells the window about its progress no more often than this."""
WATCH_MS = 1000
"""How often other desks' work is asked for."""


def _thread(name: str) -> Executor:
    return ThreadPoolExecutor(1, thread_name_prefix=name)


@dataclass(frozen=True)
class Lanes:
    """Where work is done: each lane is one thread, so its work never overtakes itself."""

    desk: Executor = field(default_factory=partial(_thread, "desk"))
    jobs: Executor = field(default_factory=partial(_thread, "jobs"))
    documents: Executor = field(default_factory=partial(_thread, "documents"))
    watch: Executor = field(default_factory=partial(_thread, "watch"))
    """Asks what other desks do, where no scan waits behind it."""


class Job(QObject):
    """A long piece of work as the window sees it: a title, a count, and a way to stop it."""

    progressed = Signal(int, int)
    """How many are done, of how many (0 when nobody knows); always on the GUI thread."""
    ended = Signal()
    stepped = Signal(int, int)
    """The same from the worker's side."""

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.stopped = False
        self.stepped.connect(self._tell)

    def stop(self) -> None:
        """Ask the work to end at its next step; what it has finished stays."""
        self.stopped = True

    @Slot(int, int)
    def _tell(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)


class Progress:
    """The same piece of work as its worker sees it."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._told_at = 0.0
        self.changed: frozenset[str] = frozenset()

    @property
    def stopped(self) -> bool:
        """Say whether somebody pressed Stop."""
        return self._job.stopped

    def step(self, done: int, total: int = 0) -> None:
        """Tell how far the work has come, as often as you like."""
        now = time.monotonic()
        if done == total or now - self._told_at >= STEP_SECONDS:
            self._told_at = now
            self._job.stepped.emit(done, total)

    def goes_on(self, done: int, total: int, _what: str = "") -> bool:
        """Tell how far the work has come; say whether nobody has pressed Stop."""
        self.step(done, total)
        return not self.stopped

    def touched(self, tables: frozenset[str]) -> None:
        """Note tables the work has changed; every page that shows them reloads at the end."""
        self.changed |= tables


@dataclass(frozen=True)
class _Answer(Generic[Result]):
    result: Result
    changed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Asked:
    """Who waits for an answer. Kept on the GUI thread: a worker must never own a window."""

    owner: QObject
    then: Callable[[Any], None]
    failed: Failed | None
    is_act: bool
    job: Job | None = None


class _DeskOn:
    """A desk of one lane, opened on its thread when first needed, and again after a failure."""

    def __init__(self, open_desk: "Callable[[], Desk]") -> None:
        self._open = open_desk
        self._desk: Desk | None = None

    def get(self) -> "Desk":
        if self._desk is None:
            self._desk = self._open()
        return self._desk

    def close(self) -> None:
        if self._desk is not None:
            self._desk.close()
            self._desk = None


class Runner(QObject):
    """Takes requests from pages and brings back answers, one after another.

    `then` gets the use case's result on the GUI thread, unless `owner` has been deleted meanwhile.
    What goes wrong goes to `failed` where it is given, else to `show_error`.
    """

    changed = Signal(frozenset)
    """Names of the tables that an act, a draft or a job has changed, here or at another desk."""
    elsewhere = Signal(frozenset)
    """The same, before `changed`, where another desk did it."""
    started = Signal(Job)
    """A job has begun: something to show in the status bar."""
    waiting = Signal(bool)
    """The desk has kept somebody waiting for a while; and has answered."""
    _arrived = Signal(int, object)
    _heard = Signal(object)

    def __init__(
        self, open_desk: "Callable[[], Desk]", show_error: ShowError, lanes: Lanes | None = None
    ) -> None:
        super().__init__()
        self._show_error = show_error
        self._lanes = lanes or Lanes()
        self._desk, self._jobs_desk = _DeskOn(open_desk), _DeskOn(open_desk)
        self._asked: dict[int, _Asked] = {}
        self._tickets = count(1)
        self._closed = False
        self._waits = False
        self._patience = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._patience.timeout.connect(partial(self._show_waiting, waits=True))
        self._others = OtherDesks()
        self._is_asking_others = False
        self._ticks = QTimer(self, interval=WATCH_MS)
        self._ticks.timeout.connect(self.ask_others)
        # Emitted on a worker, received on the thread this object lives in: the GUI thread.
        self._arrived.connect(self._receive)
        self._heard.connect(self._hear)

    def look(
        self,
        owner: QObject,
        question: UseCase[Request, Result],
        request: Request,
        then: Then[Result],
        failed: Failed | None = None,
    ) -> None:
        """Read something."""
        asked = _Asked(owner, then, failed, is_act=False)
        self._send(self._lanes.desk, asked, partial(_look, self._desk, question, request))

    def run(
        self,
        owner: QObject,
        use_case: UseCase[Request, Result],
        request: Request,
        then: Then[Result],
        failed: Failed | None = None,
    ) -> None:
        """Do something that is kept as an act; its id is the request's own."""
        asked = _Asked(owner, then, failed, is_act=True)
        task = partial(_run, self._desk, self._others, use_case, request)
        self._send(self._lanes.desk, asked, task)

    def draft(
        self,
        owner: QObject,
        change: UseCase[Request, Result],
        request: Request,
        then: Then[Result],
        failed: Failed | None = None,
    ) -> None:
        """Keep unfinished work, such as a basket."""
        asked = _Asked(owner, then, failed, is_act=True)
        task = partial(_draft, self._desk, self._others, change, request)
        self._send(self._lanes.desk, asked, task)

    def document(
        self,
        owner: QObject,
        make: Callable[[], Result],
        then: Then[Result],
        failed: Failed | None = None,
    ) -> None:
        """Make a document or touch a file; `make` must not touch any window."""
        asked = _Asked(owner, then, failed, is_act=False)
        self._send(self._lanes.documents, asked, partial(_make, make))

    def job(
        self,
        owner: QObject,
        title: str,
        work: "Callable[[Desk, Progress], Result]",
        then: Then[Result],
        failed: Failed | None = None,
    ) -> Job:
        """Do long work on a desk of its own, telling its progress; the window goes on meanwhile."""
        job = Job(title, self)
        asked = _Asked(owner, then, failed, is_act=True, job=job)
        self.started.emit(job)
        self._send(self._lanes.jobs, asked, partial(_job, self._jobs_desk, work, Progress(job)))
        return job

    def watch(self) -> None:
        """Notice from now on what other desks do; asked before anything else is read."""

        def begun(_nothing: None) -> None:
            self._ticks.start()

        self.look(self, self._others.begin, None, begun)

    def ask_others(self) -> None:
        """Ask what other desks have done, unless that is being asked."""
        if not self._is_asking_others and not self._closed:
            self._is_asking_others = True
            self._lanes.watch.submit(self._listen)

    def report(self, owner: QObject, error: Exception) -> None:
        """Show what went wrong, for who took it to put something right first."""
        self._show_error(owner, error)

    @property
    def is_closed(self) -> bool:
        """Say whether nothing can be asked any more."""
        return self._closed

    def close(self) -> None:
        """Finish what was asked for, stop jobs at their next step, and close the desks."""
        if self._closed:
            return
        self._closed = True
        for asked in self._asked.values():
            if asked.job is not None:
                asked.job.stop()
        self._ticks.stop()
        self._lanes.watch.shutdown(wait=True)  # it asks the desk that is closed next
        self._lanes.desk.submit(self._desk.close)
        self._lanes.jobs.submit(self._jobs_desk.close)
        for lane in (self._lanes.documents, self._lanes.jobs, self._lanes.desk):
            lane.shutdown(wait=True)

    def _send(self, lane: Executor, asked: _Asked, task: Callable[[], _Answer[Any]]) -> None:
        if self._closed:
            return
        ticket = next(self._tickets)
        self._asked[ticket] = asked
        if asked.job is None and not self._patience.isActive():
            self._patience.start()
        lane.submit(self._work, ticket, task)

    def _work(self, ticket: int, task: Callable[[], _Answer[Any]]) -> None:
        # The worker itself emits: a future's own callback may run on either thread.
        outcome: _Answer[Any] | Exception
        try:
            outcome = task()
        except Exception as error:  # noqa: BLE001 - every failure belongs to the GUI thread
            outcome = error
        self._arrived.emit(ticket, outcome)

    @Slot(int, object)
    def _receive(self, ticket: int, outcome: _Answer[Any] | Exception) -> None:
        asked = self._asked.pop(ticket)
        if not any(other.job is None for other in self._asked.values()):
            self._patience.stop()
            self._show_waiting(waits=False)
        if asked.job is not None:
            asked.job.ended.emit()
            asked.job.deleteLater()
        if isinstance(outcome, Exception):
            self._fail(asked, outcome)
        else:
            self._deliver(asked, outcome)

    def _deliver(self, asked: _Asked, answer: _Answer[Any]) -> None:
        try:
            if shiboken6.isValid(asked.owner):
                asked.then(answer.result)
        finally:
            if answer.changed:
                self.changed.emit(answer.changed)

    def _fail(self, asked: _Asked, error: Exception) -> None:
        if shiboken6.isValid(asked.owner):
            if asked.failed is not None:
                asked.failed(error)
            else:
                self._show_error(asked.owner, error)
        elif asked.is_act:  # whoever asked has gone, but somebody must know it was not done
            self._show_error(None, error)

    def _listen(self) -> None:
        heard: frozenset[str] | Exception
        try:
            heard = self._others.news(self._desk.get())
        except Exception as error:  # noqa: BLE001 - every failure belongs to the GUI thread
            heard = error
        self._heard.emit(heard)

    @Slot(object)
    def _hear(self, heard: frozenset[str] | Exception) -> None:
        self._is_asking_others = False
        if isinstance(heard, StoreError):
            return  # whoever wants something next is told; the next tick asks again
        if isinstance(heard, Exception):
            self._ticks.stop()
            self._show_error(None, heard)
        elif heard and not self._closed:
            self.elsewhere.emit(heard)
            self.changed.emit(heard)

    def _show_waiting(self, *, waits: bool) -> None:
        if waits is not self._waits:
            self._waits = waits
            self.waiting.emit(waits)


def _look(desk: _DeskOn, question: UseCase[Request, Result], request: Request) -> _Answer[Result]:
    return _Answer(desk.get().look(question, request))


def _run(
    desk: _DeskOn, others: OtherDesks, use_case: UseCase[Request, Result], request: Request
) -> _Answer[Result]:
    done = _done(desk.get(), others, desk.get().run(use_case, request))
    return _Answer(done.result, done.changed | {ACTS})


def _draft(
    desk: _DeskOn, others: OtherDesks, change: UseCase[Request, Result], request: Request
) -> _Answer[Result]:
    return _done(desk.get(), others, desk.get().draft(change, request))


def _done(desk: "Desk", others: OtherDesks, done: "Done[Result]") -> _Answer[Result]:
    with suppress(StoreError):  # it is done all the same; at worst it is told as of another's
        others.did(desk, done)
    return _Answer(done.result, done.changed)


def _make(make: Callable[[], Result]) -> _Answer[Result]:
    return _Answer(make())


def _job(
    desk: _DeskOn, work: "Callable[[Desk, Progress], Result]", progress: Progress
) -> _Answer[Result]:
    result = work(desk.get(), progress)
    return _Answer(result, progress.changed)
