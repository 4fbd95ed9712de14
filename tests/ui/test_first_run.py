"""The first run: made-up data, a register of our own, one there is; and leaving made-up data."""

import shutil
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from loanmgr import settings as settings_file
from loanmgr.domain.errors import RuleError
from loanmgr.services import register
from loanmgr.services.demo import DemoSize
from loanmgr.settings import Settings
from tests import ashby
from tests.ui.audit import audit
from tests.ui.inline import inline_lanes
from ui import theme
from ui.first_run import making
from ui.first_run.window import FirstRunWindow
from ui.settings.address import address_of, file_of
from ui.settings.kept import Kept

SMALL = DemoSize(instruments=60, families=40, loans=90)


@pytest.fixture
def kept(tmp_path):
    return Kept(Settings(tmp_path / "data"))


@pytest.fixture
def open_window(qtbot, kept):
    def make(current=None, **more):
        options = {"lanes": inline_lanes(), "today": lambda: ashby.TODAY, "size": SMALL}
        window = FirstRunWindow(kept, current, **(options | more))
        qtbot.addWidget(window)
        window.went = []
        window.opened.connect(window.went.append)
        window.show()
        return window

    return make


def press(window, words):
    found = [b for b in window.findChildren(QPushButton, words) if b.isVisible()]
    assert len(found) == 1, words
    found[0].click()
    QApplication.processEvents()


def texts(window):
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def ways(window):
    return [button.objectName() for button in window.choices.buttons]


def about(url):
    desk = ashby.open_desk(url)
    try:
        return desk.look(register.about, None)
    finally:
        desk.close()


def fill_in(window, service="Ashbyshire Music", centre="Ashby", person="Sam Mills"):
    window.start.service.setText(service)
    window.start.centre.setText(centre)
    window.start.person.setText(person)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """A small made-up register, to be copied."""
    file = tmp_path_factory.mktemp("made-up") / "register.sqlite"
    making.make_up(making.Target(address_of(file)), SMALL, ashby.TODAY, lambda *_told: True)
    return file


@pytest.fixture
def make_up(kept, made_up):
    """Have made-up data open on this computer; return what it says about itself."""
    kept.settings.folder.mkdir()
    shutil.copy(made_up, file_of(kept.settings.url))
    return about(kept.settings.url)


class TestTheChoices:
    def test_the_first_run_asks_what_to_do(self, open_window):
        window = open_window()
        assert "Welcome. What would you like to do?" in texts(window)
        assert ways(window) == [
            "Look around with made-up data",
            "Start our register",
            "Join a register we already have",
        ]

    def test_with_a_register_of_our_own_open_none_is_made_over_it(self, open_window, kept):
        kept.settings.folder.mkdir()
        ashby.start(kept.settings.url)
        window = open_window(about(kept.settings.url))
        assert ways(window) == ["Join a register we already have", "Go on as before"]
        press(window, "Go on as before")
        assert window.went == [kept.settings.url]

    def test_from_a_shared_register_there_is_a_way_to_the_one_here(self, open_window, kept):
        kept.settings.folder.mkdir()
        own = kept.settings.url
        ashby.start(own)
        here = about(own)
        kept.change(database="postgresql://server/loans")
        window = open_window(here)
        assert "Use the register on this computer" in ways(window)
        press(window, "Use the register on this computer")
        assert window.went == [own]
        assert settings_file.load(kept.settings.folder).database == ""


class TestMadeUpData:
    def test_it_is_made_and_opened(self, open_window, kept):
        window = open_window()
        press(window, "Look around with made-up data")
        assert window.went == [kept.settings.url]
        assert about(kept.settings.url).made_up

    def test_the_work_shows_a_count_and_can_be_stopped(self, open_window, kept, qtbot):
        window = open_window(lanes=None, size=DemoSize(3000, 2000, 9000))
        with qtbot.waitSignal(window._telling.told):
            press(window, "Look around with made-up data")
        assert " of " in window.making.doing.text()
        press(window, "Stop")
        qtbot.waitUntil(window.choices.isVisible)
        assert "Stopped. No register was made." in texts(window)
        assert not file_of(kept.settings.url).exists()
        assert window.went == []

    def test_after_stop_it_can_be_made_all_the_same(self, open_window, kept):
        window = open_window()
        window._not_made_up(RuleError("Stopped. No register was made.", "stopped"))
        press(window, "Look around with made-up data")
        assert window.went == [kept.settings.url]


