"""What is on the counter: baskets that no crash loses, priced as lending will price them.

Opening, adding, removing and parking are drafts; finishing is an act with one part an instrument.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import about_borrower, in_force, year_words
from loanmgr.domain.verdicts import Verdict
from loanmgr.domain.words import surname
from loanmgr.services import accounts, facts, lending
from loanmgr.services.facts import BorrowerKnown
from loanmgr.services.lending import Asked, LendLine, LentLine
from loanmgr.services.work import Draft, Look, Work

COLUMNS = """
SELECT basket.id, basket.uuid, basket.desk_id, basket.family_id, basket.borrower_id,
  basket.opened_at, basket.parked_at, basket.paying, basket.signed, basket.note, basket.settled,
  family.code AS family_code, family.name AS family_name, borrower.code AS borrower_code,
  borrower.name AS borrower_name, borrower.kind AS borrower_kind, desk.name AS desk_name,
  (SELECT COUNT(*) FROM basket_line WHERE basket_line.basket_id = basket.id) AS items
FROM basket JOIN desk ON desk.id = basket.desk_id
LEFT JOIN family ON family.id = basket.family_id
LEFT JOIN borrower ON borrower.id = basket.borrower_id
"""
BY_ID = Sql(f"{COLUMNS} WHERE basket.uuid = :basket")
CURRENT = Sql(
    f"{COLUMNS} WHERE basket.desk_id = :desk AND basket.parked_at IS NULL"
    " ORDER BY basket.id LIMIT 1"
)
PARKED = Sql(
    f"{COLUMNS} WHERE basket.desk_id = :desk AND basket.parked_at IS NOT NULL ORDER BY basket.id"
)
OF_WHOM = Sql(
    f"{COLUMNS} WHERE basket.desk_id = :desk AND"
    " (basket.family_id = :family OR (basket.family_id IS NULL AND basket.borrower_id = :borrower))"
    " ORDER BY basket.id LIMIT 1"
)
LINES = Sql(
    "SELECT id, uuid, instrument_id, borrower_id FROM basket_line WHERE basket_id = :basket"
    " ORDER BY id"
)
LINE_OF = Sql("SELECT id, basket_id FROM basket_line WHERE instrument_id = :instrument")
FAMILY_ID = Sql("SELECT id FROM family WHERE id = :key AND struck_act IS NULL")
BORROWER_ROW = Sql(
    "SELECT id, kind, family_id FROM borrower WHERE id = :key AND struck_act IS NULL"
)

PARK = Sql("UPDATE basket SET parked_at = :now WHERE id = :key AND parked_at IS NULL")
UNPARK = Sql("UPDATE basket SET parked_at = NULL WHERE id = :key")
TAKE_OVER = Sql("UPDATE basket SET desk_id = :desk, parked_at = NULL WHERE id = :key")
SET_WHO = Sql("UPDATE basket SET family_id = :family, borrower_id = :borrower WHERE id = :key")
GIVE_LINES = Sql(
    "UPDATE basket_line SET borrower_id = :borrower WHERE basket_id = :key AND borrower_id IS NULL"
)
SET_DETAILS = Sql(
    "UPDATE basket SET paying = :paying, signed = :signed, note = :note, settled = :settled"
    " WHERE id = :key"
)
DROP_LINE = Sql("DELETE FROM basket_line WHERE instrument_id = :instrument AND basket_id = :key")
DROP_LINES = Sql("DELETE FROM basket_line WHERE basket_id = :key")
DROP = Sql("DELETE FROM basket WHERE id = :key")
MOVE_LINE = Sql(
    "UPDATE basket_line SET basket_id = :basket, borrower_id = :borrower"
    " WHERE instrument_id = :instrument"
)


@dataclass(frozen=True)
class Child:
    """Somebody of the family who may play."""

    code: str
    name: str
    year: str


@dataclass(frozen=True)
class BasketLine:
    """One instrument on the counter, priced."""

    request: UUID
    """The id its lending will have."""
    instrument: str
    name: str
    make: str
    borrower: str
    """Code of who plays it; empty while nobody is chosen."""
    borrower_name: str
    quote: Quote | None
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True)
class AlreadyOut:
    """What the people of the basket have at home."""

    instrument: str
    name: str
    borrower_name: str
    due_on: date | None
    next_charge_on: date | None


@dataclass(frozen=True)
class BasketView:
    """Everything the desk shows of who is in front of us."""

    basket: UUID
    title: str
    """Who it is for: the chosen child, or the family, school or teacher."""
    detail: str
    """School year and school of a chosen child, otherwise empty."""
    kind: str
    """family, pupil, adult, teacher, school, partner, or empty while nobody is known."""
    card: str
    children: tuple[Child, ...]
    chosen: str
    """Code of the child the next instrument is for; empty while none is chosen."""
    lines: tuple[BasketLine, ...]
    out: tuple[AlreadyOut, ...]
    reduced_rate_until_on: date | None
    """Until when the chosen child's reduced rate holds, if there is one."""
    owed_pence: int
    total_pence: int
    deposit_pence: int
    is_signed: bool
    verdicts: tuple[Verdict, ...]
    """Questions and stops about the borrower, those answered on this visit left out."""
    paying: str
    note: str
    parked_at: datetime | None

    @property
    def unfinished_business(self) -> bool:
        """Say whether something is owed or asked, so that a card must not finish it by itself."""
        asked = [v for v in self.verdicts if v.case != "unsigned"]
        asked += [v for line in self.lines for v in line.verdicts]
        return self.total_pence > 0 or bool(asked)


