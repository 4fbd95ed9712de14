"""What a loss or damage will cost, step by step, before anything is pressed."""

from PySide6.QtWidgets import QWidget

from loanmgr.services.lending import Charged
from ui import announce
from ui.text import pounds
from ui.tokens import SPACE
from ui.widgets.parts import MoneyRow, column, empty, words


class ChargePreview(QWidget):
    """The working of one charge, or why nothing is charged."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""
        """The same in one sentence, as it is read aloud."""
        self.sum = words("", "total")
        """For the foot of a panel: in sight however far the working is scrolled."""
        self._rows = column(gap=SPACE.xs)
        self.setLayout(self._rows)
        self.setAccessibleName("What it costs")

    def show_charge(self, charge: Charged, whose: str) -> None:
        """Show what somebody is charged."""
        empty(self._rows)
        self.sum.setText(pounds(charge.due_pence) if charge.full_pence else "")
        if not charge.full_pence:
            self._say(f"Nothing is charged: {charge.because}.")
            return
        for step in charge.steps:
            self._rows.addWidget(MoneyRow(step.what, step.pence or None))
        self._rows.addWidget(words(f"Charged to {whose}", "h2"))
        self._tell(f"{pounds(charge.due_pence)} is charged to {whose}.")

    def show_words(self, text: str) -> None:
        """Say instead why it can't be priced yet."""
        empty(self._rows)
        self.sum.setText("")
        self._say(text)

    def _say(self, text: str) -> None:
        self._rows.addWidget(words(text, "soft", wrap=True))
        self._tell(text)

    def _tell(self, text: str) -> None:
        if text != self.said:
            self.said = text
            self.setAccessibleDescription(text)
            announce.say(self, text)
