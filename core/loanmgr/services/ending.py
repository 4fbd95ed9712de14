"""What the end of a hire does on an account: charges taken off, given back, or still made."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import charges, ending
from loanmgr.domain.ending import Charged, Credit
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import Tariff
from loanmgr.services import facts, hiring, lending
from loanmgr.services.facts import HirerKnown, InstrumentKnown
from loanmgr.services.ledger import enter_beside, reverse_charge, reverse_line
from loanmgr.services.work import Look, Work

LIVE_CHARGES = Sql(
    "SELECT charge.id, charge.uuid, charge.hire_id, charge.account_id, charge.period,"
    " charge.period_from_on, charge.period_to_on, charge.charge_on, charge.due_pence,"
    " charge.tariff FROM charge"
    " WHERE charge.hire_id = :hire AND charge.ended_act IS NULL AND charge.kind IS NULL"
    " ORDER BY charge.period_from_on"
)
GIVEN_BACK = Sql(
    "SELECT ledger.* FROM ledger WHERE charge_id = :charge AND kind = 'credit'"
    " AND NOT EXISTS (SELECT 1 FROM ledger AS back WHERE back.reverses_id = ledger.id)"
    " ORDER BY id"
)


def give_back(work: Work, hires: Iterable[int], day: date) -> int:
    """Take off what is not to be paid of hires that end on a day; return how much that was."""
    return sum(_give_back(work, hire, day) for hire in hires)


def charge_least(work: Work, known: InstrumentKnown, day: date) -> int:
    """Charge a hire that ends on a day for the least it pays; return how much that is."""
    row, policy = known.row, work.policy()
    hire = int(row.hire_id or row.line_id)
    stands = work.rows(LIVE_CHARGES, hire=hire)
    who = facts.borrower(work, row.holder)
    asked = hiring.hire_of(known, who, row.lent_on)
    tariff = _tariff(work, stands[-1]) if stands else charges.tariff_on(policy, asked, day)
    pence = 0
    for number in range(ending.periods_still_owed(tariff, len(stands))):
        quote = (
            charges.renewal(policy, asked, stands[-1].period_to_on, who.awards)
            if stands
            else charges.quote(policy, asked, who.awards)
        )
        if quote.period_to_on is None:
            break
        source = uuid5(row.line_uuid, f"least {work.act_no} {number}")
        lending.record_charge(work, hire, who, (quote, known.name, source))
        pence += quote.due_pence
        stands = work.rows(LIVE_CHARGES, hire=hire)
    return pence


def tariff_of(look: Look, known: InstrumentKnown, who: HirerKnown, hire: int) -> Tariff:
    """Return the price that a hire pays, or would; one that nothing says is as is usual."""
    stands = look.rows(LIVE_CHARGES, hire=hire)
    if stands:
        return _tariff(look, stands[-1])
    asked = hiring.hire_of(known, who, known.row.lent_on or look.on)
    try:
        return charges.tariff_on(look.policy(), asked, asked.from_on)
    except RuleError:  # no price covers it, and none was ever asked
        return Tariff("", "", "free")


def falls_away(look: Look, charge: Any, day: date) -> bool:
    """Say whether a charge alone is taken off altogether when its hire ends on a day."""
    return _credits(look, [charge], day)[0].is_whole


def _give_back(work: Work, hire: int, day: date) -> int:
    stands = work.rows(LIVE_CHARGES, hire=hire)
    pence = 0
    for charge, credit in zip(stands, _credits(work, stands, day), strict=True):
        pence -= _take_again(work, charge)
        if credit.is_whole:
            reverse_charge(work, charge.id)
        elif credit.pence:
            enter_beside(work, charge, ("credit", -credit.pence), partial(_words, credit))
        pence += credit.pence
    return pence


def _credits(look: Look, stands: list[Any], day: date) -> list[Credit]:
    policy = look.policy()
    known = tuple(Charged(c.period, c.period_from_on, c.period_to_on, c.due_pence) for c in stands)
    return [
        ending.credit(policy, _tariff(look, charge), known, which, day)
        for which, charge in enumerate(stands)
    ]


def _tariff(look: Look, charge: Any) -> Tariff:
    """Return the price a charge was made at; one that is no more gives back as is usual."""
    code = charge.tariff
    found = look.policy().tariff_on(code, charge.charge_on)
    return found or Tariff(code, code, "term")


def _take_again(work: Work, charge: Any) -> int:
    """Take back what was given back for another day; return how much that was."""
    pence = 0
    for line in work.rows(GIVEN_BACK, charge=charge.id):
        reverse_line(work, line)
        pence -= line.amount_pence
    return pence


def _words(credit: Credit, charged: str) -> str:
    return f"Given back of {charged}: {credit.words}"
