"""Everything that happened to one thing, newest first, under the year it happened in."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import icons, theme
from ui.tokens import SIZE, SPACE, TYPE
from ui.widgets.parts import name

Index = QModelIndex | QPersistentModelIndex
_ENTRY_ROLE = Qt.ItemDataRole.UserRole
_ROW = 36
_FEWEST_ROWS = 4
_WRAPPED = Qt.TextFlag.TextWordWrap
_WHEN_CHARS = 13
_WHO_SHARE = 3
"""Names take no more than one third of a line; what happened goes on in a second one."""


@dataclass(frozen=True)
class Happening:
    """One line: when in words ("20 Nov 10:44"), the year it stands under, what, and who did it."""

    when: str
    year: str
    what: str
    who: str = ""
    icon: str = "dot"
    tone: str = "text2"

    @property
    def spoken(self) -> str:
        """The whole line, for a screen reader."""
        said = f"{self.when} {self.year}, {self.what}"
        return f"{said}, {self.who}" if self.who else said


class _Lines(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Happening | str] = []

    def show(self, happenings: Sequence[Happening]) -> None:
        self.beginResetModel()
        self.lines = []
        year = ""
        for happening in happenings:
            if happening.year != year:
                year = happening.year
                self.lines.append(year)
            self.lines.append(happening)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == _ENTRY_ROLE:
            return line
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Happening):
            return line.what
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return line if isinstance(line, str) else line.spoken


class Timeline(QListView):
    """Give it what happened, newest first."""

    def __init__(self, label: str = "Timeline", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name(self, label)
        self._lines = _Lines(self)
        self._names = 0
        self.setModel(self._lines)
        self.setItemDelegate(_LineDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _FEWEST_ROWS * theme.px(_ROW))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_happenings(self, happenings: Sequence[Happening]) -> None:
        """Replace everything shown; what is new comes above, and what was in sight stays there."""
        before = self._lines.lines
        chosen = self.currentIndex().row()
        scrolled = self.verticalScrollBar().value()
        top = max(1, self.indexAt(QPoint(1, 1)).row())  # the first line of all is a year
        place = self.visualRect(self._lines.index(top)).top()
        self._lines.show(happenings)
        self._measure()
        more = _lines_above(before, self._lines.lines)
        if more is None:
            return
        if chosen >= 0:
            self.setCurrentIndex(self._lines.index(chosen + more))
        if scrolled:
            self.executeDelayedItemsLayout()
            moved = self.visualRect(self._lines.index(top + more)).top() - place
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + moved)

    def who_width(self) -> int:
        """Return how wide the names are that are shown, as far as there is room for them."""
        return min(self._names, self.line_width() // _WHO_SHARE)

    def line_width(self) -> int:
        """Return how wide a line is beside the scroll bar, whether that is there or not."""
        return self.maximumViewportSize().width() - self.verticalScrollBar().sizeHint().width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._measure()

    def _measure(self) -> None:
        # A width rounded down would cut a name by a hair.
        metrics = QFontMetricsF(theme.font())
        shown = (line.who for line in self._lines.lines if isinstance(line, Happening))
        self._names = max((ceil(metrics.horizontalAdvance(who)) for who in set(shown)), default=0)
        self.scheduleDelayedItemsLayout()


def _lines_above(before: list[Happening | str], now: list[Happening | str]) -> int | None:
    """Return how many lines stand above those that were there, or None where they have gone."""
    more = len(now) - len(before)
    if not before or more < 0:
        return None
    if now[: len(before)] == before:
        return 0  # older ones were added below
    # The year stands once, above the newest line of it.
    return more if now[more + 1 :] == before[1:] else None


class _LineDelegate(QStyledItemDelegate):
    """Draws when, a mark on a line, what, and who; what is long goes on in another line."""

    def __init__(self, view: Timeline) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        line, width = index.data(_ENTRY_ROLE), self._view.line_width()
        height = theme.px(_ROW)
        if isinstance(line, Happening):
            metrics, room = QFontMetrics(theme.font()), self._parts(QRect(0, 0, width, height))[2]
            wrapped = metrics.boundingRect(0, 0, room.width(), 0, _WRAPPED, line.what).height()
            height += max(0, wrapped - metrics.height())
        return QSize(width, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_ENTRY_ROLE)
        rect: QRect = option.rect
        painter.save()
        if isinstance(line, str):
            _write(painter, rect.adjusted(theme.px(SPACE.m), 0, 0, 0), line, ("text2", True))
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_line(painter, rect, line, chosen=chosen)
        painter.restore()

    def _paint_line(self, painter: QPainter, rect: QRect, line: Happening, *, chosen: bool) -> None:
        if chosen:
            painter.fillRect(rect, theme.colour("selection"))
        text, soft = ("on_selection", "on_selection") if chosen else ("text", "text2")
        when, mark, what, who = self._parts(rect)
        self._paint_mark(painter, mark, line)
        _write(painter, when, line.when, (soft, False))
        _write(painter, what, line.what, (text, False), wraps=True)
        _write(painter, who, line.who, (soft, False))

    def _parts(self, rect: QRect) -> tuple[QRect, QRect, QRect, QRect]:
        """Return where when, the mark, what and who stand in a line."""
        gap = theme.px(SPACE.s)
        when = rect.adjusted(theme.px(SPACE.m), 0, 0, 0)
        when.setWidth(QFontMetrics(theme.font()).horizontalAdvance("0") * _WHEN_CHARS)
        mark = QRect(when.right() + gap, rect.top(), theme.px(SIZE.icon), rect.height())
        names = self._view.who_width()
        who = rect.adjusted(rect.width() - names - gap, 0, -gap, 0)
        what = rect.adjusted(mark.right() + gap - rect.left(), 0, 0, 0)
        what.setRight(who.left() - gap if names else who.right())
        return when, mark, what, who

    def _paint_mark(self, painter: QPainter, rect: QRect, line: Happening) -> None:
        side, middle = theme.px(SIZE.icon_table), rect.center()
        painter.setPen(QPen(theme.colour("border"), SIZE.ring))
        painter.drawLine(middle.x(), rect.top(), middle.x(), middle.y() - side // 2 - 2)
        painter.drawLine(middle.x(), middle.y() + side // 2 + 2, middle.x(), rect.bottom())
        picture = icons.pixmap(line.icon, line.tone, SIZE.icon_table)
        painter.drawPixmap(middle.x() - side // 2, middle.y() - side // 2, picture)


def _write(
    painter: QPainter, rect: QRect, text: str, how: tuple[str, bool], *, wraps: bool = False
) -> None:
    colour, strong = how
    font = theme.font(TYPE.body, TYPE.strong if strong else TYPE.regular)
    painter.setFont(font)
    painter.setPen(theme.colour(colour))
    if wraps:
        painter.drawText(rect, _WRAPPED | Qt.AlignmentFlag.AlignVCenter, text)
        return
    elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, elided)
