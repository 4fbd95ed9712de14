"""The places at the left: always words, with a number where somebody must act."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui import icons, theme
from ui.place import Place
from ui.roles import set_role
from ui.tokens import SIZE, SPACE
from ui.widgets.parts import button, column


class Navigation(QFrame):
    """One button for each place, named by its long name whatever is drawn."""

    chosen = Signal(str)

    def __init__(self, places: Sequence[Place], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, area="nav")
        self.setObjectName("Places")
        self.setAccessibleName("Places")
        self._places = places
        self._badges: dict[str, int] = {}
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
        self._badges[name] = number
        waiting = f"{number:,} waiting" if number else ""
        self._buttons[name].setAccessibleDescription(waiting)
        self._write()

    def set_narrow(self, *, narrow: bool) -> None:
        """Draw one word for each place instead of its whole name."""
        self._narrow = narrow
        self.setFixedWidth(theme.px(SIZE.nav_narrow if narrow else SIZE.nav))
        self._write()

    def _write(self) -> None:
        for place in self._places:
            number = self._badges.get(place.name, 0)
            drawn = place.short if self._narrow else place.name
            self._buttons[place.name].setText(f"{drawn}  {number:,}" if number else drawn)
            if self._narrow:
                icons.take_off(self._buttons[place.name])
            else:
                icons.wear(self._buttons[place.name], place.icon, "text2", SIZE.icon_table)

    def _button(self, place: Place) -> QPushButton:
        result = button(place.name, lambda: self.chosen.emit(place.name), kind="nav")
        result.setCheckable(True)
        result.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where it is
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
