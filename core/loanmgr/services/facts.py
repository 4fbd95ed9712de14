"""What is known before something is decided: the hot reads of scan, preview and lend.

A scan of an instrument is one of these statements, one with a borrower three more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.codes import checked
from loanmgr.domain.discounts import AwardHeld
from loanmgr.domain.errors import RuleError
from loanmgr.domain.lending import BorrowerFacts, InstrumentFacts, OpenPart, Overdue
from loanmgr.domain.policy import InstrumentType, Scheme, Size
from loanmgr.domain.school_years import year_of
from loanmgr.domain.words import day_month, long_date
from loanmgr.services import hiring, owed
from loanmgr.services.hiring import Hires
from loanmgr.services.owed import Owed
from loanmgr.services.work import Look

FIND_CODE = Sql("SELECT kind, thing, is_alias FROM code WHERE text = :text")

INSTRUMENT_SHOWN = """
  i.id, i.code, i.make, i.model, i.fault, i.fault_on, i.missing_on, i.retired_on, i.struck_act,
  i.unready, i.unready_on,
  t.code AS type_code, t.name AS type_name, s.code AS size_code,
  home.name AS home_name, centre.name AS home_centre_name,
  line.id AS line_id, line.due_on, line.next_charge_on, holder.id AS holder,
  holder.code AS holder_code, holder.name AS holder_name, holder.family_id AS holder_family,
  holder.kind AS holder_kind, passer.id AS passed_by, passer.code AS passed_by_code,
  passer.name AS passed_by_name,
  basket.id AS basket, basket.uuid AS basket_uuid, counter.name AS basket_desk_name,
  basket_family.name AS basket_family_name,
  kept.until_on AS kept_until_on, kept_for.id AS kept_borrower, kept_for.code AS kept_card,
  kept_for.name AS kept_name,
  (SELECT COUNT(*) FROM part WHERE part.instrument_id = i.id AND part.missing_on IS NOT NULL
     AND part.struck_act IS NULL) AS parts_missing,
  (SELECT policy_version FROM register) AS policy_version
"""
INSTRUMENT_ACTED_ON = """
  i.serial, i.value_pence, i.here_place_id, i.home_place_id, home.kind AS home_kind,
  COALESCE(home.centre_id, home.id) AS home_centre, line.uuid AS line_uuid, line.hire_id,
  line.parent_line_id, line.loan_id, line.lent_at, line.lent_on,
  holder.account_id AS holder_account, basket.desk_id AS basket_desk,
  kept.id AS reservation, kept_for.kind AS kept_kind, kept_for.family_id AS kept_family
"""
OPEN_BASKET = """
  open_basket.id AS open_id, open_basket.uuid AS open_uuid, open_basket.family_id AS open_family,
  open_basket.borrower_id AS open_borrower,
  (SELECT COUNT(*) FROM basket_line WHERE basket_line.basket_id = open_basket.id) AS open_lines
"""
INSTRUMENT_TABLES = """
FROM instrument AS i
JOIN instrument_type AS t ON t.id = i.type_id
JOIN place AS home ON home.id = i.home_place_id
LEFT JOIN place AS centre ON centre.id = COALESCE(home.centre_id, home.id)
LEFT JOIN instrument_size AS s ON s.id = i.size_id
LEFT JOIN loan_line AS line
  ON line.instrument_id = i.id AND line.returned_at IS NULL AND line.passed_on_at IS NULL
LEFT JOIN borrower AS holder ON holder.id = line.borrower_id
LEFT JOIN loan_line AS above ON above.id = line.parent_line_id
LEFT JOIN borrower AS passer ON passer.id = above.borrower_id
LEFT JOIN basket_line ON basket_line.instrument_id = i.id
LEFT JOIN basket ON basket.id = basket_line.basket_id
LEFT JOIN desk AS counter ON counter.id = basket.desk_id
LEFT JOIN family AS basket_family ON basket_family.id = basket.family_id
LEFT JOIN reservation AS kept ON kept.instrument_id = i.id AND kept.struck_act IS NULL
LEFT JOIN borrower AS kept_for ON kept_for.id = kept.borrower_id
"""
INSTRUMENT = Sql(
    f"SELECT {INSTRUMENT_SHOWN}, {INSTRUMENT_ACTED_ON} {INSTRUMENT_TABLES} WHERE i.id = :key"
)
INSTRUMENTS_IN = Sql(
    f"SELECT {INSTRUMENT_SHOWN}, {INSTRUMENT_ACTED_ON} {INSTRUMENT_TABLES}"
    " WHERE basket_line.basket_id = :basket"
)
INSTRUMENT_LABELLED = Sql(
    f"SELECT {INSTRUMENT_SHOWN}, {OPEN_BASKET} {INSTRUMENT_TABLES} LEFT JOIN basket AS open_basket"  # noqa: S608
    " ON open_basket.desk_id = :desk AND open_basket.parked_at IS NULL WHERE i.id ="
    " (SELECT thing FROM code WHERE text = :text AND kind = 'instrument')"
)
"""What a scan shows of an instrument, and of the basket that lies open at the desk."""

PARTS = Sql(
    "SELECT id, code, name, missing_on, left_with_line_id, value_pence FROM part"
    " WHERE instrument_id = :key AND struck_act IS NULL ORDER BY id"
)

HIRER_COLUMNS = """
  b.id, b.code, b.kind, b.name, b.account_id, b.family_id, b.school_id, b.year, b.year_on,
  b.left_on, b.struck_act, b.outside_area, b.has_lessons, b.lessons_until_on, b.in_ensemble,
  family.account_id AS family_account
