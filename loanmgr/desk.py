"""The desk: the one place where transactions begin, end and are tried again."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar, get_type_hints
from uuid import UUID

import msgspec

from loanmgr.db import faults
from loanmgr.db.engine import open_engine
from loanmgr.db.sql import Connection, Sql
from loanmgr.db.upgrade import bring_up_to_date, upgrade, version_of
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.policy import Policy
from loanmgr.services import identity as identities
from loanmgr.services import policy as policies
from loanmgr.services.register import StartRegister, start
from loanmgr.services.work import (
    Change,
    Draft,
    Identity,
    Look,
    NumbersRunOutError,
    PolicySource,
    Question,
    Request,
    Result,
    UseCase,
    Work,
    request_id,
)

Answer = TypeVar("Answer")
Outcome = TypeVar("Outcome")

TRIES_SECONDS = 5.0
"""All tries together end within this time."""

PAUSE_SECONDS = 0.02
RACE_TRIES = 8
"""A constraint that refuses this often is not another desk but our own fault."""

DRAW = Sql(
    "UPDATE desk SET seq = seq + 1 WHERE id = :desk RETURNING seq,"
    " (SELECT COALESCE(MAX(no), 0) FROM act) AS newest,"
    " (SELECT policy_version FROM register) AS policy_version"
)
SET_SEQ = Sql("UPDATE desk SET seq = :seq WHERE id = :desk")
NEXT_ACT = Sql("SELECT nextval('act_no_seq') AS no")
FIND_ACT = Sql(
    "SELECT act.no, act_body.digest, act_body.result FROM act"
    " JOIN act_body ON act_body.act_no = act.no WHERE act.uuid = :id"
)
POLICY_VERSION = Sql("SELECT policy_version FROM register")
ADD_THING = Sql(
    "INSERT INTO act_thing (kind, thing, act_no, role) VALUES (:kind, :thing, :act_no, :role)"
)
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
        identity: Identity,
        *,
        today: Callable[[], date] = date.today,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.url = url
        self.identity = identity
        self._engine = open_engine(url)
        self._today = today
        self._now = now
        self._lanes = threading.local()
        self._open: list[Connection] = []
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
        engine = open_engine(url)
        try:
            bring_up_to_date(engine)
            connection = Connection(engine)
        except Exception as error:
            raise faults.explained(error) from error
        try:
            connection.begin_writing()
            identity = identities.find(connection, desk_name, staff)
            connection.commit()
        except Exception as error:
            connection.abandon()
            raise faults.explained(error) from error
        finally:
            connection.close()
        return cls(url, identity, today=today, now=now)

    @classmethod
    def create(cls, url: str, request: StartRegister) -> None:
        """Make a register in an empty database, whole or not at all.

        Raises:
            StoreError: there is one already, or the place cannot be written to.
        """
        engine = open_engine(url)
        try:
            if version_of(engine) is None:
                upgrade(engine)
            bring_up_to_date(engine)
            connection = Connection(engine)
        except Exception as error:
            raise faults.explained(error) from error
        try:
            connection.begin_writing()
            nobody = Identity(0, "", 0, "", 0, "", "")
            now = datetime.now(UTC)
            start(Draft(connection, nobody, now.date(), now, _no_policy), request)
            connection.commit()
        except Exception as error:
            connection.abandon()
            raise faults.explained(error) from error
        finally:
            connection.close()

    def close(self) -> None:
        """Close every connection."""
        for connection in self._open:
            connection.close()
        self._open.clear()
        self._lanes = threading.local()

    def look(self, question: Question[Request, Answer], request: Request) -> Answer:
        """Answer a question from one consistent picture; nothing can be written."""
        return self._tries(lambda: self._look_once(question, request))

    def run(self, use_case: UseCase[Request, Answer], request: Request) -> Done[Answer]:
        """Run a use case as one recorded act, again if another desk got there first.

        A request whose id was already applied gets the first answer, and nothing is done twice.
        """
        return self._tries(lambda: self._run_once(use_case, request))

    def draft(self, change: Change[Request, Answer], request: Request) -> Done[Answer]:
        """Keep unfinished work, in one small transaction without an act."""
        return self._tries(lambda: self._draft_once(change, request))

    def _tries(self, once: Callable[[], Outcome]) -> Outcome:
        deadline = time.monotonic() + TRIES_SECONDS
        races = 0
        pause = PAUSE_SECONDS
        while True:
            try:
                return once()
            except NumbersRunOutError as run_out:
                self._abandon()
                self._top_up(run_out.letter, run_out.wanted)
            except (RuleError, StoreError):
                self._abandon()
                raise
            except Exception as error:
                self._abandon()
                races += faults.is_constraint(error)
                late = time.monotonic() + pause > deadline
                if late or races > RACE_TRIES or not faults.may_pass(error):
                    raise faults.explained(error) from error
                time.sleep(pause)
                pause = min(pause * 2, 0.5)
            except BaseException:
                self._abandon()
                raise

    def _look_once(self, question: Question[Request, Answer], request: Request) -> Answer:
        connection = self._connection(reads_only=True)
        connection.begin_reading()
        look = Look(connection, self.identity, self._today(), self._now(), self._policy_for)
        answer = question(look, request)
        connection.end_reading()
        return answer

    def _draft_once(self, change: Change[Request, Answer], request: Request) -> Done[Answer]:
        connection = self._connection()
        connection.begin_writing()
        draft = Draft(connection, self.identity, self._today(), self._now(), self._policy_for)
        answer = change(draft, request)
        connection.commit()
        return Done(answer, frozenset(draft.changed))

    def _run_once(self, use_case: UseCase[Request, Answer], request: Request) -> Done[Answer]:
        connection = self._connection()
        connection.begin_writing()
        context = (connection, self.identity, self._today(), self._now(), self._policy_for)
        recorder = _Recorder(*context)
        act_id, asked = request_id(request), _encoded(request)
        earlier = connection.one(FIND_ACT, {"id": act_id})
        if earlier is not None:
            connection.abandon()
            return _same_again(use_case, earlier, asked, act_id)
        answer, changed = recorder.record(use_case, request, None)
        recorder.finish()
        connection.commit()
        return Done(answer, frozenset(changed), act_id)

    def _connection(self, *, reads_only: bool = False) -> Connection:
        """Return this thread's own connection for looks, or the one for everything else."""
        connections = self._connections()
        if reads_only not in connections:
            connection = connections[reads_only] = Connection(self._engine, reads_only=reads_only)
            self._open.append(connection)
        return connections[reads_only]

    def _connections(self) -> dict[bool, Connection]:
        """Return this thread's connections, by whether they only read."""
        found: dict[bool, Connection] | None = getattr(self._lanes, "connections", None)
        if found is None:
            found = self._lanes.connections = {}
        return found

    def _abandon(self) -> None:
        connections = self._connections()
        for reads_only, connection in list(connections.items()):
            if not connection.abandon():
                del connections[reads_only]
                if connection in self._open:
                    self._open.remove(connection)

    def _policy_for(self, look: Look) -> tuple[int, Policy]:
        version = look.policy_seen
        if version is None:
            version = look.one(POLICY_VERSION).policy_version
        if self._policy is None or self._policy[0] != version:
            self._policy = (version, policies.load(look))
        return self._policy

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

        self._tries(lambda: self._draft_once(cut, wanted))


