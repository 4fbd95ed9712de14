"""The panel that takes a payment: how much, how, and with what reference."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import accounts
from loanmgr.services.accounts import Paid, Pay
from ui import theme
from ui.runner import Runner
from ui.text import pence_typed, pounds
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Form
from ui.widgets.parts import button, name, words
from ui.widgets.side_panel import SidePanel

METHODS = (("cash", "Cash"), ("card", "Card"), ("bank", "Bank transfer"), ("cheque", "Cheque"))


class PaymentPanel(SidePanel):
    """What is owed stands in the field already; any sum can be paid."""

    paid = Signal(Paid, str)
    """What was paid, and how, inside a sentence: in cash."""

    def __init__(self, over: QWidget, runner: Runner, account: str) -> None:
        super().__init__("Take payment", over)
        self._runner = runner
        self._account = account
        self._method = "cash"
        self._again = False
        self.owed = words("", "soft", wrap=True)
        self.form = Form()
        self.amount, self.reference = QLineEdit(), QLineEdit()
        self.methods = QWidget()
        self.save = button("Take payment", self.take, kind="primary", keys="Enter")
        self._fill()

    def begin(self, balance_pence: int) -> None:
        """Ask how much, with all that is to pay filled in."""
        self.owed.setText(f"To pay on this account: {pounds(max(balance_pence, 0))}")
        pounds_only = (
            f"{balance_pence // 100}.{balance_pence % 100:02}" if balance_pence > 0 else ""
        )
        self.amount.setText(pounds_only)
        self.reference.clear()
        self.form.clear_problems()
        self._ask_again(again=False)
        self.open()
        self.amount.setFocus()
        self.amount.selectAll()

    def take(self) -> None:
        """Record the payment; until that is done the button, and Enter with it, does nothing."""
        try:
            pence = pence_typed(self.amount.text())
        except ValueError as problem:
            self.form.show_problems({"amount_pence": str(problem)})
            return
        self.save.setEnabled(False)
        request = Pay(
            self._account, pence or 0, self._method, self.reference.text(), again=self._again
        )
        self._runner.run(self, accounts.pay, request, self._done, self._refused)

    def _fill(self) -> None:
        choices = FlowLayout()
        theme.space(choices, 0, SPACE.m)
        group = QButtonGroup(self)
        for code, label in METHODS:
            each = QRadioButton(label)
            name(each, label)
            each.setChecked(code == self._method)
            each.toggled.connect(partial(self._choose, code))
            group.addButton(each)
            choices.addWidget(each)
        self.methods.setLayout(choices)
        self.form.add("amount_pence", "Amount in pounds", self.amount)
        self.form.add_row("Paid by", self.methods)
        self.form.add("reference", "Reference", self.reference, hint="Only if there is one")
        self.body.addWidget(self.owed)
        self.body.addWidget(self.form)
        self.footer.addWidget(self.save)
        for field in (self.amount, self.reference):
            field.returnPressed.connect(self.save.click)
            field.textEdited.connect(lambda _text: self._ask_again(again=False))

    def _choose(self, method: str, on: bool) -> None:  # noqa: FBT001 - receives a signal
        if on:
            self._method = method

    def _ask_again(self, *, again: bool) -> None:
        """Let the button record the same payment a second time, once that was asked about."""
        self._again = again
        self.save.setText("It is another one: record it" if again else "Take payment")
        self.save.setAccessibleName(self.save.text())

    def _done(self, paid: Paid) -> None:
        self.save.setEnabled(True)
        self.close_panel()
        self.paid.emit(paid, accounts.HOW[self._method])

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        self._ask_again(again=isinstance(error, RuleError) and error.code == "paid_before")
        where = error.field if isinstance(error, RuleError) else ""
        self.form.show_problems({where: error.message})
