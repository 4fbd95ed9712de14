"""What the band says of schools and teachers: who collects, and what is passed on and back."""

from collections.abc import Sequence
from datetime import date

from loanmgr.domain.lending import HOLDS_STOCK
from loanmgr.domain.words import first_name
from loanmgr.services.baskets import BasketView
from loanmgr.services.passing import PLAYERS, HandedBack, PassedOn
from loanmgr.services.scanning import ScannedInstrument
from ui.desk.messages.choices import AGREEMENT, UNDO
from ui.desk.messages.until import least, until_lent
from ui.text import long_date, pounds
from ui.widgets.band import Choice, Message


def who_collects(names: Sequence[str]) -> Message:
    """Ask who takes things along for a school, a teacher or a partner."""
    choices = tuple(Choice(f"collector:{name}", name) for name in names)
    others = (Choice("type", "Type a name"), Choice("not_said", "Not said", "Esc"))
    detail = "It is kept with the loan and printed on the agreement."
    return Message("ask", "Who collects it?", detail, (*choices, *others), must_answer=True)


def type_who_collects() -> Message:
    """Say where the name is typed."""
    return Message("info", "Type who collects it, then press Enter.", "Enter again finishes.")


def collected_by(name: str) -> Message:
    """Say who collects."""
    words = f"Collected by {name}." if name else "Nobody is named as collecting it."
    return Message("info", words)


def bring_back(until_on: date | None, pence: int) -> Message:
    """Say by when all of it comes back, and what it costs then."""
    cost = f"To pay: {pounds(pence)}." if pence else "Nothing to pay."
    if until_on is None:
        return Message("info", "Bring back as the price list says.", cost)
    return Message("info", f"Bring back by {long_date(until_on)}.", cost)


def may_pass_on(found: ScannedInstrument, view: BasketView) -> bool:
    """Say whether its holder may pass it on to who is in front of us."""
    return found.holder_kind in HOLDS_STOCK and view.kind in (*PLAYERS, "family")


def pass_on_choice(found: ScannedInstrument, taker: str) -> Choice:
    """Return the choice to pass on what a school or a teacher has."""
    holder = first_name(found.holder) if found.holder_kind == "teacher" else found.holder
    return Choice("pass_on", f"{holder} passes it on to {taker}")


def back_to_whom(found: ScannedInstrument) -> Message:
    """Ask where something goes that was passed on."""
    return Message(
        "ask",
        f"{found.passed_by} passed this {found.type_name.lower()} on to {found.holder}.",
        "",
        (
            Choice("hand_back", f"It goes back to {found.passed_by}"),
            Choice("return", "It's returned to the centre"),
            Choice("aside", "Put it aside", "Esc"),
        ),
        must_answer=True,
    )


def passed_on(result: PassedOn) -> Message:
    """Say what was passed on, until when, and who pays."""
    line = result.line
    due_pence = line.charge.due_pence
    cost = f"{pounds(due_pence)} goes on the account." if due_pence else f"{line.charge.because}."
    detail = f"From {result.passed_by} to {line.borrower_name}, {until_lent(line)}. {cost}"
    return Message("ok", f"Passed on: {line.name}", detail, (UNDO, AGREEMENT))


def handed_back(result: HandedBack) -> Message:
    """Say that it is with its holder again."""
    credit = f" Credit {pounds(result.credit_pence)}." if result.credit_pence else ""
    credit += f" {least(result.least_pence)}" if result.least_pence else ""
    detail = f"To {result.holder}, was with {result.was_with}.{credit}"
    return Message("ok", f"Handed back: {result.name}", detail, (UNDO,))
