"""How a line of an account says that it takes another one back, or enters it once more."""

TAKEN_BACK, DONE_AGAIN = "Taken back: ", "Done again: "
_TWICE = TAKEN_BACK * 2
"""What older lines say that were entered once more."""


def opposite(what: str) -> str:
    """Return the words of the line that takes back one with these words.

    What takes back something taken back does that again, however often it went to and fro.
    """
    said = in_short(what)
    if said.startswith(TAKEN_BACK):
        return DONE_AGAIN + said.removeprefix(TAKEN_BACK)
    return TAKEN_BACK + said.removeprefix(DONE_AGAIN)


def in_short(what: str) -> str:
    """Return a line's words with no more than one word for all its to and fro."""
    plain, again = what, False
    while plain.startswith(_TWICE):
        plain, again = plain.removeprefix(_TWICE), True
    is_plain = not plain.startswith((TAKEN_BACK, DONE_AGAIN))
    return DONE_AGAIN + plain if again and is_plain else plain


def itself(what: str) -> str:
    """Return the words of what a line is about, whether it takes that back or not."""
    return in_short(what).removeprefix(TAKEN_BACK).removeprefix(DONE_AGAIN)


def on_paper(what: str) -> str:
    """Return a line's words for paper: what is there again is there."""
    return in_short(what).removeprefix(DONE_AGAIN)
