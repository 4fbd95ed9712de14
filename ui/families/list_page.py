"""The Families and schools place: who borrows, what they have, what they owe."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPushButton, QStackedLayout, QWidget

from loanmgr.services import lists
from loanmgr.services.lists import PeoplePage, PersonRow
from loanmgr.services.schools.listing import schools_page
from ui import theme
from ui.acting import ActingPage
from ui.families import schools_list
from ui.families.new_others import NewOther, NewSchool
from ui.families.schools_list import SchoolsFilter
from ui.list_view import ListView
from ui.runner import Runner
from ui.table import Align, Column, PagedModel, PageRequest
from ui.text import count, listed, pounds
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout, flowing
from ui.widgets.parts import EmptyState, button, column, name, words

PAUSE_MS = 150
KINDS = (
    ("family", "Families"),
    ("pupil", "Pupils"),
    ("school", "Schools"),
    ("other", "Teachers and others"),
)
EMPTY = {
    "family": ("No family is called that.", "New family"),
    "pupil": ("No pupil is called that.", "New family"),
    "school": ("No school is like that.", "New school"),
    "other": ("Nobody here is called that.", "New adult, teacher or partner"),
}
KIND_WORDS = {"teacher": "Teacher", "adult": "Adult learner", "partner": "Partner"}


class FamiliesList(ActingPage):
    """Lists families, pupils, schools or others by name; Enter opens a record."""

    takes_scans = False
    tables = frozenset(
        {"family", "borrower", "loan_line", "ledger", "adult", "school", "payment", "charge"}
    )
    new_family_wanted = Signal()
    """Open the desk's own panel for a new family."""
    evidence_wanted = Signal()
    """Open the list of whose evidence is awaited."""
    load_schools_wanted = Signal()
    """Open the page that brings schools in."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__("Families and schools", runner, parent)
        self.kind = "family"
        self.wanted = QLineEdit()
        self.kinds: dict[str, QPushButton] = {}
        self.evidence = button("Evidence to check", self.evidence_wanted.emit, kind="quiet")
        self.evidence.hide()
        self.schools = SchoolsFilter(runner, self.load_schools_wanted.emit)
        self.schools.hide()
        self.models: dict[str, PagedModel[Any]] = {
            kind: self._model(columns) for kind, columns in _COLUMNS.items()
        }
        self.lists = {
            kind: ListView(model, KIND_NAMES[kind]) for kind, model in self.models.items()
        }
        self.school: NewSchool | None = None
        self.other: NewOther | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._lay_out()
        self.schools.changed.connect(self.load)
        self.wanted.textChanged.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self.load)
        for each in self.lists.values():
            each.opened.connect(lambda row_: self.opens_record.emit(row_.code))

    def load(self) -> None:
        self.models[self.kind].reload()

    def load_again(self) -> None:
        self.models[self.kind].refresh()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {"new": self.add, "new_family": self.new_family_wanted.emit}

    def show_kind(self, kind: str) -> None:
        """List another kind of borrower."""
        self.kind = kind
        self.kinds[kind].setChecked(True)
        self.schools.setVisible(kind == "school")
        if kind == "school":
            self.schools.load()
        words_, action = EMPTY[kind]
        self.empty.sentence.setText(words_)
        if self.empty.action is not None:
            self.empty.action.setText(action)
            name(self.empty.action, action)
        self._stack.setCurrentWidget(self.lists[kind])
        self.load()

    def show_evidence(self, number: int) -> None:
        """Offer the list of whose evidence is awaited, with how many there are on it."""
        self.evidence.setText(f"Evidence to check  {number:,}")
        self.evidence.setVisible(number > 0)

    def add(self) -> None:
        """Add one of the kind that is listed."""
        if self.kind == "school":
            self.add_school()
        elif self.kind == "other":
            self.add_other()
        else:
            self.new_family_wanted.emit()

    def add_school(self) -> None:
        """Open the form for a school."""
        if self.school is None:
            self.school = NewSchool(self, self.runner)
            self.school.saved.connect(self._added)
            self.school.known.connect(self.opens_record)
            self.school.closed.connect(self.finished)
        self.school.begin()

    def add_other(self) -> None:
        """Open the form for a teacher, an adult learner or a partner."""
        if self.other is None:
            self.other = NewOther(self, self.runner)
            self.other.saved.connect(self._added)
            self.other.known.connect(self.opens_record)
            self.other.closed.connect(self.finished)
        self.other.begin()

    def _added(self, code: str, said: str) -> None:
        self.tell(said, f"Card {code}.")
        self.opens_record.emit(code)

    def _model(self, columns: Sequence[Column[Any]]) -> PagedModel[Any]:
        return PagedModel(columns, self._fetch, self, key=lambda row_: row_.code)

    def _fetch(self, request: PageRequest[Any], arrived: Callable[[Sequence[Any]], None]) -> None:
        kind = self.kind
        asked: Any = PeoplePage(
            kind,
            self.wanted.text(),
            request.descending,
            request.after.code if request.after else "",
            request.count,
        )
        question: Callable[[Any, Any], Sequence[Any]] = lists.people
        if kind == "school":
            question, asked = schools_page, self.schools.asked(self.wanted.text(), request)

        def failed(error: Exception) -> None:
            self.models[kind].stop()
            self.refused(error)

        def came(rows: Sequence[Any]) -> None:
            arrived(rows)
            if kind == self.kind:
                found = bool(self.models[kind].rows)
                self._stack.setCurrentWidget(self.lists[kind] if found else self.empty)

        self.runner.look(self, question, asked, came, failed)

    def _lay_out(self) -> None:
        name(self.wanted, "Filter")
        self.wanted.setPlaceholderText("Name, child or card number")
        theme.hold_width(self.wanted, 280)
        group = QButtonGroup(self)
        choices = FlowLayout()
        theme.space(choices, 0, SPACE.s)
        choices.addWidget(self.wanted)
        for kind, label in KINDS:
            self.kinds[kind] = button(label, partial(self.show_kind, kind), kind="quiet")
            self.kinds[kind].setCheckable(True)
            group.addButton(self.kinds[kind])
            choices.addWidget(self.kinds[kind])
        choices.addWidget(self.evidence)
        self.empty = EmptyState(EMPTY["family"][0], EMPTY["family"][1], self.add)
        body = QWidget()
        self._stack = QStackedLayout(body)
        for each in (*self.lists.values(), self.empty):
            self._stack.addWidget(each)
        self.kinds["family"].setChecked(True)
        new = (
            button("New school", self.add_school),
            button("New adult, teacher or partner", self.add_other),
            button("New family", self.new_family_wanted.emit, icon="plus", keys="F4"),
        )
        head = flowing(words("Families and schools", "h1"), right=new)
        layout = column(head, choices, self.schools, body, gap=SPACE.m)
        layout.setStretch(3, 1)
        self.setLayout(layout)


KIND_NAMES = dict(KINDS)


def _children(row_: PersonRow) -> str:
    names = [child.split(maxsplit=1)[0] for child in row_.children]
    if row_.more_children:
        names.append(f"{row_.more_children} more")
    return listed(names) if names else "No children yet"


def _owed(pence: int) -> str:
    return pounds(pence) if pence else "–"


def _out(number: int) -> str:
    return count(number, "instrument") if number else "–"


def _year(year: str) -> str:
    return {"N": "Nursery", "R": "Reception", "": ""}.get(year, f"Year {year}")


_NAME: Column[PersonRow] = Column("Name", lambda row_: row_.name, key="name")
_CARD: Column[PersonRow] = Column("Card", lambda row_: row_.code, chars=11, drop=4, sortable=False)
_OUT: Column[PersonRow] = Column(
    "Out now", lambda row_: row_.out, _out, chars=14, align=Align.RIGHT, sortable=False
)
_OWED: Column[PersonRow] = Column(
    "Owed now", lambda row_: row_.owed_pence, _owed, chars=11, align=Align.RIGHT, sortable=False
)
_SCHOOL: Column[PersonRow] = Column(
    "School", lambda row_: row_.school or None, chars=24, drop=2, sortable=False
)
_COLUMNS: dict[str, tuple[Column[Any], ...]] = {
    "family": (
        _NAME,
        Column("Children", _children, chars=26, drop=3, sortable=False),
        _OUT,
        _OWED,
        _CARD,
    ),
    "pupil": (
        _NAME,
        Column("Year", lambda row_: _year(row_.year) or None, chars=10, drop=3, sortable=False),
        _SCHOOL,
        Column("Family", lambda row_: row_.family or None, chars=20, drop=1, sortable=False),
        _OUT,
        _CARD,
    ),
    "school": schools_list.COLUMNS,
    "other": (
        _NAME,
        Column("Is", lambda row_: KIND_WORDS[row_.kind], chars=14, sortable=False),
        _SCHOOL,
        _OUT,
        _OWED,
        _CARD,
    ),
}
