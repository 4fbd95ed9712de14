"""Where a scan goes at the desk: the rule table of ux.md 2.4, first match wins."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

READ_TWICE_SECONDS = 2
"""The same label again within this time is one scan."""

JUST_RETURNED_SECONDS = 60
"""A second scan of what was just returned does not lend it."""


class Move(StrEnum):
    """What the desk does with a scan."""

    ALREADY_READ = "already_read"
    ALREADY_RETURNED = "already_returned"
    RETURN = "return"
    RETURN_OFFER_RENEW = "return_offer_renew"
    ON_LOAN_ELSEWHERE = "on_loan_elsewhere"
    ADD = "add"
    WHO_PLAYS = "who_plays"
    ALREADY_ADDED = "already_added"
    ON_COUNTER_ELSEWHERE = "on_counter_elsewhere"
    WAIT_ON_COUNTER = "wait_on_counter"
    STOPPED = "stopped"
    FOUND = "found"
    OPEN_CARD = "open_card"
    FINISH_AND_OPEN = "finish_and_open"
    PARK_AND_OPEN = "park_and_open"
    JOIN_WAITING = "join_waiting"
    PUT_LAST_HERE = "put_last_here"
    COMMAND = "command"
    PART_IN = "part_in"
    OPEN_RECORD = "open_record"
    UNKNOWN = "unknown"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Before:
    """What happened at this desk just before."""

    last_code: str = ""
    last_at: datetime | None = None
    returned_code: str = ""
    """The instrument the newest scan returned; empty when anything was scanned since."""
    returned_at: datetime | None = None


class Counter(NamedTuple):
    """What is open at this desk."""

    is_open: bool = False
    """A family (or other borrower) is in front of us."""
    waiting: bool = False
    """An instrument waits on the counter for somebody."""
    has_chosen: bool = False
    """It is known who the next instrument is for."""
    lines: int = 0
    unfinished_business: bool = False
    """Something is owed or to be signed, so the next card must not finish it by itself."""


class InstrumentScanned(NamedTuple):
    """What was scanned, when it is an instrument."""

    on_loan: bool = False
    on_loan_to_open: bool = False
    """Its holder belongs to who is in front of us."""
    in_this_basket: bool = False
    in_other_basket: bool = False
    stopped: bool = False
    """It may not be lent, and a lead may not simply override that."""
    missing: bool = False


def repeated(code: str, now: datetime, before: Before) -> Move | None:
    """Say whether a scan is the same label read again."""
    if _within(before.last_at, now, READ_TWICE_SECONDS) and code == before.last_code:
        return Move.ALREADY_READ
    if _within(before.returned_at, now, JUST_RETURNED_SECONDS) and code == before.returned_code:
        return Move.ALREADY_RETURNED
    return None


def route_instrument(scanned: InstrumentScanned, counter: Counter) -> Move:
    """Decide what the scan of an instrument does."""
    someone = counter.is_open
    table = (
        (scanned.on_loan and not someone, Move.RETURN),
        (scanned.on_loan_to_open, Move.RETURN_OFFER_RENEW),
        (scanned.on_loan, Move.ON_LOAN_ELSEWHERE),
        (scanned.in_this_basket, Move.ALREADY_ADDED),
        (scanned.in_other_basket, Move.ON_COUNTER_ELSEWHERE),
        (scanned.stopped, Move.STOPPED),
        (scanned.missing and not someone, Move.FOUND),
        (someone and not counter.has_chosen, Move.WHO_PLAYS),
        (someone, Move.ADD),
    )
    return next((move for holds, move in table if holds), Move.WAIT_ON_COUNTER)


def route_card(counter: Counter, *, is_open_one: bool) -> Move:
    """Decide what the scan of a borrower's card does."""
    if counter.waiting:
        return Move.JOIN_WAITING
    if not counter.is_open or is_open_one or not counter.lines:
        return Move.OPEN_CARD
    return Move.PARK_AND_OPEN if counter.unfinished_business else Move.FINISH_AND_OPEN


def _within(then: datetime | None, now: datetime, seconds: int) -> bool:
    # A clock that was set back gives a negative time, which is not "just now".
    return then is not None and timedelta(0) <= now - then <= timedelta(seconds=seconds)
