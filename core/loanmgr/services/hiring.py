"""What a price is asked for: an instrument, a borrower, and what they hire besides."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.charges import Hire, Quote
from loanmgr.domain.discounts import Given
from loanmgr.domain.policy import InstrumentType
from loanmgr.domain.servicing import SERVICE
from loanmgr.services import pots
from loanmgr.services.pots import PotsLeft
from loanmgr.services.work import Look

if TYPE_CHECKING:
    from loanmgr.services.facts import HirerKnown, InstrumentKnown

GIVEN = Sql(
    "SELECT charge.hire_id, charge.borrower_id, charge.charge_on, charge.due_pence,"
    " charge.discount_pence, charge.scheme, charge.kind, award.uuid AS award_uuid FROM charge"
    " LEFT JOIN award ON award.id = charge.award_id WHERE charge.account_id = :account"
    " AND charge.charge_on >= :since AND charge.ended_act IS NULL ORDER BY charge.id"
)
FIRST_LENT = Sql(
    "SELECT MIN(lent_on) AS first_on FROM loan_line WHERE borrower_id = :key AND struck_act IS NULL"
)
SIBLINGS_BEFORE = Sql("""
SELECT COUNT(DISTINCT line.borrower_id) AS n FROM borrower AS b
JOIN loan_line AS line ON line.borrower_id = b.id
WHERE b.family_id = :family AND b.id <> :key AND line.returned_at IS NULL
  AND line.passed_on_at IS NULL
  AND line.id < :first
""")
NO_LINE = 2**62
"""Beyond every key of a line."""

OUT_IN_ORDER = Sql(
    "SELECT id FROM loan_line WHERE borrower_id = :key AND returned_at IS NULL"
    " AND passed_on_at IS NULL ORDER BY id"
)


class Hires(NamedTuple):
    """What a borrower hires besides, as far as the policy's prices ask for it."""

    first_on: date | None = None
    """The day they first hired anything."""
    lines: tuple[int, ...] = ()
    """Keys of their lines that are out, the first one first."""
    siblings_before: int = 0
    """How many children of the family hired before them."""
    given: tuple[Given, ...] = ()
    """The charges of the account that discounts look back at."""
    pots: PotsLeft | None = None
    """What is left of budgets, where a scheme has one."""


def gather(look: Look, row: Any) -> Hires:
    """Gather what the policy's prices ask of a borrower's other hires, and nothing else."""
    asks, left = look.policy().asks, pots.left(look)
    if not asks:
        return Hires(pots=left)
    first_on: date | None = None
    given: tuple[Given, ...] = ()
    lines: tuple[int, ...] = ()
    siblings = 0
    if "first_on" in asks:
        first_on = look.one(FIRST_LENT, key=row.id).first_on
    if "given" in asks:
        given = _given(look, row)
    if "instrument_no" in asks or "child_no" in asks:
        lines = tuple(line.id for line in look.rows(OUT_IN_ORDER, key=row.id))
    if "child_no" in asks and row.family_id is not None:
        asked = {"family": row.family_id, "key": row.id, "first": lines[0] if lines else NO_LINE}
        siblings = look.one(SIBLINGS_BEFORE, **asked).n
    return Hires(first_on, lines, siblings, given, left)


def _given(look: Look, row: Any) -> tuple[Given, ...]:
    """Return the charges of an account that discounts of this academic year look back at."""
    since = calendar.academic_year_start(look.on) - timedelta(days=calendar.LONGEST_HOLIDAY_DAYS)
    found = look.rows(GIVEN, account=row.account_id, since=since)
    return tuple(
        Given(
            r.charge_on,
            r.due_pence,
            r.discount_pence,
            r.scheme or "",
            r.award_uuid,
            r.borrower_id == row.id,
            str(r.hire_id),
            SERVICE if r.kind == SERVICE else "loss" if r.kind else "hire",
        )
        for r in found
    )


def given_by(quote: Quote, hire: str, *, is_own: bool = True) -> Given:
    """Return a charge that is priced and not entered yet, as later discounts look back at it."""
    return Given(
        quote.charge_on,
        quote.due_pence,
        quote.discount_pence,
        quote.scheme_code,
        quote.award,
        is_own,
        hire,
    )


def sharing(who: "HirerKnown", left: PotsLeft | None) -> "HirerKnown":
    """Return a borrower who takes from the same pots as others that are priced together."""
    return replace(who, hires=who.hires._replace(pots=left))


def hire_of(
    known: "InstrumentKnown", who: "HirerKnown", from_on: date, until_on: date | None = None
) -> Hire:
    """Return what a price is asked for: an instrument and a borrower, from a day on."""
    line = known.row.line_id if known.row.holder == who.row.id else None
    key = getattr(known.row, "hire_id", None) or line
    of = (known.row.type_code, known.row.size_code or "", known.kind)
    return hire_for(of, who, (from_on, until_on), (line, str(key or "")))


def hire_for(
    of: tuple[str, str, InstrumentType | None],
    who: "HirerKnown",
    days: tuple[date, date | None],
    running: tuple[int | None, str] = (None, ""),
) -> Hire:
    """Return what a price is asked for: code of a type, of a size, and the type if it is known.

    `running` is the line that is out, and the name of its hire, where it runs already.
    """
    (type_code, size, kind), (from_on, until_on), (line, key), row = of, days, running, who.row
    out = who.hires.lines
    return Hire(
        type_code=type_code,
        family=kind.family if kind else "",
        size=size,
        borrower_kind=row.kind,
        from_on=from_on,
        until_on=until_on,
        # What does not count towards a limit is an accessory, priced as a part.
        is_part=kind is not None and not kind.counts,
        is_resident=not row.outside_area,
        has_lessons=bool(row.has_lessons),
        lessons_until_on=row.lessons_until_on,
        in_ensemble=bool(row.in_ensemble),
        instrument_no=(out.index(line) if line in out else len(out)) + 1,
        child_no=who.hires.siblings_before + 1,
        first_on=who.hires.first_on,
        key=key,
        given=who.hires.given,
        pots=who.hires.pots,
    )
