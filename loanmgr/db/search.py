"""Finding three letters and more anywhere in a text, which the two engines do differently."""

from typing import Any

from loanmgr.db.sql import Connection, Sql

SQLITE = Sql(
    "SELECT kind, thing, rank FROM search_entry WHERE id IN"
    " (SELECT rowid FROM search_text WHERE search_text MATCH :wanted LIMIT :hits)"
)
POSTGRESQL = Sql(
    "SELECT kind, thing, rank FROM search_entry WHERE rank <= 1 AND text LIKE :wanted LIMIT :hits"
)


def anywhere(connection: Connection, wanted: str, hits: int) -> list[Any]:
    """Return things whose whole text or a code of theirs contains every word of `wanted`."""
    words = [word for word in wanted.split(" ") if len(word) > 2] or [wanted]
    if connection.engine == "sqlite":
        quoted = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
        return connection.rows(SQLITE, {"wanted": quoted, "hits": hits})
    escaped = [w.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") for w in words]
    if len(escaped) == 1:
        return connection.rows(POSTGRESQL, {"wanted": f"%{escaped[0]}%", "hits": hits})
    conditions = " AND ".join(f"text LIKE :w{i}" for i in range(len(escaped)))
    params: dict[str, Any] = {f"w{i}": f"%{word}%" for i, word in enumerate(escaped)}
    sql = Sql(
        f"SELECT kind, thing, rank FROM search_entry WHERE rank <= 1 AND {conditions}"  # noqa: S608
        " LIMIT :hits"
    )
    return connection.rows(sql, {**params, "hits": hits})
