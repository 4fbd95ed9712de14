"""Telling another system: lines are marked as sent first, and the file is made from the marks.

So whatever happens meanwhile, no line is lost and none goes twice: the file of a transfer can be
made again at any time, and taking the transfer back frees its lines.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from loanmgr.db.many import SqlIn
from loanmgr.db.sql import Sql
from loanmgr.domain import references
from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.domain.money import pounds
from loanmgr.domain.policy import System
from loanmgr.services.identity import LEADS
from loanmgr.services.systems import lines
from loanmgr.services.work import Look, Work

MOST_LINES = 20_000
"""Of one transfer, so that nobody waits long for it; the rest goes with the next one."""

SENT_ALREADY = SqlIn(
    "SELECT ledger_id FROM sent_line WHERE system = :system AND struck_act IS NULL"
    " AND ledger_id IN ({values})"
)
LINES = SqlIn(
    "SELECT ledger.id, ledger.uuid, ledger.account_id, ledger.amount_pence, ledger.reverses_id,"
    " charge.uuid AS charge_uuid, payment.uuid AS payment_uuid FROM ledger"
    " LEFT JOIN charge ON charge.id = ledger.charge_id"
    " LEFT JOIN payment ON payment.id = ledger.payment_id WHERE ledger.id IN ({values})"
)
LINE_ID = Sql("SELECT uuid, reverses_id FROM ledger WHERE id = :key")
STRIKE = Sql(
    "UPDATE sent_line SET struck_act = :act WHERE transfer_id = :key AND struck_act IS NULL"
)
TRANSFER = (
    "SELECT id, uuid, system, made_on, line_count, total_pence, act_no, struck_act FROM transfer"
)
ONE_TRANSFER = Sql(f"{TRANSFER} WHERE uuid = :id")
ALL_TRANSFERS = Sql(f"{TRANSFER} ORDER BY id DESC LIMIT :count")


@dataclass(frozen=True)
class SendLines:
    """Mark lines as sent to a system; which ones, a look has found out."""

    system: str
    lines: tuple[int, ...]
    """Their keys, which never leave this database."""
    looked_to: int
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Sent:
    """What a system is told."""

    transfer: UUID
    system: str
    """Its code."""
    name: str
    lines: int
    total_pence: int


@dataclass(frozen=True)
class Transfer:
    """An earlier transfer."""

    transfer: UUID
    system: str
    name: str
    made_on: date
    lines: int
    total_pence: int
    is_taken_back: bool


def send_lines(work: Work, request: SendLines) -> Sent:
    """Mark what a system is told of now; what another desk has sent meanwhile is left out.

    Raises:
        RuleError: nothing is left to send, or whoever is at the desk may not.
    """
    check_may(work)
    system = lines.system_now(work, request.system)
    # Two desks that send at once go one after the other, and each reads what the first has sent.
    work.lock("register", 1)
    gone = SENT_ALREADY.rows(work.connection, request.lines, system=system.code)
    wanted = set(request.lines[:MOST_LINES]) - {row.ledger_id for row in gone}
    found = sorted(LINES.rows(work.connection, wanted), key=lambda row: int(row.id))
    if not found:
        raise RuleError(f"There is nothing to send to {system.name}.", "nothing_to_send", "system")
    total = sum(row.amount_pence for row in found)
    transfer = work.add(
        "transfer",
        uuid=request.id,
        system=system.code,
        made_on=work.on,
        line_count=len(found),
        total_pence=total,
        scope=lines.scope(system),
        looked_to=request.looked_to,
        act_no=work.act_no,
    )
    names = ("transfer_id", "system", "ledger_id", "account_id", "reference")
    marks = [(transfer, system.code, r.id, r.account_id, _reference(work, r)) for r in found]
    work.add_under("sent_line", names, marks)
    words = "1 line" if len(found) == 1 else f"{len(found):,} lines"
    work.what = f"Sent to {system.name}: {words}, {pounds(total)}"
    return Sent(request.id, system.code, system.name, len(found), total)


def check_may(look: Look) -> None:
    """Refuse whoever may not send money matters to other systems, or bring them in.

    Raises:
        RuleError: it is neither a lead nor the office.
    """
    if look.identity.role not in LEADS:
        message = "Only a lead or the office can exchange files with other systems."
        raise RuleError(message, "lead_only", "system")


def _reference(look: Look, row: Any) -> str:
    """Return what everything about the same charge (or payment, or line) is called by."""
    uuid = row.charge_uuid or row.payment_uuid
    if uuid is None:
        uuid, of = row.uuid, row.reverses_id
        while of is not None:
            line = look.one(LINE_ID, key=of)
            uuid, of = line.uuid, line.reverses_id
    return references.reference(uuid)


def strike(work: Work, _table: str, row: Any) -> None:
    """Take a transfer back: its lines can be sent again."""
    work.change("transfer", row.id, {"struck_act": None}, {"struck_act": work.act_no})
    work.do("sent_line", STRIKE, act=work.act_no, key=row.id)


def transfers(look: Look, count: int) -> tuple[Transfer, ...]:
    """Return the newest transfers, the last one first."""
    return tuple(_transfer(look, row) for row in look.rows(ALL_TRANSFERS, count=count))


def transfer_of(look: Look, transfer: UUID) -> Transfer:
    """Return one transfer.

    Raises:
        RuleError: there is none of that id.
    """
    row = look.one(ONE_TRANSFER, id=transfer)
    if row is None:
        raise RuleError("Nothing was sent under that id.", "unknown_transfer", "transfer")
    return _transfer(look, row)


def _transfer(look: Look, row: Any) -> Transfer:
    system = system_of(look, row.system)
    name = system.name if system is not None else row.system
    return Transfer(
        row.uuid,
        row.system,
        name,
        row.made_on,
        row.line_count,
        row.total_pence,
        row.struck_act is not None,
    )


def system_of(look: Look, code: str) -> System | None:
    """Return a system as it is set up now, or was last, by its code."""
    found = [each for each in look.policy().systems if each.code == code]
    now = (each for each in found if each.in_force(look.on))
    return next(now, found[-1] if found else None)
