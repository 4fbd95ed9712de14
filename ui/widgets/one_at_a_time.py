"""Widgets in one place, of which one is shown; what is hidden asks for no room."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedLayout, QWidget


class OneAtATime(QStackedLayout):
    """Asks for the room that the shown widget needs; Qt's own asks for what any of them needs."""

    def __init__(self, parent: QWidget) -> None:
        # With its parent first: else it would show its first widget as a window of its own.
        super().__init__(parent)
        self.currentChanged.connect(lambda _at: self._measure_anew())

    def sizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.sizeHint() if shown is not None else QSize()

    def minimumSize(self) -> QSize:
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize()

    def hasHeightForWidth(self) -> bool:
        shown = self.currentWidget()
        return shown is not None and shown.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        shown = self.currentWidget()
        if shown is None:
            return -1
        inside = shown.layout()
        # What a list wishes may be less than its least: only the least counts that in.
        least = -1 if inside is None else inside.totalMinimumHeightForWidth(width)
        return max(shown.heightForWidth(width), least)

    def _measure_anew(self) -> None:
        self.invalidate()
        above = self.parentWidget()
        if above is not None:
            above.updateGeometry()
