"""What invoices cost that are not paid in time: which, how much, and charging it.

Preview and run call the same functions, so that what was shown is what is charged.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import late as rules
from loanmgr.domain import papers as paper_rules
from loanmgr.domain.late import FEE, LateCharge, LateInvoice
from loanmgr.domain.papers import INVOICE, number_words
from loanmgr.domain.policy.entries import NON_BUSINESS
from loanmgr.services import accounts, owed
from loanmgr.services.ledger import pay_by
from loanmgr.services.papers import reading
from loanmgr.services.papers.reading import PayerKnown
from loanmgr.services.work import Look, Work

CARDS = Sql("""
SELECT DISTINCT paper.account_id, account.kind, COALESCE(family.code, borrower.code) AS card
FROM document AS paper JOIN account ON account.id = paper.account_id
LEFT JOIN family ON family.account_id = account.id
LEFT JOIN borrower ON borrower.account_id = account.id AND borrower.family_id IS NULL
WHERE paper.kind = 'invoice' AND paper.due_on < :on
  AND (SELECT SUM(amount_pence) FROM ledger WHERE ledger.account_id = paper.account_id) > 0
ORDER BY paper.account_id
""")
"""Those who have something to pay at all, and an invoice whose day is over."""
INVOICES = Sql(
    "SELECT id, number, due_on FROM document WHERE account_id = :account AND kind = 'invoice'"
    " AND due_on < :on ORDER BY id"
)
CHARGED = Sql(
    "SELECT charged.document_id, charged.kind, charged.to_on, charged.ledger_id"
    " FROM document AS paper JOIN late_charge AS charged ON charged.document_id = paper.id"
    " WHERE paper.account_id = :account AND charged.struck_act IS NULL"
)


@dataclass(frozen=True)
class DueLate:
    """What one invoice is charged for, because it is late."""

    document: int
    number: str
    charge: LateCharge


def cards(look: Look, on: date) -> tuple[str, ...]:
    """Return the cards of those whom a run may charge for paying late."""
    if not look.policy().charges_late:
        return ()
    rows = look.rows(CARDS, on=on)
    ours = {row.kind: reading.invoiced_elsewhere(look, row.kind) is None for row in rows}
    return tuple(row.card for row in rows if ours[row.kind])


def of_account(look: Look, account: int, on: date) -> list[DueLate]:
    """Say what an account is to be charged for paying late by a day."""
    policy, kind = look.policy(), look.one(reading.KIND, account=account).kind
    if not policy.charges_late or reading.invoiced_elsewhere(look, kind) is not None:
        return []
    rows = look.rows(CHARGED, account=account)
    unpaid = _unpaid(look, account, {row.ledger_id for row in rows})
    fees = {row.document_id for row in rows if row.kind == FEE}
    until = {
        key: max(row.to_on for row in rows if row.document_id == key and row.kind != FEE)
        for key in {row.document_id for row in rows if row.kind != FEE}
    }
    whose = reading.borrower_kind(kind)
    percent_on = cache(lambda day: policy.late_percent(whose, day))
    found = []
    for paper in look.rows(INVOICES, account=account, on=on):
        number = number_words(INVOICE, paper.number)
        left, had = unpaid.get(paper.id, 0), (paper.id in fees, until.get(paper.id))
        invoice = LateInvoice(number, paper.due_on, left, *had)
        charges = rules.due(invoice, on, lambda day: policy.late_fee(whose, day), percent_on)
        found += [DueLate(paper.id, number, charge) for charge in charges]
    return found


def charge(work: Work, source: UUID, who: PayerKnown, found: list[DueLate]) -> int:
    """Enter what an account is charged for paying late; return how much that is."""
    for each in found:
        late = each.charge
        line = uuid5(source, f"{each.number} {late.kind} {late.from_on}")
        ledger = work.add(
            "ledger",
            uuid=line,
            account_id=who.account,
            kind="charge",
            entered_on=work.on,
            due_on=pay_by(work, who.borrower_kind, work.on),
            amount_pence=late.pence,
            vat_code=NON_BUSINESS,
            what=late.what,
            act_no=work.act_no,
        )
        work.add(
            "late_charge",
            uuid=uuid5(line, "late"),
            document_id=each.document,
            kind=late.kind,
            from_on=late.from_on,
            to_on=late.to_on,
            ledger_id=ledger,
            act_no=work.act_no,
        )
    thing = "family" if who.kind == "family" else "borrower"
    of = accounts.FAMILY_OF_ACCOUNT if who.kind == "family" else accounts.BORROWER_OF_ACCOUNT
    work.about(thing, work.one(of, account=who.account).id, "payer")
    return sum(each.charge.pence for each in found)


def _unpaid(look: Look, account: int, late: set[int]) -> dict[int, int]:
    """Return what is unpaid of each invoice, without what was charged for being late."""
    rows = reading.lines(look, account)
    lines = set(late)
    for row in rows:  # what takes such a line back, or enters it again, is about the same
        if row.reverses_id in lines:
            lines.add(row.id)
    entries = reading.entries(rows)
    kept = [each for each in entries if each.id not in lines]
    return paper_rules.unpaid(kept, owed.settled(look, account, rows))
