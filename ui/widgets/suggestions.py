"""A list of suggestions under a text field: grouped, worked by keyboard, never in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import icons, theme
from ui.roles import set_role
from ui.tokens import SIZE, SPACE, TYPE
from ui.widgets.parts import column

Index = QModelIndex | QPersistentModelIndex
_ROW, _HEADING, _WIDTH = 44, 26, 480
_SUGGESTION_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Suggestion:
    """One line: what it is, what is to be known about it, and the value it stands for."""

    text: str
    value: Any = None
    detail: str = ""
    group: str = ""
    icon: str = ""
    tone: str = "text"

    @property
    def spoken(self) -> str:
        """The whole line, for a screen reader."""
        return f"{self.text}, {self.detail}" if self.detail else self.text


class _Lines(QAbstractListModel):
    """Suggestions with a heading before each group."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[Suggestion | str] = []

    def show(self, suggestions: Sequence[Suggestion]) -> None:
        self.beginResetModel()
        self.lines = []
        group = ""
        for suggestion in suggestions:
            if suggestion.group and suggestion.group != group:
                self.lines.append(suggestion.group)
            group = suggestion.group
            self.lines.append(suggestion)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self.lines[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == _SUGGESTION_ROLE:
            return line
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return line if isinstance(line, str) else line.spoken


class SuggestionList(QFrame):
    """Lies over the window under its field and never takes the focus from it."""

    chosen = Signal(object)

    def __init__(self, field: QWidget) -> None:
        super().__init__(field.window())
        self._field = field
        self._model = _Lines(self)
        self._view = QListView()
        self._settle()
        self.hide()

    @property
    def suggestions(self) -> list[Suggestion]:
        """What is offered."""
        return [line for line in self._model.lines if isinstance(line, Suggestion)]

    def current(self) -> Suggestion | None:
        """Return the suggestion that Enter would choose."""
        line = self._view.currentIndex().data(_SUGGESTION_ROLE)
        return line if isinstance(line, Suggestion) else None

    def offer(self, suggestions: Sequence[Suggestion]) -> None:
        """Show suggestions with the first one current; none hide the list."""
        self._model.show(suggestions)
        if not suggestions:
            self.hide()
            return
        self._place()
        self.show()
        self.raise_()
        self._view.setCurrentIndex(self._model.index(self._next_row(-1, 1)))

    def step(self, by: int) -> None:
        """Go to the next or previous suggestion, past headings, round the ends."""
        row = self._next_row(self._view.currentIndex().row(), by)
        self._view.setCurrentIndex(self._model.index(row))

    def _next_row(self, row: int, by: int) -> int:
        lines = self._model.lines
        row = (row + by) % len(lines)
        while isinstance(lines[row], str):
            row = (row + by) % len(lines)
        return row

    def _settle(self) -> None:
        set_role(self, area="popup")
        self._view.setModel(self._model)
        self._view.setItemDelegate(_LineDelegate(self._view))
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setAccessibleName("Suggestions")
        self._view.setObjectName("Suggestions")
        self._view.clicked.connect(self._clicked)
        self.setLayout(column(self._view, edge=SPACE.xs))

    def _clicked(self, index: QModelIndex) -> None:
        line = index.data(_SUGGESTION_ROLE)
        if isinstance(line, Suggestion):
            self.chosen.emit(line)

    def _place(self) -> None:
        window = self._field.window()
        self.setParent(window)
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + SPACE.xs))
        width = min(max(self._field.width(), theme.px(_WIDTH)), window.width() - 2 * SPACE.s)
        left = min(corner.x(), window.width() - width - SPACE.s)
        wanted = sum(_height(line) for line in self._model.lines) + 2 * theme.px(SPACE.xs) + 4
        height = min(wanted, max(window.height() - corner.y() - SPACE.s, theme.px(_ROW)))
        self.setGeometry(QRect(left, corner.y(), width, height))


class _LineDelegate(QStyledItemDelegate):
    """Draws a heading, or an icon with two lines of text."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        rect: QRect = option.rect
        return QSize(rect.width(), _height(index.data(_SUGGESTION_ROLE)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_SUGGESTION_ROLE)
        rect: QRect = option.rect
        inside = rect.adjusted(theme.px(SPACE.s), 0, -theme.px(SPACE.s), 0)
        painter.save()
        if isinstance(line, str):
            painter.setFont(theme.font(TYPE.meta, TYPE.strong))
            painter.setPen(theme.colour("text2"))
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, line)
        else:
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_line(painter, inside, line, chosen=chosen)
        painter.restore()

    def _paint_line(
        self, painter: QPainter, rect: QRect, line: Suggestion, *, chosen: bool
    ) -> None:
        if chosen:
            edge = theme.px(SPACE.s)
            painter.fillRect(rect.adjusted(-edge, 0, edge, 0), theme.colour("selection"))
            painter.fillRect(
                QRect(rect.left() - edge, rect.top(), SPACE.xs, rect.height()),
                theme.colour("accent"),
            )
        left = rect.left()
        if line.icon:
            picture = icons.pixmap(line.icon, line.tone)
            side = theme.px(SIZE.icon)
            painter.drawPixmap(left, rect.center().y() - side // 2, picture)
        left += theme.px(SIZE.icon + SPACE.s) if line.icon else 0
        text = rect.adjusted(left - rect.left(), theme.px(SPACE.xs), 0, -theme.px(SPACE.xs))
        colour = "on_selection" if chosen else "text"
        body = theme.font(TYPE.body, TYPE.strong if line.detail else TYPE.regular)
        place = Qt.AlignmentFlag.AlignTop if line.detail else Qt.AlignmentFlag.AlignVCenter
        _write(painter, text, line.text, (body, colour, place))
        if line.detail:
            colour = "on_selection" if chosen else "text2"
            place = Qt.AlignmentFlag.AlignBottom
            _write(painter, text, line.detail, (theme.font(TYPE.meta), colour, place))


def _write(painter: QPainter, rect: QRect, text: str, how: tuple[Any, str, Any]) -> None:
    font, colour, place = how
    painter.setFont(font)
    painter.setPen(theme.colour(colour))
    elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, place, elided)


def _height(line: Suggestion | str) -> int:
    return theme.px(_HEADING if isinstance(line, str) else _ROW)
