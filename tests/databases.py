"""Databases for the tests: one PostgreSQL server for a whole run, one fresh database for each test.

A run has a room, a folder in memory that all its pytest-xdist workers share. The server starts when
the first test asks for it and ends with the run; what a killed run left is swept by the next one.
"""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import psycopg

from tests.used_again import UsedAgain

if sys.platform != "win32":
    import fcntl
    import pwd

ROOM_PREFIX = "loanmgr-tests-"
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (each run has a folder of its own there)
ROOM_NEEDS_BYTES = 1 << 30
DEBIAN_PROGRAMS = "/usr/lib/postgresql/*/bin/initdb"
EXTENSIONS = ("btree_gist", "pg_trgm")
START_SECONDS = 60
START_TRIES = 3

# The data is thrown away with the run, so nothing is made to survive a power cut.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "autovacuum": "off",
    "jit": "off",
    "timezone": "UTC",
    "lc_messages": "C",
    "listen_addresses": "127.0.0.1",
}


class NoPostgresError(Exception):
    """PostgreSQL cannot be had here; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL server with its data and its socket in one folder.

    The socket asks for no password, because only its owner can enter the folder; the loopback port
    asks for one.
    """

    folder: Path
    port: int
    password: str

    def url(self, database: str) -> str:
        """Say where a database is, by the server's Unix socket."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    def loopback_url(self, database: str) -> str:
        """Say where a database is, by the server's port on 127.0.0.1."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self) -> str:
        """Make a database and return its name."""
        name = f"t_{secrets.token_hex(6)}"
        self.run(_copy_of("template1", name))
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self.run(f"DROP DATABASE {database} WITH (FORCE)")

    def run(self, statement: str) -> None:
        """Run one statement as the server's owner."""
        with self.connect() as connection:
            connection.execute(statement)

    def connect(self) -> psycopg.Connection:
        """Connect as the server's owner, to none of the tests' databases."""
        return psycopg.connect(self.url("postgres"), autocommit=True)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        log, options = self.folder / "data" / "server.log", f"-p {self.port}"
        _server("pg_ctl", "start", "-w", "-s", "-D", self._data, "-l", log, "-o", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; the mode "immediate" leaves what a crash leaves."""
        _server("pg_ctl", "stop", "-w", "-s", "-D", self._data, "-m", mode)

    def answers(self) -> bool:
        """Say whether the server is there."""
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def _data(self) -> Path:
        return self.folder / "data"


def _copy_of(template: str, name: str) -> str:
    """Return the statement that copies files: block by block through the log takes three times."""
    return f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"


def new_cluster(folder: Path) -> Cluster:
    """Make a server in a new folder and start it, on a port that is free."""
    _make_folder(folder)
    password = secrets.token_hex(16)
    with tempfile.NamedTemporaryFile("w", dir=folder) as secret:
        secret.write(password)
        secret.flush()
        _hand_over(Path(secret.name))
        _server(
            *("initdb", "-D", folder / "data", "-U", "postgres", "--pwfile", secret.name),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        )
    with (folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
        settings = {**SETTINGS, "unix_socket_directories": str(folder)}
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    cluster = _start_on_a_free_port(folder, password)
    _check_extensions(cluster)
    return cluster


Made = Literal["empty", "head", "started"]
"""What a test's database is when it gets it."""


class Room:
    """The folder of one test run: its server, its ready-made databases, its people's homes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._owner: int | None = None
        self._server: tuple[Cluster, psycopg.Connection] | None = None
        self._free: dict[Made, list[UsedAgain]] = {}

    @classmethod
    def open(cls) -> "Room":
        """Make the room of a new run, after sweeping the rooms of runs that were killed."""
        parent = _parent_folder()
        _sweep(parent)
        new = Path(tempfile.mkdtemp(prefix="loanmgr-new-", dir=parent))
        owner = _lock(new / "owner.lock")
        # Only now, locked, does it get the name that sweepers look for.
        room = cls(new.rename(parent / f"{ROOM_PREFIX}{secrets.token_hex(4)}"))
        room._owner = owner
        _let_server_in(room.path)
        return room

    def leave(self) -> None:
        """Let go of the server, which others may still use."""
        for lent in chain.from_iterable(self._free.values()):
            lent.close()
        self._free.clear()
        if self._server is not None:
            self._server[1].close()
            self._server = None

    def close(self) -> None:
        """Stop the server, if there is one, and remove the room."""
        self.leave()
        _clear(self.path)
        if self._owner is not None:
            os.close(self._owner)

    def cluster(self) -> Cluster:
        """Return the run's server; the first to ask starts it."""
        note = self.path / "cluster.json"
        with self._turn():
            if not note.exists():
                cluster = new_cluster(self.path / "postgresql")
                note.write_text(json.dumps([cluster.port, cluster.password]), encoding="utf-8")
        return _cluster_of(self.path)

    @contextlib.contextmanager
    def postgres(self, made: Made = "empty") -> Iterator[str]:
        """Lend a database of one's own: empty, up to date, or a register that was just started."""
        if made == "empty":
            name = self._create(made)
            try:
                yield self._owners()[0].url(name)
            finally:
                self._drop(name)
        else:
            free = self._free.setdefault(made, [])
            lent = free.pop() if free else self._new(made)
            try:
                yield lent.url
            finally:
                if lent.put_back():
                    free.append(lent)
                else:
                    lent.close()
                    self._drop(lent.name)

    def _new(self, made: Made) -> UsedAgain:
        name = self._create(made)
        return UsedAgain(name, self._owners()[0].url(name))

    def _create(self, made: Made) -> str:
        name = f"t_{secrets.token_hex(6)}"
        cluster, owner = self._owners()
        owner.execute(_copy_of(self._template(cluster, made), name))
        return name

    def _drop(self, name: str) -> None:
        self._owners()[1].execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _owners(self) -> tuple[Cluster, psycopg.Connection]:
        # One connection makes and drops the databases of all tests: each new one costs a process.
        if self._server is None:
            cluster = self.cluster()
            self._server = cluster, cluster.connect()
        return self._server

    def sqlite(self, file: Path, made: Made = "head") -> str:
        """Put a database that is up to date, or a started register, into a file; return its URL."""
        template = self.path / f"{made}.sqlite"
        with self._turn():
            if not template.exists():
                half_made = self.path / "half-made.sqlite"
                MAKERS[made](f"sqlite:///{half_made}")
                half_made.rename(template)
        shutil.copyfile(template, file)
        return f"sqlite:///{file}"

    def _template(self, cluster: Cluster, made: Made) -> str:
        if made == "empty":
            return "template1"
        note = self.path / f"{made}-database"
        with self._turn():
            if not note.exists():
                name = cluster.create()
                MAKERS[made](cluster.url(name))
                note.write_text(name, encoding="utf-8")
        return note.read_text(encoding="utf-8")

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        turn = _lock(self.path / "turn.lock")
        try:
            yield
        finally:
            os.close(turn)


def _upgrade(url: str) -> None:
    # Only tests with a database wait for this to load.
    from loanmgr.db.engine import open_engine
    from loanmgr.db.upgrade import upgrade

    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


def _start(url: str) -> None:
    from tests.factories import start

    start(url)


MAKERS = {"head": _upgrade, "started": _start}


def _parent_folder() -> Path:
    """Choose memory, where it is there and large enough, else the usual temporary folder."""
    usable = SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK | os.X_OK)
    if usable and shutil.disk_usage(SHARED_MEMORY).free >= ROOM_NEEDS_BYTES:
        return SHARED_MEMORY
    return Path(tempfile.gettempdir())


