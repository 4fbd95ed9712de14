"""Passing on: what a school, a teacher or a partner has goes to a pupil, and back to them.

Who passes it on keeps their own line, which waits; the pupil's is a child of it. Whoever pays for
it goes on paying: the pupil is charged only where the holder's own price is nothing.
"""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import charges
from loanmgr.domain.charges import Hire, Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.lending import HOLDS_STOCK
from loanmgr.domain.verdicts import Override
from loanmgr.services import deposits, ending, facts, hires, lending, locks
from loanmgr.services.facts import BorrowerKnown, InstrumentKnown
from loanmgr.services.lending import Asked, Charged, LentLine
from loanmgr.services.work import Look, Work

PLAYERS = ("pupil", "adult")
"""Kinds of borrower that something is passed on to."""

PASSED_ON = Sql("""
SELECT i.code, i.make, i.model, t.name AS type_name, s.code AS size_code,
  player.code AS borrower_code, player.name AS borrower, below.lent_on, below.due_on,
  below.next_charge_on, NULL AS passed_by
FROM loan JOIN loan_line AS line ON line.loan_id = loan.id
JOIN loan_line AS below ON below.parent_line_id = line.id AND below.returned_at IS NULL
JOIN borrower AS player ON player.id = below.borrower_id
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE loan.borrower_id = :key AND line.returned_at IS NULL AND line.passed_on_at IS NOT NULL
ORDER BY line.id LIMIT 500
""")
"""What somebody holds that is with a pupil now."""
PASSED_ON_AT = Sql("SELECT id, passed_on_at FROM loan_line WHERE id = :key")


@dataclass(frozen=True)
class PassOn:
    """Let a pupil have what a school, a teacher or a partner holds."""

    instrument: str
    to: str
    override: str = ""
    settled: tuple[str, ...] = ()
    """Keys of questions that were answered before."""
    overrides: tuple[Override, ...] = ()
    """What leads let pass."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class PassedOn:
    """Who passed on what to whom, and what the pupil pays for it."""

    act: UUID
    passed_by: str
    passed_by_code: str
    line: LentLine
    asks: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class HandBack:
    """Give what was passed on back to the school, teacher or partner who holds it."""

    instrument: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class HandedBack:
    """What went back, from whom and to whom."""

    act: UUID
    instrument: str
    name: str
    was_with: str
    was_with_code: str
    holder: str
    holder_code: str
    credit_pence: int = 0
    least_pence: int = 0
    """What is still charged, because a hire pays for so many periods at least."""


def pass_on(work: Work, request: PassOn) -> PassedOn:
    """Pass on to a pupil what a school, a teacher or a partner holds.

    Raises:
        RuleError: nobody who may pass on has it, or something stands against the pupil's having it.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    who_key = facts.borrower_key(work, request.to, "to")
    who = locks.borrower(work, who_key)
    known = facts.instrument(work, key)
    _check(known, who)
    verdicts = lending.decide(work, _as_if_here(known), who)
    quote = _price(work, known, who)
    lending.check(work, verdicts, request.override, request.overrides)

    row = known.row
    due_on = row.due_on if quote is None else quote.due_on or row.due_on
    next_charge_on = quote.next_charge_on if quote is not None else None
    work.change("loan_line", row.line_id, {"passed_on_at": None}, {"passed_on_at": work.now})
    line = work.add(
        "loan_line",
        uuid=request.id,
        loan_id=lending.begin_loan(work, who, uuid5(request.id, "loan"), ""),
        instrument_id=key,
        borrower_id=who_key,
        parent_line_id=row.line_id,
        lent_at=work.now,
        lent_on=work.on,
        due_on=due_on,
        next_charge_on=next_charge_on,
        act_no=work.act_no,
    )
    if quote is not None:
        lending.record_charge(work, line, who, (quote, known.name, request.id))
        deposit = (quote.deposit_pence, f"{known.name} {row.code}")
        deposits.take(work, request.id, (who.row.account_id, who.facts.kind), deposit)

    work.about("instrument", key, "passed_on")
    work.about("borrower", who_key, "borrower")
    work.about("family", who.row.family_id, "payer")
    work.about("borrower", row.holder, "holder")
    until = facts.until_words(due_on, next_charge_on)
    work.what = (
        f"Passed on: {known.name} {row.code} from {row.holder_name} to {who.row.name}, {until}"
    )
    charged = _charged(quote, row.holder_name)
    told = hires.line(request.id, known, who, (due_on, next_charge_on, charged))
    told = replace(told, deposit_pence=quote.deposit_pence if quote is not None else 0)
    asked = hires.asked(tuple(v for v in verdicts if not v.is_settled(request.settled)))
    return PassedOn(request.id, row.holder_name, row.holder_code, told, asked)


