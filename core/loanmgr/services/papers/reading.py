"""What papers are made of: the lines of an account, who pays it, and where letters go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from loanmgr.db.many import SqlIn
from loanmgr.db.sql import Sql
from loanmgr.domain.papers import Entry
from loanmgr.services import accounts, contacts, sight
from loanmgr.services.owed import ASKED, DUE_ON
from loanmgr.services.papers.printed import Addressed
from loanmgr.services.work import Look

COLUMNS = f"""
SELECT line.id, line.account_id, line.kind, line.entered_on, {DUE_ON} AS due_on, line.amount_pence,
  line.vat_code, line.charge_id, line.payment_id, line.reverses_id, line.what,
  paper.id AS document_id, COALESCE(paper.answers_id, paper.id) AS invoice_id,
  charge.order_no, player.name AS player
FROM ledger AS line {ASKED}
LEFT JOIN charge ON charge.id = line.charge_id
LEFT JOIN borrower AS player ON player.id = charge.borrower_id
"""  # noqa: S608
LINES = Sql(f"{COLUMNS} WHERE line.account_id = :account ORDER BY line.id")
LINES_OF_MANY = SqlIn(f"{COLUMNS} WHERE line.account_id IN ({{values}}) ORDER BY line.id")
KIND = Sql("SELECT kind FROM account WHERE id = :account")
FAMILY = Sql(
    "SELECT 'family' AS kind, id, name, code, address, postcode, left_on FROM family"
    " WHERE account_id = :account"
)
BORROWER = Sql(
    "SELECT b.kind, b.id, b.name, b.code, COALESCE(school.address, b.address, '') AS address,"
    " COALESCE(school.postcode, b.postcode, '') AS postcode, b.left_on FROM borrower AS b"
    " LEFT JOIN school ON school.borrower_id = b.id"
    " WHERE b.account_id = :account AND b.family_id IS NULL"
)
SERVICE = Sql("SELECT name FROM register")


@dataclass(frozen=True)
class PayerKnown:
    """Who pays an account, and where papers for them go."""

    account: int
    kind: str
    """family, school, adult, teacher or partner."""
    card: str
    name: str
    address: tuple[str, ...]
    """Empty where none is known, or where it is nobody's business."""
    left_on: date | None
    is_confidential: bool
    person: str = ""
    """Who at an organisation gets papers about money, where that is set."""

    @property
    def borrower_kind(self) -> str:
        """The kind of borrower that limits are made for."""
        return borrower_kind(self.kind)

    @property
    def addressed(self) -> Addressed:
        """What stands in the window of an envelope."""
        to = (f"For {self.person}",) if self.person else ()
        return Addressed(self.name, (*to, *self.address))


def borrower_kind(account_kind: str) -> str:
    """Return the kind of borrower that limits are made for: a family goes by its pupils."""
    return "pupil" if account_kind == "family" else account_kind


def invoiced_elsewhere(look: Look, account_kind: str) -> str | None:
    """Return the name of the other system that invoices a kind of account, if one does.

    Everything that prints a bill asks here first.
    """
    system = look.policy().invoicer_of(account_kind, look.on)
    return None if system is None else system.name


def payer(look: Look, card: str) -> PayerKnown:
    """Return who pays for a card; a pupil's account is the family's.

    Raises:
        RuleError: it is no card that we know.
    """
    return payer_of(look, accounts.account_row(look, card).account_id)


def payer_of(look: Look, account: int) -> PayerKnown:
    """Return who pays an account."""
    row = look.one(FAMILY, account=account) or look.one(BORROWER, account=account)
    whose = "family" if row.kind == "family" else "borrower"
    hidden = sight.is_off_paper(look, whose, row.id)
    person = contacts.for_papers(look, account, contacts.FINANCE)
    return PayerKnown(
        account,
        row.kind,
        row.code,
        row.name,
        () if hidden else _address(row.address, row.postcode),
        row.left_on,
        hidden,
        person,
    )


def lines(look: Look, account: int) -> list[Any]:
    """Return the lines of an account, with the papers they are on, oldest first."""
    return look.rows(LINES, account=account)


def lines_of_many(look: Look, wanted: Iterable[int]) -> list[Any]:
    """Return the lines of several accounts."""
    return LINES_OF_MANY.rows(look.connection, wanted)


def to_sort(look: Look, who: PayerKnown, rows: Iterable[Any]) -> list[Entry]:
    """Return an account's lines as the rules take them that say what goes on the next paper."""
    since = look.policy().papers_on(who.borrower_kind, look.on).invoices_since_on
    return entries(rows, since or date.min)


def entries(rows: Iterable[Any], since: date = date.min) -> list[Entry]:
    """Return lines as the rules of papers take them."""
    return [
        Entry(
            row.id,
            row.kind,
            row.amount_pence,
            row.due_on,
            row.charge_id,
            row.payment_id,
            row.reverses_id,
            row.document_id,
            row.invoice_id,
            row.entered_on < since,
            row.what,
        )
        for row in rows
    ]


def _address(address: str, postcode: str) -> tuple[str, ...]:
    """Return an address line by line, however it was typed."""
    whole = address.strip()
    parts = whole.splitlines() if "\n" in whole else whole.split(",")
    return tuple(part.strip(" ,") for part in (*parts, postcode) if part.strip(" ,"))
