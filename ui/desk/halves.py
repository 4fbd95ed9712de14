"""Who is in front of us beside what it costs; what is short of room scrolls, Finish never does.

Where large text leaves no room for that they stand one below the other and scroll together, above
a bar with the sum and Finish.
"""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from ui import theme
from ui.desk.basket_panel import BasketPanel
from ui.desk.checkout_panel import CheckoutPanel
from ui.tokens import SPACE
from ui.widgets.parts import column, row

SCROLLED = 90
"""What is kept in sight of the left half, where there is room for little else."""
LINE = 20
"""What is kept in sight of both above the bar."""


class Halves(QWidget):
    """Side by side; one below the other where large text leaves no room for that."""

    def __init__(self, basket: BasketPanel, checkout: CheckoutPanel) -> None:
        super().__init__()
        self._basket, self._checkout = basket, checkout
        self._left = _Downwards(basket, SCROLLED)
        self._room = self._widest = 0
        self._box: QHBoxLayout = row(self._left, checkout, gap=SPACE.m)
        self._box.setStretch(0, 1)
        both = QWidget()
        both.setLayout(self._box)
        self._both = _Downwards(both, LINE)
        self._both.let_scroll(scrolls=False)
        whole = column(self._both, checkout.bar, gap=SPACE.xs)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def minimumSizeHint(self) -> QSize:
        """Return the least size of what stands here now, which may be narrower by standing."""
        left, right = self._basket.minimumSizeHint(), self._checkout.minimumSizeHint()
        width = max(left.width(), right.width())
        if self._stands:
            bar, layout = self._checkout.bar.minimumSizeHint().height(), self.layout()
            gap = layout.spacing() if layout is not None else 0
            return QSize(width, theme.px(LINE) + gap + bar)
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
            self._left.let_scroll(scrolls=not stands)
            self._both.let_scroll(scrolls=stands)
            # What it would like to have must not push the bar out of a low window.
            tall = QSizePolicy.Policy.Ignored if stands else QSizePolicy.Policy.Expanding
            self._both.setSizePolicy(QSizePolicy.Policy.Expanding, tall)
            self._checkout.stand(stands=stands)
            self.updateGeometry()
        if stands:
            self._checkout.fit_bar(self.width())


class _Downwards(QScrollArea):
    """Scrolls downwards what it holds, as wide as that needs to be."""

    def __init__(self, part: QWidget, least: int) -> None:
        super().__init__()
        self._part, self._least, self._scrolls = part, least, True
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(part)

    def let_scroll(self, *, scrolls: bool) -> None:
        """Scroll, or take all the height that is needed."""
        self._scrolls = scrolls
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff
        )
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        least = self._part.minimumSizeHint()
        if self._scrolls:
            return QSize(least.width(), theme.px(self._least))
        return least.expandedTo(QSize(0, self._part.heightForWidth(self.width())))
