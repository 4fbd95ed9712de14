"""Who is in front of us beside what it costs; what is short of room scrolls, Finish never does."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QWidget

from ui import theme
from ui.desk.basket_panel import BasketPanel
from ui.desk.checkout_panel import CheckoutPanel
from ui.tokens import SPACE
from ui.widgets.parts import row

WHOLE = 330
"""The height at which the right half leaves nothing out."""
SCROLLED = 90
"""What is kept in sight of the left half, where there is room for little else."""


class Halves(QWidget):
    """Side by side; one below the other where large text leaves no room for that."""

    def __init__(self, basket: BasketPanel, checkout: CheckoutPanel) -> None:
        super().__init__()
        self._basket, self._checkout = basket, checkout
        self._left = _Downwards(basket)
        self._room = self._widest = 0
        self._box: QHBoxLayout = row(self._left, checkout, gap=SPACE.m)
        self._box.setStretch(0, 1)
        self.setLayout(self._box)

    def minimumSizeHint(self) -> QSize:
        """Return the least size of what stands here now, which may be narrower by standing."""
        left, right = self._basket.minimumSizeHint(), self._checkout.minimumSizeHint()
        width = max(left.width(), right.width())
        if self._stands:
            below = max(right.height(), theme.px(WHOLE))
            return QSize(width, left.height() + self._box.spacing() + below)
        return QSize(width, max(theme.px(SCROLLED), right.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    @property
    def _stands(self) -> bool:
        return self._box.direction() is QBoxLayout.Direction.TopToBottom

    def _fit(self) -> None:
        # The right half is wider where it is low: what it needed once in such a room it goes on
        # needing, or the two would change places for ever.
        left, right = (e.minimumSizeHint().width() for e in (self._basket, self._checkout))
        room = self.width() - left - self._box.spacing()
        self._widest = max(right, self._widest if room == self._room else 0)
        self._room = room
        stands = room < self._widest
        if stands != self._stands:
            way = QBoxLayout.Direction.TopToBottom if stands else QBoxLayout.Direction.LeftToRight
            self._box.setDirection(way)
            self._left.scrolls = not stands
            self._checkout.setMinimumHeight(theme.px(WHOLE) if stands else 0)
            self.updateGeometry()


class _Downwards(QScrollArea):
    """Scrolls downwards what it holds, as wide as that needs to be."""

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        self._part, self.scrolls = part, True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(part)

    def minimumSizeHint(self) -> QSize:
        least = self._part.minimumSizeHint()
        return QSize(least.width(), theme.px(SCROLLED) if self.scrolls else least.height())
