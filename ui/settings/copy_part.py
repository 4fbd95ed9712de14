"""Copy last year: terms moved on, what ends carried on, prices raised; all of it seen first."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from loanmgr.domain.calendar import academic_year
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.domain.policy.years import ROUND_TO, Rise
from loanmgr.services import policy_changes
from loanmgr.services.policy_changes import Changed, CopyYear
from ui.runner import Runner
from ui.settings.known import Known
from ui.settings.scrolling import scrolling
from ui.text import count, day_typed, pence_typed
from ui.tokens import SPACE
from ui.widgets.form import Form
from ui.widgets.parts import button, column, row, words

PAUSE_MS = 200
ABOUT = (
    "The terms come again 52 weeks later, on the same weekdays, marked as estimated. Prices,"
    " reduced rates and limits that end with the year go on for another."
)


class CopyPart(QWidget):
    """Shows what would change, by itself, before anything does."""

    left = Signal()
    copied = Signal(object, object)
    """What was changed, and the act."""
    failed = Signal(object)

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._runner = runner
        self._known: Known | None = None
        self._asked = 0
        self.form = Form()
        self.year, self.round_to = QComboBox(), QComboBox()
        self.percent, self.pence = QLineEdit(), QLineEdit()
        self.from_on, self.running = QLineEdit(), QLineEdit()
        self.found = words("", "strong", wrap=True)
        self.lines = words("", wrap=True)
        self.copy = button("Copy the year", self._copy, kind="primary")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.ask)
        self._lay_out()
        self._connect()

    def open(self, now: Known) -> None:
        """Offer the years that can be copied, the newest first."""
        self._known = now
        years = dict.fromkeys(academic_year(term.from_on) for term in reversed(now.policy.terms))
        self.year.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.year.clear()
        self.year.addItems(list(years))
        self.year.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self._suggest()
        self.ask()
        self.year.setFocus()

    def ask(self) -> None:
        """Ask what copying would change."""
        self._pause.stop()
        self.copy.setEnabled(False)
        request = self.request()
        if request is None:
            return
        self._asked += 1
        asked = self._asked

        def show(would: Changed) -> None:
            if asked == self._asked:
                self._show(would)

        self._runner.look(self, policy_changes.try_copy, request, show, self._refused)

    def request(self) -> CopyYear | None:
        """Return what is to be copied; None where a field can't be read."""
        if self._known is None or not self.year.count():
            self.found.setText("No term is known, so there is nothing to copy.")
            return None
        typed: dict[str, Any] = {}
        wrong: dict[str, str] = {}
        for field, box, read in self._fields():
            try:
                typed[field] = read(box.text())
            except ValueError as fault:
                wrong[field] = str(fault)
        rises = bool(typed.get("percent") or typed.get("pence"))
        if rises and not typed.get("from", True):
            wrong["from"] = "New prices need the first day they hold from."
        if wrong:
            self.form.show_problems(wrong)
            return None
        self.form.clear_problems()
        year, step = self.year.currentText(), self.round_to.currentData()
        if not rises:
            return CopyYear(year)
        more = typed["pence"] or 0
        return CopyYear(year, Rise(typed["from"], typed["percent"], more, step, typed["running"]))

    def _fields(self) -> tuple[tuple[str, QLineEdit, Callable[[str], Any]], ...]:
        """Return what is typed, by the names of the form, and how each is read."""
        on = date.min if self._known is None else self._known.on

        def day(text: str) -> date | None:
            return day_typed(text, on)

        return (
            ("percent", self.percent, _percent),
            ("pence", self.pence, pence_typed),
            ("from", self.from_on, day),
            ("running", self.running, day),
        )

    def _show(self, would: Changed) -> None:
        self.found.setText(f"{count(len(would.entries), 'entry', 'entries')} would be changed:")
        self.lines.setText("\n".join(f"{each.words}." for each in would.entries))
        self.copy.setEnabled(bool(would.entries))

    def _refused(self, error: Exception) -> None:
        if not isinstance(error, RuleError | StoreError):
            self.failed.emit(error)
            return
        self.found.setText(error.message)
        self.lines.setText("")

    def _copy(self) -> None:
        request = self.request()
        if request is None:
            return
        self.copy.setEnabled(False)

        def done(changed: Changed) -> None:
            self.copied.emit(changed, request.id)

        self._runner.run(self, policy_changes.copy_year, request, done, self._refused)

    def _suggest(self) -> None:
        """Fill in the day on which the next school year begins."""
        year = self.year.currentText()
        if year:
            self.from_on.setText(f"1 Sep {int(year[:4]) + 1}")

    def _lay_out(self) -> None:
        for step in ROUND_TO:
            self.round_to.addItem(f"{step} p" if step < 100 else "£1", step)
        self.round_to.setCurrentIndex(ROUND_TO.index(5))
        self.percent.setPlaceholderText("0 %")
        self.pence.setPlaceholderText("£0.00")
        self.running.setPlaceholderText("their next period")
        self.form.add("year", "School year", self.year, hint=ABOUT)
        self.form.add("percent", "Dearer by per cent", self.percent)
        self.form.add("pence", "Dearer by a sum", self.pence)
        self.form.add("round", "Rounded to", self.round_to)
        self.form.add("from", "New prices from", self.from_on)
        hint = "Hires that run already keep their price until a period begins on this day or later."
        self.form.add("running", "For hires that run, from", self.running, hint=hint)
        back = button("Back", self.left.emit, kind="quiet", icon="chevron-left")
        area = scrolling(column(self.form, self.found, self.lines, 1, gap=SPACE.m))
        head = row(back, words("Copy last year", "h1"), 1)
        layout = column(head, area, row(self.copy, 1), gap=SPACE.m)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.year.currentIndexChanged.connect(lambda _at: self._suggest())
        for box in (self.year, self.round_to):
            box.currentIndexChanged.connect(lambda _at: self._pause.start())
        for line in (self.percent, self.pence, self.from_on, self.running):
            line.textEdited.connect(lambda _text: self._pause.start())


def _percent(text: str) -> Decimal:
    plain = text.strip().removesuffix("%").strip()
    if not plain:
        return Decimal(0)
    try:
        found = Decimal(plain)
    except InvalidOperation as fault:
        raise ValueError(f"{plain[:20]} is not a percentage, such as 3.5.") from fault
    if not found.is_finite() or abs(found) > 100:
        raise ValueError(f"{plain[:20]} is not a percentage up to 100.")
    return found
