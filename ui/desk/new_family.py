"""The panel for a new family, over the desk: eight fields, and twins offered while typing."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from loanmgr.domain.errors import RuleError
from loanmgr.services import find, new_family, people
from loanmgr.services.find import Hit
from loanmgr.services.new_family import (
    EVIDENCE,
    AddedFamily,
    NewCarer,
    NewChild,
    NewFamily,
    SchemeLetter,
)
from loanmgr.services.people import Twin
from ui import theme
from ui.roles import set_role
from ui.runner import Runner
from ui.tokens import SPACE
from ui.widgets.form import Form
from ui.widgets.parts import button, column, empty, row, words
from ui.widgets.side_panel import SidePanel
from ui.widgets.suggestions import Suggestion
from ui.widgets.type_ahead import TypeAhead

_Person = TypeVar("_Person", "_Child", "_Carer")

PAUSE_MS = 200
NO_SCHEME = "None"
SHORT = 110


@dataclass(frozen=True)
class _Child:
    """The fields of one child."""

    name: QLineEdit
    school: TypeAhead
    year: QLineEdit
    scheme: QComboBox
    evidence: QComboBox

    @property
    def is_left(self) -> bool:
        """Say whether nothing was typed but the surname that was carried over."""
        return not self.own_name and not self.year.text().strip()

    @property
    def own_name(self) -> str:
        """Return the name; none while nobody has typed a first name before the surname."""
        text = self.name.text()
        return "" if text.startswith(" ") else text.strip()

    def typed(self) -> NewChild:
        """Return what was typed and chosen."""
        # A school that was chosen is named by its card, one that was typed by its name.
        school = self.school.value if isinstance(self.school.value, str) else self.school.text()
        return NewChild(
            self.own_name,
            school.strip(),
            self.year.text(),
            self.scheme.currentData() or "",
            self.evidence.currentData() or "letter",
        )


@dataclass(frozen=True)
class _Carer:
    """The fields of another grown-up."""

    name: QLineEdit
    contact: QLineEdit

    @property
    def is_left(self) -> bool:
        """Say whether nothing was typed."""
        return not (self.name.text().strip() or self.contact.text().strip())

    def typed(self) -> NewCarer:
        """Return what was typed."""
        return NewCarer(self.name.text(), self.contact.text())


class NewFamilyPanel(SidePanel):
    """Keeps what is typed until it is saved; saving opens the family at the desk."""

    saved = Signal(str)
    """The card of the family."""
    known = Signal(str)
    """The card of a family that was here already."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("New family", over)
        self._runner = runner
        self._letters: tuple[SchemeLetter, ...] = ()
        self._children: list[_Child] = []
        self._carers: list[_Carer] = []
        self._stops: list[QWidget] = []
        self._pending = False
        self._family = ""
        self.form = Form()
        self.adult, self.contact = QLineEdit(), QLineEdit()
        self.address, self.postcode = QLineEdit(), QLineEdit()
        self._twins, self._known = column(gap=SPACE.xs), QWidget()
        self._known.setLayout(self._twins)
        self._known.hide()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look_for_twins)
        self.save = button("Save and lend", self.save_family, kind="primary", keys="Enter")
        self.another = button("Another child", self.add_child, icon="plus")
        self.grown_up = button("Another adult", self.add_carer, icon="plus")
        self._fill()
        runner.look(self, new_family.letters, None, self._show_letters)

    def for_family(self, card: str, title: str) -> None:
        """Ask for another child of a family that is here already."""
        self._family = card
        for field in (self.adult, self.contact, self.address, self.postcode):
            field.setEnabled(False)
        self.adult.setText(title)
        child = self._children[0]
        child.name.setText(_surname(title.removesuffix(" family")))
        child.name.setCursorPosition(0)
        child.name.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(QApplication.focusWidget(), QComboBox):
            self.save_family()
        else:
            super().keyPressEvent(event)

    def add_child(self) -> None:
        """Add the fields of another child; surname and school are carried over."""
        before = self._children[-1] if self._children else None
        place = len(self._children) + 1
        child = _Child(QLineEdit(), TypeAhead("School"), QLineEdit(), QComboBox(), QComboBox())
        self._children.append(child)
        self._add_fields(child, place)
        self._stops += [child.name, child.school, child.year, child.scheme, child.evidence]
        if before is not None:
            child.school.setText(before.school.text())
            child.school.value = before.school.value
            child.name.setText(_surname(before.name.text()))
            child.name.setCursorPosition(0)
            child.name.setFocus()
        self._offer_schemes(child)
        self._order()

    def add_carer(self) -> None:
        """Add the fields of another grown-up, who may bring and fetch for the family."""
        place = len(self._carers) + 2
        carer = _Carer(QLineEdit(), QLineEdit())
        self._carers.append(carer)
        self.form.add(f"adult_{place}", f"Parent or carer's full name {place}", carer.name)
        self.form.add(f"contact_{place}", f"Phone or email {place}", carer.contact)
        self._stops += [carer.name, carer.contact]
        for field in (carer.name, carer.contact):
            field.returnPressed.connect(self.save_family)
        carer.name.setFocus()
        self._order()

    def _order(self) -> None:
        """Let Tab go as the eye does: all fields come before the buttons under them."""
        stops: list[QWidget] = [self.adult, self.contact, self.address, self.postcode]
        stops += [*self._stops, self.another, self.grown_up, self.save]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def save_family(self) -> None:
        """Save family, children and reduced rates as one act."""
        if self._pending:
            return
        self._pending = True
        self.save.setEnabled(False)
        self._runner.run(self, new_family.new_family, self.typed(), self._done, self._refused)

    def typed(self) -> NewFamily:
        """Return what was typed."""
        carers = tuple(carer.typed() for carer in _filled(self._carers))
        children = tuple(child.typed() for child in _filled(self._children))
        if not children and not (self._family and carers):
            children = (self._children[0].typed(),)  # which asks for the name
        return NewFamily(
            self.adult.text(),
            self.contact.text(),
            self.address.text(),
            self.postcode.text(),
            children,
            self._family,
            carers,
        )

    def _fill(self) -> None:
        self.form.add("adult", "Parent or carer's full name", self.adult)
        self.form.put_under("adult", self._known)
        self.form.add("contact", "Phone or email", self.contact)
        self.form.add("address", "Address", self.address)
        self.form.add("postcode", "Postcode", self.postcode, beside="address")
        theme.hold_width(self.postcode, SHORT)
        self.postcode.setPlaceholderText("Postcode")
        self.body.addWidget(self.form)
        self.body.addLayout(row(self.another, self.grown_up, 1))
        notice = "They can read how we use this: the notice is printed on the agreement."
        self.footer.insertWidget(0, words(notice, "meta", wrap=True), 1)  # what is read before Save
        self.footer.setStretch(1, 0)
        self.footer.addWidget(self.save)
        self.adult.textEdited.connect(lambda _text: self._pause.start())
        for field in (self.adult, self.contact, self.address, self.postcode):
            field.returnPressed.connect(self.save_family)
        self.add_child()

    def _add_fields(self, child: _Child, place: int) -> None:
        number = f" {place}" if place > 1 else ""
        self.form.add(f"name_{place}", f"Child's full name{number}", child.name)
        school, year = f"school_{place}", f"year_{place}"
        self.form.add(school, f"School{number}", child.school)
        self.form.add(year, f"School year{number}", child.year, beside=school)
        child.year.setPlaceholderText("Year")
        child.year.setToolTip("N, R, or 1 to 13")
        child.year.setAccessibleDescription("N, R, or 1 to 13")
        self.form.add(f"scheme_{place}", f"Reduced rate?{number}", child.scheme)
        self.form.add(
            f"evidence_{place}", f"Evidence{number}", child.evidence, beside=f"scheme_{place}"
        )
        theme.hold_width(child.year, SHORT)
        child.name.returnPressed.connect(self.save_family)
        child.year.returnPressed.connect(self.save_family)
        child.school.entered.connect(lambda _text: self.save_family())
        child.school.typed.connect(partial(self._look_for_schools, child.school))
        child.scheme.currentIndexChanged.connect(lambda _at: self._offer_evidence(child))

    # Reduced rate, by neutral letters.

    def _show_letters(self, letters: tuple[SchemeLetter, ...]) -> None:
        self._letters = letters
        for child in self._children:
            self._offer_schemes(child)

    def _offer_schemes(self, child: _Child) -> None:
        child.scheme.clear()
        child.scheme.addItem(NO_SCHEME, "")
        for each in self._letters:
            child.scheme.addItem(each.letter, each.code)
        self._offer_evidence(child)

    def _offer_evidence(self, child: _Child) -> None:
        chosen = next((e for e in self._letters if e.code == child.scheme.currentData()), None)
        child.evidence.clear()
        if chosen is None:
            child.evidence.addItem("Not needed", "none")
        else:
            for kind, said in EVIDENCE:
                if kind in chosen.evidence:
                    child.evidence.addItem(said, kind)
        child.evidence.setEnabled(chosen is not None)

    # What is here already.

    def _look_for_schools(self, field: TypeAhead, text: str) -> None:
        def show(hits: tuple[Hit, ...]) -> None:
            schools = [hit for hit in hits if hit.kind == "school"]
            field.offer(text, [Suggestion(hit.name, hit.code, icon="school") for hit in schools])

        self._runner.look(self, find.find, text, show)

    def _look_for_twins(self) -> None:
        self._runner.look(self, people.twins, self.adult.text(), self._show_twins)

    def _show_twins(self, twins: tuple[Twin, ...]) -> None:
        empty(self._twins)
        self._known.setVisible(bool(twins))
        for twin in twins:
            self._twins.addWidget(_TwinRow(twin, partial(self._use, twin.code)))

    def _use(self, card: str) -> None:
        self.close_panel()
        self.known.emit(card)

    # Saving.

    def _done(self, added: AddedFamily) -> None:
        self._pending = False
        self.close_panel()
        self.saved.emit(added.code)

    def _refused(self, error: Exception) -> None:
        self._pending = False
        self.save.setEnabled(True)
        message = getattr(error, "message", "")
        if not message:
            raise error
        place = error.field if isinstance(error, RuleError) else ""
        self.form.show_problems({place: message})


def _filled(fields: list[_Person]) -> list[_Person]:
    """Return the fields up to the last that was filled in: those asked for in vain are nobody."""
    filled = [place for place, each in enumerate(fields, start=1) if not each.is_left]
    return fields[: max(filled, default=0)]


class _TwinRow(QWidget):
    """A family that may be the one being typed."""

    def __init__(self, twin: Twin, use: Callable[[], None]) -> None:
        super().__init__()
        where = f", {twin.address}" if twin.address else ""
        said = words(f"{twin.name}{where}, already here.", wrap=True)
        self.use = button("Use their record", use, kind="link")
        layout = row(said, self.use)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        set_role(said, role="strong")


def _surname(name: str) -> str:
    found = name.strip().rpartition(" ")[2]
    return f" {found}" if found else ""
