"""Who owes past its day: listed for the lead, and what a letter asks them for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain import posting as rules
from loanmgr.services import attention, contacts, posting
from loanmgr.services.attention import MOST
from loanmgr.services.facts import named
from loanmgr.services.owed import EARLY
from loanmgr.services.papers import reading
from loanmgr.services.papers.late import OUT
from loanmgr.services.papers.reading import PayerKnown
from loanmgr.services.reminders import leavers, owes
from loanmgr.services.reminders.said import LATE, ROLES, SENT, Has, Owed, Reminder
from loanmgr.services.work import Look

BEHIND = Sql(f"""
WITH behind AS MATERIALIZED (
  SELECT account_id, SUM(CASE WHEN due_on IS NULL OR due_on < :today THEN amount_pence ELSE 0 END)
    AS owed_pence FROM ledger GROUP BY account_id
  HAVING SUM(amount_pence) > 0
    AND (SUM(CASE WHEN due_on IS NULL OR due_on < :today THEN amount_pence ELSE 0 END) > 0
      OR {EARLY.format(account="ledger.account_id", day=":today")}))
SELECT account.id AS account, account.kind,
  COALESCE({SENT.format(kind="family", thing="family.id", role=ROLES[LATE])},
    {SENT.format(kind="borrower", thing="borrower.id", role=ROLES[LATE])}) AS sent_on
FROM behind JOIN account ON account.id = behind.account_id
LEFT JOIN family ON family.account_id = account.id
LEFT JOIN borrower ON borrower.account_id = account.id AND borrower.family_id IS NULL
  AND account.kind <> 'family'
ORDER BY behind.owed_pence DESC, account.id
""")  # noqa: S608
"""Those whose debts that are past their day may be more than all they paid, the largest first."""
HOLDER = {
    True: Sql("SELECT id FROM family WHERE account_id = :account"),
    False: Sql("SELECT id FROM borrower WHERE account_id = :account AND family_id IS NULL"),
}


@dataclass(frozen=True)
class Owing:
    """Somebody who pays late."""

    card: str
    payer: str
    kind: str
    owed_pence: int
    since_on: date
    out: int
    """Instruments that are with those they pay for."""
    way: str
    """How they are written to: post, email, text or phone."""
    sent_on: date | None
    """When they were last reminded."""


def owing(look: Look, _request: None = None) -> tuple[Owing, ...]:
    """List who owes past its day, the largest sums first.

    Raises:
        RuleError: whoever asks is no lead.
    """
    attention.check_lead(look)
    found: list[Owing] = []
    for row in _behind(look):
        listed = _listed(look, row)
        found += [listed] if listed else []
        if len(found) == MOST:
            break
    return tuple(found)


def accounts(look: Look, *, again: bool) -> tuple[int, ...]:
    """Return the accounts that may be owing: again, or only who was not reminded lately."""
    return tuple(
        row.account for row in _behind(look) if again or not rules.in_round(row.sent_on, look.on)
    )


def letters(look: Look, wanted: tuple[int, ...]) -> tuple[Reminder, ...]:
    """Return the letters about those of some accounts that owe something past its day."""
    found = []
    for account in wanted:
        kind = look.one(reading.KIND, account=account).kind
        owed = owes.of_account(look, account, kind)
        if owed:
            found.append(_letter(look, reading.payer_of(look, account), owed))
    return tuple(found)


def holder(look: Look, account: int) -> tuple[str, int]:
    """Return whose timeline a letter about an account stands on."""
    is_family = look.one(reading.KIND, account=account).kind == "family"
    return "family" if is_family else "borrower", look.one(HOLDER[is_family], account=account).id


def _behind(look: Look) -> list[Any]:
    """Return who may be owing; leavers are asked for it with what they still have."""
    elsewhere = look.policy().invoiced_elsewhere(look.on)
    gone = {group.account for group in leavers.groups(look)}
    return [
        row
        for row in look.rows(BEHIND, today=look.on)
        if row.kind not in elsewhere
        and not (row.account in gone and reading.payer_of(look, row.account).left_on)
    ]


def _listed(look: Look, row: Any) -> Owing | None:
    owed = owes.of_account(look, row.account, row.kind)
    if not owed:
        return None
    payer = reading.payer_of(look, row.account)
    post = posting.of_payer(look, payer, contacts.FINANCE)
    return Owing(
        payer.card,
        payer.name,
        payer.kind,
        sum(each.pence for each in owed),
        owed[0].due_on,
        len(_out(look, row.account)),
        post.way,
        row.sent_on,
    )


def _letter(look: Look, payer: PayerKnown, owed: tuple[Owed, ...]) -> Reminder:
    recalled = owes.is_recalled(look, payer.kind, owed)
    has = tuple(
        Has(row.name, named(row.type_name, row.size_code), row.instrument, row.lent_on)
        for row in (_out(look, payer.account) if recalled else ())
    )
    return Reminder(
        LATE,
        payer.account,
        posting.of_payer(look, payer, contacts.FINANCE),
        None,
        has,
        owed,
        may_recall=bool(has),
        papers=look.policy().papers_on(payer.borrower_kind, look.on),
    )


def _out(look: Look, account: int) -> list[Any]:
    return look.rows(OUT, account=account)
