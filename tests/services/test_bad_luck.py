"""Bad luck: killed processes, full disks, files that are gone, locked or broken, servers that stop.

Each time a plain sentence, nothing half done, and the same request again has one effect.
"""

import contextlib
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, event

from loanmgr.db import faults
from loanmgr.db.engine import file_of
from loanmgr.db.sql import Connection, Sql
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import baskets, lending, people, policy, returns
from tests import factories
from tests.databases import Cluster
from tests.factories import lend, on_the_counter, open_desk, pupil, start, violin
from tests.services.racing import ENVIRONMENT
from tests.tables import count, counts, meddle, one

NOBODY = 65534


@pytest.fixture
def sqlite_register(sqlite_url: str) -> str:
    """The URL of a register in a file."""
    start(sqlite_url)
    return sqlite_url


def refused(url, code):
    """Say what opening says, which must be a sentence and come at once."""
    began = time.monotonic()
    with pytest.raises(StoreError) as refusal:
        open_desk(url)
    assert refusal.value.code == code
    assert time.monotonic() - began < 20
    return refusal.value.message


class TestKilled:
    def test_again_and_again_while_finishing_a_basket(self, desk, register_url):
        child = pupil(desk)
        codes = (violin(desk), violin(desk))
        basket = on_the_counter(desk, child, *codes)
        before = {"seq": one(desk, "SELECT seq FROM desk"), **counts(desk)}

        run = [sys.executable, "-m", "tests.services.killed", register_url, str(basket)]
        told = subprocess.check_output(run, text=True, timeout=120, env=ENVIRONMENT).splitlines()
        *whole, finished = [json.loads(line) for line in told]

        assert len(whole) > 20
        untouched = {name: before.get(name, 0) for name in whole[0]} | {"pence": 0}
        assert all(left == untouched for left in whole)
        assert finished["basket"] == finished["basket_line"] == 0
        assert (finished["loan_line"], finished["charge"], finished["pence"]) == (2, 2, 0)
        request = baskets.Finish(basket, paying="cash", signed="paper")
        assert desk.run(baskets.finish, request).result.paid_pence == 4800
        assert count(desk, "loan_line") == 2


class TestFullDisk:
    @pytest.fixture
    def full(self, sqlite_register, clock):
        """A desk whose file may not grow by more than a few pages."""
        desk = open_desk(sqlite_register, clock)
        desk.close()  # the next connection hears of it
        event.listen(
            desk._engine,
            "connect",
            lambda connection, _: connection.execute("PRAGMA max_page_count = 1").close(),
        )
        yield desk
        desk.close()

    def test_it_is_told_and_nothing_has_changed(self, full, sqlite_register):
        def fill():
            for n in range(2000):
                factories.family(full, f"Family {n}", note="x" * 4000)

        with pytest.raises(StoreError) as refusal:
            fill()
        assert refusal.value.message == "We couldn't save that: the disk is full."
        assert refusal.value.code == "full"
        families = count(full, "family")
        assert count(full, "act") == families

        room_again = open_desk(sqlite_register)
        factories.family(room_again)
        assert count(room_again, "family") == families + 1
        room_again.close()

    def test_postgresql_says_the_same(self):
        told = faults.explained(psycopg.errors.DiskFull("could not extend file"))
        assert isinstance(told, StoreError)
        assert told.code == "full"


