"""What the band says of loss and damage, and of what turns up again."""

from collections.abc import Sequence

from loanmgr.services.baskets import AlreadyOut
from loanmgr.services.damaging import DamageNoted
from loanmgr.services.losing import Reported
from loanmgr.services.waiving import Waived
from ui.desk.messages.choices import UNDO
from ui.text import pounds
from ui.widgets.band import Choice, Message


def which_is_lost(out: Sequence[AlreadyOut]) -> Message:
    """Ask which of what they have at home is lost."""
    choices = [Choice(f"lost:{each.instrument}", f"{each.name} {each.instrument}") for each in out]
    choices.append(Choice("leave", "None of them", "Esc"))
    return Message("ask", "Which one is lost?", "", tuple(choices), must_answer=True)


def reported_lost(done: Reported) -> Message:
    """Say that an instrument is missing from now on, and what that costs whom."""
    what = "stolen" if done.is_stolen else "lost"
    said = (
        (done.was_with, f"Was with {done.was_with}."),
        (True, _charged(done.charge.due_pence, done.was_with, done.charge.because)),
        (done.hire_goes_on, "The hire goes on."),
        (done.credit_pence, f"Credit {pounds(done.credit_pence)}."),
        (done.deposit_kept_pence, f"Deposit {pounds(done.deposit_kept_pence)} is kept."),
        (
            done.deposit_used_pence,
            f"Deposit {pounds(done.deposit_used_pence)} is set against it.",
        ),
    )
    detail = " ".join(words for holds, words in said if holds)
    return Message("warn", f"Reported {what}: {done.name}.", detail, (UNDO,))


def damage_noted(done: DamageNoted) -> Message:
    """Say that damage is noted, and what that costs whom."""
    charged = _charged(done.charge.due_pence, done.was_with, done.charge.because)
    kept = f"Deposit {pounds(done.deposit_kept_pence)} is kept." if done.deposit_kept_pence else ""
    detail = f"{charged} Put it in the workshop box. {kept}".rstrip()
    return Message("repair", f"Damaged: {done.name} ({done.fault}).", detail, (UNDO,))


def charge_kept(done: Waived) -> Message:
    """Say that a charge stands although the instrument is here."""
    words = f"Charge kept: {pounds(done.due_pence)} for {done.what}."
    return Message("ok", words, f"It stays on the account of {done.borrower_name}.", (UNDO,))


def loss_taken_off(pence: int) -> str:
    """Say that what was charged for a loss is taken off, as a sentence."""
    return f"{pounds(pence)} charged for its loss is taken off." if pence else ""


def _charged(pence: int, whose: str, because: str) -> str:
    if not pence:
        return f"Nothing is charged: {because}."
    return f"{pounds(pence)} is charged to {whose}."
