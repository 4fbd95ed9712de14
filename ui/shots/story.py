"""Who and what the pictures show: a small made-up register with two families of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from loanmgr.desk import Desk
from loanmgr.domain.ids import new_id
from loanmgr.jobs import systems as systems_job
from loanmgr.services import (
    accounts,
    applications,
    awards,
    contacts,
    handing_in,
    instruments,
    lending,
    papers,
    people,
    policy,
    reservations,
)
from loanmgr.services.demo import DemoSize
from ui.first_run import making
from ui.settings.address import address_of
from ui.shots import schools

ON = date(2026, 11, 21)
BEGINS = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
CONTACTS = (
    ("Jo Larkspur", "Music", "jo@school.example"),
    ("Sam Teasel", "Finance, on Tuesdays", "01632 960111"),
)
"""Who to write to at the school."""
SMALL = DemoSize(instruments=240, families=160, loans=700)


@dataclass(frozen=True)
class Story:
    """The codes of who and what the pictures show."""

    okafor: str
    carter: str
    violin: str
    cello: str
    flute: str
    clarinet: str
    mia: str
    big_violin: str
    """Too big for Mia, and it needs repair."""
    bello: str
    small_violin: str
    """Ada Bello has it, and brings it for the next size."""
    next_violin: str
    school: str
    clarinets: tuple[str, ...]
    late: str
    """Should have been back twelve days ago."""
    of_brook: str
    """Out, and belongs to another centre."""
    kept: str
    """Kept for Amira Okafor."""


class Clock:
    """A clock that ticks with every question, the same each time."""

    def __init__(self, on: date) -> None:
        self.at = datetime.combine(on, BEGINS.timetz())

    def __call__(self) -> datetime:
        asked, self.at = self.at, self.at + timedelta(seconds=7)
        return asked


def prepare(register: Path) -> Story:
    """Make a small register of made-up data, and put those into it whom the pictures show."""
    url = address_of(register)
    making.make_up(making.Target(url), SMALL, ON, lambda _done, _total, _what: True)
    desk = open_desk(url, ON - timedelta(days=60))
    try:
        story = _tell(desk)
        for name, role, reach in CONTACTS:
            asked = contacts.AddContact(story.school, name, role, reach, "email")
            desk.run(contacts.add_contact, asked)
        schools.load(desk, register.parent)
    finally:
        desk.close()
    _keep(url, story)
    return story


def _tell(desk: Desk) -> Story:
    def code(use_case: Callable[..., Any], request: Any) -> str:
        return str(desk.run(use_case, request).result.code)

    def instrument(kind: str, size: str, make: str, model: str, serial: str) -> str:
        request = instruments.AddInstrument(kind, size, make, model, serial)
        return code(instruments.add_instrument, request)

    def child(family: str, name: str, school_year: str) -> str:
        return code(people.add_pupil, people.AddPupil(family, name, school, school_year))

    school = code(people.add_school, people.AddSchool("St Anne's Primary", "123456"))
    okafor = code(people.add_family, people.AddFamily("Ngozi Okafor", "07700 900123"))
    carter = code(people.add_family, people.AddFamily("Joe Carter", "joe@example.org"))
    amira = child(okafor, "Amira Okafor", "4")
    ben = child(carter, "Ben Carter", "6")
    mia = child(carter, "Mia Carter", "3")
    ends = date(2026, 10, 31)
    desk.run(awards.award, awards.Award(mia, "reduced-50", "letter", to_on=ends))
    desk.run(awards.award, awards.Award(amira, "reduced-50", "letter"))
    flute = instrument("flute", "", "Yamaha", "YFL-212", "YF-77")
    clarinet = instrument("clarinet", "Bb", "Buffet", "E11", "BC-308")
    desk.run(lending.lend, lending.Lend((flute, clarinet), ben))
    big_violin = instrument("violin", "4/4", "Stentor", "Conservatoire", "ST-4004")
    desk.run(instruments.needs_repair, instruments.NeedsRepair(big_violin, "Peg slips"))
    bello = code(people.add_family, people.AddFamily("Tunde Bello", "07700 900456"))
    ada = child(bello, "Ada Bello", "2")
    desk.run(awards.award, awards.Award(ada, "reduced-50", "letter"))
    small_violin = instrument("violin", "1/4", "Stentor", "Student II", "ST-1400")
    lent = desk.run(lending.lend, lending.Lend((small_violin,), ada)).result
    desk.run(accounts.pay, accounts.Pay(bello, lent.lines[0].charge.due_pence, "card"))
    stray = instrument("trumpet", "Bb", "Yamaha", "YTR-2330", "YT-23")
    desk.run(handing_in.hand_in, handing_in.HandIn(stray))
    late, of_brook = _lend_two(desk, school)
    desk.run(papers.issue_invoice, papers.IssueInvoice(carter))
    _apply(desk, ben)
    _tell_finance(desk)
    return Story(
        okafor=okafor,
        carter=carter,
        violin=instrument("violin", "1/2", "Stentor", "Student II", "ST-1001"),
        cello=instrument("cello", "1/2", "Stentor", "Student I", "SC-2007"),
        flute=flute,
        clarinet=clarinet,
        mia=mia,
        big_violin=big_violin,
        bello=bello,
        small_violin=small_violin,
        next_violin=instrument("violin", "1/2", "Stentor", "Student II", "ST-1002"),
        school=code(people.add_school, people.AddSchool("Hollow Hill School", "234567")),
        clarinets=tuple(
            instrument("clarinet", "Bb", "Buffet", "Prodige", f"BP-{n}") for n in range(401, 405)
        ),
        late=late,
        of_brook=of_brook,
        kept=instrument("violin", "1/2", "Stentor", "Conservatoire", "ST-3003"),
    )


def _keep(url: str, story: Story) -> None:
    """Keep an instrument for a family's child, on the day before."""
    desk = open_desk(url, ON - timedelta(days=1))
    try:
        desk.run(reservations.keep_for, reservations.KeepFor(story.kept, story.okafor))
    finally:
        desk.close()


