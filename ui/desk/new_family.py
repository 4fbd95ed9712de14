"""The panel for a new family, over the desk: eight fields, and twins offered while typing."""

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from loanmgr.domain.errors import RuleError
from loanmgr.domain.ids import new_id
from loanmgr.services import find, half_typed_families, new_family, twins
from loanmgr.services.find import Hit
from loanmgr.services.half_typed_families import HalfTypedFamily, SavedAlready
from loanmgr.services.new_family import (
    EVIDENCE,
    AddedFamily,
    NewFamily,
    SchemeLetter,
)
from loanmgr.services.recording import SentTwiceError
from loanmgr.services.twins import FamilyLike, Twin
from ui import theme
from ui.desk.here_already import SavedAlreadyRow, TwinRow
from ui.desk.new_family_fields import CarerFields, ChildFields
from ui.runner import Runner
from ui.tokens import SPACE
from ui.widgets.form import Form
from ui.widgets.parts import button, column, empty, row, words
from ui.widgets.side_panel import SidePanel
from ui.widgets.suggestions import Suggestion
from ui.widgets.type_ahead import TypeAhead

_Person = TypeVar("_Person", ChildFields, CarerFields)

PAUSE_MS = 200
NO_SCHEME = "None"
SHORT = 110


class NewFamilyPanel(SidePanel):
    """Keeps what is typed until it is saved; saving opens the family at the desk."""

    saved = Signal(str)
    """The card of the family."""
    known = Signal(str)
    """The card of a family that was here already."""
    half_typed = Signal(object)
    """A `HalfTypedFamily`: what stands here and is not saved yet."""
    dropped = Signal()
    """What was typed is not wanted."""

    def __init__(self, over: QWidget, runner: Runner) -> None:
        super().__init__("New family", over)
        self._runner = runner
        self._letters: tuple[SchemeLetter, ...] = ()
        self._has_letters = False
        self._children: list[ChildFields] = []
        self._carers: list[CarerFields] = []
        self._stops: list[QWidget] = []
        self._pending = False
        self._family = ""
        self._id = new_id()
        self._again: HalfTypedFamily | None = None
        self._saved: SavedAlready | None = None
        """What another window has saved of it; what stands here is something else."""
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
        self.afresh = button("Start afresh", self.dropped.emit, kind="link")
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
        child = ChildFields(QLineEdit(), TypeAhead("School"), QLineEdit(), QComboBox(), QComboBox())
        self._children.append(child)
        self._add_fields(child, place)
        self._stops += [child.name, child.school, child.year, child.scheme, child.evidence]
        for text in (child.name, child.school, child.year):
            text.textChanged.connect(self._tell_typed)
        child.school.chosen.connect(self._tell_typed)
        child.evidence.currentIndexChanged.connect(self._tell_typed)
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
        carer = CarerFields(QLineEdit(), QLineEdit())
        self._carers.append(carer)
        self.form.add(f"adult_{place}", f"Parent or carer's full name {place}", carer.name)
        self.form.add(f"contact_{place}", f"Phone or email {place}", carer.contact)
        self._stops += [carer.name, carer.contact]
        for field in (carer.name, carer.contact):
            field.returnPressed.connect(self.save_family)
            field.textChanged.connect(self._tell_typed)
        carer.name.setFocus()
        self._order()

    def _order(self) -> None:
        """Let Tab go as the eye does: all fields come before the buttons under them."""
        stops: list[QWidget] = [self.adult, self.contact, self.address, self.postcode]
        stops += [*self._stops, self.another, self.grown_up, self.afresh, self.save]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def save_family(self) -> None:
        """Save family, children and reduced rates as one act, unless another window has."""
        if self._pending:
            return
        if self._saved is not None:
            self._tell_saved(self._saved)
            return
        self._pending = True
        self.save.setEnabled(False)
        self._look_whether_saved()

    def save_too(self) -> None:
        """Save what stands here as well as what another window has saved."""
        self._saved = None
        self._known.hide()
        self.save_family()

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
            self._id,
        )

    # What is half typed.

    @property
    def typed_of(self) -> str:
        """The card of the family that is here already; empty for a new one."""
        return self._family

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed that anybody would miss."""
        own = () if self._family else (self.adult, self.contact, self.address, self.postcode)
        texts = (*own, *(each.school for each in self._children[:1]))
        return (
            not any(field.text().strip() for field in texts)
            and all(child.is_blank for child in self._children)
            and all(carer.is_left for carer in self._carers)
        )

    @property
    def is_about_nobody_else(self) -> bool:
        """Say whether only the grown-up was typed, whose record may be here already."""
        people_ = (*(child.is_left for child in self._children), *(c.is_left for c in self._carers))
        return all(people_)

    def half_typed_now(self) -> HalfTypedFamily:
        """Return what stands here."""
        if self._again is not None:
            return self._again
        filled = [at for at, child in enumerate(self._children, start=1) if not child.is_blank]
        shown = self._children[: max(filled, default=1)]
        request = replace(self.typed(), children=tuple(child.typed() for child in shown))
        title = self.adult.text() if self._family else ""
        return HalfTypedFamily(request, title, tuple(child.school.text() for child in shown))

    def type_again(self, typed: HalfTypedFamily) -> None:
        """Put everything into the fields as it stood there."""
        request = typed.request
        self._again, self._id = typed, request.id
        if request.family:
            self.for_family(request.family, typed.title)
        else:
            self.adult.setText(request.adult)
            self.contact.setText(request.contact)
            self.address.setText(request.address)
            self.postcode.setText(request.postcode)
        for place, carer in enumerate(request.carers, start=1):
            if place > len(self._carers):
                self.add_carer()
            self._carers[place - 1].name.setText(carer.name)
            self._carers[place - 1].contact.setText(carer.contact)
        if self._has_letters:
            self._type_children_again()

    def _type_children_again(self) -> None:
        """Put the children into their fields, once it is known which letters are asked for."""
        typed = self._again
        if typed is None:
            return
        of_each = zip(typed.request.children, typed.schools, strict=True)
        for place, (child, school) in enumerate(of_each, start=1):
            if place > len(self._children):
                self.add_child()
            self._children[place - 1].type_again(child, school)
        self._again = None
        self._tell_typed()

    def _tell_typed(self, *_what: object) -> None:
        if self._again is None and not self._pending:
            self.afresh.setVisible(not self.is_blank)
            self.half_typed.emit(self.half_typed_now())

    def _fill(self) -> None:
        self.form.add("adult", "Parent or carer's full name", self.adult)
        self.form.put_under("adult", self._known)
        self.form.add("contact", "Phone or email", self.contact)
        self.form.add("address", "Address", self.address)
        self.form.add("postcode", "Postcode", self.postcode, beside="address")
        theme.hold_width(self.postcode, SHORT)
        self.postcode.setPlaceholderText("Postcode")
        self.body.addWidget(self.form)
        self.body.addLayout(row(self.another, self.grown_up, 1, self.afresh))
        notice = "They can read how we use this: the notice is printed on the agreement."
        self.footer.insertWidget(0, words(notice, "meta", wrap=True), 1)  # what is read before Save
        self.footer.setStretch(1, 0)
        self.footer.addWidget(self.save)
        for field in (self.adult, self.contact):
            field.textEdited.connect(lambda _text: self._pause.start())
        for field in (self.adult, self.contact, self.address, self.postcode):
            field.returnPressed.connect(self.save_family)
            field.textChanged.connect(self._tell_typed)
        self.add_child()
        self.afresh.hide()

    def _add_fields(self, child: ChildFields, place: int) -> None:
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
        self._letters, self._has_letters = letters, True
        for child in self._children:
            self._offer_schemes(child)
        self._type_children_again()

    def _offer_schemes(self, child: ChildFields) -> None:
        child.scheme.clear()
        child.scheme.addItem(NO_SCHEME, "")
        for each in self._letters:
            child.scheme.addItem(each.letter, each.code)
        self._offer_evidence(child)

    def _offer_evidence(self, child: ChildFields) -> None:
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
        typed = FamilyLike(self.adult.text(), self.contact.text())
        self._runner.look(self, twins.twins, typed, self._show_twins)

    def _show_twins(self, found: tuple[Twin, ...]) -> None:
        empty(self._twins)
        self._known.setVisible(bool(found))
        for twin in found:
            self._twins.addWidget(TwinRow(twin, partial(self._use, twin.code)))

    def _use(self, card: str) -> None:
        self.close_panel()
        self.known.emit(card)

    # Saving.

    def _look_whether_saved(self) -> None:
        self._runner.look(
            self, half_typed_families.saved, self._id, self._save_unless, self._refused
        )

    def _save_unless(self, found: SavedAlready | None) -> None:
        """Save it under its own id, or another where that was saved and taken back."""
        if found is not None and found.is_undone:
            self._id = new_id()

        def refused(error: Exception) -> None:
            if not isinstance(error, SentTwiceError):
                self._refused(error)
            elif found is None:  # saved just now
                self._look_whether_saved()
            else:
                self._was_saved(found)

        self._runner.run(self, new_family.new_family, self.typed(), self._done, refused)

    def _was_saved(self, found: SavedAlready) -> None:
        """Keep what stands here as something of its own, and say what is in already."""
        self._id, self._saved, self._pending = new_id(), found, False
        self.save.setEnabled(True)
        self._tell_typed()
        self._tell_saved(found)

    def _tell_saved(self, found: SavedAlready) -> None:
        empty(self._twins)
        too = button("Save this one too", self.save_too, kind="link")
        told = SavedAlreadyRow(found, partial(self._use, found.code), too)
        self._twins.addWidget(told)
        self._known.show()
        told.take_focus()

    def _done(self, added: AddedFamily) -> None:
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


def _surname(name: str) -> str:
    found = name.strip().rpartition(" ")[2]
    return f" {found}" if found else ""
