"""Keeping what is on the counter: small changes without an act, which no crash loses."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.verdicts import Override
from loanmgr.services import facts, lending
from loanmgr.services.baskets import rows
from loanmgr.services.work import Draft

OF_WHOM = Sql(
    f"{rows.COLUMNS} WHERE basket.desk_id = :desk AND"
    " (basket.family_id = :family OR (basket.family_id IS NULL AND basket.borrower_id = :borrower))"
    " ORDER BY basket.id LIMIT 1"
)
LINE_OF = Sql(
    "SELECT line.id, line.basket_id, basket.desk_id, desk.name AS desk_name"
    " FROM basket_line AS line JOIN basket ON basket.id = line.basket_id"
    " JOIN desk ON desk.id = basket.desk_id WHERE line.instrument_id = :instrument"
)
FAMILY_ID = Sql("SELECT id FROM family WHERE id = :key AND struck_act IS NULL")
BORROWER_ROW = Sql(
    "SELECT id, kind, name, family_id FROM borrower WHERE id = :key AND struck_act IS NULL"
)

PARK = Sql("UPDATE basket SET parked_at = :now WHERE id = :key AND parked_at IS NULL")
UNPARK = Sql("UPDATE basket SET parked_at = NULL WHERE id = :key")
TAKE_OVER = Sql("UPDATE basket SET desk_id = :desk, parked_at = NULL WHERE id = :key")
SET_WHO = Sql("UPDATE basket SET family_id = :family, borrower_id = :borrower WHERE id = :key")
GIVE_LINES = Sql(
    "UPDATE basket_line SET borrower_id = :borrower WHERE basket_id = :key AND borrower_id IS NULL"
)
SET_DETAILS = Sql(
    "UPDATE basket SET paying = :paying, signed = :signed, note = :note, settled = :settled,"
    " override = :override, collected_by = :collected_by, until_on = :until_on WHERE id = :key"
)
DROP_LINE = Sql("DELETE FROM basket_line WHERE instrument_id = :instrument AND basket_id = :key")
MOVE_LINE = Sql(
    "UPDATE basket_line SET basket_id = :basket, borrower_id = :borrower, is_new_hire ="
    " CASE WHEN basket_id = :basket AND borrower_id = :borrower THEN is_new_hire END"
    " WHERE instrument_id = :instrument"
)
"""That it was to be a hire of its own was said of whom it lay there for."""
DROP_EMPTIED = Sql(
    "DELETE FROM basket WHERE id = :key AND (parked_at IS NOT NULL"
    " OR (family_id IS NULL AND borrower_id IS NULL))"
    " AND NOT EXISTS (SELECT 1 FROM basket_line WHERE basket_line.basket_id = :key)"
)


@dataclass(frozen=True)
class OpenBasket:
    """Put a family, child, school or other borrower in front of us by their card."""

    card: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class AddLine:
    """Put an instrument on the counter."""

    instrument: str
    borrower: str = ""
    """Code of who plays it, where that is not the one chosen already."""
    from_other_desk: bool = False
    """Take it over from another basket."""
    id: UUID = field(default_factory=new_id)
    basket_id: UUID = field(default_factory=new_id)
    """The id of the basket, should one have to be made."""


@dataclass(frozen=True)
class RemoveLine:
    """Take an instrument off the counter."""

    instrument: str


@dataclass(frozen=True)
class Choose:
    """Say which child the next instrument (and any without a player) is for."""

    basket: UUID
    borrower: str


@dataclass(frozen=True)
class Details:
    """What is typed at checkout."""

    basket: UUID
    paying: str = ""
    signed: str = ""
    note: str = ""
    settled: tuple[str, ...] = ()
    """Keys of the verdicts that were answered on this visit."""
    overrides: tuple[Override, ...] = ()
    """What leads let pass on this visit."""
    collected_by: str = ""
    """Who takes it along, where that is not the borrower."""
    until_on: date | None = None
    """The day to bring everything back by, where one was chosen; else the tariff says."""


def open_basket(draft: Draft, request: OpenBasket) -> UUID:
    """Open (or resume) the basket of a card's owner; what waited on the counter joins it."""
    family, borrower = _who(draft, request.card)
    now = draft.one(rows.CURRENT, desk=draft.identity.desk)
    known = draft.one(OF_WHOM, desk=draft.identity.desk, family=family, borrower=borrower)
    if known is not None and known.parked_at is not None and not known.items:
        draft.do("basket", rows.DROP, key=known.id)  # what was kept with it came back: a new visit
        known = None
    waiting = now if now and now.family_id is None and now.borrower_id is None else None
    basket: UUID
    if waiting is not None and known is None:
        draft.do("basket", SET_WHO, family=family, borrower=borrower, key=waiting.id)
        draft.do("basket_line", GIVE_LINES, borrower=borrower, key=waiting.id)
        basket = waiting.uuid
        return basket
    if now is not None and waiting is None and (known is None or now.id != known.id):
        _step_aside(draft, now)
    if known is None:
        draft.put(
            "basket",
            uuid=request.id,
            desk_id=draft.identity.desk,
            family_id=family,
            borrower_id=borrower,
            opened_at=draft.now,
            paying="",
            signed="",
            note="",
            settled="[]",
            override="",
        )
        return request.id
    draft.do("basket", UNPARK, key=known.id)
    if borrower is not None and known.borrower_id != borrower:
        draft.do("basket", SET_WHO, family=known.family_id, borrower=borrower, key=known.id)
    if waiting is not None:
        for line in draft.rows(rows.LINES, basket=waiting.id):
            draft.do(
                "basket_line",
                MOVE_LINE,
                basket=known.id,
                borrower=borrower or known.borrower_id,
                instrument=line.instrument_id,
            )
        draft.do("basket", rows.DROP, key=waiting.id)
    basket = known.uuid
    return basket


