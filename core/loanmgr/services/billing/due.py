"""Which hires are to be charged for a next period, and what that costs: one rule for all.

Preview and run call the same functions, so that what was shown is what is charged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar, charges
from loanmgr.domain.charges import Hire, Quote
from loanmgr.domain.discounts import (
    AWARDED,
    ENDED,
    EVIDENCE_AWAITED,
    OPEN_STATES,
    AwardHeld,
    Given,
)
from loanmgr.domain.errors import RuleError
from loanmgr.domain.words import day_month
from loanmgr.services import facts, hiring, payers
from loanmgr.services.facts import HirerKnown
from loanmgr.services.payers import Payer
from loanmgr.services.pots import PotsLeft
from loanmgr.services.work import Look

REDUCED, FULL, HELD = "reduced", "full", "held"
UNDECIDED = (REDUCED, FULL, HELD)
"""What becomes of hires whose reduced rate was applied for and not decided: it counts while its
days of grace last, or not at all, or they are left for a later run."""

COLUMNS = """
SELECT line.id, line.uuid, line.instrument_id, line.borrower_id, line.lent_on, line.due_on,
  line.next_charge_on, COALESCE(line.hire_id, line.id) AS hire, b.account_id,
  (SELECT charge.charge_on FROM charge WHERE charge.hire_id = COALESCE(line.hire_id, line.id)
     AND charge.ended_act IS NULL AND charge.kind = 'loss') AS lost_on,
  i.code, t.code AS type_code, t.name AS type_name, s.code AS size_code
FROM loan_line AS line
JOIN borrower AS b ON b.id = line.borrower_id
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
"""
WHO = """
SELECT DISTINCT line.borrower_id
FROM loan_line AS line JOIN borrower AS b ON b.id = line.borrower_id
"""
DUE = """
WHERE line.returned_at IS NULL AND b.account_id = :account
  AND (line.next_charge_on <= :until OR line.next_charge_on IS NULL AND line.due_on IS NULL)
"""
OF_ACCOUNT = Sql(f"{COLUMNS} {DUE} ORDER BY line.borrower_id, line.id")
BORROWERS = Sql(f"{WHO} {DUE}")
CARDS = Sql("""
SELECT COALESCE(f.code, b.code) AS card FROM (
  SELECT b.account_id FROM loan_line AS line JOIN borrower AS b ON b.id = line.borrower_id
  WHERE line.returned_at IS NULL AND line.next_charge_on <= :until
  UNION
  SELECT b.account_id FROM loan_line AS line JOIN borrower AS b ON b.id = line.borrower_id
  WHERE line.returned_at IS NULL AND line.next_charge_on IS NULL AND line.due_on IS NULL
) AS due LEFT JOIN family AS f ON f.account_id = due.account_id
LEFT JOIN borrower AS b ON b.account_id = due.account_id AND b.family_id IS NULL
ORDER BY due.account_id
""")
"""Those who pay for what is to be charged, or runs on and had no term to be charged for yet."""
CHARGED_TO = Sql(
    "SELECT period_to_on, account_id, order_no, agreed_by FROM charge"
    " WHERE hire_id = :hire AND ended_act IS NULL AND kind IS NULL"
    " ORDER BY period_from_on DESC LIMIT 1"
)
NEWEST_TARIFF = Sql(
    "SELECT tariff, charge_on FROM charge WHERE hire_id = :hire AND ended_act IS NULL"
    " AND kind IS NULL ORDER BY period_from_on DESC LIMIT 1"
)
MOST_PERIODS = 60
"""Of one hire at once; five years of months that nobody billed."""


@dataclass(frozen=True)
class DuePeriod:
    """One period of one hire that is to be charged, or why it is not."""

    row: Any
    who: HirerKnown
    name: str
    quote: Quote | None
    """None where it can't be priced."""
    pays: Payer | None
    refusal: str = ""
    """Why it can't be charged, where it can't."""


def until(look: Look, on: date) -> date:
    """Return the last first day of a period that a run of a day charges: notice runs ahead."""
    return on + timedelta(days=look.policy().longest_notice_days)


def cards(look: Look, on: date) -> tuple[str, ...]:
    """Return the cards of those who pay for a hire that is to be charged."""
    return tuple(row.card for row in look.rows(CARDS, until=until(look, on)))


def borrowers(look: Look, account: int, on: date) -> tuple[int, ...]:
    """Return the keys of those whose hires an account pays for and a run of a day charges."""
    rows = look.rows(BORROWERS, account=account, until=until(look, on))
    return tuple(row.borrower_id for row in rows)


