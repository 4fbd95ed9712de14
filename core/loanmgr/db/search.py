"""Finding three letters and more anywhere in a text, which the two engines do differently."""

from typing import Any

from loanmgr.db.sql import Connection, Sql

SHORTEST_ANYWHERE = 3
"""A text of so many letters is found anywhere in another; trigrams know no shorter ones."""

SQLITE = Sql(
    "SELECT kind, thing, rank FROM search_entry WHERE id IN"
    " (SELECT rowid FROM search_text WHERE search_text MATCH :wanted LIMIT :hits)"
)
POSTGRESQL = Sql(
    "SELECT kind, thing, rank FROM search_entry WHERE rank <= 1 AND text LIKE :wanted LIMIT :hits"
)


IN_WHOLE_TEXT = (
    "SELECT entry.thing FROM search_text CROSS JOIN search_entry AS entry"
    " WHERE search_text MATCH :wanted AND entry.id = search_text.rowid AND entry.kind = '{kind}'"
)
STARTING_SO = (
    "SELECT thing FROM search_entry WHERE kind = '{kind}' AND text >= :wanted AND text < :beyond"
)


def things_with(connection: Connection, kind: str, wanted: str) -> tuple[str, dict[str, Any]]:
    """Return a sub-select of the things of a kind that a folded text finds, and its parameters.

    Three letters or more are found anywhere, fewer where a word starts; no text gives nothing.
    """
    if len(wanted) < SHORTEST_ANYWHERE:
        beyond = wanted + "\U0010ffff"
        params = {"wanted": wanted, "beyond": beyond} if wanted else {}
        return (STARTING_SO.format(kind=kind) if wanted else ""), params
    words = _words(wanted)
    if connection.engine == "sqlite":
        return IN_WHOLE_TEXT.format(kind=kind), {"wanted": _quoted(words)}
    conditions = " AND ".join(f"text LIKE :w{i}" for i in range(len(words)))
    statement = f"SELECT thing FROM search_entry WHERE kind = '{kind}' AND rank <= 1"  # noqa: S608
    return f"{statement} AND {conditions}", _patterns(words)


def anywhere(connection: Connection, wanted: str, hits: int) -> list[Any]:
    """Return things whose whole text or a code of theirs contains every word of `wanted`."""
    words = _words(wanted)
    if connection.engine == "sqlite":
        return connection.rows(SQLITE, {"wanted": _quoted(words), "hits": hits})
    params = _patterns(words)
    if len(words) == 1:
        return connection.rows(POSTGRESQL, {"wanted": params["w0"], "hits": hits})
    conditions = " AND ".join(f"text LIKE :w{i}" for i in range(len(words)))
    sql = Sql(
        f"SELECT kind, thing, rank FROM search_entry WHERE rank <= 1 AND {conditions}"  # noqa: S608
        " LIMIT :hits"
    )
    return connection.rows(sql, {**params, "hits": hits})


def _words(wanted: str) -> list[str]:
    return [word for word in wanted.split(" ") if len(word) >= SHORTEST_ANYWHERE] or [wanted]


def _quoted(words: list[str]) -> str:
    """Return words for FTS5, each to be found as it is."""
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in words)


def _patterns(words: list[str]) -> dict[str, Any]:
    """Return words for LIKE, each to be found as it is."""
    escaped = (w.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") for w in words)
    return {f"w{i}": f"%{word}%" for i, word in enumerate(escaped)}