def add_line(draft: Draft, request: AddLine) -> UUID:
    """Put an instrument on the counter, in the basket in front of us.

    Raises:
        RuleError: it lies on another counter, or is for somebody that this basket is not for.
    """
    key = facts.instrument_key(draft, request.instrument)
    facts.instrument(draft, key)  # which refuses one whose record was taken back
    basket = draft.one(rows.CURRENT, desk=draft.identity.desk)
    if basket is None:
        basket_key = draft.put(
            "basket",
            uuid=request.basket_id,
            desk_id=draft.identity.desk,
            opened_at=draft.now,
            paying="",
            signed="",
            note="",
            settled="[]",
            override="",
        )
        basket_uuid, chosen = request.basket_id, None
    else:
        basket_key, basket_uuid, chosen = basket.id, basket.uuid, basket.borrower_id
    if request.borrower:
        chosen = _one_of_them(draft, basket, request.borrower)
    there = draft.one(LINE_OF, instrument=key)
    if there is not None and there.basket_id != basket_key and not request.from_other_desk:
        raise RuleError("It is on the counter at another desk.", "on_counter", "instrument")
    if there is not None:
        draft.do("basket_line", MOVE_LINE, basket=basket_key, borrower=chosen, instrument=key)
        if there.basket_id != basket_key:
            _drop_emptied(draft, there.basket_id)
    else:
        draft.put(
            "basket_line",
            uuid=request.id,
            basket_id=basket_key,
            instrument_id=key,
            borrower_id=chosen,
            added_at=draft.now,
        )
    return basket_uuid


def remove_line(draft: Draft, request: RemoveLine) -> None:
    """Take an instrument off this desk's counter.

    Raises:
        RuleError: another desk has it by now; there it stays.
    """
    key = facts.instrument_key(draft, request.instrument)
    there = draft.one(LINE_OF, instrument=key)
    if there is None:
        return
    draft.lock("basket", there.basket_id)
    # While this waited, another desk may have taken the basket over, or this out of it.
    there = draft.one(LINE_OF, instrument=key)
    if there is None:
        return
    if there.desk_id != draft.identity.desk:
        raise facts.stays_there(there.desk_name)
    draft.do("basket_line", DROP_LINE, instrument=key, key=there.basket_id)
    _drop_emptied(draft, there.basket_id)


