"""Baskets in the database: the statements that keepers, views and finishing share."""

from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import surname
from loanmgr.services.work import Look

COLUMNS = """
SELECT basket.id, basket.uuid, basket.desk_id, basket.family_id, basket.borrower_id,
  basket.opened_at, basket.parked_at, basket.paying, basket.signed, basket.note, basket.settled,
  basket.override, basket.collected_by, basket.until_on,
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
    f"{COLUMNS} WHERE basket.desk_id = :desk AND basket.parked_at IS NOT NULL ORDER BY basket.id"
)
LINES = Sql(
    "SELECT id, uuid, instrument_id, borrower_id FROM basket_line WHERE basket_id = :basket"
    " ORDER BY id"
)
DROP_LINES = Sql("DELETE FROM basket_line WHERE basket_id = :key")
DROP = Sql("DELETE FROM basket WHERE id = :key")


def known(look: Look, basket: UUID) -> Any:
    """Return a basket by its id, or refuse."""
    row = look.one(BY_ID, basket=basket)
    if row is None:
        message = "That was finished or put back already; scan the card again."
        raise RuleError(message, "basket_gone", "basket")
    return row


def title(row: Any) -> str:
    """Return whom a basket is for, as the parked strip says it."""
    if row.family_name:
        return f"{surname(row.family_name)} family"
    return row.borrower_name or "On the counter"
