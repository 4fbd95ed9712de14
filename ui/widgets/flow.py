"""A row that goes on in a new line where the window ends."""

from collections.abc import Iterable
from typing import TypeAlias

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem

from ui import theme
from ui.tokens import SPACE

Sized: TypeAlias = tuple[QLayoutItem, QSize]


class FlowLayout(QLayout):
    """Lays things out from left to right and then downwards; spacing as set by `theme.space`."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._widgets: list[QWidget] = []
        self._at_the_right: QWidget | None = None
        # Qt asks for these again and again until something in here has changed.
        self._sizes: list[QSize] | None = None
        self._heights: dict[int, int] = {}

    def invalidate(self) -> None:
        self._sizes, self._heights = None, {}
        super().invalidate()

    def clear(self) -> None:
        """Take out and delete every widget."""
        for widget in self._widgets:
            widget.hide()
            self.removeWidget(widget)
            widget.deleteLater()
        self._widgets.clear()

    def addWidget(self, widget: QWidget) -> None:
        """Add a widget with an item of our own making.

        One that Qt makes may come to lie where another item was that went with its widget, and
        Python would take it for that one: it would be gone as soon as that widget is deleted.
        """
        self._widgets.append(widget)
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def lines_in(self, width: int) -> int:
        """Return how many lines there are in such a width, measured anew."""
        self.invalidate()
        return len(self._lines(width))

    def push_right(self, first: QWidget) -> None:
        """Let this widget and those after it end where the line ends."""
        self._at_the_right = first

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        sizes = self._hints()
        gaps = max(len(sizes) - 1, 0) * self.spacing()
        width = sum(size.width() for size in sizes) + gaps
        return self._framed(QSize(width, max((size.height() for size in sizes), default=0)))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return self._framed(size)

    def _hints(self) -> list[QSize]:
        if self._sizes is None:
            self._sizes = [item.sizeHint() for item in self._items]
        return self._sizes

    def _framed(self, size: QSize) -> QSize:
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        inside = rect.marginsRemoved(self.contentsMargins())
        y, is_right = inside.y(), False
        for line in self._lines(inside.width()):
            tallest = max(size.height() for _item, size in line)
            unused = max(inside.width() - self._length(line), 0)
            x = inside.x() + (unused if is_right else 0)
            for item, size in line:
                if not is_right and self._stands_right(item):
                    x, is_right = x + unused, True
                if move:
                    width = min(size.width(), inside.width())
                    down = (tallest - size.height()) // 2
                    item.setGeometry(QRect(QPoint(x, y + down), QSize(width, size.height())))
                x += size.width() + self.spacing()
            y += tallest + self.spacing()
        return max(y - self.spacing(), inside.y()) - rect.y() + self.contentsMargins().bottom()

    def _lines(self, width: int) -> list[list[Sized]]:
        """Return what stands side by side; what is hidden takes no gap either."""
        lines: list[list[Sized]] = []
        for item, size in zip(self._items, self._hints(), strict=True):
            if item.isEmpty():
                continue
            if lines and self._length([*lines[-1], (item, size)]) <= width:
                lines[-1].append((item, size))
            else:
                lines.append([(item, size)])
        return lines

    def _length(self, line: list[Sized]) -> int:
        return sum(size.width() for _item, size in line) + self.spacing() * (len(line) - 1)

    def _stands_right(self, item: QLayoutItem) -> bool:
        if self._at_the_right not in self._widgets:
            return False
        return item.widget() in self._widgets[self._widgets.index(self._at_the_right) :]


def flowing(*parts: QWidget, right: Iterable[QWidget] = (), gap: int = SPACE.s) -> FlowLayout:
    """Return parts side by side, the last of them at the right, in as many lines as they need."""
    layout, at_the_right = FlowLayout(), tuple(right)
    theme.space(layout, 0, gap)
    for each in (*parts, *at_the_right):
        layout.addWidget(each)
    if at_the_right:
        layout.push_right(at_the_right[0])
    return layout
