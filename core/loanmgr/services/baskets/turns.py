"""In which order the lines of a basket are priced: what one costs may depend on those before it."""

from dataclasses import replace
from typing import Any

from loanmgr.domain import charges
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.services import facts, hiring
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.work import Look


def in_turn(
    look: Look,
    lines: list[Any],
    lying: dict[int, InstrumentKnown],
    people: dict[int, BorrowerKnown],
) -> list[Any]:
    """Return lines as finishing lends them: borrower by borrower, of each in their turn."""
    ordered = [line for line in lines if line.borrower_id not in people]
    for key in sorted(people):
        theirs = [line for line in lines if line.borrower_id == key]
        ordered += _dearest_first(look, theirs, lying, people[key])
    return ordered


def of_one(look: Look, lines: list[Any], who: BorrowerKnown) -> list[Any]:
    """Return one borrower's lines as they are lent."""
    if not _asks(look):
        return lines
    lying = {line.instrument_id: facts.instrument(look, line.instrument_id) for line in lines}
    return _dearest_first(look, lines, lying, who)


def note(people: dict[int, BorrowerKnown], who: BorrowerKnown, quote: Quote, code: str) -> None:
    """Let those of one account know of a line that is priced before theirs."""
    is_first = not who.hires.lines
    for left in {id(o.hires.pots): o.hires.pots for o in people.values()}.values():
        if left is not None:
            left.note(quote)
    for key, other in people.items():
        if other.row.account_id != who.row.account_id:
            continue
        is_own, hires = other.row.id == who.row.id, other.hires
        if quote.full_pence:
            charged = hiring.given_by(quote, f"line {code}", is_own=is_own)
            hires = hires._replace(given=(*hires.given, charged))
        if is_own:
            hires = hires._replace(lines=(*hires.lines, hiring.NO_LINE))
        elif is_first and not hires.lines:
            hires = hires._replace(siblings_before=hires.siblings_before + 1)
        people[key] = replace(other, hires=hires)


def _asks(look: Look) -> bool:
    return any(scheme.instruments is not None for scheme in look.policy().schemes)


def _dearest_first(
    look: Look, lines: list[Any], lying: dict[int, InstrumentKnown], who: BorrowerKnown
) -> list[Any]:
    """Put the dearest first where a reduced rate is good for so many instruments."""
    if not _asks(look):
        return lines
    return sorted(lines, key=lambda line: -_full_pence(look, lying[line.instrument_id], who))


def _full_pence(look: Look, known: InstrumentKnown, who: BorrowerKnown) -> int:
    try:
        return charges.quote(look.policy(), hiring.hire_of(known, who, look.on)).full_pence
    except RuleError:
        return 0  # what has no price is said where it is priced
