"""Baskets in the database: the statements that keepers, views and finishing share."""

from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.verdicts import Override
from loanmgr.domain.words import surname
from loanmgr.services.work import Draft, Look

COLUMNS = """
SELECT basket.id, basket.uuid, basket.desk_id, basket.family_id, basket.borrower_id,
  basket.opened_at, basket.parked_at, basket.paying, basket.signed, basket.note, basket.settled,
  basket.override, basket.collected_by, basket.until_on, basket.pays_pence, basket.charged_to,
  basket.order_no, basket.agreed_by, basket.typed,
  family.code AS family_code, family.name AS family_name, borrower.code AS borrower_code,
  borrower.name AS borrower_name, borrower.kind AS borrower_kind, desk.name AS desk_name,
  (SELECT COUNT(*) FROM basket_line WHERE basket_line.basket_id = basket.id) AS items
FROM basket JOIN desk ON desk.id = basket.desk_id
LEFT JOIN family ON family.id = basket.family_id
LEFT JOIN borrower ON borrower.id = basket.borrower_id
"""
BY_ID = Sql(f"{COLUMNS} WHERE basket.uuid = :basket")
CURRENT = Sql(
    f"{COLUMNS} WHERE basket.desk_id = :desk AND basket.parked_at IS NULL"
    " ORDER BY basket.id LIMIT 1"
)
PARKED = Sql(
    f"{COLUMNS} WHERE basket.desk_id = :desk AND basket.parked_at IS NOT NULL AND EXISTS"  # noqa: S608
    " (SELECT 1 FROM basket_line WHERE basket_line.basket_id = basket.id) ORDER BY basket.id"
)
"""One whose last instrument came back meanwhile waits for nothing."""
LINES = Sql(
    "SELECT line.id, line.uuid, line.instrument_id, line.borrower_id, line.is_new_hire, i.type_id"
    " FROM basket_line AS line JOIN instrument AS i ON i.id = line.instrument_id"
    " WHERE line.basket_id = :basket ORDER BY line.id"
)
DROP_LINES = Sql("DELETE FROM basket_line WHERE basket_id = :key")
DROP = Sql("DELETE FROM basket WHERE id = :key")
DROP_TYPED = Sql(
    "DELETE FROM basket WHERE uuid = :id AND family_id IS NULL AND borrower_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM basket_line WHERE basket_line.basket_id = basket.id)"
)
"""What was half typed of the family that an act of this id saves."""


def known(look: Look, basket: UUID) -> Any:
    """Return a basket by its id, or refuse."""
    row = look.one(BY_ID, basket=basket)
    if row is None:
        message = "That was finished or put back already; scan the card again."
        raise RuleError(message, "basket_gone", "basket")
    return row


def ours(draft: Draft, basket: UUID) -> Any:
    """Lock and return a basket of this desk by its id, or say which desk has taken it over."""
    draft.lock("basket", known(draft, basket).id)
    row = known(draft, basket)
    if row.desk_id != draft.identity.desk:
        message = f"The {title(row)} was taken over by {row.desk_name}."
        if not row.family_name:
            message = f"{title(row)} was taken over by {row.desk_name}."
        raise RuleError(message, "taken_over", "basket")
    return row


def title(row: Any) -> str:
    """Return whom a basket is for, as the parked strip says it."""
    if row.family_name:
        return f"{surname(row.family_name)} family"
    return row.borrower_name or "On the counter"


def written(overrides: tuple[Override, ...]) -> str:
    """Return what leads let pass as a basket keeps it."""
    for given in overrides:
        texts.note(given.reason, "override")
    return msgspec.json.encode(overrides).decode() if overrides else ""


def overrides(row: Any) -> tuple[Override, ...]:
    """Return what leads let pass of what stands against a basket."""
    if not row.override:
        return ()
    return msgspec.json.decode(row.override, type=tuple[Override, ...])
