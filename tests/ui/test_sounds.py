"""The four sounds: what they are, how loud, and what plays them; each has a seen twin."""

import io
import sys
import wave
from array import array

import pytest

from tests.ui.inline import Inline
from ui import sounds as sounding
from ui.sounds import NOTES, RATE, Cue, Sounds, speakers, wav


def heard(cue, percent=60):
    """The samples of a cue and its length in milliseconds."""
    with wave.open(io.BytesIO(wav(cue, percent))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        samples = array("h", file.readframes(file.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples, 1000 * len(samples) / RATE


class Speakers:
    """Speakers that note what they were given, some of them broken."""

    def __init__(self, *works):
        self.played = [[] for _ in works]
        self.all = [self._speaker(at, works_) for at, works_ in enumerate(works)]

    def _speaker(self, at, works):
        def play(sound):
            self.played[at].append(sound)
            return works

        return play


@pytest.fixture
def with_speakers():
    def make(*works, **options):
        there = Speakers(*works)
        made = Sounds(**options)
        made._speakers, made._thread = there.all, Inline()
        return made, there

    return make


@pytest.mark.parametrize("cue", list(Cue))
def test_each_lasts_as_long_as_its_notes_and_a_breath(cue):
    _samples, length = heard(cue)
    notes = NOTES[cue]
    assert length == pytest.approx(sum(ms for _, ms in notes) + 10 * len(notes), abs=1)


@pytest.mark.parametrize("cue", list(Cue))
def test_it_begins_and_ends_softly_so_that_nothing_clicks(cue):
    samples, _length = heard(cue, 100)
    assert abs(samples[0]) < 400
    assert samples[-1] == 0


def test_the_volume_is_followed_and_never_overdriven():
    loud, usual, soft = (max(heard(Cue.OK, percent)[0]) for percent in (100, 60, 20))
    assert 32_000 < loud <= 32_767
    assert usual == pytest.approx(loud * 0.36, rel=0.02)
    assert soft == pytest.approx(loud * 0.04, rel=0.02)


def test_a_cue_is_played_as_loud_as_set(with_speakers):
    made, there = with_speakers(True, percent=30)
    made.play(Cue.STOP)
    made.percent = 80
    made.play(Cue.STOP)
    assert there.played == [[wav(Cue.STOP, 30), wav(Cue.STOP, 80)]]


def test_switched_off_or_at_nought_nothing_is_played(with_speakers):
    made, there = with_speakers(True, on=False)
    made.play(Cue.STOP)
    made.on, made.percent = True, 0
    made.play(Cue.STOP)
    assert there.played == [[]]


def test_a_speaker_that_does_not_work_is_asked_once(with_speakers):
    made, there = with_speakers(False, True)
    made.play(Cue.OK)
    made.play(Cue.ASK)
    assert [len(played) for played in there.played] == [1, 2]


def test_small_ones_give_way_while_another_sounds_and_those_that_ask_do_not():
    played = []

    class Sounding:
        def done(self):
            return False

    made = Sounds(player=played.append)
    made._last = Sounding()
    for cue in Cue:
        made.play(cue)
    assert played == [Cue.ASK, Cue.STOP]


def test_all_four_can_be_heard_even_with_the_sound_off():
    played = []
    Sounds(on=False, player=played.append).play_all()
    assert played == list(Cue)


def test_programs_that_are_not_there_are_not_asked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sounding, "_path", {"aplay": "/bin/true"}.get)
    [only] = speakers()
    assert only(wav(Cue.TICK, 60))


def test_a_program_that_fails_says_so():
    assert not sounding._program(("/bin/false",), wav(Cue.OK, 60))
    assert not sounding._program(("/nowhere/at/all",), wav(Cue.OK, 60))
