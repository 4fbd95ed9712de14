"""Commands about loss and damage: reporting them, turning up again, lowering what they cost."""

from argparse import Namespace
from dataclasses import asdict
from typing import Any
from uuid import UUID

from loanmgr.cli.counter import loss_words
from loanmgr.cli.output import Answer
from loanmgr.cli.session import Session
from loanmgr.cli.usage import UsageError
from loanmgr.domain.codes import grouped
from loanmgr.domain.money import pounds
from loanmgr.domain.words import long_date
from loanmgr.services import damaging, instruments, losing, waiving
from loanmgr.services.damaging import Damaged
from loanmgr.services.instruments import Found
from loanmgr.services.lending import Charged
from loanmgr.services.losing import Lost
from loanmgr.services.waiving import Waive


def lost(session: Session, options: Namespace) -> Answer:
    """Report an instrument lost or stolen, or only say what that would cost."""
    request = Lost(
        options.code,
        options.on,
        options.stolen,
        options.crime_ref or "",
        options.value_pence,
        options.use_deposit,
    )
    if options.crime_ref and not options.stolen:
        raise UsageError("--crime-ref goes with --stolen.")
    if options.dry_run:
        told = session.desk.look(losing.preview, request)
    else:
        told = session.desk.run(losing.lost, request).result
    data = {**asdict(told), "charge": _charge(told.charge)}
    name = f"{told.name} {grouped(told.instrument)}"
    whose = f", was with {told.was_with}" if told.was_with else ""
    happened = "stolen" if told.is_stolen else "lost"
    begins = "Would be reported" if options.dry_run else "Reported"
    lines = [f"{begins} {happened}: {name}{whose}, on {long_date(told.on)}."]
    lines += _priced(told.charge)
    if told.hire_goes_on:
        lines.append("The hire goes on.")
    if told.credit_pence:
        lines.append(f"Credit {pounds(told.credit_pence)} of the hire.")
    if told.least_pence:
        lines.append(f"{pounds(told.least_pence)} more is charged, the least that a hire pays.")
    if told.deposit_kept_pence:
        lines.append(
            f"The deposit of {pounds(told.deposit_kept_pence)} is kept;"
            " --use-deposit sets it against the charge."
        )
    if told.deposit_used_pence:
        lines.append(f"The deposit of {pounds(told.deposit_used_pence)} is set against it.")
    return Answer(data, lines)


def found(session: Session, options: Namespace) -> Answer:
    """Say that a missing instrument has turned up."""
    request = Found(options.code, keeps_loss=options.keep_charge)
    done = session.desk.run(instruments.found, request).result
    name = f"{done.name} {grouped(done.instrument)}"
    since = long_date(done.missing_since_on)
    more = loss_words(done.loss_off_pence, done.loss_kept_pence)
    return Answer(asdict(done), [f"Found: {name}, missing since {since}.{more}"])


def damaged(session: Session, options: Namespace) -> Answer:
    """Note damage, or only say what it would cost."""
    request = Damaged(options.code, options.fault, options.cost_pence)
    if options.dry_run:
        told = session.desk.look(damaging.preview, request)
    else:
        told = session.desk.run(damaging.damaged, request).result
    data = {**asdict(told), "charge": _charge(told.charge)}
    begins = "Would be noted" if options.dry_run else "Noted"
    whose = f", was with {told.was_with}" if told.was_with else ""
    name = f"{told.name} {grouped(told.instrument)}"
    return Answer(data, [f"{begins}: {name}, {told.fault}{whose}.", *_priced(told.charge)])


def lower(session: Session, options: Namespace) -> Answer:
    """Lower a charge for loss, damage or a part."""
    charge = _id(options.charge)
    request = Waive(options.code, options.reason, options.to_pence or 0, charge)
    done = session.desk.run(waiving.waive, request).result
    line = f"Lowered: {done.what}, by {pounds(done.off_pence)} to {pounds(done.due_pence)}."
    return Answer(asdict(done), [line])


def _id(typed: str | None) -> UUID | None:
    if typed is None:
        return None
    try:
        return UUID(typed.strip())
    except ValueError as fault:
        message = "A charge is named by its id, as `loanmgr --json show CODE` gives it."
        raise UsageError(message) from fault


def _charge(charge: Charged) -> dict[str, Any]:
    return {
        "full_pence": charge.full_pence,
        "discount_pence": charge.discount_pence,
        "due_pence": charge.due_pence,
        "because": charge.because,
        "steps": [{"what": step.what, "pence": step.pence} for step in charge.steps],
    }


def _priced(charge: Charged) -> list[str]:
    if not charge.full_pence:
        return [f"Nothing is charged: {charge.because}."]
    steps = [f"  {step.what}" for step in charge.steps]
    return [f"{pounds(charge.due_pence)} is charged:", *steps]
