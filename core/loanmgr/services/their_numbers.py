"""The number by which another system knows a borrower: typed by hand, found and scanned as a card.

It is a code beside the card, the newest of those that were never a card of ours.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import codes, texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import facts
from loanmgr.services.work import Look, Work

MOST_LETTERS = 40
IS_NUMBER = (
    "code.kind = 'borrower' AND code.is_alias = 1 AND code.text NOT LIKE '% %'"
    " AND NOT EXISTS (SELECT 1 FROM borrower AS was WHERE was.code = code.text)"
)
"""No card of a record that was joined, and none that was taken back, which has a space in it."""
NUMBER = Sql(
    f"SELECT id, text FROM code WHERE thing = :key AND {IS_NUMBER} ORDER BY id DESC LIMIT 1"  # noqa: S608
)
WHO = Sql("SELECT id, code, name, kind, family_id, struck_act FROM borrower WHERE id = :key")
OWNER = Sql(
    "SELECT code.kind, code.thing, b.name FROM code"
    " LEFT JOIN borrower AS b ON b.id = code.thing AND code.kind = 'borrower'"
    " WHERE code.text = :text"
)


@dataclass(frozen=True)
class TheirNumber:
    """Note by which number another system knows a borrower."""

    borrower: str
    number: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Known:
    """By which number a borrower is known elsewhere; empty where none was said."""

    borrower: str
    name: str
    number: str
    act: UUID | None = None


def set_number(work: Work, request: TheirNumber) -> Known:
    """Note by which number another system knows a borrower, instead of the one before.

    Raises:
        RuleError: nothing was said, it is built like a card of ours, or somebody else has it.
    """
    row = _who(work, request.borrower)
    work.lock("borrower", row.id)
    number = codes.normalise(texts.line(request.number, "number"))
    if not number:
        raise RuleError("Say the number that the other system has.", "missing", "number")
    if len(number) > MOST_LETTERS:
        message = f"A number has at most {MOST_LETTERS} letters and digits."
        raise RuleError(message, "too_long", "number")
    if codes.has_shape(number):
        raise RuleError(f"{number} is built like our own cards.", "own_code", "number")
    known = work.one(NUMBER, key=row.id)
    if known is not None and known.text == number:
        raise RuleError(f"{row.name} has that number already.", "nothing_changed", "number")
    _check_free(work, row, number)
    if known is None:
        work.add("code", text=number, kind="borrower", thing=row.id, is_alias=1)
    else:
        work.change("code", known.id, {"text": known.text}, {"text": number})
    work.about("borrower", row.id, "changed")
    work.about("family", row.family_id, "changed")
    work.what = f"Number elsewhere: {row.name}, {number}"
    return Known(row.code, row.name, number, request.id)


def number_of(look: Look, card: str) -> Known:
    """Return by which number another system knows a borrower.

    Raises:
        RuleError: the card is nobody's.
    """
    row = _who(look, card)
    known = look.one(NUMBER, key=row.id)
    return Known(row.code, row.name, known.text if known is not None else "")


def _who(look: Look, card: str) -> Any:
    row = look.one(WHO, key=facts.borrower_key(look, card, "borrower"))
    if row.struck_act is not None:
        raise RuleError("That record was taken back.", "unknown_label", "borrower")
    return row


def _check_free(look: Look, row: Any, number: str) -> None:
    owner = look.one(OWNER, text=number)
    if owner is not None:
        whose = owner.name or "something else"
        if (owner.kind, owner.thing) == ("borrower", row.id):
            whose = f"{row.name} already, as an old one"
        raise RuleError(f"The number {number} is of {whose}.", "taken", "number")
