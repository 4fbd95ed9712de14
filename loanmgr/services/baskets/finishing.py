"""Finishing a basket: everything in it is lent in one transaction, one part an instrument."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain import calendar
from loanmgr.domain.errors import RuleError
from loanmgr.services import accounts, facts, lending
from loanmgr.services.baskets import rows
from loanmgr.services.facts import BorrowerKnown
from loanmgr.services.lending import Asked, LendLine, LentLine
from loanmgr.services.work import Work

CODE_OF = Sql("SELECT code FROM instrument WHERE id = :key")


@dataclass(frozen=True)
class Finish:
    """Lend everything in a basket. The id is the basket's own, so it cannot happen twice."""

    id: UUID
    override: str = ""
    paying: str = ""
    """How they paid just now: cash, card, or empty for on the account."""
    signed: str = ""
    """How the agreement was signed just now: paper, or empty."""
    settled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finished:
    """What a finished basket came to."""

    act: UUID
    title: str
    lines: tuple[LentLine, ...]
    total_due_pence: int
    paid_pence: int
    asks: tuple[Asked, ...]


def finish(work: Work, request: Finish) -> Finished:
    """Lend everything in a basket and remove it, in one transaction.

    Raises:
        RuleError: something stands against a line, such as another desk having been faster; nothing
            is lent then, and the basket stays.
    """
    basket = rows.known(work, request.id)
    lines = work.rows(rows.LINES, basket=basket.id)
    if not lines:
        raise RuleError("There is nothing on the counter to lend.", "nothing_to_lend")
    if any(line.borrower_id is None for line in lines):
        raise RuleError("Who plays it? Choose a child, or scan a card.", "who_plays", "borrower")
    for key in sorted(line.instrument_id for line in lines):
        work.lock("instrument", key)
    parts: list[tuple[LentLine, tuple[Asked, ...]]] = []
    account_card = ""
    for borrower_key in sorted({line.borrower_id for line in lines}):
        work.lock("borrower", borrower_key)
        who = facts.borrower(work, borrower_key)
        work.lock("account", who.row.account_id)
        account_card = who.row.code
        parts += _lend_to(work, request, who, [r for r in lines if r.borrower_id == borrower_key])
        work.about("borrower", borrower_key, "borrower")
    work.about("family", basket.family_id, "payer")

    lent_lines = tuple(line for line, _ in parts)
    total = sum(line.charge.due_pence for line in lent_lines)
    paid = 0
    if request.paying in accounts.METHODS and total:
        payment = accounts.Pay(account_card, total, request.paying, "", uuid5(request.id, "pay"))
        paid = work.part(accounts.pay, payment).amount_pence
    if request.signed:
        _sign(work, request, account_card)
    work.do("basket_line", rows.DROP_LINES, key=basket.id)
    work.do("basket", rows.DROP, key=basket.id)
    work.what = _sentence(lent_lines)
    asked = {a.case: a for _, found in parts for a in found}
    return Finished(request.id, rows.title(basket), lent_lines, total, paid, tuple(asked.values()))


def _lend_to(
    work: Work, request: Finish, who: BorrowerKnown, lines: list[Any]
) -> list[tuple[LentLine, tuple[Asked, ...]]]:
    loan = lending.begin_loan(work, who, uuid5(lines[0].uuid, "loan"), "")
    found = []
    for line in lines:
        code = work.one(CODE_OF, key=line.instrument_id).code
        part = work.part(
            lending.lend_line,
            LendLine(line.uuid, code, who.row.code, loan, None, request.override, request.settled),
        )
        found.append((part.line, part.asks))
    return found


def _sign(work: Work, request: Finish, card: str) -> None:
    row = accounts.account_row(work, card)
    year = calendar.academic_year(work.on)
    found = work.one(accounts.AGREEMENT, account=row.account_id, year=year)
    if found is not None and found.signed_on is None:
        sign = accounts.SignAgreement(card, request.signed, uuid5(request.id, "sign"))
        work.part(accounts.sign_agreement, sign)


def _sentence(lines: tuple[LentLine, ...]) -> str:
    if len(lines) == 1:
        line = lines[0]
        until = facts.until_words(line.due_on, line.next_charge_on)
        return f"Lent: {line.name} {line.instrument} to {line.borrower_name}, {until}"
    names = list(dict.fromkeys(line.borrower_name for line in lines))
    return f"Lent: {len(lines)} instruments to {' and '.join(names)}"
