"""Bringing a list in: planned by looking, then done as one act."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services.imports import families, households, instruments, keeping
from loanmgr.services.imports.table import ImportProblems, Problem
from loanmgr.services.work import Look, Work

ROOMS = {
    "instruments": (instruments.plan, keeping.apply),
    "families": (families.plan, households.apply),
}

EARLIER = Sql(
    "SELECT body.result FROM act JOIN act_body AS body ON body.act_no = act.no"
    " WHERE act.use_case = 'import_list'"
    " AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no)"
)


@dataclass(frozen=True)
class ImportList:
    """A file of one kind of things."""

    kind: str
    """instruments or families."""
    text: str
    """The file's bytes, as Latin-1 text: each character is one byte."""
    id: UUID = field(default_factory=new_id)

    @classmethod
    def of(cls, kind: str, data: bytes) -> "ImportList":
        """Make the request from the bytes of a file."""
        return cls(kind, data.decode("latin-1"))


@dataclass(frozen=True)
class Imported:
    """What a list came to."""

    act: UUID
    kind: str
    new: int
    updated: int
    skipped: int
    made: tuple[str, ...] = ()
    """Places, owners and schools that were not there before."""
    file: str = ""
    """Digest of the file, by which it is known again."""
    problems: tuple[Problem, ...] = ()
    """The first of what is wrong."""
    problem_count: int = 0
    """How many there are in all."""


def import_list(work: Work, request: ImportList) -> Imported:
    """Bring a list in, whole or not at all; the same file twice changes nothing.

    Raises:
        ImportProblems: with everything that is wrong, by row and column.
        RuleError: the file cannot be read as a list.
    """
    plan_of, apply, data = _room(request)
    digest = _digest(data)
    plan = plan_of(work, data, seen_before=_seen_before(work, digest))
    apply(work, plan)
    work.what = (
        f"Brought in a list of {request.kind}: {plan.new} new, {plan.updated} changed,"
        f" {plan.skipped} as they were"
    )
    return Imported(
        request.id, request.kind, plan.new, plan.updated, plan.skipped, plan.made, digest
    )


def try_list(look: Look, request: ImportList) -> Imported:
    """Say what bringing a list in would do, its problems included."""
    plan_of, _, data = _room(request)
    digest = _digest(data)
    try:
        plan = plan_of(look, data, seen_before=_seen_before(look, digest))
    except ImportProblems as found:
        return Imported(request.id, request.kind, 0, 0, 0, (), digest, found.problems, found.count)
    return Imported(
        request.id, request.kind, plan.new, plan.updated, plan.skipped, plan.made, digest
    )


def _room(request: ImportList) -> tuple[Any, Any, bytes]:
    room = ROOMS.get(request.kind)
    if room is None:
        message = f"There is no list of {request.kind} to bring in: instruments or families."
        raise RuleError(message, "kind", "kind")
    return *room, request.text.encode("latin-1")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _seen_before(look: Look, digest: str) -> bool:
    return any(f'"file":"{digest}"' in row.result for row in look.rows(EARLIER))
