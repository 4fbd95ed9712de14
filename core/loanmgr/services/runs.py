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
CHAIN = """
WITH RECURSIVE chain (no, part, run, stands) AS (
  SELECT act.no, act.no, act.part_of, 1 FROM act WHERE act.part_of {of}
  UNION ALL SELECT back.no, chain.part, chain.run, 1 - chain.stands
  FROM chain JOIN act AS back ON back.undoes = chain.no)
"""
LAST = "NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = chain.no)"
"""A part may be undone, and done again, and undone: the newest act of the chain says how it is."""
PARTS = Sql(f"""{CHAIN.format(of="= :no")}
SELECT act.uuid, part.use_case, body.what FROM chain JOIN act ON act.no = chain.no
JOIN act AS part ON part.no = chain.part JOIN act_body AS body ON body.act_no = part.no
WHERE chain.stands = 1 AND {LAST} ORDER BY chain.part DESC
""")  # noqa: S608
NUMBERS = """
SELECT act.no FROM act_thing AS about JOIN act ON act.no = about.act_no
WHERE about.kind = :kind AND about.thing = :thing AND about.role = :role
  AND about.act_no < :before ORDER BY about.act_no DESC LIMIT :page
"""
PAST = Sql(f"""
SELECT act.no, act.uuid, act.business_on, staff.name AS who, body.what,
  (SELECT back.no FROM act AS back WHERE back.undoes = act.no) AS undone_by,
  (SELECT COUNT(*) FROM act AS part WHERE part.part_of = act.no
     AND part.use_case = 'bill_account') AS accounts
FROM ({NUMBERS}) AS run JOIN act ON act.no = run.no
JOIN act_body AS body ON body.act_no = act.no JOIN staff ON staff.id = act.staff_id
ORDER BY act.no DESC
""")  # noqa: S608
STATES = Sql(f"""{CHAIN.format(of=f"IN (SELECT page.no FROM ({NUMBERS}) AS page)")}
SELECT chain.run, COUNT(*) AS parts, CAST(SUM(chain.stands) AS INTEGER) AS standing
FROM chain WHERE {LAST} GROUP BY chain.run
""")  # noqa: S608


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
    parts: int = 0
    """Acts that it is made of."""


@dataclass(frozen=True)
class TakeBack:
    """Begin to take a run back; its parts follow, one act each."""

    run: UUID
    id: UUID = field(default_factory=new_id)
    use_case: str = ""
    """What it must have been, where not just any run is meant."""


@dataclass(frozen=True)
class Part:
    """An act of a run that stands: what is to be undone, and what it is about."""

    act: UUID
    use_case: str
    what: str


def past(look: Look, request: PastRuns) -> tuple[PastRun, ...]:
    """Return billing runs, the newest first, with what is left of each."""
    before = 2**62 if request.before is None else request.before
    of = dict(zip(("kind", "thing", "role"), (*REGISTER, BILLING_RUN), strict=True))
    rows = look.rows(PAST, **of, before=before, page=request.page)
    states = {row.run: row for row in look.rows(STATES, **of, before=before, page=request.page)}
    return tuple(
        PastRun(
            row.uuid,
            row.no,
            row.business_on,
            row.who,
            row.what,
            row.accounts,
            states[row.no].standing if row.no in states else 0,
            row.undone_by is not None,
            states[row.no].parts if row.no in states else 0,
        )
        for row in rows
    )


def left_words(run: PastRun) -> str:
    """Say what is left of a run: charged, taken back, or how much of it stays."""
    if not run.standing:
        return "taken back" if run.accounts else "nothing charged"
    if not run.is_undone:
        gone = run.parts - run.standing
        return f"charged, but for {gone:,} taken back" if gone > 0 else "charged"
    return f"taken back, but for {run.standing:,}"


def standing(look: Look, request: TakeBack) -> tuple[Part, ...]:
    """Return the parts of a run that were not taken back, the last one first.

    Raises:
        RuleError: that is no run, nothing of it stands any more, or whoever asks is no lead.
    """
    whole = _run(look, request)
    parts = tuple(Part(row.uuid, row.use_case, row.what) for row in look.rows(PARTS, no=whole.no))
    if not parts and whole.undone_by is not None:
        raise RuleError("That was already undone.", "already_undone", "run")
    return parts


def take_back(work: Work, request: TakeBack) -> Undone:
    """Undo a run, so that nobody goes on with it; what it did is undone part by part after that.

    Raises:
        RuleError: that is no run, it was undone before, or whoever does it is no lead.
    """
    whole = _run(work, request)
    if whole.undone_by is not None:
        raise RuleError("That was already undone.", "already_undone", "run")
    work.undoes = whole.no
    for thing in work.rows(undo.THINGS, no=whole.no):
        work.about(thing.kind, thing.thing, "undone")
    work.what = f"Undone: {whole.what}"
    return Undone(request.id, whole.what, whole.uuid, said=work.what)


def _run(look: Look, request: TakeBack) -> Any:
    whole = look.one(undo.ACT, id=request.run)
    if whole is None:
        raise RuleError("We don't know that act.", "unknown_act", "run")
    if whole.use_case not in undo_checks.RUNS:
        raise RuleError(f"{whole.what}: that is not a run. Undo takes it back.", "not_a_run", "run")
    if request.use_case and request.use_case != whole.use_case:
        message = f"{whole.what}: that is something else. {undo_checks.RUNS[whole.use_case]}"
        raise RuleError(message, "other_run", "run")
    if look.identity.role not in LEADS:
        raise RuleError("Only a lead or the office can take a run back.", "lead_only", "run")
    return whole