FUND = """
[[schemes]]
code = "fund"
name = "Hardship fund"
public_name = "Reduced rate"
percent = 50
reasons = ["young carer"]
budget_pence = 250000
"""


def _apply(desk: Desk, ben: str) -> None:
    """Let two apply for a reduced rate that has a budget, and lend under it."""
    desk.run(policy.bring_in, policy.BringIn(FUND))
    family = desk.run(people.add_family, people.AddFamily("Ruth Ward", "07700 900321")).result
    zoe = desk.run(people.add_pupil, people.AddPupil(family.code, "Zoe Ward", "", "7")).result
    desk.run(applications.apply, applications.Apply(zoe.code, "fund", "letter"))
    desk.run(applications.apply, applications.Apply(ben, "fund", reason="young carer"))


FINANCE = """
[[systems]]
code = "finance"
name = "Council finance"
kind = "finance"
accounts = ["family", "school"]
sends = ["charges"]
columns = [{ heading = "REF", field = "reference" }, { heading = "SUM", field = "amount" }]
paid_columns = [
  { heading = "REF", field = "reference" },
  { heading = "ID", field = "payment" },
  { heading = "PAID", field = "amount" },
]
"""


def _tell_finance(desk: Desk) -> None:
    """Send some of what was charged to another system, so that the rest is new to it."""
    desk.run(policy.bring_in, policy.BringIn(FINANCE))
    plan = systems_job.preview(desk, "finance", lambda _done, _whole, _what: True)
    if plan is not None:
        systems_job.send(desk, replace(plan, lines=plan.lines[:-7]), new_id())


def _lend_two(desk: Desk, school: str) -> tuple[str, str]:
    """Lend one that should be back by now and one of another centre, and return their codes."""
    family = desk.run(people.add_family, people.AddFamily("Priya Shah", "07700 900789")).result
    dev = desk.run(people.add_pupil, people.AddPupil(family.code, "Dev Shah", school, "5")).result
    add = partial(desk.run, instruments.add_instrument)
    saxophone = instruments.AddInstrument("saxophone", "alto", "Yamaha", "YAS-280", "YA-280")
    viola = instruments.AddInstrument("viola", "1/2", "Stentor", "Student I", place="Brook")
    late, of_brook = add(saxophone).result.code, add(viola).result.code
    until_on = date(2026, 11, 9)
    desk.run(lending.lend, lending.Lend((late,), dev.code, until_on=until_on))
    desk.run(lending.lend, lending.Lend((of_brook,), school))
    return late, of_brook


def open_desk(url: str, on: date = ON, clock: Clock | None = None) -> Desk:
    """Open the register on a day of the story."""
    return Desk.open(url, desk_name="Ashby 1", today=lambda: on, now=clock or Clock(on))
