"""The account of a family or school: charges, payments, the balance after each, what is owed."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from loanmgr.services.accounts import AccountLine
from loanmgr.services.records import PersonRecord
from ui import theme
from ui.list_view import ListView
from ui.table import Align, Column, TableModel
from ui.text import pounds, short_date
from ui.tokens import SIZE, SPACE
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, button, row, words

ROWS_SEEN = 7
PAID, UNPAID = 3, 4
"""The columns that only show once something is paid."""


class AccountCard(Card):
    """The newest line stands first."""

    def __init__(self, pay: Callable[[], object], *papers: QWidget) -> None:
        super().__init__("Account")
        self.owed = words("", "strong")
        self.balance = words("", "soft")
        self.model: TableModel[AccountLine] = TableModel(
            _COLUMNS, self, key=lambda line: str(line.line)
        )
        self.list = ListView(self.model, "Account", row_height=SIZE.row_compact)
        self.nothing = words("Nothing has been charged or paid yet.", "soft")
        self.pay = button("Take payment", pay, icon="pound")
        self.body.addLayout(row(self.balance, 1, self.owed))
        self.body.addWidget(self.list)
        self.body.addWidget(self.nothing)
        actions = FlowLayout()
        theme.space(actions, 0, SPACE.s)
        for each in (self.pay, *papers):
            actions.addWidget(each)
        self.body.addLayout(actions)

    def show_record(self, record: PersonRecord) -> None:
        """Show another account."""
        account = record.account
        self.model.show_rows(account.lines[::-1])
        rows = min(len(account.lines), ROWS_SEEN)
        self.list.setFixedHeight(theme.px(SIZE.row_compact) * rows + theme.px(SIZE.row + 12))
        self.list.setVisible(bool(account.lines))
        self.nothing.setVisible(not account.lines)
        self.owed.setText(f"Owed now {pounds(account.owed_pence)}" if account.owed_pence else "")
        is_said = 0 < account.balance_pence == account.owed_pence
        self.balance.setText("" if is_said else _balance(account.balance_pence))
        is_nothing_paid = all(_paid(line) is None for line in account.lines)
        for each in (PAID, UNPAID):
            self.list.leave_out(each, left_out=is_nothing_paid)


def _balance(pence: int) -> str:
    if pence > 0:
        return f"To pay {pounds(pence)}"
    return f"In credit {pounds(-pence)}" if pence < 0 else "Nothing to pay"


def _charged(line: AccountLine) -> int | None:
    return line.amount_pence if line.kind not in ("payment", "refund") else None


def _paid(line: AccountLine) -> int | None:
    return -line.amount_pence if line.kind in ("payment", "refund") else None


_COLUMNS: tuple[Column[AccountLine], ...] = (
    Column("Date", lambda line: line.entered_on, short_date, chars=11),
    Column("What", lambda line: line.what),
    Column("Charge", _charged, pounds, align=Align.RIGHT, chars=10),
    Column("Paid", _paid, pounds, align=Align.RIGHT, chars=10),
    Column(
        "Unpaid",
        lambda line: line.unpaid_pence or None,
        pounds,
        align=Align.RIGHT,
        chars=10,
        drop=2,
    ),
    Column("Balance", lambda line: line.balance_pence, pounds, align=Align.RIGHT, chars=10, drop=1),
)
