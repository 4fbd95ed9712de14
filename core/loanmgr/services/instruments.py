"""Instruments: adding one, its labels and aliases, finding it again, what needs repair."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.codes import has_shape, normalise
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import MOST_PENCE, pounds
from loanmgr.domain.words import listed, short_date
from loanmgr.services import deposits, facts, loss_charges, search, undo
from loanmgr.services.people import Added
from loanmgr.services.undo import Undo
from loanmgr.services.work import Look, Work

TYPE = Sql("SELECT id FROM instrument_type WHERE code = :code AND struck_act IS NULL")
SIZE = Sql(
    "SELECT id FROM instrument_size WHERE type_id = :type AND code = :code AND struck_act IS NULL"
)
FIRST_OWNER = Sql("SELECT id FROM owner WHERE struck_act IS NULL ORDER BY id LIMIT 1")
FIRST_CENTRE = Sql("SELECT id FROM place WHERE kind = 'centre' ORDER BY id LIMIT 1")
PLACE = Sql("SELECT id, name FROM place WHERE id = :key")
PLACE_NAMED = Sql("SELECT id, name FROM place WHERE LOWER(name) = LOWER(:name) ORDER BY id LIMIT 1")
CODE_OWNER = Sql("SELECT id, kind, thing FROM code WHERE text = :text")


@dataclass(frozen=True)
class AddInstrument:
    """One instrument with its first label code."""

    type: str
    size: str = ""
    make: str = ""
    model: str = ""
    serial: str = ""
    place: str = ""
    """Code or name of the place it belongs in; the first centre unless said."""
    value_pence: int | None = None
    bought_on: date | None = None
    aliases: tuple[str, ...] = ()
    parts: tuple[str, ...] | None = None
    """Names of its parts; those usual for its type unless said."""
    note: str = ""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Found:
    """Say that a missing instrument has turned up."""

    instrument: str
    id: UUID = field(default_factory=new_id)
    keeps_loss: bool = False
    """What was charged for its loss stays, although it is here."""


@dataclass(frozen=True)
class FoundAgain:
    """What turned up, and since when it had been missing."""

    act: UUID
    instrument: str
    name: str
    missing_since_on: date
    loss_off_pence: int = 0
    """What had been charged for its loss, and is taken off again."""
    loss_kept_pence: int = 0


@dataclass(frozen=True)
class NeedsRepair:
    """Note a fault of an instrument, or with an empty fault that it is mended."""

    instrument: str
    fault: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class PartMissing:
    """Note that a part is not with its instrument, or that it is here again."""

    instrument: str
    part: str
    is_missing: bool = True
    id: UUID = field(default_factory=new_id)
    returned_by: UUID | None = None
    """The act by which the instrument came back without it, should it be out again by now."""


@dataclass(frozen=True)
class GiveAlias:
    """Let an old or foreign label stand for an instrument from now on."""

    instrument: str
    alias: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Ready:
    """Note that what must be done before the next person has an instrument is done."""

    instrument: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class WrongLabel:
    """Note that an instrument's label was found on another; what was done by it is taken back."""

    instrument: str
    undoes: UUID | None = None
    """The act that was done by mistake; empty when nothing was."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Noted:
    """The instrument something was noted of."""

    act: UUID
    instrument: str
    name: str


def add_instrument(work: Work, request: AddInstrument) -> Added:
    """Add one instrument, with a label code of its own and its usual parts."""
    kind = work.policy().type_named(request.type)
    size = size_of(kind, request.size)
    check_value(request.value_pence)
    code = work.number("M")
    place = place_of(work, request.place)
    key = work.add(
        "instrument",
        code=code,
        **columns(work, kind.code, size),
        make=texts.line(request.make, "make"),
        model=texts.line(request.model, "model"),
        serial=texts.line(request.serial, "serial"),
        owner_id=work.one(FIRST_OWNER).id,
        home_place_id=place,
        here_place_id=place,
        value_pence=request.value_pence,
        bought_on=request.bought_on,
        note=texts.note(request.note),
    )
    work.add("code", text=code, kind="instrument", thing=key, is_alias=0)
    for alias in dict.fromkeys(normalise(text) for text in request.aliases if text.strip()):
        add_alias(work, key, alias)
    for part in _parts(kind.usual_parts if request.parts is None else request.parts):
        work.add("part", instrument_id=key, name=part)
    search.refresh(work, "instrument", key)
    work.about("instrument", key, "added")
    work.what = f"Added: {facts.named(kind.name, size)} {code}"
    return Added(code)


def check_value(value_pence: int | None) -> None:
    """Refuse a value that cannot be one."""
    if value_pence is not None and value_pence < 0:
        raise RuleError("A value can't be less than nothing.", "negative", "value_pence")
    if value_pence is not None and value_pence > MOST_PENCE:
        message = f"A value can't be more than {pounds(MOST_PENCE)}."
        raise RuleError(message, "too_much", "value_pence")


def _parts(names: Iterable[str]) -> list[str]:
    """Return the names of parts, each once whatever its capitals."""
    found: dict[str, str] = {}
    for name in names:
        part = texts.line(name, "parts")
        if part:
            found.setdefault(part.casefold(), part)
    return list(found.values())


def add_alias(work: Work, instrument: int, alias: str) -> None:
    """Let another code (an old tag, a maker's barcode) stand for an instrument."""
    texts.line(alias, "alias")
    if has_shape(alias):
        # One with wrong check digits would never be found: it reads as a damaged label.
        raise RuleError(f"{alias} is built like our own codes.", "own_code", "alias")
    taken = work.one(CODE_OWNER, text=alias)
    if taken is not None and (taken.kind, taken.thing) != ("instrument", instrument):
        raise RuleError(f"The old label {alias} is on another thing already.", "taken", "alias")
    if taken is None:
        work.add("code", text=alias, kind="instrument", thing=instrument, is_alias=1)


def give_alias(work: Work, request: GiveAlias) -> Noted:
    """Let an old or foreign label stand for an instrument."""
    key = facts.instrument_key(work, request.instrument)
    known = facts.instrument(work, key)
    alias = normalise(request.alias)
    if not alias:
        raise RuleError("Say which label.", "missing", "alias")
    if work.one(CODE_OWNER, text=alias) is not None:
        raise RuleError(f"The label {alias} is in use already.", "taken", "alias")
    add_alias(work, key, alias)
    search.refresh(work, "instrument", key)
    work.about("instrument", key, "label")
    work.what = f"Label {alias} added to {known.name} {known.row.code}"
    return Noted(request.id, known.row.code, known.name)


def columns(look: Look, type_code: str, size: str | None) -> dict[str, Any]:
    """Return the keys of a type and size."""
    type_key = look.one(TYPE, code=type_code).id
    size_key = look.one(SIZE, type=type_key, code=size).id if size else None
    return {"type_id": type_key, "size_id": size_key}


def size_of(kind: Any, text: str) -> str | None:
    """Return the code of a size by code or name, or refuse naming those there are."""
    if not text.strip():
        return None
    size = kind.size(text)
    if size is None:
        have = listed(s.code for s in kind.sizes) or "no sizes"
        message = f"A {kind.name.lower()} doesn't come in {text.strip()}; there is {have}."
        raise RuleError(message, "unknown_size", "size")
    return str(size.code)


def place_of(look: Look, text: str) -> int:
    """Return the key of a place by code or name; the first centre where nothing is said."""
    if not text.strip():
        return int(look.one(FIRST_CENTRE).id)
    named = look.one(PLACE_NAMED, name=text.strip())
    if named is not None:
        return int(named.id)
    kind, key = facts.thing_of(look, text, "place")
    if kind != "place":
        raise RuleError(f"{text.strip()} is not a place.", "wrong_kind", "place")
    return key


def found(work: Work, request: Found) -> FoundAgain:
    """Take an instrument off the list of missing ones."""
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    known = facts.instrument(work, key)
    since = known.row.missing_on
    if since is None:
        raise RuleError(f"{known.name} {known.row.code} is not missing.", "not_missing")
    work.change("instrument", key, {"missing_on": since}, {"missing_on": None})
    off, kept = loss_charges.turned_up(work, known, keeps=request.keeps_loss)
    deposits.weigh(work, key)
    work.about("instrument", key, "found")
    words = f"; {pounds(off)} for its loss taken off" if off else ""
    work.what = f"Found: {known.name} {known.row.code}, missing since {short_date(since)}{words}"
    return FoundAgain(request.id, known.row.code, known.name, since, off, kept)


def needs_repair(work: Work, request: NeedsRepair) -> Noted:
    """Note a fault, which keeps the instrument from being lent; or that it is mended."""
    key = facts.instrument_key(work, request.instrument)
    known = facts.instrument(work, key)
    fault = texts.note(request.fault, "fault")
    if not fault and known.row.fault is None:
        raise RuleError(f"{known.name} {known.row.code} needs no repair.", "no_fault")
    before = {"fault": known.row.fault, "fault_on": known.row.fault_on}
    after = {"fault": fault or None, "fault_on": work.on if fault else None}
    work.change("instrument", key, before, after)
    deposits.weigh(work, key)
    work.about("instrument", key, "repair")
    work.what = (
        f"Needs repair: {known.name} {known.row.code} ({fault})"
        if fault
        else f"Mended: {known.name} {known.row.code}"
    )
    return Noted(request.id, known.row.code, known.name)


def ready(work: Work, request: Ready) -> Noted:
    """Note that an instrument is ready for the next person, so that it can be lent again."""
    key = facts.instrument_key(work, request.instrument)
    known = facts.instrument(work, key)
    row = known.row
    if row.unready is None:
        raise RuleError(f"{known.name} {row.code} is ready already.", "is_ready", "instrument")
    before = {"unready": row.unready, "unready_on": row.unready_on}
    work.change("instrument", key, before, {"unready": None, "unready_on": None})
    work.about("instrument", key, "ready")
    work.what = f"Ready: {known.name} {row.code} ({known.facts.unready})"
    return Noted(request.id, row.code, known.name)


def wrong_label(work: Work, request: WrongLabel) -> Noted:
    """Note on an instrument's timeline that its label is on something else, for the lead.

    Raises:
        RuleError: another desk has it on its counter by now, or what was done cannot be undone.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    row = facts.instrument(work, key).row
    if row.basket is not None and row.basket_desk != work.identity.desk:
        raise facts.stays_there(row.basket_desk_name)
    if request.undoes is not None:
        work.part(undo.undo, Undo(request.undoes, id=uuid5(request.id, "undo")))
    known = facts.instrument(work, key)
    work.about("instrument", key, "label")
    work.what = f"Wrong instrument: the label of {known.name} {known.row.code} is on another"
    return Noted(request.id, known.row.code, known.name)


def part_missing(work: Work, request: PartMissing) -> Noted:
    """Note that a part is missing, or that it is here again."""
    key = facts.instrument_key(work, request.instrument)
    known = facts.instrument(work, key)
    wanted = request.part.strip().casefold()
    parts = [p for p in work.rows(facts.PARTS, key=key) if p.name.casefold() == wanted]
    if not parts:
        raise RuleError(f"It has no part called {request.part.strip()}.", "unknown_part", "part")
    part = parts[0]
    if (part.missing_on is not None) == request.is_missing:
        word = "already noted as missing" if request.is_missing else "not missing"
        raise RuleError(f"The {part.name.lower()} is {word}.", "nothing_changed", "part")
    before = {"missing_on": part.missing_on, "left_with_line_id": part.left_with_line_id}
    line = _had_by(work, key, request.returned_by) if request.is_missing else None
    after = {"missing_on": work.on if request.is_missing else None, "left_with_line_id": line}
    work.change("part", part.id, before, after)
    if not request.is_missing:
        charge = loss_charges.part_of(work, part.id, part.left_with_line_id)
        loss_charges.take_off(work, charge)
    deposits.weigh(work, key, line or part.left_with_line_id)
    work.about("instrument", key, "part")
    verb = "Missing" if request.is_missing else "Here again"
    work.what = f"{verb}: the {part.name.lower()} of {known.name} {known.row.code}"
    return Noted(request.id, known.row.code, known.name)


LAST_LINE = Sql(
    "SELECT id FROM loan_line WHERE instrument_id = :key AND struck_act IS NULL"
    " ORDER BY id DESC LIMIT 1"
)
RETURNED = Sql(
    "SELECT act.no FROM act JOIN act_thing ON act_thing.act_no = act.no"
    " WHERE act.uuid = :act AND act_thing.kind = 'instrument' AND act_thing.thing = :key LIMIT 1"
)
LINE_BEFORE = Sql(
    "SELECT id FROM loan_line WHERE instrument_id = :key AND act_no < :no AND struck_act IS NULL"
    " ORDER BY id DESC LIMIT 1"
)


def _had_by(look: Look, key: int, returned_by: UUID | None) -> int | None:
    """Return the line of who has an instrument, or had it last; with a return, who had it then.

    Raises:
        RuleError: there was no such return of it.
    """
    if returned_by is None:
        row = look.one(LAST_LINE, key=key)
    else:
        act = look.one(RETURNED, act=returned_by, key=key)
        if act is None:
            raise RuleError("We don't know that return of it.", "unknown_act", "returned_by")
        row = look.one(LINE_BEFORE, key=key, no=act.no)
    return int(row.id) if row else None
