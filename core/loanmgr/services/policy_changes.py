"""One entry of the policy saved, ended or taken out, and a school year copied: each one act."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.policy import Policy, Term, changing, compare, wording, years
from loanmgr.domain.policy.changing import Version
from loanmgr.domain.policy.compare import EntryChange
from loanmgr.domain.policy.words import day
from loanmgr.domain.policy.write import table
from loanmgr.domain.policy.years import Rise
from loanmgr.services import policy as policies
from loanmgr.services.work import Look, Work

RUNNING = Sql("""
SELECT COUNT(*) AS n FROM loan_line AS line
JOIN charge ON charge.hire_id = COALESCE(line.hire_id, line.id)
WHERE line.returned_at IS NULL AND charge.ended_act IS NULL AND charge.kind IS NULL
  AND charge.tariff = :code AND NOT EXISTS (
    SELECT 1 FROM charge AS later WHERE later.hire_id = charge.hire_id
    AND later.ended_act IS NULL AND later.kind IS NULL
    AND later.period_from_on > charge.period_from_on)
""")
"""Hires whose newest charge is at a price."""
HELD = Sql(
    "SELECT COUNT(*) AS n FROM award WHERE scheme = :code AND struck_act IS NULL"
    " AND state IN ('applied', 'awarded', 'evidence_awaited') AND to_on >= :on"
)
CHARGED_AT = Sql(
    "SELECT id FROM charge WHERE tariff = :code AND charge_on >= :first AND charge_on <= :last"
    " LIMIT 1"
)
LOWERED_BY = Sql(
    "SELECT id FROM charge WHERE scheme = :code AND charge_on >= :first AND charge_on <= :last"
    " LIMIT 1"
)
AWARDED = Sql("SELECT id FROM award WHERE scheme = :code AND struck_act IS NULL LIMIT 1")
CHARGED_FOR = Sql("SELECT id FROM charge WHERE period = :code OR period LIKE :half LIMIT 1")
OF_TYPE = Sql(
    "SELECT instrument.id FROM instrument JOIN instrument_type AS kind"
    " ON kind.id = instrument.type_id WHERE kind.code = :code AND instrument.struck_act IS NULL"
    " LIMIT 1"
)


@dataclass(frozen=True)
class SaveEntry:
    """Save an entry: a new one, or in the place of the version that `was`."""

    array: str
    entry: dict[str, Any]
    """Its keys as in the policy file; a day may be ISO text."""
    was: Version | None = None
    seen: dict[str, Any] | None = None
    """The keys as they were when the change was begun; refused if they are others by now."""
    follows: bool = False
    """A version of the same code that runs into a new one ends the day before."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class EndEntry:
    """Let a version hold up to a day and no longer."""

    version: Version
    last_on: date
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class RemoveEntry:
    """Take a version out that nothing was ever charged or decided by."""

    version: Version
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class CopyYear:
    """Copy a school year such as 2026/27 to the next, if wanted with a rise of the prices."""

    year: str
    rise: Rise | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Changed:
    """What is otherwise now, or would be."""

    entries: tuple[EntryChange, ...]


@dataclass(frozen=True)
class InUse:
    """How much hangs on an entry now."""

    hires: int = 0
    """That run and were last charged at this price."""
    awards: int = 0
    """That hold, or wait for a decision."""


def wanted_by(now: Policy, request: SaveEntry) -> Policy:
    """Return the policy with an entry saved in it, as it would be.

    Raises:
        PolicyProblems: something in it can't be read or contradicts, by key.
        RuleError: another desk has changed it since it was opened, or taken it out.
    """
    if request.was is not None and request.seen is not None:
        _check_unchanged(now, request.was, request.seen)
    return changing.put(now, request.array, request.entry, request.was, follows=request.follows)


def save(work: Work, request: SaveEntry) -> Changed:
    """Save one entry, with the checks of a whole policy file.

    Raises:
        PolicyProblems: something in it can't be read or contradicts, by key.
        RuleError: who is at the desk may not, or another desk has changed it meanwhile.
    """
    now = policies.begin(work)
    wanted = wanted_by(now, request)
    was, begins = request.was, request.entry.get("from")
    moved = None
    if was is not None:
        begins_on = date.fromisoformat(begins) if isinstance(begins, str) else begins
        was_on = getattr(changing.find(now, was), "from_on", None)
        moved = (request.array, was.code, was_on, begins_on)
    return _put(work, (now, wanted), moved)


