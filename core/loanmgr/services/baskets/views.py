"""What the desk shows of its baskets, priced as lending will price them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.lending import (
    HOLDS_STOCK,
    about_borrower,
    about_instrument,
    about_size,
    in_force,
    part_open,
    year_words,
)
from loanmgr.domain.money import pounds
from loanmgr.domain.school_years import year_of
from loanmgr.domain.verdicts import Level, Override, Verdict
from loanmgr.domain.words import first_name
from loanmgr.services import accounts, facts, hires, insuring, lending, owed, payers, swaps
from loanmgr.services.baskets import paying, rows, swapping, theirs, turns, typing
from loanmgr.services.baskets.theirs import AlreadyOut
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.payers import Payer, SchoolPays
from loanmgr.services.reservations import KeptNow
from loanmgr.services.work import Look

COLLECTORS = Sql(
    "SELECT collected_by FROM loan WHERE borrower_id = :key AND collected_by <> ''"
    " AND struck_act IS NULL GROUP BY collected_by ORDER BY MAX(id) DESC LIMIT 4"
)
"""Who took things along for a school or teacher before, the newest first."""

OF_NEW_HIRES = frozenset({"left", "limit_reached", "money_owed"})
"""What is not said of somebody whose hires only go on, with other instruments."""


@dataclass(frozen=True)
class Child:
    """Somebody of the family who may play."""

    code: str
    name: str
    year: str


@dataclass(frozen=True)
class Instead:
    """An instrument that came back on this visit, whose hire can go on with another."""

    code: str
    name: str


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
    instead_of: Instead | None = None
    """What came back on this visit and can be swapped for it; itself, if it is lent again."""
    is_new_hire: bool = False
    """It is a hire of its own, although it could be a swap."""
    charged_to: str = ""
    """Name of the school that pays for it."""
    serial: str = ""
    paid_by: str = ""
    """Name of the organisation that pays for the child; the price is not said then."""
    insurance: str = ""
    """Who insures it, in a sentence."""

    @property
    def is_swap(self) -> bool:
        """Say whether the hire of what came back goes on with it."""
        return self.instead_of is not None and not self.is_new_hire


@dataclass(frozen=True)
class Reduced:
    """Somebody of the basket whose rate is reduced; never why."""

    borrower: str
    """Their card."""
    name: str
    until_on: date


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
    signed: str = ""
    """How the agreement was signed on this visit, if it was."""
    settled: tuple[str, ...] = ()
    """Keys of the verdicts answered on this visit."""
    overrides: tuple[Override, ...] = ()
    """What leads let pass on this visit."""
    reduced: tuple[Reduced, ...] = ()
    """Whose rate is reduced: of those that something lies here for, and whoever is chosen."""
    collected_by: str = ""
    """Who takes it along for a school, a teacher or a partner."""
    collectors: tuple[str, ...] = ()
    """Who took things along for them before, the newest first."""
    until_on: date | None = None
    """The day to bring everything back by, where one was chosen."""
    on: date = date.min
    """The business date all of it counts for."""
    pays_pence: int | None = None
    """How much of what is to pay is paid now; all of it where nothing is said."""
    school_pays: SchoolPays | None = None
    """The school that was asked to pay."""
    charged_to: str = ""
    """Its name."""
    credit_pence: int = 0
    """What is paid on their account beyond what it was for."""
    half_typed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What is typed and not taken yet, by field."""
    paid_by: str = ""
    """Name of the organisation that pays for a child of the basket."""
    kept: tuple[KeptNow, ...] = ()
    """What is kept for them and does not lie here yet, what lapses first before the rest."""

    @property
    def to_pay_pence(self) -> int:
        """Return what they are to pay themselves, deposits included."""
        return self.total_pence + self.deposit_pence - self.school_pence

    @property
    def school_pence(self) -> int:
        """Return what goes on the account of the school that pays."""
        quotes = [line.quote for line in self.lines if line.charged_to and line.quote]
        return sum(quote.due_pence + quote.deposit_pence for quote in quotes)

    @property
    def now_pence(self) -> int:
        """Return how much of that comes in at Finish."""
        if self.paying not in accounts.METHODS:
            return 0
        due = self.to_pay_pence
        return due if self.pays_pence is None else min(due, self.pays_pence)

    @property
    def unfinished_business(self) -> bool:
        """Say whether something is owed or asked, so that a card must not finish it by itself."""
        asked = [v for v in self.verdicts if v.case != "unsigned"]
        asked += [v for line in self.lines for v in line.verdicts]
        return self.to_pay_pence > 0 or bool(asked)


@dataclass(frozen=True)
class ParkedBasket:
    """One basket that waits."""

    basket: UUID
    title: str
    items: int
    parked_at: datetime


def current(look: Look, _request: None = None) -> BasketView | None:
    """Return who is in front of us at this desk, or None."""
    row = look.one(rows.CURRENT, desk=look.identity.desk)
    if row is None or not (row.items or row.family_id or row.borrower_id):
        return None  # nobody, with nothing: what lay there was handed in
    return _view(look, row)


