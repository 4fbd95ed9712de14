"""The list of families: a row for each child, or for a family without children."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain import codes, texts
from loanmgr.domain.errors import RuleError
from loanmgr.domain.school_years import year_of
from loanmgr.domain.words import fold
from loanmgr.services.imports import further
from loanmgr.services.imports.table import ImportProblems, Row, read
from loanmgr.services.people import school_year, way
from loanmgr.services.work import Look

COLUMNS = (
    "family code",
    "family",
    "contact",
    "prefers",
    "further adults",
    "address",
    "postcode",
    "note",
    "child code",
    "child",
    "school",
    "year",
)
OF_FAMILY = ("contact", "prefers", "further adults", "address", "postcode", "note")
OF_ADULT = ("contact", "prefers")
"""What the file says of the grown-up who signs."""

FAMILIES = Sql("SELECT * FROM family ORDER BY id")
ADULTS = Sql(
    "SELECT id, family_id, name, contact, prefers, position FROM adult WHERE struck_act IS NULL"
    " ORDER BY position DESC, id DESC"
)
PUPILS = Sql("SELECT * FROM borrower WHERE kind = 'pupil' ORDER BY id")
SCHOOLS = Sql(
    "SELECT b.id, b.code, b.name, school.urn FROM borrower AS b"
    " LEFT JOIN school ON school.borrower_id = b.id"
    " WHERE b.kind = 'school' AND b.struck_act IS NULL ORDER BY b.id DESC"
)
LABELS = Sql("SELECT text, kind, thing FROM code")


@dataclass
class Child:
    """One child of the file."""

    row: Row
    known: Any
    name: str
    code: str
    columns: dict[str, Any]
    """School (by name) and year, where the file has them."""


@dataclass
class Household:
    """One family of the file, with its children."""

    row: Row
    known: Any
    name: str
    code: str
    columns: dict[str, str]
    children: list[Child] = field(default_factory=list)


@dataclass
class Plan:
    """What a file does, decided before anything is written. Families and children are counted."""

    households: list[Household] = field(default_factory=list)
    new: int = 0
    updated: int = 0
    skipped: int = 0
    made: tuple[str, ...] = ()


class People:
    """Everybody of the register that rows are compared with, read once."""

    def __init__(self, look: Look) -> None:
        self.on = look.on
        self.families = {row.id: row for row in look.rows(FAMILIES)}
        adults = look.rows(ADULTS)
        self.adults = {row.family_id: row for row in adults}
        self.all_adults: dict[int, list[Any]] = {}
        for row in reversed(adults):
            self.all_adults.setdefault(row.family_id, []).append(row)
        self.pupils = {row.id: row for row in look.rows(PUPILS)}
        schools = look.rows(SCHOOLS)
        self.schools = {school_key(row.name): row for row in schools}
        self.school_codes = {row.code: row for row in schools}
        self.school_codes |= {row.urn: row for row in schools if row.urn}
        named = Counter(school_key(row.name) for row in schools)
        self.same_name = {name for name, schools_of_it in named.items() if schools_of_it > 1}
        self.label = {row.text: (row.kind, row.thing) for row in look.rows(LABELS)}
        self.by_name: dict[tuple[str, str], Any] = {}
        for family in self.families.values():
            if family.struck_act is None:
                mark = (fold(family.name), codes.normalise(family.postcode))
                self.by_name.setdefault(mark, family)
        self.children: dict[int, dict[str, Any]] = {}
        for pupil in self.pupils.values():
            if pupil.struck_act is None:
                of = self.children.setdefault(pupil.family_id, {})
                of.setdefault(fold(pupil.name), pupil)

    def card_now(self, kind: str, code: str) -> str:
        """Return the card of the record that a card names: of two that were joined, the kept."""
        of, key = self.label.get(code, ("", 0))
        known = (self.families if kind == "family" else self.pupils).get(key)
        return str(known.code) if of == kind and known is not None else code

    def take_school(self, row: Any) -> None:
        """Know a school that was added."""
        self.schools[school_key(row.name)] = self.school_codes[row.code] = row

    def school(self, text: str) -> Any:
        """Return the school a cell names: its card, its URN or its name."""
        return self.school_codes.get(codes.normalise(text)) or self.schools.get(school_key(text))

    def is_unclear(self, text: str) -> bool:
        """Say whether a cell has the name of several schools."""
        is_named = codes.normalise(text) not in self.school_codes
        return is_named and school_key(text) in self.same_name


def school_key(name: str) -> str:
    """Return a school's name as schools are told apart: marks, stops and spaces aside."""
    return "".join(letter for letter in fold(name) if letter.isalnum())


def plan(look: Look, data: bytes, *, seen_before: bool) -> Plan:  # noqa: ARG001
    """Decide what a file does; families and children are known again by card or by name.

    Raises:
        ImportProblems: something in it cannot be brought in.
    """
    rows = read(data, COLUMNS, ("family",))
    people = People(look)
    found = Plan()
    households: dict[Any, Household] = {}
    made: dict[str, str] = {}
    for row in rows:
        household = _household(people, row, households)
        if row.text("child"):
            child = _child(people, row, household)
            household.children.append(child)
            if child.columns.get("school") and people.school(child.columns["school"]) is None:
                name = child.columns["school"]
                made.setdefault(school_key(name), f"school {name}")
        elif row.text("child code"):
            row.wrong("child", "Say the child's name.")
    problems = [problem for row in rows for problem in row.problems]
    if problems:
        raise ImportProblems(problems)
    found.households = list(households.values())
    found.made = tuple(made.values())
    for household in found.households:
        _count(found, household.known, family_differs(people, household))
        for child in household.children:
            _count(found, child.known, child_differs(people, child))
    return found


