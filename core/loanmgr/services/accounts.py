"""Accounts: what a family or school owes, payments, and the year's agreement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.faults import RowChangedError
from loanmgr.db.sql import Sql
from loanmgr.domain import calendar, texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.giving_back import Came, way, ways
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import MOST_PENCE, pounds
from loanmgr.domain.taking_back import in_short
from loanmgr.domain.words import listed
from loanmgr.services import facts, giving_back, owed
from loanmgr.services.work import Look, Work

TERMS_VERSION = 1
"""The version of the agreement's terms that are signed now."""

METHODS = ("cash", "card", "bank", "cheque")
HOW = {
    "cash": "in cash",
    "card": "by card",
    "bank": "by bank transfer",
    "cheque": "by cheque",
    "elsewhere": "through another system",
}
"""How somebody paid, inside a sentence."""

ACCOUNT_OF = {
    "family": Sql("SELECT account_id, name, code FROM family WHERE id = :key"),
    "borrower": Sql("SELECT account_id, name, code FROM borrower WHERE id = :key"),
}
FAMILY_OF_ACCOUNT = Sql("SELECT id, name, code FROM family WHERE account_id = :account")
BORROWER_OF_ACCOUNT = Sql(
    "SELECT id, name, code FROM borrower WHERE account_id = :account AND family_id IS NULL"
)
PAYMENT = Sql(
    "SELECT id, uuid, account_id, method, amount_pence FROM payment WHERE uuid = :payment"
)
ACCOUNT_OF_LINE = Sql("SELECT account_id, what FROM ledger WHERE uuid = :uuid")
PAID_TODAY = Sql(
    "SELECT reference FROM payment WHERE account_id = :account AND received_on = :on"
    " AND amount_pence = :pence AND struck_act IS NULL"
)
SENT = Sql(
    "SELECT kind, (SELECT CAST(COALESCE(SUM(unpaid_pence), 0) AS BIGINT) FROM sent_line"
    " WHERE sent_line.account_id = account.id AND unpaid_pence IS NOT NULL) AS unpaid_pence"
    " FROM account WHERE id = :account"
)
"""What other systems say is unpaid. What they said keeps a transfer from being taken back, so every
such line stands."""
AGREEMENT = Sql(
    "SELECT id, signed_on, signed_how FROM agreement"
    " WHERE account_id = :account AND year = :year AND struck_act IS NULL"
)


@dataclass(frozen=True)
class AccountLine:
    """One line of a ledger, with the balance after it."""

    line: UUID
    kind: str
    entered_on: date
    due_on: date | None
    what: str
    amount_pence: int
    balance_pence: int
    act: UUID
    is_reversed: bool
    unpaid_pence: int | None = None
    """What is unpaid of it, of all that is about the same charge; None where nothing is asked."""
    left_pence: int | None = None
    """What is left of what came in; None where nothing came."""
    loss: UUID | None = None
    """The charge for loss, damage or a part that it is about, while that stands."""


@dataclass(frozen=True)
class AccountView:
    """An account: positive balances are owed to us."""

    code: str
    name: str
    balance_pence: int
    owed_pence: int
    lines: tuple[AccountLine, ...]
    came: tuple[Came, ...] = ()
    """Where it is in credit: what came in and is still there to give back, the newest first."""


@dataclass(frozen=True)
class Pay:
    """Money that came in for an account."""

    account: str
    """A card of the account: a family's, a child's, a school's."""
    amount_pence: int
    method: str
    reference: str = ""
    id: UUID = field(default_factory=new_id)
    again: bool = False
    """It came in a second time, with the same reference and sum on the same day."""


@dataclass(frozen=True)
class Paid:
    """What was paid, and what is still to pay."""

    payment: UUID
    amount_pence: int
    balance_pence: int
    payer: str = ""
    """Whose account it is, by name and by card; older payments don't say."""
    card: str = ""


@dataclass(frozen=True)
class Refund:
    """Give money back: of one payment, or of what an account is in credit."""

    amount_pence: int
    payment: UUID | None = None
    """The payment it was, whose way it goes back."""
    account: str = ""
    """A card of the account, where it is not one payment."""
    method: str = ""
    """How it goes back; unless said, the one way that all of it came, the newest first."""
    paid_for: str = ""
    """What had been paid for, in words."""
    id: UUID = field(default_factory=new_id)
    line: UUID | None = None
    """The line of the account that had been paid for."""
    agreed_by: str = ""
    """Who agreed to it; whoever is at the desk unless said."""


@dataclass(frozen=True)
class Refunded:
    """What was given back, and what is to pay after it."""

    payment: UUID
    """The payment of the opposite sign."""
    amount_pence: int
    method: str
    balance_pence: int
    payer: str = ""
    """Whose account it is, by name and by card; older ones don't say."""
    card: str = ""


