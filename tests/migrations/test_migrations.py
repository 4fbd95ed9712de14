"""Models and migrations make the same database, and no version is mistaken for another."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from loanmgr.db import upgrade as upgrades
from loanmgr.db.engine import open_engine
from loanmgr.db.models import GUARDS, Base
from loanmgr.db.upgrade import HEAD, MIGRATIONS, bring_up_to_date, upgrade, version_of
from loanmgr.domain.errors import StoreError
from loanmgr.services import accounts, history, returns, undo
from tests.databases import Room
from tests.factories import family, lend, open_desk, pupil, violin
from tests.migrations.catalogue import catalogue, make_from_models
from tests.migrations.keep import KEPT, tell
from tests.tables import meddle


def steps():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def test_the_newest_step_is_the_one_the_program_expects():
    assert steps().get_heads() == [HEAD]


def test_every_step_has_a_number_one_higher_than_the_last():
    numbers = [step.revision for step in steps().walk_revisions()]
    assert numbers == [f"{n:04d}" for n in range(len(numbers), 0, -1)]


@pytest.fixture
def from_models(empty_database_url):
    """A database whose tables were made by the models."""
    engine = open_engine(empty_database_url)
    make_from_models(engine)
    return engine


@pytest.fixture
def from_migrations(request, room: Room, tmp_path, from_models):
    """A database of the same engine whose tables were made by the migrations."""
    if from_models.dialect.name == "sqlite":
        return open_engine(room.sqlite(tmp_path / "migrated.sqlite"))
    return open_engine(request.getfixturevalue("postgres_url")(at_head=True))


def test_models_and_migrations_make_the_same(from_models, from_migrations):
    made, migrated = catalogue(from_models), catalogue(from_migrations)
    for what, found in made.items():
        assert found, f"there are no {what} to compare"
        assert found == migrated[what], what


# SQLAlchemy does not read indexes of expressions back; the catalogue above compares them.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
def test_alembic_finds_nothing_to_do_either(from_migrations):
    with from_migrations.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = compare_metadata(context, Base.metadata)
    # Alembic knows nothing of what guards make: search_text is one, with tables of its own.
    assert [step for step in found if not any(guard.name in str(step) for guard in GUARDS)] == []


def test_the_catalogue_sees_every_kind_of_difference(from_models, from_migrations):
    changes = {
        "sqlite": (
            "DROP INDEX uq_loan_line_holder",
            "CREATE UNIQUE INDEX uq_loan_line_holder ON loan_line (instrument_id)"
            " WHERE returned_at IS NULL",
            "DROP TRIGGER add_only_ledger_update",
            "DROP TRIGGER award_overlap_insert",
        ),
        "postgresql": (
            "DROP INDEX uq_loan_line_holder",
            "CREATE UNIQUE INDEX uq_loan_line_holder ON loan_line (instrument_id)"
            " WHERE returned_at IS NULL",
            "DROP TRIGGER add_only_ledger ON ledger",
            "ALTER TABLE award DROP CONSTRAINT award_overlap",
        ),
    }[from_models.dialect.name]
    seen = []
    for change in changes:
        before = catalogue(from_migrations)
        with from_migrations.connect() as connection:
            connection.exec_driver_sql(change)
        seen.append(catalogue(from_migrations) != before)
    assert seen == [True] * len(changes)


def test_an_empty_database_is_brought_up_and_a_current_one_left_alone(empty_database_url):
    engine = open_engine(empty_database_url)
    assert version_of(engine) is None
    upgrade(engine)
    assert version_of(engine) == HEAD
    before = catalogue(engine)
    upgrade(engine)
    bring_up_to_date(engine)
    assert catalogue(engine) == before


def test_a_step_that_fails_leaves_nothing(empty_database_url, monkeypatch):
    def makes_tables_and_fails(connection, _to):
        Base.metadata.create_all(connection)
        raise ZeroDivisionError

    engine = open_engine(empty_database_url)
    monkeypatch.setattr(upgrades, "migrate", makes_tables_and_fails)
    with pytest.raises(ZeroDivisionError):
        upgrade(engine)
    assert catalogue(engine)["tables"] == set()


@pytest.mark.parametrize("version", ["9998", "9999", "somebody-else"])
def test_a_newer_one_is_refused(started_url, version):
    meddle(started_url, "UPDATE alembic_version SET version_num = :version", version=version)
    with pytest.raises(StoreError, match="newer version of the program") as refusal:
        open_desk(started_url)
    assert refusal.value.code == "newer"


class TestKeptRegisters:
    """Files of every released version, kept as they were; `tests.migrations.keep` makes them."""

    def test_there_is_one_of_every_version(self):
        numbers = [step.revision for step in steps().walk_revisions()]
        assert sorted(KEPT) == sorted(numbers)

    @pytest.mark.parametrize("version", sorted(KEPT))
    def test_it_opens_says_what_it_said_and_goes_on(self, version, tmp_path):
        file = tmp_path / "register.sqlite"
        file.write_bytes(KEPT[version].read_bytes())
        url = f"sqlite:///{file}"

        desk = open_desk(url, name="Ashby 1")
        told = tell(desk)
        assert told.pop("balances") == [1200, 0]
        assert told == {
            "violin": "on_loan",
            "flute": "needs_repair",
            "holder": "Zoë O'Neill-Nguyễn",
            "family": "Ngozi Okafor",
            "found": ["Violin 3/4"],
            "newest": "Done again: Returned",
        }
        assert version_of(open_engine(url)) == HEAD

        child, code = pupil(desk, of=family(desk)), violin(desk)
        lend(desk, code, child)
        desk.run(returns.return_one, returns.Return(code))
        desk.run(undo.undo, undo.Undo())
        assert desk.look(accounts.account, child).balance_pence == 2400
        assert len(desk.look(history.timeline, history.TimelineOf(code))) == 4
        desk.close()

    @pytest.mark.parametrize("version", sorted(KEPT))
    def test_its_tables_are_those_of_a_new_one(self, version, tmp_path, room):
        file = tmp_path / "old.sqlite"
        file.write_bytes(KEPT[version].read_bytes())
        old, new = (
            open_engine(f"sqlite:///{file}"),
            open_engine(room.sqlite(tmp_path / "new.sqlite")),
        )
        upgrade(old)
        assert catalogue(old) == catalogue(new)
