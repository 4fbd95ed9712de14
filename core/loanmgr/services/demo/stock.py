"""Made-up instruments: what is bought, what lies at which centre, and what state it is in."""

from bisect import bisect
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from loanmgr.db.sql import Connection, Sql
from loanmgr.domain.lending import ages_in_year
from loanmgr.domain.policy import InstrumentType, Policy
from loanmgr.domain.words import fold
from loanmgr.services import facts
from loanmgr.services.demo import names, shapes, sheets
from loanmgr.services.demo.acts import Acts, DemoDesk, Labels
from loanmgr.services.demo.catalogue import PLAIN, STOCK, Make, Stocked
from loanmgr.services.demo.prices import Prices
from loanmgr.services.demo.setting import Setting, Shelf
from loanmgr.services.demo.sheets import Sheets
from loanmgr.services.search import CODE, LATER_WORD, WHOLE, instrument_text

TYPES = Sql("SELECT id, code FROM instrument_type ORDER BY id")
SIZES = Sql("SELECT id, type_id, code FROM instrument_size ORDER BY id")

OWNED_BY = (1, 1, 1, 1, 1, 2, 2, 3, 3, 4)
"""Keys of owners, as often as they own things."""

LABELLED_PARTS = 0.08
CENTRE_WEIGHTS = (1.6, 1.3, 1.2, 1.1, 1, 1, 0.9, 0.9, 0.8, 0.8, 0.7, 0.7)
CENTRE_SHARES = tuple(accumulate(CENTRE_WEIGHTS))
YOUNG_MAY_PLAY = ("strings", "guitar", "keyboard", "percussion", "world")
"""Families of instruments that children play before their second teeth."""


@dataclass(frozen=True)
class Variant:
    """A type in one size, and all that is the same for every one of them."""

    number: int
    kind: InstrumentType
    type_key: int
    size: str | None
    size_key: int | None
    name: str
    price: int
    """Under which hires of it are priced."""
    parts: tuple[str, ...]
    parts_json: str
    makes: tuple[Make, ...]
    texts: tuple[tuple[str, tuple[str, ...]], ...]
    """For each make: the whole folded text that finds it, and that from each later word on."""
    shares: tuple[float, ...]


