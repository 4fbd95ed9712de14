"""Who may let pass what stops a desk: the leads, named when they allow it."""

from dataclasses import dataclass
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.verdicts import Override
from loanmgr.services.identity import LEADS
from loanmgr.services.work import Look, Work

POLICY_ROLES = ("office", "service_lead")
"""Roles that may change terms, prices, reduced rates and limits."""

OF_ROLES = (
    "SELECT DISTINCT staff.id, staff.uuid, staff.name FROM staff"  # noqa: S608
    " JOIN staff_role ON staff_role.staff_id = staff.id WHERE staff.left_on IS NULL"
    f" AND staff_role.role IN ({', '.join(map(repr, LEADS))})"
)
ALL = Sql(f"{OF_ROLES} ORDER BY staff.name, staff.id")
ONE = Sql(f"{OF_ROLES} AND staff.uuid = :id")


@dataclass(frozen=True)
class Lead:
    """Somebody who may allow what is stopped."""

    id: UUID
    name: str


def leads(look: Look, _request: None = None) -> tuple[Lead, ...]:
    """Return who may allow what is stopped, by name."""
    return tuple(Lead(row.uuid, row.name) for row in look.rows(ALL))


def allow(work: Work, overrides: tuple[Override, ...]) -> None:
    """Note who let pass what stands against an act, and why; the last of several stands for it.

    Raises:
        RuleError: whoever allowed it, or is at the desk, is no lead.
    """
    reasons = dict.fromkeys(texts.note(given.reason, "override") for given in overrides)
    for given in overrides:
        work.override("; ".join(reasons), _lead(work, given.by))


def may_change_policy(look: Look) -> bool:
    """Say whether the person at the desk may change terms, prices, reduced rates and limits."""
    return look.identity.role in POLICY_ROLES


def check_may_change_policy(look: Look) -> None:
    """Refuse a change of policy by anybody but the office and the service lead.

    Raises:
        RuleError: the person at the desk is neither.
    """
    if not may_change_policy(look):
        message = "Only the office or the service lead can change prices, dates and limits."
        raise RuleError(message, "office_only", "")


def _lead(work: Work, by: UUID | None) -> int:
    if by is None and work.identity.role in LEADS:
        return work.identity.staff
    row = None if by is None else work.one(ONE, id=by)
    if row is None:
        raise RuleError("Only a desk lead can lend this anyway.", "lead_only", "override")
    return int(row.id)
