"""Renewing: a loan with a day to be back by goes on for its next period."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar, charges
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import about_borrower
from loanmgr.domain.verdicts import Level, Verdict
from loanmgr.domain.words import long_date
from loanmgr.services import facts, hires, lending
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.lending import Asked, LentLine
from loanmgr.services.work import Look, Work

RENEWALS = Sql(
    "SELECT COUNT(*) AS n FROM act_thing JOIN act ON act.no = act_thing.act_no"
    " JOIN loan_line AS line ON line.id = :line"
    " WHERE act_thing.kind = 'instrument' AND act_thing.thing = line.instrument_id"
    " AND act_thing.role = 'renewed' AND act_thing.act_no > line.act_no"
    " AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no)"
)


@dataclass(frozen=True)
class Renew:
    """Lend on, for the next period, what has a day to be back by."""

    instruments: tuple[str, ...]
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class RenewLine:
    """Lend one instrument on, as part of renewing several."""

    id: UUID
    instrument: str


@dataclass(frozen=True)
class Renewed:
    """What goes on being lent, until when, and what that costs."""

    lines: tuple[LentLine, ...]
    total_due_pence: int
    asks: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class RenewedPart:
    """One instrument that goes on being lent."""

    line: LentLine
    asks: tuple[Asked, ...]


class _Next(NamedTuple):
    """The period a loan goes on for; no price where it is paid for already, or billed later."""

    quote: Quote | None
    due_on: date
    next_charge_on: date | None = None


def renew(work: Work, request: Renew) -> Renewed:
    """Lend on for the next period; one instrument is one act, several are one act each.

    Raises:
        RuleError: it is not lent, runs until returned, or is renewed already.
    """
    if not request.instruments:
        raise RuleError("Say which instrument to renew.", "nothing_to_renew", "instruments")
    keys = [facts.instrument_key(work, code, "instruments") for code in request.instruments]
    if len(set(keys)) < len(keys):
        raise RuleError("The same instrument is named twice.", "named_twice", "instruments")
    for key in sorted(keys):
        work.lock("instrument", key)
    if len(keys) == 1:
        parts = [_renew_known(work, request.id, keys[0])]
    else:
        parts = [
            work.part(renew_line, RenewLine(uuid5(request.id, code), code))
            for code in request.instruments
        ]
        work.what = f"Renewed {len(parts)} instruments"
    asked = {each.message: each for part in parts for each in part.asks}
    lines = tuple(part.line for part in parts)
    return Renewed(lines, sum(line.charge.due_pence for line in lines), tuple(asked.values()))


def renew_line(work: Work, request: RenewLine) -> RenewedPart:
    """Lend one instrument on as part of a larger act."""
    key = facts.instrument_key(work, request.instrument, "instruments")
    return _renew_known(work, request.id, key)


def _renew_known(work: Work, act: UUID, key: int) -> RenewedPart:
    known = facts.instrument(work, key)
    who = hires.holder(work, known)
    live = hires.live_charges(work, known)
    period = _next_period(work, known, who, live)
    verdicts = _about_renewal(work, known, who)
    lending.check(work, verdicts, "")

    row, quote = known.row, period.quote
    before = {"due_on": row.due_on, "next_charge_on": row.next_charge_on}
    after = {"due_on": period.due_on, "next_charge_on": period.next_charge_on}
    work.change("loan_line", row.line_id, before, after)
    if quote is not None:
        lending.record_charge(work, hires.hire_key(known), who, (quote, known.name, act))

    work.about("instrument", key, "renewed")
    work.about("borrower", who.row.id, "borrower")
    work.about("family", who.row.family_id, "payer")
    work.what = (
        f"Renewed: {known.name} {row.code} with {who.row.name}, back by {long_date(period.due_on)}"
    )
    charged = hires.together([quote] if quote else [])
    line = hires.line(act, known, who, (period.due_on, period.next_charge_on, charged))
    return RenewedPart(line, hires.asked(verdicts))


def _next_period(look: Look, known: InstrumentKnown, who: BorrowerKnown, live: list[Any]) -> _Next:
    """Return the next period of a loan that has an end, or refuse."""
    row, policy = known.row, look.policy()
    if row.parent_line_id is not None:
        name = f"{known.name} {row.code}"
        message = f"{name} was passed on by {row.passed_by_name}. Hand it back to them to renew it."
        raise RuleError(message, "passed_on", "instruments")
    if row.due_on is None:
        raise _runs_on(known)
    if _begins_on(look, row.due_on, live) > look.on:
        message = f"{known.name} {row.code} runs until {long_date(row.due_on)} already."
        raise RuleError(message, "renewed_already", "instruments")
    if live and live[-1].period_to_on > row.due_on:
        return _Next(None, live[-1].period_to_on)
    quote = charges.renewal(policy, hires.hired(known, who, row.lent_on), row.due_on, who.awards)
    due_on = quote.due_on or quote.period_to_on
    if due_on is None:
        due_on = calendar.next_term(policy, row.due_on).to_on
    if row.next_charge_on is not None:
        # It is billed period by period as it runs; only its end is put off.
        return _Next(None, due_on, row.next_charge_on)
    return _Next(quote, due_on)


def _begins_on(look: Look, due_on: date, live: list[Any]) -> date:
    """Return the first day of the period that a loan runs to now."""
    if live:
        return live[-1].period_from_on  # type: ignore[no-any-return]
    term = calendar.term_on(look.policy(), due_on)
    return term.from_on if term else look.on


def _runs_on(known: InstrumentKnown) -> RuleError:
    next_on = known.row.next_charge_on
    then = f"; the next charge is on {long_date(next_on)}" if next_on else ""
    message = f"{known.name} {known.row.code} runs until it is returned{then}."
    return RuleError(message, "runs_until_returned", "instruments")


def _about_renewal(look: Look, known: InstrumentKnown, who: BorrowerKnown) -> tuple[Verdict, ...]:
    """Say what stands against lending on: what is owed and signed, and how often it went on."""
    limits = look.policy().limits_on(who.facts.kind, look.on)
    times = look.one(RENEWALS, line=known.row.line_id).n
    if limits.renewals is not None and times >= limits.renewals:
        words = "once" if times == 1 else f"{times} times"
        title = f"{known.name} {known.row.code} was renewed {words} already, which is the limit."
        return (Verdict(Level.STOP, "renewals", title),)
    # The instrument is out already: neither how many are out nor its own lateness is a question.
    late = tuple(each for each in who.facts.overdue if each.code != known.row.code)
    others = replace(who.facts, overdue=late)
    return about_borrower(others, replace(limits, instruments=None), look.on)
