"""How labels are printed: on which sheet, from which label on, how many of each."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QSpinBox, QVBoxLayout, QWidget

from loanmgr.documents.stocks import Stock, check_first_free, every_stock
from loanmgr.domain.errors import RuleError
from ui import announce
from ui.roles import set_role
from ui.tokens import SPACE
from ui.widgets.parts import Card, column, name, number_field, row, words

HINT = "Or click the first free label on the sheet, or go to it with the arrow keys."
_MOST_COPIES = 20
_MOST_TYPED = 999
"""More than any sheet has: a number that is too high is answered in words, not swallowed."""


class Options(Card):
    """The fields at the left. They speak only when somebody changes them."""

    changed = Signal()
    stock_chosen = Signal()

    def __init__(self, stock: Stock) -> None:
        super().__init__("How")
        self._sheets = every_stock().sheets
        self._stock, self._first, self._copies = QComboBox(), _stepping(), number_field(1, 20)
        self._copies.setMaximum(_MOST_COPIES)
        self._service = QCheckBox("Name of the service")
        name(self._service, self._service.text())
        self._service.setChecked(True)
        for each in self._sheets:
            self._stock.addItem(each.name, each.code)
        self._stock.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._stock.setCurrentIndex(self._sheets.index(stock))
        self._lay_out()
        self._stock.currentIndexChanged.connect(self._choose_stock)
        self._first.valueChanged.connect(self._check)
        self._copies.valueChanged.connect(self.changed)
        self._service.toggled.connect(self.changed)

    @property
    def stock(self) -> Stock:
        """The sheet that is chosen."""
        return self._sheets[self._stock.currentIndex()]

    @property
    def first(self) -> int:
        """The first free label; where the number is none of the sheet's, see `problem`."""
        return self._first.value()

    @property
    def copies(self) -> int:
        """How many of each."""
        return self._copies.value()

    @property
    def with_service(self) -> bool:
        """Whether the service's name stands on the label."""
        return self._service.isChecked()

    @property
    def problem(self) -> str:
        """Say why nothing can be printed so; empty where it can."""
        try:
            check_first_free(self.stock, self.first)
        except RuleError as refusal:
            return refusal.message
        return ""

    def show_first(self, first: int) -> None:
        """Show another first free label."""
        self._first.setValue(first)

    def focus_problem(self) -> None:
        """Go to the field that is wrong."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._first.selectAll()

    def _lay_out(self) -> None:
        self._wrong = words("", tone="stop", wrap=True)
        self._wrong.hide()
        numbers = row(
            _named("First free label", self._first), _named("Copies of each", self._copies)
        )
        self.body.addLayout(_named("Label sheet", self._stock))
        self.body.addLayout(numbers)
        self.body.addWidget(words(HINT, "meta", wrap=True))
        self.body.addWidget(self._wrong)
        self.body.addWidget(self._service)
        self._limit()

    def _limit(self) -> None:
        self._first.last = self.stock.per_sheet

    def _choose_stock(self) -> None:
        self._limit()
        self.stock_chosen.emit()

    def _check(self) -> None:
        problem = self.problem
        if problem and problem != self._wrong.text():
            announce.say(self._first, problem, at_once=True)
        self._wrong.setText(problem)
        self._wrong.setVisible(bool(problem))
        self._first.setAccessibleDescription(problem)
        set_role(self._first, problem=bool(problem))
        self.changed.emit()


class _Stepping(QSpinBox):
    """Steps stay on the sheet; what is typed may be beyond it and is answered in words."""

    last = 1

    def stepBy(self, steps: int) -> None:
        self.setValue(max(1, min(self.last, self.value() + steps)))
        self.selectAll()


def _named(label: str, control: QWidget) -> QVBoxLayout:
    name(control, label)
    title = words(label)
    title.setBuddy(control)
    return column(title, control, gap=SPACE.xs)


def _stepping() -> _Stepping:
    result = _Stepping(minimum=1, maximum=_MOST_TYPED)
    result.lineEdit().setTextMargins(SPACE.s, 0, 0, 0)
    return result
