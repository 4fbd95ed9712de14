"""Requests and results of the acts as JSON with gaps, made from the use cases' own classes.

Filling a gap is many times faster than making an object and encoding it. TEXT stands inside quotes
(nothing made up has a character that JSON escapes); RAW is JSON of its own.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.domain.ids import new_id
from loanmgr.services.accounts import Paid, Pay, SignAgreement, Signed
from loanmgr.services.awards import Award, Awarded
from loanmgr.services.instruments import AddInstrument, NeedsRepair, Noted, PartMissing
from loanmgr.services.lending import Asked, Charged, Lend, LendLine, Lent, LentLine, LentPart
from loanmgr.services.people import AddBorrower, Added, AddFamily, AddPupil, AddSchool
from loanmgr.services.returns import Return, Returned

TEXT: Any = "§"
RAW: Any = "§§"


@dataclass(frozen=True)
class ChargeTerm:
    """Charge the next period of a hire that runs on, as a billing run does."""

    instrument: str
    borrower: str
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class TermCharged:
    """What the next period of a hire costs, and when the one after it is charged."""

    act: UUID
    instrument: str
    name: str
    borrower: str
    borrower_name: str
    next_charge_on: date | None
    charge: Charged


def shape(value: Any) -> str:
    """Return a value as JSON for the ``%`` operator, its gaps in the order of its fields."""
    text = msgspec.json.encode(value).decode().replace("%", "%%")
    return text.replace('"§§"', "%s").replace("§", "%s")


def encoded(value: Any) -> str:
    """Return a value as JSON, as the desk stores it."""
    return msgspec.json.encode(value).decode()


def day(iso: str | None) -> str:
    """Return a date in ISO text, or nothing, as JSON."""
    return f'"{iso}"' if iso else "null"


ADD_FAMILY = shape(AddFamily(TEXT, contact=TEXT, address=TEXT, postcode=TEXT, id=TEXT))
ADD_PUPIL = shape(AddPupil(TEXT, TEXT, TEXT, TEXT, TEXT))
ADD_SCHOOL = shape(AddSchool(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT))
ADD_BORROWER = shape(AddBorrower(TEXT, TEXT, TEXT, TEXT, TEXT))
ADDED = shape(Added(TEXT))
ADD_INSTRUMENT = shape(
    AddInstrument(TEXT, TEXT, TEXT, TEXT, TEXT, TEXT, RAW, RAW, RAW, None, "", TEXT)
)
LEND = shape(Lend((TEXT,), TEXT, collected_by=TEXT, id=TEXT))
LEND_MANY = shape(Lend(RAW, TEXT, collected_by=TEXT, id=TEXT))
LEND_LINE = shape(LendLine(TEXT, TEXT, TEXT, RAW))
LENT_LINE = shape(LentLine(TEXT, TEXT, TEXT, TEXT, TEXT, RAW, RAW, RAW))
LENT = shape(Lent(TEXT, RAW, RAW, 0, RAW))
LENT_PART = shape(LentPart(RAW, RAW))
UNSIGNED = shape((Asked("unsigned", f"Agreement for {TEXT} not signed."),))
RETURN = shape(Return(TEXT, RAW, RAW, TEXT, TEXT))
RETURNED = shape(
    Returned(
        act=TEXT,
        instrument=TEXT,
        name=TEXT,
        was_with=TEXT,
        was_with_code=TEXT,
        late_days=RAW,
        put=TEXT,
        belongs_to=TEXT,
        credit_pence=RAW,
        parts=RAW,
        missing=RAW,
        fault=TEXT,
    )
)
CHARGE_TERM = shape(ChargeTerm(TEXT, TEXT, TEXT))
TERM_CHARGED = shape(TermCharged(TEXT, TEXT, TEXT, TEXT, TEXT, RAW, RAW))
PAY = shape(Pay(TEXT, RAW, TEXT, TEXT, TEXT))
PAID = shape(Paid(TEXT, RAW, RAW, TEXT, TEXT))
SIGN = shape(SignAgreement(TEXT, TEXT, TEXT))
SIGNED = shape(Signed(TEXT, TEXT, TEXT, TEXT))
AWARD = shape(Award(TEXT, TEXT, TEXT, RAW, None, "", TEXT))
AWARDED = shape(Awarded(TEXT, TEXT, RAW, RAW, RAW))
NEEDS_REPAIR = shape(NeedsRepair(TEXT, TEXT, TEXT))
PART_MISSING = shape(PartMissing(TEXT, TEXT, RAW, TEXT))
NOTED = shape(Noted(TEXT, TEXT, TEXT))
