"""The panel that corrects a name, an address or how to reach somebody."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import details
from loanmgr.services.details import FIELDS, Changed, ChangeDetails, Details
from ui.runner import Runner
from ui.widgets.form import Form
from ui.widgets.parts import button, words
from ui.widgets.side_panel import SidePanel

LABELS = {
    "name": "Name",
    "address": "Address",
    "postcode": "Postcode",
    "contact": "Phone or email",
    "note": "Note",
    "school": "School",
    "year": "School year",
    "urn": "URN",
}
HINTS = {
    "school": "Its name, card or URN; empty for none",
    "year": "N, R or 1 to 13",
    "urn": "Six digits",
}
FROM_REGISTER = (
    "Name, address and postcode of a school in the national register are the register's again"
    " after the next file."
)


class DetailsPanel(SidePanel):
    """Every field says what is known now; only what is otherwise is changed."""

    done = Signal(Changed)

    def __init__(self, over: QWidget, runner: Runner, card: str) -> None:
        super().__init__("Correct details", over)
        self._runner = runner
        self._card = card
        self._known: Details | None = None
        self.form = Form()
        self.fields: dict[str, QLineEdit] = {}
        self.note = words("", "soft", wrap=True)
        self.save = button("Save changes", self.send, kind="primary", keys="Enter")
        self.body.addWidget(self.form)
        self.body.addWidget(self.note)
        self.footer.addWidget(self.save)

    def begin(self) -> None:
        """Ask what is known now, and open with it."""
        self._runner.look(self, details.details, self._card, self._fill)

    def send(self) -> None:
        """Save what is otherwise; until that is done the button does nothing, nor Enter with it."""
        known = self._known
        if known is None:
            return
        said: dict[str, Any] = {
            field: control.text()
            for field, control in self.fields.items()
            if control.text() != getattr(known, field)
        }
        if not said:
            self.close_panel()
            return
        self.save.setEnabled(False)
        request = ChangeDetails(self._card, **said)
        self._runner.run(self, details.change_details, request, self._done, self._refused)

    def _fill(self, known: Details) -> None:
        self._known = known
        for field in FIELDS[known.kind]:
            if field not in self.fields:
                control = self.fields[field] = QLineEdit()
                self.form.add(field, LABELS[field], control, hint=HINTS.get(field, ""))
                control.returnPressed.connect(self.save.click)
            self.fields[field].setText(getattr(known, field))
        self.note.setText(FROM_REGISTER if known.urn else "")
        self.note.setVisible(bool(known.urn))
        self.form.clear_problems()
        self.open()
        self.fields["name"].setFocus()

    def _done(self, changed: Changed) -> None:
        self.save.setEnabled(True)
        self.close_panel()
        self.done.emit(changed)

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        self.form.show_problems({where: error.message})
