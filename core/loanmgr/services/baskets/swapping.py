"""What on the counter is a swap: it takes the place of what came back on the same visit."""

from dataclasses import dataclass
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.errors import RuleError
from loanmgr.services import facts, hires
from loanmgr.services.baskets import rows
from loanmgr.services.work import Draft, Look

SET_NEW = Sql(
    "UPDATE basket_line SET is_new_hire = :is_new_hire"
    " WHERE instrument_id = :instrument AND basket_id = :key"
)


@dataclass(frozen=True)
class HireAnew:
    """Say whether an instrument on the counter is a hire of its own, or a swap where it can be."""

    instrument: str
    is_new: bool = True


def hire_anew(draft: Draft, request: HireAnew) -> None:
    """Keep that an instrument in front of us is a hire of its own, or a swap after all."""
    key = facts.instrument_key(draft, request.instrument)
    basket = draft.one(rows.CURRENT, desk=draft.identity.desk)
    there = 0
    if basket is not None:
        is_new = 1 if request.is_new else None
        there = draft.do("basket_line", SET_NEW, instrument=key, key=basket.id, is_new_hire=is_new)
    if not there:
        raise RuleError("It is not on this counter any more.", "off_counter", "instrument")


def paired(look: Look, basket: Any, lines: list[Any]) -> dict[int, Any]:
    """Return which hire, ended on this visit, each line of a basket could go on with, by line.

    Each is given once: what came back is its own first choice, then the first one back of its type.
    A line that is said to be a hire of its own leaves the others their choice.
    """
    people = {line.borrower_id for line in lines if line.borrower_id is not None}
    left = {key: hires.ended_of(look, key, basket.opened_at) for key in sorted(people)}
    found: dict[int, Any] = {}
    for itself in (True, False):
        for line in sorted(lines, key=lambda each: each.is_new_hire or 0):
            ended = None if line.id in found else _fits(left, line, itself=itself)
            if ended is not None:
                left[line.borrower_id].remove(ended)
                found[line.id] = ended
    return found


def _fits(left: dict[int, list[Any]], line: Any, *, itself: bool) -> Any:
    return next(
        (
            ended
            for ended in left.get(line.borrower_id, ())
            if ended.type_id == line.type_id
            and (not itself or ended.instrument_id == line.instrument_id)
        ),
        None,
    )
