"""Keeping an instrument for somebody: until its last day, or until they are lent it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.keeping import last_day
from loanmgr.domain.lending import status_of
from loanmgr.domain.words import day_month, long_date
from loanmgr.services import facts
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.work import Look, Work

COLUMNS = """
SELECT i.code, t.name AS type_name, s.code AS size_code, i.make, i.model, b.code AS borrower,
  b.name AS borrower_name, b.kind AS borrower_kind, kept.from_on, kept.until_on,
  holder.name AS holder, here.name AS place, i.missing_on
"""
ABOUT = """
JOIN instrument AS i ON i.id = kept.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id
JOIN place AS here ON here.id = i.here_place_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
LEFT JOIN loan_line AS line
  ON line.instrument_id = i.id AND line.returned_at IS NULL AND line.passed_on_at IS NULL
LEFT JOIN borrower AS holder ON holder.id = line.borrower_id
WHERE kept.struck_act IS NULL AND kept.until_on >= :today
"""
EVERYTHING = f"""
{COLUMNS} FROM reservation AS kept JOIN borrower AS b ON b.id = kept.borrower_id {ABOUT}
ORDER BY kept.until_on, kept.id
"""
ALL = Sql(EVERYTHING)
FIRST = Sql(f"{EVERYTHING} LIMIT :most")
OF = {
    kind: Sql(
        f"{COLUMNS} FROM borrower AS b JOIN reservation AS kept ON kept.borrower_id = b.id"
        f" {ABOUT} AND {who} = :key ORDER BY kept.until_on, kept.id"
    )
    for kind, who in {"family": "b.family_id", "borrower": "b.id"}.items()
}

NOT_IN = {
    "on_loan": "{name} is on loan to {who}. It can be kept once it is back.",
    "on_counter": "{name} is on the counter at {desk}. Put it back there first.",
    "missing": "{name} is missing. It can be kept once it has turned up.",
    "needs_repair": "{name} needs repair ({fault}). It can be kept once it is mended.",
    "retired": "{name} is retired and should not be lent.",
}
"""Why an instrument that is not in, or could not be lent, is kept for nobody."""


@dataclass(frozen=True)
class KeepFor:
    """Keep an instrument for somebody."""

    instrument: str
    borrower: str
    until_on: date | None = None
    """The last day; as late as the policy allows unless said."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class KeepNoLonger:
    """Keep an instrument for nobody any more."""

    instrument: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Kept:
    """What is, or was, kept for whom and until when."""

    act: UUID
    instrument: str
    name: str
    borrower: str
    borrower_name: str
    until_on: date


@dataclass(frozen=True)
class KeptNow:
    """An instrument that is kept for somebody today."""

    instrument: str
    name: str
    make: str
    borrower: str
    borrower_name: str
    borrower_kind: str
    from_on: date
    until_on: date
    holder: str = ""
    """Who has it meanwhile, where a lead lent it all the same."""
    place: str = ""
    """Where it lies; empty while somebody has it, or nobody knows."""


def keep_for(work: Work, request: KeepFor) -> Kept:
    """Keep an instrument that is in for one borrower, until a day.

    Raises:
        RuleError: it is not in, or kept for somebody already; they have left; or the policy keeps
            nothing for their kind, or not for so long.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    borrower = facts.borrower_key(work, request.borrower)
    work.lock("borrower", borrower)
    known, who = facts.instrument(work, key), facts.borrower(work, borrower)
    _check_is_here(known)
    until_on = _until(work, request, who)
    row = known.row
    if row.reservation is not None:  # it has lapsed, and makes room
        _strike(work, row.reservation)
    work.add(
        "reservation",
        uuid=request.id,
        instrument_id=key,
        borrower_id=borrower,
        from_on=work.on,
        until_on=until_on,
        act_no=work.act_no,
    )
    _about(work, key, (borrower, who.row.family_id))
    work.what = f"Kept: {known.name} {row.code} for {who.row.name}, until {day_month(until_on)}"
    return Kept(request.id, row.code, known.name, who.row.code, who.row.name, until_on)


def keep_no_longer(work: Work, request: KeepNoLonger) -> Kept:
    """Keep an instrument for nobody any more.

    Raises:
        RuleError: it is kept for nobody.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    known = facts.instrument(work, key)
    row, name = known.row, f"{known.name} {known.row.code}"
    if not known.facts.kept_for:
        raise RuleError(f"{name} is not kept for anybody.", "not_kept", "instrument")
    _strike(work, row.reservation)
    _about(work, key, (row.kept_borrower, row.kept_family))
    work.what = f"No longer kept: {name} for {row.kept_name}"
    return Kept(request.id, row.code, known.name, row.kept_card, row.kept_name, row.kept_until_on)


