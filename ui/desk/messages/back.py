"""What the band says when something comes back; a number is the one in ux.md 2.10."""

from loanmgr.domain.words import first_name
from loanmgr.services.baskets import BasketView
from loanmgr.services.handing_in import DaySet
from loanmgr.services.instruments import FoundAgain
from loanmgr.services.renewals import Renewed
from loanmgr.services.returns import Returned
from loanmgr.services.scanning import ScannedInstrument
from ui.desk import deeds
from ui.desk.messages.choices import (
    DAMAGED,
    HANDED_IN_ON,
    KEEP_CHARGE,
    KEEP_HERE,
    NEEDS_REPAIR,
    PARTS_MISSING,
    READY,
    RENEW_INSTEAD,
    UNDO,
    WRONG,
)
from ui.desk.messages.holders import may_pass_on, pass_on_choice
from ui.desk.messages.lost import loss_taken_off
from ui.desk.messages.until import least, until_lent
from ui.text import count, day_and_month, listed, listed_by_name, pounds
from ui.widgets.band import Choice, Message


def returned(result: Returned, centre: str, *, can_renew: bool = False) -> Message:
    """Say what came back: 1, late 2, another centre's 3; with what it waits for."""
    late = f", {count(result.late_days, 'day')} late" if result.late_days else ""
    return _came_in(
        (f"Returned: {result.name}{late}.", [*_about_return(result, centre), *_about_it(result)]),
        (result, centre),
        ((can_renew, RENEW_INSTEAD), (True, HANDED_IN_ON)),
    )


def handed_in(result: Returned, centre: str) -> Message:
    """Say that what the register thought was here was handed in."""
    belongs = f"It belongs to {result.belongs_to}. Put it in the van box."
    detail = ["It was not recorded as out. No loan, no charge."]
    detail += [loss_taken_off(result.loss_off_pence)] if result.loss_off_pence else []
    detail += [belongs] if result.belongs_to else []
    return _came_in(
        (f"Handed in: {result.name}.", [*detail, *_about_it(result)]), (result, centre), ()
    )


def _came_in(
    said: tuple[str, list[str]], about: tuple[Returned, str], more: tuple[tuple[bool, Choice], ...]
) -> Message:
    result, centre = about
    offers = (
        (True, UNDO),
        (bool(result.unready), READY),
        (bool(result.belongs_to), KEEP_HERE),
        (bool(result.loss_off_pence), KEEP_CHARGE),
        (True, NEEDS_REPAIR),
        (bool(result.parts), PARTS_MISSING),
        *more,
        (True, WRONG),
    )
    goes = "the van box" if result.belongs_to else result.put
    return Message(
        "ok",
        said[0],
        " ".join(said[1]),
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
        (result.loss_off_pence, loss_taken_off(result.loss_off_pence)),
        (result.credit_pence, f"Credit {pounds(result.credit_pence)}."),
        (result.least_pence, least(result.least_pence)),
        (result.deposit_back_pence, f"Deposit {pounds(result.deposit_back_pence)} goes back."),
        (True, _kept(result.deposit_kept_pence, "nothing is missing or broken")),
        (result.parts, f"Should have: {', '.join(part.lower() for part in result.parts)}."),
    )
    return [words for holds, words in said if holds and words]


def _kept(deposit_pence: int, until: str) -> str:
    return f"Deposit {pounds(deposit_pence)} is kept until {until}." if deposit_pence else ""


def _about_it(result: Returned) -> list[str]:
    """Say what is to be done with it, and what it is: the label may sit on another one."""
    found = [f"Not ready for the next person: {result.unready}."] if result.unready else []
    found += [_to_check(check) for check in result.look_over]
    looks = looks_like(result.make, result.serial)
    return [*found, looks] if looks else found


def _to_check(check: str) -> str:
    """Return a check as what is to be done; one that says so itself stands as it is."""
    return f"{check}." if ":" in check else f"To check: {check[:1].lower()}{check[1:]}."


def looks_like(make: str, serial: str) -> str:
    """Return how an instrument is told from its like, as a sentence; empty if nothing is known."""
    number = f"serial {serial}" if serial else ""
    known = ", ".join(part for part in (make, number) if part)
    return f"{known[:1].upper()}{known[1:]}." if known else ""


def already_returned(message: str) -> Message:
    """Say that another desk, or this one, was quicker."""
    return Message("info", message, "Nothing was changed. Put it on the shelf.")