@dataclass(frozen=True)
class SignAgreement:
    """Note that the year's agreement was signed."""

    account: str
    how: str = "paper"
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Signed:
    """Which agreement was signed."""

    act: UUID
    year: str
    payer: str = ""
    """Whose account it is, by name and by card; older ones don't say."""
    card: str = ""


def account(look: Look, code: str) -> AccountView:
    """Return a ledger with running balances; a pupil's account is the family's."""
    row = account_row(look, code)
    running = 0
    lines = []
    found = look.rows(owed.LINES, account=row.account_id)
    paid = owed.settled(look, row.account_id, found)
    for line in found:
        running += line.amount_pence
        lines.append(
            AccountLine(
                line.uuid,
                line.kind,
                line.entered_on,
                line.due_on,
                in_short(line.what),
                line.amount_pence,
                running,
                line.act_uuid,
                line.reversed_by is not None,
                paid.unpaid.get(line.id),
                paid.left.get(line.id),
                line.loss,
            )
        )
    sent = look.one(SENT, account=row.account_id)
    past = owed.owed(look, found, paid).pence
    if look.policy().invoicer_of(sent.kind, look.on) is not None:
        past = max(0, min(sent.unpaid_pence, running))  # that system says what is owed
    came = giving_back.came(look, row.account_id) if running < 0 else ()
    return AccountView(row.code, row.name, running, past, tuple(lines), came)


def account_row(look: Look, code: str) -> Any:
    """Return whose account a card belongs to."""
    kind, key = facts.thing_of(look, code, "account")
    if kind not in ACCOUNT_OF:
        raise RuleError(f"{code.strip()} is not a borrower's card.", "wrong_kind", "account")
    return look.one(ACCOUNT_OF[kind], key=key)


def locked_row(work: Work, code: str) -> Any:
    """Return whose account a card belongs to, locked so that it cannot become another one."""
    found = account_row(work, code)
    work.lock("account", found.account_id)
    if account_row(work, code).account_id != found.account_id:
        raise RowChangedError("account")
    return found


def pay(work: Work, request: Pay) -> Paid:
    """Record money that came in."""
    row = locked_row(work, request.account)
    if request.amount_pence <= 0:
        raise RuleError("Say how much was paid.", "amount", "amount_pence")
    if request.amount_pence > MOST_PENCE:
        message = f"Nobody pays more than {pounds(MOST_PENCE)} at once."
        raise RuleError(message, "amount", "amount_pence")
    _check_method(request.method)
    _check_twice(work, row.account_id, request)
    payment = work.add(
        "payment",
        uuid=request.id,
        account_id=row.account_id,
        method=request.method,
        amount_pence=request.amount_pence,
        received_on=work.on,
        reference=texts.line(request.reference, "reference"),
        act_no=work.act_no,
    )
    work.add(
        "ledger",
        uuid=uuid5(request.id, "ledger"),
        account_id=row.account_id,
        kind="payment",
        entered_on=work.on,
        amount_pence=-request.amount_pence,
        vat_code="",
        payment_id=payment,
        what=f"Paid {HOW[request.method]}",
        act_no=work.act_no,
    )
    kind, key = facts.thing_of(work, request.account, "account")
    work.about(kind, key, "payer")
    whose, holder = holder_of(work, row.account_id)
    work.about("family", holder.id if whose == "family" else None, "payer")
    work.what = f"Paid: {pounds(request.amount_pence)} {HOW[request.method]}"
    balance = owed.balance(work, row.account_id)
    return Paid(request.id, request.amount_pence, balance, holder.name, holder.code)


def _check_twice(look: Look, account: int, request: Pay) -> None:
    """Ask before the same payment is recorded again: same reference, sum and day."""
    reference = texts.line(request.reference, "reference")
    if not reference or request.again:
        return
    found = look.rows(PAID_TODAY, account=account, on=look.on, pence=request.amount_pence)
    if any(row.reference.casefold() == reference.casefold() for row in found):
        message = (
            f"{pounds(request.amount_pence)} with the reference {reference} is recorded for today"
            " already. Is this another payment?"
        )
        raise RuleError(message, "paid_before", "reference")


def refund(work: Work, request: Refund) -> Refunded:
    """Give money back, on paper a payment of the opposite sign: for what, and who agreed to it.

    Raises:
        RuleError: that much was not paid, or is not in credit.
    """
    account, method, of = _refundable(work, request)
    payment = work.add(
        "payment",
        uuid=request.id,
        account_id=account,
        method=method,
        amount_pence=-request.amount_pence,
        received_on=work.on,
        reference="",
        act_no=work.act_no,
    )
    paid_for = texts.line(request.paid_for, "paid_for") or _line_words(work, request, account)
    agreed = texts.line(request.agreed_by, "agreed_by") or work.identity.staff_name
    work.add(
        "ledger",
        uuid=uuid5(request.id, "ledger"),
        account_id=account,
        kind="refund",
        entered_on=work.on,
        amount_pence=request.amount_pence,
        vat_code="",
        payment_id=of or payment,
        what=f"Given back {HOW[method]}{f', paid for {paid_for}' if paid_for else ''};"
        f" agreed by {agreed}",
        act_no=work.act_no,
    )
    kind, holder = holder_of(work, account)
    work.about(kind, holder.id, "payer")
    work.what = f"Given back: {pounds(request.amount_pence)} {HOW[method]}"
    balance = owed.balance(work, account)
    return Refunded(request.id, request.amount_pence, method, balance, holder.name, holder.code)


