"""Lists: how they read, sort, grow and are worked by keyboard."""

from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.list_view import ListView
from ui.table import PAGE, SORT_ROLE, ActionColumn, Align, Column, PagedModel, TableModel
from ui.text import pounds, short_date
from ui.tokens import LIGHT

Role = Qt.ItemDataRole


def _at(x):
    return QPoint(x, 10)


@dataclass(frozen=True)
class OpenLoan:
    code: str
    name: str
    due_on: date | None
    due_pence: int
    overdue: bool = False
    can_undo: bool = True


LOANS = [
    OpenLoan("M00421721", "Violin 3/4", date(2026, 12, 18), 1200),
    OpenLoan("M00118871", "recorder", date(2026, 11, 11), 0, overdue=True),
    OpenLoan("M00500087", "Cello", None, 101250, can_undo=False),
]


def columns(undone):
    return (
        Column[OpenLoan]("Instrument", lambda r: r.name),
        Column[OpenLoan]("Label", lambda r: r.code, chars=10, drop=2),
        Column[OpenLoan](
            "Bring back by",
            lambda r: r.due_on,
            short_date,
            chars=14,
            drop=1,
            mark=lambda r: ("warning", "warn") if r.overdue else None,
        ),
        Column[OpenLoan]("Charge", lambda r: r.due_pence, pounds, align=Align.RIGHT, chars=10),
        ActionColumn[OpenLoan](
            "",
            lambda r: "Undo" if r.can_undo else None,
            chars=8,
            act=undone.append,
            about=lambda r: f"loan of {r.name}",
        ),
    )


@pytest.fixture
def undone():
    return []


@pytest.fixture
def model(qapp, undone):
    model = TableModel(columns(undone), key=lambda r: r.code)
    model.show_rows(LOANS)
    return model


@pytest.fixture
def view(model, qtbot):
    view = ListView(model, "Out now")
    qtbot.addWidget(view)
    view.resize(900, 300)
    with qtbot.waitExposed(view):
        view.show()
    return view


def cell(model, row, column, role=Role.DisplayRole):
    return model.index(row, column).data(role)


def names(model):
    return [row.name for row in model.rows]


def test_cells_show_words_and_leave_the_unknown_empty(model):
    assert [cell(model, 0, c) for c in range(5)] == [
        "Violin 3/4",
        "M00421721",
        "18 Dec 2026",
        "£12.00",
        "Undo",
    ]
    assert cell(model, 2, 2) == "" == cell(model, 2, 4)


def test_headings_stand_with_their_cells(model):
    across = Qt.Orientation.Horizontal
    for column in range(5):
        role = Role.TextAlignmentRole
        assert model.headerData(column, across, role) == cell(model, 0, column, role)
    assert cell(model, 0, 3, Role.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_a_status_has_a_shape_and_a_tone(model):
    assert not cell(model, 1, 2, Role.DecorationRole).isNull()
    assert cell(model, 1, 2, Role.ForegroundRole).name().upper() == LIGHT.warn
    assert cell(model, 0, 2, Role.DecorationRole) is None


def test_the_first_cell_reads_the_row_as_a_sentence(model, qapp):
    said = Role.AccessibleTextRole
    assert cell(model, 0, 0, said) == "Violin 3/4, M00421721, 18 Dec 2026, £12.00"
    assert cell(model, 0, 2, said) == "18 Dec 2026"
    assert cell(model, 0, 4, said) == "Undo loan of Violin 3/4"
    spoken = TableModel(model.columns, spoken=lambda r: f"{r.name}, on loan")
    spoken.show_rows(LOANS)
    assert cell(spoken, 0, 0, said) == "Violin 3/4, on loan"


@pytest.mark.parametrize(
    ("column", "upwards"),
    [
        (0, ["Cello", "recorder", "Violin 3/4"]),
        (2, ["recorder", "Violin 3/4", "Cello"]),
        (3, ["recorder", "Violin 3/4", "Cello"]),
    ],
)
def test_sorting_goes_by_the_value_and_not_by_its_words(model, column, upwards):
    model.sort(column)
    assert names(model) == upwards
    assert cell(model, 0, 3, SORT_ROLE) == model.rows[0].due_pence


def test_what_is_not_known_stays_last_whichever_way_a_list_is_sorted(model):
    model.sort(2, Qt.SortOrder.DescendingOrder)
    assert names(model) == ["Violin 3/4", "recorder", "Cello"]


def test_a_click_on_a_heading_sorts_and_says_so(view, model):
    header = view.horizontalHeader()
    place = header.sectionViewportPosition(3) + 10
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_at(place))
    said = model.headerData(3, Qt.Orientation.Horizontal, Role.AccessibleTextRole)
    first = names(model)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_at(place))
    again = model.headerData(3, Qt.Orientation.Horizontal, Role.AccessibleTextRole)
    assert {said, again} == {"Charge, sorted upwards", "Charge, sorted downwards"}
    assert first == names(model)[::-1]


