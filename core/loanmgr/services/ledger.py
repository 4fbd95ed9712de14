"""The ledger: lines are only added; what is taken back gets its opposite."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import taking_back
from loanmgr.services.work import Look, Work

LINES = """
SELECT ledger.*, back.id AS back_id FROM ledger LEFT JOIN ledger AS back
  ON back.reverses_id = ledger.id WHERE {condition} ORDER BY ledger.id
"""
LINES_OF_CHARGE = Sql(LINES.format(condition="ledger.charge_id = :charge"))
LINES_OF_ACCOUNT = Sql(LINES.format(condition="ledger.account_id = :account"))
LINE = Sql("SELECT * FROM ledger WHERE id = :key")
REVERSAL = Sql("SELECT id FROM ledger WHERE reverses_id = :key")
LINE_NAMED = Sql("SELECT * FROM ledger WHERE uuid = :uuid")
WENT_TO = Sql("""
SELECT kept.account_id FROM family AS gone
JOIN code ON code.text = gone.code AND code.kind = 'family'
JOIN family AS kept ON kept.id = code.thing
WHERE gone.account_id = :account AND gone.struck_act IS NOT NULL AND kept.id <> gone.id
UNION ALL
SELECT kept.account_id FROM borrower AS gone
JOIN code ON code.text = gone.code AND code.kind = 'borrower'
JOIN borrower AS kept ON kept.id = code.thing
WHERE gone.account_id = :account AND gone.kind <> 'pupil' AND gone.struck_act IS NOT NULL
  AND kept.id <> gone.id
""")
"""The account of the record that another one was joined with, by the card it had."""


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
    for line, _ in in_effect(work, work.rows(LINES_OF_CHARGE, charge=charge)):
        reverse_line(work, line)


def in_effect(look: Look, lines: list[Any]) -> list[tuple[Any, Any]]:
    """Return the lines by which others stand, each with the one that was entered first.

    What was taken back counts no more, nor does what took it back; that taken back counts again.
    """
    by_key = {line.id: line for line in lines}
    found = []
    for line in lines:
        if line.back_id is not None:
            continue
        links, root = 0, line
        while root.reverses_id is not None:
            links += 1
            root = by_key.get(root.reverses_id) or look.one(LINE, key=root.reverses_id)
        if links % 2 == 0:
            found.append((line, root))
    return found


def enter_beside(work: Work, charge: Any, of: tuple[str, int], say: Callable[[str], str]) -> None:
    """Add a line of a kind and a sum to a charge that was entered before.

    `say` is given what the charge's own line says, and returns the words of the new one.
    """
    kind, pence = of
    full, charged = _full_line(work, charge.id)
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
        what=say(charged.what),
        act_no=work.act_no,
    )


def _full_line(look: Look, charge: int) -> tuple[Any, Any]:
    """Return the line that charges for a hire now, and the one that did so first."""
    lines = look.rows(LINES_OF_CHARGE, charge=charge)
    charged = [(line, root) for line, root in in_effect(look, lines) if root.kind == "charge"]
    newest = [line for line in lines if line.kind == "charge"][-1]
    return charged[-1] if charged else (newest, newest)


def standing(look: Look, line: Any) -> Any:
    """Return the line by which another one stands: itself, or the last of its reversals.

    A line that went to another account stands by its copy there, while that is so.
    """
    chain = [line]
    while (back := look.one(REVERSAL, key=chain[-1].id)) is not None:
        chain.append(look.one(LINE, key=back.id))
    for place, each in enumerate(chain[1:], start=1):
        is_in_effect = (len(chain) - 1 - place) % 2 == 0
        copy = look.one(LINE_NAMED, uuid=copy_id(each)) if is_in_effect else None
        if copy is not None:
            return standing(look, copy)
    return chain[-1]


def copy_id(opposite: Any) -> UUID:
    """Return the id of the line that another account got when this one took it off its own."""
    return uuid5(opposite.uuid, "moved")


def account_now(look: Look, account: int) -> int:
    """Return the account that has taken the place of one whose record was joined with another."""
    went = look.one(WENT_TO, account=account)
    return account if went is None else account_now(look, went.account_id)


def reverse_line(work: Work, line: Any, account: int | None = None) -> int:
    """Add the opposite of a ledger line, on the account it is on now unless said."""
    return work.add(
        "ledger",
        uuid=uuid5(line.uuid, "reversal"),
        account_id=account or account_now(work, line.account_id),
        kind="reversal",
        entered_on=work.on,
        due_on=line.due_on,
        amount_pence=-line.amount_pence,
        vat_code=line.vat_code,
        charge_id=line.charge_id,
        payment_id=line.payment_id,
        reverses_id=line.id,
        what=taking_back.opposite(line.what),
        act_no=work.act_no,
    )
