"""How a basket is paid: what was chosen at checkout, and what comes in at Finish."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.money import MOST_PENCE, pounds
from loanmgr.services import accounts, payers
from loanmgr.services.baskets import rows
from loanmgr.services.lending import LentLine
from loanmgr.services.payers import SchoolPays
from loanmgr.services.work import Draft, Work

SCHOOL = "school"
WAYS = ("", "account", SCHOOL, *accounts.METHODS)

SET_PAYING = Sql(
    "UPDATE basket SET paying = :paying, pays_pence = :pays_pence, charged_to = :charged_to,"
    " order_no = :order_no, agreed_by = :agreed_by WHERE id = :key"
)


@dataclass(frozen=True)
class Paying:
    """How they will pay, and how much of it now."""

    basket: UUID
    paying: str = ""
    """cash, card, school, or empty for on the account."""
    pays_pence: int | None = None
    """How much of what is due is paid now; all of it where nothing is said."""
    school: SchoolPays | None = None
    """The school that pays, where one does."""


class Pays(Protocol):
    """The part of a finishing that says how it is paid."""

    @property
    def id(self) -> UUID:
        """Return the basket's own id."""

    @property
    def paying(self) -> str:
        """Return how they pay just now."""

    @property
    def pays_pence(self) -> int | None:
        """Return how much is paid now; all of it where nothing is said."""


def keep_paying(draft: Draft, request: Paying) -> None:
    """Keep how a basket will be paid.

    Raises:
        RuleError: there is no such way to pay, nobody pays so much, or the school did not agree.
    """
    row = rows.ours(draft, request.basket)
    if request.paying not in WAYS:
        raise RuleError(f"{request.paying} is not a way to pay.", "method", "paying")
    if request.pays_pence is not None and not 0 <= request.pays_pence <= MOST_PENCE:
        message = f"Say a sum from nothing to {pounds(MOST_PENCE)}."
        raise RuleError(message, "amount", "pays_pence")
    pays = request.school if request.paying == SCHOOL else None
    payers.payer(draft, pays)
    draft.do(
        "basket",
        SET_PAYING,
        key=row.id,
        paying=request.paying,
        pays_pence=request.pays_pence,
        charged_to=pays.school if pays else None,
        order_no=texts.line(pays.order_no, "order_no") if pays else None,
        agreed_by=texts.line(pays.agreed_by, "agreed_by") if pays else None,
    )


def school_of(row: Any) -> SchoolPays | None:
    """Return which school was asked to pay for a basket, if one was."""
    if row.paying != SCHOOL or not row.charged_to:
        return None
    return SchoolPays(row.charged_to, row.order_no or "", row.agreed_by or "")


def from_them(lines: tuple[LentLine, ...]) -> int:
    """Return what lines put on the borrower's own account, deposits included."""
    own = [line for line in lines if not line.charged_to and not line.paid_by]
    return sum(line.charge.due_pence + line.deposit_pence for line in own)


def take(work: Work, request: Pays, due: Mapping[str, int]) -> int:
    """Record what came in just now for the accounts of a basket, by a card of each."""
    if request.paying not in accounts.METHODS:
        return 0
    left = sum(due.values()) if request.pays_pence is None else request.pays_pence
    paid = 0
    for card, pence in due.items():
        part = min(pence, left - paid)
        if part > 0:
            source = uuid5(request.id, f"pay {card}")
            payment = accounts.Pay(card, part, request.paying, "", source)
            paid += work.part(accounts.pay, payment).amount_pence
    return paid
