"""Charging: the run is one act, and each account one of its own, wholly billed or not at all."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import pounds
from loanmgr.domain.words import long_date
from loanmgr.services import accounts, lending, locks, loss_charges
from loanmgr.services.billing import due, late, planning, servicing, unreturned
from loanmgr.services.billing.due import REDUCED, UNDECIDED, DuePeriod
from loanmgr.services.billing.unreturned import DueLoss
from loanmgr.services.identity import LEADS
from loanmgr.services.papers import reading
from loanmgr.services.runs import BILLING_RUN, REGISTER
from loanmgr.services.work import Look, Work

NOTHING = "nothing_due"
"""The code of a refusal: there is nothing to charge."""
RUN_UNDONE = "run_undone"
TAKEN_BACK = "That billing run was taken back; begin another one."
RUN = Sql(
    "SELECT act.no, EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no) AS is_undone"
    " FROM act WHERE act.uuid = :id AND act.use_case = 'bill'"
)


@dataclass(frozen=True)
class Bill:
    """Begin a billing run of a day; its accounts follow, one act each."""

    on: date
    undecided: str = REDUCED
    id: UUID = field(default_factory=new_id)
    is_late: bool = False
    """It charges for paying late, and not what has come due."""


@dataclass(frozen=True)
class BillAccount:
    """Charge what has come due on one account, as part of a run."""

    run: UUID
    card: str
    """Of who pays."""
    on: date
    undecided: str
    id: UUID
    is_late: bool = False


@dataclass(frozen=True)
class Billed:
    """What was charged."""

    act: UUID
    charges: int
    due_pence: int


def bill(work: Work, request: Bill) -> Billed:
    """Begin a run: everything it charges belongs to this act.

    Raises:
        RuleError: a day to come, an unknown way with what is undecided, or no lead.
    """
    if request.undecided not in UNDECIDED:
        message = "What is not decided is charged reduced or full, or held."
        raise RuleError(message, "undecided", "undecided")
    if request.on > work.on:
        message = f"{long_date(request.on)} has not come yet; a run charges what is due by today."
        raise RuleError(message, "in_the_future", "on")
    if work.identity.role not in LEADS:
        raise RuleError("Only a lead or the office can charge everybody.", "lead_only", "id")
    run = "Late payment" if request.is_late else "Billing run"
    work.what = f"{run} for {long_date(request.on)}"
    work.about(*REGISTER, BILLING_RUN)
    return Billed(request.id, 0, 0)


def is_taken_back(look: Look, run: UUID) -> bool:
    """Say whether a run was undone as a whole."""
    found = look.one(RUN, id=run)
    return found is not None and bool(found.is_undone)


def bill_account(work: Work, request: BillAccount) -> Billed:
    """Charge what has come due on one account.

    Raises:
        RuleError: the run was undone; or nothing of theirs is due, or any more (`NOTHING`).
    """
    run = work.one(RUN, id=request.run)
    if run.is_undone:
        raise RuleError(TAKEN_BACK, RUN_UNDONE, "run")
    work.belongs_to = run.no
    if request.is_late:
        return _bill_late(work, request)
    payer = work.one(planning.PAYER, card=request.card)
    account, on = payer.account_id, request.on
    if not work.is_alone:
        _lock(work, account, on)
    lost, periods = planning.of_account(work, account, on, request.undecided)
    found = [period for period in periods if not planning.is_held(period, request.undecided)]
    if not found and not any(loss.quote for loss in lost):
        raise RuleError(f"{payer.name} has nothing to pay for that has come due.", NOTHING, "card")
    for payers in sorted({period.pays.account for period in found if period.pays}):
        work.lock("account", payers)
    for period in found:
        _charge(work, request, period)
    _move_on(work, found)
    for loss in lost:
        _charge_loss(work, request, loss)
    quotes = [period.quote for period in found if period.quote]
    quotes += [loss.quote for loss in lost if loss.quote]
    pence = sum(quote.due_pence for quote in quotes)
    charges = sum(1 for quote in quotes if quote.full_pence)
    work.what = f"Billed: {payer.name}, {pounds(pence)} for {charges} of what is out"
    return Billed(request.id, charges, pence)


def _lock(work: Work, account: int, on: date) -> None:
    # What may be charged as lost can be handed in at another desk at this very moment.
    served = servicing.instruments_of(work, account, on)
    for key in sorted({*unreturned.instruments_of(work, account, on), *served}):
        work.lock("instrument", key)
    # Nobody gets or loses a reduced rate, and no budget is given to others, while this charges.
    locks.borrowers(work, due.borrowers(work, account, on), (account,))


def _bill_late(work: Work, request: BillAccount) -> Billed:
    """Charge an account for what it has not paid in time."""
    account = accounts.locked_row(work, request.card).account_id
    who = reading.payer_of(work, account)
    found = late.of_account(work, account, request.on)
    if not found:
        raise RuleError(f"{who.name} has not paid anything late.", NOTHING, "card")
    pence = late.charge(work, request.id, who, found)
    work.what = f"Billed for paying late: {who.name}, {pounds(pence)}"
    return Billed(request.id, len(found), pence)


def _charge(work: Work, request: BillAccount, period: DuePeriod) -> None:
    quote, row, who = period.quote, period.row, period.who
    assert quote is not None  # noqa: S101 - what has no price is held
    source = uuid5(request.id, f"{row.uuid} {quote.period_code}")
    lending.record_charge(work, row.hire, who, (quote, period.name, source), period.pays)
    work.about("instrument", row.instrument_id, "billed")
    work.about("borrower", who.row.id, "borrower")
    work.about("family", who.row.family_id, "payer")


def _charge_loss(work: Work, request: BillAccount, loss: DueLoss) -> None:
    """Charge what is not back; the hire of it may have ended with that."""
    if loss.quote is None:
        return
    source = uuid5(request.id, f"{loss.source} {loss.kind} {loss.thing}")
    loss_charges.record(work, loss.who, loss.quote, loss.entered(source))
    work.about("instrument", loss.instrument, "billed")
    work.about("borrower", loss.who.row.id, "borrower")
    work.about("family", loss.who.row.family_id, "payer")


def _move_on(work: Work, found: list[DuePeriod]) -> None:
    """Note when each hire is charged again."""
    last = {period.row.id: period for period in found}
    for key, period in last.items():
        assert period.quote is not None  # noqa: S101 - what has no price is held
        before = {"next_charge_on": period.row.next_charge_on}
        work.change("loan_line", key, before, {"next_charge_on": period.quote.next_charge_on})
