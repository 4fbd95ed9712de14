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

_THREE, _TWO, _ROOMY = 840, 760, 1040
"""From these widths on there are so many columns side by side; or so many with room to spare."""
_LEFT, _LOWEST, _PICTURE = 396, 120, 260
_SMALL_PICTURE, _FEW_ROWS = 60, 96
"""In a low window the buttons below stay in sight."""
_LIST_SHARE, _SHEET_SHARE = 5, 3
_ANY = 16_777_215
"""Qt's own width without a limit."""


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
        self._columns = 0
        self._left = QWidget()
        self._stack = column(self.options, self.one, 1, gap=SPACE.m)
        self._left.setLayout(self._stack)
        self._scroll = _Scroll(self._left)
        self._picture = self._picture_card()
        self._body = row(self._scroll, self._picture, gap=SPACE.m)
        self._body.setStretch(1, 1)
        foot = FlowLayout()
        theme.space(foot, 0, SPACE.s)
        for each in (self.print, self.save, self.command_cards):
            foot.addWidget(each)
        head = row(words("Labels", "h1"), self.sources, gap=SPACE.xl)
        head.setStretch(1, 1)
        self.whole = column(head, self._body, foot, gap=SPACE.m)
        self.whole.setStretch(1, 1)

    def fit(self, width: int) -> None:
        """Stand the parts in as many columns as there is room for."""
        columns = 3 if width >= theme.px(_THREE) else 2 if width >= theme.px(_TWO) else 1
        is_tight = columns == 3 and width < theme.px(_ROOMY)
        self._scroll.fit(theme.px(_LEFT) if columns > 1 else 0)
        self.sheet.setMinimumHeight(theme.px(_PICTURE if columns == 1 else _SMALL_PICTURE))
        self.wanted.list.setMinimumHeight(theme.px(_FEW_ROWS) if columns == 3 else 0)
        sizes = QSizePolicy.Policy
        tall = sizes.Ignored if columns == 3 else sizes.Preferred
        self.sheet.setSizePolicy(sizes.Preferred, tall)
        self.wanted.setSizePolicy(sizes.Preferred, tall)
        if columns != self._columns:
            self._columns = columns
            self._arrange(columns)
        self._body.setStretchFactor(self.wanted, _LIST_SHARE if is_tight else 1)
        self._body.setStretchFactor(self._picture, _SHEET_SHARE if is_tight else 1)

    def _arrange(self, columns: int) -> None:
        if columns == 1:
            self._stack.insertWidget(1, self._picture)
        else:
            self._body.insertWidget(1, self._picture, 1)
        if columns == 3:
            self._body.insertWidget(1, self.wanted, 1)
        else:
            self._stack.insertWidget(self._stack.indexOf(self.one), self.wanted)
        way = QBoxLayout.Direction
        self._beside.setDirection(way.TopToBottom if columns == 3 else way.LeftToRight)

    def show_order(self, order: Order, total: int, *, can_print: bool) -> None:
        """Show what would be printed now; `total` may be more labels than the order has rows."""
        shown = [each for each in order.rows for _ in range(order.copies)]
        self.sheet.show_sheet(order.stock, order.first, shown)
        nothing = "" if total or self._columns == 3 else f"{EMPTY[order.source]} "
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
        says = column(self.says, 1)
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
        """Be so wide, with room beside it for the bar; 0 takes what there is."""
        if width:
            self.setFixedWidth(width + self.verticalScrollBar().sizeHint().width())
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(_ANY)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _LOWEST)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), _LOWEST)
