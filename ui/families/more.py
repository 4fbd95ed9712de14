"""The button More of a family's or borrower's record: what changes people over time."""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from loanmgr.domain.words import long_date
from loanmgr.services.carers import Carers
from loanmgr.services.households import Moved
from loanmgr.services.joining import Joined
from loanmgr.services.leaving import Gone
from loanmgr.services.people import Added
from loanmgr.services.records import PersonRecord
from loanmgr.services.their_numbers import Known
from ui.acting import ActingPage
from ui.families.act_panel import ActPanel
from ui.families.join_panel import JoinPanel
from ui.families.people_panels import (
    GrownUpsPanel,
    LeavePanel,
    MovePanel,
    NumberPanel,
    PaysPanel,
)
from ui.roles import set_role
from ui.text import count, pounds
from ui.widgets.parts import button

DOTS = "\N{HORIZONTAL ELLIPSIS}"
GROWN_UPS, LEFT = f"Grown-ups{DOTS}", f"Has left, or is back{DOTS}"
JOIN, MOVE, PAYS = f"Join with another record{DOTS}", f"Another family{DOTS}", f"Who pays{DOTS}"
NUMBER = f"Number elsewhere{DOTS}"
OF_FAMILIES = frozenset({GROWN_UPS})
OF_CHILDREN = frozenset({MOVE, PAYS})


class More:
    """The menu of a record's page, and the panels it opens."""

    def __init__(self, page: ActingPage) -> None:
        self._page = page
        self.record: PersonRecord | None = None
        self.panels: dict[str, ActPanel] = {}
        self.button: QPushButton = button("More")
        set_role(self.button, menu=True)
        menu = QMenu(self.button)
        # Each is made here: one that Qt makes may come to lie where one of a page that has gone
        # lay, and Python would take it for that one, and for gone.
        self.actions = {
            each: QAction(each, menu) for each in (GROWN_UPS, LEFT, JOIN, MOVE, PAYS, NUMBER)
        }
        for each, action in self.actions.items():
            action.triggered.connect(lambda _checked, which=each: self.open(which))
            menu.addAction(action)
        self.button.setMenu(menu)

    def show_record(self, record: PersonRecord) -> None:
        """Offer what there is to do with a record."""
        self.record = record
        for each, action in self.actions.items():
            is_family = record.kind == "family"
            there = each not in OF_FAMILIES | OF_CHILDREN or is_family
            of_whom = each not in OF_CHILDREN or bool(record.children)
            plays = record.kind == "adult" or (is_family and bool(record.children))
            has_number = each != NUMBER or plays
            action.setVisible(there and of_whom and has_number)

    def open(self, which: str) -> ActPanel | None:
        """Open one of the panels."""
        if self.record is None:
            return None
        panel = self.panels.get(which) or self._made(which)
        panel.begin(self.record)
        return panel

    def _made(self, which: str) -> ActPanel:
        page = self._page
        panels: dict[str, tuple[type[ActPanel], Callable[[Any], None]]] = {
            GROWN_UPS: (GrownUpsPanel, self._changed),
            LEFT: (LeavePanel, self._left),
            JOIN: (JoinPanel, self._joined),
            MOVE: (MovePanel, self._moved),
            PAYS: (PaysPanel, self._pays),
            NUMBER: (NumberPanel, self._numbered),
        }
        kind, told = panels[which]
        panel = kind(page, page.runner)  # type: ignore[call-arg, arg-type]
        panel.done.connect(told)
        panel.closed.connect(page.finished)
        if isinstance(panel, GrownUpsPanel):
            panel.removed.connect(told)
        self.panels[which] = panel
        return panel

    # What was done.

    def _changed(self, done: Carers | Added) -> None:
        if isinstance(done, Carers):
            self._page.tell(f"Changed: {done.carers[0].name} signs.", act=done.act)
        else:
            self._page.tell("Added another grown-up.")

    def _left(self, done: Gone) -> None:
        if done.left_on is None:
            self._page.tell(f"{done.name} is back.", act=done.act)
            return
        said = [f"Still out: {count(done.out, 'instrument')}."] if done.out else []
        if done.balance_pence > 0:
            said.append(f"To pay {pounds(done.balance_pence)}.")
        if done.is_closed:
            said.append("Nothing is out and nothing to pay: the account is closed.")
        words = f"{done.name} left on {long_date(done.left_on)}."
        self._page.tell(words, " ".join(said), act=done.act)

    def _joined(self, done: Joined) -> None:
        words = f"Joined: {done.dropped_name} into {done.name}."
        self._page.tell(words, f"Card {done.dropped} works on.", act=done.act)
        self._page.load()

    def _moved(self, done: Moved) -> None:
        along = f"{count(done.out, 'instrument')} came along." if done.out else ""
        self._page.tell(f"Moved to another family: {done.name}.", along, act=done.act)

    def _pays(self, done: Moved) -> None:
        letters = f"Letters go to {done.letters_to}." if done.letters_to else ""
        self._page.tell(f"{done.payer_name} pays for {done.name}.", letters, act=done.act)

    def _numbered(self, done: Known) -> None:
        self._page.tell(f"{done.name} has the number {done.number} elsewhere.", act=done.act)
