"""What is typed and not taken yet is kept a moment later: with its basket, or as a new family."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer

from loanmgr.services import baskets, half_typed_families
from loanmgr.services.baskets import HalfTyped
from loanmgr.services.half_typed_families import HalfTypedFamily
from ui.runner import Runner

PAUSE_MS = 300
"""So long nothing more is typed before it is kept."""


class HalfTypedKeeper(QObject):
    """One for the desk. What cannot be kept stays on the screen, and is kept with the next key."""

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._waiting: dict[object, tuple[Any, Any]] = {}
        """By what it is typed into: the draft that keeps it, and its request."""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.save)

    def keep(self, basket: UUID, field: str, texts: tuple[str, ...]) -> None:
        """Keep the texts of a field soon; none, at once, that nothing is half typed any more."""
        self._waiting[basket, field] = baskets.keep_typed, HalfTyped(basket, field, texts)
        if texts:
            self._pause.start()
        else:
            self.save()

    def keep_family(self, typed: HalfTypedFamily) -> None:
        """Keep a half-typed family soon."""
        self._waiting[typed.request.id] = half_typed_families.keep_half_typed, typed
        self._pause.start()

    def drop_family(self, family: UUID) -> None:
        """Keep a half-typed family no longer."""
        self._waiting[family] = half_typed_families.drop_half_typed, family
        self.save()

    def forget_family(self, family: UUID) -> None:
        """Keep nothing more of a family that was saved: saving it dropped what was kept."""
        self._waiting.pop(family, None)

    @property
    def waits(self) -> bool:
        """Say whether something is not kept yet."""
        return bool(self._waiting)

    def save(self) -> None:
        """Keep at once what waits."""
        self._pause.stop()
        waiting, self._waiting = self._waiting, {}
        for change, request in waiting.values():
            self._runner.draft(self, change, request, _nothing, _nothing)


def _nothing(_said: object) -> None:
    """The basket may be finished, or at another desk: then there is nothing to keep."""