def parked(look: Look, _request: None = None) -> tuple[ParkedBasket, ...]:
    """Return the baskets of this desk that wait, oldest first."""
    found = look.rows(rows.PARKED, desk=look.identity.desk)
    return tuple(ParkedBasket(r.uuid, rows.title(r), r.items, r.parked_at) for r in found)


def _view(look: Look, row: Any) -> BasketView:
    lines = look.rows(rows.LINES, basket=row.id)
    people = dict.fromkeys((*(line.borrower_id for line in lines), row.borrower_id))
    known = {key: facts.borrower(look, key) for key in people if key is not None}
    settled = set(msgspec.json.decode(row.settled))
    lying = facts.instruments_in(look, row.id)
    pays = _school(look, row)
    ended = swapping.paired(look, row, lines)
    shown = _shown(look, (row, lines, pays), (known, lying, ended), settled)
    chosen = known.get(row.borrower_id)
    children = look.rows(facts.CHILDREN, family=row.family_id) if row.family_id else []
    told = _about(look, known, (_counted(lines, lying), shown))
    if len(children) > 1:
        told += _left_with(look, row.family_id)
    card = row.family_code or row.borrower_code or ""
    return BasketView(
        basket=row.uuid,
        title=chosen.row.name if chosen else rows.title(row),
        detail=_detail(chosen),
        kind=chosen.row.kind if chosen else "family" if row.family_id else "",
        card=card,
        children=tuple(Child(c.code, c.name, year_of(c, look.on)) for c in children),
        chosen=chosen.row.code if chosen else "",
        lines=shown,
        out=theirs.out(look, row, chosen),
        reduced_rate_until_on=_reduced_until(look, chosen),
        reduced=_reduced(look, known),
        owed_pence=max((k.facts.owed_pence for k in known.values()), default=0),
        total_pence=sum(line.quote.due_pence for line in shown if line.quote),
        deposit_pence=sum(line.quote.deposit_pence for line in shown if line.quote),
        is_signed=all(k.facts.signed for k in known.values()) or row.signed != "",
        verdicts=tuple({v.key: v for v in told if not v.is_settled(settled)}.values()),
        paying=row.paying,
        note=row.note,
        parked_at=row.parked_at,
        signed=row.signed,
        settled=tuple(sorted(settled)),
        overrides=rows.overrides(row),
        collected_by=row.collected_by or "",
        collectors=_collectors(look, chosen),
        until_on=row.until_on,
        on=look.on,
        pays_pence=row.pays_pence,
        school_pays=paying.school_of(row) if pays else None,
        charged_to=pays.name if pays else "",
        credit_pence=_credit(look, known),
        half_typed=typing.half_typed(row),
        paid_by=next((who.payer for who in known.values() if who.payer), ""),
        kept=theirs.kept(look, row, {line.instrument for line in shown}),
    )


def _shown(
    look: Look,
    basket: tuple[Any, list[Any], Payer | None],
    of: tuple[dict[int, BorrowerKnown], dict[int, InstrumentKnown], dict[int, Any]],
    settled: set[str],
) -> tuple[BasketLine, ...]:
    """Price lines in the order in which finishing lends them, each after what went before it."""
    (row, lines, pays), (known, lying, ended) = basket, of
    people = dict(known)
    by_line: dict[int, BasketLine] = {}
    for line in turns.in_turn(look, lines, lying, people):
        who = people.get(line.borrower_id)
        things = lying[line.instrument_id], who, ended.get(line.id)
        shown = _line(look, line, things, (row.until_on, pays), settled)
        by_line[line.id] = shown
        if who is not None and shown.quote is not None and line.id not in ended and not pays:
            turns.note(people, who, shown.quote, shown.instrument)
    return tuple(by_line[line.id] for line in lines)


def _school(look: Look, row: Any) -> Payer | None:
    """Return the school that pays, unless its record was taken back meanwhile."""
    try:
        return payers.payer(look, paying.school_of(row))
    except RuleError:
        return None


def _credit(look: Look, known: dict[int, BorrowerKnown]) -> int:
    """Return what the accounts of a basket's people are in credit."""
    there = {who.row.account_id for who in known.values() if not who.payer}
    return sum(max(0, -owed.balance(look, key)) for key in there)


def _line(
    look: Look,
    line: Any,
    of: tuple[InstrumentKnown, BorrowerKnown | None, Any],
    terms: tuple[date | None, Payer | None],
    settled: set[str],
) -> BasketLine:
    known, who, ended = of
    pays = None
    quote, verdicts = None, about_instrument(known.facts, who.row.code if who else "")
    if who is not None and ended is not None and not line.is_new_hire:
        old = facts.instrument(look, ended.instrument_id)
        quote, verdicts = _priced_swap(look, (old, known), who, ended)
        pays = swaps.payer(look, hires.charged(look, ended), who)
        asked = terms[1]
        if quote and quote.due_pence and asked and (pays is None or pays.key != asked.key):
            quote = swaps.not_by(quote, asked)
    elif who is not None:
        pays = terms[1]
        quote, unpriced = _priced(look, known, who, terms)
        verdicts += (*about_size(known.size, who.facts, known.sizes), *unpriced)
    organisation = who.payer if who is not None and pays is None else ""
    if organisation and quote is not None:
        quote = payers.unsaid(quote, organisation)
    return BasketLine(
        line.uuid,
        known.row.code,
        known.name,
        _make(known.row),
        who.row.code if who else "",
        who.row.name if who else "",
        quote,
        tuple(verdict for verdict in verdicts if not verdict.is_settled(settled)),
        Instead(ended.code, facts.named(ended.type_name, ended.size_code)) if ended else None,
        bool(line.is_new_hire),
        pays.name if pays else "",
        known.row.serial,
        organisation,
        insuring.of_quote(look, known, quote),
    )


