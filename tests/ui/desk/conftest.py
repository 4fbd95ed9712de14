"""Hands that work the desk, and what else is in Ashby's register for them."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest
from PySide6.QtGui import QGuiApplication

from loanmgr.domain.codes import make
from loanmgr.domain.ids import new_id
from loanmgr.services import facts, places
from loanmgr.settings import Settings
from tests import factories
from tests.ui.desk.hands import Hands
from tests.ui.desk.window import Eyes
from tests.ui.inline import inline_lanes
from ui.app import Program, Surroundings
from ui.settings.kept import Kept
from ui.sounds import Sounds


@dataclass(frozen=True)
class Done:
    """The request of something done to a register that no window does yet."""

    id: UUID = field(default_factory=new_id)


@pytest.fixture
def hands(runner_on, desk, clock, town):
    """Somebody at the desk, who is a lead."""
    return Hands(runner_on(desk), desk, clock)


@pytest.fixture
def volunteer(runner_on, register_url, clock, town, desk):
    """Somebody at another desk, who is no lead."""

    def join(work, _request):
        work.add("staff", uuid=new_id(), name="Joan Volunteer")

    desk.run(join, Done())
    desk = factories.open_desk(register_url, clock, "Ashby 2", staff="Joan Volunteer")
    yield Hands(runner_on(desk), desk, clock)
    desk.close()


@pytest.fixture
def opened():
    """The papers that were opened for printing."""
    return []


@pytest.fixture
def open_window(qtbot, register_url, clock, tmp_path, opened):
    """Open the window on the register, as often as a test wants: nothing is closed first."""
    programs = []

    def open_one(**settings):
        def show(path):
            opened.append(path)
            return True

        around = Surroundings(
            lanes=inline_lanes(), sounds=Sounds(on=False), today=clock.today, open_file=show
        )
        desk = factories.open_desk(register_url, clock)
        program = Program(lambda: desk, Kept(Settings(tmp_path, **settings)), around)
        programs.append(program)
        qtbot.addWidget(program.window)
        program.window.show()
        handle = program.window.windowHandle()
        qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is handle)
        program.open()
        return Eyes(program, qtbot)

    yield open_one
    for program in programs:
        program.close()


@pytest.fixture
def eyes(open_window, town):
    """Somebody in front of the window."""
    return open_window()


@pytest.fixture
def missing(desk, town):
    """A violin that has been missing since September."""
    code = factories.violin(desk)

    def lose(work, _request):
        key = facts.instrument_key(work, code)
        work.change("instrument", key, {"missing_on": None}, {"missing_on": date(2026, 9, 3)})

    desk.run(lose, Done())
    return code


@pytest.fixture
def retired(desk, town):
    """A violin that is not lent any more."""
    code = factories.violin(desk)

    def retire(work, _request):
        key = facts.instrument_key(work, code)
        work.change("instrument", key, {"retired_on": None}, {"retired_on": date(2025, 5, 2)})

    desk.run(retire, Done())
    return code


@pytest.fixture
def cupboard(desk):
    """A cupboard's label."""
    return desk.run(places.add_place, places.AddPlace("Cupboard 2", "cupboard")).result.code


@pytest.fixture
def brook(desk):
    """The label of another centre."""
    return desk.run(places.add_place, places.AddPlace("Brook", "centre")).result.code


@pytest.fixture
def bow(desk, town):
    """The label of the violin's own bow."""
    code = make("M", 999_000)

    def label(work, _request):
        key = facts.instrument_key(work, town.violin)
        part = next(p for p in work.rows(facts.PARTS, key=key) if p.name == "bow")
        work.add("code", text=code, kind="part", thing=part.id, is_alias=0)

    desk.run(label, Done())
    return code
