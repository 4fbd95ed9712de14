"""What the band says when something comes back; a number is the one in ux.md 2.10."""

from datetime import date

from loanmgr.domain.words import first_name
from loanmgr.services.baskets import BasketView
from loanmgr.services.renewals import Renewed
from loanmgr.services.returns import Returned
from loanmgr.services.scanning import ScannedInstrument
from ui.desk import deeds
from ui.desk.messages.choices import KEEP_HERE, NEEDS_REPAIR, PARTS_MISSING, RENEW_INSTEAD, UNDO
from ui.desk.messages.holders import may_pass_on, pass_on_choice
from ui.desk.messages.until import until_lent
from ui.text import count, day_and_month, listed, pounds
from ui.widgets.band import Choice, Message


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
    person = found.holder_kind not in ("school", "partner")
    holder, taker = first_name(found.holder) if person else found.holder, _taker(view)
    passes = (pass_on_choice(found, taker),) if may_pass_on(found, view) else ()
    return Message(
        "stop",
        f"This {found.type_name.lower()} is on loan to {found.holder}.",
        "",
        (
            Choice("return_and_lend", f"Return it from {holder} and lend it to {taker}"),
            Choice("return", "Just return it"),
            *passes,
            Choice("aside", "Put it aside", "Esc"),
        ),
        must_answer=True,
    )


def found_again(name: str, since_on: date) -> Message:
    """Say that what was missing is here: 9."""
    missing = f"This was missing since {day_and_month(since_on)}."
    return Message("ok", f"Found. {missing}", f"{name}: now available.", (UNDO,))


def handed_in(name: str) -> Message:
    """Say that what the register thought was here was handed in."""
    words = f"Handed in: {name}."
    return Message("ok", words, "It was not recorded as out. No loan, no charge.", (UNDO,))


def put_here(name: str, place: str) -> Message:
    """Say where an instrument was put."""
    return Message("ok", f"Put in {place}: {name}.", "", (UNDO,))


def nothing_to_put(place: str) -> Message:
    """Say that there is nothing to put at a place that was scanned."""
    return Message("info", f"This is {place}.", "Return an instrument first, then scan its place.")


def scan_first(what: str) -> Message:
    """Say that a command needs an instrument first."""
    return Message("info", "Scan an instrument first.", what)


def put_aside(name: str) -> Message:
    """Say that what is on loan to somebody else was left as it is."""
    return Message("info", f"Put aside: {name}.", "It is still on loan; nothing was changed.")


def renewed(result: Renewed) -> Message:
    """Say what is lent on, and until when."""
    lines = result.lines
    due = sum(line.charge.due_pence for line in lines)
    cost = f" {pounds(due)} goes on the account." if due else ""
    if len(lines) == 1:
        until = f"{until_lent(lines[0])}."
        return Message("ok", f"Renewed: {lines[0].name}", f"{until}{cost}", (UNDO,))
    words = f"Renewed: {count(len(lines), 'instrument')}"
    return Message("ok", words, f"{listed([line.name for line in lines])}.{cost}", (UNDO,))


def nothing_to_renew() -> Message:
    """Say that nothing has an end that could be put off."""
    return Message("info", "There is nothing to renew.", "What runs until returned goes on anyway.")


def _first_key(place: int) -> str:
    return "Shift+F9" if place == 0 else ""


def _taker(view: BasketView) -> str:
    if view.chosen and view.kind in ("pupil", "adult", "teacher"):
        return first_name(view.title)
    return view.title if view.kind in ("school", "partner") else f"the {view.title}"
