"""A robot at the desk: sees only what a screen reader sees, and has a scanner, keys and presses."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.e2e.computer import Computer
from tests.e2e.tree import FOCUSED, Found, Node

TYPING_MS = 90
"""Between two characters of quick fingers; slower than any scanner's."""
WINDOW, BAND, SCAN = "Instrument loans", "Last action", "Scan"


@dataclass
class Effort:
    """What a task took, as ux.md 1.3 counts it."""

    scans: int = 0
    keys: int = 0
    """Keys and chords; what is typed into fields is not among them."""
    moves: int = 0
    """Tab from field to field."""
    presses: int = 0
    """What a mouse would click."""
    typed: int = 0
    """Characters typed into fields."""
    began_at: float = 0.0
    """How long the program had worked before."""
    seconds: float = 0.0
    """The program's own work and the typing: what other programs take is nobody's fault here."""

    def __str__(self) -> str:
        return (
            f"{self.scans} scans, {self.keys} keys, {self.presses} clicks, {self.moves} moves, "
            f"{self.typed} characters, {self.seconds:.1f} s"
        )


class Robot:
    """Does one thing after another, and waits for what the tree says, never for time."""

    def __init__(self, computer: Computer) -> None:
        self._computer, self.tree = computer, computer.tree
        self.effort = Effort()

    def sit_down(self, *options: str) -> None:
        """Start the program and wait until the desk is open."""
        self._computer.start(*options)
        self.sees(WINDOW, "frame")
        self._computer.give_keyboard(WINDOW)
        self.sees("Today at this desk")
        self.focus(SCAN)

    def lose_power(self) -> None:
        """Let the computer go off in the middle of whatever is done; it can be started again."""
        self._computer.lose_power()

    # Hands.

    def scan(self, code: str) -> None:
        """Read a label with the scanner."""
        self.effort.scans += 1
        self._computer.scanner.read(code)

    def key(self, keys: str) -> None:
        """Press a key or a chord, by its X name."""
        self.effort.keys += 1
        self._computer.type_keys("key", keys)

    def tab(self) -> None:
        """Go to the next control."""
        self.effort.moves += 1
        self._computer.type_keys("key", "Tab")

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.effort.typed += len(text)
        self._computer.type_keys("type", "--delay", str(TYPING_MS), text)

    def press(self, name: str) -> None:
        """Press a button as a screen reader does."""
        self.effort.presses += 1
        self.tree.press(self.sees(name, "push button"))

    def empty(self, field: str) -> None:
        """Empty a field that has the focus."""
        self._computer.type_keys("key", "ctrl+a", "BackSpace")
        node = self.focus(field)
        self.wait(f"{field!r} empty", lambda _top: True if not self.tree.text_of(node) else None)

    # Eyes and ears.

    def wait(self, what: str, look: Callable[[Node], Found | None]) -> Found:
        """Wait until something is found in the tree."""
        return self.tree.wait_for(what, look, self._computer.why_gone)

    def sees(self, name: str, role: str = "") -> Node:
        """Wait until something of this name (and role) is shown."""

        def look(top: Node) -> Node | None:
            named = (node for node in top.all() if node.name == name)
            return next((node for node in named if role in ("", node.role)), None)

        return self.wait(f"{role} {name!r}", look)

    def reads(self, begins: str) -> str:
        """Wait until the band says something that begins so; return all of it."""

        def look(top: Node) -> str | None:
            said = band_of(top)
            return said if said.startswith(begins) else None

        return self.wait(f"In the band: {begins!r}", look)

    def focus(self, name: str) -> Node:
        """Wait until what has this objectName has the keyboard."""

        def look(top: Node) -> Node | None:
            return next((n for n in top.all() if n.is_(FOCUSED) and n.id == name), None)

        return self.wait(f"The focus in {name!r}", look)

    def heard_of(self, begins: str) -> int:
        """Return how often a screen reader was given words to say that begin so."""
        return sum(words.startswith(begins) for words in self.tree.heard)

    def suggested(self, words: str) -> Node:
        """Wait until a line with these words is suggested under the field."""

        def look(top: Node) -> Node | None:
            lines = (node for node in top.all() if node.role == "list item")
            return next((line for line in lines if words in line.name), None)

        return self.wait(f"A suggestion of {words!r}", look)

    def rows(self, table: str) -> list[str]:
        """Return the rows of a table as they are read."""
        return self.tree.rows(self.sees(table, "table"))

    # Counting.

    def begin(self) -> None:
        """Count from here."""
        self.effort = Effort(began_at=self._computer.worked())

    def end(self, task: str) -> Effort:
        """Say what a task took, and return it."""
        typing = self.effort.typed * TYPING_MS / 1000
        self.effort.seconds = typing + self._computer.worked() - self.effort.began_at
        print(f"{task}: {self.effort}")
        return self.effort


def band_of(top: Node) -> str:
    """Return all words of the band."""
    for frame in top.all():
        if frame.id == BAND:
            return " ".join(n.name for n in frame.all() if n.role == "label" and n.name)
    return ""
