"""The file a system is given: one row a line, in the columns that the policy says."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import references
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import System
from loanmgr.domain.policy.systems import DECIMALS, SEPARATORS
from loanmgr.services import ledger
from loanmgr.services.imports.table import guarded
from loanmgr.services.systems import sending
from loanmgr.services.their_numbers import IS_NUMBER
from loanmgr.services.work import Look

PAGE = 1000
FORMATS = {
    "YYYY-MM-DD": "%Y-%m-%d",
    "DD/MM/YYYY": "%d/%m/%Y",
    "DD/MM/YY": "%d/%m/%y",
    "DD.MM.YYYY": "%d.%m.%Y",
    "DD Mon YYYY": "%d %b %Y",
    "YYYYMMDD": "%Y%m%d",
}
COLUMNS = """
SELECT sent.id AS sent, {reference} AS reference, ledger.id, ledger.uuid, ledger.act_no,
  ledger.kind, ledger.what, ledger.entered_on,
  ledger.due_on, ledger.amount_pence, ledger.vat_code, ledger.charge_id, ledger.payment_id,
  ledger.reverses_id, account.kind AS account_kind, family.code AS family_code,
  family.name AS family_name, payer.code AS payer_code, payer.name AS payer_name,
  charge.tariff, charge.charge_on, charge.period, charge.period_from_on, charge.period_to_on,
  charge.order_no, pupil.code AS pupil_code, pupil.name AS pupil_name, school.name AS school_name,
  i.code AS instrument_code, t.code AS type_code, t.name AS type_name,
  (SELECT text FROM code WHERE code.thing = pupil.id AND {is_number}
    ORDER BY code.id DESC LIMIT 1) AS alias,
  (SELECT COUNT(*) FROM ledger AS other WHERE other.charge_id = ledger.charge_id
    AND other.id <= ledger.id) AS of_charge,
  (SELECT COUNT(*) FROM ledger AS other WHERE other.payment_id = ledger.payment_id
    AND other.id <= ledger.id) AS of_payment
FROM sent_line AS sent JOIN ledger ON ledger.id = sent.ledger_id
JOIN account ON account.id = sent.account_id
LEFT JOIN family ON family.account_id = account.id
LEFT JOIN borrower AS payer ON payer.account_id = account.id AND payer.family_id IS NULL
LEFT JOIN charge ON charge.id = ledger.charge_id
LEFT JOIN borrower AS pupil ON pupil.id = charge.borrower_id
LEFT JOIN borrower AS school ON school.id = pupil.school_id
LEFT JOIN loan_line AS hire ON hire.id = charge.hire_id
LEFT JOIN instrument AS i ON i.id = hire.instrument_id
LEFT JOIN instrument_type AS t ON t.id = i.type_id
"""
LINES = Sql(f"""{COLUMNS.format(reference="sent.reference", is_number=IS_NUMBER)}
WHERE sent.transfer_id = :transfer AND sent.id > :after AND sent.reference <> ''
ORDER BY sent.id LIMIT :count
""")
"""Lines without a reference were on an account that was joined with another one; what is known
there by the reference is the line on that one."""
AS_SENT = Sql(f"""{COLUMNS.format(reference="CAST(:reference AS TEXT)", is_number=IS_NUMBER)}
WHERE sent.transfer_id = :transfer AND sent.ledger_id = :ledger AND sent.struck_act IS NULL
""")
OPPOSITES = Sql("""
SELECT ledger.uuid, ledger.reverses_id FROM sent_line AS sent
JOIN ledger ON ledger.id = sent.ledger_id AND ledger.reverses_id IS NOT NULL
WHERE sent.transfer_id = :transfer AND sent.reference = '' AND sent.struck_act IS NULL
""")
REVERSES = Sql("SELECT reverses_id FROM ledger WHERE id = :key")


@dataclass(frozen=True)
class AskRows:
    """A page of a transfer's file, after a key."""

    transfer: UUID
    after: int = 0


@dataclass(frozen=True)
class Rows:
    """A page of a file: its lines of text, and where to go on; None at the end."""

    text: str
    count: int
    after: int | None


def head(look: Look, transfer: UUID) -> str:
    """Return the first line of a transfer's file.

    Raises:
        RuleError: there is no such transfer, it was taken back, or its system is gone.
    """
    _, system = _found(look, transfer)
    return _written(system, [[guarded(column.heading) for column in system.columns]])


