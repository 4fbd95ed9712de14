"""The panel for somebody to write to: added, changed, or taken off."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from loanmgr.domain.errors import RuleError, StoreError
from loanmgr.services import contacts
from loanmgr.services.contacts import (
    ROLES,
    AddContact,
    ChangeContact,
    Contact,
    Contacts,
    RemoveContact,
)
from ui.runner import Runner
from ui.widgets.form import Form
from ui.widgets.parts import button
from ui.widgets.side_panel import SidePanel

WAYS = (
    ("", "No wish known"),
    ("email", "Email"),
    ("text", "Text message"),
    ("phone", "Phone"),
    ("post", "Post"),
)
ROLE_HINT = "Finance gets papers about money, Music agreements, Office the rest; or any other words"


class ContactPanel(SidePanel):
    """One form for somebody new and for who is there already."""

    done = Signal(Contacts, str)
    """How it is now, and what was done in words."""

    def __init__(self, over: QWidget, runner: Runner, card: str) -> None:
        super().__init__("Who to write to", over)
        self._runner = runner
        self._card = card
        self._known: Contact | None = None
        self.form = Form()
        self.name, self.contact = QLineEdit(), QLineEdit()
        self.role, self.prefers = QComboBox(), QComboBox()
        self.role.setEditable(True)
        self.save = button("Save", self.send, kind="primary", keys="Enter")
        self.remove = button("Take off", self.take_off)
        self._fill()

    def begin(self, known: Contact | None = None) -> None:
        """Open for somebody new, or for one who is there."""
        self._known = known
        self.name.setText(known.name if known else "")
        self.contact.setText(known.contact if known else "")
        self.role.setCurrentText(known.role if known else "")
        self.prefers.setCurrentIndex(max(0, self.prefers.findData(known.prefers if known else "")))
        self.remove.setVisible(known is not None)
        self.form.clear_problems()
        self.open()
        self.name.setFocus()

    def send(self) -> None:
        """Save what was typed; until that is done the button, and Enter with it, does nothing."""
        self.save.setEnabled(False)
        name, role = self.name.text(), self.role.currentText()
        about = (role, self.contact.text(), self.prefers.currentData())
        known = self._known
        if known is None:
            self._run(contacts.add_contact, AddContact(self._card, name, *about), "Added")
        else:
            asked = ChangeContact(self._card, known.name, name, *about)
            self._run(contacts.change_contact, asked, "Changed")

    def take_off(self) -> None:
        """Take them off."""
        if self._known is not None:
            gone = RemoveContact(self._card, self._known.name)
            self.name.setText(self._known.name)
            self._run(contacts.remove_contact, gone, "Taken off")

    def _run(self, use_case: Any, request: Any, said: str) -> None:
        name = " ".join(self.name.text().split())

        def done(now: Contacts) -> None:
            self.save.setEnabled(True)
            self.close_panel()
            self.done.emit(now, f"{said}: {name}.")

        self._runner.run(self, use_case, request, done, self._refused)

    def _fill(self) -> None:
        for role in ("", *ROLES):
            self.role.addItem(role)
        for code, label in WAYS:
            self.prefers.addItem(label, code)
        self.form.add("name", "Full name", self.name)
        self.form.add("role", "Role", self.role, hint=ROLE_HINT)
        self.form.add("contact", "Phone or email", self.contact)
        self.form.add("prefers", "Prefers", self.prefers)
        self.body.addWidget(self.form)
        self.footer.insertWidget(0, self.remove)
        self.footer.addWidget(self.save)
        for field in (self.name, self.contact):
            field.returnPressed.connect(self.save.click)

    def _refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, RuleError | StoreError):
            raise error
        where = error.field if isinstance(error, RuleError) else ""
        self.form.show_problems({where: error.message})
