"""Help: a page for each place, its search and links, and a keyboard map that is true."""

import re

import pytest
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QKeySequence, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from loanmgr.settings import Settings
from tests import ashby
from tests.ui.audit import audit
from tests.ui.inline import inline_lanes
from ui import theme
from ui.app import Program, Surroundings
from ui.help.page import HelpPage
from ui.help.topics import FOLDER, TOPICS, topic_of
from ui.place import Page, Place
from ui.settings.kept import Kept
from ui.shell import MainWindow, Start
from ui.sounds import Sounds
from ui.tokens import TYPE

PLACES = ("Desk", "Instruments", "Families and schools", "Labels", "Settings")
WORKED_BY_HAND = {"Enter", "Esc"}
"""Keys of the scan box and of the window, which stand in no menu."""


class Quiet(Page):
    takes_scans = False


@pytest.fixture
def page(qtbot):
    page = HelpPage("Desk")
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    return page


@pytest.fixture
def window(qtbot):
    places = [Place(each, each, "desk", lambda: Quiet("Place")) for each in PLACES]
    start = Start(
        "Ashby", "J. Mills", sounds=Sounds(player=lambda _cue: None), available=QSize(1366, 768)
    )
    window = MainWindow(places, start)
    qtbot.addWidget(window)
    return window


def listed(page):
    return [page.index.item(at).text() for at in range(page.index.count())]


def read(page):
    return page.sheet.toPlainText()


def sizes(page):
    """Return the sizes of the headings, by level."""
    found, block = {}, page.sheet.document().begin()
    while block.isValid():
        if level := block.blockFormat().headingLevel():
            found[level] = block.begin().fragment().charFormat().font().pointSizeF()
        block = block.next()
    return found


class TestThePage:
    @pytest.mark.parametrize("width", [820, 1100, 640, 1600])
    def test_a_picture_is_no_wider_than_the_page(self, qapp, page, width):
        page.resize(width, 600)
        qapp.processEvents()
        assert not page.sheet.horizontalScrollBar().isVisible()
        kind = QTextDocument.ResourceType.ImageResource.value
        picture = page.sheet.loadResource(kind, QUrl("pictures/desk.png"))
        assert 0 < picture.width() <= page.sheet.viewport().width()

    def test_a_resize_keeps_the_place_where_one_reads(self, qapp, page):
        bar = page.sheet.verticalScrollBar()
        bar.setValue(bar.maximum() // 2)
        page.resize(820, 600)
        qapp.processEvents()
        assert abs(bar.value() / bar.maximum() - 0.5) < 0.1

    def test_no_heading_is_larger_than_the_title_of_the_page(self, page):
        found = sizes(page)
        assert found[1] <= theme.font(TYPE.page).pointSizeF()
        assert sorted(found.values(), reverse=True) == [found[each] for each in sorted(found)]


class TestTheIndex:
    def test_it_opens_at_the_page_of_the_place(self, page):
        assert "Scan the card, scan the instrument, press Enter." in read(page)
        assert page.index.currentItem().text() == "Desk"

    def test_every_place_has_a_page_of_its_own(self):
        assert {topic_of(place).title for place in PLACES} == set(PLACES)

    def test_a_place_without_a_page_gets_the_desks(self):
        assert topic_of("Workshop").title == "Desk"

    def test_another_page_is_chosen_from_the_list(self, page):
        page.index.setCurrentRow(listed(page).index("Labels"))
        assert "What still needs a label?" in read(page)

    def test_searching_leaves_the_pages_that_have_all_the_words(self, page):
        page.search.setText("first free LABEL")
        assert listed(page) == ["Labels"]
        assert "What still needs a label?" in read(page)
        page.search.clear()
        assert len(listed(page)) == len(TOPICS)

    def test_a_word_nobody_wrote_is_answered(self, page):
        page.search.setText("xylophonist")
        assert listed(page) == []
        assert page.none.isVisible()

    def test_a_link_leads_to_its_page(self, page):
        page.sheet.anchorClicked.emit(QUrl("keyboard.md"))
        assert page.topic.title == "Keyboard map"

    def test_every_link_leads_somewhere(self):
        files = {topic.file for topic in TOPICS}
        links = [link for topic in TOPICS for link in re.findall(r"\]\((\S+\.md)\)", topic.text)]
        assert links
        assert set(links) <= files

    def test_f1_again_and_back_lead_back(self, page, qtbot):
        with qtbot.waitSignal(page.leaves):
            page.commands()["help"]()
        with qtbot.waitSignal(page.leaves):
            page.findChild(QPushButton, "Back").click()


class TestThePictures:
    @pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
    def test_every_picture_is_there_in_both_themes(self, qapp, page, scheme):
        theme.apply(qapp, scheme)
        kind = QTextDocument.ResourceType.ImageResource.value
        files = [file for topic in TOPICS for file in re.findall(r"!\[.*\]\((\S+)\)", topic.text)]
        assert len(files) >= 5
        for file in files:
            picture = page.sheet.loadResource(kind, QUrl(file))
            assert not picture.isNull(), file
            ground = picture.pixelColor(2, picture.height() - 3).lightness()
            assert (ground < 128) is (scheme is theme.Scheme.DARK), file

    def test_they_are_small(self):
        sizes = [file.stat().st_size for file in (FOLDER / "pictures").iterdir()]
        assert max(sizes) < 30_000
        assert sum(sizes) < 25_000 * len(sizes)


def in_the_map():
    """Return the keys of the keyboard map as Qt writes them."""
    rows = [row for row in topic_of("Keyboard map").text.splitlines() if row.startswith("| `")]
    keys = []
    for row in rows:
        found = re.findall(r"`([^`]+)`", row.split("|")[1])
        if " to " in row.split("|")[1]:
            found = [f"Ctrl+{number}" for number in range(1, 10)]
        keys += found
    return keys


class TestTheKeyboardMap:
    def test_every_key_of_it_does_something(self, window):
        menu = {key.toString() for action in actions(window) for key in action.shortcuts()}
        named = {QKeySequence(key).toString() for key in in_the_map() if key not in WORKED_BY_HAND}
        places = {f"Ctrl+{number}" for number in range(1, 10)}
        assert named - places <= menu
        assert {f"Ctrl+{number}" for number in range(1, len(PLACES) + 1)} <= menu

    def test_every_key_of_the_menus_is_in_it(self, window):
        named = {QKeySequence(key).toString() for key in in_the_map()}
        menu = {key.toString() for action in actions(window) for key in action.shortcuts()}
        assert menu <= named

    def test_every_function_key_that_the_pages_name_is_in_it(self):
        named = set(in_the_map())
        told = {
            key
            for topic in TOPICS
            for key in re.findall(r"\*\*((?:Shift\+|Ctrl\+)?F\d)", topic.text)
        }
        assert told
        assert told <= named


def actions(window):
    return [action for menu in window.menuBar().actions() for action in menu.menu().actions()]


def test_the_help_menu_opens_the_map_and_the_word_about_it(window):
    wanted = []
    window.help_wanted.connect(wanted.append)
    for key in ("help", "keyboard", "about"):
        window.menu.actions[key].trigger()
    assert [topic_of(each).title for each in wanted] == [
        "Desk",
        "Keyboard map",
        "About this program",
    ]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.file)