def of_account(
    look: Look,
    account: int,
    of: tuple[date, str],
    stopped: Mapping[int, date],
    left: PotsLeft | None,
) -> list[DuePeriod]:
    """Price every period of an account's hires that has come, each after those before it.

    From the day on which a hire is `stopped` it is charged the value of what is not back instead.

    Args:
        look: what reads.
        account: who pays.
        of: the day of the run, and what becomes of what is not decided.
        stopped: from when on hires are charged no more.
        left: what is left of budgets, after accounts that were priced before.
    """
    on, undecided = of
    rows = look.rows(OF_ACCOUNT, account=account, until=until(look, on))
    keys = {row.borrower_id for row in rows}
    people = {key: hiring.sharing(facts.hirer(look, key), left) for key in keys}
    found: list[DuePeriod] = []
    given: list[tuple[int, Given]] = []
    for row in rows:
        who = people[row.borrower_id]
        stops_on = stopped.get(row.hire) or _stopped_on(look, row)
        for due in _periods(look, row, (who, given, _awards(who, undecided)), on):
            if stops_on and (due.quote is None or due.quote.charge_on >= stops_on):
                break
            found.append(due)
            if due.quote is not None and due.quote.full_pence and due.pays is None:
                given.append((who.row.id, hiring.given_by(due.quote, str(row.hire))))
                if left is not None:
                    left.note(due.quote)
    return found


def _stopped_on(look: Look, row: Any) -> date | None:
    """Return from when what is still out is hired no longer, as it was charged as lost."""
    if row.lost_on is None:
        return None
    charged = look.one(NEWEST_TARIFF, hire=row.hire)
    tariff = look.policy().tariff_on(charged.tariff, charged.charge_on) if charged else None
    lost_on: date = row.lost_on
    return lost_on if tariff is None or tariff.hire_stops_at_loss else None


def _awards(who: HirerKnown, undecided: str) -> tuple[AwardHeld, ...]:
    """Return the awards that a run counts."""
    if undecided != FULL:
        return who.awards
    return tuple(held for held in who.awards if held.state not in OPEN_STATES)


def is_undecided(who: HirerKnown, on: date) -> bool:
    """Say whether a reduced rate was applied for and is not decided yet."""
    return any(
        held.state in OPEN_STATES
        and held.from_on <= on
        and (held.to_on is None or on <= held.to_on)
        for held in who.awards
    )


def ran_out(who: HirerKnown, on: date) -> date | None:
    """Return the last day of a reduced rate that has run out since the last summer, if any."""
    since = calendar.academic_year_start(on) - timedelta(days=1)
    counts = (AWARDED, ENDED, EVIDENCE_AWAITED)
    held = [each for each in who.awards if each.state in counts]
    if any(each.from_on <= on <= (each.to_on or on) for each in held):
        return None
    return max((h.to_on for h in held if h.to_on and since <= h.to_on < on), default=None)


def _periods(
    look: Look,
    row: Any,
    of: tuple[HirerKnown, list[tuple[int, Given]], tuple[AwardHeld, ...]],
    on: date,
) -> Iterator[DuePeriod]:
    who, given, awards = of
    last_on = until(look, on)
    newest = look.one(CHARGED_TO, hire=row.hire)
    pays = payers.payer_of(look, newest, who)
    hire = _hire(look, row, who, pays)
    name = facts.named(row.type_name, row.size_code)
    begins_on = row.next_charge_on or row.lent_on
    paid_to_on = newest.period_to_on if newest else begins_on - calendar.ONE_DAY
    for _ in range(MOST_PERIODS):
        if paid_to_on >= last_on:  # what comes next begins later, so it needs no price
            return
        asked = replace(hire, given=_together(hire.given, given, who.row.id))
        try:
            quote = charges.renewal(look.policy(), asked, paid_to_on, () if pays else awards)
            tariff = charges.tariff_on(look.policy(), hire, quote.charge_on)
        except RuleError as refusal:
            if on > paid_to_on:  # a term that is not known yet is no matter before it begins
                yield DuePeriod(row, who, name, None, pays, refusal.message)
            return
        if tariff.basis == "free" or quote.charge_on > on + timedelta(days=tariff.notice_days):
            return
        if pays is not None:
            quote = payers.said(quote, pays)
        yield DuePeriod(row, who, name, quote, pays)
        paid_to_on = _paid_to(quote)


def _paid_to(quote: Quote) -> date:
    """Return until when a hire is paid for with this price; for ever where nothing follows."""
    if quote.next_charge_on is not None:
        return quote.next_charge_on - calendar.ONE_DAY
    if quote.next_charge_unknown and quote.period_to_on is not None:
        return quote.period_to_on
    return date.max


def _hire(look: Look, row: Any, who: HirerKnown, pays: Payer | None) -> Hire:
    kind = look.policy().type_by_code.get(row.type_code)
    of = (row.type_code, row.size_code or "", kind)
    hire = hiring.hire_for(of, who, (row.lent_on, row.due_on), (row.id, str(row.hire)))
    return replace(hire, borrower_kind=pays.kind) if pays else hire


def _together(
    before: tuple[Given, ...], run: list[tuple[int, Given]], borrower: int
) -> tuple[Given, ...]:
    """Return the charges of before with those of this run, seen from one borrower."""
    return before + tuple(each._replace(is_own=owner == borrower) for owner, each in run)


def ran_out_words(name: str, ended_on: date) -> str:
    """Say that a reduced rate ran out, for the list of exceptions."""
    return f"{name}'s reduced rate ended on {day_month(ended_on)}: full price."
