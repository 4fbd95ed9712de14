"""Undo: taking an act back by its effects, never by today's policy; undoing an undo is redo."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import pounds
from loanmgr.domain.taking_back import DONE_AGAIN
from loanmgr.services import accounts, ledger, policy, pots, search, undo_checks, undo_money
from loanmgr.services.systems import sending
from loanmgr.services.undo_money import Taken
from loanmgr.services.work import Look, Work

ACT_COLUMNS = (
    "SELECT act.no, act.uuid, act.use_case, act.business_on, act.part_of, act.undoes, body.what,"
    " body.effects, back.no AS undone_by FROM act JOIN act_body AS body ON body.act_no = act.no"
    " LEFT JOIN act AS back ON back.undoes = act.no"
)
ACT = Sql(f"{ACT_COLUMNS} WHERE act.uuid = :id")
ACT_NO = Sql(f"{ACT_COLUMNS} WHERE act.no = :no")
PARTS = Sql(f"{ACT_COLUMNS} WHERE act.part_of = :no ORDER BY act.no DESC")
NEWEST = Sql(
    "SELECT act.no, act.uuid, act.undoes FROM act WHERE act.desk_id = :desk"
    " AND act.part_of IS NULL AND act.no < :no"
    " AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no)"
    " AND NOT (EXISTS (SELECT 1 FROM act AS part WHERE part.part_of = act.no)"
    "   AND NOT EXISTS (SELECT 1 FROM act AS part WHERE part.part_of = act.no AND NOT EXISTS"
    "     (SELECT 1 FROM act AS back WHERE back.undoes = part.no)))"
    " ORDER BY act.seq DESC LIMIT 1"
)
UNDOES = Sql("SELECT undoes FROM act WHERE no = :no")
THINGS = Sql("SELECT kind, thing FROM act_thing WHERE act_no = :no")
THINGS_OF_ALL = Sql(
    "SELECT DISTINCT act_thing.kind, act_thing.thing FROM act_thing"
    " JOIN act ON act.no = act_thing.act_no WHERE act.no = :no OR act.part_of = :no"
    " ORDER BY act_thing.kind DESC, act_thing.thing"
)
LATER = Sql(
    "SELECT act.uuid, body.what FROM act_thing JOIN act ON act.no = act_thing.act_no"
    " JOIN act_body AS body ON body.act_no = act.no"
    " WHERE act_thing.kind = :kind AND act_thing.thing = :thing AND act_thing.act_no > :no"
    " AND act_thing.role <> 'undone' AND (act.part_of IS NULL OR act.part_of <> :no)"
    " AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no)"
    " ORDER BY act_thing.act_no DESC LIMIT 1"
)
OPEN_LINE = Sql(
    "SELECT loan_line.id FROM loan_line JOIN loan_line AS this"
    " ON this.instrument_id = loan_line.instrument_id WHERE this.id = :key"
    " AND loan_line.returned_at IS NULL AND loan_line.passed_on_at IS NULL"
    " AND loan_line.id <> COALESCE(this.parent_line_id, 0)"
)
HIRE_GOES_ON = Sql(
    "SELECT other.id FROM loan_line AS this JOIN loan_line AS other"
    " ON other.loan_id = this.loan_id AND other.id <> this.id AND other.struck_act IS NULL"
    " AND COALESCE(other.hire_id, other.id) = COALESCE(this.hire_id, this.id)"
    " AND (other.id > this.id OR other.returned_at IS NULL) WHERE this.id = :key"
)
"""The same hire went on with another instrument, as after a swap."""
USE_CASE = Sql("SELECT use_case FROM act WHERE no = :no")
INSTRUMENT_OF_LINE = Sql("SELECT instrument_id FROM loan_line WHERE id = :key")
INSTRUMENT_CHARGED = Sql(
    "SELECT line.instrument_id FROM charge JOIN loan_line AS line ON line.id = charge.hire_id"
    " WHERE charge.id = :key"
)

INSTRUMENT_KEPT = Sql("SELECT instrument_id FROM reservation WHERE id = :key")

KEPT_AT = Sql(
    "SELECT id FROM instrument WHERE (home_place_id = :key OR here_place_id = :key)"
    " AND struck_act IS NULL LIMIT 1"
)

UNTOUCHED: dict[str, tuple[str, ...]] = {
    "loan_line": ("returned_at", "passed_on_at", "struck_act"),
    "charge": ("ended_act",),
    "reservation": ("struck_act",),
}
"""Columns that a row made by an act must still have empty for the act to be undone."""

THING_TABLES = {"instrument": "instrument", "family": "family", "borrower": "borrower"}
"""Tables whose rows have timelines of their own: nothing later may be about them."""

LOCKED = ("instrument", "borrower")
UNDONE_ALONE = frozenset({"pay"})
"""Money that came in stays, as credit, when what it paid for is undone."""
GIVEN_BACK = "refund"
UNDONE = "Undone: "


@dataclass(frozen=True)
class Undo:
    """Take an act back: by its id, or this desk's newest that still stands."""

    act: UUID | None = None
    give_back: bool = False
    """Give back what was paid for it; otherwise that stays on the account as credit."""
    id: UUID = field(default_factory=new_id)
    of: UUID | None = None
    """The undoing of the whole run that the act is a part of."""


