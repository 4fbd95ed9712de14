"""The right control for each key of the policy: made from the table of keys, read back as a value.

A control gives a value as the policy file has it, or None where nothing is said.
"""

import tomllib
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from loanmgr.domain.policy import wording
from loanmgr.domain.policy.keys import LONGEST_NOTE, Key, Shape
from loanmgr.domain.policy.write import said_in_file
from ui import theme
from ui.settings import lines
from ui.text import day_typed, pence_typed, pounds, short_date
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import name

COLUMNS = ("columns", "paid_columns")
LINES_SHOWN = 5
MARGIN = 12
LEAST_LETTERS = 10
ONE_A_LINE = ("address", "pay_to", "conditions")
"""Lists of words that are lines of a paper."""
EITHER = ("makes no difference", "only if so", "only if not")


class Control(QObject):
    """One control; `changed` tells of every change."""

    changed = Signal()

    def __init__(self, part: QWidget) -> None:
        super().__init__()
        self.part = part
        """What has the focus and is read aloud."""

    def show_value(self, value: Any) -> None:
        """Show a value of an entry."""
        raise NotImplementedError

    def typed(self) -> Any:
        """Return what was typed as the policy file has it; None is nothing.

        Raises:
            ValueError: it can't be read, in words for the field.
        """
        raise NotImplementedError

    def raw(self) -> str:
        """Return what stands there, to tell whether it was changed."""
        raise NotImplementedError


Today = Callable[[], date]


def make(shape: Shape, key: Key, today: Today) -> Control:
    """Return the control of a key."""
    default = default_of(shape, key)
    kind = key.value.kind
    if kind == "flag":
        return Either() if default is None else Tick(default=bool(default))
    if kind == "choice":
        return Choice(key, default, required=key.required)
    if kind == "choices":
        return Ticks(key)
    is_paper = kind == "texts" and key.name in ONE_A_LINE
    if is_paper or kind not in _READS:
        return Lines("columns" if key.name in COLUMNS else "lines" if is_paper else kind)
    return Line(key, default, today)


def default_of(shape: Shape, key: Key) -> Any:
    """Return what holds when a key is left out."""
    for field in fields(shape.makes):
        if field.name == key.field:
            return None if field.default is MISSING else field.default
    return None


def _pence(text: str, _today: date) -> int | None:
    return pence_typed(text)


def _day(text: str, today: date) -> str | None:
    found = day_typed(text, today)
    return None if found is None else found.isoformat()


def _number(text: str, _today: date) -> int | None:
    plain = text.strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) < 8):
        raise ValueError(f"{plain[:20]} is not a whole number.")
    return int(plain)


def _percent(text: str, _today: date) -> float | int | None:
    plain = text.strip().removesuffix("%").strip()
    if not plain:
        return None
    whole, _dot, rest = plain.partition(".")
    if not (whole + rest).isdecimal() or not plain.isascii() or len(plain) > 8:
        raise ValueError(f"{plain[:20]} is not a percentage, such as 50 or 33.33.")
    return float(plain) if rest else int(whole)


def _text(text: str, _today: date) -> str | None:
    return " ".join(text.split()) or None


def _texts(text: str, _today: date) -> list[str] | None:
    return lines.words_typed(text) or None


_READS: dict[str, Callable[[str, date], Any]] = {
    "text": _text,
    "texts": _texts,
    "day": _day,
    "pence": _pence,
    "percent": _percent,
    "number": _number,
}


class Line(Control):
    """A line of text: words, a sum in pounds, a day, a number, or words with commas between."""

    def __init__(self, key: Key, default: Any, today: Today) -> None:
        self._kind, self._default, self._today = key.value.kind, default, today
        self._box = QLineEdit()
        super().__init__(self._box)
        if self._kind == "text":
            self._box.setMaxLength(LONGEST_NOTE)
        examples = {"pence": "£0.00", "day": "e.g. 1 Sep 2027", "percent": "50"}
        self._box.setPlaceholderText(examples.get(self._kind, ""))
        self._box.textChanged.connect(lambda _text: self.changed.emit())

    def show_value(self, value: Any) -> None:
        self._box.setText(self._words(value))

    def typed(self) -> Any:
        return _READS[self._kind](self._box.text(), self._today())

    def raw(self) -> str:
        return self._box.text()

    def _words(self, value: Any) -> str:
        if value is None or (value in (0, "", ()) and value == self._default):
            return ""
        if self._kind == "pence":
            return pounds(value).removeprefix("£")
        if self._kind == "day":
            return short_date(value)
        if self._kind == "percent":
            return f"{value.normalize():f}"
        return lines.words_shown(value) if self._kind == "texts" else str(value)