def _drop_emptied(draft: Draft, basket: int) -> None:
    """Drop a basket with nothing left in it that is for nobody, or that only waits."""
    draft.lock("basket", basket)
    draft.do("basket", DROP_EMPTIED, key=basket)


def choose(draft: Draft, request: Choose) -> None:
    """Say who plays what comes next, and what lies there without a player."""
    row = rows.ours(draft, request.basket)
    borrower = _one_of_them(draft, row, request.borrower)
    family = draft.one(BORROWER_ROW, key=borrower).family_id
    draft.do("basket", SET_WHO, family=family, borrower=borrower, key=row.id)
    draft.do("basket_line", GIVE_LINES, borrower=borrower, key=row.id)


def keep_details(draft: Draft, request: Details) -> None:
    """Keep what was typed at checkout.

    Raises:
        RuleError: the day to bring it back by is over, or beyond the terms that are known.
    """
    row = rows.ours(draft, request.basket)
    if request.until_on != row.until_on:  # a day kept yesterday must not stop all else
        lending.check_until(draft, request.until_on)
    draft.do(
        "basket",
        SET_DETAILS,
        key=row.id,
        paying=request.paying,
        signed=request.signed,
        note=texts.note(request.note),
        settled=msgspec.json.encode(request.settled).decode(),
        override=rows.written(request.overrides),
        collected_by=texts.line(request.collected_by, "collected_by"),
        until_on=request.until_on,
    )


def park(draft: Draft, basket: UUID) -> None:
    """Keep a basket for later."""
    draft.do("basket", PARK, now=draft.now, key=rows.ours(draft, basket).id)


def resume(draft: Draft, basket: UUID) -> None:
    """Put a parked basket, or one of another desk, in front of us; what is there now is parked."""
    draft.lock("basket", rows.known(draft, basket).id)
    row = rows.known(draft, basket)
    now = draft.one(rows.CURRENT, desk=draft.identity.desk)
    if now is not None and now.id != row.id:
        _step_aside(draft, now)
    draft.do("basket", TAKE_OVER, desk=draft.identity.desk, key=row.id)


def put_back(draft: Draft, basket: UUID) -> None:
    """Close a basket and put what lies in it back on the shelf; nothing was lent."""
    row = rows.ours(draft, basket)
    draft.do("basket_line", rows.DROP_LINES, key=row.id)
    draft.do("basket", rows.DROP, key=row.id)


def _who(draft: Draft, card: str) -> tuple[int | None, int | None]:
    """Return family and borrower of a card; a family with one child chooses it by itself."""
    kind, key = facts.thing_of(draft, card, "card")
    if kind == "family" and draft.one(FAMILY_ID, key=key) is not None:
        children = draft.rows(facts.CHILDREN, family=key)
        return key, (children[0].id if len(children) == 1 else None)
    row = draft.one(BORROWER_ROW, key=key) if kind == "borrower" else None
    if row is None:
        raise RuleError(f"{card.strip()} is not a borrower's card.", "wrong_kind", "card")
    return row.family_id, row.id


def _one_of_them(draft: Draft, basket: Any, card: str) -> int:
    """Return the borrower of a card, who belongs to the family that a basket is for."""
    key = facts.borrower_key(draft, card, "borrower")
    who = draft.one(BORROWER_ROW, key=key)
    if who is None:
        raise RuleError("That borrower's record was taken back.", "unknown_label", "borrower")
    nobody = basket is None or (basket.family_id is None and basket.borrower_id is None)
    if nobody or key == basket.borrower_id:
        return key
    if who.family_id is None or who.family_id != basket.family_id:
        whose = rows.title(basket)
        message = f"{who.name} is not in the {whose}."
        if basket.family_id is None:
            message = f"What lies here is for {whose}, not for {who.name}."
        raise RuleError(message, "other_family", "borrower")
    return key


def _step_aside(draft: Draft, now: Any) -> None:
    """Park what is in front of us, or drop it when there is nothing in it."""
    if now.items:
        draft.do("basket", PARK, now=draft.now, key=now.id)
    else:
        draft.do("basket", rows.DROP, key=now.id)
