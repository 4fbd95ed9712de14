"""School years as strips: terms, half terms and the holidays between them, with today."""

from datetime import date, timedelta

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from loanmgr.domain.calendar import academic_year, academic_year_end, academic_year_start
from loanmgr.domain.policy import Term
from ui import theme
from ui.text import MONTHS, short_date
from ui.tokens import SPACE, TYPE

YEARS = 2
STRIP, HEAD, LABEL = 26, 18, 64


class TermsStrip(QWidget):
    """This school year and the next; what it shows is said in words too."""

    def __init__(self) -> None:
        super().__init__()
        self._terms: tuple[Term, ...] = ()
        self._on = date(2000, 1, 1)
        self.setObjectName("Calendar of the terms")
        self.setAccessibleName("Calendar of the terms")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_terms(self, terms: tuple[Term, ...], on: date) -> None:
        """Show the school year of a day and the next one."""
        self._terms, self._on = terms, on
        self.setAccessibleDescription(self.said())
        self.setToolTip(self.said())
        self.update()

    def said(self) -> str:
        """Say what is drawn."""
        told = []
        for first in self._years():
            within = [
                f"{t.name} {short_date(t.from_on)} to {short_date(t.to_on)}"
                for t in self._of(first)
            ]
            told.append(f"{academic_year(first)}: {'; '.join(within) or 'no term is known'}.")
        return " ".join(told)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(HEAD + YEARS * STRIP))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font(TYPE.meta))
        self._draw_months(painter)
        for row, first in enumerate(self._years()):
            self._draw_year(painter, first, theme.px(HEAD + row * STRIP))

    def _years(self) -> list[date]:
        first = academic_year_start(self._on)
        return [first.replace(year=first.year + later) for later in range(YEARS)]

    def _of(self, first: date) -> list[Term]:
        last = academic_year_end(first)
        return [term for term in self._terms if first <= term.to_on and term.from_on <= last]

    def _x(self, first: date, on: date) -> int:
        left = theme.px(LABEL)
        return left + (self.width() - left) * (on - first).days // 366

    def _draw_months(self, painter: QPainter) -> None:
        first = self._years()[0]
        painter.setPen(theme.colour("text2"))
        for month in range(12):
            on = date(first.year + (month > 3), (month + 8) % 12 + 1, 1)
            rect = QRect(self._x(first, on), 0, theme.px(LABEL), theme.px(HEAD))
            painter.drawText(rect, Qt.AlignmentFlag.AlignLeft, MONTHS[on.month - 1][:3])

    def _draw_year(self, painter: QPainter, first: date, top: int) -> None:
        height = theme.px(STRIP - SPACE.xs)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(0, top, theme.px(LABEL), height), middle, academic_year(first))
        left = theme.px(LABEL)
        painter.fillRect(left, top, self.width() - left, height, theme.colour("surface2"))
        for term in self._of(first):
            self._draw_term(painter, first, term, (top, height))
        if first <= self._on <= academic_year_end(first):
            painter.setPen(QPen(theme.colour("stop"), 2))
            at = self._x(first, self._on)
            painter.drawLine(at, top, at, top + height)

    def _draw_term(
        self, painter: QPainter, first: date, term: Term, across: tuple[int, int]
    ) -> None:
        top, height = across
        day = timedelta(days=1)
        pen = QPen(theme.colour("info"), 1)
        if term.estimated:
            pen.setStyle(Qt.PenStyle.DashLine)
        half_from, half_to = term.half_term_from_on, term.half_term_to_on
        parts = [(term.from_on, term.to_on)]
        if half_from and half_to:
            parts = [(term.from_on, half_from - day), (half_to + day, term.to_on)]
        for begins_on, ends_on in parts:
            left, right = self._x(first, begins_on), self._x(first, ends_on + day)
            rect = QRect(left, top, right - left, height)
            painter.fillRect(rect, theme.colour("selection"))
            painter.setPen(pen)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        left = self._x(first, parts[0][0])
        room = QRect(left, top, self._x(first, parts[0][1]) - left, height)
        room.adjust(theme.px(SPACE.xs), 0, 0, 0)
        painter.setPen(theme.colour("on_selection"))
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, middle, _fitting(term.label, room.width(), painter.fontMetrics()))


def _fitting(label: str, width: int, metrics: QFontMetrics) -> str:
    """Return what a term is called as far as there is room: "spring term", "spring", "spr…"."""
    for words in (label, label.partition(" ")[0]):
        if metrics.horizontalAdvance(words) <= width:
            return words
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
