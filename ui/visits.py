"""Where the user has been: places and the records opened in them, for Back and Forward."""

from typing import Generic, TypeVar

Page = TypeVar("Page")

KEPT = 20
"""Steps back that are kept."""


class Visits(Generic[Page]):
    """A row of visits with a mark on the one in front."""

    def __init__(self) -> None:
        self._visits: list[tuple[str, Page, bool]] = []
        self._at = -1

    @property
    def place(self) -> str:
        """The place in front."""
        return self._visits[self._at][0]

    @property
    def current(self) -> Page:
        """The page in front."""
        return self._visits[self._at][1]

    @property
    def can_go_back(self) -> bool:
        """Say whether there is something to go back to."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Say whether Back can be undone."""
        return self._at < len(self._visits) - 1

    def add(self, place: str, page: Page, *, is_place: bool) -> list[Page]:
        """Visit a page; return the records that can no longer be gone to."""
        if self._visits and self.current is page:
            return []
        cut = self._visits[self._at + 1 :]
        self._visits = [*self._visits[: self._at + 1], (place, page, is_place)]
        surplus = max(len(self._visits) - KEPT, 0)
        cut += self._visits[:surplus]
        self._visits = self._visits[surplus:]
        self._at = len(self._visits) - 1
        left = {id(kept) for _place, kept, _is_place in self._visits}
        gone = {id(p): p for _place, p, is_a_place in cut if not is_a_place and id(p) not in left}
        return list(gone.values())

    def back(self) -> Page | None:
        """Go a step back; return the page, or None where there is none."""
        if not self.can_go_back:
            return None
        self._at -= 1
        return self.current

    def forward(self) -> Page | None:
        """Go a step forward again; return the page, or None where there is none."""
        if not self.can_go_forward:
            return None
        self._at += 1
        return self.current
