"""Which of our schools a file tells of, and what becomes of each; decided before any is written.

A school is known again by its card, its URN, or its name and postcode. One that has neither URN nor
postcode, as when a list of families first named it, is joined where only one can be meant.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from loanmgr.db.many import SqlIn
from loanmgr.db.sql import Sql
from loanmgr.domain import codes
from loanmgr.domain.words import listed
from loanmgr.services.imports.families import school_key
from loanmgr.services.imports.table import Problem
from loanmgr.services.schools.national import NAME
from loanmgr.services.schools.offered import CLOSED, NEVER_EMPTY, Offered, Value
from loanmgr.services.work import Look

SCHOOLS = Sql(
    "SELECT b.id, b.code, b.name, b.contact, b.left_on, b.account_id, b.struck_act, s.urn,"
    " s.address, s.postcode, s.local_authority, s.phase, s.state, s.head, s.telephone, s.website,"
    " s.trust, s.from_age, s.to_age, s.pupil_count, s.closed_on"
    " FROM borrower AS b JOIN school AS s ON s.borrower_id = b.id"
    " WHERE b.kind = 'school' ORDER BY b.id"
)
LABELS = SqlIn("SELECT text, kind, thing FROM code WHERE text IN ({values})")

WORDS = {
    "urn": "URN",
    "contact": "phone or email",
    "local_authority": "local authority",
    "pupil_count": "pupils",
    "from_age": "ages",
    "to_age": "ages",
    "closed_on": "day it closed",
}
"""What a column is called, where that is not its own name."""


@dataclass(frozen=True)
class Change:
    """One school of the file: which of ours it is, and what is to be otherwise."""

    offered: Offered
    known: Any
    borrower: dict[str, Value] = field(default_factory=dict)
    school: dict[str, Value] = field(default_factory=dict)
    is_revived: bool = False
    """It was taken back before, and counts again."""

    @property
    def differs(self) -> bool:
        """Say whether anything of a school that is here changes."""
        return bool(self.borrower or self.school or self.is_revived)


@dataclass(frozen=True)
class Line:
    """What becomes of one school, for a person to look through."""

    kind: str
    """new, changed, closed, joined or gone."""
    name: str
    code: str
    """Our card; empty for one that is new."""
    urn: str
    detail: str


@dataclass
class Plan:
    """What a file does."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    joined: list[Change] = field(default_factory=list)
    gone: list[Any] = field(default_factory=list)
    """Schools of ours in the same areas that the file does not have."""

    @property
    def new(self) -> list[Change]:
        """Those that are not here yet."""
        return [change for change in self.changes if change.known is None]

    @property
    def updated(self) -> list[Change]:
        """Those that are here and change."""
        return [each for each in self.changes if each.known is not None and each.differs]

    @property
    def closing(self) -> list[Change]:
        """Those that were open and have closed."""
        return [each for each in self.updated if each.school.get("state") == CLOSED]

    def lines(self) -> tuple[Line, ...]:
        """Return what happens, school by school; one that stays as it is has no line."""
        joined, closing = set(map(id, self.joined)), set(map(id, self.closing))
        found = [_line("new", change, change.offered.columns.get("phase")) for change in self.new]
        for change in self.updated:
            kind = "closed" if id(change) in closing else "changed"
            found.append(_line("joined" if id(change) in joined else kind, change, _words(change)))
        found += [
            Line("gone", row.name, row.code, row.urn, "It is not in the file.") for row in self.gone
        ]
        return tuple(found)


def plan(look: Look, offered: Sequence[Offered], areas: Iterable[str], *, national: bool) -> Plan:
    """Decide what a file does; `areas` are the local authorities it was read for."""
    found = Plan()
    labels = LABELS.rows(look.connection, [each.code for each in offered if each.code])
    ours = _Ours(look.rows(SCHOOLS), labels)
    matched = ours.match(offered, found, national=national)
    for each in offered:
        known = matched.get(each.row)
        if known is None and national and each.state == CLOSED:
            continue  # it closed before it ever had anything of ours
        change = _change(each, known, look.on)
        found.changes.append(change)
        if known is not None and each.urn and not known.urn and known.struck_act is None:
            found.joined.append(change)
    if national:
        found.gone = ours.not_in({each.urn for each in offered}, {a.casefold() for a in areas})
    return found


