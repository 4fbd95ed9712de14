"""Families that may be the one that is being typed: by name, and by telephone or e-mail."""

from dataclasses import dataclass

from loanmgr.db.many import SqlIn
from loanmgr.db.sql import Sql
from loanmgr.domain.contacts import ways_to_write
from loanmgr.domain.words import fold
from loanmgr.services import sight
from loanmgr.services.work import Look

MOST = 3
SHORTEST = 3
"""So many letters of a name say whom it may be."""

NAMED = Sql(
    "SELECT family.id, family.code, family.name, family.address FROM family"
    " JOIN search_entry ON search_entry.thing = family.id AND search_entry.kind = 'family'"
    " WHERE search_entry.kind = 'family' AND search_entry.text >= :start"
    " AND search_entry.text < :stop AND search_entry.rank = 1 AND family.struck_act IS NULL"
    " LIMIT :most"
)
REACHED = SqlIn(
    "SELECT family.id, family.code, family.name, family.address FROM adult"
    " JOIN family ON family.id = adult.family_id"
    " WHERE REPLACE(LOWER(adult.contact), ' ', '') IN ({values}) AND adult.struck_act IS NULL"
    " AND adult.contact <> '' AND family.struck_act IS NULL LIMIT :most"
)


@dataclass(frozen=True)
class FamilyLike:
    """What is typed of a family: how its name begins, and how it is reached."""

    name: str
    contact: str = ""


@dataclass(frozen=True)
class Twin:
    """A family that may be the one being typed."""

    code: str
    name: str
    address: str
    same_contact: bool = False
    """Somebody of it is reached in the same way."""


def twins(look: Look, typed: FamilyLike) -> tuple[Twin, ...]:
    """Return families already here whose name begins like this, or who are reached like this.

    Marks on letters, and the way in which a number is written, make no difference. Whose number
    that is, is told of nobody who is protected from whoever asks.
    """
    reached = REACHED.rows(look.connection, ways_to_write(typed.contact), most=MOST)
    start = fold(typed.name)
    asked = {"start": start, "stop": start + "\U0010ffff", "most": MOST}
    named = look.rows(NAMED, **asked) if len(start) >= SHORTEST else []
    hidden = {row.id for row in (*reached, *named) if sight.is_hidden(look, "family", row.id)}
    told = {row.id for row in reached} - hidden
    rows = {row.id: row for row in (*(row for row in reached if row.id in told), *named)}
    found = [
        Twin(row.code, row.name, "" if key in hidden else row.address, key in told)
        for key, row in rows.items()
    ]
    return tuple(found[:MOST])
