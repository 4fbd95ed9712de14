"""What the scan box finds: texts of things, kept by the use cases that name them."""

from collections.abc import Iterable

from loanmgr.db.sql import Sql
from loanmgr.domain.words import fold
from loanmgr.services.work import Draft

WHOLE, LATER_WORD, CODE = 1, 2, 0
"""Ranks of search entries (see the table)."""

LONGEST = 600
"""Letters of a text that are searched: PostgreSQL's index takes some 2,700 bytes."""

SCHOOL = "school"
"""Schools are searched apart from other borrowers, so that neither hides the other."""

KNOWN = Sql(
    "SELECT kind, thing, rank, text FROM search_entry"
    " WHERE thing = :thing AND kind IN (:kind, :also)"
)
FORGET = Sql("DELETE FROM search_entry WHERE thing = :thing AND kind IN (:kind, :also)")
COLUMNS = ("kind", "thing", "rank", "text")

INSTRUMENT = Sql(
    "SELECT i.code, i.make, i.model, i.serial, t.name AS type_name, s.code AS size_code,"
    " i.struck_act FROM instrument AS i JOIN instrument_type AS t ON t.id = i.type_id"
    " LEFT JOIN instrument_size AS s ON s.id = i.size_id WHERE i.id = :key"
)
ALIASES = Sql(
    "SELECT text FROM code WHERE kind = :kind AND thing = :key AND is_alias = 1"
    " AND text NOT LIKE '% %'"
)
FAMILY = Sql("SELECT code, name, postcode, struck_act FROM family WHERE id = :key")
ADULTS = Sql(
    "SELECT name FROM adult WHERE family_id = :key AND struck_act IS NULL ORDER BY position"
)
BORROWER = Sql("SELECT code, name, kind, struck_act FROM borrower WHERE id = :key")


def entries(
    kind: str, thing: int, name: str, exact: Iterable[str]
) -> list[tuple[str, int, int, str]]:
    """Return the search entries of a thing: its name from each word on, and each exact code."""
    codes = [fold(text) for text in exact if text.strip()]
    whole = fold(name)[:LONGEST]
    rows = [(kind, thing, WHOLE, " ".join((whole, *codes))[:LONGEST])]
    words = whole.split(" ")
    rows += [
        (kind, thing, LATER_WORD, " ".join(words[start:]))
        for start in range(1, len(words))
        if len(words[start]) > 1
    ]
    return rows + [(kind, thing, CODE, code) for code in dict.fromkeys(codes)]


def refresh(work: Draft, kind: str, thing: int) -> None:
    """Make the entries of a thing agree with its record; none for one that was struck."""
    makers = {"instrument": _instrument, "family": _family, "borrower": _borrower}
    maker = makers.get(kind)
    if maker is None:
        return
    wanted = maker(work, thing)
    of = {"thing": thing, "kind": kind, "also": SCHOOL if kind == "borrower" else kind}
    # Writing what stands there already would make SQLite merge its index of all texts for nothing.
    if sorted(map(tuple, work.rows(KNOWN, **of))) == sorted(wanted):
        return
    work.do("search_entry", FORGET, **of)
    work.connection.insert_many("search_entry", COLUMNS, wanted)


def _instrument(work: Draft, key: int) -> list[tuple[str, int, int, str]]:
    row = work.one(INSTRUMENT, key=key)
    if row.struck_act is not None:
        return []
    aliases = [a.text for a in work.rows(ALIASES, kind="instrument", key=key)]
    name = instrument_text(row.type_name, row.size_code, row.make, row.model)
    return entries("instrument", key, name, (row.code, row.serial, *aliases))


def instrument_text(type_name: str, size_code: str | None, make: str, model: str) -> str:
    """Return the words an instrument is found by, besides its numbers."""
    return " ".join(filter(None, (type_name, size_code, make, model)))


def _family(work: Draft, key: int) -> list[tuple[str, int, int, str]]:
    row = work.one(FAMILY, key=key)
    if row.struck_act is not None:
        return []
    names = dict.fromkeys([row.name, *(adult.name for adult in work.rows(ADULTS, key=key))])
    return entries("family", key, " ".join(names), (row.code, *_old_cards(work, "family", key)))


def _borrower(work: Draft, key: int) -> list[tuple[str, int, int, str]]:
    row = work.one(BORROWER, key=key)
    if row.struck_act is not None:
        return []
    kind = SCHOOL if row.kind == "school" else "borrower"
    return entries(kind, key, row.name, (row.code, *_old_cards(work, "borrower", key)))


def _old_cards(work: Draft, kind: str, key: int) -> list[str]:
    """Return the cards of records that were joined with this one."""
    return [row.text for row in work.rows(ALIASES, kind=kind, key=key)]
