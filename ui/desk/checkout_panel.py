"""What it costs, how they pay, what is signed, and Finish; the right of the desk."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from loanmgr.services.baskets import BasketView
from ui import theme
from ui.desk.paying import PayingBox
from ui.roles import set_role
from ui.tokens import SPACE
from ui.widgets.parts import Card, MoneyRow, button, column, name, row, set_words, words

WIDTH = 320
"""Room for the sums beside a scroll bar, where the window has it."""
SCROLLED = 40
"""What is kept of the part that scrolls, where there is room for little else."""


class CheckoutPanel(Card):
    """Sums and Finish stay in sight however low the window is; what is between them scrolls.

    Where it stands below the other half it is shown whole, and the sum and Finish are in its `bar`.
    """

    finish_wanted = Signal()
    park_wanted = Signal()
    signing_chosen = Signal(bool)
    agreement_wanted = Signal()
    why_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("To finish", parent)
        self.hire = MoneyRow("Hire")
        self.reduced = MoneyRow("Reduced rate", tone="ok")
        self.deposit = MoneyRow("Deposit")
        self.school = MoneyRow("")
        self.credit = MoneyRow("In credit", tone="ok")
        self.total = MoneyRow("To pay", total=True)
        self.why = button("Why this price?", self.why_wanted.emit, kind="link")
        self.paying = PayingBox()
        self.agreement = words("", "soft", wrap=True)
        self.insurance = words("", "soft", wrap=True)
        self.print = button("Print agreement", self.agreement_wanted.emit, keys="F5")
        self.signed = QCheckBox("Agreement signed on paper")
        self.finish = button(
            "Finish and next", self.finish_wanted.emit, kind="primary", keys="Enter"
        )
        self.park = button("Keep for later", self.park_wanted.emit, keys="F8")
        self.bar = QFrame()
        self._ready = False
        self._fitting = False
        self._stands = False
        self._signs = False
        self._rows: tuple[QWidget, ...] = ()
        self._settle()
        self._lay_out()

    def show_basket(self, view: BasketView) -> None:
        """Show the sums and what is left to do."""
        quotes = [line.quote for line in view.lines if line.quote is not None]
        discount = sum(quote.discount_pence for quote in quotes)
        self.hire.what.setText(_hire({quote.period_label for quote in quotes}))
        self.hire.show_pence(sum(quote.full_pence for quote in quotes))
        self.reduced.show_pence(-discount)
        self.deposit.show_pence(view.deposit_pence)
        self.school.what.setText(f"{view.charged_to or view.paid_by} pays")
        self.school.show_pence(-view.school_pence)
        self.credit.show_pence(view.credit_pence)
        self.total.show_pence(view.to_pay_pence)
        self._rows = tuple(
            each
            for each, there in (
                (self.hire, True),
                (self.reduced, bool(discount)),
                (self.deposit, bool(view.deposit_pence)),
                (self.school, bool(view.school_pence or view.paid_by)),
                (self.credit, bool(view.credit_pence)),
            )
            if there
        )
        self.paying.show_basket(view)
        self._ready = bool(view.lines and view.card)
        self._show_agreement(view)
        said = dict.fromkeys(f"{e.name}: {_inside(e.insurance)}" for e in view.lines if e.insurance)
        self.insurance.setText("\n".join(said))
        self.insurance.setVisible(bool(said))
        self.finish.setEnabled(bool(view.card))
        self.park.setEnabled(self._ready)
        self._fit()

    def stand(self, *, stands: bool) -> None:
        """Put the sum and Finish into the bar, or back into the panel."""
        self._stands = stands
        before, now = (self._buttons, self._in_bar)[:: 1 if stands else -1]
        for layout in (self._sums, before):
            layout.removeWidget(self.total)
        for each in (self.finish, self.park):
            before.removeWidget(each)
        if stands:
            now.addWidget(self.total, 1)
        else:
            self._sums.addWidget(self.total)
        for each in (self.finish, self.park):
            now.addWidget(each)
        self.bar.setVisible(stands)
        # What is ignored would count for nothing where heights go by widths.
        tall = QSizePolicy.Policy.Minimum if stands else QSizePolicy.Policy.Ignored
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, tall)
        self._fit()

    def fit_bar(self, width: int) -> None:
        """Put the sum above the buttons where there is no room for all in a row."""
        edge = self._in_bar.contentsMargins()
        inside = width - edge.left() - edge.right() - 2 * self._in_bar.spacing()
        wanted = sum(e.sizeHint().width() for e in (self.total, self.finish, self.park))
        down, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._in_bar.setDirection(beside if wanted <= inside else down)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(theme.px(WIDTH), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _show_agreement(self, view: BasketView) -> None:
        unsigned = next((v.title for v in view.verdicts if v.case == "unsigned"), "")
        asks = bool(unsigned) and bool(view.lines)
        self.agreement.setText(unsigned or "The agreement is signed.")
        self._signs = any(line.borrower for line in view.lines)
        self.signed.setVisible(asks and self._ready)
        self.signed.setChecked(bool(view.signed))

    # Room: the lower the window, the less stands here; what goes is in "Why this price?" too.

    def _fit(self) -> None:
        """Show as much as there is room for, and never less than the sum and Finish."""
        if self._fitting:
            return  # laying out for one step makes the window ask again
        self._fitting = True
        for crowded in range(1 if self._stands else 5):
            self._show_for(crowded)
            # Layouts within layouts are only measured anew by laying them out.
            for each in (self.paying.layout(), self._inside.layout(), self.body):
                if each is not None:
                    each.invalidate()
                    each.activate()
            if self._wanted() <= self.height():
                break
        bar = self._area.verticalScrollBar().sizeHint().width()
        self._area.setMinimumWidth(self._inside.minimumSizeHint().width() + bar)
        self._area.setMinimumHeight(self._content() if self._stands else SCROLLED)
        self._fitting = False

    def _show_for(self, crowded: int) -> None:
        beside = QBoxLayout.Direction.LeftToRight
        self._buttons.setDirection(beside if crowded else QBoxLayout.Direction.TopToBottom)
        finish = ("Finish and next" if self._ready else "Next", "Enter")
        set_words(self.finish, finish[0], keys=finish[1])
        if crowded or self._stands:
            self.finish.setText("Finish   Enter" if self._ready else "Next   Enter")
        self.park.setText("Keep   F8" if crowded or self._stands else "Keep for later   F8")
        for each in (self.hire, self.reduced, self.deposit, self.school, self.credit):
            each.setVisible(each in self._rows and crowded < 2)
        self.agreement.setVisible(self._signs and crowded < 2)
        for layout in (self._between, self._signing):
            theme.space(layout, gap=SPACE.xs if crowded > 2 else SPACE.s)
        self.print.setVisible(self._ready and crowded < 3)
        self.heading.setVisible(crowded < 4)
        self.why.setVisible(self._ready)
        if (crowded == 4) != (self._inside.isAncestorOf(self.why)):
            self._move_why(self._signing if crowded == 4 else self._head)

    def _move_why(self, to: QBoxLayout) -> None:
        """Let it scroll with the rest where there is no room for a line of its own."""
        for each in (self._head, self._signing):
            each.removeWidget(self.why)
        to.addWidget(self.why)

    def _wanted(self) -> int:
        """Return the height at which nothing here has to scroll."""
        rest = self.body.totalMinimumSize().height() - self._area.minimumHeight()
        return rest + self._content()

    def _content(self) -> int:
        """Return the height of the part that scrolls."""
        inside = self._inside.layout()
        if inside is not None and inside.hasHeightForWidth():
            return inside.totalHeightForWidth(self._area.viewport().width())
        return inside.totalMinimumSize().height() if inside is not None else 0

    def _settle(self) -> None:
        stays = self.why.sizePolicy()
        stays.setRetainSizeWhenHidden(True)  # or the heading would jump when something comes
        self.why.setSizePolicy(stays)
        name(self.signed, "Agreement signed on paper")
        self.signed.clicked.connect(self.signing_chosen)
        self.paying.fits_differently.connect(self._fit)

    def _lay_out(self) -> None:
        self._inside, self._area = QFrame(), QScrollArea()
        set_role(self._inside, area="body")
        self._signing = column(self.signed, row(self.print, 1))
        self._between = column(self.paying, self.agreement, self.insurance, self._signing, 1)
        self._inside.setLayout(self._between)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._inside)
        self._area.setMinimumHeight(SCROLLED)
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        theme.space(self.body, (SPACE.l, SPACE.s))
        self.body.removeWidget(self.heading)
        sums = (self.hire, self.reduced, self.deposit, self.school, self.credit, self.total)
        self._head = row(self.heading, 1, self.why)
        self.body.addLayout(self._head)
        self._sums = column(*sums, gap=SPACE.xs)
        self.body.addLayout(self._sums)
        self.body.addWidget(self._area, 1)
        self._buttons: QHBoxLayout = row(self.finish, self.park)
        self.body.addLayout(self._buttons)
        set_role(self.bar, card=True)
        self._in_bar: QHBoxLayout = row(edge=(SPACE.l, SPACE.xs))
        self.bar.setLayout(self._in_bar)
        self.bar.hide()


def _inside(sentence: str) -> str:
    """Return a sentence as it goes on after a colon."""
    return sentence if sentence.startswith("We ") else sentence[:1].lower() + sentence[1:]


def _hire(periods: set[str]) -> str:
    labels = sorted(label for label in periods if label)
    return f"Hire, {labels[0]}" if len(labels) == 1 else "Hire"
