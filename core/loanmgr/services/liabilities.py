"""What somebody will be charged, or is, for what is not back: as records show it beforehand."""

from dataclasses import dataclass
from datetime import date

from loanmgr.domain.lending import status_of
from loanmgr.services import accounts, facts, loss_charges, waiving
from loanmgr.services.billing import unreturned
from loanmgr.services.waiving import LossCharge
from loanmgr.services.work import Look

MOST = 50
"""Of what is overdue with one account, so many get their date; a whole school's are on a list."""


@dataclass(frozen=True)
class OfInstrument:
    """What is charged, and from when more would be, for one instrument."""

    charges: tuple[LossCharge, ...]
    """For its loss, damage and parts, that stand."""
    value_pence: int | None
    """What it is worth, by its record or its type."""
    charged_on: date | None
    """The day on which its value is charged unless it is back; None never."""
    parts: tuple[tuple[str, date], ...] = ()
    """Names of missing parts that will be charged, and when."""
    may_be_lost: bool = True
    """It can be reported lost: it is neither missing nor retired."""


@dataclass(frozen=True)
class Coming:
    """What of an account's is going to be charged: a label, a part of it or none, and when."""

    instrument: str
    part: str
    charged_on: date


def of_instrument(look: Look, code: str) -> OfInstrument:
    """Return what is, or will be, charged for one instrument."""
    key = facts.instrument_key(look, code)
    known = facts.instrument(look, key)
    parts = (
        (part.name, unreturned.part_charged_on(look, known, part))
        for part in look.rows(facts.PARTS, key=key)
    )
    return OfInstrument(
        waiving.charges_of(look, known.row.code),
        loss_charges.value_of(known),
        unreturned.charged_on(look, known),
        tuple((name, on) for name, on in parts if on is not None),
        known.row.missing_on is None and status_of(known.facts) != "retired",
    )


def of_account(look: Look, code: str) -> tuple[Coming, ...]:
    """Return what is overdue or came back without a part, and when it is charged."""
    account = accounts.account_row(look, code).account_id
    return tuple(Coming(*each) for each in unreturned.coming(look, account, MOST))
