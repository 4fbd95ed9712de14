"""Three academic years at a made-up music service, day by day."""

from collections.abc import Callable
from datetime import date
from random import Random

from loanmgr.domain.policy import Policy
from loanmgr.services.demo import names
from loanmgr.services.demo.acts import Acts, DemoDesk, Labels
from loanmgr.services.demo.awards import RENEWAL, Awards
from loanmgr.services.demo.loans import Loans, Out
from loanmgr.services.demo.people import People
from loanmgr.services.demo.plan import OFFICE, SATURDAY, SUNDAY, Plan, Span, shared_out
from loanmgr.services.demo.returning import Returns
from loanmgr.services.demo.setting import Setting
from loanmgr.services.demo.sheets import Sheets
from loanmgr.services.demo.stock import Stock
from loanmgr.services.demo.visits import Visits

Tell = Callable[[date], None]

SCHOOL_LOANS = 0.02
FAMILY, LOAN, SCHOOL_LOAN = range(3)
"""What somebody may come to a centre for, besides bringing something back."""


class History:
    """Lives through the days."""

    def __init__(
        self,
        world: tuple[Sheets, Acts, Labels, Setting],
        plan: Plan,
        things: tuple[People, Stock, Awards],
        lending: tuple[Loans, Returns, Visits],
        seed: Random,
    ) -> None:
        self._sheets, self._acts, self._labels, self._setting = world
        self._plan = plan
        self._people, self._stock, self._awards = things
        self._loans, self._returns, self._visits = lending
        self._seed = seed
        self._school_days: dict[int, int] = {}
        self._tell: Tell = lambda _on: None
        self._waiting = 0
        """Loans that found nobody or nothing on their day."""
        self._is_sold_out = False
        """Nobody or nothing was found, and nothing came back since."""

    def live(self, policy: Policy, schools: int, tell: Tell) -> None:
        """Live from the first day to the last."""
        plan, acts = self._plan, self._acts
        self._loans.last = plan.last
        self._tell = tell
        self._share_out(policy, schools)
        for day in range(plan.first, plan.last + 1):
            acts.begin_day(date.fromordinal(day))
            if day == plan.first:
                self._meet(schools)
            if (acts.on.month, acts.on.day) == RENEWAL:
                self._awards.plan_year(day)
            if day % 7 not in (SATURDAY, SUNDAY):
                self._office_day(day)
            self._centres_day(day)
        self._sheets.write()

    def _share_out(self, policy: Policy, schools: int) -> None:
        """Plan on which weekdays schools come, and leave the rest of the loans to Saturdays."""
        plan = self._plan
        loans = sum(plan.lends.values())
        days = [
            day
            for term in policy.terms
            for day in range(term.from_on.toordinal() + 2, term.from_on.toordinal() + 18)
            if day % 7 in (2, 3, 4) and plan.first <= day < plan.last
        ]
        wanted = round(loans * SCHOOL_LOANS) if schools and days else 0
        self._school_days = dict(zip(days, shared_out(wanted, [1.0] * len(days)), strict=True))
        left = shared_out(loans - wanted, plan.weights)
        plan.lends = dict(zip(plan.open, left, strict=True))
        self._visits.wanted_at_last = min(4, loans // 12)

    def _meet(self, schools: int) -> None:
        """Add the schools and those who teach, on the first day."""
        office = self._setting.office
        self._acts.go_to(OFFICE.start)
        for number in range(schools):
            self._people.add_school(office, number)
        for number in range(schools):
            kind = ("teacher", "teacher", "adult", "teacher")[number % 4]
            self._people.add_other(office, kind, number % len(names.CENTRES))
        for centre in range(min(3, schools)):
            self._people.add_other(office, "partner", centre)

    def _between(self) -> None:
        """Write what there is, when it is worth while: nothing is half done now."""
        if self._sheets.write_if_enough():
            self._tell(self._acts.on)

    def _office_day(self, day: int) -> None:
        """Buy, enrol, renew awards, bill what runs on, take payments, mend."""
        office = self._setting.office
        bought = self._plan.instruments.pop(day, 0)
        joining = 0 if day in self._plan.lends else self._plan.families.pop(day, 0)
        awards = self._awards.coming.pop(day, [])
        billed = self._loans.billing.pop(day, [])
        paying = self._visits.payments.pop(day, [])
        care = self._returns.care.pop(day, [])
        steps = bought + joining + len(awards) + len(billed) + len(paying) + len(care)
        pace = Pace(self._acts, OFFICE, steps, self._between)
        for _ in range(bought):
            pace.step()
            self._stock.buy(self._acts, office, self._labels)
        for _ in range(joining):
            pace.step()
            self._join(office)
        for pupil in awards:
            pace.step()
            self._awards.award(office, pupil)
        for out in billed:
            pace.step()
            self._loans.charge_next(out)
            self._visits.charged(out)
        for account in paying:
            pace.step()
            self._visits.pay(account)
        for what, instrument in care:
            pace.step()
            self._returns.see_to(what, instrument)

    def _join(self, desk: DemoDesk) -> None:
        for pupil in self._people.add_family(desk):
            self._awards.newcomer(desk, pupil)
        self._is_sold_out = False

    def _centres_day(self, day: int) -> None:
        """Let people come in turns, some to bring something back, some to borrow."""
        plan = self._plan
        coming = self._loans.coming.pop(day, [])
        is_open = day in plan.lends
        joining = plan.families.pop(day, 0) if is_open else 0
        lends = plan.lends[day] + self._waiting if is_open else 0
        visits = [FAMILY] * joining + [LOAN] * lends
        visits += [SCHOOL_LOAN] * self._school_days.pop(day, 0)
        if is_open:
            self._waiting = 0
        self._seed.shuffle(visits)
        pace = Pace(self._acts, plan.span(day), len(visits), self._between)
        back = 0
        for visit in visits:
            second = pace.second
            while back < len(coming) and coming[back].back.second <= second:
                self._bring_back(coming, back)
                back += 1
            pace.step()
            self._visit(visit)
        for rest in range(back, len(coming)):
            self._bring_back(coming, rest)
        if day == plan.last:
            # What was on loan an hour ago may go out again.
            for _ in range(self._waiting):
                self._lend()

    def _visit(self, visit: int) -> None:
        if visit == FAMILY:
            desks = self._setting.desks
            self._join(desks[int(self._seed.random() * len(desks))])
        elif not (self._lend() if visit == LOAN else self._visits.lend_to_school()):
            self._waiting += 1

    def _lend(self) -> bool:
        """Lend something; what found nothing need not look again before something comes back."""
        self._is_sold_out = self._is_sold_out or not self._visits.lend()
        return not self._is_sold_out

    def _bring_back(self, coming: list[Out], place: int) -> None:
        out = coming[place]
        self._acts.go_to(out.back.second)
        self._returns.take_back(out)
        self._is_sold_out = False
        self._between()


class Pace:
    """Spreads what is done over some hours."""

    def __init__(self, acts: Acts, span: Span, steps: int, between: Callable[[], None]) -> None:
        self._acts = acts
        self._span = span
        self._between = between
        self._step = span.length / max(steps, 1)
        self._done = 0
        self.second = span.start
        """When the next thing is done."""

    def step(self) -> None:
        """Go on to the time of the next thing."""
        self._between()
        self._acts.go_to(self.second)
        self._done += 1
        self.second = self._span.start + int(self._step * self._done)
