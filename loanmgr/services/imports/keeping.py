"""Writing a planned list of instruments, making places and owners at first mention."""

from collections.abc import Mapping
from typing import Any

from loanmgr.services import search
from loanmgr.services.imports import stock as stock_rows
from loanmgr.services.imports.instruments import Change, Plan, altered
from loanmgr.services.imports.stock import Stock
from loanmgr.services.work import Work


def apply(work: Work, plan: Plan) -> None:
    """Write what was planned."""
    wanted = sum(1 for change in plan.changes if change.known is None and not change.code)
    work.need_numbers("M", wanted)
    keeper = _Keeper(work)
    for change in plan.changes:
        key = keeper.add(change) if change.known is None else keeper.alter(change)
        search.refresh(work, "instrument", key)
        work.about("instrument", key, "imported")


class _Keeper:
    """Writes rows, making places and owners at first mention."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stock = Stock(work)
        self._owner = next(iter(self._stock.owners.values())).id
        self._centre = next(p for p in self._stock.places if p.kind == "centre").id

    def add(self, change: Change) -> int:
        """Add an instrument with its labels and parts."""
        work = self._work
        code = change.code or work.number("M")
        columns = self._with_keys(change.columns)
        place = columns.pop("home_place_id", self._centre)
        filled = {"make": "", "model": "", "serial": "", "note": "", "owner_id": self._owner}
        key = work.add(
            "instrument",
            code=code,
            home_place_id=place,
            here_place_id=place,
            **{**filled, **columns},
        )
        work.add("code", text=code, kind="instrument", thing=key, is_alias=0)
        self._label(key, change.aliases, set())
        parts = change.parts
        if parts is None:
            kind = work.policy().type_by_code[change.columns["type_code"]]
            parts = tuple(kind.usual_parts)
        for part in parts:
            work.add("part", instrument_id=key, name=part)
        return key

    def alter(self, change: Change) -> int:
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
        return int(known.id)

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
        self._stock.places = work.rows(stock_rows.PLACES)
        return key

    def _owner_named(self, name: str) -> int:
        found = self._stock.owners.get(name.casefold())
        if found is None:
            self._work.add("owner", name=name)
            self._stock.owners = {r.name.casefold(): r for r in self._work.rows(stock_rows.OWNERS)}
            found = self._stock.owners[name.casefold()]
        return int(found.id)
