"""The ledger: lines are only added; what is taken back gets its opposite."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid5

from loanmgr.db.sql import Sql
from loanmgr.services.work import Look, Work

LINES_OF_CHARGE = Sql(
    "SELECT ledger.* FROM ledger WHERE charge_id = :charge AND reverses_id IS NULL ORDER BY id"
)
"""Lines that were entered for a charge; those that took one back hang on them."""
FULL_LINE = Sql(
    "SELECT account_id, due_on, vat_code, what FROM ledger"
    " WHERE charge_id = :charge AND kind = 'charge' ORDER BY id DESC LIMIT 1"
)
LINE = Sql("SELECT * FROM ledger WHERE id = :key")
REVERSAL = Sql("SELECT id FROM ledger WHERE reverses_id = :key")


def pay_by(look: Look, kind: str, on: date, days: int | None = None) -> date:
    """Return the day after which what is put on an account counts as owed.

    Args:
        look: the register.
        kind: of the borrower who pays.
        on: the day it is put there, or is charged for where that is later.
        days: what the price says of it, where it says anything.
    """
    if days is None:
        days = look.policy().payment_days(kind, look.on)
    return on + timedelta(days=days)


def reverse_charge(work: Work, charge: int) -> None:
    """Take a charge back: it ends, and each of its ledger lines gets its opposite, dated today."""
    work.change("charge", charge, {"ended_act": None}, {"ended_act": work.act_no})
    for line in work.rows(LINES_OF_CHARGE, charge=charge):
        last = standing(work, line)
        if last.amount_pence == line.amount_pence:  # what was taken back already counts no more
            reverse_line(work, last)


def enter_beside(work: Work, charge: Any, of: tuple[str, int], say: Callable[[str], str]) -> None:
    """Add a line of a kind and a sum to a charge that was entered before.

    `say` is given what the charge's own line says, and returns the words of the new one.
    """
    kind, pence = of
    full = work.one(FULL_LINE, charge=charge.id)
    work.add(
        "ledger",
        uuid=uuid5(charge.uuid, f"{kind} {work.act_no}"),
        account_id=full.account_id,
        kind=kind,
        entered_on=work.on,
        due_on=full.due_on,
        amount_pence=pence,
        vat_code=full.vat_code,
        charge_id=charge.id,
        what=say(full.what),
        act_no=work.act_no,
    )


def standing(look: Look, line: Any) -> Any:
    """Return the line by which another one stands: itself, or the last of its reversals."""
    back = look.one(REVERSAL, key=line.id)
    while back is not None:
        line = look.one(LINE, key=back.id)
        back = look.one(REVERSAL, key=line.id)
    return line


def reverse_line(work: Work, line: Any) -> None:
    """Add the opposite of a ledger line."""
    work.add(
        "ledger",
        uuid=uuid5(line.uuid, "reversal"),
        account_id=line.account_id,
        kind="reversal",
        entered_on=work.on,
        due_on=line.due_on,
        amount_pence=-line.amount_pence,
        vat_code=line.vat_code,
        charge_id=line.charge_id,
        payment_id=line.payment_id,
        reverses_id=line.id,
        what=f"Taken back: {line.what}",
        act_no=work.act_no,
    )
