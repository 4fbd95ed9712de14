"""What a database says of its own tables: everything, down to the text of its triggers."""

from typing import Any

from sqlalchemy import Engine

from loanmgr.db.models import GUARDS, Base

SQLITE = {
    "tables": (
        'SELECT m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk'
        " FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    ),
    "references": (
        'SELECT m.name, f."from", f."table", f."to", f.on_delete'
        " FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table'"
    ),
    "unique": (
        'SELECT m.name, l.name, l."unique", l.partial, i.seqno, i.name'
        " FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS l"
        " JOIN pragma_index_info(l.name) AS i WHERE m.type = 'table'"
        " AND l.name NOT LIKE 'sqlite_autoindex%'"
    ),
    "texts": (
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger')"
        " AND sql IS NOT NULL"
    ),
    "whole tables": (
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name <> 'alembic_version'"
    ),
}
POSTGRESQL = {
    "tables": (
        "SELECT table_name, column_name, data_type, is_nullable, collation_name, column_default"
        " FROM information_schema.columns WHERE table_schema = current_schema()"
    ),
    "indexes": (
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
    ),
    "constraints": (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = current_schema()::regnamespace"
    ),
    "triggers": (
        "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE NOT tgisinternal"
    ),
    "functions": (
        "SELECT p.proname, p.prosrc FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang"
        " WHERE p.pronamespace = current_schema()::regnamespace AND l.lanname = 'plpgsql'"
    ),
    "extensions": "SELECT extname FROM pg_extension",
    "sequences": (
        "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = current_schema()"
    ),
}


def make_from_models(engine: Engine) -> None:
    """Make every table as the models say, guards included."""
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        Base.metadata.create_all(connection)
        for guard in GUARDS:
            for statement in getattr(guard, engine.dialect.name):
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql("COMMIT")


def catalogue(engine: Engine) -> dict[str, set[tuple[Any, ...]]]:
    """Return all that the database says of its tables, in no order."""
    asked = SQLITE if engine.dialect.name == "sqlite" else POSTGRESQL
    with engine.connect() as connection:
        return {
            what: {
                tuple(_plain(value) for value in row)
                for row in connection.exec_driver_sql(statement)
                if not str(row[0]).startswith("alembic_version")
            }
            for what, statement in asked.items()
        }


def _plain(value: Any) -> Any:
    """Return a text without what a formatter may change in it."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.replace(",", " , ").replace("(", " ( ").replace(")", " ) ").split())
    if not text.startswith("CREATE TABLE"):
        return text
    head, _, body = text.partition("(")
    return head + "|".join(sorted(_parts(body.rpartition(")")[0]))) + text.rpartition(")")[2]


def _parts(body: str) -> list[str]:
    """Part the columns and constraints of a table, whose order means nothing."""
    found, depth = [""], 0
    for word in body.split():
        depth += (word == "(") - (word == ")")
        if word == "," and not depth:
            found.append("")
        else:
            found[-1] += f" {word}"
    return found
