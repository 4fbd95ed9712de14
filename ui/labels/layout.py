"""Where everything stands in the Labels place."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from loanmgr.documents.stocks import Stock
from ui import theme
from ui.labels.one_label import OneLabel
from ui.labels.options import Options
from ui.labels.order import Order, Source, sheet_words
from ui.labels.rows import EMPTY, Wanted
from ui.labels.sheet_picture import SheetPicture
from ui.roles import set_role
from ui.runner import Runner
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, button, column, row, set_words, words

_WIDE = 1040
"""From this width on the list has a column of its own."""
_LEFT = 396
_LOWEST = 120


class Sources(QWidget):
    """Says what is printed, and how many of each there are."""

    chosen = Signal(Source)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What to print")
        self._group = QButtonGroup(self)
        self._buttons = {source: QRadioButton() for source in Source}
        flow = FlowLayout()
        theme.space(flow, 0, SPACE.l)
        for source, each in self._buttons.items():
            each.setObjectName(source.value)
            each.clicked.connect(lambda _checked, s=source: self.chosen.emit(s))
            self._group.addButton(each)
            flow.addWidget(each)
        self.setLayout(flow)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_numbers(self, now: Source, numbers: Mapping[Source, int]) -> None:
        """Show how many there are of each, and which are printed now."""
        for source, each in self._buttons.items():
            each.setText(f"{source.value} ({numbers[source]:,})")
            each.setAccessibleName(each.text())
        self._buttons[now].setChecked(True)

    def button(self, source: Source) -> QRadioButton:
        """Return the button of a source."""
        return self._buttons[source]


class Layout:
    """The parts of the page. What is pressed stays in sight below what scrolls."""

    def __init__(self, runner: Runner, stock: Stock) -> None:
        self.sources = Sources()
        self.options = Options(stock)
        self.wanted = Wanted()
        self.one = OneLabel(runner)
        self.sheet = SheetPicture(stock)
        self.says = words("", "strong", wrap=True)
        self.print = button("Print labels", kind="primary", icon="printer")
        self.save = button("Save as PDF", icon="export")
        self.command_cards = button("Print command cards", kind="quiet", icon="card")
        self._is_wide: bool | None = None
        self._left = QWidget()
        self._stack = column(self.options, self.one, 1, gap=SPACE.m)
        self._left.setLayout(self._stack)
        self._scroll = _Scroll(self._left)
        self._picture = self._picture_card()
        self._body = row(self._scroll, self._picture, gap=SPACE.m)
        self._body.setStretch(1, 1)
        foot = row(self.print, self.save, 1, self.command_cards, gap=SPACE.s)
        head = row(words("Labels", "h1"), self.sources, gap=SPACE.xl)
        head.setStretch(1, 1)
        self.whole = column(head, self._body, foot, gap=SPACE.m)
        self.whole.setStretch(1, 1)

    def fit(self, width: int) -> None:
        """Give the list a column of its own where there is room for it."""
        self._scroll.fit(theme.px(_LEFT))
        is_wide = width >= theme.px(_WIDE)
        if is_wide is self._is_wide:
            return
        self._is_wide = is_wide
        if is_wide:
            self._body.insertWidget(1, self.wanted, 1)
        else:
            self._stack.insertWidget(1, self.wanted)
        way = QBoxLayout.Direction.TopToBottom if is_wide else QBoxLayout.Direction.LeftToRight
        self._beside.setDirection(way)

    def show_order(self, order: Order, total: int, *, can_print: bool) -> None:
        """Show what would be printed now; `total` may be more labels than the order has rows."""
        shown = [each for each in order.rows for _ in range(order.copies)]
        self.sheet.show_sheet(order.stock, order.first, shown)
        nothing = "" if total or self._is_wide else f"{EMPTY[order.source]} "
        self.says.setText(nothing + sheet_words(total, order.stock, order.first))
        self.one.show_first_of(order)
        self.print.setEnabled(can_print)
        self.save.setEnabled(can_print)

    def name_print(self, text: str) -> None:
        """Give the button the words of its result."""
        set_words(self.print, text)
        self.print.setText(f" {text}")

    def _picture_card(self) -> Card:
        result = Card()
        hint = "Click the first free label, or go to it with the arrow keys."
        says = column(self.says, words(hint, "meta", wrap=True), 1, gap=SPACE.xs)
        self._beside: QBoxLayout = column(self.sheet, says, gap=SPACE.m)
        self._beside.setStretch(0, 3)
        self._beside.setStretch(1, 1)
        result.body.addLayout(self._beside, 1)
        return result


class _Scroll(QScrollArea):
    """Scrolls what is at the left. It never asks for height: the buttons below stay in sight."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        set_role(inside, area="body")
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inside)

    def fit(self, width: int) -> None:
        """Be so wide, with room beside it for the bar."""
        self.setFixedWidth(width + self.verticalScrollBar().sizeHint().width())

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _LOWEST)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), _LOWEST)