class _Ours:
    """Our schools, by what a file may know them by."""

    def __init__(self, rows: list[Any], labels: list[Any]) -> None:
        standing = [row for row in rows if row.struck_act is None]
        by_key = {row.id: row for row in rows}
        # A card of a record that was joined with another names that one.
        self.by_code = {
            label.text: by_key[label.thing]
            for label in labels
            if label.kind == "borrower" and label.thing in by_key
        }
        self._taken = {label.text for label in labels if label.text not in self.by_code}
        self.by_urn = {row.urn: row for row in standing if row.urn}
        self.by_place: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self.nameless_places: dict[str, list[Any]] = defaultdict(list)
        for row in standing:
            key = school_key(row.name)
            if row.postcode:
                self.by_place[key, codes.normalise(row.postcode)].append(row)
            elif not row.urn:
                self.nameless_places[key].append(row)

    def not_in(self, urns: set[str], areas: set[str]) -> list[Any]:
        """Return those of some areas that a file does not have, and that are not closed."""
        return [
            row
            for row in self.by_urn.values()
            if row.urn not in urns
            and (row.local_authority or "").casefold() in areas
            and row.state != CLOSED
        ]

    def match(self, offered: Sequence[Offered], found: Plan, *, national: bool) -> dict[int, Any]:
        """Return our school for each row that has one; what cannot be told is a problem."""
        matched: dict[int, Any] = {}
        rest: list[Offered] = []
        for each in offered:
            known = self.by_code.get(each.code) if each.code else self.by_urn.get(each.urn)
            if each.code in self._taken:
                _wrong(found, each, "code", f"{each.code} is the label of something else.")
            self._same_urn(each, known, found)
            if known is not None:
                matched[each.row] = known
            elif not each.code and not (national and each.state == CLOSED):
                rest.append(each)
        self._twice(offered, found, national=national)
        self._same_school(offered, matched, found)
        here = {row.id for row in matched.values()}
        for each in rest:
            known = self._by_place(each, here, found, national=national)
            if known is not None:
                matched[each.row] = known
                here.add(known.id)
        self._by_name(
            [each for each in rest if each.row not in matched], matched, here, (found, national)
        )
        return matched

    def _same_urn(self, each: Offered, known: Any, found: Plan) -> None:
        holder = self.by_urn.get(each.urn)
        if known is not None and holder is not None and holder.id != known.id:
            _wrong(found, each, "urn", f"{holder.name} {holder.code} has that URN already.")

    def _twice(self, offered: Sequence[Offered], found: Plan, *, national: bool) -> None:
        """Note rows that tell of the same school."""
        seen: dict[tuple[str, str], int] = {}
        for each in offered:
            for column, value in (("URN" if national else "urn", each.urn), ("code", each.code)):
                earlier = seen.setdefault((column, value), each.row) if value else each.row
                if earlier != each.row:
                    _wrong(found, each, column, f"Row {earlier} has the same: {value}.")

    def _same_school(
        self, offered: Sequence[Offered], matched: dict[int, Any], found: Plan
    ) -> None:
        """Note rows that name one school of ours by different cards or numbers."""
        seen: dict[int, Offered] = {}
        for each in offered:
            known = matched.get(each.row)
            if known is None:
                continue
            earlier = seen.setdefault(known.id, each)
            if earlier.code != each.code or earlier.urn != each.urn:
                message = f"Row {earlier.row} is the same school here: {known.name} {known.code}."
                _wrong(found, each, "code" if each.code else "urn", message)

    def _by_place(self, each: Offered, here: set[int], found: Plan, *, national: bool) -> Any:
        """Return our school of the same name and postcode that has no URN yet, or none at all."""
        place = school_key(each.name), codes.normalise(str(each.columns.get("postcode") or ""))
        ours = [row for row in self.by_place.get(place, ()) if row.id not in here]
        ours = [row for row in ours if not (each.urn and row.urn)]
        if len(ours) > 1:
            cards = listed(row.code for row in ours)
            message = (
                f"We have {len(ours)} schools called {each.name} there: {cards}."
                f" Give one of them the URN {each.urn or 'it has'}, then bring the file in again."
            )
            _wrong(found, each, NAME if national else "name", message)
            return None
        return ours[0] if ours else None

    def _by_name(
        self,
        rest: list[Offered],
        matched: dict[int, Any],
        here: set[int],
        told: tuple[Plan, bool],
    ) -> None:
        """Join schools of ours of which nothing but the name is known, where only one is meant."""
        found, national = told
        by_name: dict[str, list[Offered]] = defaultdict(list)
        for each in rest:
            by_name[school_key(each.name)].append(each)
        for key, rows in by_name.items():
            ours = [row for row in self.nameless_places.get(key, ()) if row.id not in here]
            if not ours:
                continue
            if len(ours) == len(rows) == 1:
                matched[rows[0].row] = ours[0]
                continue
            cards = listed(row.code for row in ours)
            more = f", as are {len(rows) - 1} more rows" if len(rows) > 1 else ""
            message = (
                f"{rows[0].name}{more}: is it ours of that name ({cards}), of which we know neither"
                " URN nor postcode? Give ours its URN or postcode, then bring the file in again."
            )
            _wrong(found, rows[0], NAME if national else "name", message)


def _wrong(found: Plan, each: Offered, column: str, message: str) -> None:
    found.problems.append(Problem(each.row, column, message))


def _change(each: Offered, known: Any, on: date) -> Change:
    """Say what a school is to be otherwise."""
    if known is None:
        return Change(each, None)
    borrower: dict[str, Value] = {"name": each.name}
    school: dict[str, Value] = {"urn": each.urn} if each.urn else {}
    for name, value in each.columns.items():
        kept = value if value or name in NEVER_EMPTY else None
        (borrower if name == "contact" else school)[name] = kept
    if "state" in each.columns:
        borrower["left_on"] = left_on(each, known, on)
    return Change(
        each,
        known,
        {name: value for name, value in borrower.items() if getattr(known, name) != value},
        {name: value for name, value in school.items() if getattr(known, name) != value},
        is_revived=known.struck_act is not None,
    )


def left_on(each: Offered, known: Any, on: date) -> date | None:
    """Return the day from which nothing is lent to a school, since it has closed."""
    if each.state == CLOSED:
        closed_on = each.columns.get("closed_on")
        earlier = known.left_on if known is not None else None
        return closed_on if isinstance(closed_on, date) else earlier or on
    if known is None or known.state == CLOSED:
        return None
    return known.left_on  # type: ignore[no-any-return]


def _line(kind: str, change: Change, detail: object) -> Line:
    known, offered = change.known, change.offered
    code = known.code if known is not None else offered.code
    return Line(kind, offered.name, code, offered.urn, str(detail or ""))


def _words(change: Change) -> str:
    names = [*change.borrower, *change.school]
    said = dict.fromkeys(WORDS.get(name, name) for name in names if name != "left_on")
    return listed(said) if said else "here again"
