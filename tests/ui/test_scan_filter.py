"""A scan works whatever has the cursor, and typing is left alone. Real keys to real windows."""

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from loanmgr.domain import codes
from tests.ui.scanner import ENTER, burst, keys_at
from ui.scan import ACCEPTS_SCAN, Kind, ScanFilter

VIOLIN = "M00421721"
LONG = codes.make("M", 1_234_567)
DAMAGED = "M00421722"
EAN = "5012345678900"


class Heard:
    """What a filter said, by kind."""

    def __init__(self, filter_):
        self.filter = filter_
        self.scanned, self.unreadable, self.foreign, self.bursts = [], [], [], []
        filter_.scanned.connect(self.scanned.append)
        filter_.unreadable.connect(self.unreadable.append)
        filter_.foreign.connect(self.foreign.append)
        filter_.burst.connect(self.bursts.append)

    @property
    def anything(self):
        return self.scanned + self.unreadable + self.foreign


class Noting(QLineEdit):
    """A text field that notes every key that goes down or up in it."""

    def __init__(self):
        super().__init__()
        self.keys = []

    def event(self, event):
        ways = {QEvent.Type.KeyPress: "down", QEvent.Type.KeyRelease: "up"}
        if event.type() in ways:
            self.keys.append((ways[event.type()], event.key()))
        return super().event(event)


class Bench(QMainWindow):
    """A window with one of everything that could be hit by a scanner's keys."""

    def __init__(self):
        super().__init__()
        centre = QWidget()
        self.setCentralWidget(centre)
        self.field = Noting()
        self.button = QPushButton("Take payment", autoDefault=True)
        self.table = QTableWidget(5, 2)
        self.number = QSpinBox()
        layout = QVBoxLayout(centre)
        for widget in (self.field, self.button, self.table, self.number):
            layout.addWidget(widget)
        self.clicks = []
        self.button.clicked.connect(lambda: self.clicks.append(1))
        self.entered = []
        self.field.returnPressed.connect(lambda: self.entered.append(self.field.text()))


