"""The receipt on A4. Money is whole pence; a balance is positive when the account owes.

Like every paper a family sees, it has no place for why a charge is reduced, and no address.
"""

from dataclasses import dataclass
from datetime import date

from reportlab.platypus import Flowable

from loanmgr.documents.agreement import Service, letterhead
from loanmgr.documents.setting import (
    INK,
    TEXT_WIDTH_MM,
    Look,
    Paper,
    build,
    grid,
    listing,
    space,
    words,
)
from loanmgr.domain.money import pounds
from loanmgr.domain.words import short_date

SUM_MM = 34.0


@dataclass(frozen=True)
class ReceiptLine:
    """What a sum was for; a sum taken off is negative and says *Reduced rate*, never why."""

    what: str
    amount_pence: int


@dataclass(frozen=True)
class Receipt:
    """Everything a receipt says. ``balance_pence`` is the account's after this payment."""

    service: Service
    number: str
    paid_on: date
    account: str
    lines: tuple[ReceiptLine, ...]
    paid_by: str
    paid_pence: int
    balance_pence: int

    @property
    def total_pence(self) -> int:
        """The sum of the lines."""
        return sum(line.amount_pence for line in self.lines)


def receipt(given: Receipt) -> bytes:
    """Draw a receipt as a PDF."""
    paper = Paper(
        title=f"Receipt {given.number}",
        service=given.service.name,
        dated_on=given.paid_on,
        foot=f"{given.service.name}  ·  Receipt {given.number}  ·  {given.account}",
    )
    return build(paper, lambda: _story(given))


def _story(given: Receipt) -> list[Flowable]:
    head = [words("For", "quiet"), words("Sum", "quiet", right=True)]
    rows = [
        [words(line.what), words(pounds(line.amount_pence), right=True)] for line in given.lines
    ]
    return [
        letterhead(given.service),
        space(6),
        words("Receipt", "title"),
        space(4),
        _facts(given),
        space(5),
        listing(head, rows, (TEXT_WIDTH_MM - SUM_MM, SUM_MM)),
        space(1),
        _sums(given),
        space(8),
        words("Thank you.", "body"),
    ]


def _facts(given: Receipt) -> Flowable:
    rows = [
        ("Receipt", given.number, "Account", given.account),
        ("Date", short_date(given.paid_on), "", ""),
    ]
    cells = [
        [words(text, "label" if at % 2 == 0 else "bold") for at, text in enumerate(row)]
        for row in rows
    ]
    return grid(cells, (20, 48, 20, TEXT_WIDTH_MM - 88), [("LEFTPADDING", (0, 0), (-1, -1), 0)])


def _sums(given: Receipt) -> Flowable:
    """Return total, payment and balance under the column of sums."""
    rows: list[tuple[str, int, Look]] = [
        ("Total", given.total_pence, "bold"),
        (_payment(given), abs(given.paid_pence), "body"),
        (_balance(given.balance_pence), abs(given.balance_pence), "bold"),
    ]
    return grid(
        [
            [words(what, look, right=True), words(pounds(pence), look, right=True)]
            for what, pence, look in rows
        ],
        (TEXT_WIDTH_MM - SUM_MM, SUM_MM),
        [("LINEBELOW", (1, -1), (1, -1), 1.2, INK)],
    )


def _payment(given: Receipt) -> str:
    verb = "Given back" if given.paid_pence < 0 else "Paid"
    return f"{verb} by {given.paid_by}"


def _balance(balance_pence: int) -> str:
    if balance_pence > 0:
        return "Still to pay on this account"
    return "In credit on this account" if balance_pence < 0 else "Left to pay on this account"