def rows(look: Look, request: AskRows) -> Rows:
    """Return a page of a transfer's file, the same whenever it is made with the same policy."""
    transfer, system = _found(look, request.transfer)
    found = look.rows(LINES, transfer=transfer.id, after=request.after, count=PAGE)
    as_sent = _as_sent(look, transfer, found)
    cells = [_cells(look, system, request.transfer, row) for row in as_sent]
    after = found[-1].sent if len(found) == PAGE else None
    return Rows(_written(system, cells), len(found), after)


def _as_sent(look: Look, transfer: Any, rows: list[Any]) -> list[Any]:
    """Return lines as they were when they went, whichever record their account was joined with.

    A line on the account that was kept is newer than the transfer; the one that went stands yet.
    """
    if all(row.act_no <= transfer.act_no for row in rows):
        return rows
    went = {
        ledger.copy_id(row): row.reverses_id for row in look.rows(OPPOSITES, transfer=transfer.id)
    }
    found = []
    for row in rows:
        line = row
        while line.uuid in went:
            asked = {"ledger": went[line.uuid], "reference": row.reference}
            line = look.one(AS_SENT, transfer=transfer.id, **asked)
        found.append(line)
    return found


def _found(look: Look, transfer: UUID) -> tuple[Any, System]:
    row = look.one(sending.ONE_TRANSFER, id=transfer)
    if row is None:
        raise RuleError("Nothing was sent under that id.", "unknown_transfer", "transfer")
    if row.struck_act is not None:
        message = "That was taken back; its lines are sent anew with the next file."
        raise RuleError(message, "taken_back", "transfer")
    system = sending.system_of(look, row.system)
    if system is None:
        message = f"The policy has no system {row.system} any more."
        raise RuleError(message, "unknown_system", "transfer")
    return row, system


def _written(system: System, cells: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=SEPARATORS[system.separator], lineterminator="\r\n")
    writer.writerows(cells)
    return text.getvalue()


def _cells(look: Look, system: System, transfer: UUID, row: Any) -> list[str]:
    values = {
        **_about(system, row),
        **_money(look, system, row),
        "line_reference": references.line_reference(row.reference, _number(look, row)),
        "transfer": references.reference(transfer),
    }
    return [
        values[column.field] if column.field else guarded(column.text) for column in system.columns
    ]


def _money(look: Look, system: System, row: Any) -> dict[str, str]:
    pence = row.amount_pence
    kind = look.policy().type_by_code.get(row.type_code) if row.type_code else None
    tariff = look.policy().tariff_on(row.tariff, row.charge_on) if row.tariff else None
    family = kind.family if kind is not None else ""
    own = tariff.ledger_code if tariff is not None else ""
    return {
        "amount": sum_of(system, pence),
        "debit": sum_of(system, pence) if pence > 0 else "",
        "credit": sum_of(system, -pence) if pence < 0 else "",
        "vat_code": guarded(row.vat_code),
        "ledger_code": guarded(own or system.code_for(row.kind, family, row.vat_code)),
    }


def _about(system: System, row: Any) -> dict[str, str]:
    said = {
        "reference": row.reference,
        "kind": row.kind,
        "what": row.what,
        "account_code": row.family_code or row.payer_code,
        "account_name": row.family_name or row.payer_name,
        "account_kind": row.account_kind,
        "pupil_code": row.pupil_code,
        "pupil_number": row.alias or row.pupil_code,
        "pupil_name": row.pupil_name,
        "school_name": row.school_name,
        "order_no": row.order_no,
        "instrument_code": row.instrument_code,
        "instrument_type": row.type_name,
        "period": row.period,
    }
    days = {
        "entered": row.entered_on,
        "due": row.due_on,
        "period_from": row.period_from_on,
        "period_to": row.period_to_on,
    }
    words = {name: guarded(" ".join((text or "").split())) for name, text in said.items()}
    return words | {name: day_of(system, on) for name, on in days.items()}


def _number(look: Look, row: Any) -> int:
    """Return which of the lines of its reference a line is; it never changes."""
    if row.charge_id is not None or row.payment_id is not None:
        return int(row.of_charge or row.of_payment)
    number, of = 1, row.reverses_id
    while of is not None:
        number, of = number + 1, look.one(REVERSES, key=of).reverses_id
    return number


def sum_of(system: System, pence: int) -> str:
    """Write a sum as a system reads it."""
    if system.money == "pence":
        return str(pence)
    whole, rest = divmod(abs(pence), 100)
    return f"{'-' if pence < 0 else ''}{whole}{DECIMALS[system.decimal]}{rest:02d}"


def day_of(system: System, on: date | None) -> str:
    """Write a day as a system reads it."""
    return "" if on is None else on.strftime(FORMATS[system.date_format])
