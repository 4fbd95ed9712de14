"""What hiring something would cost somebody from some day on, before any instrument is chosen."""

from dataclasses import dataclass
from datetime import date

from loanmgr.domain import charges
from loanmgr.domain.charges import Quote
from loanmgr.services import facts, hiring
from loanmgr.services.instruments import size_of
from loanmgr.services.work import Look


@dataclass(frozen=True)
class Ask:
    """Who wants to hire what, and when."""

    type: str
    size: str
    from_on: date
    until_on: date | None
    borrower: str


def price(look: Look, request: Ask) -> Quote:
    """Price the first period of a hire.

    Raises:
        RuleError: the type, size or borrower is not known, or no price or term covers the day.
    """
    kind = look.policy().type_named(request.type)
    size = size_of(kind, request.size)
    who = facts.borrower(look, facts.borrower_key(look, request.borrower, "borrower"))
    days = (request.from_on, request.until_on)
    hire = hiring.hire_for((kind.code, size or "", kind), who, days)
    return charges.quote(look.policy(), hire, who.awards)
