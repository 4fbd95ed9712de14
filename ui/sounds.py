"""Four short sounds, made here and played by what this computer has; never the only sign.

Notes are pitches in hertz and lengths in milliseconds; volume is in per cent.
"""

import io
import math
import shutil
import subprocess
import sys
import tempfile
import wave
from array import array
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from functools import cache, partial
from pathlib import Path

from PySide6.QtWidgets import QApplication

Note = tuple[int, int]
"""Pitch in hertz and length in milliseconds."""
USUAL_PERCENT = 60
RATE = 22_050
"""Samples a second: more than enough for a beep."""
EDGE_MS = 4
"""Each note swells and fades this long, so that it does not click."""
PATIENCE_SECONDS = 3
PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))
"""Programs that play a file, one of which most computers have; the first that works is used."""


class Cue(Enum):
    """What a sound means."""

    OK = "ok"
    ASK = "ask"
    STOP = "stop"
    TICK = "tick"


NOTES: dict[Cue, tuple[Note, ...]] = {
    Cue.OK: ((1320, 90),),
    Cue.ASK: ((880, 90), (1175, 110)),
    Cue.STOP: ((330, 115), (330, 135)),
    Cue.TICK: ((1900, 15),),
}

Speaker = Callable[[bytes], bool]
"""Plays a WAV file's bytes to their end; says whether it could."""


@cache
def wav(cue: Cue, percent: int) -> bytes:
    """Return a cue as a WAV file: one channel of 16 bits."""
    loudest = 32_767 * (percent / 100) ** 2  # ears hear a square as even steps
    samples = array("h")
    for pitch, length in NOTES[cue]:
        count, edge = RATE * length // 1000, RATE * EDGE_MS // 1000
        for at in range(count):
            swell = min(1.0, at / edge, (count - at) / edge)
            samples.append(round(loudest * swell * math.sin(2 * math.pi * pitch * at / RATE)))
        samples.extend([0] * (RATE // 100))
    if sys.byteorder == "big":
        samples.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(RATE)
        written.writeframes(samples.tobytes())
    return file.getvalue()


class Sounds:
    """Plays cues unless they are switched off; nothing is ever told by a sound alone."""

    def __init__(
        self,
        *,
        on: bool = True,
        percent: int = USUAL_PERCENT,
        player: Callable[[Cue], None] | None = None,
    ) -> None:
        self.on = on
        self.percent = percent
        self._play = player or self._sound
        self._speakers = [] if player else speakers()
        self._thread: ThreadPoolExecutor | None = None
        self._last: Future[None] | None = None

    def play(self, cue: Cue) -> None:
        """Play a cue and return at once; while another sounds, only what needs somebody."""
        sounding = self._last is not None and not self._last.done()
        small = cue in (Cue.OK, Cue.TICK)
        if self.on and self.percent and not (sounding and small):
            self._play(cue)

    def play_all(self) -> None:
        """Play the four of them, one after another, for somebody who sets the volume."""
        for cue in Cue:
            self._play(cue)

    def _sound(self, cue: Cue) -> None:
        if not self._speakers:
            if cue is not Cue.TICK:
                QApplication.beep()
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="sounds")
        # The call returns when the sound has ended, so it must not be made on the GUI thread.
        self._last = self._thread.submit(self._try, cue, self.percent)

    def _try(self, cue: Cue, percent: int) -> None:
        """Play with the first speaker that works; one that does not is not asked again."""
        while self._speakers and not self._speakers[0](wav(cue, percent)):
            self._speakers.pop(0)


def speakers() -> list[Speaker]:
    """Return what can play a sound on this computer."""
    if sys.platform == "win32":
        return [_windows]
    return [partial(_program, (found, *more)) for name, *more in PLAYERS if (found := _path(name))]


def _path(name: str) -> str | None:
    return shutil.which(name)


def _windows(sound: bytes) -> bool:
    if sys.platform == "win32":
        import winsound  # noqa: PLC0415 - there is none elsewhere

        try:
            winsound.PlaySound(sound, winsound.SND_MEMORY | winsound.SND_NODEFAULT)
        except RuntimeError:
            return False
    return True


def _program(command: tuple[str, ...], sound: bytes) -> bool:
    file = Path(_folder().name) / f"{hash(sound):x}.wav".replace("-", "m")
    if not file.exists():
        file.write_bytes(sound)
    try:
        done = subprocess.run(  # noqa: S603 - one of ours, found on the path
            [*command, str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@cache
def _folder() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="sounds-", ignore_cleanup_errors=True)