class Form(QDialog):
    """A dialog whose Save is pressed by Enter."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.serial, self.name = QLineEdit(), QLineEdit()
        self.serial.setProperty(ACCEPTS_SCAN, True)
        save = QPushButton("Save")
        self.saves = []
        save.clicked.connect(lambda: self.saves.append(1))
        layout = QVBoxLayout(self)
        for widget in (self.serial, self.name, save):
            layout.addWidget(widget)


@pytest.fixture
def heard(qapp):
    scans = ScanFilter()
    yield Heard(scans)
    scans.deleteLater()


@pytest.fixture
def bench(qtbot, heard):
    bench = Bench()
    qtbot.addWidget(bench)
    with qtbot.waitActive(bench):
        bench.show()
    bench.field.setFocus()
    return bench


@pytest.fixture
def form(qtbot, heard):
    form = Form()
    qtbot.addWidget(form)
    with qtbot.waitActive(form):
        form.show()
    return form


@pytest.fixture
def quiet(heard, qtbot):
    """Wait until the filter holds nothing back."""

    def wait():
        qtbot.waitUntil(lambda: not heard.filter._held and not heard.filter._timer.isActive())

    return wait


def test_1_slow_typing_is_untouched(bench, heard, quiet):
    for character in "hello there":
        QTest.keyClick(bench.windowHandle(), character)
        quiet()
    assert bench.field.text() == "hello there"
    assert heard.anything == []


def test_2_a_scan_leaves_the_text_field_that_has_the_cursor_alone(bench, heard, quiet):
    burst(VIOLIN)
    quiet()
    assert heard.scanned == [VIOLIN]
    assert bench.field.text() == ""
    assert bench.entered == []


def test_3_a_scan_does_not_press_the_button_that_has_the_focus(bench, heard, quiet):
    bench.button.setFocus()
    burst(VIOLIN)
    quiet()
    assert heard.scanned == [VIOLIN]
    assert bench.clicks == []


def test_4_enter_from_the_keyboard_presses_the_button(bench, heard):
    bench.button.setFocus()
    QTest.keyClick(bench.windowHandle(), ENTER)
    assert bench.clicks == [1]


def test_5_a_scan_neither_moves_in_a_table_nor_edits_it(bench, heard, quiet):
    bench.table.setFocus()
    bench.table.setCurrentCell(0, 0)
    burst(VIOLIN)
    quiet()
    assert heard.scanned == [VIOLIN]
    assert bench.table.currentRow() == 0
    assert bench.table.state() is not QAbstractItemView.State.EditingState


def test_6_a_scan_does_not_change_a_number(bench, heard, quiet):
    bench.number.setFocus()
    burst(VIOLIN)
    quiet()
    assert heard.scanned == [VIOLIN]
    assert bench.number.value() == 0


def test_7_caps_lock_does_not_matter(bench, heard, quiet):
    burst(VIOLIN.lower())
    quiet()
    assert heard.scanned == [VIOLIN]
    assert heard.bursts[0].lower_case
    assert bench.field.text() == ""


def test_8_a_foreign_bar_code_is_told_apart_and_goes_nowhere_else(bench, heard, quiet):
    burst(EAN)
    quiet()
    assert heard.foreign == [EAN]
    assert heard.scanned == heard.unreadable == []
    assert bench.field.text() == ""


def test_9_a_scan_over_a_dialog_neither_fills_it_in_nor_saves_it(bench, heard, quiet, qtbot):
    form = Form(bench)
    form.setModal(True)
    form.show()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is form.windowHandle())
    form.name.setFocus()
    burst(VIOLIN)
    quiet()
    assert heard.scanned == [VIOLIN]
    assert form.name.text() == ""
    assert form.saves == []


def test_10_very_fast_fingers_are_not_a_scanner(bench, heard, quiet):
    keys_at("violin", 25)
    quiet()
    assert bench.field.text() == "violin"
    assert heard.anything == []


def test_11_a_short_word_and_enter_at_once_is_typing(bench, heard, quiet):
    burst("smith")
    quiet()
    assert bench.field.text() == "smith"
    assert bench.entered == ["smith"]
    assert heard.anything == []


def test_12_of_200_scans_none_is_lost_and_nothing_leaks(bench, heard, quiet):
    sent = [codes.make("M", number) for number in range(200)]
    for code in sent:
        burst(code)
    quiet()
    assert heard.scanned == sent
    assert bench.field.text() == ""


def test_13_a_scanner_that_sends_no_enter_is_understood(bench, heard, qtbot):
    with qtbot.waitSignal(heard.filter.scanned) as told:
        burst(VIOLIN, end=None)
    assert told.args == [VIOLIN]
    assert bench.field.text() == ""


def test_14_a_name_written_at_the_speed_of_a_paste_is_not_a_scan(bench, heard, quiet):
    keys_at("Mary-Jane O'Neil", 8)
    quiet()
    assert bench.field.text() == "Mary-Jane O'Neil"
    assert heard.anything == []


def test_15_a_letter_then_tab_keep_their_order(bench, heard, quiet):
    QTest.keyClick(bench.windowHandle(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    burst("a", end=Qt.Key.Key_Tab)
    quiet()
    assert bench.field.text() == "a"
    assert bench.button.hasFocus()


def test_16_function_keys_and_shortcuts_still_work(bench, heard):
    hits = []
    for keys in ("F9", "Ctrl+Shift+L"):
        QShortcut(QKeySequence(keys), bench, activated=lambda k=keys: hits.append(k))
    QTest.keyClick(bench.windowHandle(), Qt.Key.Key_F9)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(bench.windowHandle(), Qt.Key.Key_L, both)
    assert hits == ["F9", "Ctrl+Shift+L"]


def test_17_a_serial_number_field_takes_the_makers_bar_code_without_saving(form, heard, quiet):
    form.serial.setFocus()
    burst("4901234567894")
    quiet()
    assert form.serial.text() == "4901234567894"
    assert form.saves == []
    assert heard.anything == []


def test_18_any_other_field_does_not(form, heard, quiet):
    form.name.setFocus()
    burst("4901234567894")
    quiet()
    assert form.name.text() == ""
    assert form.saves == []
    assert heard.foreign == ["4901234567894"]


def test_19_our_own_label_scanned_into_a_serial_number_field_is_still_a_scan(form, heard, quiet):
    form.serial.setFocus()
    burst(VIOLIN)
    quiet()
    assert heard.scanned == [VIOLIN]
    assert form.serial.text() == ""


def test_a_label_with_wrong_check_digits_is_told_as_unreadable(bench, heard, quiet):
    burst(DAMAGED)
    quiet()
    assert heard.unreadable == [DAMAGED]
    assert heard.scanned == heard.foreign == []


def test_labels_of_eleven_characters_are_ours_too(bench, heard, quiet):
    assert len(LONG) == 11
    burst(LONG)
    quiet()
    assert heard.scanned == [LONG]


def test_a_long_label_is_not_cut_at_nine_characters_where_no_enter_comes(bench, heard, qtbot):
    with qtbot.waitSignal(heard.filter.scanned):
        burst(LONG, end=None)
    assert heard.scanned == [LONG]


def test_a_scanner_may_end_with_tab(bench, heard, quiet):
    burst(VIOLIN, end=Qt.Key.Key_Tab)
    quiet()
    assert heard.scanned == [VIOLIN]
    assert bench.field.hasFocus()
    assert heard.bursts[0].suffix == "Tab"


def test_a_scan_after_typed_text_leaves_the_text(bench, heard, quiet):
    QTest.keyClick(bench.windowHandle(), "o")
    quiet()
    burst(VIOLIN)
    quiet()
    assert bench.field.text() == "o"
    assert heard.scanned == [VIOLIN]


def test_an_old_tag_of_letters_alone_presses_no_button(bench, heard, quiet):
    bench.button.setFocus()
    burst("OLDTAG")
    quiet()
    assert heard.foreign == ["OLDTAG"]
    assert bench.clicks == []


def test_a_word_and_enter_from_a_program_that_types_for_somebody_is_typing(bench, heard, quiet):
    burst("violin")
    quiet()
    assert bench.entered == ["violin"]
    assert heard.anything == []


def test_keys_that_waited_while_the_program_was_busy_are_judged_by_their_own_times(
    bench, heard, quiet
):
    keys_at(VIOLIN, 120, end=ENTER)
    quiet()
    assert heard.anything == []
    assert bench.entered == [VIOLIN]


def test_a_slow_scanner_needs_a_longer_gap(bench, heard, quiet):
    keys_at(VIOLIN, 50, end=ENTER)
    quiet()
    assert heard.scanned == []
    heard.filter.gap_ms = 80
    keys_at(VIOLIN, 50, end=ENTER)
    quiet()
    assert heard.scanned == [VIOLIN]
    assert heard.bursts[0].slowest_gap_ms == 50


@pytest.mark.parametrize(("asked", "given"), [(5, 20), (35, 35), (500, 80)])
def test_the_gap_stays_between_20_and_80(heard, asked, given):
    heard.filter.gap_ms = asked
    assert heard.filter.gap_ms == given


def test_a_key_held_down_repeats_as_ever(bench, heard, quiet):
    window = bench.windowHandle()
    QTest.keyPress(window, "a")
    quiet()
    bench.field.selectAll()
    QTest.keyRelease(window, "a")
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert bench.field.text() == ""


def test_no_key_of_a_scan_goes_down_or_up_in_any_widget(bench, heard, quiet):
    burst(VIOLIN)
    burst(VIOLIN, end=Qt.Key.Key_Tab)
    quiet()
    assert heard.scanned == [VIOLIN, VIOLIN]
    assert bench.field.keys == []


def test_typed_keys_go_down_and_up_in_their_order(bench, quiet):
    burst("ab", end=None)
    quiet()
    assert [way for way, _key in bench.field.keys] == ["down", "up", "down", "up"]
    assert [key for _way, key in bench.field.keys] == [Qt.Key.Key_A] * 2 + [Qt.Key.Key_B] * 2


def test_a_scan_is_delivered_once_however_deep_its_widget_lies(bench, heard, quiet):
    bench.number.lineEdit().setFocus()
    burst(VIOLIN)
    quiet()
    assert heard.scanned == [VIOLIN]


def test_what_a_scanner_typed_can_be_looked_at(bench, heard, quiet):
    keys_at(VIOLIN, 12, end=ENTER)
    [seen] = heard.bursts
    assert (seen.scan.text, seen.scan.kind) == (VIOLIN, Kind.OURS)
    assert (seen.slowest_gap_ms, seen.suffix, seen.lower_case) == (12, "Enter", False)


def test_characters_held_for_a_window_that_closes_are_dropped(qtbot, heard, quiet):
    window = QLineEdit()
    with qtbot.waitActive(window):
        window.show()
    QTest.keyClick(window.windowHandle(), "a")
    window.close()
    window.deleteLater()
    quiet()
    assert heard.anything == []


def test_a_typed_key_survives_the_end_of_pythons_view_of_its_window(bench, heard, quiet):
    window = bench.windowHandle()
    QTest.keyClick(window, "a")
    shiboken6.invalidate(window)
    quiet()
    assert bench.field.text() == "a"


def test_a_scan_survives_it_too(bench, heard, quiet):
    burst(VIOLIN[:4], end=None, window=bench.windowHandle())
    shiboken6.invalidate(bench.windowHandle())
    burst(VIOLIN[4:], window=bench.windowHandle())
    quiet()
    assert heard.scanned == [VIOLIN]
    assert bench.field.text() == ""
