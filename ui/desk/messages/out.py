"""What the band says when something goes out; a number is the one in ux.md 2.10."""

from collections.abc import Sequence
from dataclasses import replace

from loanmgr.domain.verdicts import Level, Verdict
from loanmgr.domain.words import first_name, surname
from loanmgr.services.accounts import Paid
from loanmgr.services.awards import Awarded
from loanmgr.services.baskets import BasketLine, BasketView, Child, Finished
from loanmgr.services.leads import Lead
from loanmgr.services.parts import PartBack
from loanmgr.services.reservations import KeptNow
from loanmgr.services.scanning import ScannedInstrument
from ui.desk import deeds
from ui.desk.messages.back import looks_like
from ui.desk.messages.choices import (
    AGREEMENT,
    HANDED_IN,
    LEAD_ONLY,
    READY,
    RECEIPT,
    SIGNED,
    UNDO,
    WRONG,
)
from ui.desk.messages.until import until_lent, until_line
from ui.text import count, listed, listed_by_name, long_date, pounds, short_date
from ui.tokens import Tone
from ui.widgets.band import Choice, Message

KEPT_NAMED = 2
"""So many instruments that are kept for somebody are named; of more, only how many."""
PERSONAL = ("part_open", "evidence_run_out", "evidence_not_received")
"""Questions about somebody rather than an instrument: there Esc is the answer that goes on."""


def verdict(about: Verdict, later: Sequence[Verdict] = ()) -> Message:
    """Ask one thing that stands against lending, and say what is asked after it.

    11 to 17, 24, 26 and 27.
    """
    personal = about.case in PERSONAL
    choices = [
        Choice(
            choice.key,
            f"{choice.label}{LEAD_ONLY if choice.lead_only else ''}",
            "Esc" if personal and choice.key == "go_on" else "",
        )
        for choice in about.choices
    ]
    if about.case == "overdue_item":
        choices.insert(1, Choice("renew", "Renew it", "F6"))
    if not personal and not any(choice.key == "another" for choice in choices):
        choices.append(Choice("another", "Put it back", "Esc"))
    tone: Tone = "stop" if about.level is Level.STOP else "ask"
    then = tuple(dict.fromkeys(each.title for each in later))
    return Message(tone, about.title, about.text, tuple(choices), must_answer=True, then=then)


def reduced_rate(given: Awarded, total_pence: int | None) -> Message:
    """Say until when a reduced rate counts, and what there is to pay now: 13 and 14."""
    if given.grace_until_on is not None:
        until = f"until {long_date(given.grace_until_on)}; bring the evidence by then."
    else:
        until = f"until {long_date(given.to_on)}."
    now = "" if total_pence is None else f"To pay now: {pounds(total_pence)}."
    words = f"Reduced rate for {first_name(given.pupil_name)} {until}"
    return Message("ok", words, now, (UNDO,))


def part_in(back: PartBack) -> Message:
    """Say that a part is here again: 26."""
    had = f"Was with {back.was_with}." if back.was_with else ""
    return Message("ok", f"{back.part.capitalize()} handed in: {back.name}.", had, (UNDO,))


def ready(name: str) -> Message:
    """Say that an instrument is ready for the next person."""
    return Message("ok", f"Ready: {name}.", "", (UNDO,))


def stopped(about: Verdict) -> Message:
    """Say why an instrument is not lent, where nobody is there to take it: 10, 24."""
    offers = (
        (about.case == "unready", READY),
        (True, Choice("open", "Open its record")),
        (about.case != "retired", HANDED_IN),
    )
    choices = tuple(choice for holds, choice in offers if holds)
    return Message("stop", about.title, about.text, choices)


def why_anyway(name: str) -> Message:
    """Ask for the reason of an override."""
    choices = tuple(Choice(f"reason:{reason}", reason) for reason in deeds.REASONS)
    return Message(
        "ask",
        "Why lend it anyway?",
        f"{name} answers for it; the reason is kept.",
        (*choices, Choice("leave", "Go back to the question", "Esc")),
        must_answer=True,
    )


