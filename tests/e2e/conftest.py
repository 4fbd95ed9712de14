"""The program as it runs at a centre: real window, real thread, a register in a real file."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtGui import QGuiApplication

from loanmgr.desk import Desk
from loanmgr.settings import Settings
from tests import ashby, factories
from tests.e2e.volunteer import Volunteer
from tests.patience import PatientBot
from ui import theme
from ui.app import Program, Surroundings
from ui.settings.kept import Kept
from ui.sounds import Sounds


@pytest.fixture
def qtbot(qapp, request):
    """Waits until a window has done something, however slow the computer is."""
    return PatientBot(request)


@pytest.fixture
def clock():
    """The Saturday of the stories, at half past ten; it goes on from scan to scan."""
    return factories.Clock()


@pytest.fixture
def register_url(database_url):
    """Ashby's register: in a file on this laptop, and in the database that all centres share."""
    ashby.start(database_url)
    return database_url


@pytest.fixture
def town(register_url):
    """Who and what is in the register, put there by the office."""
    office = factories.open_desk(register_url, name="Office")
    filled = ashby.fill(office)
    office.close()
    return filled


@pytest.fixture(autouse=True)
def _dressed(qapp):
    """Start each story in light colours."""
    theme.apply(qapp, theme.Scheme.LIGHT)


@pytest.fixture
def sit_down(qtbot, register_url, tmp_path, town, clock):
    """Start the program on the register; each call is another start of it."""
    volunteers = []

    def start(desk_name="Ashby 1", person=Volunteer):
        settings = Settings(tmp_path, desk_name=desk_name, database=register_url)

        def open_desk():
            times = {"today": clock.today, "now": clock.now}
            return Desk.open(settings.url, desk_name=settings.desk, **times)

        papers = []
        around = Surroundings(
            open_file=lambda path: not papers.append(path),
            sounds=Sounds(on=False),
            today=clock.today,
            now=clock.now,
        )
        program = Program(open_desk, Kept(settings), around)
        program.window.show()
        handle = program.window.windowHandle()
        qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is handle)
        program.open()
        volunteers.append(person(program, qtbot, clock, papers))
        return volunteers[-1]

    yield start
    for volunteer in volunteers:
        volunteer.loses_power()
