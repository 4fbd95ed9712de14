"""Ashby's register on a SQLite file, a desk at it, and hands that work the desk."""

import shutil
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest

from loanmgr.domain.codes import make
from loanmgr.domain.ids import new_id
from loanmgr.services import facts, places
from tests import ashby, factories
from tests.factories import Clock
from tests.ui.desk.hands import Hands


@dataclass(frozen=True)
class Done:
    """The request of something done to a register that no window does yet."""

    id: UUID = field(default_factory=new_id)


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
