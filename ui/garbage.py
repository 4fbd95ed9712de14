"""Collects Python's garbage on the GUI thread alone.

Left to itself Python collects on whatever thread happens to ask for memory. A window that takes
part in a circle of references would then be destroyed on a worker's thread, while a scan is read
there, and Qt ends the program or hangs.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
"""Often enough that nothing piles up, seldom enough that nobody waits."""


def only_here() -> None:
    """Have no thread collect by itself; what is here by now is never looked through again."""
    gc.disable()
    gc.freeze()


def sweep() -> None:
    """Collect what Python would have collected by now; call it on the GUI thread."""
    due = [
        generation
        for generation, (count, threshold) in enumerate(
            zip(gc.get_count(), gc.get_threshold(), strict=True)
        )
        if count > threshold
    ]
    if due:
        gc.collect(max(due))


class Sweeper(QObject):
    """Sweeps now and then, for as long as it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        only_here()
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(sweep)
        timer.start()
