"""The register's instruments as rows of a list are compared with them, read once."""

from collections import Counter
from difflib import get_close_matches
from typing import Any

from loanmgr.db.sql import Sql
from loanmgr.domain import codes
from loanmgr.domain.policy import InstrumentType, Policy
from loanmgr.services.work import Look

KNOWN = Sql(
    "SELECT i.*, t.code AS type_code, t.name AS type_name, s.code AS size_code FROM instrument AS i"
    " JOIN instrument_type AS t ON t.id = i.type_id"
    " LEFT JOIN instrument_size AS s ON s.id = i.size_id ORDER BY i.id"
)
LABELS = Sql(
    # An old label with a space in it was freed by an undo.
    "SELECT text, thing, is_alias FROM code WHERE kind = 'instrument' AND text NOT LIKE '% %'"
)
TAKEN = Sql("SELECT text, kind FROM code WHERE kind <> 'instrument'")
PARTS = Sql("SELECT id, instrument_id, name, struck_act FROM part ORDER BY id")
PLACES = Sql(
    "SELECT id, code, name, kind, centre_id FROM place WHERE closed_on IS NULL ORDER BY id"
)
OWNERS = Sql("SELECT id, name FROM owner WHERE struck_act IS NULL ORDER BY id")
TYPES = Sql("SELECT id, code FROM instrument_type WHERE struck_act IS NULL")
SIZES = Sql("SELECT id, type_id, code FROM instrument_size WHERE struck_act IS NULL")


class Stock:
    """Everything of the register that rows are compared with, read once."""

    def __init__(self, look: Look) -> None:
        self.by_key = {row.id: row for row in look.rows(KNOWN)}
        self.label = {row.text: row.thing for row in look.rows(LABELS)}
        self.other = {row.text: row.kind for row in look.rows(TAKEN)}
        self.aliases: dict[int, set[str]] = {}
        for text, thing, is_alias in look.rows(LABELS):
            if is_alias:
                self.aliases.setdefault(thing, set()).add(text)
        self.parts: dict[int, dict[str, Any]] = {}
        for part in look.rows(PARTS):
            self.parts.setdefault(part.instrument_id, {})[part.name.casefold()] = part
        self.take_places(look.rows(PLACES))
        self._kinds: dict[str, InstrumentType] = {}
        self.owners = {row.name.casefold(): row for row in look.rows(OWNERS)}
        self.owner_names = {row.id: row.name for row in self.owners.values()}
        self.types = {row.code: row.id for row in look.rows(TYPES)}
        self.sizes = {(row.type_id, row.code): row.id for row in look.rows(SIZES)}
        self.serials = Counter[tuple[str, str]]()
        self.by_serial: dict[tuple[str, str], int] = {}
        for row in self.by_key.values():
            if row.serial and row.struck_act is None:
                self.serials[(row.type_code, row.serial.casefold())] += 1
                self.by_serial[(row.type_code, row.serial.casefold())] = row.id

    def place(self, text: str) -> Any:
        """Return the place a cell names: its label, its name, or ``Centre: name``."""
        if text not in self._placed:
            self._placed[text] = self._place(text)
        return self._placed[text]

    def nearly_place(self, text: str) -> str:
        """Return the name of a place that is nearly this one, or an empty text."""
        if text not in self._near:
            names = [self.place_name(place.id) for place in self.places]
            near = get_close_matches(text, [*names, *(p.name for p in self.places)], 1, 0.85)
            self._near[text] = near[0] if near else ""
        return self._near[text]

    def kind(self, policy: Policy, text: str) -> InstrumentType:
        """Return the type a cell names, or refuse with the nearest one."""
        if text not in self._kinds:
            self._kinds[text] = policy.type_named(text)
        return self._kinds[text]

    def take_places(self, rows: list[Any]) -> None:
        """Go on with the places there are now."""
        self.places = rows
        self._placed: dict[str, Any] = {}
        self._near: dict[str, str] = {}

    def _place(self, text: str) -> Any:
        wanted = codes.normalise(text)
        centre, _, inside = (part.strip().casefold() for part in text.partition(":"))
        names = {row.id: row.name.casefold() for row in self.places}
        for row in self.places:
            home = names.get(row.centre_id, "")
            if row.code == wanted or (not inside and names[row.id] == text.strip().casefold()):
                return row
            if inside and (home, names[row.id]) == (centre, inside):
                return row
        return None

    def place_name(self, key: int) -> str:
        """Return how a place is written in the list."""
        row = next(place for place in self.places if place.id == key)
        home = next((p.name for p in self.places if p.id == row.centre_id), "")
        return f"{home}: {row.name}" if home else str(row.name)
