"""Writing a planned list of families, making schools at first mention."""

from loanmgr.db.sql import Sql
from loanmgr.services import search
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
            (key, each.name, each.columns.get("contact", ""), 0)
            for key, each in zip(keys, new, strict=True)
        ]
        work.add_many("adult", ("family_id", "name", "contact", "position"), adults)
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
        contact = differs.pop("contact", None)
        known, adult = household.known, self._people.adults.get(household.known.id)
        if adult is None:
            values = {"name": household.name, "contact": contact or "", "position": 0}
            self._work.add("adult", family_id=known.id, **values)
        elif contact is not None:
            self._work.change("adult", adult.id, {"contact": adult.contact}, {"contact": contact})
        if adult is not None and "name" in differs and adult.name == known.name:
            after = {"name": differs["name"]}
            self._work.change("adult", adult.id, {"name": adult.name}, after)
        if differs:
            before = {name: getattr(known, name) for name in differs}
            self._work.change("family", known.id, before, differs)
        if differs or contact is not None:
            self._tell("family", known.id)

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
