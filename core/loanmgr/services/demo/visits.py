"""Who comes to a made-up centre, what they take home, and when they will bring it back."""

from bisect import bisect
from random import Random

from loanmgr.services.demo import names
from loanmgr.services.demo.acts import Acts, DemoDesk
from loanmgr.services.demo.loans import STAYS, Back, Loans, Out
from loanmgr.services.demo.people import LAST_YEAR, People
from loanmgr.services.demo.plan import SATURDAY, SUNDAY, Plan
from loanmgr.services.demo.prices import Prices
from loanmgr.services.demo.setting import Setting
from loanmgr.services.demo.stock import CENTRE_SHARES, Stock
from loanmgr.services.demo.terms import first_year

TRIES = 12
LOOKED_AT = 200
"""Children of each centre who are asked where chance found nobody: all, in a small register."""

AT_MOST = 2
"""Instruments of one child, as the starting policy has it."""

PAYS_AT_THE_DESK = 0.15
NEVER_PAYS = 0.06
OTHERS = 0.02
"""Of the loans, those to teachers, adult learners and partners."""

SECOND_THING = 0.01
ELSEWHERE = 0.03
HANDED_IN_EARLIER = 0.03
LATE, OVERDUE = 0.12, 0.05
FIRST_COMERS = 3
AT_FIRST_CENTRE = 0.3
"""How much of the last day's work is done at the first centre."""


