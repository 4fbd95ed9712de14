"""The lines of every account as rows of a spreadsheet, a page at a time."""

from dataclasses import dataclass

from loanmgr.db.sql import Sql
from loanmgr.domain.papers import number_words
from loanmgr.services.imports.table import guarded
from loanmgr.services.owed import ASKED, DUE_ON
from loanmgr.services.work import Look

COLUMNS = (
    *("date", "card", "account", "kind", "what", "amount"),
    *("due", "VAT code", "paper", "paid by", "reference", "line"),
)
PAGE = Sql(f"""
SELECT line.id, line.uuid, line.kind, line.entered_on, {DUE_ON} AS due_on,
  line.amount_pence, line.vat_code, line.what,
  family.code AS family_code, family.name AS family_name,
  (SELECT code FROM borrower WHERE borrower.account_id = line.account_id
   AND borrower.family_id IS NULL LIMIT 1) AS borrower_code,
  (SELECT name FROM borrower WHERE borrower.account_id = line.account_id
   AND borrower.family_id IS NULL LIMIT 1) AS borrower_name,
  paper.kind AS paper_kind, paper.number AS paper, payment.method, payment.reference
FROM ledger AS line LEFT JOIN family ON family.account_id = line.account_id
{ASKED}
LEFT JOIN payment ON payment.id = line.payment_id
WHERE line.id > :after ORDER BY line.id LIMIT :count
""")  # noqa: S608
LAST = Sql("SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) AS id FROM ledger")


@dataclass(frozen=True)
class LedgerPage:
    """Which lines are wanted: those after one, so many at the most."""

    after: int = 0
    count: int = 2000


@dataclass(frozen=True)
class LedgerRows:
    """Some lines as cells, and where the next page goes on."""

    rows: tuple[tuple[str, ...], ...]
    last: int


def last_line(look: Look, _request: None) -> int:
    """Return the key of the newest line there is."""
    return int(look.one(LAST).id)


def page(look: Look, request: LedgerPage) -> LedgerRows:
    """Return the next lines in the order in which they were added."""
    found = look.rows(PAGE, after=request.after, count=request.count)
    rows = tuple(
        (
            row.entered_on.isoformat(),
            row.family_code or row.borrower_code or "",
            guarded(row.family_name or row.borrower_name or ""),
            row.kind,
            guarded(row.what),
            _pounds(row.amount_pence),
            row.due_on.isoformat() if row.due_on else "",
            row.vat_code,
            number_words(row.paper_kind, row.paper) if row.paper else "",
            row.method or "",
            guarded(row.reference or ""),
            str(row.uuid),
        )
        for row in found
    )
    return LedgerRows(rows, found[-1].id if found else request.after)


def _pounds(pence: int) -> str:
    """Write a sum as a number that a spreadsheet adds up: below nought for what came in."""
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02}"
