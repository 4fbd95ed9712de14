"""A small policy, a hire and an award that the tests of prices start from."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from loanmgr.domain.charges import Hire
from loanmgr.domain.discounts import (
    AWARDED,
    AwardHeld,
)
from loanmgr.domain.policy import InstrumentType, Policy, Scheme, Size, Tariff, Term

AWARD = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


OTHER_AWARD = UUID("01890a5d-ac96-774b-bcce-b302099a8058")


TERMS = (
    Term(
        "2026-autumn",
        "Autumn term 2026",
        date(2026, 9, 2),
        date(2026, 12, 18),
        date(2026, 10, 26),
        date(2026, 10, 30),
    ),
    Term("2027-spring", "Spring term 2027", date(2027, 1, 5), date(2027, 3, 25)),
    Term("2027-summer", "Summer term 2027", date(2027, 4, 12), date(2027, 7, 21)),
    Term("2027-autumn", "Autumn term 2027", date(2027, 9, 2), date(2027, 12, 17)),
)


TYPES = (
    InstrumentType("violin", "Violin", "strings", (Size("1/2"), Size("3/4"))),
    InstrumentType("cello", "Cello", "strings"),
    InstrumentType("flute", "Flute", "woodwind"),
)


ANY = Tariff("any", "Any instrument", "term", 2400)


HALF = Scheme("half", "Low income", "Reduced rate", percent=Decimal(50))


POLICY = Policy(terms=TERMS, tariffs=(ANY,), schemes=(HALF,), types=TYPES)


HIRE = Hire("violin", "strings", "3/4", "pupil", date(2026, 11, 20))


HELD = AwardHeld(AWARD, "half", AWARDED, date(2026, 9, 1), date(2027, 8, 31))


def priced(pence, **scheme):
    """A policy with one price a term and one scheme."""
    made = Scheme("half", "Low income", "Reduced rate", **scheme)
    return replace(POLICY, tariffs=(replace(ANY, price_pence=pence),), schemes=(made,))


def on(day, **changes):
    return replace(HIRE, from_on=day, **changes)
