"""The only table models: rows are plain values, columns say how to show them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui import icons, theme

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Mark = tuple[str, str]
"""An icon's name and its tone."""

_Role = Qt.ItemDataRole
SORT_ROLE = _Role.UserRole
"""Gives the raw value, so that money and dates sort as themselves."""
ACTION_ROLE = _Role.UserRole + 1
"""Gives the words of a cell that can be pressed, or nothing."""
_USED = frozenset(
    {
        _Role.DisplayRole,
        _Role.TextAlignmentRole,
        _Role.DecorationRole,
        _Role.ForegroundRole,
        _Role.AccessibleTextRole,
        _Role.ToolTipRole,
        SORT_ROLE,
        ACTION_ROLE,
    }
)

PAGE = 200
"""Rows fetched at a time."""
REREAD = 1000
"""Rows above the eye that are read again when something has changed; a list may be far longer."""


class Align(Enum):
    """Where a column's words stand; its heading stands with them."""

    LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    CENTRE = Qt.AlignmentFlag.AlignCenter


class Painted(NamedTuple):
    """What is painted of a cell."""

    words: str
    is_action: bool
    align: int
    icon: Any = None
    colour: Any = None


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column: its heading, its value, and the value in words.

    Attributes:
        mark: icon and tone of a status cell.
        chars: width in figures; 0 takes what is left.
        drop: a narrow window hides the column with the highest number first; 0 always stays.
        key: what a paged list calls this column when it asks for it in this order.
        spoken: the value as a screen reader should say it, where that differs.
        sortable: whether a press on the heading sorts.
    """

    title: str
    value: Callable[[Row], Any]
    text: Callable[[Any], str] = str
    align: Align = Align.LEFT
    mark: Callable[[Row], Mark | None] | None = None
    chars: int = 0
    drop: int = 0
    key: str = ""
    spoken: Callable[[Any], str] | None = None
    sortable: bool = True

    def words(self, row: Row) -> str:
        """Return the cell in words; what is not known is left empty."""
        value = self.value(row)
        return "" if value is None else self.text(value)


@dataclass(frozen=True, kw_only=True)
class ActionColumn(Column[Row]):
    """A column whose cells are buttons: its value is the button's words, None where there is none.

    Attributes:
        act: called with the row on Enter, Space or a click.
        about: what the button is about, for a screen reader: "Undo" + " return of Violin 3/4".
    """

    act: Callable[[Row], None]
    about: Callable[[Row], str] | None = None
    sortable: bool = False

    def said(self, row: Row) -> str:
        """Return the words of the button with what it is about."""
        words = self.words(row)
        return f"{words} {self.about(row)}" if words and self.about else words


class TableModel(QAbstractTableModel, Generic[Row]):
    """Shows a list of rows and never fetches anything itself.

    `spoken` makes a row into a sentence for screen readers; without it the cells are read in turn.
    `key` tells rows apart, so that a reload keeps the selected one selected.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        parent: QObject | None = None,
        *,
        spoken: Callable[[Row], str] | None = None,
        key: Callable[[Row], Hashable] | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.key = key
        self._spoken = spoken
        self._rows: list[Row] = []
        self._order: tuple[int, Qt.SortOrder] | None = None

    @property
    def rows(self) -> Sequence[Row]:
        """The rows that are here, in the order shown."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replace everything shown, in the order the user chose, or else as given."""
        fresh = self._arranged(rows)
        if fresh != self._rows:
            self._replace(fresh)

    def row(self, index: Index) -> Row:
        """Return the row behind a cell."""
        return self._rows[index.row()]

    def painted(self, index: Index) -> Painted:
        """Return all that is painted of a cell; asking role by role takes five times as long."""
        column, row = self.columns[index.column()], self._rows[index.row()]
        words, align = column.words(row), column.align.value
        mark = column.mark(row) if column.mark is not None else None
        if mark is None:
            return Painted(words, isinstance(column, ActionColumn), align)
        icon, colour = (_shown(mark, role) for role in (_Role.DecorationRole, _Role.ForegroundRole))
        return Painted(words, is_action=False, align=align, icon=icon, colour=colour)

    def where(self, key: Hashable) -> int:
        """Return the number of the row with this key, or -1."""
        if self.key is None:
            return -1
        return next((i for i, row in enumerate(self._rows) if self.key(row) == key), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column's raw values; unknown ones come last."""
        self.layoutAboutToBeChanged.emit()
        held = [(index, self._rows[index.row()]) for index in self.persistentIndexList()]
        self._order = (column, order)
        self._rows = self._arranged(self._rows)
        places = {id(row): place for place, row in enumerate(self._rows)}
        for index, row in held:
            moved = self.index(places[id(row)], index.column())
            self.changePersistentIndex(index, moved)
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        # A view asks for ten roles of every cell it paints; most have no answer here.
        if role not in _USED or not index.isValid():
            return None
        column, row = self.columns[index.column()], self._rows[index.row()]
        if role == _Role.DisplayRole:
            return column.words(row)
        if role == _Role.TextAlignmentRole:
            return column.align.value
        if role == SORT_ROLE:
            return column.value(row)
        return self._extra(column, row, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == _Role.DisplayRole:
            return column.title
        if role == _Role.TextAlignmentRole:
            return column.align.value
        if role == _Role.AccessibleTextRole:
            return self._heading_said(section)
        return None

    def _extra(self, column: Column[Row], row: Row, role: int) -> Any:
        if role == _Role.AccessibleTextRole:
            return self._said(column, row)
        if role == _Role.ToolTipRole:
            return column.words(row)
        if role == ACTION_ROLE:
            return column.words(row) if isinstance(column, ActionColumn) else None
        mark = column.mark(row) if column.mark is not None else None
        return _shown(mark, role) if mark is not None else None

    def _said(self, column: Column[Row], row: Row) -> str:
        if isinstance(column, ActionColumn):
            return column.said(row)
        if column is not self.columns[0]:
            return _aloud(column, row)
        # The first cell reads the whole row, so that going down a list tells everything once.
        if self._spoken is not None:
            return self._spoken(row)
        shown = (c for c in self.columns if not isinstance(c, ActionColumn))
        return ", ".join(words for c in shown if (words := _aloud(c, row)))

    def _heading_said(self, section: int) -> str:
        title = self.columns[section].title
        if self._order is None or self._order[0] != section:
            return title
        down = self._order[1] is Qt.SortOrder.DescendingOrder
        return f"{title}, sorted {'downwards' if down else 'upwards'}"

    def _replace(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def _arranged(self, rows: Sequence[Row]) -> list[Row]:
        if self._order is None:
            return list(rows)
        column, order = self._order
        value = self.columns[column].value
        known = [row for row in rows if value(row) is not None]
        unknown = [row for row in rows if value(row) is None]
        known.sort(key=_sort_key(value), reverse=order is Qt.SortOrder.DescendingOrder)
        return known + unknown


@dataclass(frozen=True)
class PageRequest(Generic[Row]):
    """What a paged list asks for: some rows after a row, in the order of a column's key."""

    after: Row | None
    count: int
    order: str
    descending: bool


Arrived = Callable[[Sequence[Row]], None]
Fetch = Callable[[PageRequest[Row], Arrived[Row]], None]


class PagedModel(TableModel[Row]):
    """A list of any length: fetches the next rows by key when the view comes near its end.

    `fetch(request, arrived)` asks for rows and calls `arrived` with them, now or later. A page
    that is shorter than asked for is the last one.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        fetch: Fetch[Row],
        parent: QObject | None = None,
        *,
        spoken: Callable[[Row], str] | None = None,
        key: Callable[[Row], Hashable] | None = None,
    ) -> None:
        super().__init__(columns, parent, spoken=spoken, key=key)
        self._fetch = fetch
        self._round = 0
        self._pending = False
        self._ended = True
        self.begins_again = True
        """What comes answers another question: it is seen from its beginning."""
        self.last_seen: Callable[[], int] = lambda: -1
        """Gives the number of the last row that is in sight or chosen."""

    def reload(self) -> None:
        """Begin again from the first page; what is shown stays until it has come."""
        self._round += 1
        self._pending = False
        self.begins_again = True
        self._ask(None)

    def refresh(self) -> None:
        """Read again what is here, down to a page below the eye, and stay at the same place."""
        last = min(self.last_seen(), len(self._rows) - 1)
        first = max(0, last + 1 - REREAD)
        self._round += 1
        self._pending = False
        self.begins_again = False
        self._ask_rows(first, last + 1 - first + PAGE)

    def stop(self) -> None:
        """Say that the page asked for will not come; scrolling asks again."""
        self._pending = False

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for the list in another order."""
        self._order = (column, order)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        self.reload()

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._ended and not self._pending

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._ask(self._rows[-1] if self._rows else None)

    def _ask(self, after: Row | None) -> None:
        self._ask_rows(0 if after is None else len(self._rows), PAGE)

    def _ask_rows(self, start: int, count: int) -> None:
        self._pending = True
        asked_in = self._round
        column, order = self._order or (-1, Qt.SortOrder.AscendingOrder)
        request = PageRequest(
            after=self._rows[start - 1] if start else None,
            count=count,
            order=self.columns[column].key if column >= 0 else "",
            descending=order is Qt.SortOrder.DescendingOrder,
        )

        def arrived(rows: Sequence[Row]) -> None:
            if asked_in == self._round:  # else it answers a question nobody asks any more
                self._ended = len(rows) < count
                self._show_page(rows, start)

        self._fetch(request, arrived)

    def _show_page(self, rows: Sequence[Row], start: int) -> None:
        """Put rows at a place; what was there and below it goes."""
        self._pending = False
        fresh = [*self._rows[:start], *rows]
        if start < len(self._rows) or not start:
            if fresh != self._rows or not fresh:
                self._replace(fresh)
        elif rows:
            self.beginInsertRows(QModelIndex(), start, start + len(rows) - 1)
            self._rows = fresh
            self.endInsertRows()

    def _arranged(self, rows: Sequence[Row]) -> list[Row]:
        """Leave the order to the register."""
        return list(rows)


def _shown(mark: Mark, role: int) -> Any:
    name, tone = mark
    return icons.icon(name, tone) if role == _Role.DecorationRole else theme.colour(tone)


def _sort_key(value: Callable[[Row], Any]) -> Callable[[Row], Any]:
    def key(row: Row) -> Any:
        raw = value(row)
        return raw.casefold() if isinstance(raw, str) else raw

    return key


def _aloud(column: Column[Row], row: Row) -> str:
    value = column.value(row)
    if value is None:
        return ""
    return column.spoken(value) if column.spoken is not None else column.text(value)
