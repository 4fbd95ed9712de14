"""What the Labels place says in the band."""

from pathlib import Path

from loanmgr.domain.codes import grouped
from loanmgr.services.labels import LabelRow
from ui.labels.order import Order
from ui.text import count
from ui.widgets.band import Choice, Message

YES, SOME, NONE = "yes", "some", "none"
UNDO, SAVE = "undo", "save"


def came_out(order: Order, saved_as: Path | None) -> Message:
    """Ask whether the labels are right; those saved may be printed later."""
    it = "it" if order.labels == 1 else "them"
    at_size = f"Print {it} at actual size (100 %)."
    detail = f"Saved as {saved_as}. {at_size}" if saved_as else f"Open in the PDF viewer. {at_size}"
    some = (Choice(SOME, "Reprint some"),) if len(order.rows) > 1 else ()
    none = Choice(NONE, "Not printed after all")
    what = f"the {order.source.noun}" if order.labels == 1 else f"the {order.words}"
    return Message("ask", f"Did {what} come out right?", detail, (Choice(YES, "Yes"), *some, none))


def marked(labels: int) -> Message:
    """Say that labels are noted as printed."""
    words = f"{_labels(labels)} marked as printed."
    return Message("ok", words, "", (Choice(UNDO, "Mark as not printed"),))


def unmarked(labels: int) -> Message:
    """Say that labels are noted as not printed."""
    return Message("ok", f"{_labels(labels)} marked as not printed.")


def cards_done(order: Order) -> Message:
    """Say that cards are printed, of which nothing is noted."""
    return Message("ok", f"{order.words} printed.")


def kept(order: Order) -> Message:
    """Say that nothing was printed, and nothing is lost."""
    return Message("info", f"{order.words} kept to print later.", "The sheet is as it was.")


def again(number: int, noun: str) -> Message:
    """Say what is waiting to be printed again."""
    words = f"{count(number, noun)} to print again."
    return Message("info", words, "They come on the next free labels of the sheet.")


def added(rows: tuple[LabelRow, ...], noun: str, total: str) -> Message:
    """Say what was added to what will be printed."""
    one = len(rows) == 1
    what = f"{rows[0].name}, {grouped(rows[0].code)}" if one else count(len(rows), noun)
    return Message("info", f"Added: {what}.", f"{total} to print.")


def no_viewer(order_words: str, path: Path) -> Message:
    """Say that nothing here can show a PDF: 22."""
    words = "No program on this computer opens a PDF."
    detail = f"Your {order_words} are kept in {path}."
    return Message("stop", words, detail, (Choice(SAVE, "Save as PDF"),))


def not_saved(reason: str) -> Message:
    """Say that a file could not be written: 23."""
    return Message("stop", f"We couldn't save that: {reason}.", "Nothing was marked as printed.")


def refused(words: str) -> Message:
    """Say why something was not done."""
    return Message("stop", words)


def damaged() -> Message:
    """Say that a label did not read: 19."""
    words = "That label didn't read properly."
    return Message("stop", words, "Scan again, or type the number under it.")


def _labels(number: int) -> str:
    return count(number, "label")