def hand_back(work: Work, request: HandBack) -> HandedBack:
    """Give what was passed on back to who passed it on; their own line goes on.

    Raises:
        RuleError: nobody passed it on.
    """
    key = facts.instrument_key(work, request.instrument)
    work.lock("instrument", key)
    known = facts.instrument(work, key)
    row = known.row
    if row.parent_line_id is None:
        message = f"Nobody passed on {known.name} {row.code}, so it can only be returned."
        raise RuleError(message, "not_passed_on", "instrument")
    credit = ending.give_back(work, [hires.hire_key(known)], work.on)
    least = ending.charge_least(work, known, work.on)
    day = max(work.on, row.lent_on)
    before: dict[str, Any] = {"returned_at": None, "returned_on": None}
    work.change("loan_line", row.line_id, before, {"returned_at": work.now, "returned_on": day})
    above = work.one(PASSED_ON_AT, key=row.parent_line_id)
    work.change("loan_line", above.id, {"passed_on_at": above.passed_on_at}, {"passed_on_at": None})

    deposits.weigh(work, key)

    work.about("instrument", key, "handed_back")
    work.about("borrower", row.holder, "borrower")
    work.about("family", row.holder_family, "payer")
    work.about("borrower", row.passed_by, "holder")
    work.what = (
        f"Handed back: {known.name} {row.code} to {row.passed_by_name}, was with {row.holder_name}"
    )
    return HandedBack(
        request.id,
        row.code,
        known.name,
        row.holder_name,
        row.holder_code,
        row.passed_by_name,
        row.passed_by_code,
        credit,
        least,
    )


def _check(known: InstrumentKnown, who: BorrowerKnown) -> None:
    """Refuse what cannot be passed on, and whom it cannot be passed on to."""
    row, name = known.row, f"{known.name} {known.row.code}"
    if row.line_id is None:
        message = f"{name} is not on loan, so nobody can pass it on. Lend it instead."
        raise RuleError(message, "not_on_loan", "instrument")
    if row.parent_line_id is not None:
        message = f"{row.passed_by_name} passed on {name} to {row.holder_name} already."
        raise RuleError(message, "passed_on_already", "instrument")
    if row.holder_kind not in HOLDS_STOCK:
        message = f"{name} is on loan to {row.holder_name}; only a school, a teacher or a partner"
        raise RuleError(f"{message} passes on.", "on_loan_elsewhere", "instrument")
    if who.facts.kind not in PLAYERS:
        message = f"{who.row.name} is a {who.facts.kind}; it is passed on to a pupil or an adult."
        raise RuleError(message, "wrong_kind", "to")


def _as_if_here(known: InstrumentKnown) -> InstrumentKnown:
    """Return an instrument as it is judged for passing on: its holder does not stand against it."""
    return known._replace(facts=known.facts._replace(holder=""))


def _price(look: Look, known: InstrumentKnown, who: BorrowerKnown) -> Quote | None:
    """Price it for a pupil where its holder pays nothing; None where the holder pays."""
    row = known.row
    held = replace(hires.hired(known, who, look.on), borrower_kind=row.holder_kind)
    if not charges.is_free(look.policy(), held):
        return None
    ends_on = row.due_on if row.due_on is not None and row.due_on >= look.on else None
    hire: Hire = replace(hires.hired(known, who, look.on), until_on=ends_on)
    return charges.quote(look.policy(), hire, who.awards)


def _charged(quote: Quote | None, holder: str) -> Charged:
    if quote is None:
        return Charged(0, 0, 0, f"{holder} pays for it")
    return hires.together([quote])
