"""The bare side: the fewest statements that give the same answer and leave the same rows.

It knows no rules and finds no words; prices and sentences are handed to it ready-made (`Told`), so
that nothing but the database and its driver is measured. Sums are whole pence, dates ISO text.
"""

import os
import sqlite3
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from loanmgr.db.engine import POSTGRES_OPTIONS, SQLITE_PRAGMAS, set_up_postgres

SCAN = """
SELECT i.code, i.make, i.model, t.name, s.code, holder.name, holder.code, line.due_on,
  line.next_charge_on, home.name, centre.name, i.fault, i.missing_on, i.retired_on,
  counter.name, basket_family.name, basket.uuid,
  (SELECT group_concat(part.name) FROM part WHERE part.instrument_id = i.id
     AND part.missing_on IS NOT NULL AND part.struck_act IS NULL),
  kept.until_on, kept_for.code, kept_for.name,
  ours.uuid, ours.family_id, ours.borrower_id,
  (SELECT COUNT(*) FROM basket_line WHERE basket_line.basket_id = ours.id)
FROM code
JOIN instrument AS i ON i.id = code.thing
JOIN instrument_type AS t ON t.id = i.type_id
JOIN place AS home ON home.id = i.home_place_id
LEFT JOIN place AS centre ON centre.id = COALESCE(home.centre_id, home.id)
LEFT JOIN instrument_size AS s ON s.id = i.size_id
LEFT JOIN loan_line AS line
  ON line.instrument_id = i.id AND line.returned_at IS NULL AND line.passed_on_at IS NULL
LEFT JOIN borrower AS holder ON holder.id = line.borrower_id
LEFT JOIN basket_line ON basket_line.instrument_id = i.id
LEFT JOIN basket ON basket.id = basket_line.basket_id
LEFT JOIN desk AS counter ON counter.id = basket.desk_id
LEFT JOIN family AS basket_family ON basket_family.id = basket.family_id
LEFT JOIN reservation AS kept ON kept.instrument_id = i.id AND kept.struck_act IS NULL
LEFT JOIN borrower AS kept_for ON kept_for.id = kept.borrower_id
LEFT JOIN basket AS ours ON ours.desk_id = ? AND ours.parked_at IS NULL
WHERE code.text = ? AND code.kind = 'instrument' AND i.struck_act IS NULL
"""

DRAW = (
    "UPDATE desk SET seq = seq + 1 WHERE id = ? RETURNING seq, (SELECT MAX(no) + 1 FROM act),"
    " (SELECT policy_version FROM register)"
)
BEFORE_LENDING = """
SELECT i.id, t.name, s.code, i.retired_on, i.fault, i.missing_on, line.id,
  (SELECT COUNT(*) FROM part WHERE part.instrument_id = i.id AND part.missing_on IS NOT NULL
     AND part.struck_act IS NULL),
  b.id, b.name, b.account_id, b.family_id, b.left_on, agreement.id, agreement.signed_on,
  (SELECT SUM(amount_pence) FROM ledger WHERE ledger.account_id = b.account_id
     AND (ledger.due_on IS NULL OR ledger.due_on < :today)),
  (SELECT COUNT(*) FROM loan_line WHERE loan_line.borrower_id = b.id
     AND loan_line.returned_at IS NULL AND loan_line.passed_on_at IS NULL),
  (SELECT COUNT(*) FROM loan_line WHERE loan_line.borrower_id = b.id
     AND loan_line.returned_at IS NULL AND loan_line.passed_on_at IS NULL
     AND loan_line.due_on < :today),
  (SELECT award.id FROM award WHERE award.borrower_id = b.id AND award.struck_act IS NULL
     AND award.from_on <= :today AND award.to_on >= :today)
FROM code AS label
JOIN instrument AS i ON i.id = label.thing
JOIN instrument_type AS t ON t.id = i.type_id
LEFT JOIN instrument_size AS s ON s.id = i.size_id
LEFT JOIN loan_line AS line
  ON line.instrument_id = i.id AND line.returned_at IS NULL AND line.passed_on_at IS NULL
JOIN code AS card ON card.text = :card AND card.kind = 'borrower'
JOIN borrower AS b ON b.id = card.thing
LEFT JOIN agreement ON agreement.account_id = b.account_id AND agreement.year = :year
  AND agreement.struck_act IS NULL
WHERE label.text = :label AND label.kind = 'instrument'
"""
LOCK = """
SELECT 1 FROM code AS label JOIN instrument ON instrument.id = label.thing,
  code AS card JOIN borrower ON borrower.id = card.thing
  JOIN account ON account.id = borrower.account_id
WHERE label.text = :label AND card.text = :card
FOR NO KEY UPDATE OF instrument, borrower, account
"""
"""PostgreSQL only, and before the sums are read."""