class TestTheFile:
    def test_one_that_is_not_there_is_not_made_by_looking_for_it(self, tmp_path):
        message = refused(f"sqlite:///{tmp_path / 'none.sqlite'}", "no_register")
        assert message == "There is no register here yet."
        assert list(tmp_path.iterdir()) == []

    def test_nor_is_its_folder(self, tmp_path):
        refused(f"sqlite:///{tmp_path / 'none' / 'none.sqlite'}", "no_register")
        with pytest.raises(StoreError, match="can't be opened") as refusal:
            start(f"sqlite:///{tmp_path / 'none' / 'none.sqlite'}")
        assert refusal.value.code == "missing"
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["a b.sqlite", "50%25.sqlite", "who#is?it.sqlite", "Zoë.db"])
    def test_one_with_an_odd_name(self, tmp_path, name):
        url = URL.create("sqlite", database=str(tmp_path / name))
        where = url.render_as_string(hide_password=False)
        start(where)
        desk = open_desk(where)
        factories.family(desk)
        desk.close()
        assert (tmp_path / name).stat().st_size > 0
        assert {file.name for file in tmp_path.iterdir()} == {name}

    def test_an_empty_one(self, tmp_path):
        (tmp_path / "empty.sqlite").touch()
        refused(f"sqlite:///{tmp_path / 'empty.sqlite'}", "no_register")

    def test_one_of_another_program(self, tmp_path):
        other = tmp_path / "other.sqlite"
        with contextlib.closing(sqlite3.connect(other)) as connection:
            connection.execute("CREATE TABLE songs (title TEXT)")
        refused(f"sqlite:///{other}", "no_register")

    def test_one_from_a_newer_version(self, register_url):
        meddle(register_url, "UPDATE alembic_version SET version_num = '9999'")
        assert "newer version of the program" in refused(register_url, "newer")

    def test_one_that_is_no_database(self, sqlite_register):
        file_of(sqlite_register).write_bytes(b"Dear Sir or Madam, " * 1000)
        assert refused(sqlite_register, "damaged").endswith("damaged. Restore a backup.")

    def test_one_of_random_bytes(self, sqlite_register):
        file = file_of(sqlite_register)
        file.write_bytes(random.Random(7).randbytes(file.stat().st_size))
        refused(sqlite_register, "damaged")

    @pytest.mark.parametrize("share", [0.5, 0.1])
    def test_one_that_was_cut_off(self, sqlite_register, share):
        file = file_of(sqlite_register)
        file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share) // 4096 * 4096])
        refused(sqlite_register, "damaged")

    def test_one_with_holes_is_told_or_works_but_never_crashes(self, sqlite_register):
        file = file_of(sqlite_register)
        whole = file.read_bytes()
        for seed in range(20):
            dice, bytes_ = random.Random(seed), bytearray(whole)
            for _ in range(40):
                at = dice.randrange(100, len(bytes_) - 64)
                bytes_[at : at + 64] = dice.randbytes(64)
            file.write_bytes(bytes_)
            with contextlib.suppress(StoreError):
                open_desk(sqlite_register).close()

    def test_one_that_was_removed_while_it_was_open(self, sqlite_register):
        desk = open_desk(sqlite_register)
        file_of(sqlite_register).unlink()

        with pytest.raises(StoreError, match="gone or was replaced") as refusal:
            factories.family(desk)
        assert refusal.value.code == "missing"
        with pytest.raises(StoreError):
            count(desk, "family")
        desk.close()
        assert not file_of(sqlite_register).exists()

    def test_one_that_was_replaced_while_it_was_open(self, sqlite_register):
        file = file_of(sqlite_register)
        desk = open_desk(sqlite_register)
        backup = file.with_name("backup.sqlite")
        backup.write_bytes(file.read_bytes())
        backup.replace(file)

        with pytest.raises(StoreError, match="gone or was replaced"):
            factories.family(desk)
        desk.close()


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Act as a person who may not do everything, where the tests run as root."""
    if sys.platform == "win32" or os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


if sys.platform != "win32":  # which has no such permissions

    class TestPermissions:
        @pytest.fixture
        def open_room(self) -> Iterator[Path]:
            """A folder that everybody may enter."""
            with tempfile.TemporaryDirectory(prefix="loanmgr-open-") as folder:
                Path(folder).chmod(0o777)
                yield Path(folder)

        def in_it(self, open_room, of_file, of_folder):
            url = f"sqlite:///{open_room / 'register.sqlite'}"
            start(url)
            open_desk(url).close()
            (open_room / "register.sqlite").chmod(of_file)
            open_room.chmod(of_folder)
            return url

        @pytest.mark.parametrize(("of_file", "of_folder"), [(0o444, 0o777), (0o444, 0o555)])
        def test_a_file_that_may_only_be_read(self, open_room, of_file, of_folder):
            url = self.in_it(open_room, of_file, of_folder)
            with as_nobody(), pytest.raises(StoreError, match="cannot be written to") as refusal:
                factories.family(open_desk(url))
            assert refusal.value.code == "read_only"

        @pytest.mark.parametrize(("of_file", "of_folder"), [(0o000, 0o777), (0o666, 0o000)])
        def test_a_file_that_may_not_be_opened(self, open_room, of_file, of_folder):
            url = self.in_it(open_room, of_file, of_folder)
            with as_nobody(), pytest.raises(StoreError, match="can't be opened") as refusal:
                open_desk(url)
            open_room.chmod(0o777)
            assert refusal.value.code == "missing"


class TestLocked:
    def test_a_file_that_another_program_keeps_locked(self, sqlite_register):
        desk = open_desk(sqlite_register)
        child, code = pupil(desk), violin(desk)
        request = lending.Lend((code,), child)
        with contextlib.closing(sqlite3.connect(file_of(sqlite_register))) as other:
            other.execute("BEGIN IMMEDIATE")
            began = time.monotonic()
            with pytest.raises(StoreError, match="is busy") as refusal:
                desk.run(lending.lend, request)
            assert 2 < time.monotonic() - began < 20
            assert count(desk, "loan_line") == 0
            open_desk(sqlite_register).close()
        assert refusal.value.code == "busy"

        desk.run(lending.lend, request)
        assert count(desk, "loan_line") == 1
        desk.close()

    def test_a_row_that_another_program_keeps_locked(self, postgres_url):
        url = postgres_url(at_head=True)
        start(url)
        desk = open_desk(url)
        child, code = pupil(desk), violin(desk)
        request = lending.Lend((code,), child)
        with psycopg.connect(url) as other:
            other.execute("SELECT id FROM instrument FOR UPDATE")
            began = time.monotonic()
            with pytest.raises(StoreError) as refusal:
                desk.run(lending.lend, request)
            assert 2 < time.monotonic() - began < 20
        assert refusal.value.code == "busy"

        desk.run(lending.lend, request)
        assert count(desk, "loan_line") == 1
        desk.close()


class TestTheServer:
    """PostgreSQL that is not there, goes away, and comes back."""

    def test_stopped_and_started_again_between_and_within_transactions(self, own_postgres: Cluster):
        url = own_postgres.url(own_postgres.create())
        start(url)
        desk = open_desk(url)
        child, code, other = pupil(desk), violin(desk), violin(desk)

        self._restarted_between(own_postgres, desk, child, code)
        self._restarted_within(own_postgres, desk, lending.Lend((other,), child))
        own_postgres.stop()
        self._gone(desk, url, code)
        own_postgres.start()
        desk.run(returns.return_one, returns.Return(code))
        assert count(desk, "loan_line") == 2
        desk.close()

    @staticmethod
    def _restarted_between(server, desk, child, code):
        server.stop()
        server.start()
        lend(desk, code, child)
        assert count(desk, "loan_line") == 1

    @staticmethod
    def _restarted_within(server, desk, request):
        restarts = iter((True,))

        def lend_and_lose_the_server(work, request) -> lending.Lent:
            lent = lending.lend(work, request)
            if next(restarts, False):
                server.stop()
                server.start()
            return lent

        first = desk.run(lend_and_lose_the_server, request)
        assert len(first.result.lines) == 1
        assert count(desk, "loan_line") == 2

    @staticmethod
    def _gone(desk, url, code):
        began = time.monotonic()
        with pytest.raises(StoreError, match="can't be reached") as refusal:
            desk.run(returns.return_one, returns.Return(code))
        assert refusal.value.code == "unreachable"
        assert time.monotonic() - began < 20
        refused(url, "unreachable")

    @pytest.fixture
    def shared(self, postgres_url) -> str:
        """A register on the run's own server."""
        url = postgres_url(at_head=True)
        start(url)
        return url

    def test_a_connection_cut_off_in_the_middle(self, shared):
        desk = open_desk(shared)
        child, code = pupil(desk), violin(desk)
        cuts = iter((True,))

        def lend_and_be_cut_off(work, request) -> lending.Lent:
            lent = lending.lend(work, request)
            if next(cuts, False):
                backend = work.one(Sql("SELECT pg_backend_pid() AS pid")).pid
                meddle(shared, "SELECT pg_terminate_backend(CAST(:pid AS INTEGER))", pid=backend)
            return lent

        desk.run(lend_and_be_cut_off, lending.Lend((code,), child))

        assert count(desk, "loan_line") == count(desk, "charge") == 1
        desk.close()

    def test_a_connection_cut_off_while_it_commits_has_one_effect(self, shared, monkeypatch):
        desk = open_desk(shared)
        child, code = pupil(desk), violin(desk)
        commit, cuts = Connection.commit, iter((True,))

        def commit_and_lose_the_answer(connection):
            commit(connection)
            if next(cuts, False):
                connection.driver.close()
                raise psycopg.OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(Connection, "commit", commit_and_lose_the_answer)

        done = desk.run(lending.lend, lending.Lend((code,), child))

        assert done.result.lines[0].instrument == code
        assert "loan_line" in done.changed
        assert count(desk, "loan_line") == count(desk, "charge") == 1
        desk.close()

    @pytest.mark.parametrize(
        "url",
        [
            "postgresql://postgres@127.0.0.1:1/none",
            "postgresql://postgres@/none?host=/nowhere",
        ],
    )
    def test_none_at_all(self, url):
        refused(url, "unreachable")

    def test_a_database_that_is_not_there(self, room):
        url = room.cluster().url("nothing_of_that_name")
        refused(url, "unreachable")


