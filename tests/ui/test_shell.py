"""The main window: places, records, scans, the band, keys, sizes."""

import subprocess
import sys

import pytest
import shiboken6
from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from loanmgr.domain import codes
from tests.ui.audit import audit
from tests.ui.scanner import burst
from ui import theme
from ui.commands import COMMANDS
from ui.place import Page, Place
from ui.scan import Kind, Scan
from ui.shell import MainWindow, Start
from ui.sounds import Cue, Sounds
from ui.tokens import DARK, LIGHT
from ui.widgets.band import Choice, Message
from ui.widgets.parts import button, column, name, words
from ui.widgets.suggestions import Suggestion

VIOLIN, CELLO = codes.make("M", 4217), codes.make("M", 1188)
QUESTION = Message(
    "stop",
    "This violin is on loan to Ben Carter.",
    choices=(Choice("return", "Just return it"),),
    must_answer=True,
)


class Desk(Page):
    """A page that notes everything it is told."""

    def __init__(self, title="Desk"):
        super().__init__(title)
        self.told, self.dones = [], []
        self.note = QLineEdit()
        name(self.note, "Note for the family")
        self.setLayout(column(words(title, "h1"), self.note, button("Finish", kind="primary"), 1))

    def next_scan(self):
        return "returns it, or asks who it is for"

    def handle_scan(self, scan, done):
        self.told.append(scan)
        self.dones.append(done)

    def chosen(self, key):
        self.told.append(key)

    def entered(self):
        self.told.append("finish")

    def shown(self):
        self.told.append("shown")

    def commands(self):
        return {"new_family": lambda: self.told.append("new family")}

    def open_waiting(self):
        self.told.append("open waiting")


class Instruments(Page):
    takes_scans = False

    def __init__(self):
        super().__init__("Instruments")
        self.told = []
        self.setLayout(column(words("Instruments", "h1"), 1))

    def commands(self):
        return {"print": lambda: self.told.append("print")}


class Record(Page):
    takes_scans = False


PLACES = (
    Place("Desk", "Desk", "desk", Desk),
    Place("Instruments", "Instruments", "instrument", Instruments),
    Place("Families and schools", "Families", "people", lambda: Desk("Families and schools")),
    Place("Labels", "Labels", "label", lambda: Desk("Labels")),
    Place("Settings", "Settings", "sliders", lambda: Desk("Settings"), at_foot=True),
)


@pytest.fixture
def played():
    return []


@pytest.fixture
def make(qtbot, played):
    def make(size=(1366, 768), **more):
        start = Start(
            "Ashby Music Centre",
            "J. Mills",
            sounds=Sounds(player=played.append),
            available=QSize(*size),
            **more,
        )
        window = MainWindow(PLACES, start)
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is window.windowHandle())
        return window

    return make


@pytest.fixture
def window(make):
    return make()


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.windowHandle(), key, modifier)


CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def nav(window, place):
    return window.navigation.findChild(QPushButton, place)