def _sweep(parent: Path) -> None:
    for room in parent.glob(f"{ROOM_PREFIX}*"):
        # A room whose owner lives stays locked; the lock of a killed owner is gone.
        with contextlib.suppress(OSError):
            owner = _lock(room / "owner.lock", wait=False)
            _clear(room)
            os.close(owner)


def _clear(room: Path) -> None:
    if (room / "cluster.json").exists():
        cluster = _cluster_of(room)
        # A server that could not be stopped ends by itself when its folder has gone.
        with contextlib.suppress(NoPostgresError):
            if cluster.answers():
                cluster.stop("immediate")
    shutil.rmtree(room, ignore_errors=True)


def _cluster_of(room: Path) -> Cluster:
    port, password = json.loads((room / "cluster.json").read_text(encoding="utf-8"))
    return Cluster(room / "postgresql", port, password)


def _lock(path: Path, *, wait: bool = True) -> int:
    """Lock a file until the returned descriptor is closed or its process ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform != "win32":
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise
    return handle


def _start_on_a_free_port(folder: Path, password: str) -> Cluster:
    # Between finding a free port and using it somebody else may take it.
    for _ in range(START_TRIES - 1):
        cluster = Cluster(folder, _free_port(), password)
        with contextlib.suppress(NoPostgresError):
            cluster.start()
            return cluster
    cluster = Cluster(folder, _free_port(), password)
    cluster.start()
    return cluster


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _check_extensions(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("postgres")) as connection:
        rows = connection.execute("SELECT name FROM pg_available_extensions").fetchall()
    missing = sorted(set(EXTENSIONS) - {name for (name,) in rows})
    if missing:
        raise NoPostgresError(
            f"This PostgreSQL comes without {', '.join(missing)}. "
            "Install the package with its additional modules (postgresql-contrib)."
        )


def _server(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's own programs, as somebody it accepts."""
    # Not a pipe: the server inherits it and would keep it open for as long as it runs.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            [_programs() / program, *arguments],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            timeout=START_SECONDS,
            check=False,
            **_server_user(),
        )
        said.seek(0)
        words = said.read().decode(errors="replace").strip()
    if done.returncode != 0:
        raise NoPostgresError(f"PostgreSQL's {program} could not do its work: {words}")


def _programs() -> Path:
    found = sorted(Path("/").glob(DEBIAN_PROGRAMS[1:]), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise NoPostgresError(
            "The tests need PostgreSQL's server, and it is not installed here. "
            "Start them with ./loanmgr test, which installs it, or install it by hand "
            "(Debian: apt-get install postgresql)."
        )
    return Path(on_path).resolve().parent


def _server_user() -> dict[str, Any]:
    if not _is_root():
        return {}
    entry = _unprivileged()
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _is_root() -> bool:
    """Say whether somebody else must run the server: PostgreSQL refuses root."""
    return sys.platform != "win32" and os.geteuid() == 0


def _unprivileged() -> "pwd.struct_passwd":
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoPostgresError("PostgreSQL refuses to run as root, and there is no user to run it as.")


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    _hand_over(folder)


def _hand_over(path: Path) -> None:
    if _is_root():
        os.chown(path, _unprivileged().pw_uid, _unprivileged().pw_gid)


def _let_server_in(room: Path) -> None:
    if _is_root():
        os.chown(room, 0, _unprivileged().pw_gid)
        room.chmod(0o710)
