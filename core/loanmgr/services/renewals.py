"""Renewing: a loan with a day to be back by goes on for its next period."""

from collections.abc import Mapping
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
from loanmgr.domain.words import day_month, first_name, long_date
from loanmgr.services import facts, hires, lending, locks, payers
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.lending import Asked, LentLine
from loanmgr.services.payers import Payer
from loanmgr.services.work import Look, Work

RENEWALS = Sql(
    "SELECT COUNT(*) AS n FROM act_thing JOIN act ON act.no = act_thing.act_no"
    " JOIN loan_line AS line ON line.id = :line"
    " WHERE act_thing.kind = 'instrument' AND act_thing.thing = line.instrument_id"
    " AND act_thing.role = 'renewed' AND act_thing.act_no > line.act_no"
    " AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no)"
)
NEWEST = Sql(
    "SELECT desk.name AS desk, act.business_on FROM act_thing JOIN act ON act.no = act_thing.act_no"
    " JOIN desk ON desk.id = act.desk_id JOIN loan_line AS line ON line.id = :line"
    " WHERE act_thing.kind = 'instrument' AND act_thing.thing = line.instrument_id"
    " AND act_thing.role = 'renewed' AND act_thing.act_no > line.act_no"
    " AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no)"
    " ORDER BY act_thing.act_no DESC LIMIT 1"
)
WITH_END = """
SELECT line.instrument_id AS key, i.code FROM borrower AS b
JOIN loan_line AS line ON line.borrower_id = b.id AND line.returned_at IS NULL
  AND line.passed_on_at IS NULL
JOIN instrument AS i ON i.id = line.instrument_id
WHERE {whose} = :key AND line.due_on IS NOT NULL AND line.parent_line_id IS NULL ORDER BY line.id
"""
OUT_OF = {
    "family": Sql(WITH_END.format(whose="b.family_id")),
    "borrower": Sql(WITH_END.format(whose="b.id")),
}
HOLDER = Sql(
    "SELECT borrower_id FROM loan_line WHERE instrument_id = :key AND returned_at IS NULL"
    " AND passed_on_at IS NULL"
)
SAID = 3
"""Of so many things left out it is said why; the others are counted."""


@dataclass(frozen=True)
class Renew:
    """Lend on, for the next period, what has a day to be back by."""

    instruments: tuple[str, ...]
    """Labels; a card stands for everything its owner has that can be renewed now."""
    seen: tuple[tuple[str, date], ...] = ()
    """Labels and the day each was to be back by when this was decided, where somebody saw it: what
    was renewed since then is not renewed again."""
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
    left: tuple[str, ...] = ()
    """Why something of a card's owner was not renewed."""


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
    seen = dict(request.seen)
    named, left = _named(work, request.instruments, seen)
    if seen:
        for key, _label in named:
            _check_as_seen(work, facts.instrument(work, key), seen)
    if len(named) == 1:
        parts = [_renew_known(work, request.id, named[0][0])]
    else:
        parts = [
            work.part(renew_line, RenewLine(uuid5(request.id, code), code)) for _, code in named
        ]
        work.what = f"Renewed {len(parts)} instruments"
    asked = {each.message: each for part in parts for each in part.asks}
    lines = tuple(part.line for part in parts)
    due_pence = sum(line.charge.due_pence for line in lines)
    return Renewed(lines, due_pence, tuple(asked.values()), left)


def renew_line(work: Work, request: RenewLine) -> RenewedPart:
    """Lend one instrument on as part of a larger act."""
    key = facts.instrument_key(work, request.instrument, "instruments")
    return _renew_known(work, request.id, key)


