"""What the band says at the desk, word for word; a number such as *12* is the one in ux.md 2.10.

Each function makes one message from plain values. Sums are whole pence.
"""

from collections.abc import Sequence
from datetime import date

from loanmgr.domain.verdicts import Level, Verdict
from loanmgr.domain.words import first_name, surname
from loanmgr.services.baskets import BasketLine, BasketView, Child, Finished
from loanmgr.services.lending import LentLine
from loanmgr.services.renewals import Renewed
from loanmgr.services.returns import Returned
from loanmgr.services.scanning import ScannedInstrument
from loanmgr.services.undo import Undone
from ui.desk import deeds
from ui.text import count, day_and_month, listed, long_date, pounds
from ui.tokens import Tone
from ui.widgets.band import Choice, Message

UNDO = Choice("undo", "Undo")
NEEDS_REPAIR = Choice("needs_repair", "Needs repair", "F9")
PARTS_MISSING = Choice("parts_missing", "Parts missing", "Shift+F9")
KEEP_HERE = Choice("keep_here", "Keep it here")
AGREEMENT = Choice("agreement", "Print agreement", "F5")
RECEIPT = Choice("receipt", "Print receipt", "F5")
SIGNED = Choice("signed_on_paper", "Signed on paper")
RENEW_INSTEAD = Choice("renew", "Renew instead", "F6")
LEAD_ONLY = ": lead only"


def returned(result: Returned, centre: str, *, can_renew: bool = False) -> Message:
    """Say what came back: 1, late 2, another centre's 3."""
    late = f", {count(result.late_days, 'day')} late" if result.late_days else ""
    offers = (
        (True, UNDO),
        (bool(result.belongs_to), KEEP_HERE),
        (can_renew, RENEW_INSTEAD),
        (True, NEEDS_REPAIR),
        (bool(result.parts), PARTS_MISSING),
    )
    goes = "the van box" if result.belongs_to else result.put
    return Message(
        "ok",
        f"Returned: {result.name}{late}.",
        " ".join(_about_return(result, centre)),
        tuple(choice for holds, choice in offers if holds),
        big="" if goes in ("", centre) else f"Goes to {goes}",
    )


def _about_return(result: Returned, centre: str) -> list[str]:
    plain = not result.late_days and not result.belongs_to
    shelf = result.put and result.put != centre and not result.belongs_to
    since = result.missing_since_on
    said = (
        (plain and result.was_with, f"Was with {result.was_with}."),
        (result.late_days, f"No late charge at {centre}."),
        (result.belongs_to, f"It belongs to {result.belongs_to}. Put it in the van box."),
        (shelf, f"{result.put}."),
        (since, f"It was missing since {day_and_month(since)}." if since else ""),
        (result.credit_pence, f"Credit {pounds(result.credit_pence)}."),
        (result.parts, f"Should have: {', '.join(part.lower() for part in result.parts)}."),
    )
    return [words for holds, words in said if holds]


def parts(result: Returned) -> Message:
    """Ask what did not come with it: 4."""
    names = [part.lower() for part in result.parts]
    here = f"{result.parts[0].capitalize()} is here" if len(names) == 1 else "All are here"
    missing = [
        Choice(f"missing:{part}", f"{part.capitalize()} is missing", _first_key(place))
        for place, part in enumerate(result.parts)
    ]
    return Message(
        "ask",
        f"Returned: {result.name}.",
        f"The {listed(names)} should be with it.",
        (Choice("here", here), *missing),
        must_answer=True,
    )


def without_part(name: str, part: str, was_with: str) -> Message:
    """Say that a part is noted as missing."""
    detail = f"It stays open with {was_with}." if was_with else "It is noted on its record."
    return Message("ok", f"The {part.lower()} of {name} is missing.", detail, (UNDO,))


def what_is_wrong(name: str, family: str) -> Message:
    """Ask for the fault."""
    faults = deeds.faults_of(family)
    choices = tuple(Choice(f"fault:{fault}", fault) for fault in faults)
    leave = Choice("leave", "Nothing is wrong", "Esc")
    return Message("ask", f"What is wrong with {name}?", "", (*choices, leave), must_answer=True)


