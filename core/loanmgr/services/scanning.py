"""What a scan at the desk means: at most three reads, and one move of the rule table."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import codes
from loanmgr.domain.lending import about_instrument, status_of
from loanmgr.domain.routing import (
    Before,
    Counter,
    InstrumentScanned,
    Move,
    repeated,
    route_card,
    route_instrument,
)
from loanmgr.domain.verdicts import Verdict, stops
from loanmgr.services import facts
from loanmgr.services.facts import InstrumentKnown
from loanmgr.services.work import Look

COMMANDS = ("finish", "undo", "park", "needs_repair", "parts_missing", "print_agreement")
"""What the command cards C 1 to C 6 do."""

BASKET = Sql("""
SELECT basket.id, basket.uuid, basket.family_id, basket.borrower_id,
  (SELECT COUNT(*) FROM basket_line WHERE basket_line.basket_id = basket.id) AS lines
FROM basket WHERE basket.desk_id = :desk AND basket.parked_at IS NULL ORDER BY basket.id LIMIT 1
""")


class OpenBasket(NamedTuple):
    """The basket that lies open at the desk, as `BASKET` reads it."""

    id: int
    uuid: UUID
    family_id: int | None
    borrower_id: int | None
    lines: int


CARD = {
    "family": Sql("SELECT id, code, name, struck_act FROM family WHERE id = :key"),
    "borrower": Sql(
        "SELECT id, code, name, kind, family_id, struck_act FROM borrower WHERE id = :key"
    ),
    "place": Sql("SELECT id, code, name FROM place WHERE id = :key"),
    "part": Sql(
        "SELECT part.id, part.name, part.missing_on, instrument.code FROM part"
        " JOIN instrument ON instrument.id = part.instrument_id WHERE part.id = :key"
    ),
}


@dataclass(frozen=True)
class Scan:
    """A label that was read at the desk."""

    code: str
    before: Before = field(default_factory=Before)
    unfinished_business: bool = False
    """The basket shown has something owed or to be signed."""


class ScannedInstrument(NamedTuple):
    """What the desk shows of an instrument it scanned."""

    code: str
    name: str
    type_name: str
    make: str
    model: str
    status: str
    holder: str = ""
    holder_code: str = ""
    due_on: date | None = None
    next_charge_on: date | None = None
    put: str = ""
    """Where it belongs."""
    centre: str = ""
    fault: str = ""
    missing_on: date | None = None
    counter_of: str = ""
    """The desk on whose counter it is, and for whom."""
    counter_family: str = ""
    family: str = ""
    """Family of instruments, such as strings."""
    holder_kind: str = ""
    passed_by: str = ""
    """Who passed it on to its holder: a school, a teacher or a partner."""
    passed_by_code: str = ""
    kept_for: str = ""
    """Whom it is kept for on this day."""
    kept_until_on: date | None = None


class Scanned(NamedTuple):
    """What was scanned and what the desk should do."""

    move: Move
    code: str
    title: str = ""
    """Name of the thing."""
    kind: str = ""
    instrument: ScannedInstrument | None = None
    verdicts: tuple[Verdict, ...] = ()
    basket: UUID | None = None
    """The basket in front of us, if any."""
    other_basket: UUID | None = None
    command: str = ""


def scan(look: Look, request: Scan) -> Scanned:
    """Say what a scanned label is and what the desk does with it."""
    code = codes.normalise(request.code)
    again = repeated(code, look.now, request.before)
    if again is not None:
        return Scanned(again, code)
    is_ours = codes.is_ours(code)
    if not is_ours and codes.has_shape(code):
        return Scanned(Move.DAMAGED, code)
    return _looked_up(look, code, request, is_ours=is_ours)


def _looked_up(look: Look, code: str, request: Scan, *, is_ours: bool) -> Scanned:
    # Cards and places tell themselves apart by their letter; whatever else is most likely an
    # instrument, by its label or an old one, and a single read says all about it.
    if not is_ours or code[0] == "M":
        known = facts.labelled(look, code)
        if known is not None:
            return _instrument(code, known)
    elif command := _command(code):
        return Scanned(Move.COMMAND, code, command=command)
    found = look.one(facts.FIND_CODE, text=code)
    if found is None:
        return Scanned(Move.UNKNOWN, request.code.strip())
    return _other(look, code, found, request)


def _command(code: str) -> str:
    """Return what a command card does, or an empty string."""
    number = codes.number_of(code) if code[0] == "C" else 0
    return COMMANDS[number - 1] if 1 <= number <= len(COMMANDS) else ""


def _instrument(code: str, known: InstrumentKnown) -> Scanned:
    row = known.row
    basket = _open_basket(row)
    chosen = row.kept_card if basket is not None and _is_kept_for(basket, row) else ""
    verdicts = about_instrument(known.facts, chosen)
    scanned = InstrumentScanned(
        on_loan=row.line_id is not None,
        on_loan_to_open=row.line_id is not None and _is_theirs(basket, row),
        in_this_basket=basket is not None and row.basket == basket.id,
        in_other_basket=row.basket is not None and (basket is None or row.basket != basket.id),
        stopped=any(v.case != "on_loan_elsewhere" for v in stops(verdicts)),
        missing=row.missing_on is not None,
    )
    move = route_instrument(scanned, _counter(basket, business=False))
    return Scanned(
        move,
        code,
        known.name,
        "instrument",
        shown(known),
        verdicts,
        basket.uuid if basket else None,
        row.basket_uuid,
    )


def _open_basket(row: Any) -> "OpenBasket | None":
    if row.open_id is None:
        return None
    open_one = (row.open_id, row.open_uuid, row.open_family, row.open_borrower, row.open_lines)
    return OpenBasket(*open_one)


def shown(known: InstrumentKnown) -> ScannedInstrument:
    """Return what a window shows of an instrument."""
    row = known.row
    return ScannedInstrument(
        row.code,
        known.name,
        row.type_name,
        row.make,
        row.model,
        status_of(known.facts),
        row.holder_name or "",
        row.holder_code or "",
        row.due_on,
        row.next_charge_on,
        row.home_name,
        row.home_centre_name,
        row.fault or "",
        row.missing_on,
        row.basket_desk_name or "",
        row.basket_family_name or "",
        known.kind.family if known.kind else "",
        row.holder_kind or "",
        row.passed_by_name or "",
        row.passed_by_code or "",
        known.facts.kept_for,
        known.facts.kept_until_on,
    )


def _other(look: Look, code: str, found: Any, request: Scan) -> Scanned:
    row = look.one(CARD[found.kind], key=found.thing)
    if getattr(row, "struck_act", None) is not None:
        return Scanned(Move.UNKNOWN, code)
    if found.kind == "place":
        return Scanned(Move.PUT_LAST_HERE, code, row.name, "place")
    if found.kind == "part":
        if row.missing_on is not None:
            return Scanned(Move.PART_IN, code, row.name, "part")
        return Scanned(Move.OPEN_RECORD, row.code, row.name, "part")
    basket = look.one(BASKET, desk=look.identity.desk)
    is_open_one = basket is not None and _is_of(basket, found, row)
    counter = _counter(basket, business=request.unfinished_business)
    move = route_card(counter, is_open_one=is_open_one)
    kind = "family" if found.kind == "family" else row.kind
    return Scanned(move, code, row.name, kind, basket=basket.uuid if basket else None)


def _counter(basket: Any, *, business: bool) -> Counter:
    if basket is None:
        return Counter()
    someone = basket.family_id is not None or basket.borrower_id is not None
    return Counter(
        is_open=someone,
        waiting=not someone and basket.lines > 0,
        has_chosen=basket.borrower_id is not None,
        lines=basket.lines,
        unfinished_business=business,
    )


def _is_of(basket: Any, found: Any, row: Any) -> bool:
    """Say whether a card is of whom a basket is for; of a family, any child's card is."""
    if found.kind == "family":
        return bool(basket.family_id == found.thing)
    theirs = basket.family_id is not None and basket.family_id == row.family_id
    return theirs or bool(basket.borrower_id == found.thing)


def _is_kept_for(basket: OpenBasket, row: Any) -> bool:
    return basket.borrower_id is not None and bool(row.kept_borrower == basket.borrower_id)


def _is_theirs(basket: Any, row: Any) -> bool:
    if basket is None:
        return False
    if basket.family_id is not None and row.holder_family == basket.family_id:
        return True
    return basket.borrower_id is not None and bool(row.holder == basket.borrower_id)
