"""Returning: an instrument comes back to the service; never blocked by a rule of lending."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import late_days
from loanmgr.domain.money import pounds
from loanmgr.domain.policy import Interval
from loanmgr.domain.words import clock, day_month, listed, long_date
from loanmgr.services import deposits, ending, facts, history, loss_charges
from loanmgr.services.facts import InstrumentKnown
from loanmgr.services.work import Look, Work

PARENT = Sql(
    "SELECT id, returned_at, returned_on, passed_on_at, COALESCE(hire_id, id) AS hire"
    " FROM loan_line WHERE id = :key"
)
OFF_COUNTER = Sql("DELETE FROM basket_line WHERE instrument_id = :instrument")
NEWEST_RETURN = Sql(
    "SELECT act.made_at, act.business_on, desk.name AS desk, staff.name AS who, act_thing.role,"
    " back.no AS undone_by FROM act_thing JOIN act ON act.no = act_thing.act_no"
    " JOIN desk ON desk.id = act.desk_id"
    " JOIN staff ON staff.id = act.staff_id LEFT JOIN act AS back ON back.undoes = act.no"
    " WHERE act_thing.kind = 'instrument' AND act_thing.thing = :key"
    " AND act_thing.role IN ('returned', 'handed_in') ORDER BY act_thing.act_no DESC LIMIT 1"
)


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
    keeps_loss: bool = False
    """What was charged for its loss stays, although it is here."""


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
    least_pence: int = 0
    """What is still charged, because a hire pays for so many periods at least."""
    found: bool = False
    """It had been marked missing."""
    missing_since_on: date | None = None
    parts: tuple[str, ...] = ()
    """Names of the parts that should be with it."""
    missing: tuple[str, ...] = ()
    fault: str = ""
    make: str = ""
    """Make and model, by which a person sees whether the label is on the right thing."""
    serial: str = ""
    on: date | None = None
    """The day it was handed in."""
    lent_on: date | None = None
    family: str = ""
    """Family of instruments, such as strings."""
    unready: str = ""
    """What must be done before the next person may have it; empty when nothing must."""
    look_over: tuple[str, ...] = ()
    """Checks after a loan that keep nobody from borrowing it."""
    deposit_back_pence: int = 0
    deposit_kept_pence: int = 0
    """A deposit that is kept until what is missing is here, or what is broken is mended."""
    loss_off_pence: int = 0
    """What had been charged for its loss, and is taken off again."""
    loss_kept_pence: int = 0


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
        raise _not_out(work, known)

    credit = least = 0
    if known.row.line_id is not None:
        close_lines(work, known, day)
        if not hire_goes_on:
            credit = end_hire(work, known, day)
            least = ending.charge_least(work, known, day)
    if known.row.basket is not None:
        work.do("basket_line", OFF_COUNTER, instrument=key)
    checks = checks_after_loan(work, known) if known.row.line_id is not None else ()
    loss_off, loss_kept = loss_charges.turned_up(work, known, keeps=request.keeps_loss)
    put_down(work, known, request.fault, unready=blocking(checks))
    for part in missing:
        before = {"missing_on": part.missing_on, "left_with_line_id": part.left_with_line_id}
        after = {"missing_on": day, "left_with_line_id": known.row.line_id}
        work.change("part", part.id, before, after)
    was_out = known.row.line_id is not None and not hire_goes_on
    given_back, kept = deposits.weigh(work, key) if was_out else (0, 0)

    work.about("instrument", key, "returned")
    work.about("borrower", known.row.holder, "borrower")
    work.about("family", known.row.holder_family, "payer")
    work.about("borrower", known.row.passed_by, "holder")
    back = replace(
        described(work, request.id, known, checks),
        late_days=late_days(known.row.due_on, day),
        credit_pence=credit,
        least_pence=least,
        missing=tuple(part.name for part in missing),
        fault=request.fault,
        on=day,
        deposit_back_pence=given_back,
        deposit_kept_pence=kept,
        loss_off_pence=loss_off,
        loss_kept_pence=loss_kept,
    )
    work.what = _sentence(work, known, back)
    return back


def returned_today(look: Look, code: str) -> str:
    """Say at which desk, when and by whom an instrument came back today, if that stands."""
    return newest_return(look, facts.instrument_key(look, code))


def newest_return(look: Look, key: int) -> str:
    """Say where an instrument came back today: returned at Ashby 2 at 10:44 by Sam Mills."""
    row = look.one(NEWEST_RETURN, key=key)
    if row is None or row.business_on != look.on or history.is_undone(look, row.undone_by):
        return ""
    how = "returned" if row.role == "returned" else "handed in"
    return f"{how} at {row.desk} at {clock(row.made_at)} by {row.who}"


def _not_out(look: Look, known: InstrumentKnown) -> RuleError:
    name, where = f"{known.name} {known.row.code}", newest_return(look, known.row.id)
    if where:
        return RuleError(f"{name} was already {where}.", "already_returned", "instruments")
    return RuleError(f"{name} is not on loan.", "not_on_loan", "instruments")


def _day_handed_in(work: Work, known: InstrumentKnown, on: date | None) -> date:
    if on is None:
        # A clock that was set back stops nobody from bringing something back.
        return max(work.on, known.row.lent_on or work.on)
    check_day(work, on, known.row.lent_on)
    return on


def check_day(look: Look, on: date, lent_on: date | None) -> None:
    """Refuse a day on which nothing can have been handed in: to come, or before it went out."""
    if on > look.on:
        raise RuleError(f"{long_date(on)} has not come yet.", "in_the_future", "on")
    if lent_on is not None and on < lent_on:
        went = long_date(lent_on)
        raise RuleError(f"It went out on {went}, after {long_date(on)}.", "before_lent", "on")


def checks_after_loan(look: Look, known: InstrumentKnown) -> tuple[Interval, ...]:
    """Return what is done with an instrument after it was in somebody's hands."""
    return look.policy().checks_after_loan(known.row.type_code, look.on)


