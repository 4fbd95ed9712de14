"""A note on the visit, printed on its agreement."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.widgets.parts import button, name, words
from ui.widgets.side_panel import SidePanel


class Note(SidePanel):
    """One text field and Save."""

    saved = Signal(str)

    def __init__(self, over: QWidget) -> None:
        super().__init__("Note", over)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        name(self.text, "Note for the agreement")
        label = words("Note for the agreement")
        label.setBuddy(self.text)
        self.body.addWidget(label)
        self.body.addWidget(self.text)
        hint = "The family can read it. It is printed on the agreement."
        self.body.addWidget(words(hint, "meta", wrap=True))
        self.footer.addWidget(button("Save note", self._save, kind="primary"))

    def edit(self, text: str) -> None:
        """Open with what is there."""
        self.text.setPlainText(text)
        self.open()

    def _save(self) -> None:
        self.saved.emit(self.text.toPlainText().strip())
        self.close_panel()
