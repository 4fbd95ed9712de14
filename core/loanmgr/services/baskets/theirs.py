"""What the people of a basket have at home, and what is kept for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.services import facts, reservations
from loanmgr.services.facts import BorrowerKnown
from loanmgr.services.reservations import KeptNow
from loanmgr.services.work import Look

OUT_COLUMNS = """
SELECT i.code, t.name AS type_name, s.code AS size_code, b.name AS holder, line.due_on,
  line.next_charge_on, line.parent_line_id
FROM loan_line AS line JOIN borrower AS b ON b.id = line.borrower_id
JOIN instrument AS i ON i.id = line.instrument_id JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE line.returned_at IS NULL AND line.passed_on_at IS NULL
"""
FAMILY_OUT = Sql(f"{OUT_COLUMNS} AND b.family_id = :family ORDER BY line.id LIMIT 60")
BORROWER_OUT = Sql(f"{OUT_COLUMNS} AND line.borrower_id = :key ORDER BY line.id LIMIT 60")


@dataclass(frozen=True)
class AlreadyOut:
    """What the people of the basket have at home."""

    instrument: str
    name: str
    borrower_name: str
    due_on: date | None
    next_charge_on: date | None
    is_passed_on: bool = False
    """A school or a teacher passed it on to them."""

    @property
    def can_renew(self) -> bool:
        """Say whether its end can be put off."""
        return self.due_on is not None and not self.is_passed_on


def out(look: Look, row: Any, chosen: BorrowerKnown | None) -> tuple[AlreadyOut, ...]:
    """Return what they have at home, the oldest loan first."""
    if row.family_id is not None:
        found = look.rows(FAMILY_OUT, family=row.family_id)
    elif chosen is not None:
        found = look.rows(BORROWER_OUT, key=chosen.row.id)
    else:
        found = []
    return tuple(
        AlreadyOut(
            r.code,
            facts.named(r.type_name, r.size_code),
            r.holder,
            r.due_on,
            r.next_charge_on,
            r.parent_line_id is not None,
        )
        for r in found
    )


def kept(look: Look, row: Any, lying: set[str]) -> tuple[KeptNow, ...]:
    """Return what is kept for them and does not lie here yet, what lapses first before the rest."""
    if row.family_id is not None:
        found = reservations.kept_of(look, "family", row.family_id)
    elif row.borrower_id is not None:
        found = reservations.kept_of(look, "borrower", row.borrower_id)
    else:
        found = ()
    return tuple(each for each in found if each.instrument not in lying)