def blocking(checks: tuple[Interval, ...]) -> str:
    """Return the code of the first check that keeps an instrument from the next person."""
    return next((check.code for check in checks if check.blocks_lending), "")


def close_lines(work: Work, known: InstrumentKnown, day: date) -> None:
    """Close the line, and the school's line behind it."""
    row = known.row
    closed = {"returned_at": work.now, "returned_on": day}
    work.change("loan_line", row.line_id, {"returned_at": None, "returned_on": None}, closed)
    if row.parent_line_id is not None:
        parent = work.one(PARENT, key=row.parent_line_id)
        before = {"returned_at": None, "returned_on": None, "passed_on_at": parent.passed_on_at}
        work.change("loan_line", parent.id, before, {**closed, "passed_on_at": None})


def end_hire(work: Work, known: InstrumentKnown, day: date) -> int:
    """Take off what is not to be paid of a hire that ends; return how much that was."""
    row = known.row
    hires = [row.hire_id or row.line_id]
    if row.parent_line_id is not None:  # what was passed on ends for both
        hires.append(work.one(PARENT, key=row.parent_line_id).hire)
    return ending.give_back(work, hires, day)


def put_down(work: Work, known: InstrumentKnown, fault: str = "", *, unready: str = "") -> None:
    """Note where an instrument is now, what is wrong with it and what it waits for."""
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
    if unready:
        before |= {"unready": row.unready, "unready_on": row.unready_on}
        after |= {"unready": unready, "unready_on": work.on}
    if after != before:
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


def described(
    work: Work, act: UUID, known: InstrumentKnown, checks: tuple[Interval, ...]
) -> Returned:
    """Say of an instrument that is in hand what it is, where it goes and what is to be done."""
    row = known.row
    elsewhere = row.home_centre != work.identity.place
    parts = work.rows(facts.PARTS, key=row.id)
    return Returned(
        act=act,
        instrument=row.code,
        name=known.name,
        was_with=row.holder_name or "",
        was_with_code=row.holder_code or "",
        late_days=0,
        put="the van box" if elsewhere else row.home_name,
        belongs_to=row.home_centre_name if elsewhere else "",
        found=row.missing_on is not None,
        missing_since_on=row.missing_on,
        parts=tuple(part.name for part in parts if part.missing_on is None),
        make=f"{row.make} {row.model}".strip(),
        serial=row.serial,
        lent_on=row.lent_on,
        family=known.kind.family if known.kind else "",
        unready="; ".join(check.to_do for check in checks if check.blocks_lending),
        look_over=tuple(check.name for check in checks if not check.blocks_lending),
    )


def loss_words(off_pence: int, kept_pence: int) -> str:
    """Say what became of the charge for a loss, at the end of a sentence."""
    if off_pence:
        return f"; {pounds(off_pence)} for its loss taken off"
    return f"; {pounds(kept_pence)} for its loss stays" if kept_pence else ""


def _sentence(work: Work, known: InstrumentKnown, back: Returned) -> str:
    what = f"Returned: {known.name} {known.row.code}"
    if back.was_with:
        what += f", was with {back.was_with}"
    if known.row.passed_by_name:
        what += f", passed on by {known.row.passed_by_name}"
    if back.late_days:
        what += f", {back.late_days} days late" if back.late_days != 1 else ", 1 day late"
    if back.fault:
        what += f"; needs repair: {back.fault}"
    if back.missing:
        what += f"; without its {listed(part.lower() for part in back.missing)}"
    what += loss_words(back.loss_off_pence, back.loss_kept_pence)
    if back.on is not None and back.on != work.on:
        what += f"; handed in on {day_month(back.on)}"
    return what
