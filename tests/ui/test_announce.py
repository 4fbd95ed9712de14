"""What is told to ears."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel

from ui.announce import announcement, say
from ui.sounds import NOTES, Cue, Sounds


def test_sounds_can_be_switched_off_and_on():
    played = []
    sounds = Sounds(player=played.append)
    sounds.play(Cue.OK)
    sounds.on = False
    sounds.play(Cue.STOP)
    sounds.on = True
    sounds.play(Cue.ASK)
    assert played == [Cue.OK, Cue.ASK]


def test_a_stop_is_lower_and_longer_than_a_good_result():
    def length(cue):
        return sum(length for _pitch, length in NOTES[cue])

    assert length(Cue.STOP) > 2 * length(Cue.OK)
    assert max(pitch for pitch, _ in NOTES[Cue.STOP]) < min(pitch for pitch, _ in NOTES[Cue.OK])
    assert set(NOTES) == set(Cue)


def test_a_stop_interrupts_a_screen_reader_and_a_good_result_does_not(qtbot, qtlog):
    label = QLabel()
    qtbot.addWidget(label)
    fine = announcement(label, "Returned, Violin three-quarter")
    stop = announcement(label, "This violin is on loan to Ben Carter.", at_once=True)
    assert fine.message() == "Returned, Violin three-quarter"
    assert fine.politeness() is QAccessible.AnnouncementPoliteness.Polite
    assert stop.politeness() is QAccessible.AnnouncementPoliteness.Assertive
    say(label, "Returned, Violin three-quarter")
    assert qtlog.records == []
