"""Leavers: families and other borrowers to whom nothing new is lent, and what is still open.

Returning and paying go on as before. An account is closed when nothing is out and nothing to pay;
nobody has to close it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.words import long_date, surname
from loanmgr.services import facts, lists, owed
from loanmgr.services.reminders.said import LEAVERS as TO_LEAVERS
from loanmgr.services.reminders.said import ROLES, SENT
from loanmgr.services.work import Look, Work

MOST = 500
"""Lines of one list."""

FAMILY = Sql(
    "SELECT id, code, name, account_id, left_on, 'family' AS kind FROM family"
    " WHERE id = :key AND struck_act IS NULL"
)
BORROWER = Sql(
    "SELECT id, code, name, account_id, left_on, kind, family_id FROM borrower"
    " WHERE id = :key AND struck_act IS NULL"
)
CHILDREN = Sql(
    "SELECT id, left_on FROM borrower WHERE family_id = :family AND struck_act IS NULL ORDER BY id"
)
OUT = """
SELECT COUNT(*) AS n FROM borrower AS b JOIN loan_line AS line ON line.borrower_id = b.id
WHERE {whose} = :key AND line.returned_at IS NULL AND line.passed_on_at IS NULL
"""
OUT_OF = {
    "family": Sql(OUT.format(whose="b.family_id")),
    "borrower": Sql(OUT.format(whose="b.id")),
}
ROLE = ROLES[TO_LEAVERS]
LEAVERS = Sql(f"""
SELECT * FROM (
  SELECT f.code, f.name, 'family' AS kind, f.left_on,
    (SELECT COUNT(*) FROM borrower AS b JOIN loan_line AS line ON line.borrower_id = b.id
      WHERE b.family_id = f.id AND line.returned_at IS NULL AND line.passed_on_at IS NULL)
      AS items_out, {SENT.format(kind="family", thing="f.id", role=ROLE)} AS sent_on,
    {lists.BALANCES.format(account="f.account_id")}
  FROM family AS f WHERE f.left_on IS NOT NULL AND f.struck_act IS NULL
  UNION ALL
  SELECT b.code, b.name, b.kind, b.left_on,
    (SELECT COUNT(*) FROM loan_line AS line WHERE line.borrower_id = b.id
      AND line.returned_at IS NULL AND line.passed_on_at IS NULL) AS items_out,
    {SENT.format(kind="borrower", thing="b.id", role=ROLE)} AS sent_on,
    {lists.BALANCES.format(account="b.account_id")}
  FROM borrower AS b WHERE b.left_on IS NOT NULL AND b.struck_act IS NULL
    AND b.family_id IS NULL
  UNION ALL
  SELECT b.code, b.name, b.kind, b.left_on,
    (SELECT COUNT(*) FROM loan_line AS line WHERE line.borrower_id = b.id
      AND line.returned_at IS NULL AND line.passed_on_at IS NULL) AS items_out,
    {SENT.format(kind="borrower", thing="b.id", role=ROLE)} AS sent_on,
    0 AS balance_pence, 0 AS owed_pence, 0 AS unpaid_pence, 0 AS policy_version
  FROM borrower AS b JOIN family AS f ON f.id = b.family_id AND f.left_on IS NULL
  WHERE b.left_on IS NOT NULL AND b.struck_act IS NULL
) AS gone WHERE items_out > 0 OR balance_pence <> 0 ORDER BY left_on, code LIMIT :most
""")  # noqa: S608
"""A child who left alone is listed for what they have; the account is the family's."""


@dataclass(frozen=True)
class Leave:
    """Note that a family, a child or another borrower has left."""

    card: str
    on: date | None = None
    """The day they left; today unless said."""
    because: str = ""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class ComeBack:
    """Note that somebody who had left is back."""

    card: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Gone:
    """Who left or came back, and what is still open with them."""

    act: UUID
    card: str
    name: str
    kind: str
    left_on: date | None
    out: int
    """Instruments they still have."""
    balance_pence: int
    """To pay on their account, or in credit where it is negative."""

    @property
    def is_closed(self) -> bool:
        """Say whether nothing is left to do."""
        return self.left_on is not None and not self.out and not self.balance_pence


@dataclass(frozen=True)
class Leaver:
    """Somebody who left with something still open."""

    card: str
    name: str
    kind: str
    left_on: date
    out: int
    balance_pence: int
    owed_pence: int
    """What of it is past its day."""
    sent_on: date | None = None
    """When they were last written to about what they still have."""


