"""The entries a policy is made of: terms, tariffs, schemes, limits, intervals, instrument types.

Money is whole pence, percentages are numbers (50 is half), ``_on`` is a date. An entry without
``from_on`` has always held, one without ``to_on`` holds until further notice; both days count.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from loanmgr.domain.policy.systems import System
from loanmgr.domain.policy.words import folded

ROLES = ("volunteer", "technician", "desk_lead", "office", "service_lead")
"""What somebody on the staff may be."""

OFFICE = ("office", "service_lead")
"""Roles that know why a rate is reduced, unless a scheme says otherwise."""

LEADS = ("desk_lead", *OFFICE)

BORROWERS = ("pupil", "adult", "teacher", "school", "partner")
"""Who may borrow."""

LOSSES = ("loss", "damage", "part_loss")
"""Tariffs for what is not brought back, what comes back broken, and parts that stay away."""

BASES = ("term", "half_term", "month", "year", "fixed", "free", *LOSSES)
"""What a tariff's price is for; ``fixed`` is one price for the whole loan, however long."""

PART_PERIODS = ("full", "half_term", "weeks", "months")
"""What a hire begun inside a period pays: all of it, the half terms, weeks or months left."""

ENDS = ("until_returned", "fixed")
"""How a hire ends: it runs until it is handed in, or it has a day to bring it back by."""

TAKE_OFF_DAYS = 7
"""A hire that ends so soon after a period's start does not pay for it, unless a tariff says so."""

FREE_FIRST = ("academic_year", "twelve_months")
"""How long a borrower who is new pays nothing."""

GIVES_BACK = ("nothing", "half_term", "weeks", "months")
"""What an early return gives back of a period: nothing, or the half terms, weeks, months unused."""

INSURES = ("hirer", "advised", "service")
"""Who insures what is lent: the hirer, the hirer if they follow our advice, or the service."""

LASTS = ("academic_year", "term", "until_ended")
"""How long an award lasts."""

NON_BUSINESS = "non-business"
"""The VAT code of a council's hire charges unless a tariff says otherwise."""


@dataclass(frozen=True)
class Hirer:
    """Who hires, as far as a price may depend on it."""

    kind: str
    """pupil, adult, teacher, school or partner."""
    is_resident: bool = True
    """Lives or goes to school in the service's area."""
    has_lessons: bool = False
    """Has lessons with the service."""
    in_ensemble: bool = False
    instrument_no: int = 1
    """Which of their instruments out it is: 2 for the second."""
    child_no: int = 1
    """Which of the family's children that hire they are: 2 for the second."""


_YEAR_AT_END = re.compile(r"\s+\d{4}(/\d\d)?$")


@dataclass(frozen=True)
class Term:
    """A school term; terms never overlap, and the gaps between them are holidays."""

    code: str
    name: str
    from_on: date
    to_on: date
    half_term_from_on: date | None = None
    half_term_to_on: date | None = None
    estimated: bool = False
    """The dates are our own estimate, and screens say so."""

    @cached_property
    def label(self) -> str:
        """The name as it stands inside a sentence: ``autumn term``."""
        words = _YEAR_AT_END.sub("", self.name)
        return words[:1].lower() + words[1:]


