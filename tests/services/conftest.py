"""A started register on both engines, a desk at it, and a clock that the test sets."""

from collections.abc import Callable, Iterator

import pytest

from loanmgr.desk import Desk
from tests.factories import Clock, open_desk


@pytest.fixture
def clock() -> Clock:
    """The day and time every desk of the test believes in."""
    return Clock()


@pytest.fixture
def register_url(started_url: str) -> str:
    """The URL of a register that was just started, on SQLite and on PostgreSQL."""
    return started_url


@pytest.fixture
def another_desk(register_url: str, clock: Clock) -> Iterator[Callable[..., Desk]]:
    """Open further desks of the same register: `another_desk("Ashby 2")`."""
    opened: list[Desk] = []

    def open_another(name: str = "Ashby 2", **options: str) -> Desk:
        opened.append(open_desk(register_url, clock, name, **options))
        return opened[-1]

    yield open_another
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(register_url: str, clock: Clock) -> Iterator[Desk]:
    """A desk at a register that was just started, on a Saturday in the autumn term."""
    opened = open_desk(register_url, clock)
    yield opened
    opened.close()
