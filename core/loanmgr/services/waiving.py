"""Lowering a charge for a loss: by a lead or the office, for a reason that stays off paper."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.losses import LOSS
from loanmgr.domain.money import pounds
from loanmgr.services import facts, loss_charges
from loanmgr.services.identity import LEADS
from loanmgr.services.ledger import enter_beside, reverse_line, standing
from loanmgr.services.loss_charges import LAST_LINE
from loanmgr.services.work import Look, Work

OF_THING = Sql("""
SELECT * FROM charge WHERE borrower_id = :borrower AND hire_id = :hire
AND ended_act IS NULL AND kind IS NOT NULL ORDER BY id
""")
NAMED = Sql("""
SELECT charge.*, (SELECT line.instrument_id FROM loan_line AS first
  JOIN loan_line AS line ON line.loan_id = first.loan_id
    AND (line.id = first.id OR line.hire_id = first.id)
  WHERE first.id = charge.hire_id ORDER BY line.id DESC LIMIT 1) AS instrument_id
FROM charge WHERE uuid = :charge AND ended_act IS NULL AND kind IS NOT NULL
""")
"""A charge for a loss, and the instrument that its hire was last of."""
TAKEN_OFF = Sql("""
SELECT charge.* FROM charge JOIN act_thing ON act_thing.act_no = charge.ended_act
  AND act_thing.kind = 'instrument' AND act_thing.thing = :key
  AND act_thing.role IN ('returned', 'handed_in', 'found', 'lent')
WHERE charge.borrower_id = :borrower AND charge.hire_id = :hire AND charge.kind = 'loss'
  AND charge.period = :period
ORDER BY charge.ended_act DESC LIMIT 1
""")
ROOTS = Sql(
    "SELECT ledger.* FROM ledger WHERE charge_id = :charge AND reverses_id IS NULL ORDER BY id"
)
FULL_LINE = Sql(
    "SELECT what FROM ledger WHERE charge_id = :charge AND kind = 'charge' ORDER BY id LIMIT 1"
)


@dataclass(frozen=True)
class LossCharge:
    """One charge for a loss, damage or a part, that stands."""

    charge: UUID
    kind: str
    what: str
    borrower: str
    """Card of who is charged."""
    borrower_name: str
    due_pence: int
    """What it comes to now."""
    because: str


@dataclass(frozen=True)
class Waive:
    """Lower a charge for an instrument's loss, damage or missing part."""

    instrument: str
    """Its label; empty where the charge is named."""
    reason: str
    to_pence: int = 0
    """What it is to come to; nothing unless said."""
    charge: UUID | None = None
    """Which one, where there are several."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Waived:
    """What a charge comes to now."""

    act: UUID
    what: str
    off_pence: int
    due_pence: int
    borrower_name: str


@dataclass(frozen=True)
class KeepLoss:
    """Let a charge for a loss stand that was taken off when the instrument turned up."""

    instrument: str
    id: UUID = field(default_factory=new_id)


def charges_of(look: Look, code: str) -> tuple[LossCharge, ...]:
    """Return the charges for losses that stand for the hire an instrument is, or was last, on."""
    return tuple(_told(look, row) for row in _rows(look, facts.instrument_key(look, code)))


def waive(work: Work, request: Waive) -> Waived:
    """Lower a charge; the reason is kept with the act and on no paper.

    Raises:
        RuleError: nobody there may, no reason is given, or there is no such charge.
    """
    reason = texts.note(request.reason, "reason")
    if work.identity.role not in LEADS:
        raise RuleError("Only a lead or the office can lower a charge.", "lead_only", "reason")
    if not reason:
        raise RuleError("Say why it is lowered.", "missing", "reason")
    key = _instrument(work, request)
    work.lock("instrument", key)
    row = _which(work, request, key)
    work.lock("account", row.account_id)
    before = loss_charges.stands(work, row.id)
    if not 0 <= request.to_pence < before:
        message = f"It is {pounds(before)} now; say less than that, and not less than nothing."
        raise RuleError(message, "amount", "to_pence")
    off = before - request.to_pence
    enter_beside(work, row, ("credit", -off), lambda charged: f"Lowered: {charged}")
    work.override(reason)
    who = facts.borrower(work, row.borrower_id).row
    what = work.one(FULL_LINE, charge=row.id).what
    work.about("instrument", key, "lowered")
    work.about("borrower", who.id, "borrower")
    work.about("family", who.family_id, "payer")
    work.what = f"Lowered: {what}, from {pounds(before)} to {pounds(request.to_pence)}"
    return Waived(request.id, what, off, request.to_pence, who.name)


def keep_loss(work: Work, request: KeepLoss) -> Waived:
    """Let a charge stand again that the instrument's turning up has taken off.

    Raises:
        RuleError: no charge was taken off for it.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    known = facts.instrument(work, key)
    name, line = f"{known.name} {known.row.code}", work.one(LAST_LINE, key=key)
    period = f"{LOSS} {known.row.code}"
    row = None
    if line is not None:
        whose = {"hire": line.hire, "borrower": line.borrower_id}
        row = work.one(TAKEN_OFF, key=key, period=period, **whose)
    if row is None or loss_charges.loss_of(work, key, known.row.code) is not None:
        raise RuleError(f"No charge was taken off for {name}.", "nothing_changed", "instrument")
    work.lock("account", row.account_id)
    work.change("charge", row.id, {"ended_act": row.ended_act}, {"ended_act": None})
    for root in work.rows(ROOTS, charge=row.id):
        last = standing(work, root)
        if last.act_no == row.ended_act:
            reverse_line(work, last)
    pence = loss_charges.stands(work, row.id)
    who = facts.borrower(work, row.borrower_id).row
    work.about("instrument", key, "charge_kept")
    work.about("borrower", who.id, "borrower")
    work.about("family", who.family_id, "payer")
    work.what = f"Charge kept: {pounds(pence)} for the loss of {name}, {who.name}"
    return Waived(request.id, f"the loss of {name}", 0, pence, who.name)


def _rows(look: Look, key: int) -> list[Any]:
    line = look.one(LAST_LINE, key=key)
    if line is None:
        return []
    return look.rows(OF_THING, hire=line.hire, borrower=line.borrower_id)


def _instrument(look: Look, request: Waive) -> int:
    if request.instrument or request.charge is None:
        return facts.instrument_key(look, request.instrument)
    return int(_named(look, request.charge).instrument_id)


def _named(look: Look, charge: UUID) -> Any:
    row = look.one(NAMED, charge=charge)
    if row is None:
        message = "That is no charge for a loss, damage or a part, or it was taken off."
        raise RuleError(message, "no_charge", "charge")
    return row


def _which(look: Look, request: Waive, key: int) -> Any:
    if not request.instrument and request.charge is not None:
        return _named(look, request.charge)
    rows = [row for row in _rows(look, key) if request.charge in (None, row.uuid)]
    if not rows:
        message = "Nothing is charged for its loss, damage or parts."
        raise RuleError(message, "no_charge", "instrument")
    if len(rows) > 1:
        what = "; ".join(_told(look, row).what for row in rows)
        message = f"There are {len(rows)} such charges: {what}. Say which one."
        raise RuleError(message, "which_charge", "charge")
    return rows[0]


def _told(look: Look, row: Any) -> LossCharge:
    who = facts.borrower(look, row.borrower_id).row
    what = look.one(FULL_LINE, charge=row.id).what
    pence = loss_charges.stands(look, row.id)
    return LossCharge(row.uuid, row.kind, what, who.code, who.name, pence, row.because)
