"""What a billing run charges for services that come round in a hire, at its hirer's cost.

Preview and run call the same functions, so that what was shown is what is charged.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain import servicing as rules
from loanmgr.domain.policy import Interval
from loanmgr.domain.servicing import SERVICE
from loanmgr.services import facts, loss_charges
from loanmgr.services.billing.unreturned import DueLoss
from loanmgr.services.work import Look

OUT = """
SELECT {columns} FROM loan_line AS line
JOIN loan_line AS first ON first.id = COALESCE(line.hire_id, line.id)
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id
JOIN borrower AS b ON b.id = line.borrower_id LEFT JOIN family AS f ON f.id = b.family_id
WHERE line.returned_at IS NULL AND line.passed_on_at IS NULL AND i.missing_on IS NULL
  AND t.code = :type AND first.lent_on <= :before
  AND NOT EXISTS (SELECT 1 FROM charge WHERE charge.borrower_id = line.borrower_id
    AND charge.hire_id = first.id AND charge.ended_act IS NULL AND charge.kind = 'service'
    AND charge.tariff = :check AND charge.charge_on > :before)
"""
OUT_OF = Sql(
    OUT.format(
        columns="line.uuid, line.instrument_id, line.borrower_id, first.id AS hire,"
        " first.lent_on AS begun_on"
    )
    + " AND b.account_id = :account ORDER BY line.id"
)
OUT_CARDS = Sql(
    OUT.format(columns="DISTINCT b.account_id, COALESCE(f.code, b.code) AS card") + " ORDER BY 1"
)


def cards(look: Look, on: date) -> tuple[str, ...]:
    """Return the cards of those who have something that a run may charge the service of."""
    found = (row.card for row, _ in _rows(look, OUT_CARDS, on))
    return tuple(dict.fromkeys(found))


def instruments_of(look: Look, account: int, on: date) -> tuple[int, ...]:
    """Return the keys of the instruments that an account may be charged the service of."""
    rows = _rows(look, OUT_OF, on, account=account)
    return tuple(sorted({row.instrument_id for row, _ in rows}))


def of_account(look: Look, account: int, on: date) -> list[DueLoss]:
    """Price the services that an account is to be charged for by a day."""
    found = []
    for row, interval in _rows(look, OUT_OF, on, account=account):
        due_on = rules.newest_due(row.begun_on, interval, on)
        thing = f"{interval.code} {due_on}"
        if due_on is None or _is_charged(look, row, thing):
            continue
        known = facts.instrument(look, row.instrument_id)
        quote = rules.price(interval, known.name, row.begun_on, due_on)
        found.append(
            DueLoss(
                SERVICE,
                int(row.hire),
                known.row.id,
                facts.hirer(look, row.borrower_id),
                known.row.code,
                known.name,
                thing,
                row.uuid,
                interval.name,
                quote,
            )
        )
    return found


def _is_charged(look: Look, row: Any, thing: str) -> bool:
    """Say whether a service was charged, exactly: the statement only leaves out most of those."""
    found = look.rows(loss_charges.LIVE, borrower=row.borrower_id, kind=SERVICE)
    return any(c.hire_id == row.hire and c.period == f"{SERVICE} {thing}" for c in found)


def _rows(look: Look, sql: Sql, on: date, **more: Any) -> Iterator[tuple[Any, Interval]]:
    policy = look.policy()
    paid = [each for each in policy.intervals if each.charge_pence and each.every_months]
    for interval in paid:
        before = rules.months_on(on, -(interval.every_months or 0))
        for kind in policy.types:
            if interval.code in kind.checks and interval.in_force(on):
                asked = {"type": kind.code, "check": interval.code, "before": before, **more}
                for row in look.rows(sql, **asked):
                    yield row, interval
