"""Cards of families, schools and other borrowers: what each says, never a child's name."""

from dataclasses import dataclass
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.services import facts
from loanmgr.services.work import Look

FAMILY = Sql("SELECT code, name FROM family WHERE id = :key AND struck_act IS NULL")
BORROWER = Sql(
    "SELECT b.code, COALESCE(family.name, b.name) AS name FROM borrower AS b"
    " LEFT JOIN family ON family.id = b.family_id WHERE b.id = :key AND b.struck_act IS NULL"
)


@dataclass(frozen=True)
class CardsFor:
    """Borrowers and families by their cards, in the order their cards are wanted."""

    codes: tuple[str, ...]


@dataclass(frozen=True)
class CardRow:
    """What one card says."""

    code: str
    name: str
    """The family's, where there is one."""


def cards_for(look: Look, request: CardsFor) -> tuple[CardRow, ...]:
    """Return what these cards say.

    Raises:
        RuleError: a code is unknown, or not a borrower's.
    """
    return tuple(_card(look, text) for text in request.codes)


def _card(look: Look, text: str) -> CardRow:
    kind, key = facts.thing_of(look, text, "codes")
    if kind not in ("family", "borrower"):
        raise RuleError(f"{text.strip()} is not a borrower's card.", "wrong_kind", "codes")
    row: Any = look.one(FAMILY if kind == "family" else BORROWER, key=key)
    if row is None:
        raise RuleError("That borrower's record was taken back.", "unknown_label", "codes")
    return CardRow(row.code, row.name)
