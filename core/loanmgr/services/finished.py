"""Pupils who are beyond Year 13 by now, and whom nobody has noted as having left."""

from dataclasses import dataclass

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import SCHOOL_YEARS
from loanmgr.domain.school_years import finished_before
from loanmgr.services.identity import LEADS
from loanmgr.services.work import Look

NOTED = " OR ".join(
    f"b.year = '{year}' AND b.year_on < :d{at}" for at, year in enumerate(SCHOOL_YEARS)
)
FINISHED = Sql(f"""
SELECT b.code, b.name, COALESCE(f.code, b.code) AS card, COALESCE(f.name, b.name) AS payer,
  (SELECT COUNT(*) FROM loan_line AS line WHERE line.borrower_id = b.id
     AND line.returned_at IS NULL AND line.passed_on_at IS NULL) AS out
FROM borrower AS b LEFT JOIN family AS f ON f.id = b.family_id
WHERE b.kind = 'pupil' AND b.left_on IS NULL AND b.struck_act IS NULL AND ({NOTED})
ORDER BY out DESC, b.name, b.id
""")  # noqa: S608


@dataclass(frozen=True)
class Finished:
    """A pupil whose school years are over."""

    pupil: str
    name: str
    card: str
    """Of who pays."""
    payer: str
    out: int
    """Instruments they still have."""


def finished(look: Look, _request: None = None) -> tuple[Finished, ...]:
    """List who is beyond Year 13 and not noted as having left, those with instruments first.

    Raises:
        RuleError: whoever asks is no lead.
    """
    if look.identity.role not in LEADS:
        raise RuleError("This list is for a desk lead.", "lead_only", "staff")
    days = {f"d{at}": before for at, (_, before) in enumerate(finished_before(look.on))}
    rows = look.rows(FINISHED, **days)
    return tuple(Finished(row.code, row.name, row.card, row.payer, row.out) for row in rows)