"""
HIRER = Sql(
    f"SELECT {HIRER_COLUMNS} FROM borrower AS b LEFT JOIN family ON family.id = b.family_id"  # noqa: S608
    " WHERE b.id = :key"
)
"""What a price asks of somebody."""

BORROWER_SHOWN = f"""
  family.name AS family_name, family.code AS family_code, school.name AS school_name,
  agreement.id AS agreement, agreement.signed_on AS signed_on,
  {owed.PAST.format(account="b.account_id")} AS owed_pence,
  (SELECT CAST(COALESCE(SUM(unpaid_pence), 0) AS BIGINT) FROM sent_line
     WHERE sent_line.account_id = b.account_id AND unpaid_pence IS NOT NULL) AS unpaid_pence,
  (SELECT COUNT(*) FROM basket_line WHERE basket_line.borrower_id = b.id) AS on_counter,
  (SELECT COUNT(*) FROM part JOIN loan_line ON loan_line.id = part.left_with_line_id
     WHERE loan_line.borrower_id = b.id AND part.missing_on IS NOT NULL
     AND part.struck_act IS NULL) AS parts_open
FROM borrower AS b
LEFT JOIN family ON family.id = b.family_id
LEFT JOIN borrower AS school ON school.id = b.school_id
LEFT JOIN agreement ON agreement.account_id = b.account_id AND agreement.year = :year
  AND agreement.struck_act IS NULL
WHERE b.id = :key
"""  # noqa: S608
BORROWER = Sql(f"SELECT {HIRER_COLUMNS}, {BORROWER_SHOWN}")

ORGANISATION = Sql("SELECT name FROM borrower WHERE account_id = :account AND family_id IS NULL")

OUT_COLUMNS = """
SELECT line.id, line.due_on, i.code, t.code AS type_code, t.name AS type_name, s.code AS size_code
FROM loan_line AS line
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE line.borrower_id = :key AND line.returned_at IS NULL AND line.passed_on_at IS NULL
"""
OUT = Sql(f"{OUT_COLUMNS} ORDER BY line.id")
OVERDUE = Sql(f"{OUT_COLUMNS} AND line.due_on < :today ORDER BY line.due_on LIMIT 10")
"""Who has no limit may have hundreds out; only what is late is said."""

OPEN_PARTS = """
SELECT i.code, t.name AS type_name, s.code AS size_code, part.name AS part, part.missing_on,
  b.name AS holder
FROM loan_line AS line JOIN part ON part.left_with_line_id = line.id
JOIN borrower AS b ON b.id = line.borrower_id JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE part.missing_on IS NOT NULL AND part.struck_act IS NULL
"""
# The plus keeps SQLite from reading all parts in the order of their keys, to spare itself a sort.
BORROWER_PARTS = Sql(f"{OPEN_PARTS} AND line.borrower_id = :key ORDER BY +part.id LIMIT 10")
FAMILY_PARTS = Sql(f"{OPEN_PARTS} AND b.family_id = :key ORDER BY +part.id LIMIT 10")

AWARDS = Sql("""
SELECT id, uuid, scheme, state, from_on, to_on, grace_until_on FROM award
WHERE borrower_id = :key AND struck_act IS NULL ORDER BY from_on
""")

FAMILY_LEFT = Sql("SELECT name, left_on FROM family WHERE id = :family")
CHILDREN = Sql(
    "SELECT id, code, name, year, year_on FROM borrower WHERE family_id = :family"
    " AND struck_act IS NULL AND left_on IS NULL ORDER BY id"
)


class InstrumentKnown(NamedTuple):
    """An instrument's row with what follows from it."""

    row: Any
    kind: InstrumentType | None
    size: Size | None
    name: str
    """Type and size: Violin 3/4."""
    facts: InstrumentFacts

    @property
    def sizes(self) -> tuple[Size, ...]:
        """All sizes that its type comes in."""
        return self.kind.sizes if self.kind else ()


