"""Records that look alike: all there are, and those like one that is being typed."""

from dataclasses import dataclass
from typing import Any

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
WITH pair(why, kind, keep_key, drop_key) AS (
  SELECT 'postcode', 'family', MIN(id), MAX(id) FROM family
  WHERE struck_act IS NULL AND postcode <> ''
  GROUP BY LOWER(name), REPLACE(postcode, ' ', '') HAVING COUNT(*) > 1
  UNION ALL
  SELECT 'contact', 'family', MIN(family_id), MAX(family_id) FROM adult
  WHERE struck_act IS NULL AND contact <> ''
  GROUP BY REPLACE(LOWER(contact), ' ', '') HAVING MIN(family_id) <> MAX(family_id)
  UNION ALL
  SELECT 'child', 'borrower', MIN(id), MAX(id) FROM borrower
  WHERE kind = 'pupil' AND school_id IS NOT NULL AND struck_act IS NULL
  GROUP BY school_id, LOWER(name) HAVING COUNT(*) > 1
  UNION ALL
  SELECT 'name', 'borrower', MIN(id), MAX(id) FROM borrower
  WHERE kind IN ('teacher', 'partner', 'adult') AND struck_act IS NULL
  GROUP BY kind, LOWER(name) HAVING COUNT(*) > 1
  UNION ALL
  SELECT 'postcode', 'borrower', MIN(b.id), MAX(b.id) FROM borrower AS b
  JOIN school ON school.borrower_id = b.id AND school.postcode <> ''
  WHERE b.kind = 'school' AND b.struck_act IS NULL
  GROUP BY LOWER(b.name), REPLACE(school.postcode, ' ', '') HAVING COUNT(*) > 1)
SELECT pair.why, COALESCE(kept.kind, 'family') AS kind,
  COALESCE(home.code, kept.code) AS keep_code, COALESCE(home.name, kept.name) AS keep_name,
  COALESCE(other.code, gone.code) AS drop_code, COALESCE(other.name, gone.name) AS drop_name
FROM pair
LEFT JOIN family AS home ON pair.kind = 'family' AND home.id = pair.keep_key
LEFT JOIN family AS other ON pair.kind = 'family' AND other.id = pair.drop_key
LEFT JOIN borrower AS kept ON pair.kind = 'borrower' AND kept.id = pair.keep_key
LEFT JOIN borrower AS gone ON pair.kind = 'borrower' AND gone.id = pair.drop_key
ORDER BY pair.kind DESC, pair.keep_key, pair.drop_key, pair.why LIMIT :most
""")
"""The first and the last of those that are alike; once these are joined, the next come."""
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
    found: dict[tuple[str, str], Any] = {}
    for row in look.rows(PAIRS, most=MOST):
        found.setdefault((row.keep_code, row.drop_code), row)
    return tuple(
        Duplicate(r.why, r.kind, r.keep_code, r.keep_name, r.drop_code, r.drop_name)
        for r in found.values()
    )


def alike(look: Look, request: LikeThis) -> tuple[Alike, ...]:
    """Return records of a kind whose name begins like this."""
    start = fold(request.name)
    if len(start) < 3:
        return ()
    found_as = "school" if request.kind == "school" else "borrower"
    asked = {"found_as": found_as, "kind": request.kind, "start": start}
    rows = look.rows(ALIKE, stop=start + "\U0010ffff", **asked)
    return tuple(Alike(r.code, r.name, r.school or r.family or "") for r in rows)
