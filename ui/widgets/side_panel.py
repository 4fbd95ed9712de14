"""A panel over the right of the page, for one task; the page stays as it is underneath."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from ui import theme
from ui.roles import set_role
from ui.tokens import SIZE, SPACE
from ui.widgets.parts import column, icon_button, row, words


class SidePanel(QFrame):
    """Fill `body`, which scrolls, and `footer`, which does not. Esc closes it."""

    closed = Signal()

    def __init__(self, title: str, over: QWidget) -> None:
        super().__init__(over)
        set_role(self, area="panel")
        self.setObjectName(title)
        self.setAccessibleName(title)
        self._over = over
        self._before: QWidget | None = None
        self.body: QVBoxLayout = column(edge=(SPACE.l, SPACE.s), gap=SPACE.m)
        self.footer = row(1, edge=(SPACE.l, SPACE.m), gap=SPACE.s)
        self._lay_out(title)
        self.hide()

    def open(self) -> None:
        """Slide over the page and go to the first field."""
        self._before = QApplication.focusWidget()
        ground = _ground(self._over)
        ground.installEventFilter(self)
        self.setParent(ground)
        self._place()
        self.show()
        self.raise_()
        first = self._fields()[1:] or self._fields()
        if first:
            first[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self) -> None:
        """Go to the field where it was left, of a panel that is open."""
        field = self.focusWidget()
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_panel(self) -> None:
        """Go away and give the focus back; what is typed stays until the panel is deleted."""
        if self.isHidden():
            return
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 - Qt's own signature
        """Go round inside: what lies under the panel cannot be seen."""
        fields = self._fields()
        focus = QApplication.focusWidget()
        if focus not in fields:
            return super().focusNextPrevChild(next)
        place = fields.index(focus) + (1 if next else -1)
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        fields[place % len(fields)].setFocus(reason)
        return True

    def _lay_out(self, title: str) -> None:
        close = icon_button("Close", "close", self.close_panel)
        head = row(words(title, "h1"), 1, close, edge=(SPACE.l, SPACE.s))
        content, area = QFrame(), QScrollArea()
        set_role(content, area="body")
        content.setLayout(column(self.body, 1, gap=0))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        layout = column(head, area, self.footer, gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _place(self) -> None:
        # Asked for anew each time: a widget that Qt made is not ours to keep.
        ground = self.parentWidget() or self._over
        width = min(theme.px(SIZE.panel), ground.width())
        self.setGeometry(ground.width() - width, 0, width, ground.height())

    def _fields(self) -> list[QWidget]:
        """Return what Tab stops at, in its order: the close button first."""
        found: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            inside = self.isAncestorOf(widget) and widget.isVisibleTo(self)
            if inside and stops and widget.isEnabled() and widget.focusProxy() is None:
                found.append(widget)
            widget = widget.nextInFocusChain()
        return found


def _ground(page: QWidget) -> QWidget:
    """Return what a panel lies on: what is seen of a page, where the window scrolls it."""
    below: QWidget = page
    while (above := below.parentWidget()) is not None:
        if isinstance(above, QScrollArea):
            return below
        below = above
    return page