def _line_words(look: Look, request: Refund, account: int) -> str:
    """Return the words of the line that money is given back for."""
    if request.line is None:
        return ""
    row = look.one(ACCOUNT_OF_LINE, uuid=request.line)
    if row is None or row.account_id != account:
        raise RuleError("That line is not on this account.", "unknown_line", "line")
    return str(row.what)


def _refundable(work: Work, request: Refund) -> tuple[int, str, int | None]:
    """Return account, method and the payment it was (if one), where so much may go back."""
    if request.payment is None:
        account = locked_row(work, request.account).account_id
        balance = owed.balance(work, account)
        came = () if request.method else _came(work, account)
        _check_back(request.amount_pence, max(0, -balance))
        method = request.method or _came_how(came, request.amount_pence)
        _check_method(method)
        return account, method, None
    paid = work.one(PAYMENT, payment=request.payment)
    if paid is None or paid.amount_pence <= 0:
        raise RuleError("We don't know that payment.", "unknown_payment", "payment")
    work.lock("account", paid.account_id)
    if work.one(PAYMENT, payment=request.payment).account_id != paid.account_id:
        raise RowChangedError("payment")
    _check_back(request.amount_pence, giving_back.left_of(work, paid.account_id, paid.id))
    return paid.account_id, paid.method, paid.id


def _check_back(pence: int, most: int) -> None:
    if pence <= 0:
        raise RuleError("Say how much to give back.", "amount", "amount_pence")
    if pence > most:
        message = f"No more than {pounds(most)} can be given back."
        raise RuleError(message, "amount", "amount_pence")


def holder_of(look: Look, account: int) -> tuple[str, Any]:
    """Return whose account it is: a family, or a borrower who pays for themselves."""
    family = look.one(FAMILY_OF_ACCOUNT, account=account)
    if family is not None:
        return "family", family
    return "borrower", look.one(BORROWER_OF_ACCOUNT, account=account)


def _came(look: Look, account: int) -> tuple[Came, ...]:
    """Return what came in that is still there to give back; where nothing is, ask how."""
    came = giving_back.came(look, account)
    if not came:
        message = "Say how it is given back: nothing came in on this account that says so."
        raise RuleError(message, "method", "method")
    return came


def _came_how(came: Sequence[Came], pence: int) -> str:
    """Return the one way that a sum came, which is how it goes back; where there is none, ask."""
    found = ways(came, pence)
    method = way(found, pence)
    if method not in METHODS:
        message = f"Say how {pounds(pence)} is given back: {came_words(found)}."
        raise RuleError(message, "method", "method")
    return method


def came_words(came: Sequence[Came]) -> str:
    """Say which ways money came that can go back: £4.00 came in cash and £6.00 by card."""
    first, *rest = (f"{pounds(each.pence)} {{}}{HOW[each.method]}" for each in came)
    return listed([first.format("came "), *(each.format("") for each in rest)])


def _check_method(method: str) -> None:
    if method not in METHODS:
        raise RuleError(f"{method or 'Nothing'} is not a way to pay.", "method", "method")


def sign_agreement(work: Work, request: SignAgreement) -> Signed:
    """Note that this year's agreement was signed; it is made when there is none yet."""
    row = locked_row(work, request.account)
    year = calendar.academic_year(work.on)
    found = work.one(AGREEMENT, account=row.account_id, year=year)
    after = {"signed_on": work.on, "signed_how": request.how}
    if found is None:
        work.add(
            "agreement",
            uuid=uuid5(request.id, "agreement"),
            account_id=row.account_id,
            year=year,
            terms_version=TERMS_VERSION,
            act_no=work.act_no,
            **after,
        )
    elif found.signed_on is not None:
        raise RuleError(f"The agreement for {year} is signed already.", "signed", "account")
    else:
        work.change("agreement", found.id, {"signed_on": None, "signed_how": None}, after)
    kind, key = facts.thing_of(work, request.account, "account")
    _whose, holder = holder_of(work, row.account_id)
    work.about(kind, key, "signed")
    work.what = f"Signed: agreement for {year}, {row.name}"
    return Signed(request.id, year, holder.name, holder.code)
