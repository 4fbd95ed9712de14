"""How long a loan runs, and the least it pays, inside a sentence of the band."""

from loanmgr.services.baskets import BasketLine
from loanmgr.services.lending import LentLine
from ui.text import day_and_month, long_date, pounds


def until_lent(line: LentLine) -> str:
    """Return until when a line is lent, inside a sentence."""
    if line.due_on is not None:
        return f"back by {day_and_month(line.due_on)}"
    if line.next_charge_on is not None:
        return f"until returned; next charge {day_and_month(line.next_charge_on)}"
    return "until returned"


def until_line(line: BasketLine) -> str:
    """Return until when a line on the counter will be lent, as a sentence."""
    quote = line.quote
    if quote is None:
        return ""
    if quote.due_on is not None:
        return f"Bring back by {long_date(quote.due_on)}."
    if quote.next_charge_on is not None:
        return f"Until returned; next charge {long_date(quote.next_charge_on)}."
    return "Until returned."


def least(pence: int) -> str:
    """Say what is still charged because a hire pays for so many periods at least."""
    return f"{pounds(pence)} more is charged, the least that a hire pays."
