"""What the band says of labels, undoing, papers, and what goes wrong."""

from dataclasses import replace

from loanmgr.jobs.billing import Outcome
from loanmgr.services.baskets import OnCounter
from loanmgr.services.undo import PaidFor, Undone
from ui.desk import deeds
from ui.desk.messages.choices import UNDO
from ui.text import count, pounds
from ui.widgets.band import Choice, Message

OTHER_KEYBOARD = (
    "If that is not what is printed there, the scanner is set to another keyboard: Settings, Test"
    " my scanner."
)


def unknown(label: str) -> Message:
    """Say that a label is not known: 18."""
    odd = not all(
        character.isascii() and (character.isalnum() or character in " -./") for character in label
    )
    return Message(
        "stop",
        f"We don't know label {label[:40]}.",
        OTHER_KEYBOARD if odd else "",
        (
            Choice("search", "Search for it"),
            Choice("alias", "Add to an instrument"),
            Choice("new_instrument", "New instrument"),
        ),
    )


def which_instrument(label: str) -> Message:
    """Ask for the instrument that an unknown label is on."""
    words = f"Which instrument has label {label[:40]}?"
    return Message("info", words, "Scan its other label, or type its name or number.")


def label_added(label: str, name: str, code: str) -> Message:
    """Say that a label stands for an instrument from now on."""
    return Message("ok", f"Label {label[:40]} now means {name}.", code, (UNDO,))


def and_label_left(message: Message, label: str) -> Message:
    """Add that a label was not put on any instrument after all, where one waited."""
    if not label:
        return message
    words = f"Label {label[:40]} was not added to any instrument."
    return replace(message, detail=f"{message.detail} {words}".strip())


def damaged() -> Message:
    """Say that a label did not read: 19."""
    words = "That label didn't read properly."
    return Message("stop", words, "Scan again, or type the number under it.")


def was_paid(found: PaidFor) -> Message:
    """Ask what becomes of the money that came in for what is to be undone."""
    sum_ = pounds(found.pence)
    detail = f"Undoing the {deeds.undo_target(found.what)}."
    keep = "It was never paid" if found.is_payment else "Keep it as credit"
    return Message(
        "ask",
        f"{sum_} was paid {found.how}.",
        detail,
        (
            Choice("give_back", f"Give back {sum_} now"),
            Choice("keep_credit", keep),
            Choice("leave", "Leave it", "Esc"),
        ),
        must_answer=True,
    )


def nothing_undone() -> Message:
    """Say that an act stands as it was."""
    return Message("info", "Nothing was undone.")


def undone(result: Undone, target: str) -> Message:
    """Say what was taken back."""
    kept = ""
    if result.given_back_pence:
        kept = f"{pounds(result.given_back_pence)} goes back {result.given_back}."
    if result.kept_pence:
        kept = f"{pounds(result.kept_pence)} that was paid stays on the account as credit."
    return Message("ok", f"Undone: {target}.", kept, (Choice("redo", "Redo"),))


def undoing_run(target: str) -> Message:
    """Say that a run is being taken back, and that nobody has to wait for it."""
    detail = "Part by part, so go on meanwhile. Stop is at the foot of the window."
    return Message("info", f"Undoing {target}.", detail)


def run_undone(target: str, done: Outcome, where: str) -> Message:
    """Say that a run was taken back; or what of it stays, and where the rest is taken back."""
    if not done.is_whole:
        return Message("info", f"Stopped: only a part is undone of {target}.", where)
    if done.failed:
        stay = f"{count(len(done.failed), 'part')} of it stay: {done.failed[0]}"
        return Message("info", f"Undone, but for some: {target}.", stay)
    return Message("ok", f"Undone: {target}.")


def done_again(what: str) -> Message:
    """Say that something undone was done again."""
    return Message("ok", f"Done again: {what}.", "", (UNDO,))


def taken_over(basket: OnCounter) -> Message:
    """Say that another desk serves who was in front of us."""
    who = f"The {basket.title}" if basket.title.endswith(" family") else basket.title
    if basket.title == "On the counter":
        who = "What lay on the counter"
    detail = f"{count(basket.items, 'instrument')} went along; nothing is lost."
    bring_back = Choice("bring_back", "Bring it back here")
    return Message("info", f"{who} was taken over by {basket.desk}.", detail, (bring_back,))


def refused(message: str, *, undo_first: str = "") -> Message:
    """Say why something was not done, and offer what stands in the way."""
    choices = (Choice("undo_first", f"Undo {undo_first}"),) if undo_first else ()
    return Message("stop", message, "", choices)


def not_saved(message: str, nothing_was: str) -> Message:
    """Say that saving did not work: 23."""
    return Message(
        "stop",
        message,
        f"Nothing was {nothing_was}.",
        (Choice("again", "Try again"), Choice("leave", "Leave it", "Esc")),
        must_answer=True,
    )


def type_it() -> Message:
    """Say how an instrument is added without its label."""
    words = "Type the instrument's name or number, then press Enter."
    return Message("info", words, "It is added as if it had been scanned.")


def paper_made(title: str, *, shown: bool) -> Message:
    """Say that a paper is open for printing, or where it can go."""
    keep = (Choice("save_copy", "Save as PDF"),)
    if shown:
        return Message("ok", f"{title} is open in another window.", "Print it from there.", keep)
    return Message("warn", f"{title} is ready.", "No program here shows PDF files.", keep)


def paper_saved(title: str) -> Message:
    """Say that a copy was saved."""
    return Message("ok", f"Saved: {title}.")
