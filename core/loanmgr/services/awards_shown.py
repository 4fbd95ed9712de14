"""A borrower's awards as far as the person at the desk may see them."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.lending import in_force
from loanmgr.services import sight
from loanmgr.services.work import Look

AWARDS = """
SELECT award.scheme, award.state, award.evidence, award.reason, award.seen_on,
  award.from_on, award.to_on, award.grace_until_on, staff.name AS seen_by,
  b.code AS pupil_code, b.name AS pupil
FROM borrower AS b JOIN award ON award.borrower_id = b.id
LEFT JOIN staff ON staff.id = award.seen_by_id
WHERE {who} = :key AND award.struck_act IS NULL ORDER BY award.to_on DESC, award.id DESC
"""
AWARDS_OF = {
    "family": Sql(AWARDS.format(who="b.family_id")),
    "borrower": Sql(AWARDS.format(who="b.id")),
}


@dataclass(frozen=True)
class AwardShown:
    """An award as far as the person at the desk may see it."""

    pupil: str
    pupil_code: str
    public_name: str
    state: str
    from_on: date
    to_on: date
    grace_until_on: date | None
    holds: bool
    """It lowers a charge of today."""
    scheme: str = ""
    """The scheme's own name, which tells the reason; empty but for office roles."""
    evidence: str = ""
    seen_on: date | None = None
    seen_by: str = ""
    reason: str = ""
    """On which ground, for who may see it."""
    code: str = ""
    """Of the scheme, for who may see it."""


def awards_of(look: Look, kind: str, key: int) -> tuple[AwardShown, ...]:
    """Return the awards of a family's children or of a borrower, the newest first."""
    return tuple(_award(look, row) for row in look.rows(AWARDS_OF[kind], key=key))


def _award(look: Look, row: Any) -> AwardShown:
    on = max(row.from_on, min(look.on, row.to_on))
    seen = sight.of_award(look, row.scheme, on, (row.reason or "", row.evidence))
    shown = AwardShown(
        row.pupil,
        row.pupil_code,
        seen.public_name,
        row.state,
        row.from_on,
        row.to_on,
        row.grace_until_on,
        in_force(row, look.on),
        code=row.scheme,
    )
    if not seen.name:
        return replace(shown, code="")
    return replace(
        shown,
        scheme=seen.name,
        reason=seen.reason,
        evidence=seen.evidence,
        seen_on=row.seen_on,
        seen_by=row.seen_by or "",
    )
