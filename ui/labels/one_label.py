"""One label in its real size, and in words how surely it will be read. Lengths are millimetres."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from loanmgr.documents.barcodes import readability
from loanmgr.documents.stocks import Stock
from loanmgr.domain.errors import RuleError
from ui import icons, theme
from ui.labels import computer
from ui.labels.computer import Pixels
from ui.labels.order import Order, one_label
from ui.roles import set_role
from ui.runner import Runner
from ui.tokens import SPACE
from ui.widgets.parts import Card, column, row, words

_MM_TO_INCH = 25.4
_BELIEVABLE_DPI = (60.0, 300.0)
_USUAL_DPI = 96.0
_FINER = 2
"""Drawn finer than the screen, so that bars keep their widths when they are drawn smaller."""


class OneLabel(Card):
    """Shows the first of the labels as it will come out of the printer."""

    def __init__(self, runner: Runner) -> None:
        super().__init__("One label, real size")
        self._runner = runner
        self._asked: Order | None = None
        self.paper = _Paper()
        self._icon, self._words = QLabel(), words("", wrap=True)
        says = row(column(self._icon, 1), self._words, gap=SPACE.s)
        says.setStretch(1, 1)
        self.body.addWidget(self.paper, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(says)

    @property
    def said(self) -> str:
        """What is said about the label."""
        return self._words.text()

    def show_first_of(self, order: Order) -> None:
        """Show the first label of an order; without one, nothing."""
        self.setVisible(bool(order.rows))
        if not order.rows:
            self._asked = None
            return
        single = Order(order.rows[:1], order.source, one_label(order.stock), 1, 1, order.service)
        if single == self._asked:
            return
        self._asked = single
        self._say(order.stock, order.rows[0].code)
        dots_to_mm = _dots_to_mm(self)
        self.paper.measure(order.stock, dots_to_mm)
        finer = dots_to_mm * self.devicePixelRatioF() * _FINER

        def draw() -> Pixels:
            return computer.picture(single.pdf(), finer)

        def drawn(pixels: Pixels) -> None:
            if single == self._asked:
                self.paper.show_pixels(pixels)

        self._runner.document(self, draw, drawn, lambda _error: None)

    def _say(self, stock: Stock, code: str) -> None:
        try:
            way = readability(stock, code)
        except RuleError as refusal:
            said, icon, tone = refusal.message, "stop", "stop"
        else:
            said = way.warning or f"Reads well. {way.words}."
            icon, tone = ("warning", "warn") if way.warning else ("tick-circle", "ok")
        icons.wear(self._icon, icon, tone)
        set_role(self._words, tone=tone)
        self._words.setText(said)


class _Paper(QWidget):
    """White paper with black print, in every theme."""

    def __init__(self) -> None:
        super().__init__()
        self._image = QImage()
        self._size = QSize()
        self.setAccessibleName("One label, real size")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def measure(self, stock: Stock, dots_to_mm: float) -> None:
        """Take the size of a label of this stock."""
        self._size = QSize(
            round(stock.label_width_mm * dots_to_mm), round(stock.label_height_mm * dots_to_mm)
        )
        self.updateGeometry()

    def show_pixels(self, pixels: Pixels) -> None:
        """Show a picture in greys."""
        width, height, stride, greys = pixels
        # The image does not keep the bytes it was made of; its copy has its own.
        self._image = QImage(greys, width, height, stride, QImage.Format.Format_Grayscale8).copy()
        self.update()

    def has_picture(self) -> bool:
        """Say whether there is something to see."""
        return not self._image.isNull()

    def sizeHint(self) -> QSize:
        return self._size

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inside = QRectF(self.rect())
        painter.drawImage(inside, self._image)
        painter.setPen(QPen(theme.colour("border_strong"), 1))
        painter.drawRect(inside.adjusted(0.5, 0.5, -0.5, -0.5))


def _dots_to_mm(widget: QWidget) -> float:
    """Return how many logical pixels make a millimetre on this screen, as far as it can tell."""
    dpi = widget.screen().physicalDotsPerInch()
    lowest, highest = _BELIEVABLE_DPI
    return (dpi if lowest <= dpi <= highest else _USUAL_DPI) / _MM_TO_INCH
