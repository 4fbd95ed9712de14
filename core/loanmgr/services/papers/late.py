"""Who pays so late that what they have may be called back, by the service's own rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from loanmgr.db.sql import Sql
from loanmgr.domain.money import pounds
from loanmgr.domain.words import day_month
from loanmgr.services import owed
from loanmgr.services.facts import named
from loanmgr.services.papers import reading
from loanmgr.services.work import Look

KINDS = ("family", "school", "adult", "teacher", "partner")
BEHIND = Sql(f"""
SELECT account.id FROM account WHERE account.kind = :kind
  AND account.id IN (SELECT borrower.account_id FROM loan_line
    JOIN borrower ON borrower.id = loan_line.borrower_id WHERE loan_line.returned_at IS NULL)
  AND (SELECT SUM(amount_pence) FROM ledger WHERE ledger.account_id = account.id) > 0
  AND ((SELECT SUM(amount_pence) FROM ledger WHERE ledger.account_id = account.id
    AND (due_on IS NULL OR due_on < :before)) > 0
    OR {owed.EARLY.format(account="account.id", day=":before")})
ORDER BY account.id
""")  # noqa: S608
"""Those with something out whose debts of before a day may be more than all they ever paid."""
OUT = Sql("""
SELECT b.code AS borrower, b.name, i.code AS instrument, t.name AS type_name, s.code AS size_code,
  line.lent_on
FROM borrower AS b
JOIN loan_line AS line ON line.borrower_id = b.id AND line.returned_at IS NULL
  AND line.passed_on_at IS NULL
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE b.account_id = :account ORDER BY line.id
""")


@dataclass(frozen=True)
class LateOut:
    """An instrument with somebody who pays late."""

    account: str
    """Card of who pays."""
    payer: str
    borrower: str
    name: str
    instrument: str
    what: str
    """Type and size: Violin 3/4."""
    lent_on: date
    owed_pence: int
    """What was due so long ago."""
    since_on: date


@dataclass(frozen=True)
class Late:
    """How late an account pays."""

    owed_pence: int
    since_on: date


def late_out(look: Look, _request: None = None) -> tuple[LateOut, ...]:
    """List what is out with those who pay so late that it may be called back."""
    return tuple(each for account in _behind(look) for each in _out(look, account))


def late(look: Look, account: int) -> Late | None:
    """Say how late an account pays, where it is so late that what it has may be called back."""
    if not look.policy().recalls:
        return None
    before_on = _before(look, look.one(reading.KIND, account=account).kind)
    if before_on is None:
        return None
    rows = reading.lines(look, account)
    found = owed.past_day(rows, owed.settled(look, account, rows).unpaid, before_on)
    return Late(sum(each.pence for each in found), found[0].due_on) if found else None


def words(found: Late) -> str:
    """Say that what is out may be called back, for the list of what to look at."""
    since = day_month(found.since_on)
    return f"{pounds(found.owed_pence)} owed since {since}: what is out may be called back."


def _behind(look: Look) -> Iterator[int]:
    for kind in KINDS:
        before_on = _before(look, kind)
        if before_on is not None:
            yield from (row.id for row in look.rows(BEHIND, kind=kind, before=before_on))


def _out(look: Look, account: int) -> Iterator[LateOut]:
    found = late(look, account)
    if found is None:
        return
    who = reading.payer_of(look, account)
    for row in look.rows(OUT, account=account):
        yield LateOut(
            who.card,
            who.name,
            row.borrower,
            row.name,
            row.instrument,
            named(row.type_name, row.size_code),
            row.lent_on,
            found.owed_pence,
            found.since_on,
        )


def _before(look: Look, account_kind: str) -> date | None:
    """Return the day before which a debt was due that is so late; None where none ever is.

    Where another system sends the invoices, that system says what is late.
    """
    if reading.invoiced_elsewhere(look, account_kind) is not None:
        return None
    kind = reading.borrower_kind(account_kind)
    days = look.policy().papers_on(kind, look.on).recall_after_days
    return None if days is None else look.on - timedelta(days=days)
