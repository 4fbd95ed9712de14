"""A row that goes on in a new line where the window ends."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem


class FlowLayout(QLayout):
    """Lays things out from left to right and then downwards; spacing as set by `theme.space`."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._widgets: list[QWidget] = []
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
        x, y, tallest = inside.x(), inside.y(), 0
        for item, size in zip(self._items, self._hints(), strict=True):
            if item.isEmpty():
                continue  # hidden: it takes no gap either
            if x > inside.x() and x + size.width() > inside.right() + 1:
                x, y, tallest = inside.x(), y + tallest + self.spacing(), 0
            if move:
                width = min(size.width(), inside.width())
                item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x += size.width() + self.spacing()
            tallest = max(tallest, size.height())
        return y + tallest - rect.y() + self.contentsMargins().bottom()
