"""Records that look alike: all there are, and those like one that is being typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from loanmgr.db.many import SqlIn
from loanmgr.db.sql import Sql
from loanmgr.domain.words import fold
from loanmgr.services.attention import check_lead
from loanmgr.services.work import Look

MOST = 500
"""Pairs of one list."""

WHY = {
    "postcode": "Same name and postcode",
    "contact": "Same phone or email",
    "child": "Same name at the same school",
    "name": "Same name",
}
PAIRS = Sql("""
SELECT * FROM (
  SELECT * FROM (SELECT 'postcode' AS why, 'family' AS kind, MIN(id) AS keep_key,
      MAX(id) AS drop_key FROM family
    WHERE struck_act IS NULL AND postcode <> ''
    GROUP BY LOWER(name), REPLACE(postcode, ' ', '') HAVING COUNT(*) > 1 LIMIT :most) AS homes
  UNION ALL
  SELECT * FROM (SELECT 'contact', 'family', MIN(family_id), MAX(family_id) FROM adult
    WHERE struck_act IS NULL AND contact <> ''
    GROUP BY REPLACE(LOWER(contact), ' ', '') HAVING MIN(family_id) <> MAX(family_id)
    LIMIT :most) AS adults
  UNION ALL
  SELECT * FROM (SELECT 'child', 'borrower', MIN(id), MAX(id) FROM borrower
    WHERE kind = 'pupil' AND school_id IS NOT NULL AND struck_act IS NULL
    GROUP BY school_id, LOWER(name) HAVING COUNT(*) > 1 LIMIT :most) AS children
  UNION ALL
  SELECT * FROM (SELECT 'name', 'borrower', MIN(id), MAX(id) FROM borrower
    WHERE kind IN ('teacher', 'partner', 'adult') AND struck_act IS NULL
    GROUP BY kind, LOWER(name) HAVING COUNT(*) > 1 LIMIT :most) AS others
  UNION ALL
  SELECT * FROM (SELECT 'postcode', 'borrower', MIN(key), MAX(key) FROM (
      SELECT borrower_id AS key, REPLACE(postcode, ' ', '') AS postcode,
        (SELECT LOWER(name) FROM borrower WHERE id = borrower_id AND struck_act IS NULL) AS name
      FROM school WHERE postcode <> '') AS named
    WHERE name IS NOT NULL GROUP BY name, postcode HAVING COUNT(*) > 1 LIMIT :most) AS schools
) AS pair ORDER BY kind DESC, keep_key, drop_key, why LIMIT :most
""")
"""The first and the last of those that are alike; once these are joined, the next come.

Each part walks an index in its order, which has what is compared, until there are enough.
"""
NAMES = {
    "family": SqlIn("SELECT id, 'family' AS kind, code, name FROM family WHERE id IN ({values})"),
    "borrower": SqlIn("SELECT id, kind, code, name FROM borrower WHERE id IN ({values})"),
}
ALIKE = Sql("""
SELECT b.code, b.name, family.name AS family, school.name AS school FROM search_entry AS e
JOIN borrower AS b ON b.id = e.thing LEFT JOIN family ON family.id = b.family_id
LEFT JOIN borrower AS school ON school.id = b.school_id
WHERE e.kind = :found_as AND e.text >= :start AND e.text < :stop AND e.rank = 1
  AND b.kind = :kind AND b.struck_act IS NULL LIMIT 3
""")


@dataclass(frozen=True)
class Duplicate:
    """Two records that may be the same people."""

    why: str
    """postcode, contact, child or name."""
    kind: str
    keep: str
    """Card of the older one."""
    keep_name: str
    drop: str
    drop_name: str


@dataclass(frozen=True)
class LikeThis:
    """Ask for records like one that is being typed."""

    kind: str
    """pupil, school, teacher, adult or partner."""
    name: str


@dataclass(frozen=True)
class Alike:
    """A record that may be the one being typed."""

    code: str
    name: str
    detail: str
    """School or family, by which it is told apart."""


def duplicates(look: Look, _request: None = None) -> tuple[Duplicate, ...]:
    """Return records that look alike, two at a time.

    Raises:
        RuleError: whoever asks is no lead.
    """
    check_lead(look)
    found: dict[tuple[str, int, int], str] = {}
    for row in look.rows(PAIRS, most=MOST):
        found.setdefault((row.kind, row.keep_key, row.drop_key), row.why)
    named = {
        (kind, row.id): row
        for kind, names in NAMES.items()
        for row in names.rows(look.connection, _keys(found, kind))
    }
    return tuple(
        _duplicate(why, named[kind, keep], named[kind, drop])
        for (kind, keep, drop), why in found.items()
    )


def _keys(pairs: Iterable[tuple[str, int, int]], kind: str) -> list[int]:
    return [key for of, keep, drop in pairs if of == kind for key in (keep, drop)]


def _duplicate(why: str, keep: Any, drop: Any) -> Duplicate:
    return Duplicate(why, keep.kind, keep.code, keep.name, drop.code, drop.name)


def alike(look: Look, request: LikeThis) -> tuple[Alike, ...]:
    """Return records of a kind whose name begins like this."""
    start = fold(request.name)
    if len(start) < 3:
        return ()
    found_as = "school" if request.kind == "school" else "borrower"
    asked = {"found_as": found_as, "kind": request.kind, "start": start}
    rows = look.rows(ALIKE, stop=start + "\U0010ffff", **asked)
    return tuple(Alike(r.code, r.name, r.school or r.family or "") for r in rows)