class TestPlaces:
    def test_it_opens_at_the_first_place_with_the_cursor_in_the_scan_box(self, window):
        assert window.place == "Desk"
        assert window.top.scan.hasFocus()
        assert nav(window, "Desk").isChecked()

    def test_a_page_is_made_when_it_is_first_gone_to(self, window):
        assert len(window.stack.findChildren(Page)) == 1
        window.go("Labels")
        window.go("Desk")
        window.go("Labels")
        assert len(window.stack.findChildren(Page)) == 2
        assert window.page.told == ["shown", "shown"]

    def test_a_click_in_the_navigation_goes_there_and_leaves_the_cursor_at_home(self, window):
        QTest.mouseClick(nav(window, "Instruments"), Qt.MouseButton.LeftButton)
        assert window.place == "Instruments"
        assert window.top.scan.hasFocus()

    @pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
    def test_ctrl_and_a_figure_go_to_a_place(self, window, number):
        window.go("Labels" if number == 1 else "Desk")
        press(window, Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert window.place == PLACES[number - 1].name

    def test_f2_goes_to_the_desk(self, window):
        window.go("Settings")
        press(window, Qt.Key.Key_F2)
        assert window.place == "Desk"

    def test_entries_keep_their_long_names_when_short_ones_are_drawn(self, make):
        window = make((1024, 700))
        entry = nav(window, "Families and schools")
        assert entry.text() == "Families"
        assert entry.accessibleName() == "Families and schools"
        window.resize(1366, 768)
        assert entry.text() == "Families and schools"

    def test_a_number_stands_where_somebody_must_act(self, window):
        window.show_badge("Labels", 30)
        assert (nav(window, "Labels").text(), nav(window, "Labels").number) == ("Labels", 30)
        assert nav(window, "Labels").accessibleName() == "Labels"
        assert nav(window, "Labels").accessibleDescription() == "30 waiting"
        window.show_badge("Labels", 0)
        assert nav(window, "Labels").number == 0
        assert nav(window, "Labels").accessibleDescription() == ""

    @pytest.mark.parametrize("size", [(1366, 768), (1024, 700)])
    def test_a_number_is_never_cut_wherever_we_are(self, make, size):
        window = make(size)
        for place in ("Families and schools", "Labels"):
            window.go(place)
            for number in (2, 16, 1234):
                window.show_badge(place, number)
                entry = nav(window, place)
                assert entry.minimumSizeHint().width() <= window.navigation.width()

    def test_the_page_does_not_move_when_something_begins_to_wait(self, window):
        width = window.navigation.width()
        window.show_badge("Families and schools", 16)
        assert window.navigation.width() == width


class TestRecords:
    def test_a_record_opens_in_place_and_alt_left_goes_back(self, window):
        desk, record = window.page, Record("Violin 3/4")
        desk.opens.emit(record)
        assert window.page is record
        assert nav(window, "Desk").isChecked()
        press(window, Qt.Key.Key_Left, ALT)
        assert window.page is desk
        press(window, Qt.Key.Key_Right, ALT)
        assert window.page is record

    def test_escape_leaves_a_record_and_at_a_place_goes_to_the_scan_box(self, window):
        desk = window.page
        window.open_page(Record("Violin 3/4"))
        window.setFocus()
        press(window, Qt.Key.Key_Escape)
        assert window.page is desk
        desk.note.setFocus()
        desk.note.setText("half a note")
        press(window, Qt.Key.Key_Escape)
        assert window.top.scan.hasFocus()
        assert desk.note.text() == "half a note"

    def test_records_that_cannot_be_gone_to_any_more_are_let_go(self, window, qtbot):
        first, second = Record("Violin"), Record("Cello")
        window.open_page(first)
        window.back()
        window.open_page(second)
        qtbot.waitUntil(lambda: not shiboken6.isValid(first))
        assert window.page is second


class TestScans:
    def test_a_scan_reaches_the_page_in_front_wherever_the_cursor_is(self, window):
        desk = window.page
        desk.note.setFocus()
        burst(VIOLIN)
        assert desk.told[-1] == Scan(VIOLIN)
        assert desk.note.text() == ""
        assert any(x.text().startswith("Last scan") for x in window.status.findChildren(QLabel))

    def test_the_next_scan_waits_for_the_one_before(self, window, qtbot):
        desk = window.page
        burst(VIOLIN)
        burst(CELLO)
        assert desk.told[-1] == Scan(VIOLIN)
        desk.dones[0]()
        qtbot.waitUntil(lambda: desk.told[-1] == Scan(CELLO))

    def test_while_a_question_is_open_a_scan_neither_answers_nor_is_lost(
        self, window, played, qtbot
    ):
        desk = window.page
        burst(VIOLIN)
        desk.say.emit(QUESTION)
        desk.dones[0]()
        assert window.focusWidget().objectName() == "Just return it"
        burst(CELLO)
        assert window.band.message is QUESTION
        assert desk.told[-1] == Scan(VIOLIN)
        assert played == [Cue.STOP, Cue.STOP]
        QTest.keyClick(window.windowHandle(), "1")
        qtbot.waitUntil(lambda: desk.told[-1] == "return")
        desk.say.emit(Message("ok", "Returned: Violin 3/4."))
        qtbot.waitUntil(lambda: desk.told[-1] == Scan(CELLO))
        assert window.top.scan.hasFocus()

    def test_a_place_without_a_use_for_scans_has_the_record_opened(self, window):
        opened = []
        window.opens_scanned = lambda scan, done: opened.append(scan) or done()
        window.go("Instruments")
        burst(VIOLIN)
        assert opened == [Scan(VIOLIN)]
        assert window.top.next_scan.text() == "Next scan: opens its record"

    def test_the_line_under_the_box_says_what_the_next_scan_does(self, window):
        assert window.top.next_scan.text() == "Next scan: returns it, or asks who it is for"

    @pytest.mark.parametrize(
        ("typed", "scan"),
        [
            ("m 0042 1721", Scan("M00421721")),
            ("M00421722", Scan("M00421722", Kind.UNREADABLE)),
        ],
    )
    def test_a_number_typed_from_a_label_is_a_scan(self, window, typed, scan):
        QTest.keyClicks(window.top.scan, typed)
        QTest.keyClick(window.top.scan, Qt.Key.Key_Return)
        assert window.page.told[-1] == scan
        assert window.top.scan.text() == ""


class TestTyping:
    def test_what_is_found_is_offered_and_enter_opens_it(self, window, qtbot):
        picked = []
        window.picked.connect(picked.append)
        with qtbot.waitSignal(window.searched) as asked:
            QTest.keyClicks(window.top.scan, "oka")
        assert asked.args == ["oka"]
        okafor = Suggestion("Okafor family", "B00002339", "2 out", "Families")
        window.offer_results("oka", [okafor])
        QTest.keyClick(window.top.scan, Qt.Key.Key_Return)
        assert picked == [okafor]
        assert window.top.scan.text() == ""

    def test_a_whole_label_is_offered_too_and_enter_is_still_its_scan(self, window, qtbot):
        with qtbot.waitSignal(window.searched):
            QTest.keyClicks(window.top.scan, VIOLIN)
        window.offer_results(VIOLIN, [Suggestion("Violin 3/4", VIOLIN, "Amira O., back 18 Dec")])
        assert window.top.scan.suggestions[0].detail == "Amira O., back 18 Dec"
        QTest.keyClick(window.top.scan, Qt.Key.Key_Return)
        assert (window.page.told[-1], window.top.scan.suggestions) == (Scan(VIOLIN), [])

    def test_enter_in_the_empty_box_finishes_what_is_in_hand(self, window):
        QTest.keyClick(window.top.scan, Qt.Key.Key_Return)
        assert window.page.told[-1] == "finish"

    def test_nothing_found_is_said_in_the_band(self, window):
        QTest.keyClicks(window.top.scan, "okafro")
        QTest.keyClick(window.top.scan, Qt.Key.Key_Return)
        window.offer_results("okafro", [])
        assert window.band.message.words == "Nothing here is called “okafro”."


class TestBandAndUndo:
    def test_a_choice_goes_to_the_page_that_spoke_even_from_elsewhere(self, window):
        desk = window.page
        desk.say.emit(Message("ok", "Returned: Violin 3/4.", choices=(Choice("undo", "Undo"),)))
        window.go("Labels")
        window.band.choose("undo")
        assert desk.told[-1] == "undo"

    @pytest.mark.parametrize(
        ("tone", "cue"), [("ok", [Cue.OK]), ("ask", [Cue.ASK]), ("stop", [Cue.STOP]), ("info", [])]
    )
    def test_each_result_has_its_sound(self, window, played, tone, cue):
        window.page.say.emit(Message(tone, "Violin 3/4."))
        assert played == cue

    def test_sound_can_be_switched_off_in_the_status_bar(self, window, played, qtbot):
        with qtbot.waitSignal(window.sound_switched):
            window.status.findChild(QPushButton, "Sound on").click()
        window.page.say.emit(Message("ok", "Violin 3/4."))
        assert played == []
        assert window.status.findChild(QPushButton, "Sound off") is not None

    def test_a_small_thing_is_said_in_the_status_bar(self, window, played):
        window.page.tick.emit("Already read")
        assert "Already read" in [x.text() for x in window.status.findChildren(QLabel)]
        assert played == [Cue.TICK]
        assert window.band.message is None

    def test_undo_names_its_target_in_the_bar_and_in_the_menu(self, window, qtbot):
        assert not window.top.undo.isEnabled()
        window.show_undo("return of Violin 3/4")
        assert window.top.undo.accessibleName() == "Undo return of Violin 3/4"
        assert window.top.undo.text().strip() == "Undo return of Violin 3/4"
        assert window.menu.actions["undo"].text() == "Undo return of Violin 3/4"
        with qtbot.waitSignal(window.undo_wanted):
            press(window, Qt.Key.Key_Z, CTRL)
        window.resize(1024, 700)
        assert window.top.undo.text().strip() == "Undo"
        assert window.top.undo.accessibleName() == "Undo return of Violin 3/4"

    def test_ctrl_z_in_a_text_field_is_for_the_text(self, window, qtbot):
        window.show_undo("return of Violin 3/4")
        desk = window.page
        desk.note.setFocus()
        QTest.keyClicks(desk.note, "half a note")
        with qtbot.assertNotEmitted(window.undo_wanted):
            press(window, Qt.Key.Key_Z, CTRL)
        assert desk.note.text() != "half a note"

    def test_who_waits_is_said_in_the_strip_and_opened_by_the_page(self, window):
        desk = window.page
        desk.waiting.emit("1 family waiting: Patel (2 items)", "info")
        assert window.strip.isVisible()
        window.strip.action.click()
        assert desk.told[-1] == "open waiting"


class TestCommands:
    def test_a_command_goes_to_the_page_in_front_and_else_to_the_desk(self, window):
        desk = window.page
        window.go("Instruments")
        instruments = window.page
        press(window, Qt.Key.Key_P, CTRL)
        press(window, Qt.Key.Key_F4)
        assert instruments.told == ["print"]
        assert desk.told[-1] == "new family"

    def test_what_nobody_offers_stands_grey(self, window):
        assert window.menu.actions["new_family"].isEnabled()
        assert not window.menu.actions["print"].isEnabled()

    def test_every_menu_shows_its_keys(self, window):
        titles = [a.text() for a in window.menuBar().actions()]
        assert titles == ["File", "Edit", "Go", "Instrument", "Print", "Help"]
        keys = {k: a.shortcut().toString() for k, a in window.menu.actions.items()}
        assert (keys["needs_repair"], keys["parts_missing"]) == ("F9", "Shift+F9")
        assert (keys["agreement"], keys["keep"], keys["renew"]) == ("F5", "F8", "F6")

    def test_no_key_is_a_single_letter_or_alt_with_a_figure(self):
        every = [keys for command in COMMANDS for keys in command.keys]
        assert len(every) == len(set(every))
        for keys in every:
            assert len(keys) > 1
            assert not (keys.startswith("Alt+") and keys[-1].isdigit())
            assert keys not in {"F10", "F11", "F12", "Return", "Enter"}

    @pytest.mark.parametrize("key", [Qt.Key.Key_F, Qt.Key.Key_F3])
    def test_the_scan_box_is_one_key_away(self, window, key):
        window.page.note.setFocus()
        press(window, key, CTRL if key is Qt.Key.Key_F else Qt.KeyboardModifier.NoModifier)
        assert window.top.scan.hasFocus()

    def test_f1_asks_for_help_about_the_place_in_front(self, window, qtbot):
        window.go("Labels")
        with qtbot.waitSignal(window.help_wanted) as asked:
            press(window, Qt.Key.Key_F1)
        assert asked.args == ["Labels"]

    def test_text_grows_and_shrinks_by_keys(self, window):
        press(window, Qt.Key.Key_Plus, CTRL)
        assert theme.scale() == 1.1
        press(window, Qt.Key.Key_Minus, CTRL)
        press(window, Qt.Key.Key_Minus, CTRL)
        assert theme.scale() == 0.9
        press(window, Qt.Key.Key_0, CTRL)
        assert theme.scale() == 1.0


class TestHiding:
    def test_ctrl_l_hides_all_but_the_scan_box(self, window):
        desk = window.page
        press(window, Qt.Key.Key_L, CTRL)
        assert window.curtain.isVisible()
        assert not window.top.undo.isVisible()
        assert not window.top.next_scan.isVisible()
        assert window.top.scan.isVisible()
        QApplication.processEvents()
        assert window.curtain.geometry().top() == window.top.geometry().bottom() + 1
        assert window.curtain.geometry().bottom() == window.centralWidget().rect().bottom()
        middle = window.grab().toImage().copy(0, window.curtain.y() + 30, window.width(), 150)
        assert {middle.pixelColor(x, 60).name().upper() for x in range(window.width())} == {
            LIGHT.bg
        }
        for _step in range(6):
            press(window, Qt.Key.Key_Tab)
            assert window.focusWidget() is window.top.scan or window.curtain.isAncestorOf(
                window.focusWidget()
            )
        assert not desk.note.isEnabled()
        press(window, Qt.Key.Key_L, CTRL)
        assert not window.curtain.isVisible()
        assert window.top.undo.isVisible()
        assert desk.note.isEnabled()
        assert window.top.scan.hasFocus()

    def test_scans_are_still_read_and_names_are_not_offered(self, window):
        press(window, Qt.Key.Key_L, CTRL)
        burst(VIOLIN)
        assert window.page.told[-1] == Scan(VIOLIN)
        QTest.keyClicks(window.top.scan, "oka")
        window.offer_results("oka", [Suggestion("Okafor family")])
        assert window.top.scan.suggestions == []

    def test_an_idle_window_hides_itself(self, window):
        window._idle.timeout.emit()
        assert window.curtain.isVisible()

    def test_typing_and_scanning_put_that_off(self, window, qtbot):
        assert window._idle.isActive()
        window._idle.stop()
        press(window, Qt.Key.Key_A)
        qtbot.waitUntil(window._idle.isActive)
        window._idle.stop()
        burst(VIOLIN)
        assert window._idle.isActive()


class TestWindow:
    @pytest.mark.parametrize(
        ("room", "smallest"),
        [((1920, 1080), (1024, 700)), ((1093, 580), (1024, 580)), ((800, 600), (800, 600))],
    )
    def test_it_is_never_smaller_than_it_can_be_used_nor_larger_than_the_screen(
        self, make, room, smallest
    ):
        assert make(room).minimumSize().toTuple() == smallest

    def test_it_comes_back_where_it_was_if_that_screen_is_still_there(self, make, tmp_path):
        memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        first = make((700, 600), memory=memory)
        first.setGeometry(20, 30, 740, 640)
        first.close()
        room = QSize(700, 600)
        again = MainWindow(PLACES, Start("Ashby", "J. Mills", memory=memory, available=room))
        assert again.geometry().getRect() == (20, 30, 740, 640)
        memory.setValue("window/geometry", b"not a geometry")
        assert make((700, 600), memory=memory).isVisible()

    def test_a_window_kept_on_a_screen_that_has_gone_comes_back_on_one_that_is_there(
        self, make, tmp_path
    ):
        memory = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        first = make((700, 600), memory=memory)
        first.setGeometry(5000, 5000, 700, 600)
        first.close()
        again = MainWindow(PLACES, Start("Ashby", "J. Mills", memory=memory))
        assert QGuiApplication.primaryScreen().geometry().contains(again.pos())

    def test_closing_asks_first(self, window):
        window.may_leave = lambda: False
        assert not window.close()
        assert window.isVisible()
        window.may_leave = lambda: True
        assert window.close()

    def test_the_status_bar_shows_a_job_until_it_ends(self, window, runner_on, qtbot):
        class NoDesk:
            def close(self):
                pass

        shown = []
        runner = runner_on(NoDesk())
        window.watch(runner)
        runner.started.connect(
            lambda _job: shown.extend(x.text() for x in window.status.findChildren(QLabel))
        )
        runner.job(window, "Making 30 labels", lambda _desk, _progress: None, lambda _r: None)
        assert "Making 30 labels" in shown
        qtbot.waitUntil(
            lambda: "Making 30 labels" not in [x.text() for x in window.status.findChildren(QLabel)]
        )


SIZES = [(1366, 768), (1024, 700), (1093, 580)]


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK], ids=lambda s: s.value)
def test_everything_can_be_read_reached_and_named(qapp, make, scheme, size, scale):
    theme.apply(qapp, scheme, scale)
    window = make(size)
    window.show_striped("Made-up data", "Start our own register", lambda: None)
    window.show_undo("return of Violin 3/4 from Amira Okafor")
    window.show_badge("Labels", 30)
    window.page.waiting.emit("1 family waiting: Patel (2 items, not finished, 4 min)", "info")
    for message in (
        QUESTION,
        Message("ok", "Returned: Violin 3/4.", "Was with Amira Okafor. Put it on shelf B2."),
    ):
        window.page.say.emit(message)
        QApplication.processEvents()
        assert window.grab().size() == QSize(*size)
        assert audit(window) == []
        scan_box = window.top.scan
        assert scan_box.visibleRegion().boundingRect().size() == scan_box.size()
        assert not window.band.visibleRegion().isEmpty()


