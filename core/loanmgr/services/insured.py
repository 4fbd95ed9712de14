"""Who insures what somebody has now, as records and agreements say it."""

from loanmgr.services import ending, facts, insuring
from loanmgr.services.facts import InstrumentKnown
from loanmgr.services.work import Look


def of_instrument(look: Look, known: InstrumentKnown) -> str:
    """Say who insures what somebody has, or would insure what is here."""
    row, tariff = known.row, None
    if row.line_id is not None and look.policy().prices_insure:
        who = facts.borrower(look, row.holder)
        tariff = ending.tariff_of(look, known, who, int(row.hire_id or row.line_id))
    return insuring.at_price(look, known, tariff)
