"""Children who change household, and organisations that pay for a child.

The child takes loans, reduced rates and history along; what was charged before stays with the
account it was charged to, and what comes from now on goes on the new one.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.faults import RowChangedError
from loanmgr.db.sql import Sql
from loanmgr.domain import calendar, texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.words import fold, long_date, surname
from loanmgr.services import accounts, facts
from loanmgr.services.identity import LEADS
from loanmgr.services.undo_checks import IN_FRONT
from loanmgr.services.work import Look, Work

PUPIL = Sql(
    "SELECT b.*, f.account_id AS family_account, f.code AS family_code, f.name AS family_name"
    " FROM borrower AS b JOIN family AS f ON f.id = b.family_id"
    " WHERE b.id = :key AND b.kind = 'pupil' AND b.struck_act IS NULL"
)
FAMILY = Sql(
    "SELECT id, code, name, account_id, left_on FROM family WHERE id = :key AND struck_act IS NULL"
)
PARTNER = Sql(
    "SELECT id, code, name, account_id, left_on FROM borrower WHERE id = :key"
    " AND kind = 'partner' AND struck_act IS NULL"
)
CHILDREN = Sql(
    "SELECT code, name FROM borrower WHERE family_id = :family AND struck_act IS NULL ORDER BY id"
)
OPEN_LOANS = Sql(
    "SELECT DISTINCT loan.id, loan.account_id, loan.agreement_id FROM loan"
    " JOIN loan_line AS line ON line.loan_id = loan.id AND line.returned_at IS NULL"
    " WHERE loan.borrower_id = :key AND loan.struck_act IS NULL ORDER BY loan.id"
)
HELD = Sql(
    "SELECT DISTINCT instrument_id AS key FROM loan_line"
    " WHERE borrower_id = :key AND returned_at IS NULL ORDER BY 1"
)
SERVED_AT = Sql(
    "SELECT desk.name FROM basket JOIN desk ON desk.id = basket.desk_id"
    " LEFT JOIN basket_line AS line ON line.basket_id = basket.id"
    " WHERE basket.borrower_id = :key OR line.borrower_id = :key LIMIT 1"
)


@dataclass(frozen=True)
class MoveChild:
    """Note that a child belongs to another family from now on."""

    pupil: str
    to: str
    """The card of that family."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Pays:
    """Note that an organisation pays for a child, or that the family does again."""

    pupil: str
    organisation: str = ""
    """The partner's card; empty where the family pays again."""
    letters_to: str = ""
    """Who there gets letters about the child."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Moved:
    """Where a child belongs now, and who pays."""

    act: UUID
    pupil: str
    name: str
    family: str
    family_name: str
    payer: str
    """Card of who pays."""
    payer_name: str
    letters_to: str
    out: int
    """Instruments that came along."""


def move_child(work: Work, request: MoveChild) -> Moved:
    """Let a child belong to another family; debts stay with the account they are on.

    Where an organisation pays for the child, it goes on doing so.

    Raises:
        RuleError: it is no child, or no other family, or one who has left or knows the child.
    """
    _check_lead(work)
    pupil, held = _locked(work, request.pupil)
    kind, key = facts.thing_of(work, request.to, "to")
    family = work.one(FAMILY, key=key) if kind == "family" else None
    if family is None:
        raise RuleError(f"{request.to.strip()} is not a family's card.", "wrong_kind", "to")
    if family.id == pupil.family_id:
        raise RuleError(f"{pupil.name} is in that family already.", "nothing_changed", "to")
    _lock_accounts(work, (pupil.account_id, family.account_id), request.to, family.id)
    if family.left_on is not None:
        message = f"That family left on {long_date(family.left_on)}. Note first that they are back."
        raise RuleError(message, "family_left", "to")
    for child in work.rows(CHILDREN, family=family.id):
        if fold(child.name) == fold(pupil.name):
            message = f"{child.name} {child.code} is in that family already. Join the two records."
            raise RuleError(message, "same_child", "to")
    after = {"family_id": family.id}
    if pupil.account_id == pupil.family_account:
        after["account_id"] = family.account_id
        take_along(work, pupil.id, family.account_id, request.id)
    work.change_to("borrower", pupil, after)
    work.about("family", pupil.family_id, "moved")
    work.about("family", family.id, "moved")
    # Both families' timelines have it: neither is to learn there of the other.
    work.what = f"Moved to another family: {pupil.name}"
    return _now(work, request.id, pupil.id, len(held))


def pays(work: Work, request: Pays) -> Moved:
    """Let an organisation pay for a child from now on, or the family again.

    Raises:
        RuleError: it is no child, no partner, or one who has left.
    """
    _check_lead(work)
    pupil, held = _locked(work, request.pupil)
    letters = texts.line(request.letters_to, "letters_to")
    if not request.organisation.strip():
        account, name = pupil.family_account, "the family"
        if letters:
            message = "Letters go to the family where it pays itself."
            raise RuleError(message, "letters_to", "letters_to")
        _lock_accounts(work, (pupil.account_id, account), pupil.family_code, pupil.family_id)
    else:
        partner = _partner(work, request.organisation)
        account, name = partner.account_id, partner.name
        accounts_there = (pupil.account_id, account)
        _lock_accounts(work, accounts_there, request.organisation, partner.id)
        work.about("borrower", partner.id, "payer")
    after = {"account_id": account, "letters_to": letters or None}
    if account != pupil.account_id:
        take_along(work, pupil.id, account, request.id)
    if not work.change_to("borrower", pupil, after):
        raise RuleError("That is how it is already.", "nothing_changed", "organisation")
    work.about("family", pupil.family_id, "changed")
    to = f", letters to {letters}" if letters else ""
    work.what = f"Pays for {pupil.name} from now on: {name}{to}"
    return _now(work, request.id, pupil.id, len(held))


def take_along(work: Work, borrower: int, account: int, source: UUID | None = None) -> None:
    """Let what a borrower has be under another account's agreement of this year.

    That is made, unsigned, where there is none; what was charged stays where it is.
    """
    loans = [row for row in work.rows(OPEN_LOANS, key=borrower) if row.account_id != account]
    if not loans:
        return
    year = calendar.academic_year(work.on)
    found = work.one(accounts.AGREEMENT, account=account, year=year)
    agreement = found.id if found is not None else None
    if agreement is None:
        agreement = work.add(
            "agreement",
            uuid=uuid5(source, "agreement") if source else new_id(),
            account_id=account,
            year=year,
            terms_version=accounts.TERMS_VERSION,
            act_no=work.act_no,
        )
    for loan in loans:
        work.change_to("loan", loan, {"account_id": account, "agreement_id": agreement})


def payer_name(look: Look, row: Any) -> str:
    """Return the organisation that pays for somebody, or nothing where their own family does."""
    if row.family_account is None or row.family_account == row.account_id:
        return ""
    found = look.one(accounts.BORROWER_OF_ACCOUNT, account=row.account_id)
    return found.name if found else ""


def _check_lead(look: Look) -> None:
    if look.identity.role not in LEADS:
        message = "Only a lead or the office can say whose a child is, and who pays."
        raise RuleError(message, "lead_only", "pupil")


def _locked(work: Work, card: str) -> tuple[Any, list[int]]:
    """Return a child, locked with what they have, and the keys of that."""
    key = facts.borrower_key(work, card, "pupil")
    held = [row.key for row in work.rows(HELD, key=key)]
    for each in held:
        work.lock("instrument", each)
    work.lock("borrower", key)
    if [row.key for row in work.rows(HELD, key=key)] != held:
        raise RowChangedError("loan_line")
    pupil = work.one(PUPIL, key=key)
    if pupil is None:
        message = f"{card.strip()} is not the card of a family's child."
        raise RuleError(message, "wrong_kind", "pupil")
    served = work.one(SERVED_AT, key=key)
    if served is not None:
        raise RuleError(IN_FRONT.format(name=served.name), "in_use", "pupil")
    for each in held:
        work.about("instrument", each, "moved")
    work.about("borrower", key, "moved")
    return pupil, held


def _lock_accounts(work: Work, of: tuple[int, int], card: str, key: int) -> None:
    for account in sorted(set(of)):
        work.lock("account", account)
    if facts.thing_of(work, card)[1] != key:
        raise RowChangedError("account")


def _partner(work: Work, card: str) -> Any:
    kind, key = facts.thing_of(work, card, "organisation")
    row = work.one(PARTNER, key=key) if kind == "borrower" else None
    if row is None:
        message = f"{card.strip()} is not a partner's card. Add the organisation as a partner."
        raise RuleError(message, "wrong_kind", "organisation")
    if row.left_on is not None:
        message = f"{row.name} left on {long_date(row.left_on)}."
        raise RuleError(message, "left", "organisation")
    return row


def _now(look: Look, act: UUID, key: int, out: int) -> Moved:
    row = look.one(PUPIL, key=key)
    payer = None
    if row.account_id != row.family_account:
        payer = look.one(accounts.BORROWER_OF_ACCOUNT, account=row.account_id)
    return Moved(
        act,
        row.code,
        row.name,
        row.family_code,
        row.family_name,
        payer.code if payer else row.family_code,
        payer.name if payer else f"{surname(row.family_name)} family",
        row.letters_to or "",
        out,
    )