TOLD_OF_CHARGE = (
    *("period", "period_from_on", "period_to_on", "charge_on"),
    *("full_pence", "discount_pence", "due_pence", "tariff", "scheme", "because", "steps"),
)
TOLD_OF_LEDGER = ("kind", "entered_on", "due_on", "amount_pence", "vat_code", "what")
BEFORE_AWARD = """
SELECT b.id, b.kind, b.family_id, award.id FROM code AS card JOIN borrower AS b ON b.id = card.thing
LEFT JOIN award ON award.borrower_id = b.id AND award.struck_act IS NULL
  AND award.to_on >= :today
WHERE card.text = :card AND card.kind = 'borrower'
"""
LOCK_BORROWER = """
SELECT 1 FROM code AS card JOIN borrower ON borrower.id = card.thing WHERE card.text = :card
FOR NO KEY UPDATE OF borrower
"""
ADD = {
    "act": "no, uuid, desk_id, seq, recorded_at, made_at, business_on, staff_id, place_id,"
    " use_case, version",
    "agreement": "uuid, account_id, year, terms_version, act_no",
    "loan": "uuid, borrower_id, account_id, agreement_id, lent_on, collected_by, act_no",
    "loan_line": "uuid, loan_id, instrument_id, borrower_id, lent_at, lent_on, due_on,"
    " next_charge_on, act_no",
    "charge": "uuid, hire_id, account_id, borrower_id, policy_version, act_no, award_id, "
    + ", ".join(TOLD_OF_CHARGE),
    "award": "uuid, borrower_id, seen_by_id, act_no, scheme, scheme_kind, state, evidence, seen_on,"
    " received_on, from_on, to_on",
    "act_body": "act_no, what, request, result, effects, digest",
}
LEDGER = "uuid, account_id, charge_id, act_no, " + ", ".join(TOLD_OF_LEDGER)
THING = "kind, thing, act_no, role"


@dataclass(frozen=True)
class Told:
    """One lending with all that rules and words say of it."""

    label: str
    card: str
    today: Any
    year: str
    what: str
    request: str
    """JSON with `ACT` for the id of the act."""
    result: str
    """JSON with `ACT`, and `LOAN` for the id of the loan."""
    due_on: Any
    next_charge_on: Any
    charge: tuple[Any, ...]
    """In the order of `TOLD_OF_CHARGE`."""
    has_award: bool
    ledger: tuple[tuple[Any, ...], ...]
    """Each in the order of `TOLD_OF_LEDGER`."""


@dataclass(frozen=True)
class ToldAward:
    """One award with all that rules and words say of it."""

    card: str
    today: Any
    what: str
    request: str
    """JSON with `ACT` for the id of the act."""
    result: str
    award: tuple[Any, ...]
    """Scheme, its kind, state, evidence, days seen and received, first and last day."""


class Lent(NamedTuple):
    """What the bare side found before it lent."""

    instrument: str
    borrower: str
    has_signed: bool
    owed_pence: int
    out: int
    overdue: int


def open_sqlite(file: Path, synchronous: str = "FULL") -> sqlite3.Connection:
    """Open a register with the program's own pragmas."""
    connection = sqlite3.connect(file, isolation_level=None, cached_statements=512)
    for pragma in (*SQLITE_PRAGMAS, f"PRAGMA synchronous = {synchronous}"):
        connection.execute(pragma).close()
    return connection


def open_postgres(url: str) -> "psycopg.Connection[Any]":
    """Open a register with the program's own settings."""
    connection = psycopg.connect(url, autocommit=True, options=POSTGRES_OPTIONS)
    set_up_postgres(connection)
    return connection


def scan(connection: sqlite3.Connection, desk: int, label: str) -> tuple[Any, ...]:
    """Read everything the desk shows of an instrument, and what is in front of the desk."""
    return tuple(connection.execute(SCAN, (desk, label)).fetchone())


