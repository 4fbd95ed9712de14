"""Who left with something still out, account by account."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

from loanmgr.db.sql import Sql
from loanmgr.domain import posting as rules
from loanmgr.services import contacts, posting
from loanmgr.services.facts import named
from loanmgr.services.papers import reading
from loanmgr.services.reminders import owes
from loanmgr.services.reminders.said import LEAVERS, ROLES, SENT, Has, Reminder
from loanmgr.services.work import Look

OUT = Sql(f"""
SELECT b.account_id, COALESCE(b.letters_to, '') AS letters_to, b.id AS borrower, b.name,
  b.left_on, i.code AS instrument, t.name AS type_name, s.code AS size_code,
  line.lent_on, {SENT.format(kind="borrower", thing="b.id", role=ROLES[LEAVERS])} AS sent_on
FROM borrower AS b
JOIN loan_line AS line ON line.borrower_id = b.id AND line.returned_at IS NULL
  AND line.passed_on_at IS NULL
JOIN instrument AS i ON i.id = line.instrument_id
JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
WHERE b.left_on IS NOT NULL AND b.struck_act IS NULL
ORDER BY b.account_id, letters_to, b.id, line.id
""")  # noqa: S608
"""The children of a family that leaves are noted as having left with it."""


class Group(NamedTuple):
    """What goes into one letter: of one account, and for one person at an organisation."""

    account: int
    person: str
    rows: tuple[Any, ...]


def accounts(look: Look, *, again: bool) -> tuple[int, ...]:
    """Return the accounts with leavers who are to be written to: again, or only who was not."""
    wanted = (group.account for group in groups(look) if _is_due(look, group, again=again))
    return tuple(dict.fromkeys(wanted))


def groups(look: Look) -> Iterator[Group]:
    """Return what leavers have, a letter at a time."""
    found = groupby(look.rows(OUT), key=lambda row: (row.account_id, row.letters_to))
    for (account, person), rows in found:
        yield Group(account, person, tuple(rows))


def letters(look: Look, wanted: tuple[int, ...], *, again: bool) -> tuple[Reminder, ...]:
    """Return the letters about some accounts."""
    return tuple(
        _letter(look, group)
        for group in groups(look)
        if group.account in wanted and _is_due(look, group, again=again)
    )


def _is_due(look: Look, group: Group, *, again: bool) -> bool:
    """Say whether somebody in a letter was not written to about it lately."""
    return again or any(not rules.in_round(row.sent_on, look.on) for row in group.rows)


def _letter(look: Look, group: Group) -> Reminder:
    payer = reading.payer_of(look, group.account)
    has = tuple(
        Has(row.name, named(row.type_name, row.size_code), row.instrument, row.lent_on)
        for row in group.rows
    )
    # What an organisation owes is not about one child who left, nor what a family owes that stays.
    owed = owes.of_account(look, group.account, payer.kind) if payer.left_on else ()
    return Reminder(
        LEAVERS,
        group.account,
        posting.of_account(look, group.account, contacts.MUSIC, group.person),
        max(row.left_on for row in group.rows),
        has,
        owed,
        may_recall=False,
        papers=look.policy().papers_on(payer.borrower_kind, look.on),
    )
