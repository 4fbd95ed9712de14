"""Swapping: one instrument comes back and another goes out on the same hire."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid5

from loanmgr.domain import charges
from loanmgr.domain.charges import Quote, Step
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import about_instrument, about_size
from loanmgr.domain.money import pounds
from loanmgr.domain.verdicts import Verdict, asks, stops
from loanmgr.services import facts, hires, lending, returns
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.ledger import reverse_charge
from loanmgr.services.lending import OFF_COUNTER, Asked, LentLine
from loanmgr.services.returns import Return, Returned
from loanmgr.services.work import Look, Work


@dataclass(frozen=True)
class Swap:
    """Take one instrument back and lend another of its type on the same hire."""

    old: str
    new: str
    missing: tuple[str, ...] = ()
    """Names or codes of parts of the old one that did not come with it."""
    fault: str = ""
    override: str = ""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Swapped:
    """What came back, what went out instead, and what more it costs."""

    act: UUID
    back: Returned
    line: LentLine
    asks: tuple[Asked, ...] = ()


def swap(work: Work, request: Swap) -> Swapped:
    """Take one instrument back and lend another on the same agreement, period and charge.

    A dearer price charges the difference for the periods left; a cheaper one gives nothing back.

    Raises:
        RuleError: the old one is not out, the new one may not go, or they are of two types.
    """
    old, new = _both(work, request)
    who = hires.holder(work, old)
    live = hires.live_charges(work, old)
    verdicts = _about_swap(old, new, who)
    more = _differences(work, (old, new), who, live)
    lending.check(work, verdicts, request.override)

    taken = Return(old.row.code, None, request.missing, request.fault, request.id)
    back = returns.take_in(work, taken, old, hire_goes_on=True)
    _go_out(work, request, old, new)
    for at, (ended, quote) in enumerate(more):
        if ended is not None:
            reverse_charge(work, ended)
        source = uuid5(request.id, f"difference {at}")
        lending.record_charge(
            work, hires.hire_key(old), who, (quote, f"{new.name} instead of {old.name}", source)
        )

    work.about("instrument", new.row.id, "lent")
    work.what = f"Swapped: {old.name} {old.row.code} for {new.name} {new.row.code}, {who.row.name}"
    row = old.row
    charged = hires.together([quote for _, quote in more])
    line = hires.line(request.id, new, who, (row.due_on, row.next_charge_on, charged))
    return Swapped(request.id, back, line, hires.asked(verdicts))


def _both(work: Work, request: Swap) -> tuple[InstrumentKnown, InstrumentKnown]:
    """Gather the two instruments of a swap, locked in the order of their keys."""
    old = facts.instrument_key(work, request.old, "old")
    new = facts.instrument_key(work, request.new, "new")
    if old == new:
        raise RuleError("Both labels are on the same instrument.", "named_twice", "new")
    for key in sorted((old, new)):
        work.lock("instrument", key)
    known = facts.instrument(work, old), facts.instrument(work, new)
    if known[0].row.type_code != known[1].row.type_code:
        names = f"{known[0].name} {known[0].row.code} for {known[1].name} {known[1].row.code}"
        message = f"A swap is for one of the same type, not {names}. Return one and lend the other."
        raise RuleError(message, "other_type", "new")
    return known


def _about_swap(
    old: InstrumentKnown, new: InstrumentKnown, who: BorrowerKnown
) -> tuple[Verdict, ...]:
    size = () if new.row.size_code == old.row.size_code else about_size(new.size, who.facts)
    found = (*about_instrument(new.facts), *size)
    return (*stops(found), *asks(found))


def _differences(
    look: Look,
    both: tuple[InstrumentKnown, InstrumentKnown],
    who: BorrowerKnown,
    live: list[Any],
) -> list[tuple[int | None, Quote]]:
    """Price what the new instrument costs more for each charged period that is not over.

    Each comes with the charge it takes the place of, where one begins on the same day already.
    """
    starts = {charge.period_from_on: charge for charge in live}
    found: list[tuple[int | None, Quote]] = []
    for charge in live:
        if charge.period_to_on < look.on:
            continue
        more = _more(look, both, who, charge)
        if more is None or any(more.period_from_on == q.period_from_on for _, q in found):
            continue
        same_day = starts.get(more.period_from_on)
        found.append((same_day.id, _added(same_day, more)) if same_day else (None, more))
    return found


def _more(
    look: Look,
    both: tuple[InstrumentKnown, InstrumentKnown],
    who: BorrowerKnown,
    charge: Any,
) -> Quote | None:
    """Price the difference between two instruments for what is left of a charged period."""
    from_on = max(look.on, charge.period_from_on)
    before, after = (
        charges.quote(look.policy(), hires.hired(known, who, from_on), who.awards) for known in both
    )
    due_pence = after.due_pence - before.due_pence
    pays_for = after.period_to_on == charge.period_to_on or charge.period.startswith("from ")
    if due_pence <= 0 or not pays_for:
        return None
    full_pence = after.full_pence - before.full_pence
    because = f"{both[1].name} instead of {both[0].name}, difference {pounds(due_pence)}"
    return replace(
        after,
        full_pence=full_pence,
        discount_pence=full_pence - due_pence,
        due_pence=due_pence,
        because=because,
        steps=(
            Step(f"{both[1].name}: {after.because}", after.due_pence),
            Step(f"Less {both[0].name}: {before.because}", -before.due_pence),
        ),
        charge_on=from_on,
        period_from_on=from_on,
        period_to_on=charge.period_to_on,
    )


def _added(charge: Any, more: Quote) -> Quote:
    """Put a difference on top of the charge that begins on the same day."""
    return replace(
        more,
        full_pence=charge.full_pence + more.full_pence,
        discount_pence=charge.discount_pence + more.discount_pence,
        due_pence=charge.due_pence + more.due_pence,
        because=f"{charge.because}; {more.because}",
        steps=(Step(charge.because, charge.due_pence), *more.steps),
    )


def _go_out(work: Work, request: Swap, old: InstrumentKnown, new: InstrumentKnown) -> None:
    """Lend the new instrument on the old one's loan, hire and dates."""
    row = old.row
    work.add(
        "loan_line",
        uuid=request.id,
        loan_id=row.loan_id,
        instrument_id=new.row.id,
        borrower_id=row.holder,
        hire_id=hires.hire_key(old),
        lent_at=work.now,
        lent_on=work.on,
        due_on=row.due_on,
        next_charge_on=row.next_charge_on,
        act_no=work.act_no,
    )
    if new.row.missing_on is not None:
        before = {"missing_on": new.row.missing_on}
        work.change("instrument", new.row.id, before, {"missing_on": None})
    if new.row.basket is not None:
        work.do("basket_line", OFF_COUNTER, instrument=new.row.id)
