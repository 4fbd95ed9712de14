"""The questions of a new register, the address of one there is, and how far the work has come."""

import tomllib
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton, QWidget

from ui.first_run.making import STARTING, Answers
from ui.settings.address import without_password
from ui.text import count, short_date
from ui.tokens import SPACE
from ui.widgets.form import Form
from ui.widgets.parts import Card, button, column, name, row, words

NEEDED = {
    "service": "Say what your service is called.",
    "centre": "Say what your first centre is called.",
    "person": "Say who you are.",
}
YEAR_HINT = "These are estimates. Settings shows how to change them."


class _FormPage(Card):
    """A form with the way on and the way back."""

    left = Signal()

    def __init__(self, title: str, explains: str, go_on: str) -> None:
        super().__init__(title)
        self.form = Form()
        self.go_on: QPushButton = button(go_on, self._go_on, kind="primary")
        self.go_on.setDefault(True)
        self.explained = words(explains, "soft", wrap=True)
        self.body.addWidget(self.explained)
        self.body.addWidget(self.form)
        self.body.addLayout(row(self.go_on, button("Back", self.left.emit), 1))

    def set_busy(self, *, busy: bool) -> None:
        """Take no second answer while the first is being tried."""
        self.go_on.setEnabled(not busy)

    def refuse(self, problems: dict[str, str]) -> None:
        """Say what is wrong; what was typed stays."""
        self.set_busy(busy=False)
        self.form.show_problems(problems)

    def _field(self, key: str, label: str, hint: str = "") -> QLineEdit:
        result = QLineEdit(maxLength=1000)
        result.returnPressed.connect(self.go_on.click)
        self.form.add(key, label, result, hint=hint)
        return result

    def _go_on(self) -> None:
        raise NotImplementedError


class StartPage(_FormPage):
    """Four questions, one of them answered already."""

    answered = Signal(Answers)

    def __init__(self, on: date) -> None:
        super().__init__("Start our register", "", "Start the register")
        self.service = self._field("service", "Name of the service")
        self.centre = self._field("centre", "First centre")
        self.form.add_row("Academic year", _year(on), is_text=True)
        self.person = self._field("person", "Your name", "You become the register's first lead.")

    def explain(self, where: str, aside: str) -> None:
        """Say where the register will be, and what becomes of the made-up one."""
        sentences = [f"The register will be in {where}.", aside]
        self.explained.setText(" ".join(sentence for sentence in sentences if sentence))

    def _go_on(self) -> None:
        answers = {key: getattr(self, key).text().strip() for key in NEEDED}
        problems = {key: NEEDED[key] for key, answer in answers.items() if not answer}
        if problems:
            self.refuse(problems)
            return
        self.form.clear_problems()
        self.set_busy(busy=True)
        self.answered.emit(Answers(**answers))


class JoinPage(_FormPage):
    """The address of a register there is."""

    answered = Signal(str)
    starts_there = Signal(str)
    """There is no register in that database yet: one is to be started in it."""

    def __init__(self) -> None:
        super().__init__(
            "Join a register we already have",
            "Paste the address of the database. Your office or whoever looks after your computers"
            " has it.",
            "Join the register",
        )
        hint = "Such as postgresql://name:password@server/register"
        self.address = self._field("address", "Database address", hint)
        self.start = button("Start our register there", self._start)
        self.start.hide()
        self.body.addLayout(row(self.start, 1))
        self.address.textEdited.connect(self.start.hide)

    def refuse_address(self, message: str, *, is_empty: bool) -> None:
        """Say why an address was not taken, and offer to start in an empty database."""
        self.refuse({"address": message})
        self.start.setVisible(is_empty)

    @property
    def typed(self) -> str:
        """What was pasted, without the spaces that come with pasting."""
        return self.address.text().strip()

    def _go_on(self) -> None:
        self.form.clear_problems()
        self.start.hide()
        self.set_busy(busy=True)
        self.answered.emit(self.typed)

    def _start(self) -> None:
        self.starts_there.emit(self.typed)


class MakingPage(Card):
    """How far the made-up data has come, and Stop."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__("Making up a music service")
        self.doing = words("", wrap=True)
        self.bar = QProgressBar(textVisible=False, maximum=0)
        name(self.bar, "Making up a music service")
        self.stop = button("Stop", self._stop)
        for part in (self.doing, self.bar):
            self.body.addWidget(part)
        self.body.addLayout(row(self.stop, 1))

    def begin(self) -> None:
        """Show the beginning."""
        self.stop.setEnabled(True)
        self.bar.setMaximum(0)
        self.doing.setText("Making the tables")

    def show_progress(self, done: int, total: int, what: str) -> None:
        """Show how much is done, of how much, and what is being done."""
        self.bar.setMaximum(total)
        self.bar.setValue(done)
        self.doing.setText(f"{what}: {done:,} of {count(total, 'thing')}")

    def _stop(self) -> None:
        self.stop.setEnabled(False)
        self.doing.setText("Stopping")
        self.stopped.emit()


def where(url: str, *, is_local: bool) -> str:
    """Say in words where a new register will be."""
    return "a file on this computer" if is_local else f"the database {without_password(url)}"


def _year(on: date) -> QWidget:
    """Show the terms of the academic year a day is in, as the starting policy has them."""
    result = QWidget()
    terms = _terms_of(on)
    lines = [words(line, wrap=True) for line in terms]
    result.setLayout(column(*lines, words(YEAR_HINT, "meta", wrap=True), gap=SPACE.xs))
    return result


def _terms_of(on: date) -> list[str]:
    with STARTING.open("rb") as file:
        terms: list[dict[str, Any]] = tomllib.load(file)["terms"]
    begins = date(on.year if on.month >= 9 else on.year - 1, 9, 1)
    ends = begins.replace(year=begins.year + 1)
    this_year = [term for term in terms if begins <= term["from"] < ends]
    shown = this_year or terms[-3:]
    return [
        f"{term['name']}: {short_date(term['from'])} to {short_date(term['to'])}" for term in shown
    ]