@dataclass(frozen=True)
class ParkedBasket:
    """One basket that waits."""

    basket: UUID
    title: str
    items: int
    parked_at: datetime


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


@dataclass(frozen=True)
class Finish:
    """Lend everything in a basket. The id is the basket's own, so it cannot happen twice."""

    id: UUID
    override: str = ""
    paying: str = ""
    """How they paid just now: cash, card, or empty for on the account."""
    signed: str = ""
    """How the agreement was signed just now: paper, or empty."""
    settled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finished:
    """What a finished basket came to."""

    act: UUID
    title: str
    lines: tuple[LentLine, ...]
    total_due_pence: int
    paid_pence: int
    asks: tuple[Asked, ...]


def current(look: Look, _request: None = None) -> BasketView | None:
    """Return who is in front of us at this desk, or None."""
    row = look.one(CURRENT, desk=look.identity.desk)
    return _view(look, row) if row else None


def parked(look: Look, _request: None = None) -> tuple[ParkedBasket, ...]:
    """Return the baskets of this desk that wait, oldest first."""
    found = look.rows(PARKED, desk=look.identity.desk)
    return tuple(ParkedBasket(r.uuid, _title(r), r.items, r.parked_at) for r in found)


def open_basket(draft: Draft, request: OpenBasket) -> UUID:
    """Open (or resume) the basket of a card's owner; what waited on the counter joins it."""
    family, borrower = _who(draft, request.card)
    now = draft.one(CURRENT, desk=draft.identity.desk)
    known = draft.one(OF_WHOM, desk=draft.identity.desk, family=family, borrower=borrower)
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
        )
        return request.id
    draft.do("basket", UNPARK, key=known.id)
    if borrower is not None and known.borrower_id != borrower:
        draft.do("basket", SET_WHO, family=known.family_id, borrower=borrower, key=known.id)
    if waiting is not None:
        for line in draft.rows(LINES, basket=waiting.id):
            draft.do(
                "basket_line",
                MOVE_LINE,
                basket=known.id,
                borrower=borrower or known.borrower_id,
                instrument=line.instrument_id,
            )
        draft.do("basket", DROP, key=waiting.id)
    basket = known.uuid
    return basket


def add_line(draft: Draft, request: AddLine) -> UUID:
    """Put an instrument on the counter, in the basket in front of us."""
    key = facts.instrument_key(draft, request.instrument)
    basket = draft.one(CURRENT, desk=draft.identity.desk)
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
        )
        basket_uuid, chosen = request.basket_id, None
    else:
        basket_key, basket_uuid, chosen = basket.id, basket.uuid, basket.borrower_id
    if request.borrower:
        chosen = facts.borrower_key(draft, request.borrower)
    there = draft.one(LINE_OF, instrument=key)
    if there is not None and there.basket_id != basket_key and not request.from_other_desk:
        raise RuleError("It is on the counter at another desk.", "on_counter", "instrument")
    if there is not None:
        draft.do("basket_line", MOVE_LINE, basket=basket_key, borrower=chosen, instrument=key)
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
    """Take an instrument off the counter; a basket for nobody goes with its last instrument."""
    key = facts.instrument_key(draft, request.instrument)
    there = draft.one(LINE_OF, instrument=key)
    if there is None:
        return
    draft.do("basket_line", DROP_LINE, instrument=key, key=there.basket_id)
    now = draft.one(CURRENT, desk=draft.identity.desk)
    if now is not None and not now.items and now.family_id is None and now.borrower_id is None:
        draft.do("basket", DROP, key=now.id)


def choose(draft: Draft, request: Choose) -> None:
    """Say who plays what comes next, and what lies there without a player."""
    row = _known(draft, request.basket)
    borrower = facts.borrower_key(draft, request.borrower)
    draft.do("basket", SET_WHO, family=row.family_id, borrower=borrower, key=row.id)
    draft.do("basket_line", GIVE_LINES, borrower=borrower, key=row.id)


