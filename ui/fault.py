"""Something went wrong that is our fault: one window offers the details; the program goes on."""

import traceback

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

from ui.tokens import SPACE
from ui.widgets.parts import button, column, name, row, words


class FaultWindow(QDialog):
    """Says so in plain words and lets the details be copied."""

    def __init__(self, fault: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Something went wrong")
        self.details = "".join(traceback.format_exception(fault))
        shown = QPlainTextEdit(self.details)
        shown.setReadOnly(True)
        shown.setTabChangesFocus(True)
        name(shown, "Details")
        copy = button("Copy the details", self._copy)
        close = button("Go on", self.accept, kind="primary")
        close.setDefault(True)
        self.setLayout(
            column(
                words("Something went wrong, and it is our fault.", "h2", wrap=True),
                words("What you did last may not be saved. Everything before it is.", wrap=True),
                shown,
                row(copy, 1, close),
                edge=SPACE.l,
                gap=SPACE.m,
            )
        )
        self.resize(560, 360)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details)
