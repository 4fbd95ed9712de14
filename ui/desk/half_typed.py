"""What is typed about a visit and not taken yet is kept with its basket, a moment later."""

from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from loanmgr.services import baskets
from loanmgr.services.baskets import HalfTyped
from ui.runner import Runner

PAUSE_MS = 300
"""So long nothing more is typed before it is kept."""


class HalfTypedKeeper(QObject):
    """One for the desk. What cannot be kept stays on the screen, and is kept with the next key."""

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._waiting: dict[tuple[UUID, str], tuple[str, ...]] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.save)

    def keep(self, basket: UUID, field: str, texts: tuple[str, ...]) -> None:
        """Keep the texts of a field soon; none, at once, that nothing is half typed any more."""
        self._waiting[basket, field] = texts
        if texts:
            self._pause.start()
        else:
            self.save()

    @property
    def waits(self) -> bool:
        """Say whether something is not kept yet."""
        return bool(self._waiting)

    def save(self) -> None:
        """Keep at once what waits."""
        self._pause.stop()
        waiting, self._waiting = self._waiting, {}
        for (basket, field), texts in waiting.items():
            typed = HalfTyped(basket, field, texts)
            self._runner.draft(self, baskets.keep_typed, typed, _nothing, _nothing)


def _nothing(_said: object) -> None:
    """The basket may be finished, or at another desk: then there is nothing to keep."""