def test_a_button_column_has_no_order(view, model):
    header = view.horizontalHeader()
    place = header.sectionViewportPosition(4) + 10
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_at(place))
    assert names(model) == [row.name for row in LOANS]
    assert header.sortIndicatorSection() == -1


def test_a_reload_keeps_the_chosen_row_and_the_chosen_order(view, model):
    model.sort(0)
    view.setCurrentIndex(model.index(1, 3))
    model.show_rows([*LOANS, OpenLoan("M00700012", "Flute", None, 0)])
    assert names(model) == ["Cello", "Flute", "recorder", "Violin 3/4"]
    assert view.current_row().name == "recorder"
    assert view.currentIndex().column() == 3


def test_sorting_keeps_the_selection_on_its_row(view, model):
    view.setCurrentIndex(model.index(0, 0))
    model.sort(0)
    assert view.current_row() == LOANS[0]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_button_in_a_row_is_pressed_by_keyboard(view, model, undone, key):
    view.setCurrentIndex(model.index(1, 4))
    QTest.keyClick(view, key)
    assert undone == [LOANS[1]]


def test_a_button_in_a_row_is_pressed_by_a_click(view, model, undone):
    where = view.visualRect(model.index(1, 4)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert undone == [LOANS[1]]


def test_an_empty_button_cell_cannot_be_pressed(view, model, undone):
    view.setCurrentIndex(model.index(2, 4))
    QTest.keyClick(view, Qt.Key.Key_Return)
    where = view.visualRect(model.index(2, 4)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert undone == []


def test_enter_and_a_double_click_open_a_row_and_a_click_only_chooses_it(view, model, qtbot):
    opened = []
    view.opened.connect(opened.append)
    where = view.visualRect(model.index(1, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened == []
    assert view.current_row() == LOANS[1]
    QTest.keyClick(view, Qt.Key.Key_Return)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened == [LOANS[1], LOANS[1]]


def test_tab_leaves_the_list(qtbot, model):
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    view, after = ListView(model, "Out now"), QLineEdit()
    layout.addWidget(view)
    layout.addWidget(after)
    with qtbot.waitActive(window):
        window.show()
    view.setFocus()
    view.show_first()
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_a_narrow_list_drops_columns_in_their_order_and_keeps_the_money(view, qtbot):
    def shown():
        return [c.title for i, c in enumerate(view.model().columns) if not view.isColumnHidden(i)]

    view.resize(400, 300)
    assert shown() == ["Instrument", "Bring back by", "Charge", ""]
    view.resize(200, 300)
    assert shown() == ["Instrument", "Charge", ""]
    view.resize(900, 300)
    assert len(shown()) == 5


def test_columns_shrink_to_their_words_before_any_is_dropped(view):
    def widths():
        return [view.columnWidth(number) for number in range(5)]

    view.resize(900, 300)
    wide = widths()
    view.resize(500, 300)
    narrow = widths()
    assert not any(view.isColumnHidden(number) for number in range(5))
    assert sum(narrow) <= view.viewport().width()
    assert all(less < more for less, more in zip(narrow[1:], wide[1:], strict=True))
    words = view.fontMetrics().horizontalAdvance("Violin 3/4")
    assert narrow[0] >= words  # the one that takes the rest is not cut beside empty room


def test_a_column_is_as_wide_as_its_words_when_they_come(view, model):
    view.resize(500, 300)
    before = view.columnWidth(3)
    model.show_rows([OpenLoan("M00421721", "Violin with a long name", None, 10_000_000)])
    assert view.columnWidth(3) > before
    assert view.columnWidth(0) > 100


def test_words_are_measured_when_they_come_and_not_for_each_size(qtbot):
    read = []

    def name(row):
        read.append(row)
        return row.name

    model = TableModel([Column[OpenLoan]("Instrument", name), Column("Label", lambda r: r.code)])
    view = ListView(model, "Loans")
    qtbot.addWidget(view)
    model.show_rows(LOANS)
    assert read
    read.clear()
    view.resizeEvent(QResizeEvent(QSize(400, 300), QSize(600, 300)))
    assert not read
    model.show_rows(LOANS[:1])
    assert read


def test_a_column_left_out_on_purpose_stays_away_whatever_the_width(view):
    view.leave_out(1, left_out=True)
    for width in (900, 500, 1200):
        view.resize(width, 300)
        assert view.isColumnHidden(1)
    view.leave_out(1, left_out=False)
    assert not view.isColumnHidden(1)


def test_what_a_person_drew_wider_stays_as_they_drew_it(view):
    view.resize(900, 300)
    view.horizontalHeader().resizeSection(1, 222)
    view.resize(910, 300)
    assert view.columnWidth(1) == 222


def test_rows_grow_with_the_text(view, qapp):
    height, width = view.rowHeight(0), view.columnWidth(3)
    theme.apply(qapp, theme.Scheme.LIGHT, 1.5)
    assert view.rowHeight(0) == height * 1.5
    assert view.columnWidth(3) > width * 1.3


class Register:
    """A million rows that are fetched by key, now or when told."""

    def __init__(self, size):
        self.size = size
        self.asked = []
        self.later = None

    def fetch(self, request, arrived):
        self.asked.append(request)
        start = 0 if request.after is None else request.after.due_pence + 1
        end = min(start + request.count, self.size)
        rows = [OpenLoan(f"M{n}", f"Violin {n}", None, n) for n in range(start, end)]
        if self.later is None:
            arrived(rows)
        else:
            self.later.append(lambda: arrived(rows))


def paged(register, **more):
    cols = (
        Column[OpenLoan]("Instrument", lambda r: r.name, key="name"),
        Column[OpenLoan]("Charge", lambda r: r.due_pence, pounds, chars=10),
    )
    return PagedModel(cols, register.fetch, **more)


def test_a_long_list_fetches_a_page_at_a_time_while_it_is_scrolled(qtbot):
    register = Register(1_000_000)
    model = paged(register)
    view = ListView(model, "All")
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    model.reload()
    for pages in range(2, 6):
        view.scrollToBottom()
        qtbot.waitUntil(lambda n=pages: len(register.asked) == n)
    assert model.rowCount() == 5 * PAGE
    assert [r.due_pence for r in model.rows] == list(range(5 * PAGE))
    assert register.asked[-1].after == model.rows[4 * PAGE - 1]


def test_a_short_page_is_the_last(qapp):
    register = Register(PAGE + 7)
    model = paged(register)
    model.reload()
    assert model.canFetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert not model.canFetchMore(QModelIndex())
    assert model.rowCount() == PAGE + 7


def test_a_long_list_asks_once_while_it_waits(qapp):
    register = Register(1000)
    register.later = []
    model = paged(register)
    model.reload()
    model.fetchMore(QModelIndex())
    assert len(register.asked) == 1
    model.stop()
    model.fetchMore(QModelIndex())
    assert len(register.asked) == 1, "nothing was shown, so there is no end to go on from"


def test_a_page_that_failed_is_asked_for_again_by_scrolling(qapp):
    register = Register(1000)
    model = paged(register)
    model.reload()
    register.later = []
    model.fetchMore(QModelIndex())
    assert not model.canFetchMore(QModelIndex())
    model.stop()
    assert model.canFetchMore(QModelIndex())


def test_an_answer_to_an_older_question_is_not_mixed_in(qapp):
    register = Register(1000)
    register.later = []
    model = paged(register)
    model.reload()
    model.reload()
    old, new = register.later
    new()
    old()
    assert model.rowCount() == PAGE


def test_a_long_list_is_sorted_by_the_register(qapp, qtbot):
    register = Register(1000)
    model = paged(register)
    view = ListView(model, "All")
    qtbot.addWidget(view)
    view.resize(600, 300)
    model.reload()
    header = view.horizontalHeader()
    view.show()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_at(10))
    last = register.asked[-1]
    assert (last.after, last.order) == (None, "name")
    asked = len(register.asked)
    place = header.sectionViewportPosition(1) + 10
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=_at(place))
    assert len(register.asked) == asked, "the register has no order by charge"
    assert header.sortIndicatorSection() == 0