@dataclass(frozen=True)
class Tariff:
    """A price rule: what hiring something costs, for how long, and how the hire ends.

    The scope is empty where the rule asks nothing: ``types=()`` is every type. A tariff is for
    instruments, or with ``parts`` for parts. One of the bases in ``LOSSES`` is no hire at all: it
    says what a borrower pays for what is lost or broken.
    """

    code: str
    name: str
    basis: str
    price_pence: int = 0
    from_on: date | None = None
    to_on: date | None = None
    families: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    borrowers: tuple[str, ...] = ()
    residents: bool | None = None
    """Only those who live or go to school in the area, or with False only the others."""
    lessons: bool | None = None
    """Only those who have lessons with the service, or with False only the others."""
    ensemble: bool | None = None
    """Only those who play in an ensemble of the service, or with False only the others."""
    from_instrument: int = 1
    """Only from so manieth instrument of a borrower on."""
    from_child: int = 1
    """Only from so manieth child of a family on."""
    parts: bool = False
    part_period: str = "full"
    last_days: int = 14
    """A hire begun in the last so many days of a term pays from the next term."""
    least_weeks: int = 0
    """A hire begun in the second half of a term with fewer weeks left pays from the next term."""
    free_first: str = ""
    """academic_year or twelve_months: so long a borrower who is new pays nothing."""
    least_periods: int = 0
    """So many periods are paid for, however early it comes back."""
    gives_back: str = "nothing"
    """What of a period that has begun an early return gives back."""
    take_off_days: int = TAKE_OFF_DAYS
    """Back within so many days of a period's start takes that period's charge off."""
    notice_days: int = 0
    """A hire that has not ended so many days before a period begins is charged for it."""
    running_from_on: date | None = None
    """Hires that ran before this price pay it for periods that begin on this day or later."""
    ends: str = "until_returned"
    deposit_pence: int = 0
    vat: str = NON_BUSINESS
    ledger_code: str = ""
    """The code under which the general ledger books what it charges."""
    pay_within_days: int | None = None
    """Where it is said, it goes before what limits say of the borrower's kind."""
    replacement_after_days: int = 0
    """Not back so many days after its end, a hire is charged the instrument's value; 0 never."""
    ends_with_lessons: bool = False
    """A hire ends with the term in which the borrower's lessons stop."""
    parts_after_days: int = 0
    """A part that stays away is charged after so many days; 0 never."""
    hire_stops_at_loss: bool = True
    """What is lost is hired no longer."""
    part_names: tuple[str, ...] = ()
    """Only these parts, of the prices for parts that stay away."""
    percent_of_value: Decimal | None = None
    """So much of the value, or of what mending costs, is charged; all of it unless said."""
    excess_pence: int | None = None
    """The most that a borrower pays; what is beyond it is insured."""
    cap_pence: int | None = None
    """The charge comes to no more than this, whatever it is for."""
    free_days: int = 0
    """Damage told of in the first so many days of a hire is not charged."""
    insure: str = ""
    """Who insures what is hired at this price, where that is not as its type says."""
    example: bool = False
    """The price is an example to be replaced by the service's own."""

    @property
    def is_loss(self) -> bool:
        """Say whether it is for what is lost or broken, and not for hiring."""
        return self.basis in LOSSES

    def in_force(self, on: date) -> bool:
        """Say whether the rule holds on a day."""
        return _holds(self.from_on, self.to_on, on)

    @property
    def rank(self) -> tuple[int, ...]:
        """How specific the scope is: borrower, their circumstances, size, type, family."""
        return (
            bool(self.borrowers),
            sum(asked is not None for asked in self.circumstances),
            self.from_instrument,
            self.from_child,
            bool(self.part_names),
            bool(self.sizes),
            bool(self.types),
            bool(self.families),
        )

    @property
    def circumstances(self) -> tuple[bool | None, bool | None, bool | None]:
        """What it asks of the borrower's circumstances: residence, lessons, ensemble."""
        return self.residents, self.lessons, self.ensemble

    def covers(self, type_code: str, family: str) -> bool:
        """Say whether the scope takes in a type of instrument, size and borrower aside."""
        return (not self.types or type_code in self.types) and (
            not self.families or family in self.families
        )

    def suits(self, size: str, hirer: Hirer, on: date) -> bool:
        """Say whether the rule holds for a size and a borrower on a day."""
        return (
            (not self.borrowers or hirer.kind in self.borrowers)
            and (not self.sizes or size in self.sizes)
            and self.in_force(on)
            and self.residents in (None, hirer.is_resident)
            and self.lessons in (None, hirer.has_lessons)
            and self.ensemble in (None, hirer.in_ensemble)
            and self.from_instrument <= hirer.instrument_no
            and self.from_child <= hirer.child_no
        )


