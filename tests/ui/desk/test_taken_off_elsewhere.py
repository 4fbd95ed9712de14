"""Another desk moves a line to its own counter: this desk does not touch it there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

CTRL = Qt.KeyboardModifier.ControlModifier
GONE = "Violin 1/2 is not on this counter any more."


def move_to(volunteer, town):
    """Mia takes it at the other desk."""
    volunteer.scan(town.mia)
    volunteer.scan(town.violin)
    volunteer.choose("Move it here")
    assert volunteer.lying == [town.violin]


def still_there(volunteer, town):
    volunteer.session.look_again()
    return volunteer.lying == [town.violin]


def test_the_band_says_so_and_ctrl_z_leaves_it_alone(eyes, volunteer, town):
    eyes.scan(town.okafor)
    eyes.scan(town.violin)
    move_to(volunteer, town)
    eyes.program.runner.ask_others()
    QApplication.processEvents()
    assert eyes.band == f"{GONE} It is at another desk. Nothing was changed here."
    assert eyes.window.band.message.choices == ()
    assert "Violin" not in eyes.program.desk.session.undoing.words
    eyes.press(Qt.Key.Key_Z, CTRL)
    assert still_there(volunteer, town)


@pytest.mark.parametrize("choice", ["undo", "wrong", "handed_in"])
def test_a_choice_made_late_leaves_it_alone(hands, volunteer, town, choice):
    hands.scan(town.okafor)
    hands.scan(town.violin)
    answer = hands.session._answers[choice]
    move_to(volunteer, town)
    hands.session.look_again()
    hands.session.do(answer)
    assert hands.words.startswith(GONE) or hands.words.startswith("It is not on this counter")
    assert still_there(volunteer, town)


def test_what_lay_there_for_nobody_is_not_asked_about_any_more(hands, volunteer, town):
    hands.scan(town.violin)
    move_to(volunteer, town)
    hands.session.look_again()
    assert hands.words.startswith(GONE)
    assert hands.choices == []
