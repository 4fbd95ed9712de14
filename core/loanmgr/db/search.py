"""Finding three letters and more anywhere in a text, which the two engines do differently."""

from functools import cache
from typing import Any

from loanmgr.db.sql import Connection, Sql

PLAN_ONCE = Sql("SET LOCAL plan_cache_mode = force_generic_plan")

SHORTEST_ANYWHERE = 3
"""A text of so many letters is found anywhere in another; trigrams know no shorter ones."""

SQLITE = Sql(
    "SELECT kind, thing FROM search_entry WHERE id IN"
    " (SELECT rowid FROM search_text WHERE search_text MATCH :wanted LIMIT :hits)"
)
BY_CHANCE = "MOD(thing * 7919, 1000003)"
"""Puts things in an order that has nothing to do with what they are; two prime numbers."""

LOOKED_THROUGH = 2_000
"""Texts looked through before the index of trigrams is asked."""

SOME_TEXTS = f"""
SELECT kind, thing FROM (
  SELECT kind, thing, text FROM search_entry WHERE rank = 1
  ORDER BY {BY_CHANCE} LIMIT {LOOKED_THROUGH}
) AS entry WHERE {{conditions}} LIMIT :hits
"""  # noqa: S608
"""What very many texts have is in some of them; the index would list every one first.

An index keeps them in an order by chance, the same each time. A whole text ends with all codes of
its thing, so that each thing is found once.
"""

ALL_TEXTS = """
SELECT * FROM (SELECT kind, thing FROM search_entry AS entry
  WHERE rank = 1 AND {conditions} OFFSET 0) AS found LIMIT :hits
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


def plan_once(connection: Connection) -> None:
    """Keep PostgreSQL, until the transaction ends, from planning again for what is typed now.

    Whatever is looked for is found best in the same way, and planning would take longer than that.
    """
    if connection.engine == "postgresql":
        connection.execute(PLAN_ONCE, {})


def anywhere(connection: Connection, wanted: str, hits: int) -> list[Any]:
    """Return things whose whole text or a code of theirs contains every word of `wanted`.

    Only words of three letters and more are looked for; without one, nothing is found.
    """
    words = _long_words(wanted)
    if not words:
        return []
    if connection.engine == "sqlite":
        # Its index has the codes by themselves too, so that a thing may be found twice.
        return connection.rows(SQLITE, {"wanted": _quoted(words), "hits": 2 * hits})
    some, every = _postgresql(len(words))
    params = {**_patterns(words), "hits": hits}
    found = connection.rows(some, params)
    return found if len(found) >= hits else connection.rows(every, params)


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
