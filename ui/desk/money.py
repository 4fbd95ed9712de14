"""Money at the desk: how they pay, a school that pays, and a part of what is owed."""

from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from loanmgr.services import baskets
from loanmgr.services.accounts import Paid
from loanmgr.services.baskets import Paying
from loanmgr.services.payers import SchoolPays
from ui.desk import messages
from ui.desk.checkout import Checkout, Then
from ui.desk.checkout_panel import CheckoutPanel
from ui.desk.school_pays import SchoolPaysPanel
from ui.desk.session import DeskSession
from ui.families.payment import PaymentPanel


class DeskMoney(QObject):
    """Opens the panels about money over the desk, and hands on what was chosen there."""

    def __init__(
        self, over: QWidget, session: DeskSession, checkout: Checkout, panel: CheckoutPanel
    ) -> None:
        super().__init__(over)
        self._over, self._session, self._checkout, self._panel = over, session, checkout, panel
        self.school: SchoolPaysPanel | None = None
        self.payment: PaymentPanel | None = None
        box = panel.paying
        box.way_chosen.connect(lambda way: session.do(partial(checkout.pay_by, way)))
        box.sum_chosen.connect(lambda pence: session.do(partial(checkout.pay_now, pence)))
        box.school_wanted.connect(self.ask_school)
        session.sum_wanted.connect(self.ask_sum)
        session.changed.connect(self._follow)
        checkout.take_sum = self._take_sum

    @property
    def is_open(self) -> bool:
        """Say whether one of the panels lies over the desk."""
        return any(panel is not None and panel.isVisible() for panel in (self.school, self.payment))

    def ask_school(self) -> None:
        """Ask which school pays, and who there agreed."""
        view = self._session.view
        if view is None:
            return
        self._school_panel().ask(view)

    def _school_panel(self) -> SchoolPaysPanel:
        if self.school is None:
            self.school = SchoolPaysPanel(self._over, self._session.runner)
            self.school.agreed.connect(self._school_agreed)
            self.school.closed.connect(self._as_it_is)
            self.school.half_typed.connect(self._session.half_typed.keep)
        return self.school

    def ask_sum(self, card: str, owed_pence: int) -> None:
        """Ask how much of what is owed is paid, and how."""
        if self.payment is not None:
            self.payment.deleteLater()
        self.payment = PaymentPanel(self._over, self._session.runner, card)
        self.payment.paid.connect(self._paid)
        self.payment.begin(owed_pence)

    def _take_sum(self, then: Then, *, must_be_one: bool) -> None:
        """Keep the sum that is on the screen, then go on; say what is no sum where it matters."""
        session, box = self._session, self._panel.paying
        view = session.view
        try:
            pence = box.part_on_screen(view) if view is not None else None
        except ValueError as problem:
            if must_be_one:
                session.ask(messages.refused(str(problem)), {})
                box.given.setFocus()
            else:
                then()
            return

        def kept() -> None:
            box.taken()
            then()

        if view is None or pence == view.pays_pence:
            kept()
        else:
            session.draft(baskets.keep_paying, Paying(view.basket, view.paying, pence), kept)

    def _follow(self) -> None:
        view = self._session.view
        if view is not None and SchoolPaysPanel.field in view.half_typed:
            self._school_panel()
        if self.school is not None:
            self.school.follow(view)

    def _school_agreed(self, basket: UUID, asked: SchoolPays) -> None:
        self._session.do(partial(self._checkout.school_pays, basket, asked))
        self._panel.paying.done.emit()

    def _paid(self, paid: Paid, how: str) -> None:
        self._session.do(partial(self._checkout.questions.told_paid, paid, how))

    def _as_it_is(self) -> None:
        """Show how they pay as it was kept: the panel may have been left without an answer."""
        if self._session.view is not None:
            self._panel.paying.show_basket(self._session.view)
