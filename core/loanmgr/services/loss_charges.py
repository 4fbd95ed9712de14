"""Charges for what is lost, broken or stays away: priced, entered, and taken off again.

A charge belongs to the hire that the thing was on. Its `period` names the thing itself, so that
what turns up later is matched with its own charge and not with another instrument's of that hire.
"""

from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import losses
from loanmgr.domain.charges import Quote
from loanmgr.domain.losses import DAMAGE, LOSS, PART, Asked
from loanmgr.services import facts, hiring
from loanmgr.services.facts import HirerKnown, InstrumentKnown
from loanmgr.services.ledger import pay_by, reverse_charge
from loanmgr.services.work import Look, Work

LAST_LINE = Sql(
    "SELECT line.id, line.uuid, line.lent_on, line.borrower_id, line.returned_on,"
    " COALESCE(line.hire_id, line.id) AS hire FROM loan_line AS line"
    " WHERE line.instrument_id = :key AND line.struck_act IS NULL ORDER BY line.id DESC LIMIT 1"
)
BEGUN = Sql("SELECT lent_on FROM loan_line WHERE id = :hire")
"""The first day of a hire, whatever it was swapped for since."""
LIVE_LOSS = Sql(
    "SELECT * FROM charge WHERE hire_id = :hire AND ended_act IS NULL AND kind = 'loss'"
)
LIVE = Sql(
    "SELECT * FROM charge WHERE borrower_id = :borrower AND ended_act IS NULL AND kind = :kind"
    " ORDER BY id"
)
STANDS = Sql(
    "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) AS pence FROM ledger"
    " WHERE charge_id = :charge"
)
PART_OF = Sql(
    "SELECT id, COALESCE(hire_id, id) AS hire, borrower_id FROM loan_line WHERE id = :line"
)


class Entered(NamedTuple):
    """What a charge is entered for."""

    kind: str
    hire: int
    thing: str
    """Names the thing among those of the hire: a label, or a part's key."""
    what: str
    """As its line of the account says it."""
    source: UUID


def last_line(look: Look, instrument: int) -> Any:
    """Return the newest loan line of an instrument, open or not; None where it was never lent."""
    return look.one(LAST_LINE, key=instrument)


def had_days(look: Look, line: Any) -> int:
    """Return how many days the hire of a loan line has run, or had when it ended."""
    begun_on = look.one(BEGUN, hire=line.hire).lent_on
    return int((min(look.on, line.returned_on or look.on) - begun_on).days)


def value_of(known: InstrumentKnown) -> int | None:
    """Return what an instrument is worth: its own value, or the usual one of its type."""
    own = known.row.value_pence
    if own is not None:
        return int(own)
    return known.kind.value_pence if known.kind else None


def quote(look: Look, known: InstrumentKnown, who: HirerKnown, asked: Asked) -> Quote | None:
    """Price a loss for whoever had it; None where the policy charges nothing.

    Raises:
        RuleError: it goes by a value or a cost that nobody has said.
    """
    hire = hiring.hire_of(known, who, asked.on)
    return losses.price(look.policy(), hire, asked, who.awards)


def record(work: Work, who: HirerKnown, priced: Quote, entered: Entered) -> None:
    """Add the charge and its ledger lines; nothing where it comes to nothing."""
    if not priced.full_pence:
        return
    on = priced.charge_on
    charge = work.add(
        "charge",
        uuid=uuid5(entered.source, "charge"),
        hire_id=entered.hire,
        account_id=who.row.account_id,
        borrower_id=who.row.id,
        period=f"{entered.kind} {entered.thing}",
        period_from_on=on,
        period_to_on=on,
        charge_on=on,
        full_pence=priced.full_pence,
        discount_pence=priced.discount_pence,
        due_pence=priced.due_pence,
        tariff=priced.tariff_code,
        scheme=priced.scheme_code or None,
        award_id=who.award_keys.get(priced.award) if priced.award else None,
        because=priced.because,
        steps=msgspec.json.encode([(step.what, step.pence) for step in priced.steps]).decode(),
        policy_version=work.policy_version,
        act_no=work.act_no,
        kind=entered.kind,
    )
    _enter(work, charge, (who.row.account_id, who.row.kind), priced, entered)


def _enter(work: Work, charge: int, on: tuple[int, str], priced: Quote, entered: Entered) -> None:
    account, kind = on
    common: dict[str, Any] = {
        "account_id": account,
        "entered_on": work.on,
        "due_on": pay_by(work, kind, work.on, priced.pay_within_days),
        "vat_code": priced.vat_code,
        "charge_id": charge,
        "act_no": work.act_no,
    }
    work.add(
        "ledger",
        uuid=uuid5(entered.source, "full"),
        kind="charge",
        amount_pence=priced.full_pence,
        what=entered.what,
        **common,
    )
    if priced.discount_pence:
        work.add(
            "ledger",
            uuid=uuid5(entered.source, "discount"),
            kind="discount",
            amount_pence=-priced.discount_pence,
            what=priced.public_name,
            **common,
        )


def loss_of(look: Look, instrument: int, code: str) -> Any:
    """Return the charge that stands for the loss of an instrument, or None."""
    line = last_line(look, instrument)
    charge = look.one(LIVE_LOSS, hire=line.hire) if line is not None else None
    return charge if charge is not None and charge.period == f"{LOSS} {code}" else None


def part_of(look: Look, part: int, line: int | None) -> Any:
    """Return the charge that stands for a part which stayed away with a loan line, or None."""
    had = look.one(PART_OF, line=line) if line is not None else None
    if had is None:
        return None
    found = look.rows(LIVE, borrower=had.borrower_id, kind=PART)
    return next((charge for charge in found if charge.period == f"{PART} {part}"), None)


def damage_of(look: Look, borrower: int, hire: int, fault: str) -> Any:
    """Return the charge that stands for a fault which came of a hire, or None."""
    found = look.rows(LIVE, borrower=borrower, kind=DAMAGE)
    wanted = f"{DAMAGE} {fault.casefold()}"
    return next((c for c in found if c.hire_id == hire and c.period == wanted), None)


def stands(look: Look, charge: int) -> int:
    """Return what a charge comes to now, with what was taken off it since."""
    return int(look.one(STANDS, charge=charge).pence)


def take_off(work: Work, charge: Any) -> int:
    """Take a charge off, as what it was for is here; return how much that was."""
    if charge is None:
        return 0
    work.lock("account", charge.account_id)
    pence = stands(work, charge.id)
    reverse_charge(work, charge.id)
    return pence


def turned_up(work: Work, known: InstrumentKnown, *, keeps: bool = False) -> tuple[int, int]:
    """Take off what was charged for the loss of an instrument that is here, or keep it.

    Returns:
        What was taken off, and what was kept, in pence.
    """
    charge = loss_of(work, known.row.id, known.row.code)
    if charge is None:
        return 0, 0
    who = facts.hirer(work, charge.borrower_id).row
    work.about("borrower", who.id, "borrower")
    work.about("family", who.family_id, "payer")
    if keeps:
        return 0, stands(work, charge.id)
    return take_off(work, charge), 0
