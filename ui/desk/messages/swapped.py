"""What the band says of swaps: what goes on the hire of something that came back."""

from collections.abc import Sequence

from loanmgr.services.baskets import BasketLine
from ui.desk.messages.choices import UNDO
from ui.desk.messages.until import until_line
from ui.text import pounds
from ui.widgets.band import Choice, Message

NEW_HIRE = Choice("new_hire", "New hire instead")
SWAP = Choice("swap", "Swap instead")


def swap_added(line: BasketLine) -> Message:
    """Say that an instrument is swapped for one that came back, or is a hire of its own."""
    make = f", {line.make}" if line.make else ""
    what = f"{line.name}{make} \N{EM DASH} {line.instrument}"
    if not line.is_swap:
        detail = f"{cost(line)} {until_line(line)}"
        return Message("ask", f"New hire: {what}", detail.strip(), (SWAP, UNDO))
    of = swap_of(line)
    detail = f"{of[:1].upper()}{of[1:]}, same hire: {cost(line)} {until_line(line)}"
    return Message("ask", f"Swap: {what}", detail.strip(), (NEW_HIRE, UNDO))


def swap_or_hire(lines: Sequence[BasketLine]) -> Message:
    """Ask which of several is to change."""
    choices = [Choice(f"line:{line.instrument}", _turned(line)) for line in lines]
    choices.append(Choice("leave", "Leave them", "Esc"))
    return Message("ask", "Which one?", "", tuple(choices), must_answer=True)


def left_as_it_was() -> Message:
    """Say that nothing on the counter was changed."""
    return Message("info", "Nothing was changed.")


def swap_of(line: BasketLine) -> str:
    """Return what a line is swapped for, inside a sentence."""
    old = line.instead_of
    if old is None or old.code == line.instrument:
        return "lent again"
    return f"swap for {old.name} {old.code}"


def cost(line: BasketLine) -> str:
    """Return what a line costs, as a sentence or the end of one."""
    due_pence = line.quote.due_pence if line.quote is not None else 0
    if line.is_swap:
        return f"{pounds(due_pence)} more to pay." if due_pence else "nothing more to pay."
    return f"{pounds(due_pence)} to pay." if due_pence else "Nothing to pay."


def _turned(line: BasketLine) -> str:
    to = "a new hire" if line.is_swap else "a swap"
    return f"{line.name} {line.instrument}: make it {to}"
