"""The panel that corrects a line of an account: pay it by choice, write it off, give money back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QStackedWidget,
    QWidget,
)

from loanmgr.domain import giving_back as rules
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import accounts, settling, waiving
from loanmgr.services.accounts import AccountLine, AccountView, Refund, Refunded
from loanmgr.services.settling import Allocate, Allocated, WriteOff, WrittenOff
from loanmgr.services.waiving import Waive, Waived
from ui.families.payment import METHODS
from ui.runner import Runner
from ui.text import pence_typed, pounds, short_date
from ui.tokens import SPACE
from ui.widgets.form import Form
from ui.widgets.parts import button, column, name, words
from ui.widgets.side_panel import SidePanel

PUT, OFF, BACK = "Put a payment to it", "Write it off", "Give money back for it"
LOWER = "Lower it"
WAYS = (PUT, OFF, BACK, LOWER)
SUM_OF = {LOWER: "to_pence"}
"""What the sum of a way is called where it is no amount."""
NOTHING = {
    PUT: "Nothing came in that is left for another line.",
    OFF: "Nothing is unpaid of this line.",
    BACK: "Only what the account is in credit can be given back.",
}


class CorrectPanel(SidePanel):
    """One line, and what can be done about it; what can't be, says why.

    What is charged for loss, damage or a part can be lowered too.
    """

    done = Signal(str, object)
    """What was done, in words, and its act."""

    def __init__(self, over: QWidget, runner: Runner, account: str) -> None:
        super().__init__("Correct a line", over)
        self._runner = runner
        self._account = account
        self._view: AccountView | None = None
        self.line = QComboBox()
        self.ways: dict[str, QRadioButton] = {}
        self.payment, self.method = QComboBox(), QComboBox()
        self.sums = {way: QLineEdit() for way in WAYS}
        self.reason, self.why_lower, self.agreed = QLineEdit(), QLineEdit(), QLineEdit()
        self.forms = {way: Form() for way in WAYS}
        self.came = words("", "meta", wrap=True)
        self._chose_method = False
        self.about, self.stack = words("", "soft", wrap=True), QStackedWidget()
        self.save = button("Do it", self.do, kind="primary", keys="Enter")
        self._fill()

    def begin(self, view: AccountView, line: AccountLine | None = None) -> None:
        """Ask what is to be done, beginning with a line."""
        self._view = view
        self._list(self.line, [each for each in view.lines if _can_be_asked(each)], _words)
        self._list(
            self.payment, [each for each in view.lines if each.left_pence is not None], _came
        )
        self._chose_method = False
        at = next((i for i in range(self.line.count()) if self._at(self.line, i) == line), 0)
        self.line.setCurrentIndex(at)
        self._line_chosen()
        self.open()

    @property
    def way(self) -> str:
        """What is to be done."""
        return next(way for way, each in self.ways.items() if each.isChecked())

    def choose(self, way: str) -> None:
        """Choose what is to be done."""
        self.ways[way].setChecked(True)

    def do(self) -> None:
        """Do it; until it is done the button, and Enter with it, does nothing."""
        form, way = self.forms[self.way], self.way
        try:
            pence = pence_typed(self.sums[way].text())
        except ValueError as problem:
            form.show_problems({SUM_OF.get(way, "amount_pence"): str(problem)})
            return
        line = self.line.currentData()
        if line is None or self._view is None:
            return
        if way == PUT and self.payment.currentData() is None:
            form.show_problems({"paid": NOTHING[PUT]})
            return
        self.save.setEnabled(False)
        use_case, request, then = self._request(way, line, pence)
        self._runner.run(self, use_case, request, then, self._refused)

    def _request(self, way: str, line: AccountLine, pence: int | None) -> tuple[Any, Any, Any]:
        if way == PUT:
            paid = self.payment.currentData().line
            return settling.allocate, Allocate(paid, line.line, pence), self._put
        if way == OFF:
            asked = WriteOff(self._account, self.reason.text(), pence, line.line)
            return settling.write_off, asked, self._off
        if way == LOWER:
            lower = Waive("", self.why_lower.text(), pence or 0, line.loss)
            return waiving.waive, lower, self._lowered
        method = self.method.currentData() or ""
        back = Refund(
            pence or 0,
            account=self._account,
            method=method,
            line=line.line,
            agreed_by=self.agreed.text(),
        )
        return accounts.refund, back, self._back

    # What came of it.

    def _put(self, done: Allocated) -> None:
        rest = f" {pounds(done.unpaid_pence)} of it is unpaid." if done.unpaid_pence else ""
        self._finish(f"Put to that line: {pounds(done.amount_pence)}.{rest}", done.act)

    def _off(self, done: WrittenOff) -> None:
        self._finish(f"Written off: {pounds(done.amount_pence)}.", done.act)

    def _lowered(self, done: Waived) -> None:
        by, to = pounds(done.off_pence), pounds(done.due_pence)
        self._finish(f"Lowered by {by} to {to}: {done.what}.", done.act)

    def _back(self, done: Refunded) -> None:
        how = accounts.HOW[done.method]
        self._finish(f"Given back: {pounds(done.amount_pence)} {how}.", done.payment)

    def _finish(self, said: str, act: object) -> None:
        self.save.setEnabled(True)
        self.reason.clear()
        self.why_lower.clear()
        self.close_panel()
        self.done.emit(said, act)

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        self.forms[self.way].show_problems({where: error.message})

    # Showing.

    def _fill(self) -> None:
        for box, label in ((self.line, "Line"), (self.payment, "What came in")):
            name(box, label)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        self.method.setPlaceholderText("Choose")  # where no payment says how
        for code, label in METHODS:
            self.method.addItem(label, code)
        self._fill_forms()
        chosen = self._choices()
        for each in (words("Line", "strong"), self.line, self.about, chosen, self.stack):
            self.body.addWidget(each)
        self.body.addStretch(1)
        self.footer.addWidget(self.save)
        self.line.currentIndexChanged.connect(lambda _at: self._line_chosen())
        self.payment.currentIndexChanged.connect(lambda _at: self._suggest())
        self.method.activated.connect(self._method_chosen)
        self.sums[BACK].textChanged.connect(lambda _text: self._suggest_method())
        for field in (*self.sums.values(), self.reason, self.why_lower, self.agreed):
            field.returnPressed.connect(self.save.click)
        self.ways[PUT].setChecked(True)

    def _fill_forms(self) -> None:
        self.forms[PUT].add("paid", "What came in", self.payment)
        for way in (PUT, OFF, BACK):
            self.forms[way].add("amount_pence", "Amount in pounds", self.sums[way])
        to = "Nothing at all, unless a sum is typed"
        self.forms[LOWER].add("to_pence", "Lower it to, in pounds", self.sums[LOWER], hint=to)
        on_no_paper = "Kept with the act, on no paper"
        self.forms[OFF].add("reason", "Reason", self.reason, hint=on_no_paper)
        self.forms[LOWER].add("reason", "Reason", self.why_lower, hint=on_no_paper)
        as_paid = "The way it was paid, the newest first, unless you choose another"
        self.forms[BACK].add("method", "How it goes back", self.method, hint=as_paid)
        self.forms[BACK].put_under("method", self.came)
        self.forms[BACK].add("agreed_by", "Agreed by", self.agreed, hint="You, if nobody else")

    def _choices(self) -> QWidget:
        chosen, group = QWidget(), QButtonGroup(self)
        choices = column(gap=SPACE.xs)
        for way in WAYS:
            self.ways[way] = QRadioButton(way)
            name(self.ways[way], way)
            group.addButton(self.ways[way])
            choices.addWidget(self.ways[way])
            self.ways[way].toggled.connect(partial(self._way_chosen, way))
            held = QWidget()
            held.setLayout(column(self.forms[way], 1))
            self.stack.addWidget(held)
        chosen.setLayout(choices)
        chosen.setAccessibleName("What to do")
        return chosen

    def _line_chosen(self) -> None:
        line = self.line.currentData()
        self.about.setText(_about(line) if line is not None else "There is no line to correct.")
        self.save.setEnabled(line is not None)
        self.ways[LOWER].setVisible(line is not None and line.loss is not None)
        if line is not None:
            self.choose(PUT if line.unpaid_pence and self.payment.count() else OFF)
            if not line.unpaid_pence and self._view is not None and self._view.balance_pence < 0:
                self.choose(BACK)
        for form in self.forms.values():
            form.clear_problems()
        self._suggest()

    def _suggest(self) -> None:
        """Fill in the most that can be meant."""
        line, paid = self.line.currentData(), self.payment.currentData()
        unpaid = (line.unpaid_pence or 0) if line is not None else 0
        came = -paid.amount_pence if paid is not None else 0
        balance = self._view.balance_pence if self._view is not None else 0
        credit = max(0, -balance)
        for way, pence in ((PUT, min(unpaid or came, came)), (OFF, unpaid), (BACK, credit)):
            typed = f"{pence // 100}.{pence % 100:02}" if pence else ""
            self.sums[way].setText(typed)
        self._suggest_method()

    def _method_chosen(self, _at: int) -> None:
        self._chose_method = True

    def _suggest_method(self) -> None:
        """Choose the way it came, unless somebody chose; where it came in several, say them."""
        try:
            pence = pence_typed(self.sums[BACK].text()) or 0
        except ValueError:
            return
        came = rules.ways(self._view.came if self._view is not None else (), pence)
        self.came.setText(f"{accounts.came_words(came)}." if len(came) > 1 else "")
        self.came.setVisible(len(came) > 1)
        if not self._chose_method:
            self.method.setCurrentIndex(self.method.findData(rules.way(came, pence)))

    def _way_chosen(self, way: str, on: bool) -> None:  # noqa: FBT001 - receives a signal
        if on:
            self.stack.setCurrentIndex(WAYS.index(way))
            self.save.setText(way)
            self.save.setAccessibleName(way)

    def _list(
        self, box: QComboBox, rows: list[AccountLine], text: Callable[[AccountLine], str]
    ) -> None:
        box.blockSignals(True)  # noqa: FBT003 - Qt's own
        box.clear()
        for each in reversed(rows):
            box.addItem(text(each), each)
        box.blockSignals(False)  # noqa: FBT003

    def _at(self, box: QComboBox, at: int) -> AccountLine | None:
        found: AccountLine | None = box.itemData(at)
        return found


def _can_be_asked(line: AccountLine) -> bool:
    """Say whether something can be done about a line: it is a debt, paid or not."""
    return line.unpaid_pence is not None and line.kind not in ("payment", "refund", "write_off")


def _words(line: AccountLine) -> str:
    return f"{short_date(line.entered_on)}  {line.what}  {pounds(line.amount_pence)}"


def _came(line: AccountLine) -> str:
    left = f", {pounds(line.left_pence)} left" if line.left_pence else ""
    return f"{short_date(line.entered_on)}  {line.what}  {pounds(-line.amount_pence)}{left}"


def _about(line: AccountLine) -> str:
    if line.unpaid_pence:
        return f"{pounds(line.unpaid_pence)} of it is unpaid."
    return "It is paid. What paid it by itself, the oldest first, can be put to another line."
