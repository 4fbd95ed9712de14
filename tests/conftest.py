"""What every test may ask for: databases of its own, and a computer without a user's settings."""

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.databases import Cluster, Made, NoPostgresError, Room, new_cluster
from ui import garbage

ROOT = Path(__file__).parents[1]
ROOM = "LOANMGR_TEST_ROOM"
ENGINES = ("sqlite", "postgresql")

# The same examples on every machine, no clock to fail by and no files left behind.
hypothesis.settings.register_profile("house", deadline=None, database=None, derandomize=True)
hypothesis.settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run its room and each of its workers a home of its own."""
    if not hasattr(config, "workerinput"):
        room = Room.open()
        os.environ[ROOM] = str(room.path)
        # Files of tests are in memory too, where nobody waits for a disk; --basetemp keeps them.
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(room.path)
        config.add_cleanup(room.close)
    garbage.only_here()
    _leave_home(Path(os.environ[ROOM]) / f"home-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")


def _leave_home(home: Path) -> None:
    """Forget this computer's people: their settings, their registers, their screen."""
    for name in list(os.environ):
        if name.startswith("PG") or (name.startswith("LOANMGR_") and name != ROOM):
            del os.environ[name]
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    os.environ["HOME"] = str(home)
    # A process that a test starts finds the program from any folder, as with ./loanmgr.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "core")])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    home.mkdir(exist_ok=True)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect garbage between tests, on the thread of the windows, as the program does."""
    garbage.sweep()


@pytest.fixture(scope="session")
def room() -> Iterator[Room]:
    """The folder and the databases of this test run."""
    room = Room(Path(os.environ[ROOM]))
    yield room
    room.leave()


@pytest.fixture
def postgres_url(room: Room) -> Iterator[Callable[..., str]]:
    """Make PostgreSQL databases: `postgres_url()` empty, `postgres_url(at_head=True)` at head."""
    with contextlib.ExitStack() as databases:

        def make(*, at_head: bool = False, started: bool = False) -> str:
            made: Made = "started" if started else "head" if at_head else "empty"
            with _plain_refusal():
                return databases.enter_context(room.postgres(made))

        yield make


@pytest.fixture
def sqlite_url(room: Room, tmp_path: Path) -> str:
    """The URL of a new SQLite file that is up to date."""
    return room.sqlite(tmp_path / "register.sqlite")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a new database that is up to date: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return str(request.getfixturevalue("postgres_url")(at_head=True))


@pytest.fixture
def started_sqlite_url(room: Room, tmp_path: Path) -> str:
    """The URL of a new SQLite file with a register that was just started."""
    return room.sqlite(tmp_path / "register.sqlite", "started")


@pytest.fixture(params=ENGINES)
def started_url(request: pytest.FixtureRequest) -> str:
    """The URL of a register that was just started, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("started_sqlite_url"))
    return str(request.getfixturevalue("postgres_url")(started=True))


@pytest.fixture(params=ENGINES)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new, empty database: each test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    return str(request.getfixturevalue("postgres_url")())


@pytest.fixture
def own_postgres(room: Room) -> Iterator[Cluster]:
    """A PostgreSQL server of one's own, for a test that stops it or breaks it."""
    folder = room.path / f"own-{secrets.token_hex(4)}"
    with _plain_refusal():
        cluster = new_cluster(folder)
    yield cluster
    if cluster.answers():
        cluster.stop("immediate")


@contextlib.contextmanager
def _plain_refusal() -> Iterator[None]:
    """Fail with the sentence alone where PostgreSQL cannot be had."""
    try:
        yield
    except NoPostgresError as refusal:
        pytest.fail(str(refusal), pytrace=False)
