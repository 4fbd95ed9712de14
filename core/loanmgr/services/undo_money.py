"""What was paid for an act that is undone: somebody decides whether it goes back or stays."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain.taking_back import itself
from loanmgr.domain.words import listed
from loanmgr.services import accounts, giving_back, ledger, owed
from loanmgr.services.work import Look

PAID = "pay"
PAYMENTS_OF = Sql(
    "SELECT act.uuid FROM act WHERE act.part_of = :no AND act.use_case = 'pay'"
    " AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no) ORDER BY act.no"
)
LINE = Sql("SELECT * FROM ledger WHERE id = :key")
EFFECTS = Sql(
    "SELECT body.effects FROM act JOIN act_body AS body ON body.act_no = act.no"
    " WHERE act.part_of = :no AND act.use_case <> 'pay' ORDER BY act.no"
)
CHARGES = ("charge", "deposit")
"""Lines that money is paid for."""
MOST_NAMED = 3
"""So many of them are named; of more, the first two."""


@dataclass(frozen=True)
class Taken:
    """A payment, and how much of it was for what is undone."""

    payment: UUID
    pence: int
    method: str


def paid_for(look: Look, act: Any) -> str:
    """Say what was paid for an act as the account says it, for the line about what goes back."""
    if act.use_case == PAID:
        return ""
    effects = [act.effects, *(row.effects for row in look.rows(EFFECTS, no=act.no))]
    rows = [look.one(LINE, key=key) for each in effects for key in _entered(each)]
    said = dict.fromkeys(itself(row.what) for row in rows if row.kind in CHARGES)
    if len(said) <= MOST_NAMED:
        return listed(said)
    first, second, *rest = said
    return f"{first}, {second} and {len(rest):,} more"


def taken(look: Look, act: Any) -> tuple[Taken, ...]:
    """Return what was paid for an act: for all of a finished basket, or for one line of it."""
    if act is None:
        return ()
    if act.use_case == PAID:
        return _found(_payment(look, act.uuid))
    if act.part_of is None:
        parts = look.rows(PAYMENTS_OF, no=act.no)
        return _found(*(_payment(look, part.uuid) for part in parts))
    beside = (_payment(look, part.uuid) for part in look.rows(PAYMENTS_OF, no=act.part_of))
    return _found(*(_share(look, act, paid) for paid in beside))


def _payment(look: Look, uuid: UUID) -> Any:
    """Return a payment with what is left of it, as (row, pence)."""
    row = look.one(accounts.PAYMENT, payment=uuid)
    return row, giving_back.left_of(look, row.account_id, row.id)


def _share(look: Look, act: Any, paid: Any) -> Any:
    """Return a payment with no more of it than the act's own sum, nor than is not owed then."""
    row, left = paid
    lines = (ledger.standing(look, look.one(LINE, key=key)) for key in _entered(act.effects))
    own = sum(line.amount_pence for line in lines if line.account_id == row.account_id)
    balance = owed.balance(look, row.account_id)
    return row, min(left, own, own - balance)


def _entered(effects: Any) -> list[int]:
    """Return the keys of the lines that an act entered."""
    return [e[2] for e in msgspec.json.decode(effects) if e[0] == "+" and e[1] == "ledger"]


def _found(*paid: Any) -> tuple[Taken, ...]:
    return tuple(Taken(row.uuid, left, row.method) for row, left in paid if left > 0)