class TestPolicyFiles:
    def test_a_wrong_key_is_told_by_line_and_changes_nothing(self, desk):
        before = desk.look(policy.export, None)
        text = '[[tariffs]]\ncode = "x"\nname = "X"\nbasis = "term"\nprize_pence = 12\n'

        with pytest.raises(RuleError, match="prize_pence") as refusal:
            desk.run(policy.bring_in, policy.BringIn(text))

        assert "5" in refusal.value.message
        assert desk.look(policy.export, None) == before
        assert count(desk, "act") == 0

    def test_no_toml_at_all_is_told(self, desk):
        with pytest.raises(RuleError):
            desk.run(policy.bring_in, policy.BringIn("Dear Sir or Madam"))


def test_a_name_of_all_sorts_and_a_long_note_come_back_as_they_were(desk):
    note = "Zoë " * 1250
    request = people.AddFamily("Zoë O'Neill-Nguyễn", note=note.strip() + "!")
    desk.run(people.add_family, request)

    assert len(request.note) == 5000
    assert one(desk, "SELECT name FROM family") == "Zoë O'Neill-Nguyễn"
    assert one(desk, "SELECT note FROM family") == request.note
    with pytest.raises(RuleError, match="longer than 5000"):
        desk.run(people.add_family, people.AddFamily("Okafor", note="x" * 5001))
