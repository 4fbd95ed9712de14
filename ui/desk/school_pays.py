"""The panel that puts what pupils take on the account of their school."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from loanmgr.services import find, payers
from loanmgr.services.baskets import BasketView
from loanmgr.services.find import Hit
from loanmgr.services.payers import School, SchoolPays
from ui.desk.visit_panel import VisitPanel
from ui.runner import Runner
from ui.widgets.form import Form
from ui.widgets.parts import button, words
from ui.widgets.suggestions import Suggestion
from ui.widgets.type_ahead import TypeAhead


class SchoolPaysPanel(VisitPanel):
    """Which school, its order number, and who there agreed."""

    field = "school pays"
    agreed = Signal(object, SchoolPays)
    """The basket, and what was said of it."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("School pays", over)
        self._runner = runner
        self.form = Form()
        self.school = TypeAhead("School")
        self.order_no, self.agreed_by = QLineEdit(), QLineEdit()
        said = "The school's own price, without the family's reduced rate. The family still signs."
        self.body.addWidget(words(said, "soft", wrap=True))
        self.form.add("school_pays", "School", self.school)
        self.form.add("order_no", "Order number", self.order_no, hint="It may follow later")
        self.form.add("agreed_by", "Agreed by", self.agreed_by, hint="Who at the school")
        self.body.addWidget(self.form)
        self.footer.addWidget(button("Put it on the school's account", self.use, kind="primary"))
        self.school.typed.connect(self._look_for_schools)
        self.school.chosen.connect(lambda _found: self.order_no.setFocus())
        for each in (self.order_no, self.agreed_by):
            each.returnPressed.connect(self.use)
        for each in (self.school, self.order_no, self.agreed_by):
            each.textChanged.connect(lambda _text: self.tell_typed())

    def ask(self, view: BasketView) -> None:
        """Open for a basket: with what was said before, or the school the child goes to."""
        self.form.clear_problems()
        pays = view.school_pays
        self.school.setText(view.charged_to)
        self.school.value = pays.school if pays else None
        self.order_no.setText(pays.order_no if pays else "")
        self.agreed_by.setText(pays.agreed_by if pays else "")
        self.open_for(view.basket)
        pupil = next((line.borrower for line in view.lines if line.borrower), view.chosen)
        if pays is None and pupil:
            self._runner.look(self, payers.usual, pupil, partial(self._suggest, view.basket))

    def use(self) -> None:
        """Take what was typed, or say what is missing."""
        code = self.school.value if isinstance(self.school.value, str) else ""
        agreed = self.agreed_by.text().strip()
        problems = {}
        if not code:
            problems["school_pays"] = "Choose the school from the list."
        if not agreed:
            problems["agreed_by"] = "Say who at the school agreed."
        if problems:
            self.form.show_problems(problems)
            return
        self.close_panel()
        self.agreed.emit(self.basket, SchoolPays(code, self.order_no.text().strip(), agreed))

    def typed(self) -> tuple[str, ...]:
        """Return what stands in the fields: the school's name and card, then the others."""
        card = self.school.value if isinstance(self.school.value, str) else ""
        return self.school.text(), card, self.order_no.text(), self.agreed_by.text()

    def type_again(self, typed: tuple[str, ...]) -> None:
        """Put into the fields what stood there."""
        name, card, order_no, agreed_by = typed
        self.form.clear_problems()
        self.school.setText(name)
        self.school.value = card or None
        self.order_no.setText(order_no)
        self.agreed_by.setText(agreed_by)

    def _suggest(self, basket: UUID, school: School | None) -> None:
        if school is not None and basket == self.basket and not self.school.text():
            self.school.setText(school.name)
            self.school.value = school.code
            self.agreed_by.setFocus()

    def _look_for_schools(self, text: str) -> None:
        def show(hits: tuple[Hit, ...]) -> None:
            schools = [hit for hit in hits if hit.kind == "school"]
            found = [Suggestion(hit.name, hit.code, icon="school") for hit in schools]
            self.school.offer(text, found)

        self._runner.look(self, find.find, text, show)
