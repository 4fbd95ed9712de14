"""Losing: what a borrower, or the service itself, has lost or was robbed of.

The holder pays: a pupil for what was passed on to them, a school for what is in its care.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.losses import LOSS, Asked
from loanmgr.domain.money import pounds
from loanmgr.domain.words import clock, day_month, short_date
from loanmgr.services import deposits, ending, facts, instruments, loss_charges, returns
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.hires import together
from loanmgr.services.lending import Charged
from loanmgr.services.loss_charges import Entered
from loanmgr.services.returns import OFF_COUNTER
from loanmgr.services.work import Look, Work

NEWEST_REPORT = Sql(
    "SELECT act.made_at, act.business_on, desk.name AS desk, staff.name AS who"
    " FROM act_thing JOIN act ON act.no = act_thing.act_no JOIN desk ON desk.id = act.desk_id"
    " JOIN staff ON staff.id = act.staff_id WHERE act_thing.kind = 'instrument'"
    " AND act_thing.thing = :key AND act_thing.role = 'lost' ORDER BY act_thing.act_no DESC LIMIT 1"
)


@dataclass(frozen=True)
class Lost:
    """Report that an instrument is lost or was stolen."""

    instrument: str
    on: date | None = None
    """The day it was lost; today unless said."""
    is_stolen: bool = False
    crime_ref: str = ""
    """The police's number for it."""
    value_pence: int | None = None
    """What it is worth, where its record does not say."""
    use_deposit: bool = False
    """Set the deposit against what is charged."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Reported:
    """What is lost, who had it, and what that costs them."""

    act: UUID | None
    instrument: str
    name: str
    was_with: str
    was_with_code: str
    on: date
    is_stolen: bool
    charge: Charged
    """Nothing in it where nothing is charged; `because` says why."""
    charged_before: bool = False
    """Its value was charged already, as it was not brought back."""
    hire_goes_on: bool = False
    credit_pence: int = 0
    least_pence: int = 0
    """What is still charged, because a hire pays for so many periods at least."""
    deposit_kept_pence: int = 0
    deposit_used_pence: int = 0


class _Weighed(NamedTuple):
    """What a report does, decided alike for the preview and the act."""

    known: InstrumentKnown
    who: BorrowerKnown | None
    """Who has it; None where nobody does."""
    on: date
    hire: int | None
    quote: Quote | None
    before: Any
    """The charge that stands already, or None."""
    hire_stops: bool


def lost(work: Work, request: Lost) -> Reported:
    """Report an instrument lost: it is missing from now on, and whoever had it is charged.

    Raises:
        RuleError: it is reported already, the day cannot be right, or nobody knows its value.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    holder = facts.instrument(work, key).row
    if holder.line_id is not None:
        work.lock("borrower", holder.holder)
        work.lock("account", holder.holder_account)
    weighed = _weigh(work, request, key)
    known, who, on = weighed.known, weighed.who, weighed.on
    row = known.row
    credit = least = 0
    if row.basket is not None:
        work.do("basket_line", OFF_COUNTER, instrument=key)
    if who is not None and weighed.hire_stops:
        returns.close_lines(work, known, on)
        credit = returns.end_hire(work, known, on)
        least = ending.charge_least(work, known, on)
    _note(work, known, request, on)
    if who is not None and weighed.quote is not None and weighed.hire is not None:
        what = _line_words(known, request)
        entered = Entered(LOSS, weighed.hire, row.code, what, uuid5(request.id, "loss"))
        loss_charges.record(work, who, weighed.quote, entered)
    kept, used = _deposit(work, known, request)
    work.about("instrument", key, "lost")
    work.about("borrower", row.holder, "borrower")
    work.about("family", row.holder_family, "payer")
    work.about("borrower", row.passed_by, "holder")
    told = _reported(weighed, request, (request.id, credit, least), (kept, used))
    work.what = _sentence(request, told)
    return told


def preview(look: Look, request: Lost) -> Reported:
    """Say what reporting an instrument lost would do and cost, before it is done.

    Raises:
        RuleError: it can't be reported, or nobody knows its value.
    """
    key = facts.instrument_key(look, request.instrument)
    weighed = _weigh(look, request, key)
    kept = deposits.held(look, key) if weighed.who is not None else 0
    used = kept if request.use_deposit else 0
    return _reported(weighed, request, (None, 0, 0), (kept - used, used))


