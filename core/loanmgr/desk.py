"""The desk: the one place where transactions begin, end and are tried again."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, TypeVar
from uuid import UUID
from weakref import WeakSet

from sqlalchemy import Engine

from loanmgr.db import faults
from loanmgr.db.engine import file_of, identity_of, is_missing, open_engine
from loanmgr.db.sql import Connection, Sql
from loanmgr.db.turns import turns_at
from loanmgr.db.upgrade import HEAD, bring_up_to_date, upgrade, version_at, version_of
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.policy import Policy, parse
from loanmgr.services import identity as identities
from loanmgr.services import policy as policies
from loanmgr.services.recording import Recorder, first_answer
from loanmgr.services.register import StartRegister, start
from loanmgr.services.work import (
    Change,
    Draft,
    Identity,
    Look,
    NumbersRunOutError,
    Question,
    Request,
    UseCase,
    request_id,
)

Answer = TypeVar("Answer")
Outcome = TypeVar("Outcome")

TRIES_SECONDS = 5.0
"""All tries together end within this time."""

PAUSE_SECONDS = 0.02
RACE_TRIES = 8
"""A constraint that refuses this often is not another desk but our own fault."""

NOBODY = Identity(0, "", 0, "", 0, "", "")
"""Who acts before anybody is there."""

LOCK_DESK = Sql("SELECT id FROM desk WHERE id = :desk FOR NO KEY UPDATE")
LAST = Sql("UPDATE desk SET seq = seq WHERE id = :desk RETURNING seq")
POLICY_VERSION = Sql("SELECT policy_version FROM register")
CUT_BLOCK = Sql(
    "UPDATE number_range SET next = next + :wanted WHERE letter = :letter"
    " RETURNING next - :wanted AS first"
)


@dataclass(frozen=True)
class Done(Generic[Answer]):
    """A use case's answer, the names of the tables it changed, and the id of its act."""

    result: Answer
    changed: frozenset[str]
    act: UUID | None = None