@dataclass(frozen=True)
class Undone:
    """What was taken back."""

    act: UUID
    """The act of the undoing, which can be undone itself."""
    undid: str
    undid_act: UUID
    kept_pence: int = 0
    """Money that came in for it and is now credit."""
    given_back_pence: int = 0
    given_back: str = ""
    """How it was given back, inside a sentence: in cash."""
    said: str = ""
    """What was done, in words: Undone or Done again, and what; older ones don't say."""

    @property
    def is_again(self) -> bool:
        """Say whether something undone was done again."""
        return self.said.startswith(DONE_AGAIN)


@dataclass(frozen=True)
class PaidFor:
    """Money that came in for what is about to be undone, so that somebody decides about it."""

    act: UUID
    what: str
    pence: int
    how: str
    """How it was paid, inside a sentence: in cash."""
    is_payment: bool
    """Whether the act is the payment itself."""


class StandsInTheWayError(RuleError):
    """A later act has to be undone first; `act` is its id."""

    def __init__(self, message: str, act: UUID | None) -> None:
        super().__init__(message, "later_act", "act")
        self.act = act


def undo(work: Work, request: Undo) -> Undone:
    """Take an act back with all its parts, in one transaction.

    Raises:
        RuleError: there is nothing to undo, it was undone before, something later stands on it,
            or it is a run that is taken back part by part.
    """
    target = _standing(_target(work, request))
    undo_checks.not_issued(work, target)
    did, links = _chain(work, target)
    undo_checks.not_a_run(target, did)
    undo_checks.not_of_undone_run(work, did, links)
    if request.of is not None:
        work.belongs_to = work.one(ACT, id=request.of).no
    for thing in work.rows(THINGS_OF_ALL, no=target.no):
        if thing.kind in LOCKED:
            work.lock(thing.kind, thing.thing)
    # While this waited for a lock, another desk may have undone the very same.
    _standing(work.one(ACT, id=target.uuid))
    first = _first(work, target)
    taken = undo_money.taken(work, first)
    goes_back = request.give_back and bool(taken)
    is_payment = _is_payment(first)
    # A payment that was given back, and that taken back, changed nothing of its own.
    with pots.never_passed(work):
        _take_back(work, target, first if is_payment else target, stays=goes_back and is_payment)
        for part in work.rows(PARTS, no=target.no):
            if part.undone_by is None and not _stays(work, part):
                work.part(undo_part, UndoPart(uuid5(request.id, str(part.uuid)), part.uuid))
    work.what = said = _sentence(work, target)
    pence = sum(each.pence for each in taken)
    if not goes_back:
        kept = 0 if is_payment else pence
        return Undone(request.id, target.what, target.uuid, kept, said=said)
    for each in taken:
        _give_back(work, request, each, undo_money.paid_for(work, first))
    how = accounts.HOW[taken[0].method]
    work.what += f"; {pounds(pence)} given back {how}"
    return Undone(request.id, target.what, target.uuid, 0, pence, how, said)


def _is_payment(first: Any) -> bool:
    """Say whether what is undone is money that came in, and nothing else."""
    return first is not None and first.use_case in UNDONE_ALONE


def _stays(look: Look, part: Any) -> bool:
    """Say whether a part stays as it is, as somebody decides anew about the money in it."""
    did, links = _chain(look, part)
    # What was given back, and is not any more, is given back again only when somebody says so.
    return did.use_case in UNDONE_ALONE or (did.use_case == GIVEN_BACK and links % 2 == 1)


def _standing(target: Any) -> Any:
    if target.undone_by is not None:
        raise RuleError("That was already undone.", "already_undone", "act")
    return target


def paid_for(look: Look, request: Undo) -> PaidFor | None:
    """Return what was paid for an act that would be undone, or None where nothing was."""
    found = _newest(look, 2**62) if request.act is None else None
    wanted = found.uuid if found is not None else request.act
    target = look.one(ACT, id=wanted) if wanted is not None else None
    if target is None or target.undone_by is not None:
        return None
    first = _first(look, target)
    taken = undo_money.taken(look, first)
    if not taken:
        return None
    pence, how = sum(each.pence for each in taken), accounts.HOW[taken[0].method]
    return PaidFor(target.uuid, target.what, pence, how, _is_payment(first))


