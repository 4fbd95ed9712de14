"""What the service has decided, to read: terms, prices, reduced rates, limits, systems."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from loanmgr.domain.policy import Policy
from loanmgr.services.work import Look
from ui import theme
from ui.settings import policy_text
from ui.settings.policy_text import Line
from ui.tokens import SPACE
from ui.widgets.parts import Card, column, words

Lines = Callable[[Policy, date], list[Line]]

CARDS: tuple[tuple[str, Lines], ...] = (
    ("Terms", policy_text.terms),
    ("Hire prices", policy_text.prices),
    ("Reduced rates", policy_text.reduced_rates),
    ("Limits", policy_text.limits),
    ("Other systems", policy_text.systems),
)


def policy_now(look: Look, _request: None) -> tuple[Policy, date]:
    """Return the policy and the day it is asked on."""
    return look.policy(), look.on


class PolicyCard(Card):
    """One card of lines; they are replaced when the policy changes."""

    def __init__(self, title: str, lines: Lines) -> None:
        super().__init__(title)
        self._lines = lines
        self._grid: QGridLayout | None = None

    def show_policy(self, policy: Policy, on: date) -> None:
        """Show what holds on a day."""
        self._clear()
        self._grid = QGridLayout()
        theme.space(self._grid, 0, SPACE.s)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        found = self._lines(policy, on)
        for at, each in enumerate(found):
            self._add(at, each)
        if not found:
            self._grid.addWidget(words(policy_text.ENDED, "soft", wrap=True), 0, 0)

    def _add(self, at: int, line: Line) -> None:
        assert self._grid is not None  # noqa: S101 - made just before
        left = column(words(line.what, wrap=True), gap=0)
        if line.remark:
            left.addWidget(words(line.remark, "meta", wrap=True))
        value = words(line.value, wrap=True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._grid.addLayout(left, at, 0)
        self._grid.addWidget(value, at, 1)

    def _clear(self) -> None:
        for label in self.findChildren(type(self.heading)):
            if label is not self.heading:
                label.hide()
                label.deleteLater()
        if self._grid is not None:
            self.body.removeItem(self._grid)
            self._grid.deleteLater()
