"""One look for keyboard focus: a ring of two colours round whatever has it, in every window."""

from collections.abc import Iterator

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget

from ui import theme
from ui.tokens import SIZE

_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide})


class FocusRings(QObject):
    """Keeps a ring in each window of the program, and scrolls to what gets the focus."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.focusChanged.connect(self._changed)

    def _changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None or new.window().windowType() is Qt.WindowType.Popup:
            return
        _scroll_to(new)
        ring_of(new.window()).show_round(new)


def ring_of(window: QWidget) -> "FocusRing":
    """Return the ring of a window, made when it is first needed."""
    for child in window.children():
        if isinstance(child, FocusRing):
            return child
    return FocusRing(window)


class FocusRing(QWidget):
    """The ring itself: lies over the window, lets the mouse through, and follows its widget."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def show_round(self, target: QWidget) -> None:
        """Move the ring to a widget of this window."""
        for widget in self._watched:
            if shiboken6.isValid(widget):
                widget.removeEventFilter(self)
        if self._target is not None and shiboken6.isValid(self._target):
            self._target.destroyed.disconnect(self.hide)
        self._target = target
        self._watched = list(_up_from(target, self._window))
        for widget in self._watched:
            widget.installEventFilter(self)
        target.destroyed.connect(self.hide)
        self._place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Drawn round the whole widget, also where part of it is scrolled out of sight.
        ring = self._ring().translated(-self.pos())
        radius = theme.px(SIZE.radius) + SIZE.ring_gap
        for inset, name in ((1, "focus"), (1 + SIZE.ring, "surface")):
            painter.setPen(QPen(theme.colour(name), SIZE.ring))
            edge = ring.adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(edge, radius - inset, radius - inset)

    def _place(self) -> None:
        target = self._target
        if target is None or not shiboken6.isValid(target) or not target.isVisible():
            self.hide()
            return
        seen = self._ring()
        for widget in self._watched[1:]:
            if isinstance(widget.parentWidget(), QAbstractScrollArea):
                seen &= self._where(widget).adjusted(*_out(SIZE.ring_gap))
        if seen.isEmpty():
            self.hide()
            return
        self.setGeometry(seen)
        self.show()
        self.raise_()

    def _ring(self) -> QRect:
        if self._target is None or not shiboken6.isValid(self._target):
            return QRect()
        return self._where(self._target).adjusted(*_out(SIZE.ring_gap))

    def _where(self, widget: QWidget) -> QRect:
        return QRect(widget.mapTo(self._window, QPoint(0, 0)), widget.size())


def _up_from(widget: QWidget | None, window: QWidget) -> Iterator[QWidget]:
    while widget is not None and widget is not window:
        yield widget
        widget = widget.parentWidget()


def _out(length: int) -> tuple[int, int, int, int]:
    return (-length, -length, length, length)


def _scroll_to(widget: QWidget) -> None:
    """Bring a widget into sight in every scroll area it lies in."""
    for above in _up_from(widget, widget.window()):
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget, 2 * SIZE.ring_gap, 2 * SIZE.ring_gap)