def keep_details(draft: Draft, request: Details) -> None:
    """Keep what was typed at checkout."""
    row = _known(draft, request.basket)
    draft.do(
        "basket",
        SET_DETAILS,
        key=row.id,
        paying=request.paying,
        signed=request.signed,
        note=request.note,
        settled=msgspec.json.encode(request.settled).decode(),
    )


def park(draft: Draft, basket: UUID) -> None:
    """Keep a basket for later."""
    draft.do("basket", PARK, now=draft.now, key=_known(draft, basket).id)


def resume(draft: Draft, basket: UUID) -> None:
    """Put a parked basket in front of us; what is there now is parked."""
    row = _known(draft, basket)
    now = draft.one(CURRENT, desk=draft.identity.desk)
    if now is not None and now.id != row.id:
        _step_aside(draft, now)
    draft.do("basket", TAKE_OVER, desk=draft.identity.desk, key=row.id)


def put_back(draft: Draft, basket: UUID) -> None:
    """Close a basket and put what lies in it back on the shelf; nothing was lent."""
    row = _known(draft, basket)
    draft.do("basket_line", DROP_LINES, key=row.id)
    draft.do("basket", DROP, key=row.id)


def finish(work: Work, request: Finish) -> Finished:
    """Lend everything in a basket and remove it, in one transaction.

    Raises:
        RuleError: something stands against a line, such as another desk having been faster; nothing
            is lent then, and the basket stays.
    """
    basket = _known(work, request.id)
    lines = work.rows(LINES, basket=basket.id)
    if not lines:
        raise RuleError("There is nothing on the counter to lend.", "nothing_to_lend")
    if any(line.borrower_id is None for line in lines):
        raise RuleError("Who plays it? Choose a child, or scan a card.", "who_plays", "borrower")
    for key in sorted(line.instrument_id for line in lines):
        work.lock("instrument", key)
    parts: list[tuple[LentLine, tuple[Asked, ...]]] = []
    account_card = ""
    for borrower_key in sorted({line.borrower_id for line in lines}):
        work.lock("borrower", borrower_key)
        who = facts.borrower(work, borrower_key)
        work.lock("account", who.row.account_id)
        account_card = who.row.code
        parts += _lend_to(work, request, who, [r for r in lines if r.borrower_id == borrower_key])
        work.about("borrower", borrower_key, "borrower")
    work.about("family", basket.family_id, "payer")

    lent_lines = tuple(line for line, _ in parts)
    total = sum(line.charge.due_pence for line in lent_lines)
    paid = 0
    if request.paying in accounts.METHODS and total:
        payment = accounts.Pay(account_card, total, request.paying, "", uuid5(request.id, "pay"))
        paid = work.part(accounts.pay, payment).amount_pence
    if request.signed:
        _sign(work, request, account_card)
    work.do("basket_line", DROP_LINES, key=basket.id)
    work.do("basket", DROP, key=basket.id)
    work.what = _sentence(lent_lines)
    asked = {a.case: a for _, found in parts for a in found}
    return Finished(request.id, _title(basket), lent_lines, total, paid, tuple(asked.values()))


def _lend_to(
    work: Work, request: Finish, who: BorrowerKnown, lines: list[Any]
) -> list[tuple[LentLine, tuple[Asked, ...]]]:
    loan = lending.begin_loan(work, who, uuid5(lines[0].uuid, "loan"), "")
    found = []
    for line in lines:
        code = work.one(CODE_OF, key=line.instrument_id).code
        part = work.part(
            lending.lend_line,
            LendLine(line.uuid, code, who.row.code, loan, None, request.override, request.settled),
        )
        found.append((part.line, part.asks))
    return found


CODE_OF = Sql("SELECT code FROM instrument WHERE id = :key")


def _sign(work: Work, request: Finish, card: str) -> None:
    row = accounts.account_row(work, card)
    year = calendar.academic_year(work.on)
    found = work.one(accounts.AGREEMENT, account=row.account_id, year=year)
    if found is not None and found.signed_on is None:
        sign = accounts.SignAgreement(card, request.signed, uuid5(request.id, "sign"))
        work.part(accounts.sign_agreement, sign)


def _sentence(lines: tuple[LentLine, ...]) -> str:
    if len(lines) == 1:
        line = lines[0]
        until = facts.until_words(line.due_on, line.next_charge_on)
        return f"Lent: {line.name} {line.instrument} to {line.borrower_name}, {until}"
    names = list(dict.fromkeys(line.borrower_name for line in lines))
    return f"Lent: {len(lines)} instruments to {' and '.join(names)}"


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


def _step_aside(draft: Draft, now: Any) -> None:
    """Park what is in front of us, or drop it when there is nothing in it."""
    if now.items:
        draft.do("basket", PARK, now=draft.now, key=now.id)
    else:
        draft.do("basket", DROP, key=now.id)


