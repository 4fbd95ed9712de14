"""What the page of a school, a teacher or a partner has besides: people, prices, pupils, facts."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loanmgr.services.contacts import Contact
from loanmgr.services.schools.record import Organisation, Price, PupilOut, SchoolFacts
from ui.families.contact_panel import WAYS
from ui.instruments.facts_card import Facts
from ui.text import count, short_date
from ui.tokens import SPACE
from ui.widgets.chip import StatusChip
from ui.widgets.parts import Card, button, column, empty, flush, name, row, words

MOST_PRICES = 12


class ContactsCard(Card):
    """Who to write to there, each with a way to change them."""

    def __init__(self, add: Callable[[], object], change: Callable[[Contact], object]) -> None:
        super().__init__("Who to write to")
        self._change = change
        self._rows = column(gap=SPACE.s)
        self.add = button("Add a person", add, kind="link", icon="plus")
        self.body.addLayout(self._rows)
        self.body.addLayout(flush(self.add))

    def show_organisation(self, shown: Organisation) -> None:
        """Show others."""
        empty(self._rows)
        for each in shown.contacts:
            self._rows.addWidget(self._contact(each))
        if not shown.contacts:
            self._rows.addWidget(words("Nobody yet.", "soft"))

    def _contact(self, each: Contact) -> QWidget:
        result = QWidget()
        change = button("Change", partial(self._change, each), kind="link")
        name(change, f"Change {each.name}")
        prefers = dict(WAYS).get(each.prefers, "") if each.prefers else ""
        told = [each.contact, f"Prefers {prefers.lower()}" if prefers else ""]
        lines = [words(text, "soft", wrap=True) for text in (each.role, *told) if text]
        result.setLayout(
            column(row(words(each.name, "strong", wrap=True), 1, change), *lines, gap=2)
        )
        return result


class RegisterCard(Card):
    """What the national register says of a school, which a newer file brings up to date."""

    def __init__(self) -> None:
        super().__init__("In the national register")
        self.chip = StatusChip()
        self.facts = Facts()
        self.body.addLayout(row(self.chip, 1))
        self.body.addWidget(self.facts)

    def show_organisation(self, shown: Organisation) -> None:
        """Show another school; of one that was added by hand there is nothing."""
        known = shown.school
        self.setVisible(known is not None and bool(known.state))
        if known is None:
            return
        self._show_state(known)
        pupils = "" if known.pupil_count is None else f"{known.pupil_count:,}"
        self.facts.show_facts(
            (
                ("Phase", known.phase),
                ("Ages", known.ages),
                ("Pupils", pupils),
                ("Head", known.head),
                ("Phone", known.telephone),
                ("Website", known.website),
                ("Trust", known.trust),
                ("Authority", known.local_authority),
            )
        )

    def _show_state(self, known: SchoolFacts) -> None:
        if known.state == "Closed":
            on = f" {short_date(known.closed_on)}" if known.closed_on else ""
            self.chip.show_status("box", f"Closed{on}", "warn")
        elif known.state == "Open":
            self.chip.show_status("tick-circle", "Open", "ok")
        else:
            self.chip.show_status("info", known.state, "info")


class PricesCard(Card):
    """What somebody of this kind pays, from the policy as it is today."""

    def __init__(self) -> None:
        super().__init__("Prices")
        self._rows = column(gap=SPACE.s)
        self.body.addLayout(self._rows)

    def show_organisation(self, shown: Organisation) -> None:
        """Show other prices."""
        empty(self._rows)
        for price in shown.prices[:MOST_PRICES]:
            self._rows.addWidget(_price(price))
        if not shown.prices:
            none = "The policy has no price for them yet. Settings has the prices."
            self._rows.addWidget(words(none, "soft", wrap=True))


class PupilsCard(Card):
    """Pupils at this school who have something of ours on their family's account."""

    opens = Signal(str)
    """Open the record of this card."""

    def __init__(self) -> None:
        super().__init__("Pupils with instruments")
        self._rows = column(gap=SPACE.xs)
        self.body.addLayout(self._rows)

    def show_organisation(self, shown: Organisation) -> None:
        """Show others; without any there is nothing to show."""
        self.setVisible(bool(shown.pupils))
        empty(self._rows)
        for pupil in shown.pupils:
            self._rows.addWidget(self._pupil(pupil))

    def _pupil(self, pupil: PupilOut) -> QWidget:
        result = QWidget()
        open_ = button(pupil.name, partial(self.opens.emit, pupil.code), kind="link")
        more = ", ".join(filter(None, (pupil.year, count(pupil.out, "instrument"))))
        result.setLayout(row(open_, 1, words(more, "soft")))
        return result


def _price(price: Price) -> QWidget:
    result = QWidget()
    about = words(f"{price.what}, {price.ends}", "soft", wrap=True)
    head = words(f"{price.name}: {price.how_much}", wrap=True)
    result.setLayout(column(head, about, gap=2))
    return result
