"""Swapping: one instrument comes back and another goes out on the same hire."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from loanmgr.domain import charges
from loanmgr.domain.charges import Quote, Step
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import about_instrument, about_size
from loanmgr.domain.money import pounds
from loanmgr.domain.verdicts import Override, Verdict, asks, stops
from loanmgr.services import (
    deposits,
    facts,
    hires,
    lending,
    loss_charges,
    payers,
    pots,
    reservations,
    returns,
)
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.ledger import reverse_charge
from loanmgr.services.lending import OFF_COUNTER, Asked, LentLine, LentPart
from loanmgr.services.payers import Payer
from loanmgr.services.returns import Return, Returned
from loanmgr.services.work import Look, Work

STAYS = "a swap stays with who pays for the hire"
Both = tuple[InstrumentKnown, InstrumentKnown]
"""The instrument that came back, and the one that goes out instead."""


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


@dataclass(frozen=True)
class SwapLine:
    """Lend an instrument, as part of a larger act, on the hire of one that came back before."""

    id: UUID
    instrument: str
    instead_of: UUID
    """The id of the line that the one that came back was lent by."""
    override: str = ""
    settled: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()


class _GoesOn(NamedTuple):
    """What a new line takes over from the one that came back."""

    loan_id: int
    hire: int
    due_on: date | None
    next_charge_on: date | None
    pays: Payer | None


def swap(work: Work, request: Swap) -> Swapped:
    """Take one instrument back and lend another on the same agreement, period and charge.

    The old one may have been returned already, earlier on the same day. A dearer price charges the
    difference for the periods left; a cheaper one gives nothing back.

    Raises:
        RuleError: the old one is not out, the new one may not go, or they are of two types.
    """
    old, new = both = _both(work, request)
    if old.row.line_id is None:
        return _swap_returned(work, request, both)
    who = hires.holder(work, old)
    verdicts = about(new, old, who)
    charged = hires.live_charges(work, old)
    more, pays = _differences(work, both, who, charged), payer(work, charged, who)
    lending.check(work, verdicts, request.override)

    taken = Return(old.row.code, None, request.missing, request.fault, request.id)
    back = returns.take_in(work, taken, old, hire_goes_on=True)
    row = old.row
    goes_on = _GoesOn(row.loan_id, hires.hire_key(old), row.due_on, row.next_charge_on, pays)
    line = _go_out(work, request.id, (both, who), (goes_on, more))
    return Swapped(request.id, back, line, hires.asked(verdicts))


def swap_line(work: Work, request: SwapLine) -> LentPart:
    """Lend one instrument on the hire of one that came back on this visit.

    Raises:
        RuleError: that hire went on with another one since, or the new one may not go.
    """
    new = facts.instrument(work, facts.instrument_key(work, request.instrument, "instruments"))
    ended = hires.ended_line(work, request.instead_of)
    if ended is None:
        message = f"What {new.name} {new.row.code} was to be swapped for has gone on since."
        raise RuleError(message, "swapped_already", "instruments")
    who = facts.borrower(work, ended.borrower_id)
    old = facts.instrument(work, ended.instrument_id)
    verdicts = about(new, old, who)
    lending.check(work, verdicts, request.override, request.overrides)
    line = _go_on(work, request.id, ((old, new), who), ended)
    asked = [each for each in asks(verdicts) if not each.is_settled(request.settled)]
    return LentPart(line, hires.asked(tuple(asked)))


def about(new: InstrumentKnown, old: InstrumentKnown, who: BorrowerKnown) -> tuple[Verdict, ...]:
    """Say what stands against a swap: the new one, and a size that the hire did not have."""
    same = new.row.size_code == old.row.size_code
    size = () if same else about_size(new.size, who.facts, new.sizes)
    found = (*about_instrument(new.facts, who.facts.code), *size)
    return (*stops(found), *asks(found))


def price(look: Look, both: Both, who: BorrowerKnown, ended: Any) -> Quote:
    """Work out what more a hire costs that goes on with another instrument, and explain it."""
    old, new = both
    charged = hires.charged(look, ended)
    more = [each for _, each in _differences(look, both, who, charged)]
    same = old.row.id == new.row.id
    begins = "Lent again" if same else f"Swap for {old.name} {old.row.code}"
    steps = [Step(f"{begins}: the same hire goes on", 0)]
    steps += [
        Step(f"Charged already: {each.because}", 0)
        for each in charged
        if each.period_to_on >= look.on
    ]
    steps += [step for each in more for step in each.steps]
    because = "; ".join(each.because for each in more) or "nothing more to pay"
    first = more[0] if more else None
    return Quote(
        full_pence=sum(each.full_pence for each in more),
        discount_pence=sum(each.discount_pence for each in more),
        due_pence=sum(each.due_pence for each in more),
        because=f"{begins}, same hire; {because}",
        steps=tuple(steps),
        tariff_code=first.tariff_code if first else "",
        charge_on=look.on,
        period_label=first.period_label if first else "",
        due_on=ended.due_on,
        next_charge_on=ended.next_charge_on,
    )


def not_by(quote: Quote, school: Payer) -> Quote:
    """Return a difference that says that a school, asked to pay for the visit, does not pay it."""
    words = f"not paid by {school.name}, as {STAYS}"
    step = Step(f"Not paid by {school.name}: {STAYS}", 0)
    return replace(quote, because=f"{quote.because}; {words}", steps=(*quote.steps, step))


def _swap_returned(work: Work, request: Swap, both: Both) -> Swapped:
    """Swap for an instrument that was returned already."""
    old = both[0]
    who, ended = hires.had_last(work, old)
    if request.missing or request.fault:
        message = (
            f"{old.name} {old.row.code} was returned before; what is missing or wrong with it"
            " is noted by itself."
        )
        raise RuleError(message, "returned_already", "old")
    verdicts = about(both[1], old, who)
    lending.check(work, verdicts, request.override)
    line = _go_on(work, request.id, (both, who), ended)
    back = Returned(
        request.id, old.row.code, old.name, who.row.name, who.row.code, 0, old.row.home_name
    )
    return Swapped(request.id, back, line, hires.asked(verdicts))


def _go_on(work: Work, act: UUID, of: tuple[Both, BorrowerKnown], ended: Any) -> LentLine:
    """Let a hire that ended today go on with another instrument, charged as it was."""
    both, who = of
    with pots.never_passed(work):
        hires.stand_again(work, ended, act)
    deposits.keep_on(work, ended.id)
    charged = work.rows(hires.LIVE_CHARGES, hire=ended.hire)
    more, pays = _differences(work, both, who, charged), payer(work, charged, who)
    work.about("instrument", both[0].row.id, "swapped")
    work.about("borrower", who.row.id, "borrower")
    work.about("family", who.row.family_id, "payer")
    goes_on = _GoesOn(ended.loan_id, ended.hire, ended.due_on, ended.next_charge_on, pays)
    return _go_out(work, act, of, (goes_on, more))


def _both(work: Work, request: Swap) -> Both:
    """Gather the two instruments of a swap, locked in the order of their keys."""
    old = facts.instrument_key(work, request.old, "old")
    new = facts.instrument_key(work, request.new, "new")
    if old == new:
        raise RuleError("Both labels are on the same instrument.", "named_twice", "new")
    for key in sorted((old, new)):
        work.lock("instrument", key)
    known = facts.instrument(work, old), facts.instrument(work, new)
    if known[0].row.parent_line_id is not None:
        name, owner = f"{known[0].name} {known[0].row.code}", known[0].row.passed_by_name
        message = f"{name} was passed on by {owner}. Hand it back to them, then lend the other."
        raise RuleError(message, "passed_on", "old")
    if known[0].row.type_code != known[1].row.type_code:
        names = f"{known[0].name} {known[0].row.code} for {known[1].name} {known[1].row.code}"
        message = f"A swap is for one of the same type, not {names}. Return one and lend the other."
        raise RuleError(message, "other_type", "new")
    return known


def _differences(
    look: Look, both: Both, who: BorrowerKnown, charged: list[Any]
) -> list[tuple[Any, Quote]]:
    """Price what the new instrument costs more for each charged period that is not over.

    Each comes with the charge that begins on the same day already, or None.
    """
    starts = {charge.period_from_on: charge for charge in charged}
    pays = payer(look, charged, who)
    found: list[tuple[Any, Quote]] = []
    for charge in charged:
        if charge.period_to_on < look.on:
            continue
        more = _more(look, both, (who, pays), charge)
        if more is None or any(more.period_from_on == q.period_from_on for _, q in found):
            continue
        found.append((starts.get(more.period_from_on), more))
    return found


def payer(look: Look, charged: list[Any], who: BorrowerKnown) -> Payer | None:
    """Return the school that pays for a hire, by its charges; None where they pay themselves."""
    return payers.payer_of(look, charged[-1] if charged else None, who)


def _more(
    look: Look, both: Both, of: tuple[BorrowerKnown, Payer | None], charge: Any
) -> Quote | None:
    """Price the difference between two instruments for what is left of a charged period."""
    who, pays = of
    from_on = max(look.on, charge.period_from_on)
    asked = [hires.hired(known, who, from_on) for known in both]
    if pays is not None:
        asked = [replace(each, borrower_kind=pays.kind) for each in asked]
    awards = () if pays else who.awards
    before, after = (charges.quote(look.policy(), each, awards) for each in asked)
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


def _go_out(
    work: Work,
    act: UUID,
    of: tuple[Both, BorrowerKnown],
    terms: tuple[_GoesOn, list[tuple[Any, Quote]]],
) -> LentLine:
    """Lend the new instrument on the old one's loan, hire and dates, and charge the difference."""
    ((old, new), who), (goes_on, more) = of, terms
    if new.row.missing_on is not None:
        loss_charges.turned_up(work, new)
    work.add(
        "loan_line",
        uuid=act,
        loan_id=goes_on.loan_id,
        instrument_id=new.row.id,
        borrower_id=who.row.id,
        hire_id=goes_on.hire,
        lent_at=work.now,
        lent_on=work.on,
        due_on=goes_on.due_on,
        next_charge_on=goes_on.next_charge_on,
        act_no=work.act_no,
    )
    if new.row.missing_on is not None:
        before = {"missing_on": new.row.missing_on}
        work.change("instrument", new.row.id, before, {"missing_on": None})
    reservations.taken_up(work, new, who)
    if new.row.basket is not None:
        work.do("basket_line", OFF_COUNTER, instrument=new.row.id)
    words = f"{new.name} instead of {old.name}"
    for at, (ended, quote) in enumerate(more):
        if ended is not None:
            reverse_charge(work, ended.id)
        whole = _added(ended, quote) if ended is not None else quote
        source = uuid5(act, f"difference {at}")
        lending.record_charge(work, goes_on.hire, who, (whole, words, source), goes_on.pays)

    work.about("instrument", new.row.id, "lent")
    work.what = f"Swapped: {old.name} {old.row.code} for {new.name} {new.row.code}, {who.row.name}"
    if old.row.id == new.row.id:
        work.what = f"Lent again: {new.name} {new.row.code} to {who.row.name}, on the same hire"
    charged = hires.together([quote for _, quote in more])
    line = hires.line(act, new, who, (goes_on.due_on, goes_on.next_charge_on, charged))
    line = _charged_to(line, goes_on.pays)
    if old.row.id == new.row.id:
        return line
    return replace(line, instead_of=old.row.code, instead_of_name=old.name)


def _charged_to(line: LentLine, pays: Payer | None) -> LentLine:
    """Return a line that was lent with the school that pays for it, where one does."""
    return line if pays is None else replace(line, charged_to=pays.name, paid_by="")
