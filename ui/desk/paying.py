"""How they will pay: one choice, and under it only what that way needs."""

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QSizePolicy, QWidget

from loanmgr.services.baskets import BasketView
from ui.roles import set_role
from ui.text import pence_typed, pounds
from ui.tokens import SPACE
from ui.widgets.parts import Elided, button, column, empty, name, row, words

ACCOUNT, CASH, CARD, SCHOOL = "", "cash", "card", "school"
WAYS = (
    (ACCOUNT, "On the account"),
    (CASH, "Cash"),
    (CARD, "Card"),
    (SCHOOL, "School pays"),
)
"""How they will pay: what is kept, and its words."""
NOTES_PENCE = (500, 1000, 2000, 5000)
NOTES_OFFERED = 3
LEAVING = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""How somebody leaves a field on purpose; a question that takes the cursor away is no such way."""
Visit = tuple[UUID, str]
"""A basket, and how it is paid."""


def notes_for(due_pence: int) -> tuple[int, ...]:
    """Return the sums somebody is likely to hand over for what is due, besides the sum itself."""
    ups = {-(-due_pence // note) * note for note in NOTES_PENCE}
    return tuple(sorted(each for each in ups if each > due_pence))[:NOTES_OFFERED]


class PayingBox(QWidget):
    """Tells how they pay and how much of it now; what was handed over is kept nowhere."""

    way_chosen = Signal(str)
    """cash, card, or empty for on the account."""
    sum_chosen = Signal(object)
    """How much is paid now, in pence; None for all of it."""
    school_wanted = Signal()
    """Ask which school pays, and who there agreed."""
    done = Signal()
    """Nothing more is to be chosen here."""
    half_typed = Signal(object, str, object)
    """A basket, which of its fields, and what stands there and is not taken yet."""
    fits_differently = Signal()
    """More or less room is wanted than before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due = 0
        self._pays: int | None = None
        self._shown: tuple[UUID, int, str] | None = None
        self._visit: Visit | None = None
        self._half: dict[Visit, str] = {}
        """What was being typed for whom when somebody else came to the desk."""
        self.way = _Ways()
        self.given = _Sum()
        self.given_label = words("Given")
        self.notes: list[QPushButton] = []
        self._notes = row(gap=SPACE.xs)
        self.sums = QWidget()
        self.change = words("", "total")
        self.rest = words("", "soft", wrap=True)
        self.school, self.other_school = Elided("", "soft"), button("Change", kind="link")
        self.schools = QWidget()
        self._lay_out()
        self._connect()

    def show_basket(self, view: BasketView) -> None:
        """Show how this basket is paid; what was handed over for another sum is forgotten.

        What somebody is typing is left alone.
        """
        self._due, self._pays = view.to_pay_pence, view.pays_pence
        self.way.setCurrentIndex(max(self.way.findData(view.paying), 0))
        self.way.setEnabled(bool(view.card))
        self._offer_school(view)
        shown = (view.basket, self._due, view.paying)
        self._show_given(view, is_same=shown == self._shown)
        if shown != self._shown:
            self._shown = shown
            self._show_notes(view.paying)
        self.sums.setVisible(view.paying in (CASH, CARD) and self._due > 0)
        self.given_label.setText("Given" if view.paying == CASH else "Pays now")
        name(self.given, "Given" if view.paying == CASH else "Pays now")
        self.schools.setVisible(bool(view.charged_to))
        self.school.show_text(_school(view))
        self._show_change()

    @property
    def is_typing(self) -> bool:
        """Say whether somebody is in the middle of typing a sum."""
        return self.given.hasFocus() and self.given.isModified()

    def part_on_screen(self, view: BasketView) -> int | None:
        """Return the part payment that can be read on the screen; None for all that is due.

        Raises:
            ValueError: what is typed there is no sum.
        """
        if (view.basket, view.paying) != self._visit or not self.sums.isVisibleTo(self):
            return view.pays_pence
        return self._part(pence_typed(self.given.text()))

    def taken(self) -> None:
        """Take note that what is on the screen is kept."""
        if self.given.isModified():
            self._tell_typed("")
        self.given.setModified(False)

    def _edited(self, text: str) -> None:
        self._tell_typed(text)
        self._show_change()

    def _tell_typed(self, text: str) -> None:
        if self._visit is not None:
            basket, way = self._visit
            self.half_typed.emit(basket, _field(way), (text,) if text else ())

    def _show_given(self, view: BasketView, *, is_same: bool) -> None:
        """Show what was kept, unless it is shown or somebody is typing something else."""
        visit, half = (view.basket, view.paying), None
        if visit != self._visit:
            if self._visit is not None and self.given.isModified():
                self._half[self._visit] = self.given.text()
            kept_half = view.half_typed.get(_field(view.paying), (None,))[0]
            self._visit, half = visit, self._half.pop(visit, kept_half)
        elif self.given.isModified() or (is_same and self._is_shown(view.pays_pence)):
            return
        kept = "" if view.pays_pence is None else _plain(view.pays_pence)
        self.given.setText(kept if half is None else half)
        self.given.setModified(half is not None)

    def _is_shown(self, pays_pence: int | None) -> bool:
        return self._part(self._typed()[0]) == pays_pence

    def _part(self, pence: int | None) -> int | None:
        return pence if pence is not None and pence < self._due else None

    def _show_change(self) -> None:
        """Say what goes back over the counter, or what is left for the account."""
        pence, problem = self._typed()
        is_cash = self.way.currentData() == CASH
        over = (pence or 0) - self._due
        takes = self.sums.isVisibleTo(self) and pence is not None
        self.change.setVisible(takes and is_cash and over > 0)
        self.change.setText(f"Change {pounds(max(over, 0))}")
        set_role(self.rest, tone="stop" if problem else "")
        self.rest.setText(problem or (f"{pounds(-over)} goes on the account." if over < 0 else ""))
        self.rest.setVisible(bool(problem) or (takes and over < 0))
        self.fits_differently.emit()

    def _typed(self) -> tuple[int | None, str]:
        try:
            return pence_typed(self.given.text()), ""
        except ValueError as problem:
            return None, str(problem)

    def _take_sum(self) -> None:
        """Keep a part payment; the whole sum is kept as nothing said."""
        pence, problem = self._typed()
        if not problem:
            self.taken()
        pays = self._part(pence)
        if not problem and pays != self._pays:
            self._pays = pays
            self.sum_chosen.emit(pays)
        self._show_change()

    def _left(self) -> None:
        if self.given.isModified():
            self._take_sum()

    def _give(self, pence: int) -> None:
        self.given.setText(_plain(pence))
        self._take_sum()
        self.done.emit()

    def _entered(self) -> None:
        self._take_sum()
        if not self._typed()[1]:
            self.done.emit()

    def _choose(self, at: int) -> None:
        way = str(self.way.itemData(at))
        if way == SCHOOL:
            self.school_wanted.emit()
        else:
            self.way_chosen.emit(way)

    def _offer_school(self, view: BasketView) -> None:
        """Offer that a school pays only for what pupils take."""
        offered = view.kind in ("family", "pupil")
        at = self.way.findData(SCHOOL)
        if offered and at < 0:
            self.way.addItem(dict(WAYS)[SCHOOL], SCHOOL)
        elif not offered and at >= 0:
            self.way.removeItem(at)

    def _show_notes(self, paying: str) -> None:
        empty(self._notes)
        offered = notes_for(self._due) if paying == CASH and self._due else ()
        self.notes = [self._note(pence) for pence in offered]
        for each in self.notes:
            self._notes.addWidget(each)
        self._notes.addStretch(1)

    def _note(self, pence: int) -> QPushButton:
        result = button(_short(pence), lambda: self._give(pence), kind="choice")
        result.setAccessibleName(f"Given {_short(pence)}")
        return result

    def _lay_out(self) -> None:
        label = words("How they will pay")
        label.setBuddy(self.way)
        self.given_label.setBuddy(self.given)
        self.sums.setLayout(row(self.given_label, self.given, self._notes))
        self.schools.setLayout(row(self.school, self.other_school))
        self.way.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.change.setAlignment(Qt.AlignmentFlag.AlignRight)
        line = row(label, self.way)
        self.setLayout(column(line, self.sums, self.change, self.rest, self.schools, gap=SPACE.xs))

    def _connect(self) -> None:
        self.way.activated.connect(self._choose)
        self.way.entered.connect(self.done)
        self.given.textEdited.connect(self._edited)
        self.given.left.connect(self._left)
        self.given.entered.connect(self._entered)
        self.other_school.clicked.connect(lambda _checked: self.school_wanted.emit())


class _Ways(QComboBox):
    """The one choice; Enter on it goes on as everywhere at the desk."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        for kept, said in WAYS:
            self.addItem(said, kept)
        name(self, "How they will pay")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class _Sum(QLineEdit):
    """A sum in pounds; Enter takes it and presses nothing else."""

    entered = Signal()
    left = Signal()
    """Somebody went on from here; the cursor was not only taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setMaxLength(9)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("0000.00") + 2 * SPACE.m)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # What is hidden passes the cursor on as if by Tab.
        if event.reason() in LEAVING and self.isVisible():
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


def _field(way: str) -> str:
    """Return what a sum that is half typed is kept as."""
    return f"sum {way}".strip()


def _plain(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02}"


def _short(pence: int) -> str:
    return pounds(pence).removesuffix(".00")


def _school(view: BasketView) -> str:
    pays = view.school_pays
    order = f", order {pays.order_no}" if pays is not None and pays.order_no else ""
    return f"{view.charged_to} pays {pounds(view.school_pence)}{order}"
