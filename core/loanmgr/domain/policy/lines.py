"""On which line of a TOML text each value stands, since the parser itself does not say.

The text has been accepted by ``tomllib`` before, so nothing here checks it again. Lines count
from 1; a path is the keys and positions that lead to a value, such as ``("terms", 2, "from")``.
"""

import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_BLANK = " \t"
_SPACE = " \t\n"
_BARE_ENDS = ",]}#\n"
_KEY_ENDS = "=.] \t"


def find_lines(text: str) -> dict[Path, int]:
    """Map every path of a TOML text to the line it begins on."""
    return _Scan(text).run()


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """Return the line of a path, or of the nearest thing around it."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return None


class _Scan:
    """One walk through the text; ``at`` is the position of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n") + "\n"
        self.at = 0
        self.found: dict[Path, int] = {}
        self.table: Path = ()
        self._starts = [0, *(i + 1 for i, letter in enumerate(self.text) if letter == "\n")]
        self._counts: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        self._skip(_SPACE)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                self._header()
            else:
                self._pair(self.table)
            self._skip(_SPACE)
        return self.found

    def _header(self) -> None:
        start = self.at
        is_entry = self.text.startswith("[[", self.at)
        self.at += 2 if is_entry else 1
        *outer, last = self._dotted()
        self.at += 2 if is_entry else 1
        path = self._inside(tuple(outer))
        path = (*path, last)
        if is_entry:
            self.found.setdefault(path, self._line(start))
            self._counts[path] = self._counts.get(path, -1) + 1
        self.table = self._inside((last,), path[:-1])
        self.found.setdefault(self.table, self._line(start))

    def _inside(self, keys: tuple[str, ...], path: Path = ()) -> Path:
        """Follow keys to where they lead now: inside the last entry of each list."""
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _pair(self, base: Path) -> None:
        start = self.at
        keys = self._dotted()
        for length in range(1, len(keys) + 1):
            self.found.setdefault((*base, *keys[:length]), self._line(start))
        self.at += 1  # the equals sign
        self._skip(_BLANK)
        self._value((*base, *keys))

    def _dotted(self) -> list[str]:
        keys = [self._key()]
        while self.text[self.at] == ".":
            self.at += 1
            keys.append(self._key())
        return keys

    def _key(self) -> str:
        self._skip(_BLANK)
        start = self.at
        if self.text[start] in "\"'":
            self._string()
            key = next(iter(tomllib.loads(self.text[start : self.at] + " = 0")))
        else:
            while self.text[self.at] not in _KEY_ENDS:
                self.at += 1
            key = self.text[start : self.at]
        self._skip(_BLANK)
        return key

    def _value(self, path: Path) -> None:
        self.found.setdefault(path, self._line(self.at))
        first = self.text[self.at]
        if first in "\"'":
            self._string()
        elif first == "[":
            self._array(path)
        elif first == "{":
            self._inline(path)
        else:
            while self.text[self.at] not in _BARE_ENDS:
                self.at += 1

    def _array(self, path: Path) -> None:
        position = 0
        self.at += 1
        self._skip(_SPACE)
        while self.text[self.at] != "]":
            self._value((*path, position))
            position += 1
            self._skip(_SPACE + ",")
        self.at += 1

    def _inline(self, path: Path) -> None:
        self.at += 1
        self._skip(_SPACE)
        while self.text[self.at] != "}":
            self._pair(path)
            self._skip(_SPACE + ",")
        self.at += 1

    def _string(self) -> None:
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(mark)
        while len(mark) == 3 and self.text[self.at] == quote:  # up to two quotes may end the text
            self.at += 1

    def _skip(self, letters: str) -> None:
        while self.at < len(self.text) and self.text[self.at] in letters + "#":
            if self.text[self.at] == "#":
                self.at = self.text.index("\n", self.at)
                if "\n" not in letters:
                    return
            else:
                self.at += 1

    def _line(self, at: int) -> int:
        return bisect_right(self._starts, at)