def who_allows(leads: Sequence[Lead]) -> Message:
    """Ask which lead allows what is stopped."""
    choices = tuple(Choice(f"lead:{lead.id}", lead.name) for lead in leads)
    return Message(
        "ask",
        "Who allows it?",
        "Fetch a desk lead; their name is kept with it."
        if leads
        else "There is no desk lead on the staff list.",
        (*choices, Choice("leave", "Go back to the question", "Esc")),
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
    until = until_line(line)
    goes = f"Goes to {line.borrower_name} when you finish."
    serial = f"Serial {line.serial}." if line.serial else ""
    detail = " ".join(part for part in (goes, until, serial, line.insurance) if part)
    words = f"Added: {line.name}{make} \N{EM DASH} {line.instrument}"
    return Message("ok", words, detail, (UNDO, HANDED_IN, WRONG))


def who_is_it_for(line: BasketLine) -> Message:
    """Say that an instrument waits for somebody."""
    looks = looks_like(line.make, line.serial)
    kept = next((about.title for about in line.verdicts if about.case == "kept"), "")
    return Message(
        "ask",
        f"{line.name} is on the counter. Who is it for?",
        " ".join(part for part in (kept, "Scan a card or type a name.", looks) if part),
        (HANDED_IN, WRONG),
    )


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
    before = f"Kept for later: {kept}. " if kept else ""
    tone: Tone = "ask" if kept else "info"
    return Message(tone, f"{before}{_title(view)} is at the desk.", _at_home(view))


def kept_for_them(view: BasketView) -> str:
    """Say what is kept for who is here: what, where it lies and until when."""
    if not view.kept:
        return ""
    several = len(view.children) > 1
    each = [_kept(kept, whose=several) for kept in view.kept[:KEPT_NAMED]]
    more = len(view.kept) - len(each)
    rest = f" And {count(more, 'more instrument')}." if more > 0 else ""
    can = any(not kept.holder for kept in view.kept)
    then = " Scan it to add it." if len(view.kept) == 1 else " Scan them to add them."
    return f"{' '.join(each)}{rest}{then if can else ''}"


def _kept(kept: KeptNow, *, whose: bool) -> str:
    whom = f" for {first_name(kept.borrower_name)}" if whose else ""
    where = f", {kept.place}" if kept.place else ""
    meanwhile = "; somebody has it now" if kept.holder else ""
    until = short_date(kept.until_on)
    return f"Kept{whom} until {until}: {kept.name} {kept.instrument}{where}{meanwhile}."


def _at_home(view: BasketView) -> str:
    """Say who has how many; a child and the family apart."""
    if not view.out:
        return "Has nothing out."
    all_of_them = count(len(view.out), "instrument")
    if view.kind not in ("family", "pupil"):
        return f"Has {all_of_them} at home."
    if not view.chosen:
        return f"The family has {all_of_them} at home."
    child, own = first_name(view.title), sum(o.borrower_name == view.title for o in view.out)
    if not own:
        return f"{child} has nothing out. The family has {all_of_them} at home."
    says = f"{child} has {count(own, 'instrument')} at home."
    return says if own == len(view.out) else f"{says} The family has {all_of_them} in all."


def kept_for_you(view: BasketView) -> Message:
    """Say that what was unfinished is here again."""
    lying = count(len(view.lines), "instrument")
    return Message("info", "We kept this for you.", f"{_title(view)}: {lying}, not finished.")


def half_typed_again(
    names: Sequence[str], before: Message | None, *, is_new: bool = True
) -> Message:
    """Say that families which were half typed are here again, after what was said before it."""
    whom = f": {listed(list(names))}" if names else ""
    choices: tuple[Choice, ...] = (Choice("go_on", "Go on", "F4" if is_new else ""),)
    if len(names) < 2:
        choices += (Choice("drop_half_typed", "Drop it"),)
    if before is None:
        told = "The new family is half typed, and not saved."
        return Message("info", _ended(f"We kept this for you{whom}"), told, choices)
    told = _ended(f"A new family is half typed{whom}")
    return replace(before, detail=f"{before.detail} {told}".strip(), choices=choices)


def half_typed_waits(names: Sequence[str]) -> str:
    """Say what is half typed and not on the screen, in one line."""
    named = [name for name in names if name]
    return _ended(f"Half typed: new family{f', {listed(named)}' if named else ''}")


def half_typed_dropped(name: str) -> Message:
    """Say that what was half typed is kept no longer."""
    whom = f": {name}" if name else ""
    back = Choice("half_typed_again", "Bring it back")
    return Message("info", _ended(f"Dropped{whom}"), "The new family was not saved.", (back,))


def _ended(sentence: str) -> str:
    """End a sentence that may end in an initial."""
    return f"{sentence.removesuffix('.')}."


def kept_for_later(title: str, items: int) -> Message:
    """Say that a family waits."""
    detail = f"{count(items, 'instrument')}, not finished. Ctrl+Tab brings them back."
    return Message("info", f"Kept for later: {title}.", detail)


def put_back(name: str) -> Message:
    """Say that an instrument was taken off the counter."""
    return Message("info", f"Put back: {name}.", "Nothing was lent.")


def gone(name: str) -> Message:
    """Say that something lies here no more: another desk was quicker."""
    words = f"{name} is not on this counter any more."
    return Message("info", words, "It is at another desk. Nothing was changed here.")


def nothing_lent(title: str) -> Message:
    """Say that a family went with nothing new."""
    return Message("info", f"{title}: nothing was lent.", "Ready for the next.")


def lent(result: Finished, *, unsigned: str, paid_by: str) -> Message:
    """Say what went out: 25; with the words of 17 where the agreement is not signed."""
    if len(result.lines) == 1:
        line = result.lines[0]
        swap = line.instead_of_name
        words = f"Swapped: {swap} for {line.name}" if swap else f"Lent: {line.name}"
        said = [f"to {line.borrower_name}, {until_lent(line)}."]
        if swap:
            said = [f"{line.borrower_name}, same hire, {until_lent(line)}."]
            said += [] if result.total_due_pence else ["Nothing more to pay."]
    else:
        names = listed(list(dict.fromkeys(line.borrower_name for line in result.lines)))
        words = f"Lent: {count(len(result.lines), 'instrument')}"
        said = [f"to {names}: {listed_by_name(line.name for line in result.lines)}."]
    if result.paid_pence:
        said.append(f"Paid {pounds(result.paid_pence)} {paid_by}.")
    rest = result.total_due_pence + result.deposit_pence - result.paid_pence
    if rest:
        said.append(f"{pounds(rest)} goes on the account.")
    if result.charged_pence:
        said.append(f"{result.charged_to} pays {pounds(result.charged_pence)}.")
    said += [f"{result.paid_by} pays."] if result.paid_by else []
    said += [result.stays] if result.stays else []
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


def how_paid(pence: int) -> Message:
    """Ask how what is owed is paid: 16, Take payment."""
    choices = (
        Choice("pay:cash", "Cash"),
        Choice("pay:card", "Card"),
        Choice("pay:part", "Another sum"),
        Choice("ask_again", "Not now", "Esc"),
    )
    return Message("ask", f"Take {pounds(pence)}. How was it paid?", "", choices, must_answer=True)


def paid(done: Paid, how: str, owed_pence: int) -> Message:
    """Say that what was owed is paid, or a part of it."""
    left = owed_pence - done.amount_pence
    still = f"{pounds(left)} is still owed." if left > 0 else ""
    return Message("ok", f"Paid: {pounds(done.amount_pence)} {how}.", still, (UNDO, RECEIPT))


def left_there(name: str) -> Message:
    """Say that what lies on another counter stays there."""
    return Message("info", f"Left on the other counter: {name}.")


def scan_what_comes_back() -> Message:
    """Say that a return is expected."""
    return Message("info", "Scan what comes back.", "What lies on the counter stays there.")


def _child(child: Child) -> str:
    year = {"": "", "N": "Nursery", "R": "Reception"}.get(child.year, f"Year {child.year}")
    return f"{child.name}, {year}" if year else child.name


def _title(view: BasketView) -> str:
    return f"The {view.title}" if view.kind == "family" else view.title