def try_save(look: Look, request: SaveEntry) -> Changed:
    """Say what saving an entry would change."""
    now = look.policy()
    return Changed(compare.between(now, wanted_by(now, request)))


def end(work: Work, request: EndEntry) -> Changed:
    """Let an entry end.

    Raises:
        PolicyProblems: the day is before it begins.
        RuleError: who is at the desk may not, or there is no such entry.
    """
    now = policies.begin(work)
    changed = _put(work, (now, changing.end(now, request.version, request.last_on)))
    name = changing.find(now, request.version).name
    noun = wording.page(request.version.array).noun
    work.what = f"Ended: {noun} {name} after {day(request.last_on)}"
    return changed


def remove(work: Work, request: RemoveEntry) -> Changed:
    """Take an entry out that was never used.

    Raises:
        PolicyProblems: another entry needs it.
        RuleError: it was used, there is no such entry, or who is at the desk may not.
    """
    now = policies.begin(work)
    entry = changing.find(now, request.version)
    _check_unused(work, now, request.version)
    changed = _put(work, (now, changing.remove(now, request.version)))
    work.what = f"Taken out: {wording.page(request.version.array).noun} {entry.name}"
    return changed


def copy_year(work: Work, request: CopyYear) -> Changed:
    """Copy a school year's terms, and carry on what ends with it.

    Raises:
        PolicyProblems: what would come out contradicts itself.
        RuleError: there is nothing to copy, it was copied, or who is at the desk may not.
    """
    now = policies.begin(work)
    changed = _put(work, (now, years.copy_year(now, request.year, request.rise)))
    entries = "1 entry" if len(changed.entries) == 1 else f"{len(changed.entries)} entries"
    work.what = f"School year {request.year.strip()} copied to the next: {entries}"
    return changed


def try_copy(look: Look, request: CopyYear) -> Changed:
    """Say what copying a school year would change."""
    now = look.policy()
    return Changed(compare.between(now, years.copy_year(now, request.year, request.rise)))


def in_use(look: Look, version: Version) -> InUse:
    """Say how much hangs on an entry now."""
    hires = awards = 0
    if version.array == "tariffs":
        hires = look.one(RUNNING, code=version.code).n
    if version.array == "schemes":
        awards = look.one(HELD, code=version.code, on=look.on).n
    return InUse(hires, awards)


def _put(work: Work, policy: tuple[Policy, Policy], moved: policies.Moved = None) -> Changed:
    now, wanted = policy
    changed = Changed(compare.between(now, wanted))
    policies.put_in_force(work, wanted, moved)
    work.what = f"Policy changed: {compare.told(changed.entries) or 'nothing was otherwise'}"
    return changed


def _check_unchanged(now: Policy, was: Version, seen: Mapping[str, Any]) -> None:
    shape = changing.shape_named(was.array)
    entry = changing.find(now, was)
    if table(entry, shape) != dict(seen):
        noun = wording.page(was.array).noun
        message = f"Another desk has changed the {noun} {entry.name} since you opened it."
        raise RuleError(message, "changed_elsewhere", "")


def _check_unused(look: Look, now: Policy, version: Version) -> None:
    """Refuse to take out what something was charged, lowered or decided by.

    Raises:
        RuleError: it was used, with what to do instead.
    """
    entry = changing.find(now, version)
    days = {
        "first": getattr(entry, "from_on", None) or date.min,
        "last": getattr(entry, "to_on", None) or date.max,
    }
    noun = wording.page(version.array).noun
    used = {
        "tariffs": lambda: look.one(CHARGED_AT, code=entry.code, **days),
        "schemes": lambda: _scheme_used(look, now, version, days),
        "terms": lambda: look.one(CHARGED_FOR, code=entry.code, half=f"{entry.code}/%"),
        "types": lambda: look.one(OF_TYPE, code=entry.code),
    }.get(version.array)
    if used is None or used() is None:
        return
    instead = "" if isinstance(entry, Term) or version.array == "types" else " End it instead."
    how = "There are instruments of" if version.array == "types" else "Something was charged by"
    message = f"{how} the {noun} {entry.name}, so it can't be taken out.{instead}"
    raise RuleError(message, "in_use", "")


def _scheme_used(look: Look, now: Policy, version: Version, days: Mapping[str, date]) -> Any:
    found = look.one(LOWERED_BY, code=version.code, **days)
    is_last = len(changing.versions(now, "schemes", version.code)) == 1
    return found or (look.one(AWARDED, code=version.code) if is_last else None)
