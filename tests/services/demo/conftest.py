"""A small register of made-up data on both engines, made once and only read."""

import pytest

from loanmgr.desk import Desk
from loanmgr.services.demo import DESK
from tests.services.demo.made import NOON, TODAY, made_at, sqlite_file


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo_url(request, room, tmp_path_factory):
    """A small register of made-up data on each engine; tests only read it."""
    if request.param == "sqlite":
        url = sqlite_file(tmp_path_factory.mktemp("demo"))
        made_at(url)
        yield url
    else:
        with room.postgres() as url:
            made_at(url)
            yield url


@pytest.fixture
def ashby(demo_url):
    """The first centre's desk at noon of the last day."""
    desk = Desk.open(demo_url, desk_name=DESK, today=lambda: TODAY, now=lambda: NOON)
    yield desk
    desk.close()
