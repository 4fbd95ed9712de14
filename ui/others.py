"""What this window has seen of other desks' work; lives on the workers' side of the runner."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    # Never at run time: the window shows before the database's libraries are read.
    from loanmgr.desk import Desk, Done
    from loanmgr.services.watching import Seen

NOTHING: frozenset[str] = frozenset()


class OtherDesks:
    """Tells what has changed that this window did not change itself.

    Two threads use it without waiting for each other. Where they meet, something is told once too
    often, and never once too little.
    """

    def __init__(self) -> None:
        self._seen: Seen | None = None
        self._own: set[UUID] = set()

    def begin(self, look: Any, _request: None) -> None:
        """See how things stand, as the first question of the window."""
        from loanmgr.services import watching  # noqa: PLC0415 - on the worker

        self._seen = watching.seen(look)

    def did(self, desk: "Desk", done: "Done[Any]") -> None:
        """Note that this window has done something, so that it is no news."""
        from loanmgr.services import watching  # noqa: PLC0415

        if self._seen is None:
            return
        if done.act is not None:
            self._own.add(done.act)
        if done.changed & watching.BASKETS:
            # Whoever shows baskets looks again after this, and so sees those of others as well.
            now = desk.look(watching.seen, None)
            self._seen = replace(self._seen, baskets=now.baskets)

    def news(self, desk: "Desk") -> frozenset[str]:
        """Return the names of the tables that others have changed since this was asked last."""
        from loanmgr.services import watching  # noqa: PLC0415

        if self._seen is None:
            self._seen = desk.look(watching.seen, None)
            return NOTHING
        asked = watching.Since(self._seen, frozenset(self._own))
        found = desk.look(watching.since, asked)
        self._seen = found.seen
        self._own -= found.met
        return found.tables
