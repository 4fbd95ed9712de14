"""A part of a settings page that scrolls downwards by itself, below a heading and above buttons."""

from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QStackedLayout, QWidget

from ui.roles import set_role
from ui.widgets.parts import name

Body = TypeVar("Body", bound=QWidget)


def scrolling(layout: QLayout) -> QScrollArea:
    """Return a layout in an area that scrolls downwards only; Tab goes to what lies in it."""
    area, body = _area(QFrame())
    body.setLayout(layout)
    return area


def reading(layout: QLayout, title: str) -> QScrollArea:
    """Return a layout that is only read: Tab stops at the area, and arrows scroll it."""
    area = scrolling(layout)
    name(area, title)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return area


class Filling(QWidget):
    """Gives one part all the room there is; it asks for the least height, as that part scrolls."""

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        self._part = part
        part.setParent(self)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, _least_height(self._part, self.width()))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._part.setGeometry(self.rect())


def _least_height(part: QWidget, width: int) -> int:
    """Return the height a part needs, of those one behind the other only the one in front."""
    layout = part.layout()
    if isinstance(layout, QStackedLayout):
        front = layout.currentWidget()
        return 0 if front is None else _least_height(front, width)
    if layout is None:
        return part.minimumSizeHint().height()
    wraps = layout.hasHeightForWidth() and width > 0
    height = layout.totalMinimumHeightForWidth(width) if wraps else 0
    return max(height, layout.totalMinimumSize().height())


def room_for(part: QWidget) -> QScrollArea:
    """Return a part with all the room there is; where that is too little, it scrolls as a whole."""
    return _area(Filling(part))[0]


def _area(body: Body) -> tuple[QScrollArea, Body]:
    """Return an area with a body. What is put into the body later is dressed once, not twice."""
    area = QScrollArea()
    set_role(body, area="body")
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(body)
    return area, body