def _priced_swap(
    look: Look, both: swaps.Both, who: BorrowerKnown, ended: Any
) -> tuple[Quote | None, tuple[Verdict, ...]]:
    """Price a line whose hire goes on, and say what stands against that."""
    old, new = both
    verdicts = swaps.about(new, old, who)
    try:
        return swaps.price(look, both, who, ended), verdicts
    except RuleError as refusal:
        unpriced = Verdict(Level.STOP, "no_price", refusal.message, about=new.row.code)
        return None, (*verdicts, unpriced)


def _priced(
    look: Look,
    known: InstrumentKnown,
    who: BorrowerKnown,
    terms: tuple[date | None, Payer | None],
) -> tuple[Quote | None, tuple[Verdict, ...]]:
    """Price a line; what cannot be priced is said at its line, and the rest of the desk goes on."""
    try:
        return lending.priced(look, known, who, *terms), ()
    except RuleError as refusal:
        about = "" if refusal.field == "until_on" else known.row.code  # one day holds for all
        unpriced = Verdict(Level.STOP, "no_price", refusal.message, about=about)
        return None, (unpriced,)


def _make(row: Any) -> str:
    return f"{row.make} {row.model}".strip()


def _counted(lines: list[Any], lying: dict[int, InstrumentKnown]) -> dict[int, int]:
    """Return how many instruments that count towards a limit lie here for each borrower."""
    found: dict[int, int] = {}
    for line in lines:
        kind = lying[line.instrument_id].kind
        if line.borrower_id is not None and (kind is None or kind.counts):
            found[line.borrower_id] = found.get(line.borrower_id, 0) + 1
    return found


def _about(
    look: Look,
    known: dict[int, BorrowerKnown],
    of: tuple[dict[int, int], tuple[BasketLine, ...]],
) -> tuple[Verdict, ...]:
    counted, lines = of
    found: list[Verdict] = []
    for key, who in known.items():
        limits = look.policy().limits_on(who.facts.kind, look.on)
        # The newest on the counter is the one that is asked about: those before it count as had.
        before = who.facts.out + max(0, counted.get(key, 0) - 1)
        told = about_borrower(replace(who.facts, out=before), limits, look.on)
        theirs = tuple(line for line in lines if line.borrower == who.row.code)
        if theirs and all(line.is_swap for line in theirs):
            told = tuple(each for each in told if each.case not in OF_NEW_HIRES)
        whose = first_name(who.row.name) if len(known) > 1 else ""
        found += (_with_charge(verdict, theirs, whose) for verdict in told)
    return tuple(found)


def _with_charge(about: Verdict, lines: tuple[BasketLine, ...], whose: str) -> Verdict:
    """Say what full price comes to, where a question is about a reduced rate."""
    due_pence = sum(line.quote.due_pence for line in lines if line.quote is not None)
    if about.case != "evidence_run_out" or not due_pence:
        return about
    of = f" for {whose}" if whose else ""
    return replace(about, text=f"Charge{of} today is {pounds(due_pence)}.")


def _left_with(look: Look, family: int) -> tuple[Verdict, ...]:
    """Say what anybody of a family still has of something that came back."""
    return tuple(map(part_open, facts.open_parts(look.rows(facts.FAMILY_PARTS, key=family))))


def _detail(chosen: BorrowerKnown | None) -> str:
    if chosen is None or chosen.row.kind != "pupil":
        return ""
    parts = (year_words(chosen.facts.year), chosen.row.school_name)
    return " · ".join(part for part in parts if part)


def _collectors(look: Look, chosen: BorrowerKnown | None) -> tuple[str, ...]:
    if chosen is None or chosen.row.kind not in HOLDS_STOCK:
        return ()
    own = (chosen.row.name,) if chosen.row.kind == "teacher" else ()
    before = (row.collected_by for row in look.rows(COLLECTORS, key=chosen.row.id))
    return tuple(dict.fromkeys((*own, *before)))


def _reduced(look: Look, known: dict[int, BorrowerKnown]) -> tuple[Reduced, ...]:
    return tuple(
        Reduced(who.row.code, who.row.name, until)
        for who in known.values()
        if (until := _reduced_until(look, who)) is not None
    )


def _reduced_until(look: Look, chosen: BorrowerKnown | None) -> date | None:
    if chosen is None:
        return None
    held = [award for award in chosen.awards if in_force(award, look.on)]
    return max((a.grace_until_on or a.to_on or look.on for a in held), default=None)
