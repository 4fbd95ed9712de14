"""The panel that notes damage and charges whoever had the instrument, priced before it is done."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import damaging
from loanmgr.services.damaging import Damaged, DamageNoted
from ui import theme
from ui.desk.deeds import OTHER_FAULT, faults_of
from ui.instruments.charge_preview import ChargePreview
from ui.runner import Runner
from ui.text import pence_typed
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Form
from ui.widgets.parts import button, line, words
from ui.widgets.side_panel import SidePanel


class DamagedPanel(SidePanel):
    """One press takes over a common fault; what mending costs may follow later."""

    noted = Signal(DamageNoted)

    def __init__(self, over: QWidget, runner: Runner, of: tuple[str, str, str]) -> None:
        """Ask about an instrument; `of` is its label, its name and its family."""
        super().__init__("Damaged", over)
        self._runner = runner
        self._code, self._name, family = of
        self._asked = 0
        self.form = Form()
        self.fault, self.cost = QLineEdit(), QLineEdit()
        self.preview = ChargePreview()
        self.save = button("Note the damage", self.note, kind="primary", keys="Enter")
        self._fill(family)

    def begin(self) -> None:
        """Ask anew."""
        self.open()
        self.fault.setFocus()
        self.show_price()

    def show_price(self) -> None:
        """Ask what it costs as the panel stands now."""
        self._asked += 1
        asked = self._asked
        try:
            cost = pence_typed(self.cost.text())
        except ValueError as problem:
            self.preview.show_words(str(problem))
            return

        def show(found: DamageNoted) -> None:
            if asked == self._asked:
                self.preview.show_charge(found.charge, found.was_with)

        def refused(error: Exception) -> None:
            if asked == self._asked:
                if not isinstance(error, RuleError | StoreError):
                    raise error
                self.preview.show_words(error.message)

        request = Damaged(self._code, self.fault.text().strip() or "damage", cost)
        self._runner.look(self, damaging.preview, request, show, refused)

    def note(self) -> None:
        """Note it; until that is done the button, and Enter with it, does nothing."""
        try:
            cost = pence_typed(self.cost.text())
        except ValueError as problem:
            self.form.show_problems({"cost_pence": str(problem)})
            return
        self.save.setEnabled(False)
        request = Damaged(self._code, self.fault.text(), cost)
        self._runner.run(self, damaging.damaged, request, self._done, self._refused)

    def _fill(self, family: str) -> None:
        common = FlowLayout()
        theme.space(common, 0, SPACE.s)
        for fault in faults_of(family):
            if fault != OTHER_FAULT:
                common.addWidget(button(fault, partial(self._take, fault)))
        self.form.add("fault", "What is broken", self.fault)
        self.form.add(
            "cost_pence", "Mending costs", self.cost, hint="In pounds; it can be said later"
        )
        self.body.addWidget(words(f"{self._name}.", wrap=True))
        self.body.addWidget(words("Commonly wrong", "soft"))
        self.body.addLayout(common)
        for part in (self.form, line(), self.preview):
            self.body.addWidget(part)
        self.footer.insertWidget(0, self.preview.sum)
        self.footer.addWidget(self.save)
        self.fault.textChanged.connect(self.show_price)
        self.cost.textChanged.connect(self.show_price)
        for field in (self.fault, self.cost):
            field.returnPressed.connect(self.save.click)

    def _take(self, fault: str) -> None:
        self.fault.setText(fault)
        self.cost.setFocus()

    def _done(self, done: DamageNoted) -> None:
        self.close_panel()
        self.noted.emit(done)

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        self.form.show_problems({where: error.message})