def needs_repair(name: str, fault: str) -> Message:
    """Say that a fault is noted."""
    detail = "Put it in the workshop box."
    return Message("repair", f"Needs repair: {name} ({fault}).", detail, (UNDO,))


def on_loan_elsewhere(found: ScannedInstrument, view: BasketView) -> Message:
    """Say who has it: 5."""
    holder, taker = first_name(found.holder), _taker(view)
    return Message(
        "stop",
        f"This {found.type_name.lower()} is on loan to {found.holder}.",
        "",
        (
            Choice("return_and_lend", f"Return it from {holder} and lend it to {taker}"),
            Choice("return", "Just return it"),
            Choice("aside", "Put it aside", "Esc"),
        ),
        must_answer=True,
    )


def found_again(name: str, since_on: date) -> Message:
    """Say that what was missing is here: 9."""
    missing = f"This was missing since {day_and_month(since_on)}."
    return Message("ok", f"Found. {missing}", f"{name}: now available.", (UNDO,))


def verdict(about: Verdict) -> Message:
    """Say one thing that stands against lending: 11, 12, 15, 16, 24 and their like."""
    choices = [
        Choice(choice.key, f"{choice.label}{LEAD_ONLY if choice.lead_only else ''}")
        for choice in about.choices
    ]
    if about.case == "overdue_item":
        choices.insert(1, Choice("renew", "Renew it", "F6"))
    if not any(choice.key == "another" for choice in choices):
        choices.append(Choice("another", "Put it back", "Esc"))
    tone: Tone = "stop" if about.level is Level.STOP else "ask"
    return Message(tone, about.title, about.text, tuple(choices), must_answer=True)


def stopped(about: Verdict) -> Message:
    """Say why an instrument is not lent, where nobody is there to take it: 10, 24."""
    open_it = (Choice("open", "Open its record"),)
    return Message("stop", about.title, about.text, open_it)


def why_anyway(name: str) -> Message:
    """Ask for the reason of an override."""
    choices = tuple(Choice(f"reason:{reason}", reason) for reason in deeds.REASONS)
    return Message(
        "ask",
        "Why lend it anyway?",
        f"{name} answers for it; the reason is kept.",
        (*choices, Choice("leave", "Don't lend it", "Esc")),
        must_answer=True,
    )


def not_a_lead() -> Message:
    """Refuse an override to somebody who is no lead."""
    return Message(
        "stop",
        "Only a desk lead can lend this anyway.",
        "Fetch the lead, or put it back.",
        (Choice("another", "Put it back"), Choice("ask_again", "Go back to the question", "Esc")),
        must_answer=True,
    )


def who_plays(children: Sequence[Child], what: str) -> Message:
    """Ask which child an instrument is for."""
    choices = tuple(Choice(f"child:{child.code}", _child(child)) for child in children)
    return Message(
        "ask",
        "Who plays it?",
        f"{what}.",
        (*choices, Choice("another", "Put it back", "Esc")),
        must_answer=True,
    )


def who_next(children: Sequence[Child]) -> Message:
    """Ask which child the next instrument is for."""
    choices = tuple(Choice(f"child:{child.code}", _child(child)) for child in children)
    leave = Choice("leave", "Leave it", "Esc")
    return Message("ask", "Who is the next one for?", "", (*choices, leave), must_answer=True)


def no_children(title: str) -> Message:
    """Say that nobody of a family can play yet."""
    return Message(
        "ask",
        f"The {title} has no children in it yet.",
        "Add the child who plays.",
        (Choice("add_child", "Add a child"), Choice("another", "Put it back", "Esc")),
        must_answer=True,
    )


def added(line: BasketLine) -> Message:
    """Say that an instrument lies on the counter for somebody."""
    make = f", {line.make}" if line.make else ""
    until = _until(line)
    goes = f"Goes to {line.borrower_name} when you finish."
    detail = f"{goes} {until}".strip()
    return Message("ok", f"Added: {line.name}{make} \N{EM DASH} {line.instrument}", detail, (UNDO,))


