"""Who is locked before anything is decided about their charges, in the order of data.md."""

from collections.abc import Iterable

from loanmgr.db.sql import Sql
from loanmgr.services import facts, pots
from loanmgr.services.facts import BorrowerKnown
from loanmgr.services.work import Work

ACCOUNT_OF = Sql("SELECT account_id FROM borrower WHERE id = :key")


def borrowers(work: Work, keys: Iterable[int], accounts: Iterable[int] = ()) -> None:
    """Lock pupils, then who pays for them and any other accounts, then the pots of their schemes.

    Limits are read in later statements: what another desk did meanwhile is seen then.
    """
    if work.is_alone:
        return
    people = sorted(set(keys))
    for key in people:
        work.lock("borrower", key)
    theirs = {work.one(ACCOUNT_OF, key=key).account_id for key in people}
    for account in sorted(theirs | set(accounts)):
        work.lock("account", account)
    pots.lock(work, people)


def borrower(work: Work, key: int, accounts: Iterable[int] = ()) -> BorrowerKnown:
    """Gather what is known of a borrower, once nobody else can change it."""
    borrowers(work, (key,), accounts)
    return facts.borrower(work, key)
