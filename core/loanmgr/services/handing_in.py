"""Handing in: what nobody had on record as out, and the day on which something really came back."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import late_days
from loanmgr.domain.words import day_month, long_date
from loanmgr.services import deposits, ending, facts, loss_charges, returns
from loanmgr.services.facts import InstrumentKnown
from loanmgr.services.returns import OFF_COUNTER, Returned
from loanmgr.services.work import Look, Work

LAST_LINE = Sql(
    "SELECT line.id, line.returned_on, line.returned_at, line.lent_on, line.due_on, line.hire_id,"
    " line.parent_line_id, holder.id AS holder, holder.code AS holder_code,"
    " holder.name AS holder_name, holder.family_id"
    " FROM loan_line AS line JOIN borrower AS holder ON holder.id = line.borrower_id"
    " WHERE line.instrument_id = :key AND line.struck_act IS NULL"
    " ORDER BY line.returned_at IS NULL DESC, line.returned_at DESC, line.id DESC LIMIT 1"
)
PARENT = Sql("SELECT returned_on FROM loan_line WHERE id = :key")
STILL_RUNS = Sql(
    "SELECT id FROM loan_line WHERE borrower_id = :borrower AND hire_id = :hire"
    " AND returned_at IS NULL AND passed_on_at IS NULL LIMIT 1"
)
ENDED_CHARGES = Sql(
    "SELECT period, period_from_on, period_to_on, charge_on, due_pence, tariff FROM charge"
    " WHERE borrower_id = :borrower AND hire_id = :hire AND ended_act IS NOT NULL"
    " AND kind IS NULL"
)


@dataclass(frozen=True)
class HandIn:
    """Take in an instrument that the register does not have as out."""

    instrument: str
    id: UUID = field(default_factory=new_id)
    keeps_loss: bool = False
    """What was charged for its loss stays, although it is here."""


@dataclass(frozen=True)
class HandedInOn:
    """Set the day on which what came back last was really handed in."""

    instrument: str
    on: date
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class DaySet:
    """What was handed in on which day, and what follows from that."""

    act: UUID
    instrument: str
    name: str
    was_with: str
    was_with_code: str
    on: date
    late_days: int
    credit_pence: int = 0


def hand_in(work: Work, request: HandIn) -> Returned:
    """Take in what was not recorded as out: no loan and no charge, it is just here from now on.

    Raises:
        RuleError: it is on loan, lies on another desk's counter, or was returned today already.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    known = facts.instrument(work, key)
    _check_in(work, known)
    if known.row.basket is not None:
        work.do("basket_line", OFF_COUNTER, instrument=key)
    # Somebody had it in hands, whoever that was.
    checks = returns.checks_after_loan(work, known)
    off, kept = loss_charges.turned_up(work, known, keeps=request.keeps_loss)
    returns.put_down(work, known, unready=returns.blocking(checks))
    deposits.weigh(work, key)
    work.about("instrument", key, "handed_in")
    words = returns.loss_words(off, kept)
    work.what = f"Handed in: {known.name} {known.row.code}, not recorded as out{words}"
    back = returns.described(work, request.id, known, checks)
    return replace(back, on=work.on, loss_off_pence=off, loss_kept_pence=kept)


def handed_in_on(work: Work, request: HandedInOn) -> DaySet:
    """Set the day on which what came back last was handed in; lateness and charges go by it.

    Raises:
        RuleError: it is out or never was, the day cannot be right, or a charge would have to
            stand again that an earlier day has taken off.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    known = facts.instrument(work, key)
    line = work.one(LAST_LINE, key=key)
    if line is None or line.returned_at is None:
        state = "was never lent" if line is None else f"is on loan to {line.holder_name}"
        message = f"{known.name} {known.row.code} {state}."
        raise RuleError(message, "not_returned", "instrument")
    if known.row.missing_on is not None:
        message = f"{known.name} {known.row.code} is missing; it was not handed in."
        raise RuleError(message, "missing", "instrument")
    returns.check_day(work, request.on, line.lent_on)
    if request.on == line.returned_on:
        on = long_date(request.on)
        raise RuleError(f"It is down as handed in on {on} already.", "nothing_changed", "on")

    for changed, was_on in _lines(work, line):
        work.change("loan_line", changed, {"returned_on": was_on}, {"returned_on": request.on})
    credit = _give_back(work, line, request.on)
    work.about("instrument", key, "day_set")
    work.about("borrower", line.holder, "borrower")
    work.about("family", line.family_id, "payer")
    late = late_days(line.due_on, request.on)
    lateness = {0: "", 1: ", 1 day late"}.get(late, f", {late} days late")
    name = f"{known.name} {known.row.code}"
    work.what = f"Day set: {name}, handed in on {day_month(request.on)}{lateness}"
    who = line.holder_name, line.holder_code
    return DaySet(request.id, known.row.code, known.name, *who, request.on, late, credit)


def _check_in(work: Work, known: InstrumentKnown) -> None:
    row, name = known.row, f"{known.name} {known.row.code}"
    if row.line_id is not None:
        message = f"{name} is on loan to {row.holder_name}. Return it."
        raise RuleError(message, "on_loan_elsewhere", "instrument")
    if row.basket is not None and row.basket_desk != work.identity.desk:
        message = f"{name} is on the counter at {row.basket_desk_name}. Take it off there first."
        raise RuleError(message, "on_counter", "instrument")
    returned = returns.newest_return(work, row.id)
    if returned:
        message = f"{name} was already {returned}."
        raise RuleError(message, "already_returned", "instrument")


def _lines(work: Work, line: Any) -> list[tuple[int, date]]:
    """Return the lines that came back together, a school's behind a pupil's, with their days."""
    found = [(line.id, line.returned_on)]
    if line.parent_line_id is not None:
        parent = work.one(PARENT, key=line.parent_line_id)
        if parent.returned_on == line.returned_on:
            found.append((line.parent_line_id, parent.returned_on))
    return found


def _give_back(work: Work, line: Any, on: date) -> int:
    """Take off the charges that fall away by the day; return how much that was."""
    hire = line.hire_id or line.id
    if work.one(STILL_RUNS, borrower=line.holder, hire=hire) is not None:
        return 0  # a swap: the hire goes on with another instrument
    ended = work.rows(ENDED_CHARGES, borrower=line.holder, hire=hire)
    if any(_fell_away(work, each, line.returned_on, on) for each in ended):
        was = day_month(line.returned_on)
        message = f"A charge was taken off for {was}. Undo the return and return it again."
        raise RuleError(message, "credited", "on")
    return ending.give_back(work, [hire], on)


def _fell_away(look: Look, charge: Any, before: date, on: date) -> bool:
    """Say whether a charge was taken off for a day, and would not have been for another."""
    return ending.falls_away(look, charge, before) and not ending.falls_away(look, charge, on)
