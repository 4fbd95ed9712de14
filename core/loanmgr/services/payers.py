"""Who pays where that is not the borrower's own account: a school, for its pupil."""

from dataclasses import dataclass, replace
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain import texts
from loanmgr.domain.charges import Quote, Step
from loanmgr.domain.errors import RuleError
from loanmgr.services import facts
from loanmgr.services.facts import BorrowerKnown, HirerKnown
from loanmgr.services.work import Look

SCHOOL = Sql(
    "SELECT id, code, name, account_id FROM borrower WHERE id = :key AND kind = 'school'"
    " AND struck_act IS NULL"
)
SCHOOL_OF = Sql(
    "SELECT school.code, school.name FROM borrower AS pupil"
    " JOIN borrower AS school ON school.id = pupil.school_id WHERE pupil.id = :key"
)
OF_ACCOUNT = Sql(
    "SELECT id, code, name, account_id FROM borrower WHERE account_id = :account"
    " AND kind = 'school'"
)


@dataclass(frozen=True)
class SchoolPays:
    """Ask that a school pays for what a pupil borrows."""

    school: str
    """The school's card."""
    order_no: str = ""
    """The school's order number; it may follow later."""
    agreed_by: str = ""
    """Who at the school agreed."""


@dataclass(frozen=True)
class Payer:
    """The school whose account a charge goes on, at its own price."""

    key: int
    account: int
    code: str
    name: str
    order_no: str
    agreed_by: str

    kind = "school"


@dataclass(frozen=True)
class School:
    """A school that may be asked to pay."""

    code: str
    name: str


def payer(look: Look, request: SchoolPays | None) -> Payer | None:
    """Return the school that pays, or None where nobody else was asked to.

    Raises:
        RuleError: it is no school, or nobody there agreed.
    """
    if request is None:
        return None
    key = facts.borrower_key(look, request.school, "school_pays")
    row = look.one(SCHOOL, key=key)
    if row is None:
        message = f"{request.school.strip()} is not a school's card."
        raise RuleError(message, "wrong_kind", "school_pays")
    agreed = texts.line(request.agreed_by, "agreed_by")
    if not agreed:
        raise RuleError(f"Say who at {row.name} agreed to pay.", "agreed_by", "agreed_by")
    order = texts.line(request.order_no, "order_no")
    return Payer(row.id, row.account_id, row.code, row.name, order, agreed)


def payer_of(look: Look, charge: Any, who: HirerKnown) -> Payer | None:
    """Return the school that pays for a hire that goes on, as its newest charge says it."""
    if charge is None or charge.account_id == who.row.account_id:
        return None
    row = look.one(OF_ACCOUNT, account=charge.account_id)
    if row is None:
        return None
    agreed, order = charge.agreed_by or "", charge.order_no or ""
    return Payer(row.id, row.account_id, row.code, row.name, order, agreed)


def usual(look: Look, pupil: str) -> School | None:
    """Return the school a pupil goes to, which is the one to ask."""
    row = look.one(SCHOOL_OF, key=facts.borrower_key(look, pupil))
    return School(row.code, row.name) if row else None


def check(who: BorrowerKnown, pays: Payer | None) -> None:
    """Refuse that a school pays for somebody who is no pupil."""
    if pays is not None and who.facts.kind != "pupil":
        message = f"{pays.name} pays for pupils; {who.row.name} has an account of their own."
        raise RuleError(message, "not_a_pupil", "school_pays")


def said(quote: Quote, pays: Payer) -> Quote:
    """Return a price that says who pays it."""
    order = f", order {pays.order_no}" if pays.order_no else ""
    agreed = f", agreed by {pays.agreed_by}" if pays.agreed_by else ""
    return replace(
        quote,
        because=f"{quote.because}; paid by {pays.name}",
        steps=(*quote.steps, Step(f"Paid by {pays.name}{order}{agreed}", 0)),
    )


def unsaid(quote: Quote, organisation: str) -> Quote:
    """Return a price as a family may see it where an organisation pays: none."""
    said_so = f"{organisation} pays"
    return replace(
        quote,
        full_pence=0,
        discount_pence=0,
        due_pence=0,
        deposit_pence=0,
        because=said_so,
        steps=(Step(said_so, 0),),
    )


def whose(who: HirerKnown, pays: Payer | None) -> str:
    """Return for whom a school or an organisation pays, as its account says it."""
    if pays is None:
        return f" for {who.row.name}" if who.payer else ""
    order = f", order {pays.order_no}" if pays.order_no else ""
    return f" for {who.row.name}{order}"
