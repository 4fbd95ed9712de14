"""What the database itself refuses beyond constraints that both engines share, one guard a rule.

Each guard has the same name and the same meaning on SQLite (triggers) and PostgreSQL (an exclusion
constraint or a trigger function). Migrations make them through these texts.
"""

from dataclasses import dataclass

from loanmgr.db.search import BY_CHANCE


@dataclass(frozen=True)
class Guard:
    """The statements that make one guard on each engine, and those that drop it."""

    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]


def no_overlap(name: str, table: str, same: tuple[str, ...], condition: str) -> Guard:
    """Refuse two rows of `table` alike in `same` whose ``from_on``–``to_on`` share a day.

    `condition` says which rows count, in SQL that both engines read, with no table name in it.
    """
    alike = " AND ".join(f"other.{column} = NEW.{column}" for column in same)
    counts_new = _prefixed(condition, "NEW.")
    counts_other = _prefixed(condition, "other.")
    check = (  # the names come from this file, never from a person
        f"SELECT RAISE(ABORT, '{name}') WHERE EXISTS (SELECT 1 FROM {table} AS other WHERE {alike}"  # noqa: S608
        f" AND other.id <> NEW.id AND {counts_other}"
        " AND other.from_on <= NEW.to_on AND NEW.from_on <= other.to_on)"
    )
    sqlite = tuple(
        f"CREATE TRIGGER {name}_{verb} AFTER {verb.upper()} ON {table} WHEN {counts_new}"
        f" BEGIN {check}; END"
        for verb in ("insert", "update")
    )
    parts = ", ".join(f"{column} WITH =" for column in same)
    postgresql = (
        "CREATE EXTENSION IF NOT EXISTS btree_gist",
        f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist"
        f" ({parts}, daterange(from_on, to_on, '[]') WITH &&) WHERE ({condition})",
    )
    return Guard(name, table, sqlite, postgresql)


def add_only(table: str) -> Guard:
    """Refuse to change or remove a row of `table`."""
    name = f"add_only_{table}"
    sqlite = tuple(
        f"CREATE TRIGGER {name}_{verb} BEFORE {verb.upper()} ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{name}'); END"
        for verb in ("update", "delete")
    )
    postgresql = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{name}' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {name}()",
    )
    return Guard(name, table, sqlite, postgresql)


def searchable() -> Guard:
    """Keep the index that finds three letters and more anywhere in a text."""
    sqlite = (
        "CREATE VIRTUAL TABLE search_text USING fts5"
        "(text, content='search_entry', content_rowid='id', tokenize='trigram')",
        "CREATE TRIGGER search_text_insert AFTER INSERT ON search_entry WHEN NEW.rank <= 1"
        " BEGIN INSERT INTO search_text(rowid, text) VALUES (NEW.id, NEW.text); END",
        "CREATE TRIGGER search_text_delete AFTER DELETE ON search_entry WHEN OLD.rank <= 1"
        " BEGIN INSERT INTO search_text(search_text, rowid, text)"
        " VALUES ('delete', OLD.id, OLD.text); END",
    )
    postgresql = (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        "CREATE INDEX search_text ON search_entry USING gin (text gin_trgm_ops) WHERE rank <= 1",
    )
    return Guard("search_text", "search_entry", sqlite, postgresql)


def looked_through() -> Guard:
    """Keep whole texts in an order by chance, so that the first of them are some from everywhere.

    SQLite's own index of texts gives its first hits at once; PostgreSQL's lists all of them first.
    """
    postgresql = (
        f"CREATE INDEX search_some ON search_entry (({BY_CHANCE})) INCLUDE (kind, thing, text)"
        " WHERE rank = 1",
    )
    return Guard("search_some", "search_entry", (), postgresql)


def _prefixed(condition: str, prefix: str) -> str:
    """Put a row's name before each column of a condition (columns are its lower-case words)."""
    words = condition.split(" ")
    return " ".join(
        prefix + word if word.isidentifier() and word.islower() else word for word in words
    )


GUARDS = (
    no_overlap(
        "award_overlap",
        "award",
        ("borrower_id", "scheme_kind"),
        "state IN ('applied', 'awarded', 'evidence_awaited') AND struck_act IS NULL",
    ),
    add_only("ledger"),
    searchable(),
    looked_through(),
)
