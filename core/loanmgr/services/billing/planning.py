"""What a billing run would charge, a page of accounts at a time, and what is out of the way."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.losses import LOSS
from loanmgr.domain.money import pounds
from loanmgr.domain.servicing import SERVICE
from loanmgr.domain.words import day_month
from loanmgr.services import papers, pots
from loanmgr.services.billing import due, late, servicing, unreturned
from loanmgr.services.billing.due import REDUCED, DuePeriod
from loanmgr.services.billing.late import DueLate
from loanmgr.services.billing.unreturned import DueLoss
from loanmgr.services.pots import PotsLeft, Taken
from loanmgr.services.work import Look

PAYER = Sql("""
SELECT account_id, code, name, left_on FROM family WHERE code = :card
UNION ALL SELECT account_id, code, name, left_on FROM borrower
WHERE code = :card AND family_id IS NULL
""")

LATE, NO_PRICE, UNDECIDED, RAN_OUT, LEFT, LESSONS, NOT_BACK = (
    "late",
    "no_price",
    "undecided",
    "ran_out",
    "left",
    "lessons_ended",
    "not_back",
)


@dataclass(frozen=True)
class AskPlan:
    """Ask what a run of a day charges on some accounts."""

    on: date
    cards: tuple[str, ...]
    """Of those who pay."""
    undecided: str = REDUCED
    taken: tuple[Taken, ...] = ()
    """What pages before this one take out of the pots."""
    is_late: bool = False
    """Ask what paying late costs, and not what has come due."""


@dataclass(frozen=True)
class Planned:
    """One period of one hire, as it will be charged."""

    account: str
    """Card of who pays; a school that pays for a pupil is named in `because`."""
    payer: str
    borrower: str
    borrower_name: str
    instrument: str
    name: str
    period: str
    charge_on: date
    full_pence: int
    discount_pence: int
    due_pence: int
    because: str
    kind: str = "hire"
    """hire, loss (the value of what is not back), part (one that stays away), service; or, where it
    is late payment, fee or interest, with the invoice as `name`."""


@dataclass(frozen=True)
class Excepted:
    """What somebody should look at before the run, and what the run does about it."""

    case: str
    account: str
    payer: str
    borrower_name: str
    instrument: str
    message: str
    is_charged: bool


@dataclass(frozen=True)
class PlanPage:
    """What is charged on some accounts."""

    lines: tuple[Planned, ...]
    exceptions: tuple[Excepted, ...]
    taken: tuple[Taken, ...] = ()
    """What this page and those before it take out of the pots."""


def cards_due(look: Look, on: date) -> tuple[str, ...]:
    """Return the cards of those whom a run of a day charges, as `plan_page` takes them."""
    cards = (*due.cards(look, on), *unreturned.cards(look, on), *servicing.cards(look, on))
    return tuple(dict.fromkeys(cards))


def of_account(
    look: Look, account: int, on: date, undecided: str, left: PotsLeft | None = None
) -> tuple[list[DueLoss], list[DuePeriod]]:
    """Price all that a run charges one account: what is not back, then the periods of its hires."""
    left = left or pots.left(look)
    lost = unreturned.of_account(look, account, on, left)
    stopped = {
        loss.hire: loss.quote.charge_on
        for loss in lost
        if loss.stops_hire and loss.quote is not None
    }
    periods = due.of_account(look, account, (on, undecided), stopped, left)
    return [*lost, *servicing.of_account(look, account, on)], periods


def plan_page(look: Look, request: AskPlan) -> PlanPage:
    """Say what a run charges on some accounts."""
    if request.is_late:
        return _late_page(look, request)
    lines: list[Planned] = []
    exceptions: list[Excepted] = []
    left = pots.left(look, request.taken)
    for card in request.cards:
        payer = look.one(PAYER, card=card)
        account = payer.account_id
        exceptions += _late(look, payer)
        lost, periods = of_account(look, account, request.on, request.undecided, left)
        for loss in lost:
            if loss.kind != SERVICE:
                exceptions.append(_not_back(payer, loss))
            if loss.quote is not None:
                lines.append(_planned_loss(payer, loss))
        for period in periods:
            found = _exceptions(payer, period, request)
            exceptions += found
            if period.quote is not None and all(each.is_charged for each in found):
                lines.append(_planned(payer, period))
    return PlanPage(tuple(lines), tuple(exceptions), left.taken if left else ())


def _late_page(look: Look, request: AskPlan) -> PlanPage:
    """Say what some accounts are charged for paying late."""
    lines: list[Planned] = []
    exceptions: list[Excepted] = []
    for card in request.cards:
        payer = look.one(PAYER, card=card)
        found = late.of_account(look, payer.account_id, request.on)
        lines += [_planned_late(payer, each) for each in found]
        exceptions += _late(look, payer) if found else []
    return PlanPage(tuple(lines), tuple(exceptions))


def _planned_late(payer: Any, each: DueLate) -> Planned:
    due_late = each.charge
    whose = (payer.code, payer.name, "", "", "", each.number, due_late.why, due_late.from_on)
    return Planned(*whose, due_late.pence, 0, due_late.pence, due_late.what, due_late.kind)


def _late(look: Look, payer: Any) -> list[Excepted]:
    """Say who pays so late that what they have may be called back; it is charged all the same."""
    found = papers.late(look, payer.account_id)
    if found is None:
        return []
    message = papers.late_words(found)
    return [Excepted(LATE, payer.code, payer.name, "", "", message, is_charged=True)]


def is_held(period: DuePeriod, undecided: str) -> bool:
    """Say whether a period is left for a later run."""
    if period.quote is None:
        return True
    charge_on = period.quote.charge_on
    return undecided == due.HELD and due.is_undecided(period.who, charge_on)


def _planned(payer: Any, period: DuePeriod) -> Planned:
    quote = period.quote
    assert quote is not None  # noqa: S101 - only asked of what has a price
    return Planned(
        payer.code,
        payer.name,
        period.who.row.code,
        period.who.row.name,
        period.row.code,
        period.name,
        quote.period_label,
        quote.charge_on,
        quote.full_pence,
        quote.discount_pence,
        quote.due_pence,
        quote.because,
    )


def _planned_loss(payer: Any, loss: DueLoss) -> Planned:
    quote = loss.quote
    assert quote is not None  # noqa: S101 - only asked of what has a price
    words = {LOSS: "replacement value", SERVICE: loss.happened}
    what = words.get(loss.kind, "part not handed in")
    sums = (quote.full_pence, quote.discount_pence, quote.due_pence)
    who = loss.who.row
    whose = (payer.code, payer.name, who.code, who.name, loss.code, loss.name)
    return Planned(*whose, what, quote.charge_on, *sums, quote.because, loss.kind)


def _not_back(payer: Any, loss: DueLoss) -> Excepted:
    """Return what is not back as something to look at, whether it is charged or cannot be."""
    name = loss.who.row.name
    if loss.quote is None:
        message = f"{name}: {loss.refusal}"
        return Excepted(
            NO_PRICE, payer.code, payer.name, name, loss.code, message, is_charged=False
        )
    pence = pounds(loss.quote.due_pence)
    message = f"{name}: {loss.name} {loss.happened}, {pence} is charged for it."
    return Excepted(NOT_BACK, payer.code, payer.name, name, loss.code, message, is_charged=True)


def _exceptions(payer: Any, period: DuePeriod, request: AskPlan) -> list[Excepted]:
    name = period.who.row.name
    held = is_held(period, request.undecided)
    on = period.quote.charge_on if period.quote else request.on
    told: list[tuple[str, str]] = []
    if period.quote is None:
        told.append((NO_PRICE, period.refusal))
    if due.is_undecided(period.who, on):
        how = {"held": "not charged in this run", "full": "full price"}.get(
            request.undecided, "reduced while its days of grace last"
        )
        told.append((UNDECIDED, f"{name}'s reduced rate is not decided: {how}."))
    elif (ended_on := due.ran_out(period.who, on)) is not None:
        told.append((RAN_OUT, due.ran_out_words(name, ended_on)))
    if payer.left_on is not None:
        message = f"{payer.name} left on {day_month(payer.left_on)}; it is still out."
        told.append((LEFT, message))
    elif period.who.row.left_on is not None:
        message = f"{name} left on {day_month(period.who.row.left_on)}; it is still out."
        told.append((LEFT, message))
    lessons = period.who.row.lessons_until_on
    if lessons is not None and lessons < on:
        told.append((LESSONS, f"{name}'s lessons ended on {day_month(lessons)}."))
    return [
        Excepted(case, payer.code, payer.name, name, period.row.code, message, not held)
        for case, message in told
    ]
