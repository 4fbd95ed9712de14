"""To whom a letter about an account goes, and how: on paper, or as they like to be written to."""

from dataclasses import dataclass, replace
from uuid import UUID

from loanmgr.db.sql import Sql
from loanmgr.domain import posting
from loanmgr.domain.posting import POST
from loanmgr.services import contacts
from loanmgr.services.papers import reading
from loanmgr.services.papers.reading import PayerKnown
from loanmgr.services.work import Look

SIGNS = Sql(
    "SELECT adult.name, '' AS role, adult.contact, adult.prefers FROM family"
    " JOIN adult ON adult.family_id = family.id"
    " WHERE family.account_id = :account AND adult.struck_act IS NULL"
    " ORDER BY adult.position, adult.id LIMIT 1"
)


@dataclass(frozen=True)
class Post:
    """To whom a letter goes, and how."""

    card: str
    """Of who pays."""
    payer: str
    to: tuple[str, ...]
    """What stands in the window of an envelope: a name and where they live, nothing else."""
    way: str
    """post, email, text or phone."""
    contact: str
    """Where they are reached, if not by post."""
    person: str = ""
    """Whom one reaches there, if not by post."""
    role: str = ""
    """What that person is for at an organisation: Finance, Music."""

    @property
    def has_address(self) -> bool:
        """Say whether the envelope can be sent as it is."""
        return len(self.to) > 1


@dataclass(frozen=True)
class Sent:
    """Who was written to."""

    act: UUID
    letters: int
    by_others: tuple[str, ...] = ()
    """Whom another desk wrote to meanwhile, by name and card: that was not noted twice."""


def of_account(look: Look, account: int, role: str, person: str = "") -> Post:
    """Return to whom a letter goes that is about an account."""
    return of_payer(look, reading.payer_of(look, account), role, person)


def of_payer(look: Look, payer: PayerKnown, role: str, person: str = "") -> Post:
    """Return to whom a letter to a payer goes.

    Where an address is kept off paper, an e-mail address is kept out of every list too.

    Args:
        look: what reads.
        payer: who pays.
        role: whom at an organisation it is for: about money, or about instruments.
        person: who at an organisation gets it, where somebody said so for this child.
    """
    if person:
        to, found = f"{payer.name}, for {person}", None
    elif payer.kind == "family":
        to, found = payer.name, look.one(SIGNS, account=payer.account)
    else:
        to = contacts.addressed(look, payer.account, payer.name, role)
        found = contacts.person_for(look, payer.account, role)
    whom = Post(payer.card, payer.name, (to, *payer.address), POST, "")
    if found is None or payer.is_confidential:
        return whom
    way = posting.way(found.prefers, found.contact)
    told = {"contact": found.contact, "person": found.name, "role": found.role}
    return whom if way == POST else replace(whom, way=way, **told)
