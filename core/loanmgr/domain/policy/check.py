"""Find what a policy's entries cannot mean, each alone and all together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields
from itertools import combinations

from loanmgr.domain.policy.entries import (
    BORROWERS,
    LOSSES,
    Dated,
    InstrumentType,
    Interval,
    Limit,
    Scheme,
    Tariff,
    Term,
    overlap,
)
from loanmgr.domain.policy.loss_keys import misplaced, together
from loanmgr.domain.policy.problems import Contradiction
from loanmgr.domain.policy.systems import contradictions as contradictions_of_systems
from loanmgr.domain.policy.whole import Policy
from loanmgr.domain.policy.words import day, did_you_mean, folded, listed

_PART_PERIODS = {
    "term": ("full", "half_term", "weeks", "months"),
    "half_term": ("full", "weeks"),
    "month": ("full",),
    "year": ("full", "half_term", "weeks", "months"),
    "fixed": ("full",),
    "free": ("full",),
    **dict.fromkeys(LOSSES, ("full",)),
}
"""Which part-period rules make sense for a basis; a month is charged on its first day."""

_GIVES_BACK = {
    "term": ("nothing", "half_term", "weeks", "months"),
    "half_term": ("nothing", "weeks"),
    "month": ("nothing",),
    "year": ("nothing", "months"),
    "fixed": ("nothing",),
    "free": ("nothing",),
    **dict.fromkeys(LOSSES, ("nothing",)),
}

_PERIODS_ONLY = ("least_weeks", "free_first", "least_periods", "notice_days")
_UNSAID = {field.name: field.default for field in fields(Tariff)}

_UNKNOWN = {
    "types": "a type {} that is not known.",
    "families": "a family {} that no type belongs to.",
    "sizes": "a size {} that nothing in its scope comes in.",
}

_LIMITED = (
    "instruments",
    "owed_pence",
    "renewals",
    "kept_working_days",
    "payment_days",
    "recall_after_days",
    "late_note",
    "late_fee_pence",
    "late_percent",
    "address",
    "contact",
    "pay_to",
    "vat_number",
    "invoices_since",
    "conditions",
    "teacher_signs",
)
"""What a limit may say of a kind of borrower; each is said by one limit at a time."""


def check(policy: Policy) -> tuple[Contradiction, ...]:
    """List every contradiction of a policy; an empty answer means it can be used."""
    return (
        *_names(policy),
        *_dates(policy),
        *_terms(policy.terms),
        *_tariffs(policy),
        *_schemes(policy.schemes),
        *_limits(policy.limits),
        *_intervals(policy.intervals),
        *_systems(policy),
        *_types(policy),
    )


def _names(policy: Policy) -> Iterator[Contradiction]:
    yield from _named_once("terms", "term", policy.terms)
    yield from _named_once("tariffs", "tariff", policy.tariffs)
    yield from _named_once("schemes", "scheme", policy.schemes)
    yield from _named_once("limits", "limit", policy.limits)
    yield from _named_once("intervals", "interval", policy.intervals)
    yield from _named_once("systems", "system", policy.systems)
    yield from _named_once("types", "type", policy.types)


def _named_once(
    array: str, noun: str, entries: Sequence[Dated | InstrumentType]
) -> Iterator[Contradiction]:
    """Find names and codes that two entries share, other than versions with dates apart."""
    seen: dict[str, list[Dated | InstrumentType]] = defaultdict(list)
    for position, entry in enumerate(entries):
        for key, text in (("code", entry.code), ("name", entry.name)):
            if any(not _is_version(entry, other) for other in seen[folded(text)]):
                message = f"Two {noun}s are called {text}; each needs a code and name of its own."
                yield Contradiction(array, position, key, message)
                break
        for text in {folded(entry.code), folded(entry.name)}:
            seen[text].append(entry)


def _is_version(one: Dated | InstrumentType, two: Dated | InstrumentType) -> bool:
    undated = Term | InstrumentType
    if isinstance(one, undated) or isinstance(two, undated):
        return False
    return one.code == two.code and not overlap(one, two)


def _dates(policy: Policy) -> Iterator[Contradiction]:
    dated: tuple[tuple[str, str, Sequence[Dated]], ...] = (
        ("terms", "term", policy.terms),
        ("tariffs", "tariff", policy.tariffs),
        ("schemes", "scheme", policy.schemes),
        ("limits", "limit", policy.limits),
        ("intervals", "interval", policy.intervals),
        ("systems", "system", policy.systems),
    )
    for array, noun, entries in dated:
        for position, entry in enumerate(entries):
            if entry.from_on and entry.to_on and entry.to_on < entry.from_on:
                message = (
                    f"The {noun} {entry.name} ends on {day(entry.to_on)}, "
                    f"before it begins on {day(entry.from_on)}."
                )
                yield Contradiction(array, position, "to", message)


def _terms(terms: Sequence[Term]) -> Iterator[Contradiction]:
    for position, term in enumerate(terms):
        if message := _half_term(term):
            yield Contradiction("terms", position, "half_term_from", message)
    in_order = sorted(enumerate(terms), key=lambda found: found[1].from_on)
    latest: Term | None = None
    for position, term in in_order:
        if latest and term.from_on <= latest.to_on:
            message = (
                f"The term {term.name} begins on {day(term.from_on)}, while {latest.name} "
                f"runs until {day(latest.to_on)}; terms never overlap."
            )
            yield Contradiction("terms", position, "from", message)
        latest = term if latest is None or term.to_on > latest.to_on else latest


def _half_term(term: Term) -> str:
    first, last = term.half_term_from_on, term.half_term_to_on
    if first is None and last is None:
        return ""
    if first is None or last is None:
        return f"The half term of {term.name} needs both half_term_from and half_term_to."
    if not term.from_on < first <= last < term.to_on:
        return (
            f"The half term of {term.name}, {day(first)} to {day(last)}, does not lie inside "
            f"the term, {day(term.from_on)} to {day(term.to_on)}."
        )
    return ""


def _tariffs(policy: Policy) -> Iterator[Contradiction]:
    for position, tariff in enumerate(policy.tariffs):
        for key, message in (
            *_tariff(tariff),
            *_tariff_periods(tariff),
            *misplaced(tariff),
            *_scope(tariff, policy),
        ):
            yield Contradiction("tariffs", position, key, message)
    for (_, one), (position, two) in combinations(enumerate(policy.tariffs), 2):
        if _tie(one, two):
            begins = [tariff.from_on for tariff in (one, two) if tariff.from_on]
            since = f" from {day(max(begins))}" if begins else ""
            message = (
                f"The tariffs {one.name} and {two.name} both hold for the same hire{since}, and "
                "neither is more specific. Give one an end date, or a narrower scope."
            )
            yield Contradiction("tariffs", position, "name", message)


def _tariff(tariff: Tariff) -> Iterator[tuple[str, str]]:
    name = tariff.name
    if tariff.basis == "free" and tariff.price_pence:
        yield "price_pence", f"The tariff {name} is free and has a price; it can't be both."
    if tariff.basis not in ("free", *LOSSES) and not tariff.price_pence:
        yield "basis", f'The tariff {name} has no price_pence; a free hire has basis = "free".'
    if tariff.part_period not in _PART_PERIODS[tariff.basis]:
        fits = listed((f'"{rule}"' for rule in _PART_PERIODS[tariff.basis]), "or")
        message = (
            f'The tariff {name} has basis = "{tariff.basis}", for which part_period can only be '
            f'{fits}, not "{tariff.part_period}".'
        )
        yield "part_period", message
    if tariff.families and tariff.types:
        message = (
            f"The tariff {name} names families and types; a type already has its family, "
            "so one of the two says nothing or rules everything out."
        )
        yield "families", message


def _tariff_periods(tariff: Tariff) -> Iterator[tuple[str, str]]:
    """Find what a tariff says of periods that its basis does not have."""
    name = tariff.name
    if tariff.running_from_on and (
        tariff.from_on is None or tariff.running_from_on < tariff.from_on
    ):
        message = (
            f"The tariff {name} has running_from, the day from which hires that ran before its "
            "from pay it; give it a from that is not later."
        )
        yield "running_from", message
    if tariff.basis in ("fixed", "free"):
        for key in _PERIODS_ONLY:
            if getattr(tariff, key) != _UNSAID[key]:
                message = (
                    f'The tariff {name} has {key}, and basis = "{tariff.basis}" has no periods.'
                )
                yield key, message
    if tariff.gives_back not in _GIVES_BACK[tariff.basis]:
        fits = listed((f'"{rule}"' for rule in _GIVES_BACK[tariff.basis]), "or")
        message = (
            f'The tariff {name} has basis = "{tariff.basis}", for which gives_back can only be '
            f'{fits}, not "{tariff.gives_back}".'
        )
        yield "gives_back", message


def _scope(tariff: Tariff, policy: Policy) -> Iterator[tuple[str, str]]:
    in_scope = (kind for kind in policy.types if tariff.covers(kind.code, kind.family))
    sizes = dict.fromkeys(size.code for kind in in_scope for size in kind.sizes)
    types = {kind.code: kind.name for kind in policy.types}
    known: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
        ("types", tariff.types, types),
        ("families", tariff.families, {family: family for family in policy.families}),
        ("sizes", tariff.sizes, {size: size for size in sizes}),
    )
    for key, codes, names in known:
        for code in codes:
            if code not in names:
                hint = did_you_mean(code, list(names.values()))
                yield key, f"The tariff {tariff.name} is for {_UNKNOWN[key].format(code)} {hint}"


def _tie(one: Tariff, two: Tariff) -> bool:
    same_kind = one.parts == two.parts and one.rank == two.rank and together(one, two)
    pairs = (
        (one.families, two.families),
        (one.types, two.types),
        (one.sizes, two.sizes),
        (one.borrowers, two.borrowers),
        (one.part_names, two.part_names),
    )
    meet = all(not mine or set(mine) & set(others) for mine, others in pairs)
    apart = any(
        mine is not None and others is not None and mine != others
        for mine, others in zip(one.circumstances, two.circumstances, strict=True)
    )
    return same_kind and meet and not apart and overlap(one, two)


def _schemes(schemes: Sequence[Scheme]) -> Iterator[Contradiction]:
    kinds: dict[str, str] = {}
    for position, scheme in enumerate(schemes):
        for key, message in _scheme(scheme):
            yield Contradiction("schemes", position, key, message)
        if kinds.setdefault(scheme.code, scheme.kind) != scheme.kind:
            message = (
                f"The scheme {scheme.name} changes its kind from {kinds[scheme.code]} to "
                f"{scheme.kind}; awards already made are of the first."
            )
            yield Contradiction("schemes", position, "kind", message)


def _scheme(scheme: Scheme) -> Iterator[tuple[str, str]]:
    effects = {
        "percent": scheme.percent is not None,
        "fixed_pence": scheme.fixed_pence is not None,
        "set_price_pence": scheme.set_price_pence is not None,
        "set_price_per_year_pence": scheme.set_price_per_year_pence is not None,
        "family_price_per_term_pence": scheme.family_price_per_term_pence is not None,
        "free": scheme.free,
    }
    given = [key for key, is_given in effects.items() if is_given]
    if len(given) > 1:
        yield given[1], f"The scheme {scheme.name} has {listed(given)}; it can have only one."
    if not given:
        yield (
            "name",
            f"The scheme {scheme.name} takes nothing off; give it {listed(effects, 'or')}.",
        )
    if scheme.stacks and scheme.budget_pence is not None:
        message = f"The scheme {scheme.name} has a budget, so it can't add to other schemes."
        yield "budget_pence", message
    if scheme.deposit_pence and ("hire" not in scheme.applies_to or "deposit" in scheme.applies_to):
        message = (
            f"The scheme {scheme.name} asks for a deposit, so it has to lower hires and no "
            'deposits: applies_to has "hire" and not "deposit".'
        )
        yield "deposit_pence", message
    for key, pence in (
        ("fixed_pence", scheme.fixed_pence),
        ("cap_per_term_pence", scheme.cap_per_term_pence),
        ("cap_per_year_pence", scheme.cap_per_year_pence),
        ("cap_per_family_term_pence", scheme.cap_per_family_term_pence),
    ):
        if pence == 0:
            yield key, f"The scheme {scheme.name} has {key} = 0, so it would take nothing off."


def _limits(limits: Sequence[Limit]) -> Iterator[Contradiction]:
    for position, limit in enumerate(limits):
        if not _limited(limit):
            message = f"The limit {limit.name} limits nothing; give it {listed(_LIMITED, 'or')}."
            yield Contradiction("limits", position, "name", message)
        if limit.late_fee_pence == 0:
            message = f"The limit {limit.name} has late_fee_pence = 0; leave it out."
            yield Contradiction("limits", position, "late_fee_pence", message)
    for (_, one), (position, two) in combinations(enumerate(limits), 2):
        both = sorted(_limited(one) & _limited(two))
        kinds = set(one.borrowers or BORROWERS) & set(two.borrowers or BORROWERS)
        same_scope = bool(one.borrowers) == bool(two.borrowers)
        if both and kinds and same_scope and overlap(one, two):
            message = f"The limits {one.name} and {two.name} both say {listed(both)}."
            yield Contradiction("limits", position, both[0], message)


def _limited(limit: Limit) -> set[str]:
    said = {key: getattr(limit, key, None) for key in _LIMITED}
    said["invoices_since"] = limit.invoices_since_on
    return {
        key for key, value in said.items() if value is not False and value not in (None, "", ())
    }


def _intervals(intervals: Sequence[Interval]) -> Iterator[Contradiction]:
    for position, interval in enumerate(intervals):
        if interval.after_loan == (interval.every_months is not None):
            message = (
                f"The interval {interval.name} needs one of after_loan = true and every_months, "
                "and not both."
            )
            yield Contradiction("intervals", position, "name", message)
        if interval.charge_pence is not None and interval.every_months is None:
            message = (
                f"The interval {interval.name} has charge_pence, what a hirer pays for it every "
                "so many months; give it every_months."
            )
            yield Contradiction("intervals", position, "charge_pence", message)
        if interval.charge_pence == 0:
            message = f"The interval {interval.name} has charge_pence = 0; leave it out."
            yield Contradiction("intervals", position, "charge_pence", message)


def _systems(policy: Policy) -> Iterator[Contradiction]:
    for position, key, message in contradictions_of_systems(policy.systems):
        yield Contradiction("systems", position, key, message)
    for position, system in enumerate(policy.systems):
        for family in (code.family for code in system.ledger_codes if code.family):
            if family not in policy.families:
                hint = did_you_mean(family, policy.families)
                message = (
                    f"The system {system.name} has a ledger code for a family {family} that no "
                    f"type belongs to. {hint}"
                )
                yield Contradiction("systems", position, "ledger_codes", message)


def _types(policy: Policy) -> Iterator[Contradiction]:
    checks = [interval.code for interval in policy.intervals]
    for position, kind in enumerate(policy.types):
        for key, message in _sizes(kind):
            yield Contradiction("types", position, key, message)
        for code in kind.checks:
            if code not in checks:
                hint = did_you_mean(code, checks)
                message = f"The type {kind.name} has a check {code} that no interval has. {hint}"
                yield Contradiction("types", position, "checks", message)


def _sizes(kind: InstrumentType) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for size in kind.sizes:
        names = {folded(size.code), folded(size.words)}
        if names & seen:
            yield "sizes", f"The type {kind.name} has the size {size.code} twice."
        seen |= names
        if size.from_age is not None and size.to_age is not None and size.to_age < size.from_age:
            message = (
                f"The size {size.code} of {kind.name} is usual to age {size.to_age}, "
                f"which is below {size.from_age}."
            )
            yield "sizes", message
