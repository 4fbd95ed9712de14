"""The policy in words, a few lines for each card; money is whole pence."""

from dataclasses import dataclass
from datetime import date

from loanmgr.domain.losses import tariff_words
from loanmgr.domain.policy import Limit, Policy, Scheme, Tariff, Term
from loanmgr.domain.policy.entries import Entry
from loanmgr.domain.policy.systems import System
from ui.text import count, day_and_month, listed, pounds, short_date

BASIS = {
    "term": "a term",
    "half_term": "a half term",
    "month": "a month",
    "year": "a year",
    "fixed": "a loan",
}
SENT = {
    "charges": "charges",
    "deposits": "deposits",
    "write_offs": "write-offs",
    "payments": "payments",
}
ACCOUNTS = {
    "family": "families",
    "school": "schools",
    "adult": "adult learners",
    "teacher": "teachers",
    "partner": "partners",
}
ENDED = "There are none. Bring in a policy file that has some."
_KINDS = {
    "pupil": "pupils",
    "adult": "adult learners",
    "teacher": "teachers",
    "school": "schools",
    "partner": "partners",
}


@dataclass(frozen=True)
class Line:
    """One line of a card: what it is, what holds for it, and a remark under it."""

    what: str
    value: str
    remark: str = ""


def summary(entry: Entry) -> tuple[str, str]:
    """Say what an entry comes to, and for whom, in a few words each."""
    if isinstance(entry, Term):
        return _dates(entry), _half_term(entry).removeprefix("Half term ")
    if isinstance(entry, Tariff | Limit):
        said = _price(entry) if isinstance(entry, Tariff) else _limit(entry)
        return said, _people(entry.borrowers) if entry.borrowers else "everybody"
    if isinstance(entry, Scheme):
        return _effect(entry), _cap(entry)
    if isinstance(entry, System):
        return _invoices(entry), f"{count(len(entry.columns), 'column')} a line"
    return "", ""


def terms(policy: Policy, on: date) -> list[Line]:
    """Say when the terms are, from the one that is running or comes next."""
    ahead = [term for term in policy.terms if term.to_on >= on]
    return [Line(term.name, _dates(term), _half_term(term)) for term in ahead]


def prices(policy: Policy, on: date) -> list[Line]:
    """Say what hiring costs today."""
    now = [tariff for tariff in policy.tariffs if tariff.in_force(on)]
    return [Line(tariff.name, _price(tariff), _scope(tariff)) for tariff in now]


def reduced_rates(policy: Policy, on: date) -> list[Line]:
    """Say what reduced rates take off, by the names families may see."""
    return [
        Line(scheme.public_name, _effect(scheme), _cap(scheme))
        for scheme in policy.schemes
        if scheme.in_force(on)
    ]


def limits(policy: Policy, on: date) -> list[Line]:
    """Say what a borrower may have at once."""
    return [
        Line(limit.name, _limit(limit), _for_whom(limit))
        for limit in policy.limits
        if limit.in_force(on)
    ]


def systems(policy: Policy, on: date) -> list[Line]:
    """Say which other systems are told of what, and which of them sends the invoices."""
    return [
        Line(system.name, _invoices(system), _file(system))
        for system in policy.systems
        if system.in_force(on)
    ]


def _invoices(system: System) -> str:
    whose = listed([ACCOUNTS[kind] for kind in system.accounts])
    return f"Invoices {whose}" if system.invoices else f"Is told of {whose}"


def _file(system: System) -> str:
    sends = [SENT[kind] for kind in system.sends]
    told = f"It gets {listed(sends)}" if sends else "It gets nothing"
    since = f", entered since {short_date(system.since_on)}" if system.since_on else ""
    columns = listed([column.heading for column in system.columns])
    back = [column.heading for column in system.paid_columns]
    paid = f" What was paid comes back as {listed(back)}." if back else ""
    return f"{told}{since}, as {columns}.{paid}"


def _dates(term: Term) -> str:
    said = _days(term.from_on, term.to_on)
    return f"{said}, estimated" if term.estimated else said


def _half_term(term: Term) -> str:
    if term.half_term_from_on is None or term.half_term_to_on is None:
        return ""
    first, last = day_and_month(term.half_term_from_on), day_and_month(term.half_term_to_on)
    return f"Half term {first} to {last}"


def _days(first: date, last: date) -> str:
    """Write two days, the year only once where it is the same."""
    begins = day_and_month(first) if first.year == last.year else short_date(first)
    return f"{begins} to {short_date(last)}"


def _price(tariff: Tariff) -> str:
    if tariff.basis == "free":
        return "Free"
    if tariff.is_loss:
        words = tariff_words(tariff)
        said = words[:1].upper() + words[1:]
    else:
        said = f"{pounds(tariff.price_pence)} {BASIS[tariff.basis]}"
    return f"{said} (an example)" if tariff.example else said


def _scope(tariff: Tariff) -> str:
    said = f"For {_people(tariff.borrowers)}" if tariff.borrowers else ""
    if tariff.deposit_pence:
        deposit = f"Deposit {pounds(tariff.deposit_pence)}"
        return f"{said}. {deposit}" if said else deposit
    return said


def _effect(scheme: Scheme) -> str:
    sums = (
        (scheme.fixed_pence, "off"),
        (scheme.set_price_pence, "instead of the price"),
        (scheme.set_price_per_year_pence, "for a whole year"),
        (scheme.family_price_per_term_pence, "a term for the whole family"),
    )
    for pence, words in sums:
        if pence is not None:
            return f"{pounds(pence)} {words}"
    if scheme.effect == "all of it":
        return "Nothing to pay"
    return "Half price" if scheme.effect == "half" else f"{scheme.effect} off"


def _cap(scheme: Scheme) -> str:
    caps = (
        (scheme.cap_per_term_pence, "a term"),
        (scheme.cap_per_year_pence, "a year"),
        (scheme.cap_per_family_term_pence, "a term for the family"),
    )
    said = [f"up to {pounds(pence)} {words}" for pence, words in caps if pence is not None]
    if scheme.instruments is not None:
        said.append(f"for {count(scheme.instruments, 'instrument')}")
    if scheme.deposit_pence:
        said.append(f"with a deposit of {pounds(scheme.deposit_pence)}")
    words = listed(said)
    return words[:1].upper() + words[1:]


def _limit(limit: Limit) -> str:
    said = []
    if limit.instruments is not None:
        said.append(count(limit.instruments, "instrument"))
    if limit.owed_pence is not None:
        said.append(f"more than {pounds(limit.owed_pence)}")
    if limit.renewals is not None:
        said.append(count(limit.renewals, "renewal"))
    if limit.kept_working_days:
        said.append(f"kept for {count(limit.kept_working_days, 'working day')}")
    return listed(said) if said else "No limit"


def _for_whom(limit: Limit) -> str:
    return f"For {_people(limit.borrowers)}" if limit.borrowers else ""


def _people(kinds: tuple[str, ...]) -> str:
    return listed([_KINDS[kind] for kind in kinds])
