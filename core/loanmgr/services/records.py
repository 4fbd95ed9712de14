"""What the page of an instrument, a family, a school or another borrower shows, in few statements.

Why a rate is reduced, and the scheme's own name, are for office roles alone; nobody else gets them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.errors import RuleError
from loanmgr.domain.lending import HOLDS_STOCK, status_of, year_words
from loanmgr.domain.policy import BORROWERS
from loanmgr.domain.school_years import year_of
from loanmgr.services import accounts, awards_shown, facts, insured, passing, reservations, sight
from loanmgr.services.accounts import AccountView
from loanmgr.services.awards_shown import AwardShown
from loanmgr.services.facts import named
from loanmgr.services.history import COLUMNS, JOINS, PAGE, Event, page_of
from loanmgr.services.reservations import KeptNow
from loanmgr.services.work import Look

OFFICE = ("office", "service_lead")
"""Roles that may see why a rate is reduced."""

INSTRUMENT = Sql("""
SELECT i.model, i.bought_on, i.note, i.labelled_at, owner.name AS owner, here.name AS here,
  (SELECT COUNT(*) FROM loan_line AS line WHERE line.instrument_id = i.id
     AND line.struck_act IS NULL) AS loans
FROM instrument AS i JOIN owner ON owner.id = i.owner_id
JOIN place AS here ON here.id = i.here_place_id WHERE i.id = :key
""")
PARTS = Sql("""
SELECT part.name, part.code, part.missing_on, holder.name AS left_with FROM part
LEFT JOIN loan_line AS line ON line.id = part.left_with_line_id
LEFT JOIN borrower AS holder ON holder.id = line.borrower_id
WHERE part.instrument_id = :key AND part.struck_act IS NULL ORDER BY part.id
""")
OLD_CODES = Sql(
    "SELECT text FROM code WHERE kind = 'instrument' AND thing = :key AND is_alias = 1"
    " ORDER BY text"
)
FAMILY = Sql(
    "SELECT id, code, name, account_id, address, postcode, note, left_on, struck_act,"
    " 'family' AS kind, '' AS contact, '' AS year, NULL AS year_on,"
    " NULL AS urn, NULL AS school FROM family WHERE id = :key"
)
BORROWER = Sql("""
SELECT b.id, b.code, b.kind, b.name, b.account_id, b.family_id, b.year, b.year_on, b.contact,
  b.left_on, b.struck_act, '' AS note, school.name AS school, own.urn,
  COALESCE(own.address, b.address, '') AS address,
  COALESCE(own.postcode, b.postcode, '') AS postcode
FROM borrower AS b LEFT JOIN borrower AS school ON school.id = b.school_id
LEFT JOIN school AS own ON own.borrower_id = b.id WHERE b.id = :key
""")
ADULTS = Sql(
    "SELECT name, contact, prefers FROM adult WHERE family_id = :key AND struck_act IS NULL"
    " ORDER BY position, id"
)
CHILDREN = Sql("""
SELECT b.id, b.code, b.name, b.year, b.year_on, b.left_on, b.letters_to, school.name AS school,
  payer.name AS paid_by, payer.code AS paid_by_code FROM borrower AS b
LEFT JOIN borrower AS school ON school.id = b.school_id
LEFT JOIN borrower AS payer ON payer.account_id = b.account_id AND payer.family_id IS NULL
WHERE b.family_id = :key AND b.struck_act IS NULL ORDER BY b.id
""")
PUPILS_HERE = Sql(
    "SELECT COUNT(*) AS n FROM borrower WHERE school_id = :key AND kind = 'pupil'"
    " AND struck_act IS NULL AND left_on IS NULL"
)
MOST_OUT = 500
"""Instruments listed on one page; a school with more is rare."""

OUT = """
SELECT i.code, i.make, i.model, t.name AS type_name, s.code AS size_code, b.code AS borrower_code,
  b.name AS borrower, line.lent_on, line.due_on, line.next_charge_on, passer.name AS passed_by
FROM borrower AS b JOIN loan_line AS line ON line.borrower_id = b.id
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id LEFT JOIN instrument_size AS s ON s.id = i.size_id
LEFT JOIN loan_line AS above ON above.id = line.parent_line_id
LEFT JOIN borrower AS passer ON passer.id = above.borrower_id
WHERE {who} = :key AND line.returned_at IS NULL AND line.passed_on_at IS NULL
ORDER BY line.id LIMIT :most
"""
PARTS_OPEN = """
SELECT part.name, part.missing_on, i.code, t.name AS type_name, s.code AS size_code,
  b.name AS borrower
