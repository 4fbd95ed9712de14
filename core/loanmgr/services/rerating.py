"""Charges that were made already, after an award was decided on or its days of grace ran out."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain import charges
from loanmgr.domain.discounts import AwardHeld, Given, Lowered
from loanmgr.domain.money import pounds
from loanmgr.domain.servicing import SERVICE
from loanmgr.domain.words import day_month
from loanmgr.services import facts, pots
from loanmgr.services.facts import HirerKnown
from loanmgr.services.ledger import enter_beside
from loanmgr.services.work import Work

CHARGES = Sql(
    "SELECT id, uuid, hire_id, charge_on, full_pence, discount_pence, due_pence, scheme, award_id,"
    " because, steps, kind FROM charge WHERE borrower_id = :borrower AND agreed_by IS NULL"
    " AND charge_on >= :since AND ended_act IS NULL ORDER BY charge_on, id"
)


def rerate(
    work: Work, borrower: int, since: date, awards: Iterable[AwardHeld] | None = None
) -> int:
    """Price a borrower's charges since a day anew; return how much less is due.

    Each that comes to something else gets one line of its own; the lines there were stay.

    Args:
        work: the act that does it.
        borrower: whose charges; those that a school pays stay as they are.
        since: the first charge date looked at.
        awards: those that count; all the borrower holds unless said.
    """
    who = facts.hirer(work, borrower)
    counted = who.awards if awards is None else tuple(awards)
    asked = {"borrower": borrower, "since": since}
    given = [each for each in who.hires.given if each.charge_on < since or not each.is_own]
    less_pence, left = 0, pots.left(work)
    for row in work.rows(CHARGES, **asked):
        if left is not None:  # what it took itself it may take again
            left.note_given(row.scheme, row.charge_on, -row.discount_pence)
        lowered = _lowered(row, who, tuple(given))._replace(pots=left)
        due_pence, off = charges.lowered(work.policy(), counted, lowered)
        scheme, award = (off[0].scheme_code, off[0].award) if off else ("", None)
        given.append(_given(row, due_pence, scheme, award))
        if left is not None:
            left.note_given(scheme, row.charge_on, row.full_pence - due_pence)
        by = who.award_keys.get(award) if award else None
        if due_pence != row.due_pence:
            less_pence += row.due_pence - due_pence
            name = off[0].public_name if off else ""
            _enter(work, row, (due_pence, name))
        if due_pence != row.due_pence or (row.award_id and by != row.award_id):
            _change(work, row, who, (due_pence, scheme, award))
    return less_pence


def _lowered(row: Any, who: HirerKnown, given: tuple[Given, ...]) -> Lowered:
    is_pupils = who.row.kind == "pupil"
    exact = charges.whole(row.full_pence)
    return Lowered(exact, row.charge_on, _what(row), given, str(row.hire_id), is_pupils)


def _given(row: Any, due_pence: int, scheme: str, award: Any) -> Given:
    off_pence = row.full_pence - due_pence
    hire, what = str(row.hire_id), _what(row)
    return Given(row.charge_on, due_pence, off_pence, scheme, award, hire=hire, what=what)


def _what(row: Any) -> str:
    if row.kind == SERVICE:
        return SERVICE  # no scheme lowers it
    return "loss" if row.kind else "hire"


def _enter(work: Work, row: Any, of: tuple[int, str]) -> None:
    due_pence, name = of
    less_pence = row.due_pence - due_pence
    what = f"{name}, decided {day_month(work.on)}" if less_pence > 0 else "Reduced rate taken back"
    enter_beside(work, row, ("discount", -less_pence), lambda charged: f"{what}: {charged}")


def _change(work: Work, row: Any, who: HirerKnown, of: tuple[int, str, Any]) -> None:
    """Let the charge say what it comes to now, and how that came about."""
    due_pence, scheme, award = of
    words = f"reduced rate decided on {day_month(work.on)}: {pounds(due_pence)}"
    steps = msgspec.json.decode(row.steps)
    steps.append([words[:1].upper() + words[1:], due_pence - row.due_pence])
    after = {
        "discount_pence": row.full_pence - due_pence,
        "due_pence": due_pence,
        "scheme": scheme or None,
        "award_id": who.award_keys.get(award) if award else None,
        "because": f"{row.because}; {words}",
        "steps": msgspec.json.encode(steps).decode(),
    }
    work.change_to("charge", row, after)
