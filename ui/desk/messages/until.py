"""How long a loan runs, inside a sentence of the band."""

from loanmgr.services.lending import LentLine
from ui.text import day_and_month


def until_lent(line: LentLine) -> str:
    """Return until when a line is lent, inside a sentence."""
    if line.due_on is not None:
        return f"back by {day_and_month(line.due_on)}"
    if line.next_charge_on is not None:
        return f"until returned; next charge {day_and_month(line.next_charge_on)}"
    return "until returned"
