"""A note on the visit, printed on its agreement."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from loanmgr.services.baskets import BasketView
from ui.desk.visit_panel import VisitPanel
from ui.widgets.parts import button, name, words


class Note(VisitPanel):
    """One text field and Save."""

    field = "note"

    saved = Signal(object, str)
    """The basket, and what is noted on it."""

    def __init__(self, over: QWidget) -> None:
        super().__init__("Note", over)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.textChanged.connect(self.tell_typed)
        name(self.text, "Note for the agreement")
        label = words("Note for the agreement")
        label.setBuddy(self.text)
        self.body.addWidget(label)
        self.body.addWidget(self.text)
        hint = "The family can read it. It is printed on the agreement."
        self.body.addWidget(words(hint, "meta", wrap=True))
        self.footer.addWidget(button("Save note", self._save, kind="primary"))

    def edit(self, view: BasketView) -> None:
        """Open with what is noted on a basket."""
        self.text.setPlainText(view.note)
        self.open_for(view.basket)

    def typed(self) -> tuple[str, ...]:
        """Return what stands in the field."""
        return (self.text.toPlainText(),)

    def type_again(self, typed: tuple[str, ...]) -> None:
        """Put into the field what stood there."""
        self.text.setPlainText(typed[0])

    def _save(self) -> None:
        self.saved.emit(self.basket, self.typed()[0].strip())
        self.close_panel()
