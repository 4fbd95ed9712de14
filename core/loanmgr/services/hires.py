"""Hires that go on: what renewing and swapping both gather, and how they are reported."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import taking_back
from loanmgr.domain.charges import Hire, Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.verdicts import Verdict, asks
from loanmgr.services import hiring, ledger, locks
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.lending import Asked, Charged, LentLine
from loanmgr.services.work import Look, Work

LIVE_CHARGES = Sql(
    "SELECT id, period, period_from_on, period_to_on, full_pence, discount_pence, due_pence,"
    " because, account_id, order_no, agreed_by FROM charge"
    " WHERE hire_id = :hire AND ended_act IS NULL AND kind IS NULL ORDER BY period_from_on"
)

VISIT = timedelta(minutes=15)
"""What came back so long before somebody's card was scanned came back on the same visit."""

ENDED = """
SELECT line.id, line.uuid, COALESCE(line.hire_id, line.id) AS hire, line.loan_id,
  line.instrument_id, line.borrower_id, line.due_on, line.next_charge_on, line.act_no,
  i.code, i.type_id, t.name AS type_name, s.code AS size_code
FROM {tables}
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE {condition} AND line.returned_on = :today AND line.struck_act IS NULL
  AND i.missing_on IS NULL
  AND line.parent_line_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM loan_line AS next WHERE next.loan_id = line.loan_id
    AND next.hire_id = COALESCE(line.hire_id, line.id) AND next.id > line.id
    AND next.struck_act IS NULL)
  AND NOT EXISTS (SELECT 1 FROM loan_line AS child WHERE child.instrument_id = line.instrument_id
    AND child.parent_line_id = line.id AND child.returned_at = line.returned_at)
ORDER BY line.returned_at, line.id
"""
"""Hires that ended today and went on with no other instrument; what was passed on does not, nor
what was lost."""
ENDED_OF = Sql(
    ENDED.format(
        tables="loan JOIN loan_line AS line ON line.loan_id = loan.id",
        condition="loan.borrower_id = :borrower AND line.borrower_id = :borrower"
        " AND line.returned_at >= :since",
    )
)
ENDED_WITH = Sql(
    ENDED.format(
        tables="loan_line AS line",
        condition="line.id = (SELECT MAX(id) FROM loan_line"
        " WHERE instrument_id = :instrument AND struck_act IS NULL)",
    )
)
ENDED_LINE = Sql(ENDED.format(tables="loan_line AS line", condition="line.uuid = :line"))

TAKEN_OFF = Sql("""
SELECT charge.* FROM charge WHERE charge.hire_id = :hire AND charge.kind IS NULL
  AND charge.ended_act = (SELECT MAX(other.ended_act) FROM charge AS other
    JOIN act_thing ON act_thing.act_no = other.ended_act AND act_thing.kind = 'instrument'
      AND act_thing.thing = :instrument AND act_thing.role = 'returned'
    WHERE other.hire_id = :hire AND other.ended_act > :lent)
  AND NOT EXISTS (SELECT 1 FROM charge AS live WHERE live.hire_id = charge.hire_id
    AND live.period_from_on = charge.period_from_on
    AND live.ended_act IS NULL AND live.kind IS NULL)
ORDER BY charge.period_from_on
""")
TAKEN_OFF_LINES = Sql(
    "SELECT line.* FROM ledger AS line JOIN ledger AS back ON back.reverses_id = line.id"
    " WHERE back.charge_id = :charge AND back.act_no = :act ORDER BY line.id"
)


def live_charges(look: Look, known: InstrumentKnown) -> list[Any]:
    """Return the charges of an instrument's hire that stand, by the day they begin."""
    return look.rows(LIVE_CHARGES, hire=hire_key(known))


def ended_of(look: Look, borrower: int, opened_at: datetime) -> list[Any]:
    """Return the hires of somebody that ended on this visit, the first one back first."""
    since = opened_at - VISIT
    return look.rows(ENDED_OF, borrower=borrower, today=look.on, since=since)


