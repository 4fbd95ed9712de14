"""The places at the left: always words, with a number where somebody must act."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import icons, theme
from ui.place import Place
from ui.roles import set_role
from ui.tokens import SIZE, SPACE, TYPE
from ui.widgets.parts import column, set_words

_EDGES = SPACE.xs + SPACE.s + SPACE.s
"""The bar at the left and the padding, as the style sheet has them."""
_USUAL_NUMBER = "99"
"""Has its room in a wide window, so that the page does not move when something waits."""


class Entry(QPushButton):
    """A place by its name, and at the right the number of what waits there."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self.number = 0
        set_words(self, place.name)
        set_role(self, kind="nav")
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where it is

    def show_number(self, number: int) -> None:
        """Show how many wait; 0 shows nothing."""
        self.number = number
        self.setAccessibleDescription(f"{number:,} waiting" if number else "")
        self.updateGeometry()
        self.update()

    def set_narrow(self, *, narrow: bool) -> None:
        """Draw one word instead of the whole name and its icon."""
        self.setText((self._place.short if narrow else self._place.name).replace("&", "&&"))
        if narrow:
            icons.take_off(self)
        else:
            icons.wear(self, self._place.icon, "text2", SIZE.icon_table)

    def needs(self, number: str) -> int:
        """Return how wide it must be for its name and a number, drawn as the place we are in."""
        strong = QFontMetrics(theme.font(TYPE.body, TYPE.strong))
        icon = 0 if self.icon().isNull() else theme.px(SIZE.icon_table) + SPACE.xs
        beside = theme.px(SPACE.s) + strong.horizontalAdvance(number) if number else 0
        return theme.px(_EDGES) + icon + strong.horizontalAdvance(self.text()) + beside

    def minimumSizeHint(self) -> QSize:
        written = f"{self.number:,}" if self.number else ""
        return QSize(self.needs(written), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.number:
            return
        painter = QPainter(self)
        here = self.isChecked()
        painter.setFont(theme.font(TYPE.body, TYPE.strong if here else TYPE.regular))
        painter.setPen(theme.colour("on_selection" if here else "text"))
        room: QRect = self.rect().adjusted(0, 0, -theme.px(SPACE.s), 0)
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, align, f"{self.number:,}")


class Navigation(QFrame):
    """One button for each place, named by its long name whatever is drawn."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, area="nav")
        self.setObjectName("Places")
        self.setAccessibleName("Places")
        self._places = places
        self._narrow = False
        self._group = QButtonGroup(self)
        self._buttons = {place.name: self._button(place) for place in places}
        self._lay_out()
        self.set_narrow(narrow=False)

    def show_place(self, name: str) -> None:
        """Mark the place the window is in."""
        self._buttons[name].setChecked(True)

    def show_badge(self, name: str, number: int) -> None:
        """Show how many things wait for somebody in a place; 0 shows nothing."""
        self._buttons[name].show_number(number)
        self._fit()

    def set_narrow(self, *, narrow: bool) -> None:
        """Draw one word for each place instead of its whole name."""
        self._narrow = narrow
        for entry in self._buttons.values():
            entry.set_narrow(narrow=narrow)
        self._fit()

    def _fit(self) -> None:
        """Be as wide as the design says, or wider where a name with its number needs it."""
        usual = "" if self._narrow else _USUAL_NUMBER
        widths = []
        for entry in self._buttons.values():
            written = f"{entry.number:,}" if entry.number else ""
            widths.append(entry.needs(max(written, usual, key=len)))
        least = theme.px(SIZE.nav_narrow if self._narrow else SIZE.nav)
        self.setFixedWidth(max(least, *widths))

    def _button(self, place: Place) -> Entry:
        result = Entry(place)
        result.clicked.connect(lambda _checked: self.chosen.emit(place.name))
        self._group.addButton(result)
        return result

    def _lay_out(self) -> None:
        body, area = QFrame(), QScrollArea()
        set_role(body, area="body")
        at_top = [self._buttons[place.name] for place in self._places if not place.at_foot]
        at_foot = [self._buttons[place.name] for place in self._places if place.at_foot]
        inner: QVBoxLayout = column(*at_top, 1, *at_foot, edge=(0, SPACE.s), gap=2)
        body.setLayout(inner)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        self.setLayout(column(area))
