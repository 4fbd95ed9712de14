"""What tests of the windows need: a dressed application, work done at once, Ashby's register."""

import os
import shutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from tests import ashby, factories
from tests.factories import Clock
from tests.patience import PatientBot
from tests.ui.inline import inline_lanes
from ui import theme
from ui.runner import Runner


@pytest.fixture(autouse=True)
def _dressed(qapp):
    """Start each test in light colours at 100 % text, dressing again only after a change.

    What a test opened goes when it ends: every window that is left is dressed again with each later
    change of colours, and soon takes longer than all that is tested.
    """
    if (theme.scheme(), theme.scale()) != (theme.Scheme.LIGHT, 1.0) or not qapp.styleSheet():
        theme.apply(qapp, theme.Scheme.LIGHT)
    before = _windows()
    yield
    for address, window in _windows().items():
        if address not in before and shiboken6.isValid(window):
            shiboken6.delete(window)


def _windows():
    found = [each for each in QApplication.topLevelWidgets() if each.parent() is None]
    return {shiboken6.getCppPointer(each)[0]: each for each in found}


@pytest.fixture
def qtbot(qapp, request):
    """Waits until a window has done something, however slow the computer is."""
    return PatientBot(request)


@pytest.fixture
def errors():
    """Collect what would be shown to staff as an error."""
    return []


@pytest.fixture
def runner_on(qapp, errors):
    """Make a runner without threads over a given desk; errors go to the fixture of that name."""
    made = []

    def make(desk):
        runner = Runner(lambda: desk, lambda _owner, error: errors.append(error), inline_lanes())
        made.append(runner)
        return runner

    yield make
    for runner in made:
        runner.close()


@pytest.fixture
def clock():
    """The Saturday of the stories, at half past ten."""
    return Clock()


@pytest.fixture(scope="session")
def ashby_file(room, tmp_path_factory):
    """The register of the stories, made once, and the codes of who and what is in it."""
    file = tmp_path_factory.mktemp("ashby") / "register.sqlite"
    url = room.sqlite(file)
    ashby.start(url)
    desk = factories.open_desk(url)
    town = ashby.fill(desk)
    desk.close()
    return file, town


@pytest.fixture
def register_url(ashby_file, tmp_path):
    """A copy of that register for one test."""
    shutil.copyfile(ashby_file[0], tmp_path / "register.sqlite")
    return f"sqlite:///{tmp_path / 'register.sqlite'}"


@pytest.fixture
def desk(register_url, clock):
    """The desk whose screen is looked at."""
    opened = factories.open_desk(register_url, clock)
    yield opened
    opened.close()


@pytest.fixture
def town(ashby_file):
    """Who and what is there."""
    return ashby_file[1]
