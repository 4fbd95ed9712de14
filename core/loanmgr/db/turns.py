"""Turns at writing into one file: threads of this program take them in the order they came.

SQLite lets whoever asks at the right moment write next, so a thread that writes without a pause
keeps others waiting for seconds (measured). Times are seconds.
"""

import threading
from collections import deque
from pathlib import Path
from types import TracebackType

from loanmgr.db.faults import BUSY
from loanmgr.domain.errors import StoreError


class Turns:
    """A queue at a file; a ``with`` block is one turn."""

    def __init__(self, patience_seconds: float) -> None:
        self._patience = patience_seconds
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def __enter__(self) -> None:
        """Wait for the turn.

        Raises:
            StoreError: it did not come in time.
        """
        with self._lock:
            if not self._taken:
                self._taken = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        came = False
        try:
            came = mine.wait(self._patience)
        finally:
            if not came and not self._gave_up(mine):
                self._pass_on()
        if not came:
            raise StoreError(*BUSY)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the next one write."""
        self._pass_on()

    def _gave_up(self, mine: threading.Event) -> bool:
        """Leave the queue; say whether the turn had not come at the last moment."""
        with self._lock:
            if mine not in self._waiting:
                return False
            self._waiting.remove(mine)
            return True

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


_TURNS: dict[Path, Turns] = {}


def turns_at(file: Path, patience_seconds: float) -> Turns:
    """Return the queue at a file, the same for every desk of this program."""
    return _TURNS.setdefault(file.absolute(), Turns(patience_seconds))
