"""The policy as a whole, with look-ups made once so that pricing a hire never searches.

Money is whole pence; ``_on`` is a date.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy.entries import (
    BORROWERS,
    Hirer,
    InstrumentType,
    Interval,
    Limit,
    Scheme,
    Tariff,
    Term,
)
from loanmgr.domain.policy.systems import System
from loanmgr.domain.policy.words import did_you_mean, folded, listed

_Entry = TypeVar("_Entry", Term, Tariff, Scheme, System, InstrumentType)
_Version = TypeVar("_Version", Tariff, Scheme, System)

_Kind = tuple[str, str, bool]
"""Code and family of an instrument's type, and whether it is a part."""


@dataclass(frozen=True)
class LimitsHeld:
    """What limits one borrower on one day; None is no limit."""

    instruments: int | None = None
    owed_pence: int | None = None
    renewals: int | None = None
    kept_working_days: int | None = None


PAYMENT_DAYS = 30
"""What is put on an account is owed after so many days, unless the policy says otherwise."""


@dataclass(frozen=True)
class PapersHeld:
    """What papers to one kind of borrower say on one day, and when they are to be paid."""

    payment_days: int = PAYMENT_DAYS
    recall_after_days: int | None = None
    late_note: str = ""
    address: tuple[str, ...] = ()
    contact: str = ""
    pay_to: tuple[str, ...] = ()
    vat_number: str = ""
    invoices_since_on: date | None = None
    conditions: tuple[str, ...] = ()
    """Further terms on loan agreements."""
    teacher_signs: bool = False


