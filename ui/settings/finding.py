"""The search of the settings: pages, entries by name, and keys by what they are called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loanmgr.domain.policy import changing, wording
from loanmgr.domain.policy.changing import Version
from loanmgr.domain.policy.keys import SHAPES
from loanmgr.domain.policy.words import folded
from ui.settings.known import HIDDEN, Known, name_of
from ui.widgets.suggestions import Suggestion

MOST = 12


@dataclass(frozen=True)
class Found:
    """A page, and an entry on it where one was meant."""

    page: str
    version: Version | None = None


def find(text: str, pages: Sequence[str], now: Known) -> list[Suggestion]:
    """Return what has every word that was typed, pages first."""
    wanted = folded(text).split()
    found = []
    for said, where, value in (*_pages(pages), *_entries(now), *_keys(now)):
        words = folded(f"{said} {where}")
        if wanted and all(word in words for word in wanted):
            found.append(Suggestion(said, value, where))
    return found[:MOST]


def _pages(pages: Sequence[str]) -> Iterator[tuple[str, str, Found]]:
    for page in pages:
        yield page, "", Found(page)


def _entries(now: Known) -> Iterator[tuple[str, str, Found]]:
    for shape in SHAPES:
        page = wording.page(shape.array).title
        seen = set()
        for entry in getattr(now.policy, shape.array):
            said = name_of(shape, entry, may_change=now.may_change)
            version = changing.in_force_on(now.policy, shape.array, entry.code, now.on)
            if (said, entry.code) not in seen:
                seen.add((said, entry.code))
                yield said, page, Found(page, version)


def _keys(now: Known) -> Iterator[tuple[str, str, Found]]:
    for shape in SHAPES:
        page = wording.page(shape.array).title
        hidden = frozenset() if now.may_change else HIDDEN.get(shape.array, frozenset())
        for key in shape.keys:
            if key.name not in hidden:
                yield wording.label(shape.array, key.name), f"on the page {page}", Found(page)
