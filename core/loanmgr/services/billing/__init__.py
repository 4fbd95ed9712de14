"""The billing run: what is still out is charged once for each period, account by account."""

from loanmgr.services.billing.charging import (
    NOTHING,
    RUN_UNDONE,
    TAKEN_BACK,
    Bill,
    BillAccount,
    Billed,
    bill,
    bill_account,
    is_taken_back,
)
from loanmgr.services.billing.late import cards as cards_late
from loanmgr.services.billing.planning import (
    AskPlan,
    Excepted,
    Planned,
    PlanPage,
    cards_due,
    plan_page,
)

__all__ = [
    "NOTHING",
    "RUN_UNDONE",
    "TAKEN_BACK",
    "AskPlan",
    "Bill",
    "BillAccount",
    "Billed",
    "Excepted",
    "PlanPage",
    "Planned",
    "bill",
    "bill_account",
    "cards_due",
    "cards_late",
    "is_taken_back",
    "plan_page",
]
