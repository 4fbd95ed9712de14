"""Registers to measure on: made once by the program's own demo and kept in a folder."""

import hashlib
import json
import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg

import loanmgr
from loanmgr.desk import Desk
from loanmgr.services.demo import DemoSize, make_demo
from tests.databases import Cluster, new_cluster

TODAY = date(2026, 11, 21)
"""A Saturday in the autumn term; the made-up data ends on it."""

ROOT = Path(__file__).parents[2]
STARTING = ROOT / "resources" / "policy" / "starting.toml"
SEED = 1
DESK = "Ashby 1"
POSTGRES_MEMORY = "512MB"
PIECE_BYTES = 2**24
MADE_BY = ("db/migrations/versions", "services/demo")
"""What a register in the cache depends on besides its size."""


@dataclass(frozen=True)
class Size:
    """How much is in a register."""

    instruments: int
    families: int
    lines: int
    """Loan lines, nearly all of them past."""

    @property
    def name(self) -> str:
        """Return what a register of this size is called in the cache."""
        return f"{self.instruments}_{self.families}_{self.lines}_{_made_by()}"


class Registers:
    """Registers by size, on both engines, kept in a folder from one run to the next."""

    def __init__(self, folder: Path, cluster: Cluster | None = None) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._is_lent = cluster is not None
        self._cluster = cluster

    def close(self) -> None:
        """Stop the PostgreSQL server, if one was started here."""
        if self._cluster is not None and not self._is_lent:
            self._cluster.stop()

    def sqlite(self, size: Size) -> Path:
        """Return a register's file, made now if it is not there; nobody may write to it."""
        file = self.folder / f"{size.name}.sqlite"
        if not file.exists():
            with self.room() as room:
                half_made = room / "register.sqlite"
                _make(f"sqlite:///{half_made}", size)
                half_made.rename(file)
        return file

    @contextmanager
    def copies(self, size: Size, count: int) -> Iterator[list[Path]]:
        """Lend copies of a register that may be written to."""
        original = self.sqlite(size)
        with self.room() as room:
            files = [room / f"register-{number}.sqlite" for number in range(count)]
            _copy_in_step(original, files)
            yield files

    @contextmanager
    def room(self) -> Iterator[Path]:
        """Lend an empty folder on the same disk."""
        with tempfile.TemporaryDirectory(dir=self.folder) as room:
            yield Path(room)

    def postgres(self, size: Size) -> str:
        """Return the URL of a register on PostgreSQL; nobody may write to it."""
        cluster, name = self._server(), f"register_{size.name}"
        if name not in _databases(cluster):
            half_made = cluster.create()
            _make(cluster.url(half_made), size)
            with psycopg.connect(cluster.url(half_made), autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")
            try:
                cluster.run(f"ALTER DATABASE {half_made} RENAME TO {name}")
            except psycopg.errors.DuplicateDatabase:  # another run has made the same meanwhile
                cluster.run(f"DROP DATABASE {half_made} WITH (FORCE)")
        return cluster.url(name)

    @contextmanager
    def postgres_copies(self, size: Size, count: int) -> Iterator[list[str]]:
        """Lend copies of a register on PostgreSQL that may be written to."""
        self.postgres(size)
        cluster, template = self._server(), f"register_{size.name}"
        names = [f"copy_{secrets.token_hex(6)}" for _ in range(count)]
        try:
            for name in names:
                cluster.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
            yield [cluster.url(name) for name in names]
        finally:
            for name in names:
                cluster.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _server(self) -> Cluster:
        if self._cluster is None:
            self._cluster = _started(_postgres_folder(self.folder))
        return self._cluster


def open_desk(url: str, name: str = DESK) -> Desk:
    """Open a register on the day its made-up data ends."""
    return Desk.open(url, desk_name=name, today=lambda: TODAY)


def _make(url: str, size: Size) -> None:
    began = time.monotonic()
    words = f"{size.instruments:,} instruments, {size.families:,} families, {size.lines:,} lines"
    engine = url.partition(":")[0]
    print(f"Making a register once, on {engine}: {words}", file=sys.stderr, flush=True)
    make_demo(url, DemoSize(size.instruments, size.families, size.lines), SEED, TODAY, _go_on)
    print(f"Made in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def _copy_in_step(original: Path, files: list[Path]) -> None:
    """Copy a file several times, piece by piece in turn.

    Where memory is too small for all of them, the system then keeps as much of each as of any other
    one; else the first would be read from the disk again and the last from memory.
    """
    with ExitStack() as opened:
        source = opened.enter_context(original.open("rb"))
        copies = [opened.enter_context(file.open("wb")) for file in files]
        while piece := source.read(PIECE_BYTES):
            for copy in copies:
                copy.write(piece)


def _go_on(_done: int, _of: int, _what: str) -> bool:
    return True


def _made_by() -> str:
    """Return a short digest of the code that makes tables and made-up data."""
    package = Path(loanmgr.__file__).parent
    digest = hashlib.sha256()
    for name in MADE_BY:
        found = [package / f"{name}.py", *sorted((package / name).rglob("*.py"))]
        for file in found:
            if file.exists():
                digest.update(file.read_bytes())
    return digest.hexdigest()[:8]


def _postgres_folder(folder: Path) -> Path:
    # The server of root's run belongs to somebody else, who cannot enter root's home.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path(tempfile.gettempdir()) / "loanmgr-bench-postgresql"
    return folder / "postgresql"


def _started(folder: Path) -> Cluster:
    note = folder / "bench.json"
    if not note.exists():
        shutil.rmtree(folder, ignore_errors=True)
        cluster = new_cluster(folder)
        cluster.run(f"ALTER SYSTEM SET shared_buffers = '{POSTGRES_MEMORY}'")
        note.write_text(json.dumps([cluster.port, cluster.password]), encoding="utf-8")
        cluster.stop()
    port, password = json.loads(note.read_text(encoding="utf-8"))
    cluster = Cluster(folder, port, password)
    if not cluster.answers():
        cluster.start()
    return cluster


def _databases(cluster: Cluster) -> set[str]:
    with psycopg.connect(cluster.url("postgres")) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
