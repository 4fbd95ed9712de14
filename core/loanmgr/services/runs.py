"""Runs that are many acts: found again, and taken back part by part, so that nobody waits for all.

The run itself is undone first, which keeps everybody from going on with it; each of its parts
follows in a short act of its own that belongs to that undoing.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import undo, undo_checks
from loanmgr.services.identity import LEADS
from loanmgr.services.undo import Undone
from loanmgr.services.work import Look, Work

REGISTER, BILLING_RUN = ("register", 1), "billing_run"
"""What a run is about, on whose timeline it is found again."""
PARTS = Sql(
    "SELECT part.uuid FROM act AS part WHERE part.part_of = :no"
    " AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = part.no)"
    " ORDER BY part.no DESC"
)
PAST = Sql(
    "SELECT act.no, act.uuid, act.business_on, staff.name AS who, body.what,"
    " (SELECT back.no FROM act AS back WHERE back.undoes = act.no) AS undone_by,"
    " (SELECT COUNT(*) FROM act AS part WHERE part.part_of = act.no"
    "  AND part.use_case = 'bill_account') AS accounts,"
    " (SELECT COUNT(*) FROM act AS part WHERE part.part_of = act.no"
    "  AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = part.no)) AS standing"
    " FROM act_thing AS about JOIN act ON act.no = about.act_no"
    " JOIN act_body AS body ON body.act_no = act.no JOIN staff ON staff.id = act.staff_id"
    " WHERE about.kind = :kind AND about.thing = :thing AND about.role = :role"
    " AND about.act_no < :before ORDER BY about.act_no DESC LIMIT :page"
)


@dataclass(frozen=True)
class PastRuns:
    """Ask for billing runs, the newest first, before one of them."""

    before: int | None = None
    page: int = 50


@dataclass(frozen=True)
class PastRun:
    """A billing run that was done."""

    run: UUID
    number: int
    """Place in the order of acts; give the smallest back to read on."""
    on: date
    who: str
    what: str
    accounts: int
    """That it charged."""
    standing: int
    """Acts of it that were not taken back."""
    is_undone: bool
    """Somebody began to take it back."""


@dataclass(frozen=True)
class TakeBack:
    """Begin to take a run back; its parts follow, one act each."""

    run: UUID
    id: UUID = field(default_factory=new_id)


def past(look: Look, request: PastRuns) -> tuple[PastRun, ...]:
    """Return billing runs, the newest first, with what is left of each."""
    before = 2**62 if request.before is None else request.before
    of = dict(zip(("kind", "thing", "role"), (*REGISTER, BILLING_RUN), strict=True))
    rows = look.rows(PAST, **of, before=before, page=request.page)
    return tuple(
        PastRun(
            row.uuid,
            row.no,
            row.business_on,
            row.who,
            row.what,
            row.accounts,
            row.standing,
            row.undone_by is not None,
        )
        for row in rows
    )


def left_words(run: PastRun) -> str:
    """Say what is left of a run: charged, taken back, or how much of it stays."""
    if not run.standing:
        return "taken back" if run.accounts else "nothing charged"
    if not run.is_undone:
        return "charged"
    return f"taken back, but for {run.standing:,}"


def standing(look: Look, run: UUID) -> tuple[UUID, ...]:
    """Return the parts of a run that were not taken back, the last one first.

    Raises:
        RuleError: that is no run, nothing of it stands any more, or whoever asks is no lead.
    """
    whole = _run(look, run)
    parts = tuple(row.uuid for row in look.rows(PARTS, no=whole.no))
    if not parts and whole.undone_by is not None:
        raise RuleError("That was already undone.", "already_undone", "run")
    return parts


def take_back(work: Work, request: TakeBack) -> Undone:
    """Undo a run, so that nobody goes on with it; what it did is undone part by part after that.

    Raises:
        RuleError: that is no run, it was undone before, or whoever does it is no lead.
    """
    whole = _run(work, request.run)
    if whole.undone_by is not None:
        raise RuleError("That was already undone.", "already_undone", "run")
    work.undoes = whole.no
    for thing in work.rows(undo.THINGS, no=whole.no):
        work.about(thing.kind, thing.thing, "undone")
    work.what = f"Undone: {whole.what}"
    return Undone(request.id, whole.what, whole.uuid)


def _run(look: Look, run: UUID) -> Any:
    whole = look.one(undo.ACT, id=run)
    if whole is None:
        raise RuleError("We don't know that act.", "unknown_act", "run")
    if whole.use_case not in undo_checks.RUNS:
        raise RuleError(f"{whole.what}: that is not a run. Undo takes it back.", "not_a_run", "run")
    if look.identity.role not in LEADS:
        raise RuleError("Only a lead or the office can take a run back.", "lead_only", "run")
    return whole
