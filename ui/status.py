"""The state of an instrument as shape, word and tone, the same wherever it is shown."""

from dataclasses import dataclass
from datetime import date, timedelta

from ui.text import count, day_and_month, short_date, short_name
from ui.tokens import Tone

SOON = timedelta(days=14)
"""What is due within so many days says when."""


@dataclass(frozen=True)
class Shown:
    """An icon, its word and its tone; outlined is for what is not quite so yet."""

    icon: str
    words: str
    tone: Tone
    outlined: bool = False


@dataclass(frozen=True)
class State:
    """What the status is made of."""

    status: str
    """One of the words of the contract."""
    on: date
    holder: str = ""
    holder_kind: str = ""
    due_on: date | None = None
    since_on: date | None = None
    """Since when it is missing or retired."""
    is_unready: bool = False
    """Something must be done before the next person may have it."""
    kept_for: str = ""
    kept_kind: str = ""


_PLAIN: dict[str, Shown] = {
    "available": Shown("tick-circle", "Available", "ok"),
    "on_counter": Shown("hourglass", "On the counter", "info"),
    "incomplete": Shown("warning", "Incomplete", "warn"),
    "needs_repair": Shown("spanner", "Needs repair", "repair", outlined=True),
    "in_workshop": Shown("spanner-solid", "In the workshop", "repair"),
    "kept": Shown("bookmark", "Kept", "neutral"),
    "moving": Shown("van", "On its way", "neutral"),
}


def shown(state: State) -> Shown:
    """Return how a state is shown."""
    if state.status == "on_loan":
        return _on_loan(state)
    if state.status in ("missing", "retired"):
        return _gone(state)
    if state.status == "incomplete" and state.is_unready:
        return Shown("hourglass", "Not ready", "warn")
    if state.status == "kept" and state.kept_for:
        return Shown("bookmark", f"Kept for {who(state.kept_for, state.kept_kind)}", "neutral")
    return _PLAIN[state.status]


def who(holder: str, kind: str) -> str:
    """Return who has it, as it may stand on a screen: a person by first name and initial."""
    return holder if kind in ("school", "partner") else short_name(holder)


def due(due_on: date, on: date) -> Shown:
    """Return how near the day is that something is due."""
    late = (on - due_on).days
    if late > 0:
        return Shown("warning", f"Overdue {count(late, 'day')}", "warn")
    soon = due_on - on <= SOON
    return Shown("clock", f"Due {day_and_month(due_on)}", "info", outlined=soon)


def _gone(state: State) -> Shown:
    since = short_date(state.since_on) if state.since_on else ""
    if state.status == "missing":
        return Shown("missing", f"Missing since {since}" if since else "Missing", "stop")
    return Shown("box", f"Retired {since}".strip(), "neutral")


def _on_loan(state: State) -> Shown:
    near = state.due_on is not None and state.due_on - state.on <= SOON
    if near and state.due_on is not None:
        return due(state.due_on, state.on)
    holder = who(state.holder, state.holder_kind)
    return Shown("arrow-out", f"On loan · {holder}" if holder else "On loan", "info")
