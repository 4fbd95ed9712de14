"""Writing a planned list of families, making schools at first mention."""

from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain.words import fold
from loanmgr.services import search
from loanmgr.services.imports import families, further
from loanmgr.services.imports.families import (
    Child,
    Household,
    People,
    Plan,
    child_differs,
    family_differs,
)
from loanmgr.services.work import Work

SCHOOL = Sql("SELECT id, code, name FROM borrower WHERE id = :key")
OF_FAMILY = ("code", "name", "account_id", "address", "postcode", "note")
OF_ADULT = ("name", "contact", "prefers")
OF_CHILD = (
    "code",
    "kind",
    "name",
    "account_id",
    "family_id",
    "school_id",
    "year",
    "year_on",
    "contact",
)


def apply(work: Work, plan: Plan) -> None:
    """Write what was planned."""
    new = [household for household in plan.households if household.known is None]
    children = [child for h in plan.households for child in h.children if child.known is None]
    codes = [*(household.code for household in new), *(child.code for child in children)]
    work.need_numbers("B", codes.count("") + len(plan.made))
    work.pass_over(code for code in codes if code)
    keeper = _Keeper(work)
    homes = keeper.add_families(new)
    for household in plan.households:
        if household.known is not None:
            homes[id(household)] = (household.known.id, household.known.account_id)
            keeper.alter_family(household)
    keeper.add_children(
        [
            (child, *homes[id(household)])
            for household in plan.households
            for child in household.children
            if child.known is None
        ]
    )
    for household in plan.households:
        for child in household.children:
            if child.known is not None:
                keeper.alter_child(child)


def _adults(household: Household) -> list[tuple[Any, ...]]:
    """Return the grown-ups of a new family as they are added: place, then `OF_ADULT`."""
    said = household.columns
    first = {"name": household.name, "contact": said.get("contact"), "prefers": said.get("prefers")}
    listed = further.changes([], said.get(further.COLUMN, ""))
    others = [values for _, values in listed if fold(values["name"]) != fold(household.name)]
    return [
        (place, each["name"], each.get("contact") or "", each.get("prefers") or None)
        for place, each in enumerate([first, *others])
    ]


def _kept(said: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a grown-up as it is kept: no wish is none."""
    return {name: text or None if name == "prefers" else text for name, text in said.items()}


class _Keeper:
    """Writes families and children, making schools at first mention."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._people = People(work)

    def add_families(self, new: list[Household]) -> dict[int, tuple[int, int]]:
        """Add families; return the keys of family and account of each."""
        work = self._work
        fresh = iter(work.numbers("B", sum(not each.code for each in new)))
        codes = [each.code or next(fresh) for each in new]
        accounts = work.add_many("account", ("kind",), [("family",)] * len(new))
        said = [[each.columns.get(name, "") for name in OF_FAMILY[3:]] for each in new]
        rows = [
            (code, each.name, account, *more)
            for code, each, account, more in zip(codes, new, accounts, said, strict=True)
        ]
        keys = work.add_many("family", OF_FAMILY, rows)
        adults = [
            (key, *grown_up)
            for key, each in zip(keys, new, strict=True)
            for grown_up in _adults(each)
        ]
        work.add_many("adult", ("family_id", "position", *OF_ADULT), adults)
        self._add_cards(
            "family", [(k, c, e.name) for k, c, e in zip(keys, codes, new, strict=True)]
        )
        pairs = zip(new, keys, accounts, strict=True)
        return {id(each): (key, account) for each, key, account in pairs}

    def add_children(self, new: list[tuple[Child, int, int]]) -> None:
        """Add children to families, each with the keys of its family and account."""
        work = self._work
        schools = [self._school(child.columns.get("school", "")) for child, _, _ in new]
        fresh = iter(work.numbers("B", sum(not child.code for child, _, _ in new)))
        codes = [child.code or next(fresh) for child, _, _ in new]
        years = [child.columns.get("year", "") for child, _, _ in new]
        days = [work.on if year else None for year in years]
        rows = [
            (code, "pupil", child.name, account, family, school, year, day, "")
            for code, (child, family, account), school, year, day in zip(
                codes, new, schools, years, days, strict=True
            )
        ]
        keys = work.add_many("borrower", OF_CHILD, rows)
        cards = zip(keys, codes, new, strict=True)
        self._add_cards("borrower", [(key, code, each[0].name) for key, code, each in cards])

    def _add_cards(self, kind: str, added: list[tuple[int, str, str]]) -> None:
        """Add the cards of people that are new, and what they are searched by."""
        work = self._work
        cards = [(code, kind, key, 0) for key, code, _ in added]
        work.add_many("code", ("text", "kind", "thing", "is_alias"), cards)
        entries = [
            entry for key, code, name in added for entry in search.entries(kind, key, name, (code,))
        ]
        work.connection.insert_many("search_entry", search.COLUMNS, entries)
        work.changed.add("search_entry")
        for key, _, _ in added:
            work.about(kind, key, "imported")

    def alter_family(self, household: Household) -> None:
        """Bring a family up to date."""
        differs = family_differs(self._people, household)
        signs = {name: differs.pop(name) for name in families.OF_ADULT if name in differs}
        others = differs.pop("further", [])
        known, adult = household.known, self._people.adults.get(household.known.id)
        if adult is None:
            values = {"name": household.name, "contact": "", "position": 0, **signs}
            self._work.add("adult", family_id=known.id, **_kept(values))
        elif signs:
            self._work.change_to("adult", adult, _kept(signs))
        if adult is not None and "name" in differs and adult.name == known.name:
            after = {"name": differs["name"]}
            self._work.change("adult", adult.id, {"name": adult.name}, after)
        if differs:
            before = {name: getattr(known, name) for name in differs}
            self._work.change("family", known.id, before, differs)
        self._alter_others(known.id, others)
        if differs or signs or others:
            self._tell("family", known.id)

    def _alter_others(self, family: int, others: list[further.Change]) -> None:
        """Add and change the grown-ups beside who signs."""
        adults = self._people.all_adults.get(family, [])
        last = max((adult.position for adult in adults), default=0)
        for adult, said in others:
            if adult is not None:
                self._work.change_to("adult", adult, _kept(said))
                continue
            last += 1
            self._work.add("adult", family_id=family, position=last, **_kept(said))

    def alter_child(self, child: Child) -> None:
        """Bring a child up to date."""
        differs = child_differs(self._people, child)
        if "school" in differs:
            differs["school_id"] = self._school(differs.pop("school"))
        if differs:
            before = {name: getattr(child.known, name) for name in differs}
            self._work.change("borrower", child.known.id, before, differs)
            self._tell("borrower", child.known.id)

    def _school(self, name: str) -> int | None:
        if not name:
            return None
        found = self._people.school(name)
        if found is not None:
            return int(found.id)
        work = self._work
        code = work.number("B")
        key = work.add(
            "borrower",
            code=code,
            kind="school",
            name=name,
            account_id=work.add("account", kind="school"),
            year="",
            contact="",
        )
        work.add("school", borrower_id=key, address="", postcode="")
        self._card("borrower", key, code)
        self._people.take_school(work.one(SCHOOL, key=key))
        return key

    def _card(self, kind: str, key: int, code: str) -> None:
        self._work.add("code", text=code, kind=kind, thing=key, is_alias=0)
        self._tell(kind, key)

    def _tell(self, kind: str, key: int) -> None:
        search.refresh(self._work, kind, key)
        self._work.about(kind, key, "imported")
