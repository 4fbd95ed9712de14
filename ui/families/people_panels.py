"""The panels about people over time: grown-ups, leavers, another household, who pays."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from loanmgr.services import carers, households, leaving, people, their_numbers
from loanmgr.services.carers import ChangeCarer, RemoveCarer
from loanmgr.services.households import MoveChild, Pays
from loanmgr.services.leaving import ComeBack, Leave
from loanmgr.services.people import AddCarer
from loanmgr.services.records import PersonRecord
from loanmgr.services.their_numbers import Known, TheirNumber
from ui.families.act_panel import ActPanel, chosen, offer
from ui.runner import Runner
from ui.text import day_typed
from ui.widgets.parts import button, name, words

PREFERS = (
    ("", "No wish"),
    ("email", "Email"),
    ("text", "Text message"),
    ("phone", "Phone"),
    ("post", "Post"),
)
NEW = ""


class GrownUpsPanel(ActPanel):
    """Change, add or take off a grown-up of a family, and say who signs."""

    removed = Signal(object)
    """Somebody was taken off, with the grown-ups who are left."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("Grown-ups", "Save", over, runner)
        self.remove = button("Take off the record", self._remove)
        self.footer.insertWidget(0, self.remove)

    def fill(self) -> None:
        """Ask who, and what is to be known of them."""
        self.who = self.choices("carer", "Who")
        self.name = self.line("name", "Full name")
        self.contact = self.line("contact", "Phone or email")
        self.prefers = self.choices("prefers", "Write to them by", PREFERS)
        self.signs = QCheckBox("Signs, and gets letters")
        name(self.signs, "Signs, and gets letters")
        self.form.add_row("For the family", self.signs)
        self.who.currentIndexChanged.connect(lambda _at: self._show_chosen())

    def show_record(self, record: PersonRecord) -> None:
        """Offer a family's grown-ups, and one more."""
        adults = [(adult.name, adult.name) for adult in record.adults]
        offer(self.who, [*adults, (NEW, "Somebody new")])
        self._show_chosen()

    def request(self, record: PersonRecord) -> tuple[Any, Any]:
        """Return what adds or changes them."""
        typed = self.name.text(), self.contact.text(), self.prefers.currentData()
        who = self.who.currentData()
        if who == NEW:
            return people.add_carer, AddCarer(record.code, *typed)
        return carers.change_carer, ChangeCarer(
            record.code, who, *typed, signs=self.signs.isChecked()
        )

    def _show_chosen(self) -> None:
        record, at = self.record, self.who.currentIndex()
        if record is None or at < 0:
            return
        is_new = at >= len(record.adults)
        known = None if is_new else record.adults[at]
        self.name.setText(known.name if known else "")
        self.contact.setText(known.contact if known else "")
        self.prefers.setCurrentIndex(self.prefers.findData(known.prefers if known else ""))
        self.signs.setChecked(at == 0 and not is_new)
        # The first signs already, and somebody new is asked to only once they are known.
        self.signs.setEnabled(0 < at < len(record.adults))
        self.remove.setEnabled(not is_new and len(record.adults) > 1)
        self.form.clear_problems()

    def _remove(self) -> None:
        if self.record is None:
            return
        gone = RemoveCarer(self.record.code, self.who.currentData())

        def is_done(result: Any) -> None:
            self.close_panel()
            self.removed.emit(result)

        self.runner.run(self, carers.remove_carer, gone, is_done, self._refused)


