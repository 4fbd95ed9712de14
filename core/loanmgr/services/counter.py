"""The counter of one desk in a single look: who is in front of us, who waits, what was done today.

A window asks this once after each change and shows all of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain.money import pounds
from loanmgr.domain.words import day_month, listed, short_date
from loanmgr.services import baskets, facts, history, undo
from loanmgr.services.accounts import HOW, Paid, Pay, Refunded, Signed
from loanmgr.services.awards import Awarded
from loanmgr.services.baskets import BasketView, ParkedBasket
from loanmgr.services.handing_in import DaySet
from loanmgr.services.instruments import FoundAgain, NeedsRepair, Noted
from loanmgr.services.lending import Lent, LentLine, LentPart
from loanmgr.services.moves import Put
from loanmgr.services.new_family import NewFamily
from loanmgr.services.parts import PartBack
from loanmgr.services.passing import HandedBack, PassedOn
from loanmgr.services.people import AddFamily
from loanmgr.services.renewals import Renewed
from loanmgr.services.returns import Returned
from loanmgr.services.swaps import Swapped
from loanmgr.services.work import Look

SHOWN = 20
"""The newest deeds of the day that a desk lists."""

DEEDS = Sql(
    "SELECT act.uuid, act.made_at, act.use_case, body.what, body.request, body.result,"
    " back.no AS undone_by FROM act JOIN act_body AS body ON body.act_no = act.no"
    " LEFT JOIN act AS back ON back.undoes = act.no"
    " WHERE act.desk_id = :desk AND act.business_on = :on AND act.undoes IS NULL"
    " AND act.seq > :seq AND (act.use_case IN"
    "  ('lend_line', 'swap_line', 'pay', 'refund', 'sign_agreement', 'return_one')"
    "  OR (act.part_of IS NULL AND act.use_case IN ('lend', 'swap', 'found', 'needs_repair',"
    "   'part_missing', 'part_in', 'close_desk', 'put_here', 'award', 'award_again',"
    "   'evidence_seen',"
    "   'give_alias', 'renew', 'add_family', 'new_family', 'hand_in', 'handed_in_on', 'ready',"
    "   'wrong_label', 'looked_into', 'pass_on', 'hand_back')))"
    " AND NOT (act.use_case = 'lend'"
    "  AND EXISTS (SELECT 1 FROM act AS part WHERE part.part_of = act.no))"
    " ORDER BY act.seq DESC LIMIT :shown"
)
FAMILIES = ("new_family", "add_family")
KIND_OF = Sql(
    "SELECT kind FROM borrower WHERE code = :code"
    " UNION ALL SELECT 'family' AS kind FROM family WHERE code = :code"
)
PEOPLE = ("family", "pupil", "adult", "teacher")


@dataclass(frozen=True)
class Deed:
    """One thing done at this desk today."""

    act: UUID
    at: datetime
    use_case: str
    what: str
    """The whole sentence."""
    thing: str = ""
    """What it was done to, or how much was paid: Violin 3/4, £12.00 in cash."""
    code: str = ""
    who: str = ""
    is_person: bool = False
    """Whether `who` is somebody whose name is shortened where a queue can read it."""
    note: str = ""
    """Where it went, until when, what is wrong with it."""
    is_undone: bool = False


@dataclass(frozen=True)
class Counter:
    """Everything the desk shows."""

    basket: BasketView | None
    parked: tuple[ParkedBasket, ...]
    deeds: tuple[Deed, ...]
    returned: int
    lent: int
    to_repair: int
    undo: str
    """What a bare undo would take back; empty where there is nothing."""
    now: datetime


def counter(look: Look, _request: None = None) -> Counter:
    """Return all that the desk shows."""
    desk = look.identity.desk
    since = history.seq_before(look)
    rows = look.rows(DEEDS, desk=desk, on=look.on, seq=since, shown=SHOWN)
    counts = {r.use_case: r.n for r in look.rows(history.COUNTS, desk=desk, on=look.on, seq=since)}
    kinds: dict[str, str] = {}
    return Counter(
        baskets.current(look),
        baskets.parked(look),
        tuple(_deed(look, row, kinds) for row in rows),
        counts.get("return_one", 0) + counts.get("swap", 0),
        history.lent(counts),
        counts.get("needs_repair", 0),
        undo.newest(look, None),
        look.now,
    )


def _deed(look: Look, row: Any, kinds: dict[str, str]) -> Deed:
    reader = READERS.get(row.use_case)
    thing, code, who, card, note = reader(row) if reader else ("", "", "", "", "")
    if card and card not in kinds:
        found = look.one(KIND_OF, code=card)
        kinds[card] = found.kind if found else ""
    return Deed(
        row.uuid,
        row.made_at,
        row.use_case,
        row.what,
        thing,
        code,
        who,
        row.use_case in FAMILIES or kinds.get(card, "") in PEOPLE,
        note,
        history.is_undone(look, row.undone_by),
    )


Read = tuple[str, str, str, str, str]
"""Thing, its code, who, their card, note."""


def _returned(row: Any) -> Read:
    found = msgspec.json.decode(row.result, type=Returned)
    note = f"{found.late_days} days late" if found.late_days > 1 else ""
    note = "1 day late" if found.late_days == 1 else note
    note = note or found.put
    return found.name, found.instrument, found.was_with, found.was_with_code, note


def _lent_line(row: Any) -> Read:
    return _line(msgspec.json.decode(row.result, type=LentPart).line)


def _lent(row: Any) -> Read:
    return _line(msgspec.json.decode(row.result, type=Lent).lines[0])


def _swapped(row: Any) -> Read:
    return _line(msgspec.json.decode(row.result, type=Swapped).line)


def _line(line: LentLine) -> Read:
    until = facts.until_words(line.due_on, line.next_charge_on).partition(";")[0]
    if line.instead_of:
        until = f"instead of {line.instead_of_name} {line.instead_of}"
    return line.name, line.instrument, line.borrower_name, line.borrower, until


def _repair(row: Any) -> Read:
    noted = msgspec.json.decode(row.result, type=Noted)
    fault = msgspec.json.decode(row.request, type=NeedsRepair).fault
    return noted.name, noted.instrument, "", "", fault or "mended"


def _noted(row: Any) -> Read:
    noted = msgspec.json.decode(row.result, type=Noted)
    return noted.name, noted.instrument, "", "", ""


def _found(row: Any) -> Read:
    found = msgspec.json.decode(row.result, type=FoundAgain)
    return found.name, found.instrument, "", "", ""


def _put(row: Any) -> Read:
    put = msgspec.json.decode(row.result, type=Put)
    return put.name, put.instrument, "", "", put.place


def _passed_on(row: Any) -> Read:
    return _line(msgspec.json.decode(row.result, type=PassedOn).line)


def _handed_back(row: Any) -> Read:
    back = msgspec.json.decode(row.result, type=HandedBack)
    return back.name, back.instrument, back.was_with, back.was_with_code, f"to {back.holder}"


def _family(row: Any) -> Read:
    return "", "", msgspec.json.decode(row.request, type=NewFamily).adult, "", ""


def _plain_family(row: Any) -> Read:
    return "", "", msgspec.json.decode(row.request, type=AddFamily).name, "", ""


def _part_in(row: Any) -> Read:
    back = msgspec.json.decode(row.result, type=PartBack)
    thing = f"{back.part.capitalize()} of {back.name}"
    return thing, back.instrument, back.was_with, back.was_with_code, ""


def _handed_in_on(row: Any) -> Read:
    done = msgspec.json.decode(row.result, type=DaySet)
    late = {0: "", 1: ", 1 day late"}.get(done.late_days, f", {done.late_days} days late")
    return (
        done.name,
        done.instrument,
        done.was_with,
        done.was_with_code,
        f"{day_month(done.on)}{late}",
    )


def _renewed(row: Any) -> Read:
    lines = msgspec.json.decode(row.result, type=Renewed).lines
    if len(lines) == 1:
        return _line(lines[0])
    names = listed(dict.fromkeys(line.name for line in lines))
    return names, "", lines[0].borrower_name, lines[0].borrower, ""


def _awarded(row: Any) -> Read:
    given = msgspec.json.decode(row.result, type=Awarded)
    return "", "", given.pupil_name, given.pupil, f"until {short_date(given.to_on)}"


def _signed(row: Any) -> Read:
    signed = msgspec.json.decode(row.result, type=Signed)
    return f"Agreement for {signed.year}", "", signed.payer, signed.card, ""


def _paid(row: Any) -> Read:
    method = msgspec.json.decode(row.request, type=Pay).method
    paid = msgspec.json.decode(row.result, type=Paid)
    return f"{pounds(paid.amount_pence)} {HOW[method]}", "", paid.payer, paid.card, ""


def _given_back(row: Any) -> Read:
    back = msgspec.json.decode(row.result, type=Refunded)
    return f"{pounds(back.amount_pence)} {HOW[back.method]}", "", back.payer, back.card, ""


READERS = {
    "new_family": _family,
    "add_family": _plain_family,
    "sign_agreement": _signed,
    "pay": _paid,
    "refund": _given_back,
    "return_one": _returned,
    "lend_line": _lent_line,
    "lend": _lent,
    "swap_line": _lent_line,
    "swap": _swapped,
    "needs_repair": _repair,
    "part_missing": _noted,
    "part_in": _part_in,
    "hand_in": _returned,
    "handed_in_on": _handed_in_on,
    "ready": _noted,
    "wrong_label": _noted,
    "looked_into": _put,
    "renew": _renewed,
    "award": _awarded,
    "award_again": _awarded,
    "evidence_seen": _awarded,
    "found": _found,
    "put_here": _put,
    "pass_on": _passed_on,
    "hand_back": _handed_back,
}
