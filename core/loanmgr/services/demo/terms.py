"""The policy of a made-up register: the starting one, with terms for the years of its history."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import Policy, Term, parse

STARTING = Path(__file__).resolve().parents[4] / "resources" / "policy" / "starting.toml"
YEARS_BACK = 2
"""Academic years before the one that is running."""

_YEAR = re.compile(r"\b(\d{4})\b")


def first_year(on: date) -> int:
    """Return the calendar year in which a day's academic year began."""
    return on.year if on.month >= 9 else on.year - 1


def policy_for(today: date, text: str) -> Policy:
    """Read the policy; years whose terms it does not know get those of the nearest year.

    Raises:
        RuleError: it has no terms at all.
    """
    policy = parse(text)
    if not policy.terms:
        raise RuleError("The policy has no terms, so no history can be made up.", "dates_missing")
    known: dict[int, list[Term]] = {}
    for term in policy.terms:
        known.setdefault(first_year(term.from_on + timedelta(days=14)), []).append(term)
    running = first_year(today)
    # In the last term, what is lent already pays for the next year's first.
    last = running + (today >= date(running + 1, 5, 1))
    terms = list(policy.terms)
    for year in range(running - YEARS_BACK, last + 1):
        if year not in known:
            nearest = min(known, key=lambda other: (abs(other - year), other))
            terms += [_moved(term, year - nearest) for term in known[nearest]]
    return replace(policy, terms=tuple(sorted(terms, key=lambda term: term.from_on)))


def _moved(term: Term, years: int) -> Term:
    """Return a term so many years later, on the same days of the week."""
    by = timedelta(weeks=round(years * 365.25 / 7))

    def later(on: date | None) -> date | None:
        return None if on is None else on + by

    return replace(
        term,
        code=_renamed(term.code, years),
        name=_renamed(term.name, years),
        from_on=term.from_on + by,
        to_on=term.to_on + by,
        half_term_from_on=later(term.half_term_from_on),
        half_term_to_on=later(term.half_term_to_on),
        estimated=True,
    )


def _renamed(text: str, years: int) -> str:
    return _YEAR.sub(lambda found: str(int(found[1]) + years), text)
