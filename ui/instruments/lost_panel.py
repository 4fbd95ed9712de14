"""The panel that reports an instrument lost or stolen, with what that costs before it is done."""

from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QCheckBox, QDateEdit, QLineEdit, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import losing
from loanmgr.services.losing import Lost, Reported
from loanmgr.services.records import InstrumentRecord
from ui.instruments.charge_preview import ChargePreview
from ui.runner import Runner
from ui.text import long_date, pence_typed, pounds
from ui.widgets.form import Form
from ui.widgets.parts import button, line, name, words
from ui.widgets.side_panel import SidePanel

LONGEST_AGO = 366


class LostPanel(SidePanel):
    """Asks since when, whether it was stolen, and what it is worth where nobody has said."""

    reported = Signal(Reported)

    def __init__(self, over: QWidget, runner: Runner, record: InstrumentRecord) -> None:
        super().__init__("Lost or stolen", over)
        self._runner, self._record = runner, record
        self._asked = 0
        self.form, self.worth = Form(), Form()
        self.day, self.value, self.crime_ref = QDateEdit(), QLineEdit(), QLineEdit()
        self.stolen, self.deposit = QCheckBox("It was stolen"), QCheckBox("")
        self.preview = ChargePreview()
        self.hire = words("", "meta", wrap=True)
        self.save = button("Report it lost", self.report, kind="primary")
        self._fill()

    def begin(self) -> None:
        """Ask, with today filled in, and show what it costs."""
        self.open()
        self.show_price()

    def show_price(self) -> None:
        """Ask what it costs as the panel stands now."""
        self._asked += 1
        asked = self._asked
        try:
            request = self._request()
        except ValueError as problem:
            self.preview.show_words(str(problem))
            return

        def show(found: Reported) -> None:
            if asked == self._asked:
                self._show(found)

        def refused(error: Exception) -> None:
            if asked == self._asked:
                self._no_price(error)

        self._runner.look(self, losing.preview, request, show, refused)

    def report(self) -> None:
        """Report it; until that is done the button does nothing."""
        try:
            request = self._request()
        except ValueError as problem:
            self.worth.show_problems({"value_pence": str(problem)})
            return
        self.save.setEnabled(False)
        self._runner.run(self, losing.lost, request, self._done, self._refused)

    def _request(self) -> Lost:
        day = self.day.date()
        return Lost(
            self._record.code,
            date(day.year(), day.month(), day.day()),
            self.stolen.isChecked(),
            self.crime_ref.text() if self.stolen.isChecked() else "",
            pence_typed(self.value.text()),
            use_deposit=self.deposit.isChecked(),
        )

    def _show(self, found: Reported) -> None:
        self.form.clear_problems()
        self.worth.clear_problems()
        self.preview.show_charge(found.charge, found.was_with)
        held = found.deposit_kept_pence + found.deposit_used_pence
        self.deposit.setText(f"Set the deposit of {pounds(held)} against it")
        name(self.deposit, self.deposit.text())
        self.deposit.setVisible(bool(held))
        goes_on = "The hire goes on and is charged." if found.hire_goes_on else "The hire ends."
        self.hire.setText(goes_on if found.was_with else "")
        self.hire.setVisible(bool(found.was_with))
        self.save.setEnabled(True)

    def _no_price(self, error: Exception) -> None:
        if not isinstance(error, RuleError | StoreError):
            raise error
        if isinstance(error, RuleError) and error.field == "value_pence":
            self.worth.show()
        self.preview.show_words(error.message)

    def _done(self, done: Reported) -> None:
        self.close_panel()
        self.reported.emit(done)

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        if where == "value_pence":
            self.worth.show()
            self.worth.show_problems({where: error.message})
        else:
            self.form.show_problems({where: error.message})

    def _fill(self) -> None:
        record = self._record
        about = f"{record.name}, with {record.holder}" if record.holder else record.name
        if record.holder and record.lent_on is not None:
            about += f" since {long_date(record.lent_on)}"
        first = record.lent_on or record.on - timedelta(days=LONGEST_AGO)
        self.day.setDisplayFormat("d MMMM yyyy")
        self.day.setCalendarPopup(True)
        self.day.setDateRange(_shown(first), _shown(record.on))
        self.day.setDate(_shown(record.on))
        name(self.stolen, self.stolen.text())
        self.form.add("on", "Lost on", self.day)
        self.form.add_row("What happened", self.stolen)
        self.form.add("crime_ref", "Crime reference", self.crime_ref, hint="If the police gave one")
        self.crime_ref.setEnabled(False)
        self.worth.add(
            "value_pence", "Worth in pounds", self.value, hint="It is kept in its record"
        )
        self.worth.hide()
        self.deposit.hide()
        self.body.addWidget(words(f"{about}.", wrap=True))
        for part in (self.form, self.worth, line(), self.preview, self.deposit, self.hire):
            self.body.addWidget(part)
        self.footer.insertWidget(0, self.preview.sum)
        self.footer.addWidget(self.save)
        self.stolen.toggled.connect(self.crime_ref.setEnabled)
        self.stolen.toggled.connect(self.show_price)
        self.deposit.toggled.connect(self.show_price)
        self.day.dateChanged.connect(self.show_price)
        self.value.textChanged.connect(self.show_price)
        for field in (self.value, self.crime_ref):
            field.returnPressed.connect(self.save.click)


def _shown(on: date) -> QDate:
    return QDate(on.year, on.month, on.day)