def _first(look: Look, target: Any) -> Any:
    """Return the act that undoing this one takes back, or None where undoing does it again."""
    did, links = _chain(look, target)
    return None if links % 2 else did


def _chain(look: Look, target: Any) -> tuple[Any, int]:
    """Return what an act takes back or does again in the end, and over how many undoings."""
    links = 0
    while target.undoes is not None:
        links += 1
        target = look.one(ACT_NO, no=target.undoes)
    return target, links


def _give_back(work: Work, request: Undo, taken: Taken, what: str) -> None:
    source = uuid5(request.id, f"give back {taken.payment}")
    refund = accounts.Refund(taken.pence, taken.payment, paid_for=what, id=source)
    work.part(accounts.refund, refund)


@dataclass(frozen=True)
class UndoPart:
    """Take back one part of an act that is being undone."""

    id: UUID
    act: UUID


def undo_part(work: Work, request: UndoPart) -> Undone:
    """Take back one part of an act, with an act of its own."""
    target = work.one(ACT, id=request.act)
    _take_back(work, target, target)
    work.what = _sentence(work, target)
    return Undone(request.id, target.what, target.uuid, said=work.what)


def newest(look: Look, _request: None) -> str:
    """Return what a bare undo would take back, or an empty string."""
    found = _newest(look, 2**62)
    return str(look.one(ACT, id=found.uuid).what) if found else ""


def _target(work: Work, request: Undo) -> Any:
    wanted = request.act
    if wanted is None:
        found = _newest(work, work.act_no)
        if found is None:
            raise RuleError("There is nothing to undo at this desk.", "nothing_to_undo", "act")
        wanted = found.uuid
    target = work.one(ACT, id=wanted)
    if target is None:
        raise RuleError("We don't know that act.", "unknown_act", "act")
    return target


def _newest(look: Look, before: int) -> Any:
    """Return this desk's newest act that stands and did something, rather than undo it."""
    while True:
        found = look.one(NEWEST, desk=look.identity.desk, no=before)
        if found is None or not _undoes(look, found.undoes):
            return found
        before = found.no


def _undoes(look: Look, undoes: int | None) -> bool:
    """Say whether an act that takes back another undoes it; taking an undo back does it again."""
    links = 0
    while undoes is not None:
        links += 1
        undoes = look.one(UNDOES, no=undoes).undoes
    return links % 2 == 1


def _sentence(look: Look, target: Any) -> str:
    did, links = _chain(look, target)
    return f"{DONE_AGAIN if links % 2 else UNDONE}{did.what}"


def _take_back(work: Work, target: Any, did: Any, *, stays: bool = False) -> None:
    """Take back an act, by what `did` changed; one that `stays` only counts as undone."""
    effects = () if stays else msgspec.json.decode(did.effects)
    if _chain(work, target)[0].use_case in undo_checks.NOT_SINCE:
        later = undo_checks.done_since(work, target.no, effects)
        if later is not None:
            message = f"Something later stands on it. Undo this first: {later.what}"
            raise StandsInTheWayError(message, later.uuid)
    work.undoes = target.no
    things = work.rows(THINGS, no=target.no)
    role = "done_again" if _undoes(work, target.undoes) else "undone"
    for thing in things:
        work.about(thing.kind, thing.thing, role)
    for effect in reversed(effects):
        if effect[0] == "+":
            _strike(work, target, effect[1], effect[2])
        else:
            _change_back(work, target, effect[1:])
    if any(effect[1] == "register" for effect in effects):
        policy.check_undone(work)
    for thing in things:
        search.refresh(work, thing.kind, thing.thing)


def _strike(work: Work, target: Any, table: str, key: int) -> None:
    """Take back that a row was made."""
    row = work.one(_row(table), key=key)
    if any(getattr(row, column) is not None for column in UNTOUCHED.get(table, ())):
        raise _in_the_way(work, target, _instrument_of(work, table, key))
    _check_unused(work, target, table, key)
    STRIKES.get(table, _mark_struck)(work, table, row)


def _check_unused(work: Work, target: Any, table: str, key: int) -> None:
    """Refuse to take away what something later is about, or what is in use."""
    if table in THING_TABLES:
        later = work.one(LATER, kind=THING_TABLES[table], thing=key, no=target.no)
        if later is not None:
            raise _in_the_way(work, target, (THING_TABLES[table], key))
    undo_checks.unused(work, table, key)


def _mark_struck(work: Work, table: str, row: Any) -> None:
    work.change(table, _key(table, row), {"struck_act": None}, {"struck_act": work.act_no})


def _strike_line(work: Work, table: str, row: Any) -> None:
    before = {"returned_at": None, "returned_on": None, "struck_act": None}
    after = {"returned_at": work.now, "returned_on": work.on, "struck_act": work.act_no}
    work.change(table, row.id, before, after)


