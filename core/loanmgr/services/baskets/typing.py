"""What is half typed about a basket is kept with it: neither crash nor other desk loses it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.services.baskets import rows
from loanmgr.services.work import Draft

SET_TYPED = Sql("UPDATE basket SET typed = :typed WHERE id = :key")


@dataclass(frozen=True)
class HalfTyped:
    """What stands in a field, or in the fields of a panel, and is not taken yet."""

    basket: UUID
    field: str
    texts: tuple[str, ...]
    """Field by field; empty where nothing is half typed any more."""


def keep_typed(draft: Draft, request: HalfTyped) -> None:
    """Keep what is half typed, in the place of what stood in the same field.

    Raises:
        RuleError: the basket is finished, or at another desk by now.
    """
    row = rows.ours(draft, request.basket)
    known = dict(half_typed(row))
    known.pop(request.field, None)
    if request.texts:
        known[request.field] = tuple(texts.note(text, request.field) for text in request.texts)
    typed = msgspec.json.encode(known).decode() if known else None
    draft.do("basket", SET_TYPED, key=row.id, typed=typed)


def half_typed(row: Any) -> dict[str, tuple[str, ...]]:
    """Return what is half typed about a basket, by field."""
    if not row.typed:
        return {}
    return msgspec.json.decode(row.typed, type=dict[str, tuple[str, ...]])
