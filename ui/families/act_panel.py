"""A panel that does one thing with people: a form, its button, and what is wrong at its field."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import find
from loanmgr.services.find import Hit
from loanmgr.services.records import PersonRecord
from ui.runner import Runner
from ui.widgets.form import Form
from ui.widgets.parts import button
from ui.widgets.side_panel import SidePanel
from ui.widgets.suggestions import Suggestion
from ui.widgets.type_ahead import TypeAhead


class ActPanel(SidePanel):
    """Fill `form` in `fill`; what `request` returns is done when the button is pressed."""

    done = Signal(object)
    """What was done, as the use case answered."""

    def __init__(self, title: str, save: str, over: QWidget, runner: Runner) -> None:
        super().__init__(title, over)
        self.runner = runner
        self.record: PersonRecord | None = None
        self.form = Form()
        self.body.addWidget(self.form)
        self.save = button(save, self.send, kind="primary", keys="Enter")
        self.fill()
        self.footer.addWidget(self.save)

    def fill(self) -> None:
        """Add the fields."""
        raise NotImplementedError

    def show_record(self, record: PersonRecord) -> None:
        """Fill in what is known of a record."""
        raise NotImplementedError

    def request(self, record: PersonRecord) -> tuple[Any, Any]:
        """Return the use case and its request; a ValueError is said at the first field."""
        raise NotImplementedError

    def begin(self, record: PersonRecord) -> None:
        """Open for a record."""
        self.record = record
        for field in self.findChildren(QLineEdit):
            field.clear()
        self.form.clear_problems()
        self.save.setEnabled(True)
        self.show_record(record)
        self.open()

    def send(self) -> None:
        """Do it; until it is done the button, and Enter with it, does nothing."""
        if self.record is None:
            return
        try:
            use_case, request = self.request(self.record)
        except ValueError as problem:
            self.form.show_problems({"on": str(problem)})
            return
        self.save.setEnabled(False)
        self.runner.run(self, use_case, request, self._is_done, self._refused)

    def line(self, field: str, label: str, hint: str = "") -> QLineEdit:
        """Add a field to type in."""
        result = QLineEdit()
        self.form.add(field, label, result, hint=hint)
        result.returnPressed.connect(self.save.click)
        return result

    def choices(self, field: str, label: str, offered: Iterable[tuple[str, str]] = ()) -> QComboBox:
        """Add a field to choose from, each a value and its words."""
        result = QComboBox()
        self.form.add(field, label, result)
        offer(result, offered)
        return result

    def people(self, field: str, label: str, kind: str, hint: str = "") -> TypeAhead:
        """Add a field that suggests records of a kind by their name."""
        result = TypeAhead(label)
        self.form.add(field, label, result, hint=hint)
        result.setProperty("kind_wanted", kind)

        def show(text: str, hits: tuple[Hit, ...]) -> None:
            wanted = result.property("kind_wanted")
            found = [hit for hit in hits if hit.kind == wanted]
            result.offer(text, [Suggestion(h.name, h.code, h.detail, icon="people") for h in found])

        result.typed.connect(
            lambda text: self.runner.look(self, find.find, text, lambda hits: show(text, hits))
        )
        result.entered.connect(lambda _text: self.save.click())
        return result

    def today(self) -> date:
        """Return the business date of the record."""
        return self.record.on if self.record is not None else date.min

    def _is_done(self, result: Any) -> None:
        self.save.setEnabled(True)
        self.close_panel()
        self.done.emit(result)

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        self.form.show_problems({where: error.message})


def offer(box: QComboBox, offered: Iterable[tuple[str, str]]) -> None:
    """Fill a field to choose from with values and their words."""
    box.clear()
    for value, said in offered:
        box.addItem(said, value)


def chosen(field: TypeAhead) -> str:
    """Return the card that was chosen, or what was typed."""
    text = field.text().strip()
    return field.value if text and isinstance(field.value, str) else text
