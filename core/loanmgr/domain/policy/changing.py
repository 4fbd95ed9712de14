"""One entry of a policy changed, ended or taken out; whatever contradicts is refused.

An entry is meant by its list, its code and the day its version begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import wording
from loanmgr.domain.policy.check import check
from loanmgr.domain.policy.entries import Entry
from loanmgr.domain.policy.keys import SHAPES, Shape
from loanmgr.domain.policy.problems import PolicyProblem, PolicyProblems
from loanmgr.domain.policy.read import bring
from loanmgr.domain.policy.whole import Policy
from loanmgr.domain.policy.words import day, did_you_mean, folded
from loanmgr.domain.policy.write import table

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Version:
    """Which entry is meant: one version of it where it has several."""

    array: str
    code: str
    from_on: date | None = None
    """Its first day; None where it has always held, and for entries without dates."""


def shape_named(array: str) -> Shape:
    """Find a list of the policy by its name.

    Raises:
        RuleError: there is none of that name.
    """
    for shape in SHAPES:
        if array == shape.array:
            return shape
    hint = did_you_mean(array, [shape.array for shape in SHAPES])
    raise RuleError(f"A policy has no list called {array[:40]}. {hint}", "unknown_list", "array")


def versions(policy: Policy, array: str, code: str) -> tuple[Entry, ...]:
    """Return the versions of an entry, the earliest first."""
    found = [entry for entry in getattr(policy, array) if folded(entry.code) == folded(code)]
    return tuple(sorted(found, key=lambda entry: _begins(entry) or date.min))


def find(policy: Policy, version: Version) -> Entry:
    """Find the entry that is meant.

    Raises:
        RuleError: there is none.
    """
    shape = shape_named(version.array)
    known = versions(policy, version.array, version.code)
    for entry in known:
        if not is_dated(shape) or _begins(entry) == version.from_on:
            return entry
    noun = wording.page(version.array).noun
    if known:
        since = f" from {day(version.from_on)}" if version.from_on else ""
        message = (
            f"The {noun} {known[0].name} has no version{since}; another desk may have moved it."
        )
        raise RuleError(message, "unknown_version", "from")
    hint = did_you_mean(version.code, [entry.code for entry in getattr(policy, version.array)])
    raise RuleError(f"There is no {noun} {version.code[:60]}. {hint}", "unknown_entry", "code")


def in_force_on(policy: Policy, array: str, code: str, on: date) -> Version:
    """Say which version of an entry is meant on a day: the one in force, else the newest.

    Raises:
        RuleError: there is no such entry.
    """
    shape = shape_named(array)
    known = versions(policy, array, code)
    if not known:
        find(policy, Version(array, code))
    holds = [entry for entry in known if _covers(entry, on)]
    entry = (holds or list(known))[-1]
    return Version(array, entry.code, _begins(entry) if is_dated(shape) else None)


def is_dated(shape: Shape) -> bool:
    """Say whether entries of a list have versions, one after the other in time."""
    return any(key.name == "to" and not key.required for key in shape.keys)


def version_of(shape: Shape, entry: Entry) -> Version:
    """Return what means an entry."""
    return Version(shape.array, entry.code, _begins(entry) if is_dated(shape) else None)


def put(
    policy: Policy, array: str, said: Mapping[str, Any], was: Version | None, *, follows: bool
) -> Policy:
    """Put an entry into a policy: in the place of `was`, or as a new one.

    Args:
        policy: the policy as it is.
        array: which list.
        said: the entry's keys as in the file.
        was: the version it replaces; None adds one.
        follows: a version of the same code that runs into it ends the day before.

    Raises:
        PolicyProblems: something in it can't be read or contradicts, by key.
        RuleError: the version it should replace is not there.
    """
    shape = shape_named(array)
    code = said.get("code")
    _check_code(shape, code, was)
    others = list(versions(policy, array, code)) if isinstance(code, str) else []
    if was is not None:
        others.remove(find(policy, was))
    elif others and not is_dated(shape):
        noun = wording.page(array).noun
        message = f"There is a {noun} with the short name {code} already: {others[0].name}."
        raise PolicyProblems((PolicyProblem(None, message, "code"),))
    tables = [table(entry, shape) for entry in others]
    if was is None and is_dated(shape):
        tables = [_made_room(shape, each, said, follows=follows) for each in tables]
    return bring(policy, {array: [*tables, dict(said)]})


def end(policy: Policy, version: Version, on: date) -> Policy:
    """Let a version hold up to a day and no longer.

    Raises:
        PolicyProblems: the day is before it begins.
        RuleError: there is no such entry, or entries of its list don't end.
    """
    shape, entry = shape_named(version.array), find(policy, version)
    if not is_dated(shape):
        noun = wording.page(version.array).noun
        raise RuleError(f"A {noun} does not end; it can be taken out.", "no_end", "to")
    return put(
        policy,
        version.array,
        {**table(entry, shape), "to": on.isoformat()},
        version,
        follows=False,
    )


def remove(policy: Policy, version: Version) -> Policy:
    """Take an entry out.

    Raises:
        PolicyProblems: another entry needs it.
        RuleError: there is no such entry.
    """
    entry = find(policy, version)
    kept = tuple(each for each in getattr(policy, version.array) if each is not entry)
    after: Policy = replace(policy, **{version.array: kept})
    if wrong := check(after):
        raise PolicyProblems(tuple(PolicyProblem(None, each.message) for each in wrong))
    return after


def _check_code(shape: Shape, code: object, was: Version | None) -> None:
    if was is not None and code != was.code:
        noun = wording.page(shape.array).noun
        message = f"The short name of a {noun} never changes; this one is {was.code}."
        raise PolicyProblems((PolicyProblem(None, message, "code"),))


def _made_room(
    shape: Shape, before: dict[str, Any], said: Mapping[str, Any], *, follows: bool
) -> dict[str, Any]:
    """Return an earlier version, ended before a new one begins where it would run into it."""
    begins, ends = as_day(said.get("from")), as_day(before.get("to"))
    since = as_day(before.get("from"))
    noun = wording.page(shape.array).noun
    if begins is None:
        message = f"There is a {noun} {before['name']} already; a new version needs its first day."
        raise PolicyProblems((PolicyProblem(None, message, "from"),))
    if ends is not None and ends < begins:
        return before
    if since is not None and since >= begins:
        return before
    if follows:
        return {**before, "to": (begins - ONE_DAY).isoformat()}
    until = f"until {day(ends)}" if ends else "until further notice"
    message = f"The {noun} {before['name']} holds {until}; end it before {day(begins)} first."
    raise PolicyProblems((PolicyProblem(None, message, "from"),))


def as_day(value: object) -> date | None:
    """Return a day that is one, or is written as one; None for anything else."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _begins(entry: Entry) -> date | None:
    found: date | None = getattr(entry, "from_on", None)
    return found


def _covers(entry: Entry, on: date) -> bool:
    begins, ends = _begins(entry), getattr(entry, "to_on", None)
    return (begins is None or begins <= on) and (ends is None or on <= ends)