def taken_up(work: Work, known: InstrumentKnown, who: BorrowerKnown) -> None:
    """End what an instrument was kept for, as whoever it was kept for is lent it."""
    if known.facts.kept_for and known.row.kept_borrower == who.row.id:
        _strike(work, known.row.reservation)


def kept_now(look: Look, _request: None = None) -> tuple[KeptNow, ...]:
    """List what is kept for somebody today, what lapses first before the rest."""
    return tuple(_kept(row) for row in look.rows(ALL, today=look.on))


def kept_first(look: Look, most: int) -> tuple[KeptNow, ...]:
    """List what is kept for somebody today, so many of it that lapse first."""
    return tuple(_kept(row) for row in look.rows(FIRST, today=look.on, most=most))


def kept_of(look: Look, kind: str, key: int) -> tuple[KeptNow, ...]:
    """List what is kept today for a borrower, or for any child of a family."""
    return tuple(_kept(row) for row in look.rows(OF[kind], key=key, today=look.on))


def may_keep(look: Look, kind: str) -> bool:
    """Say whether the policy lets instruments be kept for a kind of borrower today."""
    return bool(look.policy().limits_on(kind, look.on).kept_working_days)


def _check_is_here(known: InstrumentKnown) -> None:
    row, state = known.row, status_of(known.facts)
    name = f"{known.name} {row.code}"
    if state in NOT_IN:
        words = NOT_IN[state].format(
            name=name, who=row.holder_name, desk=row.basket_desk_name, fault=row.fault
        )
        raise RuleError(words, state, "instrument")
    if known.facts.kept_for:
        until = day_month(row.kept_until_on)
        message = f"{name} is kept for {row.kept_name} until {until} already."
        raise RuleError(message, "kept_already", "instrument")


def _until(look: Look, request: KeepFor, who: BorrowerKnown) -> date:
    """Return the last day, or refuse to keep anything for them, or for so long."""
    name, left_on = who.row.name, who.row.left_on
    if left_on is not None and left_on <= look.on:
        gone = "closed" if who.facts.kind == "school" else "left"
        raise RuleError(f"{name} {gone} on {long_date(left_on)}.", "left", "borrower")
    days = look.policy().limits_on(who.facts.kind, look.on).kept_working_days
    if not days:
        message = (
            f"Instruments are not kept for {name}: no limit in Settings says for how many"
            " working days."
        )
        raise RuleError(message, "not_kept_for", "borrower")
    last_on = last_day(look.on, days)
    if request.until_on is None:
        return last_on
    if request.until_on < look.on:
        message = f"{long_date(request.until_on)} is before today; say a later day."
        raise RuleError(message, "until_in_the_past", "until_on")
    if request.until_on > last_on:
        so_long = "1 working day" if days == 1 else f"{days} working days"
        message = f"It can be kept for {so_long} at most, until {long_date(last_on)}."
        raise RuleError(message, "kept_too_long", "until_on")
    return request.until_on


def _strike(work: Work, reservation: int) -> None:
    before, after = {"struck_act": None}, {"struck_act": work.act_no}
    work.change("reservation", reservation, before, after)


def _about(work: Work, instrument: int, of: tuple[int, int | None]) -> None:
    borrower, family = of
    work.about("instrument", instrument, "kept")
    work.about("borrower", borrower, "borrower")
    work.about("family", family, "payer")


def _kept(row: Any) -> KeptNow:
    return KeptNow(
        row.code,
        facts.named(row.type_name, row.size_code),
        f"{row.make} {row.model}".strip(),
        row.borrower,
        row.borrower_name,
        row.borrower_kind,
        row.from_on,
        row.until_on,
        row.holder or "",
        row.place if row.holder is None and row.missing_on is None else "",
    )