@dataclass(frozen=True)
class Policy:
    """Everything a service decides for itself, as data."""

    terms: tuple[Term, ...] = ()
    """In the order of their dates."""
    tariffs: tuple[Tariff, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    limits: tuple[Limit, ...] = ()
    intervals: tuple[Interval, ...] = ()
    systems: tuple[System, ...] = ()
    types: tuple[InstrumentType, ...] = ()

    @cached_property
    def term_starts(self) -> tuple[date, ...]:
        """First days of the terms, for searching by halves."""
        return tuple(term.from_on for term in self.terms)

    @cached_property
    def type_by_code(self) -> Mapping[str, InstrumentType]:
        """Every type of instrument by its code."""
        return {kind.code: kind for kind in self.types}

    @cached_property
    def families(self) -> tuple[str, ...]:
        """The families of instruments, in the order of the types."""
        return tuple(dict.fromkeys(kind.family for kind in self.types))

    @cached_property
    def evidence_kinds(self) -> tuple[str, ...]:
        """Every kind of evidence that can be recorded for an award."""
        named = (kind for scheme in self.schemes for kind in scheme.evidence)
        return tuple(dict.fromkeys(("letter", "school", "awaited", "none", *named)))

    @cached_property
    def automatic_schemes(self) -> tuple[str, ...]:
        """Codes of the schemes that everybody has without an award."""
        return tuple(dict.fromkeys(scheme.code for scheme in self.schemes if scheme.automatic))

    @cached_property
    def budgeted(self) -> frozenset[str]:
        """Codes of the schemes that have a budget."""
        return frozenset(s.code for s in self.schemes if s.budget_pence is not None)

    @cached_property
    def recalls(self) -> bool:
        """Say whether what is out may be called back, anywhere, for what is not paid."""
        return any(limit.recall_after_days is not None for limit in self.limits)

    @cached_property
    def longest_notice_days(self) -> int:
        """How many days before a period any tariff may charge for it."""
        return max((tariff.notice_days for tariff in self.tariffs), default=0)

    @cached_property
    def asks(self) -> frozenset[str]:
        """What prices ask of a borrower's other hires, so that only that is gathered."""
        asked = {
            "first_on": any(tariff.free_first for tariff in self.tariffs),
            "instrument_no": any(tariff.from_instrument > 1 for tariff in self.tariffs),
            "child_no": any(tariff.from_child > 1 for tariff in self.tariffs),
            "given": any(scheme.looks_back for scheme in self.schemes),
        }
        return frozenset(what for what, is_asked in asked.items() if is_asked)

    def tariff_for(self, kind: _Kind, size: str, hirer: Hirer, on: date) -> Tariff | None:
        """Find the most specific tariff for a hire on a day.

        Args:
            kind: code and family of the instrument's type, and whether it is a part.
            size: code of the size, or an empty string.
            hirer: who hires.
            on: the day.
        """
        found = self._tariffs_by_kind.get(kind)
        for tariff in self._tariffs_of(kind) if found is None else found:
            if tariff.suits(size, hirer, on):
                return tariff
        return None

    def loss_tariff(
        self, basis: str, of: tuple[str, str, str], hirer: Hirer, on: date, part: str = ""
    ) -> Tariff | None:
        """Find the most specific price of what is lost, damaged, or a part that stays away.

        Args:
            basis: loss, damage or part_loss.
            of: codes of the instrument's type, family and size.
            hirer: who had it.
            on: the day.
            part: name of the part.
        """
        code, family, size = of
        wanted = folded(part)
        for tariff in self._loss_tariffs:
            fits = tariff.basis == basis and tariff.covers(code, family)
            if not fits or not tariff.suits(size, hirer, on):
                continue
            if not tariff.part_names or wanted in map(folded, tariff.part_names):
                return tariff
        return None

    @cached_property
    def _loss_tariffs(self) -> tuple[Tariff, ...]:
        found = (tariff for tariff in self.tariffs if tariff.is_loss)
        return tuple(sorted(found, key=lambda tariff: tariff.rank, reverse=True))

    def tariff_on(self, code: str, on: date) -> Tariff | None:
        """Find the version of a tariff that holds on a day."""
        found = self._tariffs_by_code.get(code, ())
        return next((tariff for tariff in found if tariff.in_force(on)), None)

    def why(self, tariff: Tariff) -> str:
        """Say what a tariff is for: ``for cello and double bass``."""
        return self._why_by_tariff[tariff.code, tariff.from_on]

    def scheme_on(self, code: str, on: date) -> Scheme | None:
        """Find the version of a scheme that holds on a day."""
        for scheme in self._schemes_by_code.get(code, ()):
            if scheme.in_force(on):
                return scheme
        return None

    def limits_on(self, borrower_kind: str, on: date) -> LimitsHeld:
        """Collect what limits a kind of borrower on a day; its own limits before everybody's."""
        held = [limit for limit in self._limits_by_kind[borrower_kind] if limit.in_force(on)]
        return LimitsHeld(
            _first(limit.instruments for limit in held),
            _first(limit.owed_pence for limit in held),
            _first(limit.renewals for limit in held),
            _first(limit.kept_working_days for limit in held),
        )

    def papers_on(self, borrower_kind: str, on: date) -> PapersHeld:
        """Collect what papers to a kind of borrower say on a day."""
        held = [limit for limit in self._limits_by_kind[borrower_kind] if limit.in_force(on)]
        said = {
            field.name: next((v for v in (getattr(each, field.name) for each in held) if v), None)
            for field in fields(PapersHeld)
            if not field.name.endswith("_days")
        }
        return PapersHeld(
            self.payment_days(borrower_kind, on),
            _first(limit.recall_after_days for limit in held),
            **{name: value for name, value in said.items() if value},
        )

    @cached_property
    def charges_late(self) -> bool:
        """Say whether paying late costs anybody anything."""
        return any(each.late_fee_pence or each.late_percent for each in self.limits)

    def late_fee(self, borrower_kind: str, on: date) -> int | None:
        """Return what an invoice costs that becomes late on a day."""
        held = (each for each in self._limits_by_kind[borrower_kind] if each.in_force(on))
        return _first(limit.late_fee_pence for limit in held)

    def late_percent(self, borrower_kind: str, on: date) -> Decimal | None:
        """Return the interest a year on what is late on a day."""
        held = (each for each in self._limits_by_kind[borrower_kind] if each.in_force(on))
        return next((each.late_percent for each in held if each.late_percent), None)

    def payment_days(self, borrower_kind: str, on: date) -> int:
        """Say after how many days something is owed that is put on an account."""
        held = (each for each in self._limits_by_kind[borrower_kind] if each.in_force(on))
        days = _first(limit.payment_days for limit in held)
        return PAYMENT_DAYS if days is None else days

    @cached_property
    def prices_insure(self) -> bool:
        """Say whether any price says who insures what is hired at it."""
        return any(tariff.insure for tariff in self.tariffs)

    def insured_by(self, type_code: str, tariff: Tariff | None) -> str:
        """Say who insures an instrument: hirer, advised, service, or nothing where none says."""
        kind = self.type_by_code.get(type_code)
        return (tariff.insure if tariff else "") or (kind.insure if kind else "")

    def checks_for(self, type_code: str, on: date) -> tuple[Interval, ...]:
        """List the checks and services that hold for a type of instrument on a day."""
        kind = self.type_by_code.get(type_code)
        wanted = kind.checks if kind else ()
        return tuple(
            check for check in self.intervals if check.code in wanted and check.in_force(on)
        )

    def checks_after_loan(self, type_code: str, on: date) -> tuple[Interval, ...]:
        """List what is done after each loan of a type of instrument, as it holds on a day."""
        return tuple(check for check in self.checks_for(type_code, on) if check.after_loan)

    def invoicer_of(self, account_kind: str, on: date) -> System | None:
        """Return the other system that sends the invoices of a kind of account on a day."""
        for system in self.systems:
            if system.invoices and account_kind in system.accounts and system.in_force(on):
                return system
        return None

    def invoiced_elsewhere(self, on: date) -> frozenset[str]:
        """Return the kinds of accounts whose invoices another system sends on a day."""
        systems = (each for each in self.systems if each.invoices and each.in_force(on))
        return frozenset(kind for system in systems for kind in system.accounts)

    def system_on(self, code: str, on: date) -> System | None:
        """Find the version of a system that holds on a day."""
        found = (each for each in self.systems if each.code == code and each.in_force(on))
        return next(found, None)

    def type_named(self, text: str) -> InstrumentType:
        """Find a type of instrument by code or name, or refuse with the nearest one."""
        return _named(self.types, text, "type", "instrument type")

    def term_named(self, text: str) -> Term:
        """Find a term by code or name, or refuse with the nearest one."""
        return _named(self.terms, text, "term", "term")

    def tariff_named(self, text: str) -> Tariff:
        """Find the newest version of a tariff by code or name, or refuse with the nearest one."""
        return _named(_newest_first(self.tariffs), text, "tariff", "tariff")

    def scheme_named(self, text: str) -> Scheme:
        """Find the newest version of a scheme by code or name, or refuse with the nearest one."""
        return _named(_newest_first(self.schemes), text, "scheme", "discount scheme")

    def system_named(self, text: str) -> System:
        """Find the newest version of a system by code or name, or refuse with the nearest one."""
        return _named(_newest_first(self.systems), text, "system", "other system")

    @cached_property
    def _tariffs_by_kind(self) -> Mapping[_Kind, tuple[Tariff, ...]]:
        kinds = [(kind.code, kind.family, part) for kind in self.types for part in (False, True)]
        return {kind: self._tariffs_of(kind) for kind in kinds}

    def _tariffs_of(self, kind: _Kind) -> tuple[Tariff, ...]:
        code, family, is_part = kind
        found = [
            tariff
            for tariff in self.tariffs
            if tariff.parts == is_part and tariff.covers(code, family) and not tariff.is_loss
        ]
        return tuple(sorted(found, key=lambda tariff: tariff.rank, reverse=True))

    @cached_property
    def _why_by_tariff(self) -> Mapping[tuple[str, date | None], str]:
        return {(tariff.code, tariff.from_on): self._why(tariff) for tariff in self.tariffs}

    def _why(self, tariff: Tariff) -> str:
        names = [self.type_by_code[code].name.lower() for code in tariff.types]
        what = listed(names or tariff.families) or "every instrument"
        part = listed(name.lower() for name in tariff.part_names) or "parts"
        parts = f"{part} of {what}" if names or tariff.families else part
        sizes = f" in {listed(tariff.sizes)}" if tariff.sizes else ""
        who = listed(_PLURALS[kind] for kind in tariff.borrowers)
        asked = "".join(_circumstances(tariff))
        is_part = tariff.parts or tariff.basis == "part_loss"
        return f"for {parts if is_part else what}{sizes}{f', to {who}' if who else ''}{asked}"

    @cached_property
    def _tariffs_by_code(self) -> Mapping[str, tuple[Tariff, ...]]:
        by_code: dict[str, tuple[Tariff, ...]] = {}
        for tariff in self.tariffs:
            by_code[tariff.code] = (*by_code.get(tariff.code, ()), tariff)
        return by_code

    @cached_property
    def _schemes_by_code(self) -> Mapping[str, tuple[Scheme, ...]]:
        by_code: dict[str, tuple[Scheme, ...]] = {}
        for scheme in self.schemes:
            by_code[scheme.code] = (*by_code.get(scheme.code, ()), scheme)
        return by_code

    @cached_property
    def _limits_by_kind(self) -> Mapping[str, tuple[Limit, ...]]:
        by_kind: dict[str, list[Limit]] = defaultdict(list)
        for limit in sorted(self.limits, key=lambda limit: not limit.borrowers):
            for kind in limit.borrowers or BORROWERS:
                by_kind[kind].append(limit)
        return {kind: tuple(by_kind[kind]) for kind in BORROWERS}


_PLURALS = {
    "pupil": "pupils",
    "adult": "adult learners",
    "teacher": "teachers",
    "school": "schools",
    "partner": "partners",
}


_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def _circumstances(tariff: Tariff) -> Iterator[str]:
    """Say what else a tariff asks: ``, from the 2nd instrument on``."""
    asked = (
        (tariff.residents, "living or at school in the area", "from outside the area"),
        (tariff.lessons, "with lessons", "without lessons"),
        (tariff.ensemble, "in an ensemble", "in no ensemble"),
    )
    for value, yes, no in asked:
        if value is not None:
            yield f", {yes if value else no}"
    for number, what in ((tariff.from_instrument, "instrument"), (tariff.from_child, "child")):
        if number > 1:
            ending = "th" if number % 100 in (11, 12, 13) else _ORDINALS.get(number % 10, "th")
            yield f", from the {number}{ending} {what} on"


def _first(values: Iterable[int | None]) -> int | None:
    return next((value for value in values if value is not None), None)


def _newest_first(entries: tuple[_Version, ...]) -> list[_Version]:
    return sorted(entries, key=lambda entry: entry.from_on or date.min, reverse=True)


def _named(entries: Iterable[_Entry], text: str, field: str, noun: str) -> _Entry:
    wanted = folded(text)
    entries = tuple(entries)
    for entry in entries:
        if wanted in (folded(entry.code), folded(entry.name)):
            return entry
    names = [entry.name for entry in entries]
    raise RuleError(
        f"There is no {noun} called {text.strip()}. {did_you_mean(text.strip(), names)}",
        "unknown_" + field,
        field,
    )
