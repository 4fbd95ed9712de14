"""The picture of a label sheet: what is used, what comes where, and where the next one goes."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from loanmgr.documents.stocks import stock
from loanmgr.domain.codes import make
from loanmgr.services.labels import LabelRow
from ui import theme
from ui.labels.order import sheet_words
from ui.labels.sheet_picture import SheetPicture

LARGE, SMALL = stock("L7160"), stock("L7651")
ROWS = tuple(LabelRow(make("M", number), "Violin 3/4", "", "") for number in range(1, 31))


@pytest.fixture
def sheet(qtbot):
    made = SheetPicture(LARGE)
    qtbot.addWidget(made)
    made.resize(420, 600)
    made.first_chosen.connect(lambda first: made.show_sheet(made.stock, first, ROWS))
    made.show()
    return made


def click(sheet, number):
    QTest.mouseClick(
        sheet, Qt.MouseButton.LeftButton, pos=sheet.place_of(number).center().toPoint()
    )


def colour_at(sheet, number):
    """Return the colour inside the corner of a label, beside whatever is written on it."""
    place = sheet.place_of(number)
    at = place.topLeft().toPoint() + QPoint(5, 5)
    return sheet.grab().toImage().pixelColor(at).name().upper()


def test_a_click_on_a_label_makes_it_the_first_free_one(sheet):
    click(sheet, 8)
    assert sheet.first == 8
    assert sheet.codes() == {8 + place: ROWS[place].code for place in range(14)}


def test_a_click_beside_the_labels_changes_nothing(sheet):
    click(sheet, 8)
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert sheet.first == 8


def test_arrow_keys_go_from_label_to_label_and_stop_at_the_edges(sheet):
    keys = (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End)
    firsts = []
    for key in (*keys, Qt.Key.Key_Right, Qt.Key.Key_Home):
        QTest.keyClick(sheet, key)
        firsts.append(sheet.first)
    assert firsts == [1, 1, 2, 5, 21, 21, 1]


def test_the_picture_says_itself_in_words(sheet):
    sheet.show_sheet(LARGE, 8, ROWS[:3])
    assert sheet.accessibleName() == "Sheet of labels"
    assert sheet.accessibleDescription() == (
        "Label 8 of 21 is the first free one. This time labels 8 to 10 will be printed."
        " The arrow keys choose another."
    )


@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK], ids=lambda s: s.value)
@pytest.mark.parametrize("on", [LARGE, SMALL], ids=lambda s: s.code)
def test_used_printed_and_free_labels_look_different(qapp, sheet, scheme, on):
    theme.apply(qapp, scheme)
    sheet.show_sheet(on, 3, ROWS[:2])
    shown = theme.tokens()
    assert [colour_at(sheet, number) for number in (1, 2, 3, 4, 5)] == [
        *[shown.surface2.upper()] * 2,
        *[shown.selection.upper()] * 2,
        shown.surface.upper(),
    ]


def test_labels_lie_on_the_picture_as_on_the_paper(sheet):
    first, below = sheet.place_of(1), sheet.place_of(4)
    to_mm = first.width() / LARGE.label_width_mm
    assert first.height() == pytest.approx(LARGE.label_height_mm * to_mm)
    assert below.top() - first.top() == pytest.approx(LARGE.label_height_mm * to_mm)
    assert sheet.place_of(2).left() - first.left() == pytest.approx(66.0 * to_mm)


@pytest.mark.parametrize(
    ("labels", "first", "words"),
    [
        (0, 8, "14 free on this sheet"),
        (1, 8, "14 free on this sheet; 13 left after this one"),
        (14, 8, "14 free on this sheet; none left after these 14"),
        (15, 8, "14 free on this sheet; these 15 take 2 sheets, 20 left on the last"),
        (1_000, 1, "21 free on this sheet; these 1,000 take 48 sheets, 8 left on the last"),
    ],
)
def test_what_is_left_is_counted(labels, first, words):
    assert sheet_words(labels, LARGE, first) == words
