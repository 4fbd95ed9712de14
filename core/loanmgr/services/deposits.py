"""Deposits: money we keep for as long as a hire runs, given back when everything is back whole.

A deposit is a line of its own on the account that paid it, found by the id of the hire's first
loan line, so that a swap takes it along. Giving it back is another line; nothing is changed.
"""

from typing import Any
from uuid import UUID, uuid5

from loanmgr.db.sql import Sql
from loanmgr.domain.applied import GIVEN_BACK
from loanmgr.services.ledger import pay_by, reverse_line, standing
from loanmgr.services.work import Look, Work

LINE = Sql("SELECT * FROM ledger WHERE uuid = :uuid")
HIRE = Sql(
    "SELECT first.uuid, first.loan_id FROM loan_line AS line"
    " JOIN loan_line AS first ON first.id = COALESCE(line.hire_id, line.id) WHERE line.id = :key"
)
HIRE_OF_LINE = """
SELECT line.returned_at, first.id AS hire, first.uuid, first.lent_on,
  first.loan_id, i.fault, i.fault_on, i.missing_on
FROM loan_line AS line JOIN loan_line AS first ON first.id = COALESCE(line.hire_id, line.id)
JOIN instrument AS i ON i.id = line.instrument_id
WHERE line.id = {line}
"""
LAST = Sql(
    HIRE_OF_LINE.format(
        line="(SELECT MAX(id) FROM loan_line WHERE instrument_id = :key AND struck_act IS NULL)"
    )
)
"""The hire that an instrument was on last, by the hire's first line."""
EARLIER = Sql(HIRE_OF_LINE.format(line=":line"))
CAME_BACK = Sql(
    "SELECT act.business_on FROM act_thing JOIN act ON act.no = act_thing.act_no"
    " WHERE act_thing.kind = 'instrument' AND act_thing.thing = :key"
    " AND act_thing.role IN ('returned', 'handed_back') ORDER BY act_thing.act_no DESC LIMIT 1"
)
"""The day on which an instrument was taken back; it may have been handed in before."""
RUNS = Sql(
    "SELECT id FROM loan_line WHERE loan_id = :loan AND hire_id = :hire AND returned_at IS NULL"
    " LIMIT 1"
)
STILL_MISSING = Sql(
    "SELECT part.id FROM loan_line AS line JOIN part ON part.left_with_line_id = line.id"
    " WHERE line.loan_id = :loan AND (line.id = :hire OR line.hire_id = :hire)"
    " AND part.missing_on IS NOT NULL AND part.struck_act IS NULL LIMIT 1"
)


def take(work: Work, hire: UUID, on: tuple[int, str], of: tuple[int, str]) -> None:
    """Put a deposit on an account; `on` is it and the kind of its borrower, `of` pence and why."""
    (account, kind), (pence, what) = on, of
    if not pence:
        return
    work.add(
        "ledger",
        uuid=_taken(hire),
        account_id=account,
        kind="deposit",
        entered_on=work.on,
        due_on=pay_by(work, kind, work.on),
        amount_pence=pence,
        vat_code="",
        what=f"Deposit: {what}",
        act_no=work.act_no,
    )


def weigh(work: Work, instrument: int, line: int | None = None) -> tuple[int, int]:
    """Give back, or keep, the deposit of the hire that an instrument was on last, or by a line.

    It goes back when nothing that was lent is out, missing or broken; what turns out to be so on
    the day it is taken back, whenever it was handed in, keeps it after all.

    Returns:
        What was given back now, and what is kept, in pence.
    """
    last = work.one(EARLIER, line=line) if line else work.one(LAST, key=instrument)
    taken = work.one(LINE, uuid=_taken(last.uuid)) if last is not None else None
    if taken is None:
        return 0, 0
    # Another desk may take in the rest of the same hire: whoever comes second sees it all.
    work.lock("account", standing(work, taken).account_id)
    last = work.one(EARLIER, line=line) if line else work.one(LAST, key=instrument)
    if last.returned_at is None or not _stands(work, taken):
        return 0, 0
    if work.one(RUNS, loan=last.loan_id, hire=last.hire) is not None:
        return 0, 0
    back, uuid = _back(work, last.uuid)
    if _is_whole(work, last):
        if back is None:
            _give(work, taken, uuid)
        return (taken.amount_pence if back is None else 0), 0
    if back is not None and _came_back_today(work, instrument):
        reverse_line(work, standing(work, back))
        back = None
    return 0, (taken.amount_pence if back is None else 0)


def held(look: Look, instrument: int) -> int:
    """Return the deposit that is kept for the hire an instrument is, or was last, on."""
    last = look.one(LAST, key=instrument)
    taken = look.one(LINE, uuid=_taken(last.uuid)) if last is not None else None
    if taken is None or not _stands(look, taken) or _back(look, last.uuid)[0] is not None:
        return 0
    return int(taken.amount_pence)


def set_against(work: Work, instrument: int) -> None:
    """Set a deposit that is held against what is owed for a loss; nothing is left to give back."""
    last = work.one(LAST, key=instrument)
    taken = work.one(LINE, uuid=_taken(last.uuid))
    _give(work, taken, _back(work, last.uuid)[1], "Set against the loss: ")


def keep_on(work: Work, line: int) -> None:
    """Keep a deposit that was given back: the hire it was for goes on after all."""
    hire = work.one(HIRE, key=line)
    back, _ = _back(work, hire.uuid)
    if back is not None:
        reverse_line(work, standing(work, back))


def _is_whole(look: Look, last: Any) -> bool:
    """Say whether all that was lent is here, and nothing broke while it was out."""
    broke = last.fault is not None and last.fault_on >= last.lent_on
    missing = look.one(STILL_MISSING, loan=last.loan_id, hire=last.hire)
    return not broke and missing is None and last.missing_on is None


def _came_back_today(look: Look, instrument: int) -> bool:
    row = look.one(CAME_BACK, key=instrument)
    return row is not None and row.business_on == look.on


def _give(work: Work, taken: Any, uuid: UUID, why: str = GIVEN_BACK) -> None:
    work.add(
        "ledger",
        uuid=uuid,
        account_id=standing(work, taken).account_id,
        kind="deposit",
        entered_on=work.on,
        due_on=taken.due_on,
        amount_pence=-taken.amount_pence,
        vat_code="",
        what=f"{why}{taken.what}",
        act_no=work.act_no,
    )


def _taken(hire: UUID) -> UUID:
    return uuid5(hire, "deposit")


def _back(look: Look, hire: UUID) -> tuple[Any, UUID]:
    """Return the line that gave a deposit back, or None and the id such a line would have.

    A return may be undone and done again, each time with a line of its own.
    """
    for time in range(1000):
        uuid = uuid5(hire, f"deposit back {time}")
        found = look.one(LINE, uuid=uuid)
        if found is None or _stands(look, found):
            return found, uuid
    raise AssertionError("A deposit was given back a thousand times")


def _stands(look: Look, line: Any) -> bool:
    """Say whether a line counts, on whatever account: what was taken back twice counts again."""
    return bool(standing(look, line).amount_pence == line.amount_pence)