def _weigh(look: Look, request: Lost, key: int) -> _Weighed:
    known = facts.instrument(look, key)
    row = known.row
    _check(look, known)
    instruments.check_value(request.value_pence)
    returns.check_day(look, request.on or look.on, row.lent_on)
    on = request.on or max(look.on, row.lent_on or look.on)
    if row.line_id is None:
        return _Weighed(known, None, on, None, None, None, hire_stops=False)
    who = facts.borrower(look, row.holder)
    hire = int(row.hire_id or row.line_id)
    before = loss_charges.loss_of(look, key, row.code)
    value = loss_charges.value_of(known)
    asked = Asked(
        LOSS, known.name, _happened(request), on, request.value_pence if value is None else value
    )
    quote = None if before is not None else loss_charges.quote(look, known, who, asked)
    stops = ending.tariff_of(look, known, who, hire).hire_stops_at_loss
    return _Weighed(known, who, on, hire, quote, before, hire_stops=stops)


def _check(look: Look, known: InstrumentKnown) -> None:
    """Refuse what is gone already, and what another desk is about to lend."""
    row, name = known.row, f"{known.name} {known.row.code}"
    if row.retired_on is not None:
        on = short_date(row.retired_on)
        raise RuleError(f"{name} was retired on {on}.", "retired", "instrument")
    if row.missing_on is not None:
        report = look.one(NEWEST_REPORT, key=row.id)
        since = f"{name} is missing since {short_date(row.missing_on)} already"
        if report is not None:
            today = report.business_on == look.on
            when = f"at {clock(report.made_at)}" if today else day_month(report.business_on)
            since += f": reported at {report.desk} {when} by {report.who}"
        raise RuleError(f"{since}.", "already_lost", "instrument")
    if row.basket is not None and row.basket_desk != look.identity.desk:
        message = f"{name} is on the counter at {row.basket_desk_name}. Take it off there first."
        raise RuleError(message, "on_counter", "instrument")


def _note(work: Work, known: InstrumentKnown, request: Lost, on: date) -> None:
    before: dict[str, Any] = {"missing_on": None}
    after: dict[str, Any] = {"missing_on": on}
    if request.value_pence is not None and known.row.value_pence is None:
        before["value_pence"], after["value_pence"] = None, request.value_pence
    work.change("instrument", known.row.id, before, after)


def _deposit(work: Work, known: InstrumentKnown, request: Lost) -> tuple[int, int]:
    """Keep the deposit of the hire, or set it against what is charged."""
    held = deposits.held(work, known.row.id) if known.row.line_id is not None else 0
    if not held or not request.use_deposit:
        return held, 0
    deposits.set_against(work, known.row.id)
    return 0, held


def _happened(request: Lost) -> str:
    return "stolen" if request.is_stolen else "lost"


def _line_words(known: InstrumentKnown, request: Lost) -> str:
    return f"{known.name} {known.row.code} {_happened(request)}"


def _reported(
    weighed: _Weighed,
    request: Lost,
    of: tuple[UUID | None, int, int],
    deposit: tuple[int, int],
) -> Reported:
    (act, credit, least), row = of, weighed.known.row
    return Reported(
        act,
        row.code,
        weighed.known.name,
        row.holder_name or "",
        row.holder_code or "",
        weighed.on,
        request.is_stolen,
        _charged(weighed),
        weighed.before is not None,
        weighed.who is not None and not weighed.hire_stops,
        credit,
        least,
        *deposit,
    )


def _charged(weighed: _Weighed) -> Charged:
    if weighed.quote is not None:
        return together([weighed.quote])
    if weighed.who is None:
        return Charged(0, 0, 0, "nobody has it on loan")
    if weighed.before is not None:
        on = day_month(weighed.before.charge_on)
        return Charged(0, 0, 0, f"its value was charged on {on}, as it was not back")
    return Charged(0, 0, 0, "the policy has no price for a loss")


def _sentence(request: Lost, told: Reported) -> str:
    what = f"{_happened(request).capitalize()}: {told.name} {told.instrument}"
    if told.was_with:
        what += f", was with {told.was_with}"
    if told.charge.due_pence:
        what += f"; {pounds(told.charge.due_pence)} charged"
    if told.deposit_used_pence:
        what += f"; deposit {pounds(told.deposit_used_pence)} set against it"
    reference = texts.line(request.crime_ref, "crime_ref")
    return f"{what}; crime reference {reference}" if reference else what
