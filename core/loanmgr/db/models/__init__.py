"""Every table of a register; importing this package fills `Base.metadata` and `GUARDS`."""

from loanmgr.db.models.acts import Act, ActBody, ActThing, Desk, Register, Staff, StaffRole
from loanmgr.db.models.base import Base
from loanmgr.db.models.guards import GUARDS, Guard
from loanmgr.db.models.lending import (
    Agreement,
    Basket,
    BasketLine,
    Loan,
    LoanLine,
    Reservation,
)
from loanmgr.db.models.money import Award, Charge, Ledger, Payment
from loanmgr.db.models.numbers import Code, NumberBlock, NumberRange, SearchEntry
from loanmgr.db.models.papers import (
    Allocation,
    Document,
    DocumentLine,
    DocumentSeries,
    LateCharge,
    SentLine,
    Transfer,
)
from loanmgr.db.models.people import Account, Adult, Borrower, ContactPerson, Family, School
from loanmgr.db.models.policy import (
    BillingSystem,
    BorrowingLimit,
    InstrumentSize,
    InstrumentType,
    Scheme,
    ServiceInterval,
    Tariff,
    Term,
)
from loanmgr.db.models.stock import Instrument, Owner, Part, Place

__all__ = [
    "GUARDS",
    "Account",
    "Act",
    "ActBody",
    "ActThing",
    "Adult",
    "Agreement",
    "Allocation",
    "Award",
    "Base",
    "Basket",
    "BasketLine",
    "BillingSystem",
    "Borrower",
    "BorrowingLimit",
    "Charge",
    "Code",
    "ContactPerson",
    "Desk",
    "Document",
    "DocumentLine",
    "DocumentSeries",
    "Family",
    "Guard",
    "Instrument",
    "InstrumentSize",
    "InstrumentType",
    "LateCharge",
    "Ledger",
    "Loan",
    "LoanLine",
    "NumberBlock",
    "NumberRange",
    "Owner",
    "Part",
    "Payment",
    "Place",
    "Register",
    "Reservation",
    "Scheme",
    "School",
    "SearchEntry",
    "SentLine",
    "ServiceInterval",
    "Staff",
    "StaffRole",
    "Tariff",
    "Term",
    "Transfer",
]
