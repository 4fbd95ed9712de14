"""The picture of a sheet: used labels grey, those to be printed outlined with their codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from loanmgr.documents.stocks import Stock, positions
from loanmgr.domain.codes import grouped, has_shape
from loanmgr.services.labels import LabelRow
from ui import announce, theme
from ui.tokens import SIZE, TYPE
from ui.widgets.parts import name

_SMALLEST_PT = 5.0
"""Under this a code is a line; which labels are meant is said in words beside the sheet."""
_LEAST = (92, 130)
_CORNER, _CROSS = 3.0, 0.28
_MARGIN = 7


@dataclass(frozen=True)
class _Lettering:
    """How codes are written on the labels of the picture; without a font they are a line."""

    font: QFont | None
    is_split: bool = False


class SheetPicture(QWidget):
    """Shows one sheet. A click, or the arrow keys, say which label is the first free one."""

    first_chosen = Signal(int)

    def __init__(self, stock: Stock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name(self, "Sheet of labels")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.stock = stock
        self.first = 1
        self._rows: Sequence[LabelRow] = ()
        self.show_sheet(stock, 1, ())

    def show_sheet(self, stock: Stock, first: int, rows: Sequence[LabelRow]) -> None:
        """Show where these labels come, one on each label from the first free one on."""
        self.stock, self.first = stock, first
        self._rows = rows[: stock.per_sheet - first + 1]
        self.setAccessibleDescription(self.described())
        self.update()

    def described(self) -> str:
        """Say the picture in words, for who does not see it."""
        shown = f"Label {self.first} of {self.stock.per_sheet} is the first free one."
        if self._rows:
            last = self.first + len(self._rows) - 1
            span = f"label {self.first}" if last == self.first else f"labels {self.first} to {last}"
            shown += f" This time {span} will be printed."
        return f"{shown} The arrow keys choose another."

    def codes(self) -> dict[int, str]:
        """Return what will be printed on this sheet, by the number of the label."""
        return {self.first + place: row.code for place, row in enumerate(self._rows)}

    def label_at(self, point: QPointF) -> int:
        """Return the number of the label at a point, or 0."""
        numbers = range(1, self.stock.per_sheet + 1)
        return next((n for n in numbers if self.place_of(n).contains(point)), 0)

    def place_of(self, number: int) -> QRectF:
        """Return where a label is drawn."""
        page, to_mm = self._page()
        left, top = positions(self.stock)[number - 1]
        return QRectF(
            page.left() + left * to_mm,
            page.top() + top * to_mm,
            self.stock.label_width_mm * to_mm,
            self.stock.label_height_mm * to_mm,
        )

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(*_LEAST)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.label_at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and number:
            self._choose(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        columns, last = self.stock.columns, self.stock.per_sheet
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
            Qt.Key.Key_Home: 1 - self.first,
            Qt.Key.Key_End: last - self.first,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif 1 <= self.first + step <= last:
            self._choose(self.first + step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        page, _ = self._page()
        painter.setPen(QPen(theme.colour("border_strong"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(page, _CORNER, _CORNER)
        lettering = self._lettering()
        for number in range(1, self.stock.per_sheet + 1):
            self._draw_label(painter, number, lettering)

    def _choose(self, number: int) -> None:
        if number != self.first:
            self.first_chosen.emit(number)
            announce.say(self, f"Label {self.first} is the first free one.")

    def _page(self) -> tuple[QRectF, float]:
        """Return where the sheet is drawn, and how many pixels a millimetre takes."""
        wide, high = self.stock.page_width_mm, self.stock.page_height_mm
        to_mm = min((self.width() - 2) / wide, (self.height() - 2) / high)
        size = wide * to_mm, high * to_mm
        left = (self.width() - size[0]) / 2
        return QRectF(left, 1, *size), to_mm

    def _draw_label(self, painter: QPainter, number: int, lettering: _Lettering) -> None:
        place = self.place_of(number).adjusted(1, 1, -1, -1)
        row = self._row_on(number)
        if number < self.first:
            self._draw_used(painter, place)
        elif row is None:
            painter.setPen(QPen(theme.colour("border_strong"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(place, _CORNER, _CORNER)
        else:
            painter.setPen(QPen(theme.colour("accent"), SIZE.ring))
            painter.setBrush(theme.colour("selection"))
            painter.drawRoundedRect(place, _CORNER, _CORNER)
            self._write(painter, place, row, lettering)

    def _row_on(self, number: int) -> LabelRow | None:
        at = number - self.first
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _draw_used(self, painter: QPainter, place: QRectF) -> None:
        """Grey, and crossed out for eyes that do not see the grey."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("surface2"))
        painter.drawRoundedRect(place, _CORNER, _CORNER)
        painter.setPen(QPen(theme.colour("border_strong"), 1))
        arm = min(place.width(), place.height()) * _CROSS / 2
        centre = place.center()
        for slope in (-1, 1):
            tip = QPointF(arm, arm * slope)
            painter.drawLine(centre - tip, centre + tip)

    def _write(
        self, painter: QPainter, place: QRectF, row: LabelRow, lettering: _Lettering
    ) -> None:
        painter.setPen(QPen(theme.colour("on_selection"), 1))
        if lettering.font is None:
            middle = QPointF(place.width() / 2 - _MARGIN, 0)
            painter.drawLine(place.center() - middle, place.center() + middle)
            return
        measure = QFontMetricsF(lettering.font)
        lines = _halves(row.code) if lettering.is_split else [_aloud(row.code)]
        if place.height() >= (len(lines) + 1) * measure.height():
            room = place.width() - _MARGIN
            lines.append(measure.elidedText(row.name, Qt.TextElideMode.ElideRight, room))
        painter.setFont(lettering.font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))

    def _lettering(self) -> _Lettering:
        """Return the largest type, up to that of small print, in which codes fit their labels."""
        codes = [row.code for row in self._rows]
        whole = self._fitting([_aloud(code) for code in codes], lines=1)
        if whole is not None or not codes:
            return _Lettering(whole)
        halves = [half for code in codes for half in _halves(code)]
        return _Lettering(self._fitting(halves, lines=2), is_split=True)

    def _fitting(self, texts: Sequence[str], *, lines: int) -> QFont | None:
        measure = QFontMetricsF(theme.font(TYPE.meta))
        widest = max((measure.horizontalAdvance(text) for text in texts), default=1.0)
        room = self.place_of(1).size()
        share = min(
            1.0,
            (room.width() - _MARGIN) / widest,
            (room.height() - _MARGIN) / (lines * measure.height()),
        )
        points = int(2 * TYPE.meta * share) / 2
        return theme.font(points) if points * theme.scale() >= _SMALLEST_PT else None


def _aloud(code: str) -> str:
    return grouped(code) if has_shape(code) else code


def _halves(code: str) -> list[str]:
    """Return a code in two lines, for labels that are drawn narrow."""
    first, _, last = _aloud(code).rpartition(" ")
    return [first, last] if first else [last]
