"""Returning: an instrument comes back to the service; never blocked by a rule of lending."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import charge_falls_away, late_days
from loanmgr.domain.words import day_month, listed, long_date
from loanmgr.services import facts
from loanmgr.services.facts import InstrumentKnown
from loanmgr.services.ledger import reverse_charge
from loanmgr.services.work import Work

LIVE_CHARGES = Sql(
    "SELECT id, period_from_on, due_pence, account_id FROM charge"
    " WHERE hire_id = :hire AND ended_act IS NULL ORDER BY id"
)
PARENT = Sql("SELECT id, returned_at, returned_on, passed_on_at FROM loan_line WHERE id = :key")
OFF_COUNTER = Sql("DELETE FROM basket_line WHERE instrument_id = :instrument")


@dataclass(frozen=True)
class Return:
    """Take one instrument back."""

    instrument: str
    on: date | None = None
    """The day it was handed in; today unless said."""
    missing: tuple[str, ...] = ()
    """Names or codes of parts that did not come with it."""
    fault: str = ""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Returned:
    """What came back, from whom, and where it goes."""

    act: UUID
    instrument: str
    name: str
    was_with: str
    was_with_code: str
    late_days: int
    put: str
    """Where to put it."""
    belongs_to: str = ""
    """The centre it belongs to, where that is another one."""
    credit_pence: int = 0
    found: bool = False
    """It had been marked missing."""
    missing_since_on: date | None = None
    parts: tuple[str, ...] = ()
    """Names of the parts that should be with it."""
    missing: tuple[str, ...] = ()
    fault: str = ""


@dataclass(frozen=True)
class ReturnAll:
    """Take several instruments back in one go."""

    instruments: tuple[str, ...]
    on: date | None = None
    missing: tuple[str, ...] = ()
    fault: str = ""
    id: UUID = field(default_factory=new_id)


def return_all(work: Work, request: ReturnAll) -> tuple[Returned, ...]:
    """Take several instruments back; one act each, all parts of this one."""
    if not request.instruments:
        raise RuleError("Say which instrument came back.", "nothing_to_return", "instruments")
    keys = [facts.instrument_key(work, code) for code in request.instruments]
    if len(set(keys)) < len(keys):
        raise RuleError("The same instrument is named twice.", "named_twice", "instruments")
    for key in sorted(keys):
        work.lock("instrument", key)
    back = tuple(
        work.part(
            return_one,
            Return(code, request.on, request.missing, request.fault, uuid5(request.id, code)),
        )
        for code in request.instruments
    )
    work.what = f"Returned {len(back)} instruments"
    return back


def return_one(work: Work, request: Return) -> Returned:
    """Take one instrument back.

    Raises:
        RuleError: it is not out, or the day it was handed in cannot be right.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    return take_in(work, request, facts.instrument(work, key))


def take_in(
    work: Work, request: Return, known: InstrumentKnown, *, hire_goes_on: bool = False
) -> Returned:
    """Take in an instrument that is known; a hire that goes on with another keeps its charge."""
    key = known.row.id
    request = replace(request, fault=texts.note(request.fault, "fault"))
    parts = work.rows(facts.PARTS, key=key)
    missing = _named_parts(parts, request.missing)
    day = _day_handed_in(work, known, request.on)

    if known.row.line_id is None and known.row.basket is None and known.row.missing_on is None:
        message = f"{known.name} {known.row.code} is not on loan."
        raise RuleError(message, "not_on_loan", "instruments")

    credit = 0
    if known.row.line_id is not None:
        _close(work, known, day)
        credit = 0 if hire_goes_on else _give_back(work, known, day)
    if known.row.basket is not None:
        work.do("basket_line", OFF_COUNTER, instrument=key)
    _put_down(work, known, request.fault)
    for part in missing:
        before = {"missing_on": part.missing_on, "left_with_line_id": part.left_with_line_id}
        after = {"missing_on": day, "left_with_line_id": known.row.line_id}
        work.change("part", part.id, before, after)

    work.about("instrument", key, "returned")
    work.about("borrower", known.row.holder, "borrower")
    work.about("family", known.row.holder_family, "payer")
    return _report(work, request, known, (day, credit, parts, missing))


