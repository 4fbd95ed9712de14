"""Short lists and names that the desk uses: reasons, faults, and how a deed is called by Undo."""

from collections.abc import Sequence

from loanmgr.domain.taking_back import DONE_AGAIN
from ui.text import count

REASONS = (
    "It plays well enough for now",
    "Their teacher asked for it",
    "The other one comes back this week",
    "Agreed with the office",
)
"""Why a lead lends in spite of a stop."""

FAULTS = {
    "strings": ("Peg slips", "String broken", "Bridge down", "Crack or open seam", "Bow"),
    "woodwind": ("Key sticks", "Pad leaks", "Cork loose", "Joint stuck", "Dent or bend"),
    "brass": ("Valve sticks", "Slide stuck", "Dent", "Water key leaks", "Mouthpiece stuck"),
    "": ("Broken part", "Doesn't sound", "Rattles", "Case broken", "Electrical"),
}
"""What is commonly wrong, by family of instrument."""
OTHER_FAULT = "Something else"


def faults_of(family: str) -> tuple[str, ...]:
    """Return what is commonly wrong with a family of instruments, and a way out."""
    return (*FAULTS.get(family, FAULTS[""]), OTHER_FAULT)


_DEEDS = {
    "Returned": "return of",
    "Lent": "loan of",
    "Lent again": "loan of",
    "Swapped": "swap of",
    "Paid": "payment of",
    "Given back": "giving back of",
    "Closed": "closing of",
    "Signed": "signing of",
    "Found": "finding of",
    "Added": "taking in of",
    "Needs repair": "repair note of",
    "Mended": "mending of",
    "Missing": "missing note of",
    "Renewed": "renewal of",
    "Evidence seen": "evidence for",
    "Handed in": "handing in of",
    "Day set": "day of the return of",
    "Ready": "ready note of",
    "Passed on": "passing on of",
    "Handed back": "handing back of",
    "Lost": "loss of",
    "Stolen": "theft of",
    "Damaged": "damage of",
    "Lowered": "lowering of",
    "Charge kept": "keeping of",
    "Kept": "keeping of",
    "No longer kept": "giving up of",
}


def undo_target(what: str) -> str:
    """Return the short name of a deed from its sentence: return of Violin 3/4."""
    if what.startswith("Undone: "):
        return f"undoing of {undo_target(what.removeprefix('Undone: '))}"
    if what.startswith(DONE_AGAIN):
        return undo_target(what.removeprefix(DONE_AGAIN))
    rate = _reduced_rate(what)
    if rate:
        return rate
    verb, colon, rest = what.partition(": ")
    if not colon or verb not in _DEEDS:
        return f"\N{LEFT DOUBLE QUOTATION MARK}{what}\N{RIGHT DOUBLE QUOTATION MARK}"
    thing = rest.partition(",")[0].partition(";")[0].partition(" (")[0]
    if verb in ("Kept", "No longer kept"):  # whom it is for, nobody in the queue needs to read
        thing = thing.partition(" for ")[0]
    words = [word for word in thing.split() if not _is_code(word)]
    return f"{_DEEDS[verb]} {' '.join(words)}"


def _reduced_rate(what: str) -> str:
    """Return the public name of an award; whose it is, nobody in the queue needs to read."""
    verb, colon, rest = what.rpartition(": ")
    name, its, whose = rest.partition(" for ")
    if not its or " until " not in whose or verb not in ("", "Evidence seen"):
        return ""
    named = f"{name[:1].lower()}{name[1:]}"
    return f"{_DEEDS[verb]} {named}" if colon else named


def parked_strip(waiting: Sequence[tuple[str, int, str]]) -> str:
    """Return who waits: title, items and age of each."""
    if not waiting:
        return ""
    each = "; ".join(
        f"{title} ({_unbroken(count(items, 'item'))}, not finished, {_unbroken(age)})"
        for title, items, age in waiting
    )
    return f"{len(waiting):,} waiting: {each}"


def _unbroken(words: str) -> str:
    return words.replace(" ", "\N{NO-BREAK SPACE}")


def _is_code(word: str) -> bool:
    return len(word) >= 9 and word[0].isalpha() and word[1:].isdigit()
