"""What two accounts become when their records do: lines stand again on the one that is kept."""

from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.words import short_date
from loanmgr.services import ledger
from loanmgr.services.work import Work

OF_ACCOUNT = {
    table: Sql(f"SELECT id, account_id FROM {table} WHERE account_id = :account ORDER BY id")  # noqa: S608
    for table in ("charge", "payment", "loan", "document")
}
"""What follows an account as it is."""
AGREEMENTS = Sql(
    "SELECT id, account_id, year, signed_on FROM agreement"
    " WHERE account_id = :account AND struck_act IS NULL ORDER BY id"
)
LOANS_UNDER = Sql("SELECT id, agreement_id FROM loan WHERE agreement_id = :agreement ORDER BY id")
PRINTED = Sql(
    "SELECT line.id, line.ledger_id FROM ledger"
    " JOIN document_line AS line ON line.ledger_id = ledger.id WHERE ledger.account_id = :account"
    " ORDER BY line.id"
)
LATE = Sql(
    "SELECT late.id, late.ledger_id FROM ledger"
    " JOIN late_charge AS late ON late.ledger_id = ledger.id WHERE ledger.account_id = :account"
    " AND late.struck_act IS NULL ORDER BY late.id"
)
SENT = Sql("""
SELECT sent.* FROM ledger JOIN sent_line AS sent ON sent.ledger_id = ledger.id
  AND sent.system IN (SELECT system FROM transfer) AND sent.struck_act IS NULL
WHERE ledger.account_id = :account ORDER BY sent.id
""")
ALLOCATED = Sql(
    "SELECT * FROM allocation WHERE account_id = :account AND struck_act IS NULL ORDER BY id"
)


def move(work: Work, drop: Any, keep: Any) -> None:
    """Let all of one account stand on another one; neither loses a line."""
    copies = _lines(work, drop, keep)
    _papers(work, drop.account_id, copies)
    _late(work, drop.account_id, copies)
    _systems(work, (drop.account_id, keep.account_id), copies)
    _allocations(work, (drop.account_id, keep.account_id), copies)
    for table, statement in OF_ACCOUNT.items():
        for row in work.rows(statement, account=drop.account_id):
            follow(work, table, row, {"account_id": keep.account_id})
    _agreements(work, drop.account_id, keep.account_id)


def follow(work: Work, table: str, row: Any, after: dict[str, Any]) -> None:
    """Let a row belong to the record that is kept."""
    work.change(table, row.id, {name: getattr(row, name) for name in after}, after)


def _lines(work: Work, drop: Any, keep: Any) -> dict[int, tuple[int, int]]:
    """Take each line that counts off one account and enter it on the other.

    Returns:
        The opposite and the copy of each such line, by its key.
    """
    lines = work.rows(ledger.LINES_OF_ACCOUNT, account=drop.account_id)
    copies: dict[int, tuple[int, int]] = {}
    for line, root in ledger.in_effect(work, lines):
        opposite = ledger.reverse_line(work, line, drop.account_id)
        copy = work.add(
            "ledger",
            uuid=ledger.copy_id(work.one(ledger.LINE, key=opposite)),
            account_id=keep.account_id,
            kind=root.kind,
            entered_on=work.on,
            due_on=line.due_on,
            amount_pence=line.amount_pence,
            vat_code=line.vat_code,
            charge_id=line.charge_id,
            payment_id=line.payment_id,
            what=f"{root.what}; of {short_date(root.entered_on)}, from card {drop.code}",
            act_no=work.act_no,
        )
        copies[line.id] = opposite, copy
    return copies


def _papers(work: Work, account: int, copies: dict[int, tuple[int, int]]) -> None:
    """Let an invoice speak of the line that counts; what it says stays as it was printed."""
    for row in work.rows(PRINTED, account=account):
        if row.ledger_id in copies:
            follow(work, "document_line", row, {"ledger_id": copies[row.ledger_id][1]})


def _late(work: Work, account: int, copies: dict[int, tuple[int, int]]) -> None:
    """Let what paying late has cost be known by the line that counts, so that it bears nothing."""
    for row in work.rows(LATE, account=account):
        if row.ledger_id in copies:
            follow(work, "late_charge", row, {"ledger_id": copies[row.ledger_id][1]})


def _systems(work: Work, of: tuple[int, int], copies: dict[int, tuple[int, int]]) -> None:
    """Let what went to another system be known there by the same reference, and go only once."""
    for row in work.rows(SENT, account=of[0]):
        if row.ledger_id not in copies:
            continue
        opposite, copy = copies[row.ledger_id]
        follow(work, "sent_line", row, {"ledger_id": copy, "account_id": of[1]})
        for line in (row.ledger_id, opposite):
            work.add(
                "sent_line",
                transfer_id=row.transfer_id,
                system=row.system,
                ledger_id=line,
                account_id=of[0],
                reference="",
            )


def _allocations(work: Work, of: tuple[int, int], copies: dict[int, tuple[int, int]]) -> None:
    for row in work.rows(ALLOCATED, account=of[0]):
        ends = row.paid_line_id, row.charged_line_id
        if all(line in copies for line in ends):
            paid, charged = (copies[line][1] for line in ends)
            after = {"account_id": of[1], "paid_line_id": paid, "charged_line_id": charged}
            follow(work, "allocation", row, after)


def _agreements(work: Work, drop: int, keep: int) -> None:
    """Keep one agreement a year: the signed one."""
    kept = {row.year: row for row in work.rows(AGREEMENTS, account=keep)}
    for row in work.rows(AGREEMENTS, account=drop):
        other = kept.get(row.year)
        if other is None:
            follow(work, "agreement", row, {"account_id": keep})
            continue
        takes_over = row.signed_on is not None and other.signed_on is None
        stays, goes = (row, other) if takes_over else (other, row)
        work.change("agreement", goes.id, {"struck_act": None}, {"struck_act": work.act_no})
        if takes_over:
            follow(work, "agreement", row, {"account_id": keep})
        for loan in work.rows(LOANS_UNDER, agreement=goes.id):
            follow(work, "loan", loan, {"agreement_id": stays.id})