def _strike_charge(work: Work, table: str, row: Any) -> None:
    work.change(table, row.id, {"ended_act": None}, {"ended_act": work.act_no})


def _strike_ledger(work: Work, _table: str, row: Any) -> None:
    ledger.reverse_line(work, ledger.standing(work, row))


def _strike_agreement(work: Work, table: str, row: Any) -> None:
    """Leave the year's agreement, which other loans may be under; unsign what was made signed."""
    if work.one(USE_CASE, no=row.act_no).use_case == "sign_agreement" and row.signed_on is not None:
        before = {"signed_on": row.signed_on, "signed_how": row.signed_how}
        work.change(table, row.id, before, {"signed_on": None, "signed_how": None})


def _strike_code(work: Work, table: str, row: Any) -> None:
    """Leave a label's own code, which is never given again; free an alias for another thing."""
    if row.is_alias:
        # No label has a space in it, so this text is never scanned.
        freed = f"{row.text} undone {work.act_no}"
        work.change(table, row.id, {"text": row.text}, {"text": freed})


def _close_place(work: Work, table: str, row: Any) -> None:
    """Close a place, unless something is kept there by now."""
    if work.one(KEPT_AT, key=row.id) is None:
        work.change(table, row.id, {"closed_on": None}, {"closed_on": work.on})


def _leave(_work: Work, _table: str, _row: Any) -> None:
    """Leave what is only a name, which others may go by since."""


STRIKES: dict[str, Callable[[Work, str, Any], None]] = {
    "loan_line": _strike_line,
    "charge": _strike_charge,
    "ledger": _strike_ledger,
    "agreement": _strike_agreement,
    "code": _strike_code,
    "place": _close_place,
    "owner": _leave,
    "transfer": sending.strike,
}


def _change_back(work: Work, target: Any, effect: list[Any]) -> None:
    table, key, before, after = effect
    earlier = {name: _value(name, value) for name, value in before.items()}
    later = {name: _value(name, value) for name, value in after.items()}
    row = work.one(_row(table), key=key)
    if table == "register":
        # Its count of policies only goes up, or a desk could take an old policy for a new one.
        count = row.policy_version
        work.change(table, key, {"policy_version": count}, {"policy_version": count + 1})
        return
    if any(getattr(row, name) != value for name, value in later.items()):
        raise _in_the_way(work, target, _instrument_of(work, table, key))
    if table == "loan_line":
        _line_may_change(work, target, row, later)
    if "struck_act" in later and later["struck_act"] is None:
        _check_unused(work, target, table, key)
    undo_checks.place_free(work, table, key, (earlier, later))
    work.change(table, key, later, earlier)


def _line_may_change(work: Work, target: Any, row: Any, later: dict[str, Any]) -> None:
    """Refuse to reopen a line whose instrument is out again, and to touch one that is back."""
    if set(later) in ({"returned_on"}, {"borrower_id"}):
        return  # the day it was handed in, or whose record it is, changes not where it is
    reopens = later.get("returned_at") is not None
    out = work.one(OPEN_LINE, key=row.id) or work.one(HIRE_GOES_ON, key=row.id)
    if out if reopens else row.returned_at:
        raise _in_the_way(work, target, _instrument_of(work, "loan_line", row.id))


def _instrument_of(work: Work, table: str, key: int) -> tuple[str, int]:
    if table == "loan_line":
        return "instrument", work.one(INSTRUMENT_OF_LINE, key=key).instrument_id
    if table == "charge":
        return "instrument", work.one(INSTRUMENT_CHARGED, key=key).instrument_id
    if table == "reservation":
        return "instrument", work.one(INSTRUMENT_KEPT, key=key).instrument_id
    return THING_TABLES.get(table, table), key


def _in_the_way(work: Work, target: Any, thing: tuple[str, int]) -> RuleError:
    later = work.one(LATER, kind=thing[0], thing=thing[1], no=target.no)
    if later is None:
        message = "It has changed since, so it can't be undone any more."
        return StandsInTheWayError(message, None)
    return StandsInTheWayError(
        f"Something later stands on it. Undo this first: {later.what}", later.uuid
    )


_ROWS: dict[str, Sql] = {}


def _row(table: str) -> Sql:
    if table not in _ROWS:
        key = {"school": "borrower_id"}.get(table, "id")
        _ROWS[table] = Sql(f"SELECT * FROM {table} WHERE {key} = :key")  # noqa: S608
    return _ROWS[table]


def _key(table: str, row: Any) -> int:
    return int(row.borrower_id if table == "school" else row.id)


def _value(name: str, stored: Any) -> Any:
    """Return a value from the stored effects as the row has it."""
    if stored is None:
        return None
    if name.endswith("_on"):
        return date.fromisoformat(stored)
    if name.endswith("_at"):
        return datetime.fromisoformat(stored)
    return stored
