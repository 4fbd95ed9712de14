"""What a command answers: one object for programs, short tables and sentences for people."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TextIO

import msgspec

WIDEST = 48
"""Letters of a cell before it is cut, where a table goes to a file."""


@dataclass(frozen=True)
class Answer:
    """What a command found or did."""

    data: Mapping[str, Any]
    """One JSON object, with the keys of the contract."""
    lines: Sequence[str] = ()
    """The same for a person."""
    asks: Sequence[Any] = ()
    """Questions that took their safe answer."""
    status: int = 0
    notes: Sequence[str] = field(default=())
    """What is said beside the answer, to a person and in a log."""


class UnwrittenError(Exception):
    """What was done is done, but its answer could not be written."""


def give(answer: Answer, *, as_json: bool) -> None:
    """Write an answer where programs and people look for it.

    Raises:
        UnwrittenError: standard output cannot be written to.
    """
    for ask in answer.asks:
        note(f"Asked: {ask.message}")
    for line in answer.notes:
        note(line)
    if as_json:
        write(_json(answer.data))
    else:
        write("\n".join(_plain(line) for line in answer.lines))


def write(text: str) -> None:
    """Write a text to standard output, at once and whole."""
    if sys.stdout is None or not text:
        return
    try:
        print(_known(text, sys.stdout))
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
    except OSError as fault:
        _forget_output()
        raise UnwrittenError(fault.strerror or str(fault)) from fault


def note(text: str) -> None:
    """Say something beside the answer, on standard error."""
    if sys.stderr is None:
        return
    try:
        print(_known(_plain(text), sys.stderr), file=sys.stderr, flush=True)
    except OSError:
        # Nobody listens there; what was said was no part of the answer.
        sys.stderr = None


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return rows under a head, in columns as wide as what is in them."""
    cells = [[_plain(_cell(value)) for value in row] for row in rows]
    if not cells:
        return []
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    widths = _narrowed(widths, [len(word) for word in head])
    return [_row(row, widths) for row in (head, *cells)]


def notes_are_read() -> bool:
    """Say whether a person looks at what is said beside the answer."""
    return sys.stderr is not None and sys.stderr.isatty()


def progress(text: str) -> None:
    """Show how far something has come, over what was shown before; only on a screen."""
    if notes_are_read():
        print(f"\r\x1b[K{_plain(text)}", end="", file=sys.stderr, flush=True)


def is_a_screen() -> bool:
    """Say whether a person looks at the answer."""
    return sys.stdout is not None and sys.stdout.isatty()


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    cut = (_cut(cell, width).ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "  ".join(cut).rstrip()


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value.day} {value:%b %Y}" if isinstance(value, date) else str(value)


def _narrowed(widths: list[int], least: list[int]) -> list[int]:
    """Take from the widest columns until a row fits the screen; in a file the last runs on."""
    if not is_a_screen():
        *most, last = widths
        cut = [min(width, max(WIDEST, low)) for width, low in zip(most, least, strict=False)]
        return [*cut, last]
    room = shutil.get_terminal_size().columns - 2 * (len(widths) - 1)
    widths = list(widths)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=lambda at: widths[at] - least[at])
        if widths[widest] <= max(least[widest], 8):
            break
        widths[widest] -= 1
    return widths


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _plain(text: str) -> str:
    """Leave out what would steer a terminal rather than be read."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _json(data: Mapping[str, Any]) -> str:
    text = msgspec.json.encode(data).decode()
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower().replace("-", "")
    return text if encoding == "utf8" else json.dumps(json.loads(text))


def _known(text: str, stream: TextIO) -> str:
    """Return a text in letters the stream has."""
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def _forget_output() -> None:
    """Let nothing more be written, so that Python does not complain of it when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = None
