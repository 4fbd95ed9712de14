"""How schools are listed: what narrows the list, and its columns."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from loanmgr.services.schools import listing
from loanmgr.services.schools.listing import SchoolRow, SchoolsPage
from ui import theme
from ui.runner import Runner
from ui.table import Align, Column, Mark, PageRequest
from ui.text import count, pounds, short_date
from ui.tokens import SIZE, SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import button, name, row

STATES = (
    ("Every state", ""),
    ("Open", "open"),
    ("Proposed to close", "closing"),
    ("Closed", "closed"),
)


class SchoolsFilter(QWidget):
    """Phase, state, and whether they have anything of ours; and the way to load them."""

    changed = Signal()

    def __init__(self, runner: Runner, load_schools: Callable[[], object]) -> None:
        super().__init__()
        self._runner = runner
        self.phase, self.state = QComboBox(), QComboBox()
        self.holds = QCheckBox("Has something of ours")
        name(self.holds, "Has something of ours")
        for box, label, width in ((self.phase, "Phase", 170), (self.state, "State", 170)):
            name(box, label)
            theme.hold_width(box, width)
        for label, code in STATES:
            self.state.addItem(label, code)
        self.phase.addItem("Every phase", "")
        flow = FlowLayout()
        theme.space(flow, 0, SPACE.s)
        load = button("Load schools…", load_schools, icon="import")
        beside = QWidget()
        beside.setLayout(row(self.holds))
        beside.setMinimumHeight(theme.px(SIZE.control))  # level with what stands beside it
        for part in (self.phase, self.state, beside, load):
            flow.addWidget(part)
        self.setLayout(flow)
        self.phase.activated.connect(lambda _at: self.changed.emit())
        self.state.activated.connect(lambda _at: self.changed.emit())
        self.holds.toggled.connect(lambda _on: self.changed.emit())

    def load(self) -> None:
        """Ask which phases there are."""
        self._runner.look(self, listing.phases, None, self._offer)

    def asked(self, text: str, request: PageRequest[SchoolRow]) -> SchoolsPage:
        """Return which page of schools is wanted."""
        return SchoolsPage(
            text,
            self.phase.currentData() or "",
            self.state.currentData() or "",
            self.holds.isChecked(),
            request.descending,
            request.after.code if request.after else "",
            request.count,
        )

    @property
    def narrows(self) -> bool:
        """Say whether the list is narrowed by anything but its words."""
        return bool(self.phase.currentData() or self.state.currentData() or self.holds.isChecked())

    def _offer(self, phases: tuple[str, ...]) -> None:
        chosen = self.phase.currentData()
        self.phase.clear()
        for label, code in (("Every phase", ""), *((phase, phase) for phase in phases)):
            self.phase.addItem(label, code)
        self.phase.setCurrentIndex(max(0, self.phase.findData(chosen)))


def _state(row_: SchoolRow) -> str | None:
    if row_.state == "Closed":
        return f"Closed {short_date(row_.closed_on)}" if row_.closed_on else "Closed"
    return row_.state or None


def _mark(row_: SchoolRow) -> Mark | None:
    return ("box", "warn") if row_.state == "Closed" else None


def _out(row_: SchoolRow) -> str:
    held = row_.out + row_.with_pupils
    return count(held, "instrument") if held else "–"


def _owed(pence: int) -> str:
    return pounds(pence) if pence else "–"


COLUMNS: tuple[Column[SchoolRow], ...] = (
    Column("Name", lambda row_: row_.name, key="name"),
    Column("Phase", lambda row_: row_.phase or None, chars=15, drop=2, sortable=False),
    Column("State", _state, mark=_mark, chars=22, drop=3, sortable=False),
    Column("Out now", _out, chars=14, align=Align.RIGHT, sortable=False),
    Column(
        "Owed now",
        lambda row_: row_.owed_pence,
        _owed,
        chars=11,
        align=Align.RIGHT,
        sortable=False,
        drop=1,
    ),
    Column("Card", lambda row_: row_.code, chars=11, drop=4, sortable=False),
)
