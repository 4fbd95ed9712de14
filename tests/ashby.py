"""Ashby Music Centre on Saturday 21 November 2026: the made-up register that stories begin with."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from loanmgr.desk import Desk
from loanmgr.services import awards, instruments, lending, people
from loanmgr.services.register import StartRegister

TODAY = date(2026, 11, 21)
POLICY = Path(__file__).parents[1] / "resources" / "policy" / "starting.toml"
LEAD = "Sam Mills"


def start(url):
    """Make the register, with nobody and nothing in it but its first lead."""
    policy = POLICY.read_text(encoding="utf-8")
    Desk.create(url, StartRegister("Ashbyshire Music", "Ashby Music Centre", LEAD, policy))


def open_desk(url, *, name="Ashby 1", staff=None, today=TODAY, **clock):
    """Open the register as a desk of its own, on that Saturday."""
    return Desk.open(url, desk_name=name, staff=staff, today=lambda: today, **clock)


@dataclass(frozen=True)
class Ashby:
    """The codes of who and what is there."""

    okafor: str
    amira: str
    carter: str
    ben: str
    mia: str
    school: str
    violin: str
    """In, and nobody's."""
    cello: str
    """In, and nobody's."""
    flute: str
    """Out with Ben Carter."""


def fill(desk):
    """Put two families, a school and three instruments into the register."""

    def code(use_case, request):
        return desk.run(use_case, request).result.code

    school = code(people.add_school, people.AddSchool("St Anne's Primary", "123456"))
    okafor = code(
        people.add_family,
        people.AddFamily("Ngozi Okafor", "07700 900123", "14 Mill Lane", "AB1 2CD"),
    )
    carter = code(people.add_family, people.AddFamily("Joe Carter", "joe@example.org"))
    amira = code(people.add_pupil, people.AddPupil(okafor, "Amira Okafor", school, "4"))
    ben = code(people.add_pupil, people.AddPupil(carter, "Ben Carter", school, "6"))
    mia = code(people.add_pupil, people.AddPupil(carter, "Mia Carter", school, "3"))
    desk.run(awards.award, awards.Award(amira, "reduced-50", "letter"))
    violin = code(
        instruments.add_instrument,
        instruments.AddInstrument("violin", "1/2", "Stentor", "Student II", "ST-1001"),
    )
    cello = code(instruments.add_instrument, instruments.AddInstrument("cello", "1/2"))
    flute = code(
        instruments.add_instrument,
        instruments.AddInstrument("flute", make="Yamaha", model="YFL-212", serial="YF-77"),
    )
    desk.run(lending.lend, lending.Lend((flute,), ben))
    return Ashby(okafor, amira, carter, ben, mia, school, violin, cello, flute)
