"""Bringing schools in from the national register or a list of our own: one act, one undo."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from loanmgr.db.sql import Sql
from loanmgr.domain.ids import new_id
from loanmgr.domain.words import listed
from loanmgr.services import search
from loanmgr.services.imports.table import ImportProblems, Problem
from loanmgr.services.schools.matching import Change, Line, Plan, left_on, plan
from loanmgr.services.schools.offered import IN_SCHOOL, NEVER_EMPTY, Offered
from loanmgr.services.work import Look, Work

NEWEST = Sql(
    "SELECT body.result FROM act JOIN act_body AS body ON body.act_no = act.no"
    " WHERE act.use_case = 'load_schools'"
    " AND NOT EXISTS (SELECT 1 FROM act AS back WHERE back.undoes = act.no)"
    " ORDER BY act.no DESC"
)
URNS = Sql("SELECT urn FROM school WHERE urn IS NOT NULL AND struck_act IS NULL")

BORROWER = ("code", "kind", "name", "account_id", "year", "contact", "left_on")


@dataclass(frozen=True)
class LoadSchools:
    """The schools of a file that concern us; the file itself is not kept."""

    schools: tuple[Offered, ...]
    areas: tuple[str, ...] = ()
    """The local authorities whose schools are ours, as the national register names them."""
    national: bool = False
    """It is the national register; otherwise it is a list of our own."""
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True)
class Loaded:
    """What a file came to."""

    act: UUID
    new: int
    updated: int
    skipped: int
    closed: int
    """How many of those updated have closed."""
    areas: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    """Schools that were here without a URN and now have one, by name and card."""
    gone: tuple[str, ...] = ()
    """Schools of ours that the file does not have any more, by name and card."""


@dataclass(frozen=True)
class Tried:
    """What bringing a file in would do, school by school, and what is wrong with it."""

    loaded: Loaded
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def try_schools(look: Look, request: LoadSchools) -> Tried:
    """Say what bringing a file in would do."""
    found = _planned(look, request)
    return Tried(_loaded(request, found), found.lines(), tuple(found.problems))


def load_schools(work: Work, request: LoadSchools) -> Loaded:
    """Bring schools in, whole or not at all; the same file twice changes nothing.

    Raises:
        ImportProblems: with everything that cannot be told, by row and column.
    """
    found = _planned(work, request)
    if found.problems:
        raise ImportProblems(found.problems)
    _Keeper(work).keep(found)
    done = _loaded(request, found)
    whose = f"the schools of {listed(request.areas)}" if request.areas else "a list of schools"
    work.what = (
        f"Brought in {whose}: {done.new:,} new, {done.updated:,} changed,"
        f" {done.skipped:,} as they were"
    )
    return done


def areas_before(look: Look, _request: None = None) -> tuple[str, ...]:
    """Return the local authorities of the last load of the national register that stands."""
    for row in look.rows(NEWEST):
        areas = msgspec.json.decode(row.result, type=Loaded).areas
        if areas:
            return areas
    return ()


def urns_here(look: Look, _request: None = None) -> frozenset[str]:
    """Return the URNs of all our schools, wherever they are."""
    return frozenset(row.urn for row in look.rows(URNS))


def _planned(look: Look, request: LoadSchools) -> Plan:
    return plan(look, request.schools, request.areas, national=request.national)


def _loaded(request: LoadSchools, found: Plan) -> Loaded:
    new, updated = len(found.new), len(found.updated)
    return Loaded(
        request.id,
        new,
        updated,
        len(found.changes) - new - updated,
        len(found.closing),
        request.areas,
        tuple(f"{each.known.name} {each.known.code}" for each in found.joined),
        tuple(f"{row.name} {row.code}" for row in found.gone),
    )


class _Keeper:
    """Writes what was planned, many rows at a time."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def keep(self, found: Plan) -> None:
        """Add new schools and bring those that are here up to date."""
        new = found.new
        self._work.need_numbers("B", sum(not each.offered.code for each in new))
        self._work.pass_over(each.offered.code for each in new if each.offered.code)
        self._add([each.offered for each in new])
        for change in found.updated:
            self._alter(change)

    def _add(self, new: list[Offered]) -> None:
        work = self._work
        fresh = iter(work.numbers("B", sum(not each.code for each in new)))
        cards = [each.code or next(fresh) for each in new]
        accounts = work.add_many("account", ("kind",), [("school",)] * len(new))
        rows = [
            (
                *(card, "school", each.name, account, "", each.columns.get("contact") or ""),
                left_on(each, None, work.on),
            )
            for card, each, account in zip(cards, new, accounts, strict=True)
        ]
        keys = work.add_many("borrower", BORROWER, rows)
        work.add_many("code", ("text", "kind", "thing", "is_alias"), _codes(keys, cards))
        entries: list[tuple[str, int, int, str]] = []
        for key, card, each in zip(keys, cards, new, strict=True):
            work.add("school", borrower_id=key, urn=each.urn or None, **_columns(each))
            entries += search.entries(search.SCHOOL, key, each.name, (card,))
            work.about("borrower", key, "imported")
        work.connection.insert_many("search_entry", search.COLUMNS, entries)
        work.changed.add("search_entry")

    def _alter(self, change: Change) -> None:
        work, known = self._work, change.known
        again = {"struck_act": known.struck_act} if change.is_revived else {}
        if change.is_revived:
            work.change("account", known.account_id, again, dict.fromkeys(again))
        for table, after in (("borrower", change.borrower), ("school", change.school)):
            before = {name: getattr(known, name) for name in after}
            if after or again:
                work.change(table, known.id, before | again, {**after, **dict.fromkeys(again)})
        if "name" in change.borrower or change.is_revived:
            search.refresh(work, "borrower", known.id)
        work.about("borrower", known.id, "imported")


def _codes(keys: list[int], cards: list[str]) -> list[tuple[str, str, int, int]]:
    return [(card, "borrower", key, 0) for key, card in zip(keys, cards, strict=True)]


def _columns(each: Offered) -> dict[str, Any]:
    return {
        name: each.columns.get(name) or ("" if name in NEVER_EMPTY else None) for name in IN_SCHOOL
    }