def day_set(done: DaySet, centre: str) -> Message:
    """Say on which day something counts as handed in, and what follows from that."""
    late = f", {count(done.late_days, 'day')} late" if done.late_days else ""
    said = (
        (done.was_with, f"Was with {done.was_with}."),
        (done.late_days, f"No late charge at {centre}."),
        (done.credit_pence, f"Credit {pounds(done.credit_pence)}."),
    )
    detail = " ".join(words for holds, words in said if holds)
    words = f"Handed in on {day_and_month(done.on)}: {done.name}{late}."
    return Message("ok", words, detail, (UNDO,))


def wrong_instrument(name: str, code: str, looks: str) -> Message:
    """Say what to do with an instrument that bears another one's label."""
    belongs = f"Label {code} belongs to {name}"
    belongs += f": {looks}" if looks else "."
    detail = f"{belongs} Put this one aside for the lead; it is noted on the timeline."
    return Message("warn", f"Taken back: {name}.", detail, (UNDO,))


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


def without_part(result: Returned, part: str) -> Message:
    """Say that a part is noted as missing; another may be."""
    who = result.was_with
    open_with = f"It stays open with {who}." if who else "It is noted on its record."
    detail = f"{open_with} {_kept(result.deposit_kept_pence, 'it is here')}".strip()
    more = (PARTS_MISSING,) if result.parts else ()
    return Message("ok", f"The {part.lower()} of {result.name} is missing.", detail, (UNDO, *more))


def what_is_wrong(name: str, family: str, *, had: bool) -> Message:
    """Ask for the fault; where somebody had it, it may be damage that they pay for."""
    faults = deeds.faults_of(family)
    choices = tuple(Choice(f"fault:{fault}", fault) for fault in faults)
    leave = Choice("leave", "Nothing is wrong", "Esc")
    charged = (DAMAGED,) if had else ()
    offered = (*choices, *charged, leave)
    return Message("ask", f"What is wrong with {name}?", "", offered, must_answer=True)


def say_the_fault(name: str) -> Message:
    """Say that the fault is being typed."""
    return Message("info", f"Say what is wrong with {name}.", "It was taken in.")


def needs_repair(name: str, fault: str, deposit_kept_pence: int = 0) -> Message:
    """Say that a fault is noted, and that a deposit is kept for it."""
    kept = _kept(deposit_kept_pence, "it is mended")
    detail = f"Put it in the workshop box. {kept}".strip()
    return Message("repair", f"Needs repair: {name} ({fault}).", detail, (UNDO,))


def gone_since(found: ScannedInstrument) -> Message:
    """Say that what came back has gone out since, so that nothing is noted of it here."""
    there = f"on the counter at {found.counter_of}"
    where = f"on loan to {found.holder}" if found.holder else there
    words = f"{found.name} has gone out since."
    return Message("info", words, f"It is {where}. Nothing was noted.")


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


def found_again(result: FoundAgain) -> Message:
    """Say that what was missing is here: 9; and that nobody pays for its loss any more."""
    missing = f"This was missing since {day_and_month(result.missing_since_on)}."
    off = loss_taken_off(result.loss_off_pence)
    detail = f"{result.name}: now available. {off}".rstrip()
    keep = (KEEP_CHARGE,) if result.loss_off_pence else ()
    return Message("ok", f"Found. {missing}", detail, (UNDO, *keep))


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
    """Say what is lent on, until when, and why something was not."""
    lines = result.lines
    due = sum(line.charge.due_pence for line in lines)
    until = list(dict.fromkeys(until_lent(line) for line in lines))
    if len(lines) == 1:
        words, detail = f"Renewed: {lines[0].name}", f"{lines[0].borrower_name}, {until[0]}."
    else:
        words = f"Renewed: {count(len(lines), 'instrument')}"
        last = f", {until[0]}" if len(until) == 1 else ""
        detail = f"{listed_by_name(line.name for line in lines)}{last}."
    cost = f"{pounds(due)} goes on the account." if due else ""
    return Message("ok", words, " ".join(filter(None, (detail, cost, *result.left))), (UNDO,))


def not_renewed(why: str) -> Message:
    """Say why what came back is not lent on instead; it stays returned."""
    return Message("stop", why, "It stays returned.", (UNDO,))


def nothing_to_renew() -> Message:
    """Say that nothing has an end that could be put off."""
    return Message("info", "There is nothing to renew.", "What runs until returned goes on anyway.")


def _first_key(place: int) -> str:
    return "Shift+F9" if place == 0 else ""


def _taker(view: BasketView) -> str:
    if view.chosen and view.kind in ("pupil", "adult", "teacher"):
        return first_name(view.title)
    return view.title if view.kind in ("school", "partner") else f"the {view.title}"