class TestAudit:
    """The audit finds what it looks for."""

    @pytest.fixture
    def page(self, window):
        return window.page

    def rules(self, page, part, size=None):
        page.layout().insertWidget(1, part)
        part.show()
        QApplication.processEvents()
        if size:
            part.setFixedSize(*size)
            QApplication.processEvents()
        return {finding.rule for finding in audit(page.window())}

    def test_a_control_without_a_name(self, page):
        assert self.rules(page, QLineEdit()) == {"no accessible name", "no object name"}

    def test_a_target_that_is_too_small(self, page):
        assert "target under 24 px" in self.rules(page, button("Undo"), (60, 18))

    def test_text_that_is_cut_off(self, page):
        label = words("Families and schools")
        assert self.rules(page, label, (40, 24)) == {"text cut off"}

    def test_a_style_sheet_of_its_own(self, page):
        label = words("Violin 3/4")
        label.setStyleSheet("font-weight: 600")
        assert self.rules(page, label) == {"a style sheet of its own"}

    def test_too_little_contrast_as_painted(self, page):
        label = words("Violin 3/4")
        palette = label.palette()
        palette.setColor(label.foregroundRole(), theme.colour("border"))
        label.setPalette(palette)
        assert self.rules(page, label) == {"too little contrast"}

    def test_neighbours_that_lie_over_one_another(self, page):
        part = button("Undo")
        page.layout().addWidget(part)
        part.show()
        QApplication.processEvents()
        part.move(page.note.pos())
        assert "lies over its neighbour" in {f.rule for f in audit(page.window())}


def test_the_window_needs_neither_database_nor_documents_to_be_shown():
    code = (
        "import sys; from ui.shell import MainWindow;"
        "heavy = {'sqlalchemy', 'alembic', 'reportlab', 'msgspec', 'psycopg'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_both_themes_are_complete(qapp, make):
    theme.apply(qapp, theme.Scheme.DARK)
    window = make()
    image = window.grab().toImage()
    light = {LIGHT.bg, LIGHT.surface, LIGHT.surface2}
    seen = {
        image.pixelColor(x, y).name().upper()
        for x in range(0, image.width(), 7)
        for y in range(0, image.height(), 7)
    }
    assert not seen & light
    assert DARK.bg in seen


def test_a_window_that_is_closed_keeps_no_keys_from_another(window, qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    window.close()
    with qtbot.waitActive(field):
        field.show()
        field.setFocus()
    QTest.keyClick(field.windowHandle(), "7")
    assert field.text() == "7"
