"""One list of the policy to read: what holds, what is to come, and the ways to change it."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QStackedLayout, QWidget

from loanmgr.domain.policy import wording
from loanmgr.domain.policy.changing import Version
from loanmgr.domain.policy.keys import Shape
from ui import theme
from ui.list_view import ListView
from ui.settings import known
from ui.settings.known import Known, Row
from ui.settings.terms_strip import TermsStrip
from ui.table import Column, Mark, TableModel
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import EmptyState, button, column, name, words

VALUE_CHARS = {"terms": 32}
WHO_MAY = "Only the office and the service lead can change this. You can look, and try prices out."
COPIED = ("terms", "tariffs", "schemes")
"""Lists of which a school year is copied."""
TRIED = ("tariffs", "schemes")
HEADINGS = {
    "terms": ("Days", "Half term"),
    "tariffs": ("Price", "For"),
    "schemes": ("", "At most"),
    "systems": ("", "Its file"),
}
_MARKS: dict[str, Mark] = {
    known.NOW: ("tick", "ok"),
    known.TO_COME: ("clock", "info"),
    known.OVER: ("minus", "neutral"),
}


class EntriesPart(QWidget):
    """The entries of one list; Enter opens one."""

    opened = Signal(object)
    """A `Version` to look at or to change."""
    new_wanted = Signal()
    copy_wanted = Signal()
    history_wanted = Signal()
    try_wanted = Signal()

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        page = wording.page(shape.array)
        self.title, self.noun = page.title, page.noun
        self._known: Known | None = None
        self.model: TableModel[Row] = TableModel(
            _columns(shape), self, key=lambda row: row.key, spoken=_spoken
        )
        self.list = ListView(self.model, self.title)
        self.list.opened.connect(lambda row: self.opened.emit(row.version))
        self.over = QCheckBox("Show what is over")
        name(self.over, self.over.text())
        self.over.toggled.connect(lambda _on: self._show())
        self.new = button(f"New {self.noun}", self.new_wanted.emit, kind="primary", icon="plus")
        self.copy = button("Copy last year…", self.copy_wanted.emit)
        self.history = button("History", self.history_wanted.emit)
        self.try_it = button("Try it", self.try_wanted.emit)
        self.who_may = words(WHO_MAY, "soft", wrap=True)
        self.strip = TermsStrip() if shape.array == "terms" else None
        self.empty = EmptyState(f"There is no {self.noun} yet.")
        self._lay_out(page.about)

    def show_known(self, now: Known) -> None:
        """Show the policy as it is."""
        self._known = now
        self._show()

    def choose(self, version: Version) -> None:
        """Go to an entry of the list."""
        row = self.model.where(version)
        if row < 0 and not self.over.isChecked():
            self.over.setChecked(True)
            row = self.model.where(version)
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row, 0))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        if self._known is None:
            return
        now = self._known
        found = known.rows(self.shape, now)
        ended = sum(row.state == known.OVER for row in found)
        shown = found if self.over.isChecked() else [r for r in found if r.state != known.OVER]
        self.model.show_rows(shown)
        self.over.setVisible(bool(ended))
        self.over.setText(f"Show what is over ({ended})")
        self.new.setVisible(now.may_change)
        self.history.setVisible(now.may_change)
        if self.shape.array in COPIED:
            self.copy.setVisible(now.may_change)
        self.who_may.setVisible(not now.may_change)
        self.empty.sentence.setText(_nothing(self.noun, ended))
        self._stack.setCurrentWidget(self.list if shown else self.empty)
        if self.strip is not None:
            self.strip.show_terms(now.policy.terms, now.on)

    def _lay_out(self, about: str) -> None:
        acts = FlowLayout()
        theme.space(acts, 0, SPACE.s)
        offered = [self.new, self.history]
        if self.shape.array in TRIED:
            offered.insert(1, self.try_it)
        if self.shape.array in COPIED:
            offered.insert(1, self.copy)
        for part in offered:
            acts.addWidget(part)
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        top: list[Any] = [words(self.title, "h1"), words(about, "soft", wrap=True), self.who_may]
        if self.strip is not None:
            top.append(self.strip)
        layout = column(*top, acts, body, self.over, gap=SPACE.m)
        layout.setStretch(layout.indexOf(body), 1)
        self.setLayout(layout)


def _columns(shape: Shape) -> list[Column[Row]]:
    value, remark = HEADINGS.get(shape.array, ("What it says", ""))
    found: list[Column[Row]] = [
        Column("Name", lambda row: row.name),
        Column(
            value or "What it does", lambda row: row.value, chars=VALUE_CHARS.get(shape.array, 24)
        ),
    ]
    if remark:
        found.append(Column(remark, lambda row: row.remark, chars=18, drop=1))
    if shape.array != "types":
        holds = Column[Row](
            "Holds", lambda row: row.holds, mark=_mark, chars=10 if shape.array == "terms" else 18
        )
        found.append(holds)
    return found


def _mark(row: Row) -> Mark:
    return _MARKS[row.state]


def _spoken(row: Row) -> str:
    return ", ".join(each for each in (row.name, row.value, row.remark, row.holds) if each)


def _nothing(noun: str, ended: int) -> str:
    if ended:
        return f"No {noun} holds now or is to come. {ended} are over."
    return f"There is no {noun} yet."