class Visits:
    """Finds borrowers and instruments for each other."""

    def __init__(
        self,
        world: tuple[Acts, Setting, Plan, Prices],
        people: People,
        stock: Stock,
        loans: Loans,
        seed: Random,
    ) -> None:
        self._acts, self._setting, self._plan, self._prices = world
        self._borrowers, self._accounts = people.borrowers, people.accounts
        self._stock, self._loans, self._seed = stock, loans, seed
        self._random = seed.random
        self.payments: dict[int, list[int]] = {}
        """By day: accounts that pay then."""
        self.wanted_at_last = 0
        """So many must come back on the last day, however few loans there are."""
        self._nobody_is_late = True
        self._came_at_last = 0

    def lend(self) -> bool:
        """Let somebody come and borrow; say whether anything was lent."""
        centre = self._centre()
        others = [(centre + other) % len(names.CENTRES) for other in range(len(names.CENTRES))]
        # Where little is left, it goes to whoever may still have something.
        return any(map(self._lend_at, others)) or any(map(self._lend_whatever, others))

    def _lend_whatever(self, centre: int) -> bool:
        """Lend anything there is to any child who may have it, as in a very small register."""
        year = first_year(self._acts.on)
        borrowers = self._borrowers
        for pupils in borrowers.pupils:
            for pupil in pupils[:LOOKED_AT]:
                at_school = 0 <= year - borrowers.entry[pupil] <= LAST_YEAR
                if at_school and borrowers.out[pupil] < AT_MOST:
                    instrument = self._stock.take_first(centre)
                    return bool(instrument) and self._go(centre, pupil, instrument)
        return False

    def _centre(self) -> int:
        if self._acts.ordinal == self._plan.last:
            self._came_at_last += 1
            # Whoever looks round first sits at the first desk, and should see something there.
            if self._came_at_last <= FIRST_COMERS or self._random() < AT_FIRST_CENTRE:
                return 0
        return bisect(CENTRE_SHARES, self._random() * CENTRE_SHARES[-1])

    def _lend_at(self, centre: int) -> bool:
        others = self._borrowers.others[centre]
        if others and self._random() < OTHERS:
            borrower = others[int(self._random() * len(others))]
            instrument = self._anything(centre)
            if self._borrowers.kind[borrower] == "adult" and self._borrowers.out[borrower]:
                return False
        else:
            borrower, instrument = self._pupil(centre)
        return bool(instrument) and self._go(centre, borrower, instrument)

    def _go(self, centre: int, borrower: int, instrument: int) -> bool:
        lent = [(instrument, self._back(centre))]
        if self._random() < SECOND_THING:
            second = self._anything(centre, accessory=True)
            lent += [(second, self._back(centre))] if second else []
        desk = self._setting.desks[centre]
        self._loans.lend(desk, borrower, lent)
        self._will_pay(desk, self._borrowers.account[borrower])
        return True

    def _pupil(self, centre: int) -> tuple[int, int]:
        """Choose a child and an instrument for each other; 0 where nobody or nothing is found."""
        pupils = self._borrowers.pupils[centre]
        if not pupils:
            return 0, 0
        borrowers, random = self._borrowers, self._random
        year = first_year(self._acts.on)
        for attempt in range(TRIES):
            pupil = pupils[int(random() * len(pupils))]
            at_school = year - borrowers.entry[pupil]
            limit = AT_MOST if attempt > TRIES // 2 or random() < 0.06 else 1
            if not 1 <= at_school <= LAST_YEAR or borrowers.out[pupil] >= limit:
                continue
            found = self._instrument(centre, borrowers.wish[pupil], at_school)
            if not found and attempt > 1:
                wish = self._stock.variants.wish(self._seed)
                found = self._instrument(centre, wish, at_school)
            if found:
                return pupil, found
        return 0, 0

    def _instrument(self, centre: int, kind: int, year: int) -> int:
        numbers, shares = self._stock.variants.suiting(kind, year)
        if not numbers:
            return 0
        first = bisect(shares, self._random() * shares[-1])
        for step in range(len(numbers)):
            found = self._stock.take(centre, numbers[(first + step) % len(numbers)])
            if found:
                return found
        return 0

    def _anything(self, centre: int, *, accessory: bool = False) -> int:
        """Take something from a centre's shelves: an instrument, or an accessory."""
        variants = self._stock.variants
        for _ in range(TRIES):
            variant = variants.accessory(self._seed) if accessory else variants.random(self._seed)
            found = self._stock.take(centre, variant.number) if variant else 0
            if found:
                return found
        return 0

    def _back(self, centre: int) -> Back:
        """Plan when something lent today comes back."""
        plan, today = self._plan, self._acts.ordinal
        expected = self._loans.coming.get(plan.last, ())
        if plan.last - 45 < today < plan.last and len(expected) < self.wanted_at_last:
            day = plan.last
        else:
            day = plan.back_on(today, self._seed)
        if not day:
            return STAYS
        chance = self._random()
        if day == plan.last and chance < AT_FIRST_CENTRE:
            centre = 0
        elif chance > 1 - ELSEWHERE:
            centre = int(self._random() * len(names.CENTRES))
        earlier = day - 1 - int(self._random() * 3) if self._random() < HANDED_IN_EARLIER else 0
        return Back(day, self._second(day), centre, earlier if earlier > today else 0)

    def _second(self, day: int) -> int:
        """Return when on a day the next thing comes back; nothing overtakes another."""
        span = self._plan.span(day)
        already = len(self._loans.coming.get(day, ()))
        expected = self._plan.returns_on(day) * 1.15 + 3
        return span.start + int(span.length * min(already / expected, 1.0))

    def lend_to_school(self) -> bool:
        """Let a school fetch several of a kind, to be brought back by the end of term."""
        schools = [school for schools in self._borrowers.schools for school in schools]
        if not schools:
            return False
        school = schools[int(self._random() * len(schools))]
        centre = self._borrowers.centre[school]
        variant = self._stock.variants.random(self._seed)
        wanted = 2 + int(self._random() * 4)
        found = [self._stock.take(centre, variant.number) for _ in range(wanted)]
        found = [each for each in found if each] or [self._anything(centre)]
        if not found[0]:
            return False
        due = self._prices.first(variant.price, "school", self._acts.ordinal).due_ordinal
        back = self._school_back(due or self._acts.ordinal + 60, centre)
        desk = self._setting.desks[centre]
        self._loans.lend(desk, school, [(each, back) for each in found])
        self._will_pay(desk, self._borrowers.account[school], at_the_desk=False)
        return True

    def _school_back(self, due: int, centre: int) -> Back:
        last, chance = self._plan.last, self._random()
        is_recent = last - 350 < due < last
        if is_recent and (self._nobody_is_late or chance < OVERDUE):
            self._nobody_is_late = False
            return STAYS
        day = due + 3 + int(self._random() * 17) if chance < LATE else due - int(chance * 9)
        day += {SATURDAY: -1, SUNDAY: 1}.get(day % 7, 0)
        day = max(day, self._acts.ordinal + 1)
        return Back(day, self._second(day), centre) if day < last else STAYS

    def charged(self, out: Out) -> None:
        """Let an account pay for what it was charged."""
        self._will_pay(self._setting.office, out.account, at_the_desk=False)

    def _will_pay(self, desk: DemoDesk, account: int, *, at_the_desk: bool = True) -> None:
        accounts = self._accounts
        if accounts.balance[account] <= 0 or accounts.awaits_payment[account]:
            return
        chance = self._random()
        if at_the_desk and chance < PAYS_AT_THE_DESK:
            self._loans.money.pay(desk, account, at_the_desk=True)
        elif chance < 1 - NEVER_PAYS:
            delay = 10 + int(self._random() * 35) + (45 if chance > 0.85 else 0)
            day = self._acts.ordinal + delay
            day += {SATURDAY: 2, SUNDAY: 1}.get(day % 7, 0)
            accounts.awaits_payment[account] = 1
            self.payments.setdefault(day, []).append(account)

    def pay(self, account: int) -> None:
        """Let an account pay what it owes by now."""
        self._accounts.awaits_payment[account] = 0
        self._loans.money.pay(self._setting.office, account, at_the_desk=False)
