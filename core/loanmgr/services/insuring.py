"""Who insures an instrument: by the price it is hired at, or else by its type."""

from loanmgr.domain import insurance
from loanmgr.domain.charges import Quote
from loanmgr.domain.policy import Tariff
from loanmgr.services import loss_charges
from loanmgr.services.facts import InstrumentKnown
from loanmgr.services.work import Look


def of_quote(look: Look, known: InstrumentKnown, quote: Quote | None) -> str:
    """Say who insures what is about to be hired; nothing where the policy says nothing."""
    tariff = None
    if quote is not None and look.policy().prices_insure:
        tariff = look.policy().tariff_on(quote.tariff_code, quote.charge_on)
    return at_price(look, known, tariff)


def at_price(look: Look, known: InstrumentKnown, tariff: Tariff | None) -> str:
    """Say who insures what is hired at a price, or would insure what is here."""
    by = look.policy().insured_by(known.row.type_code, tariff)
    return insurance.words(by, loss_charges.value_of(known)) if by else ""
