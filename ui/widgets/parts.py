"""The plainest parts: words, buttons, rows, cards, sums of money, empty states."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.roles import set_role
from ui.text import pounds
from ui.tokens import SPACE

Edge = int | tuple[int, int]
BESIDE_ICON = " "
"""Stands before the words of a button: Qt leaves no more than 4 px between them and an icon."""


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and delete it; a flow has `clear` of its own."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def words(text: str, role: str = "", *, tone: str = "", wrap: bool = False) -> QLabel:
    """Return a label; `role` is h1, h2, strong, soft, meta or total. Text is never markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if role:
        set_role(label, role=role)
    if tone:
        set_role(label, tone=tone)
    return label


def button(
    text: str,
    pressed: Callable[[], object] | None = None,
    *,
    kind: str = "",
    icon: str = "",
    keys: str = "",
) -> QPushButton:
    """Return a button named by its words; `kind` is primary, link, quiet, small or choice.

    `keys` are shown behind the words and are not part of its name. Enter never presses a button
    that does not have the focus.
    """
    result = QPushButton()
    set_words(result, text, keys=keys)
    result.setAutoDefault(False)
    if kind:
        set_role(result, kind=kind)
    if icon:
        result.setText(f"{BESIDE_ICON}{result.text()}")
        icons.wear(result, icon, "on_accent" if kind == "primary" else "text")
    if pressed is not None:
        result.clicked.connect(lambda _checked: pressed())
    return result


def icon_button(name: str, icon: str, pressed: Callable[[], object]) -> QPushButton:
    """Return a button without words: only for close, clear and calendar."""
    result = button(name, pressed, kind="quiet")
    set_role(result, kind="icon")
    result.setText("")
    result.setToolTip(name)
    icons.wear(result, icon)
    result.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return result


def number_field(smallest: int, largest: int) -> QSpinBox:
    """Return a field for a whole number; the sheet cannot give one its left margin."""
    result = QSpinBox(minimum=smallest, maximum=largest)
    result.lineEdit().setTextMargins(SPACE.s, 0, 0, 0)
    return result


def set_words(target: QPushButton, text: str, *, keys: str = "") -> None:
    """Give a button other words, and its names with them."""
    shown = f"{text}   {keys}" if keys else text
    beside = "" if target.icon().isNull() else BESIDE_ICON
    target.setText(f"{beside}{shown}".replace("&", "&&"))
    target.setObjectName(text)
    target.setAccessibleName(text)


def name(widget: QWidget, words_seen: str) -> None:
    """Name a control by the words a person sees beside it."""
    widget.setObjectName(words_seen)
    widget.setAccessibleName(words_seen)


def column(*parts: QWidget | QLayout | int, edge: Edge = 0, gap: int = SPACE.s) -> QVBoxLayout:
    """Return parts one under another; a number is a stretch. Lengths are of the 100 % design."""
    layout = QVBoxLayout()
    theme.space(layout, edge, gap)
    _fill(layout, parts)
    return layout


def row(*parts: QWidget | QLayout | int, edge: Edge = 0, gap: int = SPACE.s) -> QHBoxLayout:
    """Return parts side by side; a number is a stretch."""
    layout = QHBoxLayout()
    theme.space(layout, edge, gap)
    _fill(layout, parts)
    return layout


def flush(link: QPushButton) -> QHBoxLayout:
    """Return a link alone in a line, its words level with the words above it."""
    set_role(link, flush=True)
    return row(link, 1)


def line() -> QFrame:
    """Return a thin line between parts."""
    result = QFrame()
    set_role(result, rule=True)
    return result


def _fill(layout: QHBoxLayout | QVBoxLayout, parts: tuple[QWidget | QLayout | int, ...]) -> None:
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addStretch(part)


class Card(QFrame):
    """A white sheet with a heading; fill `body`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, card=True)
        self.body = column(edge=(SPACE.l, SPACE.m), gap=SPACE.s)
        self.setLayout(self.body)
        self.heading = words(title, "h2")
        if not title:
            self.heading.hide()  # showing it now, without a parent, would open a window of its own
        if title:
            self.setAccessibleName(title)
        self.body.addWidget(self.heading)


class Elided(QLabel):
    """Words that end in … where there is no room; the whole is in the tool tip."""

    def __init__(self, text: str, role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        if role:
            set_role(self, role=role)
        self._whole = ""
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show other words."""
        self._whole = text
        self.setToolTip(text)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance("…"), self._height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _height(self) -> int:
        return super().minimumSizeHint().height()

    def _elide(self) -> None:
        mode = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._whole, mode, self.width()))


class MoneyRow(QWidget):
    """What is to pay on the left, how much on the right; the total in the largest type."""

    def __init__(
        self, what: str, pence: int | None = None, *, total: bool = False, tone: str = ""
    ) -> None:
        super().__init__()
        self.what = words(what, "h2" if total else "", wrap=not total)
        self.amount = words("", "total" if total else "", tone=tone)
        self.setLayout(row(self.what, self.amount, gap=SPACE.m))
        self.layout().setStretch(0, 1)  # type: ignore[union-attr]
        self.show_pence(pence)

    def show_pence(self, pence: int | None) -> None:
        """Show another amount; nothing known is left empty."""
        self.amount.setText("" if pence is None else pounds(pence))


class EmptyState(QWidget):
    """What goes here, in one sentence, and the one thing to do about it."""

    def __init__(
        self, sentence: str, action: str = "", pressed: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self.sentence = words(sentence, "soft", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = column(1, self.sentence, edge=SPACE.xl, gap=SPACE.m)
        self.action = button(action, pressed) if action else None
        if self.action is not None:
            layout.addLayout(row(1, self.action, 1))
        layout.addStretch(2)
        self.setLayout(layout)
