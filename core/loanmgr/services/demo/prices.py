"""What hires cost, asked of the real price rules once for each kind of hire and day."""

from datetime import date, timedelta

from loanmgr.domain import charges
from loanmgr.domain.charges import Hire, Quote
from loanmgr.domain.discounts import AWARDED, AwardHeld
from loanmgr.domain.policy import PAYMENT_DAYS, InstrumentType, Policy
from loanmgr.services import facts
from loanmgr.services.demo.shapes import day, encoded
from loanmgr.services.lending import Charged

HireKind = tuple[str, str, str, bool]
"""Type, family and size of an instrument, and whether it is priced as a part."""


class Price:
    """A quote in the words and values that the rows and acts of a lend need."""

    def __init__(self, quote: Quote, on: date) -> None:
        self.full = quote.full_pence
        self.discount = quote.discount_pence
        self.due = quote.due_pence
        self.is_charged = quote.period_from_on is not None and quote.full_pence > 0
        self.charge_ordinal = quote.charge_on.toordinal()
        self.from_ordinal = (quote.period_from_on or date.min).toordinal()
        self.next_ordinal = quote.next_charge_on.toordinal() if quote.next_charge_on else 0
        self.due_ordinal = quote.due_on.toordinal() if quote.due_on else 0
        self.due_on = _iso(quote.due_on)
        self.next_on = _iso(quote.next_charge_on)
        self.next_json = day(self.next_on)
        self.until = facts.until_words(quote.due_on, quote.next_charge_on)
        self.label = quote.period_label
        self.vat = quote.vat_code
        self.public_name = quote.public_name
        self.pay_by = _iso(max(on, quote.charge_on) + timedelta(days=PAYMENT_DAYS))
        self.to_on = quote.period_to_on
        steps = [(step.what, step.pence) for step in quote.steps]
        self.period = (
            quote.period_code,
            _iso(quote.period_from_on),
            _iso(quote.period_to_on),
            _iso(quote.charge_on),
            quote.full_pence,
            quote.discount_pence,
            quote.due_pence,
            quote.tariff_code,
            quote.scheme_code or None,
        )
        """Columns of the charge, as they follow each other."""
        self.because = quote.because
        self.steps = encoded(steps)
        self.charged = encoded(
            Charged(
                quote.full_pence,
                quote.discount_pence,
                quote.due_pence,
                quote.because,
                quote.steps,
            )
        )
        self.lent = (day(self.due_on), self.next_json, self.charged)
        """The end of the line that tells what was lent."""


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None


class Prices:
    """Prices by kind of hire, borrower, day and scheme."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._by_size = any(tariff.sizes for tariff in policy.tariffs)
        self._first: dict[tuple[int, str, int, str], Price] = {}
        self._next: dict[tuple[int, str, int, str], Price] = {}
        self._kinds: list[HireKind] = []

    def kind_of(self, kind: InstrumentType, size: str | None) -> int:
        """Return the number under which hires of a type and size are priced."""
        wanted = (kind.code, kind.family, (size or "") if self._by_size else "", not kind.counts)
        if wanted not in self._kinds:
            self._kinds.append(wanted)
        return self._kinds.index(wanted)

    def first(self, kind: int, borrower: str, ordinal: int, scheme: str = "") -> Price:
        """Price the first period of a hire that begins on a day, under an award in force."""
        key = (kind, borrower, ordinal, scheme)
        found = self._first.get(key)
        if found is None:
            on = date.fromordinal(ordinal)
            quote = charges.quote(self._policy, self._hire(kind, borrower, on), _held(scheme))
            found = self._first[key] = Price(quote, on)
        return found

    def following(self, kind: int, borrower: str, earlier: Price, scheme: str = "") -> Price:
        """Price the period after one that runs on."""
        key = (kind, borrower, earlier.next_ordinal, scheme)
        found = self._next.get(key)
        if found is None:
            on = date.fromordinal(earlier.next_ordinal)
            to_on = earlier.to_on or on
            hire = self._hire(kind, borrower, on)
            quote = charges.renewal(self._policy, hire, to_on, _held(scheme))
            found = self._next[key] = Price(quote, on)
        return found

    def _hire(self, kind: int, borrower: str, on: date) -> Hire:
        type_code, family, size, is_part = self._kinds[kind]
        return Hire(type_code, family, size, borrower, on, None, is_part)


def _held(scheme: str) -> tuple[AwardHeld, ...]:
    """Return an award that is in force; whether one is, has been decided before."""
    return (AwardHeld(None, scheme, AWARDED, date.min, None),) if scheme else ()