class Desk:
    """Lends and awards at one desk, on either engine, by statements made once."""

    def __init__(self, connection: Any, who: tuple[int, int, int]) -> None:
        self._run = connection.execute
        self._desk, self._staff, self._place = who
        self._sqlite = isinstance(connection, sqlite3.Connection)
        self._begin = "BEGIN IMMEDIATE" if self._sqlite else "BEGIN"
        self._add = {table: self._insert(table, names) for table, names in ADD.items()}
        self._ledger = {rows: self._insert("ledger", LEDGER, rows) for rows in (1, 2)}
        self._things = {rows: self._insert("act_thing", THING, rows) for rows in (2, 3)}
        self._draw, self._lock = self._own(DRAW), self._own(LOCK)
        self._before = self._own(BEFORE_LENDING)
        self._lock_borrower, self._before_award = self._own(LOCK_BORROWER), self._own(BEFORE_AWARD)

    def lend(self, told: Told) -> Lent:
        """Lend one instrument: one transaction, the act included."""
        names = {"label": told.label, "card": told.card, "today": told.today, "year": told.year}
        (no, act, at), version, found = self._start("lend", told, names, self._lock, self._before)
        key, kind, size, retired, fault, missing, holder, parts = found[:8]
        who, name, account, family, left, agreement, signed, owed, out, late, award = found[8:]
        if retired or fault or missing or holder or parts or left:
            raise AssertionError(f"{told.label} can't be lent to {told.card}")
        effects = []
        if agreement is None:
            agreement = self._new("agreement", (os.urandom(16), account, told.year, 1, no))
            effects.append(f'["+","agreement",{agreement}]')
        loan_id = os.urandom(16)
        loan = self._new("loan", (loan_id, who, account, agreement, told.today, "", no))
        times = (at, told.today, told.due_on, told.next_charge_on)
        line = self._new("loan_line", (act, loan, key, who, *times, no))
        source = (os.urandom(16), line, account, who, version, no)
        award = award if told.has_award else None
        charge = self._new("charge", (*source, award, *told.charge))
        effects += [
            f'["+","loan",{loan}]',
            f'["+","loan_line",{line}]',
            f'["+","charge",{charge}]',
            *(f'["+","ledger",{entry}]' for entry in self._enter(told, account, charge, no)),
        ]
        things = ["instrument", key, no, "lent", "borrower", who, no, "borrower"]
        if family is not None:
            things += ["family", family, no, "payer"]
        answer = told.result.replace("LOAN", str(UUID(bytes=loan_id)))
        self._end(told, answer, (no, act), (effects, things))
        instrument = f"{kind} {size}" if size else kind
        return Lent(instrument, name, signed is not None, owed or 0, out, late)

    def award(self, told: ToldAward) -> None:
        """Put a pupil on a scheme: one transaction, the act included."""
        names = {"card": told.card, "today": told.today}
        lock, before = self._lock_borrower, self._before_award
        (no, act, _at), _version, found = self._start("award", told, names, lock, before)
        who, kind, family, overlapping = found
        if kind != "pupil" or overlapping:
            raise AssertionError(f"{told.card} can't have an award")
        award = self._new("award", (act, who, self._staff, no, *told.award))
        things = ["borrower", who, no, "award", "family", family, no, "award"]
        self._end(told, told.result, (no, act), ([f'["+","award",{award}]'], things))

    def _start(
        self, use_case: str, told: Told | ToldAward, names: Any, lock: str, before: str
    ) -> tuple[tuple[int, bytes, Any], int, tuple[Any, ...]]:
        """Begin, draw the numbers, lock, read, and add the act."""
        run = self._run
        now = datetime.now(UTC)
        at = now.isoformat() if self._sqlite else now
        run(self._begin)
        seq, no, version = run(self._draw, (self._desk,)).fetchone()
        if not self._sqlite:
            run(lock, names)
        found = run(before, names).fetchone()
        act = _v7()
        by = (self._desk, seq, at, at, told.today, self._staff, self._place, use_case, 1)
        run(self._add["act"], (no, act, *by))
        return (no, act, at), version, found

    def _end(
        self,
        told: Told | ToldAward,
        answer: str,
        of: tuple[int, bytes],
        noted: tuple[list[str], list[Any]],
    ) -> None:
        """Add what was asked, answered and changed, and make it last."""
        no, act = of[0], str(UUID(bytes=of[1]))
        effects, things = noted
        asked = told.request.replace("ACT", act)
        digest = sha256(asked.encode()).digest()[:16]
        texts = (told.what, asked, answer.replace("ACT", act), f"[{','.join(effects)}]")
        self._run(self._add["act_body"], (no, *texts, digest))
        self._run(self._things[len(things) // 4], things)
        self._run("COMMIT")

    def _enter(self, told: Told, account: int, charge: int, no: int) -> list[int]:
        row: list[Any] = []
        for entry in told.ledger:
            row += (os.urandom(16), account, charge, no, *entry)
        count = len(told.ledger)
        done = self._run(self._ledger[count], row)
        if self._sqlite:
            return list(range(done.lastrowid - count + 1, done.lastrowid + 1))
        return [key for (key,) in done.fetchall()]

    def _new(self, table: str, row: tuple[Any, ...]) -> int:
        done = self._run(self._add[table], row)
        return int(done.lastrowid if self._sqlite else done.fetchone()[0])

    def _insert(self, table: str, names: str, rows: int = 1) -> str:
        marks = ", ".join("?" * len(names.split(",")))
        statement = f"INSERT INTO {table} ({names}) VALUES {', '.join([f'({marks})'] * rows)}"
        if not self._sqlite and table not in ("act", "act_body", "act_thing"):
            statement += " RETURNING id"
        return self._own(statement)

    def _own(self, statement: str) -> str:
        """Return a statement as the engine's driver wants it."""
        if self._sqlite:
            return statement
        for name in ("label", "card", "today", "year"):
            statement = statement.replace(f":{name}", f"%({name})s")
        statement = statement.replace("MAX(no) + 1 FROM act", "nextval('act_no_seq')")
        return statement.replace("?", "%s")


def _v7() -> bytes:
    """Return sixteen bytes that grow roughly with time, as the ids of acts do."""
    milliseconds = time.time_ns() // 1_000_000
    return milliseconds.to_bytes(6, "big") + b"\x70" + os.urandom(9)