FROM borrower AS b JOIN loan_line AS line ON line.borrower_id = b.id
JOIN part ON part.left_with_line_id = line.id
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE {who} = :key AND part.missing_on IS NOT NULL AND part.struck_act IS NULL ORDER BY +part.id
"""
OF = {"family": "b.family_id", "borrower": "b.id"}
OUT_OF = {kind: Sql(OUT.format(who=who)) for kind, who in OF.items()}
PARTS_OPEN_OF = {kind: Sql(PARTS_OPEN.format(who=who)) for kind, who in OF.items()}

ABOUT = {
    "loans": "'lend', 'lend_line', 'finish', 'return_one', 'renew', 'renew_line', 'swap',"
    " 'swap_line', 'put_here', 'found', 'hand_in', 'handed_in_on', 'wrong_label', 'looked_into',"
    " 'pass_on', 'hand_back', 'join_records', 'move_child', 'lost', 'keep_for', 'keep_no_longer'",
    "repairs": "'needs_repair', 'part_missing', 'part_in', 'found', 'ready', 'damaged'",
    "money": "'pay', 'lend', 'lend_line', 'renew', 'renew_line', 'swap', 'swap_line', 'award',"
    " 'award_again', 'evidence_seen', 'sign_agreement', 'pass_on', 'hand_back', 'issue_invoice',"
    " 'issue_credit_note', 'issue_statement', 'join_records', 'pays', 'lost', 'damaged',"
    " 'found', 'waive', 'keep_loss', 'bill_account'",
}
"""Which acts a part of a timeline shows."""

EVENTS = {
    about: Sql(
        f"{COLUMNS} FROM act_thing AS t JOIN act ON act.no = t.act_no{JOINS}"  # noqa: S608
        " WHERE t.kind = :kind AND t.thing = :thing AND t.act_no < :before"
        + (f" AND act.use_case IN ({acts})" if acts else "")
        + " AND t.role = (SELECT MIN(same.role) FROM act_thing AS same WHERE same.kind = t.kind"
        " AND same.thing = t.thing AND same.act_no = t.act_no)"
        " AND NOT EXISTS (SELECT 1 FROM act AS part WHERE part.part_of = act.no)"
        " ORDER BY t.act_no DESC LIMIT :page"
    )
    for about, acts in {"all": "", **ABOUT}.items()
}


@dataclass(frozen=True)
class PartOf:
    """A part of an instrument."""

    name: str
    code: str
    missing_on: date | None
    left_with: str
    """Who did not bring it back; empty when nobody has it."""


@dataclass(frozen=True)
class InstrumentRecord:
    """Everything the page of an instrument shows, its timeline apart."""

    code: str
    name: str
    type_name: str
    family: str
    """Family of instruments: strings, brass …"""
    make: str
    serial: str
    status: str
    on: date
    """The day this was so."""
    holder: str
    holder_code: str
    holder_kind: str
    lent_on: date | None
    due_on: date | None
    next_charge_on: date | None
    counter_of: str
    """The desk on whose counter it lies."""
    fault: str
    fault_on: date | None
    missing_on: date | None
    retired_on: date | None
    home: str
    home_centre: str
    here: str
    owner: str
    usual_ages: str
    value_pence: int | None
    bought_on: date | None
    note: str
    labelled_at: datetime | None
    parts: tuple[PartOf, ...]
    old_codes: tuple[str, ...]
    loans: int
    """How often it was lent."""
    unready: str = ""
    """What must be done before the next person may have it."""
    passed_by: str = ""
    """Who passed it on to its holder: a school, a teacher or a partner."""
    passed_by_code: str = ""
    kept_for: str = ""
    """Whom it is kept for on this day."""
    kept_card: str = ""
    kept_kind: str = ""
    kept_until_on: date | None = None
    can_be_kept: bool = False
    """The policy lets instruments be kept for somebody."""
    insurance: str = ""
    """Who insures it while it is out, in a sentence."""


@dataclass(frozen=True)
class Adult:
    """A grown-up of a family."""

    name: str
    contact: str
    prefers: str = ""
    """How they like to be written to: email, text, phone or post."""


@dataclass(frozen=True)
class Child:
    """A child of a family, and whether a reduced rate holds for them today."""

    code: str
    name: str
    year: str
    """In words: Year 4."""
    school: str
    out: int
    reduced_until_on: date | None
    left_on: date | None
    paid_by: str = ""
    """The organisation that pays for them, where one does."""
    paid_by_code: str = ""
    letters_to: str = ""
    """Who there gets letters about them."""


@dataclass(frozen=True)
class OutNow:
    """An instrument somebody has."""

    code: str
    name: str
    make: str
    borrower: str
    borrower_code: str
    lent_on: date
    due_on: date | None
    next_charge_on: date | None
    passed_by: str = ""
    """Who passed it on: a school, a teacher or a partner."""
    is_passed_on: bool = False
    """It is theirs, and with `borrower` now."""

    @property
    def can_renew(self) -> bool:
        """Say whether its end can be put off."""
        return self.due_on is not None and not self.passed_by and not self.is_passed_on


@dataclass(frozen=True)
class PartOpen:
    """A part that did not come back with its instrument."""

    part: str
    instrument: str
    name: str
    borrower: str
    since_on: date


@dataclass(frozen=True)
class PersonRecord:
    """A family, a school, a teacher, an adult learner or a partner, with what they have and owe."""

    code: str
    name: str
    kind: str
    on: date
    adults: tuple[Adult, ...]
    contact: str
    address: str
    postcode: str
    urn: str
    school: str
    note: str
    left_on: date | None
    children: tuple[Child, ...]
    pupils_here: int
    """Pupils of ours who go to this school."""
    agreement_year: str
    has_agreement: bool
    signed_on: date | None
    signed_how: str
    out: tuple[OutNow, ...]
    parts_open: tuple[PartOpen, ...]
    awards: tuple[AwardShown, ...]
    sees_reasons: bool
    account: AccountView
    asked: str = ""
    """The child whose card was asked for."""
    kept: tuple[KeptNow, ...] = ()
    """What is kept for them."""


@dataclass(frozen=True)
class Events:
    """A page of a timeline: ``all`` of it, or ``loans``, ``repairs`` or ``money``."""

    code: str
    about: str = "all"
    before: int | None = None
    page: int = PAGE


def instrument(look: Look, code: str) -> InstrumentRecord:
    """Return everything about one instrument, by its label or an old one.

    Raises:
        RuleError: the code is unknown, or not an instrument's.
    """
    key = facts.instrument_key(look, code)
    known = facts.instrument(look, key)
    row, also = known.row, look.one(INSTRUMENT, key=key)
    return InstrumentRecord(
        code=row.code,
        name=known.name,
        type_name=row.type_name,
        family=known.kind.family if known.kind else "",
        make=f"{row.make} {also.model}".strip(),
        serial=row.serial,
        status=status_of(known.facts),
        on=look.on,
        holder=row.holder_name or "",
        holder_code=row.holder_code or "",
        holder_kind=row.holder_kind or "",
        lent_on=row.lent_on,
        due_on=row.due_on,
        next_charge_on=row.next_charge_on,
        counter_of=row.basket_desk_name or "",
        fault=row.fault or "",
        fault_on=row.fault_on,
        missing_on=row.missing_on,
        retired_on=row.retired_on,
        home=row.home_name,
        home_centre=row.home_centre_name,
        here=also.here,
        owner=also.owner,
        usual_ages=_ages(known.size),
        value_pence=row.value_pence,
        bought_on=also.bought_on,
        note=also.note,
        labelled_at=also.labelled_at,
        parts=tuple(
            PartOf(part.name, part.code or "", part.missing_on, part.left_with or "")
            for part in look.rows(PARTS, key=key)
        ),
        old_codes=tuple(found.text for found in look.rows(OLD_CODES, key=key)),
        loans=also.loans,
        unready=known.facts.unready,
        passed_by=row.passed_by_name or "",
        passed_by_code=row.passed_by_code or "",
        kept_for=known.facts.kept_for,
        kept_card=known.facts.kept_card,
        kept_kind=(row.kept_kind if known.facts.kept_for else "") or "",
        kept_until_on=known.facts.kept_until_on,
        can_be_kept=any(reservations.may_keep(look, kind) for kind in BORROWERS),
        insurance=insured.of_instrument(look, known),
    )


def person(look: Look, code: str) -> PersonRecord:
    """Return everything about a family or another payer; a pupil's card opens the family.

    Raises:
        RuleError: the code is unknown, or nobody's card.
    """
    kind, key = facts.thing_of(look, code)
    if kind not in OF:
        raise RuleError(f"{code.strip()} is not a borrower's card.", "wrong_kind", "code")
    row = look.one(FAMILY if kind == "family" else BORROWER, key=key)
    asked = ""
    if kind == "borrower" and row.family_id is not None:
        asked, kind, key = row.code, "family", row.family_id
        row = look.one(FAMILY, key=key)
    if row.struck_act is not None:
        raise RuleError("That record was taken back.", "unknown_label", "code")
    return _person(look, kind, row, asked)


def happenings(look: Look, request: Events) -> tuple[Event, ...]:
    """Return a part of what happened to a thing, newest first."""
    if request.about not in EVENTS:
        raise RuleError(f"A timeline has no part called {request.about}.", "about", "about")
    statement = EVENTS[request.about]
    return page_of(look, statement, request.code, (request.before, request.page))


def _person(look: Look, kind: str, row: Any, asked: str) -> PersonRecord:
    key, is_family = row.id, kind == "family"
    year = calendar.academic_year(look.on)
    agreement = look.one(accounts.AGREEMENT, account=row.account_id, year=year)
    awards = awards_shown.awards_of(look, kind, key)
    out = tuple(_out(line) for line in look.rows(OUT_OF[kind], key=key, most=MOST_OUT))
    if row.kind in HOLDS_STOCK:
        passed_on = (_out(line) for line in look.rows(passing.PASSED_ON, key=key))
        out += tuple(replace(line, is_passed_on=True) for line in passed_on)
    children = look.rows(CHILDREN, key=key) if is_family else []
    is_school = row.kind == "school"
    # A volunteer's screen faces the queue.
    is_hidden = not is_school and sight.is_hidden(look, kind, key)
    sees_address = is_school or (look.identity.role != "volunteer" and not is_hidden)
    return PersonRecord(
        code=row.code,
        name=row.name,
        kind=row.kind,
        on=look.on,
        adults=_adults(look, key, is_hidden=is_hidden) if is_family else (),
        contact="" if is_hidden else row.contact,
        address=row.address if sees_address else "",
        postcode=row.postcode if sees_address else "",
        urn=row.urn or "",
        school=row.school or "",
        note="" if is_hidden else row.note,
        left_on=row.left_on,
        children=tuple(_child(child, out, awards, look.on) for child in children),
        pupils_here=look.one(PUPILS_HERE, key=key).n if is_school else 0,
        agreement_year=year,
        has_agreement=agreement is not None,
        signed_on=agreement.signed_on if agreement else None,
        signed_how=(agreement.signed_how if agreement else None) or "",
        out=out,
        parts_open=tuple(_part_open(part) for part in look.rows(PARTS_OPEN_OF[kind], key=key)),
        awards=awards,
        sees_reasons=look.identity.role in OFFICE,
        account=accounts.account(look, row.code),
        asked=asked,
        kept=reservations.kept_of(look, kind, key),
    )


def _adults(look: Look, key: int, *, is_hidden: bool) -> tuple[Adult, ...]:
    """Return the grown-ups of a family; how to reach those who are protected is not said."""
    found = look.rows(ADULTS, key=key)
    if is_hidden:
        return tuple(Adult(adult.name, "") for adult in found)
    return tuple(Adult(adult.name, adult.contact, adult.prefers or "") for adult in found)


def _child(row: Any, out: tuple[OutNow, ...], awards: tuple[AwardShown, ...], on: date) -> Child:
    held = [award.to_on for award in awards if award.pupil_code == row.code and award.holds]
    return Child(
        row.code,
        row.name,
        year_words(year_of(row, on)),
        row.school or "",
        sum(line.borrower_code == row.code for line in out),
        max(held, default=None),
        row.left_on,
        row.paid_by or "",
        row.paid_by_code or "",
        row.letters_to or "",
    )


def _out(row: Any) -> OutNow:
    return OutNow(
        row.code,
        named(row.type_name, row.size_code),
        f"{row.make} {row.model}".strip(),
        row.borrower,
        row.borrower_code,
        row.lent_on,
        row.due_on,
        row.next_charge_on,
        row.passed_by or "",
    )


def _part_open(row: Any) -> PartOpen:
    name = named(row.type_name, row.size_code)
    return PartOpen(row.name, row.code, name, row.borrower, row.missing_on)


def _ages(size: Any) -> str:
    if size is None or (size.from_age is None and size.to_age is None):
        return ""
    if size.to_age is None:
        return f"usual age {size.from_age} and over"
    if size.from_age is None:
        return f"usual age {size.to_age} and under"
    return f"usual age {size.from_age} to {size.to_age}"