def _known(look: Look, basket: UUID) -> Any:
    row = look.one(BY_ID, basket=basket)
    if row is None:
        message = "That was finished or put back already; scan the card again."
        raise RuleError(message, "basket_gone", "basket")
    return row


def _title(row: Any) -> str:
    if row.family_name:
        return f"{surname(row.family_name)} family"
    return row.borrower_name or "On the counter"


def _view(look: Look, row: Any) -> BasketView:
    lines = look.rows(LINES, basket=row.id)
    people = {line.borrower_id for line in lines} | {row.borrower_id}
    known = {key: facts.borrower(look, key) for key in people if key is not None}
    settled = set(msgspec.json.decode(row.settled))
    shown = tuple(_line(look, line, known.get(line.borrower_id), settled) for line in lines)
    chosen = known.get(row.borrower_id)
    children = look.rows(facts.CHILDREN, family=row.family_id) if row.family_id else []
    verdicts = _about(look, known, settled)
    card = row.family_code or row.borrower_code or ""
    return BasketView(
        basket=row.uuid,
        title=chosen.row.name if chosen else _title(row),
        detail=_detail(chosen),
        kind=chosen.row.kind if chosen else "family" if row.family_id else "",
        card=card,
        children=tuple(Child(c.code, c.name, c.year) for c in children),
        chosen=chosen.row.code if chosen else "",
        lines=shown,
        out=_out(look, row, chosen),
        reduced_rate_until_on=_reduced_until(look, chosen),
        owed_pence=max((k.facts.owed_pence for k in known.values()), default=0),
        total_pence=sum(line.quote.due_pence for line in shown if line.quote),
        deposit_pence=sum(line.quote.deposit_pence for line in shown if line.quote),
        is_signed=all(k.facts.signed for k in known.values()) or row.signed != "",
        verdicts=verdicts,
        paying=row.paying,
        note=row.note,
        parked_at=row.parked_at,
    )


def _line(look: Look, line: Any, who: BorrowerKnown | None, settled: set[str]) -> BasketLine:
    known = facts.instrument(look, line.instrument_id)
    if who is None:
        return BasketLine(line.uuid, known.row.code, known.name, _make(known.row), "", "", None)
    found = lending.preview_known(look, known, who)
    own = {"needs_repair", "incomplete", "size", "retired", "on_loan_elsewhere"}
    verdicts = tuple(v for v in found.verdicts if v.case in own and v.case not in settled)
    return BasketLine(
        line.uuid,
        known.row.code,
        known.name,
        _make(known.row),
        who.row.code,
        who.row.name,
        found.quote,
        verdicts,
    )


def _make(row: Any) -> str:
    return f"{row.make} {row.model}".strip()


def _about(look: Look, known: dict[int, BorrowerKnown], settled: set[str]) -> tuple[Verdict, ...]:
    found: dict[str, Verdict] = {}
    for who in known.values():
        limits = look.policy().limits_on(who.facts.kind, look.on)
        # What already lies on the counter counts towards the limit when the next one comes.
        for verdict in about_borrower(who.facts, limits, look.on):
            found.setdefault(verdict.message, verdict)
    return tuple(verdict for verdict in found.values() if verdict.case not in settled)


def _detail(chosen: BorrowerKnown | None) -> str:
    if chosen is None or chosen.row.kind != "pupil":
        return ""
    parts = (year_words(chosen.row.year), chosen.row.school_name)
    return " · ".join(part for part in parts if part)


def _out(look: Look, row: Any, chosen: BorrowerKnown | None) -> tuple[AlreadyOut, ...]:
    if row.family_id is not None:
        found = look.rows(FAMILY_OUT, family=row.family_id)
    elif chosen is not None:
        found = look.rows(BORROWER_OUT, key=chosen.row.id)
    else:
        found = []
    return tuple(
        AlreadyOut(
            r.code, facts.named(r.type_name, r.size_code), r.holder, r.due_on, r.next_charge_on
        )
        for r in found
    )


OUT_COLUMNS = """
SELECT i.code, t.name AS type_name, s.code AS size_code, b.name AS holder, line.due_on,
  line.next_charge_on FROM loan_line AS line JOIN borrower AS b ON b.id = line.borrower_id
JOIN instrument AS i ON i.id = line.instrument_id JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE line.returned_at IS NULL AND line.passed_on_at IS NULL
"""
FAMILY_OUT = Sql(f"{OUT_COLUMNS} AND b.family_id = :family ORDER BY line.id LIMIT 60")
BORROWER_OUT = Sql(f"{OUT_COLUMNS} AND line.borrower_id = :key ORDER BY line.id LIMIT 60")


def _reduced_until(look: Look, chosen: BorrowerKnown | None) -> date | None:
    if chosen is None:
        return None
    held = [award for award in chosen.awards if in_force(award, look.on)]
    return max((a.grace_until_on or a.to_on or look.on for a in held), default=None)
