"""The band that tells what just happened and what to do now; it stays until the next action."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from ui import announce, icons, theme
from ui.roles import set_role
from ui.tokens import SIZE, SPACE, Tone
from ui.widgets.flow import FlowLayout
from ui.widgets.one_pass import one_pass
from ui.widgets.parts import button, column, row, words

SHAPES: dict[Tone, str] = {
    "ok": "tick-circle",
    "info": "info",
    "ask": "ask",
    "warn": "warning",
    "stop": "stop",
    "repair": "spanner",
    "neutral": "info",
}

SHORT = "without keys"
"""The property of a button that holds its words where there is no room for its keys."""


@dataclass(frozen=True)
class Choice:
    """One thing to do: its key for the program, its words, and the keys shown behind them."""

    key: str
    words: str
    keys: str = ""


@dataclass(frozen=True)
class Message:
    """What happened, in one short sentence with the name, and what to do about it.

    `must_answer` keeps further scans waiting until another message takes this one's place.
    """

    tone: Tone
    words: str
    detail: str = ""
    choices: tuple[Choice, ...] = ()
    must_answer: bool = False
    big: str = ""
    """What hands need to know at a glance: Goes to Shelf B2."""
    then: tuple[str, ...] = ()
    """What is asked after this one, so that nobody is surprised by it."""

    @property
    def numbered(self) -> bool:
        """Say whether the choices bear numbers: only then the band has the focus at once."""
        return self.must_answer and bool(self.choices)

    @property
    def is_question(self) -> bool:
        """Say whether a number chooses, once somebody has gone to the band."""
        return self.tone in ("ask", "stop") and bool(self.choices)


class Band(QFrame):
    """Shows one message. Number keys choose only while the band has the focus."""

    chosen = Signal(str)
    needs_answer = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Last action")
        self.message: Message | None = None
        self._buttons: list[QPushButton] = []
        self._bar = QFrame()
        self._icon = QLabel()
        self._words = words("", "h2", wrap=True)
        self._detail = words("", wrap=True)
        self._reminder = words("", "strong", wrap=True)
        self._big = words("", "h1")
        self._beside, self._below = _Choices(), _Choices()
        self._offered: tuple[tuple[Choice, ...], bool] = ((), False)
        self._then = words("", "soft", wrap=True)
        self._lay_out()
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show what happened, in place of what was shown before."""
        self.message = message
        with one_pass(self):
            self._change_to(message)
        self._tell(message)
        self.needs_answer.emit(message.must_answer)

    def _change_to(self, message: Message) -> None:
        set_role(self, band=message.tone)
        set_role(self._bar, bar=message.tone)
        icons.wear(self._icon, SHAPES[message.tone], message.tone, SIZE.icon_band)
        self._words.setText(message.words)
        self._detail.setText(message.detail)
        self._detail.setVisible(bool(message.detail))
        self._big.setText(message.big)
        self._big.setVisible(bool(message.big))
        self._reminder.hide()
        self._then.setText(_then(message))
        self._then.setVisible(bool(message.then))
        self._show_choices(message)
        self.show()

    def remind(self, waiting: int) -> None:
        """Say that a scan was kept because this must be answered first."""
        kept = "The scan is kept." if waiting == 1 else f"{waiting} scans are kept."
        self._reminder.setText(f"Answer this first. {kept}")
        self._reminder.show()
        announce.say(self, self._reminder.text(), at_once=True)

    def clear(self) -> None:
        """Show nothing, as before the first action."""
        self.message = None
        self.hide()
        self.needs_answer.emit(False)  # noqa: FBT003 - a signal takes no keywords

    def focus_first(self) -> None:
        """Go to the first choice."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def choose(self, key: str) -> bool:
        """Choose as if pressed; say whether there was such a choice."""
        for button_, choice in zip(self._buttons, self._choices(), strict=True):
            if choice.key == key and button_.isEnabled():
                button_.click()
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._press_focused(event)
            return
        choice = self._choice_for(event)
        if choice is None or not self.choose(choice.key):
            super().keyPressEvent(event)

    def _press_focused(self, event: QKeyEvent) -> None:
        """Press the choice that has the focus; outside a dialog a button leaves Enter alone."""
        focused = next((each for each in self._buttons if each.hasFocus()), None)
        if focused is None:
            super().keyPressEvent(event)
        else:
            focused.click()

    def _choice_for(self, event: QKeyEvent) -> Choice | None:
        choices = self._choices()
        if event.key() == Qt.Key.Key_Escape:
            return next((choice for choice in choices if choice.keys == "Esc"), None)
        asks = self.message is not None and self.message.is_question
        if asks and event.text().isdigit() and 0 < int(event.text()) <= len(choices):
            return choices[int(event.text()) - 1]
        return None

    def _choices(self) -> tuple[Choice, ...]:
        return self.message.choices if self.message is not None else ()

    def _lay_out(self) -> None:
        first = row(self._words, self._big, gap=SPACE.m)
        first.setStretch(0, 1)
        told = row(column(first, self._detail, self._reminder, gap=2), self._beside, gap=SPACE.m)
        told.setStretch(0, 1)
        text = column(told, self._below, self._then)
        inner = row(column(self._icon, 1), text, edge=(SPACE.m, SPACE.s), gap=SPACE.m)
        inner.setStretch(1, 1)
        outer = row(self._bar, inner, gap=0)
        outer.setStretch(1, 1)
        self.setLayout(outer)
        set_role(self._bar, bar="ok")
        self._bar.setFixedWidth(SIZE.bar)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def _show_choices(self, message: Message) -> None:
        offered = (message.choices, message.numbered)
        fresh = all(each.isEnabled() and not each.hasFocus() for each in self._buttons)
        if fresh and self._buttons and offered == self._offered:
            return
        self._offered = offered
        few = len(message.choices) <= 2 and not message.numbered
        place = self._beside if few else self._below
        self._beside.clear()
        self._below.clear()
        self._buttons = [
            self._choice_button(number, choice, numbered=message.numbered)
            for number, choice in enumerate(message.choices, start=1)
        ]
        place.fill(self._buttons)

    def _choice_button(self, number: int, choice: Choice, *, numbered: bool) -> QPushButton:
        key, keys = choice.key, choice.keys
        result = button(choice.words, lambda: self._pressed(key), kind="choice", keys=keys)
        if numbered and keys != "Esc":
            result.setText(f"{number}   {result.text()}")
        if keys and keys != "Esc":
            result.setProperty(SHORT, result.text().removesuffix(f"   {keys}"))
        return result

    def _pressed(self, key: str) -> None:
        if self.message is not None and self.message.must_answer:
            if any(each.hasFocus() for each in self._buttons):
                self.setFocus(Qt.FocusReason.OtherFocusReason)  # or Enter would press what is next
            for button_ in self._buttons:
                button_.setEnabled(False)  # one answer to one question
        self.chosen.emit(key)

    def _tell(self, message: Message) -> None:
        urgent = message.tone in ("ask", "stop")
        asked = (message.detail, _then(message)) if urgent else ()
        parts = (message.words, *asked, message.big)
        announce.say(self, " ".join(part for part in parts if part), at_once=urgent)


def _then(message: Message) -> str:
    return f"Then: {' '.join(message.then)}" if message.then else ""


class _Choices(QWidget):
    """A row of buttons that wraps; hidden while it is empty.

    Where their keys would cost a line of their own they are left out: the menus tell them too.
    """

    def __init__(self) -> None:
        super().__init__()
        self._flow = FlowLayout()
        self._whole: dict[QPushButton, str] = {}
        theme.space(self._flow, 0, SPACE.s)
        self.setLayout(self._flow)
        self.hide()

    def clear(self) -> None:
        self._whole.clear()
        self._flow.clear()
        self.hide()

    def fill(self, buttons: list[QPushButton]) -> None:
        for each in buttons:
            self._whole[each] = each.text()
            self._flow.addWidget(each)
        self.setVisible(bool(buttons))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        whole = self._lines(short=False)
        if whole > 1 and self._lines(short=True) == whole:
            self._lines(short=False)

    def _lines(self, *, short: bool) -> int:
        """Show the words with their keys or without, and return how many lines there are."""
        for each, words_and_keys in self._whole.items():
            each.setText((each.property(SHORT) if short else "") or words_and_keys)
        return self._flow.lines_in(self.width())


class NoticeStrip(QFrame):
    """A quiet line with one button, such as the families that are waiting."""

    pressed = Signal()

    def __init__(self, name: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._bar, self._icon, self._words = QFrame(), QLabel(), words("", wrap=True)
        self._bar.setFixedWidth(SIZE.bar)
        self.action = button(action, self.pressed.emit, kind="choice")
        inner = row(self._icon, self._words, self.action, edge=(SPACE.m, SPACE.xs), gap=SPACE.s)
        inner.setStretch(1, 1)
        outer = row(self._bar, inner, gap=0)
        outer.setStretch(1, 1)
        self.setLayout(outer)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()

    def show_words(self, text: str, tone: Tone = "info") -> None:
        """Show the strip with these words; no words hide it."""
        set_role(self, band=tone)
        set_role(self._bar, bar=tone)
        icons.wear(self._icon, SHAPES[tone], tone)
        self._words.setText(text)
        self.setVisible(bool(text))