class Desk:
    """Asks questions and runs use cases for one person at one computer, from any thread."""

    def __init__(
        self,
        url: str,
        *,
        today: Callable[[], date] = date.today,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = url
        self.identity = NOBODY
        self._engine = open_engine(url, must_exist=True)
        self._today = today
        self._now = now
        self._lanes = threading.local()
        self._open: WeakSet[_Lane] = WeakSet()
        self._file = file_of(url)
        self._file_was = identity_of(self._file)
        self._turns = turns_at(self._file, TRIES_SECONDS) if self._file else nullcontext()
        self._policy: tuple[int, Policy] | None = None

    @classmethod
    def open(
        cls,
        url: str,
        *,
        desk_name: str,
        staff: str | None = None,
        today: Callable[[], date] = date.today,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> "Desk":
        """Open a register, bringing it up to date, as a desk and a person by name.

        Raises:
            StoreError: there is no register there, it is newer than the program, or it is sick.
            RuleError: nobody of that name is on the staff.
        """
        desk = cls(url, today=today, now=now)
        try:
            desk._bring_up_to_date()
            desk.identity = desk._tries(lambda: desk._identify(desk_name, staff))
        except BaseException:
            desk.close()
            raise
        return desk

    @classmethod
    def create(cls, url: str, request: StartRegister) -> None:
        """Make a register in an empty database, whole or not at all.

        Raises:
            PolicyProblems: the policy cannot be read; nothing is made then.
            StoreError: there is one already, or the place cannot be written to.
        """
        parse(request.policy)  # before anything is made
        engine = open_engine(url)
        with _explaining():
            if version_of(engine) is None:
                upgrade(engine)
            bring_up_to_date(engine)
        _until_done(lambda: _start(engine, request))

    def close(self) -> None:
        """Close every connection."""
        for lane in list(self._open):
            lane.close()
        self._lanes = threading.local()

    def look(self, question: Question[Request, Answer], request: Request) -> Answer:
        """Answer a question from one consistent picture; nothing can be written."""
        return self._tries(lambda: self._look_once(question, request))

    def run(self, use_case: UseCase[Request, Answer], request: Request) -> Done[Answer]:
        """Run a use case as one recorded act, again if another desk got there first.

        A request whose id was already applied gets the first answer, and nothing is done twice.
        """
        return self._tries(lambda: self._in_turn(use_case, request))

    def draft(self, change: Change[Request, Answer], request: Request) -> Done[Answer]:
        """Keep unfinished work, in one small transaction without an act."""
        return self._tries(lambda: self._draft_in_turn(change, request))

    def _bring_up_to_date(self) -> None:
        """Upgrade an older register; the connection that sees a newer one is used from now on."""
        with _explaining():
            gone = self._file is not None and is_missing(self._file)
            if gone or version_at(self._connection(reads_only=True)) != HEAD:
                self.close()
                bring_up_to_date(self._engine)

    def _identify(self, desk_name: str, staff: str | None) -> Identity:
        """Find person and desk, waiting for nobody unless the desk is new."""
        connection = self._connection(reads_only=True)
        connection.begin_reading()
        found = identities.find(connection, desk_name, staff)
        connection.end_reading()
        if found is None:
            connection = self._connection()
            connection.begin_writing()
            identities.add_desk(connection, desk_name)
            found = identities.find(connection, desk_name, staff)
            connection.commit()
        if found is None:
            raise AssertionError("The desk that was just added is not there")
        return found

    @contextmanager
    def many_acts(self) -> Iterator[None]:
        """Have the acts of a long job wait for the disk together: all of them last at its end.

        Each is whole or not there at all, as ever. After a power cut the newest may be missing,
        and the job goes on from there when it is run again.
        """
        self._connection().wait_for_disk(waits=False)
        try:
            yield
        finally:
            self._connection().wait_for_disk(waits=True)
            self.draft(_last, None)  # what lasts makes everything before it last

    def _tries(self, once: Callable[[], Outcome]) -> Outcome:
        return _until_done(once, self._abandon, self._top_up)

    def _in_turn(self, use_case: UseCase[Request, Answer], request: Request) -> Done[Answer]:
        with self._turns:
            return self._run_once(use_case, request)

    def _look_once(self, question: Question[Request, Answer], request: Request) -> Answer:
        connection = self._connection(reads_only=True)
        connection.begin_reading()
        look = Look(connection, self.identity, self._today(), self._now(), self._policy_for)
        answer = question(look, request)
        connection.end_reading()
        return answer

    def _draft_in_turn(self, change: Change[Request, Answer], request: Request) -> Done[Answer]:
        with self._turns:
            return self._draft_once(change, request)

    def _draft_once(self, change: Change[Request, Answer], request: Request) -> Done[Answer]:
        connection = self._connection()
        connection.begin_writing()
        if connection.engine != "sqlite":
            connection.one(LOCK_DESK, {"desk": self.identity.desk})
        draft = Draft(connection, self.identity, self._today(), self._now(), self._policy_for)
        answer = change(draft, request)
        connection.commit()
        return Done(answer, frozenset(draft.changed))

    def _run_once(self, use_case: UseCase[Request, Answer], request: Request) -> Done[Answer]:
        connection = self._connection()
        connection.begin_writing()
        context = (connection, self.identity, self._today(), self._now(), self._policy_for)
        recorder = Recorder(*context)
        again = first_answer(connection, use_case, request)
        if again is not None:
            connection.abandon()
            return Done(*again, request_id(request))
        answer, changed = recorder.record(use_case, request, None)
        recorder.finish()
        connection.commit()
        return Done(answer, frozenset(changed), request_id(request))

    def _connection(self, *, reads_only: bool = False) -> Connection:
        """Return this thread's own connection for looks, or the one for everything else."""
        self._check_file()
        connections = self._lane().connections
        if reads_only not in connections:
            connections[reads_only] = Connection(self._engine, reads_only=reads_only)
        return connections[reads_only]

    def _check_file(self) -> None:
        """Refuse to write into a file that was removed under us, or that another one replaced."""
        if self._file is not None and identity_of(self._file) != self._file_was:
            raise StoreError(
                "The register's file has gone or was replaced while it was open."
                " Close the program and open it again.",
                "missing",
            )

    def _lane(self) -> "_Lane":
        """Return this thread's lane."""
        found: _Lane | None = getattr(self._lanes, "lane", None)
        if found is None:
            found = self._lanes.lane = _Lane()
            self._open.add(found)
        return found

    def _abandon(self) -> None:
        lane = self._lane()
        for reads_only, connection in list(lane.connections.items()):
            if not connection.abandon():
                lane.close(reads_only)

    def _policy_for(self, look: Look) -> tuple[int, Policy]:
        version = look.policy_seen
        if version is None:
            version = look.one(POLICY_VERSION).policy_version
        known = self._policy
        while known is None or known[0] != version:
            known = (version, policies.load(look))
            # Where each statement sees the newest, a policy may come in while we read it.
            version = look.one(POLICY_VERSION).policy_version
        self._policy = known
        return known

    def _top_up(self, letter: str, wanted: int) -> None:
        def cut(draft: Draft, count: int) -> None:
            first = draft.one(CUT_BLOCK, letter=letter, wanted=count).first
            last = first + count - 1
            draft.put(
                "number_block",
                letter=letter,
                desk_id=self.identity.desk,
                first=first,
                last=last,
                next=first,
            )

        self._tries(lambda: self._draft_in_turn(cut, wanted))


class _Lane:
    """The connections of one thread, by whether they only read; they end with the thread."""

    def __init__(self) -> None:
        self.connections: dict[bool, Connection] = {}

    def __del__(self) -> None:
        self.close()

    def close(self, *which: bool) -> None:
        """Close some of the connections, all of them unless said."""
        for reads_only in which or tuple(self.connections):
            connection = self.connections.pop(reads_only, None)
            with suppress(Exception):  # one that is broken cannot be closed well
                if connection is not None:
                    connection.close()


def _last(draft: Draft, _request: None) -> None:
    draft.one(LAST, desk=draft.identity.desk)


def _until_done(
    once: Callable[[], Outcome],
    abandon: Callable[[], None] = lambda: None,
    top_up: Callable[[str, int], None] = lambda _letter, _wanted: None,
) -> Outcome:
    """Do something, again while only another desk stands in the way, for a few seconds at most."""
    deadline = time.monotonic() + TRIES_SECONDS
    races = 0
    pause = PAUSE_SECONDS
    while True:
        began = time.monotonic()
        try:
            return once()
        except NumbersRunOutError as run_out:
            abandon()
            top_up(run_out.letter, run_out.wanted)
        except (RuleError, StoreError):
            abandon()
            raise
        except Exception as error:  # noqa: BLE001 - raised again, unless it may pass
            abandon()
            races += faults.is_constraint(error)
            now = time.monotonic()
            # Another try may wait as long as this one did.
            late = now + pause + (now - began) > deadline
            if late or races > RACE_TRIES or not faults.may_pass(error):
                faults.raise_explained(error)
            time.sleep(pause)
            pause = min(pause * 2, 0.5)
        except BaseException:
            abandon()
            raise


@contextmanager
def _explaining() -> Iterator[None]:
    try:
        yield
    except (RuleError, StoreError):
        raise
    except Exception as error:  # noqa: BLE001 - raised again, in words where there are any
        faults.raise_explained(error)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Lend a connection for one transaction outside a desk."""
    connection = Connection(engine)
    try:
        connection.begin_writing()
        yield connection
        connection.commit()
    except BaseException:
        connection.abandon()
        raise
    finally:
        connection.close()


def _start(engine: Engine, request: StartRegister) -> None:
    with _alone(engine) as connection:
        now = datetime.now(UTC)
        start(Draft(connection, NOBODY, now.date(), now, _no_policy), request)


def _no_policy(_look: Look) -> tuple[int, Policy]:
    return 0, Policy()
