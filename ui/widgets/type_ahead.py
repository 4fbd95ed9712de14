"""A text field that suggests while you type: a line edit with a list of its own."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import announce
from ui.text import count
from ui.widgets.parts import name
from ui.widgets.suggestions import Suggestion, SuggestionList

PAUSE_MS = 60
"""Somebody who types on within this time is not asked for yet."""
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TypeAhead(QLineEdit):
    """Emits `typed`, is given suggestions with `offer`, and emits `chosen`.

    Enter before the suggestions are there waits for them and takes the first, so that fast hands
    get what they would have got.
    """

    typed = Signal(str)
    """What suggestions are wanted for."""
    chosen = Signal(object)
    """A `Suggestion`."""
    entered = Signal(str)
    """Enter, where nothing is suggested."""

    def __init__(self, label: str, parent: QWidget | None = None, *, shortest: int = 2) -> None:
        super().__init__(parent)
        name(self, label)
        self.value: object = None
        self._shortest = shortest
        self._answered = ""
        self._enter_waits = False
        self._list: SuggestionList | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(self._edited)

    @property
    def suggestions(self) -> list[Suggestion]:
        """What is offered now."""
        return self._list.suggestions if self._list is not None and self._open() else []

    def offer(self, text: str, suggestions: Sequence[Suggestion]) -> None:
        """Show suggestions for a text, unless another has been typed meanwhile."""
        if text != self.text().strip():
            return
        self._answered = text
        if self._enter_waits:
            self._enter_waits = False
            if suggestions:
                self.take(suggestions[0])
            else:
                self.entered.emit(text)
            return
        if not self.hasFocus():
            return
        self._popup().offer(suggestions)
        self._tell(len(suggestions))

    def take(self, suggestion: Suggestion) -> None:
        """Choose a suggestion."""
        self.close_list()
        self._pause.stop()
        self.setText(suggestion.text)
        self._answered = self.text().strip()
        self.value = suggestion.value
        self.chosen.emit(suggestion)

    def close_list(self) -> None:
        """Offer nothing."""
        if self._list is not None:
            self._list.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._enter()
        elif self._open() and event.key() in _STEPS:
            self._step(_STEPS[Qt.Key(event.key())])
        elif self._open() and event.key() == Qt.Key.Key_Escape:
            self.close_list()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.close_list()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.close_list()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self.close_list()

    def _open(self) -> bool:
        return self._list is not None and self._list.isVisible()

    def _popup(self) -> SuggestionList:
        if self._list is None:
            self._list = SuggestionList(self)
            self._list.chosen.connect(self.take)
        return self._list

    def _edited(self) -> None:
        self.value = None
        self._enter_waits = False
        if len(self.text().strip()) < self._shortest:
            self._pause.stop()
            self.close_list()
        else:
            self._pause.start()

    def _ask(self) -> None:
        self._pause.stop()
        self.typed.emit(self.text().strip())

    def _enter(self) -> None:
        text = self.text().strip()
        current = self._list.current() if self._list is not None and self._open() else None
        if current is not None and self._answered == text:
            self.take(current)
        elif len(text) >= self._shortest and self._answered != text:
            self._enter_waits = True
            self._ask()
        else:
            self.entered.emit(text)

    def _step(self, by: int) -> None:
        popup = self._popup()
        popup.step(by)
        current = popup.current()
        if current is not None:
            announce.say(self, current.spoken)

    def _tell(self, number: int) -> None:
        current = self._popup().current()
        if current is not None:
            announce.say(self, f"{count(number, 'suggestion')}. {current.spoken}")
