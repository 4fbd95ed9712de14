"""Hides the screen from the queue: everything but the scan box."""

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtWidgets import QFrame, QWidget

from ui.roles import set_role
from ui.top_bar import TopBar
from ui.widgets.parts import button, column, row, words

BY_HAND = "The screen is hidden. Scans are still read."
BY_ITSELF = "The screen is hidden while nobody is here. Scan something, or press a key."


class Curtain(QFrame):
    """Lies over all that is under the scan box, until it is lifted."""

    closing = Signal()
    closed = Signal()
    lifted = Signal()

    def __init__(self, over: QWidget, top: TopBar, covered: tuple[QWidget, ...]) -> None:
        super().__init__(over)
        set_role(self, area="curtain")
        self.setObjectName("Screen hidden")
        self._over, self._top, self._covered = over, top, covered
        self._lift = button("Show the screen", self.lift, keys="Ctrl+L")
        self.message = words(BY_HAND, "h2")
        self.by_itself = False
        """It closed because nobody was here: whoever comes back lifts it with a scan or a key."""
        self.setLayout(column(1, row(1, self.message, 1), row(1, self._lift, 1), 2, gap=16))
        over.installEventFilter(self)
        top.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Hide the screen, or show it again."""
        if self.isVisible():
            self.lift()
        else:
            self.close_over()

    def close_over(self, *, by_itself: bool = False) -> None:
        """Hide the screen; nothing under it is touched."""
        if self.isVisible():
            return
        self.by_itself = by_itself
        self.message.setText(BY_ITSELF if by_itself else BY_HAND)
        self.closing.emit()  # before Qt leads the cursor out of what is switched off
        self._switch(covered=True)
        self._place()
        self.show()
        self.raise_()
        self.closed.emit()

    def lift(self) -> None:
        """Show the screen again."""
        self.hide()
        self._switch(covered=False)
        self.lifted.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._place()
        return False

    def _switch(self, *, covered: bool) -> None:
        self._top.cover(covered=covered)
        for part in self._covered:
            part.setEnabled(not covered)  # Tab must not wander about where nobody can see it

    def _place(self) -> None:
        under = self._top.mapTo(self._over, QPoint(0, self._top.height())).y()
        self.setGeometry(0, under, self._over.width(), self._over.height() - under)
