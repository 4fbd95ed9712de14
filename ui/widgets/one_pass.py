"""Changing much of a widget at once, and laying it out once."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget


@contextmanager
def one_pass(widget: QWidget) -> Iterator[None]:
    """Lay a widget and all around it out when everything in it is changed, and not before.

    By itself Qt lays out the whole window for each part that is shown.
    """
    _hold(widget, held=True)
    try:
        yield
    finally:
        _hold(widget, held=False)
        around: QWidget | None = widget
        while around is not None and around.isVisible():
            layout = around.layout()
            if layout is not None:
                layout.activate()
            around = None if around.isWindow() else around.parentWidget()


def _hold(widget: QWidget, *, held: bool) -> None:
    layout = widget.layout()
    if layout is not None:
        layout.setEnabled(not held)