def who_is_it_for(name: str) -> Message:
    """Say that an instrument waits for somebody."""
    return Message(
        "ask",
        f"{name} is on the counter. Who is it for?",
        "Scan a card or type a name.",
        (Choice("handed_in", "It's being handed in"),),
    )


def handed_in(name: str) -> Message:
    """Say that what the register thought was here was handed in."""
    words = f"Handed in: {name}."
    return Message("ok", words, "It was not recorded as out. No loan, no charge.", (UNDO,))


def on_counter_elsewhere(found: ScannedInstrument) -> Message:
    """Say on whose counter it lies."""
    who = f"the {surname(found.counter_family)} family" if found.counter_family else "somebody"
    return Message(
        "ask",
        f"On the counter at {found.counter_of} for {who}.",
        found.name,
        (Choice("move", "Move it here"), Choice("leave", "Leave it", "Esc")),
        must_answer=True,
    )


def opened(view: BasketView, kept: str = "") -> Message:
    """Say who is in front of us now, and who was kept for later."""
    has = f"Has {count(len(view.out), 'instrument')} at home." if view.out else "Has nothing out."
    before = f"Kept for later: {kept}. " if kept else ""
    tone: Tone = "ask" if kept else "info"
    return Message(tone, f"{before}{_title(view)} is at the desk.", has)


def kept_for_you(view: BasketView) -> Message:
    """Say that what was unfinished is here again."""
    lying = count(len(view.lines), "instrument")
    return Message("info", "We kept this for you.", f"{_title(view)}: {lying}, not finished.")


def kept_for_later(title: str, items: int) -> Message:
    """Say that a family waits."""
    detail = f"{count(items, 'instrument')}, not finished. Ctrl+Tab brings them back."
    return Message("info", f"Kept for later: {title}.", detail)


def put_back(name: str) -> Message:
    """Say that an instrument was taken off the counter."""
    return Message("info", f"Put back: {name}.", "Nothing was lent.")


def nothing_lent(title: str) -> Message:
    """Say that a family went with nothing new."""
    return Message("info", f"{title}: nothing was lent.", "Ready for the next family.")


def lent(result: Finished, *, unsigned: str, paid_by: str) -> Message:
    """Say what went out: 25; with the words of 17 where the agreement is not signed."""
    if len(result.lines) == 1:
        words = f"Lent: {result.lines[0].name}"
        said = [f"to {result.lines[0].borrower_name}, {_until_lent(result.lines[0])}."]
    else:
        names = listed(list(dict.fromkeys(line.borrower_name for line in result.lines)))
        words = f"Lent: {count(len(result.lines), 'instrument')}"
        said = [f"to {names}: {listed([line.name for line in result.lines])}."]
    if result.paid_pence:
        said.append(f"Paid {pounds(result.paid_pence)} {paid_by}.")
    elif result.total_due_pence:
        said.append(f"{pounds(result.total_due_pence)} goes on the account.")
    choices = [UNDO, AGREEMENT]
    if result.paid_pence:
        choices.append(Choice("receipt", "Print receipt"))
    if unsigned:
        said.append(unsigned)
        choices.append(SIGNED)
    return Message("ok", words, " ".join(said), tuple(choices))


def signed(year: str) -> Message:
    """Say that the agreement is signed."""
    return Message("ok", f"Signed: agreement for {year}.", "", (UNDO,))


def renewed(result: Renewed) -> Message:
    """Say what is lent on, and until when."""
    lines = result.lines
    due = sum(line.charge.due_pence for line in lines)
    cost = f" {pounds(due)} goes on the account." if due else ""
    if len(lines) == 1:
        until = f"{_until_lent(lines[0])}."
        return Message("ok", f"Renewed: {lines[0].name}", f"{until}{cost}", (UNDO,))
    words = f"Renewed: {count(len(lines), 'instrument')}"
    return Message("ok", words, f"{listed([line.name for line in lines])}.{cost}", (UNDO,))


