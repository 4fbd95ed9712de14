"""Which lines of the ledger a system has not been told of yet.

A line and what takes it back are both left out while the system knows of neither. Once it knows of
a line, what takes that back is sent as a line of its own.
"""

from dataclasses import dataclass
from typing import Any

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import System
from loanmgr.domain.words import long_date
from loanmgr.services.work import Look

SENDS_OF = {
    "charge": "charges",
    "discount": "charges",
    "credit": "charges",
    "deposit": "deposits",
    "write_off": "write_offs",
    "payment": "payments",
    "refund": "payments",
}
"""Under which word of the policy's `sends` a kind of line falls."""

OVERLAP = 20_000
"""So many lines before the last one looked at are looked at again: a desk that was slow may have
finished lines with smaller keys since."""

IS_SENT = (
    "EXISTS (SELECT 1 FROM sent_line AS told WHERE told.system = :system"
    " AND told.ledger_id = {line} AND told.struck_act IS NULL)"
)
UNSENT = Sql(f"""
SELECT ledger.id, ledger.kind, ledger.entered_on, ledger.amount_pence, ledger.reverses_id,
  payment.external,
  of.kind AS of_kind, of.reverses_id AS of_of, back.id AS back, next.id AS next,
  CASE WHEN {IS_SENT.format(line="ledger.reverses_id")} THEN 1 ELSE 0 END AS of_sent,
  CASE WHEN {IS_SENT.format(line="back.id")} THEN 1 ELSE 0 END AS back_sent
FROM ledger JOIN account ON account.id = ledger.account_id
LEFT JOIN ledger AS of ON of.id = ledger.reverses_id
LEFT JOIN ledger AS back ON back.reverses_id = ledger.id
LEFT JOIN ledger AS next ON next.reverses_id = back.id
LEFT JOIN payment ON payment.id = ledger.payment_id
WHERE ledger.id > :after AND ledger.id <= :upto AND :kinds LIKE '%' || account.kind || '%'
  AND NOT {IS_SENT.format(line="ledger.id")}
ORDER BY ledger.id
""")  # noqa: S608
LINK = Sql(f"""
SELECT ledger.id, ledger.kind, ledger.reverses_id, back.id AS back,
  CASE WHEN {IS_SENT.format(line="ledger.id")} THEN 1 ELSE 0 END AS is_sent
FROM ledger LEFT JOIN ledger AS back ON back.reverses_id = ledger.id WHERE ledger.id = :key
""")  # noqa: S608
NEWEST_LINE = Sql("SELECT COALESCE(MAX(id), 0) AS key FROM ledger")
# The nought keeps the engines from walking all keys in their order until a day fits.
FIRST_SINCE = Sql("SELECT MIN(id + 0) AS key FROM ledger WHERE entered_on >= :since")
LAST_TRANSFER = Sql(
    "SELECT scope, looked_to FROM transfer WHERE system = :system AND struck_act IS NULL"
    " ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True)
class Window:
    """Between which lines what was not sent lies; both are keys of this database alone."""

    after: int
    upto: int


@dataclass(frozen=True)
class AskUnsent:
    """A stretch of the ledger to look through for a system."""

    system: str
    after: int
    upto: int


@dataclass(frozen=True)
class Unsent:
    """Lines to send: their keys and sums, and how many were left out with what took them back."""

    lines: tuple[tuple[int, int], ...]
    left_out: int


def system_now(look: Look, text: str) -> System:
    """Return the system of a code or name as it is set up today.

    Raises:
        RuleError: there is none of that name, or it is not in use today.
    """
    named = look.policy().system_named(text)
    found = look.policy().system_on(named.code, look.on)
    if found is None:
        message = f"{named.name} is not in use on {long_date(look.on)}."
        raise RuleError(message, "not_in_use", "system")
    return found


@dataclass(frozen=True)
class InUse:
    """A system that is in use today."""

    code: str
    name: str
    takes_payments: bool
    """It says what was paid."""


def in_use(look: Look, _request: None = None) -> tuple[InUse, ...]:
    """Return the systems that are in use today."""
    found = (each for each in look.policy().systems if each.in_force(look.on))
    return tuple(InUse(each.code, each.name, bool(each.paid_columns)) for each in found)


def scope(system: System) -> str:
    """Return what a system is told of, to know whether that was changed since the last time."""
    said = (sorted(system.accounts), sorted(system.sends), system.since_on)
    return msgspec.json.encode(said).decode()


def window(look: Look, text: str) -> Window:
    """Return where the lines begin and end that a system may not have been told of."""
    system = system_now(look, text)
    upto = look.one(NEWEST_LINE).key
    last = look.one(LAST_TRANSFER, system=system.code)
    if last is not None and last.scope == scope(system):
        return Window(max(0, last.looked_to - OVERLAP), upto)
    if system.since_on is None:
        return Window(0, upto)
    first = look.one(FIRST_SINCE, since=system.since_on).key
    return Window(upto if first is None else first - 1, upto)


def unsent(look: Look, request: AskUnsent) -> Unsent:
    """Return which lines of a stretch a system is to be told of."""
    system = system_now(look, request.system)
    kinds = ",".join(system.accounts)
    asked = {"system": system.code, "kinds": kinds, "after": request.after, "upto": request.upto}
    rows = [row for row in look.rows(UNSENT, **asked) if _concerns(look, system, row)]
    found = [row for row in rows if _goes(look, system, row)]
    return Unsent(tuple((row.id, row.amount_pence) for row in found), len(rows) - len(found))


def _concerns(look: Look, system: System, row: Any) -> bool:
    """Say whether a system is told of such lines: of this kind, since that day, not its own."""
    kind = _first_kind(look, system, row)
    if SENDS_OF.get(kind) not in system.sends:
        return False
    if system.since_on is not None and row.entered_on < system.since_on:
        return False
    own = f"{system.code}:"
    return not (kind == "payment" and row.external and row.external.startswith(own))


def _first_kind(look: Look, system: System, row: Any) -> str:
    """Return the kind of the line that a reversal takes back in the end."""
    kind, of = row.kind, row.of_kind
    if kind == "reversal" and of != "reversal":
        return str(of)
    while row.kind == "reversal":
        row = look.one(LINK, key=row.reverses_id, system=system.code)
    return str(row.kind)


def _goes(look: Look, system: System, row: Any) -> bool:
    """Say whether a line goes, or stays with what takes it back (or what it takes back)."""
    takes_back_unknown = row.reverses_id is not None and not row.of_sent
    taken_back_unknown = row.back is not None and not row.back_sent
    if not takes_back_unknown and not taken_back_unknown:
        return True
    if not takes_back_unknown and row.next is None:
        return False
    if not taken_back_unknown and row.of_of is None:
        return False
    return _is_odd_one(look, system, row.id)


def _is_odd_one(look: Look, system: System, key: int) -> bool:
    """Say whether a line is the last of an odd number that took each other back, all unsent."""
    row = look.one(LINK, key=key, system=system.code)
    if row.back is not None and not look.one(LINK, key=row.back, system=system.code).is_sent:
        return False
    links = 1
    while row.reverses_id is not None:
        row = look.one(LINK, key=row.reverses_id, system=system.code)
        if row.is_sent:
            break
        links += 1
    return links % 2 == 1
