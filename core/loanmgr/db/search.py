"""Finding three letters and more anywhere in a text, which the two engines do differently."""

from functools import cache
from typing import Any

from loanmgr.db.sql import Connection, Sql

SHORTEST_ANYWHERE = 3
"""A text of so many letters is found anywhere in another; trigrams know no shorter ones."""

SQLITE = Sql(
    "SELECT kind, thing, rank FROM search_entry WHERE id IN"
    " (SELECT rowid FROM search_text WHERE search_text MATCH :wanted LIMIT :hits)"
)
WINDOWS, WINDOW = 25, 80
"""So many stretches of so many entries are looked through before the index of trigrams is asked."""

SOME_TEXTS = f"""
SELECT entry.kind, entry.thing, entry.rank FROM generate_series(0, {WINDOWS - 1}) AS stretch(n)
CROSS JOIN LATERAL (SELECT kind, thing, rank, text FROM search_entry
  WHERE id >= stretch.n * (SELECT MAX(id) FROM search_entry) / {WINDOWS}
  ORDER BY id LIMIT {WINDOW}) AS entry
WHERE entry.rank <= 1 AND {{conditions}} LIMIT :hits
"""  # noqa: S608
"""What very many texts have is in some of them; the index would list every one first."""

ALL_TEXTS = """
SELECT * FROM (SELECT kind, thing, rank FROM search_entry AS entry
  WHERE rank <= 1 AND {conditions} OFFSET 0) AS found LIMIT :hits
"""
"""OFFSET 0 keeps the planner from reading the whole table in the hope of meeting the few soon."""


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
    """Return things whose whole text or a code of theirs contains every word of `wanted`.

    Only words of three letters and more are looked for; without one, nothing is found.
    """
    words = _long_words(wanted)
    if not words:
        return []
    if connection.engine == "sqlite":
        return connection.rows(SQLITE, {"wanted": _quoted(words), "hits": hits})
    some, every = _postgresql(len(words))
    params = {**_patterns(words), "hits": hits}
    found = connection.rows(some, params)
    if len({(row.kind, row.thing) for row in found}) * 2 >= hits:
        return found
    return connection.rows(every, params)


@cache
def _postgresql(words: int) -> tuple[Sql, Sql]:
    conditions = " AND ".join(f"entry.text LIKE :w{i}" for i in range(words))
    return Sql(SOME_TEXTS.format(conditions=conditions)), Sql(
        ALL_TEXTS.format(conditions=conditions)
    )


def _long_words(wanted: str) -> list[str]:
    return [word for word in wanted.split(" ") if len(word) >= SHORTEST_ANYWHERE]


def _words(wanted: str) -> list[str]:
    return _long_words(wanted) or [wanted]


def _quoted(words: list[str]) -> str:
    """Return words for FTS5, each to be found as it is."""
    return " AND ".join('"' + word.replace('"', '""') + '"' for word in words)


def _patterns(words: list[str]) -> dict[str, Any]:
    """Return words for LIKE, each to be found as it is."""
    escaped = (w.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") for w in words)
    return {f"w{i}": f"%{word}%" for i, word in enumerate(escaped)}
