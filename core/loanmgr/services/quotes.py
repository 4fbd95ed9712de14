"""What hiring something would cost somebody from some day on, before any instrument is chosen."""

from dataclasses import dataclass
from datetime import date

from loanmgr.domain import charges, losses
from loanmgr.domain.charges import Quote
from loanmgr.domain.errors import RuleError
from loanmgr.domain.losses import LOSS, Asked
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


def if_lost(look: Look, request: Ask) -> Quote | None:
    """Price its loss, by the value of its type; None where nothing is charged or known."""
    kind = look.policy().type_named(request.type)
    size = size_of(kind, request.size)
    who = facts.borrower(look, facts.borrower_key(look, request.borrower, "borrower"))
    hire = hiring.hire_for((kind.code, size or "", kind), who, (request.from_on, None))
    name = facts.named(kind.name, size)
    asked = Asked(LOSS, name, "lost", request.from_on, kind.value_pence)
    try:
        return losses.price(look.policy(), hire, asked, who.awards)
    except RuleError:  # only its record can say what it is worth
        return None


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
