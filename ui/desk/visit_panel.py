"""A panel about who is in front of us: it goes when they go, and is there again with them."""

from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from loanmgr.services.baskets import BasketView
from ui.widgets.side_panel import SidePanel


class VisitPanel(SidePanel):
    """Belongs to the basket it was opened for, whoever else comes to the desk meanwhile."""

    def __init__(self, title: str, over: QWidget) -> None:
        super().__init__(title, over)
        self.basket: UUID | None = None
        self._aside: dict[UUID, Any] = {}

    def open_for(self, basket: UUID) -> None:
        """Open for a basket; the fields show already what belongs to it."""
        self.basket = basket
        self._aside.pop(basket, None)
        self.open()

    def follow(self, view: BasketView | None) -> None:
        """Go away, or come back, with whom it was opened for; nothing typed is lost."""
        in_front = view.basket if view is not None else None
        if not self.isHidden() and self.basket is not None and self.basket != in_front:
            self.put_aside(self.basket, self.typed())
            self.close_panel()
        if self.isHidden() and in_front in self._aside:
            self.type_again(self._aside[in_front])
            self.open_for(in_front)

    def put_aside(self, basket: UUID, typed: Any) -> None:
        """Keep what was typed until this basket is in front of us again."""
        self._aside[basket] = typed

    def typed(self) -> Any:
        """Return what stands in the fields."""
        raise NotImplementedError

    def type_again(self, typed: Any) -> None:
        """Put into the fields what stood there."""
        raise NotImplementedError
