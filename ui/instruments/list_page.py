"""The Instruments place: every instrument, where it is and who has it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QStackedLayout, QWidget

from loanmgr.services import lists
from loanmgr.services.lists import Choices, InstrumentRow, InstrumentsPage
from ui import status, theme
from ui.acting import ActingPage
from ui.instruments.new_instrument import NewInstrumentPanel
from ui.list_view import ListView
from ui.runner import Runner
from ui.status import State
from ui.table import Align, Column, Mark, PagedModel, PageRequest
from ui.text import pounds, short_date
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import EmptyState, button, column, name, row, words

PAUSE_MS = 150
STATUS_WORDS = (
    ("", "Any state"),
    ("available", "Available"),
    ("on_loan", "On loan"),
    ("overdue", "Overdue"),
    ("on_counter", "On the counter"),
    ("needs_repair", "Needs repair"),
    ("incomplete", "Incomplete"),
    ("unready", "Not ready"),
    ("kept", "Kept for somebody"),
    ("missing", "Missing"),
    ("retired", "Retired"),
)
TABLES = frozenset({"instrument", "loan_line", "basket_line", "part", "borrower", "reservation"})


class InstrumentsList(ActingPage):
    """Lists instruments, narrowed by words, state, type and place; Enter opens a record."""

    takes_scans = False
    tables = TABLES
    label_wanted = Signal(str)

    def __init__(
        self,
        runner: Runner,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        super().__init__("Instruments", runner, parent)
        self._today = today
        self.wanted, self.state = QLineEdit(), QComboBox()
        self.type, self.place = QComboBox(), QComboBox()
        self.new = button("New instrument", self.open_new, icon="plus")
        self.model: PagedModel[InstrumentRow] = PagedModel(
            self._columns(), self._fetch, self, key=lambda row: row.code
        )
        self.list = ListView(self.model, "Instruments")
        self.panel: NewInstrumentPanel | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._lay_out()
        self._connect()
        runner.look(self, lists.choices, None, self._offer, self.refused)

    def load(self) -> None:
        self.model.reload()

    def load_again(self) -> None:
        self.model.refresh()

    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {"new": self.open_new}

    def open_new(self, label: str = "") -> None:
        """Open the form for a new instrument, which may bear an old label already."""
        if self.panel is None:
            self.panel = NewInstrumentPanel(self, self.runner)
            self.panel.saved.connect(self._added)
            self.panel.closed.connect(self.finished)
        self.panel.begin(label)

    def show_only(self, state: str) -> None:
        """Show the instruments of one state."""
        self.state.setCurrentIndex(self.state.findData(state))

    def _columns(self) -> tuple[Column[InstrumentRow], ...]:
        return (
            Column("Label", lambda row: row.code, chars=11, key="code"),
            Column("Instrument", lambda row: row.name, key="type", chars=18),
            Column("Make", lambda row: row.make or None, drop=3, sortable=False, chars=20),
            Column("State", self._state_words, mark=self._mark, sortable=False, chars=19),
            Column("Where", _where, sortable=False),
            Column("Serial number", lambda row: row.serial or None, drop=4, chars=13),
            Column(
                "Bought", lambda row: row.bought_on, short_date, drop=6, chars=11, sortable=False
            ),
            Column(
                "Value",
                lambda row: row.value_pence,
                pounds,
                align=Align.RIGHT,
                drop=5,
                chars=10,
                sortable=False,
            ),
        )

    def _shown(self, row: InstrumentRow) -> status.Shown:
        since = row.missing_on or row.retired_on
        return status.shown(
            State(
                row.status,
                self._today(),
                row.holder,
                row.holder_kind,
                row.due_on,
                since,
                row.is_unready,
                row.kept_for,
                row.kept_kind,
            )
        )

    def _state_words(self, row: InstrumentRow) -> str:
        found = self._shown(row)
        return "On loan" if found.icon == "arrow-out" else found.words

    def _mark(self, row: InstrumentRow) -> Mark:
        found = self._shown(row)
        return found.icon, found.tone

    def _fetch(
        self,
        request: PageRequest[InstrumentRow],
        arrived: Callable[[Sequence[InstrumentRow]], None],
    ) -> None:
        asked = InstrumentsPage(
            text=self.wanted.text(),
            status=self.state.currentData() or "",
            type=self.type.currentData() or "",
            place=self.place.currentData() or "",
            by=request.order or "code",
            descending=request.descending,
            after=request.after.code if request.after else "",
            count=request.count,
        )

        def failed(error: Exception) -> None:
            self.model.stop()
            self.refused(error)

        def came(rows: Sequence[InstrumentRow]) -> None:
            arrived(rows)
            self._show_empty()

        self.runner.look(self, lists.instruments, asked, came, failed)

    def _lay_out(self) -> None:
        name(self.wanted, "Filter")
        self.wanted.setPlaceholderText("Type, make, label or serial number")
        theme.hold_width(self.wanted, 290)
        boxes = ((self.state, "State", 150), (self.type, "Type", 180), (self.place, "Place", 190))
        for box, label, width in boxes:
            name(box, label)
            theme.hold_width(box, width)
            box.view().setMinimumWidth(theme.px(280))
        for key, text in STATUS_WORDS:
            self.state.addItem(text, key)
        self.type.addItem("Every type", "")
        self.place.addItem("Every place", "")
        filters = FlowLayout()
        theme.space(filters, 0, SPACE.s)
        for part in (self.wanted, self.state, self.type, self.place):
            filters.addWidget(part)
        self.empty = EmptyState("No instrument is like that.", "Show every instrument", self._clear)
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        head = row(words("Instruments", "h1"), 1, self.new)
        layout = column(head, filters, body, gap=SPACE.m)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.list.opened.connect(lambda row: self.opens_record.emit(row.code))
        self.wanted.textChanged.connect(lambda _text: self._pause.start())
        self._pause.timeout.connect(self.load)
        for box in (self.state, self.type, self.place):
            box.currentIndexChanged.connect(lambda _at: self.load())

    def _offer(self, found: Choices) -> None:
        for kind in found.types:
            self.type.addItem(kind.name, kind.code)
        for place in found.places:
            indent = "" if place.kind == "centre" else "    "
            self.place.addItem(f"{indent}{place.name}", place.code)

    def _show_empty(self) -> None:
        self._stack.setCurrentWidget(self.list if self.model.rows else self.empty)

    def _clear(self) -> None:
        self.wanted.clear()
        for box in (self.state, self.type, self.place):
            box.setCurrentIndex(0)
        self.load()

    def _added(self, code: str, words_said: str) -> None:
        self.tell(words_said, f"Its label is {code}.")
        self.opens_record.emit(code)


def _where(row: InstrumentRow) -> str:
    return status.who(row.holder, row.holder_kind) if row.holder else row.place
