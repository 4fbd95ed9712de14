"""How a list looks and is worked by mouse and keyboard: one preset of QTableView."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import column_widths, theme
from ui.column_widths import Need
from ui.table import ACTION_ROLE, ActionColumn, PagedModel, Painted, TableModel
from ui.tokens import SIZE, SPACE, TYPE

_PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_FEWEST_ROWS = 3
_STRETCH_CHARS = 14
"""A column that takes what is left is not cut to fewer before another is dropped."""
_ROWS_UNDER_THE_EYE = 60
_ROWS_MEASURED = 60
_ROUNDING = 2
"""Words may be a part of a pixel wider than they are measured, and would be cut."""


@dataclass(frozen=True)
class _Eye:
    """How far a list is scrolled, and the keys of the rows in sight with their heights in it."""

    scrolled: int
    rows: tuple[tuple[Hashable, int], ...]


class ListView(QTableView):
    """Shows a `TableModel`; `row_height` is one of the heights in `SIZE`.

    Enter or a double click on a row emits `opened`; Enter, Space or a click on a cell of an
    `ActionColumn` calls its action. Tab leaves the list.
    """

    opened = Signal(object)
    selected = Signal(object)
    """The row that is now current, or None."""

    def __init__(
        self,
        model: TableModel[Any],
        name: str,
        parent: QWidget | None = None,
        *,
        row_height: int = SIZE.row,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(name)
        self._model = model
        self._row_height = row_height
        self._left_out: set[int] = set()
        self._given: dict[int, int] = {}
        self._longest: dict[int, int] = {}
        self._sorted_by = -1
        self._kept: Hashable | None = None
        self._kept_column = 0
        self._kept_eye = _Eye(0, ())
        self._settle()
        self.setItemDelegate(_CellDelegate(self))
        self.setModel(model)
        self.verticalHeader().hide()
        self._settle_header()
        self._measure()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)
        model.modelReset.connect(self._fit_words)
        model.rowsInserted.connect(self._fit_words)
        if isinstance(model, PagedModel):
            model.last_seen = self._last_seen
        self.selectionModel().currentRowChanged.connect(self._tell_selected)
        self.doubleClicked.connect(self._double_clicked)

    def current_row(self) -> Any:
        """Return the row the keyboard is on, or None."""
        index = self.currentIndex()
        return self._model.row(index) if index.isValid() else None

    def show_first(self) -> None:
        """Make the first row current."""
        self.setCurrentIndex(self._model.index(0, 0))

    def leave_out(self, column: int, *, left_out: bool) -> None:
        """Hide a column on purpose, however much room there is, or show it again."""
        (self._left_out.add if left_out else self._left_out.discard)(column)
        self._share_width()

    def sizeHint(self) -> QSize:
        """Ask for a few rows and take what there is: a page must not scroll for an empty list."""
        rows = _FEWEST_ROWS * theme.px(self._row_height)
        height = self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth()
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() in _PRESS and index.isValid():
            self._press(index, opens=event.key() != Qt.Key.Key_Space)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.data(ACTION_ROLE):
            self._press(index, opens=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._measure()

    def _settle(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def _settle_header(self) -> None:
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sectionClicked.connect(self._sort_by)

    def _measure(self) -> None:
        height = theme.px(self._row_height)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.setIconSize(QSize(theme.px(SIZE.icon_table), theme.px(SIZE.icon_table)))
        modes, header = QHeaderView.ResizeMode, self.horizontalHeader()
        for number, column in enumerate(self._model.columns):
            takes_rest = column.chars == 0
            header.setSectionResizeMode(number, modes.Stretch if takes_rest else modes.Interactive)
        self._given = {}
        self._fit_words()

    def _fit_words(self) -> None:
        """Measure the words again, which are others now, or written in another size."""
        self._longest = {}
        self._share_width()

    def _share_width(self) -> None:
        """Shrink columns to their words, then hide what matters least, where there is no room."""
        columns, room = self._model.columns, self.viewport().width()
        needs = {n: self._need(n) for n in range(len(columns)) if n not in self._left_out}
        shown = column_widths.kept(needs, room)
        for number in range(len(columns)):
            if self.isColumnHidden(number) != (number not in shown):
                self.setColumnHidden(number, number not in shown)
        given = column_widths.widths({n: needs[n] for n in shown}, room)
        for number, width in given.items():
            if self._given.get(number) != width:  # else it stays as somebody drew it
                self.horizontalHeader().resizeSection(number, width)
        self._given |= given

    def _need(self, number: int) -> Need:
        """Return how wide a column should be, and how narrow it may be."""
        column = self._model.columns[number]
        around = theme.px(2 * SPACE.s)
        icon = theme.px(SIZE.icon_table + SPACE.s) if column.mark is not None else 0
        figure = self.fontMetrics().horizontalAdvance("0")
        full = figure * (column.chars or _STRETCH_CHARS) + icon + around
        strong = QFontMetrics(theme.font(TYPE.body, TYPE.strong))
        arrow = theme.px(SIZE.icon_table) if number == self._sorted_by else 0
        heading = strong.horizontalAdvance(column.title) + arrow
        written = strong if isinstance(column, ActionColumn) else self.fontMetrics()
        rows = self._model.rows[:_ROWS_MEASURED]
        if number not in self._longest:
            told = {column.words(row) for row in rows}
            self._longest[number] = max(map(written.horizontalAdvance, told), default=0)
        content = max(heading, self._longest[number] + icon) + around + _ROUNDING
        if column.chars == 0:
            return Need(content, min(full, content), column.drop, takes_rest=True)
        return Need(full, min(full, content) if rows else full, column.drop)

    def _sort_by(self, section: int) -> None:
        column, header = self._model.columns[section], self.horizontalHeader()
        paged = isinstance(self._model, PagedModel)
        if column.sortable and (column.key or not paged):
            self._model.sort(section, header.sortIndicatorOrder())
            self._sorted_by = section
            self._fit_words()
        else:
            header.setSortIndicator(self._sorted_by, header.sortIndicatorOrder())

    def _press(self, index: QModelIndex, *, opens: bool) -> None:
        column, row = self._model.columns[index.column()], self._model.row(index)
        if isinstance(column, ActionColumn):
            if index.data(ACTION_ROLE):
                column.act(row)
        elif opens:
            self.opened.emit(row)

    def _double_clicked(self, index: QModelIndex) -> None:
        if not isinstance(self._model.columns[index.column()], ActionColumn):
            self.opened.emit(self._model.row(index))

    def _last_seen(self) -> int:
        """Return the number of the last row that is in sight or chosen, or -1."""
        lowest = self.rowAt(self.viewport().height() - 1)
        if lowest < 0:
            lowest = self._model.rowCount() - 1
        return max(lowest, self.currentIndex().row())

    def _keep(self) -> None:
        row = self.current_row()
        key = self._model.key
        self._kept = key(row) if row is not None and key is not None else None
        self._kept_column = self.currentIndex().column()
        self._kept_eye = self._eye()

    def _restore(self) -> None:
        place = self._model.where(self._kept) if self._kept is not None else -1
        if place >= 0:
            self.setCurrentIndex(self._model.index(place, max(self._kept_column, 0)))
        if not isinstance(self._model, PagedModel) or not self._model.begins_again:
            self.executeDelayedItemsLayout()
            self.verticalScrollBar().setValue(self._scroll_for(self._kept_eye))
        elif place < 0:
            self.verticalScrollBar().setValue(0)

    @property
    def shown_model(self) -> TableModel[Any]:
        """The rows and columns behind what is painted."""
        return self._model

    def _eye(self) -> "_Eye":
        """Return what is in sight, from the top row on, and how far it is scrolled."""
        scrolled = self.verticalScrollBar().value()
        key, top = self._model.key, self.rowAt(0)
        follows = not scrolled and not self.hasFocus()  # at the top, what is new comes into sight
        if key is None or top < 0 or follows:
            return _Eye(scrolled, ())
        rows = self._model.rows[top : self.rowAt(self.viewport().height() - 1) + 1 or None]
        places = enumerate(rows[:_ROWS_UNDER_THE_EYE], start=top)
        return _Eye(scrolled, tuple((key(row), self.rowViewportPosition(at)) for at, row in places))

    def _scroll_for(self, eye: "_Eye") -> int:
        """Return how far to scroll so that the first row that is still there stays in place."""
        for key, offset in eye.rows:
            place = self._model.where(key)
            if place >= 0:
                return self.verticalHeader().sectionPosition(place) - offset
        return eye.scrolled

    def _tell_selected(self, index: QModelIndex) -> None:
        self.selected.emit(self._model.row(index) if index.isValid() else None)


class _CellDelegate(QStyledItemDelegate):
    """Draws cells, buttons in cells, and an edge round the current cell.

    It draws words itself: the style with a style sheet takes ten times as long for each cell, and
    the desk shows a hundred and fifty of them again after every scan.
    """

    def __init__(self, view: ListView) -> None:
        super().__init__(view)
        self._view, self._model = view, view.shown_model

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected:
            painter.fillRect(option.rect, theme.colour("selection"))
        cell = self._model.painted(index)
        if not cell.is_action:
            self._paint_words(painter, option, cell, is_selected=is_selected)
        elif cell.words:
            self._paint_button(painter, option.rect, cell.words)
        self._paint_cues(painter, option, index)

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, cell: Painted, *, is_selected: bool
    ) -> None:
        gap = theme.px(SPACE.s)
        room: QRect = option.rect.adjusted(gap, 0, -gap, 0)
        if cell.icon is not None:
            size = option.decorationSize
            middle = room.top() + (room.height() - size.height()) // 2
            cell.icon.paint(painter, QRect(room.left(), middle, size.width(), size.height()))
            room.setLeft(room.left() + size.width() + gap)
        if not cell.words:
            return
        painter.setPen(
            theme.colour("on_selection") if is_selected else cell.colour or theme.colour("text")
        )
        painter.setFont(self._view.font())
        mode = option.textElideMode
        elided = option.fontMetrics.elidedText(cell.words, mode, room.width())
        painter.drawText(room, cell.align, elided)

    def _paint_button(self, painter: QPainter, rect: QRect, words: str) -> None:
        painter.setFont(theme.font(TYPE.body, TYPE.strong))
        painter.setPen(theme.colour("accent"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_cues(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        rect: QRect = option.rect
        if index.column() == 0 and option.state & QStyle.StateFlag.State_Selected:
            # A second cue beside the filling, for eyes that do not see the colour.
            bar = QRect(rect.left(), rect.top(), theme.px(SPACE.xs), rect.height())
            painter.fillRect(bar, theme.colour("accent"))
        if self._view.hasFocus() and index == self._view.currentIndex():
            painter.setPen(QPen(theme.colour("focus"), SIZE.ring))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