@dataclass(frozen=True)
class Scheme:
    """A discount scheme: what it takes off, from what, on which evidence and for how long.

    Exactly one of ``percent``, ``fixed_pence``, ``set_price_pence``, ``set_price_per_year_pence``,
    ``family_price_per_term_pence`` and ``free`` is given.
    """

    code: str
    name: str
    public_name: str
    """The only name that families can see, on screen or paper."""
    kind: str = "reduced_rate"
    """A pupil holds one award of a kind at a time."""
    percent: Decimal | None = None
    fixed_pence: int | None = None
    set_price_pence: int | None = None
    set_price_per_year_pence: int | None = None
    """All charges of a pupil in an academic year come to no more than this."""
    family_price_per_term_pence: int | None = None
    """All charges of a family in a term come to no more than this."""
    free: bool = False
    cap_per_term_pence: int | None = None
    cap_per_year_pence: int | None = None
    cap_per_family_term_pence: int | None = None
    deposit_pence: int = 0
    """The deposit of whoever it lowers a hire for, where the price asks for less."""
    instruments: int | None = None
    """So many instruments of a pupil are lowered, the dearest of what is taken together."""
    automatic: bool = False
    """Everybody has it, without an award."""
    confidential: bool = False
    """Reason and address are hidden from the desk and from paper."""
    seen_by: tuple[str, ...] = OFFICE
    """Roles that may know who is on it and why; all others see its public name."""
    awarded_by: tuple[str, ...] = LEADS
    """Roles that award; what others record is applied for."""
    reasons: tuple[str, ...] = ()
    """Grounds on which it is awarded; each version of a scheme has its own."""
    apply_within_days: int | None = None
    """An application counts for a term only when it comes in its first so many days."""
    from_on: date | None = None
    to_on: date | None = None
    applies_to: tuple[str, ...] = ("hire",)
    stacks: bool = False
    evidence: tuple[str, ...] = ("letter", "school")
    grace_days: int = 28
    """So long an award counts while its evidence is awaited; 0 is full price until it is seen."""
    lasts: str = "academic_year"
    from_year: str = ""
    """The lowest school year that may hold an award: N, R or 1 to 13."""
    budget_pence: int | None = None

    @property
    def looks_back(self) -> bool:
        """Say whether what it takes off depends on what was charged before."""
        asked = (
            self.cap_per_term_pence,
            self.cap_per_year_pence,
            self.cap_per_family_term_pence,
            self.set_price_per_year_pence,
            self.family_price_per_term_pence,
            self.instruments,
        )
        return any(each is not None for each in asked)

    @cached_property
    def hundredths(self) -> int:
        """The percentage in hundredths of a percent; 0 where the effect is another."""
        return int(self.percent * 100) if self.percent else 0

    @cached_property
    def effect(self) -> str:
        """What a percentage takes off in words, such as ``half``; empty for fixed sums."""
        if self.free or self.percent == 100:
            return "all of it"
        if self.percent is None:
            return ""
        text = f"{self.percent:f}"
        number = text.rstrip("0").rstrip(".") if "." in text else text
        return "half" if self.percent == 50 else f"{number} %"

    def in_force(self, on: date) -> bool:
        """Say whether the rule holds on a day."""
        return _holds(self.from_on, self.to_on, on)


