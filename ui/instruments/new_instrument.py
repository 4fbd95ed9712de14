"""The panel for a new instrument: what it is, where it belongs, and old labels it bears."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import instruments, lists
from loanmgr.services.instruments import AddInstrument
from loanmgr.services.lists import Choices
from loanmgr.services.people import Added
from ui.runner import Runner
from ui.scan import ACCEPTS_SCAN
from ui.text import pence_typed
from ui.widgets.form import Form
from ui.widgets.parts import button
from ui.widgets.side_panel import SidePanel


class NewInstrumentPanel(SidePanel):
    """Keeps what is typed until it is saved."""

    saved = Signal(str, str)
    """The new label, and what was done in words."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("New instrument", over)
        self._runner = runner
        self._choices = Choices((), ())
        self.form = Form()
        self.type, self.sizes, self.place = QComboBox(), QComboBox(), QComboBox()
        self.make, self.model, self.serial = QLineEdit(), QLineEdit(), QLineEdit()
        self.value, self.old_label = QLineEdit(), QLineEdit()
        self.save = button("Save instrument", self.save_instrument, kind="primary", keys="Enter")
        self._fill()
        runner.look(self, lists.choices, None, self._offer)

    def begin(self, label: str = "") -> None:
        """Open for the next instrument; type and place stay as they were."""
        for field in (self.make, self.model, self.serial, self.value):
            field.clear()
        self.old_label.setText(label)
        self.form.clear_problems()
        self.open()

    def save_instrument(self) -> None:
        """Add the instrument; what is wrong is said at its field."""
        try:
            value_pence = pence_typed(self.value.text())
        except ValueError as problem:
            self.form.show_problems({"value_pence": str(problem)})
            return
        self.save.setEnabled(False)
        request = AddInstrument(
            self.type.currentData() or "",
            self.sizes.currentData() or "",
            self.make.text(),
            self.model.text(),
            self.serial.text(),
            self.place.currentData() or "",
            value_pence,
            aliases=tuple(filter(None, [self.old_label.text().strip()])),
        )
        self._runner.run(self, instruments.add_instrument, request, self._done, self._refused)

    def _fill(self) -> None:
        self.serial.setProperty(ACCEPTS_SCAN, True)  # noqa: FBT003 - Qt's own signature
        self.old_label.setProperty(ACCEPTS_SCAN, True)  # noqa: FBT003
        self.form.add("type", "Type", self.type)
        self.form.add("size", "Size", self.sizes)
        self.form.add("make", "Make", self.make)
        self.form.add("model", "Model", self.model)
        self.form.add("serial", "Serial number", self.serial)
        self.form.add("place", "Belongs in", self.place)
        self.form.add("value_pence", "Value in pounds", self.value, hint="Such as 129 or 129.50")
        self.form.add("alias", "Old label", self.old_label, hint="An old tag goes on working.")
        self.body.addWidget(self.form)
        self.footer.addWidget(self.save)
        self.type.currentIndexChanged.connect(lambda _at: self._offer_sizes())
        for field in (self.make, self.model, self.serial, self.value, self.old_label):
            field.returnPressed.connect(self.save.click)

    def _offer(self, found: Choices) -> None:
        self._choices = found
        for kind in found.types:
            self.type.addItem(kind.name, kind.code)
        for place in found.places:
            self.place.addItem(place.name, place.code)

    def _offer_sizes(self) -> None:
        self.sizes.clear()
        kind = next((k for k in self._choices.types if k.code == self.type.currentData()), None)
        sizes = kind.sizes if kind else ()
        self.sizes.addItem("Not said" if sizes else "It comes in one size", "")
        for code, text in sizes:
            self.sizes.addItem(text, code)
        self.sizes.setEnabled(bool(sizes))

    def _done(self, added: Added) -> None:
        self.save.setEnabled(True)
        self.close_panel()
        size = self.sizes.currentData() or ""
        what = f"{self.type.currentText()} {size}".strip()
        self.saved.emit(added.code, f"Added: {what}.")

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        self.form.show_problems({where: error.message})
