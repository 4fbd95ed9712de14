"""Hires that go on: what renewing and swapping both gather, and how they are reported."""

from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain.charges import Hire, Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.verdicts import Verdict, asks
from loanmgr.services import facts
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.lending import Asked, Charged, LentLine
from loanmgr.services.work import Look, Work

LIVE_CHARGES = Sql(
    "SELECT id, period, period_from_on, period_to_on, full_pence, discount_pence, due_pence,"
    " because FROM charge"
    " WHERE hire_id = :hire AND ended_act IS NULL ORDER BY period_from_on"
)


def live_charges(look: Look, known: InstrumentKnown) -> list[Any]:
    """Return the charges of an instrument's hire that stand, by the day they begin."""
    return look.rows(LIVE_CHARGES, hire=hire_key(known))


def holder(work: Work, known: InstrumentKnown) -> BorrowerKnown:
    """Gather who has an instrument, locked with their account."""
    row = known.row
    if row.line_id is None:
        raise RuleError(f"{known.name} {row.code} is not on loan.", "not_on_loan", "instruments")
    work.lock("borrower", row.holder)
    who = facts.borrower(work, row.holder)
    work.lock("account", who.row.account_id)
    return who


def hire_key(known: InstrumentKnown) -> int:
    """Return the key of the line that the hire's charges belong to."""
    return int(known.row.hire_id or known.row.line_id)


def hired(known: InstrumentKnown, who: BorrowerKnown, from_on: date) -> Hire:
    """Return a hire as prices are asked for it, from a day on."""
    return Hire(
        type_code=known.row.type_code,
        family=known.kind.family if known.kind else "",
        size=known.row.size_code or "",
        borrower_kind=who.facts.kind,
        from_on=from_on,
        is_part=known.kind is not None and not known.kind.counts,
    )


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
    return LentLine(act, known.row.code, known.name, code, name, *of)


def asked(verdicts: tuple[Verdict, ...]) -> tuple[Asked, ...]:
    """Return the questions among verdicts, which took their safe answer."""
    return tuple(Asked(verdict.case, verdict.message) for verdict in asks(verdicts))