class LeavePanel(ActPanel):
    """Note that a family, a child or another borrower has left, or is back."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("Leaving", "They have left", over, runner)

    def fill(self) -> None:
        """Ask who, when and why."""
        about = "Nothing new is lent to who has left. What they have can be returned and paid for."
        self.body.insertWidget(0, words(about, "soft", wrap=True))
        self.who = self.choices("card", "Who")
        self.on = self.line("on", "Left on", "Today unless you say; such as 18 Dec")
        self.because = self.line("because", "Because", "Only if it helps")
        self.back = button("They are back", self._come_back)
        self.footer.insertWidget(1, self.back)
        self.who.currentIndexChanged.connect(lambda _at: self._show_chosen())

    def show_record(self, record: PersonRecord) -> None:
        """Offer the record, and the children of a family."""
        whole = f"{record.name}, with all children" if record.children else record.name
        children = [(child.code, child.name) for child in record.children]
        offer(self.who, [(record.code, whole), *children])
        self._show_chosen()

    def request(self, record: PersonRecord) -> tuple[Any, Any]:  # noqa: ARG002 - the chosen one
        """Return what notes it."""
        on = day_typed(self.on.text(), self.today(), is_past=True)
        return leaving.leave, Leave(self.who.currentData(), on, self.because.text())

    def _has_left(self) -> bool:
        record, card = self.record, self.who.currentData()
        if record is None:
            return False
        left = {record.code: record.left_on} | {c.code: c.left_on for c in record.children}
        return left.get(card) is not None

    def _show_chosen(self) -> None:
        gone = self._has_left()
        for field in (self.on, self.because, self.save):
            field.setEnabled(not gone)
        self.back.setEnabled(gone)
        self.form.clear_problems()

    def _come_back(self) -> None:
        request = ComeBack(self.who.currentData())
        self.runner.run(self, leaving.come_back, request, self._is_done, self._refused)


class MovePanel(ActPanel):
    """Note that a child belongs to another family."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("Another family", "Move", over, runner)

    def fill(self) -> None:
        """Ask which child, and where to."""
        about = (
            "Instruments and reduced rates go along, and the other family signs."
            " What was charged until now stays with this one."
        )
        self.body.insertWidget(0, words(about, "soft", wrap=True))
        self.child = self.choices("pupil", "Child")
        self.to = self.people("to", "Now belongs to", "family", "The family's name, or its card")

    def show_record(self, record: PersonRecord) -> None:
        """Offer the children of a family."""
        offer(self.child, [(child.code, child.name) for child in record.children])

    def request(self, record: PersonRecord) -> tuple[Any, Any]:  # noqa: ARG002 - the chosen one
        """Return what moves the child."""
        return households.move_child, MoveChild(self.child.currentData(), chosen(self.to))


class PaysPanel(ActPanel):
    """Note who pays for a child: an organisation, or the family."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("Who pays", "Save", over, runner)

    def fill(self) -> None:
        """Ask for which child, who, and to whom letters go."""
        about = (
            "An organisation, such as the council for a child in care, is charged from now on."
            " No screen or paper of the family says how much."
        )
        self.body.insertWidget(0, words(about, "soft", wrap=True))
        self.child = self.choices("pupil", "Child")
        self.payer = self.people(
            "organisation", "Who pays", "partner", "A partner; nothing where the family pays"
        )
        self.letters = self.line("letters_to", "Letters to", "Who there gets letters about them")
        self.child.currentIndexChanged.connect(lambda _at: self._show_chosen())

    def show_record(self, record: PersonRecord) -> None:
        """Offer the children of a family."""
        offer(self.child, [(child.code, child.name) for child in record.children])
        self._show_chosen()

    def request(self, record: PersonRecord) -> tuple[Any, Any]:  # noqa: ARG002 - the chosen one
        """Return what notes it."""
        payer = chosen(self.payer)
        return households.pays, Pays(self.child.currentData(), payer, self.letters.text())

    def _show_chosen(self) -> None:
        record, at = self.record, self.child.currentIndex()
        if record is None or not 0 <= at < len(record.children):
            return
        child = record.children[at]
        self.payer.setText(child.paid_by)
        self.payer.value = child.paid_by_code or None
        self.letters.setText(child.letters_to)


class NumberPanel(ActPanel):
    """Note by which number another system knows a child."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("Number elsewhere", "Save", over, runner)

    def fill(self) -> None:
        """Ask whose number, and which."""
        about = "The number that a pupil-management system has for them. Its files say it."
        self.body.insertWidget(0, words(about, "soft", wrap=True))
        self.who = self.choices("borrower", "Who")
        self.number = self.line("number", "Number")
        self.who.currentIndexChanged.connect(lambda _at: self._show_chosen())

    def show_record(self, record: PersonRecord) -> None:
        """Offer the children, or whoever the record is of."""
        children = [(child.code, child.name) for child in record.children]
        offer(self.who, children or [(record.code, record.name)])
        if record.asked:
            self.who.setCurrentIndex(max(0, self.who.findData(record.asked)))
        self._show_chosen()

    def request(self, record: PersonRecord) -> tuple[Any, Any]:
        """Return what notes it."""
        number = TheirNumber(self.who.currentData() or record.code, self.number.text())
        return their_numbers.set_number, number

    def _show_chosen(self) -> None:
        card = self.who.currentData()
        self.number.clear()
        self.form.clear_problems()
        if card is None:
            return

        def show(known: Known) -> None:
            if known.borrower == self.who.currentData():
                self.number.setText(known.number)

        self.runner.look(self, their_numbers.number_of, card, show, self._refused)
