"""What a school's, a teacher's or a partner's page has besides that of a family: its own cards."""

from PySide6.QtWidgets import QWidget

from loanmgr.domain.lending import HOLDS_STOCK
from loanmgr.services.contacts import Contact, Contacts
from loanmgr.services.records import PersonRecord
from loanmgr.services.schools.record import Organisation, organisation
from ui.acting import ActingPage
from ui.families.contact_panel import ContactPanel
from ui.families.organisation_cards import ContactsCard, PricesCard, PupilsCard, RegisterCard
from ui.tokens import SPACE
from ui.widgets.parts import column


class OrganisationPart:
    """Cards on both sides of the page, filled by a question of their own."""

    def __init__(self, page: ActingPage) -> None:
        self._page = page
        self._card = ""
        self.panel: ContactPanel | None = None
        self.shown: Organisation | None = None
        self.contacts = ContactsCard(self.add_contact, self.change_contact)
        self.register, self.prices, self.pupils = RegisterCard(), PricesCard(), PupilsCard()
        self.pupils.opens.connect(page.opens_record)
        self.left, self.right = QWidget(), QWidget()
        self.left.setLayout(column(self.contacts, self.register, self.prices, gap=SPACE.m))
        self.right.setLayout(column(self.pupils, gap=SPACE.m))
        self.left.hide()
        self.right.hide()

    def show_record(self, record: PersonRecord) -> None:
        """Show another record; a family and an adult learner have none of it."""
        is_one = record.kind in HOLDS_STOCK
        self.left.setVisible(is_one)
        self._card = record.code
        if is_one:
            self._page.look(organisation, record.code, self._show)

    def add_contact(self) -> None:
        """Open the panel for somebody new."""
        self._panel().begin()

    def change_contact(self, known: Contact) -> None:
        """Open the panel for who is there."""
        self._panel().begin(known)

    def _panel(self) -> ContactPanel:
        if self.panel is None:
            self.panel = ContactPanel(self._page, self._page.runner, self._card)
            self.panel.done.connect(self._done)
            self.panel.closed.connect(self._page.finished)
        return self.panel

    def _done(self, now: Contacts, said: str) -> None:
        self._page.tell(said, act=now.act)

    def _show(self, shown: Organisation) -> None:
        if shown == self.shown:
            return
        with self._page.keeping_focus():
            self.shown = shown
            for each in (self.contacts, self.register, self.prices, self.pupils):
                each.show_organisation(shown)
            self.right.setVisible(bool(shown.pupils))