def test_no_page_uses_the_words_of_programmers(topic):
    said = topic.text.casefold()
    for word in ("please", "successfully", "invalid", "error", "asset", "patron", "!)", "click ok"):
        assert word not in said


@pytest.mark.parametrize("width", [1134, 852])
@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
def test_everything_can_be_read_reached_and_named(qapp, page, width, scheme):
    theme.apply(qapp, scheme)
    page.resize(width, 540)
    qapp.processEvents()
    assert audit(page) == []


class TestInTheProgram:
    @pytest.fixture
    def viewed(self):
        return []

    @pytest.fixture
    def program(self, qtbot, sqlite_url, tmp_path, viewed):
        ashby.start(sqlite_url)
        around = Surroundings(
            open_file=lambda path: not viewed.append(path),
            lanes=inline_lanes(),
            sounds=Sounds(player=lambda _cue: None),
            available=QSize(1366, 768),
        )
        kept = Kept(Settings(tmp_path))
        program = Program(lambda: ashby.open_desk(sqlite_url), kept, around)
        qtbot.addWidget(program.window)
        program.window.show()
        program.open()
        yield program
        program.close()

    def press_f1(self, program):
        QTest.keyClick(program.window.windowHandle(), Qt.Key.Key_F1)

    def test_f1_opens_the_page_of_the_place_and_f1_again_leads_back(self, program):
        program.window.go("Labels")
        place = program.window.page
        self.press_f1(program)
        assert program.window.page.topic.title == "Labels"
        self.press_f1(program)
        assert program.window.page is place

    def test_a_scan_while_help_is_open_goes_where_it_would_from_a_record(self, program):
        self.press_f1(program)
        assert program.window.page.next_scan() == "opens its record"

    def test_the_card_for_volunteers_is_printed_from_it(self, program, viewed):
        self.press_f1(program)
        program.window.page.findChild(QPushButton, "Print the card for volunteers").click()
        [card] = viewed
        assert card.read_bytes().startswith(b"%PDF")
        assert "Card for volunteers is open" in program.window.band.message.words

    def test_f1_on_the_lists_for_the_lead_tells_of_them(self, program):
        program.open_to_look_at()
        self.press_f1(program)
        assert program.window.page.topic.title == "To look at"
