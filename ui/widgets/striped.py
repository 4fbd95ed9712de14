"""The striped band that says that nothing here is real."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui import theme
from ui.tokens import SPACE
from ui.widgets.parts import button, row, words


class StripedBand(QFrame):
    """Marks made-up data beyond doubt, with the one-click way out."""

    pressed = Signal()

    def __init__(self, text: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(text)
        self._words = words(text, "strong")
        self.action = button(action, self.pressed.emit, kind="small")
        self.setLayout(row(1, self._words, self.action, 1, edge=(SPACE.l, 2), gap=SPACE.m))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("warn_bg"))
        stripes = theme.colour("warn")
        stripes.setAlpha(70)
        painter.fillRect(self.rect(), QBrush(stripes, Qt.BrushStyle.BDiagPattern))
        # The words stand on plain ground: stripes behind letters are hard to read.
        clear = self._words.geometry() | self.action.geometry()
        painter.fillRect(
            clear.adjusted(-SPACE.m, -SPACE.m, SPACE.m, SPACE.m), theme.colour("warn_bg")
        )
