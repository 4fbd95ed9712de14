"""Why this price: the working of each charge to the penny, and never the reason for a discount."""

from PySide6.QtWidgets import QWidget

from loanmgr.services.baskets import BasketLine, BasketView
from ui.tokens import SPACE
from ui.widgets.parts import MoneyRow, button, column, line, words
from ui.widgets.side_panel import SidePanel


class WhyPrice(SidePanel):
    """Explains every line on the counter."""

    def __init__(self, over: QWidget) -> None:
        super().__init__("Why this price?", over)
        self._shown: QWidget | None = None
        self.total = MoneyRow("To pay", total=True)
        # What is asked for stays in sight below what scrolls, as at the desk.
        self.footer.insertWidget(0, self.total, 1)
        self.footer.setStretch(1, 0)
        self.footer.addWidget(button("Close", self.close_panel))

    def explain(self, view: BasketView) -> None:
        """Show the working of a basket."""
        if self._shown is not None:
            self._shown.hide()
            self._shown.deleteLater()
        parts: list[QWidget] = []
        for each in view.lines:
            parts += _working(each)
        parts += _besides(view)
        self.total.show_pence(view.to_pay_pence)
        self._shown = QWidget()
        self._shown.setLayout(column(*parts, gap=SPACE.s))
        self.body.addWidget(self._shown)


def _working(of: BasketLine) -> list[QWidget]:
    who = f" for {of.borrower_name}" if of.borrower_name else ""
    heading = words(f"{of.name}{who}", "h2", wrap=True)
    if of.quote is None:
        return [heading, words("There is no price yet.", "soft", wrap=True), line()]
    # A step that changes nothing is a fact, such as the term's dates: it has no sum of its own.
    steps = [MoneyRow(step.what, step.pence or None) for step in of.quote.steps]
    return [heading, *steps, MoneyRow("For this", of.quote.due_pence), line()]


def _besides(view: BasketView) -> list[QWidget]:
    """Return what is asked for, or is not, besides the hires."""
    known = (
        ("Deposit", view.deposit_pence),
        (f"{view.charged_to} pays", -view.school_pence),
    )
    return [MoneyRow(what, pence) for what, pence in known if pence]
