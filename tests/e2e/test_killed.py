"""The program killed in the middle of typing: what was half typed is there when it starts again."""

import contextlib
import sqlite3

from tests.e2e.test_robot import folder, robot, saturday
from tests.factories import A_SATURDAY

__all__ = ["folder", "robot", "saturday"]
FIELD, NAME = "Parent or carer's full name", "Ada Bello"


def kept(folder):
    """What is half typed, as it stands in the register's file."""
    with contextlib.closing(sqlite3.connect(folder / "register.sqlite")) as register:
        return [row[0] for row in register.execute("SELECT typed FROM basket") if row[0]]


def test_a_new_family_half_typed_outlives_kill_9(robot, folder):
    robot.key("F4")
    robot.focus(FIELD)
    robot.type(NAME)
    robot.wait("What is typed, kept", lambda _top: any(NAME in t for t in kept(folder)) or None)
    robot.lose_power()
    robot.sit_down("--data", str(folder), "--today", A_SATURDAY.isoformat())
    robot.reads("We kept this for you: Ada B.")
    robot.key("F4")
    assert robot.tree.text_of(robot.focus(FIELD)) == NAME
    robot.press("Start afresh")
    robot.reads("Dropped: Ada B.")
    robot.wait("Nothing kept", lambda _top: True if not kept(folder) else None)
