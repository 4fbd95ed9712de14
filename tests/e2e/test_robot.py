"""The tasks of the desk, done by a robot that sees the program only as a screen reader does.

ux.md 1.3 says what each may take at most; `-s` prints what each took.
"""

from dataclasses import dataclass

import pytest

from loanmgr.services import lending
from tests import ashby, factories
from tests.e2e.computer import computer
from tests.e2e.robot import Robot

FIXED_END = factories.A_SATURDAY.replace(month=12, day=18)
SERIAL = "OB-1977"
MOST_TYPED = 100
"""Characters in the fields of a new family."""
NEW_FAMILY = (
    ("Parent or carer's full name", "Ada Bello"),
    ("Phone or email", "07700 900456"),
    ("Address", "3 High St"),
    ("Postcode", "AB1 2CD"),
    ("Child's full name", "Tobi Bello"),
)


@dataclass(frozen=True)
class Saturday:
    """Who comes this morning, and what lies on the shelf."""

    town: ashby.Ashby
    oboe: str
    """Out with Mia Carter until a day."""
    trumpet: str
    """Out with Ben Carter."""
    shelf: tuple[str, ...]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "loans"


@pytest.fixture
def saturday(folder, room):
    folder.mkdir()
    url = room.sqlite(folder / "register.sqlite")
    ashby.start(url)
    office = factories.open_desk(url, name="Office")
    town = ashby.fill(office)
    oboe = factories.instrument(office, "oboe", serial=SERIAL)
    office.run(lending.lend, lending.Lend((oboe,), town.mia, until_on=FIXED_END))
    trumpet = factories.instrument(office, "trumpet")
    factories.lend(office, trumpet, town.ben)
    shelf = tuple(factories.violin(office) for _each in range(2))
    office.close()
    return Saturday(town, oboe, trumpet, shelf)


@pytest.fixture
def robot(folder, saturday):
    with computer() as machine:
        robot = Robot(machine)
        robot.sit_down("--data", str(folder), "--today", factories.A_SATURDAY.isoformat())
        yield robot


def test_the_tasks_of_the_desk_through_the_tree_of_a_screen_reader(robot, saturday):
    return_an_instrument(robot, saturday.town)
    return_with_damage(robot, saturday)
    lend_to_a_known_pupil(robot, saturday.town)
    undo_the_last_action(robot)
    lend_without_a_card(robot, saturday.town)
    renew_everything(robot, saturday)
    find_who_has_an_instrument(robot, saturday)
    lend_to_a_new_family(robot, saturday)


def took(robot, task, **most):
    """Say what a task took; nothing may be more than its limit, and nothing else was needed."""
    effort = robot.end(task)
    for what in ("scans", "keys", "presses"):
        assert getattr(effort, what) <= most.get(what, 0), f"{task}: {effort}"
    return effort


def return_an_instrument(robot, town):
    robot.begin()
    robot.scan(town.flute)
    robot.reads("Returned: Flute.")
    robot.focus("Scan")
    took(robot, "T1 return", scans=1)
    assert robot.heard_of("Returned: Flute.") == 1
    assert "Flute, Ben C., Ashby" in robot.rows("Today at this desk")[0]


def return_with_damage(robot, saturday):
    robot.begin()
    robot.scan(saturday.trumpet)
    robot.reads("Returned: Trumpet.")
    robot.key("F9")
    robot.reads("What is wrong with Trumpet?")
    robot.key("1")
    robot.reads("Needs repair: Trumpet")
    robot.focus("Scan")
    took(robot, "T2 return with damage", scans=1, keys=2)


def lend_to_a_known_pupil(robot, town):
    robot.begin()
    robot.scan(town.okafor)
    robot.reads("Amira Okafor is at the desk.")
    robot.scan(town.violin)
    robot.reads("Added: Violin 1/2")
    robot.sees("£12.00")
    robot.key("Return")
    robot.reads("Lent: Violin 1/2 to Amira Okafor")
    assert took(robot, "T3 lend at the reduced rate", scans=2, keys=1).seconds < 6


def undo_the_last_action(robot):
    robot.begin()
    robot.key("ctrl+z")
    robot.reads("Undone: loan of Violin 1/2 to Amira Okafor.")
    took(robot, "T15 undo", keys=1)


def lend_without_a_card(robot, town):
    robot.begin()
    robot.type("okaf")
    robot.suggested("Amira O.")
    robot.key("Return")
    robot.reads("Amira Okafor is at the desk.")
    robot.scan(town.violin)
    robot.reads("Added: Violin 1/2")
    robot.key("Return")
    robot.reads("Lent: Violin 1/2 to Amira Okafor")
    assert took(robot, "T4 lend without a card", scans=1, keys=2).seconds < 12


def renew_everything(robot, saturday):
    robot.begin()
    robot.scan(saturday.town.mia)
    robot.reads("Mia Carter is at the desk.")
    robot.key("F6")
    robot.reads("Renewed: Oboe")
    took(robot, "T6 renew", scans=1, keys=1)


def find_who_has_an_instrument(robot, saturday):
    for typed in (saturday.oboe, SERIAL, "oboe", "mia c"):
        robot.begin()
        robot.type(typed)
        robot.suggested("Mia C.")
        assert took(robot, f"T14 who has it, by {typed!r}").seconds < 5
        robot.empty("Scan")


def lend_to_a_new_family(robot, saturday):
    robot.begin()
    robot.key("F4")
    for field, words in NEW_FAMILY:
        robot.focus(field)
        robot.type(words)
        robot.tab()
    choose_school_year_and_rate(robot)
    robot.key("Return")
    robot.reads("Tobi Bello is at the desk.")
    robot.scan(saturday.shelf[0])
    robot.reads("Added: Violin 3/4")
    robot.sees("£12.00")
    robot.key("Return")
    robot.reads("Lent: Violin 3/4 to Tobi Bello")
    effort = took(robot, "T5 new family at the reduced rate", scans=1, keys=6)
    assert effort.typed <= MOST_TYPED and effort.seconds < 60


def choose_school_year_and_rate(robot):
    robot.focus("School")
    robot.type("ann")
    robot.suggested("St Anne's Primary")
    robot.key("Return")
    robot.tab()
    robot.focus("School year")
    robot.type("4")
    robot.tab()
    robot.focus("Reduced rate?")
    robot.key("A")
    robot.sees("A", "combo box")
    robot.tab()
    robot.focus("Evidence")
    robot.sees("Seen today", "combo box")
