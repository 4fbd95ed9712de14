"""A part of a settings page that scrolls downwards by itself, below a heading and above buttons."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

from ui.roles import set_role


def scrolling(layout: QLayout) -> QScrollArea:
    """Return a layout in an area that scrolls downwards only; Tab goes to what lies in it."""
    body, area = QFrame(), QScrollArea()
    set_role(body, area="body")
    body.setLayout(layout)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(body)
    return area


class Filling(QWidget):
    """Gives one part all the room there is and asks for none, since that part scrolls by itself."""

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        self._part = part
        part.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._part.setGeometry(self.rect())