def nothing_to_renew() -> Message:
    """Say that nothing has an end that could be put off."""
    return Message("info", "There is nothing to renew.", "What runs until returned goes on anyway.")


def how_paid(pence: int) -> Message:
    """Ask how what is owed is paid: 16, Take payment."""
    choices = (
        Choice("pay:cash", "Cash"),
        Choice("pay:card", "Card"),
        Choice("ask_again", "Not now", "Esc"),
    )
    return Message("ask", f"Take {pounds(pence)}. How was it paid?", "", choices, must_answer=True)


def paid(pence: int, method: str) -> Message:
    """Say that what was owed is paid."""
    choices = (UNDO, Choice("receipt", "Print receipt"))
    return Message("ok", f"Paid: {pounds(pence)} by {method}.", "", choices)


def unknown(label: str) -> Message:
    """Say that a label is not known: 18."""
    return Message(
        "stop",
        f"We don't know label {label[:40]}.",
        "",
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


def damaged() -> Message:
    """Say that a label did not read: 19."""
    words = "That label didn't read properly."
    return Message("stop", words, "Scan again, or type the number under it.")


def put_here(name: str, place: str) -> Message:
    """Say where an instrument was put."""
    return Message("ok", f"Put in {place}: {name}.", "", (UNDO,))


def nothing_to_put(place: str) -> Message:
    """Say that there is nothing to put at a place that was scanned."""
    return Message("info", f"This is {place}.", "Return an instrument first, then scan its place.")


def scan_first(what: str) -> Message:
    """Say that a command needs an instrument first."""
    return Message("info", "Scan an instrument first.", what)


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


def put_aside(name: str) -> Message:
    """Say that what is on loan to somebody else was left as it is."""
    return Message("info", f"Put aside: {name}.", "It is still on loan; nothing was changed.")


def left_there(name: str) -> Message:
    """Say that what lies on another counter stays there."""
    return Message("info", f"Left on the other counter: {name}.")


def left_alone() -> Message:
    """Say that nothing was changed."""
    return Message("info", "Nothing was lent.", "Put it back on the shelf.")


def scan_what_comes_back() -> Message:
    """Say that a return is expected."""
    return Message("info", "Scan what comes back.", "What lies on the counter stays there.")


def undone(result: Undone) -> Message:
    """Say what was taken back."""
    kept = ""
    if result.kept_pence:
        kept = f"{pounds(result.kept_pence)} that was paid stays on the account as credit."
    return Message(
        "ok", f"Undone: {deeds.undo_target(result.undid)}.", kept, (Choice("redo", "Redo"),)
    )


def done_again(what: str) -> Message:
    """Say that something undone was done again."""
    return Message("ok", f"Done again: {what}.", "", (UNDO,))


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


def _first_key(place: int) -> str:
    return "Shift+F9" if place == 0 else ""


def _child(child: Child) -> str:
    year = {"": "", "N": "Nursery", "R": "Reception"}.get(child.year, f"Year {child.year}")
    return f"{child.name}, {year}" if year else child.name


def _taker(view: BasketView) -> str:
    if view.chosen and view.kind in ("pupil", "adult", "teacher"):
        return first_name(view.title)
    return view.title if view.kind in ("school", "partner") else f"the {view.title}"


def _title(view: BasketView) -> str:
    return f"The {view.title}" if view.kind == "family" else view.title


def _until(line: BasketLine) -> str:
    quote = line.quote
    if quote is None:
        return ""
    if quote.due_on is not None:
        return f"Bring back by {long_date(quote.due_on)}."
    if quote.next_charge_on is not None:
        return f"Until returned; next charge {long_date(quote.next_charge_on)}."
    return "Until returned."


def _until_lent(line: LentLine) -> str:
    if line.due_on is not None:
        return f"back by {day_and_month(line.due_on)}"
    if line.next_charge_on is not None:
        return f"until returned; next charge {day_and_month(line.next_charge_on)}"
    return "until returned"