@dataclass(frozen=True)
class HirerKnown:
    """A borrower's row with what a price asks besides, and nothing else."""

    row: Any
    awards: tuple[AwardHeld, ...]
    award_keys: dict[UUID, int]
    hires: Hires
    payer: str
    """Name of the organisation that pays for a child; what it owes is no family's business."""


@dataclass(frozen=True)
class BorrowerKnown(HirerKnown):
    """A borrower's row with what they have and hold."""

    facts: BorrowerFacts


def thing_of(look: Look, text: str, field: str = "code") -> tuple[str, int]:
    """Return the kind and key of what a label code or alias names, or refuse in words."""
    code = checked(text, field)
    found = look.one(FIND_CODE, text=code)
    if found is None:
        raise RuleError(f"We don't know label {text.strip()[:40]}.", "unknown_label", field)
    return found.kind, found.thing


def instrument_key(look: Look, text: str, field: str = "instrument") -> int:
    """Return the key of the instrument a code names; a part stands for its instrument."""
    kind, thing = thing_of(look, text, field)
    if kind != "instrument":
        raise RuleError(f"{text.strip()} is not an instrument's label.", "wrong_kind", field)
    return thing


def instrument(look: Look, key: int) -> InstrumentKnown:
    """Gather what is known of an instrument."""
    return _instrument(look, look.one(INSTRUMENT, key=key))


def instruments_in(look: Look, basket: int) -> dict[int, InstrumentKnown]:
    """Gather what is known of every instrument in a basket, by key, in a single read."""
    return {row.id: _instrument(look, row) for row in look.rows(INSTRUMENTS_IN, basket=basket)}


def labelled(look: Look, code: str) -> InstrumentKnown | None:
    """Gather what is known of the instrument that a label or alias is on, in a single read.

    The row says too which basket lies open at this desk.
    """
    row = look.one(INSTRUMENT_LABELLED, text=code, desk=look.identity.desk)
    return None if row is None else _instrument(look, row)


def _instrument(look: Look, row: Any) -> InstrumentKnown:
    if row is None or row.struck_act is not None:
        raise RuleError("That instrument's record was taken back.", "unknown_label", "instrument")
    look.policy_seen = row.policy_version
    kind = look.policy().type_by_code.get(row.type_code)
    size = kind.size(row.size_code) if kind and row.size_code else None
    name = named(row.type_name, row.size_code)
    missing: tuple[str, ...] = ()
    if row.parts_missing:
        missing = tuple(p.name for p in look.rows(PARTS, key=row.id) if p.missing_on is not None)
    # What was kept until yesterday is kept for nobody: it lapses by its day alone.
    kept = row.kept_until_on is not None and row.kept_until_on >= look.on
    facts = InstrumentFacts(
        row.code,
        row.type_name,
        name,
        size,
        row.holder_name or "",
        row.basket is not None,
        row.fault or "",
        row.fault_on,
        row.missing_on,
        missing,
        row.retired_on,
        unready_words(look, row.type_code, row.unready) if row.unready else "",
        *((row.kept_name, row.kept_card, row.kept_until_on) if kept else ()),
    )
    return InstrumentKnown(row, kind, size, name, facts)


def unready_words(look: Look, type_code: str, unready: str) -> str:
    """Return what must be done before the next person may have an instrument."""
    policy = look.policy()
    blocking = [c for c in policy.checks_after_loan(type_code, look.on) if c.blocks_lending]
    if unready not in [check.code for check in blocking]:
        # The policy has changed since it came back; the check it waits for is still to be done.
        blocking = [check for check in policy.intervals if check.code == unready][-1:]
    return "; ".join(check.to_do for check in blocking) or unready.replace("_", " ")


def borrower_key(look: Look, text: str, field: str = "borrower") -> int:
    """Return the key of the borrower a card names; a family's card only where it has one child."""
    kind, thing = thing_of(look, text, field)
    if kind == "borrower":
        return thing
    if kind != "family":
        raise RuleError(f"{text.strip()} is not a borrower's card.", "wrong_kind", field)
    children = look.rows(CHILDREN, family=thing)
    if len(children) == 1:
        return int(children[0].id)
    if not children:
        left = look.one(FAMILY_LEFT, family=thing)
        if left is not None and left.left_on is not None:
            message = f"{left.name} left on {long_date(left.left_on)}."
            raise RuleError(message, "left", field)
        raise RuleError("This family has no children in it yet.", "no_children", field)
    names = ", ".join(f"{child.name} {child.code}" for child in children)
    message = f"This family has {len(children)} children. Say which one: {names}."
    raise RuleError(message, "which_child", field)


