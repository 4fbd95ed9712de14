"""Getting ready: what a new register still needs, on the idle desk until it is done or closed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from loanmgr.services import register
from loanmgr.services.register import Begun
from ui import icons, theme
from ui.runner import Runner
from ui.settings.kept import Kept
from ui.tokens import SIZE, SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, button, icon_button, row, words

LIST, SCANNER, LABELS, CARDS, PRICES = "list", "scanner", "labels", "cards", "prices"
STEPS = {
    LIST: "Bring in your list",
    SCANNER: "Test the scanner",
    LABELS: "Print the first labels",
    CARDS: "Print the command cards",
    PRICES: "Read the prices",
}
TABLES = frozenset({"instrument", "register"})
PAUSE_MS = 1000


def note(kept: Kept, step: str) -> None:
    """Remember on this laptop that a step was taken, while the list is there."""
    steps = _steps(kept)
    if kept.settings.getting_ready and step not in steps:
        kept.change(ready_steps=" ".join((*steps, step)))


def _steps(kept: Kept) -> tuple[str, ...]:
    return tuple(kept.settings.ready_steps.split())


class GettingReady(Card):
    """Five buttons that lead somewhere, each with a tick once it is done."""

    def __init__(
        self,
        runner: Runner,
        kept: Kept,
        ways: dict[str, Callable[[], object]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Getting ready", parent)
        self._runner, self._kept = runner, kept
        self._begun = Begun()
        self.count = words("", "soft")
        self.steps = {step: self._button(step, ways[step]) for step in STEPS}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.load)
        self._lay_out()
        self._show()
        runner.changed.connect(self._changed)
        kept.changed.connect(lambda _settings: self._show())

    def load(self) -> None:
        """Ask how far the register has come."""
        if self._kept.settings.getting_ready:
            self._runner.look(self, register.begun, None, self._came)

    def close_for_good(self) -> None:
        """Show it no more on this laptop."""
        self._kept.change(getting_ready=False)

    def done(self) -> frozenset[str]:
        """Return the steps that are done."""
        found = {
            LIST: self._begun.has_instruments,
            LABELS: self._begun.has_labels,
            PRICES: self._begun.has_own_policy,
        }
        return frozenset(
            {*_steps(self._kept), *(step for step, is_done in found.items() if is_done)}
        )

    def _came(self, begun: Begun) -> None:
        self._begun = begun
        self._show()

    def _changed(self, tables: frozenset[str]) -> None:
        if tables & TABLES:
            self._pause.start()

    def _show(self) -> None:
        done = self.done()
        for step, pressed in self.steps.items():
            icon, tone = ("tick-circle", "ok") if step in done else ("dot", "text2")
            icons.wear(pressed, icon, tone, SIZE.icon_table)
            state = "done" if step in done else "to do"
            pressed.setAccessibleName(f"{STEPS[step]}, {state}")
        number = len(done & STEPS.keys())
        self.count.setText(f"{number} of {len(STEPS)} done")
        self.setVisible(self._kept.settings.getting_ready and number < len(STEPS))

    def _button(self, step: str, way: Callable[[], object]) -> QPushButton:
        result = button(STEPS[step], partial(self._go, step, way), kind="quiet")
        result.setText(f" {result.text()}")
        return result

    def _go(self, step: str, way: Callable[[], object]) -> None:
        way()
        if step == PRICES:
            note(self._kept, PRICES)

    def _lay_out(self) -> None:
        close = icon_button("Close the list for good", "close", self.close_for_good)
        self.body.removeWidget(self.heading)
        head = row(self.heading, self.count, 1, close, gap=SPACE.m)
        flow = FlowLayout()
        theme.space(flow, 0, SPACE.s)
        for pressed in self.steps.values():
            flow.addWidget(pressed)
        self.body.addLayout(head)
        self.body.addLayout(flow)
