"""Money to and from other systems: what they are told once, and what they tell of payments."""

from loanmgr.services.systems.lines import (
    AskUnsent,
    InUse,
    Unsent,
    Window,
    in_use,
    system_now,
    unsent,
    window,
)
from loanmgr.services.systems.paid import Payment, TakeIn, TakenIn, take_in, try_in
from loanmgr.services.systems.sending import (
    MOST_LINES,
    SendLines,
    Sent,
    Transfer,
    check_may,
    send_lines,
    transfer_of,
    transfers,
)
from loanmgr.services.systems.sheet import AskRows, Rows, head, rows

__all__ = [
    "MOST_LINES",
    "AskRows",
    "AskUnsent",
    "InUse",
    "Payment",
    "Rows",
    "SendLines",
    "Sent",
    "TakeIn",
    "TakenIn",
    "Transfer",
    "Unsent",
    "Window",
    "check_may",
    "head",
    "in_use",
    "rows",
    "send_lines",
    "system_now",
    "take_in",
    "transfer_of",
    "transfers",
    "try_in",
    "unsent",
    "window",
]
