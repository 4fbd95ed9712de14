"""What is otherwise in one policy than in another, entry by entry and key by key, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loanmgr.domain.policy import wording
from loanmgr.domain.policy.entries import Entry
from loanmgr.domain.policy.keys import SHAPES, Shape
from loanmgr.domain.policy.whole import Policy
from loanmgr.domain.policy.words import day, listed

ADDED, CHANGED, REMOVED = "added", "changed", "removed"
FEW = 3


@dataclass(frozen=True)
class KeyChange:
    """One key that says something else, in words."""

    key: str
    label: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """The change in a few words: Price £24.00, now £26.00."""
        return f"{self.label} {self.before}, now {self.after}"


@dataclass(frozen=True)
class EntryChange:
    """One entry that is new, otherwise, or gone."""

    array: str
    code: str
    name: str
    from_on: date | None
    """Its first day, which tells its versions apart."""
    how: str
    """added, changed or removed."""
    keys: tuple[KeyChange, ...] = ()

    @property
    def words(self) -> str:
        """The change as a sentence without its full stop."""
        since = f" from {day(self.from_on)}" if self.from_on and self.array != "terms" else ""
        what = f"{self.name}{since}"
        if self.how == REMOVED:
            return f"{what}: taken out"
        said = [key.words for key in self.keys[:FEW]]
        if self.how == ADDED:
            told = [f"{key.label} {key.after}" for key in self.keys if key.key in _TOLD][:FEW]
            return f"{what}: new" + (f", {listed(told)}" if told else "")
        more = len(self.keys) - FEW
        return f"{what}: {'; '.join(said)}" + (f"; and {more} more" if more > 0 else "")


_TOLD = ("price_pence", "percent", "to", "instruments", "owed_pence")
"""Keys that are told of an entry that is new; the name and its beginning are told anyway."""


def between(before: Policy, after: Policy) -> tuple[EntryChange, ...]:
    """List what is otherwise in a policy than it was."""
    found: list[EntryChange] = []
    for shape in SHAPES:
        old, new = _by_version(before, shape), _by_version(after, shape)
        found += [
            of_entry(shape, old.get(version), entry)
            for version, entry in new.items()
            if old.get(version) != entry
        ]
        found += [of_entry(shape, entry, None) for v, entry in old.items() if v not in new]
    return tuple(found)


def of_entry(shape: Shape, before: Entry | None, after: Entry | None) -> EntryChange:
    """Say what is otherwise in one entry; one of the two may not be there."""
    entry = after or before
    assert entry is not None  # noqa: S101 - nothing changed would not be asked about
    how = ADDED if before is None else REMOVED if after is None else CHANGED
    keys = []
    for key in shape.keys:
        was = None if before is None else getattr(before, key.field)
        now = None if after is None else getattr(after, key.field)
        if was != now and not (how == ADDED and now in (None, "", ())):
            texts = wording.said(key, was), wording.said(key, now)
            keys.append(KeyChange(key.name, wording.label(shape.array, key.name), *texts))
    since = getattr(entry, "from_on", None)
    return EntryChange(shape.array, entry.code, entry.name, since, how, tuple(keys))


def told(entries: Sequence[EntryChange]) -> str:
    """Say in one sentence, without its full stop, what was changed; nothing where nothing was."""
    if not entries:
        return ""
    if _is_new_version(entries):
        ends = next(key.after for key in entries[0].keys if key.key == "to")
        return f"{entries[1].words}; what holds before ends on {ends}"
    more = len(entries) - 1
    return entries[-1].words + (f"; and {more} more" if more else "")


def _is_new_version(entries: Sequence[EntryChange]) -> bool:
    """Say whether all there is to say is that a version ends and the next one begins."""
    if len(entries) != 2:
        return False
    old, new = entries
    ends = [key.key for key in old.keys] == ["to"]
    return ends and (old.how, new.how, old.code) == (CHANGED, ADDED, new.code)


def _by_version(policy: Policy, shape: Shape) -> Mapping[Any, Entry]:
    entries: tuple[Entry, ...] = getattr(policy, shape.array)
    if shape.array == "terms":
        return {entry.code: entry for entry in entries}
    return {(entry.code, getattr(entry, "from_on", None)): entry for entry in entries}
