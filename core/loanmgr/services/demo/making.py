"""Making a whole register of made-up data: believable, and the same for the same seed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from loanmgr.db.bulk import Bulk, filling
from loanmgr.domain.errors import RuleError
from loanmgr.domain.policy import Policy
from loanmgr.services.demo import sheets
from loanmgr.services.demo.acts import ABOUT_TABLE, Acts, Labels, put_on_timelines
from loanmgr.services.demo.awards import Awards
from loanmgr.services.demo.history import History
from loanmgr.services.demo.loans import Loans
from loanmgr.services.demo.people import People
from loanmgr.services.demo.plan import Plan
from loanmgr.services.demo.prices import Prices
from loanmgr.services.demo.returning import Returns
from loanmgr.services.demo.setting import NEXT_LABELS, Setting, begin, desk_seqs, furnish
from loanmgr.services.demo.sheets import Sheets
from loanmgr.services.demo.stock import Stock, Variants
from loanmgr.services.demo.terms import STARTING, first_year, policy_for
from loanmgr.services.demo.visits import Visits

SEED = 1
Progress = Callable[[int, int, str], bool]
"""Told how much is done, of how much, and what is being done; says whether to go on."""

FINISHING = 0.35
"""Of the time, how much goes into what is made when all rows are there."""

STEPS = 40
"""About how many steps that is."""


@dataclass(frozen=True)
class DemoSize:
    """How much is made up."""

    instruments: int = 3_000
    families: int = 2_000
    loans: int = 9_000


@dataclass(frozen=True)
class DemoMade:
    """How much was made up."""

    instruments: int
    families: int
    loans: int


def make_demo(url: str, size: DemoSize, seed: int, today: date, progress: Progress) -> DemoMade:
    """Make a register of made-up data whose history ends on a day, whole or not at all.

    Raises:
        RuleError: `progress` said to stop.
        StoreError: there is a register already, or the place cannot be written to.
    """
    policy = policy_for(today, STARTING.read_text(encoding="utf-8"))
    telling = _Telling(size, progress)
    telling.step("Making the tables")
    with filling(url) as bulk:
        maker = _Maker(bulk, policy, size, f"{seed} {today}", today)
        begin(bulk, policy, date.fromordinal(maker.plan.first))
        made = maker.fill(telling)
        bulk.finish(telling.step)
    progress(telling.whole, telling.whole, "Ready")
    return made


class _Telling:
    """Turns what is done into progress, and a wish to stop into an end."""

    def __init__(self, size: DemoSize, progress: Progress) -> None:
        self._progress = progress
        self._rows = max(1, size.instruments + size.families + size.loans)
        self.whole = int(self._rows / (1 - FINISHING)) + 1
        self._done = 0

    def made(self, things: int, on: date) -> None:
        """Tell how many things have been made."""
        self._done = min(things, self._rows)
        self._tell(f"Making up {on:%B %Y}")

    def step(self, what: str) -> None:
        """Tell that another step of finishing begins."""
        if self._done >= self._rows:
            self._done += (self.whole - self._rows) // STEPS
        self._tell(what)

    def _tell(self, what: str) -> None:
        if not self._progress(min(self._done, self.whole), self.whole, what):
            raise RuleError("Stopped. No register was made.", "stopped")


class _Maker:
    """Everything that a history is made of."""

    def __init__(self, bulk: Bulk, policy: Policy, size: DemoSize, seed: str, today: date) -> None:
        self._bulk, self._policy, self._size, self._today = bulk, policy, size, today
        self._seed = Random(f"{seed} {size}")  # noqa: S311 - it is to be the same each time
        self._rows = Sheets(bulk)
        self._acts = Acts(self._rows, f"{seed} {size}")
        self._labels = Labels()
        self._prices = Prices(policy)
        wanted = (size.instruments, size.families, size.loans)
        self.plan = Plan(policy, today, wanted)

    def fill(self, telling: _Telling) -> DemoMade:
        """Make all rows."""
        bulk, rows, seed = self._bulk, self._rows, self._seed
        bulk.do(ABOUT_TABLE)
        setting = furnish(rows, date.fromordinal(self.plan.first))
        variants = Variants(self._policy, self._prices, bulk.connection)
        stock = Stock(variants, setting, rows, seed)
        chance = (seed, first_year(self._today), self._schemes())
        people = People(rows, self._acts, self._labels, variants, chance)
        loans = Loans((rows, self._acts, setting), people, stock, self._prices, seed)
        returns = Returns((self._acts, setting), people, stock, loans, seed)
        awards = Awards(rows, self._acts, people, self._policy, seed)
        visits = Visits((self._acts, setting, self.plan, self._prices), people, stock, loans, seed)
        history = History(
            (rows, self._acts, self._labels, setting),
            self.plan,
            (people, stock, awards),
            (loans, returns, visits),
            seed,
        )

        def tell(on: date) -> None:
            telling.made(len(stock.code) - 1 + people.families + loans.made, on)

        schools = min(600, 6 + self._size.families // 60)
        history.live(self._policy, schools, tell)
        tell(self._today)
        telling.step("Putting everything in order")
        self._end(setting, stock, loans)
        telling.step("Putting everything in order")
        put_on_timelines(bulk)
        return DemoMade(len(stock.code) - 1, people.families, loans.made)

    def _schemes(self) -> tuple[str, ...]:
        """Return the schemes that awards are made on: the first, and that which takes most off."""
        return tuple(scheme.code for scheme in self._policy.schemes[:2])

    def _end(self, setting: Setting, stock: Stock, loans: Loans) -> None:
        """Write what is only known at the end."""
        bulk = self._bulk
        bulk.add(sheets.BLOCK, self._labels.rows())
        bulk.change("desk", ("seq",), desk_seqs(setting))
        bulk.change("charge", ("ended_act",), loans.money.ended)
        states = ("fault", "fault_on", "missing_on", "retired_on", "here_place_id")
        bulk.change("instrument", states, stock.end_states(self._today))
        missing = [(on, line, part) for part, on, line in stock.part_missing.values()]
        bulk.change("part", ("missing_on", "left_with_line_id"), missing)
        following = {**self._labels.next, "L": self._rows.keys["place"] + 1}
        for letter, number in following.items():
            bulk.connection.execute(NEXT_LABELS, {"letter": letter, "next": number})
