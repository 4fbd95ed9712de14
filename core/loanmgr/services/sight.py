"""Who may see why a rate is reduced, and the address of who is protected: a role, per scheme.

Redacted here, before anything leaves the register, so that screens, papers, files and JSON cannot
show what their reader may not know. What everybody sees of a scheme is its public name.
"""

from dataclasses import dataclass
from datetime import date

from loanmgr.db.sql import Sql
from loanmgr.domain.policy import Scheme
from loanmgr.services.work import Look

HELD = """
SELECT DISTINCT award.scheme FROM borrower AS b JOIN award ON award.borrower_id = b.id
WHERE {who} = :key AND award.struck_act IS NULL AND award.state <> 'refused'
"""
HELD_BY = {
    "family": Sql(HELD.format(who="b.family_id")),
    "borrower": Sql(HELD.format(who="b.id")),
}
FAMILY_OF = Sql("SELECT family_id FROM borrower WHERE id = :key")
FAMILIES = Sql(
    "SELECT DISTINCT b.family_id, award.scheme FROM award"
    " JOIN borrower AS b ON b.id = award.borrower_id"
    " WHERE b.family_id IS NOT NULL AND award.struck_act IS NULL AND award.state <> 'refused'"
    " AND award.scheme = :code"
)


@dataclass(frozen=True)
class Seen:
    """An award's scheme as far as whoever asks may know it."""

    public_name: str
    name: str = ""
    """The scheme's own name, which tells the reason; empty where that is hidden."""
    reason: str = ""
    evidence: str = ""

    @property
    def shown(self) -> str:
        """The most telling name there is."""
        return self.name or self.public_name


def sees(look: Look, scheme: Scheme) -> bool:
    """Say whether whoever asks may know that somebody is on a scheme, and why."""
    return look.identity.role in scheme.seen_by


def of_award(look: Look, code: str, on: date, of: tuple[str, str] = ("", "")) -> Seen:
    """Return what may be known of an award on a scheme; `of` is its reason and evidence."""
    versions = [scheme for scheme in look.policy().schemes if scheme.code == code]
    scheme = look.policy().scheme_on(code, on) or (versions[-1] if versions else None)
    if scheme is None:
        return Seen("Reduced rate")
    if not sees(look, scheme):
        return Seen(scheme.public_name)
    reason, evidence = of
    return Seen(scheme.public_name, scheme.name, reason, evidence)


def is_hidden(look: Look, kind: str, key: int) -> bool:
    """Say whether address, contacts and notes of a family or borrower are kept from who asks."""
    return _is_on(look, kind, key, _hidden_codes(look))


def is_off_paper(look: Look, kind: str, key: int) -> bool:
    """Say whether the address of a family or borrower is kept off paper, whoever prints it."""
    return _is_on(look, kind, key, _confidential_codes(look))


def hidden_families(look: Look) -> frozenset[int]:
    """Return the keys of the families whose address, contacts and notes are kept from who asks."""
    codes = sorted(_hidden_codes(look))
    rows = (row for code in codes for row in look.rows(FAMILIES, code=code))
    return frozenset(row.family_id for row in rows)


def _is_on(look: Look, kind: str, key: int, codes: frozenset[str]) -> bool:
    """Say whether somebody, or a child of a family, is or ever was on one of some schemes."""
    if not codes:
        return False
    if kind == "borrower":
        family = look.one(FAMILY_OF, key=key).family_id
        kind, key = ("family", family) if family is not None else (kind, key)
    return any(row.scheme in codes for row in look.rows(HELD_BY[kind], key=key))


def _hidden_codes(look: Look) -> frozenset[str]:
    role = look.identity.role
    return frozenset(
        scheme.code
        for scheme in look.policy().schemes
        if scheme.confidential and role not in scheme.seen_by
    )


def _confidential_codes(look: Look) -> frozenset[str]:
    return frozenset(scheme.code for scheme in look.policy().schemes if scheme.confidential)
