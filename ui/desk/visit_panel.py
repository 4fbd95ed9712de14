"""A panel about who is in front of us: it goes when they go, and is there again with them."""

from typing import ClassVar
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loanmgr.services.baskets import BasketView
from ui.widgets.side_panel import SidePanel


class VisitPanel(SidePanel):
    """Belongs to the basket it was opened for, whoever else comes to the desk meanwhile."""

    field: ClassVar[str]
    """What is half typed in it is kept as."""
    half_typed = Signal(object, str, object)
    """A basket, the field, and the texts that stand here and are not taken yet."""

    def __init__(self, title: str, over: QWidget) -> None:
        super().__init__(title, over)
        self.basket: UUID | None = None
        self._aside: dict[UUID, tuple[str, ...]] = {}
        self._in_front: UUID | None = None

    def open_for(self, basket: UUID) -> None:
        """Open for a basket; the fields show already what belongs to it."""
        self.basket = self._in_front = basket
        self._aside.pop(basket, None)
        self.open()

    def close_panel(self) -> None:
        """Go away; what was typed is either taken or not wanted, so it is not kept."""
        if not self.isHidden() and self.basket not in self._aside:
            self.half_typed.emit(self.basket, self.field, ())
        super().close_panel()

    def follow(self, view: BasketView | None) -> None:
        """Go away, or come back, with whom it was opened for; nothing typed is lost."""
        before, self._in_front = self._in_front, view.basket if view is not None else None
        in_front = self._in_front
        if not self.isHidden() and self.basket is not None and self.basket != in_front:
            self.put_aside(self.basket, self.typed())
            self.close_panel()
        if view is None or in_front is None or not self.isHidden():
            return
        kept = view.half_typed.get(self.field) if in_front != before else None
        typed = self._aside.get(in_front, kept)
        if typed is not None:
            self.type_again(typed)
            self.open_for(in_front)

    def put_aside(self, basket: UUID, typed: tuple[str, ...]) -> None:
        """Keep what was typed until this basket is in front of us again."""
        self._aside[basket] = typed
        self.half_typed.emit(basket, self.field, typed)

    def tell_typed(self) -> None:
        """Say what stands in the fields, so that it is kept."""
        if not self.isHidden() and self.basket is not None:
            self.half_typed.emit(self.basket, self.field, self.typed())

    def typed(self) -> tuple[str, ...]:
        """Return what stands in the fields."""
        raise NotImplementedError

    def type_again(self, typed: tuple[str, ...]) -> None:
        """Put into the fields what stood there."""
        raise NotImplementedError
