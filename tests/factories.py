"""People, instruments and desks for the tests: each is one act on a desk, with believable names."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from loanmgr.desk import Desk
from loanmgr.domain.ids import new_id
from loanmgr.services import awards, baskets, instruments, lending, people, register

POLICY = (Path(__file__).parents[1] / "resources" / "policy" / "starting.toml").read_text(
    encoding="utf-8"
)
A_SATURDAY = date(2026, 11, 21)
"""In the autumn term, well after its start and well before its end."""

_serial = itertools.count(1)


@dataclass
class Clock:
    """The day and the instant a desk believes in, set by the test."""

    on: date = A_SATURDAY
    at: datetime = field(default=datetime(2026, 11, 21, 10, 30, tzinfo=UTC))

    def today(self) -> date:
        """Return the business date."""
        return self.on

    def now(self) -> datetime:
        """Return the instant."""
        return self.at

    def go_to(self, on: date) -> None:
        """Make it half past ten on another day."""
        self.on, self.at = on, datetime.combine(on, time(10, 30), UTC)

    def pass_by(self, **passed: float) -> None:
        """Let time pass (or, with negative values, set the clock back) on the same day."""
        self.at += timedelta(**passed)


def start(url: str, policy: str = POLICY) -> None:
    """Start a register in a database."""
    request = register.StartRegister(
        "Ashby Music Service", "Ashby Music Centre", "Pat Lead", policy
    )
    Desk.create(url, request)


def open_desk(url: str, clock: Clock | None = None, name: str = "Ashby 1", **options: Any) -> Desk:
    """Open a desk whose day and time are the clock's."""
    clock = clock or Clock()
    return Desk.open(url, desk_name=name, today=clock.today, now=clock.now, **options)


def family(desk: Desk, name: str = "Ngozi Okafor", **more: Any) -> str:
    """Add a family and return its card."""
    return desk.run(people.add_family, people.AddFamily(name, **more)).result.code


def pupil(desk: Desk, name: str = "Amira Okafor", *, of: str = "", **more: Any) -> str:
    """Add a child, with a family of their own unless said, and return their card."""
    home = of or family(desk, f"Parent of {name}")
    more = {"year": "6"} | more
    return desk.run(people.add_pupil, people.AddPupil(home, name, **more)).result.code


def school(desk: Desk, name: str = "St Anne's Primary", **more: Any) -> str:
    """Add a school and return its card."""
    return desk.run(people.add_school, people.AddSchool(name, **more)).result.code


def borrower(desk: Desk, kind: str, name: str, **more: Any) -> str:
    """Add a teacher, an adult learner or a partner and return their card."""
    return desk.run(people.add_borrower, people.AddBorrower(kind, name, **more)).result.code


def violin(desk: Desk, size: str = "3/4", **more: Any) -> str:
    """Add a violin and return its label code."""
    return instrument(desk, "violin", size=size, **more)


def instrument(desk: Desk, kind: str = "flute", **more: Any) -> str:
    """Add an instrument with a serial number of its own and return its label code."""
    more = {"serial": f"SN-{next(_serial):05d}"} | more
    return desk.run(instruments.add_instrument, instruments.AddInstrument(kind, **more)).result.code


def half_price(desk: Desk, child: str, **more: Any) -> UUID:
    """Award the 50 % reduced rate and return the award."""
    more = {"scheme": "reduced-50"} | more
    return desk.run(awards.award, awards.Award(child, **more)).result.award


def lend(desk: Desk, code: str, to: str, **more: Any) -> lending.Lent:
    """Lend one instrument."""
    return desk.run(lending.lend, lending.Lend((code,), to, **more)).result


def on_the_counter(desk: Desk, card: str, *codes: str) -> UUID:
    """Open a card's basket, put instruments in it and return the basket."""
    basket = desk.draft(baskets.open_basket, baskets.OpenBasket(card)).result
    for code in codes:
        desk.draft(baskets.add_line, baskets.AddLine(code))
    return basket


@dataclass(frozen=True)
class _Join:
    """The request of somebody's joining the staff, which nothing else does yet."""

    id: UUID = field(default_factory=new_id)


def joins(desk: Desk, role: str) -> str:
    """Let somebody of a role join the staff; return their name."""

    def join(work: Any, _request: _Join) -> None:
        key = work.add("staff", uuid=new_id(), name=f"A {role}")
        work.add("staff_role", staff_id=key, role=role)

    desk.run(join, _Join())
    return f"A {role}"
