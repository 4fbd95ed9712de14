"""The pages of Settings at the left, with a search over pages, entries and what they say."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton

from ui import theme
from ui.settings.scrolling import scrolling
from ui.tokens import SPACE
from ui.widgets.parts import button, column
from ui.widgets.suggestions import Suggestion
from ui.widgets.type_ahead import TypeAhead

WIDTH = 190

Finds = Callable[[str], list[Suggestion]]


class Contents(QFrame):
    """One button for each page; typing in the box finds what stands on them."""

    chosen = Signal(str)
    found = Signal(object)
    """The value of a suggestion that was taken."""

    def __init__(self, titles: Sequence[str], finds: Finds) -> None:
        super().__init__()
        self.setObjectName("Pages of the settings")
        self.setAccessibleName("Pages of the settings")
        self._finds = finds
        self.search = TypeAhead("Search settings")
        self.search.setPlaceholderText("Search settings")
        self.search.typed.connect(self._look)
        self.search.chosen.connect(self._take)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        for title in titles:
            self.buttons[title] = self._button(title)
        self._area = scrolling(column(*self.buttons.values(), 1, gap=2))
        layout = column(self.search, self._area, gap=SPACE.s)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        theme.hold_width(self, WIDTH)

    def show_page(self, title: str) -> None:
        """Mark the page in front."""
        self.buttons[title].setChecked(True)
        self._keep_in_sight()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        front = self._group.checkedButton()
        if front is not None:
            self._area.ensureWidgetVisible(front, 0, SPACE.s)

    def _button(self, title: str) -> QPushButton:
        result = button(title, lambda: self.chosen.emit(title), kind="nav")
        result.setCheckable(True)
        self._group.addButton(result)
        return result

    def _look(self, text: str) -> None:
        self.search.offer(text, self._finds(text))

    def _take(self, suggestion: Suggestion) -> None:
        self.search.clear()
        self.found.emit(suggestion.value)