def _day_handed_in(work: Work, known: InstrumentKnown, on: date | None) -> date:
    if on is None:
        # A clock that was set back stops nobody from bringing something back.
        return max(work.on, known.row.lent_on or work.on)
    if on > work.on:
        raise RuleError(f"{long_date(on)} has not come yet.", "in_the_future", "on")
    if known.row.lent_on is not None and on < known.row.lent_on:
        went = long_date(known.row.lent_on)
        raise RuleError(f"It went out on {went}, after {long_date(on)}.", "before_lent", "on")
    return on


def _close(work: Work, known: InstrumentKnown, day: date) -> None:
    """Close the line, and the school's line behind it."""
    row = known.row
    closed = {"returned_at": work.now, "returned_on": day}
    work.change("loan_line", row.line_id, {"returned_at": None, "returned_on": None}, closed)
    if row.parent_line_id is not None:
        parent = work.one(PARENT, key=row.parent_line_id)
        before = {"returned_at": None, "returned_on": None, "passed_on_at": parent.passed_on_at}
        work.change("loan_line", parent.id, before, {**closed, "passed_on_at": None})


def _give_back(work: Work, known: InstrumentKnown, day: date) -> int:
    """Take off what is charged for a period that had hardly begun; return how much that was."""
    credit = 0
    for charge in work.rows(LIVE_CHARGES, hire=known.row.hire_id or known.row.line_id):
        if charge_falls_away(charge.period_from_on, day):
            reverse_charge(work, charge.id)
            credit += charge.due_pence
    return credit


def _put_down(work: Work, known: InstrumentKnown, fault: str) -> None:
    row = known.row
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    belongs_here = row.home_centre == work.identity.place
    put = row.home_place_id if belongs_here else work.identity.place
    if row.here_place_id != put:
        before["here_place_id"], after["here_place_id"] = row.here_place_id, put
    if row.missing_on is not None:
        before["missing_on"], after["missing_on"] = row.missing_on, None
    if fault:
        before |= {"fault": row.fault, "fault_on": row.fault_on}
        after |= {"fault": fault, "fault_on": work.on}
    if after:
        work.change("instrument", row.id, before, after)


def _named_parts(parts: list[Any], names: tuple[str, ...]) -> list[Any]:
    found = []
    for name in names:
        wanted = name.strip().casefold()
        match = [p for p in parts if wanted in (p.name.casefold(), (p.code or "").casefold())]
        if not match:
            have = listed(p.name.lower() for p in parts) or "no parts on record"
            message = f"There is no part called {name.strip()}; it has {have}."
            raise RuleError(message, "unknown_part", "missing")
        found.append(match[0])
    return list(dict.fromkeys(found))


def _report(
    work: Work, request: Return, known: InstrumentKnown, of: tuple[date, int, list[Any], list[Any]]
) -> Returned:
    day, credit, parts, missing = of
    row = known.row
    elsewhere = row.home_centre != work.identity.place
    late = late_days(row.due_on, day)
    what = f"Returned: {known.name} {row.code}"
    if row.holder_name:
        what += f", was with {row.holder_name}"
    if late:
        what += f", {late} days late" if late != 1 else ", 1 day late"
    if request.fault:
        what += f"; needs repair: {request.fault}"
    if missing:
        what += f"; without its {listed(part.name.lower() for part in missing)}"
    if day != work.on:
        what += f"; handed in on {day_month(day)}"
    work.what = what
    return Returned(
        act=request.id,
        instrument=row.code,
        name=known.name,
        was_with=row.holder_name or "",
        was_with_code=row.holder_code or "",
        late_days=late,
        put="the van box" if elsewhere else row.home_name,
        belongs_to=row.home_centre_name if elsewhere else "",
        credit_pence=credit,
        found=row.missing_on is not None,
        missing_since_on=row.missing_on,
        parts=tuple(part.name for part in parts if part.missing_on is None),
        missing=tuple(part.name for part in missing),
        fault=request.fault,
    )
