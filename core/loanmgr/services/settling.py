"""Which debt a payment pays, by choice; and writing off what will never be paid."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import pounds
from loanmgr.services import accounts, owed
from loanmgr.services.work import Look, Work

MAY_WRITE_OFF = ("office", "service_lead")
"""Roles that may give up what is owed."""

LINE = Sql("SELECT id, account_id, kind, what FROM ledger WHERE uuid = :uuid")
LINE_OF_KEY = Sql("SELECT id, account_id, kind, what FROM ledger WHERE id = :key")
OUT = Sql(
    "SELECT paid_line_id, charged_line_id, amount_pence FROM allocation"
    " WHERE account_id = :account AND struck_act IS NULL"
)


@dataclass(frozen=True)
class Allocate:
    """Put a payment, or what else came in, to a line that is to be paid."""

    paid: UUID
    charged: UUID
    amount_pence: int | None = None
    """As much as the payment has and the line owes, unless said."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Allocated:
    """What was put where, and what is unpaid and left after it."""

    act: UUID
    amount_pence: int
    unpaid_pence: int
    left_pence: int


@dataclass(frozen=True)
class WriteOff:
    """Give up what an account, or one line of it, owes."""

    account: str
    """A card of the account."""
    reason: str
    amount_pence: int | None = None
    """All that is unpaid, unless said."""
    line: UUID | None = None
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class WrittenOff:
    """What was given up, and what is to pay after it."""

    act: UUID
    amount_pence: int
    balance_pence: int
    payer: str
    card: str


def allocate(work: Work, request: Allocate) -> Allocated:
    """Put what came in to a line, never more than it has left by choice or the line still owes.

    Raises:
        RuleError: they are not on one account, or one of them has nothing for the other.
    """
    paid, charged = _line(work, request.paid, "paid"), _line(work, request.charged, "charged")
    if paid.account_id != charged.account_id:
        raise RuleError("The two lines are on different accounts.", "two_accounts", "charged")
    work.lock("account", paid.account_id)
    has, owes = _open(work, paid), _open(work, charged, owes=True)
    pence = min(has, owes) if request.amount_pence is None else request.amount_pence
    if pence <= 0:
        raise RuleError(_nothing(has, owes), "amount", "amount_pence")
    if pence > has:
        message = f"Only {pounds(has)} is left of what came in."
        raise RuleError(message, "amount", "amount_pence")
    if pence > owes:
        raise RuleError(f"Only {pounds(owes)} can be put to that line.", "amount", "amount_pence")
    _put(work, paid, charged, pence, uuid5(request.id, "allocation"))
    whose, holder = accounts.holder_of(work, paid.account_id)
    work.about(whose, holder.id, "payer")
    work.what = f"Put to {charged.what}: {pounds(pence)} of {paid.what}"
    now = owed.settled(work, paid.account_id)
    return Allocated(
        request.id,
        pence,
        now.unpaid.get(now.of[charged.id], 0),
        now.left.get(now.of[paid.id], 0),
    )


def write_off(work: Work, request: WriteOff) -> WrittenOff:
    """Give up what is owed; the reason is kept with the act and on no paper.

    Raises:
        RuleError: nobody there may, no reason is given, or so much is not owed.
    """
    if work.identity.role not in MAY_WRITE_OFF:
        message = "Only the office or the service lead can write off what is owed."
        raise RuleError(message, "office_only", "account")
    reason = texts.note(request.reason, "reason")
    if not reason:
        raise RuleError("Say why it is written off.", "missing", "reason")
    account = accounts.locked_row(work, request.account).account_id
    line = None if request.line is None else _line(work, request.line, "line")
    if line is not None and line.account_id != account:
        raise RuleError("That line is not on this account.", "unknown_line", "line")
    most = _most(work, account, line)
    pence = most if request.amount_pence is None else request.amount_pence
    if not 0 < pence <= most:
        raise RuleError(_most_words(most, line), "amount", "amount_pence")
    source = uuid5(request.id, "ledger")
    work.add(
        "ledger",
        uuid=source,
        account_id=account,
        kind="write_off",
        entered_on=work.on,
        amount_pence=-pence,
        vat_code="",
        what="Written off" if line is None else f"Written off: {line.what}",
        act_no=work.act_no,
    )
    if line is not None:
        _put(work, _line(work, source, "line"), line, pence, uuid5(request.id, "allocation"))
    work.override(reason)
    whose, holder = accounts.holder_of(work, account)
    work.about(whose, holder.id, "payer")
    work.what = f"Written off: {pounds(pence)} of {holder.name}"
    balance = owed.balance(work, account)
    return WrittenOff(request.id, pence, balance, holder.name, holder.code)


def put_by_reference(work: Work, paid: UUID, charged: int, pence: int) -> None:
    """Put a payment from elsewhere to the charge whose reference it came with."""
    row = _line(work, paid, "paid")
    target = work.one(LINE_OF_KEY, key=charged)
    most = min(pence, _open(work, row), _open(work, target, owes=True))
    if most > 0:
        _put(work, row, target, most, uuid5(paid, "allocation"))


def _line(look: Look, uuid: UUID, name: str) -> Any:
    row = look.one(LINE, uuid=uuid)
    if row is None:
        raise RuleError("We don't know that line of an account.", "unknown_line", name)
    return row


def _open(look: Look, line: Any, *, owes: bool = False) -> int:
    """Return what is open of a line by choice: what pays the oldest first can still be moved."""
    now = owed.settled(look, line.account_id)
    root = now.of[line.id]
    whole = (now.owing if owes else now.came).get(root, 0)
    chosen = sum(
        row.amount_pence
        for row in look.rows(OUT, account=line.account_id)
        if now.of.get(row.charged_line_id if owes else row.paid_line_id) == root
    )
    return int(max(0, whole - chosen))


def _put(work: Work, paid: Any, charged: Any, pence: int, uuid: UUID) -> None:
    work.add(
        "allocation",
        uuid=uuid,
        account_id=paid.account_id,
        paid_line_id=paid.id,
        charged_line_id=charged.id,
        amount_pence=pence,
        act_no=work.act_no,
    )


def _most(look: Look, account: int, line: Any) -> int:
    """Return the most that can be given up: what is unpaid, and no more than the account owes."""
    balance = owed.balance(look, account)
    if line is None:
        return int(max(0, balance))
    now = owed.settled(look, account)
    return int(max(0, min(balance, now.unpaid.get(now.of[line.id], 0))))


def _most_words(most: int, line: Any) -> str:
    of = "this account" if line is None else "that line"
    if not most:
        return f"Nothing is unpaid of {of}."
    return f"Only {pounds(most)} of {of} can be written off."


def _nothing(has: int, owes: int) -> str:
    if not has:
        return "Nothing is left of what came in there."
    return "Say how much to put to that line." if owes else "Nothing is to pay of that line."
