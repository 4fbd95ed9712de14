"""What is left of each budget, as a bar with its sums in words."""

from collections.abc import Sequence

from PySide6.QtWidgets import QProgressBar, QWidget

from loanmgr.services.applications import Pot
from ui.text import pounds
from ui.tokens import SPACE
from ui.widgets.parts import column, empty, name, row, words

WHOLE = 1000


class Pots(QWidget):
    """A row for each scheme with a budget; nothing where there is none, or none may be seen."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = column(gap=SPACE.xs)
        self.setLayout(self._rows)
        self.hide()

    def show_pots(self, pots: Sequence[Pot]) -> None:
        """Show what is left now."""
        empty(self._rows)
        for pot in pots:
            bar = QProgressBar(textVisible=False, maximum=WHOLE)
            bar.setValue(WHOLE * min(pot.given_pence, pot.budget_pence) // max(1, pot.budget_pence))
            name(bar, f"Budget of {pot.name}")
            said = f"{pounds(pot.left_pence)} of {pounds(pot.budget_pence)} left"
            line = row(words(pot.name, "strong"), bar, words(said, "soft"), gap=SPACE.m)
            line.setStretch(1, 1)
            self._rows.addWidget(_widget(line))
        self.setVisible(bool(pots))


def _widget(line: object) -> QWidget:
    result = QWidget()
    result.setLayout(line)  # type: ignore[arg-type]
    return result
