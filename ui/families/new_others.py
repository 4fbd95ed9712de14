"""The panels that add a school, a teacher or other borrower, and a child of a family."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import duplicates, lists, people
from loanmgr.services.duplicates import Alike, LikeThis
from loanmgr.services.lists import PeoplePage
from loanmgr.services.people import AddBorrower, Added, AddPupil, AddSchool
from ui.runner import Runner
from ui.tokens import SPACE
from ui.widgets.form import Form
from ui.widgets.parts import button, column, empty, row, words
from ui.widgets.side_panel import SidePanel
from ui.widgets.suggestions import Suggestion
from ui.widgets.type_ahead import PAUSE_MS, TypeAhead

KINDS = (("teacher", "Teacher"), ("adult", "Adult learner"), ("partner", "Partner"))


class _Adding(SidePanel):
    """A form whose fields are sent as one act; what is wrong is said at its field."""

    saved = Signal(str, str)
    """The card, and what was done in words."""
    known = Signal(str)
    """The card of a record that is here already and is wanted instead."""

    def __init__(self, title: str, save: str, over: QWidget, runner: Runner) -> None:
        super().__init__(title, over)
        self.runner = runner
        self.form = Form()
        self.body.addWidget(self.form)
        self.save = button(save, self.send, kind="primary", keys="Enter")
        self.fill()
        # Put in last, so that Tab comes to it after the fields.
        self.footer.addWidget(self.save)

    def fill(self) -> None:
        """Add the fields."""
        raise NotImplementedError

    def begin(self) -> None:
        """Open with empty fields."""
        for field in self.findChildren(QLineEdit):
            field.clear()
        self.form.clear_problems()
        self.open()

    def request(self) -> tuple[Any, Any, str]:
        """Return the use case, its request, and what to say when it is done."""
        raise NotImplementedError

    def send(self) -> None:
        """Save what was typed; until that is done the button, and Enter with it, does nothing."""
        self.save.setEnabled(False)
        use_case, request, said = self.request()

        def done(added: Added) -> None:
            self.save.setEnabled(True)
            self.close_panel()
            self.saved.emit(added.code, said)

        self.runner.run(self, use_case, request, done, self._refused)

    def line(self, field: str, label: str, hint: str = "") -> QLineEdit:
        """Add a field to type in."""
        result = QLineEdit()
        self.form.add(field, label, result, hint=hint)
        result.returnPressed.connect(self.save.click)
        return result

    def watch_twins(self, field: QLineEdit, kind: Callable[[], str]) -> None:
        """Say while a name is typed whose record is here already; their card opens it."""
        known, rows = QWidget(), column(gap=SPACE.xs)
        known.setLayout(rows)
        known.hide()
        self.form.put_under("name", known)

        def show(found: tuple[Alike, ...]) -> None:
            empty(rows)
            known.setVisible(bool(found))
            for each in found:
                where = f", {each.detail}" if each.detail else ""
                said = words(f"{each.name}{where}, already here.", "strong", wrap=True)
                use = button("Use their record", partial(self._use, each.code), kind="link")
                line, across = QWidget(), row(said, use)
                across.setStretch(0, 1)
                line.setLayout(across)
                rows.addWidget(line)

        def ask() -> None:
            self.runner.look(self, duplicates.alike, LikeThis(kind(), field.text()), show)

        pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        pause.timeout.connect(ask)
        field.textChanged.connect(lambda _text: pause.start())

    def _use(self, card: str) -> None:
        self.close_panel()
        self.known.emit(card)

    def schools(self, label: str) -> TypeAhead:
        """Add a field that suggests our schools."""
        result = TypeAhead(label)
        self.form.add("school", label, result)

        def ask(text: str) -> None:
            asked = PeoplePage("school", text, count=8)
            self.runner.look(self, lists.people, asked, lambda rows: offer(text, rows))

        def offer(text: str, rows: Any) -> None:
            result.offer(text, [Suggestion(row.name, row.code, icon="school") for row in rows])

        result.typed.connect(ask)
        result.entered.connect(lambda _text: self.save.click())
        return result

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        self.form.show_problems({where: error.message})


def _chosen(field: TypeAhead) -> str:
    return field.value if isinstance(field.value, str) else field.text().strip()


class NewSchool(_Adding):
    """A school that borrows and pays."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("New school", "Save school", over, runner)

    def fill(self) -> None:
        """Ask what a new one is called and how to reach it."""
        self.name = self.line("name", "Name")
        self.watch_twins(self.name, lambda: "school")
        self.urn = self.line("urn", "URN", "Six digits, if you know them")
        self.address = self.line("address", "Address")
        self.postcode = self.line("postcode", "Postcode")
        self.contact = self.line("contact", "Phone or email")

    def request(self) -> tuple[Any, Any, str]:
        """Return what adds the school."""
        asked = AddSchool(
            self.name.text(),
            self.urn.text(),
            self.address.text(),
            self.postcode.text(),
            self.contact.text(),
        )
        return people.add_school, asked, f"Added: {self.name.text().strip()}."


class NewOther(_Adding):
    """A teacher, an adult learner or a partner, who pays for themself."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("New adult, teacher or partner", "Save", over, runner)

    def fill(self) -> None:
        """Ask what a new one is called and how to reach it."""
        self.kind = QComboBox()
        for code, label in KINDS:
            self.kind.addItem(label, code)
        self.form.add("kind", "Is a", self.kind)
        self.name = self.line("name", "Full name")
        self.watch_twins(self.name, self.kind.currentData)
        self.contact = self.line("contact", "Phone or email")
        self.school = self.schools("School")

    def request(self) -> tuple[Any, Any, str]:
        """Return what adds them."""
        asked = AddBorrower(
            self.kind.currentData(), self.name.text(), self.contact.text(), _chosen(self.school)
        )
        return people.add_borrower, asked, f"Added: {self.name.text().strip()}."


class NewChild(_Adding):
    """Another child of a family that is here already."""

    def __init__(self, over: QWidget, runner: Runner, family: str) -> None:
        self._family = family
        super().__init__("New child", "Save child", over, runner)

    def fill(self) -> None:
        """Ask for name, school and year."""
        self.name = self.line("name", "Child's full name")
        self.watch_twins(self.name, lambda: "pupil")
        self.school = self.schools("School")
        self.year = self.line("year", "School year", "N, R or 1 to 13")

    def request(self) -> tuple[Any, Any, str]:
        """Return what adds the child."""
        asked = AddPupil(
            self._family, self.name.text(), _chosen(self.school), self.year.text().strip()
        )
        return people.add_pupil, asked, f"Added: {self.name.text().strip()}."
