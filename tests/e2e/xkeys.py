"""The keys of a scanner, sent to an X server in one piece.

An X server gives a key that is sent to it the time at which it reads it. A scanner's keys carry
their own times, a few milliseconds apart, however busy the computer is; keys that come one by one
from a busy process would not. So all of a scan is put into the server's hands at once.
"""

import socket
import struct
from collections.abc import Iterator

SHIFT, RETURN = 0xFFE1, 0xFF0D
"""Names of keys, as X numbers them; a character's is its own number."""
PRESS, RELEASE = 2, 3
QUERY_EXTENSION, INPUT_FOCUS, KEYBOARD = 98, 43, 101
FAKE_INPUT = 2


class Scanner:
    """A scanner on the screen of a display such as `:7`."""

    def __init__(self, display: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(f"/tmp/.X11-unix/X{display.removeprefix(':')}")  # noqa: S108
        first, last = self._greet()
        name = b"XTEST"
        asked = struct.pack("<BxHH2x", QUERY_EXTENSION, 4, len(name)) + name.ljust(8, b"\0")
        self._test = self._ask(asked)[9]
        map_ = self._ask(struct.pack("<BxHBB2x", KEYBOARD, 2, first, last - first + 1))
        self._keys = dict(_keys(map_, first))

    def close(self) -> None:
        """Unplug it."""
        self._socket.close()

    def read(self, code: str) -> None:
        """Type a code and Enter; return when the server has taken all of it."""
        strokes = b"".join(self._stroke(ord(character)) for character in code)
        self._ask(strokes + self._stroke(RETURN) + struct.pack("<BxH", INPUT_FOCUS, 1))

    def _stroke(self, name: int) -> bytes:
        key, shifted = self._keys[name]
        held = [self._keys[SHIFT][0]] if shifted else []
        down = [self._event(PRESS, each) for each in (*held, key)]
        return b"".join(down + [self._event(RELEASE, each) for each in (key, *held)])

    def _event(self, kind: int, key: int) -> bytes:
        return struct.pack("<BBHBB30x", self._test, FAKE_INPUT, 9, kind, key)

    def _greet(self) -> tuple[int, int]:
        """Say hello without a password; return the numbers of the first and the last key."""
        self._socket.sendall(struct.pack("<cxHHHH2x", b"l", 11, 0, 0, 0))
        answer, _version, length = struct.unpack("<Bx4sH", self._bytes(8))
        told = self._bytes(4 * length)
        if answer != 1:
            raise ConnectionError(f"The screen takes no scanner: {told!r}")
        return told[26], told[27]

    def _ask(self, request: bytes) -> bytes:
        """Send something whose last part is answered; events are nobody's business here."""
        self._socket.sendall(request)
        while (answer := self._bytes(32))[0] != 1:
            if answer[0] == 0:
                raise ConnectionError(f"The screen refused a scanner's keys: {answer!r}")
        return answer + self._bytes(4 * struct.unpack_from("<I", answer, 4)[0])

    def _bytes(self, count: int) -> bytes:
        read = b""
        while len(read) < count:
            piece = self._socket.recv(count - len(read))
            if not piece:
                raise ConnectionError("The screen has gone.")
            read += piece
        return read


def _keys(told: bytes, first: int) -> Iterator[tuple[int, tuple[int, bool]]]:
    """Yield the name of each key with its number and whether it needs Shift, the best one last."""
    wide = told[1]
    names = struct.unpack_from(f"<{(len(told) - 32) // 4}I", told, 32)
    for column in (1, 0):
        for place in range(len(names) // wide - 1, -1, -1):
            if name := names[place * wide + column]:
                yield name, (first + place, column == 1)
