"""What is said of families that are here already, under the field in which one is being typed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from loanmgr.services.half_typed_families import SavedAlready
from loanmgr.services.twins import Twin
from ui import announce
from ui.tokens import SPACE
from ui.widgets.parts import button, column, row, words


class TwinRow(QWidget):
    """A family that may be the one being typed."""

    def __init__(self, twin: Twin, use: Callable[[], None]) -> None:
        super().__init__()
        where = f", {twin.address}" if twin.address else ""
        how = " with this phone or email" if twin.same_contact else ""
        said = words(f"{twin.name}{where}, already here{how}.", "strong", wrap=True)
        self.use = button("Use their record", use, kind="link")
        layout = row(said, self.use)
        layout.setStretch(0, 1)
        self.setLayout(layout)


class SavedAlreadyRow(QWidget):
    """Another window of this computer was faster; nothing that stands here is lost by that."""

    def __init__(self, found: SavedAlready, use: Callable[[], None], too: QPushButton) -> None:
        super().__init__()
        what = f"{found.what[:1].lower()}{found.what[1:]}"
        text = (
            f"Another window of this computer has saved this already ({what})."
            " What stands here was not saved."
        )
        self.use = button("Use their record", use, kind="link")
        said = words(text, "strong", tone="stop", wrap=True)
        self.setLayout(column(said, row(self.use, too, 1), gap=SPACE.xs))
        announce.say(self, text, at_once=True)

    def take_focus(self) -> None:
        """Go to what changes nothing."""
        self.use.setFocus(Qt.FocusReason.OtherFocusReason)
