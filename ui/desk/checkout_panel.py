"""What it costs, how they pay, what is signed, and Finish; the right of the desk."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QScrollArea, QSizePolicy, QWidget

from loanmgr.services.baskets import BasketView
from ui import theme
from ui.roles import set_role
from ui.tokens import SPACE
from ui.widgets.parts import Card, MoneyRow, button, column, name, row, words

WAYS = (("", "On the account"), ("cash", "Cash"), ("card", "Card"))
"""How they will pay: what is kept, and its words."""
WIDTH = 320
"""Room for the sums beside a scroll bar, where the window has it."""


class CheckoutPanel(Card):
    """Finish stays in sight however low the window is; what is above it scrolls."""

    finish_wanted = Signal()
    park_wanted = Signal()
    paying_chosen = Signal(str)
    signing_chosen = Signal(bool)
    agreement_wanted = Signal()
    why_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("To finish", parent)
        self.hire = MoneyRow("Hire")
        self.reduced = MoneyRow("Reduced rate", tone="ok")
        self.deposit = MoneyRow("Deposit")
        self.total = MoneyRow("To pay", total=True)
        self.why = button("Why this price?", self.why_wanted.emit, kind="link")
        self.paying = QComboBox()
        self.agreement = words("", "soft", wrap=True)
        self.print = button("Print it", self.agreement_wanted.emit, keys="F5")
        self.signed = QCheckBox("Signed on paper")
        self.finish = button(
            "Finish and next family", self.finish_wanted.emit, kind="primary", keys="Enter"
        )
        self.park = button("Keep for later", self.park_wanted.emit, keys="F8")
        self._settle()
        self._lay_out()

    def show_basket(self, view: BasketView) -> None:
        """Show the sums and what is left to do."""
        quotes = [line.quote for line in view.lines if line.quote is not None]
        discount = sum(quote.discount_pence for quote in quotes)
        self.hire.what.setText(_hire({quote.period_label for quote in quotes}))
        self.hire.show_pence(sum(quote.full_pence for quote in quotes))
        self.reduced.show_pence(-discount)
        self.reduced.setVisible(bool(discount))
        self.deposit.show_pence(view.deposit_pence)
        self.deposit.setVisible(bool(view.deposit_pence))
        self.total.show_pence(view.total_pence + view.deposit_pence)
        self.why.setVisible(bool(quotes))
        self.paying.setCurrentIndex(max(self.paying.findData(view.paying), 0))
        self._show_agreement(view)
        ready = bool(view.lines and view.card)
        self.finish.setEnabled(bool(view.card))
        self.park.setEnabled(ready)
        self.finish.setText("Finish and next family   Enter" if ready else "Next family   Enter")

    def _show_agreement(self, view: BasketView) -> None:
        unsigned = next((v.title for v in view.verdicts if v.case == "unsigned"), "")
        asks = bool(unsigned) and bool(view.lines)
        self.agreement.setText(unsigned or "The agreement is signed.")
        self.agreement.setVisible(any(line.borrower for line in view.lines))
        self.signed.setVisible(asks)
        self.signed.setChecked(bool(view.signed))
        self.print.setEnabled(bool(view.card))

    def _settle(self) -> None:
        for kept, said in WAYS:
            self.paying.addItem(said, kept)
        name(self.paying, "How they will pay")
        name(self.signed, "Signed on paper")
        self.paying.activated.connect(lambda at: self.paying_chosen.emit(WAYS[at][0]))
        self.signed.clicked.connect(self.signing_chosen)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(theme.px(WIDTH), 0))

    def _lay_out(self) -> None:
        label = words("How they will pay")
        label.setBuddy(self.paying)
        body, area = QFrame(), QScrollArea()
        set_role(body, area="body")
        body.setLayout(
            column(
                self.hire,
                self.reduced,
                self.deposit,
                self.total,
                row(label, 1, self.why),
                self.paying,
                self.agreement,
                row(self.signed, 1, self.print),
                1,
                gap=SPACE.xs,
            )
        )
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        area.setMinimumHeight(60)
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.body.addWidget(area, 1)
        self.body.addWidget(self.finish)
        self.body.addWidget(self.park)


def _hire(periods: set[str]) -> str:
    labels = sorted(label for label in periods if label)
    return f"Hire, {labels[0]}" if len(labels) == 1 else "Hire"
