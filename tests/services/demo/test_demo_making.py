"""Making up data: the same each time, whole or not at all, on any day and of any size."""

import gc
import sqlite3
from contextlib import suppress
from datetime import date

import pytest

from loanmgr.db.engine import open_engine
from loanmgr.db.upgrade import upgrade, version_of
from loanmgr.desk import Desk
from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import register
from loanmgr.services.demo import DESK, SEED, DemoSize, make_demo
from tests.services.demo.made import SMALL, TODAY, everything, made_at, schema, sqlite_file
from tests.tables import one


def test_the_same_seed_size_and_day_give_the_same_data_on_both_engines(postgres_url, tmp_path):
    first, second = sqlite_file(tmp_path, "first"), sqlite_file(tmp_path, "second")
    shared = postgres_url()
    for url in (first, second, shared):
        made_at(url)
    assert everything(first) == everything(second)
    assert everything(first) == everything(shared)


def test_another_seed_gives_other_data(tmp_path):
    first, second = sqlite_file(tmp_path, "first"), sqlite_file(tmp_path, "second")
    made_at(first, DemoSize(20, 10, 30), seed=1)
    made_at(second, DemoSize(20, 10, 30), seed=2)
    names = [everything(url)["family"] for url in (first, second)]
    assert names[0] != names[1]


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_database_keeps_all_its_guards(engine, postgres_url, tmp_path):
    made, empty = (
        sqlite_file(tmp_path, name) if engine == "sqlite" else postgres_url()
        for name in ("made", "empty")
    )
    made_at(made, DemoSize(20, 10, 30))
    upgrade(open_engine(empty))
    assert schema(made) == schema(empty)


def test_sqlite_finds_nothing_broken(tmp_path):
    url = sqlite_file(tmp_path)
    made_at(url)
    connection = sqlite3.connect(tmp_path / "register.sqlite")
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.execute("INSERT INTO search_text(search_text) VALUES ('integrity-check')")
    connection.close()


@pytest.mark.parametrize("told", [0, 1, 3])
def test_stopping_leaves_nothing(empty_database_url, told):
    calls = []

    def stop(*_):
        calls.append(_)
        return len(calls) <= told

    with pytest.raises(RuleError) as refused:
        make_demo(empty_database_url, SMALL, SEED, TODAY, stop)
    assert refused.value.code == "stopped"
    assert version_of(open_engine(empty_database_url)) is None


def test_stopping_leaves_no_files(tmp_path):
    with pytest.raises(RuleError):
        make_demo(sqlite_file(tmp_path), SMALL, SEED, TODAY, lambda d, _w, _t: d == 0)
    assert [path.name for path in tmp_path.iterdir() if path.stat().st_size] == []


def test_a_fault_on_the_way_leaves_nothing(empty_database_url):
    def break_down(done, _whole, _what):
        if done:
            raise ZeroDivisionError
        return True

    with pytest.raises(ZeroDivisionError):
        make_demo(empty_database_url, SMALL, SEED, TODAY, break_down)
    assert version_of(open_engine(empty_database_url)) is None


@pytest.mark.parametrize("goes_on", [True, False])
@pytest.mark.parametrize("collected", [True, False])
def test_garbage_is_collected_afterwards_as_before(tmp_path, goes_on, collected):
    meanwhile = []

    def listen(done, _whole, _what):
        if not done:
            return True
        meanwhile.append(gc.isenabled())
        return goes_on

    before = gc.isenabled()
    try:
        (gc.enable if collected else gc.disable)()
        with suppress(RuleError):
            make_demo(sqlite_file(tmp_path), DemoSize(20, 10, 30), SEED, TODAY, listen)
        assert gc.isenabled() == collected
    finally:
        (gc.enable if before else gc.disable)()
    assert not meanwhile[0]


def test_a_register_that_is_there_is_left_alone(register_url):
    before = everything(register_url)
    with pytest.raises(StoreError) as refused:
        made_at(register_url)
    assert refused.value.code == "exists"
    assert everything(register_url) == before


def test_empty_tables_are_filled(database_url):
    assert made_at(database_url, DemoSize(20, 10, 30)).loans == 30
    desk = Desk.open(database_url, desk_name=DESK, today=lambda: TODAY)
    assert desk.look(register.about, None).made_up
    desk.close()


def test_a_place_that_cannot_be_written_to_is_said_so(tmp_path):
    with pytest.raises(StoreError):
        made_at(f"sqlite:///{tmp_path / 'nowhere' / 'register.sqlite'}")


@pytest.mark.parametrize(
    "today", [date(2025, 9, 3), date(2026, 8, 12), date(2027, 7, 14), date(2031, 3, 4)]
)
def test_a_history_may_end_on_any_day(tmp_path, today):
    url = sqlite_file(tmp_path)
    made = made_at(url, DemoSize(30, 20, 40), today=today)
    desk = Desk.open(url, desk_name=DESK, today=lambda: today)
    first = one(desk, "SELECT MIN(business_on) FROM act")
    assert made.loans == 40
    assert today.year - date.fromisoformat(first).year in (2, 3)
    assert one(desk, "SELECT MAX(business_on) FROM act") == today.isoformat()
    lent = "SELECT COUNT(*) FROM loan WHERE lent_on = :today"
    assert one(desk, lent, today=today) > 0
    desk.close()


@pytest.mark.parametrize(
    "size", [DemoSize(0, 0, 0), DemoSize(5, 0, 0), DemoSize(0, 3, 4), DemoSize(3, 2, 40)]
)
def test_the_smallest_registers_can_be_made(tmp_path, size):
    made = made_at(sqlite_file(tmp_path), size)
    assert (made.instruments, made.families) == (size.instruments, size.families)
    assert made.loans <= size.loans


def test_progress_only_goes_forward_and_says_what_is_done(tmp_path):
    told = []

    def listen(done, whole, what):
        told.append((done, whole, what))
        return True

    make_demo(sqlite_file(tmp_path), DemoSize(300, 200, 2000), SEED, TODAY, listen)
    done = [each for each, _, _ in told]
    assert done == sorted(done)
    assert len({whole for _, whole, _ in told}) == 1
    assert told[-1][:2] == (told[0][1], told[0][1])
    assert all(what for _, _, what in told)
    assert len(set(done)) > 5
