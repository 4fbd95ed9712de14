"""The choices of the first run: which are open, and the page that shows them."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QPushButton, QWidget

from ui.tokens import SPACE
from ui.widgets.parts import Card, button, column, row, words

LATER = (
    "Later, when you need it: bring in your spreadsheet, test the scanner, print your first labels."
)


@dataclass(frozen=True)
class Way:
    """One way on: its button, what it means, and what it does."""

    words: str
    meaning: str
    icon: str
    go: Callable[[], object]
    primary: bool = False


class Choices(QWidget):
    """The first page: a question, and the ways to answer it."""

    def __init__(self, title: str, ways: list[Way]) -> None:
        super().__init__()
        self.note = words("", "strong", wrap=True)
        self.note.hide()
        self.buttons: list[QPushButton] = []
        cards = [self._card(way) for way in ways]
        self.setLayout(
            column(
                words(title, "h1", wrap=True),
                self.note,
                *cards,
                words(LATER, "soft", wrap=True),
                gap=SPACE.m,
            )
        )

    def say(self, sentence: str) -> None:
        """Say something about what was tried, above the choices."""
        self.note.setText(sentence)
        self.note.setVisible(bool(sentence))

    def _card(self, way: Way) -> Card:
        result = Card()
        press = button(way.words, way.go, kind="primary" if way.primary else "", icon=way.icon)
        press.setAccessibleDescription(way.meaning)
        self.buttons.append(press)
        result.body.addLayout(row(press, 1))
        result.body.addWidget(words(way.meaning, "soft", wrap=True))
        return result
