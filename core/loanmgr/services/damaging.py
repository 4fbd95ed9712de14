"""Damage: a fault that came of a hire, and what whoever had it pays for the mending."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from loanmgr.domain import texts
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.losses import DAMAGE, Asked
from loanmgr.domain.money import MOST_PENCE, pounds
from loanmgr.services import deposits, facts, loss_charges
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.hires import together
from loanmgr.services.lending import Charged
from loanmgr.services.loss_charges import Entered
from loanmgr.services.work import Look, Work


@dataclass(frozen=True)
class Damaged:
    """Report a fault that whoever has an instrument, or had it last, is to pay for."""

    instrument: str
    fault: str
    cost_pence: int | None = None
    """What mending it costs, where that is known."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class DamageNoted:
    """What is broken, who had it, and what that costs them."""

    act: UUID | None
    instrument: str
    name: str
    fault: str
    was_with: str
    was_with_code: str
    charge: Charged
    """Nothing in it where nothing is charged; `because` says why."""
    deposit_kept_pence: int = 0


class _Weighed(NamedTuple):
    """What a report does, decided alike for the preview and the act."""

    known: InstrumentKnown
    fault: str
    who: BorrowerKnown | None
    line: Any
    quote: Quote | None
    why_not: str


def damaged(work: Work, request: Damaged) -> DamageNoted:
    """Note a fault, and charge whoever had the instrument for it.

    Raises:
        RuleError: it says nothing, or that fault was charged already.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    line = loss_charges.last_line(work, key)
    if line is not None:
        work.lock("borrower", line.borrower_id)
        work.lock("account", facts.borrower(work, line.borrower_id).row.account_id)
    weighed = _weigh(work, request, key)
    known, who = weighed.known, weighed.who
    row = known.row
    before = {"fault": row.fault, "fault_on": row.fault_on}
    if weighed.fault != row.fault:
        work.change("instrument", key, before, {"fault": weighed.fault, "fault_on": work.on})
    if who is not None and weighed.quote is not None:
        # The fault is what tells two charges of one hire apart.
        thing, what = weighed.fault.casefold(), f"{known.name} {row.code} damaged: {weighed.fault}"
        hire, source = int(weighed.line.hire), uuid5(request.id, "damage")
        entered = Entered(DAMAGE, hire, thing, what, source)
        loss_charges.record(work, who, weighed.quote, entered)
    _, kept = deposits.weigh(work, key)
    work.about("instrument", key, "damaged")
    if who is not None:
        work.about("borrower", who.row.id, "borrower")
        work.about("family", who.row.family_id, "payer")
    told = _noted(weighed, request.id, kept)
    work.what = f"Damaged: {known.name} {row.code} ({weighed.fault})"
    if told.charge.due_pence:
        work.what += f"; {pounds(told.charge.due_pence)} charged to {told.was_with}"
    return told


def preview(look: Look, request: Damaged) -> DamageNoted:
    """Say what reporting damage would cost, before it is done.

    Raises:
        RuleError: it says nothing, or that fault was charged already.
    """
    key = facts.instrument_key(look, request.instrument)
    return _noted(_weigh(look, request, key), None, 0)


def _weigh(look: Look, request: Damaged, key: int) -> _Weighed:
    known = facts.instrument(look, key)
    fault = texts.note(request.fault, "fault")
    if not fault:
        raise RuleError("Say what is broken.", "missing", "fault")
    _check_cost(request.cost_pence)
    line = loss_charges.last_line(look, key)
    if line is None:
        return _Weighed(known, fault, None, None, None, "nobody has had it on loan")
    who = facts.borrower(look, line.borrower_id)
    charged = loss_charges.damage_of(look, who.row.id, int(line.hire), fault)
    if charged is not None:
        pence = pounds(loss_charges.stands(look, charged.id))
        message = f"{known.name} {known.row.code}, {fault}: {pence} is charged for that already."
        raise RuleError(message, "already_charged", "fault")
    happened = f"damaged ({fault})"
    value = loss_charges.value_of(known)
    asked = Asked(
        DAMAGE,
        known.name,
        happened,
        look.on,
        value,
        request.cost_pence,
        had_days=loss_charges.had_days(look, line),
    )
    try:
        quote = loss_charges.quote(look, known, who, asked)
    except RuleError as refusal:
        if refusal.code != "no_cost":
            raise
        return _Weighed(known, fault, who, line, None, "nobody has said what mending it costs")
    why = "" if quote is not None else "the policy has no price for damage"
    return _Weighed(known, fault, who, line, quote, why)


def _check_cost(cost_pence: int | None) -> None:
    if cost_pence is not None and not 0 <= cost_pence <= MOST_PENCE:
        message = f"What mending costs lies between nothing and {pounds(MOST_PENCE)}."
        raise RuleError(message, "cost", "cost_pence")


def _noted(weighed: _Weighed, act: UUID | None, kept_pence: int) -> DamageNoted:
    known, who = weighed.known, weighed.who
    charge = (
        together([weighed.quote])
        if weighed.quote is not None
        else Charged(0, 0, 0, weighed.why_not)
    )
    return DamageNoted(
        act,
        known.row.code,
        known.name,
        weighed.fault,
        who.row.name if who else "",
        who.row.code if who else "",
        charge,
        kept_pence,
    )