def hirer(look: Look, key: int) -> HirerKnown:
    """Gather what a price asks of a borrower, whatever they may borrow and owe."""
    return _hirer(look, look.one(HIRER, key=key))


def borrower(look: Look, key: int) -> BorrowerKnown:
    """Gather what is known of a borrower: what is out, owed, signed and awarded."""
    year = calendar.academic_year(look.on)
    row = look.one(BORROWER, key=key, today=look.on, year=year)
    known = _hirer(look, row)
    types = look.policy().type_by_code
    if look.policy().limits_on(row.kind, look.on).instruments is None:
        out = look.rows(OVERDUE, key=key, today=look.on)
    else:
        out = look.rows(OUT, key=key)
    counted = [line for line in out if types[line.type_code].counts] if out else []
    overdue = tuple(
        Overdue(named(line.type_name, line.size_code), line.code, line.due_on)
        for line in out
        if line.due_on is not None and line.due_on < look.on
    )
    past = Owed(0, None) if known.payer else _owed(look, row)
    facts = BorrowerFacts(
        row.name,
        row.kind,
        year_of(row, look.on),
        len(counted),
        overdue,
        past.pence,
        past.since_on,
        # What an organisation signs and owes is settled with it, not at a counter.
        row.signed_on is not None or bool(known.payer),
        year,
        row.left_on,
        known.awards,
        row.code,
        tuple(_schemes(look, known.awards)),
        open_parts(look.rows(BORROWER_PARTS, key=key)) if row.parts_open else (),
    )
    return BorrowerKnown(row, known.awards, known.award_keys, known.hires, known.payer, facts)


def _hirer(look: Look, row: Any) -> HirerKnown:
    if row is None or row.struck_act is not None:
        raise _gone(look, row)
    found = look.rows(AWARDS, key=row.id)
    awards = tuple(
        AwardHeld(a.uuid, a.scheme, a.state, a.from_on, a.to_on, a.grace_until_on) for a in found
    )
    keys = {a.uuid: a.id for a in found}
    return HirerKnown(row, awards, keys, hiring.gather(look, row), _organisation(look, row))


def _schemes(look: Look, awards: Iterable[AwardHeld]) -> Iterator[Scheme]:
    for held in awards:
        scheme = look.policy().scheme_on(held.scheme_code, look.on)
        if scheme is not None:
            yield scheme


def _owed(look: Look, row: Any) -> Owed:
    """Return what is past its day: by our dates, or by what the system says that invoices it."""
    account_kind = "family" if row.kind == "pupil" else row.kind
    is_ours = look.policy().invoicer_of(account_kind, look.on) is None
    if (row.owed_pence if is_ours else row.unpaid_pence or 0) <= 0:
        return Owed(0, None)
    found = owed.of_account(look, row.account_id)
    if is_ours:
        return found
    # Money that was taken here since, that system does not know of yet.
    balance = owed.balance(look, row.account_id)
    return Owed(max(0, min(row.unpaid_pence, balance)), found.since_on)


def _gone(look: Look, row: Any) -> RuleError:
    """Say why a record is not there, as another desk may have joined it a moment ago."""
    now = look.one(FIND_CODE, text=row.code) if row is not None else None
    if now is not None and now.thing != row.id:
        message = f"{row.name} was joined with another record. Scan the card again."
        return RuleError(message, "joined", "borrower")
    return RuleError("That borrower's record was taken back.", "unknown_label", "borrower")


def _organisation(look: Look, row: Any) -> str:
    """Return the name of the organisation that pays for a child, if one does."""
    if row.family_account is None or row.family_account == row.account_id:
        return ""
    return str(look.one(ORGANISATION, account=row.account_id).name)


def open_parts(rows: Iterable[Any]) -> tuple[OpenPart, ...]:
    """Return rows of what came back without a part that its borrower still has."""
    return tuple(
        OpenPart(r.code, named(r.type_name, r.size_code), r.part, r.missing_on, r.holder)
        for r in rows
    )


def named(type_name: str, size_code: str | None) -> str:
    """Return how an instrument is called: Violin 3/4."""
    return f"{type_name} {size_code}" if size_code else type_name


def stays_there(desk_name: str) -> RuleError:
    """Return the refusal to touch what lies on another desk's counter by now."""
    message = f"It is on the counter at {desk_name} now, so it stays there."
    return RuleError(message, "on_counter", "instrument")


def until_words(due_on: date | None, next_charge_on: date | None) -> str:
    """Return how long a loan runs, inside a sentence."""
    if due_on is not None:
        return f"back by {day_month(due_on)}"
    if next_charge_on is not None:
        return f"until returned; next charge {day_month(next_charge_on)}"
    return "until returned"
