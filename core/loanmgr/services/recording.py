"""Recording acts: what was asked, answered and changed, written beside the rows themselves."""

import hashlib
from datetime import date, datetime
from typing import Any, get_type_hints

import msgspec

from loanmgr.db.sql import Connection, Sql
from loanmgr.domain.errors import RuleError
from loanmgr.services.work import (
    Identity,
    PolicySource,
    Request,
    Result,
    UseCase,
    Work,
    request_id,
)

DRAW = Sql(
    "UPDATE desk SET seq = seq + 1 WHERE id = :desk RETURNING seq,"
    " (SELECT COALESCE(MAX(no), 0) FROM act) AS newest,"
    " (SELECT policy_version FROM register) AS policy_version"
)
SET_SEQ = Sql("UPDATE desk SET seq = :seq WHERE id = :desk")
NEXT_ACT = Sql("SELECT nextval('act_no_seq') AS no")
FIND_ACT = Sql(
    "SELECT act.no, act.use_case, act_body.digest, act_body.result FROM act"
    " JOIN act_body ON act_body.act_no = act.no WHERE act.uuid = :id"
)
EFFECTS = Sql(
    "SELECT act_body.effects FROM act JOIN act_body ON act_body.act_no = act.no"
    " WHERE act.no = :no OR act.part_of = :no"
)


class Recorder:
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
            "part_of": work.belongs_to,
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


class SentTwiceError(AssertionError):
    """An id belongs to a request of other contents: our own fault, but where windows share one."""


def _encoded(request: Any) -> bytes:
    try:
        return msgspec.json.encode(request)
    except UnicodeEncodeError as error:
        # Half a character, as a broken paste or a command line in another encoding gives it.
        raise RuleError("That has a character that can't be kept.", "character") from error


def _digest(asked: bytes) -> bytes:
    return hashlib.sha256(asked).digest()[:16]


def first_answer(
    connection: Connection, use_case: Any, request: Any
) -> tuple[Any, frozenset[str]] | None:
    """Return what a request was answered before and which tables it changed, or None.

    Raises:
        SentTwiceError: its id belongs to a request of other contents.
    """
    act_id, asked = request_id(request), _encoded(request)
    earlier = connection.one(FIND_ACT, {"id": act_id})
    if earlier is None:
        return None
    if bytes(earlier.digest) != _digest(asked) or earlier.use_case != use_case.__name__:
        raise SentTwiceError(f"Request {act_id} was sent twice with different contents")
    kind = get_type_hints(use_case)["return"]
    answer = msgspec.json.decode(earlier.result, type=kind)
    return answer, _tables_of(connection.rows(EFFECTS, {"no": earlier.no}))


def _tables_of(effects: list[Any]) -> frozenset[str]:
    """Return the tables that an act and its parts changed; baskets leave no effect."""
    made = (effect for row in effects for effect in msgspec.json.decode(row.effects))
    return frozenset({"basket", "basket_line", *(effect[1] for effect in made)})