def leave(work: Work, request: Leave) -> Gone:
    """Note that somebody has left: nothing new is lent to them, returns and payments go on.

    A family's children leave with it.

    Raises:
        RuleError: they left before, or the day has not come yet.
    """
    on = request.on or work.on
    if on > work.on:
        message = f"{long_date(on)} has not come yet. Note it on the day."
        raise RuleError(message, "in_the_future", "on")
    because = texts.line(request.because, "because")
    kind, row = _locked(work, request.card)
    if row.left_on is not None:
        message = f"{row.name} left on {long_date(row.left_on)} already."
        raise RuleError(message, "nothing_changed", "card")
    for child in _children(work, kind, row):
        if child.left_on is None:
            _set(work, "borrower", child, on)
    _set(work, kind, row, on)
    why = f", {because}" if because else ""
    work.what = f"Left on {long_date(on)}: {_called(row)}{why}"
    _about(work, kind, row)
    return _gone(work, request.id, kind, row.id)


def come_back(work: Work, request: ComeBack) -> Gone:
    """Note that somebody is back; the children who left with a family come back with it.

    Raises:
        RuleError: they had not left, or a child's family has.
    """
    kind, row = _locked(work, request.card)
    if row.left_on is None:
        message = f"{row.name} is not noted as having left."
        raise RuleError(message, "nothing_changed", "card")
    home = _family_of(work, row)
    if home is not None and home.left_on is not None:
        message = f"The family left on {long_date(home.left_on)}. Bring back {home.code} instead."
        raise RuleError(message, "family_left", "card")
    for child in _children(work, kind, row):
        if child.left_on == row.left_on:
            _set(work, "borrower", child, None)
    _set(work, kind, row, None)
    work.what = f"Came back: {_called(row)}"
    _about(work, kind, row)
    return _gone(work, request.id, kind, row.id)


def leavers(look: Look, _request: None = None) -> tuple[Leaver, ...]:
    """Return who left with something out, to pay or in credit, the longest gone first."""
    elsewhere = look.policy().invoiced_elsewhere(look.on)
    return tuple(
        Leaver(
            row.code,
            row.name,
            row.kind,
            row.left_on,
            row.items_out,
            row.balance_pence,
            lists.owed_of(row, row.kind, elsewhere),
            row.sent_on,
        )
        for row in look.rows(LEAVERS, today=look.on, most=MOST)
    )


def _locked(work: Work, card: str) -> tuple[str, Any]:
    """Return whose card it is, locked with the children a family has."""
    kind, key = facts.thing_of(work, card, "card")
    if kind not in ("family", "borrower"):
        raise RuleError(f"{card.strip()} is not a borrower's card.", "wrong_kind", "card")
    row = work.one(FAMILY if kind == "family" else BORROWER, key=key)
    if row is None:
        raise RuleError("That record was taken back.", "unknown_label", "card")
    for borrower in [key] if kind == "borrower" else [c.id for c in _children(work, kind, row)]:
        work.lock("borrower", borrower)
    return kind, work.one(FAMILY if kind == "family" else BORROWER, key=key)


def _children(look: Look, kind: str, row: Any) -> Iterable[Any]:
    return look.rows(CHILDREN, family=row.id) if kind == "family" else ()


def _family_of(look: Look, row: Any) -> Any:
    family = getattr(row, "family_id", None)
    return look.one(FAMILY, key=family) if family is not None else None


def _set(work: Work, table: str, row: Any, on: date | None) -> None:
    work.change(table, row.id, {"left_on": row.left_on}, {"left_on": on})
    work.about(table, row.id, "changed")


def _about(work: Work, kind: str, row: Any) -> None:
    work.about(kind, row.id, "changed")
    work.about("family", getattr(row, "family_id", None), "changed")


def _called(row: Any) -> str:
    return f"the {surname(row.name)} family" if row.kind == "family" else str(row.name)


def _gone(look: Look, act: UUID, kind: str, key: int) -> Gone:
    row = look.one(FAMILY if kind == "family" else BORROWER, key=key)
    out = look.one(OUT_OF[kind], key=key).n
    balance = owed.balance(look, row.account_id)
    return Gone(act, row.code, row.name, row.kind, row.left_on, out, balance)