def _count(plan_so_far: Plan, known: Any, differs: Mapping[str, Any]) -> None:
    if known is None:
        plan_so_far.new += 1
    elif differs:
        plan_so_far.updated += 1
    else:
        plan_so_far.skipped += 1


def _household(people: People, row: Row, households: dict[Any, Household]) -> Household:
    """Return the family of a row: one that an earlier row told of, or another."""
    code = people.card_now("family", codes.normalise(row.text("family code")))
    name = _line(row, "family", row.text("family"))
    if not name:
        row.wrong("family", "Say the full name of the parent or carer.")
    columns = {c: _cell(row, c) for c in OF_FAMILY if row.has(c)}
    if columns.get("further adults"):
        further.check(row, columns["further adults"])
    if "postcode" in columns:
        columns["postcode"] = columns["postcode"].upper()
    mark = code or (fold(name), codes.normalise(columns.get("postcode", "")))
    earlier = households.get(mark)
    if earlier is not None:
        _agree(row, earlier, name, columns)
        return earlier
    known = _known(people, row, code, "family")
    if known is None and not code and isinstance(mark, tuple):
        known = people.by_name.get(mark)
    household = Household(row, known, name, code, columns)
    households[mark] = household
    return household


def _agree(row: Row, earlier: Household, name: str, columns: dict[str, str]) -> None:
    for column, text in (("family", name), *columns.items()):
        first = earlier.name if column == "family" else earlier.columns.get(column, "")
        if text and first and not _same(column, text, first):
            message = f"Row {earlier.row.number} says “{first[:40]}” for the same family."
            row.wrong(column, message)
        elif text and not first:
            earlier.columns[column] = text


def _same(column: str, text: str, first: str) -> bool:
    """Say whether two rows say the same; the space in a postcode is no difference."""
    return text == first or (
        column == "postcode" and codes.normalise(text) == codes.normalise(first)
    )


def _child(people: People, row: Row, household: Household) -> Child:
    name = _line(row, "child", row.text("child"))
    code = people.card_now("borrower", codes.normalise(row.text("child code")))
    known = _known(people, row, code, "child")
    if known is None and not code and household.known is not None:
        known = people.children.get(household.known.id, {}).get(fold(name))
    is_live = known is not None and known.struck_act is None and household.known is not None
    if is_live and known.family_id != household.known.id:
        row.wrong("child code", f"{known.name} is in another family.")
    if any(fold(child.name) == fold(name) and child.code == code for child in household.children):
        row.wrong("child", f"{name} is in this family twice.")
    columns: dict[str, Any] = {}
    if row.has("school"):
        columns["school"] = _line(row, "school", row.text("school"))
        if people.is_unclear(columns["school"]):
            message = f"Several schools are called {columns['school']}: write its URN or its card."
            row.wrong("school", message)
    if row.has("year"):
        try:
            columns["year"] = school_year(row.text("year"))
        except RuleError as error:
            row.wrong("year", error.message)
    return Child(row, known, name, code, columns)


def _known(people: People, row: Row, code: str, of: str) -> Any:
    """Find a family or child by its card."""
    column = f"{of} code"
    if not code:
        return None
    if not (codes.is_ours(code) and code.startswith("B")):
        row.wrong(column, f"“{row.text(column)[:40]}” is not one of our cards.")
        return None
    kind, key = people.label.get(code, ("", 0))
    wanted, rows = ("family", people.families) if of == "family" else ("borrower", people.pupils)
    if kind and (kind != wanted or key not in rows):
        row.wrong(column, f"{code} is the card of somebody else.")
        return None
    return rows.get(key)


def family_differs(people: People, household: Household) -> dict[str, Any]:
    """Return what the file says of a family that the register does not."""
    known = household.known
    if known is None:
        return {}
    differs: dict[str, Any] = {}
    if known.struck_act is not None:
        differs["struck_act"] = None
    adult = people.adults.get(known.id)
    said = {"name": household.name, **household.columns}
    listed = said.pop("further adults", "")
    for name, text in said.items():
        is_theirs = name in OF_ADULT
        have = (getattr(adult, name) or "" if adult else "") if is_theirs else getattr(known, name)
        if have != text:
            differs[name] = text
    changes = further.changes(people.all_adults.get(known.id, []), listed)
    return differs | ({"further": changes} if changes else {})


def child_differs(people: People, child: Child) -> dict[str, Any]:
    """Return what the file says of a child that the register does not."""
    known = child.known
    if known is None:
        return {}
    differs: dict[str, Any] = {}
    if known.struck_act is not None:
        differs["struck_act"] = None
    if known.name != child.name:
        differs["name"] = child.name
    if "year" in child.columns and year_of(known, people.on) != child.columns["year"]:
        differs["year"] = child.columns["year"]
        differs["year_on"] = people.on
    if "school" in child.columns:
        school = people.school(child.columns["school"]) if child.columns["school"] else None
        wanted = child.columns["school"]
        if (school.id if school else None) != known.school_id or (wanted and school is None):
            differs["school"] = wanted
    return differs


def _line(row: Row, column: str, text: str) -> str:
    try:
        return texts.line(text, column)
    except RuleError as error:
        row.wrong(column, error.message)
        return ""


def _cell(row: Row, column: str) -> str:
    if column == further.COLUMN:
        return row.text(column)
    try:
        if column == "prefers":
            return way(row.text(column)) or ""
        if column == "note":
            return texts.note(row.cells["note"])
        return texts.line(row.text(column), column)
    except RuleError as error:
        row.wrong(column, error.message)
        return ""