class TestStarting:
    def test_four_answers_make_a_register(self, open_window, kept):
        window = open_window()
        press(window, "Start our register")
        fill_in(window)
        press(window, "Start the register")
        assert window.went == [kept.settings.url]
        found = about(kept.settings.url)
        assert (found.service, found.centre, found.made_up) == ("Ashbyshire Music", "Ashby", False)

    def test_the_academic_year_is_filled_in(self, open_window):
        window = open_window()
        press(window, "Start our register")
        assert "Autumn term 2026: 2 Sep 2026 to 18 Dec 2026" in texts(window)
        assert "Summer term 2027: 12 Apr 2027 to 21 Jul 2027" in texts(window)

    def test_in_a_year_nobody_has_planned_the_last_known_one_is_shown(self, open_window):
        window = open_window(today=lambda: date(2031, 1, 1))
        press(window, "Start our register")
        assert "Autumn term 2026: 2 Sep 2026 to 18 Dec 2026" in texts(window)

    def test_what_is_left_empty_is_asked_for_and_what_is_typed_stays(self, open_window):
        window = open_window()
        press(window, "Start our register")
        fill_in(window, centre=" ", person="")
        press(window, "Start the register")
        assert "Say what your first centre is called." in texts(window)
        assert "Say who you are." in texts(window)
        assert window.start.service.text() == "Ashbyshire Music"
        assert window.went == []

    def test_a_folder_that_cannot_be_made_is_told_and_the_answers_stay(self, open_window, kept):
        kept.settings.folder.write_text("a file where the folder should be")
        window = open_window()
        press(window, "Start our register")
        fill_in(window)
        press(window, "Start the register")
        assert any("can't be made" in text for text in texts(window))
        assert window.start.person.text() == "Sam Mills"
        assert window.start.go_on.isEnabled()

    def test_back_leads_to_the_choices(self, open_window):
        window = open_window()
        press(window, "Start our register")
        press(window, "Back")
        assert window.choices.isVisible()


class TestJoining:
    def join(self, window, address):
        press(window, "Join a register we already have")
        window.join.address.setText(address)
        press(window, "Join the register")

    @pytest.fixture
    def shared(self, database_url):
        ashby.start(database_url)
        return database_url

    def test_a_register_there_is_becomes_this_computers(self, open_window, kept, shared):
        window = open_window()
        self.join(window, f"  {shared} ")
        assert window.went == [shared]
        assert settings_file.load(kept.settings.folder).database == shared

    @pytest.mark.parametrize(
        ("address", "told"),
        [
            ("", "That is not the address of a register."),
            ("our register", "That is not the address of a register."),
            ("https://server/loans", "That is not the address of a register."),
            ("sqlite:////nowhere/loans.sqlite", "There is no file /nowhere/loans.sqlite."),
            ("postgresql://server:port/loans", "That address can't be opened."),
            (
                "postgresql://sam@127.0.0.1:1/loans",
                "The register's database can't be reached.",
            ),
        ],
    )
    def test_a_wrong_address_is_refused_in_words_and_stays(self, open_window, kept, address, told):
        window = open_window()
        self.join(window, address)
        assert any(text.startswith(told) for text in texts(window))
        assert window.join.address.text() == address
        assert window.went == []
        assert settings_file.load(kept.settings.folder).database == ""

    def test_in_an_empty_database_a_register_can_be_started(
        self, open_window, kept, empty_database_url
    ):
        if (file := file_of(empty_database_url)) is not None:
            file.touch()
        window = open_window()
        self.join(window, empty_database_url)
        assert "There is no register here yet." in texts(window)
        press(window, "Start our register there")
        fill_in(window)
        press(window, "Start the register")
        assert window.went == [empty_database_url]
        assert about(empty_database_url).service == "Ashbyshire Music"
        assert settings_file.load(kept.settings.folder).database == empty_database_url


class TestLeavingMadeUpData:
    def test_a_register_of_our_own_takes_its_place_and_it_is_kept(self, open_window, kept, make_up):
        window = open_window(make_up)
        press(window, "Start our register")
        assert any("kept under another name" in text for text in texts(window))
        fill_in(window)
        press(window, "Start the register")
        assert not about(kept.settings.url).made_up
        aside = kept.settings.folder / "register made up 2026-11-21.sqlite"
        assert about(address_of(aside)).made_up

    def test_made_up_data_set_aside_before_is_not_written_over(self, tmp_path):
        file = tmp_path / "register.sqlite"
        names = []
        for _each in range(2):
            file.write_bytes(b"made up")
            names.append(making.set_aside(file, ashby.TODAY).name)
        assert names == [
            "register made up 2026-11-21.sqlite",
            "register made up 2026-11-21 2.sqlite",
        ]

    def test_when_the_new_one_cannot_be_made_the_made_up_one_comes_back(
        self, open_window, kept, make_up, monkeypatch
    ):
        window = open_window(make_up)
        monkeypatch.setattr(making, "STARTING", kept.settings.folder / "broken.toml")
        making.STARTING.write_text('[[terms]]\ncode = "x"\n')
        press(window, "Start our register")
        fill_in(window)
        press(window, "Start the register")
        assert window.went == []
        assert about(kept.settings.url).made_up

    def test_on_a_server_the_new_one_is_started_on_this_computer(self, open_window, kept, make_up):
        file_of(kept.settings.url).unlink()
        own = kept.settings.url
        kept.change(database="postgresql://server/loans")
        window = open_window(make_up)
        press(window, "Start our register")
        fill_in(window)
        press(window, "Start the register")
        assert window.went == [own]
        assert settings_file.load(kept.settings.folder).database == ""


@pytest.mark.parametrize("size", [(1366, 768), (1024, 700), (1093, 580)])
@pytest.mark.parametrize("scheme", [theme.Scheme.LIGHT, theme.Scheme.DARK])
def test_everything_can_be_read_reached_and_named(qapp, open_window, size, scheme):
    theme.apply(qapp, scheme)
    window = open_window()
    window.setMinimumSize(1, 1)
    window.resize(*size)
    for way in ("Start our register", "Join a register we already have"):
        press(window, way)
        qapp.processEvents()
        assert audit(window) == []
        press(window, "Back")
    qapp.processEvents()
    assert audit(window) == []
