"""The policy as the settings pages know it, and what one entry of a list comes to."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from loanmgr.domain.policy import Policy, Term, changing, wording
from loanmgr.domain.policy.changing import Version
from loanmgr.domain.policy.entries import Entry
from loanmgr.domain.policy.keys import Shape
from loanmgr.services import leads
from loanmgr.services.work import Look
from ui.settings import policy_text
from ui.text import short_date

NOW, TO_COME, OVER = "now", "to come", "over"
HIDDEN = {"schemes": frozenset({"code", "name", "kind", "reasons", "confidential"})}
"""Keys that only who may change them sees: why somebody pays less is not for every eye."""


@dataclass(frozen=True)
class Known:
    """The policy, the day it is asked on, and whether who is here may change it."""

    policy: Policy
    on: date
    may_change: bool


@dataclass(frozen=True)
class Row:
    """One entry as a line of its list."""

    version: Version
    name: str
    value: str
    remark: str
    holds: str
    state: str

    @property
    def key(self) -> Hashable:
        """What tells it from every other row."""
        return self.version


def known(look: Look, _request: None) -> Known:
    """Return what the settings pages show."""
    return Known(look.policy(), look.on, leads.may_change_policy(look))


def rows(shape: Shape, now: Known) -> list[Row]:
    """Return the entries of a list: those that hold, those to come, those that are over."""
    entries: tuple[Entry, ...] = getattr(now.policy, shape.array)
    found = [_row(shape, entry, now) for entry in entries]
    order = {NOW: 0, TO_COME: 1, OVER: 2}
    return sorted(found, key=lambda row: order[row.state])


def name_of(shape: Shape, entry: Entry, *, may_change: bool) -> str:
    """Return what an entry is called by whoever looks."""
    if may_change or "name" not in HIDDEN.get(shape.array, ()):
        return entry.name
    return str(getattr(entry, "public_name", entry.name))


def _row(shape: Shape, entry: Entry, now: Known) -> Row:
    value, remark = policy_text.summary(entry)
    if not value:
        value, remark = _told(shape, entry), ""
    state = _state(entry, now.on)
    return Row(
        changing.version_of(shape, entry),
        name_of(shape, entry, may_change=now.may_change),
        value,
        remark,
        _holds(entry, state),
        state,
    )


def _told(shape: Shape, entry: Entry) -> str:
    """Say the first things an entry says besides its name and its days."""
    passed = {"code", "name", "from", "to"}
    told = []
    for key in shape.keys:
        value = getattr(entry, key.field)
        if key.name not in passed and value not in (None, "", (), False):
            said = wording.said(key, value)
            told.append(wording.label(shape.array, key.name) if said == "yes" else said)
    return ", ".join(told[:2])


def _state(entry: Entry, on: date) -> str:
    begins: date | None = getattr(entry, "from_on", None)
    ends: date | None = getattr(entry, "to_on", None)
    if ends is not None and ends < on:
        return OVER
    return TO_COME if begins is not None and begins > on else NOW


def _holds(entry: Entry, state: str) -> str:
    begins: date | None = getattr(entry, "from_on", None)
    ends: date | None = getattr(entry, "to_on", None)
    if isinstance(entry, Term):
        return {NOW: "Now", TO_COME: "To come"}.get(state, "Over")
    if state == OVER and ends is not None:
        return f"Over since {short_date(ends)}"
    if state == TO_COME and begins is not None:
        return f"From {short_date(begins)}"
    return f"Until {short_date(ends)}" if ends is not None else "Now"
