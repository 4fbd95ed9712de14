"""What is left of the payments of an account, and which way money goes back."""

from loanmgr.db.sql import Sql
from loanmgr.domain import giving_back as rules
from loanmgr.domain.giving_back import Came, Left, Moved
from loanmgr.services.work import Look

PAYMENTS = Sql("""
SELECT payment.id, payment.method,
  CAST(COALESCE(-SUM(ledger.amount_pence), 0) AS BIGINT) AS left_pence
FROM payment JOIN ledger ON ledger.payment_id = payment.id
WHERE payment.account_id = :account
GROUP BY payment.id, payment.method ORDER BY payment.id
""")
"""Each payment with the lines about it; one that went back of another is among that one's."""


def left(look: Look, account: int) -> tuple[Left, ...]:
    """Return what is left of each payment of an account, the newest first."""
    rows = look.rows(PAYMENTS, account=account)
    return rules.left(Moved(row.id, row.method, row.left_pence) for row in rows)


def left_of(look: Look, account: int, payment: int) -> int:
    """Return what is left of one payment, by its key."""
    return sum(each.pence for each in left(look, account) if each.key == payment)


def came(look: Look, account: int) -> tuple[Came, ...]:
    """Return what came in and is still there to give back, the newest first."""
    return tuple(Came(each.method, each.pence) for each in left(look, account))
