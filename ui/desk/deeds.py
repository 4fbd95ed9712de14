"""Short lists and names that the desk uses: reasons, faults, and how a deed is called by Undo."""

from collections.abc import Sequence

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
    "Signed": "signing of",
    "Found": "finding of",
    "Added": "adding of",
    "Needs repair": "repair note of",
    "Mended": "mending of",
    "Missing": "missing note of",
    "Renewed": "renewal of",
    "Handed in": "handing in of",
    "Day set": "day of the return of",
    "Ready": "ready note of",
    "Passed on": "passing on of",
    "Handed back": "handing back of",
}


def undo_target(what: str) -> str:
    """Return the short name of a deed from its sentence: return of Violin 3/4."""
    if what.startswith("Undone: "):
        return f"undoing of {undo_target(what.removeprefix('Undone: '))}"
    verb, colon, rest = what.partition(": ")
    if not colon or verb not in _DEEDS:
        return f"\N{LEFT DOUBLE QUOTATION MARK}{what}\N{RIGHT DOUBLE QUOTATION MARK}"
    thing = rest.partition(",")[0].partition(";")[0].partition(" (")[0]
    words = [word for word in thing.split() if not _is_code(word)]
    return f"{_DEEDS[verb]} {' '.join(words)}"


def parked_strip(waiting: Sequence[tuple[str, int, str]]) -> str:
    """Return who waits: title, items and age of each."""
    if not waiting:
        return ""
    each = "; ".join(
        f"{title} ({count(items, 'item')}, not finished, {age})" for title, items, age in waiting
    )
    return f"{count(len(waiting), 'family', 'families')} waiting: {each}"


def _is_code(word: str) -> bool:
    return len(word) >= 9 and word[0].isalpha() and word[1:].isdigit()
