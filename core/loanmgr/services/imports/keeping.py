"""Writing a planned list of instruments, making places and owners at first mention."""

from collections.abc import Iterable, Mapping
from typing import Any

from loanmgr.services import search
from loanmgr.services.imports import stock as stock_rows
from loanmgr.services.imports.instruments import Change, Plan, altered
from loanmgr.services.imports.stock import Stock
from loanmgr.services.work import Work

NAMES = (
    "code",
    "type_id",
    "size_id",
    "make",
    "model",
    "serial",
    "owner_id",
    "home_place_id",
    "here_place_id",
    "value_pence",
    "bought_on",
    "note",
    "fault",
    "fault_on",
    "missing_on",
    "retired_on",
)
UNSAID = {"make": "", "model": "", "serial": "", "note": ""}


def apply(work: Work, plan: Plan) -> None:
    """Write what was planned."""
    work.need_numbers("L", 2 * sum(made.startswith("place ") for made in plan.made))
    keeper = _Keeper(work)
    keeper.add([change for change in plan.changes if change.known is None])
    for change in plan.changes:
        if change.known is not None:
            keeper.alter(change)
            search.refresh(work, "instrument", change.known.id)
            work.about("instrument", change.known.id, "imported")


class _Keeper:
    """Writes rows, making places and owners at first mention."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stock = Stock(work)
        self._owner = next(iter(self._stock.owners.values())).id
        self._centre = next(p for p in self._stock.places if p.kind == "centre").id
        self._size_codes = {key: code for (_, code), key in self._stock.sizes.items()}

    def add(self, changes: list[Change]) -> None:
        """Add instruments with their labels and parts, many rows at a time."""
        work = self._work
        fresh = iter(work.numbers("M", sum(not change.code for change in changes)))
        work.pass_over(change.code for change in changes if change.code)
        labels = [change.code or next(fresh) for change in changes]
        filled = [self._filled(change) for change in changes]
        rows = [
            [label, *(values.get(name) for name in NAMES[1:])]
            for label, values in zip(labels, filled, strict=True)
        ]
        keys = work.add_many("instrument", NAMES, rows)
        texts = [(label, "instrument", key, 0) for label, key in zip(labels, keys, strict=True)]
        for key, change in zip(keys, changes, strict=True):
            texts += [(alias, "instrument", key, 1) for alias in change.aliases]
        work.add_many("code", ("text", "kind", "thing", "is_alias"), texts)
        named = zip(keys, changes, strict=True)
        parts = [(key, part) for key, change in named for part in self._parts(change)]
        work.add_many("part", ("instrument_id", "name"), parts)
        self._let_find(zip(keys, labels, changes, filled, strict=True))
        for key in keys:
            work.about("instrument", key, "imported")

    def _filled(self, change: Change) -> dict[str, Any]:
        """Return the columns of a new instrument, those the list does not say included."""
        columns = self._with_keys(change.columns)
        place = columns.get("home_place_id", self._centre)
        places = {"home_place_id": place, "here_place_id": place}
        return {**UNSAID, "owner_id": self._owner, **columns, **places}

    def _parts(self, change: Change) -> tuple[str, ...]:
        if change.parts is not None:
            return change.parts
        return self._work.policy().type_by_code[change.columns["type_code"]].usual_parts

    def _let_find(self, added: Iterable[tuple[int, str, Change, dict[str, Any]]]) -> None:
        """Add what new instruments are searched by."""
        work, types = self._work, self._work.policy().type_by_code
        entries: list[tuple[str, int, int, str]] = []
        for key, label, change, values in added:
            kind, size = types[change.columns["type_code"]], values.get("size_id")
            name = search.instrument_text(
                kind.name, self._size_codes[size] if size else None, values["make"], values["model"]
            )
            exact = (label, values["serial"], *change.aliases)
            entries += search.entries("instrument", key, name, exact)
        work.connection.insert_many("search_entry", search.COLUMNS, entries)
        work.changed.add("search_entry")

    def alter(self, change: Change) -> None:
        """Give an instrument the columns of the file; one that was struck out counts again."""
        work, known = self._work, change.known
        after = self._with_keys(altered(self._stock, change))
        if known.struck_act is not None:
            after["struck_act"] = None
        if after:
            before = {name: getattr(known, name) for name in after}
            work.change("instrument", known.id, before, after)
        self._label(known.id, change.aliases, self._stock.aliases.get(known.id, set()))
        if change.parts is not None:
            self._keep_parts(known.id, change.parts)

    def _with_keys(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        found = {n: v for n, v in columns.items() if n not in ("type_code", "place", "owner")}
        if columns.get("place"):
            found["home_place_id"] = self._place(columns["place"])
        if columns.get("owner"):
            found["owner_id"] = self._owner_named(columns["owner"])
        return found

    def _label(self, key: int, aliases: tuple[str, ...], have: set[str]) -> None:
        for alias in aliases:
            if alias not in have:
                self._work.add("code", text=alias, kind="instrument", thing=key, is_alias=1)

    def _keep_parts(self, key: int, names: tuple[str, ...]) -> None:
        work = self._work
        have = self._stock.parts.get(key, {})
        wanted = {name.casefold(): name for name in names}
        for folded, name in wanted.items():
            part = have.get(folded)
            if part is None:
                work.add("part", instrument_id=key, name=name)
            elif part.struck_act is not None:
                work.change("part", part.id, {"struck_act": part.struck_act}, {"struck_act": None})
        for folded, part in have.items():
            if folded not in wanted and part.struck_act is None:
                work.change("part", part.id, {"struck_act": None}, {"struck_act": work.act_no})

    def _place(self, text: str) -> int:
        found = self._stock.place(text)
        if found is not None:
            return int(found.id)
        centre_name, _, inside = (part.strip() for part in text.partition(":"))
        if not inside:
            return self._new_place(text, "cupboard", self._centre)
        centre = self._stock.place(centre_name)
        home = centre.id if centre is not None else self._new_place(centre_name, "centre", None)
        return self._new_place(inside, "cupboard", home)

    def _new_place(self, name: str, kind: str, centre: int | None) -> int:
        work = self._work
        code = work.number("L")
        key = work.add("place", code=code, kind=kind, name=name, centre_id=centre)
        work.add("code", text=code, kind="place", thing=key, is_alias=0)
        self._stock.take_places(work.rows(stock_rows.PLACES))
        return key

    def _owner_named(self, name: str) -> int:
        found = self._stock.owners.get(name.casefold())
        if found is None:
            self._work.add("owner", name=name)
            self._stock.owners = {r.name.casefold(): r for r in self._work.rows(stock_rows.OWNERS)}
            found = self._stock.owners[name.casefold()]
        return int(found.id)