@dataclass(frozen=True)
class Limit:
    """What a borrower of some kinds may have at once; what is not given is not limited here."""

    code: str
    name: str
    borrowers: tuple[str, ...] = ()
    from_on: date | None = None
    to_on: date | None = None
    instruments: int | None = None
    owed_pence: int | None = None
    """More than this, past its due date, is asked about before lending."""
    renewals: int | None = None
    kept_working_days: int | None = None
    """An instrument is kept for somebody so long; nothing can be kept where it is nought."""
    payment_days: int | None = None
    """An invoice, or what is put on an account, is owed after so many days."""
    recall_after_days: int | None = None
    """So long after its day an instrument may be called back for what is not paid."""
    late_note: str = ""
    """What papers say about paying late."""
    late_fee_pence: int | None = None
    """Charged once for an invoice that is not paid in time."""
    late_percent: Decimal | None = None
    """Interest a year on what is not paid in time."""
    address: tuple[str, ...] = ()
    """Where the service's papers come from, line by line."""
    contact: str = ""
    """How to reach whoever sends them."""
    pay_to: tuple[str, ...] = ()
    """How to pay, line by line."""
    vat_number: str = ""
    invoices_since_on: date | None = None
    """What was entered before this day is on no invoice."""
    conditions: tuple[str, ...] = ()
    """Further terms on a loan agreement, after those that every agreement has."""
    teacher_signs: bool = False
    """A teacher signs the loan agreement too."""

    def in_force(self, on: date) -> bool:
        """Say whether the rule holds on a day."""
        return _holds(self.from_on, self.to_on, on)


@dataclass(frozen=True)
class Interval:
    """A check or service that comes round: after each loan, or every so many months."""

    code: str
    name: str
    from_on: date | None = None
    to_on: date | None = None
    after_loan: bool = False
    every_months: int | None = None
    blocks_lending: bool = True
    """Until it is done the instrument is not lent without a named override."""
    charge_pence: int | None = None
    """What a hirer pays for it, each time it comes round in a hire."""
    vat: str = NON_BUSINESS

    @property
    def to_do(self) -> str:
        """What is to be done, inside a sentence: what stands behind a colon, or the name."""
        text = self.name.partition(":")[2].strip() or self.name
        return text[:1].lower() + text[1:] if text[1:2].islower() else text

    def in_force(self, on: date) -> bool:
        """Say whether the rule holds on a day."""
        return _holds(self.from_on, self.to_on, on)


@dataclass(frozen=True)
class Size:
    """A size, pitch, voice or model that a type of instrument comes in."""

    code: str
    name: str = ""
    """How it stands in a sentence (``Full size``); the code where nothing else is said."""
    from_age: int | None = None
    to_age: int | None = None

    @property
    def words(self) -> str:
        """The name, or the code of a size without one."""
        return self.name or self.code


@dataclass(frozen=True)
class InstrumentType:
    """A plain noun such as violin, its family, sizes, usual parts and checks."""

    code: str
    name: str
    family: str
    sizes: tuple[Size, ...] = ()
    usual_parts: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    """Codes of the intervals that hold for it."""
    value_pence: int | None = None
    """What one is insured for unless its own record says otherwise."""
    counts: bool = True
    """Counts towards a borrower's limit; free accessories do not."""
    insure: str = ""
    """Who insures one while it is out; nothing is said where it is empty."""

    @cached_property
    def _size_by_code(self) -> Mapping[str, Size]:
        return {size.code: size for size in self.sizes}

    def size(self, text: str) -> Size | None:
        """Find a size by code or name, capitals aside."""
        exact = self._size_by_code.get(text)
        if exact is not None:
            return exact
        wanted = folded(text)
        for size in self.sizes:
            if wanted in (folded(size.code), folded(size.words)):
                return size
        return None


Dated = Term | Tariff | Scheme | Limit | Interval | System
Entry = Dated | InstrumentType


def overlap(one: Dated, two: Dated) -> bool:
    """Say whether two dated entries hold on a common day."""
    return (one.from_on or date.min) <= (two.to_on or date.max) and (two.from_on or date.min) <= (
        one.to_on or date.max
    )


def _holds(from_on: date | None, to_on: date | None, on: date) -> bool:
    return (from_on is None or from_on <= on) and (to_on is None or on <= to_on)
