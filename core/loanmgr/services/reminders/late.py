"""Who owes past its day: listed for the lead, and what a letter asks them for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain import posting as rules
from loanmgr.services import attention, contacts, posting
from loanmgr.services.attention import MOST
from loanmgr.services.facts import named
from loanmgr.services.papers import reading
from loanmgr.services.papers.late import OUT
from loanmgr.services.papers.reading import PayerKnown
from loanmgr.services.reminders import leavers, owes
from loanmgr.services.reminders.said import LATE, SENT_TO, Has, Owed, Reminder
from loanmgr.services.work import Look

BEHIND = Sql("""
SELECT ledger.account_id AS account, account.kind FROM ledger
JOIN account ON account.id = ledger.account_id
GROUP BY ledger.account_id, account.kind
HAVING SUM(ledger.amount_pence) > 0 AND SUM(CASE WHEN ledger.due_on IS NULL
  OR ledger.due_on < :today THEN ledger.amount_pence ELSE 0 END) > 0
ORDER BY SUM(CASE WHEN ledger.due_on IS NULL OR ledger.due_on < :today
  THEN ledger.amount_pence ELSE 0 END) DESC, ledger.account_id
""")
"""Those whose debts that are past their day are more than all they paid, the largest first."""
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
    for account in _behind(look):
        listed = _listed(look, account)
        found += [listed] if listed else []
        if len(found) == MOST:
            break
    return tuple(found)


def accounts(look: Look, *, again: bool) -> tuple[int, ...]:
    """Return the accounts that may be owing: again, or only who was not reminded lately."""
    return tuple(
        account
        for account in _behind(look)
        if again or not rules.in_round(sent_on(look, account), look.on)
    )


def letters(look: Look, wanted: tuple[int, ...]) -> tuple[Reminder, ...]:
    """Return the letters about those of some accounts that owe something past its day."""
    found = []
    for account in wanted:
        payer = reading.payer_of(look, account)
        owed = owes.of_account(look, account, payer.kind)
        if owed:
            found.append(_letter(look, payer, owed))
    return tuple(found)


def sent_on(look: Look, account: int) -> date | None:
    """Return when the payer of an account was last reminded of what is owed."""
    whose, key = holder(look, account)
    found: date | None = look.one(SENT_TO[LATE, whose], key=key).sent_on
    return found


def holder(look: Look, account: int) -> tuple[str, int]:
    """Return whose timeline a letter about an account stands on."""
    is_family = look.one(reading.KIND, account=account).kind == "family"
    return "family" if is_family else "borrower", look.one(HOLDER[is_family], account=account).id


def _behind(look: Look) -> list[int]:
    """Return who may be owing; leavers are asked for it with what they still have."""
    elsewhere = look.policy().invoiced_elsewhere(look.on)
    gone = {group.account for group in leavers.groups(look)}
    return [
        row.account
        for row in look.rows(BEHIND, today=look.on)
        if row.kind not in elsewhere
        and not (row.account in gone and reading.payer_of(look, row.account).left_on)
    ]


def _listed(look: Look, account: int) -> Owing | None:
    payer = reading.payer_of(look, account)
    owed = owes.of_account(look, account, payer.kind)
    if not owed:
        return None
    post = posting.of_account(look, account, contacts.FINANCE)
    return Owing(
        payer.card,
        payer.name,
        payer.kind,
        sum(each.pence for each in owed),
        owed[0].due_on,
        len(_out(look, account)),
        post.way,
        sent_on(look, account),
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
        posting.of_account(look, payer.account, contacts.FINANCE),
        None,
        has,
        owed,
        may_recall=bool(has),
        papers=look.policy().papers_on(payer.borrower_kind, look.on),
    )


def _out(look: Look, account: int) -> list[Any]:
    return look.rows(OUT, account=account)