def ended_line(look: Look, line: UUID) -> Any:
    """Return the hire that ended today with a line, or None where it went on since."""
    return look.one(ENDED_LINE, line=line, today=look.on)


def taken_off(look: Look, ended: Any) -> list[Any]:
    """Return the charges that an instrument's coming back took off its hire."""
    asked = {"hire": ended.hire, "instrument": ended.instrument_id, "lent": ended.act_no}
    return look.rows(TAKEN_OFF, **asked)


def charged(look: Look, ended: Any) -> list[Any]:
    """Return the charges of a hire that ended, those that stand again if it goes on with them."""
    live = look.rows(LIVE_CHARGES, hire=ended.hire)
    return sorted((*live, *taken_off(look, ended)), key=lambda each: each.period_from_on)


def stand_again(work: Work, ended: Any, source: UUID) -> None:
    """Charge again, exactly as it was, what an instrument's coming back took off its hire."""
    for charge in taken_off(work, ended):
        values = {**charge._asdict(), "uuid": uuid5(source, str(charge.uuid))}
        values |= {"act_no": work.act_no, "ended_act": None}
        del values["id"]
        again = work.add("charge", **values)
        for line in work.rows(TAKEN_OFF_LINES, charge=charge.id, act=charge.ended_act):
            work.add(
                "ledger",
                uuid=uuid5(source, str(line.uuid)),
                account_id=ledger.account_now(work, line.account_id),
                kind="charge" if line.amount_pence > 0 else "discount",
                entered_on=work.on,
                due_on=line.due_on,
                amount_pence=line.amount_pence,
                vat_code=line.vat_code,
                charge_id=again,
                what=taking_back.itself(line.what),
                act_no=work.act_no,
            )


def holder(work: Work, known: InstrumentKnown) -> BorrowerKnown:
    """Gather who has an instrument, locked with their account."""
    row = known.row
    if row.line_id is None:
        raise RuleError(f"{known.name} {row.code} is not on loan.", "not_on_loan", "instruments")
    return locks.borrower(work, row.holder)


def had_last(work: Work, known: InstrumentKnown) -> tuple[BorrowerKnown, Any]:
    """Gather who brought an instrument back today, locked with their account, and that hire."""
    found = work.one(ENDED_WITH, instrument=known.row.id, today=work.on)
    if found is not None:
        who = locks.borrower(work, found.borrower_id)
        ended = ended_line(work, found.uuid)
        if ended is not None:
            return who, ended
    message = f"{known.name} {known.row.code} is not on loan."
    raise RuleError(message, "not_on_loan", "old")


def hire_key(known: InstrumentKnown) -> int:
    """Return the key of the line that the hire's charges belong to."""
    return int(known.row.hire_id or known.row.line_id)


def hired(known: InstrumentKnown, who: BorrowerKnown, from_on: date) -> Hire:
    """Return a hire as prices are asked for it, from a day on."""
    return hiring.hire_of(known, who, from_on)


def together(quotes: list[Quote]) -> Charged:
    """Return several charges as one, as it is reported."""
    return Charged(
        sum(quote.full_pence for quote in quotes),
        sum(quote.discount_pence for quote in quotes),
        sum(quote.due_pence for quote in quotes),
        "; ".join(quote.because for quote in quotes),
        tuple(step for quote in quotes for step in quote.steps),
    )


def line(
    act: UUID,
    known: InstrumentKnown,
    who: BorrowerKnown,
    of: tuple[date | None, date | None, Charged],
) -> LentLine:
    """Return a line as it is reported: when it is due, when it is charged again, what it costs."""
    code, name = who.row.code, who.row.name
    return LentLine(act, known.row.code, known.name, code, name, *of, paid_by=who.payer)


def asked(verdicts: tuple[Verdict, ...]) -> tuple[Asked, ...]:
    """Return the questions among verdicts, which took their safe answer."""
    return tuple(Asked(verdict.case, verdict.message) for verdict in asks(verdicts))