class Variants:
    """Everything that may be stocked, and who may want it."""

    def __init__(self, policy: Policy, prices: Prices, connection: Connection) -> None:
        types = {row.code: row.id for row in connection.rows(TYPES, {})}
        sizes = {(row.type_id, row.code): row.id for row in connection.rows(SIZES, {})}
        self.all: list[Variant] = []
        self.by_type: list[list[int]] = []
        """For each type the numbers of its variants."""
        self.kinds = policy.types
        weights: list[float] = []
        for kind in policy.types:
            stocked = STOCK.get(kind.code, PLAIN)
            numbers = []
            for place, size in enumerate([each.code for each in kind.sizes] or [None]):
                key = sizes.get((types[kind.code], size))
                numbers.append(len(self.all))
                price = prices.kind_of(kind, size)
                made = _variant(len(self.all), kind, (size, key), (types[kind.code], price))
                self.all.append(made)
                weights.append(_size_weight(stocked, place))
            whole = sum(weights[number] for number in numbers)
            for number in numbers:
                weights[number] *= stocked.weight / whole
            self.by_type.append(numbers)
        self.weights = weights
        self.shares = tuple(accumulate(weights))
        self._wanted = tuple(accumulate(self._wants(kind) for kind in policy.types))
        self._extras = [variant for variant in self.all if not variant.kind.counts]
        self._suiting: dict[tuple[int, int], tuple[tuple[int, ...], tuple[float, ...]]] = {}

    def _wants(self, kind: InstrumentType) -> float:
        stocked = STOCK.get(kind.code, PLAIN)
        return stocked.weight if stocked.for_pupils and kind.counts else 0.0

    def random(self, random: Random) -> Variant:
        """Choose what is bought."""
        return self.all[bisect(self.shares, random.random() * self.shares[-1])]

    def accessory(self, random: Random) -> Variant | None:
        """Choose an accessory that is lent along with an instrument."""
        return self._extras[int(random.random() * len(self._extras))] if self._extras else None

    def wish(self, random: Random) -> int:
        """Choose the type a child would like to play."""
        wanted = self._wanted
        if not wanted or not wanted[-1]:
            return 0
        return min(bisect(wanted, random.random() * wanted[-1]), len(wanted) - 1)

    def suiting(self, kind: int, year: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """Return the sizes of a type that suit a school year, with the sums of their weights."""
        found = self._suiting.get((kind, year))
        if found is None:
            numbers = tuple(n for n in self.by_type[kind] if self._suits(self.all[n], year))
            shares = tuple(accumulate(self.weights[n] for n in numbers))
            found = self._suiting[kind, year] = (numbers, shares)
        return found

    def _suits(self, variant: Variant, year: int) -> bool:
        ages = ages_in_year("R" if year == 0 else str(year))
        size = variant.kind.size(variant.size) if variant.size else None
        if year < 3 and variant.kind.family not in YOUNG_MAY_PLAY:
            return False
        if ages is None or size is None:
            return True
        youngest, oldest = ages
        too_big = size.from_age is not None and size.from_age > oldest
        return not too_big and not (size.to_age is not None and size.to_age < youngest)


def _size_weight(stocked: Stocked, place: int) -> float:
    if not stocked.sizes:
        return 1.0
    return stocked.sizes[min(place, len(stocked.sizes) - 1)]


def _variant(
    number: int, kind: InstrumentType, size: tuple[str | None, int | None], keys: tuple[int, int]
) -> Variant:
    stocked = STOCK.get(kind.code, PLAIN)
    texts = []
    for make in stocked.makes:
        words = fold(instrument_text(kind.name, size[0], make.make, make.model)).split(" ")
        later = tuple(" ".join(words[n:]) for n in range(1, len(words)) if len(words[n]) > 1)
        texts.append((" ".join(words), later))
    costs = [1 / (1 + make.new_pence / 40_000) for make in stocked.makes]
    return Variant(
        number=number,
        kind=kind,
        type_key=keys[0],
        size=size[0],
        size_key=size[1],
        name=facts.named(kind.name, size[0]),
        price=keys[1],
        parts=kind.usual_parts,
        parts_json=shapes.encoded(kind.usual_parts),
        makes=stocked.makes,
        texts=tuple(texts),
        shares=tuple(accumulate(costs)),
    )


class Stock:
    """All instruments, by their keys (which begin at 1), and those that can be lent."""

    def __init__(self, variants: Variants, setting: Setting, rows: Sheets, seed: Random) -> None:
        self.variants = variants
        self._setting = setting
        self._rows = rows
        self._random = seed
        self._instruments = rows.of(sheets.INSTRUMENT)
        self._parts = rows.of(sheets.PART)
        self._codes = rows.of(sheets.CODE)
        self._search = rows.of(sheets.SEARCH)
        self.variant = [0]
        self.code = [""]
        self.shelf: list[Shelf] = [setting.shelves[0][0]]
        self.home = [0]
        """Which centre it belongs to, from 0."""
        self.away: dict[int, int] = {}
        """Instruments that were put down at another centre: that centre's place."""
        self.first_part = [0]
        self.fault: dict[int, tuple[str, str]] = {}
        self.part_missing: dict[int, tuple[int, str, int]] = {}
        """By instrument: key of the part, since when, and the line it was left with."""
        self.last_day = [0]
        self._count = len(variants.all)
        self.pools: list[list[int]] = [[] for _ in range(len(names.CENTRES) * self._count)]
        """What can be lent, by centre and variant."""
        self._last_part = 0
        self._old_tag = 0

    def put_down(self, instrument: int, centre: int) -> None:
        """Let an instrument be lent from a centre."""
        self.pools[centre * self._count + self.variant[instrument]].append(instrument)

    def take(self, centre: int, variant: int) -> int:
        """Take an instrument of a variant from a centre's shelves; 0 where there is none."""
        pool = self.pools[centre * self._count + variant]
        if not pool:
            return 0
        place = int(self._random.random() * len(pool))
        pool[place], pool[-1] = pool[-1], pool[place]
        return pool.pop()

    def take_first(self, centre: int) -> int:
        """Take whatever instrument a centre has; 0 where it has none."""
        for variant in self.variants.all:
            if variant.kind.counts and self.pools[centre * self._count + variant.number]:
                return self.take(centre, variant.number)
        return 0

    def buy(self, acts: Acts, desk: DemoDesk, labels: Labels) -> None:
        """Add an instrument with its labels, parts and search entries."""
        random = self._random.random
        variant = self.variants.random(self._random)
        which = min(bisect(variant.shares, random() * variant.shares[-1]), len(variant.makes) - 1)
        make = variant.makes[which]
        key, code = len(self.code), labels.take(desk, "M")
        shelf = self._shelve(code, variant, acts.ordinal)
        serial = "" if random() < 0.08 else f"{make.make[:2].upper()}{random() * 1e7:07.0f}"
        bought = (acts.on - timedelta(days=int(random() * random() * 5500))).isoformat()
        value = int(make.new_pence * (0.45 + random() * 0.5)) // 100 * 100
        alias = self._alias() if random() < 0.34 else ""
        labelled = None if random() < 0.03 else acts.at
        owner = OWNED_BY[int(random() * len(OWNED_BY))]
        self._instruments.append(
            (
                *(key, code, variant.type_key, variant.size_key, make.make, make.model, serial),
                *(owner, shelf.key, value, bought, labelled),
            )
        )
        exact = tuple(filter(None, (fold(code), fold(serial), fold(alias))))
        self._find(key, variant.texts[which], exact)
        made = self._labels(key, code, alias) + self._with_parts(key, variant, value)
        if variant.parts and random() < LABELLED_PARTS:
            self._label_last_part(labels.take(desk, "M"))
        act = acts.begin(desk)
        request = shapes.ADD_INSTRUMENT % (
            *(variant.kind.code, variant.size or "", make.make, make.model, serial, shelf.code),
            *(value, f'"{bought}"', f'["{alias}"]' if alias else "[]", act.id),
        )
        texts = (f"Added: {variant.name} {code}", request, shapes.ADDED % code)
        effects = f'[["+","instrument",{key}]{made}]'
        acts.end(act, "add_instrument", (*texts, effects), (key, None, None))

    def _shelve(self, code: str, variant: Variant, day: int) -> Shelf:
        """Choose where the next instrument belongs, and let it be lent from there."""
        random = self._random.random
        centre = bisect(CENTRE_SHARES, random() * CENTRE_SHARES[-1])
        shelves = self._setting.shelves[centre]
        shelf = shelves[int(random() * len(shelves))]
        self.variant.append(variant.number)
        self.code.append(code)
        self.shelf.append(shelf)
        self.home.append(centre)
        self.last_day.append(day)
        self.put_down(len(self.code) - 1, centre)
        return shelf

    def _alias(self) -> str:
        self._old_tag += 1 + int(self._random.random() * 3)
        return f"HMS-{self._old_tag:05d}"

    def _labels(self, key: int, code: str, alias: str) -> str:
        keys = self._rows.keys
        keys["code"] = made = keys["code"] + 1
        self._codes.append((made, code, "instrument", key, 0))
        if not alias:
            return f',["+","code",{made}]'
        keys["code"] = made + 1
        self._codes.append((made + 1, alias, "instrument", key, 1))
        return f',["+","code",{made}],["+","code",{made + 1}]'

    def _with_parts(self, key: int, variant: Variant, value_pence: int) -> str:
        self.first_part.append(self._last_part + 1)
        effects = ""
        for name in variant.parts:
            self._last_part = part = self._last_part + 1
            self._parts.append((part, key, None, name, value_pence // 1000 * 100 or None))
            effects += f',["+","part",{part}]'
        return effects

    def _label_last_part(self, code: str) -> None:
        part, instrument, _, name, value_pence = self._parts[-1]
        self._parts[-1] = (part, instrument, code, name, value_pence)
        self._rows.keys["code"] += 1
        self._codes.append((self._rows.keys["code"], code, "part", part, 0))

    def _find(self, key: int, text: tuple[str, tuple[str, ...]], exact: tuple[str, ...]) -> None:
        whole, later = text
        search = self._search
        search.append(("instrument", key, WHOLE, " ".join((whole, *exact))))
        for words in later:
            search.append(("instrument", key, LATER_WORD, words))
        for code in dict.fromkeys(exact):
            search.append(("instrument", key, CODE, code))

    def mend(self, instrument: int) -> None:
        """Forget a fault, so that the instrument can be lent again."""
        del self.fault[instrument]
        self.put_down(instrument, self.here(instrument))

    def here(self, instrument: int) -> int:
        """Return the centre where an instrument lies."""
        place = self.away.get(instrument)
        return self.home[instrument] if place is None else place - 1

    def end_states(self, last: date) -> list[tuple[Any, ...]]:
        """Lose and retire a few that lie unused; return the columns of all not as bought."""
        states: dict[int, list[Any]] = {}
        for instrument, (fault, fault_on) in self.fault.items():
            states.setdefault(instrument, [None] * 4)[:2] = [fault, fault_on]
        for pool in self.pools:
            for instrument in pool:
                chance = self._random.random()
                quiet = last.toordinal() - self.last_day[instrument]
                if chance < 0.035 and quiet > 30:
                    on = (last - timedelta(days=int(self._random.random() * quiet))).isoformat()
                    state = [None, None, None, on] if chance < 0.022 else [None, None, on, None]
                    states[instrument] = state
        for instrument in self.away:
            states.setdefault(instrument, [None] * 4)
        return [
            (*state, self.away.get(key) or self.shelf[key].key, key)
            for key, state in sorted(states.items())
        ]
