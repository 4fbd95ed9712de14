"""Deciding on applications one after another: a row of buttons for the row that is chosen."""

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from loanmgr.services.applications import Application
from ui.families.award_panel import EVIDENCE
from ui.widgets.flow import flowing
from ui.widgets.parts import button, name, words

DECISIONS = (
    ("awarded", "Award", "Alt+A"),
    ("waiting_list", "Waiting list", "Alt+W"),
    ("refused", "Refuse", "Alt+R"),
)


class Deciding(QWidget):
    """Says whom it is about; the evidence seen with a decision is chosen beside it."""

    def __init__(self, decide: Callable[[Application, str, str], None], over: QWidget) -> None:
        super().__init__()
        self._decide = decide
        self._about: Application | None = None
        self.about = words("", "strong")
        self.evidence = QComboBox()
        self.evidence.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        name(self.evidence, "Evidence seen now")
        self.buttons: dict[str, QPushButton] = {}
        for decision, label, keys in DECISIONS:
            kind = "primary" if decision == "awarded" else ""
            self.buttons[decision] = button(label, self._pressing(decision), kind=kind, keys=keys)
            QShortcut(QKeySequence(keys), over).activated.connect(self._pressing(decision))
        self.setLayout(flowing(self.about, right=(self.evidence, *self.buttons.values())))
        self.hide()

    def show_row(self, about: Application | None) -> None:
        """Be about the row that is chosen in the list."""
        self._about = about
        self.setEnabled(about is not None)
        self.about.setText(about.pupil_name if about else "Choose who it is about.")
        self.evidence.clear()
        for kind in about.takes if about else ():
            self.evidence.addItem(EVIDENCE.get(kind, kind.replace("_", " ")), kind)
        at = self.evidence.findData(about.evidence) if about else -1
        self.evidence.setCurrentIndex(max(0, at))
        self.evidence.setVisible(self.evidence.count() > 0)

    def _pressing(self, decision: str) -> Callable[[], None]:
        def pressed() -> None:
            if self._about is not None and self.isVisible():
                self._decide(self._about, decision, self.evidence.currentData() or "")

        return pressed