def _no_policy(_look: Look) -> tuple[int, Policy]:
    return 0, Policy()


class _Recorder:
    """Writes the acts of one transaction: the one asked for, and its parts."""

    def __init__(
        self,
        connection: Connection,
        identity: Identity,
        on: date,
        now: datetime,
        policy: PolicySource,
    ) -> None:
        self._connection = connection
        self._identity = identity
        self._now = now
        drawn = connection.one(DRAW, {"desk": identity.desk})
        self._seq = self._drawn_seq = drawn.seq
        self._newest = drawn.newest
        self._policy_seen = drawn.policy_version
        self._context = (connection, identity, on, now, policy)

    def record(
        self, use_case: UseCase[Request, Result], request: Request, part_of: Work | None
    ) -> tuple[Result, set[str]]:
        """Run a use case and write its act.

        The act goes first: a row it is the parent of, written before it, would make SQLite look
        through every table that refers to acts.
        """
        seq = self._next_seq(part_of)
        work = Work(*self._context, act_no=self._next_no(), run_part=self._part)
        work.policy_seen = self._policy_seen
        self._write_act(work, use_case, request, (seq, part_of))
        answer = use_case(work, request)
        self._complete_act(work)
        self._write_body(work, request, answer)
        return answer, work.changed

    def finish(self) -> None:
        """Note how far the desk's own numbering has come."""
        if self._seq != self._drawn_seq:
            params = {"seq": self._seq, "desk": self._identity.desk}
            self._connection.execute(SET_SEQ, params)

    def _part(self, whole: Work, use_case: UseCase[Request, Result], request: Request) -> Result:
        answer, changed = self.record(use_case, request, whole)
        whole.changed |= changed
        return answer

    def _next_seq(self, part_of: Work | None) -> int:
        if part_of is not None:
            self._seq += 1
        return int(self._seq)

    def _next_no(self) -> int:
        if self._connection.engine == "sqlite":
            # The write lock is ours, so nobody else takes this number.
            self._newest += 1
            return int(self._newest)
        return int(self._connection.one(NEXT_ACT, {}).no)

    def _write_act(
        self,
        work: Work,
        use_case: UseCase[Any, Any],
        request: Any,
        place: tuple[int, Work | None],
    ) -> None:
        seq, part_of = place
        self._connection.insert(
            "act",
            {
                "no": work.act_no,
                "uuid": request_id(request),
                "desk_id": self._identity.desk,
                "seq": seq,
                "recorded_at": self._now,
                "made_at": getattr(request, "made_at", None) or self._now,
                "business_on": work.on,
                "staff_id": work.identity.staff,
                "place_id": work.identity.place,
                "use_case": use_case.__name__,
                "version": getattr(use_case, "version", 1),
                "part_of": None if part_of is None else part_of.act_no,
            },
        )

    def _complete_act(self, work: Work) -> None:
        """Add what only the use case itself could tell."""
        told = {
            "undoes": work.undoes,
            "overridden_by_id": work.overridden_by,
            "override_reason": work.override_reason,
        }
        told = {name: value for name, value in told.items() if value is not None}
        if told:
            self._connection.update("act", work.act_no, {}, told)

    def _write_body(self, work: Work, request: Any, answer: Any) -> None:
        asked = _encoded(request)
        self._connection.insert(
            "act_body",
            {
                "act_no": work.act_no,
                "what": work.what,
                "request": asked.decode(),
                "result": msgspec.json.encode(answer).decode(),
                "effects": msgspec.json.encode(work.effects).decode(),
                "digest": _digest(asked),
            },
        )
        names = ("kind", "thing", "act_no", "role")
        rows = [(kind, thing, work.act_no, role) for kind, thing, role in work.things]
        self._connection.insert_many("act_thing", names, rows)


def _encoded(request: Any) -> bytes:
    try:
        return msgspec.json.encode(request)
    except UnicodeEncodeError as error:
        # Half a character, as a broken paste or a command line in another encoding gives it.
        raise RuleError("That has a character that can't be kept.", "character") from error


def _digest(asked: bytes) -> bytes:
    return hashlib.sha256(asked).digest()[:16]


def _same_again(use_case: Any, earlier: Any, asked: bytes, act_id: UUID) -> Done[Any]:
    if bytes(earlier.digest) != _digest(asked):
        raise AssertionError(f"Request {act_id} was sent twice with different contents")
    kind = get_type_hints(use_case)["return"]
    return Done(msgspec.json.decode(earlier.result, type=kind), frozenset(), act_id)