class Tick(Control):
    """Yes or no."""

    def __init__(self, *, default: bool) -> None:
        self._box = QCheckBox("Yes")
        super().__init__(self._box)
        self._box.setChecked(default)
        self._box.toggled.connect(lambda _on: self.changed.emit())

    def show_value(self, value: Any) -> None:
        self._box.setChecked(bool(value))

    def typed(self) -> Any:
        return self._box.isChecked()

    def raw(self) -> str:
        return str(self._box.isChecked())


def short(box: QComboBox) -> QComboBox:
    """Let a list of choices be narrower than its longest one."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(LEAST_LETTERS)
    return box


class Either(Control):
    """Yes, no, or no difference."""

    _values = (None, True, False)

    def __init__(self) -> None:
        self._box = short(QComboBox())
        super().__init__(self._box)
        self._box.addItems(EITHER)
        self._box.currentIndexChanged.connect(lambda _at: self.changed.emit())

    def show_value(self, value: Any) -> None:
        self._box.setCurrentIndex(self._values.index(value))

    def typed(self) -> Any:
        return self._values[self._box.currentIndex()]

    def raw(self) -> str:
        return self._box.currentText()


class Choice(Control):
    """One of a few, in words."""

    def __init__(self, key: Key, default: Any, *, required: bool) -> None:
        self._box = short(QComboBox())
        super().__init__(self._box)
        if not required and default in (None, ""):
            self._box.addItem(wording.choice(key.name, ""), None)
        for code in key.value.choices:
            self._box.addItem(wording.choice(key.name, code), code)
        self.show_value(default)
        self._box.currentIndexChanged.connect(lambda _at: self.changed.emit())

    def show_value(self, value: Any) -> None:
        self._box.setCurrentIndex(max(0, self._box.findData(value or None)))

    def typed(self) -> Any:
        return self._box.currentData()

    def raw(self) -> str:
        return self._box.currentText()


class Ticks(Control):
    """Some of a few."""

    def __init__(self, key: Key) -> None:
        group = QWidget()
        super().__init__(group)
        self._boxes = {
            code: QCheckBox(wording.choice(key.name, code)) for code in key.value.choices
        }
        layout = FlowLayout()
        theme.space(layout, 0, SPACE.m)
        for box in self._boxes.values():
            name(box, box.text())
            layout.addWidget(box)
            box.toggled.connect(lambda _on: self.changed.emit())
        group.setLayout(layout)

    def show_value(self, value: Any) -> None:
        for code, box in self._boxes.items():
            box.setChecked(code in (value or ()))

    def typed(self) -> Any:
        return [code for code, box in self._boxes.items() if box.isChecked()] or None

    def raw(self) -> str:
        return str(self.typed())


class Lines(Control):
    """Several lines: sizes in a form of their own, anything else as the policy file has it."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._box = QPlainTextEdit()
        super().__init__(self._box)
        self._box.setTabChangesFocus(True)
        height = self._box.fontMetrics().lineSpacing() * LINES_SHOWN + 2 * MARGIN
        self._box.setMinimumHeight(height)
        self._box.setMaximumHeight(height)
        self._box.textChanged.connect(self.changed)

    def show_value(self, value: Any) -> None:
        if self._kind == "sizes":
            text = lines.sizes_shown(value or ())
        elif self._kind == "columns":
            text = lines.columns_shown(value or ())
        elif self._kind == "lines":
            text = "\n".join(value or ())
        elif isinstance(value, tuple):
            text = "\n".join(said_in_file(each) for each in value)
        else:
            text = "" if value in (None, "") else said_in_file(value)
        self._box.setPlainText(text)

    def typed(self) -> Any:
        text = self._box.toPlainText().strip()
        if not text:
            return None
        if self._kind == "sizes":
            return lines.sizes_typed(text)
        if self._kind == "columns":
            return lines.columns_typed(text)
        if self._kind == "lines":
            return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        joined = ",\n".join(line.strip().rstrip(",") for line in text.splitlines() if line.strip())
        for tried in (f"value = [{joined}]", f"value = {text}"):
            try:
                return tomllib.loads(tried)["value"]
            except tomllib.TOMLDecodeError:
                continue
        raise ValueError("This can't be read. Write each line as in the policy file.")

    def raw(self) -> str:
        return self._box.toPlainText()