def _named(
    work: Work, texts: tuple[str, ...], seen: Mapping[str, date]
) -> tuple[list[tuple[int, str]], tuple[str, ...]]:
    """Return what is to be renewed, locked, and why something of a card's owner is not.

    Raises:
        RuleError: nothing is named, something twice, or nothing of a card's owner can be renewed.
    """
    if not texts:
        raise RuleError("Say which instrument to renew.", "nothing_to_renew", "instruments")
    cards = [
        each for each in (facts.thing_of(work, t, "instruments") for t in texts) if _card(each)
    ]
    labels = [text for text in texts if not _card(facts.thing_of(work, text, "instruments"))]
    named = [(facts.instrument_key(work, text, "instruments"), text) for text in labels]
    if len({key for key, _ in named}) < len(named):
        raise RuleError("The same instrument is named twice.", "named_twice", "instruments")
    theirs = [row.key for card in cards for row in work.rows(OUT_OF[card[0]], key=card[1])]
    for key in sorted({key for key, _ in named} | set(theirs)):
        work.lock("instrument", key)
    holders = [work.one(HOLDER, key=key) for key in {key for key, _ in named} | set(theirs)]
    locks.borrowers(work, (row.borrower_id for row in holders if row is not None))
    found, left = dict(named), []
    for kind, card in dict.fromkeys(cards):
        for row in work.rows(OUT_OF[kind], key=card):
            refusal = _why_not(work, row.key, seen) if row.key in theirs else None
            if refusal is None:
                found.setdefault(row.key, row.code)
            else:
                left.append(refusal.message)
    if not found:
        raise _nothing(left)
    return list(found.items()), _shortened(left)


def _card(named: tuple[str, int]) -> bool:
    return named[0] in OUT_OF


def _why_not(work: Work, key: int, seen: Mapping[str, date]) -> RuleError | None:
    """Return why an instrument cannot be renewed now, or None."""
    known = facts.instrument(work, key)
    try:
        _check_as_seen(work, known, seen)
        who = hires.holder(work, known)
        _next_period(work, known, who, hires.live_charges(work, known))
        lending.check(work, _about_renewal(work, known, who), "")
    except RuleError as refusal:
        return refusal
    return None


def _check_as_seen(work: Work, known: InstrumentKnown, seen: Mapping[str, date]) -> None:
    """Refuse what was renewed since somebody saw until when it runs."""
    due_on = known.row.due_on
    if due_on is not None and due_on != seen.get(known.row.code, due_on):
        raise _renewed_already(work, known, hires.holder(work, known))


def _nothing(left: list[str]) -> RuleError:
    if not left:
        message = "There is nothing to renew; what runs until it is returned goes on anyway."
        return RuleError(message, "nothing_to_renew", "instruments")
    return RuleError(" ".join(_shortened(left)), "renewed_already", "instruments")


def _shortened(left: list[str]) -> tuple[str, ...]:
    more = len(left) - SAID
    return (*left[:SAID], *((f"So it is with {more} more.",) if more > 0 else ()))


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
        pays = _payer(work, who, live)
        lending.record_charge(work, hires.hire_key(known), who, (quote, known.name, act), pays)

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
        raise _renewed_already(look, known, who)
    if live and live[-1].period_to_on > row.due_on:
        return _Next(None, live[-1].period_to_on)
    hire, pays = hires.hired(known, who, row.lent_on), _payer(look, who, live)
    if pays is not None:
        hire = replace(hire, borrower_kind=pays.kind)
    quote = charges.renewal(policy, hire, row.due_on, () if pays else who.awards)
    due_on = quote.due_on or quote.period_to_on
    if due_on is None:
        due_on = calendar.next_term(policy, row.due_on).to_on
    if row.next_charge_on is not None:
        # It is billed period by period as it runs; only its end is put off.
        return _Next(None, due_on, row.next_charge_on)
    return _Next(quote, due_on)


def _payer(look: Look, who: BorrowerKnown, live: list[Any]) -> Payer | None:
    """Return the school that pays for a hire, by its newest charge."""
    return payers.payer_of(look, live[-1] if live else None, who)


def _renewed_already(look: Look, known: InstrumentKnown, who: BorrowerKnown) -> RuleError:
    """Say where it was renewed before, as another desk may have done a moment ago."""
    row = known.row
    what, until = f"{known.name} {row.code}", long_date(row.due_on)
    newest = look.one(NEWEST, line=row.line_id)
    if newest is None:
        message = f"{what} runs until {until} already."
    else:
        personal = who.facts.kind in ("pupil", "adult", "teacher")
        whose = f"{first_name(who.row.name)}'s {what}" if personal else f"{what} of {who.row.name}"
        on = "" if newest.business_on == look.on else f" on {day_month(newest.business_on)}"
        message = f"{whose} was renewed already at {newest.desk}{on}, until {until}."
    return RuleError(message, "renewed_already", "instruments")


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
