"""Which local authorities' schools are ours: chosen among those in the file, left out again."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from ui import theme
from ui.text import count
from ui.tokens import SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import button, name, row, words

ADD = "Add a local authority"


class Areas(QWidget):
    """A box to choose from, and a button for each that is chosen, which leaves it out."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[str] = []
        self.box = QComboBox()
        name(self.box, ADD)
        theme.hold_width(self.box, 260)
        self.box.setMaxVisibleItems(16)
        self._flow = FlowLayout()
        theme.space(self._flow, 0, SPACE.s)
        beside = row(words("Schools of", "soft"), self.box, self._flow)
        beside.setStretch(2, 1)
        self.setLayout(beside)
        self.box.activated.connect(self._add)
        self._show()

    def show_areas(self, among: Sequence[tuple[str, int]], chosen: Sequence[str]) -> None:
        """Offer the local authorities of a file, with those chosen that are ours."""
        self.chosen = list(chosen)
        self.box.clear()
        self.box.addItem(f"{ADD}\N{HORIZONTAL ELLIPSIS}", "")
        for area, schools in among:
            if area and area not in self.chosen:
                self.box.addItem(f"{area}, {count(schools, 'school')}", area)
        self._show()

    def choose(self, area: str) -> None:
        """Choose one more."""
        self.chosen.append(area)
        self.changed.emit()

    def _add(self, at: int) -> None:
        if area := self.box.itemData(at):
            self.choose(area)

    def _leave_out(self, area: str) -> None:
        self.chosen.remove(area)
        self.changed.emit()

    def _show(self) -> None:
        self._flow.clear()
        for area in self.chosen:
            part = button(area, partial(self._leave_out, area), icon="close")
            part.setToolTip(f"Leave out {area}")
            part.setAccessibleDescription("Press to leave it out")
            self._flow.addWidget(part)
