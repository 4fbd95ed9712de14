"""The tasks of the desk, done by a robot that sees the program only as a screen reader does.

`targets` says what each may take at most. `./loanmgr test tests/e2e/test_robot.py -s -n 0` prints a
table of what each took.
"""

from dataclasses import dataclass
from functools import partial

import pytest

from loanmgr.services import lending
from tests import ashby, factories
from tests.e2e.computer import computer
from tests.e2e.robot import Effort, Robot
from tests.e2e.targets import BY_NUMBER, Score

FIXED_END = factories.A_SATURDAY.replace(month=12, day=18)
SERIAL = "OB-1977"
MODEL = "Prelude 77"
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
    oboe = factories.instrument(office, "oboe", serial=SERIAL, model=MODEL)
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


@pytest.fixture
def score():
    return Score()


def test_the_tasks_of_the_desk_through_the_tree_of_a_screen_reader(robot, saturday, score):
    took = partial(_took, robot, score)
    return_an_instrument(robot, saturday.town, took)
    return_with_damage(robot, saturday, took)
    lend_to_a_known_pupil(robot, saturday.town, took)
    undo_the_last_action(robot, took)
    lend_without_a_card(robot, saturday.town, took)
    renew_everything(robot, saturday, took)
    find_who_has_an_instrument(robot, saturday, took)
    lend_to_a_new_family(robot, saturday, took)
    print(f"\n{score.table()}")
    assert score.left_out == []


def _took(robot, score, number, how=""):
    """Note what a task took; nothing may be more than its limit, and nothing else was needed."""
    score.add(number, robot.end(f"{number} {BY_NUMBER[number].task} {how}".strip()), how)


class TestTheScore:
    """A target that is not held fails, and says by how much."""

    def test_more_than_is_allowed_is_said_in_words(self):
        with pytest.raises(AssertionError, match="T2 Return with damage: 3 keys, 2 allowed"):
            Score().add("T2", Effort(scans=1, keys=3))
        with pytest.raises(AssertionError, match=r"T3 .*: 1 clicks, 0 allowed; 6.5 seconds, 6"):
            Score().add("T3", Effort(scans=2, keys=1, presses=1, seconds=6.5))

    def test_what_nobody_tried_is_said_and_the_table_has_both_numbers(self):
        score = Score()
        score.add("T1", Effort(scans=1, seconds=0.12))
        assert score.left_out == ["T2", "T3", "T4", "T5", "T6", "T14", "T15"]
        row = "| T1 | Return an instrument | 1 of 1 | 0 of 0 | 0 of 0 | 0 of 0 | 0 | 0.1 | held |"
        assert score.table().splitlines()[2] == row


def return_an_instrument(robot, town, took):
    robot.begin()
    robot.scan(town.flute)
    robot.reads("Returned: Flute.")
    robot.focus("Scan")
    took("T1")
    assert robot.heard_of("Returned: Flute.") == 1
    assert "Flute, Ben C., Ashby" in robot.rows("Today at this desk")[0]


def return_with_damage(robot, saturday, took):
    robot.begin()
    robot.scan(saturday.trumpet)
    robot.reads("Returned: Trumpet.")
    robot.key("F9")
    robot.reads("What is wrong with Trumpet?")
    robot.key("1")
    robot.reads("Needs repair: Trumpet")
    robot.focus("Scan")
    took("T2")


def lend_to_a_known_pupil(robot, town, took):
    robot.begin()
    robot.scan(town.okafor)
    robot.reads("Amira Okafor is at the desk.")
    robot.scan(town.violin)
    robot.reads("Added: Violin 1/2")
    robot.sees("£12.00")
    robot.key("Return")
    robot.reads("Lent: Violin 1/2 to Amira Okafor")
    took("T3")


def undo_the_last_action(robot, took):
    robot.begin()
    robot.key("ctrl+z")
    robot.reads("Undone: loan of Violin 1/2 to Amira Okafor.")
    took("T15")


def lend_without_a_card(robot, town, took):
    robot.begin()
    robot.type("oka")
    robot.suggested("Amira O.")
    robot.key("Return")
    robot.reads("Amira Okafor is at the desk.")
    robot.scan(town.violin)
    robot.reads("Added: Violin 1/2")
    robot.key("Return")
    robot.reads("Lent: Violin 1/2 to Amira Okafor")
    took("T4")


def renew_everything(robot, saturday, took):
    robot.begin()
    robot.scan(saturday.town.mia)
    robot.reads("Mia Carter is at the desk.")
    robot.key("F6")
    robot.reads("Renewed: Oboe")
    took("T6")


def find_who_has_an_instrument(robot, saturday, took):
    ways = {"tag": saturday.oboe, "serial": SERIAL, "model": MODEL, "borrower": "mia c"}
    for how, typed in ways.items():
        robot.begin()
        robot.type(typed)
        robot.suggested("Mia C.")
        took("T14", f"by its {how}")
        robot.empty("Scan")


def lend_to_a_new_family(robot, saturday, took):
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
    took("T5")


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
